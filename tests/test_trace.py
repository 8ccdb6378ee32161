"""The TRACE record: fresh, honest about what is missing, and its summary of a calibration is the folder's."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from posteriors import FREE, folder_of
from typer.testing import CliRunner

from experiments import proving, store, validation
from experiments.calibration import conducting, reading
from experiments.proving.planting import FOUND, NARROWED, WIDENED
from experiments.tables import CALIBRATION_TABLES, VALIDATION_TABLES
from experiments.trace import calibrated, counting
from experiments.trace.page import front
from experiments.trace.summary import as_json, main, summary
from experiments.validating import keeping
from experiments.validating.asking import Request
from experiments.validating.checking import checks
from sim.compiling import model_version
from sim.errors import InputError

DOCS = Path(__file__).parent.parent / "docs"
REGIMES = ("L", "K")
PARTS = ("Asked", "Done", "Found", "Left open")


# ---- The committed page


def test_the_committed_record_is_what_the_command_writes():
    """The part before the annex; that of the patterns is held to their declarations in test_patterns.py."""
    text, told = validation.kept(DOCS)
    fresh = (DOCS / validation.PAGE).read_text(encoding="utf-8") == validation.page(text, told)
    assert fresh, "docs/validation.md is stale: run `python -m experiments.validation --keep-patterns`"


def test_the_verdicts_beside_the_page_are_those_of_its_annex():
    text, told = validation.kept(DOCS)
    head = next(line for line in text.splitlines() if line.startswith("|  | pattern"))
    columns = [cell.strip() for cell in head.split("|")]
    for regime, rows in told["regimes"].items():
        at = columns.index(f"result, regime {regime}")
        for row in rows:
            line = next(line for line in text.splitlines() if line.startswith(f"| {row['id']} |"))
            verdict = re.split(r"(?<!\\)\|", line)[at].strip().replace("*", "")
            assert verdict == row["verdict"] + (", narrowly" if row["narrow"] else ""), row["id"]
    assert re.search(r"Scenario `([\w-]+)`, (\d+) of each", text).groups() == (
        told["scenario"],
        str(told["runs"]),
    )


def test_each_of_the_eight_elements_asks_does_finds_and_leaves_something_open():
    page = front(validation.kept(DOCS)[1], None)
    elements = re.split(r"^## (?=\d )", page, flags=re.MULTILINE)[1:]
    assert [x[0] for x in elements] == [str(i) for i in range(1, 9)]
    for element in elements:
        assert [x for x in re.findall(r"^\*\*([\w ]+)\.\*\*\s", element, re.MULTILINE) if x in PARTS] == [
            *PARTS
        ]


def test_every_kind_of_test_is_there_and_counted_once():
    files = [file for kind in counting.KINDS for file in kind.files]
    assert len(set(files)) == len(files)
    for file in files:
        found = re.findall(r"^(?:    )?def (test_\w+)\(", (counting.TESTS / file).read_text(), re.MULTILINE)
        assert sorted(counting.test_functions(file)) == sorted(found), file
    assert counting.limits() == 26


@pytest.mark.parametrize(
    ("name", "read", "cut"),
    [
        ("reference-numbers.md", counting.reference, "figures are within tolerance"),
        ("reference-numbers.md", counting.reference, "| executive order | D23 |"),
        ("ablations.md", counting.ablation_sentences, "## What carries the conclusions"),
    ],
)
def test_a_page_that_is_written_otherwise_is_not_counted_as_nothing(tmp_path, monkeypatch, name, read, cut):
    text = (DOCS / name).read_text(encoding="utf-8")
    assert cut in text
    (tmp_path / name).write_text(text.replace(cut, ""), encoding="utf-8")
    monkeypatch.setattr(counting, "DOCS", tmp_path)
    with pytest.raises(ValueError, match=r"docs/|traced"):
        read()


def test_a_page_without_its_annex_is_not_taken_for_one(tmp_path):
    """Fails if `--keep-patterns` writes a record whose table of patterns has gone."""
    for name in (validation.PAGE, validation.PATTERNS):
        with pytest.raises(InputError, match="is not there"):
            validation.kept(tmp_path)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="no annex"):
        validation.kept(tmp_path)


# ---- The summary of a calibration


def calibration(out: Path, *, whole: bool = True, lost: bool = True) -> Path:
    """A made-up calibration of the federal record; whole: validated, reflected on and proved as well."""
    facts = {
        "study": {"name": "federal-record"},
        "seeds_per_point": 4,
        "desks": 40,
        "discrepancy": 0.05,
        "posed": {regime: f"posed {regime}" for regime in REGIMES},
        "model": model_version(),
        "method": "method",
        "settings": {"real": True, "n_seeds": 4, "n_early": 150, "n_last": 300},
        "exact": {"L": True, "K": False},
        "effective": {"L": 312.4, "K": 57.0},
        "evidence": {"L": {"log": -3.25, "sd": 0.25}, "K": {"log": None, "sd": None}},
        "temperature": {"L": 1.0, "K": 2.5},
        "n_run": {"L": 4000, "K": 5000},
        "n_failed": {"L": 0, "K": 3},
    }
    if whole:
        facts["reflection"] = {"regimes": list(REGIMES), "n_draws": [50, 50], "log_bayes": [0.4, 0.3]}
    folder = folder_of(out, regime_names=REGIMES, **facts)
    record = counting.record()
    numbers = record.fitted["number"].to_numpy()
    shift = np.where(numbers == numbers[3], -0.07, 0.01)
    moved = pd.read_parquet(folder / "moved.parquet")
    tables = {
        "moved": moved.assign(role="freed"),
        "generations": pd.DataFrame(
            [
                {"regime": x, "generation": i + 1, "seconds": 100.0 * i + 5.0}
                for x in REGIMES
                for i in range(3)
            ]
        ),
        "size_shift": pd.concat(
            pd.DataFrame(
                {
                    "regime": x,
                    "number": numbers,
                    "difference": shift,
                    "low": shift - 0.01,
                    "high": shift + 0.01,
                }
            )
            for x in REGIMES
        ),
    }
    if whole:
        tables |= validated(lost) | reflected()
        proved(out.parent / "federal-record-self-test")
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet")
    return folder


def validated(lost: bool) -> dict[str, pd.DataFrame]:
    record = counting.record()
    fitted, held_out = record.fitted, record.held_out
    chance = np.random.default_rng(3)
    published = fitted["value"].to_numpy() + 0.03 * chance.standard_normal((200, len(fitted)))
    published[:, 2] += 0.4  # the third fitted figure is missed
    predictive = pd.concat(
        pd.DataFrame(
            {
                **{"regime": x, "number": rows["number"], "series": rows["series"], "role": role},
                **{"observed": rows["value"], "mean": 0.5, "low": 0.4, "high": 0.6, "p": 0.25},
            }
        )
        for x in REGIMES
        for role, rows in (("calibrate", fitted), ("validate", held_out))
    )
    forecasters = {"model, regime L": 0.05, "model, regime K": 0.2, "last value": 0.1 if lost else 0.9}
    scores = pd.DataFrame(
        {
            **{
                "forecaster": name,
                "kind": "rival" if name == "last value" else "model",
                "number": row.number,
            },
            **{"observed": row.value, "median": 0.9, "low": 0.8, "high": 1.0, "crps": crps, "crps_se": 0.001},
            **{"inside50": 0.0, "inside90": 1.0, "abs_error": 0.02, "log_score": 1.0},
        }
        for name, crps in forecasters.items()
        for row in held_out.itertuples()
    )
    patterns = pd.DataFrame(
        {"regime": x, "pattern": name, "label": label, "verdict": verdict, "narrow": "no", "measure": measure}
        for x in REGIMES
        for name, label, verdict in (("P1", "fit", "pass"), ("P3", "check", "pass"), ("P5", "check", "fail"))
        for measure in ("one", "two")
    )
    both = pd.concat(checks(fitted, published).assign(regime=x) for x in REGIMES)
    return {"predictive": predictive, "checks": both, "scores": scores, "patterns": patterns}


def reflected() -> dict[str, pd.DataFrame]:
    what = {"words": "mean reported use", "effort": "published anyway", "p_sd": 0.02}
    return {
        "reflection_difference": pd.DataFrame(
            {"course": course, "outcome": outcome, "mean": 0.1, "low": -0.1, "high": 0.3, "sd": 0.01}
            | {"p_more": 0.8}
            for course in ("goes on", "ends")
            for outcome in ("verified_use", "reported_use")
        ),
        "reflection_packages": pd.DataFrame(
            {"regime": x, "scenario": name, "title": name, "gain": 0.1, "gain_low": 0.0, "gain_high": 0.2}
            | {"rank": rank}
            for x, ranks in (("L", (1, 2)), ("K", (2, 1)))
            for name, rank in zip(("legal-mandate", "full-package"), ranks, strict=True)
        ),
        "reflection_chosen": pd.DataFrame(
            {"course": "ends", "month": pd.Timestamp("2029-06-01"), "p_chosen": 0.9, "p_right": p, **what}
            for p in (0.7, 0.74)
        ),
        "reflection_separation": pd.DataFrame(
            [
                {"course": "record", "observation": "all_fitted", "month": pd.NaT, "p_right": 0.55, **what},
                {
                    "course": "ends",
                    "observation": "a",
                    "month": pd.Timestamp("2028-06-01"),
                    "p_right": 0.7,
                    **what,
                },
                {
                    "course": "ends",
                    "observation": "b",
                    "month": pd.Timestamp("2029-06-01"),
                    "p_right": 0.9,
                    **what,
                },
            ]
        ),
    }


def proved(folder: Path) -> None:
    row = {"parameter": "beta0", "n_plants": 40, "inside": True}
    coverage = [row | {"level": 0.5, "n_covered": 21, "low": 12, "high": 28}]
    coverage += [row | {"level": 0.9, "n_covered": 37, "low": 31, "high": 40}]
    verdict = {"coverage": coverage, "ranks": [{"parameter": "beta0", "p": 0.4}], "least_p_carried": 0.02}
    right, wrong = {"covers": True, "uniform": True}, {"covers": False, "uniform": False}
    found = {FOUND: verdict | right, NARROWED: verdict | wrong, WIDENED: verdict | wrong}
    settings = {"n_seeds": 2, "n_early": 50, "n_last": 100, "n_generations": 4}
    proofs = {}
    for regime in REGIMES:
        subject = proving.Subject("federal-record", regime, f"posed {regime}", (6, 12))
        code = ("0.1.0", model_version(), "method", 1, settings)
        proofs[regime] = proving.Proof(subject, *code, FREE, 80, 40, 0, 0, 210.0, found)
        assert proofs[regime].passed
    folder.mkdir()
    (folder / proving.PROOF).write_text(proving.as_json(proofs), encoding="utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return calibration(tmp_path_factory.mktemp("whole") / "federal-record")


def test_the_summary_says_what_the_folder_holds(whole):
    told = summary(whole)
    assert told["written by"] == "python -m experiments.trace.summary results/federal-record"
    one, other = (told["inference"][x] for x in REGIMES)
    assert (one["effective"], one["evidence"], one["exact"]) == (312.4, {"log": -3.25, "sd": 0.25}, True)
    assert (other["n_failed"], other["exact"], other["evidence"]["log"]) == (3, False, None)
    assert other["effective_verdict"].startswith("too few")
    assert (one["generations"], one["seconds"]) == (3, 315.0)
    assert one["parameters"] == {"drawn": 4, "moved": 0, "narrowed": 3, "not told": 1}
    assert one["size_shift_largest"]["difference"] == -0.07
    assert one["size_shift_largest"]["number"] == counting.record().fitted["number"].iloc[3]
    assert [x["number"] for x in told["fitted"]] == [*counting.record().fitted["number"]] * 2
    missed = told["fitted"][2]["what"]
    assert {x["check"]: x["p"] for x in told["checks"]["L"]["misfits"]}[missed] < 0.05
    assert told["checks"]["L"]["n"] > len(told["checks"]["L"]["misfits"])
    assert {x["least_p"] for x in told["self_test"].values()} == {0.02}
    assert not told["reflection"]["same_order"]
    assert [x["month"] for x in told["reflection"]["best_observation"]] == ["2029-06"]
    assert told["patterns"]["K"] == [
        {"pattern": "P1", "label": "fit", "verdict": "pass", "narrow": "no"},
        {"pattern": "P3", "label": "check", "verdict": "pass", "narrow": "no"},
        {"pattern": "P5", "label": "check", "verdict": "fail", "narrow": "no"},
    ]


def test_numbers_are_kept_in_full_and_p_as_it_is_told(whole):
    """Fails if a number is rounded here and again on the page: the report would say another."""
    moved = pd.read_parquet(whole / "moved.parquet").set_index(["regime", "parameter"])
    told = summary(whole)
    for regime, x in told["inference"].items():
        for row in x["freed_and_told"]:
            assert row["mean"] == moved.loc[(regime, row["parameter"]), "mean"]
    assert {row["p"] for row in told["fitted"]} == {0.5}, "two-sided, of 0.25 above the record"


def test_every_parameter_that_is_counted_as_told_stands_in_the_table(tmp_path):
    folder = calibration(tmp_path / "federal-record")
    moved = pd.read_parquet(folder / "moved.parquet").assign(role="carried")
    moved.to_parquet(folder / "moved.parquet")
    for x in summary(folder)["inference"].values():
        counted = x["parameters"]
        assert len(x["freed_and_told"]) == counted["moved"] + counted["narrowed"] > 0


def test_the_summary_is_the_same_wherever_the_folder_lies(whole, tmp_path):
    """Fails if a path of somebody's machine, or a time, gets into a file that is committed."""
    assert str(whole.parent) not in as_json(whole)
    assert as_json(whole) == as_json(calibration(tmp_path / "federal-record"))


def test_what_was_not_asked_for_is_empty_and_the_page_says_so(whole, tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.proving.proof.COMMITTED", tmp_path / "none")
    told = summary(calibration(tmp_path / "federal-record", whole=False))
    lacking = ("fitted", "checks", "held_out", "patterns", "reflection", "self_test")
    assert {key: told[key] for key in lacking} == dict.fromkeys(lacking)
    patterns = validation.kept(DOCS)[1]
    pages = [front(patterns, x) for x in (None, told, summary(whole))]
    n_missing = [page.count("not made yet") for page in pages]
    assert n_missing[0] > n_missing[1] > n_missing[2] == 0
    for command in (calibrated.SELF_TEST, calibrated.VALIDATE, calibrated.REFLECT, calibrated.SUMMARISE):
        assert f"`{command}`" in pages[1]
    assert "312: enough for means and 90 % intervals" in pages[1]
    assert "NO: intervals too wide" in pages[1]


def test_losses_stand_first_and_are_told(whole, tmp_path):
    patterns = validation.kept(DOCS)[1]
    page = front(patterns, summary(whole))
    words = "The model, regime K, loses to the last value. The model, regime L, beats the last value."
    assert page.count(words) == 2, "in short, and where it is scored"
    won = front(patterns, summary(calibration(tmp_path / "federal-record", lost=False)))
    assert "loses to" not in won
    assert "The order of the packages compared is NOT the same in both." in page
    assert "1 of 2 checks fail (P5)" in page


def test_the_two_regimes_are_told_as_the_report_tells_them(whole):
    told = calibrated.reflection(summary(whole))
    assert "the best is right 72 % of the time" in told
    assert "90 % of the time" not in told
    assert told.count("against L (standard error 1.0)") == 4
    assert "K would now have 60" in told


def test_a_self_test_that_is_not_passed_is_shown_as_such(whole):
    told = summary(whole)
    assert "is **passed**, on 40 records" in calibrated.self_test(told)
    own = told["self_test"]
    failed = {**own, "K": {**own["K"], "passed": False, "narrowed_is_seen": False}}
    words = calibrated.self_test({**told, "self_test": failed})
    assert words.count("**NOT PASSED**") == words.count("is **passed**") == 1
    assert "6 posts an office, 12 in the last" in words
    page = front(validation.kept(DOCS)[1], {**told, "self_test": failed})
    assert (
        page.partition("## In short: ")[2]
        .strip()
        .splitlines()[2]
        .startswith("- **The inference has not passed its self-test in regime K.**")
    )
    assert "IS NOT SEEN to be wrong" in words


def test_a_regime_that_was_not_proved_is_named(whole):
    """Fails if a proof of one regime is taken for one of both."""
    told = summary(whole)
    alone = {**told, "self_test": {"L": told["self_test"]["L"]}}
    assert "The inference in regime K is not proved." in calibrated.self_test(alone)
    older = {**told, "self_test": {"L": {**told["self_test"]["L"], "same_code": False}}}
    assert "with another version of the code" in calibrated.self_test(older)


def test_patterns_that_turn_under_the_posterior_are_told_in_short(whole):
    told = summary(whole)
    at_point = {"L": [{"id": "P1", "verdict": "fail"}, {"id": "P5", "verdict": "fail"}]}
    words = calibrated.unlike_the_point(told, at_point)
    assert (
        words == "Otherwise than at the fitted point of the regime: in regime L P1 (fail there, pass here)."
    )
    assert calibrated.unlike_the_point(told, {"L": at_point["L"][1:]}) == ""
    assert "P5" in front(validation.kept(DOCS)[1], told).partition("## 1")[0]


def test_tables_that_redtape_writes_have_the_columns_that_are_read():
    """Fails if a table of a calibration or a validation loses a column that the summary quotes."""
    made = validated(lost=True)
    for name, table in made.items():
        assert set(table.columns) <= set(VALIDATION_TABLES[name]), name
    assert {"regime", "number", "difference", "low", "high"} <= set(CALIBRATION_TABLES["size_shift"])
    assert {"regime", "seconds"} <= set(CALIBRATION_TABLES["generations"])
    read = {
        "parameter",
        "role",
        "prior_mean",
        "prior_sd",
        "mean",
        "low",
        "high",
        "shift",
        "sd_ratio",
        "verdict",
    }
    assert read <= set(CALIBRATION_TABLES["moved"])


def test_the_command_writes_the_file_and_refuses_what_is_no_calibration(whole, tmp_path):
    import typer

    app = typer.Typer()
    app.command()(main)
    out = tmp_path / "new" / "told.json"
    done = CliRunner().invoke(app, [str(whole), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text(encoding="utf-8")) == summary(whole)
    store.write_text(tmp_path, "manifest.json", json.dumps({"redtape": "0.1.0", "kind": "run"}))
    with pytest.raises(InputError):
        summary(tmp_path)
    refused = CliRunner().invoke(app, [str(tmp_path)])
    assert refused.exit_code == 2
    assert "is not a calibration" in refused.output


def test_what_redtape_itself_writes_is_summarised(tmp_path):
    """A small calibration and its validation, as the commands leave them: not a made-up folder."""
    tutorial = DOCS / "examples" / "tutorial"
    small = {
        "desks": 8,
        "seeds": 2,
        "pilot": 40,
        "early": 20,
        "last": 24,
        "generations": 2,
        "discrepancy": 0.3,
    }
    lines = [f'scenario = "{tutorial / "ministry.toml"}"', f'record = "{tutorial / "record.toml"}"']
    file = tmp_path / "small.toml"
    file.write_text("\n".join([*lines, *(f"{key} = {value}" for key, value in small.items())]))
    found = conducting.conduct(reading.load(file), tmp_path / "small", 2)
    request = Request(draws=20, pattern_draws=0, workers=2)
    keeping.keep(found.folder, request, "redtape validate", None, force=False)
    told = summary(found.folder)
    own, regime = told["inference"][""], found.manifest
    assert told["study"] == "small"
    assert own["draws"] == small["last"]
    assert own["n_run"] == regime["n_run"][""] > small["last"]
    assert own["effective"] == pytest.approx(regime["effective"][""], rel=1e-3)
    verdicts = own["parameters"]
    assert verdicts["drawn"] == verdicts["moved"] + verdicts["narrowed"] + verdicts["not told"] > len(FREE)
    assert {x["parameter"] for x in own["freed_and_told"]} >= set(told["free"])
    assert len(told["fitted"]) == len(regime["fitted"])
    assert len(told["held_out"]["forecasters"]) == 4
    page = front(validation.kept(DOCS)[1], told)
    assert page.count("not made yet") == 4  # self-test, reflection, patterns, which are told of twice
