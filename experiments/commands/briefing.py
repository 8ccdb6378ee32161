"""Make a brief of a study, or the page of a calibration."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import app, plainly


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape report results/federal-packages\n"
        "  redtape report results/federal-packages --xlsx --out briefs/packages.html\n"
        "  redtape report results/federal-packages --format md\n"
        "  redtape report results/federal-record"
    )
)
def report(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder of a sweep, a comparison or a calibration.")
    ],
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
        typer.Option(
            metavar="FILE", help="The page to write.  [default: brief.html, or report.html, in the folder]"
        ),
    ] = None,
) -> None:
    """Write the brief of a sweep or comparison, or the page of a calibration.

    A brief is two or three pages for a minister: question, answer, pictures, the packages side by
    side, what the answer rests on, and how it was made.  The page of a calibration is for a
    referee: where the model misfits, what the record tells and what it cannot, the test out of
    sample, and the proof of the method.
    """
    with plainly():
        from experiments import missing
        from experiments.brief.writing import format_of, write_brief
        from experiments.calibration.posterior import is_calibration
        from sim.errors import InputError

        if posterior is not None:
            from experiments.calibration.carried import check_made_with
            from experiments.store import Results

            check_made_with(folder, Results(folder).manifest, posterior)
        chosen = format_of(form, out)
        if is_calibration(folder):
            if xlsx:
                wanted = "the folder of a sweep or a comparison: of a calibration every table is a file"
                raise InputError("has no workbook", key="--xlsx", value=str(folder), expected=wanted)
            missing.raise_if("the report of a calibration", "calibrate", "pyabc")
            from experiments.calibration_page.writing import write_report

            written = write_report(folder, out, chosen)
        else:
            written = write_brief(folder, out, chosen, xlsx=xlsx)
        for path in written:
            typer.echo(path)
