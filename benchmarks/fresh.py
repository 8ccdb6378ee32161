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
MONTHS = 24
"""How many months the large service and the federal one are lived for, to compare their cost."""


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
    """Live some months of a service of LARGE posts; compare cost and memory with the federal one."""
    from sim import Scenario, compiled
    from sim.world import build

    scenario = Scenario.load(name)
    small_world = build(scenario, 1)
    compiled.live(0, 1, small_world)
    cost = {}
    small = sum(tier.posts for tier in scenario.tiers)
    before = held()
    for n_posts, repetitions in ((LARGE, 2), (small, 40)):
        sized = scenario.with_values({"tiers.0.posts": n_posts})
        spent = []
        for _ in range(repetitions):
            world = build(sized, 1)
            start = time.perf_counter()
            compiled.live(0, MONTHS, world)
            spent.append(time.perf_counter() - start)
            del world
        cost[n_posts] = min(spent) / (n_posts * MONTHS)
    return {
        "posts": LARGE,
        "months": MONTHS,
        "nanoseconds_per_post_month": {"large": cost[LARGE] * 1e9, "federal": cost[small] * 1e9},
        "ratio": cost[LARGE] / cost[small],
        "bytes_per_post": (peak() - before) / LARGE,
    }


if __name__ == "__main__":
    print(json.dumps({"first": first, "large": large}[sys.argv[1]](sys.argv[2])))
