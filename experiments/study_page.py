"""The page of every key that a study file knows, from the models and kinds that read such files."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from experiments.markdown import table
from experiments.scenario_page import default_of_key, expected_of
from experiments.studies import load, names
from experiments.studies.form import DESIGNS, Caps, Design, Replicates, StudyFile, Until, Variant
from experiments.studies.kinds import VARY_KEYS, SpreadKind
from experiments.studies.planning import DEFAULT_SEED, DEFAULT_STEPS, MOST_RUNS

HEAD = """# What a study file can say

Written by `python -m experiments.docs` from what reads such files; not edited by hand.

A study runs scenarios many times: side by side, over values that vary, under several seeds. It is a text in
TOML, as a scenario file is ([scenario-file.md](scenario-file.md)). Save it as `my-study.toml`, then
`redtape check my-study.toml` names every slip at once, and `redtape describe my-study.toml` tells in words
what would be run.

- A *point* is one set of values laid over every scenario. The *centre*, point 0, is the scenarios as
  declared; a *check* changes one value alone; the points of the *design* follow. A point drawn over uncertain
  parameters is a *future*.
- A *cell* is one scenario in one regime at one point. Every cell is run under the same seeds, so that all
  share their luck and can be compared run by run.
- Keys of `values`, `vary` and `checks` are those of `--set`: the name of a parameter, lever or switch
  (`train`), or a dotted key (`law.status`, `tiers.0.posts`). A lever set so is set from the start; what a
  scenario changes on a date still changes then.
- An empty default: nothing, or what the description says.
- `redtape schema --study` prints the same for editors that check and complete TOML.
"""

HELD = """\
Where priors are drawn, a parameter that a scenario or a regime of the study states is *held*: it is what that
scenario or regime is, and is not drawn anywhere, so that all futures are the same for all. So is one that
stands in `values`, or in a scenario's `cost_file`. To draw it all the same, name it in `[vary]`: its value
then goes over what every scenario and regime states. `redtape describe` tells what is held, and by whom."""

POSTERIOR = """\
`redtape sweep STUDY --posterior FOLDER` draws futures from the posterior that `redtape calibrate` left in a
folder, where the study would draw them from the priors: as many as the design has points, in each regime its
own. What the study varies by a list or range of its own it varies as before, what is held or left stays so,
and the values of one future go together as the record has it. What is freed by the calibration is drawn also
where a regime states it. A study that names no `regimes`, of scenarios that state none, is run in every one
that was calibrated. The scenarios as declared stay as declared. The folder that is written holds all draws,
so that `redtape rerun` needs no other, and what is to be minded of them, which briefs repeat: a calibration
that was given up, too few draws, another size or scenario. A grid, and a study that draws no uncertain
parameter, has no futures to draw, and is refused."""

GROWING = """\
A Latin hypercube of `points = 200` can later be extended by `points = [200, 400]`: the first 200 points stay
what they were, to the last figure, and the values of a key do not depend on what else varies. Where each
number is a multiple of the one before, every key again takes one value in each of so many equal parts of its
range. A longer Sobol design begins with the points of the shorter one; every number is a power of two. In
both, listed values get equal shares, and values of a range are rounded to six figures of its width."""


class Section(NamedTuple):
    """A heading, what it is about, an example that is a whole study, and the tables it tells."""

    heading: str
    says: str
    example: str
    parts: tuple[tuple[str, type[BaseModel]], ...]


SECTIONS = (
    Section(
        "The study itself",
        "The shortest study: scenarios side by side, as declared. Those of the library are named, others are "
        "paths from the study file. All must cover the same months.",
        """\
title = "Does a law pay?"
question = "What does a law add to the orders?"
scenarios = ["executive-order", "legal-mandate"]
base = "executive-order"
regimes = ["L", "K"]
outcomes = ["verified_use_mean", "verified_use"]
values = { posts = 1600 }
""",
        (("", StudyFile),),
    ),
    Section(
        "`[[variants]]`: packages that exist only here",
        "A scenario with some values over it, under a name of its own, beside the scenarios named.",
        """\
scenarios = ["executive-order"]

[[variants]]
name = "train-more"
title = "Executive order, and five times the courses"
values = { train = 0.05 }
""",
        (("", Variant),),
    ),
    Section(
        "`[vary]` and `[design]`: what varies, and how",
        "Each key of `[vary]` takes a list of values (numbers, texts or dates, two or more), a range (every "
        'value equally likely; `whole = true` for whole numbers), or `"prior"`: the range that the '
        "declaration of an uncertain parameter gives ([parameters.md](parameters.md)).",
        """\
scenarios = ["no-reform", "full-package"]

[vary]
uncertain = true                       # every prior, but
leave = ["cost_paper"]
train = [0.01, 0.05, 0.1]              # a list
beta_R = { low = 3.0, high = 8.0 }     # a range
posts = { low = 400, high = 1600, whole = true }

[design]
kind = "latin_hypercube"
points = 200
seed = 1
""",
        (("[design]", Design),),
    ),
    Section(
        "`[checks]`: one value alone",
        "Each value is tried with all else as declared, to see whether the answer hangs on it.",
        """\
scenarios = ["no-reform", "legal-mandate"]

[checks]
kappa = [0.0, 1.5]
gate = "off"
""",
        (),
    ),
    Section(
        "`[replicates]` and `[limits]`: how often, and when to stop",
        "The seeds of a cell are those from `seed` on.",
        """\
scenarios = ["no-reform", "legal-mandate"]

[design]
kind = "sobol"
points = 64

[replicates]
number = 4
centre = 20
until = { outcome = "verified_use_mean", width = 0.02, most = 40 }

[limits]
seconds = 60
failures = 50
""",
        (("[replicates]", Replicates), ("until", Until), ("[limits]", Caps)),
    ),
)


def study_file_page() -> str:
    """Return the page of every key of a study file."""
    sections = [HEAD, *("\n\n".join(_section(x)) for x in SECTIONS)]
    sections += [
        f"## What is held\n\n{HELD}",
        f"## Futures from a posterior\n\n{POSTERIOR}",
        f"## Longer designs\n\n{GROWING}",
        f"## Studies of the library\n\n{_library()}",
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.heading}"
    yield section.says
    yield f"```toml\n{section.example}```"
    if "[vary]" in section.heading:
        yield from _vary()
    for heading, part in section.parts:
        if heading:
            yield f"Keys of `{heading}`:"
        yield table(("key", "what it is", "expected", "default", "required"), _rows(part))


def _vary() -> Iterator[str]:
    yield "Keys of `[vary]`:"
    rows = [[f"`{key}`", words] for key, (_, words) in VARY_KEYS.items()]
    rows.append(["any key of `--set`", f"What it takes: {SpreadKind.expected}."])
    yield table(("key", "what it is"), rows)
    yield (
        "Kinds of design:\n\n"
        + table(("kind", "what it is"), ([f"`{name}`", words] for name, words in DESIGNS.items()))
        + f"\n\nA design draws from seed {DEFAULT_SEED} and a grid takes {DEFAULT_STEPS} values of a range "
        f"where nothing else is said. A study may have at most {MOST_RUNS:,} runs."
    )


def _rows(part: type[BaseModel]) -> Iterator[list[str]]:
    for key, field in part.model_fields.items():
        words = (field.description or "").split(" Unit: ")[0]
        default = "" if isinstance(field.default, BaseModel | tuple) else default_of_key(field)
        if isinstance(field.default, tuple) and field.default:
            default = f"`[{', '.join(f'"{x}"' for x in field.default)}]`"
        yield [f"`{key}`", words, expected_of(field), default, "yes" if field.is_required() else ""]


def _library() -> str:
    plans = (load(name) for name in names())
    rows = (
        [f"`{x.name}`", x.title, " ".join(x.question.split()), f"{len(x.points):,}", f"{x.n_runs:,}"]
        for x in plans
    )
    return table(("name", "title", "what it asks", "points", "runs"), rows)
