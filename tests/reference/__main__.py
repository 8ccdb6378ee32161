"""Run every case under the older and the present rules and write docs/reference-numbers.md."""

import sys

from .report import N_SEEDS, page, run_all
from .variant import ROOT

PAGE = ROOT / "docs" / "reference-numbers.md"


def main() -> None:
    """Write the page; about five minutes, mostly compiling each set of rules once."""
    results = run_all(N_SEEDS, lambda step: print(f"{step} ...", file=sys.stderr))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(results), encoding="utf-8")
    print(f"written: {PAGE}")


if __name__ == "__main__":
    main()
