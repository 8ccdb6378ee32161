"""A staff list (CSV) read into offices and the posts of each grade in them, or everything wrong with it.

Two shapes are known by their header: one row per official (`office`, `grade`), or one row
per office and grade (`office`, `grade`, `posts`).  A column `tier` holds codes of tiers.
"""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.staff_cells import rows_of, text_of
from experiments.staff_faults import Faults, are_counts, likely_column, other_spellings
from sim.errors import InputError
from sim.scenario import Tier
from sim.scenario.tier import MAX_OFFICES, MAX_POSTS, MIN_POSTS, one_of_each
from sim.scenario.values import Kind, Wrong

GRADES = (("clerks", 1, 10), ("assistants", 11, 16), ("officers", 17, 18), ("senior officers", 19, 22))
"""The grades of the model, lowest first, and the basic pay scales (BPS) they stand for."""

NEEDED = ("office", "grade")
COLUMNS = (*NEEDED, "posts", "tier")
HEADER = "a first row with the columns office and grade (and posts, if a row stands for several posts)"
BPS = "a basic pay scale from 1 to 22, written 17, BPS-17 or BPS 17"
ONLY_TIER = "OWN"
"""Code of the tier of a list without the column `tier`."""


@dataclass(frozen=True)
class Office:
    """An office and its posts of each grade; `listed` are those of the list, before any were moved."""

    name: str
    posts: tuple[int, ...]
    listed: tuple[int, ...]

    @property
    def moves(self) -> str:
        """Say which posts were moved so that every grade has one; empty if none was."""
        pairs = list(zip(self.listed, self.posts, GRADES, strict=True))
        given = [grade for before, after, (grade, *_) in pairs if after > before]
        taken = [f"{before - after} of the {grade}" for before, after, (grade, *_) in pairs if after < before]
        return (
            f"{' and '.join(taken)} counted as {' and '.join(f'1 of the {x}' for x in given)}"
            if given
            else ""
        )


@dataclass(frozen=True)
class Staff:
    """A sound staff list: the offices of each tier by its code, in the order of the list."""

    file: str
    tiers: dict[str, tuple[Office, ...]]
    per_official: bool
    ignored: tuple[str, ...]

    @property
    def offices(self) -> list[Office]:
        """Every office, tier by tier."""
        return [office for offices in self.tiers.values() for office in offices]


def assess(path: str | Path, fill: bool = False) -> tuple[Staff | None, list[InputError]]:
    """Return the staff list in a file, or None and everything that is wrong with it.

    fill: move posts of an office so that every grade has one, as few as possible.  A path
    may also lead to a file of the library, such as data/example-staff.csv.
    """
    try:
        file, text = text_of(Path(path))
    except InputError as error:
        return None, [error]
    reading = _Reading(file, fill)
    staff = reading.read(text)
    faults = reading.faults.told()
    return (None, faults) if faults else (staff, [])


@dataclass
class _Count:
    """What the rows say of one office."""

    row: int
    n_rows: int = 0
    posts: list[int] = field(default_factory=lambda: [0] * len(GRADES))


class _Reading:
    """One list on its way from text to offices; `faults` gathers what is wrong with it."""

    def __init__(self, file: str, fill: bool) -> None:
        self.file = file
        self.fill = fill
        self.faults = Faults(file)
        self.place: dict[str, int] = {}
        self.counts: dict[tuple[str, str], _Count] = {}
        self.seen: dict[tuple[str, str, int], int] = {}
        self.unsure: set[str] = set()  # names of offices of which some row is wrong

    def read(self, text: str) -> Staff | None:
        """Return the staff, right only if there are no faults; None if it cannot be read on."""
        try:
            rows = list(rows_of(text, COLUMNS))
        except csv.Error as error:
            wanted = "values with a comma (or a semicolon) between them"
            also = "Is a quotation mark missing, or one too many?"
            self.faults.add(None, f"is not a CSV file ({error})", expected=wanted, also=also)
            return None
        if not rows:
            self.faults.add(None, "has empty cells alone", expected="a header and the staff, row by row")
            return None
        header = rows[0][1]
        self._read_header(header, rows[1:])
        if not self.faults.found:
            self._judge_other_columns(header, rows[1:])
        if self.faults.found:
            return None
        for number, cells in rows[1:]:
            self._read_row(number, cells, len(header))
        if len(rows) == 1:
            self.faults.add(None, "has a header and no rows", expected="the staff, row by row")
        self._judge()
        tiers: dict[str, list[Office]] = {}
        for (tier, name), count in self.counts.items():
            tiers.setdefault(tier, []).append(_office(name, count.posts))
        return Staff(
            self.file,
            {tier: tuple(offices) for tier, offices in tiers.items()},
            "posts" not in self.place,
            tuple(name for name in header if name and name.casefold() not in COLUMNS),
        )

    def _read_header(self, header: list[str], rows: list[tuple[int, list[str]]]) -> None:
        names = [name.casefold() for name in header]
        self.place = {name: names.index(name) for name in COLUMNS if name in names}
        for name in COLUMNS:
            if names.count(name) > 1:
                self.faults.add(None, "is the name of several columns", key=name, expected="one of them")
        missing = [name for name in NEEDED if name not in names]
        below = next((row for row, cells in rows[:20] if _heads(cells)), None)
        if missing and below:
            wanted = f"the header first: leave out what is above row {below}"
            self.faults.add(None, f"has its header in row {below}", expected=wanted)
            return
        for name in missing:
            near = likely_column(name, [one for one in header if one.casefold() not in COLUMNS])
            also = f'If the column "{near}" holds it, call it {name}.' if near else None
            self.faults.add(None, "is not a column", key=name, expected=HEADER, also=also)

    def _judge_other_columns(self, header: list[str], rows: list[tuple[int, list[str]]]) -> None:
        """Tell of a column of numbers that is probably meant for `posts`: each row would count as one."""
        if "posts" in self.place:
            return
        near = likely_column("posts", [name for name in header if name.casefold() not in COLUMNS])
        if near and rows and are_counts(_at(cells, header.index(near)) for _, cells in rows):
            problem = "is a column of numbers that may be meant for posts"
            wanted = "the name posts, if that is what it holds, or a list without it"
            self.faults.add(None, problem, value=near, expected=wanted)

    def _read_row(self, row: int, cells: list[str], width: int) -> None:
        """Count the posts of one row."""
        if any(cells[width:]):
            wanted = f"{width}, as in the header"
            also = "A name that holds a comma needs quotation marks around it."
            self.faults.add(row, "has too many cells", expected=wanted, also=also)
            self.unsure.add(_at(cells, self.place["office"]))
            return
        value = {name: _at(cells, place) for name, place in self.place.items()}
        tier = self._name(row, "tier", value["tier"], _kind("code")) if "tier" in value else ONLY_TIER
        office = self._name(row, "office", value["office"], _kind("office_names").kind)
        bps = self._bps(row, value["grade"])
        posts = self._posts(row, value["posts"]) if "posts" in value else 1
        if tier is None or office is None or bps is None or posts is None:
            self.unsure.add(value["office"])
        if tier is None or office is None:
            return
        count = self.counts.setdefault((tier, office), _Count(row))
        count.n_rows += 1
        if bps is None or posts is None:
            return
        count.posts[next(grade for grade, (_, _, top) in enumerate(GRADES) if bps <= top)] += posts
        first = self.seen.setdefault((tier, office, bps), row)
        if "posts" in value and first != row:
            wanted = "one row per office and grade, with the sum of the posts"
            problem, both = f"stands in row {first} too", f"{office}, {bps}"
            self.faults.add(row, problem, key="office, grade", value=both, expected=wanted)

    def _name(self, row: int, column: str, value: str, kind: Kind) -> str | None:
        if not value:
            wanted = "the name of the office" if column == "office" else "the code of the tier, such as FED"
            self.faults.add(row, "is empty", key=column, expected=wanted)
        elif not value.isprintable():
            problem = "holds a line break or another sign that cannot be printed"
            self.faults.add(row, problem, key=column, value=value, expected="letters and plain spaces")
        else:
            try:
                return str(kind.read(value))
            except Wrong as wrong:
                fault = wrong.faults[0]
                self.faults.add(row, fault.problem, key=column, value=value, expected=fault.expected)
        return None

    def _bps(self, row: int, value: str) -> int | None:
        found = re.fullmatch(r"(?:b(?:ps|s)?[\s.–-]*)?([0-9]{1,4})", value, re.IGNORECASE)
        if found and GRADES[0][1] <= int(found[1]) <= GRADES[-1][2]:
            return int(found[1])
        if not value:
            self.faults.add(row, "is empty", key="grade", expected=BPS)
        elif found:
            self.faults.add(row, "is out of bounds", key="grade", value=value, expected=BPS)
        else:
            also = "Leave out staff who have none."
            self.faults.add(row, "is not a grade", key="grade", value=value, expected=BPS, also=also)
        return None

    def _posts(self, row: int, value: str) -> int | None:
        if re.fullmatch("[0-9]{1,18}", value) and int(value) >= 1:
            return int(value)
        problem, wanted = "is not a whole number of 1 or more", "the number of posts, in digits alone"
        also = "Leave out the row of a grade without posts." if re.fullmatch("0+", value) else None
        self.faults.add(row, problem, key="posts", value=value, expected=wanted, also=also)
        return None

    def _judge(self) -> None:
        """Tell what is wrong with the offices and tiers of the whole list."""
        n_offices: dict[str, int] = {}
        for tier, _ in self.counts:
            n_offices[tier] = n_offices.get(tier, 0) + 1
        for wrong, right in other_spellings(n_offices).items():
            problem = "differs from another tier only in capitals"
            self.faults.add(None, problem, key="tier", value=wrong, nearest=right)
            self.unsure |= {name for tier, name in self.counts if tier in (wrong, right)}
        for tier, n in n_offices.items():
            of = f" in tier {tier}" if "tier" in self.place else ""
            if n > MAX_OFFICES:
                self.faults.add(None, f"names {n:,} offices{of}", expected=f"at most {MAX_OFFICES:,}")
            self._judge_spelling(tier)
        total = sum(sum(count.posts) for count in self.counts.values())
        if total > MAX_POSTS:
            self.faults.add(None, f"counts {total:,} posts", expected=f"at most {MAX_POSTS:,}")
        for (_, name), count in self.counts.items():
            if name not in self.unsure:
                self._judge_office(name, count.posts)

    def _judge_spelling(self, tier: str) -> None:
        rows = {name: count.n_rows for (code, name), count in self.counts.items() if code == tier}
        for wrong, right in other_spellings(rows).items():
            problem = "differs from another office only in capitals or spaces"
            row = self.counts[tier, wrong].row
            self.faults.add(row, problem, key="office", value=wrong, nearest=right)
            self.unsure |= {wrong, right}

    def _judge_office(self, name: str, posts: list[int]) -> None:
        total = sum(posts)
        if total < MIN_POSTS:
            problem = f"has {total} post{'s' * (total != 1)}"
            wanted = f"at least {MIN_POSTS}, one of each grade: merge it with another office"
            self.faults.add(None, problem, key="office", value=name, expected=wanted)
        elif 0 in posts and not self.fill:
            lacking = [grade for grade, n in zip(GRADES, posts, strict=True) if n == 0]
            told = ", no ".join(f"{grade} (BPS {low}-{top})" for grade, low, top in lacking)
            wanted = "a post of every grade: merge it with another office, or let --fill move posts"
            self.faults.add(None, f"has no {told}", key="office", value=name, expected=wanted)


def _at(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _heads(cells: list[str]) -> bool:
    return set(NEEDED) <= {cell.casefold() for cell in cells}


def _office(name: str, listed: list[int]) -> Office:
    posts = one_of_each(listed) if sum(listed) >= MIN_POSTS else tuple(listed)
    return Office(name, posts, tuple(listed))


def _kind(key: str) -> Any:
    """Return what a key of a tier may be."""
    return Tier.model_fields[key].metadata[0]
