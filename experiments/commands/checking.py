"""Check what one has: whether this machine is ready, and whether results can be made again."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import DONE, Workers, app, at_once, command_line, plainly

DIFFERS = 1


@app.command(
    epilog="\b\nExamples:\n  redtape rerun results/demo\n  redtape rerun results/mine --keep results/again"
)
def rerun(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A folder that run, demo, validate, sweep or compare wrote."),
    ],
    workers: Workers = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the new results.  [default: they are removed]")
    ] = None,
) -> None:
    """Make the runs of a results folder again, and compare every table bit for bit.

    The exit code is 0 if all is the same, 1 if anything differs. Pictures and reports are
    not made again.
    """
    with plainly():
        from experiments import rerun as again

        comparison = again.rerun(folder, at_once(workers), keep, command_line())
        for line in again.tell(comparison):
            typer.echo(line)
        raise typer.Exit(DONE if comparison.same else DIFFERS)


@app.command(epilog="\b\nExamples:\n  redtape doctor\n  redtape doctor --json")
def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was found as JSON, and nothing else.")
    ] = False,
) -> None:
    """Look whether this machine is ready: Python, packages, compiled code, disk, pictures, a small run.

    One line each: good, or wrong with its remedy, or not needed by most. The exit code is 0
    if nothing is wrong, else 1.
    """
    from experiments.doctor import examining  # not `plainly`: it needs packages that may be missing

    raise typer.Exit(examining.tell(as_json=as_json))
