"""The model in Mesa's own SolaraViz: its controls, its pictures, and the page itself."""

import contextlib
import time

from mesa.visualization import Slider

from sim import BureaucracyModel
from sim.parameters import LEVERS
from sim.scenario import Scenario
from viz.live import serving

serving.quieten()

import solara  # noqa: E402 -- its settings are read as it is imported
import solara.server.app  # noqa: E402 -- every widget then belongs to the page that made it
from solara.server import kernel, kernel_context  # noqa: E402

from viz import mesa_view  # noqa: E402


@contextlib.contextmanager
def page():
    """A page of a browser that is not there."""
    context = kernel_context.VirtualKernelContext(id="mesa", kernel=kernel.Kernel(), session_id="mesa")
    kernel_context.contexts["mesa"] = context
    with context:
        yield context
        context.close()


def small():
    return BureaucracyModel("federal-2022", rng=1, posts=400)


def test_there_is_a_control_of_every_lever_within_its_bounds():
    controls = {name: x for name, x in mesa_view.model_params().items() if name in LEVERS}
    assert set(controls) == set(LEVERS)
    for name, lever in LEVERS.items():
        if lever.choices:
            assert controls[name]["values"] == list(lever.choices)
        else:
            assert (controls[name].min, controls[name].max) == (lever.low, lever.high)


def test_the_controls_start_where_the_scenario_does():
    values = {
        name: x.value if isinstance(x, Slider) else x["value"] if isinstance(x, dict) else x
        for name, x in mesa_view.model_params().items()
    }
    assert BureaucracyModel(**values).case.fingerprint == Scenario.load(mesa_view.CASE).fingerprint


def test_the_page_steps_the_model_and_draws_it_anew():
    made = []

    def begun():
        made.append(small())
        return made[-1]

    with page() as context:
        shown = solara.AppLayout(children=[mesa_view.Page(begun)])
        _, rendered = solara.render(shown, handle_error=False)
        labels = {widget.label for widget in of_kind(context, "Slider")}
        assert {mesa_view.label(name) for name, lever in LEVERS.items() if not lever.choices} <= labels
        before = pictures(context)
        assert len(before) == 2
        step = next(widget for widget in of_kind(context, "Btn") if widget.children == ["Step"])
        for months in (1, 2, 3):
            step.click()
            wait(lambda months=months: made[0].months_lived == months)
        wait(lambda: not set(before) & set(pictures(context)))
        assert len(made) == 1
        rendered.close()


def wait(holds):
    """Wait until something holds: Mesa steps the model beside the page."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def of_kind(context, name):
    """The widgets of a page of one kind, in the order they were made."""
    return [widget for widget in list(context.widgets.values()) if type(widget).__name__ == name]


def pictures(context):
    return [bytes(widget.value) for widget in of_kind(context, "Image")]
