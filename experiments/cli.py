"""The `redtape` command: read what was asked, call one function, print where the result is.

Everything heavy is imported by the command that needs it, so that help comes at once.
"""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from experiments.runner import Failed
    from sim.errors import InputError
    from sim.scenario import Scenario

DONE, SOME_FAILED, BAD_INPUT, STOPPED = 0, 1, 2, 130
FAILURES_SHOWN = 5
FAULTS_SHOWN = 20

app = typer.Typer(
    name="redtape",
    help="A laboratory of institutional resistance to digital government.",
    epilog="Example: redtape run federal-eoffice --replicates 5",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="Name of a scenario of the library, or path of a .toml file."),
]
Values = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Set a value of the scenario; may be given several times."
    ),
]
Regime = Annotated[
    str | None,
    typer.Option(
        "--regime",
        metavar="NAME",
        help="Named set of parameters (`redtape list` tells them); the same as --set regime=NAME.",
    ),
]
Ablate = Annotated[
    list[str] | None,
    typer.Option(
        "--ablate",
        metavar="NAME",
        help="Switch a mechanism off (`redtape ablations` lists them); may be given several times.",
    ),
]
Seed = Annotated[int, typer.Option(help="Seed of the first run; each further run has the next seed.")]
Replicates = Annotated[int, typer.Option(help="Runs of each scenario, 1 to 100000.")]
Workers = Annotated[int | None, typer.Option(help="Runs at once.  [default: number of processors]")]


@app.command("list", epilog="\b\nExample:\n  redtape list")
def list_() -> None:
    """List the scenarios of the library by kind, and the regimes in which any of them can run."""
    with plainly():
        from experiments import catalogue

        found, regimes = catalogue.library(), catalogue.list_regimes()
        width = max(len(x.name) for scenarios in found.values() for x in scenarios)
        for kind, scenarios in found.items():
            typer.echo(f"{catalogue.KINDS[kind]}:")
            for scenario in scenarios:
                typer.echo(f"  {scenario.name:<{width}}  {scenario.title}")
        typer.echo("\nRegimes, named sets of parameters for any scenario (--regime NAME):")
        for name, title in regimes:
            typer.echo(f"  {name:<{width}}  {title}")


@app.command(epilog="\b\nExample:\n  redtape describe legal-mandate")
def describe(scenario: ScenarioName) -> None:
    """Tell a scenario in words.

    Its story and evidence, the people, policy by date, and what differs from the default.
    """
    with plainly():
        from experiments import catalogue
        from sim.scenario import Scenario

        typer.echo(catalogue.describe(Scenario.load(scenario)))


@app.command(epilog="\b\nExample:\n  redtape check scenarios/*.toml")
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Scenario files, or names of the library.")
    ],
) -> None:
    """Name everything that is wrong in scenario files.

    One paragraph each; the exit code is 2 if anything is wrong.
    """
    with plainly():
        from experiments import catalogue

        faults = catalogue.check(files)
        for fault in faults:
            typer.echo(fault, err=True)
        if faults:
            raise typer.Exit(BAD_INPUT)
        typer.echo(f"{len(files)} scenario{'s' * (len(files) != 1)}, nothing wrong.")


@app.command(epilog="\b\nExample:\n  redtape costs federal-eoffice > my-costs.csv")
def costs(scenario: ScenarioName = "federal-eoffice") -> None:
    """Print the unit costs of a scenario, as a table to fill in with your own.

    A scenario reads the table as `cost_file`; columns beyond name and value are notes:
    redtape run federal-eoffice --set cost_file=my-costs.csv
    """
    with plainly():
        from experiments import catalogue
        from sim.scenario import Scenario

        typer.echo(catalogue.cost_table(Scenario.load(scenario)), nl=False)


@app.command(
    help=(
        "Write a scenario of your own ministry from its staff list.\n\n"
        "The list is a CSV file (UTF-8; commas or semicolons) whose first row names the columns, in one of "
        "two shapes:\n\n"
        "\b\n"
        "  office,grade          one row per official\n"
        "  office,grade,posts    one row per office and grade\n\n"
        "A grade is a basic pay scale, 1 to 22: 17, BPS-17 or BPS 17. Clerks are BPS 1-10, assistants 11-16, "
        "officers 17-18, senior officers 19-22; every office needs at least one of each. A column tier (FED, "
        "PB, ...) makes several tiers of government. Other columns are not used."
    ),
    epilog=(
        "\b\nExamples:\n"
        "  redtape new my-ministry --from-csv data/example-staff.csv\n"
        "  redtape new my-ministry --from-csv staff.csv --fill --citizens 5000000\n"
        "  redtape new my-ministry --from-csv staff.csv --start 2026-07-01 --end 2031-06-30"
    ),
)
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the scenario: the file is NAME.toml.")],
    from_csv: Annotated[str, typer.Option(metavar="FILE", help="The staff list, a CSV file as told above.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write, or a folder for it.  [default: NAME.toml, here]")
    ] = None,
    extends: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO",
            help="Take dates, orders, politics and all else from it.  [default: federal-eoffice]",
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="Extend nothing: first month, with --end.")
    ] = None,
    end: Annotated[
        str | None, typer.Option(metavar="DATE", help="Extend nothing: last month, with --start.")
    ] = None,
    citizens: Annotated[
        int | None,
        typer.Option(help="Citizens that each tier serves.  [default: as in the scenario extended]"),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Name of the ministry, for lists and charts.")] = None,
    fill: Annotated[
        bool,
        typer.Option(
            "--fill", help="In an office without some grade, count a post of the largest grade as one of it."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a scenario of your own ministry from its staff list."""
    with plainly():
        from experiments import new as making

        wish = making.Wish(name, from_csv, out, extends, start, end, citizens, title, fill, force, _command())
        made, faults = making.make(wish)
        if made is None:
            _tell_faults(faults)
            raise typer.Exit(BAD_INPUT)
        for line in making.warnings(made):
            typer.echo(line, err=True)
        for line in making.summary(made):
            typer.echo(line)


@app.command(epilog="\b\nExample:\n  redtape schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of scenario files.

    Editors that know it check and complete scenario files as you type.
    """
    with plainly():
        import json

        from experiments import catalogue

        typer.echo(json.dumps(catalogue.schema(), indent=2, ensure_ascii=False))


@app.command(epilog="\b\nExample:\n  redtape ablations")
def ablations() -> None:
    """List the mechanisms that `redtape run --ablate NAME` can switch off.

    Each with the settings that do it; what every one of them does is in docs/ablations.md.
    """
    with plainly():
        from experiments import catalogue

        found = catalogue.list_ablations()
        width = max(len(name) for name, _ in found)
        for name, told in found:
            typer.echo(f"{name:<{width}}  {told}")


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
        from experiments.study import Study

        chosen = catalogue.without(_scenario(scenario, values or [], regime), ablate or [])
        study = Study(
            (chosen,), seed, replicates, _processors() if workers is None else workers, agents, _command()
        )
        folder = out if out is not None else Path("results") / chosen.name
        answer = single.ask(study, folder, force=force, pictures=not no_pictures)
        if as_json:
            typer.echo(single.as_text(answer))
        else:
            single.print_summary(answer)
        _tell_failures(answer.tally.failures, answer.tally.asked)
        if answer.tally.stopped:
            _tell_stopped(answer.tally.finished, answer.tally.asked, folder)
        raise typer.Exit(answer.exit_code)


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape explain federal-eoffice --office Finance --month 2025-03\n"
        "  redtape explain federal-eoffice --official 4211 --month 2025-03 --json"
    )
)
def explain(
    scenario: ScenarioName,
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
    seed: Annotated[int, typer.Option(help="Seed of the run.")] = 1,
    values: Values = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the account as JSON, and nothing else.")
    ] = False,
) -> None:
    """Let one official, or one office, account for a month.

    What spoke for paper, for double work and for digital work, what was drawn, and what came
    of it: in words, with exact figures.
    """
    with plainly():
        from experiments import account

        chosen = _scenario(scenario, values or [])
        found = account.ask(chosen, seed, month=month, official=official, office=office)
        typer.echo(account.as_text(chosen, seed, found) if as_json else account.tell(found))


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
        from experiments.store import REPORT, Results
        from experiments.study import Study

        study = Study(
            demonstration.scenarios(regime),
            seed,
            replicates,
            _processors() if workers is None else workers,
            command=_command(),
        )
        tally = demonstration.demonstrate(study, out)
        _tell_failures(tally.failures, tally.asked)
        if tally.stopped:
            _tell_stopped(tally.finished, tally.asked, out)
            raise typer.Exit(STOPPED)
        if (out / REPORT).exists():
            demonstration.print_summary(study, Results(out))
            typer.echo(f"Report: {out / REPORT}")
        else:
            typer.echo(f"Results: {out}")
        raise typer.Exit(SOME_FAILED if tally.failures else DONE)


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
        from experiments.patterns import asking, telling
        from experiments.study import Study
        from sim.errors import InputError

        if not patterns:
            raise InputError("asks for nothing", value="validate", expected="--patterns")
        chosen = _scenario(scenario, values or [], regime)
        study = Study(
            (chosen,),
            seed,
            replicates,
            _processors() if workers is None else workers,
            command=_command(),
        )
        folder = out if out is not None else Path("results") / f"validate-{chosen.name}"
        judgement = asking.ask(study, folder, force=force)
        if as_json:
            typer.echo(telling.as_json(judgement, str(folder)))
        else:
            typer.echo(f"{telling.as_text(judgement)}\n\nResults: {folder}")
        _tell_failures(list(judgement.failures), judgement.n_runs)
        raise typer.Exit(SOME_FAILED if judgement.failures else DONE)


@contextmanager
def plainly() -> Iterator[None]:
    """Turn bad input into one paragraph and exit code 2, and Ctrl-C into a sentence and exit code 130."""
    try:
        from sim.errors import InputError

        try:
            yield
        except InputError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt as stopped:
        typer.echo(str(stopped) or "Stopped; nothing is kept.", err=True)
        raise typer.Exit(STOPPED) from None


def _scenario(source: str, values: list[str], regime: str | None = None) -> "Scenario":
    """Return the scenario in a regime, with the values of `--set` over both; raise InputError."""
    from sim.errors import InputError
    from sim.scenario import Scenario

    pairs = {"regime": regime} if regime is not None else {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            wanted = "a key and a value such as --set train=0.05"
            raise InputError("is not of the form KEY=VALUE", key="--set", value=text, expected=wanted)
        pairs[key.strip()] = value.strip()
    chosen = Scenario.load(source)
    return chosen.with_values(pairs) if pairs else chosen


def _tell_faults(faults: "list[InputError]") -> None:
    for fault in faults[:FAULTS_SHOWN]:
        typer.echo(str(fault), err=True)
    if len(faults) > FAULTS_SHOWN:
        more = len(faults) - FAULTS_SHOWN
        typer.echo(f"And {more:,} more fault{'s' * (more != 1)}.", err=True)


def _tell_failures(failures: "list[Failed]", asked: int) -> None:
    if not failures:
        return
    typer.echo(f"{len(failures)} of {asked} runs failed; failures.parquet holds the traces:", err=True)
    for failed in failures[:FAILURES_SHOWN]:
        where = f"{failed.task.scenario.name}, seed {failed.task.seed}, {failed.stage}"
        typer.echo(f"  {where}: {failed.message}", err=True)
    if len(failures) > FAILURES_SHOWN:
        typer.echo(f"  and {len(failures) - FAILURES_SHOWN} more", err=True)


def _tell_stopped(finished: int, asked: int, folder: Path) -> None:
    typer.echo(f"Stopped: {finished} of {asked} runs had finished and are kept in {folder}.", err=True)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _command() -> str:
    return shlex.join(["redtape", *sys.argv[1:]])


def main() -> None:
    """Run the command line."""
    app(prog_name="redtape")


if __name__ == "__main__":
    main()
