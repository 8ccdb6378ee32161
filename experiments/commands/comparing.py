"""Compare packages: which is the better, how surely, for whom, at what price, and what would turn it."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import (
    PosteriorFolder,
    Seed,
    Values,
    Workers,
    app,
    at_once,
    chosen_scenario,
    command_line,
    plainly,
    tell_broken,
)


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape compare no-reform full-package\n"
        "  redtape compare capacity-first incentives-first --regime L --regime K --out results/mine\n"
        "  redtape compare results/mine --json"
    )
)
def compare(
    packages: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...",
            help="Two or more scenarios, by name or path of a .toml file; or one folder of a finished sweep "
            "or comparison, for which only --break-even, --workers, --json and --verbose count.",
        ),
    ],
    base: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The one that the others are set against.  [default: the first]"),
    ] = None,
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="Outcome of a whole run by which they are ranked.")
    ] = "verified_use_mean",
    regime: Annotated[
        list[str] | None,
        typer.Option(
            "--regime",
            metavar="NAME",
            help="Named set of parameters in which all are run (`redtape list` tells them); may be given "
            "several times.  [default: each scenario's own; with --posterior all that were calibrated]",
        ),
    ] = None,
    values: Values = None,
    replicates: Annotated[int, typer.Option(help="Runs of each scenario as declared.")] = 20,
    futures: Annotated[
        int, typer.Option(help="Draws of the uncertain parameters under which all are run; 0 for none.")
    ] = 50,
    posterior: PosteriorFolder = None,
    future_replicates: Annotated[int, typer.Option(help="Runs of each scenario in each future.")] = 4,
    break_even: Annotated[
        bool | None,
        typer.Option(
            "--break-even/--no-break-even",
            help="Search for the value of each uncertain parameter at which the order turns.  "
            "[default: for scenarios, not for a folder]",
        ),
    ] = None,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results; what is there of the same packages is not run again.  "
            "[default: results/compare- and the names]"
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace other results that are in the folder."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON, and nothing else.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", help="Tell every package against the base in sentences, and who moved."),
    ] = False,
) -> None:
    """Compare packages under the same luck.

    By how much one is better and how surely, for whom, at what price; how often that holds over
    uncertain futures; and what would have to be believed for another to be the better.
    """
    with plainly():
        from experiments import studies, sweep
        from experiments.calibration import carried, regimed, trust
        from experiments.compare import asking, screen
        from experiments.store import Results
        from experiments.studies.from_posterior import from_posterior

        if len(packages) == 1 and Path(packages[0]).is_dir():
            results = Results(Path(packages[0]))
            if posterior is not None:
                carried.check_made_with(results.folder, results.manifest, posterior)
            read = asking.search_in(results, at_once(workers)) if break_even else asking.compared(results)
            screen.tell(read, results.folder, as_json=as_json, verbose=verbose)
            return
        chosen = [chosen_scenario(name, values or []) for name in packages]
        names = [scenario.name for scenario in chosen]
        source = None if posterior is None else carried.opened(posterior)
        regimes = (regime or []) if source is None else regimed.regimes_for(source, chosen, regime or [])
        plan = studies.comparison(
            chosen, base or names[0], outcome, regimes, replicates, futures, future_replicates, seed
        )
        if source is not None:
            plan = from_posterior(plan, source)
            trust.warn(plan.posterior)
        folder = out if out is not None else Path("results") / "-".join(["compare", *names])
        answer = asking.ask(
            plan,
            folder,
            sweep.where(at_once(workers)),
            force=force,
            command=command_line(),
            search=break_even is not False,
        )
        tally, found = answer.tally, answer.comparison
        if found is None:
            typer.echo(sweep.in_words(tally), err=True)
        else:
            screen.tell(found, folder, as_json=as_json, verbose=verbose)
        tell_broken(tally.failures, tally.asked)
        raise typer.Exit(tally.exit_code)
