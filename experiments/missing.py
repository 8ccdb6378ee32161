"""Say plainly that an extra is not installed."""

import sys
from importlib.util import find_spec

from sim.errors import InputError


def raise_if(command: str, extra: str, *modules: str) -> None:
    """Raise InputError where one of the modules that an extra brings is not there."""
    if any(find_spec(module) is None for module in modules):
        raise without(command, extra)


def without(command: str, extra: str) -> InputError:
    """Return what is said where an extra is not installed that a command or an option needs."""
    remedy = f"{sys.executable} -m pip install -c constraints.txt -e '.[{extra}]' in the folder of redtape"
    return InputError("needs a library that is not installed", value=command, expected=remedy)
