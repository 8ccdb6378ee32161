"""What the commands share: the application, options, and how faults and failures are told.

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
    from experiments.sweep import Broken
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
PosteriorFolder = Annotated[
    Path | None,
    typer.Option(
        "--posterior",
        metavar="FOLDER",
        help="Folder of a calibration: parameters are drawn from its posterior, but for those that a "
        "scenario or --set states; in its regimes, where none is asked for.",
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


def chosen_scenario(source: str, values: list[str], regime: str | None = None) -> "Scenario":
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
    try:
        chosen = Scenario.load(source)
    except InputError:
        _no_calibration(source)
        raise
    return chosen.with_values(pairs) if pairs else chosen


def _no_calibration(source: str) -> None:
    """Raise InputError where a calibration, or the folder of one, stands for a scenario."""
    from experiments.calibration import posterior, reading
    from experiments.store import Results
    from sim.errors import InputError

    try:
        folder = Path(source).is_dir() and Results(Path(source)).manifest.get("kind") == posterior.KIND
    except InputError:
        folder = False
    if folder:
        also = f"For runs with its parameters: a scenario and --posterior {shlex.quote(source)}"
        raise InputError("is the folder of a calibration", value=source, expected="a scenario", also=also)
    known = source in reading.names() or Path(source).is_file()
    if known and reading.is_calibration(source):
        also = f"To calibrate: redtape calibrate {shlex.quote(source)}"
        raise InputError("is a calibration", value=source, expected="a scenario", also=also)


def tell_faults(faults: "list[InputError]") -> None:
    """Tell what is wrong, the first faults in full."""
    for fault in faults[:FAULTS_SHOWN]:
        typer.echo(str(fault), err=True)
    if len(faults) > FAULTS_SHOWN:
        more = len(faults) - FAULTS_SHOWN
        typer.echo(f"And {more:,} more fault{'s' * (more != 1)}.", err=True)


def tell_failures(failures: "list[Failed]", asked: int) -> None:
    """Tell which runs failed, if any did."""
    if not failures:
        return
    typer.echo(f"{len(failures)} of {asked} runs failed; failures.parquet holds the traces:", err=True)
    for failed in failures[:FAILURES_SHOWN]:
        where = f"{failed.task.scenario.name}, seed {failed.task.seed}, {failed.stage}"
        typer.echo(f"  {where}: {failed.message}", err=True)
    if len(failures) > FAILURES_SHOWN:
        typer.echo(f"  and {len(failures) - FAILURES_SHOWN} more", err=True)


def tell_broken(failures: "list[Broken]", asked: int) -> None:
    """Tell which runs of a sweep failed, if any did: each message once, with its first seed."""
    if not failures:
        return
    typer.echo(f"{len(failures):,} of {asked:,} runs failed; failures.parquet holds the traces:", err=True)
    alike: dict[tuple[str, str], list[Broken]] = {}
    for broken in failures:
        alike.setdefault((broken.stage, broken.message), []).append(broken)
    for (stage, message), ones in list(alike.items())[:FAILURES_SHOWN]:
        first = f"seed {ones[0].key.seed}, {stage}"
        more = f" (and {len(ones) - 1:,} more alike)" if len(ones) > 1 else ""
        typer.echo(f"  {first}: {message}{more}", err=True)
    if len(alike) > FAILURES_SHOWN:
        typer.echo(f"  and {len(alike) - FAILURES_SHOWN:,} other messages", err=True)


def tell_stopped(finished: int, asked: int, folder: Path) -> None:
    """Tell what the user's stop left."""
    typer.echo(f"Stopped: {finished} of {asked} runs had finished and are kept in {folder}.", err=True)


def at_once(workers: int | None) -> int:
    """Return how many runs to have at once: as asked, else as many as this process may use processors."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def command_line() -> str:
    """Return the command as it was given."""
    return shlex.join(["redtape", *sys.argv[1:]])
