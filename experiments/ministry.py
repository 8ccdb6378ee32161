"""The text of a scenario file made from a staff list, with what came from where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from experiments.staff import GRADES, Office, Staff
from sim.parameters import PARAMETERS
from sim.scenario.tier import apportion
from sim.scenario.writing import toml

SHARES_OF = 10_000
"""Shares of grades are written in ten thousandths."""

WIDTH = 100

A_BUDGET = 20_000_000
"""PKR a month that a file suggests, in a remark, for the levers."""

AN_ORDER = """
# Nothing is ordered yet, and every office has the system from the start.  An order looks like this:
#
# [[mandates]]
# announced = {start}
# deadline = {end}
# intensity = 0.3    # announced chance per month of being checked
# label = "First order"
"""


@dataclass(frozen=True)
class Frame:
    """What the staff list does not say.

    command: as typed.  file: name of the file to write.  citizens_of: the scenario whose
    citizens are assumed, empty if they were stated.  extends: the scenario extended, as
    the file names it; without one, days: the first and the last.  recorded: whether the
    scenario extended has a record.
    """

    command: str
    file: str
    title: str
    citizens: int
    citizens_of: str
    extends: str
    days: tuple[date, date] | None
    recorded: bool


def text_of(staff: Staff, frame: Frame) -> str:
    """Return the whole scenario file."""
    return "\n".join(_lines(staff, frame)) + "\n"


def by_grade(offices: Sequence[Office]) -> list[int]:
    """Return the posts of each grade over all offices."""
    return [sum(office.posts[grade] for office in offices) for grade in range(len(GRADES))]


def _lines(staff: Staff, frame: Frame) -> Iterator[str]:
    origin = f"From {frame.extends}: what is not said here: dates, orders, politics, when offices get the "
    origin += "system, parameters."
    yield from _comment(
        f"{frame.title}.",
        "",
        f"Written from the staff list {staff.file} by",
        f"  {frame.command}",
        "From the list: offices, posts and grades.",
        *([origin] if frame.extends else []),
        f"Change what you know better; `redtape check {frame.file}` names every slip.",
    )
    yield ""
    if frame.extends:
        yield f"extends = {_quoted(frame.extends)}"
    yield f"title = {_quoted(frame.title)}"
    if frame.recorded:
        yield "record = false    # the published figures are those of other offices"
    if frame.days:
        start, end = frame.days
        yield f"start = {start}"
        yield f"end = {end}"
        yield 'service = "G2G"    # files between offices; G2C, G2B, G2E: for citizens, business, employees'
    yield ""
    yield from _evidence(staff, frame)
    for code, offices in staff.tiers.items():
        yield from _tier(code, offices, frame, alone=len(staff.tiers) == 1)
    if frame.days:
        yield AN_ORDER.format(start=start, end=end).rstrip()


def _evidence(staff: Staff, frame: Frame) -> Iterator[str]:
    told = [f"Offices, posts and grades: the staff list {_printable(staff.file)}."]
    if any(office.moves for office in staff.offices):
        told.append("In some offices posts were moved so that every grade has one (marked `filled`).")
    assumed = ["most files pass the two largest offices"]
    if frame.extends:
        assumed.append(f"orders, politics and the pace of installation are those of {frame.extends}")
    if frame.citizens_of:
        assumed.append(f"{frame.citizens:,} citizens are served")
    told.append(f"Assumption: {'; '.join(assumed)}.")
    yield f'evidence = """\n{"\n".join(_quoted(line)[1:-1] for line in _wrapped(" ".join(told)))}"""'


def _tier(code: str, offices: tuple[Office, ...], frame: Frame, alone: bool) -> Iterator[str]:
    counts = by_grade(offices)
    shares = [part / SHARES_OF for part in apportion(SHARES_OF, counts)]
    largest = sorted(offices, key=lambda office: -sum(office.posts))[:2]
    source = f"assumption: as in {frame.citizens_of}" if frame.citizens_of else "as stated by --citizens"
    yield ""
    yield "[[tiers]]"
    yield f"code = {_quoted(code)}"
    if alone:
        yield f"name = {_quoted(frame.title)}"
    yield f"posts = {sum(counts):_}"
    yield f"offices = {len(offices)}"
    yield f"citizens = {frame.citizens:_}    # {source}"
    yield f"# budget = {A_BUDGET:_}    # PKR a month that the levers may cost; without it, no limit"
    yield f"# equipment = {PARAMETERS['F0'].default}    # mean equipment of its offices at the start, 0 to 1"
    yield "# docs/scenario-file.md tells what else a tier, and the whole file, can say."
    yield "# Most files pass the hubs: the two largest offices, unless a line such as this names others."
    yield f"# hubs = [{', '.join(_quoted(office.name) for office in largest)}]"
    yield "office_names = ["
    yield from (f"    {_quoted(office.name)}," for office in offices)
    yield "]"
    yield f"sizes = [\n{_numbers([sum(office.posts) for office in offices])}\n]"
    grades = ", ".join(f"{grade} (BPS {low}-{top})" for grade, low, top in GRADES)
    yield from _comment(f"Grades: {grades}; first their shares of all posts, then the posts of each office.")
    yield f"grade_shares = {shares}"
    yield "grade_posts = ["
    rows = [f"{list(office.posts)}," for office in offices]
    for row, office in zip(rows, offices, strict=True):
        filled = f"; filled: {office.moves}" if office.moves else ""
        yield f"    {row:<{max(map(len, rows))}}    # {_printable(office.name)}{filled}"
    yield "]"


def _numbers(numbers: list[int]) -> str:
    return "\n".join(f"    {line}" for line in wrap(", ".join(map(str, numbers)) + ",", WIDTH))


def _comment(*lines: str) -> Iterator[str]:
    """Yield lines as comments; one that is indented is never broken."""
    for line in lines:
        told = _printable(line)
        yield from (
            [f"# {told}"] if told.startswith(" ") else (f"# {part}".rstrip() for part in _wrapped(told))
        )


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False) or [""]


def _quoted(text: str) -> str:
    return toml({"x": text}).removeprefix("x = ").rstrip("\n")


def _printable(text: str) -> str:
    """Return a text that can stand in a comment."""
    return "".join(c if c.isprintable() else " " for c in text)
