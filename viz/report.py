"""One offline HTML file from a list of blocks: nothing fetched, no script, made to print on A4."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, Protocol

import pandas as pd

STYLE = """
:root { color-scheme: light; }
body { font: 17px/1.55 "Liberation Sans", Arial, Helvetica, sans-serif; color: #1a1a1a; background: #fff;
       max-width: 60rem; margin: 2rem auto 4rem; padding: 0 1.25rem; overflow-wrap: break-word; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.45rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid #d9d9d9; }
h3 { font-size: 1.15rem; margin: 1.75rem 0 .25rem; }
p { max-width: 46rem; }
figure { margin: 1.5rem 0; }
figure img { display: block; width: 100%; height: auto; }
figcaption, caption { font-size: .95rem; color: #404040; text-align: left; max-width: 46rem;
                      padding: .4rem 0; }
table { border-collapse: collapse; margin: 1.25rem 0; font-size: 1rem; font-variant-numeric: tabular-nums; }
caption { caption-side: top; font-weight: bold; color: #1a1a1a; }
th, td { padding: .4rem .9rem .4rem 0; text-align: left; vertical-align: top;
         border-bottom: 1px solid #d9d9d9; }
thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
th.number, td.number { text-align: right; padding: .4rem 0 .4rem 1.25rem; }
tbody th { font-weight: normal; }
.scroll { overflow-x: auto; }
.note { border-left: 5px solid #0072b2; background: #f2f6f9; padding: .6rem 1rem; margin: 1.25rem 0; }
.note p { margin: 0; }
.note p + p { margin-top: .6rem; }
@page { size: A4; margin: 16mm 15mm; }
@media print {
  body { font-size: 10.5pt; margin: 0; padding: 0; max-width: none; }
  h1 { font-size: 20pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; }
  h1, h2, h3 { break-after: avoid; }
  figure, .note, tr { break-inside: avoid; }
  figure img { max-height: 230mm; object-fit: contain; object-position: left; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .note { print-color-adjust: exact; }
}
"""

COMPACT = """
h2 { margin: 1.5rem 0 .4rem; }
figure { margin: .75rem 0; }
th, td { padding: .3rem .7rem .3rem 0; font-size: .93rem; }
p, .note { max-width: none; }
@page { size: A4; margin: 11mm 13mm; }
@media print {
  body { font-size: 8.8pt; line-height: 1.36; }
  h1 { font-size: 16pt; margin: 0 0 1.5mm; }
  h2 { font-size: 11.5pt; margin: 2.6mm 0 .8mm; padding-top: 1.4mm; }
  p { margin: 0 0 1.2mm; }
  figure { margin: 1.2mm 0; }
  figcaption { font-size: 8pt; padding: .4mm 0; }
  table { margin: 1.2mm 0; }
  tbody th { min-width: 29mm; }
  caption { font-size: 8.4pt; padding: .4mm 0; max-width: none; }
  th, td { font-size: 8.2pt; line-height: 1.25; padding: .5mm 2.2mm .5mm 0; }
  .note { padding: 1.4mm 3mm; margin: 1.4mm 0; }
  .note p + p { margin-top: 1.2mm; }
}
"""
"""What a page of two or three sheets has on top of `STYLE`."""

NOTHING_FROM_OUTSIDE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
MISSING = "–"

Format = str | Callable[[Any], str]


class Block(Protocol):
    """A piece of a report: anything that can give itself as HTML."""

    def html(self) -> str:
        """The block as HTML, every text in it escaped."""


@dataclass(frozen=True)
class Heading:
    """A heading inside the report; level 2 opens a section, level 3 a part of one."""

    text: str
    level: Literal[2, 3] = 2

    def html(self) -> str:
        """The heading as HTML."""
        return f"<h{self.level}>{escape(self.text)}</h{self.level}>"


@dataclass(frozen=True)
class Paragraph:
    """Running text; a blank line begins a new paragraph."""

    text: str

    def html(self) -> str:
        """The text as HTML paragraphs."""
        return "\n".join(f"<p>{escape(part.strip())}</p>" for part in self.text.split("\n\n") if part.strip())


@dataclass(frozen=True)
class Note:
    """A remark set apart, such as a limit of what the figures can say."""

    text: str

    def html(self) -> str:
        """The remark as an HTML aside."""
        return f'<aside class="note">\n{Paragraph(self.text).html()}\n</aside>'


@dataclass(frozen=True)
class Picture:
    """A picture, SVG as text or PNG as bytes, with a caption and with words for who cannot see it."""

    content: str | bytes
    caption: str
    alt: str
    width: float = 1.0
    """Share of the page's width that it takes."""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs a text that says what it shows to who cannot see it")

    def html(self) -> str:
        """The picture as an HTML figure that carries its own data."""
        # As an image, not as inline SVG: the names inside two drawings on one page would clash.
        kind, raw = (
            ("svg+xml", self.content.encode()) if isinstance(self.content, str) else ("png", self.content)
        )
        data = base64.b64encode(raw).decode("ascii")
        size = f' style="width: {100 * self.width:.0f}%"' if self.width < 1.0 else ""
        below = f"<figcaption>{escape(self.caption)}</figcaption>\n" if self.caption else ""
        return (
            f'<figure>\n<img src="data:image/{kind};base64,{data}" alt="{escape(self.alt)}"{size}>\n'
            f"{below}</figure>"
        )


@dataclass(frozen=True)
class Column:
    """How a table shows one column: its heading, and a format such as `"{:.0%}"` or a function."""

    label: str
    format: Format = "{}"

    def text(self, value: Any) -> str:
        """One value as shown; a missing one as a dash."""
        if value is None or value is pd.NaT or value != value:
            return MISSING
        return self.format.format(value) if isinstance(self.format, str) else self.format(value)


@dataclass(frozen=True)
class Table:
    """A table of the columns named, in that order; the first one names its rows.

    Without `columns` every column of the frame is shown under its own name.
    """

    frame: pd.DataFrame
    columns: Mapping[str, Column] = field(default_factory=dict)
    caption: str = ""

    @property
    def shown(self) -> Mapping[str, Column]:
        """The columns that are shown."""
        return self.columns or {str(name): Column(str(name)) for name in self.frame}

    def cells(self) -> tuple[list[str], list[list[str]]]:
        """The headings, and the rows, as they are shown."""
        shown = self.shown
        values = self.frame[list(shown)].itertuples(index=False)
        rows = [[x.text(value) for value, x in zip(row, shown.values(), strict=True)] for row in values]
        return [column.label for column in shown.values()], rows

    def html(self) -> str:
        """The table as HTML, numbers to the right."""
        shown = self.shown
        numeric = {name: pd.api.types.is_numeric_dtype(self.frame[name]) for name in shown}
        kinds = [' class="number"' if numeric[name] else "" for name in shown]
        head = "".join(
            f'<th scope="col"{kind}>{escape(column.label)}</th>'
            for kind, column in zip(kinds, shown.values(), strict=True)
        )
        rows = [self._row(texts, kinds) for texts in self.cells()[1]]
        caption = f"<caption>{escape(self.caption)}</caption>\n" if self.caption else ""
        return (
            f'<div class="scroll"><table>\n{caption}<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{'\n'.join(rows)}\n</tbody>\n</table></div>"
        )

    @staticmethod
    def _row(texts: Sequence[str], kinds: Sequence[str]) -> str:
        first, *others = zip(map(escape, texts), kinds, strict=True)
        cells = [
            f'<th scope="row"{first[1]}>{first[0]}</th>',
            *(f"<td{kind}>{text}</td>" for text, kind in others),
        ]
        return f"<tr>{''.join(cells)}</tr>"


def render_report(title: str, blocks: Sequence[Block], *, language: str = "en", compact: bool = False) -> str:
    """The whole page as text: `title`, then every block in order.  Encode it as UTF-8.

    compact: small enough in print for a brief of few sheets.
    """
    body = "\n".join(block.html() for block in blocks)
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{NOTHING_FROM_OUTSIDE}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}{COMPACT if compact else ""}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""
