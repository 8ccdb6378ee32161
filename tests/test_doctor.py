"""The examination of a machine: each fault injected is one line with its remedy, and the others are told."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from experiments import cli
from experiments.doctor import children, examining, machine, model, packages
from experiments.doctor.line import Check, good, wrong
from sim.scenario import reading, regimes
from tests.test_cli import redtape

ROOT = Path(__file__).parents[1]
real_version = metadata.version


def doctor(*options, path=None, cwd=ROOT):
    """Run the command in a process of its own; path: folder whose modules come before the installed ones."""
    paths = os.pathsep.join(str(x) for x in (path, ROOT) if x)
    command = [sys.executable, "-m", "experiments.cli", "doctor", *options]
    environment = os.environ | {"PYTHONPATH": paths}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def fake(folder, name, text):
    """A package that stands before the real one."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text(text)
    return folder


def one(lines, name):
    (line,) = [line for line in lines if line.name == name]
    return line


def test_a_good_machine_is_told_line_by_line(tmp_path):
    done = doctor("--json", cwd=tmp_path)
    assert done.stderr == ""
    told = json.loads(done.stdout)
    lines = {line["name"]: line for line in told["lines"]}
    assert [line for line in told["lines"] if line["state"] == "wrong"] == []
    assert (done.returncode, told["ready"]) == (0, True)
    core = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for requirement in map(packages.parsed, core):
        version, bounds = real_version(requirement.name), requirement.bounds
        assert lines[requirement.name]["told"] == f"{version} ({bounds})"
    covered = {check.name for check in examining.CHECKS} - {"packages"}
    assert covered <= set(lines)
    assert set(tmp_path.iterdir()) == set(), "looking leaves nothing behind"


def test_a_broken_package_is_a_line_and_the_rest_is_told_all_the_same(tmp_path):
    done = doctor(
        path=fake(tmp_path, "pydantic", "raise OSError('libfoo.so.1: cannot open shared object file')")
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines()[:-1])
    assert "cannot be used: OSError: libfoo.so.1" in lines["wrong       pydantic"]
    assert "pip install --force-reinstall 'pydantic>=" in lines["wrong       pydantic"]
    for name in ("scenarios", "regimes", "pictures", "compile cache", "small run"):
        assert lines[f"wrong       {name}"].startswith("not looked at, since it needs pydantic")
    for name in ("numba", "results folder", "disk at results", "memory", "port"):
        assert f"good        {name}" in lines
    assert done.stdout.splitlines()[-1].startswith(f"{done.stdout.count('wrong   ')} things are wrong; ")


def test_it_can_be_asked_without_typer_and_says_the_same(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(examining, "CHECKS", (Check("port", lambda: [wrong("port", "is shut", "open it")]),))
    monkeypatch.setattr(sys, "argv", ["redtape", "doctor"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    without = capsys.readouterr().out
    done = redtape("doctor")
    assert end.value.code == done.exit_code == 1
    told = "wrong       port: is shut. Remedy: open it\n1 thing is wrong; the remedy stands beside it.\n"
    assert without == done.stdout == told
    fake(tmp_path, "typer", "raise ImportError('gone')")
    asking = (
        "import experiments.doctor.examining as x; x.CHECKS = (); raise SystemExit(x.tell(as_json=False))"
    )
    command = [sys.executable, "-c", asking]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    alone = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (alone.returncode, alone.stdout) == (0, "This machine is ready.\n")


def test_a_package_that_takes_the_process_with_it_is_named_and_the_next_are_tried(tmp_path, monkeypatch):
    fake(tmp_path, "networkx", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    fake(tmp_path, "rich", "import sys; sys.exit('no terminal')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    troubles = packages._import(["typer", "networkx", "rich", "scipy"])
    assert troubles == {"networkx": "ended by signal 11", "rich": "SystemExit: no terminal"}


def test_a_package_that_hangs_is_named(tmp_path, monkeypatch):
    fake(tmp_path, "networkx", "import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(packages, "IMPORT_SECONDS", 1.0)
    assert packages._import(["networkx"]) == {"networkx": "was not done within 1 seconds"}


@pytest.fixture
def unimported(monkeypatch):
    """Packages looked at without being imported, which takes seconds."""
    monkeypatch.setattr(packages, "_import", lambda _: {})


def with_versions(monkeypatch, versions):
    def version(name):
        if versions.get(name, "") is None:
            raise metadata.PackageNotFoundError(name)
        return versions.get(name) or real_version(name)

    monkeypatch.setattr(metadata, "version", version)


def test_a_package_that_is_missing_is_told_with_the_command_that_installs_it(monkeypatch, unimported):
    with_versions(monkeypatch, {"numba": None})
    checks = [
        check for check in examining.CHECKS if check.name in ("packages", "small run", "browser", "regimes")
    ]
    lines = list(examining.examine(checks))
    bounds = one(packages.requirements()[""], "numba").bounds
    assert one(lines, "numba") == wrong(
        "numba", f"is not installed ({bounds})", packages.install([f"numba{bounds}"])
    )
    assert one(lines, "small run").told == "not looked at, since it needs numba"
    assert one(lines, "regimes").state == "good"
    assert not examining.ready(lines)
    assert examining.verdict(lines).startswith("2 things are wrong")


@pytest.mark.parametrize(("name", "version"), [("numpy", "1.26.4"), ("mesa", "4.0"), ("mesa", "3.5")])
def test_a_version_outside_the_bounds_is_told(monkeypatch, unimported, name, version):
    with_versions(monkeypatch, {name: version})
    line = one(packages.look(), name)
    assert (line.state, line.told.split(" (")[0]) == ("wrong", f"{version} will not do")
    assert f"pip install '{name}>=" in line.remedy


def test_an_extra_that_lacks_something_is_not_needed_unless(monkeypatch, unimported):
    with_versions(monkeypatch, {"hypothesis": None})
    line = one(packages.look(), "extra dev")
    assert line.state == "not needed"
    assert line.told.startswith("lacks hypothesis; not needed unless you run the tests")
    assert "hypothesis>=" in line.remedy
    assert examining.ready([line])


def test_every_extra_says_what_it_is_for():
    assert set(packages.requirements()) - {""} <= set(packages.EXTRAS)


def test_the_requirements_of_an_installed_package_are_read_from_its_metadata(monkeypatch):
    monkeypatch.setattr(packages, "ROOT", Path("/nowhere"))
    told = ["numba>=0.62", "mesa<4,>=3.5.1", 'ruff>=0.9; extra == "dev"', 'redtape[x]; extra == "dev"']
    monkeypatch.setattr(metadata, "requires", lambda _: told)
    assert packages.requirements() == {
        "": [("numba", ">=0.62"), ("mesa", "<4,>=3.5.1")],
        "dev": [("ruff", ">=0.9")],
    }


@pytest.mark.parametrize("bounds", [">=3", ">=3.5.1,<4", "==2.0", "!=2.0", ">1.9", "<=3.5", ""])
@pytest.mark.parametrize("version", ["1.9", "2", "2.0.0", "3.0.1", "3.5", "3.5.1", "3.10", "4.0", "10.1"])
def test_versions_are_judged_as_pip_judges_them(version, bounds):
    assert packages.within(version, bounds) == SpecifierSet(bounds).contains(version)


def test_a_requirement_that_cannot_be_judged_is_said_to_be(monkeypatch):
    with pytest.raises(packages.Unreadable, match="cannot be judged"):
        packages.within("1.0", "~=1.0")
    monkeypatch.setattr(packages, "requirements", lambda: {"": [packages.Requirement("numpy", "~=2.0")]})
    (line,) = examining.examine([Check("packages", packages.look)])
    assert (line.name, line.state) == ("packages", "wrong")
    assert "could not be looked at (Unreadable: the bound '~=2.0' cannot be judged)" in line.told


def test_a_check_that_raises_is_a_line_of_its_own():
    def trip():
        yield good("first", "was seen")
        raise RuntimeError("no\nluck")

    lines = list(examining.examine([Check("trip", trip), Check("port", lambda: [good("port", "free")])]))
    assert [(line.name, line.state) for line in lines] == [
        ("first", "good"),
        ("trip", "wrong"),
        ("port", "good"),
    ]
    assert lines[1].told == "could not be looked at (RuntimeError: no luck)"


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 11, 9))
    (line,) = machine.python()
    assert (line.state, line.remedy) == ("wrong", "install Python 3.12 or newer, then redtape with it")


def test_the_python_asked_for_is_the_one_declared():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert wanted == f">={'.'.join(map(str, machine.PYTHON))}"


def test_a_cache_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("REDTAPE_CACHE", str(tmp_path / "file"))
    line = one(model.cache(), "compile cache")
    assert line.state == "wrong"
    assert line.told.startswith(f"{tmp_path / 'file'} cannot be written")
    assert "REDTAPE_CACHE" in line.remedy


def test_a_cache_says_whether_it_is_compiled_and_what_older_ones_take(tmp_path, monkeypatch):
    monkeypatch.setenv("REDTAPE_CACHE", str(tmp_path))
    line = one(model.cache(), "compile cache")
    assert (line.state, "not compiled yet" in line.told) == ("good", True)
    assert "may be removed" not in line.told
    (own,) = (tmp_path / "redtape").iterdir()
    (own / "month_live-1.nbc").write_bytes(bytes(2_000_000))
    (tmp_path / "redtape" / "older").mkdir()
    (tmp_path / "redtape" / "older" / "x").write_bytes(bytes(3_000_000))
    told = one(model.cache(), "compile cache").told
    assert (
        told == f"{own}, compiled for this version, 2.0 MB; 3.0 MB of 1 other versions there may be removed"
    )


def test_a_full_disk_is_told_at_the_results_and_at_the_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, 999_999_999))
    monkeypatch.setenv("REDTAPE_CACHE", str(tmp_path))
    for line, remedy in (
        (one(machine.disk(), "disk at results"), "--out"),
        (one(model.cache(), "disk at the cache"), "REDTAPE_CACHE"),
    ):
        assert line.state == "wrong"
        assert "less than 1.0 GB" in line.told
        assert remedy in line.remedy
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 0, 10**9))
    assert one(machine.disk(), "disk at results").state == "good"


def test_memory_that_runs_short_is_told(tmp_path, monkeypatch):
    table = tmp_path / "meminfo"
    for free, state in ((900_000, "wrong"), (1_000_000, "good")):
        table.write_text(f"MemTotal:  4000000 kB\nMemAvailable: {free} kB\n")
        found = machine.meminfo(table)
        monkeypatch.setattr(machine, "meminfo", lambda found=found: found)
        (line,) = machine.memory()
        assert line.state == state
        monkeypatch.undo()
    assert machine.meminfo(tmp_path / "none") is None


def test_a_port_that_is_taken_leaves_others(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        monkeypatch.setattr(machine, "PORT", taken.getsockname()[1])
        (line,) = machine.port()
    assert (line.state, "is taken, others are free" in line.told) == ("good", True)
    (line,) = machine.port()
    assert line.told == f"{machine.PORT} is free on this machine"


def test_a_machine_on_which_no_port_can_be_opened_is_told_but_ready(monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    (line,) = machine.port()
    assert (line.state, examining.ready([line])) == ("not needed", True)


def test_a_machine_without_a_browser_is_ready(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    (line,) = machine.browser()
    assert line.state == "not needed"
    assert "not needed unless you run the tests of pages" in line.told


def test_a_results_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert one(machine.results(), "results folder").state == "good"
    assert not (tmp_path / "results").exists()
    (tmp_path / "results").touch()
    line = one(machine.results(), "results folder")
    assert (line.state, "--out" in line.remedy) == ("wrong", True)


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A copy of everything that is shipped, to be spoilt."""
    copy = shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.setattr(reading, "LIBRARY", copy)
    monkeypatch.setattr(regimes, "FOLDER", copy / "regimes")
    monkeypatch.setattr("experiments.studies.reading.STUDIES", copy / "studies")
    regimes.load.cache_clear()
    yield copy
    regimes.load.cache_clear()


SPOILT = {
    "scenarios": "legal-mandate.toml",
    "regimes": "regimes/K.toml",
    "data tables": "data/pk_citizen_portal.csv",
    "studies": "studies/training-sweep.toml",
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_broken_file_that_is_shipped_is_named(library, name):
    look = next(check.look for check in examining.CHECKS if check.name == name)
    path = library / SPOILT[name]
    assert one(look(), name).state == "good"
    regimes.load.cache_clear()
    path.write_text("title = \n,,\n")
    line = one(look(), name)
    assert line.state == "wrong"
    assert line.told.startswith("1 of ")
    assert path.name in line.told
    assert "checkout -- scenarios" in line.remedy or "pip install" in line.remedy


def test_a_library_that_is_not_there_is_told(library):
    shutil.rmtree(library)
    for look in (model.scenarios, model.regimes, model.records, model.studies):
        assert [(line.state, line.told) for line in look()] == [("wrong", "none is there")]


def test_pictures_that_cannot_be_drawn_are_told(tmp_path, monkeypatch):
    fake(tmp_path, "vl_convert", "def vegalite_to_svg(*_, **__):\n    raise ValueError('no fonts')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (line,) = model.chart()
    assert (line.state, line.told) == ("wrong", "none can be drawn: ValueError: no fonts")
    assert "--no-pictures" in line.remedy


def test_a_run_that_takes_the_process_with_it_is_told(tmp_path, monkeypatch):
    fake(tmp_path, "numba", "import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (line,) = model.run()
    assert (line.state, line.told) == ("wrong", "cannot be made: ended by signal 4")


def test_what_a_trial_needs_is_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    (told,) = children.trial("modules", "experiments.doctor.trials", seconds=60)
    assert json.loads(told)["trouble"] == ""
