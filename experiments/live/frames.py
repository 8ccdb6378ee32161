"""What a session publishes of its runs, as plain data that JSON can hold: about, shown, band."""

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from experiments.live import marks
from experiments.live.engine import Run
from experiments.live.library import OWN
from experiments.live.measures import MEASURES, form
from sim import record
from sim.network import office_names
from sim.outcomes import OUTCOMES
from sim.parameters import LEVERS
from sim.record.form import is_share
from sim.scenario import Scenario

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
EDGES = 6
"""The largest shares of an office's files that the network shows."""

FIGURES = 5
"""Significant figures of what is published: more than any screen can show."""

OF_BAND = 3
"""Significant figures of the band, which is luck all over."""

TOLD = ("title", "story", "expect", "evidence")


def about(
    key: int,
    names: tuple[str, str],
    scenario: Scenario,
    baseline: Scenario,
    run: Run,
    posts: Mapping[str, int],
) -> dict[str, Any]:
    """Return what stays while the room moves levers: months, offices, network, record, measures.

    names: of the scenario and the baseline; run: any of the scenario; posts: of the sketch and
    in full.
    """
    return {
        "key": key,
        "scenario": described(names[0], scenario),
        "baseline": described(names[1], baseline),
        "months": [f"{day:%Y-%m}" for day in scenario.months],
        "offices": [
            {"name": name, "tier": tier, "size": int(size)}
            for name, tier, size in zip(office_names(scenario), _tier_of(scenario), run.sizes, strict=True)
        ],
        "tiers": [
            {"code": x.code, "name": x.name, "offices": x.offices, "posts": x.posts} for x in scenario.tiers
        ],
        "network": network(scenario, run),
        "record": list(dots(baseline)),
        "marks": marks.of(scenario),
        "measures": [
            {
                "name": name,
                "label": OUTCOMES[name].label,
                "unit": OUTCOMES[name].unit,
                "definition": OUTCOMES[name].definition,
                "form": form(name),
            }
            for name in MEASURES
        ],
        "posts": dict(posts),
    }


def described(name: str, scenario: Scenario) -> dict[str, str]:
    """Return a scenario's name in the session, and its texts."""
    told = {key: " ".join(getattr(scenario, key).split()) for key in TOLD}
    return {"name": name, **told, "title": told["title"] or (scenario.name if name == OWN else name)}


def _tier_of(scenario: Scenario) -> list[str]:
    return [tier.code for tier in scenario.tiers for _ in range(tier.offices)]


def network(scenario: Scenario, run: Run) -> dict[str, Any]:
    """Return where offices lie in a drawing of who writes to whom, the largest edges, and the hubs."""
    codes = _tier_of(scenario)
    hubs, first = [], 0
    for tier in scenario.tiers:
        hubs += [first + m for m in tier.hub_offices]
        first += tier.offices
    shares = run.traffic
    edges = [
        [m, int(k), round(float(shares[m, k]), 3)]
        for m in range(len(shares))
        for k in np.argsort(-shares[m], kind="stable")[:EDGES]
        if shares[m, k] > 0.0
    ]
    xy = _layout(shares.tobytes(), tuple(codes))
    return {"xy": [list(point) for point in xy], "edges": edges, "hubs": hubs}


@lru_cache(maxsize=16)
def _layout(shares: bytes, codes: tuple[str, ...]) -> tuple[tuple[float, float], ...]:
    """Return the place of every office, each coordinate in [-1, 1].

    Tiers that write only among themselves are laid out apart, side by side.
    """
    traffic = np.frombuffer(shares).reshape(len(codes), len(codes))
    tier = np.array(codes)
    apart = not (traffic[tier[:, None] != tier] > 0.0).any()
    groups = (
        [np.flatnonzero(tier == code) for code in dict.fromkeys(codes)] if apart else [np.arange(len(codes))]
    )
    columns = math.ceil(math.sqrt(len(groups)))
    rows = math.ceil(len(groups) / columns)
    xy = np.zeros((len(codes), 2))
    for i, members in enumerate(groups):
        centre = np.array([2 * (i % columns) + 1 - columns, rows - 1 - 2 * (i // columns)])
        xy[members] = (centre + 0.85 * _spread(traffic[np.ix_(members, members)])) / (columns, rows)
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in xy)


def _spread(traffic: np.ndarray) -> np.ndarray:
    """Return the places of offices that write to each other, each coordinate in [-1, 1]."""
    graph = nx.from_numpy_array(traffic + traffic.T)
    places = nx.spring_layout(graph, seed=3, iterations=200, weight="weight")
    xy = np.array([places[i] for i in range(len(traffic))])
    low, span = xy.min(axis=0), np.ptp(xy, axis=0)
    return np.asarray(2.0 * (xy - low) / np.where(span > 0.0, span, 1.0) - np.where(span > 0.0, 1.0, 0.0))


def dots(baseline: Scenario) -> Iterator[dict[str, Any]]:
    """Yield the figures of the baseline's record that a chart of shares can show, by month of the run."""
    if baseline.record_path is None:
        return
    rows: Iterator[Any] = _record(baseline.record_path).comparable.itertuples()
    for row in rows:
        month = baseline.month(row.month)
        if not 0 <= month < baseline.n_months or not is_share(row.outcome) or math.isnan(row.value):
            continue
        by = "as the offices report it" if row.self_report else "counted by others"
        yield {
            "month": month,
            "value": rounded(row.value),
            "sd": rounded(row.sd),
            "outcome": row.outcome,
            "statistic": row.statistic,
            "threshold": None if math.isnan(row.threshold) else row.threshold,
            "role": row.role,
            "self_report": bool(row.self_report),
            "label": str(row.series),
            "text": f"{row.date:%B %Y}, {100 * row.value:.0f} %: {record.words_of(row)}, {by}",
        }


@cache
def _record(path: Path) -> record.Record:
    return record.load(path)


def side(run: Run) -> dict[str, Any]:
    """Return a run as a page draws it; offices as base64 of bytes, a row a month, 255 for all desks."""
    return {
        "series": {name: numbers(values) for name, values in run.series.items()},
        "real": heat(run.real),
        "reported": heat(run.reported),
        "in_force": in_force(run),
    }


def heat(shares: np.ndarray) -> str:
    """Return shares, (n_months, n_offices), as base64 of one byte each."""
    return base64.b64encode(np.rint(255.0 * np.clip(shares, 0.0, 1.0)).astype(np.uint8).tobytes()).decode()


def in_force(run: Run) -> dict[str, list[list[Any]]]:
    """Return the steps of every lever: the month from which a value holds, and the value.

    Of several tiers the mean over posts; of a choice, that of the largest tier.
    """
    weight = run.tier_posts / run.tier_posts.sum()
    largest = int(run.tier_posts.argmax())
    steps: dict[str, list[list[Any]]] = {}
    for name, declared in LEVERS.items():
        table = run.in_force[name]
        values = table[:, largest] if declared.choices else table @ weight
        begins = np.flatnonzero(np.diff(values, prepend=np.nan) != 0.0)
        steps[name] = [
            [int(t), declared.choices[int(values[t])] if declared.choices else rounded(values[t])]
            for t in begins
        ]
    return steps


def band(runs: Sequence[Mapping[str, np.ndarray]]) -> dict[str, dict[str, list[float]]]:
    """Return between what every measure lies in nine of ten runs, and its middle."""
    found = {}
    for name in MEASURES:
        low, mid, high = np.quantile([run[name] for run in runs], [LOW, MIDDLE, HIGH], axis=0)
        ends = {"low": low, "mid": mid, "high": high}
        found[name] = {end: numbers(values, OF_BAND) for end, values in ends.items()}
    return found


def numbers(values: np.ndarray, figures: int = FIGURES) -> list[float]:
    """Return values with that many significant figures."""
    return [float(f"{x:.{figures}g}") for x in values.tolist()]


def rounded(value: float) -> float:
    """Return a value with as many figures as are published."""
    return float(f"{value:.{FIGURES}g}")
