"""The same blocks as Markdown: tables with pipes, pictures as files beside the page."""

import re
from collections.abc import Mapping, Sequence

from experiments.markdown import table
from viz.report import Block, Heading, Note, Paragraph, Picture, Table


def render(title: str, blocks: Sequence[Block], files: Mapping[int, str]) -> str:
    """Return a page of blocks as Markdown.

    files: position of each picture among the blocks -> where its file lies, from the page.
    """
    parts = [f"# {_plain(title)}"]
    for i, block in enumerate(blocks):
        match block:
            case Heading(text, level):
                parts.append(f"{'#' * level} {_plain(text)}")
            case Paragraph(text):
                parts.append(_plain(text))
            case Note(text):
                parts.append("\n".join(f"> {line}".rstrip() for line in _plain(text).splitlines()))
            case Picture():
                parts.append(f"![{_plain(block.alt)}]({files[i]})")
                parts += [f"*{_plain(block.caption)}*"] if block.caption else []
            case Table():
                head, rows = block.cells()
                shown = table([_plain(x) for x in head], [[_plain(x) for x in row] for row in rows])
                parts.append(f"**{_plain(block.caption)}**\n\n{shown}" if block.caption else shown)
            case _:
                raise TypeError(f"{type(block).__name__} has no form in Markdown")
    return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown takes as it is."""
    return re.sub(r"([\\`*_<>\[\]])", r"\\\1", text)
