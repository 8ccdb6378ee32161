"""Elements 1 to 4 of the record: what the model is for, is made of, and rests on."""

import pandas as pd

from experiments.catalogue import KINDS as SCENARIO_KINDS
from experiments.catalogue import library
from experiments.markdown import table
from experiments.trace import annex, counting
from experiments.trace.element import Told, section
from experiments.validating.naming import day_words
from sim.parameters import ALL, EVIDENCE
from sim.record import Record
from sim.scenario import Scenario


def problem() -> str:
    """Return element 1."""
    kinds = library()
    case = Scenario.load(annex.CASE)
    months = case.months
    fitted = counting.record().fitted
    last, published = pd.Timestamp(fitted["month"].max()), pd.Timestamp(fitted["date"].max())
    beyond = sum(pd.Timestamp(month) > last for month in months)
    questions = counting.as_data("questions.json")["questions"]
    asked = "; ".join(f"“{x['question']}”" for x in questions)
    counts = ", ".join(
        f"{words[:1].lower()}{words[1:]} {len(kinds[kind])}" for kind, words in SCENARIO_KINDS.items()
    )
    return section(
        "1 Problem formulation",
        "What is the model for, for whom, and how far may its answers be carried?",
        "Purpose and scope are those of [model.md](model.md#1-purpose-and-scope). Users are "
        "a policy analyst with a budget, a workshop facilitator and a researcher. What is asked of it is the "
        "difference between two policies under the same luck, of real use, reported use, days per file and "
        "cost.",
        f"Scenarios of the library: {counts} ([library.md](library.md)). Four questions of policy are put in "
        f"full ([questions.md](questions.md)): {asked}",
        f"Extrapolation: of the {len(months)} months of `{case.name}`, {beyond} lie after the last fitted "
        f"figure ({day_words(published)}). Those years are what-if, not forecast; no claim is made about a "
        "named division, nor about a country other than the case.",
    )


def description() -> str:
    """Return element 2."""
    roles = counting.by_evidence()
    counts = ", ".join(f"{of.total()} {role}" for role, of in roles.items())
    return section(
        "2 Model description",
        "Could a reader build the model again from its description?",
        "[model.md](model.md) follows ODD+D (Müller et al. 2013). Tests compare it with the code: every rule "
        "by name, file and equation, every declared quantity by symbol, every date of the orders "
        "(`pytest tests/test_docs.py`). Tables of parameters, outcomes and keys are written from the "
        "declarations (`python -m experiments.docs`).",
        f"{counting.rules()} rules, each a function without chance or state; {len(ALL)} declared quantities "
        f"({counts}), each with unit, bounds, evidence and source ([parameters.md](parameters.md)). Programs "
        "in C and in plain Mesa live the same months (element 5).",
        "Nobody else has built the model from the text alone.",
    )


def data() -> str:
    """Return element 3."""
    record = counting.record()
    figures = record.figures.assign(confidence=counting.confidence().to_numpy())
    comparable = figures[figures["statistic"].notna()]
    rows = []
    for role in ("calibrate", "validate", "context"):
        own = comparable[comparable["role"] == role]
        derived = int(own["confidence"].str.startswith("derived").sum())
        owner = int(own["confidence"].str.contains("owner of system|ministerial claim").sum())
        counts = (len(own), own["series"].nunique(), own["month"].nunique(), derived, owner)
        rows.append([role, *map(str, counts)])
    head = [
        "role",
        "figures",
        "series",
        "months",
        "derived, not read",
        "said by the system's owner or a minister",
    ]
    fitted_or_held = pd.concat([record.fitted, record.held_out])
    source, own = counting.busiest_source(fitted_or_held)
    n_offices = f"{comparable['denominator'].min():.0f} to {comparable['denominator'].max():.0f}"
    n_fitted = int((own["role"] == "calibrate").sum())
    literature = counting.confidence_of("parameters.csv")
    words = ", ".join(f"{n} {word}" for word, n in literature.most_common())
    return section(
        "3 Data evaluation",
        "What is known from outside the model, how sure is it, and what was it used for?",
        "Every figure stands in `scenarios/data` with date, source and a word on how sure it is; "
        "[record-file.md](record-file.md) says how a record is read, and "
        "`redtape check scenarios/data/pk_eoffice_federal.toml` finds its faults. Each has a "
        "role: `calibrate` may be fitted, `validate` is scored and never fitted, `context` is neither.",
        f"Of {len(figures)} figures of the federal record {len(comparable)} have a counterpart in the "
        f"model:\n\n{table(head, rows)}\n\n"
        f"{_all_or_some(int(comparable['self_report'].sum()), len(comparable))} are self-reports. One source "
        f"({source.partition(' brecorder')[0]}) gives {n_fitted} of the fitted and {len(own) - n_fitted} of "
        f"the held-out figures. {literature.total()} effect sizes from studies stand in `parameters.csv` "
        f"({words}). The declared quantities rest on:\n\n{_evidence_table()}",
        f"The figures are one country's, of one programme, and count {n_offices} offices, so that "
        "each strays by chance. “Data” as evidence of a parameter includes fits to this very record. "
        f"Held-out figures are close to the fitted ones in time: {_held_out_dates(record)}.",
    )


def _all_or_some(n: int, of: int) -> str:
    return f"All {of}" if n == of else f"{n} of these {of}"


def _evidence_table() -> str:
    found = counting.by_evidence()
    rows = [[role, *(str(of[x]) for x in EVIDENCE), str(of.total())] for role, of in found.items()]
    return table(["role", *EVIDENCE, "all"], rows)


def _held_out_dates(record: Record) -> str:
    last = record.fitted["date"].max()
    days = sorted(set(record.held_out["date"]))
    return f"{', '.join(map(day_words, days))}, against {day_words(last)} for the last that is fitted"


def concept(patterns: Told) -> str:
    """Return element 4."""
    found = counting.by_evidence()
    behaviour = {role: found[role] for role in ("uncertain", "switch")}
    first = next(iter(patterns["regimes"].values()))
    built_in = [row["id"] for row in first if row["label"] in ("input", "code")]
    return section(
        "4 Conceptual model evaluation",
        "Are the simplifying assumptions stated, and is each mechanism there for a reason?",
        "[model.md](model.md#4-theoretical-and-empirical-background) names the theory or study behind each "
        "mechanism and the design concepts (section 5); every parameter carries its own word of evidence. "
        "Rival forms of a rule are switches. Two named sets of parameters, regimes L and K, fit the record "
        "about alike and differ in how strongly officials follow each other; what follows is asked of both.",
        f"Of {behaviour['uncertain'].total()} uncertain parameters {behaviour['uncertain']['data']} rest on "
        f"data, {behaviour['uncertain']['literature']} on a study (often only for the direction) and "
        f"{behaviour['uncertain']['assumption']} on assumption; {behaviour['switch'].total()} switches "
        f"choose between forms. {len(built_in)} patterns ({', '.join(built_in)}) are built in by an input or "
        "an equation: agreement with them is not counted as support.",
        "That resistance multiplies with other barriers (`kappa`) is a claim of the studies, written into "
        "the rules and not identified by the record: results are shown at none, the default and twice it. "
        "Politics is listed and not modelled; officials neither organise nor leave because of the reform "
        "([limitations](model.md#16-verification-and-corroboration)).",
    )
