"""A posterior carried on into runs, sweeps, comparisons, explanations and briefs."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from posteriors import FREE, UNCERTAIN, folder_of

from experiments import studies
from experiments.brief.drawing import source
from experiments.brief.gathering import gather
from experiments.calibration import carried, regimed
from experiments.calibration.posterior import load
from experiments.catalogue import without
from experiments.measuring import Bench
from experiments.store import Results
from experiments.studies.from_posterior import from_posterior, moved_words
from experiments.studies.recorded import facts, plan_from, points_table
from sim import simulate
from sim.errors import InputError
from sim.parameters import PARAMETERS
from sim.parameters.ablations import ABLATIONS
from sim.scenario import Scenario, regimes
from tests.test_cli import assert_refused, redtape
from viz import charts

SMALL = ("--set", "posts=400")
ABLATED = next(
    name for name, x in ABLATIONS.items() if len([key for key in x.settings if key in UNCERTAIN]) == 1
)
"""A mechanism that is taken out by one uncertain parameter."""

PLANTED = {
    name: PARAMETERS[name].low + 0.3 * (PARAMETERS[name].high - PARAMETERS[name].low) for name in UNCERTAIN
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A posterior of the federal case in no regime."""
    return folder_of(tmp_path_factory.mktemp("posterior") / "own")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A posterior of the federal case in both regimes."""
    return folder_of(tmp_path_factory.mktemp("posterior") / "both", regime_names=("L", "K"))


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two small packages that differ in one lever, as files."""
    where = tmp_path_factory.mktemp("pair")
    for name, more in (("before", ""), ("after", "[levers]\nME = 0.8\n")):
        text = f'extends = "federal-eoffice"\ntitle = "{name.capitalize()}"\n\n{more}'
        (where / f"{name}.toml").write_text(text, encoding="utf-8")
    return where / "before.toml", where / "after.toml"


@pytest.fixture(scope="module")
def run_of(folder, tmp_path_factory):
    """A finished run under draws, with its report."""
    out = tmp_path_factory.mktemp("run") / "run"
    done = redtape("run", "federal-eoffice", *SMALL, "--posterior", folder, "--replicates", 3, "--out", out)
    assert done.exit_code == 0, done.output
    return done, out


@pytest.fixture(scope="module")
def compared(pair, both, tmp_path_factory):
    """A finished comparison under draws in both regimes."""
    out = tmp_path_factory.mktemp("compared") / "compared"
    how = ("--regime", "L", "--regime", "K", "--replicates", 2, "--futures", 5, "--future-replicates", 2)
    done = redtape("compare", *pair, *SMALL, *how, "--posterior", both, "--no-break-even", "--out", out)
    assert done.exit_code == 0, done.output
    return done, out


def small(name="federal-eoffice", **values):
    return Scenario.load(name).with_values({"posts": 400, **values})


def study(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return studies.load(path)


# ---- Runs


def test_replicate_i_has_draw_i_and_the_next_seed(run_of, folder):
    """Every run is, to the bit, that of the scenario with the i-th draw set over it."""
    _, out = run_of
    runs = Results(out).table("runs")
    draws = load(folder).values("", 3, 1)
    assert len({tuple(x.items()) for x in draws}) == 3
    for i, draw in enumerate(draws):
        by_hand = small().with_values(draw)
        assert runs["fingerprint"][i] == by_hand.fingerprint
        assert runs["verified_use_mean"][i] == simulate.run(by_hand, 1 + i).summary["verified_use_mean"]


def test_planted_values_give_the_runs_with_these_values(tmp_path):
    """A posterior of one point is that point: the same bits as `--set`."""
    where = folder_of(tmp_path / "planted", planted=PLANTED)
    drawn, stated = tmp_path / "drawn", tmp_path / "stated"
    how = ("run", "federal-eoffice", *SMALL, "--replicates", 2, "--no-pictures")
    assert redtape(*how, "--posterior", where, "--out", drawn).exit_code == 0
    pairs = [word for name, x in PLANTED.items() for word in ("--set", f"{name}={x!r}")]
    assert redtape(*how, *pairs, "--out", stated).exit_code == 0
    for table in ("runs", "monthly", "offices", "tiers"):
        pd.testing.assert_frame_equal(
            Results(drawn).table(table), Results(stated).table(table), check_exact=True
        )


def test_a_run_says_in_words_where_its_parameters_are_from(run_of, folder):
    done, out = run_of
    record = "pk_eoffice_federal.toml"
    begin = f"Parameters drawn from the posterior of {folder} (federal-eoffice calibrated with {record})"
    assert begin in done.stdout
    assert "as well as luck" in done.stdout
    report = (out / "report.html").read_text(encoding="utf-8")
    assert begin in report
    told = Results(out).manifest["posterior"]
    assert told["fingerprint"] == carried.fingerprint(load(folder))
    assert told["regime"] == ""
    assert told["held"] == {}
    assert set(told["drawn"]) == set(UNCERTAIN)


def test_the_pictures_of_a_run_say_it_too(folder, tmp_path, monkeypatch):
    sources = []
    drawn = charts.adoption

    def adoption(*arguments, source, **more):
        sources.append(source)
        return drawn(*arguments, source=source, **more)

    monkeypatch.setattr(charts, "adoption", adoption)
    how = ("--posterior", folder, "--replicates", 1, "--out", tmp_path / "run")
    assert redtape("run", "federal-eoffice", *SMALL, *how).exit_code == 0
    assert [x.partition("Parameters")[2] for x in sources] == [f" from the posterior of {folder.name}."]


def test_json_tells_the_posterior(folder, tmp_path):
    how = ("--replicates", 1, "--no-pictures", "--json")
    done = redtape("run", "federal-eoffice", *SMALL, "--posterior", folder, *how, "--out", tmp_path / "x")
    assert json.loads(done.stdout)["posterior"]["folder"] == str(folder)


def test_the_same_bits_whatever_the_number_of_threads(run_of, folder, tmp_path):
    _, first = run_of
    how = ("--replicates", 3, "--workers", 3, "--no-pictures", "--out", tmp_path / "again")
    assert redtape("run", "federal-eoffice", *SMALL, "--posterior", folder, *how).exit_code == 0
    for table in ("runs", "monthly", "draws"):
        old, new = (Results(x).table(table) for x in (first, tmp_path / "again"))
        pd.testing.assert_frame_equal(old, new, check_exact=True)


def test_what_is_stated_is_held_and_told(folder, tmp_path):
    """--set wins over the posterior, in every run, and is told."""
    out = tmp_path / "held"
    how = ("--set", "kappa=0.3", "--replicates", 2, "--no-pictures", "--out", out)
    done = redtape("run", "federal-eoffice", *SMALL, "--posterior", folder, *how)
    assert "Not drawn, but as stated: kappa (federal-eoffice)." in done.stdout
    draws = Results(out).table("draws")
    assert "kappa" not in set(draws["parameter"])
    first = draws[draws["run"] == 0].set_index("parameter")["value"]
    by_hand = small(kappa=0.3).with_values(first.to_dict())
    assert Results(out).table("runs")["fingerprint"][0] == by_hand.fingerprint


def test_what_an_ablation_switches_off_stays_off(folder, tmp_path):
    """A mechanism is taken out by a parameter that the posterior draws as well."""
    (name,) = (key for key in ABLATIONS[ABLATED].settings if key in UNCERTAIN)
    out = tmp_path / "ablated"
    how = ("--ablate", ABLATED, "--replicates", 2, "--no-pictures", "--out", out)
    assert redtape("run", "federal-eoffice", *SMALL, "--posterior", folder, *how).exit_code == 0
    draws = Results(out).table("draws")
    assert name not in set(draws["parameter"])
    first = draws[draws["run"] == 0].set_index("parameter")["value"].to_dict()
    by_hand = without(small(), [ABLATED]).with_values(first)
    assert Results(out).table("runs")["fingerprint"][0] == by_hand.fingerprint


def test_what_the_calibration_freed_is_drawn_where_a_scenario_states_it_as_it_was(tmp_path):
    """federal-2022 states beta0, which its calibration freed; another value of it is a user's, and held."""
    bench = Scenario.load("federal-2022")
    posterior = carried.opened(folder_of(tmp_path / "bench", scenario=bench))
    same = carried.drawn(posterior, [bench], 2, 1)
    assert "beta0" in same.told["released"]
    assert "beta0" in same.told["drawn"]
    assert same.laid(bench, 1).parameter("beta0") == same.values[1]["beta0"] != bench.parameter("beta0")
    assert same.told["held"]["beta_U"] == "federal-2022"
    assert "beta_U" not in same.told["drawn"]
    other = carried.drawn(posterior, [bench.with_values({"beta0": -0.5})], 2, 1)
    assert other.told["held"]["beta0"] == "federal-2022"


def test_more_replicates_than_draws_are_resampled_by_weight(tmp_path):
    posterior = load(folder_of(tmp_path / "few", n=5))
    drawn = pd.Series([draw["kappa"] for draw in carried.drawn(posterior, [small()], 100, 1).values])
    weights = posterior.of("").set_index("kappa")["weight"]
    counts = drawn.value_counts().reindex(weights.index).to_numpy()
    assert np.abs(counts - 100 * weights).max() < 1.0


def test_a_run_is_made_again_without_the_posterior(tmp_path):
    where = folder_of(tmp_path / "gone")
    out = tmp_path / "run"
    how = ("--replicates", 2, "--no-pictures", "--set", "kappa=0.3", "--out", out)
    assert redtape("run", "federal-eoffice", *SMALL, "--posterior", where, *how).exit_code == 0
    shutil.rmtree(where)
    done = redtape("rerun", out)
    assert done.exit_code == 0, done.output
    assert "The same, bit for bit: 6 tables" in done.stdout
    assert "draws: the same" in done.stdout


def test_another_draw_is_seen_by_rerun(run_of, tmp_path):
    """The runs are made again from the values in the folder, not from anything else."""
    out = shutil.copytree(run_of[1], tmp_path / "run")
    table = pq.read_table(out / "draws.parquet")
    draws = table.to_pandas()
    draws.loc[draws["parameter"] == "beta0", "value"] += 0.5
    pq.write_table(pa.Table.from_pandas(draws, schema=table.schema), out / "draws.parquet")
    done = redtape("rerun", out)
    assert done.exit_code == 1
    assert "draws: the same" in done.stdout
    assert "runs: " in done.stdout
    assert "cells differ" in done.stdout


# ---- Studies


STUDY = """
scenarios = ["no-reform"]
[values]
posts = 400
sigma_eta = 1.5
[vary]
uncertain = true
leave = ["lam"]
kappa = [0.1, 0.9]
train = { low = 0.0, high = 0.2 }
[design]
kind = "latin_hypercube"
points = 6
[replicates]
number = 1
"""


def test_futures_are_draws_and_what_the_study_varies_stays(tmp_path, folder):
    plan = study(tmp_path, STUDY)
    made = from_posterior(plan, load(folder))
    draws = load(folder).values("", 6, 1)
    before, after = ([x for x in y.points if x.kind == "design"] for y in (plan, made))
    assert made.points[0] == plan.points[0]
    own = {"kappa", "train"}
    for old, new, draw in zip(before, after, draws, strict=True):
        assert {key: new.values[key] for key in own} == {key: old.values[key] for key in own}
        assert {key: x for key, x in new.values.items() if key not in own} == {
            key: x for key, x in draw.items() if key not in {"kappa", "lam", "sigma_eta"}
        }
    assert made.held == {"sigma_eta": "no-reform"}
    assert made.n_runs == plan.n_runs


def test_what_the_study_varies_by_its_prior_is_drawn_alone(tmp_path, folder):
    """`uncertain = false` and one parameter by name: that one is drawn from the posterior, no other."""
    text = STUDY.replace("uncertain = true", "uncertain = false").replace('leave = ["lam"]', 'lam = "prior"')
    made = from_posterior(study(tmp_path, text), load(folder))
    design = [x for x in made.points if x.kind == "design"]
    assert all(set(x.values) == {"kappa", "train", "lam"} for x in design)
    assert [x.values["lam"] for x in design] == [x["lam"] for x in load(folder).values("", 6, 1)]


def test_a_longer_design_begins_with_the_shorter_one(tmp_path, folder):
    short, long = (
        from_posterior(study(tmp_path, STUDY.replace("points = 6", f"points = {n}")), load(folder)).points
        for n in ("6", "[6, 12]")
    )
    assert long[: len(short)] == short
    assert len(long) == len(short) + 6
    assert long[-6].values["beta0"] != short[-6].values["beta0"]


def test_each_regime_has_points_of_its_own(tmp_path, both):
    text = STUDY.replace("[values]", 'regimes = ["L", "K"]\n[values]')
    made = from_posterior(study(tmp_path, text), load(both))
    assert [point.number for point in made.points] == list(range(13))
    for regime in ("L", "K"):
        own = [x for x in made.points if x.regime == regime]
        stated = set(regimes.load(regime).parameters) - {*FREE, "th_G"}
        assert len(own) == 6
        # kappa is of the study, which varies it also where K states it.
        assert not (stated - {"kappa"}) & set(own[0].values)
        assert [x.values["e1"] for x in own] == [x["e1"] for x in load(both).values(regime, 6, 1)]
        assert {cell.regime for cell in made.cells if cell.point in own} == {regime}
    assert made.held["T_a"] == "regime K"
    assert made.held["beta_U"] == "regime L"
    assert not set(FREE) & set(made.held)


def test_a_plan_is_read_again_from_its_folder(tmp_path, both):
    made = from_posterior(
        study(tmp_path, STUDY.replace("[values]", 'regimes = ["L", "K"]\n[values]')), load(both)
    )
    told = json.loads(json.dumps({"study": facts(made)}))
    again = plan_from(told, points_table(made).to_pandas())
    assert again.points == made.points
    assert again.posterior == made.posterior
    assert [made.scenario(x).fingerprint for x in made.cells] == [
        again.scenario(x).fingerprint for x in again.cells
    ]


def test_a_sweep_runs_its_draws_and_is_made_again_without_the_posterior(tmp_path):
    where = folder_of(tmp_path / "gone")
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    out = tmp_path / "swept"
    done = redtape("sweep", tmp_path / "study.toml", "--posterior", where, "--points", 4, "--out", out)
    assert done.exit_code == 0, done.output
    assert f"Futures: draws from the posterior of {where}" in done.stdout
    points, runs = Results(out).table("points"), Results(out).table("runs")
    draws = load(where).values("", 4, 1)
    assert list(points["beta0"].dropna()) == [draw["beta0"] for draw in draws]
    assert Results(out).manifest["study"]["posterior"]["fingerprint"] == carried.fingerprint(load(where))
    last = json.loads(points["values"].iloc[-1])
    by_hand = small("no-reform", sigma_eta=1.5).with_values(last)
    assert runs["fingerprint"].iloc[-1] == by_hand.fingerprint
    shutil.rmtree(where)
    done = redtape("rerun", out)
    assert done.exit_code == 0, done.output


# ---- Comparisons and briefs


def test_a_comparison_counts_the_futures_of_a_regime(compared):
    done, out = compared
    assert "5 futures drawn" in done.stdout
    order = redtape("compare", out, "--json")
    told = json.loads(order.stdout)
    assert told["futures"] == 5
    assert {row["n_futures"] for row in told["order"]} == {5}
    assert told["posterior"]["regimes"] == ["L", "K"]


def test_a_comparison_says_what_its_futures_are(compared, both):
    done, _ = compared
    words = f"uncertain values from the posterior of {both} (federal-eoffice calibrated with "
    assert f"{words}pk_eoffice_federal.toml)" in done.stdout
    assert "in each regime its own" in done.stdout
    assert "plausible before the record" not in done.stdout  # no turning value was sought
    assert "draw of what the study varies" not in done.stdout


def test_a_comparison_is_made_again(compared):
    done = redtape("rerun", compared[1])
    assert done.exit_code == 0, done.output


def test_a_brief_says_it_and_what_the_record_moved(compared, both, tmp_path):
    _, out = compared
    page = tmp_path / "brief.md"
    for more in ((), ("--posterior", both)):
        done = redtape("report", out, "--out", page, *more)
        assert done.exit_code == 0, done.output
        text = page.read_text(encoding="utf-8").replace("\\", "")
        assert f"uncertain values from the posterior of {both}" in text
        assert "lowest and highest plausible value" not in text
        assert "What the record told of them in regime K: beta0 narrowed" in text
        assert "e2 narrowed" not in text
    drawing = gather(out)
    assert f"5 futures, drawn from the posterior of {both.name}." in source(drawing)


def test_what_was_moved_is_told_by_regime(both, tmp_path):
    text = STUDY.replace("[values]", 'regimes = ["L", "K"]\n[values]').replace('leave = ["lam"]', "")
    made = from_posterior(study(tmp_path, text), load(both))
    said = moved_words(made.posterior)
    n = len(made.posterior["drawn"]["K"])
    assert said.count("beta0 narrowed") == 2
    assert f"of the other {n - 3} it tells nothing" in said


def test_a_comparison_made_otherwise_is_refused_with_the_command(compared, folder, pair, both):
    _, out = compared
    done = redtape("report", out, "--posterior", folder)
    assert_refused(done, "another posterior", str(both), f"--posterior {folder}")
    assert done.stderr.count("--posterior") == 1
    assert_refused(redtape("compare", out, "--posterior", folder), "another posterior")


def test_results_without_a_posterior_are_refused_with_the_command(pair, folder, tmp_path):
    how = ("--replicates", 1, "--futures", 2, "--future-replicates", 1, "--no-break-even")
    out = tmp_path / "plain"
    assert redtape("compare", *pair, *SMALL, *how, "--out", out).exit_code == 0
    words = (f"redtape compare {pair[0]}", "without a posterior", f"--out {out} --posterior {folder}")
    assert_refused(redtape("report", out, "--posterior", folder), *words)


# ---- Explanations


def test_an_official_accounts_under_the_typical_draw(folder):
    draw = carried.typical(load(folder), small())
    of = load(folder).of("").set_index("draw")
    assert draw.values[0] == pytest.approx(of.loc[draw.told["draw"], UNCERTAIN].to_dict(), abs=0.0)
    how = ("--official", 17, "--month", "2024-08")
    done = redtape("explain", "federal-eoffice", *SMALL, *how, "--posterior", folder)
    assert done.exit_code == 0, done.output
    assert "Parameters of one typical draw" in done.stdout
    told = json.loads(
        redtape("explain", "federal-eoffice", *SMALL, *how, "--posterior", folder, "--json").stdout
    )
    assert told["fingerprint"] == small().with_values(dict(draw.values[0])).fingerprint
    assert told["posterior"]["draw"] == draw.told["draw"]


def test_the_typical_draw_is_the_nearest_to_the_weighted_mean(tmp_path):
    """Three draws that differ in one parameter: weights decide which is in the middle."""
    where = folder_of(tmp_path / "three", n=3, planted=PLANTED)
    table = pd.read_parquet(where / "posterior.parquet")
    for weights, middle in (((0.1, 0.8, 0.1), 0.5), ((0.8, 0.1, 0.1), 0.2), ((0.1, 0.1, 0.8), 0.9)):
        table["lam"], table["weight"] = (0.2, 0.5, 0.9), weights
        table["lam"] = table["lam"] * 0.5
        table.to_parquet(where / "posterior.parquet")
        assert carried.typical(load(where), small()).values[0]["lam"] == middle * 0.5


def test_a_bench_lays_the_draw_of_a_seed_over_all_that_run_under_it(folder):
    scenarios = [small(), small("full-package")]
    draws = carried.drawn(load(folder), scenarios, 2, 7)
    bench = Bench(range(7, 9), ("verified_use_mean",), 2, draws)
    found = bench.measure(scenarios, "Two")[:, :, 0]
    for i, scenario in enumerate(scenarios):
        for j in range(2):
            by_hand = simulate.run(scenario.with_values(draws.values[j]), 7 + j)
            assert found[i, j] == by_hand.summary["verified_use_mean"]
    off = without(scenarios[0], [ABLATED])
    (name,) = (key for key in ABLATIONS[ABLATED].settings if key in UNCERTAIN)
    assert draws.laid(off, 0).parameter(name) == off.parameter(name) != draws.values[0][name]


def test_two_scenarios_are_explained_under_draws(pair, folder, tmp_path):
    out = tmp_path / "why"
    how = ("--replicates", 2, "--permutations", 4, "--posterior", folder, "--out", out)
    done = redtape("explain", *pair, *SMALL, *how)
    assert done.exit_code == 0, done.output
    assert f"Parameters drawn from the posterior of {folder}" in done.stdout
    assert f"posterior of {folder}" in (out / "report.html").read_text(encoding="utf-8")
    assert Results(out).manifest["posterior"]["folder"] == str(folder)
    by_seed = Results(out).table("by_seed")
    first = by_seed[(by_seed["split"] == "scenario") & (by_seed["name"] == "a")]["value"].iloc[0]
    by_hand = Scenario.load(pair[0]).with_values({"posts": 400, **load(folder).values("", 2, 1)[0]})
    assert first == simulate.run(by_hand, 1).summary["verified_use_mean"]


# ---- What is refused


RUN = ("run", "federal-eoffice", *SMALL, "--replicates", 1, "--no-pictures")


def refused(tmp_path, where, *words, command=RUN):
    done = redtape(*command, "--posterior", where, "--out", tmp_path / "refused")
    assert_refused(done, *words)
    assert not (tmp_path / "refused").exists()


def test_a_folder_that_is_none_is_refused(tmp_path, run_of):
    refused(tmp_path, tmp_path / "nowhere", "`--posterior`", "nowhere", "is not a folder of results")
    refused(tmp_path, run_of[1], "is not a calibration", "redtape calibrate")


def test_a_calibration_that_cannot_be_drawn_from_is_refused(tmp_path):
    refused(tmp_path, folder_of(tmp_path / "a", complete=False), "is not complete")
    where = folder_of(tmp_path / "b")
    (where / "posterior.parquet").unlink()
    refused(tmp_path, where, "`--posterior`", "does not exist", "a table of")
    for i, (change, words) in enumerate(
        (
            ({"kappa": 9.0, "lam": -1.0}, ("lam", "kappa", "outside")),
            ({"kapa": 0.5}, ("kapa", "no parameter")),
            ({"weight": 0.0}, ("no draw with a weight",)),
            ({"weight": np.nan}, ("no draw with a weight",)),
            ({"lam": lambda x: x["lam"].where(x["draw"] != 3)}, ("lam", "without a value")),
            ({"lam": "much"}, ("lam", "no numbers")),
        )
    ):
        where = folder_of(tmp_path / f"c{i}")
        pd.read_parquet(where / "posterior.parquet").assign(**change).to_parquet(where / "posterior.parquet")
        refused(tmp_path, where, *words)
    where = folder_of(tmp_path / "d")
    told = json.loads((where / "manifest.json").read_text(encoding="utf-8"))
    del told["free"], told["regimes"]
    (where / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    refused(tmp_path, where, "regimes", "free")


def test_a_regime_that_was_not_calibrated_is_refused(tmp_path, folder, both):
    refused(tmp_path, folder, '`regime` = "K"', "was not calibrated", command=(*RUN, "--regime", "K"))
    with pytest.raises(InputError, match="one that was: L, K"):
        regimed.regime_of(load(both), [small()])
    of_k = folder_of(tmp_path / "k", scenario=Scenario.load("federal-eoffice").with_values({"regime": "K"}))
    assert regimed.regime_of(load(of_k), [small(regime="K")]) == ""


def test_packages_of_different_regimes_have_no_draw_in_common(both):
    with pytest.raises(InputError, match="different regimes"):
        carried.drawn(load(both), [small(regime="L"), small(regime="K")], 2, 1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('kind = "latin_hypercube"\npoints = 6', 'kind = "grid"', "means nothing in a grid"),
        ("uncertain = true", "uncertain = false", "draws no uncertain parameter"),
    ],
)
def test_a_study_that_draws_nothing_is_refused(tmp_path, folder, old, new, words):
    text = STUDY.replace('leave = ["lam"]\n', "").replace(old, new)
    if "grid" in words:
        text = text.replace("uncertain = true\n", "")
    with pytest.raises(InputError, match=words):
        from_posterior(study(tmp_path, text), load(folder))


def test_a_comparison_without_futures_is_refused(tmp_path, pair, folder):
    command = ("compare", *pair, *SMALL, "--futures", 0)
    refused(tmp_path, folder, "means nothing without futures", command=command)


def test_a_scenario_that_states_all_is_refused(tmp_path):
    where = folder_of(tmp_path / "all")
    posterior = load(where)
    draws = posterior.draws[["regime", "draw", "weight", "log_density", "kappa"]]
    with pytest.raises(InputError, match="every parameter"):
        carried.drawn(replace(posterior, draws=draws), [small(kappa=0.3)], 2, 1)
