"""Ask for the account of one official, or one office, in one month of a run; as words, or as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from textwrap import fill
from typing import Any

from experiments.account_words import tell_official
from experiments.calibration.carried import typical_words
from experiments.calibration.trust import mind
from experiments.describing import WIDTH
from experiments.office_words import tell_office
from experiments.preparing import MOST_SEED, prepare
from sim import account
from sim.account import Office, Official
from sim.errors import InputError, nearest
from sim.network import office_names
from sim.scenario import Scenario
from sim.scenario.values import Day, Wrong
from sim.state import GRADES


def ask(
    scenario: Scenario, seed: int, *, month: str | None, official: int | None, office: str | None
) -> Official | Office:
    """Return the account of the post `official`, or of the `office` of that name, in a month like 2025-03.

    Raises InputError, before anything is run, where the question has no answer.
    """
    if (official is None) == (office is None):
        wanted = "either `--official` and a number or `--office` and a name"
        asked = "nobody's account is asked for" if official is None else "two accounts are asked for at once"
        raise InputError(asked, expected=wanted)
    if not 0 <= seed < MOST_SEED:
        wanted = f"a whole number from 0 to {MOST_SEED - 1}"
        raise InputError("is out of bounds", key="--seed", value=seed, expected=wanted)
    t = _month(scenario, month)
    if official is not None:
        post = _post(scenario, official)
        prepare()
        return account.official_at(account.reach(scenario, seed, t), post)
    m = _office(scenario, str(office))
    prepare()
    return account.office_at(account.reach(scenario, seed, t), m)


def _month(scenario: Scenario, text: str | None) -> int:
    span = f"a month such as 2025-03, from {scenario.start:%Y-%m} to {scenario.end:%Y-%m}"
    if text is None:
        raise InputError("is missing", key="--month", expected=span)
    try:
        t = scenario.month(Day().read(text))
    except Wrong:
        raise InputError("is not a month", key="--month", value=text, expected=span) from None
    if not 0 <= t < scenario.n_months:
        raise InputError("lies outside the scenario", key="--month", value=text, expected=span)
    return t


def _post(scenario: Scenario, number: int) -> int:
    last = scenario.n_posts - 1
    if not 0 <= number <= last:
        wanted = f"a number from 0 to {last}"
        raise InputError("is not a post of the scenario", key="--official", value=number, expected=wanted)
    return number


def _office(scenario: Scenario, asked: str) -> int:
    """Return the number of the office called `asked`; TIER/NAME where two tiers have one of that name."""
    names = office_names(scenario)
    full = [f"{tier.code}/{name}" for tier in scenario.tiers for name in tier.names]
    wanted = asked.strip().lower()
    found = [m for m, forms in enumerate(zip(names, full, strict=True)) if wanted in map(str.lower, forms)]
    if len(found) == 1:
        return found[0]
    if found:
        which = "one of " + ", ".join(f"`{full[m]}`" for m in found)
        raise InputError("is the name of several offices", key="--office", value=asked, expected=which)
    raise InputError(
        "is not an office of the scenario",
        key="--office",
        value=asked,
        expected=f"the name of one of its {len(names)} offices, such as {', '.join(names[:3])}",
        nearest=nearest(asked, names),
    )


def tell(found: Official | Office, posterior: Mapping[str, Any] | None = None) -> str:
    """Return an account in words, with its exact figures below.

    posterior: where its parameters are from, as `Carried.told`; None for the scenario's own.
    """
    if isinstance(found, Official):
        said = tell_official(found).text()
    else:
        said = tell_office(found).text("Ask any of them: --official and the number of the post.")
    if posterior is None:
        return said
    lead = [fill(words, WIDTH) for words in (typical_words(posterior), *mind(posterior))]
    return "\n\n".join([*lead, said])


def as_text(
    scenario: Scenario, seed: int, found: Official | Office, posterior: Mapping[str, Any] | None = None
) -> str:
    """Return an account as JSON text; posterior: as in `tell`."""
    kind = "official" if isinstance(found, Official) else "office"
    told: dict[str, Any] = {"scenario": scenario.name, "fingerprint": scenario.fingerprint, "seed": seed}
    told |= {"grades": GRADES, kind: asdict(found)}
    told |= {} if posterior is None else {"posterior": dict(posterior)}
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False, default=date.isoformat)
