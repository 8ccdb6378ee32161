"""The figures against their targets, as a table in Markdown."""

from typing import Any

from benchmarks.checks import MOST_ERRORS

Row = tuple[str, float, str, float, bool]
"""what, measured, unit, target, whether the target is a least value."""


def rows(figures: dict[str, Any]) -> list[Row]:
    """Return one row per target."""
    mesa, c, first, large, sweep = (figures[name] for name in ("mesa", "c", "first", "large", "sweep"))
    few, many = sweep["memory"]["few"], sweep["memory"]["many"]
    return [
        ("federal run against plain Mesa, one thread", mesa["ratio"], "times as fast", 100.0, True),
        (
            "two federal runs at once on two threads, against one in plain Mesa",
            mesa["ratio_two_at_once"],
            "times the rate",
            180.0,
            True,
        ),
        ("months of the federal run against C", c["ratio"], "times the time", 1.5, False),
        (
            f"a post of the whole state ({large['posts']:,}) against the federal service",
            large["ratio"],
            "times the time",
            1.5,
            False,
        ),
        ("memory of the whole state", large["bytes_per_post"], "bytes a post", 100.0, False),
        (
            "peak memory of the process, two runs of the whole state at once",
            large["two_at_once"]["peak_bytes"] / 1e9,
            "GB",
            2.0,
            False,
        ),
        ("compilation on an empty cache", first["compiling_seconds"], "s", 30.0, False),
        ("new process, one federal run, compiled before", first["warm"]["process_seconds"], "s", 2.0, False),
        (
            f"{sweep['runs']:,} federal runs (full size) swept on 2 workers, against ideal",
            sweep["ratio"],
            "times the time",
            1.15,
            False,
        ),
        (
            f"peak memory of a sweep's own process, {many['runs']:,} runs against {few['runs']}",
            many["peak_bytes"] / few["peak_bytes"],
            "times as much",
            1.1,
            False,
        ),
    ]


def met(row: Row) -> bool:
    """Whether a row meets its target."""
    _, measured, _, target, least = row
    return measured >= target if least else measured <= target


def markdown(figures: dict[str, Any]) -> str:
    """Return the table, with what it was measured on."""
    machine, mesa, c, large = (figures[name] for name in ("machine", "mesa", "c", "large"))
    lines = ["| what | measured | target | met |", "|---|---|---|---|"]
    for row in rows(figures):
        what, measured, unit, target, least = row
        bound = f"{'>=' if least else '<='} {target:g}"
        lines.append(f"| {what} | {measured:.3g} {unit} | {bound} | {'yes' if met(row) else 'NO'} |")
    table = "\n".join(lines)
    whole, alone = mesa["nanoseconds_per_post_month"], c["nanoseconds_per_post_month"]
    commit = (machine["git"] or {}).get("commit", "unknown")[:12]
    changed = " with changes" if (machine["git"] or {}).get("dirty") else ""
    checks = figures["checks"]
    of = large["of_which"]
    sweep = figures["sweep"]
    own, few, many = sweep["own_seconds"], sweep["memory"]["few"], sweep["memory"]["many"]
    errors = max(found["errors"] for found in checks["mesa"].values())
    return f"""# Speed

Measured {figures["date"]} at commit {commit}{changed} on {machine["processor"]}, {machine["processors"]}
processors, load {figures["load"]["before"]} before and {figures["load"]["after"]} after; Python
{machine["python"]}, Mesa {machine["mesa"]}, Numba {machine["numba"]}, {machine["gcc"]}.

{table}

Ratios are those of the fastest repetitions, taken in turn in one go; `speed.json` has every repetition
and the medians.  All included, from the scenario to the monthly table, a federal run takes
{whole["mesa"] / 1000:.2f} microseconds a post and month in plain Mesa and {whole["ours"]:.0f} nanoseconds
here.  The months alone take {alone["ours"]:.0f} nanoseconds here and {alone["c"]:.0f} in C
(`gcc {c["flags"]}`).  Two runs of the whole state over {large["months"]} months, at once and to their tables,
take {large["two_at_once"]["seconds"]:.0f} seconds.  Of its {large["bytes_per_post"]:.1f} bytes a post,
{of["state"]:.1f} are the post's own state, {of["monthly_record"]:.1f} the record of every office and month.

The sweep is of {sweep["packages"]} packages in two regimes over {sweep["futures"]} futures; it took
{sweep["wall_seconds"]:.0f} seconds, {sweep["runs_per_second"]:.1f} runs a second.  Ideal is half of what its
runs take of one processor when nothing else runs: {sum(own) / len(own) * 1000:.0f} milliseconds each, the
mean of {len(own)} of them made one by one, half before the sweep and half after.  All else is in the sweep's
time: scenarios, fingerprints, files and their merging.  With runs in processes of their own, the sweeping
process held {few["peak_bytes"] / 1e6:.0f} MB at most for {few["runs"]} runs and
{many["peak_bytes"] / 1e6:.0f} MB for {many["runs"]:,}: {sweep["memory"]["bytes_per_run"]:,.0f} bytes a run.

Checked before timing: the C loop works every desk as ours does in the last month and has the same shares
in every month; plain Mesa, with draws of its own, differs by at most {errors:.1f} standard errors over
{checks["paired_runs"]} pairs of runs of {checks["posts"]:,} posts (limit {MOST_ERRORS:g}).
"""
