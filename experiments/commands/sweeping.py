"""Run a study: many scenarios, many futures, through kills and failures."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import (
    PosteriorFolder,
    Workers,
    app,
    at_once,
    command_line,
    plainly,
    tell_broken,
)


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape sweep training-sweep --replicates 3\n"
        "  redtape sweep my-study.toml --processes --workers 8 --out results/mine\n"
        "  redtape sweep federal-packages --dask tcp://10.0.0.5:8786"
    )
)
def sweep(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="Name of a study of the library, or path of a .toml file.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results; what is there of the same study is not run again.  "
            "[default: results/ and the study's name]"
        ),
    ] = None,
    replicates: Annotated[
        int | None, typer.Option(help="Runs of each cell, instead of what the study says.")
    ] = None,
    points: Annotated[
        int | None, typer.Option(help="Points of the design, instead of what the study says.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed of the first replicate, instead of what the study says.")
    ] = None,
    posterior: PosteriorFolder = None,
    workers: Workers = None,
    processes: Annotated[
        bool,
        typer.Option(
            "--processes",
            help="Make runs in processes of their own; with [limits] seconds in the study a hung one is "
            "then ended.",
        ),
    ] = False,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Make runs on a cluster: address of its scheduler.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Also run again what failed before.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace results of another study or version that are in the folder."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what became of it as JSON, and nothing else.")
    ] = False,
) -> None:
    """Run a study, as far as its results are not there already.

    Ctrl-C stops it, and even a killed sweep loses seconds at most: the same command goes on
    from there.  Results can be read while it runs.
    """
    with plainly():
        from experiments import studies
        from experiments import sweep as sweeping
        from experiments.calibration import carried, regimed, trust
        from experiments.studies.from_posterior import from_posterior
        from sim.errors import InputError

        if dask is not None and workers is not None:
            wanted = "one of the two: the cluster has workers of its own"
            raise InputError("cannot go with --dask", key="--workers", value=workers, expected=wanted)
        plan = studies.load(study, points=points, replicates=replicates, seed=seed)
        if posterior is not None:
            source = carried.opened(posterior)
            regimes = regimed.regimes_for(source, plan.scenarios.values(), plan.regimes)
            if regimes and regimes != plan.regimes:
                plan = studies.load(study, points=points, replicates=replicates, seed=seed, regimes=regimes)
            plan = from_posterior(plan, source)
            trust.warn(plan.posterior)
        where = sweeping.where(at_once(workers), processes=processes, dask=dask)
        folder = out if out is not None else Path("results") / plan.name
        tally = sweeping.conduct(
            plan, folder, where, retry_failed=retry_failed, force=force, command=command_line()
        )
        typer.echo(sweeping.as_text(tally) if as_json else sweeping.in_words(tally))
        if posterior is not None and not as_json:
            typer.echo(f"Futures: draws from {carried.where_from(plan.posterior)}.")
        tell_broken(tally.failures, tally.asked)
        raise typer.Exit(tally.exit_code)
