"""The page of every key that a calibration file knows, from the model that reads such files."""

from collections.abc import Iterator

from experiments.calibration.form import UNCERTAIN, CalibrationFile
from experiments.calibration.moved import VERDICTS
from experiments.calibration.reading import load, names
from experiments.markdown import table
from experiments.scenario_page import default_of_key, expected_of

HEAD = """# What a calibration file can say

Written by `python -m experiments.docs` from what reads such files; not edited by hand.

A calibration asks which values of the model's parameters agree with a record
([record-file.md](record-file.md)): not one best value of each, but how far each may lie, given the record.
It is a text in TOML, as a scenario file is ([scenario-file.md](scenario-file.md)). Save it as
`my-calibration.toml`, then `redtape check my-calibration.toml` names every slip at once, in it and in the
record it names; `redtape describe my-calibration.toml` tells in words which figures would be fitted and what
would be drawn; `redtape calibrate my-calibration.toml` does it.
[tutorial-calibration.md](tutorial-calibration.md) goes through one from start to end.

- Only figures of the role `calibrate` are fitted. Those of the role `validate` are scored by
  `redtape validate` afterwards, and nothing of the calibration depends on them.
- A scenario whose file names a record needs no calibration file: `redtape calibrate my-scenario.toml` takes
  every key as its default.
- `--last`, `--early` and `--seed` go over the keys of those names.
- An empty default: nothing, or what the description says.
- `redtape schema --calibration` prints the same for editors that check and complete TOML.
"""

EXAMPLE = """\
title = "A year of orders"
question = "How firmly were the orders checked?"
scenario = "federal-eoffice"
regimes = ["L", "K"]
values = { lam_H = 0.2 }        # set over the scenario, and so held

free = ["beta0", "e1", "e2"]
release = ["th_G"]              # a regime states it, as fitted to this very record
leave = ["cost_paper"]          # stays at the scenario's value, and is not drawn

seeds = 4
early = 100
last = 200
"""

DRAWN = f"""\
The model has {len(UNCERTAIN)} uncertain parameters, each with a range in which any value is as likely as any
other ([parameters.md](parameters.md)): its prior. In a calibration every one of them is one of these."""

STANDINGS = {
    "freed": (
        "it stands in `free`",
        "it moves from generation to generation, towards where runs agree with the record; it is drawn even "
        "where the scenario or a regime states it",
    ),
    "carried": (
        "nobody states it, or it stands in `release`",
        "it is drawn from its prior in every simulation, and the draws of accepted points are its posterior; "
        "not to know it widens all others' intervals, as it should",
    ),
    "held": (
        "the scenario, its cost table, a regime, `values` or `leave` states it",
        "it has that value throughout",
    ),
}
"""What a parameter is in a calibration -> (when, what that means)."""

TWICE = """\
A value that somebody once fitted to this record must not be held, or the record counts twice: free or
release it. Freeing more parameters takes more points; a dozen is the most."""

WORK = """\
- A *point* is one set of values. It is run under `seeds` seeds of its own, and what it says of a figure is
  the mean of those runs; how far one history strays from that is part of the error model, so luck is neither
  fitted nor counted twice.
- The *pilot* draws points from the priors and measures that luck.
- *Early generations* accept `early` points each, ever more strictly, with `desks` posts an office. The *last*
  accepts `last` points at real size under the full error model: these are the posterior.
- A generation that has run `most` points is given up. What there is is kept, but it is no posterior, and
  every result says so. Where too few points fit to go on from, there is no posterior, and the
  folder says what to change.
- A calibration that is stopped or killed goes on by the same command, from the generation it was in."""

ERROR = """\
A figure of the record is taken to be normal about what the model says of it. Its variance is that of one
history's luck (taken from the pilot, with the correlation between figures), plus the square of `discrepancy`
(what a model that is right enough leaves out), plus that of the figure's own error; all of it times `widen`
squared, where the record says that a definition is loose."""


def calibration_file_page() -> str:
    """Return the page of every key of a calibration file."""
    sections = [
        HEAD,
        f"## An example\n\n```toml\n{EXAMPLE}```",
        f"## The keys\n\n{table(('key', 'what it is', 'expected', 'default', 'required'), _rows())}",
        f"## What is drawn, and what is held\n\n{_drawn()}",
        f"## How much work it is\n\n{WORK}",
        f"## How far a figure is believed\n\n{ERROR}",
        f"## What it comes to\n\n{_verdicts()}",
        f"## Calibrations of the library\n\n{_library()}",
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _drawn() -> str:
    rows = ([name, *words] for name, words in STANDINGS.items())
    return f"{DRAWN}\n\n{table(('a parameter is', 'when', 'then'), rows)}\n\n{TWICE}"


def _rows() -> Iterator[list[str]]:
    for key, field in CalibrationFile.model_fields.items():
        words = (field.description or "").split(" Unit: ")[0]
        yield [f"`{key}`", words, expected_of(field), _default(key), "yes" if field.is_required() else ""]


def _default(key: str) -> str:
    field = CalibrationFile.model_fields[key]
    if isinstance(field.default, tuple) and field.default:
        return f"`[{', '.join(f'"{x}"' for x in field.default)}]`"
    return default_of_key(field)


def _verdicts() -> str:
    rows = ([f"*{verdict}*", words] for verdict, words in VERDICTS.items())
    return (
        "Of every parameter that was drawn, `moved.parquet` holds the posterior beside the prior, and one\n"
        f"of three verdicts:\n\n{table(('verdict', 'what it means'), rows)}\n\n"
        "How to read the draws elsewhere: [reading-results.md](reading-results.md#a-posterior)."
    )


def _library() -> str:
    rows = []
    for name in names():
        plan = load(name)
        figures = f"{len(plan.fitted)}, {len(plan.record.held_out)}"
        free = ", ".join(f"`{x}`" for x in plan.regimes[0].free)
        rows.append([f"`{name}`", " ".join(plan.question.split()), figures, free])
    return table(("name", "what it asks", "figures fitted, held out", "freed"), rows)
