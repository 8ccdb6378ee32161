"""Elements 5 to 8 of the record: the program, its output, what was learned of it, what corroborates it."""

import pandas as pd

from experiments.markdown import anchor, table
from experiments.trace import annex, calibrated, counting
from experiments.trace.element import Told, band, checks, percent, section
from experiments.trials import WORTH
from experiments.validating.naming import day_words
from sim.parameters import ALL
from sim.parameters.ablations import ABLATIONS

FAR = 1.5
"""Differences to the record, in its standard deviations, from which a row of a re-fit is named."""


def implementation(told: Told | None) -> str:
    """Return element 5."""
    rows = []
    for kind in counting.KINDS:
        n = sum(len(counting.test_functions(file)) for file in kind.files)
        rows.append([kind.what, str(n), ", ".join(f"`{file}`" for file in kind.files), kind.would_fail])
    checks, base, reference = counting.speed()["checks"], counting.baseline(), counting.reference()
    errors = max(x["errors"] for x in checks["mesa"].values())
    stored = [len(x["outcomes"]) for x in base["scenarios"].values()]
    causes = ", ".join(f"{n} to {cause}" for cause, n in reference.causes.most_common())
    return section(
        "5 Implementation verification",
        "Does the program do what the description says, and does the inference do what it claims?",
        f"Tests, each written so that some bug makes it fail (`make test`; the long ones `make prove`):\n\n"
        f"{table(['kind', 'test functions', 'files', 'fails if'], rows)}\n\n"
        f"A function may stand for many cases: the {counting.limits()} numbered limiting cases, or each of "
        f"{len(ALL)} declared quantities for its direction.",
        "\n\n- Written apart: in C, desks that work otherwise in the last month: "
        f"{checks['c']['desks']}, largest difference of a share: {checks['c']['shares']:g}; in plain Mesa, "
        f"with draws of its own, the largest difference over {checks['paired_runs']} pairs of runs is "
        f"{errors:.1f} standard errors (`make bench`).\n"
        "- The design study's figures ([reference-numbers.md](reference-numbers.md), `python -m "
        f"tests.reference`): with its own form of the changed rules {reference.n_within_older} of "
        f"{reference.n} are reproduced within tolerance; under the present rules "
        f"{reference.n_beyond_present} are not, each traced to a listed change ({causes}).\n"
        f"- Stored results: {sum(stored)} outcomes of {len(stored)} scenarios at {base['posts']:,} posts, "
        "none of which may move by more than a millionth without a written reason.\n"
        f"- {calibrated.self_test(told)}",
        "A slip that description, code and the hand-worked months share would pass all of these. Limiting "
        "cases hold rules, or a few together, with all else off; nothing proves the whole.",
    )


def output(told: Told | None) -> str:
    """Return element 6."""
    trials = counting.as_data("trials.json")
    best = min(trials, key=lambda x: x["misfit_calibrate_fresh_seeds"])
    own = next(x for x in trials if x["n_parameters"] == 0)
    gain = own["misfit_calibrate_fresh_seeds"] - best["misfit_calibrate_fresh_seeds"]
    bar = WORTH * best["n_parameters"]
    return section(
        "6 Model output verification",
        "How well is met what was fitted, and how much fitting did that take?",
        "First a least-squares search for one good point in each regime, five values freed "
        "([refit.md](refit.md), [refit-K.md](refit-K.md)); then a posterior over the freed values with every "
        "other uncertain parameter drawn from its prior (ABC-SMC; [model.md](model.md#12-calibration)). Only "
        "figures of role `calibrate` enter; tests prove it (`tests/test_validating.py`, "
        "`tests/test_refit.py`).",
        f"One good point: {_refit('refit')}; {_refit('refit-K')}.\n\n{calibrated.fitted(told)}\n\n"
        f"{calibrated.effort(told)}{_report()}",
        "Agreement with these figures shows that the fit worked, no more. Remedies for what is missed were "
        f"tried outside the model and left out ([trials.md](trials.md), `python -m experiments.trials`): the "
        f"best, {best['trial']}, lowers the misfit by {gain:.1f} for {best['n_parameters']} more parameters, "
        f"{'beyond' if gain > bar else 'short of'} the {bar:g} that Akaike's bar asks.",
    )


def _report() -> str:
    """Return a link to the report of the calibration, where one is committed."""
    name = "examples/federal-calibration.html"
    return f" The whole report: [{name}]({name})." if (counting.DOCS / name).is_file() else ""


def _refit(name: str) -> str:
    told = counting.as_data(f"{name}.json")
    far = [x for x in told["rows"] if x["role"] == "calibrate" and abs(x["z"]) > FAR]
    named = ", ".join(
        f"`{x['series']}` of {day_words(pd.Timestamp(x['date']))} {x['z']:+.1f}" for x in far
    ).replace("-", "−")
    missed = (
        f"further off than {FAR:g} standard deviations: {named}" if far else f"none further off than {FAR:g}"
    )
    return (
        f"`{name}` has a sum of squared differences, in standard deviations, of "
        f"{told['misfit_calibrate_fresh_seeds']:.1f} over {told['n_calibrate']} figures after "
        f"{told['n_points']} points tried ({missed})"
    )


def analysis(told: Told | None) -> str:
    """Return element 7."""
    questions = counting.as_data("questions.json")
    parts = [part for question in questions["questions"] for part in question["parts"]]
    same = sum(len(set(part["yes"])) == 1 for part in parts)
    effects = "\n".join(f"- {sentence}" for sentence in counting.ablation_sentences())
    learned = (calibrated.moved(told), calibrated.size_shift(told), calibrated.reflection(told))
    return section(
        "7 Model analysis",
        "What is the output sensitive to, what carries a conclusion, and what can the record not tell?",
        f"Every one of {len(ALL)} declared quantities is moved from low to high under common luck (element "
        f"5). Each of {len(ABLATIONS)} mechanisms can be taken out; the {counting.ablated()} that change "
        "anything in the federal case are, one by one, in both regimes and at the same level of use "
        "([ablations.md](ablations.md), `python -m experiments.ablation`). Packages are compared over drawn "
        "futures, with the value of each uncertain number at which their order turns ([a "
        "brief](examples/federal-packages.html), `make examples`). The posterior says which parameters the "
        "record moves; both regimes are lived on after enforcement ends.",
        f"What carries the three effects of policy, in points of real use:\n\n{effects}\n\n"
        f"The questions of policy are answered alike in both regimes and at three values of kappa in {same} "
        f"of {len(parts)} parts ([questions.md](questions.md), `python -m experiments.questions`).\n\n"
        f"{'\n\n'.join(x for x in learned if x)}",
        "What follows from a parameter of which the record tells nothing follows from its prior. Ablations "
        "and questions were run at the two fitted points, not over the posterior. No global sensitivity "
        "index is given.",
    )


def corroboration(patterns: Told, told: Told | None) -> str:
    """Return element 8."""
    rows = []
    for name in ("refit", "refit-K"):
        for x in counting.as_data(f"{name}.json")["rows"]:
            if x["role"] == "validate":
                when = f"`{x['series']}`, {day_words(pd.Timestamp(x['date']))}"
                off = f"{x['z']:+.1f}".replace("-", "−")
                rows.append([name, when, percent(x["observed"]), band(x), off])
    head = ["fit", "held-out figure", "record", "model, mean (90 % of runs)", "difference in sd"]
    verdicts = "\n".join(f"- Regime {regime}: {checks(x)}" for regime, x in patterns["regimes"].items())
    return section(
        "8 Model output corroboration",
        "Does the model agree with what was not used to build or to fit it?",
        "Figures of role `validate` are scored beside three naive rivals that see the same fitted figures "
        "(last value, logistic trend, Bass curve). Eighteen patterns of the literature and the record, with "
        f"thresholds fixed beforehand, are asked of {patterns['runs']} runs of each variant in both regimes "
        f"([annex](#{anchor(annex.TITLE)})).",
        f"At the two fitted points:\n\n{table(head, rows)}\n\n{calibrated.held_out(told)}\n\n"
        f"Patterns at the two fitted points:\n\n{verdicts}\n\n{calibrated.patterns(told)}",
        f"{len(counting.record().held_out)} figures are few, and not unseen: they stood beside every earlier "
        "fit, in the same pages. Patterns about the future compare the model with other reforms, not with an "
        "outcome. The test that would tell most, use recorded after enforcement ends, has not happened.",
    )
