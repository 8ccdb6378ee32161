"""A setting as the text of a link, and a session as the text of a file; both ways.

What comes in is a stranger's: nothing is evaluated, no path is read, and sizes are bounded
before and after unpacking.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from experiments.live.acts import words
from experiments.live.library import Library
from experiments.live.setting import Setting, cleaned_setting, plain

VERSION = 1
KEY = "s"
MOST_PACKED = 8 * 1024
MOST_UNPACKED = 64 * 1024
MOST_FILE = 1024 * 1024
MOST_STEPS = 20
"""Steps of undoing that a file keeps."""

FILE = "redtape live session"

COMMON = (
    b'{"v":1,"scenario":"federal-eoffice","baseline":"federal-eoffice","seed":1,"regime":"K","full":true,'
    b'"month":0,"measure":"reported_use","purse":1000000000.0,"hidden_from":12,"revealed":true,'
    b'"guess":[[0,0.1],[12,0.2],"acts":[{"kind":"mandate","month":60,"values":{"deadline":6.0,"intensity":0.2}},'
    b'{"kind":"law","month":24,"values":{"status":1.0,"lag":12.0,"repeal":0.0}},'
    b'{"kind":"lever","month":36,"values":{"train":0.05}}]}'
)
"""What most links hold, so that it need not be packed; a change of it needs a new version."""


class Unreadable(ValueError):
    """Raised for a link or file of which nothing can be taken; the text is a sentence for the room."""


def packed(setting: Setting) -> str:
    """Return the setting as text that a link can carry."""
    text = json.dumps({"v": VERSION, **plain(setting)}, separators=(",", ":"), allow_nan=False)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=COMMON)
    small = packer.compress(text.encode()) + packer.flush()
    return base64.urlsafe_b64encode(small).decode().rstrip("=")


def link(setting: Setting) -> str:
    """Return the query of the address that restores the setting."""
    return f"?{KEY}={packed(setting)}"


def text_of(search: Any) -> str:
    """Return the packed text that the query of an address carries; empty where it carries none."""
    if not isinstance(search, str) or len(search) > 2 * MOST_PACKED:
        return ""
    try:
        found = parse_qs(search.removeprefix("?"), max_num_fields=20).get(KEY, [""])
    except ValueError:
        return ""
    return found[0]


def unpacked(text: str, library: Library) -> tuple[Setting, list[str]]:
    """Return the setting that a packed text describes, and what was left out; raise Unreadable."""
    if len(text) > MOST_PACKED:
        raise Unreadable("The link is too long to be one of ours, so nothing of it was taken.")
    try:
        small = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(-15, zdict=COMMON)
        content = unpacker.decompress(small, MOST_UNPACKED)
    except (binascii.Error, ValueError, zlib.error):
        raise Unreadable("The link is damaged, so nothing of it was taken.") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise Unreadable("The link is damaged or too large, so nothing of it was taken.")
    data = _parsed(content, "link")
    if data.pop("v", None) != VERSION:
        raise Unreadable("The link was made by another version, so nothing of it was taken.")
    return cleaned_setting(data, library)


def file_text(setting: Setting, past: Sequence[Setting], future: Sequence[Setting]) -> str:
    """Return the text of a session file: the setting in words of its own, and the steps of undoing."""
    now = plain(setting)
    for told, act in zip(now.get("acts", ()), setting.acts, strict=True):
        told["text"] = words(act)
    whole = {
        "file": FILE,
        "version": VERSION,
        "link": packed(setting),
        "now": now,
        "past": [packed(step) for step in past[-MOST_STEPS:]],
        "future": [packed(step) for step in future[-MOST_STEPS:]],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False)


def opened(
    text: Any, library: Library
) -> tuple[Setting, tuple[Setting, ...], tuple[Setting, ...], list[str]]:
    """Return the setting of a session file, the steps before and after it, and what was left out.

    Raises Unreadable for what is no session file.
    """
    if not isinstance(text, str) or len(text) > MOST_FILE:
        raise Unreadable("The file is too large to be a session.")
    data = _parsed(text, "file")
    if data.get("file") != FILE or not isinstance(data.get("now"), Mapping):
        raise Unreadable("The file is no session of the live view.")
    if data.get("version") != VERSION:
        raise Unreadable("The session was saved by another version.")
    setting, told = cleaned_setting(data["now"], library)
    past, future = (_steps(data.get(key), library) for key in ("past", "future"))
    return setting, past, future, told


def link_text_of(text: Any) -> str:
    """Return the packed text of a link that a session file holds; empty where there is none."""
    if not isinstance(text, str) or not 0 < len(text) <= MOST_FILE:
        return ""
    try:
        found = _parsed(text, "file").get("link")
    except Unreadable:
        return ""
    return found if isinstance(found, str) else ""


def _steps(given: Any, library: Library) -> tuple[Setting, ...]:
    """Return the steps of undoing that can be read; the others are forgotten."""
    steps = []
    for text in given[-MOST_STEPS:] if isinstance(given, list) else ():
        try:
            steps.append(unpacked(text, library)[0] if isinstance(text, str) else None)
        except Unreadable:
            continue
    return tuple(step for step in steps if step)


def _parsed(content: str | bytes, what: str) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable(f"The {what} is damaged, so nothing of it was taken.") from None
    if not isinstance(data, dict):
        raise Unreadable(f"The {what} is damaged, so nothing of it was taken.")
    return data
