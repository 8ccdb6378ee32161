"""The panel of levers and dated acts, generated from their declarations: bounds, unit, meaning, cost."""

from collections.abc import Callable
from typing import Any

from experiments.live.acts import LEVER, Act, lever_label
from experiments.live.kinds import KINDS, Field, Kind, is_percent
from experiments.summary import rupees
from sim.parameters import LEVERS, Declared
from sim.rules import spending
from sim.scenario import Scenario
from sim.scenario.settings import default_of
from sim.scenario.unit_costs import COSTS

FIRST = ("ME", "Pbar", "inv", "J", "hard")
"""The levers that move real use in the last month of the federal case most, from lowest to highest value."""

FIRST_TITLE = "Most useful first"
GROUPS = {
    "Officials": ("train", "target", "CM", "champ", "TP", "inc"),
    "Systems": ("standards", "cloud", "partnership", "exchange_law"),
    "Who runs it": ("gov",),
    "Citizens": ("aware",),
}
"""Title -> levers; one that is in no group comes last, under `OTHERS`."""

OTHERS = "More levers"

UNIT_COSTS = {
    "train": ("cost_course",),
    "inc": ("incentive_wage", "wage"),
    "CM": ("cost_CM",),
    "champ": ("cost_champion",),
    "J": ("redundant", "attrition", "wage"),
    "inv": ("cost_equip",),
    "standards": ("cost_std",),
    "hard": ("cost_hard",),
    "ME": ("cost_ME",),
    "TP": ("wage",),
    "aware": ("cost_aware",),
    "partnership": ("partner_saving",),
    "cloud": ("cloud_cost",),
    "exchange_law": ("cost_exchange_law",),
    "mandate": ("cost_audit",),
    "law": ("cost_law",),
}
"""Lever or kind of act -> the unit costs that its price is worked out from."""

PRICES = {
    "train": "{cost_course} per person",
    "inc": "{incentive_wage} of pay at 100 %",
    "CM": "{cost_CM} per office a month",
    "champ": "{cost_champion} per champion a month",
    "J": "Pay of posts that could be saved",
    "inv": "{cost_equip} per post",
    "standards": "{cost_std} a month",
    "hard": "{cost_hard} per office a month",
    "ME": "{cost_ME} per office a month",
    "TP": "Saves a month's pay per transfer",
    "aware": "{cost_aware} per citizen a month",
    "partnership": "Saves its share of equipment",
    "cloud": "Equipment at {cloud_cost} of its price",
    "exchange_law": "{cost_exchange_law}, once",
    "mandate": "{cost_audit} per check",
    "law": "{cost_law}, once",
}
"""Lever or kind of act -> its price in few words, at full strength; one that is not here has none."""

STEPS = 100
"""Steps of a slider."""


def panel(scenario: Scenario) -> dict[str, Any]:
    """Return the levers in groups and the kinds of dated acts, with what they cost in this scenario."""
    placed = {name for names in (FIRST, *GROUPS.values()) for name in names}
    groups = {FIRST_TITLE: FIRST, **GROUPS, OTHERS: tuple(name for name in LEVERS if name not in placed)}
    return {
        "groups": [
            {"title": title, "items": [_item(LEVERS[name], scenario) for name in names]}
            for title, names in groups.items()
            if names
        ],
        "kinds": [_kind(kind, scenario) for kind in KINDS.values()],
    }


def _item(declared: Declared, scenario: Scenario) -> dict[str, Any]:
    return {
        "name": declared.name,
        "form": "choice" if declared.choices else "slider",
        "label": lever_label(declared.name),
        "meaning": declared.meaning,
        "unit": declared.unit,
        "low": declared.low,
        "high": declared.high,
        "step": (declared.high - declared.low) / STEPS,
        "default": default_of(declared),
        "choices": list(declared.choices),
        "cost": unit_cost_words(declared.name, scenario),
        "price": price_words(declared.name, scenario),
        "percent": is_percent(declared.unit),
    }


def _kind(kind: Kind, scenario: Scenario) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "group": kind.group,
        "label": kind.label,
        "meaning": kind.meaning,
        "single": kind.single,
        "cost": unit_cost_words(kind.name, scenario),
        "price": price_words(kind.name, scenario),
        "fields": [_asked(field) for field in kind.fields],
    }


def _asked(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "form": "slider",
        "low": field.low,
        "high": field.high,
        "step": 1 if field.whole else (field.high - field.low) / STEPS,
        "default": field.default,
        "unit": field.unit,
        "percent": field.percent,
    }


def price_words(name: str, scenario: Scenario) -> str:
    """Return the price of a lever or a kind of act in few words: `Rs 25,000 per person`; empty for none."""
    told = {}
    for cost in UNIT_COSTS.get(name, ()):
        value = scenario.parameter(cost)
        told[cost] = _price(value) if COSTS[cost].unit.startswith("PKR") else f"{100 * value:g} %"
    return PRICES.get(name, "").format(**told)


def _price(value: float) -> str:
    """Return a price as it is spoken: Rs 300,000, Rs 4 million."""
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if value >= size:
            return f"Rs {value / size:g}{word}"
    return f"Rs {value:,.10g}"


def unit_cost_words(name: str, scenario: Scenario) -> str:
    """Return what a lever or a kind of act costs by the unit: `Cost of one official's course: Rs 25,000`."""
    told = []
    for cost in UNIT_COSTS.get(name, ()):
        declared = COSTS[cost]
        value = scenario.parameter(cost)
        per = declared.unit.removeprefix("PKR").strip(" ,")
        money = f"{rupees(value)} {per}" if declared.unit.startswith("PKR") else _share_words(declared, value)
        told.append(f"{declared.meaning.rstrip('.')}: {money}")
    return "; ".join(told)


def _share_words(declared: Declared, value: float) -> str:
    return f"{100 * value:g} %" + (" a month" if declared.unit == "per month" else "")


class _Prices:
    """The unit costs of a scenario, as the rules of spending read them."""

    def __init__(self, scenario: Scenario) -> None:
        for name in COSTS:
            setattr(self, name, scenario.parameter(name))


def _offices(scenario: Scenario) -> int:
    return sum(tier.offices for tier in scenario.tiers)


def _officers(scenario: Scenario) -> int:
    return sum(sum(row[2:]) for tier in scenario.tiers for row in tier.posts_by_grade)


MONTHLY: dict[str, Callable[[float, Scenario, Any], float]] = {
    "train": lambda x, s, p: spending.courses(x * s.n_posts, p),
    "inc": lambda x, s, p: spending.incentive(x, s.n_posts, 0.0, 0.0, p),
    "CM": lambda x, s, p: spending.change_management(x, p) * _offices(s),
    "champ": lambda x, s, p: spending.champions(x, _officers(s), p),
    "inv": lambda x, s, p: spending.equipment(x, s.n_posts, 0.0, 0.0, p),
    "standards": lambda x, s, p: spending.standards(x, p) * len(s.tiers),
    "hard": lambda x, s, p: spending.hardening(x, p) * _offices(s),
    "ME": lambda x, s, p: spending.monitoring(x, p) * _offices(s),
    "aware": lambda x, s, p: spending.awareness(x, sum(tier.citizens for tier in s.tiers), p),
}
"""Lever -> what it can cost at most in a month at a value, PKR, if every post and office is reached."""


def cost_words(act: Act, scenario: Scenario) -> str:
    """Return what an act costs, in words: a month at most, or once; empty where it costs nothing itself."""
    prices = _Prices(scenario)
    if act.kind == LEVER and act.name in MONTHLY:
        most = MONTHLY[act.name](float(act.values[act.name]), scenario, prices)
        return f"at most {rupees(most)} a month" if most > 0.0 else ""
    if act.kind == LEVER and act.values[act.name] == "off":
        return ""
    return unit_cost_words(act.name or act.kind, scenario)
