"""The report of a results folder: blocks of text, tables and pictures for one offline page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from experiments.patterns import Judgement
from experiments.patterns.pattern import LABELS
from experiments.patterns.telling import NARROW_WORDS, as_frame, caution, summary
from experiments.pictures import events
from experiments.record_fit import compare_with_record
from experiments.summary import (
    HEADLINES,
    Estimate,
    amount,
    at_end,
    beside,
    gain,
    heading,
    most_resistance,
    number,
    with_band,
)
from sim.outcomes import OUTCOMES
from sim.record import words_of
from sim.scenario import Scenario, regimes
from sim.scenario.reading import LIBRARY
from viz.report import Block, Column, Heading, Note, Paragraph, Table
from viz.summary import month_name, percent, points

WHAT_IT_IS_NOT = """\
This is a laboratory, not a forecast: it shows what follows if officials behave as the model says, so that \
policies can be compared under the same assumptions and the same luck. What happens after the last \
published figure is assumption throughout. Nothing here is a claim about any named ministry or division: the \
model's offices differ by lot, and which of them does well is luck. Costs are sums of assumed unit \
prices."""

METHOD = """\
Every official decides each month how to work files: on paper, on screen with a paper copy, or on screen \
alone. What the tool offers, habit, fears, colleagues and superiors, belief that the reform will last and \
the chance of being checked all weigh in; an office opens to the system when its seniors are willing. \
Orders, deadlines, law, checks, training and equipment act on these, month by month, on their real dates.

Chance is drawn anew in every run; the band holds the middle 90 % of the runs. Policies are run with the \
same seeds, so that the difference between two policies in a run is the policy's and not luck's. Most \
parameters come from the literature or are assumptions; a few were fitted to the published figures marked \
so. Several conclusions rest on what the figures cannot tell: above all, how strongly officials follow one \
another."""

ROLE_WORDS = {"calibrate": "fitted", "validate": "held out"}


def story(scenario: Scenario) -> list[Block]:
    """What happens in a scenario, and what it rests on."""
    blocks: list[Block] = [Heading("The story"), Paragraph(scenario.story or "Not told.")]
    if scenario.evidence:
        blocks += [Heading("What it rests on", 3), Paragraph(scenario.evidence)]
    if scenario.regime:
        regime = regimes.load(scenario.regime)
        blocks.append(Paragraph(f"Run in regime {regime.name}. {regime.title}. {regime.story}"))
    return blocks


def not_a_forecast() -> Block:
    """What these figures are not."""
    return Note(WHAT_IT_IS_NOT)


def headline(ends: Mapping[str, Estimate], month: pd.Timestamp) -> Block:
    """Where one scenario ends, in three sentences."""
    reported, real, days = (ends[name].mean for name in ("reported_use", "verified_use", "processing_days"))
    component, part, whole = most_resistance(ends)
    return Paragraph(
        f"In {month_name(month)} {percent(reported)} of desks are reported as users of the system; "
        f"{percent(real)} do work without paper. A file takes {number('processing_days', days)} days. The "
        f"largest part of officials' resistance is “{component.lower()}”: {100 * part:.0f} of the "
        f"{100 * whole:.0f} points (of 100 possible)."
    )


def ends_table(ends: Mapping[str, Estimate], month: pd.Timestamp, n_runs: int) -> Block:
    """The headline outcomes in the last month, mean and band."""
    rows = [
        {
            "what": OUTCOMES[name].label,
            "mean": amount(name, ends[name].mean),
            "band": beside(name, ends[name]) if n_runs > 1 else None,
            "definition": OUTCOMES[name].definition,
        }
        for name in HEADLINES
    ]
    columns = {
        "what": Column(month_name(month)),
        "mean": Column("Mean" if n_runs > 1 else "One run"),
        "band": Column("90 % of runs"),
        "definition": Column("What is meant"),
    }
    return Table(pd.DataFrame(rows), columns, caption="Where it ends")


def comparison_table(monthly: pd.DataFrame, labels: Mapping[str, str], base: str) -> Block:
    """The headline outcomes of several scenarios in the last month, one row each."""
    effects = gain(monthly, "verified_use", base)
    rows = []
    for name, label in labels.items():
        ends = at_end(monthly[monthly["scenario"] == name], HEADLINES)
        row = {outcome: _unbroken(with_band(outcome, end)) for outcome, end in ends.items()}
        rows.append({"policy": label, **row, "gain": None if name == base else _effect(effects[name])})
    columns = {"policy": Column("Policy")}
    columns |= {name: Column(heading(name)) for name in HEADLINES}
    columns |= {"gain": Column(f"Real use against “{labels[base].lower()}”, points")}
    month = month_name(monthly["month"].max())
    return Table(pd.DataFrame(rows), columns, caption=f"{month}: mean, and in brackets 90 % of the runs")


def _effect(effect: Estimate) -> str:
    mean, low, high = (f"{100 * value:+.0f}".replace("-", "−") for value in effect)
    return _unbroken(f"{mean} ({low} to {high})")


def _unbroken(figures: str) -> str:
    """Keep figures on one line, whatever the width of the page."""
    return figures.replace(" ", "\u00a0").replace("–", "\u2060–\u2060")


def policies(scenarios: Sequence[Scenario]) -> list[Block]:
    """What each policy is, in the words of its file."""
    blocks: list[Block] = [Heading("The policies")]
    for scenario in scenarios:
        blocks += [Heading(scenario.title or scenario.name, 3), Paragraph(scenario.story)]
    return blocks


def events_table(scenario: Scenario) -> Block:
    """What happened and when, and whether it acts in the model."""
    acting = dict.fromkeys(events(scenario, commitment=True), "yes")
    marks = {(event.date, event.label): "no, told for orientation" for event in scenario.events}
    rows = [
        {"date": f"{day.day} {day:%B %Y}", "what": words, "acts": acts}
        for (day, words), acts in sorted((marks | acting).items())
    ]
    columns = {"date": Column("Date"), "what": Column("Event"), "acts": Column("Acts in the model")}
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, caption="What happens, and when")


def against_record(offices: pd.DataFrame, record: pd.DataFrame) -> list[Block]:
    """How wrong the model is: every fitted and held-out figure beside it, and the mean error of each kind."""
    scored = _scored(offices, record)
    if scored.empty:
        return [Paragraph("No published figure falls within the months of the run.")]
    shown = scored.assign(
        use=scored["role"].map(ROLE_WORDS),
        band=[
            f"{100 * low:.0f} to {percent(high)}"
            for low, high in zip(scored["low"], scored["high"], strict=True)
        ],
    ).sort_values(["use", "date"])
    columns = {
        "what": Column("Published figure"),
        "date": Column("Date", lambda day: f"{day.day} {day:%b %Y}"),
        "use": Column("In the fit"),
        "band": Column("Model, 90 % of runs"),
        "mean": Column("Model, mean", percent),
        "observed": Column("Record", percent),
        "difference": Column("Difference", points),
    }
    return [Paragraph(_errors(scored)), Table(shown, columns, caption="Every scored figure")]


def not_fitted_again(scenario: Scenario) -> list[Block]:
    """A warning where nothing was fitted to the record: it is the user's own, or the run a variant."""
    if scenario.record_path and not scenario.record_path.is_relative_to(LIBRARY):
        return [Note(OWN_RECORD)]
    same = False
    if scenario.name in Scenario.names():
        fitted = Scenario.load(scenario.name)
        in_regime = fitted.with_values({"regime": scenario.regime}) if scenario.regime else fitted
        same = scenario.fingerprint in (fitted.fingerprint, in_regime.fingerprint)
    return [] if same else [Note(VARIANT)]


VARIANT = """\
This run is a variant: the free values were fitted with the scenario of the library, and not again for this \
one. Where the report speaks of fitted figures it means fitted then."""


OWN_RECORD = """\
Nothing was fitted to these figures: the free values are the declared ones, or those of the scenario. Where \
the report speaks of fitted figures it means those that may be fitted."""


def miss(offices: pd.DataFrame, record: pd.DataFrame, role: str) -> str:
    """How far the model is off the figures of one role on average, in words: `12 points`."""
    scored = _scored(offices, record)
    off = scored.loc[scored["role"] == role, "difference"].abs()
    return f"{100 * off.mean():.0f} points" if len(off) else "an unknown amount"


def _scored(offices: pd.DataFrame, record: pd.DataFrame) -> pd.DataFrame:
    known = record[record["statistic"].notna()]
    what = {figure.series: words_of(figure) for figure in known.itertuples(index=False)}
    fit = compare_with_record(offices, record).assign(what=lambda table: table["series"].map(what))
    return fit[fit["role"].isin(ROLE_WORDS)].reset_index(drop=True)


def _errors(scored: pd.DataFrame) -> str:
    """How far the model is off, in two sentences for each role."""
    sentences = []
    for role, words in ROLE_WORDS.items():
        rows = scored[scored["role"] == role]
        if rows.empty:
            continue
        off = rows["difference"].abs()
        likely = int((off <= 2 * rows["sd"]).sum())
        worst = rows.iloc[int(off.argmax())]
        sentences.append(
            f"Of the {len(rows)} figures that were {words} the model misses by {100 * off.mean():.0f} points "
            f"on average; {likely} lie within twice what the figure itself may be off. The worst miss is "
            f"{points(worst['difference'])} ({worst['what']}, {worst['date']:%B %Y})."
        )
    told = "A difference is the model's mean minus the published figure."
    return " ".join([*sentences, told])


def patterns(judgement: Judgement) -> list[Block]:
    """Which patterns of the literature and the record the model shows, failures first."""
    columns = {
        "pattern": Column("Pattern"),
        "label": Column("Label"),
        "result": Column("Result"),
        "needed": Column("Needed"),
        "measured": Column("Measured"),
        "remark": Column("Remark"),
    }
    labels = "; ".join(f"{label}: {words}" for label, words in LABELS.items())
    posts = max(finding.posts for finding in judgement.findings)
    told = (
        f"{len(judgement.seeds)} runs of each variant, with at most {posts:,} posts. In brackets the middle "
        f"90 % of the runs; {NARROW_WORDS}. What the labels mean: {labels}."
    )
    sentences = [sentence for sentence in (*summary(judgement), caution(judgement)) if sentence]
    return [
        Heading("Which patterns it shows, and which not"),
        Paragraph(" ".join(sentences)),
        Table(as_frame(judgement), columns, caption="Patterns, failures first"),
        Paragraph(told),
    ]


def method() -> list[Block]:
    """How the model works, for a reader who will not open its description."""
    return [Heading("How it was made"), Paragraph(METHOD)]


def made_with(manifest: Mapping[str, Any]) -> list[Block]:
    """What is needed to make the same figures again."""
    seeds = manifest["seeds"]
    git = manifest["git"]
    made = datetime.fromisoformat(manifest["finished"])
    names = [f"{entry['name']} ({entry['fingerprint'][:12]})" for entry in manifest["scenarios"]]
    rows: list[tuple[str, str]] = [
        ("Command", manifest["command"]),
        ("Scenarios (fingerprint)", ", ".join(names)),
        ("Runs", _runs_words(manifest["runs"])),
        ("Seeds", f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else str(seeds[0])),
        ("Version", f"redtape {manifest['redtape']}"),
        ("Code", "installed package" if git is None else f"{git['commit'][:12]}{', changed' * git['dirty']}"),
        ("Libraries", ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())),
        ("Machine", manifest["platform"]["system"]),
        ("Made", f"{made:%d %B %Y, %H:%M} UTC, runs in {manifest['wall_seconds']:.0f} seconds"),
    ]
    facts = pd.DataFrame(rows, columns=["fact", "value"])
    columns = {"fact": Column("Fact"), "value": Column("Value")}
    told = Paragraph(
        "The same command with the same version gives the same figures to the last bit on one machine."
    )
    return [Heading("What it was made with"), told, Table(facts, columns)]


def _runs_words(runs: Mapping[str, int]) -> str:
    failed = f", {runs['failed']} failed" if runs["failed"] else ""
    return f"{runs['finished']} of {runs['asked']} finished{failed}"
