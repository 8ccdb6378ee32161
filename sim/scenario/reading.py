"""Scenario files: finding them, reading TOML, and laying a child over what it extends.

Rules of `extends`: tables such as [parameters] merge key by key; lists replace, so that
`mandates = []` clears them; [[add.mandates]] appends to the parent's list instead;
`ban = false` removes what the parent set.  Title, story, evidence and expectation are
never inherited: they tell of the parent.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import InputError, nearest

LIBRARY = Path(__file__).resolve().parents[2] / "scenarios"
"""The folder of the scenarios and records that come with the model."""

MERGED = ("parameters", "switches", "levers", "law", "ban", "go_live")
APPENDED = (
    *("tiers", "changes", "mandates", "transitions", "enforcement_drops", "events"),
    *("austerity", "cyber_attacks", "outages"),
)
REMOVABLE = ("law", "ban", "go_live", "record", "network_file", "cost_file", "regime")
REMOVABLE_PARTS = ("date", "repeal", "until", "pace", "start")
FILES = ("record", "network_file", "cost_file")
NOT_INHERITED = ("title", "story", "evidence", "expect")

MAX_BYTES = 1_000_000
MAX_GENERATIONS = 20

Path_ = tuple[str | int, ...]


@dataclass
class Merged:
    """What a file says once laid over its parents, and which file said what."""

    name: str
    data: dict[str, Any]
    file: str | None = None
    origins: dict[Path_, str] = field(default_factory=dict)
    faults: list[InputError] = field(default_factory=list)

    def origin(self, path: Path_) -> str | None:
        """Return the file that set the value at `path`."""
        for n in range(len(path), 0, -1):
            if path[:n] in self.origins:
                return self.origins[path[:n]]
        return self.file


def library_names() -> list[str]:
    """Return the names of the scenarios in the library, sorted."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml"))


def read(source: str | Path) -> Merged:
    """Return the scenario of that name, or in that file, laid over what it extends; raise InputError."""
    return _read(_find(source, Path.cwd()), ())


def read_bytes(path: Path, limit: int | None = None) -> bytes:
    """Return the content of a file; raise InputError where there is none to read."""
    file = display(path)
    try:
        if path.is_dir():
            raise InputError("is a folder", value=file, expected="a file")
        if not path.exists():
            raise InputError("does not exist", value=file, expected="a file", nearest=_near_file(path))
        if not path.is_file():
            raise InputError("is not a regular file", value=file, expected="a file")
        if limit is not None and path.stat().st_size > limit:
            raise InputError("is too large", value=file, expected=f"a file of at most {limit:,} bytes")
        return path.read_bytes()
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error})"
        raise InputError(reason, value=file, expected="a readable file") from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError("is not a path", value=file, expected="a file") from None


def display(path: Path) -> str:
    """Return the path as a user would name it."""
    for folder in (LIBRARY.parent, Path.cwd()):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return str(path)


def located(value: str, base: Path, file: str | None, key: str) -> str:
    """Return where a named data file is: within the library, else its whole path; raise InputError."""
    try:
        for folder in (base, LIBRARY):
            path = (folder / value).resolve()
            if path.is_file():
                inside = path.is_relative_to(LIBRARY)
                return path.relative_to(LIBRARY).as_posix() if inside else str(path)
    except (OSError, ValueError, RuntimeError):
        pass
    kind = "toml" if key == "record" else "csv"
    known = [path.relative_to(LIBRARY).as_posix() for path in sorted(LIBRARY.glob(f"data/*.{kind}"))]
    wanted = "a file beside the scenario, or in the library"
    raise InputError(
        "does not exist", file=file, key=key, value=value, expected=wanted, nearest=nearest(value, known)
    )


def _find(source: str | Path, base: Path) -> Path:
    """Return the file of a scenario given by name or by path."""
    names = library_names()
    if source in names:
        return LIBRARY / f"{source}.toml"
    text = str(source)
    try:
        path = (base / text).absolute()
        if text.endswith(".toml") or "/" in text or "\\" in text or path.exists():
            return path
    except (OSError, ValueError):
        pass
    wanted = f"a path ending in .toml, or one of {', '.join(names)}"
    raise InputError("is an unknown scenario", value=text, expected=wanted, nearest=nearest(text, names))


def _near_file(path: Path) -> str | None:
    """Return what may be meant by a path without a file: a neighbour of its kind, or a library scenario."""
    kind = path.suffix or ".toml"
    around = path.parent.glob("*") if path.parent.is_dir() else ()
    neighbours = {other.stem: other for other in around if other.suffix == kind}
    found = nearest(path.stem, neighbours)
    if found or kind != ".toml":
        return display(neighbours[found]) if found else None
    return nearest(path.stem, library_names())


def _read(path: Path, seen: tuple[Path, ...]) -> Merged:
    file = display(path)
    raw = parsed(path)
    parent = raw.pop("extends", None)
    merged = Merged(path.stem, {}, file)
    if parent is not None:
        merged = _read(_parent(parent, path, file, seen), (*seen, path.resolve()))
        merged.name, merged.file = path.stem, file
        for key in NOT_INHERITED:
            merged.data.pop(key, None)
    _lay_over(merged, raw, path, file)
    return merged


def _parent(parent: Any, path: Path, file: str, seen: tuple[Path, ...]) -> Path:
    """Return the file a scenario extends."""
    if not isinstance(parent, str):
        wanted = "the name or path of a scenario"
        raise InputError("is of the wrong type", file=file, key="extends", value=parent, expected=wanted)
    try:
        found = _find(parent, path.parent)
        chain = (*seen, path.resolve())
        circular = found.resolve() in chain
        if not found.is_file():
            read_bytes(found)
    except InputError as error:
        raise InputError(
            error.problem,
            file=file,
            key="extends",
            value=parent,
            expected=error.expected,
            nearest=error.nearest,
        ) from None
    except (OSError, ValueError, RuntimeError):
        raise InputError(
            "is not a path", file=file, key="extends", value=parent, expected="the name or path of a scenario"
        ) from None
    if circular:
        ring = " -> ".join(step.stem for step in (*chain[chain.index(found.resolve()) :], found))
        problem = f"makes a circle ({ring})"
        wanted = "a scenario that does not build on this one"
        raise InputError(problem, file=file, key="extends", value=parent, expected=wanted)
    if len(chain) > MAX_GENERATIONS:
        problem = "is one generation too many"
        raise InputError(
            problem, file=file, key="extends", value=parent, expected=f"at most {MAX_GENERATIONS}"
        )
    return found


def parsed(path: Path) -> dict[str, Any]:
    """Return the TOML of a file; raise InputError that tells the line."""
    file = display(path)
    content = read_bytes(path, MAX_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"is not UTF-8 text (line {line})", value=file, expected="a file saved as UTF-8"
        ) from None
    try:
        return tomllib.loads(text)
    except RecursionError:
        reason = "its tables or lists are nested too deeply"
    except ValueError as error:
        reason = str(error)
    raise InputError(f"is not valid TOML: {reason}", value=file, expected="lines such as `key = value`")


def _lay_over(merged: Merged, raw: dict[str, Any], path: Path, file: str) -> None:
    """Lay what one file says over what its parents said."""
    additions = raw.pop("add", {})
    if "name" in raw:
        value = raw.pop("name")
        problem = "is an unknown key"
        wanted = "no name: a scenario is named after its file"
        merged.faults.append(
            InputError(problem, file=file, key="name", value=value, expected=wanted, nearest="title")
        )
    for key, value in raw.items():
        if value is False and key in REMOVABLE:
            merged.data.pop(key, None)
        elif key in MERGED and isinstance(value, dict):
            _merge_table(merged, key, value, file)
        else:
            if key in FILES and isinstance(value, str):
                value = _located_or_fault(merged, key, value, path, file)
            merged.data[key] = value
            _note(merged, (key,), value, file)
    _append(merged, additions, file)


def _merge_table(merged: Merged, key: str, table: dict[str, Any], file: str) -> None:
    kept = merged.data.get(key)
    target = dict(kept) if isinstance(kept, dict) else {}
    for name, value in table.items():
        if value is False and name in REMOVABLE_PARTS:
            target.pop(name, None)
        else:
            target[name] = value
            merged.origins[(key, name)] = file
    merged.data[key] = target


def _append(merged: Merged, additions: Any, file: str) -> None:
    """Append the lists of [[add.NAME]] to those of the parents."""
    if not isinstance(additions, dict):
        wanted = "tables such as [[add.changes]]"
        merged.faults.append(
            InputError("is of the wrong type", file=file, key="add", value=additions, expected=wanted)
        )
        return
    for key, entries in additions.items():
        kept = merged.data.get(key, [])
        if key not in APPENDED:
            wanted = f"one of {', '.join(APPENDED)}"
            fault = InputError(
                "is an unknown key",
                file=file,
                key=f"add.{key}",
                value=entries,
                expected=wanted,
                nearest=nearest(key, APPENDED),
            )
            merged.faults.append(fault)
        elif not isinstance(entries, list):
            fault = InputError(
                "is of the wrong type", file=file, key=f"add.{key}", value=entries, expected="a list"
            )
            merged.faults.append(fault)
        elif isinstance(kept, list):
            merged.data[key] = [*kept, *entries]
            merged.origins |= {(key, i): file for i in range(len(kept), len(kept) + len(entries))}


def _located_or_fault(merged: Merged, key: str, value: str, path: Path, file: str) -> str:
    try:
        return located(value, path.parent, file, key)
    except InputError as error:
        merged.faults.append(error)
        return value


def _note(merged: Merged, path: Path_, value: Any, file: str) -> None:
    """Remember that `file` set everything at and below `path`."""
    for known in [known for known in merged.origins if known[: len(path)] == path]:
        del merged.origins[known]
    merged.origins[path] = file
