"""The guided story: what it claims is so in the model, its figures are the run's, and a bad file is told."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from experiments import catalogue
from experiments.live import tour, tour_form, tour_notes
from experiments.live.answering import DESKS
from experiments.live.engine import kept
from experiments.live.tour_form import BASELINE, CURRENT, DEMONSTRATIONS
from experiments.smaller import smaller
from experiments.summary import number
from sim.errors import InputError
from sim.scenario import Scenario, regimes
from sim.simulate import run

FILE = DEMONSTRATIONS / "e-office.toml"
STORY = tour.load()
SEEDS = tour_notes.SEEDS
STEPS = range(len(STORY.steps))


def sketch(scenario: Scenario) -> Scenario:
    return smaller(scenario, DESKS)


@pytest.mark.parametrize("regime", regimes.names())
@pytest.mark.parametrize("i", STEPS)
def test_what_a_step_claims_is_so_under_every_seed_in_both_regimes(i, regime):
    """Fails if the model stops telling the story, or a step is rewritten to say what it never told."""
    step = STORY.steps[i]
    for seed in SEEDS:
        runs = tour.runs_of(step, seed, regime, sketch)
        for claim in step.claims:
            told = f"{tour_notes.figure_words(claim.what)}: {tour.value(claim.what, runs)}"
            assert tour.holds(claim, runs), f"seed {seed}, {told}, held to be {tour_notes.bounds(claim)}"


@pytest.mark.parametrize("i", STEPS)
def test_what_the_room_predicts_is_claimed_told_and_hidden(i):
    """Fails if a room guesses what no reveal answers, no claim holds, or the screen shows already."""
    step = STORY.steps[i]
    if step.predict is None:
        return
    asked = (CURRENT, step.predict.measure, step.predict.month)
    claimed = {(x.arm, x.outcome, x.month) for claim in step.claims for x in claim.what.values}
    told = {(x.arm, x.outcome, x.month) for f in tour_form.figures_in(step.reveal).values() for x in f.values}
    assert asked in claimed
    assert asked in told
    assert step.month < step.predict.month


def test_a_broken_claim_is_noticed():
    """Fails if the comparison above cannot fail."""
    step = STORY.steps[0]
    runs = tour.runs_of(step, 1, "", sketch)
    claim = step.claims[0]
    x = tour.value(claim.what, runs)
    assert not tour.holds(claim.model_copy(update={"at_least": x + 1e-9, "at_most": None}), runs)
    assert not tour.holds(claim.model_copy(update={"at_least": None, "at_most": x - 1e-9}), runs)
    assert tour.holds(claim.model_copy(update={"at_least": x, "at_most": x}), runs)


@pytest.mark.parametrize("regime", ["", "K"])
def test_every_figure_shown_is_that_of_the_run_on_the_screen(regime):
    """Fails if a figure is of another arm, month, seed or regime, or of a smaller population."""
    seed = 4
    shown = tour.told(STORY, seed, regime)["steps"]
    for step, told in zip(STORY.steps, shown, strict=True):
        for key, text in tour_form.texts(step).items():
            for inside, figure in tour_form.figures_in(text).items():
                if figure.less is None and figure.value.arm in (CURRENT, BASELINE):
                    scenario = tour_form.arms(step)[figure.value.arm]
                    ran = scenario.with_values({"regime": regime}) if regime else scenario
                    t = ran.month(figure.value.month)
                    series = kept(ran, run(ran, seed).world, ran).series  # what the page draws
                    words = tour.short(figure.value.outcome, float(series[figure.value.outcome][t]))
                    assert words in told[key], inside
            assert "{" not in told[key]


def test_no_figure_of_the_model_is_typed():
    """Fails if a result is written into a text instead of being filled in."""
    for step in STORY.steps:
        for key, text in tour_form.texts(step).items():
            bare = re.sub(r"\b(?:19|20)\d\d\b", "", tour_form.PLACEHOLDER.sub("", text))
            typed = set(re.findall(r"\d+", bare)) - {"40", "12"}  # offices, as the record counts them
            assert not typed, f"{step.title}, {key}: {typed}"
            assert "%" not in bare


def test_steps_are_what_a_session_can_show():
    """Fails if a month is counted from another start, or an act is not the one of the file."""
    shown = tour.told(STORY, 1)["steps"]
    assert len(shown) == 7
    for step, told in zip(STORY.steps, shown, strict=True):
        scenario = Scenario.load(told["scenario"])
        assert scenario.months[told["month"]] == step.month
        if step.predict:
            assert scenario.months[told["predict"]["month"]] == step.predict.month
        assert told["lesson"].endswith(".")
        assert [act["kind"] for act in told["acts"]] == [x.kind for x in step.acts]
    assert shown[4]["acts"] == [{"kind": "lever", "month": 60, "values": {"train": 0.2}}]


class Words(HTMLParser):
    """The text of a page, and the names of its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


def test_the_notes_hold_every_step_with_figures_of_both_regimes():
    """Fails if notes lose a text, tell figures of one regime only, or fetch anything."""
    first = STORY.model_copy(update={"steps": STORY.steps[:2]})
    page = Words(tour_notes.html(first, 1))
    for told in tour.told(first, 1)["steps"]:
        for key in ("question", "reveal", "lesson"):
            assert told[key] in page.text
        assert told["notes"].split("\n\n")[0] in page.text
    assert not page.tags & {"script", "link", "img", "a"}
    claim = first.steps[0].claims[0]
    for name in regimes.names():
        values = [tour.value(claim.what, tour.runs_of(first.steps[0], seed, name, sketch)) for seed in SEEDS]
        low, high = (number("verified_use", x) for x in (min(values), max(values)))
        assert f"({low} to {high})" in page.text
    assert "Regime L" in page.text
    assert "Regime K" in page.text


GOOD = FILE.read_text(encoding="utf-8")
FIGURE = "alone: {current.verified_use@2022-06}"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('lesson = "Installed', 'leson = "Installed', "Did you mean `lesson`"),
        ('scenario = "no-reform"\nbaseline', 'scenario = "no-reforms"\nbaseline', "Did you mean `no-reform`"),
        (FIGURE, "alone: {current.real_use@2022-06}", "which is no outcome"),
        (
            FIGURE,
            "alone: {curent.verified_use@2022-06}",
            "Did you mean `current`",
        ),
        (FIGURE, "alone: {current.verified_use}", "is no figure of a run"),
        (
            FIGURE,
            "alone: {current.verified_use@2052-06}",
            "lies outside the run",
        ),
        (
            FIGURE,
            "alone: {current.__class__@2022-06}",
            "which is no outcome",
        ),
        ('month = "2018-12"', 'month = "2017-12"', "lies outside the run"),
        ("train = 0.2", "training = 0.2", "There is no lever"),
        ("train = 0.2", "train = 2.0", "nearest it can be"),
        ('kind = "law"', 'kind = "laws"', "There is no act of the kind"),
        ('baseline = "transition-2028-law"', 'baseline = "no-reform"', "is no baseline here"),
        ("at_most = 0.3\n", "", "claims nothing"),
        ('measure = "reported_use"', 'measure = "report_use"', "Did you mean `reported_use`"),
        ('regime = "K"', 'regime = "M"', "is not one of the choices"),
        ("title = ", "title = = ", "TOML"),
    ],
)
def test_a_bad_file_is_told_in_a_paragraph(tmp_path, old, new, words):
    """Fails if a slip in a story passes unseen, ends in a traceback, or is told without its place."""
    assert old in GOOD
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    faults = tour_form.faults(path)
    assert any(words in str(fault) for fault in faults), [str(fault) for fault in faults]
    assert all("mine.toml" in str(fault) and "\n" not in str(fault) for fault in faults)
    with pytest.raises(InputError):
        tour.load(path)


def test_all_faults_are_told_at_once(tmp_path):
    path = tmp_path / "mine.toml"
    wrong = GOOD.replace(FIGURE, "alone: {x.y@2022-06}", 1).replace("train =", "tran =", 1)
    path.write_text(wrong, encoding="utf-8")
    assert len(tour_form.faults(path)) == 2


def test_the_check_of_files_knows_a_demonstration(tmp_path):
    """Fails if `redtape check` takes a story for a scenario and calls all of it wrong."""
    assert catalogue.check([FILE]) == []
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(FIGURE, "{x.y@2022-06}", 1))
    told = catalogue.check([path])
    assert len(told) == 1
    assert "`x`, which is no run of the step" in told[0]
    assert not catalogue.check(["federal-eoffice"])


def test_every_story_of_the_library_is_sound():
    assert tour_form.names()
    for name in tour_form.names():
        assert not tour_form.faults(tour_form.path_of(name))
    with pytest.raises(InputError, match="Did you mean `e-office`"):
        tour.load("eoffice")
    with pytest.raises(InputError):
        tour.load("../e-office")
    assert Path(FILE).is_file()
