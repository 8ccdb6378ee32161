"""Ask which patterns of the literature and the record a scenario shows."""

from pathlib import Path
from typing import Annotated

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
        "  redtape validate federal-eoffice --patterns --set kappa=0 --out results/no-kappa"
    )
)
def validate(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or path of a .toml file.")
    ] = "federal-eoffice",
    patterns: Annotated[
        bool,
        typer.Option("--patterns", help="Ask for the patterns P1 to P18 of the literature and the record."),
    ] = False,
    values: Values = None,
    seed: Seed = 1,
    replicates: Annotated[
        int, typer.Option(help="Runs of each variant, 1 to 100000; below 16 the bands are rough.")
    ] = 16,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.  [default: results/validate- and the name]")
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
    """Ask which patterns of the literature and the record a scenario shows.

    Eighteen patterns, each with its source, a threshold fixed beforehand, and the verdict.
    A pattern that fails is a result: the exit code is 0.
    """
    with plainly():
        from experiments.batch import Batch
        from experiments.patterns import asking, telling
        from sim.errors import InputError

        if not patterns:
            raise InputError("asks for nothing", value="validate", expected="--patterns")
        chosen = chosen_scenario(scenario, values or [], regime)
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
