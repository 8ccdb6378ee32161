"""Make a brief of a study."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import app, plainly


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape report results/federal-packages\n"
        "  redtape report results/federal-packages --xlsx --out briefs/packages.html\n"
        "  redtape report results/federal-packages --format md"
    )
)
def report(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of a sweep or a comparison.")],
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="html|md", help="One page for all readers, or Markdown.  [default: html]"
        ),
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Also write every table as a workbook.")] = False,
    posterior: Annotated[
        Path | None,
        typer.Option(
            "--posterior",
            metavar="FOLDER",
            help="Folder of a calibration: refuse results whose futures were not drawn from its posterior.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The page to write.  [default: brief.html in the folder]"),
    ] = None,
) -> None:
    """Write the brief of a sweep or comparison: two or three pages for a minister.

    Question, answer, pictures, the packages side by side, what the answer rests on, and how it
    was made.
    """
    with plainly():
        from experiments.brief.writing import format_of, write_brief

        if posterior is not None:
            from experiments.calibration.carried import check_made_with
            from experiments.store import Results

            check_made_with(folder, Results(folder).manifest, posterior)
        for path in write_brief(folder, out, format_of(form, out), xlsx=xlsx):
            typer.echo(path)
