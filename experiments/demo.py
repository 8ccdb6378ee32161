"""The demonstration: the federal case beside its record, and six policies side by side."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from experiments.batch import Batch, BatchTally, run_batch
from experiments.interrupting import Stopped
from experiments.patterns import Judgement, judge
from experiments.patterns.asking import keep
from experiments.patterns.variants import small
from experiments.progress import say
from experiments.store import REPORT, Results, Writer, new_results
from experiments.summary import at_end, gain, labels, number, spread, with_band
from sim.record import load
from sim.scenario import Scenario

CASE = "federal-eoffice"
BASE = "no-reform"
POLICIES = (
    BASE,
    "executive-order",
    "legal-mandate",
    "capacity-first",
    "full-package",
    "enforcement-dropped",
)
TITLE = "Paper or screen? Pakistan’s federal e-Office, and six policies for it"
COLUMNS: Mapping[str, str] = {
    "verified_use": "real use\n% of desks",
    "reported_use": "reported\n% of desks",
    "end_to_end": "end to end\n% of files",
    "processing_days": "days\nper file",
    "cumulative_cost": "cost\nRs bn",
}
"""Columns of the printed table, which fits 80 letters, and their headings."""


def scenarios(regime: str | None = None) -> tuple[Scenario, ...]:
    """Return the scenarios of the demonstration, the federal case first; raise InputError.

    regime: named set of parameters in which all of them run; without it, each in its own.
    """
    chosen = {} if regime is None else {"regime": regime}
    return tuple(Scenario.load(name).with_values(chosen) for name in (CASE, *POLICIES))


def demonstrate(batch: Batch, out: Path) -> BatchTally:
    """Run the demonstration into `out`, replacing an earlier one; leave pictures and one report.

    Raises InputError where `out` cannot be written or holds something else, Stopped where
    the user stopped before there was anything to keep or while pictures were drawn.
    """
    batch.check()
    case = batch.scenarios[0]
    record = load(str(case.record_path)).figures
    with new_results(out, force=True) as writer:
        tally = run_batch(batch, writer)
        if tally.stopped or not _each_has_a_run(batch, tally):
            return tally
        try:
            say("Drawing pictures ...")
            writer.write(REPORT, _report(batch, record, writer))
        except KeyboardInterrupt:
            raise Stopped(f"Stopped while drawing pictures; all runs are kept in {out}.") from None
    return tally


def _each_has_a_run(batch: Batch, tally: BatchTally) -> bool:
    """Whether at least one run of every scenario finished: else there is nothing to compare."""
    failed = [failure.task.scenario.name for failure in tally.failures]
    return all(failed.count(scenario.name) < batch.replicates for scenario in batch.scenarios)


def _report(batch: Batch, record: pd.DataFrame, writer: Writer) -> str:
    """Draw the pictures into the folder; return the page that holds them."""
    from experiments import report
    from experiments.pictures import Gallery
    from experiments.report_whole import worth
    from viz.report import Block, Heading, Paragraph, render_report

    results = Results(writer.folder)
    case, *policies = batch.scenarios
    words = labels(policies)
    manifest = results.manifest
    monthly, offices = results.table("monthly"), results.table("offices")
    own, compared = monthly[monthly["scenario"] == CASE], monthly[monthly["scenario"].isin(POLICIES)]
    desks = offices[offices["scenario"] == CASE]
    gallery = Gallery(writer, f"redtape {manifest['redtape']}.")
    blocks: list[Block] = [
        Paragraph(_question(case)),
        report.headline(at_end(own), own["month"].max()),
        Paragraph(_contrast(compared, words)),
        report.not_a_forecast(),
        Paragraph(
            f"How wrong it is: the model misses the published figures that it was fitted to by "
            f"{report.miss(desks, record, 'calibrate')} on average, and those that it had never seen by "
            f"{report.miss(desks, record, 'validate')}. All of them are listed further down."
        ),
        Heading("Six policies side by side"),
        report.comparison_table(compared, words, BASE),
        *worth(results.table("runs"), compared, words, BASE, policies[0].n_months),
        *gallery.comparison(compared, words),
        *report.policies(policies),
        Heading("What happened: the federal case"),
        *report.story(case)[1:],
        gallery.adoption(case, own, record),
        report.events_table(case),
        gallery.offices(case, desks),
        gallery.resistance(case, own),
        Heading("How wrong the model is"),
        *report.against_record(desks, record),
        *gallery.fit(case, desks, record),
        *report.patterns(_judged(batch, writer)),
        *report.method(),
        *report.made_with(manifest),
    ]
    return render_report(TITLE, blocks)


def _judged(batch: Batch, writer: Writer) -> Judgement:
    """Ask the federal case, at 40 desks an office to be quick, for its patterns; keep them in the folder."""
    case = batch.scenarios[0]
    seeds = range(batch.seed, batch.seed + batch.replicates)
    judgement = judge(case.with_values(small(case)), seeds, batch.workers)
    keep(writer, judgement, writer.out)
    return judgement


def _question(case: Scenario) -> str:
    """What the model is asked, and what it follows."""
    posts, offices = case.n_posts, sum(tier.offices for tier in case.tiers)
    return (
        "Pakistan’s federal ministries report nearly all of their files on e-Office. Did the work itself "
        f"move, or only a copy of it? The model follows {posts:,} officials in {offices} offices through the "
        f"events from {case.start:%B %Y} on, and carries them on to {case.end:%B %Y}."
    )


def _contrast(monthly: pd.DataFrame, words: Mapping[str, str]) -> str:
    """What the policies come to, in a sentence or two."""
    effects = {name: x.mean for name, x in gain(monthly, "verified_use", BASE).items() if name != BASE}
    best, least = max(effects, key=effects.__getitem__), min(effects, key=effects.__getitem__)
    real = at_end(monthly[monthly["scenario"] == best], ["verified_use"])["verified_use"]
    return (
        f"Of the policies compared, “{words[best].lower()}” ends with most real use, "
        f"{number('verified_use', real.mean)} % of desks ({spread('verified_use', real)}): "
        f"{100 * effects[best]:+.0f} points against no reform. “{words[least].capitalize()}” adds least "
        f"({100 * effects[least]:+.0f} points)."
    )


def print_summary(batch: Batch, results: Results) -> None:
    """Print where each policy ends, as a table."""
    from rich.console import Console
    from rich.table import Table

    monthly = results.table("monthly", ["scenario", "replicate", "month", *COLUMNS])
    policies = batch.scenarios[1:]
    words = labels(policies)
    month = monthly["month"].max()
    title = f"{month:%B %Y}, mean of {batch.replicates} runs (in brackets: 90 % of them)"
    table = Table(title=title, title_justify="left", box=None)
    table.add_column("policy", vertical="bottom", no_wrap=True)
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
    for name, label in words.items():
        ends = at_end(monthly[monthly["scenario"] == name], COLUMNS)
        table.add_row(label, *(with_band(name, end) for name, end in ends.items()))
    Console(highlight=False).print(table)
