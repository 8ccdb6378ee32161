"""The packages: which are there, whether their versions will do, and whether they can be used."""

import json
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from typing import NamedTuple

from experiments.doctor.children import ROOT, Died, trial
from experiments.doctor.line import Line, good, not_needed, wrong

EXTRAS = {
    "calibrate": "find which parameters agree with a record (redtape calibrate)",
    "cluster": "sweep on several machines (--dask)",
    "dev": "run the tests and the checks of style and types",
    "view": "move levers in a browser (redtape view)",
}
"""Extra of pyproject.toml -> what it is for; completes "not needed unless you"."""

MODULES = {"vl-convert-python": "vl_convert"}
"""Package -> the module it brings, where the names differ by more than a hyphen."""

IMPORT_SECONDS = 180.0


class Requirement(NamedTuple):
    """A package that is needed, and between which versions."""

    name: str
    bounds: str
    """As written: ">=3.5.1,<4"; empty for any version."""

    @property
    def words(self) -> str:
        """The requirement as pip reads it."""
        return f"{self.name}{self.bounds}"


class Unreadable(Exception):
    """A requirement or a version is not of a form that can be judged."""


def look() -> Iterator[Line]:
    """Give a line for every package that redtape needs, then one for every extra."""
    declared = requirements()
    core = declared.pop("")
    found = {requirement: installed(requirement.name) for requirement in core}
    troubles = _import([x.name for x, version in found.items() if version is not None])
    for requirement, version in found.items():
        yield _told(requirement, version, troubles.get(requirement.name, ""))
    for extra, needed in declared.items():
        yield _extra(extra, needed)


def requirements() -> dict[str, list[Requirement]]:
    """Return extra -> the packages it adds, those always needed under ""."""
    # An extra may name another, as redtape[other]: what that adds is told of the other.
    return {
        extra: [parsed(text) for text in texts if not re.match(r"redtape\b", text)]
        for extra, texts in _declared().items()
    }


def _declared() -> Mapping[str, Iterable[str]]:
    """Return extra -> what it adds as written, in the checkout or else in the installed package."""
    project = ROOT / "pyproject.toml"
    if project.is_file():
        import tomllib

        told = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
        if told.get("name") == "redtape":
            return {"": told["dependencies"], **told.get("optional-dependencies", {})}
    groups: dict[str, list[str]] = {"": []}
    for text in metadata.requires("redtape") or ():
        words, _, condition = text.partition(";")
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", condition)
        groups.setdefault(extra[1] if extra else "", []).append(words)
    return groups


def parsed(text: str) -> Requirement:
    """Return a requirement such as "mesa>=3.5.1,<4"; raise Unreadable."""
    match = re.fullmatch(
        r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?((?:[<>=!~]=?[^,;]+,?)*)", re.sub(r"[\s()]", "", text)
    )
    if not match:
        raise Unreadable(f"the requirement {text!r} cannot be read")
    return Requirement(match[1], match[2])


def installed(name: str) -> str | None:
    """Return the version of a package that is installed; None where it is not."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def within(version: str, bounds: str) -> bool:
    """Whether a version lies within bounds such as ">=3.5.1,<4"; raise Unreadable."""
    for clause in filter(None, bounds.split(",")):
        match = re.fullmatch(r"(>=|<=|==|!=|>|<)(.+)", clause)
        if not match:
            raise Unreadable(f"the bound {clause!r} cannot be judged")
        order = _order(_release(version), _release(match[2]))
        if not {">=": order >= 0, "<=": order <= 0, "==": order == 0, "!=": order != 0}.get(
            match[1], order > 0 if match[1] == ">" else order < 0
        ):
            return False
    return True


def install(words: Iterable[str]) -> str:
    """Return the command that installs packages."""
    return shlex.join([sys.executable, "-m", "pip", "install", *words])


def _release(version: str) -> list[int]:
    """Return the numbers of a version, without what marks a build or a release before its time."""
    match = re.match(r"v?(\d+(?:\.\d+)*)", version)
    if not match:
        raise Unreadable(f"the version {version!r} cannot be read")
    return [int(part) for part in match[1].split(".")]


def _order(a: list[int], b: list[int]) -> int:
    n = max(len(a), len(b))
    left, right = a + [0] * (n - len(a)), b + [0] * (n - len(b))
    return (left > right) - (left < right)


def _told(requirement: Requirement, version: str | None, trouble: str) -> Line:
    name, bounds = requirement
    wanted = f" ({bounds})" if bounds else ""
    if version is None:
        return wrong(name, f"is not installed{wanted}", install([requirement.words]))
    if not within(version, bounds):
        return wrong(name, f"{version} will not do{wanted}", install([requirement.words]))
    if trouble:
        again = install(["--force-reinstall", requirement.words])
        return wrong(name, f"{version} is installed but cannot be used: {trouble}", again)
    return good(name, f"{version}{wanted}")


def _extra(extra: str, needed: list[Requirement]) -> Line:
    """Say whether an extra is installed, and what it would give."""
    purpose = EXTRAS.get(extra, f"use {', '.join(x.name for x in needed)}")
    versions = {requirement: installed(requirement.name) for requirement in needed}
    lacking = [x for x, version in versions.items() if version is None or not within(version, x.bounds)]
    name = f"extra {extra}"
    if not lacking:
        return good(name, f"is installed: you can {purpose}")
    part = (
        "is not installed" if len(lacking) == len(needed) else f"lacks {', '.join(x.name for x in lacking)}"
    )
    return not_needed(name, part, f"you {purpose}", install(x.words for x in lacking))


def _import(packages: list[str]) -> dict[str, str]:
    """Return package -> what went wrong when it was imported, for those with which something did."""
    modules = {MODULES.get(name, name.lower().replace("-", "_")): name for name in packages}
    left, troubles = list(modules), {}
    while left:
        try:
            said, died = trial("modules", *left, seconds=IMPORT_SECONDS), ""
        except Died as end:
            died, said = end.args
        for told in map(json.loads, said):
            left.remove(told["module"])
            if told["trouble"]:
                troubles[modules[told["module"]]] = told["trouble"]
        if died and left:  # it is the one at which the process died
            troubles[modules[left.pop(0)]] = died
        elif left:
            break
    return troubles
