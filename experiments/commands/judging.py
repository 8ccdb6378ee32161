"""Ask a scenario for the patterns it shows, and a posterior whether it deserves trust."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from experiments.commands.common import (
    DONE,
    SOME_FAILED,
    Regime,
    Seed,
    Values,
    Workers,
    app,
    at_once,
    chosen_scenario,
    command_line,
    plainly,
    tell_failures,
)


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape validate federal-eoffice --patterns\n"
        "  redtape validate federal-eoffice --patterns --regime K --out results/strong-feedback\n"
        "  redtape validate federal-eoffice --patterns --set kappa=0 --out results/no-kappa\n"
        "  redtape validate results/calibrate-federal --draws 2000"
    )
)
def validate(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|RESULTS",
            help="Name of a scenario, or path of a .toml file; or a folder that redtape calibrate wrote.",
        ),
    ] = "federal-eoffice",
    patterns: Annotated[
        bool,
        typer.Option("--patterns", help="Ask for the patterns P1 to P18 of the literature and the record."),
    ] = False,
    values: Values = None,
    seed: Seed = 1,
    replicates: Annotated[
        int,
        typer.Option(
            help="Runs of each variant, 1 to 100000, of a posterior each under a draw of its own (0: no "
            "patterns); below 16 the bands are rough."
        ),
    ] = 16,
    draws: Annotated[
        int, typer.Option(help="Draws of a posterior that are lived and set beside the record, from 20.")
    ] = 800,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results.  [default: results/validate- and the name; for a posterior its own]"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the table as JSON, and nothing else.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace results that are already in the folder.")
    ] = False,
    workers: Workers = None,
    regime: Regime = None,
) -> None:
    """Ask which patterns a scenario shows, or whether a posterior deserves trust.

    Of a scenario eighteen patterns, each with its source, a threshold fixed beforehand, and the
    verdict.  Of a posterior what it says of the figures it was fitted to, misfits first; the score
    of the figures held out, beside three naive rivals; and the patterns under it.
    A pattern that fails and a rival that wins are results: the exit code is 0.
    """
    with plainly():
        if Path(scenario).is_dir():
            _posterior(Path(scenario), values, regime, draws, replicates, seed, workers, out, as_json, force)
        from experiments.batch import Batch
        from experiments.patterns import asking, telling
        from sim.errors import InputError

        chosen = chosen_scenario(scenario, values or [], regime)
        if not patterns:
            wanted = "--patterns, or a folder that redtape calibrate wrote"
            raise InputError("asks for nothing", value="validate", expected=wanted)
        batch = Batch(
            (chosen,),
            seed,
            replicates,
            at_once(workers),
            command=command_line(),
        )
        folder = out if out is not None else Path("results") / f"validate-{chosen.name}"
        judgement = asking.ask(batch, folder, force=force)
        if as_json:
            typer.echo(telling.as_json(judgement, str(folder)))
        else:
            typer.echo(f"{telling.as_text(judgement)}\n\nResults: {folder}")
        tell_failures(list(judgement.failures), judgement.n_runs)
        raise typer.Exit(SOME_FAILED if judgement.failures else DONE)


def _posterior(
    folder: Path,
    values: list[str] | None,
    regime: str | None,
    draws: int,
    replicates: int,
    seed: int,
    workers: int | None,
    out: Path | None,
    as_json: bool,
    force: bool,
) -> NoReturn:
    """Validate a posterior, tell it and end."""
    from experiments.validating import telling
    from experiments.validating.asking import Request
    from experiments.validating.keeping import keep
    from sim.errors import InputError

    for option, given in (("--set", values), ("--regime", regime)):
        if given:
            wanted = "no such option: a posterior is validated as it was calibrated, in all its regimes"
            raise InputError("means nothing here", key=option, expected=wanted)
    request = Request(draws, replicates, seed, at_once(workers))
    found = keep(folder, request, command_line(), out, force=force)
    place = out or folder
    typer.echo(
        telling.as_json(found, str(place)) if as_json else f"{telling.as_text(found)}\n\nResults: {place}"
    )
    tell_failures(list(found.failures), found.n_runs)
    raise typer.Exit(SOME_FAILED if found.failures else DONE)
