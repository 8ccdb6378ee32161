"""What a room takes home: tables of both runs, the policy as a scenario file, a brief, and a code to scan."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.live.acts import Act, Refused, words
from experiments.tables import COMPRESSION, TABLES, TEXT, WHOLE, described
from sim import simulate
from sim.errors import InputError, nearest
from sim.scenario import Scenario
from sim.simulate import RunResult

BASELINE, CURRENT = "baseline", "current"

TOO_LONG = "This session holds too much for a code to scan: copy its link, or save it as a file."

OF_POLICY = {
    "policy": (TEXT, f"{BASELINE} or {CURRENT}", "which of the two policies the row is of"),
    "scenario": (TEXT, "name", "name of the scenario that the policy is, or was made from"),
    "fingerprint": (TEXT, "sha256", "of everything in the policy that results depend on"),
    "seed": (WHOLE, "index", "key of all draws of the run; the same for both"),
}
"""Columns that the tables begin with."""

NOT_TAKEN = ("run", "replicate", "scenario")
"""Columns of the tables of a results folder that mean nothing here."""

COLUMNS = {
    name: OF_POLICY | {key: x for key, x in TABLES[name].items() if key not in NOT_TAKEN}
    for name in ("monthly", "offices")
}


@dataclass(frozen=True)
class Taken:
    """What a session has at the moment in which it is taken home.

    baseline, current: the two policies as they are run, with all acts.  acts: what the room did to
    get from `source` to the current one.  address: the link that restores the session.  month: the
    one on screen.  band: as the trait of the page; why: likewise; both empty where there is none.
    """

    baseline: Scenario
    current: Scenario
    seed: int
    acts: Sequence[Act] = ()
    month: int | None = None
    address: str = ""
    measure: str = "verified_use"
    guess: Sequence[tuple[int, float]] = ()
    band: Mapping[str, Any] | None = None
    why: Mapping[str, Any] | None = None
    run: Callable[[Scenario, int], RunResult] = simulate.run
    """Makes a run, of a scenario under a seed; may raise what ends the work of a session."""

    @cached_property
    def runs(self) -> dict[str, RunResult]:
        """Both runs, made when they are first asked for."""
        return {
            BASELINE: self.run(self.baseline, self.seed),
            CURRENT: self.run(self.current, self.seed),
        }

    @property
    def title(self) -> str:
        """What the current policy is called."""
        title = self.current.title or self.current.name
        return f"{title} – with what the room did" if self.acts else title


def file(what: str, taken: Taken) -> tuple[str, str, bytes]:
    """Return a file to take home: its name, its kind (MIME) and its content; raise InputError.

    what: one of `FILES`.  Makes both runs, whole as the scenarios are.
    """
    if what not in FILES:
        wanted = f"one of {', '.join(FILES)}"
        raise InputError("is nothing to take home", value=what, expected=wanted, nearest=nearest(what, FILES))
    mime, content = FILES[what]
    return f"redtape-{taken.current.name}-{what}{ENDINGS.get(what, '')}", mime, content(taken)


def table(name: str, taken: Taken) -> pa.Table:
    """Return the monthly table, or that of the offices, of both policies: the baseline first.

    Every column holds its unit and its meaning, as the tables of a results folder do.
    """
    parts = []
    for policy, run in taken.runs.items():
        rows = run.monthly if name == "monthly" else run.offices
        parts.append(
            rows.assign(
                policy=policy,
                scenario=run.scenario.name,
                fingerprint=run.scenario.fingerprint,
                seed=run.seed,
            )
        )
    form = described(COLUMNS[name])
    return pa.Table.from_pandas(pd.concat(parts)[form.names], schema=form, preserve_index=False)


def _csv(name: str) -> Callable[[Taken], bytes]:
    def content(taken: Taken) -> bytes:
        frame = table(name, taken).to_pandas()
        return bytes(frame.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n").encode("utf-8"))

    return content


def _parquet(name: str) -> Callable[[Taken], bytes]:
    def content(taken: Taken) -> bytes:
        raw = io.BytesIO()
        pq.write_table(table(name, taken), raw, compression=COMPRESSION)
        return raw.getvalue()

    return content


def scenario_toml(taken: Taken) -> bytes:
    """Return the current policy as a scenario file, which `redtape run` takes."""
    told = [
        f"What a room did to {taken.current.name} in the live view, as a scenario of its own.",
        *(f"- {when(act, taken.current)}: {words(act)}" for act in by_month(taken.acts)),
        f"The run shown was that of seed {taken.seed}.",
    ]
    head = "\n".join(f"# {' '.join(line.split())}" for line in told)
    # What the scenario should show by itself says nothing about what a room made of it.
    named = taken.current.with_values({"title": taken.title[:200], **({"expect": ""} if taken.acts else {})})
    return f"{head}\n\n{named.to_toml()}".encode()


def by_month(acts: Sequence[Act]) -> list[Act]:
    """Return acts in the order of their months."""
    return sorted(acts, key=lambda act: act.month)


def when(act: Act, scenario: Scenario) -> str:
    """Return from when an act holds."""
    return "from the start" if act.month == 0 else f"{scenario.months[act.month]:%B %Y}"


def qr(address: str) -> str:
    """Return an address as a code to scan, SVG that takes the size of its place; raise Refused."""
    import segno

    try:
        made = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        raise Refused(TOO_LONG) from None
    raw = io.BytesIO()
    made.save(
        raw, kind="svg", border=4, dark="#000000", light="#ffffff", omitsize=True, xmldecl=False, nl=False
    )
    return raw.getvalue().decode("utf-8")


def _brief(form: str) -> Callable[[Taken], bytes]:
    def content(taken: Taken) -> bytes:
        from experiments.live import brief

        return (brief.html(taken) if form == "html" else brief.markdown(taken)).encode("utf-8")

    return content


FILES: Mapping[str, tuple[str, Callable[[Taken], bytes]]] = {
    "monthly.csv": ("text/csv", _csv("monthly")),
    "offices.csv": ("text/csv", _csv("offices")),
    "monthly.parquet": ("application/vnd.apache.parquet", _parquet("monthly")),
    "offices.parquet": ("application/vnd.apache.parquet", _parquet("offices")),
    "scenario.toml": ("application/toml", scenario_toml),
    "brief.html": ("text/html", _brief("html")),
    "brief.md": ("text/markdown", _brief("md")),
    "qr": ("image/svg+xml", lambda taken: qr(taken.address).encode("utf-8")),
}
"""What can be taken -> its kind and how it is made."""

ENDINGS = {"qr": ".svg"}
"""What the name of a file ends in, where what is taken does not say it."""
