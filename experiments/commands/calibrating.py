"""Calibrate a scenario against a record, and prove the method on planted truths."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.common import DONE, SOME_FAILED, Workers, app, at_once, command_line, plainly


@app.command(
    epilog=(
        "\b\nExamples:\n"
        "  redtape calibrate federal-record\n"
        "  redtape calibrate my-calibration.toml --workers 8 --out results/mine\n"
        "  redtape calibrate federal-eoffice --last 100 --early 60\n"
        "  redtape calibrate federal-record --self-test"
    )
)
def calibrate(
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="Name of a calibration of the library, path of a .toml file, or a scenario with a record.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results; what is done there is kept.  [default: results/ and the name]"
        ),
    ] = None,
    last: Annotated[
        int | None, typer.Option(help="Points of the posterior, instead of what the study says.")
    ] = None,
    early: Annotated[
        int | None, typer.Option(help="Points of each generation before, instead of what the study says.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Number on which every draw depends, instead of what the study says.")
    ] = None,
    self_test: Annotated[
        bool,
        typer.Option(
            "--self-test",
            help="Instead, prove the method: records made by the model from known truths are calibrated, and "
            "intervals and ranks are held to what they promise.",
        ),
    ] = False,
    plants: Annotated[
        int, typer.Option(help="Planted records of a self-test, in each regime; fewer than 40 prove nothing.")
    ] = 100,
    workers: Workers = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Make runs on a cluster: address of its scheduler.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Begin anew, whatever is in the folder.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what it came to as JSON, and nothing else.")
    ] = False,
) -> None:
    """Find which parameters agree with a record: a posterior, not a best guess.

    Only figures of the role `calibrate` are fitted.  A calibration that was stopped or killed
    goes on by the same command, from the generation it was in.
    """
    with plainly():
        from experiments import missing
        from experiments.calibration import reading
        from experiments.sweep.pools import where
        from sim.errors import InputError

        if dask is not None and workers is not None:
            wanted = "one of the two: the cluster has workers of its own"
            raise InputError("cannot go with --dask", key="--workers", value=workers, expected=wanted)
        where(at_once(workers), dask=dask)  # refuses what is no number of workers
        missing.raise_if("redtape calibrate", "calibrate", "pyabc")
        from experiments.calibration import cluster, conducting, telling
        from experiments.calibration.asking import live
        from experiments.progress import say
        from experiments.record_doubts import doubts

        options = {"last": last, "early": early, "seed": seed}
        given = {key: value for key, value in options.items() if value is not None}
        plan = reading.load(study, given)
        for doubt in doubts(plan.record, plan.scenario):
            say(f"Mind: {doubt}")
        if self_test:
            if dask is not None:
                wanted = "a self-test on this machine: its plants are processes"
                raise InputError("cannot go with --self-test", key="--dask", value=dask, expected=wanted)
            _prove(
                study,
                given,
                out or Path("results") / f"{plan.name}-self-test",
                plants,
                workers,
                force,
                as_json,
            )
        folder = out if out is not None else Path("results") / plan.name
        with cluster.on_dask(dask) if dask else nullcontext((live, at_once(workers))) as (make, n):
            posterior = conducting.conduct(plan, folder, n, make=make, command=command_line(), force=force)
        typer.echo(telling.as_json(posterior) if as_json else telling.in_words(posterior))
        if not as_json:
            typer.echo(f"\nResults: {folder}\nNext: redtape validate {folder}; redtape report {folder}")
        if any(posterior.manifest["n_failed"].values()):
            raise typer.Exit(SOME_FAILED)


def _prove(
    study: str,
    given: dict[str, int],
    out: Path,
    plants: int,
    workers: int | None,
    force: bool,
    as_json: bool,
) -> None:
    """Prove the method, tell the result, and leave."""
    from experiments import proving
    from sim.errors import InputError

    if plants < 1:
        raise InputError("is out of bounds", key="--plants", value=plants, expected="1 or more")
    made = proving.self_test(
        study, given, out, n_plants=plants, workers=at_once(workers), command=command_line(), force=force
    )
    words = "\n\n".join(each.tell() for each in made.values())
    typer.echo(proving.as_json(made) if as_json else f"{words}\n\nResults: {out}")
    raise typer.Exit(DONE if all(each.passed for each in made.values()) else SOME_FAILED)
