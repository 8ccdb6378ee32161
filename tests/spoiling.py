"""Files with a few faults: what the fuzz tests of studies, calibrations and records make of sound ones."""

import copy
from typing import Any

from hypothesis import strategies as st
from scenario_files import TEXT, file_of
from test_scenario_fuzz import nudged, places

JUNK_BYTES = [b"", b"\x00", b"\xff", b"9", b"-", b"nan", b"[[", b"{", b",", b"\n", b'"', b"1e999"]


def spoilt_file(
    draw: st.DrawFn, data: dict[str, Any], keys: st.SearchStrategy, values: st.SearchStrategy
) -> str:
    """The file of plain data of which a few values are replaced, lost, added or misspelt."""
    for _ in range(draw(st.integers(0, 3))):
        paths = places(data)
        if not paths:
            break
        path = draw(st.sampled_from(paths))
        target: Any = data
        for key in path[:-1]:
            target = target[key]
        match draw(st.sampled_from(["nudge", "nudge", "replace", "lose", "add", "misspell"])):
            case "nudge":
                target[path[-1]] = nudged(draw, target[path[-1]])
            case "replace":
                target[path[-1]] = copy.deepcopy(draw(values))
            case "lose":
                del target[path[-1]]
            case _ if isinstance(target, list):
                target.append(copy.deepcopy(draw(values)))
            case "add":
                target[draw(keys)] = copy.deepcopy(draw(values))
            case _:
                target[draw(TEXT)] = target.pop(path[-1])
    return file_of(data)


def damaged_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes of which a few are lost, repeated or overwritten."""
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(content)))
        end = draw(st.integers(begin, min(len(content), begin + 40)))
        junk = [*JUNK_BYTES, content[begin:end] * 2]
        content = content[:begin] + draw(st.sampled_from(junk)) + content[end:]
    return content
