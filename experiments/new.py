"""A scenario file of one's own ministry: the staff from a list, all else from another scenario."""

import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from experiments import staff as staff_list
from experiments.ministry import Frame, by_grade, text_of
from experiments.staff import GRADES, Staff
from sim.errors import InputError
from sim.scenario import Scenario, Tier
from sim.scenario.assessing import assess
from sim.scenario.reading import display, library_names, read
from sim.scenario.values import Day, Kind, Text, Wrong

FEDERAL = "federal-eoffice"
"""What a new scenario extends, and whose citizens it serves, unless the user says otherwise."""

NAME = Text(60, 1, r"[A-Za-z0-9][A-Za-z0-9_-]*", "letters, digits, - and _, a name")
TITLE = Text(80, 1)


@dataclass(frozen=True)
class Wish:
    """What the user asks for: a scenario that extends another, or a plain one from `start` to `end`."""

    name: str
    csv: str
    out: Path | None = None
    extends: str | None = None
    start: str | None = None
    end: str | None = None
    citizens: int | None = None
    title: str | None = None
    fill: bool = False
    force: bool = False
    command: str = "redtape new"


@dataclass(frozen=True)
class Made:
    """The scenario file that was written, and the staff list it was written from."""

    path: Path
    staff: Staff


def make(wish: Wish) -> tuple[Made | None, list[InputError]]:
    """Write the scenario file that is wished for; return it, or None and everything that is wrong."""
    faults: list[InputError] = []
    target = _target(wish, faults)
    frame = _frame(wish, target, faults)
    staff, wrong = staff_list.assess(wish.csv, wish.fill)
    faults += wrong
    if not faults and frame and staff:
        faults = _write(target, text_of(staff, frame))
        if not faults:
            return Made(target, staff), []
    return None, faults


def summary(made: Made) -> Iterator[str]:
    """Yield what a user is told of a file that was written: what is in it, and what to do next."""
    staff, file = made.staff, display(made.path)
    counts = by_grade(staff.offices)
    told = ", ".join(f"{n:,} {grade}" for n, (grade, *_) in zip(counts, GRADES, strict=True))
    n = len(staff.offices)
    yield f"{file}: {sum(counts):,} posts in {n:,} office{'s' * (n != 1)} ({told})."
    shape = "one row per official" if staff.per_official else "one row per office and grade"
    ignored = f"; columns not used: {', '.join(staff.ignored)}" if staff.ignored else ""
    yield f"{staff.file} was read as {shape}{ignored}."
    typed = shlex.quote(file)
    yield f"Next: `redtape describe {typed}`, then `redtape run {typed}`."


def warnings(made: Made) -> Iterator[str]:
    """Yield one line for each office in which posts were moved so that every grade has one."""
    yield from (f"Filled: {office.name}: {office.moves}." for office in made.staff.offices if office.moves)


# ---- What the user asks for


def _target(wish: Wish, faults: list[InputError]) -> Path:
    """Return where the file goes."""
    name = _read(NAME, wish.name, "NAME", faults)
    if name is None and wish.name.endswith(".toml"):
        faults[-1].nearest = wish.name.removesuffix(".toml")
    target = Path(f"{name or 'unnamed'}.toml")
    try:
        if wish.out is not None:
            target = wish.out / target if wish.out.is_dir() else wish.out
        problem, expected = _unfit(target, wish.force)
    except OSError as error:
        problem, expected = f"is no path ({error.strerror or error})", "a file that can be written"
    if problem:
        key = "NAME" if wish.out is None else "--out"
        faults.append(InputError(problem, key=key, value=str(target), expected=expected))
    return target


def _unfit(target: Path, force: bool) -> tuple[str, str]:
    """Return what is wrong with the place of a file, and what is expected; nothing if it will do."""
    if target.stem in library_names():
        return "is the name of a scenario of the library", "a name of its own"
    if target.suffix != ".toml":
        return "is no scenario file", "a folder, or a file that ends in .toml"
    if not target.parent.is_dir():
        return "lies in a folder that does not exist", "a file in a folder that exists"
    if target.exists() and not force:
        return "exists already", "another --out, or --force to replace it"
    return "", ""


def _frame(wish: Wish, target: Path, faults: list[InputError]) -> Frame | None:
    """Return what the staff list does not say, or None if something is wrong with it."""
    before = len(faults)
    asked = wish.title if wish.title is not None else wish.name[:80]
    title = _read(TITLE, asked, "--title", faults) if wish.title is not None else asked
    days, parent = _days(wish, faults), None
    if wish.start is None and wish.end is None:
        parent = _parent(wish, target, faults)
    citizens = wish.citizens
    if citizens is None:
        citizens = (parent or Scenario.load(FEDERAL)).tiers[0].citizens
    citizens = _read(Tier.model_fields["citizens"].metadata[0], citizens, "--citizens", faults)
    if len(faults) > before:
        return None
    return Frame(
        command=wish.command,
        file=target.name,
        title=title,
        citizens=citizens,
        citizens_of="" if wish.citizens is not None else parent.name if parent else FEDERAL,
        extends=_beside(wish.extends or FEDERAL, target) if parent else "",
        days=days,
        recorded=bool(parent and parent.record),
    )


def _days(wish: Wish, faults: list[InputError]) -> tuple[date, date] | None:
    """Return the first and last day of a plain scenario."""
    if wish.start is None and wish.end is None:
        return None
    if wish.extends is not None:
        wanted = "either a scenario to extend, or --start and --end for a plain one"
        faults.append(
            InputError("has dates of its own", key="--extends", value=wish.extends, expected=wanted)
        )
    for key, text in (("--start", wish.start), ("--end", wish.end)):
        if text is None:
            faults.append(InputError("is missing", key=key, expected=f"{Day.expected}, as the other"))
    days = [
        _read(Day(), text, f"--{key}", faults)
        for key, text in (("start", wish.start), ("end", wish.end))
        if text is not None
    ]
    return (days[0], days[1]) if len(days) == 2 and None not in days else None


def _parent(wish: Wish, target: Path, faults: list[InputError]) -> Scenario | None:
    """Return the scenario to extend."""
    source = wish.extends or FEDERAL
    try:
        parent = Scenario.load(source)
    except InputError as error:
        faults.append(error)
        return None
    problem = None
    if parent.switch("network") == "file":
        problem = "has a list of who writes to whom, which names its own offices"
    elif source not in library_names() and Path(source).resolve() == target.resolve():
        problem = "is the file to be written"
    if problem:
        faults.append(InputError(problem, key="--extends", value=source, expected="another scenario"))
    return parent


def _beside(source: str, target: Path) -> str:
    """Return a scenario as a file at `target` names it."""
    if source in library_names():
        return source
    try:
        return Path(os.path.relpath(Path(source).resolve(), target.parent.resolve())).as_posix()
    except ValueError:  # on another drive
        return Path(source).resolve().as_posix()


def _read(kind: Kind, value: Any, key: str, faults: list[InputError]) -> Any:
    try:
        return kind.read(value)
    except Wrong as wrong:
        fault = wrong.faults[0]
        faults.append(InputError(fault.problem, key=key, value=value, expected=fault.expected))
        return None


# ---- The file


def _write(target: Path, text: str) -> list[InputError]:
    """Write the file if `redtape check` finds nothing wrong with it, else return what is."""
    part = target.with_name(f".{target.stem}.part.toml")
    try:
        part.write_text(text, encoding="utf-8")
        _, faults = assess(Scenario, read(part))
        if not faults:
            os.replace(part, target)
    except InputError as error:
        faults = [error]
    except OSError as error:
        wanted = "a place that can be written to"
        problem = f"cannot be written ({error.strerror or error})"
        faults = [InputError(problem, key="--out", value=str(target), expected=wanted)]
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    for fault in faults:
        fault.file = display(target) if fault.file == display(part) else fault.file
        fault.value = display(target) if fault.value == display(part) else fault.value
    return faults
