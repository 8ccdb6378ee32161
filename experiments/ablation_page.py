"""The page of the ablations: tables of every mechanism, and in words what they come to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.ablation import BEFORE, CLOSE, DATES, HIGH, LOW, POSTS, Measured, Trial
from experiments.markdown import table
from sim.parameters.ablations import ABLATIONS


class Effect(NamedTuple):
    """One effect: in words, what is concluded from it, and the sign that this takes."""

    words: str
    conclusion: str
    sign: int


LARGE = 1 / 3
"""A mechanism carries an effect if without it the effect changes by at least this share of itself ..."""

CERTAIN = 3.0
"""... and by at least this many standard errors of the paired difference."""

EFFECTS = {
    "orders": Effect("what the orders of 2024 and 2025 add to no reform", "the orders raise real use", +1),
    "package": Effect("what the full package adds to the orders", "the full package beats the orders", +1),
    "end": Effect(
        "what the end of enforcement in October 2025 changes", "the end of enforcement lowers real use", -1
    ),
}
"""The effects of policy on real use, by the field of `Measured` that holds them."""

HEAD = """# Ablations: what each mechanism does to the conclusions

Written by `python -m experiments.ablation`; not edited by hand.

The federal case with one mechanism switched off at a time: {posts:,} posts, 40 desks per office, as in the
re-fit, and {n_seeds} runs with common seeds. `redtape run federal-eoffice --ablate NAME` runs one of them,
`redtape ablations` lists them with their settings.

Three numbers are shares of desks, in per cent: **digital / both ways / reported** (the first two together).
**Offices**: those with reported use below {low:.0f} % / {high:.0f} % and more in {first}, in per cent of all,
the two camps of the record. Three effects are in points of real use (digital desks) in {last}:

- **orders**: {orders} (`federal-eoffice` against `no-reform`);
- **package**: {package} (`full-package` against `executive-order`). Where the orders
  alone reach nearly every desk, no package has much to add;
- **end**: {end} (`enforcement-dropped` against `federal-eoffice`).

After ± stands the standard error of the mean over seeds. Effects are paired seed by seed: both courses share
their luck.

Switching a mechanism off shifts the level of use as well. So each regime has two tables: *as is*; and *at the
same level*, with `beta0` moved until reported use on {before}, before the directive, is what it is with the
mechanism in place, to within {close:.1f} points. Only the second says what a mechanism does.{unmet}

Not in the tables, since nothing changes in the federal case: {idle}.
"""


UNMET = """ Where no `beta0`
gives that level, the nearest is used and marked with an asterisk."""


def page(results: Mapping[str, Sequence[Trial]], n_seeds: int) -> str:
    """Return the page as Markdown; results: for each regime the whole model first, then every trial."""
    idle = "; ".join(f"`{x.name}` ({x.idle})" for x in ABLATIONS.values() if x.idle)
    head = HEAD.format(
        posts=POSTS,
        n_seeds=n_seeds,
        last=f"{DATES[-1]:%B %Y}",
        before=f"{BEFORE.day} {BEFORE:%B %Y}",
        close=100 * CLOSE,
        low=100 * LOW,
        high=100 * HIGH,
        first=f"{DATES[0]:%B %Y}",
        unmet=UNMET if any(not x.centre.met for trials in results.values() for x in trials) else "",
        idle=idle,
        **{name: effect.words for name, effect in EFFECTS.items()},
    )
    sections = [head.strip()]
    for regime, trials in results.items():
        sections += [
            f"## Regime {regime}, as is",
            _table(trials, ((x.as_is, None) for x in trials)),
            f"## Regime {regime}, at the same level",
            _table(trials, ((x.centred, x) for x in trials)),
        ]
    sections += ["## What carries the conclusions", *conclusions(results)]
    return "\n\n".join(sections) + "\n"


def _table(trials: Sequence[Trial], measured: Iterable[tuple[Measured, Trial | None]]) -> str:
    pairs = list(measured)
    moved = pairs[0][1] is not None
    head = ["without", *(f"{day:%b %Y}" for day in DATES), f"offices, {DATES[0]:%b %Y}", *EFFECTS]
    head += ["beta0", f"level, {BEFORE:%b %Y}"] if moved else []
    rows = []
    for trial, (course, centre) in zip(trials, pairs, strict=True):
        name = (
            f"{ABLATIONS[trial.name].mechanism} (`{trial.name}`)"
            if trial.name
            else "**nothing: the whole model**"
        )
        row = [
            name,
            *map(_shares, course.course.mean(axis=0)),
            " / ".join(f"{100 * share:.0f}" for share in course.spread.mean(axis=0)),
            *(_effect(getattr(course, effect)) for effect in EFFECTS),
        ]
        if centre:
            met = "" if centre.centre.met else " *"
            row += [f"{centre.centre.beta0:.2f}", f"{100 * centre.centre.level:.1f}{met}"]
        rows.append(row)
    return table(head, rows)


def _shares(pair: np.ndarray) -> str:
    digital, hybrid = 100 * pair
    return f"{digital:.0f} / {hybrid:.0f} / {digital + hybrid:.0f}"


def _effect(effect: np.ndarray) -> str:
    return f"{100 * effect.mean():+.1f} ± {100 * _error(effect):.1f}"


def _error(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def carries(whole: np.ndarray, without: np.ndarray) -> int:
    """Return -1 or +1 where an effect, up or down, is clearly smaller or larger without a mechanism, else 0.

    whole, without: the effect with and without it, seed by seed, shape (n_seeds,).
    """
    change = without - whole
    clear = abs(change.mean()) >= max(LARGE * abs(whole.mean()), CERTAIN * _error(change))
    return int(np.sign(change.mean() * whole.mean())) if clear else 0


def conclusions(results: Mapping[str, Sequence[Trial]]) -> list[str]:
    """Return in words which mechanisms the conclusions about policy rest on."""
    rule = (
        f"A mechanism is said to carry an effect if, at the same level of use before the directive, the "
        f"effect changes by at least {100 * LARGE:.0f} % of itself without it, and by {CERTAIN:.0f} standard "
        f"errors or more."
    )
    told = [_about(name, effect.words, results) for name, effect in EFFECTS.items()]
    return [rule, *told, _signs(results), "## What does not matter here", *_idle(results)]


SMALL = 0.01
"""Points of real use (as a share) by which a mechanism may change an effect and still hardly matter."""

ONE_OFFICE = 0.025
"""One office of forty: a change of the two camps that can be seen."""


def _idle(results: Mapping[str, Sequence[Trial]]) -> list[str]:
    """Tell which mechanisms hardly change an effect, and which of them shape the two camps all the same."""
    effect, camps = _largest(results, _effect_change), _largest(results, _camp_change)
    small = {name for name, change in effect.items() if change <= SMALL}
    seen = {name for name in small if camps[name] >= ONE_OFFICE}
    return [
        f"At the same level these change none of the three effects by more than {100 * SMALL:.0f} point in "
        f"any regime: {_named(small)}. They may matter to other questions, and in other cases.",
        f"Of these, still seen in how offices divide in {DATES[0]:%B %Y} (by {100 * ONE_OFFICE:.1f} points "
        f"or more, one office of forty): {_named(seen)}.",
    ]


def _largest(
    results: Mapping[str, Sequence[Trial]], change: Callable[[Measured, Measured], float]
) -> dict[str, float]:
    """The largest change over regimes that each mechanism makes at the same level."""
    largest: dict[str, float] = {}
    for base, *trials in results.values():
        for x in (x for x in trials if x.centre.met):
            largest[x.name] = max(largest.get(x.name, 0.0), change(base.as_is, x.centred))
    return largest


def _effect_change(whole: Measured, without: Measured) -> float:
    return max(abs(float((getattr(without, name) - getattr(whole, name)).mean())) for name in EFFECTS)


def _camp_change(whole: Measured, without: Measured) -> float:
    return float(np.abs((without.spread - whole.spread).mean(axis=0)).max())


def _about(effect: str, words: str, results: Mapping[str, Sequence[Trial]]) -> str:
    """Tell of one effect what carries it, in every regime or in one, and what only shifts the level."""
    sizes = [
        f"{_effect(getattr(base.as_is, effect))} in regime {regime}" for regime, (base, *_) in results.items()
    ]
    carried, shifts = {}, set()
    for regime, (base, *trials) in results.items():
        whole, trials = getattr(base.as_is, effect), [x for x in trials if x.centre.met]
        carried[regime] = {x.name: carries(whole, getattr(x.centred, effect)) for x in trials}
        shifts |= {x.name for x in trials if carries(whole, getattr(x.as_is, effect))}
    told = [f"**{words[0].upper()}{words[1:]}**: {' and '.join(sizes)}."]
    for sign, change in ((-1, "smaller"), (1, "larger")):
        having = {
            regime: {name for name, v in verdicts.items() if v == sign}
            for regime, verdicts in carried.items()
        }
        always = set.intersection(*having.values())
        told.append(f"Clearly {change} in every regime without: {_named(always)}.")
        told += [
            f"In regime {regime} alone without: {_named(names - always)}."
            for regime, names in having.items()
            if names - always
        ]
    shifts -= {name for verdicts in carried.values() for name, v in verdicts.items() if v}
    told.append(f"As is, but not at the same level, it also changes that much without: {_named(shifts)}.")
    return " ".join(told)


def _named(names: Iterable[str]) -> str:
    wanted = set(names)
    told = [f"{x.mechanism} (`{name}`)" for name, x in ABLATIONS.items() if name in wanted]
    return "; ".join(told) or "no mechanism at all"


def _signs(results: Mapping[str, Sequence[Trial]]) -> str:
    """Tell in how many of the trials the conclusions keep their sign."""
    every = [(regime, trial) for regime, (_, *rest) in results.items() for trial in rest]
    trials = [(regime, trial) for regime, trial in every if trial.centre.met]
    parts = []
    for name, effect in EFFECTS.items():
        seen = {(regime, x.name): effect.sign * getattr(x.centred, name) for regime, x in trials}
        lost = [f"`{x}` in {regime}" for (regime, x), e in seen.items() if e.mean() <= CERTAIN * _error(e)]
        kept = f"{effect.conclusion} in {len(trials) - len(lost)} of {len(trials)} trials"
        parts.append(f"{kept} (not without {', '.join(lost)})" if lost else kept)
    unmet = [f"`{trial.name}` in {regime}" for regime, trial in every if not trial.centre.met]
    closing = (
        f"The same level could not be reached without {', '.join(unmet)}, which no verdict above counts."
        if unmet
        else ""
    )
    told = f"At the same level, and by at least {CERTAIN:.0f} standard errors, {'; '.join(parts)}."
    return f"{told} {closing}".strip()
