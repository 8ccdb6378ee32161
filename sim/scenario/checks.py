"""What must hold between the parts of a scenario: dates inside the horizon, codes that exist, sizes that fit.

Each check names the keys it reads, so that those whose keys are sound can run even
when other keys are wrong, and all faults are told at once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.calendar import MONTHS_PER_YEAR, month_index, month_start
from sim.errors import nearest
from sim.scenario.go_live import GoLive
from sim.scenario.tier import MAX_POSTS
from sim.scenario.unit_costs import unit_costs
from sim.scenario.values import Fault

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

MAX_MONTHS = 50 * MONTHS_PER_YEAR

Path = tuple[str | int, ...]


def _horizon(scenario: "Scenario") -> Iterator[Fault]:
    n_months = month_index(scenario.start, scenario.end) + 1
    start = scenario.start.isoformat()
    if n_months < 1:
        yield Fault("lies before the start", f"{start} or later", path=("end",), value=scenario.end)
    elif n_months > MAX_MONTHS:
        last = month_start(scenario.start, MAX_MONTHS - 1).isoformat()
        problem = f"makes a horizon of {n_months:,} months"
        yield Fault(
            problem, f"{last} or earlier (at most {MAX_MONTHS} months)", path=("end",), value=scenario.end
        )


def _dated(scenario: "Scenario") -> Iterator[tuple[Path, date]]:
    """Everything that must happen inside the horizon."""
    for i, mandate in enumerate(scenario.mandates):
        yield ("mandates", i, "announced"), mandate.announced
        yield ("mandates", i, "deadline"), mandate.deadline
    for key in ("changes", "transitions", "enforcement_drops", "cyber_attacks", "events"):
        for i, entry in enumerate(getattr(scenario, key)):
            yield (key, i, "date"), entry.date
    for key in ("austerity", "outages"):
        for i, spell in enumerate(getattr(scenario, key)):
            yield (key, i, "start"), spell.start
            if spell.end:
                yield (key, i, "end"), spell.end
    optional = {
        ("law", "date"): scenario.law and scenario.law.date,
        ("law", "repeal"): scenario.law and scenario.law.repeal,
        ("ban", "start"): scenario.ban and scenario.ban.start,
        ("ban", "until"): scenario.ban and scenario.ban.until,
    }
    yield from ((path, day) for path, day in optional.items() if day)


def _inside(scenario: "Scenario") -> Iterator[Fault]:
    n_months = month_index(scenario.start, scenario.end) + 1
    if not 1 <= n_months <= MAX_MONTHS:
        return  # told by _horizon
    span = f"a date from {scenario.start:%B %Y} to {scenario.end:%B %Y}, the horizon of the scenario"
    for path, day in _dated(scenario):
        if not 0 <= month_index(scenario.start, day) < n_months:
            yield Fault("lies outside the horizon", span, path=path, value=day)
    for path, day in _installations(scenario):
        if month_index(scenario.start, day) >= n_months:
            yield Fault("lies after the end", f"{scenario.end} or earlier", path=path, value=day)


def _installations(scenario: "Scenario") -> Iterator[tuple[Path, date]]:
    """Every day on which offices get the system; it may lie before the start."""
    plans: list[tuple[Path, GoLive | None]] = [(("go_live",), scenario.go_live)]
    plans += [(("tiers", k, "go_live"), tier.go_live) for k, tier in enumerate(scenario.tiers)]
    for path, plan in plans:
        if plan and plan.start:
            yield (*path, "start"), plan.start
        for i, count in enumerate(plan.installed if plan else ()):
            yield (*path, "installed", i, "date"), count.date


def _tiers(scenario: "Scenario") -> Iterator[Fault]:
    codes = [tier.code for tier in scenario.tiers]
    for i, code in enumerate(codes):
        if code in codes[:i]:
            yield Fault(
                "is the code of another tier", "every code once", path=("tiers", i, "code"), value=code
            )
    total = scenario.n_posts
    if total > MAX_POSTS:
        yield Fault(f"have {total:,} posts together", f"at most {MAX_POSTS:,}", path=("tiers",))


LISTS = (
    *("mandates", "changes", "transitions", "enforcement_drops"),
    *("austerity", "cyber_attacks", "outages"),
)
"""Lists whose entries may be meant for some tiers, as may a law and a ban."""


def _entries(scenario: "Scenario", key: str) -> list[tuple[Path, Any]]:
    """The entries of a list, or the one table of that name if there is one, with their paths."""
    found = getattr(scenario, key)
    if isinstance(found, tuple):
        return [((key, i), entry) for i, entry in enumerate(found)]
    return [] if found is None else [((key,), found)]


def _codes(key: str, scenario: "Scenario") -> Iterator[Fault]:
    """The tiers that entries are meant for exist."""
    codes = [tier.code for tier in scenario.tiers]
    for path, entry in _entries(scenario, key):
        for j, code in enumerate(entry.tiers):
            if code not in codes:
                wanted = f"one of {', '.join(codes)}"
                yield Fault(
                    "is not the code of a tier", wanted, nearest(code, codes), (*path, "tiers", j), code
                )


def _struck(key: str, scenario: "Scenario") -> Iterator[Fault]:
    """Offices that are struck exist, and in a tier that is struck."""
    for path, shock in _entries(scenario, key):
        tiers = [tier for tier in scenario.tiers if not shock.tiers or tier.code in shock.tiers]
        names = [name for tier in tiers for name in tier.names]
        where = f" in {', '.join(tier.code for tier in tiers)}" if shock.tiers else ""
        for j, office in enumerate(shock.offices):
            if office not in names:
                near = nearest(office, names)
                wanted = f"the name of an office{where}"
                yield Fault("is not an office", wanted, near, (*path, "offices", j), office)


def _changes(scenario: "Scenario") -> Iterator[Fault]:
    codes = tuple(tier.code for tier in scenario.tiers)
    settings = [
        (x.date.year, x.date.month, lever, code)
        for x in scenario.changes
        for lever in x.levers
        for code in (x.tiers or codes)
    ]
    told = set()
    for (year, month, lever, _), times in Counter(settings).items():
        if times > 1 and (year, month, lever) not in told:
            told.add((year, month, lever))
            problem = f"set {lever} {times} times in the month {year}-{month:02}"
            yield Fault(problem, "one value for a lever in a month", path=("changes",))


def _unit_costs(scenario: "Scenario") -> Iterator[Fault]:
    if scenario.cost_path:
        for fault in unit_costs(scenario.cost_path)[1]:
            yield Fault(fault.problem, fault.expected, fault.nearest, ("cost_file",), scenario.cost_file)


def _network(scenario: "Scenario") -> Iterator[Fault]:
    if scenario.switches.get("network") == "file" and not scenario.network_file:
        wanted = "`network_file`, a CSV with the columns from, to, share"
        yield Fault("needs an edge list", wanted, path=("switches", "network"), value="file")


Check = Callable[["Scenario"], Iterator[Fault]]

CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("start", "end"), _horizon),
    (("start", "end", "tiers"), _inside),
    (("tiers",), _tiers),
    *((("tiers", key), partial(_codes, key)) for key in (*LISTS, "law", "ban")),
    *((("tiers", key), partial(_struck, key)) for key in ("cyber_attacks", "outages")),
    (("tiers", "changes"), _changes),
    (("cost_file",), _unit_costs),
    (("switches", "network_file"), _network),
)


def cross_faults(scenario: "Scenario", unsound: frozenset[str] = frozenset()) -> list[Fault]:
    """Return what does not fit together, leaving out the checks that read an `unsound` key."""
    return [fault for needs, check in CHECKS if not unsound.intersection(needs) for fault in check(scenario)]
