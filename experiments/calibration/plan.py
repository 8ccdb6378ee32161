"""A calibration, resolved: which scenario against which record, and what is drawn."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from experiments.calibration import method
from experiments.calibration.problem import Prior, Settings
from sim.compiling import model_version
from sim.record import Record
from sim.scenario import Scenario


@dataclass(frozen=True)
class Regime:
    """What is calibrated in one regime."""

    name: str
    """Empty for the scenario's own."""
    scenario: Scenario
    small: Scenario
    """The same with few posts an office; the scenario itself where it is no larger."""
    free: Mapping[str, Prior]
    carried: Mapping[str, Prior]
    held: Mapping[str, str]
    """Uncertain parameter that is not drawn -> who states it."""


@dataclass(frozen=True)
class Calibration:
    """A calibration file, resolved."""

    name: str
    title: str
    question: str
    scenario: Scenario
    record: Record
    regimes: tuple[Regime, ...]
    discrepancy: float
    desks: int
    settings: Settings
    source: Mapping[str, Any]
    """The file as plain data that JSON can hold."""

    @property
    def fitted(self) -> pd.DataFrame:
        """The figures that are fitted, and nothing else of the record."""
        return self.record.fitted

    @property
    def key(self) -> str:
        """What tells this calibration from all that would come to another posterior: sha256."""
        told = {
            "model": model_version(),
            "method": method.version(),
            "rows": self.fitted.drop(columns=["number", "source"]).to_json(
                orient="records", date_format="iso"
            ),
            "regimes": [
                [x.name, x.scenario.fingerprint, x.small.fingerprint, dict(x.free), dict(x.carried)]
                for x in self.regimes
            ],
            "discrepancy": self.discrepancy,
            "settings": asdict(self.settings),
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def posed(self, regime: Regime) -> str:
        """What tells the problem of a regime from all others, whatever was observed: sha256.

        A proof on planted records is one of this problem: its scenario, figures, errors and priors.
        """
        left = ["number", "source", "value"]
        told = {
            "rows": self.fitted.drop(columns=left).to_json(orient="records", date_format="iso"),
            "regime": [regime.name, regime.scenario.fingerprint, dict(regime.free), dict(regime.carried)],
            "discrepancy": self.discrepancy,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def fitted_rows(fitted: pd.DataFrame) -> list[dict[str, Any]]:
    """Return which figures of a record are fitted, as plain data by which an edited record is noticed."""
    rows = zip(fitted["number"], fitted["date"], fitted["series"], fitted["value"], strict=True)
    return [
        {"number": int(number), "date": f"{date:%Y-%m-%d}", "series": str(series), "value": float(value)}
        for number, date, series, value in rows
    ]
