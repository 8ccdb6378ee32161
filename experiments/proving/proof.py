"""A proof that an inference is calibrated: its result in words, as data, and where it is kept."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.calibration import method
from experiments.calibration.problem import Settings
from experiments.manifest import ROOT, redtape_version
from experiments.proving.judging import LEAST_P, false_alarm, histogram, judged
from experiments.proving.planting import FOUND, NARROWED, SCALES, WIDENED
from sim.compiling import model_version
from sim.errors import InputError

PROOF = "proof.json"
COMMITTED = ROOT / "scenarios" / "calibrations" / "proofs"
LEAST_PLANTS = 40
"""Fewer plants prove nothing: a coverage of 90 % could hardly be told from 75 %."""


@dataclass(frozen=True)
class Subject:
    """What a proof is of."""

    study: str
    regime: str
    """Empty for the scenario's own."""
    posed: str
    """What tells its problem from others (`Calibration.posed`)."""
    desks: tuple[int, int]
    """Posts an office in its runs, and in those of the last generation."""

    @property
    def words(self) -> str:
        """Its name."""
        return f"{self.study}, regime {self.regime}" if self.regime else self.study


@dataclass(frozen=True)
class Proof:
    """What planted records told of an inference; plain data, and nothing of when it was made."""

    subject: Subject
    redtape: str
    """Version that made it."""
    model: str
    """Of the model's code, sha256."""
    method: str
    """Of the code of the inference, sha256."""
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

    def plain(self) -> dict[str, Any]:
        """Return everything but the table of places as plain data."""
        data = {k: v for k, v in vars(self).items() if k != "places"}
        return {**data, "subject": asdict(self.subject), "passed": self.passed}

    def scope(self, manifest: Mapping[str, Any]) -> str:
        """Return in which size the proof was made, beside that of a posterior with this manifest."""
        own, used = self.settings, manifest["settings"]
        small, real = self.subject.desks
        last = "all of them" if used["real"] else "no more"
        return (
            f"It was made with small runs: {small} posts an office, {real} in the last of "
            f"{own['n_generations']} generations, {own['n_seeds']} runs a point, {own['n_early']} points a "
            f"generation and {own['n_last']} in the last. The posterior had {manifest['desks']} posts an "
            f"office and in the last generation {last}, {used['n_seeds']} runs a point, {used['n_early']} "
            f"and {used['n_last']} points. The method is the same; that larger runs are as good is not "
            "proved."
        )

    def _first(self) -> str:
        verdict = "passed" if self.passed else "NOT PASSED"
        words = f"Self-test of {self.subject.words}: {verdict}. {self.n_plants} records with a known truth"
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
                + (UNSEEN if x.high == x.n_plants else "")
            )
        chance = false_alarm(table)
        return [*lines, f"An inference without fault would be outside somewhere {chance:.0%} of the time."]

    def _ranks(self, found: Mapping[str, Any]) -> str:
        verdict = "yes" if found["uniform"] else "no"
        freed = ", ".join(
            f"{x['parameter']} {x['p']:.2g} ({x['chi_square_p']:.2g}, {x['ks_p']:.2g})"
            for x in found["ranks"]
        )
        rest = f"; the least of {self.n_carried} carried ones {found['least_p_carried']:.2g}"
        return (
            f"Is the truth's rank uniform: {verdict}. p, corrected for two tests and the number of "
            f"parameters, must exceed {LEAST_P} (in brackets as they are, chi-square and "
            "Kolmogorov-Smirnov): "
            f"{freed}{rest if self.n_carried else ''}."
        )

    def _control(self, draws: str) -> str:
        x = self.verdicts[draws]
        told = [
            f"{'fails' if not ok else 'passes'} {what}"
            for what, ok in (("coverage", x["covers"]), ("ranks", x["uniform"]))
        ]
        words = f"{draws.capitalize()} on purpose (standard deviation times {SCALES[draws]:g})"
        return f"{words}: {' and '.join(told)}."


UNSEEN = " So few records cannot show that it is too wide; the ranks can."
"""Said of a coverage that would be right even if every interval held the truth."""


def proof(
    subject: Subject, seed: int, settings: Settings, places: pd.DataFrame, n_failed: int, n_given_up: int
) -> Proof:
    """Return what a table of places (`planting.PLACES`) proves."""
    once = places[places["draws"] == FOUND]
    roles = once.drop_duplicates("parameter").set_index("parameter")["role"]
    return Proof(
        subject=subject,
        redtape=redtape_version(),
        model=model_version(),
        method=method.version(),
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
    own = places[places["role"] == "freed"]
    return {
        "covers": verdict.covers,
        "uniform": verdict.uniform,
        "least_p_carried": float(carried.min()) if len(carried) else 1.0,
        "coverage": verdict.coverage.to_dict("records"),
        "ranks": verdict.ranks[freed].to_dict("records"),
        "histogram": {str(name): histogram(x["rank"].to_numpy()) for name, x in own.groupby("parameter")},
    }


def as_json(proofs: Mapping[str, Proof]) -> str:
    """Return the proofs of a study, by regime, as JSON."""
    return json.dumps({name: x.plain() for name, x in proofs.items()}, indent=1) + "\n"


def found(study: str, results: Path = Path("results")) -> dict[str, Proof]:
    """Return the proofs of a study by regime: of the results folder, else those that redtape brings.

    Empty where there are none.  Raise InputError where there is a file that cannot be read.
    """
    for path in (results / f"{study}-self-test" / PROOF, COMMITTED / f"{study}.json"):
        if path.is_file():
            return read(path)
    return {}


def read(path: Path) -> dict[str, Proof]:
    """Return the proofs in a file, by regime; raise InputError where it holds none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: _proof(data) for name, data in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        wanted = "the result of a self-test, as redtape calibrate STUDY --self-test writes it"
        raise InputError(
            f"cannot be read ({str(error).splitlines()[0]})", value=str(path), expected=wanted
        ) from None


def _proof(data: dict[str, Any]) -> Proof:
    data.pop("passed")
    subject = Subject(**{**data["subject"], "desks": tuple(data["subject"]["desks"])})
    return Proof(**{**data, "subject": subject, "free": tuple(data["free"])})


def of_posterior(
    study: str, manifest: Mapping[str, Any], results: Path = Path("results")
) -> dict[str, Proof]:
    """Return the proofs, by regime, that are of the problems of a study's posterior with this manifest."""
    posed = manifest.get("posed", {})
    known = found(study, results)
    return {name: x for name, x in known.items() if x.subject.posed == posed.get(name)}


def told(study: str, manifest: Mapping[str, Any], results: Path = Path("results")) -> str:
    """Return what is proved of a posterior's inference, to print beside it, regime by regime."""
    proofs = of_posterior(study, manifest, results)
    ask = f"redtape calibrate {study} --self-test."
    lines = []
    for regime in manifest["regimes"]:
        if regime in proofs:
            known = proofs[regime]
            lines += [known.tell(), known.scope(manifest), *_older(known, manifest)]
            continue
        name = f"{study}, regime {regime}" if regime else study
        of_another = found(study, results)
        why = f" The self-test kept under this name is of another problem: {OTHERS}." if of_another else ""
        lines.append(f"Not proved: the inference of {name}.{why} To prove it: {ask}")
    return "\n".join(lines)


OTHERS = "another scenario, other figures, errors, freed parameters or priors, or another regime"


def _older(known: Proof, manifest: Mapping[str, Any]) -> list[str]:
    """Return what is said where the posterior was made by other code than was proved."""
    made_by = {
        "model": (known.model, manifest.get("model")),
        "inference": (known.method, manifest.get("method")),
    }
    return [
        f"It was made with another version of the {what} than the posterior."
        for what, (one, other) in made_by.items()
        if one != other
    ]
