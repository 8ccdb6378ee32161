"""What is tried in a process of its own: `python -m experiments.doctor.trials NAME ...`."""

import json
import sys
import time
from importlib import import_module
from typing import Any


def modules(*names: str) -> None:
    """Import modules one after another; print each with what it said, or nothing if all is well."""
    for name in names:
        try:
            import_module(name)
            trouble = ""
        except (Exception, SystemExit) as error:  # whatever a broken package may raise
            trouble = f"{type(error).__name__}: {error}"
        _say({"module": name, "trouble": " ".join(trouble.split())[:300]})


def chart() -> None:
    """Draw a small chart as the reports do; print the size of the picture."""
    import altair as alt
    import pandas as pd

    from viz import style

    data = pd.DataFrame({"month": [1, 2, 3], "use": [0.1, 0.4, 0.9]})
    points = alt.Chart(data).mark_line().encode(x="month:Q", y="use:Q")
    picture = style.png(style.svg(style.finish(points, "A small chart", ["three points"], "no source")))
    assert picture.startswith(b"\x89PNG"), "what came out is no PNG"
    _say({"bytes": len(picture)})


def run() -> None:
    """Make one small run twice, the first of which may have to compile; print the seconds of each."""
    from sim import Scenario, run

    small = Scenario.load("federal-2022").with_values({"posts": 400, "end": "2023-05-31"})
    seconds = []
    for seed in (1, 2):
        before = time.perf_counter()
        run(small, seed)
        seconds.append(time.perf_counter() - before)
    _say({"first": seconds[0], "second": seconds[1], "months": small.n_months})


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


TRIALS = {"modules": modules, "chart": chart, "run": run}

if __name__ == "__main__":
    TRIALS[sys.argv[1]](*sys.argv[2:])
