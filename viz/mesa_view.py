"""The model in Mesa's own SolaraViz, for those who know Mesa: `solara run viz.mesa_view`.

Sliders are generated from the declared levers; pictures are drawn by matplotlib.  Mesa remakes the model
when it is reset, and steps it month by month; the live view of `redtape view` is the faster one, and the
one for a room.
"""

from collections.abc import Callable, Mapping
from typing import Any

import solara
from matplotlib.axes import Axes
from mesa.visualization import Slider, SolaraViz
from mesa.visualization.components import make_mpl_plot_component

from sim import BureaucracyModel
from sim.outcomes import OUTCOMES
from sim.parameters import LEVERS
from sim.scenario import Scenario
from viz.layout import shorten
from viz.style import BLUE, FAINT, GREEN, ORANGE, VERMILLION

CASE, SEED = "federal-eoffice", 1
LETTERS = 18
"""Letters of a lever's words beside its slider, which has the rest of the line."""
STEPS = 100
"""Positions of a slider between a lever's bounds."""

USE = {"reported_use": FAINT, "verified_use": BLUE}
MODES = {"share_paper": VERMILLION, "share_hybrid": ORANGE, "share_digital": GREEN}


def model_params(case: str = CASE, seed: int = SEED) -> dict[str, Any]:
    """Return what Mesa makes the model of: the case, the seed, and a control for every lever."""
    own: Mapping[str, Any] = Scenario.load(case).levers
    return {
        "case": case,
        "rng": seed,
        **{name: control(name, own.get(name, lever.default)) for name, lever in LEVERS.items()},
    }


def control(name: str, value: Any) -> Slider | dict[str, Any]:
    """Return the control of a lever that starts at a value: a slider, or a choice of words."""
    lever = LEVERS[name]
    if lever.choices:
        chosen = value if isinstance(value, str) else lever.choices[int(value)]
        return {"type": "Select", "label": label(name), "value": chosen, "values": list(lever.choices)}
    low, high = float(lever.low), float(lever.high)
    return Slider(label(name), float(value), low, high, (high - low) / STEPS, dtype=float)


def label(name: str) -> str:
    """Return what stands over the control of a lever."""
    words = LEVERS[name].meaning.split(":")[0].rstrip(".")
    return f"{name}: {shorten(words, LETTERS)}"


def plot(colours: dict[str, str]) -> Any:
    """Return a component that draws outcomes of the months lived so far, each in its colour."""

    def finished(axes: Axes) -> None:
        axes.set_ylim(0, 1)
        axes.set_ylabel(OUTCOMES[next(iter(colours))].unit)
        axes.legend([OUTCOMES[name].label for name in colours], loc="upper left", frameon=False)

    return make_mpl_plot_component(colours, post_process=finished)


def begun() -> BureaucracyModel:
    """Return the model as a page first shows it."""
    return BureaucracyModel(CASE, rng=SEED)


@solara.component
def Page(model: Callable[[], BureaucracyModel] = begun) -> None:
    """Show a model of one's own: each browser page has its own."""
    mine = solara.use_memo(model, [])
    parts = solara.use_memo(lambda: [plot(USE), plot(MODES)], [])
    parameters = solara.use_memo(model_params, [])
    SolaraViz(mine, components=parts, model_params=parameters, name="redtape in Mesa", play_interval=1)
