"""Made-up results to draw, and a way to read back what a chart draws."""

import itertools
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

MONTHS = pd.date_range("2023-01-01", periods=36, freq="MS")
PARTS = ("discretion", "jobs", "hierarchy", "habit", "distrust")
WEIGHTS = (0.25, 0.2, 0.2, 0.2, 0.15)
HUBS = ("Finance", "Law")
EVENTS = [
    ("2022-12-31", "the day before the horizon"),
    ("2023-01-01", "Weak directive"),
    ("2024-04-01", "Prime Minister's directive"),
    ("2024-11-01", "Gate at the Prime Minister's Office"),
    ("2025-01-14", "Cabinet decision"),
    ("2025-03-20", "Deadline"),
    ("2026-02-01", "after the horizon"),
]


def offices_of(
    scenario: str, strength: float, replicates: int, n: int, months: pd.DatetimeIndex
) -> pd.DataFrame:
    """Made-up use of `n` offices, 10 posts each but for the first, that surges in the second year."""
    frames = []
    for replicate, office in itertools.product(range(replicates), range(n)):
        ease = np.sin(7 * office + 3 * replicate) + 0.1 * replicate - 0.5
        surge = strength * np.clip((np.arange(len(months)) - 15) / 8, 0, 1)
        reported = 1 / (1 + np.exp(-(2 * ease - 1 + 4 * surge)))
        verified = reported * (0.3 + 0.3 * surge / max(strength, 1))
        frames.append(
            pd.DataFrame(
                {
                    **{"run": f"{scenario}-{replicate}", "replicate": replicate, "scenario": scenario},
                    **{"month": months, "tier": "FED", "size": 30 if office == 0 else 10},
                    "office": HUBS[office] if office < len(HUBS) else f"FED {office + 1:02d}",
                    **{"share_paper": 1 - reported, "share_hybrid": reported - verified},
                    **{"share_digital": verified, "reported_use": reported, "verified_use": verified},
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def monthly_of(offices: pd.DataFrame) -> pd.DataFrame:
    """The monthly frame that belongs to such offices, with resistance that falls as use rises."""
    shares = ["share_paper", "share_hybrid", "share_digital", "reported_use", "verified_use"]
    keys = ["run", "replicate", "scenario", "month"]
    monthly = offices.groupby(keys, sort=False)[shares].mean().reset_index()
    use = monthly["verified_use"]
    parts = {
        f"resistance_{p}": w * (0.8 - use * i / 5)
        for i, (p, w) in enumerate(zip(PARTS, WEIGHTS, strict=True))
    }
    cost = 1e8 * (1 + monthly["share_hybrid"])
    return monthly.assign(
        **parts,
        resistance=sum(parts.values()),
        processing_days=25 - 21 * use**3,
        monthly_cost=cost,
        cumulative_cost=cost.groupby(monthly["run"]).cumsum(),
    )


def three_scenarios() -> pd.DataFrame:
    """Three scenarios, two of which end at nearly the same use."""
    strengths = {"no-reform": 0.0, "order": 1.0, "order-too": 1.02}
    return pd.concat([monthly_of(offices_of(name, x, 3, 4, MONTHS)) for name, x in strengths.items()])


def made_up_record() -> pd.DataFrame:
    """Observations of every kind and role, one beyond the months of the run, one that no outcome matches."""
    observed = [
        ("full_use_units", "2024-12-31", "share_of_offices", "reported_use", 0.95, ">=", 0.53, "calibrate"),
        ("full_use_units", "2025-01-31", "share_of_offices", "reported_use", 0.95, ">=", 0.88, "validate"),
        ("full_use_units", "2025-12-01", "share_of_offices", "reported_use", 0.95, ">=", 1.0, "context"),
        ("lt50_use_units", "2024-06-09", "share_of_offices", "reported_use", 0.50, "<", 0.45, "calibrate"),
        ("mean_usage_pct", "2024-05-15", "mean", "reported_use", np.nan, "", 0.486, "calibrate"),
        ("mean_usage_pct", "2025-02-18", "mean", "reported_use", np.nan, "", 0.98, "validate"),
        ("mean_usage_pct", "2031-01-01", "mean", "reported_use", np.nan, "", 0.99, "validate"),
        ("installed_units", "2024-06-06", None, None, np.nan, "", 0.71, "context"),
    ]
    columns = ["series", "date", "statistic", "outcome", "threshold", "direction", "value", "role"]
    frame = pd.DataFrame(observed, columns=columns)
    dates = pd.to_datetime(frame["date"])
    nearest = (dates + pd.Timedelta(days=15)).dt.to_period("M").dt.to_timestamp()
    return frame.assign(
        date=dates, month=nearest, sd=0.09, offices=[()] * len(frame), tiers=[()] * len(frame)
    )


def layers(chart) -> Iterator[tuple[dict, pd.DataFrame]]:
    """Every mark of a picture with the table it draws."""
    spec = chart.to_dict()
    tables = spec["datasets"]

    def walk(part: dict, inherited: str | None) -> Iterator[tuple[dict, pd.DataFrame]]:
        name = part.get("data", {}).get("name", inherited)
        for group in ("vconcat", "hconcat", "concat", "layer"):
            for child in part.get(group, ()):
                yield from walk(child, name)
        if "mark" in part:
            assert name is not None
            yield part, pd.DataFrame(tables[name])

    yield from walk(spec, None)


def tables_with(chart, mark: str, *columns: str) -> list[pd.DataFrame]:
    return [
        table
        for layer, table in layers(chart)
        if layer["mark"]["type"] == mark and set(columns) <= set(table.columns)
    ]


def texts(chart) -> list[str]:
    found = []
    for layer, table in layers(chart):
        if layer["mark"]["type"] == "text":
            column = layer["encoding"]["text"]["field"]
            found += [" ".join(x) if isinstance(x, list) else str(x) for x in table[column]]
    return found


def dots(chart, column: str = "value") -> dict[str, list[float]]:
    """The values drawn as filled dots, hollow dots and crosses."""
    found: dict[str, list[float]] = {"filled": [], "hollow": [], "cross": []}
    for layer, table in layers(chart):
        mark = layer["mark"]
        if mark["type"] == "point" and "role" in table:
            kind = "cross" if mark.get("shape") == "cross" else "filled" if mark["filled"] else "hollow"
            found[kind] += list(table[column])
    return {kind: sorted(values) for kind, values in found.items()}


def addresses(text: str) -> list[str]:
    return [found for found in re.findall(r"(?:https?:)?//[\w./-]+", text) if "www.w3.org/" not in found]
