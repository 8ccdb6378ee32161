"""An explanation as a folder: tables, pictures, a report and a manifest."""

import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from experiments import manifest
from experiments.attribution import telling
from experiments.attribution.asking import Estimated, Explanation, Question, ask, estimated
from experiments.attribution.parts import Mix
from experiments.interrupting import Stopped
from experiments.progress import say
from experiments.store import REPORT, Writer, new_results
from sim.parameters.ablations import ABLATIONS
from sim.summaries import SUMMARIES

TABLES = ("shapley", "mechanisms", "by_seed")


def keep(question: Question, mix: Mix, out: Path, *, force: bool) -> Explanation:
    """Explain two scenarios into the folder `out`; return the explanation.

    Raises InputError before the first run where anything cannot be used, or where the outcome
    is missing in a run; Stopped where the user stopped while pictures were drawn.
    """
    with new_results(out, force=force, tables=TABLES) as writer:
        scenarios = (question.a, question.b)
        told = manifest.facts(scenarios, list(question.seeds), question.command)
        started, clock = datetime.now(UTC), time.monotonic()
        found = ask(question, mix)
        for name, table in tables(found).items():
            writer.add(name, table)
        told |= {"posterior": dict(question.draws.told)} if question.draws else {}
        told |= {
            "kind": "explanation",
            "status": "complete",
            "runs": {"asked": found.n_runs, "finished": found.n_runs, "failed": 0},
            "outcome": question.outcome,
            "orders": found.split.n_orders,
            "idle_mechanisms": list(found.mechanisms.idle),
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "wall_seconds": round(time.monotonic() - clock, 3),
        }
        writer.finish(told)
        try:
            say("Drawing pictures ...")
            writer.write(REPORT, _page(found, told, writer))
        except KeyboardInterrupt:
            raise Stopped(f"Stopped while drawing pictures; all tables are kept in {out}.") from None
        return found


def _page(found: Explanation, told: dict[str, object], writer: Writer) -> str:
    """Draw the pictures into the folder; return the page that holds them."""
    from experiments.attribution import page

    return page.page(found, told, writer)


def tables(x: Explanation) -> dict[str, pd.DataFrame]:
    """Return the tables of the folder, as `experiments.tables` describes them."""
    unit = SUMMARIES[x.question.outcome].unit
    places = {part.key: i for i, part in enumerate(x.parts)}
    shapley = [
        {
            "part": row.key,
            "label": row.label,
            "in_a": x.parts[places[row.key]].in_a,
            "in_b": x.parts[places[row.key]].in_b,
            **_cells(row.found),
            "sampling_error": x.sampling_error(places[row.key]),
        }
        for row in telling.part_rows(x)
    ]
    mechanisms = [
        {"mechanism": row.key, "label": row.label, "section": ABLATIONS[row.key].section, **_cells(row.found)}
        for row in telling.mechanism_rows(x)
    ]
    remainder = estimated(x.mechanisms.remainder)
    mechanisms.append({"mechanism": "remainder", "label": "Remainder", "section": "", **_cells(remainder)})
    found = {"shapley": shapley, "mechanisms": mechanisms, "by_seed": _by_seed(x)}
    return {name: pd.DataFrame(rows).assign(unit=unit) for name, rows in found.items()}


def _cells(found: Estimated) -> dict[str, float]:
    return {"value": found.mean, "low": found.low, "high": found.high}


def _by_seed(x: Explanation) -> list[dict[str, object]]:
    rows: list[tuple[str, str, np.ndarray]] = [("scenario", name, x.ends[i]) for i, name in enumerate("ab")]
    rows += [("part", part.key, x.split.values[i]) for i, part in enumerate(x.parts)]
    rows += [("mechanism", name, x.mechanisms.values[i]) for i, name in enumerate(x.mechanisms.names)]
    return [
        {"split": split, "name": name, "seed": seed, "value": float(value)}
        for split, name, values in rows
        for seed, value in zip(x.question.seeds, values, strict=True)
    ]
