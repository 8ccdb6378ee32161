"""What the committed summary of a calibration says, in Markdown, element by element of the record.

Every function takes the summary (`experiments.trace.summary`), or None where none was made.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.calibration.moved import MOVED, NARROWED, NOT_TOLD
from experiments.markdown import table
from experiments.progress import duration
from experiments.reflection import parting
from experiments.reflection.observing import COMPARED
from experiments.reflection.parting import COURSE_WORDS, USE_WORDS
from experiments.reflection.telling import CHOSEN, evidence_words, of_others
from experiments.trace.element import Told, band, named, number, percent, span
from experiments.validating.asking import MODEL
from experiments.validating.checking import together
from experiments.validating.naming import COMPARED_WITH
from experiments.validating.telling import MEANING_OF_P, SURE, against, together_words

SUMMARISE = "python -m experiments.trace.summary results/federal-record"
CALIBRATE = "redtape calibrate federal-record"
SELF_TEST = "redtape calibrate federal-record --self-test"
VALIDATE = "redtape validate results/federal-record"
REFLECT = "redtape reflect results/federal-record"


def not_made(what: str, *commands: str) -> str:
    """Say that something is not there yet, and how to make it."""
    return f"{what}: not made yet ({', '.join(f'`{x}`' for x in (*commands, SUMMARISE))})."


# ---- 5 Is the inference what it says it is?


def self_test(told: Told | None) -> str:
    """Return what records with a planted truth showed of the inference."""
    proofs = (told or {}).get("self_test")
    if told is None or not proofs:
        return not_made("The self-test of the inference of the federal record", SELF_TEST)
    lacking = [x for x in told["regimes"] if x not in proofs]
    words = [_proved(regime, x) for regime, x in proofs.items()]
    words += [f"The inference in regime {x} is not proved." for x in lacking]
    scopes = dict.fromkeys(x["scope"] for x in proofs.values())
    return " ".join([*words, *scopes, f"`{SELF_TEST}`."])


def _proved(regime: str, x: Told) -> str:
    covered = "; ".join(
        f"the {percent(level)} interval holds the truth in "
        f"{', '.join(f'{c["n_covered"]} (`{c["parameter"]}`)' for c in rows)} of {rows[0]['n_plants']}, "
        f"{rows[0]['low']} to {rows[0]['high']} being right"
        for level in (0.5, 0.9)
        if (rows := [c for c in x["coverage"] if c["level"] == level])
    )
    seen = "is seen to be wrong" if x["narrowed_is_seen"] else "IS NOT SEEN to be wrong"
    left_out = f"; {x['n_failed']} more could not be run" if x["n_failed"] else ""
    left_out += f"; {x['n_given_up']} more were given up" if x["n_given_up"] else ""
    older = "" if x["same_code"] else " It was made with another version of the code than the posterior."
    where = f" in regime {regime}" if regime else ""
    return (
        f"The self-test of the inference{where} is **{'passed' if x['passed'] else 'NOT PASSED'}**, on "
        f"{x['n_plants']} records whose truth was planted{left_out}: {covered}. Least p that the truth's "
        f"rank is uniform, corrected for the number of parameters: {number(x['least_p'])} (above 0.01 is "
        f"right). A posterior narrowed on purpose {seen}.{older}"
    )


# ---- 6 Does the output match what it was fitted to, and at what effort?


def fitted(told: Told | None) -> str:
    """Return the misfits under the posterior, and every fitted figure beside the record."""
    if told is None:
        return not_made("The posterior", CALIBRATE, VALIDATE)
    if told["fitted"] is None or told["checks"] is None:
        return not_made("The fitted figures under the posterior", VALIDATE)
    return "\n\n".join(
        [
            *(_misfits(regime, x) for regime, x in told["checks"].items()),
            MEANING_OF_P,
            COMPARED_WITH,
            _fitted_table(told),
        ]
    )


def fitted_in_short(told: Told | None) -> str:
    """Return how many checks of fitted figures misfit."""
    if told is None or told["checks"] is None:
        return "The posterior predictive checks are not made yet."
    return " ".join(
        f"{'In regime ' + regime + ' ' if regime else ''}{len(x['misfits'])} of {x['n']} checks of the "
        f"fitted figures misfit under the posterior; all together they are {_together(x)}."
        for regime, x in told["checks"].items()
    )


def _together(x: Told) -> str:
    row = x["together"]
    return together(row["observed"], row["low"], row["p"])


def _misfits(regime: str, x: Told) -> str:
    lead = f"*Regime {regime}.* " if regime else ""
    each = "; ".join(
        f"{row['check']}: record {percent(row['observed'])}, posterior predictive {band(row)}, "
        f"p {row['p']:.3f}"
        for row in x["misfits"]
    )
    count = f"{len(x['misfits'])} of {x['n']} checks misfit"
    return f"{lead}{count}{': ' + each if each else ''}. {together_words(x['together'])}"


def _fitted_table(told: Told) -> str:
    regimes = told["regimes"]
    rows: dict[int, dict[str, Told]] = {}
    for row in told["fitted"]:
        rows.setdefault(row["number"], {})[row["regime"]] = row
    lines = []
    for own in rows.values():
        first = next(iter(own.values()))
        cells = [cell for x in regimes for cell in (band(own[x]), f"{own[x]['p']:.2f}")]
        lines.append([first["what"], percent(first["observed"]), *cells])
    several = len(regimes) > 1
    columns = [c for x in regimes for c in ((f"posterior predictive, {x}", f"p, {x}") if several else
                                            ("posterior predictive", "p"))]  # fmt: skip
    return table(["fitted figure", "record", *columns], lines)


def effort(told: Told | None) -> str:
    """Return what the posterior took, and how far to trust the number of its draws."""
    if told is None:
        return not_made("Effort and effective size", CALIBRATE)
    lines = []
    for regime, x in told["inference"].items():
        evidence = x["evidence"] or {}
        log = evidence.get("log")
        lines.append(
            [
                named(regime),
                f"{x['draws']:,}",
                "–" if x["effective"] is None else f"{x['effective']:.0f}: {x['effective_verdict']}",
                "yes" if x["exact"] else "unknown" if x["exact"] is None else "NO: intervals too wide",
                "–" if log is None else f"{number(log)} ± {number(evidence.get('sd') or 0.0)}",
                "–" if x["n_run"] is None else f"{x['n_run']:,}",
                "–" if x["n_failed"] is None else f"{x['n_failed']:,}",
                str(x["generations"]),
                duration(x["seconds"]),
            ]
        )
    head = [
        *("regime", "draws", "worth equal draws", "temperature 1 reached", "log evidence ± sd"),
        *("points run", "failed, left out", "generations", "time"),
    ]
    return f"{table(head, lines)}\n\n`{CALIBRATE}`; freed: {_listed(told['free'])}."


def _listed(names: Any) -> str:
    return ", ".join(f"`{x}`" for x in names)


# ---- 7 What was learned of the model


def moved(told: Told | None) -> str:
    """Return which parameters the record moved, the freed ones in any case."""
    if told is None:
        return not_made("What the record tells of each parameter", CALIBRATE)
    counts, lines = [], []
    for regime, x in told["inference"].items():
        n = x["parameters"]
        lead = f"In regime {regime} the" if regime else "The"
        counts.append(
            f"{lead} record moves {n[MOVED]} of {n['drawn']} drawn parameters, narrows {n[NARROWED]} more, "
            f"and of {n[NOT_TOLD]} tells nothing that so many draws could show (a shift of "
            f"{x['seen_from']:.2g} prior sd)."
            + (f" {' '.join(x['against_bounds'].split())}" if x["against_bounds"] else "")
        )
        for row in x["freed_and_told"]:
            interval = f"{number(row['mean'])} ({number(row['low'])} to {number(row['high'])})"
            prior = f"{number(row['prior_mean'])} ± {number(row['prior_sd'])}"
            shift = f"{row['shift']:+.2f}".replace("-", "−")
            names = [named(regime), f"`{row['parameter']}`", row["role"]]
            lines.append([*names, prior, interval, shift, f"{row['sd_ratio']:.2f}", row["verdict"]])
    head = [
        *("regime", "parameter", "role", "prior, mean ± sd", "posterior, mean (90 %)"),
        *("shift, prior sd", "sd ratio", "verdict"),
    ]
    return f"{' '.join(counts)}\n\n{table(head, lines)}"


def size_shift(told: Told | None) -> str:
    """Return the largest effect of making early generations with few desks."""
    if told is None:
        return ""
    each = [
        f"{'in regime ' + regime + ' ' if regime else ''}{span({**x, 'mean': x['difference']})} in "
        f"{x['what']}"
        for regime, entry in told["inference"].items()
        if (x := entry["size_shift_largest"])
    ]
    return (
        f"Early generations have {told['desks']} desks an office, the last has the real number. The largest "
        f"difference that makes to a fitted figure: {'; '.join(each)}."
        if each
        else ""
    )


def reflection(told: Told | None) -> str:
    """Return how alike the two regimes fit, where they part, and what would tell them apart."""
    x = told["reflection"] if told else None
    if x is None:
        return not_made("The two regimes lived on under their posteriors", CALIBRATE, REFLECT)
    first, second = x["regimes"]
    said = [evidence_words((first, second), tuple(x["log_bayes"]))] if x["log_bayes"] else []
    said += [
        f"All fitted figures together name the right regime {percent(row['p_right'])} of the time."
        for row in x["fitted_together"]
    ]
    said += _parting(pd.DataFrame(x["difference"]), first, second)
    order = "the same" if x["same_order"] else "NOT the same"
    if x["packages"]:
        said.append(f"The order of the packages compared is {order} in both.")
    chosen = pd.DataFrame(x["chosen"])
    said += [
        f"If {COURSE_WORDS[row['course']]}, the observation that would best tell them apart is "
        f"{row['words']} in {row['month']} ({row['effort']}). {CHOSEN}, the best is right "
        f"{percent(of_others(chosen, row['course'])[0])} of the time."
        for row in x["best_observation"]
    ]
    return f"{' '.join(said)} `{REFLECT}`."


def _parting(difference: pd.DataFrame, first: str, second: str) -> list[str]:
    """Return where the regimes are apart, the furthest first, and where they are together."""
    said = [
        f"If {COURSE_WORDS[row['course']]}, {USE_WORDS[row['outcome']]} in {COMPARED:%B %Y} is "
        f"{span(dict(row))} in {second} against {first} (standard error {100 * row['sd']:.1f})."
        for _, row in parting.apart(difference).iterrows()
    ]
    return [words for words in [*said, parting.together_words(difference)] if words]


# ---- 8 Against what was held out


def held_out(told: Told | None) -> str:
    """Return the scores of the model and of naive rivals on the held-out figures, losses first."""
    x = told["held_out"] if told else None
    if x is None:
        return not_made("Scores on the held-out figures", CALIBRATE, VALIDATE)
    scored = [row for row in x["forecasters"] if row["n"] and row["crps"] is not None]
    if not scored:
        return "No held-out figure can be forecast by every forecaster, so none is compared."
    ranked = sorted(scored, key=lambda row: row["crps"])
    lines = [
        [
            f"**{row['forecaster']}**" if row["kind"] == MODEL else row["forecaster"],
            f"{row['crps']:.3f} ± {row['crps_se']:.3f}",
            f"{row['inside90']} of {row['n']}",
            f"{row['abs_error']:.3f}",
        ]
        for row in ranked
    ]
    head = ["forecaster", "mean CRPS (less is better)", "inside 90 %", "mean error of the median"]
    return (
        f"{_lost(ranked)} {ranked[0]['n']} figures are scored; so few, of one history, rank forecasters as "
        f"an anecdote does. ± is the standard error by the chance of the draws; scores within {SURE:g} of "
        "these of one another are not told apart.\n\n"
        f"{table(head, lines)}"
        f"\n\n`{VALIDATE}`."
    )


def _lost(ranked: list[Told]) -> str:
    """Say of each model which naive rivals it loses to; the worst come first."""
    means = pd.DataFrame(ranked)
    return " ".join(
        f"The {row['forecaster']}{',' if row['forecaster'] != MODEL else ''} {against(row, means)}."
        for row in reversed(ranked)
        if row["kind"] == MODEL
    )


def patterns(told: Told | None) -> str:
    """Return how many patterns labelled check hold under the posterior, and which others fail."""
    x = told["patterns"] if told else None
    if x is None:
        return not_made("The patterns under the posterior", CALIBRATE, VALIDATE)
    each = []
    for regime, rows in x.items():
        tested = [row for row in rows if row["verdict"] in ("pass", "fail")]
        failed = [row for row in tested if row["verdict"] == "fail"]
        checks = [row for row in tested if row["label"] == "check"]
        names = ", ".join(row["pattern"] for row in failed if row["label"] == "check") or "none"
        n_failed = sum(row["verdict"] == "fail" for row in checks)
        others = ", ".join(f"{row['pattern']} ({row['label']})" for row in failed if row["label"] != "check")
        lead = f"In regime {regime} " if regime else ""
        more = f", and of the others {others}" if others else ""
        each.append(f"{lead}{n_failed} of {len(checks)} checks fail ({names}){more}.")
    return f"Each run with a draw of its own. {' '.join(each)}"


def unlike_the_point(told: Told | None, at_point: Mapping[str, Sequence[Told]]) -> str:
    """Return the patterns whose verdict under the posterior is another than at the fitted point."""
    x = (told or {}).get("patterns") or {}
    each = []
    for regime, rows in x.items():
        there = {row["id"]: row["verdict"] for row in at_point.get(regime, ())}
        other = [
            f"{row['pattern']} ({there[row['pattern']]} there, {row['verdict']} here)"
            for row in rows
            if row["pattern"] in there and there[row["pattern"]] != row["verdict"]
        ]
        if other:
            each.append(f"{f'in regime {regime} ' if regime else ''}{', '.join(other)}")
    return f"Otherwise than at the fitted point of the regime: {'; '.join(each)}." if each else ""
