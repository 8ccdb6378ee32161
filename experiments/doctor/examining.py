"""The examination: every check in turn, each on its own, told line by line."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from experiments.doctor import machine, model, packages
from experiments.doctor.line import Check, Line, wrong

READING = ("numpy", "pandas", "pydantic")
"""Packages without which no scenario can be read."""

RUNNING = (*READING, "networkx", "numba", "pyarrow")
"""Packages without which nothing can be run."""

CHECKS = (
    Check("Python", machine.python),
    Check("packages", packages.look),
    Check("scenarios", model.scenarios, READING),
    Check("regimes", model.regimes, READING),
    Check("data tables", model.records, READING),
    Check("studies", model.studies, READING),
    Check("pictures", model.chart, (*RUNNING, "altair", "vl-convert-python")),
    Check("compile cache", model.cache, RUNNING),
    Check("small run", model.run, RUNNING),
    Check("results folder", machine.results),
    Check("disk at results", machine.disk),
    Check("memory", machine.memory),
    Check("processors", machine.processors),
    Check("browser", machine.browser),
    Check("port", machine.port),
)
"""What is looked at, in the order in which it is told; nothing before the packages needs any of them."""


def examine(checks: Sequence[Check]) -> Iterator[Line]:
    """Give every line as it is found; a check that raises is a line that says so."""
    unusable: set[str] = set()
    for check in checks:
        in_the_way = sorted(unusable & set(check.needs))
        if in_the_way:
            told = f"not looked at, since it needs {' and '.join(in_the_way)}"
            yield wrong(check.name, told, "put that right first")
            continue
        try:
            for line in check.look():
                if line.state == "wrong":
                    unusable.add(line.name)
                yield line
        except Exception as error:  # a broken machine may raise anything; the next check is told all the same
            told = f"could not be looked at ({type(error).__name__}: {' '.join(str(error).split())[:300]})"
            yield wrong(check.name, told, "install redtape anew, in an environment of its own")


def tell(*, as_json: bool) -> int:
    """Print every line as it is found, or all as JSON; return the exit code: 0 ready, 1 not, 130 stopped."""
    lines = []
    try:
        for line in examine(CHECKS):
            lines.append(line)
            if not as_json:
                print(as_text(line), flush=True)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    if as_json:
        told = {"ready": ready(lines), "lines": [asdict(line) for line in lines]}
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        print(verdict(lines))
    return 0 if ready(lines) else 1


def as_text(line: Line) -> str:
    """Return a line as it is printed: the state, what it is about, what was found, and the remedy."""
    remedy = f". Remedy: {line.remedy}" if line.remedy else ""
    return f"{line.state:<10}  {line.name}: {line.told}{remedy}"


def ready(lines: Iterable[Line]) -> bool:
    """Whether nothing is wrong; what is not needed does not count."""
    return all(line.state != "wrong" for line in lines)


def verdict(lines: Sequence[Line]) -> str:
    """Return the last line, which sums up the others."""
    n = sum(line.state == "wrong" for line in lines)
    if not n:
        return "This machine is ready."
    return (
        f"{n} thing{'s are' if n > 1 else ' is'} wrong; the remedy stands beside {'each' if n > 1 else 'it'}."
    )
