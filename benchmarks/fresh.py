"""What only a process of its own can tell: the first run, and memory.

    python -m benchmarks.fresh first|large SCENARIO

Prints one JSON object.  Memory is the process's own peak, above what it held before.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

LARGE = 2_300_000
"""Posts of the large service: about all public employees of the country."""


def peak() -> int:
    """Return the most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def held() -> int:
    """Return the memory this process holds now, in bytes (its peak so far, where the system does not say)."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return peak()
    return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def first(name: str) -> dict[str, Any]:
    """Run a scenario once, from importing the package to its table."""
    start = time.perf_counter()
    from sim import Scenario, run

    before = held()
    table = run(Scenario.load(name), 1).monthly
    return {
        "seconds": time.perf_counter() - start,
        "months": len(table),
        "peak_bytes": peak(),
        "peak_bytes_above_imports": peak() - before,
    }


def large(name: str) -> dict[str, Any]:
    """Live all months of a service of LARGE posts; compare its cost with that of the federal one."""
    from sim import Scenario, compiled
    from sim.world import build

    federal = Scenario.load(name)
    everybody = federal.with_values({"tiers.0.posts": LARGE})

    def cost(scenario: Scenario) -> float:
        world = build(scenario, 1)
        start = time.perf_counter()
        compiled.live(0, scenario.n_months, world)
        return (time.perf_counter() - start) / (len(world.posts.mode) * scenario.n_months)

    cost(federal)
    before = held()
    at_large = [cost(everybody)]
    above = peak() - before
    at_large.append(cost(everybody))
    small = min(cost(federal) for _ in range(20))
    return {
        "posts": LARGE,
        "months": federal.n_months,
        "nanoseconds_per_post_month": {"large": min(at_large) * 1e9, "federal": small * 1e9},
        "ratio": min(at_large) / small,
        "bytes_per_post": above / LARGE,
    }


if __name__ == "__main__":
    print(json.dumps({"first": first, "large": large}[sys.argv[1]](sys.argv[2])))
