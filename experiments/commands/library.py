"""The library: what there is, what a scenario says, whether it is sound, and one of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import (
    BAD_INPUT,
    ScenarioName,
    app,
    command_line,
    plainly,
    tell_faults,
)


@app.command("list", epilog="\b\nExample:\n  redtape list")
def list_() -> None:
    """List the scenarios of the library by kind, the regimes they can run in, studies and calibrations."""
    with plainly():
        from experiments import catalogue
        from experiments.calibration import describing as calibrations
        from experiments.studies import telling

        found, regimes = catalogue.library(), catalogue.list_regimes()
        width = max(len(x.name) for scenarios in found.values() for x in scenarios)
        for kind, scenarios in found.items():
            typer.echo(f"{catalogue.KINDS[kind]}:")
            for scenario in scenarios:
                typer.echo(f"  {scenario.name:<{width}}  {scenario.title}")
        typer.echo("\nRegimes, named sets of parameters for any scenario (--regime NAME):")
        for name, title in regimes:
            typer.echo(f"  {name:<{width}}  {title}")
        typer.echo("\nStudies of many runs, and what they ask:")
        for name, question in telling.library():
            typer.echo(f"  {name:<{width}}  {question}")
        typer.echo("\nCalibrations against a record, and what they ask:")
        for name, question in calibrations.library():
            typer.echo(f"  {name:<{width}}  {question}")


@app.command(
    epilog="\b\nExamples:\n  redtape describe legal-mandate\n  redtape describe federal-packages\n"
    "  redtape describe federal-record"
)
def describe(scenario: ScenarioName) -> None:
    """Tell a scenario, a study or a calibration in words.

    Of a scenario its story and evidence, the people, policy by date, and what differs from
    the default; of a study what it asks, what varies, and how many runs that makes; of a
    calibration which figures are fitted, what is drawn and from where, and what is held.
    """
    with plainly():
        from experiments import describing, studies
        from experiments.calibration import describing as calibrations
        from experiments.calibration.reading import is_calibration
        from experiments.calibration.reading import load as calibration
        from experiments.studies import telling
        from sim.scenario import Scenario

        if is_calibration(scenario):
            typer.echo(calibrations.describe(calibration(scenario)))
        elif studies.is_study(scenario):
            typer.echo(telling.describe(studies.load(scenario)))
        else:
            typer.echo(describing.describe(Scenario.load(scenario)))


@app.command(
    epilog="\b\nExamples:\n  redtape check my-reform.toml my-study.toml my-record.toml\n"
    "  redtape check scenarios/*.toml scenarios/studies/*.toml scenarios/calibrations/*.toml\n"
    "  redtape check scenarios/data/*.toml"
)
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Scenario, study, calibration, demonstration or record files, or names of the library.",
        ),
    ],
) -> None:
    """Name everything that is wrong in scenario, study, calibration, demonstration and record files.

    One paragraph each; the exit code is 2 if anything is wrong.  What is sound but odd in a record
    is told as something to mind.
    """
    with plainly():
        from experiments import catalogue

        faults = catalogue.check(files)
        for fault in faults:
            typer.echo(fault, err=True)
        if faults:
            raise typer.Exit(BAD_INPUT)
        for remark in catalogue.unchecked(files):
            typer.echo(remark)
        doubts = catalogue.doubted(files)
        for doubt in doubts:
            typer.echo(f"Mind: {doubt}")
        told = f"nothing refused, {len(doubts)} to mind" if doubts else "nothing wrong"
        typer.echo(f"{len(files)} file{'s' * (len(files) != 1)}, {told}.")


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

        wish = making.Wish(
            name, from_csv, out, extends, start, end, citizens, title, fill, force, command_line()
        )
        made, faults = making.make(wish)
        if made is None:
            tell_faults(faults)
            raise typer.Exit(BAD_INPUT)
        for line in making.warnings(made):
            typer.echo(line, err=True)
        for line in making.summary(made):
            typer.echo(line)


@app.command(
    epilog=(
        "\b\nExamples:\n  redtape schema > scenario.schema.json\n"
        "  redtape schema --study > study.schema.json\n  redtape schema --record > record.schema.json\n"
        "  redtape schema --calibration > calibration.schema.json"
    )
)
def schema(
    study: Annotated[
        bool, typer.Option("--study", help="Of study files in place of scenario files.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Of record files in place of scenario files.")
    ] = False,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Of calibration files in place of scenario files.")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, or of study, record or calibration files.

    Editors that know it check and complete such files as you type.
    """
    with plainly():
        import json

        from experiments import catalogue, studies
        from experiments.calibration import reading as calibrations
        from sim import record as records
        from sim.errors import InputError

        kinds = {
            "--study": (study, studies.schema),
            "--record": (record, records.schema),
            "--calibration": (calibration, calibrations.schema),
        }
        asked = [option for option, (is_asked, _) in kinds.items() if is_asked]
        if len(asked) > 1:
            wanted = "one kind of file at a time"
            raise InputError(f"stands beside {asked[0]}", key=asked[1], expected=wanted)
        told = kinds[asked[0]][1]() if asked else catalogue.schema()
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))


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
