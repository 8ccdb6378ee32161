"""The pictures and the report of an explanation."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments import report
from experiments.attribution import telling
from experiments.attribution.asking import Estimated, Explanation, estimated
from experiments.attribution.telling import SHOWN, Scale
from experiments.pictures import Gallery
from experiments.store import Writer
from sim.summaries import SUMMARIES
from viz.report import Block, Column, Heading, Paragraph, Picture, Table, render_report
from viz.waterfall import REST, STEP, TOTAL, waterfall

HOW_PARTS = """\
Parts of policy act on one another: a law does more where orders come with it. So what a part comes to \
depends on what is already there. Its Shapley value is the mean of what it adds over all orders in which the \
parts could be introduced, one after the other, from the first scenario to the second; what two parts bring \
about together is shared equally between them. The values add up to the difference exactly. All scenarios in \
between run with the same seeds, so that luck cancels out."""

HOW_MECHANISMS = """\
Each mechanism of the model is taken out of both scenarios, alone, and the difference measured again. What \
goes with it is its contribution. Contributions need not add up: what needs two mechanisms goes with either \
and is counted with each (the remainder then has the other sign than the difference), and what one can do in \
another's place goes with neither (the remainder then has the same sign). A remainder as large as the \
difference says that the mechanisms work together, and that no sum of single ones explains it. Taking a \
mechanism out also shifts the level of use, and with it the room that is left for a policy: a contribution \
holds both."""


def page(x: Explanation, manifest: Mapping[str, Any], writer: Writer) -> str:
    """Draw the pictures into the folder; return the report that holds them."""
    gallery = Gallery(writer, f"Source: redtape {manifest['redtape']}, {_runs(x)}.")
    first, second = x.question.names
    summary = SUMMARIES[x.question.outcome]
    blocks: list[Block] = [
        Paragraph(f"{summary.label}: {summary.definition}."),
        *(Paragraph(sentence) for sentence in telling.sentences(x)),
        report.not_a_forecast(),
        Heading("Which parts of policy"),
        by_part(x, gallery),
        _parts_table(x),
        Paragraph(HOW_PARTS),
        Heading("Through which mechanisms"),
        by_mechanism(x, gallery),
        _mechanisms_table(x),
        Paragraph(telling.remainder_words(x)),
        Paragraph(HOW_MECHANISMS),
        *report.policies((x.question.a, x.question.b)),
        *report.method(),
        *report.made_with(manifest),
    ]
    return render_report(f"Why “{second}” differs from “{first}”", blocks)


def by_part(x: Explanation, gallery: Gallery) -> Picture:
    """The way from the first scenario to the second, part by part."""
    first, second = x.question.names
    return gallery.keep(
        "by-part",
        waterfall(
            part_steps(x),
            axis=_level(x),
            title=f"From “{first}” to “{second}”",
            subtitle=("What each part of policy comes to (Shapley values).", _key(x)),
            source=gallery.source,
        ),
        "What each part of policy comes to: its Shapley value. The bars add up.",
        f"Waterfall from {first} to {second}, largest part first.",
    )


def by_mechanism(x: Explanation, gallery: Gallery) -> Picture:
    """What goes with each mechanism, and what the sum of that leaves over."""
    first, second = x.question.names
    return gallery.keep(
        "by-mechanism",
        waterfall(
            mechanism_steps(x),
            axis=f"Difference in {telling.small(SUMMARIES[x.question.outcome].label)}, {_scale(x).unit}",
            title=f"What makes “{second}” differ from “{first}”",
            subtitle=("What goes when one mechanism alone is taken out of both.", _key(x)),
            source=gallery.source,
        ),
        "The contributions of single mechanisms, their remainder, and the difference to be explained.",
        f"Waterfall of mechanisms, from nothing to the difference between {first} and {second}.",
    )


def part_steps(x: Explanation) -> pd.DataFrame:
    """Return the steps from the first scenario to the second, as `viz.waterfall` draws them."""
    s = _scale(x)
    ends = [estimated(values) for values in x.ends]
    rows = telling.part_rows(x)
    shown = rows if len(rows) <= SHOWN + 1 else rows[:SHOWN]
    places = {part.key: i for i, part in enumerate(x.parts)}
    steps = [_step(STEP, row.label, row.found, s) for row in shown]
    if others := [places[row.key] for row in rows[len(shown) :]]:
        found = estimated(x.split.values[others].sum(axis=0))
        steps.append(_step(REST, f"The other {len(others)} parts", found, s))
    totals = [
        _step(TOTAL, name, end, s) | {"number": s.figure(end.mean)}
        for name, end in zip(x.question.names, ends, strict=True)
    ]
    return pd.DataFrame([totals[0], *steps, totals[1]])


def mechanism_steps(x: Explanation) -> pd.DataFrame:
    """Return the steps from no difference, mechanism by mechanism, to the whole of it."""
    s = _scale(x)
    kinds = {"others": REST, "remainder": REST}
    steps = [
        _step(kinds.get(row.key, STEP), row.label, row.found, s) for row in telling.largest_mechanisms(x)
    ]
    return pd.DataFrame([*steps, _step(TOTAL, "The difference", estimated(x.difference), s)])


def _step(kind: str, label: str, found: Estimated, s: Scale) -> dict[str, Any]:
    scaled = {key: value * s.factor for key, value in found._asdict().items()}
    return {
        "kind": kind,
        "label": label,
        "value": scaled["mean"],
        "low": scaled["low"],
        "high": scaled["high"],
        "number": s.signed(found.mean),
    }


def _scale(x: Explanation) -> Scale:
    return telling.scale(x)


def _level(x: Explanation) -> str:
    return f"{SUMMARIES[x.question.outcome].label}, {_scale(x).level}"


def _key(x: Explanation) -> str:
    changes = f"Numbers on steps: {_scale(x).unit}."
    return (
        changes if x.question.replicates == 1 else f"{changes} Line across the end of a bar: 90 % interval."
    )


def _runs(x: Explanation) -> str:
    n = x.question.replicates
    return f"means of {n} runs of each scenario" if n > 1 else "one run of each scenario"


def _parts_table(x: Explanation) -> Block:
    names = ("part", "value", "interval", "in_a", "in_b")
    first, second = x.question.names
    columns = {
        "part": Column("Part"),
        "value": Column(capitalised(_scale(x).unit)),
        "interval": Column("90 % interval"),
        "in_a": Column(first),
        "in_b": Column(second),
    }
    frame = pd.DataFrame(telling.table_rows(x), columns=list(names))
    return Table(_dashed(frame), columns, caption="Parts of policy in which the two differ")


def _mechanisms_table(x: Explanation) -> Block:
    s = _scale(x)
    rows = [
        (row.label, s.signed(row.found.mean), s.interval(row.found), section)
        for row, section in _with_sections(x)
    ]
    columns = {
        "mechanism": Column("Without"),
        "value": Column(f"{capitalised(s.unit)} that go with it"),
        "interval": Column("90 % interval"),
        "section": Column("Section of the model’s description"),
    }
    frame = pd.DataFrame(rows, columns=list(columns))
    return Table(_dashed(frame), columns, caption="Mechanisms, largest first")


def _with_sections(x: Explanation) -> Sequence[tuple[telling.Row, str]]:
    from sim.parameters.ablations import ABLATIONS

    found = [(row, ABLATIONS[row.key].section) for row in telling.mechanism_rows(x)]
    return [*found, (telling.Row("remainder", "Remainder", estimated(x.mechanisms.remainder)), "")]


def _dashed(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave empty cells to the table, which shows a dash."""
    return frame.replace({"": None})


def capitalised(unit: str) -> str:
    """Return a unit as a column is headed."""
    return telling.capital(unit)
