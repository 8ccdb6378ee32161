"""What a room takes home: each button of the share dialog, and what its file is called."""

CHARTS = ("curve", "offices", "network", "resistance", "waterfall")
FILES = {
    **{f"b-{form}-{name}": f"-{name}.{form}" for form in ("png", "svg") for name in CHARTS},
    **{
        f"b-{name}-{form}": f"-{name}.{form}"
        for form in ("csv", "parquet")
        for name in ("monthly", "offices")
    },
    "b-brief-html": "-brief.html",
    "b-brief-md": "-brief.md",
    "b-save-session": "-session.json",
    "b-scenario-toml": "-scenario.toml",
    "b-take-notes": "notes.html",
}
"""Button -> the end of the name of its file."""
