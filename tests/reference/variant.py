"""Run the study's cases under one choice of older rules, in a fresh process (see `measure`).

`python -m tests.reference.variant rents,shields 16 "law" "full package"` prints, as JSON,
case -> column -> [mean over seeds, standard deviation over seeds].
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean, stdev

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

Table = dict[str, dict[str, tuple[float, float]]]
"""Case -> column -> (mean, standard deviation) over seeds."""


def measure(older: Iterable[str], n_seeds: int, cases: Iterable[str]) -> Table:
    """Return the table of `cases` over seeds 1 to `n_seeds`, with the older form of the items of `older`.

    A fresh interpreter, since rules cannot change once compiled; and a cache folder that is
    keyed by the choice and by the older rules' text, which the model's own key does not know.
    """
    chosen = ",".join(sorted(older))
    key = hashlib.sha256(chosen.encode() + (HERE / "legacy_rules.py").read_bytes()).hexdigest()[:16]
    root = os.environ.get("REDTAPE_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    apart = {"REDTAPE_CACHE": str(Path(root) / "redtape-older-rules" / key)} if chosen else {}
    done = subprocess.run(
        [sys.executable, "-m", "tests.reference.variant", chosen, str(n_seeds), *cases],
        cwd=ROOT,
        env=os.environ | apart,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    table = json.loads(done.stdout)
    return {case: {column: tuple(pair) for column, pair in row.items()} for case, row in table.items()}


def _run(older: frozenset[str], n_seeds: int, cases: Iterable[str]) -> Table:
    # Imported here, and in this order: the older rules go in before anything compiles.
    from . import legacy_rules, study

    assert older <= frozenset(legacy_rules.ITEMS), older
    legacy_rules.install(older)

    from sim import compiled
    from sim.world import build

    table: Table = {}
    for name in cases:
        scenario = study.scenario(name)
        runs = []
        for seed in range(1, n_seeds + 1):
            world = build(scenario, seed)
            legacy_rules.prepare(world, older)
            compiled.live(0, scenario.n_months, world)
            runs.append(study.measured(scenario, world))
        table[name] = {
            column: (fmean(run[column] for run in runs), stdev(run[column] for run in runs))
            for column in study.COLUMNS
        }
    return table


if __name__ == "__main__":
    items = frozenset(sys.argv[1].split(",")) - {""}
    print(json.dumps(_run(items, int(sys.argv[2]), sys.argv[3:])))
