"""Write a brief: the page, its pictures beside it where it is Markdown, and the workbook."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from experiments.brief import as_markdown
from experiments.brief.gathering import gather
from experiments.brief.page import blocks, title
from experiments.progress import say
from sim.errors import InputError, nearest

if TYPE_CHECKING:
    from viz.report import Block

Format = Literal["html", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)
NAME = "brief"


def format_of(form: str | None, out: Path | None) -> Format:
    """Return the format asked for; where none is, that of the page's name.  Raises InputError."""
    of_name = None if out is None else {".md": "md", ".html": "html", ".htm": "html"}.get(out.suffix.lower())
    if form is None:
        return "md" if of_name == "md" else "html"
    if form in FORMATS and of_name not in (None, form):
        wanted = f"{of_name}, as the name {out.name} says, or another name" if out else ""
        raise InputError("is not that of the page", key="--format", value=form, expected=wanted)
    for known in FORMATS:
        if form == known:
            return known
    wanted = f"one of {', '.join(FORMATS)}"
    raise InputError(
        "is not a format", key="--format", value=form, expected=wanted, nearest=nearest(form, FORMATS)
    )


def write_brief(folder: Path, out: Path | None, form: Format, *, xlsx: bool) -> list[Path]:
    """Make the brief of a results folder; return the files that were written, the page first.

    out: the page; `brief.html` or `brief.md` in the folder if None.  Raises InputError where
    the folder holds no comparison or a file cannot be written.
    """
    page = out if out is not None else folder / f"{NAME}.{form}"
    _no_folder(page)
    material = gather(folder)
    say("Drawing pictures ...")
    from experiments.brief.drawing import draw

    written = write_page(page, title(material), blocks(material, draw(material)), form, compact=True)
    if xlsx:
        from experiments.brief.spreadsheet import workbook

        book = page.with_suffix(".xlsx")
        _write(book, workbook(material.comparison))
        written.append(book)
    return written


def _no_folder(page: Path) -> None:
    if page.is_dir():
        raise InputError("is a folder", key="--out", value=str(page), expected="a file")


def write_page(
    page: Path, title: str, made: "Sequence[Block]", form: Format, *, compact: bool = False
) -> list[Path]:
    """Write blocks as a page, pictures beside it where it is Markdown; return the files, the page first.

    compact: small enough in print for a brief of few sheets.  Raises InputError.
    """
    from viz.report import Picture, render_report
    from viz.style import png

    _no_folder(page)
    written = [page]
    if form == "html":
        _write(page, render_report(title, made, compact=compact).encode("utf-8"))
        return written
    files: dict[int, str] = {}
    for i, block in enumerate(made):
        if isinstance(block, Picture):
            name = f"{page.stem}-pictures/{len(files) + 1}.png"
            raw = png(block.content) if isinstance(block.content, str) else block.content
            _write(page.parent / name, raw)
            written.append(page.parent / name)
            files[i] = name
    _write(page, as_markdown.render(title, made, files).encode("utf-8"))
    return written


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raise InputError."""
    partial = path.parent / f".{path.name}.{os.getpid()}.partial"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        reason = f"cannot be written ({error.strerror or error})"
        wanted = "a file in a folder that you may write to"
        raise InputError(reason, key="--out", value=str(path), expected=wanted) from None
