"""The command line: what it prints where, what it leaves, and with which exit code it ends."""

import itertools
import json
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pyarrow.parquet as pq
import pytest
from calibrated import write_posterior
from typer.testing import CliRunner

from experiments import batch, cli, demo, manifest, preparing, single, studies
from experiments.calibration import reading
from experiments.catalogue import KINDS
from experiments.commands.common import chosen_scenario
from experiments.patterns import PATTERNS
from experiments.store import Results
from experiments.whole_run import SHOWN
from sim import simulate
from sim.errors import InputError
from sim.record import load
from sim.scenario import Scenario
from sim.scenario.reading import LIBRARY

ROOT = Path(__file__).parents[1]
COMMANDS = (
    *("list", "describe", "check", "costs", "new", "schema", "ablations"),
    *("run", "explain", "validate", "demo", "rerun", "doctor"),
)
TINY = ("federal-2022", "--set", "posts=400", "--set", "end=2023-01-31")
MONTHS = 8
TABLES = ("runs", "monthly", "offices", "tiers", "failures")

real_run = simulate.run


def redtape(*arguments):
    words = [str(argument) for argument in arguments]
    with patch.object(sys, "argv", ["redtape", *words]):
        return CliRunner().invoke(cli.app, words)


def run_tiny(out, *options):
    return redtape("run", *TINY, "--no-pictures", "--out", out, *options)


def assert_refused(done, *words):
    """Exit code 2 and one paragraph on standard error that holds all the words."""
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A finished run of three replicates with everything that can be kept."""
    out = tmp_path_factory.mktemp("out") / "results"
    done = redtape("run", *TINY, "--replicates", 3, "--seed", 5, "--agents", "--out", out)
    assert done.exit_code == 0, done.output
    return Results(out)


def test_help_shows_an_example_of_every_command():
    assert set(COMMANDS) <= {
        line.split()[0] for line in redtape("--help").stdout.splitlines() if line.strip()
    }
    for command in COMMANDS:
        done = redtape(command, "--help")
        assert done.exit_code == 0
        assert f"  redtape {command}" in done.stdout.split("Example")[-1]


def test_the_examples_of_run_name_values_that_can_be_set():
    examples = redtape("run", "--help").stdout.split("Examples:")[1]
    words = next(line for line in examples.splitlines() if "--set" in line).split()
    values = [word for before, word in itertools.pairwise(words) if before == "--set"]
    chosen = chosen_scenario(words[2], values)
    assert chosen.fingerprint != Scenario.load(words[2]).fingerprint


def test_help_loads_nothing_heavy():
    heavy = {"numba", "mesa", "numpy", "pandas", "pyarrow", "altair", "networkx", "pydantic", "scipy"}
    code = "import sys; from experiments import cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not heavy & set(loaded.stdout.split())


def test_the_module_runs_as_a_program(tmp_path):
    command = [sys.executable, "-m", "experiments.cli", "run", "federal-2202"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "federal-2022" in done.stderr
    assert "Traceback" not in done.stderr


def test_list_names_every_scenario_with_its_title_under_its_kind():
    scenarios, regimes, questions, calibrations = redtape("list").stdout.split("\n\n")
    lines = scenarios.splitlines()
    listed = [line.strip() for line in lines if line.startswith("  ")]
    assert sorted(line.split()[0] for line in listed) == Scenario.names()
    for line in listed:
        assert line.endswith(Scenario.load(line.split()[0]).title)
    assert [line for line in lines if not line.startswith("  ")] == [f"{x}:" for x in KINDS.values()]
    assert [line.split()[0] for line in regimes.splitlines()[1:]] == ["K", "L"]
    assert [line.split()[0] for line in questions.splitlines()[1:]] == studies.names()
    assert [line.split()[0] for line in calibrations.splitlines()[1:]] == reading.names()


def test_describe_tells_the_story():
    story = Scenario.load("legal-mandate").story
    assert story.split()[:8] == redtape("describe", "legal-mandate").stdout.split("Story")[1].split()[:8]


def test_schema_is_json():
    assert json.loads(redtape("schema").stdout)["properties"]


def test_check_passes_sound_scenarios(tmp_path):
    sound = tmp_path / "mine.toml"
    sound.write_text('extends = "federal-2022"\nend = 2024-01-31\n')
    done = redtape("check", sound, "no-reform")
    assert done.exit_code == 0
    assert "2 files" in done.stdout


def test_check_names_every_fault_in_every_file(tmp_path):
    for name, line in (("a", "[parameters]\nbeta_0 = 1\nlamb = 2"), ("b", 'start = "soon"')):
        (tmp_path / f"{name}.toml").write_text(f'extends = "federal-2022"\n{line}\n')
    done = redtape("check", tmp_path / "a.toml", "federal-2022", tmp_path / "b.toml")
    assert done.exit_code == 2
    assert done.stdout == ""
    for words in (("a.toml", "beta_0"), ("a.toml", "lamb"), ("b.toml", "start", "soon")):
        assert any(all(word in line for word in words) for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["federal-2202"], ["federal-2202", "unknown scenario", "Did you mean `federal-2022`?"]),
        (["nowhere/mine.toml"], ["nowhere/mine.toml", "does not exist"]),
        (["federal-2022", "--set", "postz=400"], ["postz", "unknown key"]),
        (["federal-2022", "--set", "lam=2"], ["lam", "2", "expected", "1"]),
        (["federal-2022", "--set", "lam=much"], ["lam", "much", "expected"]),
        (["federal-2022", "--set", "posts"], ["--set", "posts", "KEY=VALUE"]),
        (["federal-2022", "--set", "=3"], ["--set", "KEY=VALUE"]),
        (["federal-2022", "--set", "end=2021-01-01"], ["end", "2021-01-01"]),
        (["federal-2022", "--replicates", "0"], ["--replicates", "0", "1 to 100000"]),
        (["federal-2022", "--workers", "0"], ["--workers", "0", "1 to"]),
        (["federal-2022", "--seed", "-1"], ["--seed", "-1", "0 to"]),
        (["federal-2022", "--seed", str(2**63 - 1)], ["--seed", str(2**63 - 1)]),
        (["federal-eoffice", "--agents", "--replicates", "10000"], ["--agents", "rows", "fewer replicates"]),
    ],
)
def test_bad_input_is_one_paragraph(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert_refused(redtape("run", *arguments), *words)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [["run"], ["run", "federal-2022", "--replicates", "many"], ["runn"], ["list", "--loudly"], []],
)
def test_wrong_usage_ends_with_2_and_no_traceback(arguments):
    done = redtape(*arguments)
    assert done.exit_code == 2
    assert "Usage: " in done.output
    assert "Traceback" not in done.output


def test_a_broken_record_is_found_before_the_first_run(tmp_path):
    (tmp_path / "record.csv").write_text("series,date\nfull_use_units,2022-09-01\n")
    of_case = LIBRARY / "data" / "pk_eoffice_federal.toml"
    (tmp_path / "record.toml").write_text(of_case.read_text().replace("pk_eoffice_federal.csv", "record.csv"))
    (tmp_path / "mine.toml").write_text('extends = "federal-2022"\nrecord = "record.toml"\n')
    done = redtape("run", tmp_path / "mine.toml", "--out", tmp_path / "out")
    assert_refused(done, "record.csv", "columns")
    assert not (tmp_path / "out").exists()


def test_what_only_a_run_finds_out_is_bad_input_too(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise InputError("is not an office of the scenario", key="from", value="Finanse", nearest="Finance")

    monkeypatch.setattr(simulate, "run", refuse)
    assert run_tiny(tmp_path / "out").exit_code == 2
    assert not list(tmp_path.iterdir())


def test_results_that_are_there_are_kept_without_force(tmp_path):
    assert run_tiny(tmp_path / "out", "--replicates", 1).exit_code == 0
    assert_refused(run_tiny(tmp_path / "out", "--replicates", 2), "--out", "exists already", "--force")
    assert len(Results(tmp_path / "out").table("runs")) == 1
    assert run_tiny(tmp_path / "out", "--replicates", 2, "--force").exit_code == 0
    assert len(Results(tmp_path / "out").table("runs")) == 2


def test_force_refuses_a_folder_that_holds_something_else(tmp_path):
    (tmp_path / "thesis.txt").touch()
    assert_refused(run_tiny(tmp_path, "--force"), "--out", "not a folder of results")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_place_that_cannot_be_written_is_named_before_the_first_run(tmp_path, monkeypatch):
    monkeypatch.setattr(simulate, "run", lambda *_, **__: pytest.fail("it ran"))
    (tmp_path / "file").touch()
    assert_refused(run_tiny(tmp_path / "file"), "--out", "is a file")
    assert_refused(run_tiny(tmp_path / "file" / "below"), "--out", "cannot be written")
    if Path("/proc").is_dir():
        assert_refused(run_tiny("/proc/results"), "--out", "cannot be written")


def test_by_default_results_go_to_a_folder_of_the_scenario_s_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = redtape("run", *TINY, "--no-pictures", "--replicates", 1)
    assert "Results: results/federal-2022" in done.stdout
    assert Results(tmp_path / "results" / "federal-2022").manifest["status"] == "complete"


def test_results_are_complete(results):
    runs, monthly, offices = (results.table(name) for name in ("runs", "monthly", "offices"))
    assert runs["seed"].tolist() == [5, 6, 7]
    assert runs["status"].tolist() == ["finished"] * 3
    assert monthly.groupby("run").size().tolist() == [MONTHS] * 3
    assert len(offices) == 3 * MONTHS * 40
    assert offices["size"].sum() == 3 * MONTHS * 400
    assert len(results.table("failures")) == 0
    assert not monthly.isna().any(axis=None)
    assert not offices.isna().any(axis=None)
    pictures = {path.name for path in (results.folder / "pictures").iterdir()}
    assert pictures == {"adoption.png", "offices.png", "resistance.png"}


def test_results_are_those_of_the_model_bit_for_bit(results):
    direct = simulate.run(Scenario.load("federal-2022").with_values({"posts": 400, "end": "2023-01-31"}), 6)
    stored = results.table("monthly").query("run == 1")
    for name in direct.monthly.columns.drop("month"):
        assert stored[name].tolist() == direct.monthly[name].tolist(), name


def test_runs_hold_the_last_month_and_the_mean_of_every_outcome(results):
    runs, monthly = results.table("runs"), results.table("monthly")
    for run, rows in monthly.groupby("run"):
        for name in ("verified_use", "cumulative_cost", "resistance_habit"):
            assert runs.loc[run, f"{name}_end"] == rows[name].iloc[-1]
            assert runs.loc[run, f"{name}_mean"] == pytest.approx(rows[name].mean())


def test_posts_are_kept_each_january_and_in_the_last_month(results):
    posts = results.table("bureaucrats")
    assert posts["month"].dt.strftime("%Y-%m").value_counts().to_dict() == {"2023-01": 3 * 400}
    assert sorted(posts["office"].unique()) == sorted(results.table("offices")["office"].unique())


def test_the_manifest_describes_the_run(results):
    told = results.manifest
    (scenario,) = told["scenarios"]
    assert scenario["resolved"]["tiers"][0]["posts"] == 400
    again = Scenario.from_data(scenario["resolved"])
    assert again.fingerprint == scenario["fingerprint"] == results.table("runs")["fingerprint"][0]
    assert told["seeds"] == [5, 6, 7]
    assert told["runs"] == {"asked": 3, "finished": 3, "failed": 0}
    assert told["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert {"numpy", "numba", "pandas"} <= set(told["versions"])
    assert pd.Timestamp(told["started"]) <= pd.Timestamp(told["finished"])
    assert told["wall_seconds"] > 0
    assert told["command"].startswith("redtape run federal-2022 --set posts=400 --set end=2023-01-31 ")


def test_the_manifest_has_a_unit_for_every_column_of_every_table(results):
    told = results.manifest["units"]
    tables = {path.stem for path in results.folder.glob("*.parquet")}
    assert tables == {*TABLES, "bureaucrats"} == set(told)
    for table in tables:
        assert list(told[table]) == pq.read_schema(results.folder / f"{table}.parquet").names
        assert all(told[table].values())


def test_the_manifest_names_the_commit_only_of_a_checkout_of_its_own(results, tmp_path, monkeypatch):
    def git(*arguments, cwd):
        return subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=False)

    if (ROOT / ".git").exists():
        head = git("rev-parse", "HEAD", cwd=ROOT).stdout.strip()
        assert results.manifest["git"]["commit"] == head
    git("init", cwd=tmp_path)
    git("-c", "user.name=n", "-c", "user.email=e", "commit", "--allow-empty", "-m", "m", cwd=tmp_path)
    monkeypatch.setattr(manifest, "ROOT", tmp_path.resolve())
    assert manifest.checkout() == {
        "commit": git("rev-parse", "HEAD", cwd=tmp_path).stdout.strip(),
        "dirty": False,
    }
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "module.py").touch()
    assert manifest.checkout()["dirty"]
    monkeypatch.setattr(manifest, "ROOT", tmp_path.resolve() / "installed")
    assert manifest.checkout() is None


def test_the_report_stands_alone_and_tells_where_it_ends(results):
    page = (results.folder / "report.html").read_text("utf-8")
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert "January 2023" in page
    assert "not a forecast" in page
    assert page.count("<img ") == 3
    times = page.split("How long it takes")[1].split("</table>")[0]
    assert times.count(f"<td>not within the {MONTHS} months</td>") >= 1
    assert times.count("<td>in 3 of 3 runs</td>") >= 1


def test_the_table_is_on_standard_output_and_progress_on_standard_error(tmp_path):
    done = run_tiny(tmp_path / "out", "--replicates", 2)
    assert "Running federal-2022: 2 runs" in done.stderr
    assert "Running" not in done.stdout
    assert "January 2023" in done.stdout
    assert "Real use" in done.stdout
    assert (
        f"80 % of desks are really digital: not within the {MONTHS} months (in 2 of 2 runs)." in done.stdout
    )
    assert "Largest part of officials' resistance" in done.stdout
    assert done.stdout.splitlines()[-1] == f"Results: {tmp_path / 'out'}"


def test_json_is_the_only_thing_on_standard_output(tmp_path):
    done = run_tiny(tmp_path / "out", "--replicates", 3, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["month"] == "2023-01-01"
    assert told["runs"] == {"asked": 3, "finished": 3, "failed": 0}
    ends = Results(tmp_path / "out").table("runs")["verified_use_end"]
    end = told["outcomes"]["verified_use"]
    assert end["unit"] == "share of desks"
    assert [end[key] for key in ("mean", "low", "high")] == pytest.approx(
        [ends.mean(), ends.quantile(0.05), ends.quantile(0.95)]
    )
    parts = {name: x["mean"] for name, x in told["outcomes"].items() if name.startswith("resistance_")}
    largest = max(parts, key=parts.get)
    time = told["whole_run"]["t80_verified_restricted"]
    assert (time["mean"], time["unit"], time["not_within_run"]) == (MONTHS, "months", 3)
    assert set(told["whole_run"]) == set(SHOWN)
    assert told["held_back_most"]["component"] == told["outcomes"][largest]["label"]


def failing(*seeds):
    def run(scenario, seed, **options):
        if seed in seeds:
            raise ZeroDivisionError(f"no luck with {seed}")
        return real_run(scenario, seed, **options)

    return run


def test_a_run_that_fails_is_a_row_and_the_others_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(simulate, "run", failing(2))
    done = run_tiny(tmp_path / "out", "--replicates", 3)
    assert done.exit_code == 1
    assert "1 of 3 runs failed" in done.stderr
    assert "seed 2" in done.stderr
    assert "no luck with 2" in done.stderr
    results = Results(tmp_path / "out")
    failure = results.table("failures").iloc[0]
    assert (failure["run"], failure["seed"], failure["stage"]) == (1, 2, "run")
    assert failure["message"] == "ZeroDivisionError: no luck with 2"
    assert "raise ZeroDivisionError" in failure["trace"]
    runs = results.table("runs")
    assert runs["status"].tolist() == ["finished", "failed", "finished"]
    assert runs["verified_use_end"].isna().tolist() == [False, True, False]
    assert results.table("monthly")["run"].unique().tolist() == [0, 2]
    assert results.manifest["runs"] == {"asked": 3, "finished": 2, "failed": 1}


def test_where_every_run_fails_the_folder_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(simulate, "run", failing(1, 2))
    done = redtape("run", *TINY, "--replicates", 2, "--json", "--out", tmp_path / "out")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert [failure["seed"] for failure in told["failures"]] == [1, 2]
    assert told["outcomes"] == told["whole_run"] == {}
    assert len(Results(tmp_path / "out").table("failures")) == 2
    assert Results(tmp_path / "out").table("monthly").empty


def test_threads_change_nothing(tmp_path, monkeypatch):
    finished = []
    second_is_done = threading.Event()

    def second_before_first(scenario, seed, **options):
        result = real_run(scenario, seed, **options)
        if seed == 1 and workers == 2:
            assert second_is_done.wait(timeout=60)
        finished.append(seed)
        if seed == 2 and workers == 2:
            second_is_done.set()
        return result

    monkeypatch.setattr(simulate, "run", second_before_first)
    for workers in (1, 2):
        done = run_tiny(tmp_path / str(workers), "--replicates", 6, "--agents", "--workers", workers)
        assert done.exit_code == 0
    assert finished[:6] == sorted(finished[:6])
    assert finished[6:].index(2) < finished[6:].index(1), "with two threads runs must have ended out of order"
    for table in (*TABLES, "bureaucrats"):
        one, two = (pq.read_table(tmp_path / str(n) / f"{table}.parquet") for n in (1, 2))
        assert one.equals(two, check_metadata=True), table


def interrupting(at):
    def run(scenario, seed, **options):
        if seed == at:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            time.sleep(0.05)
        return real_run(scenario, seed, **options)

    return run


def test_ctrl_c_keeps_what_finished(tmp_path, monkeypatch):
    monkeypatch.setattr(simulate, "run", interrupting(3))
    done = run_tiny(tmp_path / "out", "--replicates", 500, "--workers", 2)
    assert done.exit_code == 130
    results = Results(tmp_path / "out")
    n = len(results.table("runs"))
    assert 3 <= n < 500
    assert results.manifest["status"] == "stopped by the user"
    assert results.table("monthly")["run"].nunique() == n
    assert f"Stopped: {n} of 500 runs had finished and are kept" in done.stderr
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_ctrl_c_ends_at_once_and_leaves_nothing_behind(tmp_path, monkeypatch):
    def stubborn(scenario, seed, **options):
        main = threading.main_thread().ident
        for _ in range(2):
            signal.pthread_kill(main, signal.SIGINT)
            time.sleep(0.2)
        return real_run(scenario, seed, **options)

    monkeypatch.setattr(simulate, "run", stubborn)
    done = run_tiny(tmp_path / "out", "--replicates", 5, "--workers", 1)
    assert done.exit_code == 130
    assert "nothing is kept" in done.stderr
    assert not list(tmp_path.iterdir())


def test_ctrl_c_while_compiling_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "prepare", interrupt)
    done = run_tiny(tmp_path / "out")
    assert done.exit_code == 130
    assert done.stderr.strip() == "Stopped; nothing is kept."
    assert not list(tmp_path.iterdir())


def test_ctrl_c_while_drawing_keeps_all_runs(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(single, "_report", interrupt)
    done = redtape("run", *TINY, "--replicates", 2, "--out", tmp_path / "out")
    assert done.exit_code == 130
    assert "all runs are kept" in done.stderr
    assert len(Results(tmp_path / "out").table("runs")) == 2


def test_the_first_run_on_a_machine_says_that_it_takes_longer(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.compiled.is_compiled", lambda: False)
    assert preparing.PREPARING in run_tiny(tmp_path / "out", "--replicates", 1).stderr
    monkeypatch.setattr("sim.compiled.is_compiled", lambda: True)
    assert preparing.PREPARING not in run_tiny(tmp_path / "again", "--replicates", 1).stderr


@pytest.fixture
def small_demo(monkeypatch):
    """The demonstration with a tenth of the officials."""
    small = tuple(scenario.with_values({"posts": 1600}) for scenario in demo.scenarios())
    monkeypatch.setattr(demo, "scenarios", lambda _regime: small)
    return small


def test_the_demonstration_leaves_one_report(tmp_path, small_demo):
    out = tmp_path / "demo"
    done = redtape("demo", "--out", out, "--replicates", 2)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == f"Report: {out / 'report.html'}"
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 80
    page = (out / "report.html").read_text("utf-8")
    worth = page.split("Against “no reform”, discounted")[1].split("</table>")[0]
    assert worth.count("<tr>") == len(small_demo)
    for scenario in small_demo[1:]:
        label = scenario.title.split(":")[0]
        assert f">{label}</t" in worth
        assert label in done.stdout
        assert label in page
    assert page.count("<img ") == len(list((out / "pictures").iterdir())) == 8
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    runs = Results(out).table("runs")
    assert runs.groupby("scenario")["seed"].apply(list).to_dict() == {x.name: [1, 2] for x in small_demo}
    assert_tells_every_scored_figure(page, small_demo[0])
    assert_tells_every_pattern(page, out)


def assert_tells_every_pattern(page, out):
    told = json.loads((out / "patterns.json").read_text("utf-8"))["patterns"]
    assert [x["id"] for x in told] == list(PATTERNS)
    assert {x["posts"] for x in told if x["id"] != "P7" and x["posts"]} == {1600}
    table = page.split("Patterns, failures first")[1].split("</table>")[0]
    rows = re.findall(r"<tr><th[^>]*>(P\d+)\. .*?</th><td>\w+</td><td>(\w+)", table)
    assert dict(rows) == {x["id"]: x["result"].split()[0] for x in told}
    assert [result == "fail" for _, result in rows] == sorted(
        (x["result"] == "fail" for x in told), reverse=True
    )


def assert_tells_every_scored_figure(page, case):
    scored = load(case.record_path).comparable.groupby("role").size()
    table = page.split("Every scored figure")[1].split("</table>")[0]
    assert table.count("<td>fitted</td>") == scored["calibrate"] > 0
    assert table.count("<td>held out</td>") == scored["validate"] > 0
    assert table.count("<tr>") == scored["calibrate"] + scored["validate"] + 1


def test_the_demonstration_can_be_repeated(tmp_path, small_demo, monkeypatch):
    for words in ("an earlier report", "a later report"):
        monkeypatch.setattr(demo, "_report", lambda *_, words=words: words)
        assert redtape("demo", "--out", tmp_path / "demo", "--replicates", 1).exit_code == 0
    assert (tmp_path / "demo" / "report.html").read_text("utf-8") == "a later report"


def test_the_demonstration_replaces_nothing_but_results(tmp_path):
    (tmp_path / "thesis.txt").touch()
    assert_refused(redtape("demo", "--out", tmp_path), "--out", "not a folder of results")


def test_the_demonstration_does_not_compare_a_policy_without_runs(tmp_path, small_demo, monkeypatch):
    def run(scenario, seed, **options):
        if scenario.name == "full-package":
            raise ZeroDivisionError("no luck")
        return real_run(scenario, seed, **options)

    monkeypatch.setattr(simulate, "run", run)
    done = redtape("demo", "--out", tmp_path / "demo", "--replicates", 1)
    assert done.exit_code == 1
    assert "full-package, seed 1" in done.stderr
    assert done.stdout == f"Results: {tmp_path / 'demo'}\n"
    assert len(Results(tmp_path / "demo").table("failures")) == 1


@pytest.mark.parametrize("command", [("run",), ("compare", "federal-eoffice"), ("explain",)])
def test_a_calibration_in_place_of_a_scenario_is_told_with_its_own_command(command, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('scenario = "federal-eoffice"\npilot = 20\n')
    for source in ("federal-record", str(path)):
        done = CliRunner().invoke(cli.app, [*command, source])
        assert done.exit_code == 2
        assert f"redtape calibrate {source}" in done.stderr
    folder = write_posterior(tmp_path / "folder")
    done = CliRunner().invoke(cli.app, [*command, str(folder)])
    assert done.exit_code == 2
    assert f"--posterior {folder}" in done.stderr


def test_a_scenario_that_is_misspelt_is_not_taken_for_a_calibration():
    done = CliRunner().invoke(cli.app, ["run", "federal-recor"])
    assert "is an unknown scenario" in done.stderr
