"""A walk through the page: every step must bring about what was not so before, and all are counted."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import TimeoutError as TooLate
from rooms import Room

KEYS_FILE = Path(__file__).parents[2] / "viz" / "live" / "component" / "keys.js"

_TABLE = "text => new Function(text + '; return KEYS.flatMap(each => each.keys)')()"

SEES = """
  const $ = what => document.querySelector(what), all = what => [...document.querySelectorAll(what)]
  const live = $('.rt').__vue__, month = () => Number($('.month-slider').value)
  const pressed = what => $(what).getAttribute('aria-pressed') === 'true'
  const acts = () => Number(($('.count') || {innerText: '0'}).innerText)
  const number = name => $(`[data-number=${name}] .value`).innerText.replace(/\\s/g, '')
  const picture = what => $(what).innerHTML
"""
"""What effects may speak of."""

_NAMES = """
  const named = each => {
    const own = [...each.classList].find(name => name.startsWith('b-'))
    if (own) return own
    if (each.closest('.lever')) return each.tagName === 'SELECT' ? 'lever-choice' : 'lever'
    if (/^act-/.test(each.id) && !['act-kind', 'act-month'].includes(each.id)) return 'act-field'
    return each.id || each.classList[each.classList.length > 1 && each.classList[0] === 'quiet' ? 1 : 0]
  }
  return [...new Set(all('.rt :is(button, select, input, textarea, a)')
    .filter(each => each.offsetParent !== null || each.closest('.transport')).map(named))]
"""


class Walk:
    """Takes steps on a page, and knows which keys and which controls it has tried of those it has seen."""

    def __init__(self, room: Room) -> None:
        self.room, self.page = room, room.page
        self.keys: set[str] = set()
        self.tried: set[str] = set()
        self.seen: set[str] = set()
        self._look()

    def holds(self, effect: str) -> bool:
        """Whether that is so now."""
        return bool(self.page.evaluate(f"() => {{ {SEES}; return Boolean({effect}) }}"))

    def until(self, effect: str, seconds: float = 20, after: str = "waiting") -> None:
        """Wait until that is so."""
        try:
            self.page.wait_for_function(
                f"() => {{ {SEES}; return Boolean({effect}) }}", timeout=1000 * seconds
            )
        except TooLate:
            raise AssertionError(f"after {after}: not {effect}") from None
        self._look()

    def step(self, name: str, do: Callable[[], object], effect: str, seconds: float = 20) -> None:
        """Do something; it must bring about what was not so before."""
        assert not self.holds(effect), f"before {name}: already {effect}"
        do()
        self.until(effect, seconds, name)

    def changes(self, name: str, do: Callable[[], object], seen: str) -> None:
        """Do something that changes what is seen there."""
        before = self.page.evaluate(f"() => {{ {SEES}; return {seen} }}")
        do()
        try:
            self.page.wait_for_function(f"before => {{ {SEES}; return {seen} !== before }}", arg=before)
        except TooLate:
            raise AssertionError(f"after {name}: still the same {seen}") from None
        self._look()

    def key(self, key: str, effect: str, seconds: float = 20) -> None:
        """Press a key away from any control, as somebody does who looks at the curve."""
        self.keys.add(key.rpartition("Shift+")[2] if len(key) > 1 else key)
        self.page.evaluate("document.activeElement.blur()")
        self.step(f"key {key!r}", lambda: self.page.keyboard.press(key), effect, seconds)

    def click(self, control: str, effect: str, within: str = ".rt", seconds: float = 20) -> None:
        """Click a control, named by its class or id."""
        self.step(f"click on {control}", lambda: self.find(control, within).click(), effect, seconds)

    def fill(self, control: str, value: str, effect: str, within: str = ".rt") -> None:
        """Put a value into a field or a slider, and leave it."""

        def fill() -> None:
            field = self.find(control, within)
            field.fill(value)
            if field.get_attribute("type") != "range":  # a slider has told of its change already
                field.dispatch_event("change")

        self.step(f"{value} in {control}", fill, effect)

    def choose(self, control: str, value: str, effect: str, within: str = ".rt") -> None:
        """Choose from a list."""
        self.step(f"{value} of {control}", lambda: self.find(control, within).select_option(value), effect)

    def find(self, control: str, within: str = ".rt"):
        """The first control of that name; it counts as tried."""
        self.tried.add(control)
        selector = {
            "lever": ".lever input",
            "lever-choice": ".lever select",
            "act-field": ".field :is([id^=act-]:not(#act-kind, #act-month))",
        }.get(control, f":is(.{control}, [id='{control}'])")
        return self.page.locator(f"{within} {selector}").first

    def _look(self) -> None:
        self.seen |= set(self.page.evaluate(f"() => {{ {SEES}; {_NAMES} }}"))

    @property
    def keys_of_page(self) -> set[str]:
        """All keys of the page's own table, and the one that closes."""
        table = self.page.evaluate(_TABLE, re.sub(r"(?ms)^const Keys = .*", "", KEYS_FILE.read_text("utf-8")))
        return {*table, "Escape"}
