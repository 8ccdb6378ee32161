"""One scenario, asked on its own: run it, draw it, and say where it ends."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.batch import DRAWS, Batch, BatchTally, run_batch
from experiments.by_tier import SHORT, WHY_SHORT, budget_words, ends_by_tier, rows_of
from experiments.calibration.carried import picture_words, run_words
from experiments.calibration.trust import mind
from experiments.interrupting import Stopped
from experiments.progress import say
from experiments.store import ALWAYS, REPORT, Results, new_results
from experiments.summary import (
    HEADLINES,
    Estimate,
    amount,
    at_end,
    beside,
    heading_of,
    most_resistance,
    prices,
)
from experiments.whole_run import Whole, in_words, over_runs, peak_words, plain_name
from sim.outcomes import OUTCOMES
from sim.record import load
from sim.scenario import Scenario
from sim.summaries import RESTRICTED, SUMMARIES, TIMES

WORTH_TELLING = 0.02
"""Share of desks lost since the peak from which it is told."""

if TYPE_CHECKING:
    from rich.table import Table

PRINTED = (*(f"{name}{RESTRICTED}" for name in TIMES), "reversal")
"""What is printed of a run as a whole."""


@dataclass(frozen=True)
class Answer:
    """What became of a run of one scenario: its folder, how many runs, and where it ends."""

    folder: Path
    scenario: Scenario
    tally: BatchTally
    month: pd.Timestamp | None
    ends: dict[str, Estimate]
    """Outcomes in the last month; empty where no run finished."""
    whole: dict[str, Whole]
    """Outcomes of the whole run; empty where no run finished."""
    by_tier: dict[str, dict[str, Estimate]] = field(default_factory=dict)
    """Outcomes of each tier in the last month, where there are several."""
    budget: tuple[str, ...] = ()
    """What a budget paid for, in words."""
    posterior: Mapping[str, Any] | None = None
    """Where parameters were drawn from, as `Carried.told`; None where none were."""

    @property
    def drawn_words(self) -> tuple[str, ...]:
        """Where parameters were drawn from, in words; nothing where none were."""
        return () if self.posterior is None else (run_words(self.posterior, self.tally.finished),)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What is to be minded of the draws, in a paragraph; nothing where there is nothing."""
        return () if self.posterior is None else tuple(mind(self.posterior))

    @property
    def exit_code(self) -> int:
        """0 done, 1 some runs failed, 130 stopped by the user."""
        return 130 if self.tally.stopped else int(bool(self.tally.failures))


def ask(batch: Batch, out: Path, *, force: bool, pictures: bool) -> Answer:
    """Run the one scenario of `batch` into the folder `out`, with pictures and a report if wanted.

    Raises InputError before the first run where anything cannot be used, Stopped where
    the user stopped before there was anything to keep or while pictures were drawn.
    """
    scenario = batch.scenarios[0]
    record = load(scenario.record_path).figures if scenario.record_path else None
    batch.check()
    tables = (*ALWAYS, *(["bureaucrats"] * batch.agents), *([DRAWS] * (batch.draws is not None)))
    with new_results(out, force=force, tables=tables) as writer:
        tally = run_batch(batch, writer)
        if not tally.finished:
            return Answer(out, scenario, tally, None, {}, {})
        answer = _answer(out, scenario, tally, Results(writer.folder))
        answer = replace(answer, posterior=batch.draws.told if batch.draws else None)
        if pictures and not tally.stopped:
            try:
                say("Drawing pictures ...")
                writer.write(REPORT, _report(answer, record, writer))
            except KeyboardInterrupt:
                raise Stopped(f"Stopped while drawing pictures; all runs are kept in {out}.") from None
        return answer


def _answer(out: Path, scenario: Scenario, tally: BatchTally, results: Results) -> Answer:
    """Work out from the tables what is told, on the screen and in the report."""
    monthly, tiers = results.table("monthly"), results.table("tiers")
    several = ends_by_tier(scenario, tiers) if len(scenario.tiers) > 1 else {}
    paid = tuple(budget_words(scenario, tiers))
    whole = over_runs(results.table("runs"))
    return Answer(out, scenario, tally, monthly["month"].max(), at_end(monthly), whole, several, paid)


def _report(answer: Answer, record: pd.DataFrame | None, writer: Any) -> str:
    """Draw the pictures into the folder; return the page that holds them."""
    from experiments import report
    from experiments.pictures import Gallery
    from experiments.report_whole import tier_tables, whole_run_table
    from viz.report import Block, Heading, Note, Paragraph, render_report

    scenario, n_runs, month = answer.scenario, answer.tally.finished, answer.month
    assert month is not None, "a report is of finished runs"
    results = Results(writer.folder)
    manifest = results.manifest
    monthly, offices = results.table("monthly"), results.table("offices")
    drawn = f" Parameters from {picture_words(answer.posterior)}." if answer.posterior else ""
    gallery = Gallery(writer, f"redtape {manifest['redtape']}.{drawn}")
    blocks: list[Block] = [
        report.headline(answer.ends, month),
        report.ends_table(answer.ends, month, n_runs),
        whole_run_table(answer.whole, n_runs, scenario.n_months),
        *(Paragraph(sentence) for sentence in answer.drawn_words),
        *(Note(sentence) for sentence in answer.cautions),
        *(Paragraph(sentence) for sentence in answer.budget),
        *tier_tables(answer.by_tier),
        report.not_a_forecast(),
        *report.story(scenario),
        Heading("What happens"),
        gallery.adoption(scenario, monthly, record),
        report.events_table(scenario),
        gallery.offices(scenario, offices),
        gallery.resistance(scenario, monthly),
    ]
    if record is not None:
        blocks += [
            Heading("The model beside the record"),
            *report.not_fitted_again(scenario),
            *report.against_record(offices, record),
            *gallery.fit(scenario, offices, record),
        ]
    blocks += [*report.method(), *report.made_with(manifest)]
    return render_report(heading_of(scenario), blocks)


def as_text(answer: Answer) -> str:
    """Return a summary as JSON text."""
    tally = answer.tally
    told: dict[str, Any] = {
        "results": str(answer.folder),
        "scenario": answer.scenario.name,
        "fingerprint": answer.scenario.fingerprint,
        "runs": {"asked": tally.asked, "finished": tally.finished, "failed": len(tally.failures)},
        "failures": [{"seed": x.task.seed, "stage": x.stage, "message": x.message} for x in tally.failures],
        "month": answer.month.date().isoformat() if answer.month is not None else None,
        "outcomes": {
            name: {"label": OUTCOMES[name].label, "unit": OUTCOMES[name].unit, **estimate._asdict()}
            for name, estimate in answer.ends.items()
        },
        "whole_run": {name: _whole(name, whole) for name, whole in answer.whole.items()},
        "tiers": {
            tier: {name: end._asdict() for name, end in ends.items()} for tier, ends in answer.by_tier.items()
        },
        "budget": list(answer.budget),
        "posterior": dict(answer.posterior) if answer.posterior else None,
        "held_back_most": None,
    }
    if answer.ends:
        component, part, whole = most_resistance(answer.ends)
        told["held_back_most"] = {"component": component, "part": part, "resistance": whole}
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)


def _whole(name: str, whole: Whole) -> dict[str, Any]:
    told = {"label": SUMMARIES[name].label, "unit": SUMMARIES[name].unit, **whole.estimate._asdict()}
    time = plain_name(name)
    return told | {"not_within_run": whole.not_within_run} if time in TIMES else told


def _tier_table(by_tier: Mapping[str, Mapping[str, Estimate]], names: Sequence[str]) -> "Table":
    from rich.table import Table

    head, rows = rows_of(by_tier, names)
    table = Table(box=None)
    for n, heading in enumerate(head):
        table.add_column(heading, justify="right" if n else "left", vertical="bottom", no_wrap=not n)
    for row in rows:
        table.add_row(*row)
    return table


def print_summary(answer: Answer) -> None:
    """Print where the scenario ends as a short table in plain words, and where the results are."""
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True, highlight=False)
    if answer.month is not None:
        n = answer.tally.finished
        table = Table(title=heading_of(answer.scenario), title_justify="left", box=None)
        table.add_column(f"{answer.month:%B %Y}")
        table.add_column(f"mean of {n} runs" if n > 1 else "one run", justify="right")
        table.add_column("90 % of runs" if n > 1 else "", justify="right")
        for name in HEADLINES:
            end = answer.ends[name]
            between = beside(name, end) if n > 1 else ""
            table.add_row(OUTCOMES[name].label, amount(name, end.mean), between)
        console.print(table)
        for sentence in (*answer.drawn_words, *answer.cautions):
            console.print(sentence, markup=False)
        for told in in_words(answer.whole, n, answer.scenario.n_months):
            if told.name in PRINTED:
                console.print(f"{told.label}: {told.mean}{f' ({told.between})' if told.between else ''}.")
        if answer.whole["lost_since_peak"].estimate.mean >= WORTH_TELLING:
            console.print(peak_words(answer.whole, answer.scenario))
        console.print(prices(answer.scenario, answer.ends["cumulative_cost_usd"].mean))
        if answer.by_tier:
            console.print(_tier_table(answer.by_tier, SHORT))
            console.print("What sets them apart:")
            console.print(_tier_table(answer.by_tier, WHY_SHORT))
        for sentence in answer.budget:
            console.print(sentence)
        component, part, whole = most_resistance(answer.ends)
        console.print(
            f"Largest part of officials' resistance: {component.lower()} ({100 * part:.0f} of the "
            f"{100 * whole:.0f} points of their resistance, of 100 possible)."
        )
    console.print(f"Results: {answer.folder}")
