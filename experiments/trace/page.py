"""The record up to its annex: what a reader should know first, and the eight elements."""

import pandas as pd

from experiments.markdown import anchor
from experiments.trace import annex, calibrated, counting
from experiments.trace.basis import concept, data, description, problem
from experiments.trace.element import Told, checks
from experiments.trace.testing import analysis, corroboration, implementation, output
from experiments.validating.naming import day_words
from sim.record.form import REAL

HEAD = """# How the model was tested

Written by `python -m experiments.validation`; not edited by hand.

A record in the manner of TRACE (transparent and comprehensive model evaludation; Schmolke et al. 2010, Grimm
et al. 2014): eight elements, each with what was asked, what was done, what was found and what that leaves
open. Every figure is read from a committed file or counted in the code; the command that made it stands
beside it. Those of the posterior are in `docs/federal-calibration.json`."""


def front(patterns: Told, told: Told | None) -> str:
    """Return the record up to its annex.

    patterns: what `annex.as_data` returns.  told: the summary of the calibration
    (`experiments.trace.summary`), or None where there is none.
    """
    sections = [
        problem(),
        description(),
        data(),
        concept(patterns),
        implementation(told),
        output(told),
        analysis(told),
        corroboration(patterns, told),
    ]
    titles = [section.partition("\n")[0].removeprefix("## ") for section in sections]
    contents = " · ".join(f"[{title}](#{anchor(title)})" for title in (*titles, annex.TITLE))
    return "\n\n".join([HEAD, contents, in_short(patterns, told), *sections]) + "\n\n"


def in_short(patterns: Told, told: Told | None) -> str:
    """Return what a reader should know first: what fails, and what rests on nothing that was measured."""
    uncertain = counting.by_evidence()["uncertain"]
    record = counting.record()
    comparable = record.comparable
    reported = int((comparable["outcome"] == "reported_use").sum())
    real = int(comparable["outcome"].isin(REAL).sum())
    proofs = (told or {}).get("self_test") or {}
    lines = [
        *(
            f"**The inference has not passed its self-test{f' in regime {regime}' if regime else ''}.**"
            for regime, x in proofs.items()
            if not x["passed"]
        ),
        f"**Real use is compared with {f'{real} figures' if real else 'nothing'}.** {reported} of "
        f"{len(comparable)} comparable figures of the record are of reported use, and "
        f"{int(comparable['self_report'].sum())} are told by the users or the owner of the system.",
        f"**The record is short.** {len(record.fitted)} figures are fitted and {len(record.held_out)} held "
        f"out, of one history; {uncertain['assumption']} of {uncertain.total()} uncertain parameters have a "
        "range that is an assumption.",
        *(
            f"**Patterns at the fitted point, regime {regime}.** {checks(rows)}"
            for regime, rows in patterns["regimes"].items()
        ),
        f"**Patterns under the posterior.** {calibrated.patterns(told)} "
        f"{calibrated.unlike_the_point(told, patterns['regimes'])}".rstrip(),
        f"**Fitted figures.** {calibrated.fitted_in_short(told)}",
        f"**Held out.** {_held_out_in_short(told)}",
    ]
    return "## In short: what fails, and what nobody measured\n\n" + "\n".join(f"- {line}" for line in lines)


def _held_out_in_short(told: Told | None) -> str:
    if told is None or told["held_out"] is None:
        fits = " ".join(_worst_held_out(name) for name in ("refit", "refit-K"))
        return f"{fits} The posterior's scores are not made yet."
    return calibrated.held_out(told).partition("\n\n")[0]


def _worst_held_out(name: str) -> str:
    held_out = [x for x in counting.as_data(f"{name}.json")["rows"] if x["role"] == "validate"]
    worst = max(held_out, key=lambda x: abs(x["z"]))
    off = f"{worst['z']:+.1f}".replace("-", "−")
    return (
        f"At the fitted point of `{name}` the worst of {len(held_out)} held-out figures is "
        f"`{worst['series']}` of {day_words(pd.Timestamp(worst['date']))}, {off} standard deviations off."
    )
