"""The figures against their targets, as a table in Markdown."""

from typing import Any

Row = tuple[str, float, str, float, bool]
"""what, measured, unit, target, whether the target is a least value."""


def rows(figures: dict[str, Any]) -> list[Row]:
    """Return one row per target."""
    mesa, c, first, large = (figures[name] for name in ("mesa", "c", "first", "large"))
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
        ("a post at 2.3 million posts against the federal service", large["ratio"], "times the time", 1.5, False),
        ("memory at 2.3 million posts", large["bytes_per_post"], "bytes a post", 100.0, False),
        ("compilation on an empty cache", first["compiling_seconds"], "s", 30.0, False),
        ("new process, one federal run, compiled before", first["warm"]["process_seconds"], "s", 2.0, False),
    ]


def met(row: Row) -> bool:
    """Whether a row meets its target."""
    _, measured, _, target, least = row
    return measured >= target if least else measured <= target


def markdown(figures: dict[str, Any]) -> str:
    """Return the table, with what it was measured on."""
    machine, mesa, c = figures["machine"], figures["mesa"], figures["c"]
    lines = ["| what | measured | target | met |", "|---|---|---|---|"]
    for row in rows(figures):
        what, measured, unit, target, least = row
        bound = f"{'>=' if least else '<='} {target:g}"
        lines.append(f"| {what} | {measured:.3g} {unit} | {bound} | {'yes' if met(row) else 'NO'} |")
    a_month = mesa["nanoseconds_per_post_month"] | {
        f"months_{name}": value for name, value in c["nanoseconds_per_post_month"].items()
    }
    commit = (machine["git"] or {}).get("commit", "unknown")[:12]
    changed = " with changes" if (machine["git"] or {}).get("dirty") else ""
    return "\n".join(
        [
            "# Speed",
            "",
            f"Measured {figures['date']} at commit {commit}{changed} on {machine['processor']}, "
            f"{machine['processors']} processors, load {figures['load']['before']} before and "
            f"{figures['load']['after']} after; Python {machine['python']}, Mesa {machine['mesa']}, "
            f"Numba {machine['numba']}, {machine['gcc']}.",
            "",
            *lines,
            "",
            "Ratios are those of the fastest repetitions, taken in turn in one go; the medians are in "
            "`speed.json`.  A federal run takes a post and month "
            f"{a_month['mesa'] / 1000:.2f} microseconds in plain Mesa and {a_month['ours']:.0f} nanoseconds here, "
            f"all included; the months alone {a_month['months_ours']:.0f} nanoseconds here and "
            f"{a_month['months_c']:.0f} in C (`gcc {c['flags']}`).",
            "",
            "Checked before timing: the C loop works every desk as ours does in the last month and shows the same "
            "shares in every month; plain Mesa differs from ours by at most "
            f"{max(x['errors'] for x in figures['checks']['mesa'].values()):.1f} standard errors over "
            f"{figures['checks']['paired_runs']} paired runs of {figures['checks']['posts']:,} posts.",
            "",
        ]
    )
