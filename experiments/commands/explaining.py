"""Ask why: why officials act as they do in a month, and why two scenarios differ."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.commands.common import (
    PosteriorFolder,
    Regime,
    ScenarioName,
    Values,
    Workers,
    app,
    at_once,
    chosen_scenario,
    command_line,
    plainly,
)


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape explain federal-eoffice --office Finance --month 2025-03\n"
        "  redtape explain federal-eoffice --official 4211 --month 2025-03 --json\n"
        "  redtape explain no-reform full-package\n"
        "  redtape explain no-reform full-package --set posts=1600 --outcome processing_days_mean"
    )
)
def explain(
    scenario: ScenarioName,
    other: Annotated[
        str | None,
        typer.Argument(metavar="[OTHER]", help="Another scenario: explain why it differs from the first."),
    ] = None,
    official: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The post of an official, by its number.")
    ] = None,
    office: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="An office; its account gives the numbers of its posts."),
    ] = None,
    month: Annotated[
        str | None, typer.Option(metavar="DATE", help="The month, as 2025-03 or a day of it.")
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="With OTHER: the outcome of whole runs that is explained (docs/outcomes.md).  "
            "[default: verified_use_mean]",
        ),
    ] = None,
    permutations: Annotated[
        int | None,
        typer.Option(
            help="With OTHER: orders of the parts seen in each run, an even number, where the two differ in "
            "more than 6; more make the values surer.  [default: 8]"
        ),
    ] = None,
    replicates: Annotated[
        int | None, typer.Option(help="With OTHER: runs of each scenario.  [default: 8]")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the run, or of the first of several.")] = 1,
    values: Values = None,
    regime: Regime = None,
    posterior: PosteriorFolder = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was found as JSON, and nothing else.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="With OTHER: folder for the results.  [default: results/explain- and both names]"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With OTHER: replace results that are already in the folder.")
    ] = False,
    workers: Workers = None,
) -> None:
    """Explain why officials act as they do, or why two scenarios differ.

    One SCENARIO: let one official, or one office, account for a month: what spoke for paper,
    for double work and for digital work, what was drawn, and what came of it.

    Two: split the difference by part of policy (Shapley values) and by mechanism (each taken
    out in turn), with pictures and a report in a folder.  --set and --regime apply to both.
    """
    of_account = {"--official": official, "--office": office, "--month": month}
    of_pair = {
        "--outcome": outcome,
        "--permutations": permutations,
        "--replicates": replicates,
        "--out": out,
        "--force": force or None,
        "--workers": workers,
    }
    with plainly():
        from experiments.calibration import carried, regimed, trust

        chosen = chosen_scenario(scenario, values or [], regime)
        source = None if posterior is None else carried.opened(posterior)
        if other is None:
            _refuse(of_pair, "two scenarios: `redtape explain A B` explains why B differs from A")
            from experiments import account

            draw, under = None, chosen
            if source is not None:
                (chosen,) = regimed.in_the_regime(source, [chosen])
                draw = carried.typical(source, chosen)
                trust.warn(draw.told)
                under = draw.laid(chosen, 0)
            found = account.ask(under, seed, month=month, official=official, office=office)
            told = None if draw is None else draw.told
            typer.echo(account.as_text(under, seed, found, told) if as_json else account.tell(found, told))
            return
        _refuse(of_account, "one scenario, whose officials it lets account for a month")
        from experiments.attribution import explaining
        from experiments.attribution.asking import ORDERS, OUTCOME, REPLICATES, Question

        second = chosen_scenario(other, values or [], regime)
        if source is not None:
            chosen, second = regimed.in_the_regime(source, [chosen, second])
        question = Question(
            chosen,
            second,
            OUTCOME if outcome is None else outcome,
            seed,
            REPLICATES if replicates is None else replicates,
            ORDERS if permutations is None else permutations,
            at_once(workers),
            command_line(),
        )
        question.check()
        if source is not None:
            draws = carried.drawn(source, [chosen, second], question.replicates, question.seed)
            trust.warn(draws.told)
            question = replace(question, draws=draws)
        explaining.explain(question, out, force=force, as_json=as_json)


def _refuse(options: dict[str, Any], wanted: str) -> None:
    """Raise InputError where an option was given that belongs to the other form of the command."""
    from sim.errors import InputError

    for key, value in options.items():
        if value is not None:
            raise InputError("does not belong here", key=key, expected=wanted)
