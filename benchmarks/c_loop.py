"""The month in C: build it with gcc, run it on a copy of a world's arrays."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from sim import randomness, state
from sim.state import Posts, World

SOURCE = Path(__file__).parent / "c"
TIMED = ("-O3", "-march=native")
"""Flags of the timed loop; gcc then contracts a * b + c into one rounding."""
EXACT = (*TIMED, "-ffp-contract=off")
"""Flags under which the loop gives the same bits as ours."""

STRUCTS = {
    "Params": state.PARAMETER_TYPE,
    "Grade": state.GRADE_TYPE,
    "Office": state.OFFICE_TYPE,
    "Tier": state.TIER_TYPE,
    "InForce": state.IN_FORCE_TYPE,
    "Shock": state.SHOCK_TYPE,
    "OfficeLog": state.OFFICE_LOG_TYPE,
    "TierLog": state.TIER_LOG_TYPE,
}
C_TYPES = {"f8": "double", "i8": "int64_t", "i4": "int32_t", "i2": "int16_t", "i1": "int8_t"}
KEYWORDS = {"union"}
BLOCKS = ("EVERY_MONTH", "WHEN_NEEDED", "RECRUIT", "TRANSFER_KEY", "INCIDENT")
ARRAYS = (
    *("office", "tier", "traffic", "in_force", "shocks", "office_log", "tier_log"),
    *("n_grade", "n_mode", "superiors_use", "leaving"),
)
"""What the C `World` holds after the posts, in this order."""

_WORLD = """typedef struct {
    uint64_t seed;
    int64_t n_offices, n_tiers;
    const Params *params;
    const Grade *by_grade;
    Posts posts;
    Office *office;
    Tier *tier;
    const double *traffic;
    const InForce *in_force;
    const Shock *shocks;
    OfficeLog *office_log;
    TierLog *tier_log;
    const int64_t *n_grade;
    int64_t *n_mode;
    double *superiors_use;
    int8_t *leaving;
} World;
"""


class NoCompiler(Exception):
    """gcc is missing."""


def _tables() -> str:
    """Return the C header of the tables that `sim.state` declares."""
    lines = ["#include <stdint.h>", ""]
    lines += [f"enum {{ {', '.join(f'{name} = {getattr(randomness, name)}' for name in BLOCKS)} }};", ""]
    for name, dtype in STRUCTS.items():
        fields = [
            f"    {C_TYPES[dtype[field].str[1:]]} {field}{'_' if field in KEYWORDS else ''};"
            for field in dtype.names or ()
        ]
        lines += ["typedef struct {", *fields, f"}} {name};"]
        lines += [f'_Static_assert(sizeof({name}) == {dtype.itemsize}, "{name}");', ""]
    fields = [f"    {C_TYPES[field.type]} *{field.name};" for field in state.POST_TABLE]
    return "\n".join([*lines, "typedef struct {", *fields, "} Posts;", "", _WORLD])


def compiler() -> str:
    """Return the version line of gcc; raise NoCompiler where there is none."""
    if shutil.which("gcc") is None:
        raise NoCompiler("gcc is not installed: the comparison with C needs it (package gcc, with libc6-dev)")
    return subprocess.run(
        ["gcc", "--version"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[0]


def build(flags: tuple[str, ...]) -> Callable[[int, int, World], None]:
    """Compile the C loop with `flags`; return live(start, stop, world), which writes the world's arrays."""
    compiler()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tables.h").write_text(_tables(), encoding="utf-8")
        library = Path(folder) / "month.so"
        command = ["gcc", *flags, "-Wall", "-Wextra", "-Werror", "-Wno-sign-compare", "-shared", "-fPIC"]
        command += [f"-I{folder}", f"-I{SOURCE}", str(SOURCE / "month.c"), "-o", str(library), "-lm"]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            raise RuntimeError(f"gcc could not build the C loop:\n{made.stderr}")
        loop = ctypes.CDLL(str(library)).live

    def live(start: int, stop: int, world: World) -> None:
        loop(ctypes.c_int(start), ctypes.c_int(stop), ctypes.byref(_view(world)))

    return live


class _View(ctypes.Structure):
    """The C `World`: its sizes and the addresses of its arrays."""

    _fields_ = (
        [("seed", ctypes.c_uint64), ("n_offices", ctypes.c_int64), ("n_tiers", ctypes.c_int64)]
        + [(name, ctypes.c_void_p) for name in ("params", "by_grade", *Posts._fields)]
        + [(name, ctypes.c_void_p) for name in ARRAYS]
    )


def _view(world: World) -> _View:
    arrays = [world.params, world.by_grade, *world.posts, *(getattr(world, name) for name in ARRAYS)]
    assert all(array.flags.c_contiguous for array in arrays)
    return _View(world.seed, len(world.office), len(world.tier), *(array.ctypes.data for array in arrays))


def copy(world: World) -> World:
    """Return the world on arrays of its own."""
    own = {name: value.copy() for name, value in world._asdict().items() if isinstance(value, np.ndarray)}
    return world._replace(posts=Posts(*(array.copy() for array in world.posts)), **own)
