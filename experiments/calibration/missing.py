"""Say plainly that the extra for calibration is not installed."""

from importlib.util import find_spec

from sim.errors import InputError


def raise_if() -> None:
    """Raise InputError where pyABC is missing."""
    if find_spec("pyabc") is None:
        wanted = "the extra `calibrate`: pip install 'redtape[calibrate]'"
        raise InputError("needs a library that is not installed", value="redtape calibrate", expected=wanted)
