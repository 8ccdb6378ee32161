"""The pages under docs/: generated ones are fresh, and the model is described as it is coded."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from experiments.docs import LEVER_COSTS, PAGES
from experiments.markdown import table
from sim import Scenario
from sim.costs import cost_parts
from sim.parameters import ALL, LEVERS
from sim.scenario.settings import default_of
from sim.simulate import run
from sim.state import World

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RULES = sorted(path for path in (ROOT / "sim" / "rules").glob("*.py") if path.name != "__init__.py")

ENDS = re.compile(r",? in \[0, 1[\])]|,? in logits|, each | of its |, probabilities|; |\.$")
"""Where an equation that stands in a summary line gives way to words."""

LOOKS_LIKE_AN_EQUATION = re.compile(r" = | <- | < |clip\(|\(1 - ")


def words(text: str) -> str:
    return " ".join(text.split())


def model_page() -> str:
    return words((DOCS / "model.md").read_text(encoding="utf-8"))


def rules() -> list[tuple[str, str, str]]:
    """Every public rule as (file, name, documentation)."""
    return [
        (path.name, node.name, ast.get_docstring(node) or "")
        for path in RULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def equations(documentation: str) -> list[str]:
    """The equations of a rule: what follows the colon of its summary, and paragraphs without prose."""
    summary, *rest = inspect.cleandoc(documentation).split("\n\n")
    clause = ENDS.split(words(summary).rpartition(": ")[2])[0]
    assignment = re.search(r"[\w']+ (?:=|<-) .*", clause)
    inline = assignment[0] if assignment else clause
    found = [inline] if ": " in summary and LOOKS_LIKE_AN_EQUATION.search(inline) else []
    displayed = (part for part in rest if ": " not in part and not words(part).endswith("."))
    return found + [words(line) for part in displayed for line in part.splitlines()]


def test_equations_are_found_wherever_a_rule_states_them():
    inline = "Anchoring: it is firm, C = l + (1 - l) P, in [0, 1].\n\nlaw l: legal status.\nSource: someone."
    displayed = (
        "Belief, next month.\n\n    B' = B + g (C - B)\n           + more,   k = 1\n\nnow B: in [0, 1]."
    )
    prose = "How one stands.\n\nWhatever is said here ends with a full stop."
    assert equations(inline) == ["C = l + (1 - l) P"]
    assert equations(displayed) == ["B' = B + g (C - B)", "+ more, k = 1"]
    assert equations(prose) == []


def test_most_rules_state_an_equation():
    stated = [name for _, name, documentation in rules() if equations(documentation)]
    assert len(stated) > 0.8 * len(rules()), "the way rules state equations has changed: look at `equations`"


@pytest.mark.parametrize(("file", "name", "documentation"), rules(), ids=[rule[1] for rule in rules()])
def test_the_description_of_the_model_states_every_rule_as_the_code_does(file, name, documentation):
    page = model_page()
    assert f"`{name}`" in page, f"docs/model.md does not name the rule {name}"
    assert file == "numbers.py" or f"`sim/rules/{file}`" in page
    for equation in equations(documentation):
        assert equation in page, f"docs/model.md lacks the equation of {name}: {equation}"


@pytest.mark.parametrize("name", ALL)
def test_every_declared_quantity_has_its_place_in_the_description(name):
    symbol = re.sub(r"_g[0-3]$", "_g", name)  # one symbol for the four grades
    assert re.search(rf"(?<![\w-]){re.escape(symbol)}(?!\w)", model_page()), (
        f"docs/model.md does not use {symbol}"
    )


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_fresh(name):
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), f"docs/{name} is stale: run `python -m experiments.docs`"


def test_a_bar_in_a_cell_does_not_break_a_table():
    assert table(["a", "b"], [["x|y", "z"]]).splitlines()[-1] == "| x\\|y | z |"


def test_the_orders_of_the_federal_case_are_those_of_the_scenario():
    stated = re.findall(r"\| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \| `(\w+)` \|", model_page())
    mandates = Scenario.load("federal-eoffice").mandates
    assert stated == [(str(x.announced), str(x.deadline), str(x.intensity)) for x in mandates]


def anchors(page: Path) -> set[str]:
    """What a link into a page may name: its headings, as they are turned into addresses."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_links_lead_somewhere(page):
    here = DOCS / page
    for link in re.findall(r"\]\(([^)\s]+)\)", here.read_text(encoding="utf-8")):
        if link.startswith("http"):
            continue
        file, _, anchor = link.partition("#")
        target = (here.parent / file).resolve() if file else here
        assert target.is_file(), f"docs/{page} links to {link}"
        assert not anchor or anchor in anchors(target), f"docs/{page} links to {link}"


@pytest.fixture(scope="module")
def small() -> Scenario:
    """400 posts for a year, with an order, desks that turn digital, and a price on token use."""
    return Scenario.load("federal-2022").with_values(
        {
            "posts": 400,
            "end": "2023-05-31",
            "beta0": 1.0,
            "mandates": [{"announced": "2022-06-01", "deadline": "2022-08-01", "intensity": 0.4}],
        }
    )


def spent(scenario: Scenario, world: World) -> dict[str, float]:
    return {part: float(cost.sum()) for part, cost in cost_parts(world).items()}


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_is_paid_by_the_cost_line_its_table_names(small, lever):
    high = LEVERS[lever].choices[-1] if LEVERS[lever].choices else LEVERS[lever].high
    pulled = small.with_values({f"levers.{lever}": high})
    assert high != default_of(LEVERS[lever])
    before, after = run(small, 1).world, run(pulled, 1).world
    if lever in LEVER_COSTS:
        part, _ = LEVER_COSTS[lever]
        assert spent(pulled, after)[part] != spent(small, before)[part]
    else:  # with everybody doing as before, the lever itself costs nothing
        assert spent(small, before._replace(in_force=after.in_force)) == spent(small, before)


def test_every_part_of_the_cost_is_described(small):
    parts = set(spent(small, run(small, 1).world))
    assert {part for part, _ in LEVER_COSTS.values()} <= parts
    assert not [part for part in parts if f"`{part}`" not in model_page()]
