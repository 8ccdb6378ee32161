"""The live view."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import Regime, ScenarioName, app, chosen_scenario, plainly

BandPosterior = Annotated[
    Path | None,
    typer.Option(
        "--posterior",
        metavar="FOLDER",
        help="Folder of a calibration: the bands show what the record leaves open, beside luck.",
    ),
]


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape view\n"
        "  redtape view legal-mandate --port 9000 --no-browser\n"
        "  redtape view my-scenario.toml --host 0.0.0.0\n"
        "  redtape view --posterior results/federal-record"
    )
)
def view(
    scenario: ScenarioName = "federal-eoffice",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help="Port.  [default: 8765, or the next that is free]"),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Address to listen on; 0.0.0.0 lets everybody on the network in."
        ),
    ] = "127.0.0.1",
    seed: Annotated[
        int | None,
        typer.Option(
            help="Seed of the run that is shown.  [default: one that is typical of the federal case]"
        ),
    ] = None,
    regime: Regime = None,
    posterior: BandPosterior = None,
) -> None:
    """Move levers in a browser, and see the future change.

    A scenario beside its baseline on one axis of time: move a lever, play it month by month, let the
    room predict first, and ask why.  It needs no connection to the internet.

    The line is the scenario as it is written.  The band around it holds nine in ten of 20 runs: under
    other seeds, or with --posterior also under parameters drawn from what a record leaves open.
    """
    with plainly():
        from experiments import missing

        missing.raise_if("redtape view", "view", "solara", "ipyvuetify", "uvicorn", "segno")
        from experiments.live.app import TYPICAL_SEED, Asked, serve

        chosen_scenario(scenario, [], regime)  # refuses what cannot be shown
        shown = TYPICAL_SEED if seed is None else seed
        serve(Asked(scenario, shown, regime or "", host, port, not no_browser, str(posterior or "")))
