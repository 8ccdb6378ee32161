"""Makes the proof of the federal record anew: `PYTHONPATH=.:tests python tests/update_proof.py`.

With `--keep FOLDER` plants that are done are kept, so that the same command goes on where it was killed.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from federal import Federal

from experiments import proving


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--plants", type=int, default=100)
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--keep", type=Path)
    x = asked.parse_args()
    started = time.monotonic()

    def watch(n_done: int, n_wanted: int, n_without: int) -> None:
        seconds = time.monotonic() - started
        print(
            f"{seconds:.0f} s: {n_done} of {n_wanted} plants, {n_without} without a result", file=sys.stderr
        )

    made = proving.run(
        "federal-record", Federal(), n_plants=x.plants, workers=x.workers, folder=x.keep, watch=watch
    )
    print(made.tell())
    proving.COMMITTED.mkdir(parents=True, exist_ok=True)
    (proving.COMMITTED / "federal-record.json").write_text(made.as_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
