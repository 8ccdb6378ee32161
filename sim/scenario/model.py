"""The scenario: one programme, its people, its policy and its politics, validated and frozen."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, model_validator

from sim.calendar import NEVER, month_index, month_start
from sim.parameters import LEVERS, PARAMETERS, SWITCHES
from sim.scenario import reading, regimes, writing
from sim.scenario.assessing import assessed
from sim.scenario.checks import cross_faults
from sim.scenario.go_live import GoLive
from sim.scenario.overrides import with_overrides
from sim.scenario.part import Date, Part
from sim.scenario.policy import Ban, Change, EnforcementDrop, Event, Law, Mandate, Transition
from sim.scenario.settings import Settings, default_of, position_of
from sim.scenario.shocks import Austerity, CyberAttack, Outage
from sim.scenario.tier import Tier
from sim.scenario.unit_costs import unit_costs
from sim.scenario.values import Choice, Flag, Number, Text, Wrong, entries

Prose = Annotated[str, Text(5000)]

TEXTS = ("name", "title", "story", "evidence", "expect")
"""What only tells about a scenario; a child does not inherit it, and results do not depend on it."""

DATED = {
    **{"changes": "date", "mandates": "announced", "transitions": "date", "enforcement_drops": "date"},
    **{"austerity": "start", "cyber_attacks": "date", "outages": "start"},
}


class Scenario(Part):
    """A programme of digital government in a period, with what government and politics do in it."""

    name: Annotated[str, Text(100, 1)] = Field(description="Name of the scenario: that of its file.")
    title: Annotated[str, Text(200)] = Field(default="", description="A line for lists and charts.")
    story: Prose = Field(default="", description="What happens, for a reader who does not know the model.")
    evidence: Prose = Field(default="", description="What the scenario rests on, and what is assumption.")
    expect: Prose = Field(default="", description="The pattern the scenario should show.")
    start: Date = Field(description="Any day of the first month.")
    end: Date = Field(description="Any day of the last month.")
    service: Annotated[str, Choice(("G2G", "G2C", "G2B", "G2E"))] = Field(
        description="Whom the programme serves: government, citizens, business or employees."
    )
    one_way: Annotated[bool, Flag()] = Field(
        default=False, description="Whether users cannot answer back: no trust feedback, at most stage 2."
    )
    record: Annotated[str, Text(1000, 1, form="a path")] | None = Field(
        default=None,
        description="Record file (TOML) of what is known of the programme, beside the scenario file.",
    )
    network_file: Annotated[str, Text(1000, 1, form="a path")] | None = Field(
        default=None,
        description="CSV with the columns from, to, share: how files travel when switches.network is file.",
    )
    cost_file: Annotated[str, Text(1000, 1, form="a path")] | None = Field(
        default=None, description="CSV with the columns name, value: unit costs other than the declared ones."
    )
    price_year: Annotated[int, Number(1947, 2200, "year", whole=True)] = Field(
        default=2025, description="Year in whose rupees the unit costs are stated."
    )
    tiers: Annotated[tuple[Tier, ...], entries(1, 20)] = Field(description="Tiers of government.")
    regime: Annotated[str, regimes.RegimeName()] | None = Field(
        default=None, description="Named set of parameters that stands in for the defaults."
    )
    parameters: Annotated[dict[str, float], Settings("parameters")] = Field(
        default={}, description="Parameters that differ from their default."
    )
    switches: Annotated[dict[str, str], Settings("switches")] = Field(
        default={}, description="Forms of the model that differ from the default."
    )
    levers: Annotated[dict[str, float | str], Settings("levers")] = Field(
        default={}, description="Levers that differ from their default from the start."
    )
    changes: Annotated[tuple[Change, ...], entries(0, 1000)] = Field(
        default=(), description="Dated changes of levers."
    )
    mandates: Annotated[tuple[Mandate, ...], entries(0, 1000)] = Field(
        default=(), description="Orders to work digitally."
    )
    law: Law | None = Field(default=None, description="Legal backing of the programme.")
    ban: Ban | None = Field(default=None, description="A ban on paper.")
    transitions: Annotated[tuple[Transition, ...], entries(0, 1000)] = Field(
        default=(), description="Changes of government."
    )
    enforcement_drops: Annotated[tuple[EnforcementDrop, ...], entries(0, 1000)] = Field(
        default=(), description="Days from which no order is enforced."
    )
    austerity: Annotated[tuple[Austerity, ...], entries(0, 1000)] = Field(
        default=(), description="Cuts of what government spends on the programme."
    )
    cyber_attacks: Annotated[tuple[CyberAttack, ...], entries(0, 1000)] = Field(
        default=(), description="Cyber attacks on offices that have the system."
    )
    outages: Annotated[tuple[Outage, ...], entries(0, 1000)] = Field(
        default=(), description="Outages of the system."
    )
    go_live: GoLive | None = Field(
        default=None, description="When offices get the system; without it, all have it from the start."
    )
    events: Annotated[tuple[Event, ...], entries(0, 1000)] = Field(
        default=(), description="Marks on charts, without effect."
    )

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> "Scenario":
        faults = [] if (info.context or {}).get("parts_only") else cross_faults(self)
        if faults:
            raise Wrong(*faults)
        return self

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the scenarios in the library, sorted."""
        return reading.library_names()

    @classmethod
    def load(cls, source: str | Path) -> "Scenario":
        """Return the scenario of that name in the library, or in that .toml file; raise InputError."""
        return assessed(cls, reading.read(source))

    @classmethod
    def from_data(cls, data: Mapping[str, Any], name: str = "") -> "Scenario":
        """Return the scenario that plain data describes, such as `resolved()`; raise InputError."""
        return assessed(cls, reading.Merged(name or str(data.get("name", "scenario")), _without_name(data)))

    def with_values(self, values: Mapping[str, object]) -> "Scenario":
        """Return a copy with some values replaced; raise InputError.

        A key is dotted (`parameters.beta0`, `tiers.0.posts`, `law.status`), or the bare
        name of a parameter, switch or lever, or of a value of the tier if there is only
        one.  Text, as from a command line, is read as the value it stands for; false
        removes `ban`, `law`, `go_live`, `record`, `network_file`, `cost_file` or
        `regime`, and what a tier may do without, such as `tiers.0.budget`.
        """
        data = with_overrides(self.data(), values, type(self).model_fields)
        return assessed(type(self), reading.Merged(data.pop("name"), data))

    @property
    def n_months(self) -> int:
        """Number of months, and of recorded states, from the start to the end."""
        return month_index(self.start, self.end) + 1

    @property
    def n_posts(self) -> int:
        """Posts of all tiers."""
        return sum(tier.posts for tier in self.tiers)

    @property
    def months(self) -> tuple[date, ...]:
        """First day of every month."""
        return tuple(month_start(self.start, t) for t in range(self.n_months))

    @property
    def record_path(self) -> Path | None:
        """The file of the empirical record, if there is one."""
        return reading.LIBRARY / self.record if self.record else None

    @property
    def network_path(self) -> Path | None:
        """The edge list of the correspondence network, if there is one."""
        return reading.LIBRARY / self.network_file if self.network_file else None

    @property
    def cost_path(self) -> Path | None:
        """The user's own cost table, if there is one."""
        return reading.LIBRARY / self.cost_file if self.cost_file else None

    def month(self, day: date) -> int:
        """Return the number of the month that contains `day`; 0 is the first, earlier ones negative."""
        return month_index(self.start, day)

    @cached_property
    def defaults(self) -> dict[str, float]:
        """The value of every parameter where the scenario states none.

        Of its cost table, else of its regime, else as declared.
        """
        of_regime = regimes.load(self.regime).parameters if self.regime else {}
        priced = unit_costs(self.cost_path)[0] if self.cost_path else {}
        return {name: x.default for name, x in PARAMETERS.items()} | of_regime | priced

    def parameter(self, name: str) -> float:
        """Return the value of a parameter, or the position of a switch, in this scenario."""
        if name in SWITCHES:
            return position_of(SWITCHES[name], self.switch(name))
        return self.parameters.get(name, self.defaults[name])

    def switch(self, name: str) -> str:
        """Return the form of the model that a switch chooses, by its name."""
        declared = SWITCHES[name]
        return self.switches.get(name, declared.choices[int(declared.default)])

    def lever(self, name: str, tier: Tier | None = None) -> float:
        """Return the value of a lever at the start (the position, for a choice), in a tier or in general."""
        general = self.levers.get(name, default_of(LEVERS[name]))
        return position_of(LEVERS[name], general if tier is None else tier.levers.get(name, general))

    def intensity(self, mandate: Mandate) -> float:
        """Return the announced chance per month of being checked under `mandate`."""
        return self.parameter(mandate.intensity) if isinstance(mandate.intensity, str) else mandate.intensity

    def go_live_months(self, tier: Tier) -> tuple[int, ...]:
        """Return the month in which each office of a tier gets the system, in the order they do.

        0 for those that have it at the start, `calendar.NEVER` for those that never get it.
        """
        go_live = self.go_live_of(tier)
        if go_live is None:
            return (0,) * tier.offices
        planned = go_live.months(tier.offices, self.month)
        return tuple(NEVER if t is None else max(0, t) for t in planned)

    def go_live_of(self, tier: Tier) -> GoLive | None:
        """Return what says when the offices of a tier get the system; None where all have it."""
        return tier.go_live or self.go_live

    def data(self) -> dict[str, Any]:
        """Return what a file would say: plain values with dates, without what is left at its default."""
        return writing.plain(self)

    def resolved(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold, with every parameter and lever stated."""
        names = self.defaults | self.parameters
        switches = {name: self.switch(name) for name in SWITCHES}
        levers = {name: self.levers.get(name, default_of(x)) for name, x in LEVERS.items()}
        stated = {"parameters": names, "switches": switches, "levers": levers}
        content: dict[str, Any] = writing.json_ready(writing.plain(self, defaults=True) | stated)
        return content

    @cached_property
    def fingerprint(self) -> str:
        """Hash of everything the results depend on: sha256 in hexadecimal."""
        content = self.resolved()
        for key in (*TEXTS, "events", "record", "network_file", "cost_file", "price_year", "regime"):
            content.pop(key, None)
        content["start"], content["end"] = f"{self.start:%Y-%m}", f"{self.end:%Y-%m}"
        for key, when in DATED.items():
            content[key] = sorted(({**x, "label": ""} for x in content.get(key, [])), key=lambda x: x[when])
        content["tiers"] = [tier | {"name": ""} for tier in content["tiers"]]
        if self.switches.get("network") == "file" and self.network_path:
            content["network"] = hashlib.sha256(reading.read_bytes(self.network_path)).hexdigest()
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def to_toml(self) -> str:
        """Return the scenario as a file without `extends` that loads to the same content."""
        return writing.toml(_without_name(self.data()))


def _without_name(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "name"}
