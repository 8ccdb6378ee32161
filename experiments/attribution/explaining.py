"""Explain two scenarios for the command line: the folder, and what is printed."""

from pathlib import Path

from experiments.attribution import telling
from experiments.attribution.asking import Explanation, Question, find
from experiments.attribution.keeping import keep


def explain(question: Question, out: Path | None, *, force: bool, as_json: bool) -> None:
    """Explain the two scenarios into a folder and print what was found; raise InputError.

    out: the folder; by default one in results/ named after both.  Scenarios that do not
    differ leave no folder.
    """
    mix = find(question)
    if not mix.parts:
        print(telling.as_text(question, None, None) if as_json else telling.nothing(question))
        return
    folder = out or Path("results") / f"explain-{question.a.name}-{question.b.name}"
    found = keep(question, mix, folder, force=force)
    if as_json:
        print(telling.as_text(question, found, str(folder)))
    else:
        _print(found, folder)


def _print(found: Explanation, folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True, highlight=False)
    for sentence in telling.sentences(found):
        console.print(sentence, markup=False)
    unit = telling.capital(telling.scale(found).unit)
    parts = Table(box=None, title="\nParts of policy", title_justify="left")
    for heading in ("Part", unit, "90 % interval", *found.question.names):
        parts.add_column(heading, justify="right" if heading == unit else "left")
    for row in telling.table_rows(found):
        parts.add_row(*row)
    mechanisms = Table(box=None, title="\nWithout one mechanism", title_justify="left")
    for heading in ("Without", f"{unit} that go", "90 % interval"):
        mechanisms.add_column(heading, justify="right" if heading.startswith(unit) else "left")
    for short in telling.mechanism_table(found):
        mechanisms.add_row(*short)
    console.print(parts)
    console.print(mechanisms)
    console.print(f"Results: {folder}", markup=False)
