"""Rooms that play and move levers, all at once: how long each waits, and what the server needs."""

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.live_view import client
from benchmarks.live_view.served import Server

DRAG = 4
"""Values that a lever passes on its way."""
BETWEEN_DRAGS = 6.0
"""Seconds from one move of a lever to the next in one room."""
MONTHS_A_SECOND = 8
"""The page plays by itself and tells the server where it is once a second."""
LEVER, MOST = "train", 0.2
NEAR = 1e-4
"""Values of the lever that are this near are the same: a curve tells them rounded."""
ANSWER_SECONDS = 30.0


@dataclass
class Seen:
    """What one room saw."""

    waits: list[float] = field(default_factory=list)
    """Seconds from a value of a lever to the whole curve it leads to, as it arrives."""
    rates: list[float] = field(default_factory=list)
    """Curves a second while a lever is dragged."""
    faults: list[str] = field(default_factory=list)
    n_messages: int = 0
    n_bytes: int = 0


@dataclass(frozen=True)
class Reading:
    """What the server needs at a time."""

    at: float
    memory: int
    """Bytes it holds."""
    processor: float
    """Seconds of a processor it has used."""


async def load(
    server: Server, n_rooms: int, seconds: float, every: float
) -> tuple[list[Seen], list[Reading]]:
    """Have that many rooms use the server for so long; read what it needs every so often."""
    readings = asyncio.ensure_future(_read(server, seconds, every))
    seen = await asyncio.gather(*(_room(server.url, i, n_rooms, seconds) for i in range(n_rooms)))
    return list(seen), await readings


async def _room(url: str, i: int, n_rooms: int, seconds: float) -> Seen:
    """One room: it plays, and moves a lever now and then; the rooms take turns."""
    seen = Seen()
    await asyncio.sleep(i * BETWEEN_DRAGS / n_rooms)
    async with client.page(url) as page:
        end = time.monotonic() + seconds
        playing = asyncio.ensure_future(_play(page, seen))
        round_ = 0
        try:
            while time.monotonic() < end:
                begin = time.monotonic()
                await _drag(page, seen, i, round_)
                round_ += 1
                await asyncio.sleep(max(0.0, begin + BETWEEN_DRAGS - time.monotonic()))
        finally:
            playing.cancel()
        seen.n_messages, seen.n_bytes = page.n_messages, page.n_bytes
    return seen


async def _play(page: client.Client, seen: Seen) -> None:
    month, told = 0, page.shows["fault"]
    while True:
        month = (month + MONTHS_A_SECOND) % len(page.shows["about"]["months"])
        await page.send("month", month=month)
        await asyncio.sleep(1)
        if page.shows["fault"] is not told:
            told = page.shows["fault"]
            seen.faults.append(str(told))


async def _drag(page: client.Client, seen: Seen, i: int, round_: int) -> None:
    """Move a lever over its range, the next value when the curve of the last is there."""
    begin = time.monotonic()
    for k in range(DRAG):
        n = page.shows["shown"]["n"]
        value = round(MOST * ((7 * i + 13 * round_ + k) % 101) / 101, 4)
        sent = time.monotonic()
        await page.send("lever", name=LEVER, value=value, month=0, done=k == DRAG - 1)
        await page.until(_shows(n, value), ANSWER_SECONDS)
        seen.waits.append(time.monotonic() - sent)
    seen.rates.append(DRAG / (time.monotonic() - begin))


def _shows(n: int, value: float) -> Any:
    """Whether a curve after the n-th is shown, and is that of a value of the lever."""

    def shows(told: Mapping[str, Any]) -> bool:
        shown = told["shown"]
        return shown["n"] > n and abs(shown["in_force"][LEVER][0][1] - value) < NEAR

    return shows


async def _read(server: Server, seconds: float, every: float) -> list[Reading]:
    begin, readings = time.monotonic(), []
    while (at := time.monotonic() - begin) <= seconds + every / 2:
        assert server.process is not None
        readings.append(Reading(round(at, 1), *needed(server.process.pid)))
        await asyncio.sleep(every)
    return readings


def needed(pid: int) -> tuple[int, float]:
    """Return the bytes that a process holds, and the seconds of a processor that it has used."""
    folder = Path(f"/proc/{pid}")
    pages = int((folder / "statm").read_text().split()[1])
    ticks = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
    return pages * os.sysconf("SC_PAGE_SIZE"), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def told(seen: list[Seen], readings: list[Reading], seconds: float) -> dict[str, Any]:
    """Return what it came to, as plain data."""
    waits = np.array([wait for room in seen for wait in room.waits])
    rates = [min(room.rates) for room in seen]
    memory = np.array([reading.memory for reading in readings]) / 1e6
    third = max(1, len(memory) // 3)
    used = readings[-1].processor - readings[0].processor
    return {
        "rooms": len(seen),
        "seconds": seconds,
        "curves": len(waits),
        "wait_ms": {f"p{q}": round(1000 * float(np.percentile(waits, q)), 1) for q in (50, 95, 99)},
        "wait_ms_most": round(1000 * float(waits.max()), 1),
        "curves_a_second_while_dragging": {
            "typical_room": round(float(np.median([np.median(room.rates) for room in seen])), 1),
            "slowest_room": round(float(min(np.median(room.rates) for room in seen)), 1),
            "slowest_drag": round(min(rates), 1),
        },
        "messages_a_second": round(sum(room.n_messages for room in seen) / seconds, 1),
        "kilobytes_a_second_and_room": round(
            sum(room.n_bytes for room in seen) / seconds / len(seen) / 1e3, 1
        ),
        "memory_mb": [
            [reading.at, round(float(mb), 1)] for reading, mb in zip(readings, memory, strict=True)
        ],
        "memory_growth": round(float(memory[-third:].mean() / memory[third : 2 * third].mean() - 1), 4),
        "processors_used": round(used / (readings[-1].at - readings[0].at), 2),
        "faults": [fault for room in seen for fault in room.faults],
    }
