"""What a room can read off the page: numbers with their units, and the values of a drawn line."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_LOOKING = (Path(__file__).parent / "looking.js").read_text(encoding="utf-8")

_LINE = """side => {
  const pairs = text => [...text.matchAll(/(-?[\\d.]+),(-?[\\d.]+)/g)].map(each => [+each[1], +each[2]])
  const chart = document.querySelector('[data-chart=curve]')
  const ticks = [...chart.querySelectorAll('text')].filter(each => /^[\\d.]+\\s%$/.test(each.textContent)
      && each.getAttribute('text-anchor') === 'end').map(each => {
    const line = each.previousElementSibling
    return line?.tagName === 'line' ? [parseFloat(each.textContent) / 100, +line.getAttribute('y1')] : null
  }).filter(Boolean)
  return {points: pairs(chart.querySelector('path.' + side).getAttribute('d')), ticks}
}"""


def line(page: Page, side: str = "now") -> list[float]:
    """The values of a share that a line of the curve shows, by the numbers written on its axis."""
    drawn = page.evaluate(_LINE, side)
    (low, low_y), (high, high_y) = min(drawn["ticks"]), max(drawn["ticks"])
    return [low + (low_y - y) / (low_y - high_y) * (high - low) for _, y in drawn["points"]]


def number(page: Page, name: str) -> str:
    """A large number as it stands on the page, without spaces."""
    return re.sub(r"\s", "", page.locator(f"[data-number={name}] .value").inner_text())


def share(value: float) -> str:
    """A share as the page writes it."""
    points = 100 * value
    return f"{points:.1f}%" if abs(points) < 9.95 and abs(points - round(points)) > 0.05 else f"{points:.0f}%"


def numbers_in(text: str) -> list[float]:
    """All numbers of a sentence."""
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def state(page: Page, expression: str) -> Any:
    """What the component holds under a name."""
    return page.evaluate(f"document.querySelector('.rt').__vue__.{expression}")


def looked(page: Page, expression: str) -> Any:
    """What an expression in the words of looking.js comes to on the page."""
    return page.evaluate(f"() => {{ {_LOOKING}\n return {expression} }}")
