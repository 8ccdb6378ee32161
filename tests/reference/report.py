"""The page docs/reference-numbers.md: study, older rules, present rules, and what explains a difference."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from .legacy_rules import ITEMS
from .study import CASES, COLUMNS, PRINTED, SHARE_TOLERANCE, cells, tolerance
from .variant import Table, measure

N_SEEDS = 16

HEAD = f"""# Reference numbers

Written by `python -m tests.reference`; not edited by hand.

Before this model was built, a design study ran an earlier form of its equations. Its figures are no
truth, but the program should reproduce them where the rules are the same, and every difference should
have a known reason. The setting is that of the scenario `federal-2022`: 40 equal offices, 4,000 posts,
everything on paper in June 2022, seeds 1 to {N_SEEDS}. Columns: outcome and months since June 2022
(D digital, H hybrid, E end to end, PT days per file, Sat satisfaction, leak room for favours, B belief,
Q perceived chance of sanction). Tolerance: ±{SHARE_TOLERANCE:g} on a share, and that times the range of the
outcome for days (21) and satisfaction (4), plus the rounding of the printed figure. **Bold**: beyond it.

"Older rules" puts the older form of these items in the place of the present rules
(`tests/reference/legacy_rules.py`; the model itself knows none of them), numbered as in the design:"""

WHY = """Where the present rules differ beyond tolerance, and why: from the older rules, one item after
another is brought to its present form, in the order of the list; each column is how far that step moves
the figure. The steps add up to the difference between present and older rules. The last column names the
step that goes furthest in the direction of the difference."""


@dataclass(frozen=True)
class Results:
    """Tables from the older rules to the present ones, one item changed at each step."""

    steps: tuple[tuple[str, Table], ...]
    """("", older rules), then (item brought to its present form, table), the last being the present rules."""

    @property
    def older(self) -> Table:
        """All items in their older form."""
        return self.steps[0][1]

    @property
    def present(self) -> Table:
        """The model as it is."""
        return self.steps[-1][1]

    def moves(self, case: str, column: str) -> dict[str, float]:
        """Return item -> how far its change moves a cell."""
        values = [table[case][column][0] for _, table in self.steps]
        names = [item for item, _ in self.steps[1:]]
        return {
            name: after - before for name, before, after in zip(names, values[:-1], values[1:], strict=True)
        }

    def cause(self, case: str, column: str, printed: float) -> str:
        """Return the item whose change moves a cell furthest the way it differs from the study."""
        way = math.copysign(1.0, self.present[case][column][0] - printed)
        moves = self.moves(case, column)
        return max(moves, key=lambda item: way * moves[item])


def run_all(n_seeds: int, tell: Callable[[str], None]) -> Results:
    """Run every case under the older rules, then bring one item after another to its present form."""
    left = list(ITEMS)
    tell("older rules")
    steps = [("", measure(left, n_seeds, CASES))]
    for item in ITEMS:
        left.remove(item)
        tell(f"{item} in its present form")
        steps.append((item, measure(left, n_seeds, CASES)))
    return Results(tuple(steps))


def standard_error(sd: float) -> float:
    """Return the standard error of the difference to the study, both being means over `N_SEEDS` runs."""
    return sd * math.sqrt(2.0 / N_SEEDS)


def beyond(table: Table) -> list[tuple[str, str, float]]:
    """Return the cells of `table` (all cases or some) beyond tolerance: case, column, printed value."""
    return [
        (case, column, value)
        for case, column, value in cells()
        if case in table and abs(table[case][column][0] - value) > tolerance(column)
    ]


def _figure(column: str, value: float) -> str:
    return f"{value:.1f}" if column.startswith("PT") else f"{value:.2f}"


def _compared(results: Results) -> str:
    lines = ["| case | run | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 2) + "|"]
    for case, printed in PRINTED.items():
        shown = [_figure(c, x) for c, x in zip(COLUMNS, printed, strict=True)]
        lines.append(f"| {case} | study | {' | '.join(shown)} |")
        for name, table in (("older rules", results.older), ("present rules", results.present)):
            far = {column for who, column, _ in beyond(table) if who == case}
            shown = [
                f"**{_figure(c, table[case][c][0])}**" if c in far else _figure(c, table[case][c][0])
                for c in COLUMNS
            ]
            lines.append(f"| | {name} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _older_misses(results: Results) -> str:
    missed = beyond(results.older)
    count = (
        f"Under the older rules {len(cells()) - len(missed)} of {len(cells())} figures are within tolerance."
    )
    if not missed:
        return count
    told = []
    for case, column, value in missed:
        mean, sd = results.older[case][column]
        errors = abs(mean - value) / standard_error(sd)
        told.append(
            f"{column} of *{case}* is {_figure(column, mean)} against {_figure(column, value)}, "
            f"{errors:.1f} standard errors of the difference of two means over {N_SEEDS} seeds"
        )
    return f"{count} Beyond it: {'; '.join(told)}."


def _traced(results: Results) -> str:
    sections = [f"{item} ({ITEMS[item].section})" for item in ITEMS]
    lines = [
        f"| case | column | study | present | older rules − study | {' | '.join(sections)} | traced to |",
        "|---" * (len(sections) + 6) + "|",
    ]
    for case, column, value in beyond(results.present):
        moves = results.moves(case, column)
        item = results.cause(case, column, value)
        own = results.older[case][column][0] - value
        steps = " | ".join(f"{moves[name]:+.2f}" for name in ITEMS)
        present = _figure(column, results.present[case][column][0])
        lines.append(
            f"| {case} | {column} | {_figure(column, value)} | {present} | {own:+.2f} | {steps} "
            f"| {ITEMS[item].section} {item} |"
        )
    return "\n".join(lines)


def page(results: Results) -> str:
    """Return the whole page as Markdown."""
    items = "\n".join(f"- **{name}** ({item.section}): {item.older}" for name, item in ITEMS.items())
    parts = (HEAD, items, _compared(results), _older_misses(results), WHY, _traced(results))
    return "\n\n".join(parts) + "\n"
