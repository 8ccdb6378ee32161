"""A proof that an inference is calibrated: its result in words, as data, and where it is kept."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.calibration.problem import Settings
from experiments.manifest import ROOT, redtape_version
from experiments.proving.judging import LEAST_P, false_alarm, judged
from experiments.proving.planting import FOUND, NARROWED, SCALES, WIDENED
from sim.compiling import model_version
from sim.errors import InputError

PROOF = "proof.json"
COMMITTED = ROOT / "scenarios" / "calibrations" / "proofs"
LEAST_PLANTS = 40
"""Fewer plants prove nothing: a coverage of 90 % could hardly be told from 75 %."""


@dataclass(frozen=True)
class Proof:
    """What planted records told of an inference; plain data, and nothing of when it was made."""

    study: str
    redtape: str
    """Version that made it."""
    model: str
    """Of the model's code, sha256."""
    seed: int
    settings: Mapping[str, int]
    free: tuple[str, ...]
    n_carried: int
    n_plants: int
    """Plants whose truth was looked for."""
    n_failed: int
    """Plants whose truth the model could not run: left out, as the priors leave them out."""
    n_given_up: int
    """Plants whose record the inference could not come to the end of."""
    effective: float
    """Median effective sample size."""
    verdicts: Mapping[str, Mapping[str, Any]]
    """draws (a name of `SCALES`) -> covers, uniform, least_p, and the tables coverage and ranks (freed)."""
    places: pd.DataFrame | None = field(default=None, compare=False, repr=False)
    """Where each truth lies (`planting.PLACES`); None where the proof was read from a file."""

    @property
    def passed(self) -> bool:
        """Whether the inference is calibrated, and the proof would have seen it if it were not."""
        found, narrowed = self.verdicts[FOUND], self.verdicts[NARROWED]
        enough = self.n_plants >= LEAST_PLANTS and not self.n_given_up
        sees = not narrowed["covers"] and not narrowed["uniform"]
        return enough and found["covers"] and found["uniform"] and sees

    def tell(self) -> str:
        """Return the result in a few sentences."""
        found = self.verdicts[FOUND]
        lines = [self._first(), *self._coverage(), self._ranks(found)]
        lines += [self._control(NARROWED), self._control(WIDENED)]
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return everything but the table of places as JSON."""
        data = {k: v for k, v in vars(self).items() if k != "places"}
        return json.dumps({**data, "passed": self.passed}, indent=1) + "\n"

    def _first(self) -> str:
        verdict = "passed" if self.passed else "NOT PASSED"
        words = f"Self-test of {self.study}: {verdict}. {self.n_plants} records with a known truth"
        if self.n_plants < LEAST_PLANTS:
            words += f", fewer than the {LEAST_PLANTS} that it takes"
        if self.n_failed:
            words += f"; {self.n_failed} more could not be run and were left out"
        if self.n_given_up:
            words += f"; {self.n_given_up} more had no posterior within the points allowed"
        return f"{words}; effective sample size {self.effective:.0f} in the middle of them."

    def _coverage(self) -> list[str]:
        table = pd.DataFrame(self.verdicts[FOUND]["coverage"])
        lines = []
        for level, rows in table.groupby("level"):
            told = ", ".join(
                f"{x.parameter} {x.n_covered}{'' if x.inside else ' (outside)'}" for x in rows.itertuples()
            )
            x = rows.iloc[0]
            lines.append(
                f"The {level:.0%} interval holds the truth in {told} of {x.n_plants}; "
                f"right if {x.low} to {x.high} (99 % of a binomial)."
            )
        chance = false_alarm(table)
        return [*lines, f"An inference without fault would be outside somewhere {chance:.0%} of the time."]

    def _ranks(self, found: Mapping[str, Any]) -> str:
        verdict = "yes" if found["uniform"] else "no"
        freed = ", ".join(f"{x['parameter']} {x['p']:.2g}" for x in found["ranks"])
        rest = f"; the least of {self.n_carried} carried ones {found['least_p_carried']:.2g}"
        return (
            f"Is the truth's rank uniform: {verdict}. p, corrected for the number of parameters, must exceed "
            f"{LEAST_P}: {freed}{rest if self.n_carried else ''}."
        )

    def _control(self, draws: str) -> str:
        x = self.verdicts[draws]
        told = [
            f"{'fails' if not ok else 'passes'} {what}"
            for what, ok in (("coverage", x["covers"]), ("ranks", x["uniform"]))
        ]
        words = f"{draws.capitalize()} on purpose (standard deviation times {SCALES[draws]:g})"
        return f"{words}: {' and '.join(told)}."


def proof(
    study: str, seed: int, settings: Settings, places: pd.DataFrame, n_failed: int, n_given_up: int
) -> Proof:
    """Return what a table of places (`planting.PLACES`) proves."""
    once = places[places["draws"] == FOUND]
    roles = once.drop_duplicates("parameter").set_index("parameter")["role"]
    return Proof(
        study=study,
        redtape=redtape_version(),
        model=model_version(),
        seed=seed,
        settings={k: v for k, v in asdict(settings).items() if k != "seed"},
        free=tuple(roles[roles == "freed"].index),
        n_carried=int((roles == "carried").sum()),
        n_plants=int(once["plant"].nunique()),
        n_failed=n_failed,
        n_given_up=n_given_up,
        effective=float(once.drop_duplicates("plant")["effective"].median()),
        verdicts={draws: _verdict(places[places["draws"] == draws]) for draws in SCALES},
        places=places,
    )


def _verdict(places: pd.DataFrame) -> dict[str, Any]:
    verdict = judged(places)
    freed = verdict.ranks["role"] == "freed"
    carried = verdict.ranks.loc[~freed, "p"]
    return {
        "covers": verdict.covers,
        "uniform": verdict.uniform,
        "least_p_carried": float(carried.min()) if len(carried) else 1.0,
        "coverage": verdict.coverage.to_dict("records"),
        "ranks": verdict.ranks[freed].to_dict("records"),
    }


def found(study: str, results: Path = Path("results")) -> Proof | None:
    """Return the proof of a study: of the results folder, else the one that redtape brings; None if neither.

    Raise InputError where there is one that cannot be read.
    """
    for path in (results / f"{study}-self-test" / PROOF, COMMITTED / f"{study}.json"):
        if path.is_file():
            return read(path)
    return None


def read(path: Path) -> Proof:
    """Return the proof in a file; raise InputError where it holds none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        data.pop("passed")
        return Proof(**{**data, "free": tuple(data["free"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        wanted = "the result of a self-test, as redtape calibrate STUDY --self-test writes it"
        raise InputError(
            f"cannot be read ({str(error).splitlines()[0]})", value=str(path), expected=wanted
        ) from None


def told(study: str, results: Path = Path("results")) -> str:
    """Return what is proved of the inference of a study, to print beside its posterior."""
    known = found(study, results)
    if known is None:
        return f"Not proved for this study: redtape calibrate {study} --self-test."
    if known.model != model_version():
        return f"{known.tell()}\nIt was made with another version of the model."
    return known.tell()
