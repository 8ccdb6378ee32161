"""The brief a room takes home: what it did, what came of it, why, and what the model cannot tell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.brief import as_markdown
from experiments.brief.wording import gap
from experiments.live.acts import words
from experiments.live.taking_home import BASELINE, CURRENT, Taken, by_month, when
from experiments.manifest import redtape_version
from experiments.report import not_a_forecast
from experiments.summary import amount, number
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from viz.report import Block, Column, Heading, Paragraph, Picture, Table, render_report

SHOWN = (
    *("verified_use", "reported_use", "share_hybrid", "processing_days"),
    *("trust", "cumulative_cost", "cumulative_levers"),
)
"""Outcomes that are set side by side."""

NO_ACTS = "The room did nothing: the current policy is that of its scenario."
NOT_ASKED = "Why the two differ was not asked in this session."
NO_BAND = (
    "These are single runs: other seeds give other figures, though under the same seed the difference "
    "between the two is the policy's and not luck's."
)

CANNOT_TELL = """\
Real use has been compared with nothing: every figure of use that was ever published is what ministries, or \
the owner of the system, reported. How much of reported use is work done twice is therefore the model's, and \
no record's.

The record is short. It shows a rise under pressure, and cannot tell how strongly officials follow one \
another. Two sets of parameters, regimes L and K, fit it about alike and part afterwards: a conclusion is \
worth stating only if it holds in both. In the live view the regime can be switched.

Politics is put in, not explained: that a government changes, when, and whether a law is respected are \
choices of whoever asks. Officials here neither organise nor leave because of the reform."""


def html(taken: Taken) -> str:
    """Return the brief as one page that needs nothing from outside, with its pictures."""
    return render_report(title(taken), blocks(taken, pictures(taken)), compact=True)


def markdown(taken: Taken) -> str:
    """Return the brief as Markdown: the same words and tables, without pictures, for it is one file."""
    return as_markdown.render(title(taken), blocks(taken, {}), {})


def title(taken: Taken) -> str:
    """Return what the page is headed."""
    return f"A policy tried in the live view: {_title(taken.current)}"


def blocks(taken: Taken, drawn: Mapping[str, Picture]) -> list[Block]:
    """Return every block of the brief; drawn: as of `pictures`, or none."""
    shown: list[Block] = [Paragraph(_compared(taken)), *_did(taken), Heading("What came of it")]
    shown += [drawn["use"]] if "use" in drawn else []
    shown += [_table(taken, t) for t in _months(taken)]
    shown.append(Paragraph(_sureness(taken)))
    shown += [drawn["gap"]] if "gap" in drawn else []
    shown += _predicted(taken)
    shown += [Heading("Why"), *_why(taken, drawn)]
    shown += [Heading("What the model cannot tell"), Paragraph(CANNOT_TELL), not_a_forecast()]
    return [*shown, *_again(taken)]


def _compared(taken: Taken) -> str:
    same = taken.baseline.name == taken.current.name
    what = "that scenario as it stands" if same else f"“{_title(taken.baseline)}”"
    regime = f", in regime {taken.current.regime}" if taken.current.regime else ""
    posts = taken.current.n_posts
    return (
        f"What a room did to “{_title(taken.current)}” in the live view of redtape, against {what}: one run "
        f"of each of {posts:,} posts under seed {taken.seed}{regime}, so that both have the same luck."
    )


def _title(scenario: Scenario) -> str:
    return scenario.title or scenario.name


def _did(taken: Taken) -> list[Block]:
    head = Heading("What the room did")
    if not taken.acts:
        return [head, Paragraph(NO_ACTS)]
    rows = [(when(act, taken.current), words(act)) for act in by_month(taken.acts)]
    columns = {"when": Column("From"), "what": Column("What")}
    return [head, Table(pd.DataFrame(rows, columns=["when", "what"]), columns)]


def _months(taken: Taken) -> list[int]:
    """Return the months that are told: the last one, and before it that on the screen."""
    last = taken.current.n_months - 1
    on_screen = [] if taken.month is None or taken.month >= last else [taken.month]
    return [*on_screen, last]


def _table(taken: Taken, t: int) -> Table:
    """Return both policies in a month, with the bands of many seeds where there are any."""
    at = {policy: run.monthly.iloc[t] for policy, run in taken.runs.items()}
    bands = taken.band or {}
    rows = []
    for name in SHOWN:
        values = {policy: float(row[name]) for policy, row in at.items()}
        told = {policy: _with_band(name, x, bands.get(policy), t) for policy, x in values.items()}
        difference = values[CURRENT] - values[BASELINE]
        sign = "+" if difference > 0.0 else ""
        rows.append({"what": OUTCOMES[name].label, **told, "difference": f"{sign}{gap(name, difference)}"})
    columns = {
        "what": Column(f"{taken.current.months[t]:%B %Y}"),
        BASELINE: Column("Baseline"),
        CURRENT: Column("Current policy"),
        "difference": Column("Difference"),
    }
    return Table(pd.DataFrame(rows), columns)


def _with_band(name: str, value: float, side: Mapping[str, Any] | None, t: int) -> str:
    """Return a value with its unit, and the band that holds the middle 90 % of seeds where there is one."""
    told = amount(name, value)
    if not side or name not in side:
        return told
    low, high = (amount(name, float(side[name][end][t])) for end in ("low", "high"))
    if not OUTCOMES[name].unit.startswith("PKR"):
        low, high = (number(name, float(side[name][end][t])) for end in ("low", "high"))
    return f"{told} ({low} to {high})"


def _sureness(taken: Taken) -> str:
    if not taken.band or not taken.band.get(CURRENT):
        return NO_BAND
    seeds = taken.band.get("seeds", 0)
    if taken.band.get("drawn_from"):
        return (
            f"In brackets the middle 90 % of {seeds} runs, of a smaller population, each with other luck and "
            f"other parameters, drawn from {taken.band['drawn_from']}: what the record leaves open. The "
            "value before is that of the scenario as it is written, and may lie outside."
        )
    return (
        f"In brackets the middle 90 % of {seeds} runs with other luck, of a smaller population; where there "
        "are none the run stands alone. The bands show luck, not doubt about the parameters."
    )


def _predicted(taken: Taken) -> list[Block]:
    """Return what the room predicted beside what the run says; nothing where it predicted nothing."""
    if not taken.guess:
        return []
    run = taken.runs[CURRENT].monthly[taken.measure]
    points = [point for point in taken.guess if 0 <= point[0] < len(run)]
    rows = [
        (f"{taken.current.months[t]:%B %Y}", amount(taken.measure, x), amount(taken.measure, float(run[t])))
        for t, x in (points if len(points) <= 6 else [points[0], *points[-1:]])
    ]
    columns = {
        "when": Column(OUTCOMES[taken.measure].label),
        "guess": Column("The room"),
        "run": Column("Run"),
    }
    return [Heading("What the room predicted"), Table(pd.DataFrame(rows, columns=list(columns)), columns)]


def _why(taken: Taken, drawn: Mapping[str, Picture]) -> Iterator[Block]:
    why = taken.why or {}
    if not why.get("sentences"):
        yield Paragraph(NOT_ASKED)
        return
    yield Paragraph(" ".join(why["sentences"]))
    if "why" in drawn:
        yield drawn["why"]
    if why.get("rows"):
        rows = [(x["label"], x["text"], _span(x), x["was"], x["is"]) for x in why["rows"]]
        columns = {
            "part": Column("Part of policy"),
            "value": Column(str(why["unit"])),
            "span": Column("90 % interval"),
            "was": Column("In the baseline"),
            "is": Column("In the current policy"),
        }
        yield Table(pd.DataFrame(rows, columns=list(columns)), columns)


def _span(row: Mapping[str, Any]) -> str | None:
    ends = [row["low"], row["high"]]
    return None if None in ends else " to ".join(f"{x:+.1f}".replace("-", "−") for x in ends)


def _again(taken: Taken) -> list[Block]:
    """Return how to see all of it again."""
    told = (
        "The link restores the session wherever this version of redtape shows the live view (the command "
        "is: redtape view). The scenario file, taken home beside this brief, gives the same run on the "
        "command line."
    )
    rows = [
        ("Link", taken.address or None),
        ("Command", f"redtape run redtape-{taken.current.name}-scenario.toml --seed {taken.seed}"),
        ("Fingerprint of the policy", taken.current.fingerprint),
        ("Fingerprint of the baseline", taken.baseline.fingerprint),
        ("Version", f"redtape {redtape_version()}"),
    ]
    columns = {"fact": Column("Fact"), "value": Column("Value")}
    frame = pd.DataFrame(rows, columns=list(columns))
    return [Heading("How to see it again"), Paragraph(told), Table(frame, columns)]


def pictures(taken: Taken) -> dict[str, Picture]:
    """Return the pictures of the brief by name: use, gap and, where it was asked, why."""
    from viz.comparison import comparison, comparison_panels
    from viz.style import svg
    from viz.waterfall import STEP, TOTAL, waterfall

    labels = {BASELINE: "Baseline", CURRENT: "Current policy"}
    monthly = pd.concat(run.monthly.assign(scenario=key, replicate=0) for key, run in taken.runs.items())
    source = f"Source: redtape {redtape_version()}, seed {taken.seed}."
    use = comparison(monthly, labels=labels, title="Real use", source=source)
    panels = comparison_panels(monthly, labels=labels, title="Reported and real use", source=source)
    found = {
        "use": Picture(svg(use), "", "Real use over time, baseline and current policy.", 0.8),
        "gap": Picture(svg(panels), "", "Reported and real use over time under both.", 0.8),
    }
    why = taken.why or {}
    if why.get("rows"):
        rows = _steps(why, TOTAL, STEP)
        axis = (
            f"{str(why['title']).removeprefix('Why ').partition(' differs')[0].capitalize()}, {why['level']}"
        )
        chart = waterfall(
            pd.DataFrame(rows), axis=axis, title="From the baseline to the policy", source=source
        )
        found["why"] = Picture(svg(chart), "", "What each part of policy comes to.", 0.8)
    return found


def _steps(why: Mapping[str, Any], total: str, step: str) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a waterfall as `viz.waterfall` draws them."""
    nan = float("nan")
    ends = [
        {
            "kind": total,
            "label": x["label"],
            "value": x["value"],
            "low": nan,
            "high": nan,
            "number": x["text"],
        }
        for x in (why["from"], why["to"])
    ]
    steps = [
        {
            "kind": step,
            "label": row["label"],
            "value": row["value"],
            "low": nan if row["low"] is None else row["low"],
            "high": nan if row["high"] is None else row["high"],
            "number": row["text"],
        }
        for row in why["rows"]
    ]
    return [ends[0], *steps, ends[1]]
