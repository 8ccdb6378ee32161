"""Measure the live view under load: `python -m benchmarks.live_view`, about eleven minutes."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import machine
from benchmarks.live_view import load
from benchmarks.live_view.served import Server

ROOMS = 20
SECONDS = 600.0
EVERY = 30.0
RESULTS = Path(__file__).parents[1] / "results" / "live.json"


def main() -> int:
    """Measure, and write what it came to."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            before = machine.load()
            seen, readings = asyncio.run(load.load(server, ROOMS, SECONDS, EVERY))
            words = server.said
        finally:
            server.kill()
    told = load.told(seen, readings, SECONDS)
    facts = {"machine": machine.facts(), "load_before": before, "server_said": words.splitlines()}
    RESULTS.write_text(json.dumps({**facts, **told}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in told.items() if key != "memory_mb"}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
