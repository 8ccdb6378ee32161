"""Blocks of a report about runs as wholes: how long it takes, what is lost again, what it costs."""

from collections.abc import Mapping

import pandas as pd

from experiments.by_tier import SHOWN as OF_TIERS
from experiments.by_tier import WHY, rows_of
from experiments.summary import Estimate, heading, number, spread
from experiments.whole_run import Whole, against, in_words, over, over_runs, plain_name, price
from sim.summaries import PAIRS, RESTRICTED, SUMMARIES
from viz.report import Block, Column, Paragraph, Table

TIME = "t50_verified"
"""The time that the table of several policies shows."""

SHOWN_TIME = f"{TIME}{RESTRICTED}"
EXTRAS = ("extra_desk_months", "extra_cost")


def whole_run_table(whole: Mapping[str, Whole], n_runs: int, n_months: int) -> Block:
    """What is said of the runs of one scenario as wholes."""
    rows = [
        {
            "what": told.label,
            "mean": told.mean,
            "between": told.between or None,
            "definition": SUMMARIES[plain_name(told.name)].definition,
        }
        for told in in_words(whole, n_runs, n_months)
    ]
    columns = {
        "what": Column("Over the whole run"),
        "mean": Column("Mean" if n_runs > 1 else "One run"),
        "between": Column("90 % of runs"),
        "definition": Column("What is meant"),
    }
    return Table(pd.DataFrame(rows), columns, caption="How long it takes, and what is lost again")


def tier_tables(by_tier: Mapping[str, Mapping[str, Estimate]]) -> list[Block]:
    """What becomes of each tier, and what sets them apart; nothing where there are not several."""
    blocks: list[Block] = []
    for names, what in ((OF_TIERS, "Tier by tier"), (WHY, "What sets the tiers apart")) if by_tier else ():
        head, cells = rows_of(by_tier, names)
        caption = f"{what}, in the last month: mean, and in brackets 90 % of the runs"
        frame = pd.DataFrame(cells, columns=head)
        blocks.append(Table(frame, {name: Column(name) for name in head}, caption=caption))
    return blocks


def worth(
    runs: pd.DataFrame, monthly: pd.DataFrame, labels: Mapping[str, str], base: str, n_months: int
) -> list[Block]:
    """What each policy gives and costs beyond the base, run by run with the same luck."""
    pairs = against(monthly, base)
    rows = []
    for name, label in labels.items():
        own = runs[runs["scenario"] == name]
        n_runs = int((own["status"] == "finished").sum())
        time = next(told for told in in_words(over_runs(own), n_runs, n_months) if told.name == SHOWN_TIME)
        row = {"policy": label, "time": f"{time.mean}{_note(time.between)}"}
        if name != base:
            paired = pairs[pairs["scenario"] == name]
            row |= {extra: _with_band(extra, paired[extra]) for extra in EXTRAS} | {"price": price(paired)}
        rows.append(row)
    columns = {
        "policy": Column("Policy"),
        "time": Column(SUMMARIES[TIME].label),
        **{name: Column(heading(name)) for name in EXTRAS},
        "price": Column(PAIRS["cost_per_extra_desk_month"].label),
    }
    caption = f"Against “{labels[base].lower()}”, discounted: mean, and in brackets 90 % of the runs"
    return [Paragraph(HOW_WORTH), Table(pd.DataFrame(rows), columns, caption=caption)]


HOW_WORTH = """\
A digital desk-month is one desk that works without paper for a month. What it costs is the extra cost \
by the extra desk-months. A policy that costs less and gives more “saves”; one that gives nothing more has \
no price."""


def _with_band(name: str, values: pd.Series) -> str:
    extra = over(values)
    return f"{number(name, extra.mean)} ({spread(name, extra)})".replace("-", "−")


def _note(between: str) -> str:
    return f" ({between})" if between else ""
