"""The charts of the live view: geometry, honesty, escaping, and what moves while a run is played."""

import math
import re
import xml.etree.ElementTree as ET

import pytest
from drawings import (
    CHARTS,
    HOSTILE,
    N_MONTHS,
    N_OFFICES,
    SIZES,
    Drawings,
    about,
    copied,
    data,
    overlaps,
    packed,
    run,
    view,
)

THEMES = ("light", "dark", "projector")


@pytest.fixture(scope="module")
def paper(browser):
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    yield Drawings(page)
    page.close()


@pytest.fixture
def drawn(paper):
    """The page that draws; errors and requests of any of its scripts fail the test."""
    paper.troubles.clear()
    yield paper
    assert not paper.troubles


def sized(name, **changes):
    width, height, font = SIZES[name]
    return view(width=width, height=height, font=font, **changes)


def points(path):
    return [tuple(map(float, pair.split(","))) for pair in re.findall(r"[-\d.]+,[-\d.]+", path)]


def path_of(svg, name):
    """The commands of the path of that class."""
    return re.search(rf'<path class="{name}" d="([^"]*)"', svg)[1]


# Geometry


@pytest.mark.parametrize("size", SIZES)
def test_every_month_is_found_again_at_its_place(drawn, size):
    found = drawn.number(
        f"[...Array({N_MONTHS}).keys()].map(m => Charts.month_at(Charts.x_of(m, view), view))",
        data(),
        sized(size),
    )
    assert found == pytest.approx(range(N_MONTHS))


@pytest.mark.parametrize("name", ["verified_use", "processing_days", "cumulative_cost"])
def test_every_value_is_found_again_at_its_height(drawn, name):
    low, high = drawn.number(
        "[Charts.domain(data, view).low, Charts.domain(data, view).high]", data(), view(measure=name)
    )
    values = [low + (high - low) * i / 7 for i in range(8)]
    found = drawn.number(
        f"{values}.map(v => Charts.value_at(Charts.y_of(v, view, data), view, data))",
        data(),
        view(measure=name),
    )
    assert found == pytest.approx(values)


def test_places_outside_the_field_mean_its_edges(drawn):
    found = drawn.number(
        "[-50, 5000].flatMap(at => [Charts.month_at(at, view), Charts.value_at(at, view)])",
        data(),
        view(),
    )
    assert found == [0, 1, N_MONTHS - 1, 0]


@pytest.mark.parametrize("size", SIZES)
def test_a_month_stands_at_one_x_in_every_chart_over_time(drawn, size):
    places = set()
    for chart in ("curve", "offices", "resistance"):
        svg = drawn.svg(chart, data(), sized(size, month=37.5))
        places.add(re.search(r'data-move="cursor" transform="translate\(([\d.]+),0\)"', svg)[1])
    assert len(places) == 1


def test_a_column_of_the_heat_map_lies_under_its_month(drawn):
    svg = drawn.svg("offices", data(), view())
    x, width = (float(re.search(rf'<image[^>]* {key}="([-\d.]+)"', svg)[1]) for key in ("x", "width"))
    left, next_one = drawn.number("[Charts.x_of(0, view), Charts.x_of(1, view)]", data(), view())
    assert width / N_MONTHS == pytest.approx(next_one - left, abs=0.01)
    assert x + width / N_MONTHS / 2 == pytest.approx(left, abs=0.02)


# The lines


@pytest.mark.parametrize(("side", "name"), [("now", "current"), ("base", "baseline")])
@pytest.mark.parametrize("measure", ["verified_use", "cumulative_cost"])
def test_a_line_passes_through_every_month_of_its_run(drawn, side, name, measure):
    seen = view(measure=measure)
    values = data()["shown"][name]["series"][measure]
    wanted = drawn.number(
        f"{values}.map((v, m) => [Charts.x_of(m, view), Charts.y_of(v, view, data)])", data(), seen
    )
    assert points(path_of(drawn.svg("curve", data(), seen), side)) == [
        pytest.approx(p, abs=0.006) for p in wanted
    ]


def test_a_line_breaks_where_a_month_has_no_value(drawn):
    held = data()
    held["shown"]["current"]["series"]["verified_use"][10] = None
    line = path_of(drawn.svg("curve", held, view()), "now")
    assert line.count("M") == 2
    assert len(points(line)) == N_MONTHS - 1


def test_the_line_of_the_baseline_is_dashed_and_thinner(drawn):
    svg = drawn.svg("curve", data(), view())
    base, now = (re.search(rf'<path class="{name}"[^>]*>', svg)[0] for name in ("base", "now"))
    width = lambda path: float(re.search(r'stroke-width="([\d.]+)"', path)[1])  # noqa: E731
    assert "stroke-dasharray" in base
    assert "stroke-dasharray" not in now
    assert width(now) >= 1.4 * width(base)


@pytest.mark.parametrize(
    ("measure", "after", "kind"),
    [
        ("verified_use", 0.3, "better"),
        ("verified_use", -0.3, "worse"),
        ("processing_days", 0.3, "better"),
        ("cumulative_cost", 0.3, "worse"),
    ],
)
def test_a_difference_is_shaded_as_what_it_is_for_this_measure(drawn, measure, after, kind):
    svg = drawn.svg("curve", data(run(0.5, 60, after), run(0.5)), view(measure=measure))

    def height(name):
        ys = [y for x, y in points(path_of(svg, name))]
        half = len(ys) // 2
        return max(abs(a - b) for a, b in zip(ys[:half], reversed(ys[half:]), strict=True))

    other = {"better": "worse", "worse": "better"}[kind]
    assert height(kind) > 5
    assert height(other) < 0.02


def test_the_shading_changes_where_the_lines_cross(drawn):
    held = data()
    held["shown"]["current"]["series"]["verified_use"] = [0.2, 0.8]
    held["shown"]["baseline"]["series"]["verified_use"] = [0.8, 0.2]
    seen = view(months=["2018-01", "2018-02"], month=0)
    svg = drawn.svg("curve", held, seen)

    def covered(name):
        corners = points(path_of(svg, name))
        return (
            abs(sum(a * d - b * c for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True)))
            / 2
        )

    width, height = (
        drawn.number("[0, 1].map(m => Charts.x_of(m, view))", held, seen),
        drawn.number("[0.2, 0.8].map(v => Charts.y_of(v, view, data))", held, seen),
    )
    triangle = (width[1] - width[0]) / 2 * (height[0] - height[1]) / 2
    assert [covered("better"), covered("worse")] == pytest.approx([triangle, triangle], rel=0.001)


def test_a_band_is_drawn_only_for_the_run_it_was_made_for(drawn):
    assert 'class="band-current"' in drawn.svg("curve", data(), view())
    assert "band-" not in drawn.svg("curve", data(band={**data()["band"], "n": 2}), view())
    assert "band-" not in drawn.svg("curve", data(band={}), view())


def test_a_band_of_draws_is_named_for_the_line_may_lie_outside_it(drawn):
    assert "draws " not in drawn.svg("curve", data(), view())
    told = drawn.svg("curve", data(band={**data()["band"], "drawn_from": "the posterior of x"}), view())
    assert "draws " in told


# Labels


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("one", "other"), [(0.7, 0.4), (0.5, 0.5), (0.52, 0.5), (0.0, 0.01), (1.0, 0.99), (0.0, 1.0)]
)
def test_labels_at_the_ends_do_not_overlap(drawn, size, one, other):
    seen = sized(size, month=0, guess=[[80, one], [119, one]], hidden_from=70, revealed=True)
    drawn.show("curve", data(run(one), run(other)), seen)
    ends = drawn.boxes("[data-end]")
    assert len(ends) >= 2
    assert not overlaps(ends)


@pytest.mark.parametrize("size", SIZES)
def test_names_of_flags_do_not_overlap(drawn, size):
    drawn.show("curve", data(), sized(size))
    names = drawn.boxes(".flag text, .mark text")
    assert len([name for name in names if len(name["text"]) > 3]) >= 3
    assert not overlaps(names)


@pytest.mark.parametrize(
    ("size", "apart", "height"),
    [*((size, apart, None) for size in SIZES for apart in (1, 3, 8)), ("small", 8, 140), ("small", 12, 140)],
)
def test_flags_of_near_acts_cover_neither_numbers_nor_labels(drawn, size, apart, height):
    """Fails if a label is placed before the disc of the next act, which then hides it."""
    held = data()
    held["state"]["acts"] = [
        {"id": 1, "month": 60, "text": "Monitoring and evaluation: 60 %"},
        {"id": 2, "month": 60 + apart, "text": "Law behind the reform"},
    ]
    seen = sized(size)
    drawn.show("curve", held, {**seen, "height": height or seen["height"]})
    signs = [{**box, "text": "disc"} for box in drawn.boxes(".flag circle")]
    labels = [box for box in drawn.boxes(".flag text") if len(box["text"]) > 3]
    assert [box["text"][:3] for box in labels] == ["Mon", "Law"]
    assert not overlaps([*signs, *labels, *drawn.boxes(".mark text")])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("month", [110, 115, 118])
@pytest.mark.parametrize("level", [0.7, 1.0])
def test_the_values_of_a_late_month_do_not_lie_on_the_labels_at_the_ends(drawn, size, month, level):
    held = data(run(level), run(0.4))
    held["state"]["acts"][1].update(
        month=80, text="An act of which there is a lot to be told, to the very edge"
    )
    drawn.show("curve", held, sized(size, month=month))
    values = [box for box in drawn.boxes("[data-move$=-value]") if box["text"]]
    ends = [box for box in drawn.boxes("[data-end] text") if box["text"]]
    assert values
    flags = drawn.boxes(".flag text, .mark text")
    assert not [pair for end in ends for other in (*values, *flags) for pair in overlaps([end, other], 2)]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("height", [0, 1, 18, 40])
def test_a_box_without_height_gives_no_negative_heights(drawn, chart, height):
    svg = drawn.svg(chart, data(), view(height=height))
    assert not re.findall(r' (?:height|width|r)="-[^"]*"', svg)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chart", CHARTS)
def test_no_text_is_cut_off_or_too_small(drawn, size, chart):
    names = [
        {
            "name": "A very long name of an office that goes on and on " * 3,
            "tier": "Tier of a very long name",
            "size": 1,
        }
        for _ in range(N_OFFICES)
    ]
    held = data(about={**about(), "offices": names})
    held["why"]["rows"][0]["label"] = "A cause with a name that is longer than any column " * 2
    held["state"]["acts"][0]["text"] = (
        "An act of which very much is to be told, and then some more of it " * 3
    )
    seen = sized(
        size,
        month=119,
        selected=3,
        words={"current": "A policy of an exceedingly long name", "baseline": "B" * 60},
    )
    for changes in ({}, {"sort": "tier"}, {"difference": True, "sort": "difference"}, {"hidden_from": 80}):
        drawn.show(chart, held, {**seen, **changes})
        for text in drawn.boxes("svg text"):
            assert text["left"] >= -0.5, text
            assert text["right"] <= seen["width"] + 0.5, text
            assert text["top"] >= -seen["font"] * 0.25, text
            assert text["bottom"] <= seen["height"] + seen["font"] * 0.25, text
        sizes = drawn.page.eval_on_selector_all(
            "svg text", "nodes => nodes.map(n => parseFloat(getComputedStyle(n).fontSize))"
        )
        assert min(sizes) >= 0.85 * seen["font"] - 0.01


@pytest.mark.parametrize("chart", CHARTS)
def test_names_from_outside_stay_text(drawn, chart):
    held = data(about={**about(HOSTILE), "months": [HOSTILE] * N_MONTHS})
    for mark in held["about"]["marks"]:
        mark.update(label=HOSTILE, text=HOSTILE, kind=HOSTILE)
    for office in held["about"]["offices"]:
        office["tier"] = HOSTILE
    for one in (*held["about"]["tiers"], *held["about"]["measures"]):
        one.update(name=HOSTILE) if "code" in one else one.update(label=HOSTILE)
    for dot in held["about"]["record"]:
        dot["text"] = HOSTILE
    for act in held["state"]["acts"]:
        act.update(id=HOSTILE, text=HOSTILE)
    for row in (*held["why"]["rows"], *held["why"]["mechanisms"], held["why"]["from"], held["why"]["to"]):
        row["label"] = HOSTILE
    held["why"].update(title=HOSTILE, sentences=[HOSTILE])
    held["shown"]["said"] = dict.fromkeys(CHARTS, HOSTILE)
    words = dict.fromkeys(("current", "baseline", "guess", "real", "large", "small"), HOSTILE)
    months = held["about"]["months"]
    for sort in ("size", "tier"):
        seen = view(
            measure="reported_use", months=months, selected=2, sort=sort, words=words, guess=[[80, 0.5]]
        )
        root = ET.fromstring(drawn.svg(chart, held, seen))
        kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not kinds & {"img", "script", "foreignObject", "a"}
        assert not any(key.startswith("on") for element in root.iter() for key in element.attrib)
        assert HOSTILE in "".join(root.itertext()) + "".join(
            v for e in root.iter() for v in e.attrib.values()
        )
        drawn.show(chart, held, seen)
        assert drawn.page.evaluate(
            "window.hurt === undefined && document.querySelectorAll('body script').length === 0"
        )


def test_signs_that_no_file_may_hold_are_replaced(drawn):
    assert drawn.page.evaluate(r"Charts.escape('a\u0000b\ud800c\u{1F600}')") == "a\ufffdb\ufffdc\U0001f600"


# Hidden futures


@pytest.mark.parametrize("chart", CHARTS)
def test_a_hidden_future_leaves_no_trace_in_the_drawing(drawn, chart):
    """Two futures that differ in everything after month 70 give the same text to the letter."""
    hidden = 70
    one = data(run(0.5, hidden, 0.4), run(0.5, hidden, 0.1))
    other = data(run(0.5, hidden, -0.2), run(0.5, hidden, 0.3))
    other["shown"]["said"] = dict.fromkeys(CHARTS, "Quite another story.")
    other["why"]["rows"][0]["value"] = 44.0
    for values in other["band"]["current"].values():
        values["high"][hidden:] = [9e9] * (N_MONTHS - hidden)
    for dot in other["about"]["record"]:
        dot["value"] = dot["value"] if dot["month"] < hidden else 0.123
    for measure in ("verified_use", "reported_use", "cumulative_cost", "processing_days"):
        for changes in ({"sort": "difference", "difference": True}, {"month": 119.5, "selected": 3}):
            seen = view(hidden_from=hidden, measure=measure, guess=[[119, 0.5]], guess_month=100, **changes)
            assert drawn.svg(chart, one, seen) == drawn.svg(chart, other, seen)
            rested = {**seen, "hidden_from": hidden - 20, "revealed": True, "rests_at": hidden - 1}
            assert drawn.svg(chart, one, rested) == drawn.svg(chart, other, rested)
            shown = {**seen, "revealed": True}
            if chart != "curve" or measure != "reported_use":
                assert drawn.svg(chart, one, shown) != drawn.svg(chart, other, shown)


def test_the_month_that_is_hidden_first_is_not_drawn(drawn):
    svg = drawn.svg("curve", data(), view(hidden_from=70))
    assert len(points(path_of(svg, "now"))) == 70
    assert "?" in re.sub(r"<[^>]*>", "", svg)


def test_a_reveal_that_rests_draws_every_month_up_to_there(drawn):
    seen = view(hidden_from=50, revealed=True, rests_at=69, guess=[[69, 0.9]])
    svg = drawn.svg("curve", data(), seen)
    assert len(points(path_of(svg, "now"))) == 70
    assert points(path_of(svg, "guess"))[0][0] == pytest.approx(
        drawn.number("Charts.x_of(49, view)", data(), seen), abs=0.01
    )
    assert "too high" in "".join(ET.fromstring(svg).itertext())
    everything = drawn.svg("curve", data(), {**seen, "rests_at": N_MONTHS - 1})
    assert everything == drawn.svg("curve", data(), {**seen, "rests_at": None})


def test_the_guess_begins_at_the_last_known_month_and_its_gap_is_told_when_revealed(drawn):
    held, seen = data(run(0.7), run(0.4)), view(hidden_from=70, guess=[[119, 0.5]])
    hidden, revealed = drawn.svg("curve", held, seen), drawn.svg("curve", held, {**seen, "revealed": True})
    x, y = points(path_of(hidden, "guess"))[0]
    wanted = drawn.number(f"[Charts.x_of(69, view), Charts.y_of({0.7 * 69 / 119}, view, data)]", held, seen)
    assert [x, y] == pytest.approx(wanted, abs=0.01)
    assert "too low" not in hidden
    assert "20\u00a0points too low" in "".join(ET.fromstring(revealed).itertext())


@pytest.mark.parametrize("hidden", [1, 5, 70])
def test_a_guess_of_money_has_room_for_going_on_as_before(drawn, hidden):
    seen = view(measure="cumulative_cost", hidden_from=hidden)
    assert drawn.number("Charts.domain(data, view).high", data(), seen) >= 2.5e7 * N_MONTHS


def test_a_guess_of_another_measure_is_not_drawn(drawn):
    svg = drawn.svg("curve", data(), view(guess=[[80, 0.5]], guess_measure="processing_days"))
    assert 'class="guess"' not in svg


# The record


@pytest.mark.parametrize(
    ("measure", "months"),
    [("verified_use", []), ("reported_use", [30, 90, 50]), ("offices_on_platform", [83])],
)
def test_dots_stand_only_on_the_measure_they_belong_to(drawn, measure, months):
    svg = drawn.svg("curve", data(), view(measure=measure))
    found = [float(x) for x in re.findall(r'<g class="record">.*?<circle cx="([\d.]+)"', svg)]
    assert found == pytest.approx(
        drawn.number(f"{months}.map(m => Charts.x_of(m, view))", data(), view()), abs=0.01
    )


def test_real_use_says_that_nobody_published_it(drawn):
    """Only where a record has other figures: without a record there is nothing to be missing."""
    words = "No published figure tells real use"
    assert words in drawn.svg("curve", data(), view(measure="verified_use"))
    assert words not in drawn.svg("curve", data(), view(measure="reported_use"))
    blank = data()
    blank["about"]["record"] = []
    assert words not in drawn.svg("curve", blank, view(measure="verified_use"))
    # The name of a guess stands where it would.
    assert words not in drawn.svg("curve", data(), view(measure="verified_use", guess=[[40, 0.5], [50, 0.6]]))


def test_a_scenario_against_itself_has_one_label(drawn):
    same = data()
    same["shown"]["baseline"] = same["shown"]["current"]
    svg = drawn.svg("curve", same, view(measure="verified_use"))
    assert re.findall(r'data-end="(\w+)"', svg) == ["current"]
    assert "as the baseline" in svg
    assert re.findall(r'data-end="(\w+)"', drawn.svg("curve", data(), view(measure="verified_use"))) != [
        "current"
    ]


def test_a_year_gives_way_to_the_month_on_screen(drawn):
    def hidden(month):
        svg = drawn.svg("curve", data(), view(month=month))
        return re.findall(r'data-move="year-(\d+)"[^>]*opacity="0"', svg)

    assert "60" in hidden(60)
    assert "0" not in hidden(60)
    assert "60" not in hidden(0)


def test_the_label_says_who_says_so(drawn):
    svg = drawn.svg("curve", data(), view(measure="reported_use"))
    fills = re.findall(r'<g class="record">.*?<circle[^>]*fill="([^"]*)"', svg)
    hollow, filled = drawn.number("[view.theme.card, view.theme.record]", data(), view())
    assert fills == [hollow, hollow, filled]
    told = "".join(ET.fromstring(svg).itertext())
    assert "as the offices report them" in told
    assert "checked by others" in told


# Offices


PIXELS = """async ([data, view]) => {
  view.theme = Charts.themes[view.theme];
  const svg = Charts.offices(data, view), picture = new Image();
  picture.src = svg.match(/href="([^"]*)"/)[1];
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth; canvas.height = picture.naturalHeight;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  return [canvas.width, canvas.height, Array.from(pen.getImageData(0, 0, canvas.width, canvas.height).data)];
}"""


def test_every_pixel_of_the_heat_map_is_an_office_in_a_month(drawn):
    held, seen = data(), view()
    width, height, pixels = drawn.page.evaluate(PIXELS, [held, seen])
    assert (width, height) == (N_MONTHS, N_OFFICES)
    order = drawn.number("Charts.order(data, view)", held, seen)
    sizes = [held["about"]["offices"][i]["size"] for i in order]
    assert sizes == sorted(sizes, reverse=True)
    for row, month in ((0, 0), (3, 40), (11, 119)):
        at = 4 * (row * width + month)
        colour = f"Charts.between(view.theme.use, Charts.use_of(data, view, {month})[{order[row]}])"
        assert pixels[at : at + 3] == drawn.number(colour, held, seen)


def test_losses_carry_a_texture_that_gains_lack(drawn):
    real = [[0] * N_OFFICES for _ in range(N_MONTHS)]
    high = [[200] * N_OFFICES for _ in range(N_MONTHS)]
    low, up = {**run(0.5), "real": packed(real)}, {**run(0.5), "real": packed(high)}
    for current, baseline, kinds in ((low, up, 2), (up, low, 1)):
        _, _, pixels = drawn.page.evaluate(PIXELS, [data(current, baseline), view(difference=True)])
        assert len({tuple(pixels[i : i + 3]) for i in range(0, len(pixels), 4)}) == kinds


def test_offices_are_sorted_by_what_they_gain(drawn):
    order = drawn.number("Charts.order(data, view)", data(run(0.9), run(0.2)), view(sort="difference"))
    assert order == list(range(N_OFFICES))[::-1]


def test_each_office_can_be_pointed_at_in_rows_and_discs(drawn):
    for chart in ("offices", "network"):
        found = re.findall(r'data-office="(\d+)"', drawn.svg(chart, data(), view()))
        assert sorted(map(int, found)) == list(range(N_OFFICES))


def test_discs_of_the_network_do_not_cover_each_other(drawn):
    held = data(about={**about(), "network": {"xy": [[0, 0]] * N_OFFICES, "edges": [], "hubs": [0]}})
    nodes = drawn.number("Charts.network_layout(data, view)", held, view())
    for i, a in enumerate(nodes):
        assert a["radius"] <= a["x"] <= view()["width"] - a["radius"]
        for b in nodes[i + 1 :]:
            assert math.hypot(a["x"] - b["x"], a["y"] - b["y"]) > a["radius"] + b["radius"] - 0.5


# Why


def test_bars_of_the_waterfall_join_and_end_at_the_rooms_value(drawn):
    svg = drawn.svg("waterfall", data(), view())
    bars = re.findall(r'<g class="bar">.*?<rect x="([\d.]+)"[^>]*? width="([\d.]+)"', svg)
    base, law, order, now = [(float(x), float(x) + float(width)) for x, width in bars[:4]]
    assert law[0] == pytest.approx(base[1], abs=0.05)
    assert order[1] == pytest.approx(law[1], abs=0.05)
    assert order[0] == pytest.approx(now[1], abs=0.05)
    told = "".join(ET.fromstring(svg).itertext())
    assert "+15" in told
    assert "\u22123" in told


@pytest.mark.parametrize(("to", "said"), [(52.0, "15"), (28.0, "\u221215")])
def test_bars_of_mechanisms_say_what_the_size_of_the_difference_would_lose(drawn, to, said):
    """Fails if a blue +15 reads as help, or if what takes from a fall is told as what adds to it."""
    held = data()
    held["why"]["to"]["value"] = to
    svg = drawn.svg("waterfall", held, view(height=600))
    told = "".join(ET.fromstring(svg).itertext())
    assert "Without it, the difference would be smaller by \u2026 points" in re.sub(
        r"by(?=\u2026)", "by ", told
    )
    last = re.findall(r'<g class="bar">.*?</g>', svg)[-1]
    assert f">{said}</text>" in last
    base = drawn.number("view.theme.base", held, view())
    assert f'fill="{base}"' in last


@pytest.mark.parametrize("status", ["working", "same", "failed", "stopped", None])
def test_an_explanation_that_is_not_there_is_told_in_words(drawn, status):
    why = {"n": 1, "status": status, "progress": 0.4, "words": "Counting the ways"} if status else {}
    svg = drawn.svg("waterfall", data(why=why), view())
    assert "bar" not in re.findall(r'class="([a-z]+)"', svg)
    assert ("Counting the ways" if status else "Ask why") in "".join(ET.fromstring(svg).itertext())


# Playing

MOVES = """([chart, data, view, months]) => {
  view.theme = Charts.themes[view.theme];
  const box = document.createElement('div'), fresh = document.createElement('div');
  box.innerHTML = Charts[chart](data, {...view, veil: 0});
  return months.map(month => {
    Charts.move(box, month, view, data);
    fresh.innerHTML = Charts[chart](data, {...view, month});
    return [box.innerHTML, fresh.innerHTML];
  });
}"""


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(
    "changes", [{}, {"veil": 1}, {"hidden_from": 80}, {"difference": True, "selected": 4}]
)
def test_moving_shows_what_a_fresh_drawing_shows(drawn, chart, changes):
    for moved, fresh in drawn.page.evaluate(
        MOVES, [chart, data(), view(month=3, **changes), [3, 59.5, 60, 119, 0, 79.9]]
    ):
        assert moved == fresh


@pytest.mark.parametrize("chart", CHARTS)
def test_moving_costs_less_than_two_milliseconds(drawn, chart):
    taken = drawn.page.evaluate(
        """([chart, data, view]) => {
      view.theme = Charts.themes[view.theme];
      const box = document.createElement('div'), taken = [];
      document.body.replaceChildren(box);
      box.innerHTML = Charts[chart](data, view);
      for (let i = 0; i < 200; i++) {
        const begun = performance.now();
        Charts.move(box, i * 0.6, view, data);
        taken.push(performance.now() - begun);
      }
      return taken.sort((a, b) => a - b)[100];
    }""",
        [chart, data(), view(width=1000, height=560, font=19, veil=1)],
    )
    assert taken < 2


# Colours


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_lines_stand_out_from_their_card(drawn, theme):
    found = drawn.number(
        """({
      text: ['ink', 'muted', 'base_text', 'now_text', 'better_text', 'worse_text', 'act', 'mark', 'record',
        'guess_text'].map(name => [name, Charts.contrast(view.theme[name], view.theme.card)]),
      lines: ['base', 'now'].map(name => [name, Charts.contrast(view.theme[name], view.theme.card)]),
      act: Charts.contrast(view.theme.on_act, view.theme.act),
      hole: Charts.contrast(view.theme.muted, view.theme.hole)})""",
        data(),
        view(theme=theme),
    )
    assert all(contrast >= 4.5 for _, contrast in found["text"]), found
    assert all(contrast >= 3 for _, contrast in found["lines"]), found
    assert found["act"] >= 4.5
    assert found["hole"] >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_colours_of_different_meaning_differ_in_grey(drawn, theme):
    pairs = drawn.number(
        """[['now', 'base', 1.5], ['better', 'worse', 1.9], ['guess', 'now', 1.3],
        ['hole', 'muted', 3]].map(([a, b, least]) =>
          [a, b, Charts.contrast(view.theme[a], view.theme[b]), least])""",
        data(),
        view(theme=theme),
    )
    assert all(contrast >= least for *_, contrast, least in pairs), pairs
    neighbours = drawn.number(
        "view.theme.parts.slice(1).map((c, i) => Charts.contrast(c, view.theme.parts[i]))",
        data(),
        view(theme=theme),
    )
    assert min(neighbours) >= 1.7, neighbours


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", ["use", "more", "less"])
def test_scales_of_the_offices_run_one_way_in_lightness(drawn, theme, scale):
    colours = f"[...Array(21).keys()].map(i => Charts.between(view.theme.{scale}, i / 20))"
    as_hex = "'#' + colour.map(c => c.toString(16).padStart(2, '0')).join('')"
    lightness = drawn.number(
        f"{colours}.map(colour => Charts.luminance({as_hex}))", data(), view(theme=theme)
    )
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))
    assert max(lightness) - min(lightness) > 0.25


# Whatever comes


def odd_cases():
    nothing = run(0.0)
    yield "nothing", data(nothing, nothing), {}
    gaps = run(0.5)
    gaps["series"] = {name: [None] * N_MONTHS for name in gaps["series"]}
    yield "gaps", data(gaps, gaps), {}
    alone = data()
    alone["shown"]["baseline"] = None
    yield "no baseline", alone, {"difference": True, "sort": "difference"}
    yield "no run", data(shown={}), {}
    yield "nothing at all", {}, {"months": []}
    one = data(
        about={
            **about(),
            "offices": about()["offices"][:1],
            "network": {"xy": [[0, 0]], "edges": [], "hubs": [0]},
        }
    )
    for side in ("current", "baseline"):
        one["shown"][side]["real"] = packed([[m] for m in range(N_MONTHS)])
    yield "one office", one, {"selected": 0}
    yield "one month", data(), {"months": ["2018-01"], "month": 0}
    huge = data(run(1.0), run(0.1))
    huge["shown"]["current"]["series"]["cumulative_cost"] = [-1e15 + m * 1e14 for m in range(N_MONTHS)]
    yield "huge", huge, {"measure": "cumulative_cost"}
    yield "all hidden", data(), {"hidden_from": 0, "guess": [[50, 0.5]]}
    yield "tiny", data(), {"width": 60, "height": 40}
    yield "strange guess", data(), {"guess": [[None, 1], "x", [3, None], [70, 0.5]]}
    yield "unknown measure", data(), {"measure": "no_such", "selected": 9999}


ODD = {name: (held, changes) for name, held, changes in odd_cases()}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("chart", CHARTS)
def test_odd_data_still_gives_a_clean_drawing(drawn, name, chart):
    held, changes = ODD[name]
    for hidden in ({}, {"hidden_from": 40}):
        svg = drawn.svg(chart, held, view(**{**hidden, **changes}))
        ET.fromstring(svg)
        assert not re.search(r"NaN|undefined|Infinity|\[object", svg), svg


@pytest.mark.parametrize(
    ("value", "form", "told"),
    [
        (0.5482, "share", "55 %"),
        (0.0437, "share", "4.4 %"),
        (0, "share", "0 %"),
        (1, "share", "100 %"),
        (25.26, "days", "25 days"),
        (8.04, "days", "8 days"),
        (25766000, "money", "Rs 26 m"),
        (3.7265e9, "money", "Rs 3.7 bn"),
        (1.234e12, "money", "Rs 1,234 bn"),
        (-3.2e9, "money", "−Rs 3.2 bn"),
        (3.1021, "index", "3.1"),
        (None, "share", "–"),
    ],
)
def test_numbers_are_said_with_their_units(drawn, value, form, told):
    found = drawn.page.evaluate("([value, form]) => Charts.said(value, {form})", [value, form])
    assert found.replace("\u00a0", " ") == told


# Taking it home


def test_a_saved_chart_stands_alone_and_says_where_it_comes_from(drawn):
    seen = view(title="Real use <2027>", source="Scenario legal-mandate, seed 1, redtape 0.1")
    for chart in CHARTS:
        text = drawn.number(f"Charts.svg_file(Charts.{chart}(data, view), view)", copied(data()), seen)
        root = ET.fromstring(text.removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n'))
        told = "".join(root.itertext())
        assert "Real use <2027>" in told
        assert "Scenario legal-mandate, seed 1, redtape 0.1" in told
        referred = re.findall(r'href="([^"]*)"|url\(([^)]*)\)', text)
        assert all((one or other).startswith(("data:image/png;base64,", "#")) for one, other in referred), (
            referred
        )


def test_a_saved_chart_becomes_a_png_of_the_scale_asked_for(drawn):
    width, height, head, inked = drawn.number(
        """(async () => {
      const text = Charts.svg_file(Charts.offices(data, view), {...view, title: 'T', source: 'S'});
      const blob = await Charts.png_blob(text, 2), picture = await createImageBitmap(blob);
      const head = Array.from(new Uint8Array(await blob.slice(0, 8).arrayBuffer()));
      const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
      canvas.width = picture.width; canvas.height = picture.height;
      pen.drawImage(picture, 0, 0);
      const all = pen.getImageData(0, 0, canvas.width, canvas.height).data, kinds = new Set();
      for (let i = 0; i < all.length; i += 4) kinds.add(all[i] * 65536 + all[i + 1] * 256 + all[i + 2]);
      return [picture.width, picture.height, head, kinds.size];
    })()""",
        data(),
        view(),
    )
    assert bytes(head) == b"\x89PNG\r\n\x1a\n"
    assert width == pytest.approx(2 * (view()["width"] + 2.4 * view()["font"]), abs=2)
    assert height > 2 * view()["height"]
    assert inked > 60  # the heat map's picture is there, not only the frame
