"""The one component of the live page: every part of it is in its place, once."""

import re
from pathlib import Path

import pytest

from experiments.live import answering
from viz.live import assembling

ROOT = Path(__file__).parent.parent
PAGES = sorted(path.name for path in assembling.PARTS.glob("*.html"))
MOST_LINES = 300


def test_every_part_of_the_page_is_included_once() -> None:
    included = [
        name
        for page in PAGES
        for name in re.findall(
            r"<!-- include (\S+) -->", (assembling.PARTS / page).read_text(encoding="utf-8")
        )
    ]
    assert sorted(included) == [name for name in PAGES if name != "page.html"]
    assert "<!-- include" not in assembling.component()


@pytest.mark.parametrize(("ending", "named"), [("js", assembling.SCRIPTS), ("css", assembling.STYLES)])
def test_no_part_is_left_out(ending: str, named: tuple[str, ...]) -> None:
    there = {path.name for path in assembling.PARTS.glob(f"*.{ending}")}
    assert {name for name in there if not name.startswith("chart")} == set(named)
    assert len(named) == len(set(named))


def test_a_part_can_be_read_in_one_go() -> None:
    long = {
        path.name: n
        for path in assembling.PARTS.iterdir()
        if (n := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_the_joined_text_has_one_template_one_script_and_one_style() -> None:
    text = assembling.component()
    for closing in ("</script>", "</style>"):
        assert text.count(closing) == 1  # the page's reader ends a part at the first of them
    assert text.startswith("<template>")
    assert re.search(r"</template>\n<script>\n", text)


def test_nothing_is_fetched_from_outside() -> None:
    text = assembling.component().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\(", re.sub(r'"url\(#', "", text))


def test_the_description_of_the_live_view_knows_every_key_and_size() -> None:
    page = (ROOT / "docs" / "live-view.md").read_text(encoding="utf-8")
    keys = (ROOT / "viz" / "live" / "component" / "keys.js").read_text(encoding="utf-8")
    told = re.findall(r"shown: '([^']+)'", keys)
    table = page.split("## Keys")[1].split("## ")[0]
    assert len(told) > 20
    for shown in told:
        assert re.search(rf"(?<!\w){re.escape(shown)}(?!\w)", table), (
            f"docs/live-view.md lacks the key {shown}"
        )
    assert f"{answering.DESKS} posts an office" in page
    assert f"at most {answering.SMALL:,} posts" in page
    assert ", ".join(map(str, answering.STEPS[:-1])) + f" and {answering.SEEDS} of them" in page
