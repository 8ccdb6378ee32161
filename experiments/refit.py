"""Re-fit the free parameters to the record's `calibrate` rows: simple, and open about its misfits.

    python -m experiments.refit [--free beta0,lam,e1,e2,th_G] [--out docs/refit] [--regime K]

Least squares on the record's shares, each weighted by its standard deviation, at 40 desks
per office and common seeds: a Latin hypercube over the priors, then Nelder-Mead from the
best points.  Rows marked `validate` are scored and never fitted.  This finds one good
point; it is not a posterior.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import typer
from scipy.optimize import minimize
from scipy.stats import qmc

from experiments.record_fit import compare_with_record
from sim import Scenario, run
from sim.parameters import PARAMETERS
from sim.record import load

FREE = ("beta0", "lam", "e1", "e2", "th_G")
"""The design's four, and the gate: the burden of paper counterparts (c_X) lowers all offices' willingness."""

OUT = Path("docs/refit")
POSTS = 1_600
N_SEEDS = 16
N_HYPERCUBE = 120
N_STARTS = 2
N_POLISH = 70


@dataclass
class Fit:
    """A search over `free` parameters: the record, common seeds, and the log of every point tried."""

    base: Scenario
    record: pd.DataFrame
    free: tuple[str, ...]
    seeds: range = range(1, 1 + N_SEEDS)
    log: list[dict[str, float]] = field(default_factory=list)

    def compare(self, values: dict[str, float], seeds: Sequence[int] | None = None) -> pd.DataFrame:
        """Return the record beside the model's mean and band over seeds, at `values`."""
        scenario = self.base.with_values(values)
        keep = set(self.record["month"])

        def at_record_months(seed: int) -> pd.DataFrame:
            offices = self.offices(scenario, seed)
            return offices[offices["month"].isin(keep)].assign(replicate=seed)

        with ThreadPoolExecutor() as pool:
            frames = list(pool.map(at_record_months, seeds or self.seeds))
        return compare_with_record(pd.concat(frames, ignore_index=True), self.record)

    def offices(self, scenario: Scenario, seed: int) -> pd.DataFrame:
        """Return the office table of one run."""
        return run(scenario, seed).offices

    def begin(self) -> float:
        """Return the misfit at the values that the scenario has before the search."""
        low, high = (np.array([getattr(PARAMETERS[n], a) for n in self.free]) for a in ("low", "high"))
        return self.misfit((np.array([self.base.parameter(n) for n in self.free]) - low) / (high - low))

    def misfit(self, point: np.ndarray) -> float:
        """Return the sum of squared differences in sd over `calibrate` rows, at a point of the unit cube."""
        outside = float(np.sum(np.maximum(0.0, np.abs(point - 0.5) - 0.5)))
        values = self.values(np.clip(point, 0.0, 1.0))
        table = self.compare(values)
        fitted = table[table["role"] == "calibrate"]
        total = float((((fitted["mean"] - fitted["observed"]) / fitted["sd"]) ** 2).sum()) + 100.0 * outside
        self.log.append({**values, "misfit": total})
        typer.echo(f"{len(self.log):4d}  {total:8.2f}  {values}", err=True)
        return total

    def values(self, point: np.ndarray) -> dict[str, float]:
        """Return the parameter values of a point of the unit cube, spanned by the priors."""
        spans = ((name, PARAMETERS[name].low, PARAMETERS[name].high) for name in self.free)
        return {
            name: round(low + (high - low) * float(x), 4)
            for (name, low, high), x in zip(spans, point, strict=True)
        }

    def search(self) -> dict[str, float]:
        """Return the best values found: hypercube first, then Nelder-Mead from its best points."""
        cube = qmc.LatinHypercube(d=len(self.free), rng=1).random(N_HYPERCUBE)
        order = np.argsort([self.misfit(point) for point in cube])
        for start in cube[order[:N_STARTS]]:
            options = {"maxfev": N_POLISH, "initial_simplex": _simplex(start)}
            minimize(self.misfit, start, method="Nelder-Mead", options=options)
        best = min(self.log, key=lambda row: row["misfit"])
        return {name: best[name] for name in self.free}


def _simplex(start: np.ndarray) -> np.ndarray:
    """A first simplex wide enough to feel through the noise of thresholds."""
    steps = np.where(start > 0.5, -0.12, 0.12)
    return np.vstack([start, *(start + np.eye(len(start))[j] * steps[j] for j in range(len(start)))])


def equally_good(fit: Fit, slack: float = 1.0) -> dict[str, tuple[float, float]]:
    """Return the range of each free value over the points tried within `slack` of the least misfit."""
    best = min(row["misfit"] for row in fit.log)
    near = [row for row in fit.log if row["misfit"] <= best + slack]
    return {name: (min(row[name] for row in near), max(row[name] for row in near)) for name in fit.free}


def report(fit: Fit, values: dict[str, float]) -> tuple[dict[str, Any], str]:
    """Return the result as data and as Markdown: values, and every row of the record with its misfit.

    The model is scored on seeds that were not used in the search.
    """
    rounded = {name: round(value, 2) for name, value in values.items()}
    table = fit.compare(rounded, seeds=range(1001, 1001 + 2 * N_SEEDS))
    table["z"] = (table["mean"] - table["observed"]) / table["sd"]
    squares = table["z"] ** 2
    data = {
        "free": rounded,
        "within_1_of_the_best": equally_good(fit),
        "posts": POSTS,
        "seeds_fitted": list(fit.seeds),
        "n_points": len(fit.log),
        "misfit_before": fit.log[0]["misfit"],
        "misfit_best_on_fitted_seeds": min(row["misfit"] for row in fit.log),
        "misfit_calibrate_fresh_seeds": float(squares[table["role"] == "calibrate"].sum()),
        "n_calibrate": int((table["role"] == "calibrate").sum()),
        "misfit_validate_fresh_seeds": float(squares[table["role"] == "validate"].sum()),
        "n_validate": int((table["role"] == "validate").sum()),
        "rows": json.loads(table.to_json(orient="records", date_format="iso")),
    }
    lines = [
        "| series | state | role | record | model, mean (90 % of runs) | difference in sd |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.series} | {row.month:%b %Y} | {row.role} | {row.observed:.2f} "
        f"| {row.mean:.2f} ({row.low:.2f} to {row.high:.2f}) | {row.z:+.1f} |"
        for row in table.itertuples()
    ]
    return data, "\n".join(lines)


def main(
    free: str = ",".join(FREE),
    out: Path = OUT,
    scenario: str = "federal-eoffice",
    regime: str | None = None,
) -> None:
    """Search, score on fresh seeds, and write OUT.json, OUT.md and OUT-log.csv."""
    base = Scenario.load(scenario).with_values({"posts": POSTS, "regime": regime})
    if base.record_path is None:
        raise typer.BadParameter(f"scenario {scenario} has no record to fit")
    fit = Fit(base, load(base.record_path).comparable, tuple(free.split(",")))
    fit.begin()
    data, markdown = report(fit, fit.search())
    out.parent.mkdir(parents=True, exist_ok=True)
    out.with_suffix(".json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    values = ", ".join(f"{name} = {value:g}" for name, value in data["free"].items())
    near = ", ".join(
        f"{name} {low:.2f} to {high:.2f}" for name, (low, high) in data["within_1_of_the_best"].items()
    )
    asked = f"--free {free}"
    asked += f" --regime {regime}" if regime else ""
    asked += f" --out {out}" if out != OUT else ""
    text = (
        f"Written by `python -m experiments.refit {asked}`.  Values: {values}.\n\n"
        f"Of the {data['n_points']} points tried, those within 1 of the least misfit span {near}: the record "
        f"cannot tell them apart.\n\n"
        f"Sum of squared differences in sd, on seeds not used in the search: "
        f"{data['misfit_calibrate_fresh_seeds']:.1f} over {data['n_calibrate']} fitted rows, "
        f"{data['misfit_validate_fresh_seeds']:.1f} over {data['n_validate']} held-out rows.\n\n{markdown}\n"
    )
    out.with_suffix(".md").write_text(text, encoding="utf-8")
    pd.DataFrame(fit.log).to_csv(out.with_name(out.name + "-log.csv"), index=False)
    typer.echo(markdown)


if __name__ == "__main__":
    typer.run(main)
