"""Write docs/questions.md and docs/questions.json.

python -m experiments.questions [--replicates 32] [--workers N] [--out docs]
"""

from pathlib import Path

import typer

from experiments.preparing import prepare
from experiments.questions import the_courses, the_hubs, the_law, the_order
from experiments.questions.asking import POSTS, SEEDS, ask
from experiments.questions.figures import as_json
from experiments.questions.page import page
from experiments.questions.question import Question, cells

PAGE, FIGURES = "questions.md", "questions.json"


def questions() -> tuple[Question, ...]:
    """Return the questions in the order of the page."""
    return tuple(x.question() for x in (the_order, the_hubs, the_law, the_courses))


def main(out: Path = Path("docs"), replicates: int = len(SEEDS), workers: int = 2) -> None:
    """Ask every question and write the page and its figures into the folder OUT."""
    prepare()
    seeds = range(SEEDS[0], SEEDS[0] + replicates)
    asked = ask(questions(), cells(), seeds, POSTS, workers)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in ((PAGE, page(asked)), (FIGURES, as_json(asked))):
        (out / name).write_text(text, encoding="utf-8")
        typer.echo(f"{out / name}")


if __name__ == "__main__":
    typer.run(main)
