"""Charts drawn in a blank page: made-up runs, views of them, and what stands on the drawing."""

import base64
import json
from pathlib import Path

PARTS = Path(__file__).parents[2] / "viz" / "live" / "component"
CHARTS = ("curve", "offices", "network", "resistance", "waterfall")
SIZES = {"large": (980, 520, 19), "small": (640, 300, 13), "phone": (390, 280, 14)}
"""Name -> width, height and letters in pixels."""

N_MONTHS, N_OFFICES = 120, 12
SHARES = ("verified_use", "reported_use", "offices_on_platform")
PARTS_OF_RESISTANCE = ("habit", "hierarchy", "discretion", "jobs", "distrust")

HOSTILE = '<img src=x onerror="window.hurt=1">\'&</svg><script>window.hurt=1</script>'

_DRAWS = """([chart, data, view]) => Charts[chart](data, {...view, theme: Charts.themes[view.theme]})"""
_SHOWS = """([chart, data, view]) => {
  const box = document.createElement('div');
  document.body.replaceChildren(box);
  box.innerHTML = Charts[chart](data, {...view, theme: Charts.themes[view.theme]});
}"""


def script() -> str:
    """All parts that draw, joined as the page joins them."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(PARTS.glob("chart*.js")))


def packed(rows: list[list[int]]) -> str:
    """Bytes of all offices, month after month, as the session sends them."""
    return base64.b64encode(bytes(value for row in rows for value in row)).decode()


def run(level: float, bend: int = 60, after: float = 0.0) -> dict:
    """One side of `shown`: use that grows to `level`, and changes by `after` from month `bend` on."""

    def use(month: int) -> float:
        return max(0.0, min(1.0, level * month / (N_MONTHS - 1) + (after if month >= bend else 0)))

    months = range(N_MONTHS)
    series: dict[str, list[float | None]] = {name: [use(m) for m in months] for name in SHARES}
    series["processing_days"] = [30 - 20 * use(m) for m in months]
    series["cumulative_cost"] = [2.5e7 * (m + 1) * (1 + use(m)) for m in months]
    parts = {
        f"resistance_{name}": [0.1 * (1 - use(m) * (i + 1) / 6) for m in months]
        for i, name in enumerate(PARTS_OF_RESISTANCE)
    }
    series.update(parts)
    series["resistance"] = [sum(values[m] for values in parts.values()) for m in months]
    real = packed(
        [[round(255 * min(1, use(m) * (i + 1) / N_OFFICES)) for i in range(N_OFFICES)] for m in months]
    )
    return {"series": series, "real": real, "reported": real}


def measure(name: str, label: str, form: str, unit: str = "share of desks") -> dict:
    return {"name": name, "label": label, "unit": unit, "definition": "", "form": form}


def record_dot(
    month: int, value: float, statistic: str = "mean", threshold: float | None = None, own: bool = True
) -> dict:
    return {
        "month": month,
        "value": value,
        "sd": 0.05,
        "outcome": "reported_use",
        "statistic": statistic,
        "threshold": threshold,
        "role": "calibrate",
        "self_report": own,
        "label": "r",
        "text": f"Survey {month}",
    }


def about(name: str = "Office") -> dict:
    measures = [
        measure("verified_use", "Real use", "share"),
        measure("reported_use", "Reported use", "share"),
        measure("offices_on_platform", "Offices on the platform", "share"),
        measure("processing_days", "Days per file", "days", "days"),
        measure("cumulative_cost", "Cost so far", "money", "PKR"),
        measure("resistance", "Resistance", "share"),
        *(measure(f"resistance_{part}", f"Fear about {part}", "share") for part in PARTS_OF_RESISTANCE),
    ]
    marks = [
        (0, "order", "First directive"),
        (7, "government", "New governing party"),
        (41, "event", "Project closed"),
        (51, "government", "A vote and a new coalition"),
        (67, "event", "Caretakers"),
        (75, "order", "Second directive"),
        (79, "law", "Act of parliament"),
        (84, "event", "System fails"),
    ]
    return {
        "key": 1,
        "months": [f"{2018 + m // 12}-{m % 12 + 1:02d}" for m in range(N_MONTHS)],
        "offices": [
            {
                "name": f"{name} {i}",
                "tier": "FED" if i < 6 else "PUN",
                "size": 50 + 10 * ((i * 5) % N_OFFICES),
            }
            for i in range(N_OFFICES)
        ],
        "tiers": [{"code": "FED", "name": "Federal"}, {"code": "PUN", "name": "Punjab"}],
        "network": {
            "xy": [[((i * 7) % 12) / 6 - 1, ((i * 5) % 12) / 6 - 1] for i in range(N_OFFICES)],
            "edges": [[i, (i * 5 + 1) % N_OFFICES, 0.1 + i / 20] for i in range(N_OFFICES)],
            "hubs": [0, 1, 2],
        },
        "record": [
            record_dot(30, 0.3),
            record_dot(90, 0.8),
            record_dot(50, 0.4, own=False),
            record_dot(83, 0.55, "share_of_offices", 0.95),
            record_dot(84, 0.6, "share_of_offices", 0.9),
        ],
        "marks": [{"month": m, "kind": kind, "label": label, "text": label} for m, kind, label in marks],
        "measures": measures,
    }


def band(level: float) -> dict:
    found = run(level)["series"]
    return {
        name: {
            "low": [v * 0.9 for v in found[name]],
            "mid": found[name],
            "high": [v * 1.1 for v in found[name]],
        }
        for name in ("verified_use", "cumulative_cost")
    }


def data(current: dict | None = None, baseline: dict | None = None, **traits) -> dict:
    """What the page holds when two runs are there, with acts, a band, a record and an explanation."""
    row = {"label": "Law", "value": 15.0, "low": 13.0, "high": 17.0}
    held = {
        "about": about(),
        "shown": {
            "n": 1,
            "key": 1,
            "current": current or run(0.7, 60, 0.1),
            "baseline": baseline or run(0.4),
            "said": dict.fromkeys(CHARTS, "Real use rises."),
        },
        "band": {"n": 1, "seeds": 20, "of": 20, "current": band(0.7), "baseline": band(0.4)},
        "state": {
            "acts": [
                {"id": 4, "kind": "lever", "month": 60, "text": "Training of 5 % a month"},
                {"id": 9, "kind": "mandate", "month": 62, "text": "Order to work digitally"},
            ]
        },
        "why": {
            "n": 1,
            "status": "done",
            "title": "Why real use differs by +12 points",
            "unit": "points",
            "from": {"label": "Baseline", "value": 40.0},
            "to": {"label": "Your policy", "value": 52.0},
            "rows": [row, {"label": "Order", "value": -3.0, "low": -4.0, "high": -1.0}],
            "mechanisms": [row],
            "sentences": [],
        },
    }
    return {**held, **traits}


def view(**changes) -> dict:
    width, height, font = SIZES["small"]
    return {
        "width": width,
        "height": height,
        "font": font,
        "theme": "light",
        "month": 60,
        "months": about()["months"],
        "measure": "verified_use",
        "hidden_from": None,
        "revealed": False,
        "rests_at": None,
        "veil": 0,
        "guess": [],
        "selected": None,
        "sort": "size",
        "difference": False,
        "words": {},
        **changes,
    }


class Drawings:
    """A blank page with the scripts that draw."""

    def __init__(self, page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on(
            "request",
            lambda request: self.troubles.append(request.url) if request.url.startswith("http") else None,
        )
        page.set_content("<!doctype html><meta charset=utf-8><body style='margin:0'></body>")
        page.add_script_tag(content=script())

    def svg(self, chart: str, held: dict, seen: dict) -> str:
        """The drawing as text."""
        return self.page.evaluate(_DRAWS, [chart, held, seen])

    def show(self, chart: str, held: dict, seen: dict) -> None:
        """Puts the drawing on the page, where its parts can be measured."""
        self.page.evaluate(_SHOWS, [chart, held, seen])

    def boxes(self, selector: str) -> list[dict]:
        """Edges of every element that `selector` finds, in pixels of the drawing."""
        return self.page.eval_on_selector_all(
            selector,
            """nodes => nodes.map(node => {
          const {left, right, top, bottom} = node.getBoundingClientRect();
          return {left, right, top, bottom, text: node.textContent};
        })""",
        )

    def number(self, expression: str, held: dict, seen: dict):
        """The value of an expression in `data` and `view`."""
        return self.page.evaluate(
            f"([data, view]) => {{ view.theme = Charts.themes[view.theme]; return {expression}; }}",
            [held, seen],
        )


def overlaps(boxes: list[dict], slack: float = 1.0) -> list[tuple[str, str]]:
    """Pairs of boxes that cover each other by more than `slack` pixels both ways."""
    return [
        (a["text"], b["text"])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if min(a["right"], b["right"]) - max(a["left"], b["left"]) > slack
        and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > slack
    ]


def copied(value: dict) -> dict:
    """A copy that may be changed; NaN and the like survive."""
    return json.loads(json.dumps(value))
