"""Run a scenario, or the demonstration."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import (
    DONE,
    SOME_FAILED,
    STOPPED,
    Ablate,
    PosteriorFolder,
    Regime,
    Replicates,
    ScenarioName,
    Seed,
    Values,
    Workers,
    app,
    at_once,
    chosen_scenario,
    command_line,
    plainly,
    tell_failures,
    tell_stopped,
)


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape run federal-eoffice\n"
        "  redtape run federal-eoffice --set train=0.05 --set law.status=1 --out results/mine\n"
        "  redtape run my-scenario.toml --replicates 5 --json"
    )
)
def run(
    scenario: ScenarioName,
    values: Values = None,
    regime: Regime = None,
    ablate: Ablate = None,
    seed: Seed = 1,
    replicates: Replicates = 20,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.  [default: results/ and the scenario's name]")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")
    ] = False,
    agents: Annotated[
        bool,
        typer.Option(
            "--agents",
            help="Also keep every post, of all runs, as it stands each January and in the last month, in "
            "bureaucrats.parquet: about 9 MB for each run of the federal case; at most 50 million rows.",
        ),
    ] = False,
    posterior: PosteriorFolder = None,
    no_pictures: Annotated[
        bool, typer.Option("--no-pictures", help="Draw no pictures and write no report.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace results that are already in the folder.")
    ] = False,
    workers: Workers = None,
) -> None:
    """Run a scenario under several seeds.

    Tables, pictures and a report go into one folder; a short table is printed.
    """
    with plainly():
        from experiments import catalogue, single
        from experiments.batch import Batch
        from experiments.calibration import carried, regimed, trust

        chosen = catalogue.without(chosen_scenario(scenario, values or [], regime), ablate or [])
        batch = Batch((chosen,), seed, replicates, at_once(workers), agents, command_line())
        batch.check()
        if posterior is not None:
            source = carried.opened(posterior)
            (chosen,) = regimed.in_the_regime(source, [chosen])
            draws = carried.drawn(source, [chosen], replicates, seed)
            trust.warn(draws.told)
            batch = replace(batch, scenarios=(chosen,), draws=draws)
        folder = out if out is not None else Path("results") / chosen.name
        answer = single.ask(batch, folder, force=force, pictures=not no_pictures)
        if as_json:
            typer.echo(single.as_text(answer))
        else:
            single.print_summary(answer)
        tell_failures(answer.tally.failures, answer.tally.asked)
        if answer.tally.stopped:
            tell_stopped(answer.tally.finished, answer.tally.asked, folder)
        raise typer.Exit(answer.exit_code)


@app.command(epilog="\b\nExample:\n  redtape demo --replicates 5")
def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for the results; an earlier demonstration there is replaced.")
    ] = (Path("results/demo")),
    replicates: Replicates = 20,
    seed: Seed = 1,
    workers: Workers = None,
    regime: Regime = None,
) -> None:
    """Run the federal case and six policies side by side.

    Pakistan's federal e-Office beside its record, and what six policies would have come to:
    tables, pictures and a report in one folder.
    """
    with plainly():
        from experiments import demo as demonstration
        from experiments.batch import Batch
        from experiments.store import REPORT, Results

        batch = Batch(
            demonstration.scenarios(regime),
            seed,
            replicates,
            at_once(workers),
            command=command_line(),
        )
        tally = demonstration.demonstrate(batch, out)
        tell_failures(tally.failures, tally.asked)
        if tally.stopped:
            tell_stopped(tally.finished, tally.asked, out)
            raise typer.Exit(STOPPED)
        if (out / REPORT).exists():
            demonstration.print_summary(batch, Results(out))
            typer.echo(f"Report: {out / REPORT}")
        else:
            typer.echo(f"Results: {out}")
        raise typer.Exit(SOME_FAILED if tally.failures else DONE)
