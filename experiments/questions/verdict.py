"""By what rule differences are clear, where they are, and how that is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.questions.asking import Asked
from experiments.questions.question import Cell, Claim, Effect, Effects, Measure, Part, Unit
from experiments.summary import Estimate
from viz.summary import HIGH, LOW

WHATEVER = "whatever kappa"


def estimate(values: np.ndarray) -> Estimate:
    """Return the mean over seeds, and the band that holds the middle 90 % of them."""
    low, high = np.quantile(values, [LOW, HIGH])
    return Estimate(float(values.mean()), float(low), float(high))


@dataclass(frozen=True)
class Findings:
    """Of one part: every difference in every cell."""

    part: Part
    effects: Mapping[Cell, Effects]

    @property
    def so(self) -> dict[Cell, bool]:
        """Whether the question is answered yes, in each cell."""
        return {cell: self.part.so(of_cell) for cell, of_cell in self.effects.items()}

    def across(self, contrast: str, measure: Measure) -> dict[Cell, Effect]:
        """Return one difference in every cell."""
        return {cell: of_cell[contrast, measure.key] for cell, of_cell in self.effects.items()}


def found(asked: Asked, part: Part) -> Findings:
    """Return what a part comes to."""
    effects = {
        cell: {
            (contrast.name, measure.key): Effect(
                *estimate(asked.difference(part, contrast, measure, cell)), measure.unit.least
            )
            for contrast in part.contrasts
            for measure in part.measures
        }
        for cell in asked.cells
    }
    return Findings(part, effects)


def lead(so: Mapping[Cell, bool]) -> str:
    """Return yes, no, or where only: `only in regime K, whatever kappa.`."""
    if not any(so.values()):
        return "no, in neither regime at any kappa."
    return f"yes, {place(so)}." if all(so.values()) else f"{place(so)}."


def place(so: Mapping[Cell, bool]) -> str:
    """Return in which cells something is so, in words; there must be at least one."""
    if all(so.values()):
        return f"in both regimes, {WHATEVER}"
    told = []
    for regime in dict.fromkeys(cell.regime for cell in so):
        kappas = [cell.kappa for cell, true in so.items() if true and cell.regime == regime]
        if len(kappas) == sum(cell.regime == regime for cell in so):
            told.append(f"in regime {regime}, {WHATEVER}")
        elif kappas:
            told.append(f"in regime {regime} at kappa {joined([f'{kappa:g}' for kappa in kappas])}")
    return f"only {', and '.join(told)}"


def clauses(findings: Findings, claim: Claim) -> list[str]:
    """Return what the differences of a claim come to, one clause for each place and direction.

    A contrast whose difference matters nowhere is told of in the last clause.
    """
    measure = findings.part.measure(claim.measure)
    grouped: dict[tuple[str, int], list[str]] = {}
    silent: dict[str, list[Effect]] = {}
    for contrast in claim.contrasts:
        effects, name = findings.across(contrast.name, measure), contrast.short or contrast.name
        if not any(x.matters for x in effects.values()):
            silent[name] = list(effects.values())
            continue
        for sign in sorted({x.sign for x in effects.values() if x.sign}):
            there = {cell: x.sign == sign for cell, x in effects.items()}
            sizes = _range([effects[cell] for cell, true in there.items() if true], measure.unit)
            grouped.setdefault((place(there), sign), []).append(f"{name} ({sizes})")
    does = {1: claim.higher, -1: claim.lower}
    told = [
        f"{measure.words} {does[sign]} {where}, {claim.link} {joined(names)}"
        for (where, sign), names in grouped.items()
    ]
    if silent:
        whose = claim.whole if 1 < len(silent) == len(claim.contrasts) else joined(list(silent))
        sizes = _range([x for effects in silent.values() for x in effects], measure.unit)
        nothing = f"no difference that matters in {measure.words}, in either regime at any kappa"
        told.append(f"{nothing}, {claim.link} {whose} (on average {sizes})")
    return told


def answer(findings: Findings) -> str:
    """Return the answer to a part: in one bold line yes or no and what differs, then what else does."""
    main, *rest = ([_sentence(x) for x in clauses(findings, claim)] for claim in findings.part.claims)
    first = f"- **{findings.part.name}: {lead(findings.so)}** {' '.join(main)}"
    return "\n".join([first, *(f"  - {' '.join(told)}" for told in rest)])


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."


def joined(names: Sequence[str]) -> str:
    """Return names as a list in words: `a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def figure(value: float, unit: Unit, *, signed: bool) -> str:
    """Return a value as a reader writes it, without its unit."""
    number = round(unit.scale * value, unit.digits) + 0.0  # turns −0.0 into 0.0
    sign = "+" if signed and number else ""
    return f"{number:{sign},.{unit.digits}f}".replace("-", "−")


def shown(found: Estimate | Effect, unit: Unit, *, signed: bool) -> str:
    """Return a mean with its band: `+2.1 (+0.8 to +3.4)`."""
    mean, low, high = (figure(x, unit, signed=signed) for x in found[:3])
    return f"{mean} ({low} to {high})"


def _range(effects: Sequence[Effect], unit: Unit) -> str:
    """Return the means from the lowest to the highest."""
    ends = [figure(x, unit, signed=True) for x in sorted(effect.mean for effect in effects)]
    words = ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}"
    return f"{words} {unit.difference}"


def least_words(measures: Sequence[Measure]) -> str:
    """Return below which size differences are small, for each unit once."""
    units = dict.fromkeys(x.unit for x in measures)
    told = dict.fromkeys(
        f"{x.scale * x.least:g} {x.difference}".replace("1 points", "1 point") for x in units
    )
    return joined(list(told)).replace(" and ", " or ")
