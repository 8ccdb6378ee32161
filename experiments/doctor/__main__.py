"""The examination with nothing but Python itself: `python -m experiments.doctor [--json]`."""

import sys

from experiments.doctor.examining import tell

if __name__ == "__main__":
    sys.exit(tell(as_json="--json" in sys.argv[1:]))
