"""The one component of the live page, joined from its parts."""

import re
from functools import cache
from pathlib import Path

PARTS = Path(__file__).parent / "component"

SCRIPTS = (
    "words.js",
    "playing.js",
    "levers.js",
    "acts.js",
    "predicting.js",
    "story.js",
    "offices.js",
    "painting.js",
    "dialogs.js",
    "keys.js",
    "keeping.js",
    "main.js",
)
"""In the order they are read: all in one scope, the last of them names the component."""

STYLES = ("themes.css", "base.css", "controls.css", "panels.css", "dialogs.css", "phone.css", "print.css")

_INCLUDE = re.compile(r"<!-- include ([a-z_]+\.html) -->")


@cache
def component() -> str:
    """The component as the text of one Vue file: template, script, style."""
    script = "\n".join(_part(name) for name in (*_charts(), *SCRIPTS))
    style = "\n".join(_part(name) for name in STYLES)
    return (
        f"<template>\n{_page('page.html')}</template>\n"
        f"<script>\n{script}</script>\n"
        f'<style id="redtape-live">\n{style}</style>\n'
    )


def _charts() -> list[str]:
    """The names of the scripts that draw, which stand before all others."""
    return sorted(path.name for path in PARTS.glob("chart*.js"))


def _page(name: str) -> str:
    """A part of the page with the parts it includes in their places."""
    return _INCLUDE.sub(lambda found: _page(found[1]), _part(name))


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")
