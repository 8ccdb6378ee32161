"""Live two regimes of a calibration on, to see where they part."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import Workers, app, at_once, plainly


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape reflect results/federal-record\n"
        "  redtape reflect results/federal-record --draws 300 --workers 8"
    )
)
def reflect(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of a calibration in two regimes.")],
    draws: Annotated[int, typer.Option(help="Draws of each regime, 10 to 100000.")] = 100,
    seed: Annotated[int, typer.Option(help="Seed of the draws and of their runs.")] = 1,
    workers: Workers = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a reflection that is already in the folder.")
    ] = False,
) -> None:
    """Live two regimes of a calibration on until 2032: where they part, and what would tell them apart.

    Enforcement goes on, or ends in June 2027.  The tables are added to the folder;
    `redtape report FOLDER` tells them.
    """
    with plainly():
        from experiments.calibration.posterior import load
        from experiments.preparing import prepare
        from experiments.reflection.reflecting import check_place, keep
        from experiments.reflection.reflecting import reflect as live_on
        from experiments.reflection.telling import summary

        posterior = load(folder)
        check_place(folder, force=force)
        prepare()
        found = live_on(posterior, draws, seed, workers=at_once(workers))
        keep(folder, found)
        typer.echo("\n\n".join(summary(found)) + f"\n\nTables: {folder}")
