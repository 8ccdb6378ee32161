"""What is told of tiers and of a budget: planted tables, read back in words."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner
from worlds import BUSY, small

from experiments.by_tier import SHOWN, WHY, budget_words, ends_by_tier, rows_of
from experiments.cli import app
from sim import run
from sim.scenario import Scenario

TWO = [
    {"code": "A", "name": "Alpha", "posts": 100, "offices": 5, "citizens": 9, "budget": 1000},
    {"code": "B", "posts": 300, "offices": 5, "citizens": 9},
]


def case() -> Scenario:
    return small({name: x for name, x in BUSY.items() if name != "posts"} | {"tiers": TWO}, months=4)


def planted(funded: list[float], overrun: list[float]) -> pd.DataFrame:
    """Two runs of four months, alike; tier B is never short."""
    months = pd.to_datetime(["2022-06-01", "2022-07-01", "2022-08-01", "2022-09-01"])
    rows = [
        {
            "replicate": r,
            "month": months[t],
            "tier": tier,
            "funded": paid,
            "overrun": over,
            "budgeted": 400.0 * t,
        }
        | dict.fromkeys((*SHOWN, *WHY), 0.5 if tier == "A" else 0.25)
        for r in (0, 1)
        for tier in "AB"
        for t, (paid, over) in enumerate(
            zip(funded, overrun, strict=True) if tier == "A" else [(1.0, 0.0)] * 4
        )
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("funded", "overrun", "told"),
    [
        (
            [1.0] * 4,
            [0.0] * 4,
            [
                "of Rs 1,000 a month paid for all levers in every month; they cost Rs 600 a month",
                "at most Rs 1,200 (September 2022)",
            ],
        ),
        ([1.0, 0.5, 0.3, 1.0], [0.0] * 4, ["fell short in 2 of 4 months", "paid for 40 %"]),
        (
            [1.0, 0.0, 0.0, 1.0],
            [0, 2e9, 3e9, 0],
            ["paid for 0 %", "went Rs 5.0 bn over it", "Rs 3.0 bn of it in August 2022"],
        ),
    ],
)
def test_a_budget_is_told_in_words(funded, overrun, told):
    """Fails if months are counted over runs, full months dilute the share, or tier B is told."""
    sentences = budget_words(case(), planted(funded, overrun))
    assert len(sentences) == 1
    assert sentences[0].startswith("Alpha: the budget of Rs 1,000 a month ")
    assert all(words in sentences[0] for words in told)
    assert ("over it in all" in sentences[0]) == any(overrun)


def test_each_tier_ends_with_its_own(capsys):
    ends = ends_by_tier(case(), planted([1.0] * 4, [0.0] * 4))
    assert list(ends) == ["Alpha", "B"]
    assert ends["Alpha"]["verified_use"].mean == 0.5
    assert ends["B"]["verified_use"].mean == 0.25
    head, rows = rows_of(ends)
    assert len(head) == len(rows[0]) == 1 + len(SHOWN)
    assert [row[0] for row in rows] == ["Alpha", "B"]


def test_tiers_add_up_to_the_whole():
    """Fails if a cost is counted in two tiers, or in none."""
    result = run(case(), 1)
    for name in ("cumulative_cost", "cumulative_levers", "overrun"):
        total = result.tiers.groupby("month")[name].sum().to_numpy()
        assert total == pytest.approx(result.monthly[name].to_numpy(), rel=1e-12)
    weighted = (result.tiers["verified_use"] * result.tiers["posts"]).groupby(
        result.tiers["month"]
    ).sum() / 400
    assert weighted.to_numpy() == pytest.approx(result.monthly["verified_use"].to_numpy(), abs=1e-12)


def test_a_run_of_several_tiers_tells_each(tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(case().to_toml(), encoding="utf-8")
    asked = ["run", str(path), "--replicates", "2", "--out", str(tmp_path / "out"), "--no-pictures"]
    printed = CliRunner().invoke(app, asked)
    assert printed.exit_code == 0
    assert "Alpha" in printed.stdout
    assert "the budget of Rs 1,000 a month fell short" in " ".join(printed.stdout.split())
    told = json.loads(CliRunner().invoke(app, [*asked, "--force", "--json"]).stdout)
    assert list(told["tiers"]) == ["Alpha", "B"]
    assert len(told["budget"]) == 1


def test_two_tiers_of_one_name_are_told_apart():
    """Fails if one of them takes the other's place in the table."""
    alike = [{**tier, "name": "Province"} for tier in TWO]
    scenario = small({"tiers": alike}, months=4)
    ends = ends_by_tier(scenario, planted([0.5] * 4, [0.0] * 4))
    assert list(ends) == ["A", "B"]
    assert budget_words(scenario, planted([0.5] * 4, [0.0] * 4))[0].startswith("A: the budget")


def test_a_budget_that_is_short_once_in_two_runs_is_not_short_in_no_month():
    """Fails if the months of one run in two are rounded away."""
    tiers = planted([1.0] * 4, [0.0] * 4)
    tiers.loc[tiers.index[0], "funded"] = 0.5
    (told,) = budget_words(case(), tiers)
    assert "fell short in on average less than one of 4 months; in these it paid for 50 %" in told
