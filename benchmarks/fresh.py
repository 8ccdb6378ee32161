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

LARGE = "whole-state"
"""The scenario of all public employees of the country."""


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
    """Live all months of the whole state; compare its cost with that of the federal service.

    Then run it twice at once, to the tables: the time, and the peak memory of the process.
    """
    from concurrent.futures import ThreadPoolExecutor

    from sim import Scenario, compiled, run
    from sim.state import World
    from sim.world import build

    federal, everybody = Scenario.load(name), Scenario.load(LARGE)
    posts = sum(tier.posts for tier in everybody.tiers)

    def cost(scenario: Scenario) -> float:
        world = build(scenario, 1)
        start = time.perf_counter()
        compiled.live(0, scenario.n_months, world)
        return (time.perf_counter() - start) / (len(world.posts.mode) * scenario.n_months)

    def tables(seed: int) -> int:
        result = run(everybody, seed)
        return len(result.monthly) + len(result.offices) + len(result.tiers)

    def size(world: World) -> dict[str, float]:
        state = sum(column.nbytes for column in world.posts) + world.leaving.nbytes
        logs = world.office_log.nbytes + world.tier_log.nbytes + world.shocks.nbytes
        return {"state": state / posts, "monthly_record": logs / posts}

    cost(federal)
    before = held()
    at_large = [cost(everybody)]
    above = peak() - before
    at_large.append(cost(everybody))
    small = min(cost(federal) for _ in range(20))
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(tables, (1, 2)))
    return {
        "scenario": LARGE,
        "posts": posts,
        "months": everybody.n_months,
        "nanoseconds_per_post_month": {"large": min(at_large) * 1e9, "federal": small * 1e9},
        "ratio": min(at_large) / small,
        "bytes_per_post": above / posts,
        "of_which": size(build(everybody, 1)),
        "two_at_once": {"seconds": time.perf_counter() - start, "peak_bytes": peak()},
    }


if __name__ == "__main__":
    print(json.dumps({"first": first, "large": large}[sys.argv[1]](sys.argv[2])))
