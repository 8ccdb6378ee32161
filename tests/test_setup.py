"""Setting redtape up: which Python `make` finds, and what the wheel holds."""

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ("sim", "experiments", "viz", "scenarios")

AS_ANOTHER_PYTHON = """
import os, sys
sys.version_info = tuple(int(part) for part in os.environ["STUB_VERSION"].split("."))
sys.executable = os.environ["STUB_PATH"]
exec(sys.argv[2])
"""


class Machine:
    """A PATH that holds only what a test puts there."""

    def __init__(self, folder: Path):
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.venv = folder / "made here" / ".venv"
        self.add("rm", f'exec {shutil.which("rm")} "$@"')

    def add(self, name: str, script: str) -> None:
        program = self.bin / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def add_working_python(self, name: str) -> None:
        self.add(name, f'exec {shlex.quote(sys.executable)} "$@"')

    def add_python_without_venv(self, name: str, version: str) -> None:
        """Add an interpreter of another version, without the package that makes environments."""
        stub = self.bin.parent / "as_another_python.py"
        stub.write_text(AS_ANOTHER_PYTHON)
        self.add(
            name,
            f"""
            export STUB_VERSION={version} STUB_PATH={shlex.quote(str(self.bin / name))}
            case "$*" in
                *"import ensurepip"* | "-m venv"*) echo "No module named ensurepip" >&2; exit 1 ;;
                *) exec {shlex.quote(sys.executable)} {shlex.quote(str(stub))} "$@" ;;
            esac""",
        )

    def run(self, *command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=cwd, env={"PATH": str(self.bin)}, capture_output=True, text=True, check=False
        )

    def make_venv(self) -> subprocess.CompletedProcess[str]:
        return self.run("/bin/sh", ROOT / "tools" / "make_venv.sh", self.venv)

    def assert_made(self) -> None:
        done = self.make_venv()
        assert done.returncode == 0, done.stderr
        assert self.run(self.venv / "bin" / "python", "-c", "").returncode == 0

    def assert_refused(self, *words: str) -> None:
        done = self.make_venv()
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        for word in words:
            assert word in done.stderr
        assert not self.venv.exists()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_python3_serves_when_it_is_new_enough(machine):
    machine.add_working_python("python3")
    machine.assert_made()
    assert machine.run(machine.venv / "bin" / "python", "-m", "pip", "--version").returncode == 0


def test_an_old_python3_and_a_shim_that_fails_are_passed_over(machine):
    machine.add_python_without_venv("python3", "3.11.7")
    machine.add("python3.12", "echo 'pyenv: python3.12: command not found' >&2; exit 127")
    # Under pyenv a name with a version runs only when that version is asked for.
    shim = f'[ "$PYENV_VERSION" = 3.14 ] || exit 127; exec {shlex.quote(sys.executable)} "$@"'
    machine.add("python3.14", shim)
    machine.assert_made()


def test_uv_serves_where_no_python_does(machine):
    machine.add_python_without_venv("python3", "3.9.6")
    making = f'{shlex.quote(sys.executable)} -m venv --without-pip "$5"'
    machine.add("uv", f'[ "$1 $2 $3 $4" = "venv --seed --python 3.12" ] && {making}')
    machine.assert_made()


def test_one_sentence_says_that_python_is_missing(machine):
    machine.assert_refused("Python 3.12 or newer", "Debian", "macOS", "Windows", "uv")


def test_an_old_python_alone_is_refused(machine):
    machine.add_python_without_venv("python3", "3.11.7")
    machine.assert_refused("Python 3.12 or newer")


def test_a_python_without_its_venv_package_is_named(machine):
    machine.add_python_without_venv("python3", "3.12.3")
    machine.assert_refused(str(machine.bin / "python3"), "sudo apt install python3.12-venv")


def test_what_venv_says_of_another_trouble_is_passed_on(machine):
    machine.add_working_python("python3")
    machine.venv.parent.write_text("a file where a folder should be")
    machine.assert_refused("could not make a virtual environment", "made here")


def test_what_uv_says_when_it_has_no_python_is_passed_on(machine):
    machine.add("uv", "echo 'error: no download'; echo '  cause: a long story'; exit 2")
    machine.assert_refused("Python 3.12 or newer", "error: no download")


def test_make_ends_on_that_sentence(machine, tmp_path):
    machine.add("sh", 'exec /bin/sh "$@"')
    shutil.copytree(ROOT / "tools", tmp_path / "a clone" / "tools")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / "a clone")
    done = machine.run(str(shutil.which("make")), "demo", cwd=tmp_path / "a clone")
    assert done.returncode == 2
    assert "redtape needs Python 3.12 or newer" in done.stderr.splitlines()[0]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy: what an earlier build left in the checkout would go into it."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, copy / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    building = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*building, "--quiet", "--wheel-dir", out, copy], check=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_every_file_of_its_folders(wheel):
    ours = {
        path.relative_to(ROOT).as_posix()
        for name in SHIPPED
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert shipped == ours


def test_the_installed_wheel_lists_scenarios_in_an_empty_folder(wheel, tmp_path):
    target, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    installing = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target]
    subprocess.run([*installing, wheel], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", "list"],
        cwd=empty,
        env=os.environ | {"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "federal-eoffice" in done.stdout
