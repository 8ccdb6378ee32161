"""What must hold between the parts of a scenario: dates inside the horizon, codes that exist, sizes that fit.

Each check names the keys it reads, so that those whose keys are sound can run even
when other keys are wrong, and all faults are told at once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sim.calendar import MONTHS_PER_YEAR, month_index, month_start
from sim.errors import nearest
from sim.scenario.tier import MAX_POSTS
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
    for key in ("changes", "transitions", "enforcement_drops", "events"):
        for i, entry in enumerate(getattr(scenario, key)):
            yield (key, i, "date"), entry.date
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
    counts = scenario.go_live.installed if scenario.go_live else ()
    for i, count in enumerate(counts):
        if month_index(scenario.start, count.date) >= n_months:
            path = ("go_live", "installed", i, "date")
            yield Fault("lies after the end", f"{scenario.end} or earlier", path=path, value=count.date)


def _tiers(scenario: "Scenario") -> Iterator[Fault]:
    codes = [tier.code for tier in scenario.tiers]
    for i, code in enumerate(codes):
        if code in codes[:i]:
            yield Fault(
                "is the code of another tier", "every code once", path=("tiers", i, "code"), value=code
            )
    total = sum(tier.posts for tier in scenario.tiers)
    if total > MAX_POSTS:
        yield Fault(f"have {total:,} posts together", f"at most {MAX_POSTS:,}", path=("tiers",))


def _transitions(scenario: "Scenario") -> Iterator[Fault]:
    codes = [tier.code for tier in scenario.tiers]
    for i, transition in enumerate(scenario.transitions):
        for j, code in enumerate(transition.tiers):
            if code not in codes:
                wanted = f"one of {', '.join(codes)}"
                path = ("transitions", i, "tiers", j)
                yield Fault("is not the code of a tier", wanted, nearest(code, codes), path, code)


def _changes(scenario: "Scenario") -> Iterator[Fault]:
    settings = [(x.date.year, x.date.month, lever) for x in scenario.changes for lever in x.levers]
    for (year, month, lever), times in Counter(settings).items():
        if times > 1:
            problem = f"set {lever} {times} times in the month {year}-{month:02}"
            yield Fault(problem, "one value for a lever in a month", path=("changes",))


def _network(scenario: "Scenario") -> Iterator[Fault]:
    if scenario.switches.get("network") == "file" and not scenario.network_file:
        wanted = "`network_file`, a CSV with the columns from, to, share"
        yield Fault("needs an edge list", wanted, path=("switches", "network"), value="file")


Check = Callable[["Scenario"], Iterator[Fault]]

CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("start", "end"), _horizon),
    (("start", "end"), _inside),
    (("tiers",), _tiers),
    (("tiers", "transitions"), _transitions),
    (("changes",), _changes),
    (("switches", "network_file"), _network),
)


def cross_faults(scenario: "Scenario", unsound: frozenset[str] = frozenset()) -> list[Fault]:
    """Return what does not fit together, leaving out the checks that read an `unsound` key."""
    return [fault for needs, check in CHECKS if not unsound.intersection(needs) for fault in check(scenario)]
