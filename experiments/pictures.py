"""The pictures of a results folder: which there are, in what words, as files and as blocks of a report."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from experiments.store import Writer
from sim.calendar import month_start
from sim.scenario import Scenario
from viz import charts
from viz.report import Picture
from viz.style import Chart, png, svg

FOLDER = "pictures"
ROLES_TOLD = "filled dots were used to fit the model, hollow ones it never saw"

Events = list[tuple[date, str]]


class Gallery:
    """Draws pictures of runs into a results folder, each also as a block of a report."""

    def __init__(self, writer: Writer, source: str) -> None:
        self.writer = writer
        self.source = source

    def keep(self, name: str, chart: Chart, caption: str, words: str) -> Picture:
        """Write a picture as PNG; return it as a block, in whichever of SVG and PNG is smaller."""
        vector = svg(chart)
        pixels = png(vector)
        self.writer.write(f"{FOLDER}/{name}.png", pixels)
        return Picture(vector if len(vector) <= len(pixels) else pixels, caption=caption, alt=words)

    def adoption(self, scenario: Scenario, monthly: pd.DataFrame, record: pd.DataFrame | None) -> Picture:
        """How desks work over time, with reported and real use and the record's dots."""
        chart = charts.adoption(monthly, events=events(scenario), record=record, source=self.source)
        dots = f" Dots are published figures: {ROLES_TOLD}." if record is not None else ""
        return self.keep(
            "adoption",
            chart,
            "Areas: how desks work, mean of the runs. Dashed line: use as it is reported, which counts files "
            f"that are also kept on paper. Solid line: real use, which does not.{dots}",
            f"Shares of desks on paper, working both ways and digital, month by month, in {_told(scenario)}.",
        )

    def offices(self, scenario: Scenario, offices: pd.DataFrame) -> Picture:
        """Every office over time as a heat map."""
        return self.keep(
            "offices",
            charts.offices_heat_map(offices, events=events(scenario), source=self.source),
            "One row for each office; darker where more of its desks work digitally only. "
            "The model makes no claim about any named office.",
            f"Heat map of real use by office and month in {_told(scenario)}.",
        )

    def resistance(self, scenario: Scenario, monthly: pd.DataFrame) -> Picture:
        """What officials' resistance is made of."""
        return self.keep(
            "resistance",
            charts.resistance(monthly, events=events(scenario), source=self.source),
            "Resistance is a mean over all officials; its five parts add up to it.",
            f"Stacked parts of officials' resistance, month by month, in {_told(scenario)}.",
        )

    def fit(self, scenario: Scenario, offices: pd.DataFrame, record: pd.DataFrame) -> list[Picture]:
        """The model beside every published figure, one by one and over time."""
        one_by_one = self.keep(
            "fit",
            charts.fit_by_figure(offices, record, source=self.source),
            "Each published figure beside what the model says for the same month.",
            f"Published figures and the model's mean and band for each, in {_told(scenario)}.",
        )
        over_time = self.keep(
            "fit-over-time",
            charts.fit_over_time(offices, record, source=self.source),
            f"The same figures over time; {ROLES_TOLD}.",
            f"Small pictures of each kind of published figure over time, in {_told(scenario)}.",
        )
        return [one_by_one, over_time]

    def comparison(self, monthly: pd.DataFrame, labels: Mapping[str, str]) -> list[Picture]:
        """Scenarios side by side: where each ends, and the way there."""
        told = "under " + ", ".join(labels.values())
        return [
            self.keep(
                "policies-at-end",
                charts.outcomes_at_end(monthly, labels=labels, source=self.source),
                "The last month of each policy; most real use on top.",
                f"Bars of real use, reported use, days per file and cost {told}.",
            ),
            self.keep(
                "policies",
                charts.comparison(monthly, labels=labels, source=self.source),
                "Real use: desks that work digitally and keep no paper copy.",
                f"Lines of real use over time {told}.",
            ),
            self.keep(
                "policies-reported-and-real",
                charts.comparison_panels(monthly, labels=labels, source=self.source),
                "The wider the shaded gap, the more desks work twice: on screen and on paper.",
                f"Small pictures of reported and real use over time {told}.",
            ),
        ]


def events(scenario: Scenario, *, commitment: bool = False) -> Events:
    """Return what happens in a scenario and acts in the model, by date, after its start.

    commitment: also dated changes of nothing but political commitment, which would crowd
    a picture.
    """
    marks = [(mandate.announced, _told_of(mandate, "Order announced")) for mandate in scenario.mandates]
    marks += [(change.date, _told_of(change, "Change of government")) for change in scenario.transitions]
    marks += [(drop.date, _told_of(drop, "Enforcement ends")) for drop in scenario.enforcement_drops]
    marks += [(cut.start, _told_of(cut, "Austerity begins")) for cut in scenario.austerity]
    marks += [(attack.date, _told_of(attack, "Cyber attack")) for attack in scenario.cyber_attacks]
    marks += [(outage.start, _told_of(outage, "Outage begins")) for outage in scenario.outages]
    marks += _roll_outs(scenario)
    told = {event.date: event.label for event in scenario.events}
    for change in scenario.changes:
        politics = set(change.levers) == {"Pbar"}
        words = "Political commitment changes" if politics else "Measures change"
        if commitment or not politics:
            marks.append((change.date, told.get(change.date, words) + _tiers(change)))
    if scenario.ban:
        marks += _dated((scenario.ban.start, "Ban on paper"), (scenario.ban.until, "Ban on paper lifted"))
    law = scenario.law
    if law:
        begins = month_start(law.date, law.lag) if law.date else None
        marks += _dated((begins, "Law in force"), (law.repeal, "Law repealed"))
    return sorted({mark for mark in marks if scenario.start < mark[0] <= scenario.end})


def _roll_outs(scenario: Scenario) -> Events:
    """The days on which planned roll-outs begin, once any cooling-off is over."""
    plans = [(scenario.go_live, "")] + [(tier.go_live, f" ({tier.code})") for tier in scenario.tiers]
    return [
        (month_start(plan.start, plan.cooling_off), f"First offices get the system{whose}")
        for plan, whose in plans
        if plan and plan.start
    ]


def _told_of(entry: Any, otherwise: str) -> str:
    """The label of an entry, or else what it is, with the tiers that it alone is meant for."""
    return (entry.label or otherwise) + _tiers(entry)


def _tiers(entry: Any) -> str:
    return f" ({', '.join(entry.tiers)})" if entry.tiers else ""


def _dated(*marks: tuple[date | None, str]) -> Events:
    return [(day, words) for day, words in marks if day]


def _told(scenario: Scenario) -> str:
    return f"“{scenario.title or scenario.name}”"
