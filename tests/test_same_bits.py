"""Same scenario, same seed, same bits: again, in another process, on threads; and an edited rule counts."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from worlds import BUSY, day, differing, digest, lived, orders, small

from sim.scenario import Scenario

ROOT = Path(__file__).parent.parent

PRINT_FINGERPRINT = (
    "import sys; sys.path.insert(0, 'tests'); import test_same_bits as t; print(t.fingerprint({}))"
)


def scenario() -> Scenario:
    """Orders, hubs, postings, incidents and a change of government; large enough for long sums."""
    return small(
        BUSY
        | {
            "posts": 2000,
            "mandates": orders((0, 0, 0.05), (4, 8, 0.6)),
            "ban": {"start": day(8)},
            "transitions": [{"date": day(14), "label": "Change of government"}],
        },
        months=24,
    )


def fingerprint(seed: int) -> str:
    """Hash of every array after the run."""
    return digest(lived(scenario(), seed))


def in_another_process(folder: Path, *lines: str, **environment: str) -> str:
    """What a fresh interpreter in `folder` prints."""
    done = subprocess.run(
        [sys.executable, "-c", *lines],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_repeated():
    """Fails if a run leaves anything behind that the next one reads."""
    first = lived(scenario(), 11)
    lived(scenario(), 12)
    assert differing(first, lived(scenario(), 11)) == []


def test_other_seeds_differ():
    """Fails if the seed does not reach the draws, or only its low half does."""
    assert len({fingerprint(seed) for seed in (1, 2, 2**40 + 1)}) == 3


def test_in_a_fresh_process():
    """Fails if results depend on hashing, import order, or what the cache holds."""
    printed = in_another_process(ROOT, PRINT_FINGERPRINT.format(11), PYTHONHASHSEED="77")
    assert printed == fingerprint(11)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_from_threads(n_threads):
    """Fails if runs on several threads share an array or a counter."""
    with ThreadPoolExecutor(n_threads) as pool:
        together = list(pool.map(fingerprint, range(4)))
    assert together == [fingerprint(seed) for seed in range(4)]


HABIT = "return clip(now + p.g_H * (goal - now))"
SLOWER_HABIT = "return clip(now + 0.5 * p.g_H * (goal - now))"

SHORT = """
from sim import Scenario, run
import sys
result = run(Scenario.load("federal-2022").with_values({"posts": 160, "end": "2023-12-31"}), 3)
print(result.world.posts.habit.tobytes().hex(), sys.modules["sim"].__file__)
"""


def test_an_edited_rule_takes_effect(tmp_path):
    """An edit of a called function's file counts in the next process, although compiled code was cached.

    Fails if the cache is keyed by less than all of the model's text; and, in the other direction, if the
    text as it was does not find what was compiled for it.
    """
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    cache = tmp_path / "cache"
    rule = tmp_path / "sim" / "rules" / "resistance.py"
    text = rule.read_text(encoding="utf-8")
    assert text.count(HABIT) == 1

    def result() -> str:
        bits, where = in_another_process(tmp_path, SHORT, REDTAPE_CACHE=str(cache)).split()
        assert Path(where).is_relative_to(tmp_path)
        return bits

    def compiled() -> set[Path]:
        return set(cache.rglob("*.nbc"))

    first, made = result(), compiled()
    rule.write_text(text.replace(HABIT, SLOWER_HABIT), encoding="utf-8")
    edited, made_after = result(), compiled()
    assert edited != first
    assert made < made_after
    rule.write_text(text, encoding="utf-8")
    assert result() == first
    assert compiled() == made_after
