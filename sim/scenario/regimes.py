"""Regimes: named sets of parameters that stand in for the defaults in any scenario.

Each is a file of `scenarios/regimes`: a title, its story and evidence, and a table
[parameters].  They fit the record about as well as one another and differ in what it
cannot tell, so a conclusion is worth stating only if it holds in each.
"""

from functools import cache
from typing import Annotated, Any

from pydantic import Field, ValidationError

from sim.errors import InputError
from sim.scenario import reading
from sim.scenario.assessing import found_in
from sim.scenario.part import Part
from sim.scenario.settings import Settings
from sim.scenario.values import Choice, Kind, Text

FOLDER = reading.LIBRARY / "regimes"


class Regime(Part):
    """A named set of parameters."""

    name: Annotated[str, Text(100, 1)] = Field(description="Name of the regime: that of its file.")
    title: Annotated[str, Text(200, 1)] = Field(description="A line for lists.")
    story: Annotated[str, Text(5000, 1)] = Field(description="What the regime takes the world to be like.")
    evidence: Annotated[str, Text(5000, 1)] = Field(description="What it rests on, and what is assumption.")
    parameters: Annotated[dict[str, float], Settings("parameters")] = Field(
        description="Parameters that differ from their declared default, or define the regime."
    )


class RegimeName(Kind):
    """The name of a regime."""

    def read(self, value: Any) -> str:
        """Return `value` if a regime has that name."""
        return Choice(tuple(names())).read(value)

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the name."""
        return Choice(tuple(names())).json()


def names() -> list[str]:
    """Return the names of the regimes, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def load(name: str) -> Regime:
    """Return the regime of that name; raise InputError where its file cannot be used."""
    path = FOLDER / f"{name}.toml"
    try:
        return Regime.model_validate(reading.parsed(path) | {"name": name})
    except ValidationError as error:
        fault = found_in(error)[0]
        key = ".".join(str(part) for part in fault.path)
        raise InputError(
            fault.problem,
            file=reading.display(path),
            key=key,
            value=fault.value,
            expected=fault.expected,
            nearest=fault.nearest,
        ) from None
