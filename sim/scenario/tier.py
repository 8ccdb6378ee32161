"""A tier of government in a scenario: its posts, how they are spread over offices, and its citizens."""

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from sim.errors import nearest
from sim.scenario.go_live import GoLive
from sim.scenario.part import OfficeName, Part
from sim.scenario.settings import Settings
from sim.scenario.values import Choice, Fault, ListOf, Number, OneOf, Text, Wrong

MIN_POSTS = 4
"""An office has a post of each grade, so at least as many posts as there are grades."""

MAX_POSTS = 10_000_000
MAX_OFFICES = 1_000
GRADE_SHARES = {"secretariat": (0.45, 0.33, 0.17, 0.05), "service": (0.55, 0.40, 0.04, 0.01)}
"""Shares of clerks, assistants, officers, senior officers.

In ministries: assumption.  In the civil service as a whole: officers are 4.6 to 5 % of
federal staff (press summary of the statistical bulletin).
"""

SHARES_AGREE = 0.005
"""How far `grade_shares` stated beside `grade_posts` may be from what those come to: rounding."""

SECRETARIAT_UP_TO = 50_000
"""Posts up to which a tier that does not say is taken for ministries rather than the whole service."""

FEDERAL_SHARES = {"Interior": 0.42, "Defence": 0.22}
"""Shares of federal staff in the two largest offices (Gallup Pakistan, 2019-20); the rest is equal."""


class Tier(Part):
    """A tier of government: federal or provincial."""

    code: Annotated[str, Text(12, 1, r"[A-Za-z][A-Za-z0-9_-]*", "letters and digits")] = Field(
        description="Short name of the tier, such as FED."
    )
    name: Annotated[str, Text(80)] = Field(default="", description="Name of the tier as shown.")
    posts: Annotated[int, Number(MIN_POSTS, MAX_POSTS, "posts", whole=True)] = Field(
        description="Number of posts."
    )
    offices: Annotated[int, Number(1, MAX_OFFICES, "offices", whole=True)] = Field(
        description="Number of offices."
    )
    sizes: Annotated[
        str | tuple[int, ...],
        OneOf(
            Choice(("equal", "federal")),
            ListOf(Number(MIN_POSTS, MAX_POSTS, "posts", whole=True), 1),
            '"equal", "federal" or a list with the posts of each office',
        ),
    ] = Field(
        default="equal",
        description="Posts of the offices: equal, federal (Interior 42 %, Defence 22 %, others equal) "
        "or a list.",
    )
    grade_shares: Annotated[
        str | tuple[float, ...] | None,
        OneOf(
            Choice(tuple(GRADE_SHARES)),
            ListOf(Number(0, 1, "share"), MIN_POSTS, MIN_POSTS),
            '"secretariat", "service" or a list of four shares',
        ),
    ] = Field(
        default=None,
        description="Shares of clerks, assistants, officers and senior officers: as in ministries "
        "(secretariat), as in the whole civil service (service), or a list. By default secretariat "
        f"up to {SECRETARIAT_UP_TO:,} posts, service above.",
    )
    grade_posts: (
        Annotated[
            tuple[tuple[int, ...], ...],
            ListOf(ListOf(Number(1, MAX_POSTS, "posts", whole=True), MIN_POSTS, MIN_POSTS), 1, MAX_OFFICES),
        ]
        | None
    ) = Field(
        default=None,
        description="Posts of clerks, assistants, officers and senior officers in each office, such as "
        "[[40, 25, 8, 2], ...]: where the staff list is known. By default each office has the shares of "
        "the tier.",
    )
    hubs: Annotated[tuple[str, ...], ListOf(OfficeName)] = Field(
        default=(),
        description="Names of the offices that most files pass; by default the two largest.",
    )
    office_names: Annotated[tuple[str, ...], ListOf(OfficeName)] = Field(
        default=(),
        description="Names of all offices; by default the hubs come first and the others are numbered.",
    )
    citizens: Annotated[int, Number(1, 1e10, "citizens", whole=True)] = Field(
        description="Number of citizens served."
    )
    access: Annotated[float, Number(0, 1, "share")] = Field(
        default=0.57, description="Share of citizens with access to digital services. Unit: share."
    )
    trust: Annotated[float, Number(0, 1, "share")] | None = Field(
        default=None,
        description="Citizens' trust at the start; by default what the parameter CT0 says. Unit: share.",
    )
    equipment: Annotated[float, Number(0, 1, "share")] | None = Field(
        default=None,
        description="Mean equipment of its offices at the start; by default what the parameter F0 says. "
        "Unit: share.",
    )
    skill_shift: Annotated[float, Number(-0.5, 0.5, "share")] = Field(
        default=0.0,
        description="How much more skilled its officials are at the start than officials of their grade are. "
        "Unit: share.",
    )
    budget: Annotated[float, Number(0, 1e15, "PKR per month")] | None = Field(
        default=None,
        description="What the levers may cost each month; by default there is no limit. Unit: PKR per month.",
    )
    levers: Annotated[dict[str, float | str], Settings("levers")] = Field(
        default={}, description="Levers that differ in this tier from the start."
    )
    go_live: GoLive | None = Field(
        default=None, description="When its offices get the system, if not as the scenario says for all."
    )
    reach: Annotated[float, Number(0, 1, "share")] = Field(
        default=1.0, description="How far central enforcement reaches into the tier. Unit: share."
    )
    will: Annotated[float, Number(0, 1, "share")] = Field(
        default=1.0, description="The tier's own will to enforce. Unit: share."
    )

    @property
    def grades(self) -> tuple[float, ...]:
        """Shares of the four grades, lowest first."""
        if self.grade_posts:
            return shares_of(self.grade_posts)
        if isinstance(self.grade_shares, tuple):
            return self.grade_shares
        by_size = "secretariat" if self.posts <= SECRETARIAT_UP_TO else "service"
        return GRADE_SHARES[self.grade_shares or by_size]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the offices, in their order."""
        if self.office_names:
            return self.office_names
        large = FEDERAL_SHARES if self.sizes == "federal" else ()
        first = self.hubs + tuple(name for name in large if name not in self.hubs)
        width = len(str(self.offices))
        return first + tuple(f"{self.code} {i + 1:0{width}}" for i in range(len(first), self.offices))

    @property
    def office_sizes(self) -> tuple[int, ...]:
        """Number of posts of each office; they add up to `posts`."""
        if isinstance(self.sizes, tuple):
            return self.sizes
        if self.sizes == "equal":
            return apportion(self.posts, [1.0] * self.offices)
        rest = (1 - sum(FEDERAL_SHARES.values())) / (self.offices - len(FEDERAL_SHARES))
        return apportion(self.posts, [FEDERAL_SHARES.get(name, rest) for name in self.names])

    @property
    def posts_by_grade(self) -> tuple[tuple[int, ...], ...]:
        """Posts of the four grades in each office: as listed, else by the shares of the tier."""
        if self.grade_posts:
            return self.grade_posts
        sizes, shares = self.office_sizes, self.grades
        posts_of = {size: one_of_each(apportion(size, shares)) for size in set(sizes)}
        return tuple(posts_of[size] for size in sizes)

    @property
    def hub_offices(self) -> tuple[int, ...]:
        """Positions, within the tier, of the hubs: those named, else the two largest offices."""
        if self.hubs:
            return tuple(self.names.index(name) for name in self.hubs)
        sizes = self.office_sizes
        return tuple(sorted(range(self.offices), key=lambda m: -sizes[m])[:2])

    @model_validator(mode="after")
    def _check(self) -> "Tier":
        sizes = _size_faults(self)
        faults = [*_name_faults(self), *sizes, *_grade_faults(self, sizes_sound=not sizes)]
        if faults:
            raise Wrong(*faults)
        return self


def apportion(total: int, weights: Sequence[float]) -> tuple[int, ...]:
    """Split `total` in proportion to `weights` by largest remainder; ties go to the lower position."""
    whole = math.fsum(weights)
    quotas = [total * weight / whole for weight in weights]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - quotas[i])
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return tuple(parts)


def one_of_each(posts: Sequence[int]) -> tuple[int, ...]:
    """Move posts from the most numerous grade, one to each empty grade; ties go to the lower grade."""
    count = list(posts)
    while 0 in count:
        largest = count.index(max(count))
        count[count.index(0)] += 1
        count[largest] -= 1
    return tuple(count)


def shares_of(grade_posts: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """Return the shares of the grades over all offices, lowest grade first."""
    total = sum(map(sum, grade_posts))
    return tuple(sum(of_grade) / total for of_grade in zip(*grade_posts, strict=True))


def _name_faults(tier: Tier) -> list[Fault]:
    faults = []
    for key in ("hubs", "office_names"):
        names = getattr(tier, key)
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            faults.append(Fault("is named twice", "every name once", path=(key,), value=twice))
    if tier.office_names:
        if len(tier.office_names) != tier.offices:
            given = f"names {len(tier.office_names)} offices"
            faults.append(Fault(given, f"{tier.offices} (the number of offices)", path=("office_names",)))
        known = tier.office_names
        lost = [(i, hub) for i, hub in enumerate(tier.hubs) if hub not in known]
        faults += [_unknown_office("hubs", i, hub, known) for i, hub in lost]
    elif len(tier.hubs) > tier.offices:
        faults.append(Fault(f"names {len(tier.hubs)} offices", f"at most {tier.offices}", path=("hubs",)))
    return faults


def _unknown_office(key: str, i: int, name: str, known: Sequence[str]) -> Fault:
    return Fault(
        "is not among the office names", "one of `office_names`", nearest(name, known), (key, i), name
    )


def _size_faults(tier: Tier) -> list[Fault]:
    faults = []
    if isinstance(tier.sizes, tuple):
        if len(tier.sizes) != tier.offices:
            given = f"lists {len(tier.sizes)} offices"
            faults.append(Fault(given, f"{tier.offices} (the number of offices)", path=("sizes",)))
        elif sum(tier.sizes) != tier.posts:
            total = f"adds up to {sum(tier.sizes):,} posts"
            faults.append(Fault(total, f"{tier.posts:,} (the number of posts)", path=("sizes",)))
    elif tier.sizes == "federal" and (fault := _federal_fault(tier)):
        faults.append(fault)
    elif (smallest := min(tier.office_sizes)) < MIN_POSTS:
        problem = f"leaves an office with {smallest} posts"
        wanted = f"enough for {MIN_POSTS} posts in each of {tier.offices} offices"
        faults.append(Fault(problem, wanted, path=("posts",), value=tier.posts))
    return faults


def _grade_faults(tier: Tier, sizes_sound: bool) -> list[Fault]:
    faults = []
    listed = tier.grade_posts
    shares = GRADE_SHARES.get(tier.grade_shares) if isinstance(tier.grade_shares, str) else tier.grade_shares
    if shares and abs(math.fsum(shares) - 1) > 1e-6:
        total = f"adds up to {math.fsum(shares):g}"
        faults.append(Fault(total, "shares that add up to 1", path=("grade_shares",), value=list(shares)))
    elif shares and listed and _far(shares, shares_of(listed)):
        wanted = f"{[round(share, 3) for share in shares_of(listed)]}, or no shares beside the posts"
        problem = "are not the shares of `grade_posts`"
        faults.append(Fault(problem, wanted, path=("grade_shares",), value=tier.grade_shares))
    if listed and len(listed) != tier.offices:
        given = f"lists {len(listed)} offices"
        faults.append(Fault(given, f"{tier.offices} (the number of offices)", path=("grade_posts",)))
    elif listed and sizes_sound:
        rows = enumerate(zip(listed, tier.office_sizes, strict=True))
        faults += [_wrong_sum(m, row, size) for m, (row, size) in rows if sum(row) != size]
    return faults


def _wrong_sum(m: int, row: tuple[int, ...], size: int) -> Fault:
    total, wanted = f"adds up to {sum(row):,} posts", f"{size:,} (the size of the office)"
    return Fault(total, wanted, path=("grade_posts", m), value=list(row))


def _far(stated: Sequence[float], true: Sequence[float]) -> bool:
    return any(abs(a - b) > SHARES_AGREE for a, b in zip(stated, true, strict=True))


def _federal_fault(tier: Tier) -> Fault | None:
    """Return what keeps a tier from having an Interior, a Defence and at least one other office."""
    special = tuple(FEDERAL_SHARES)
    if tier.office_names and not set(special) <= set(tier.office_names):
        return Fault("needs offices of those names", " and ".join(special), path=("sizes",), value=tier.sizes)
    least = max(len({*tier.hubs, *special}), len(special) + 1)
    if tier.offices < least:
        problem = "are too few for Interior, Defence, the hubs and another one"
        return Fault(problem, f"{least} or more", path=("offices",), value=tier.offices)
    return None
