"""Ask one scenario for its patterns and keep the answer in a results folder."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from experiments import manifest
from experiments.batch import Batch, failure_row
from experiments.patterns.judging import Judgement, judge
from experiments.patterns.telling import as_json, as_markdown
from experiments.preparing import prepare
from experiments.store import Writer, new_results

AS_JSON, AS_MARKDOWN = "patterns.json", "patterns.md"

PATTERNS = "patterns"
"""What the manifest calls a folder of patterns asked for, as its kind."""


def ask(batch: Batch, out: Path, *, force: bool) -> Judgement:
    """Judge the one scenario of `batch` and keep the findings in the folder `out`.

    The folder holds patterns.json and patterns.md, every measured value by seed
    (patterns.parquet), the runs that failed, and a manifest with every variant.  Raises
    InputError where the folder or the numbers of the batch cannot be used.
    """
    scenario = batch.scenarios[0]
    batch.check()
    with new_results(out, force=force, tables=("patterns", "failures")) as writer:
        prepare()
        started, clock = datetime.now(UTC), time.monotonic()
        judgement = judge(scenario, range(batch.seed, batch.seed + batch.replicates), batch.workers)
        writer.add("patterns", judgement.samples)
        writer.add("failures", pd.DataFrame([failure_row(failed) for failed in judgement.failures]))
        keep(writer, judgement, out)
        told = manifest.facts((scenario, *judgement.variants.values()), judgement.seeds, batch.command)
        n_failed = len(judgement.failures)
        writer.finish(
            told
            | {
                "kind": PATTERNS,
                "status": "complete",
                "runs": {
                    "asked": judgement.n_runs,
                    "finished": judgement.n_runs - n_failed,
                    "failed": n_failed,
                },
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "wall_seconds": round(time.monotonic() - clock, 3),
            }
        )
    return judgement


def keep(writer: Writer, judgement: Judgement, out: Path) -> None:
    """Write the findings into a folder that will stand at `out`, as JSON and as Markdown."""
    writer.write(AS_JSON, as_json(judgement, str(out)) + "\n")
    writer.write(AS_MARKDOWN, as_markdown(judgement))
