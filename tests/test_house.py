"""The house rules: imports run one way, chance comes from keyed draws, and the repository is tidy."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("sim", "experiments", "viz")

MAY_IMPORT = {"sim": {"sim"}, "viz": {"sim", "viz"}, "experiments": {"sim", "viz", "experiments"}}
"""package -> the project's packages that it may import."""

LAYERS = (
    {"parameters", "calendar", "compiling", "errors"},
    {"randomness", "scenario"},
    {"state"},
    {"network", "population", "rules", "levers"},
    {"rollout", "steps"},
    {"month"},
    {"compiled"},
    {"world"},
    {"costs"},
    {"observed"},
    {"outcomes"},
    {"frames", "record", "summaries"},
    {"simulate"},
    {"account"},
    {"agents", "model"},
    {"__init__"},
)
"""The modules of `sim` from the ground up; a module may import its own layer and those before it."""

BROUGHT_BY = {
    **{"llvmlite": "numba", "pydantic_core": "pydantic", "sqlalchemy": "pyabc"},
    "vl_convert": "vl-convert-python",
}
"""module -> the distribution that brings it, where the two names differ."""

HELD_FOR = {"ipyvue": "solara", "solara-assets": "solara"}
"""Distribution that no module imports -> the one that needs it, at the version that is declared."""

TOP_LEVEL = {
    *(".ci", ".gitignore", ".python-version", "Makefile", "constraints.txt", "pyproject.toml"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md"),
    *("sim", "scenarios", "experiments", "viz", "results", "tests", "benchmarks", "docs", "tools"),
}


def sources(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, f"{package} holds no module"
    return found


def imports(tree: ast.AST) -> Iterator[str]:
    """The full dotted name of everything a module imports, wherever in the module it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(path: Path) -> set[str]:
    return set(imports(ast.parse(path.read_text(encoding="utf-8"))))


def layer(module: str) -> int:
    ours = [i for i, names in enumerate(LAYERS) if module in names]
    assert ours, f"sim/{module} has no layer: add it to LAYERS in {Path(__file__).name}"
    return ours[0]


def listed_by_git(*options: str) -> list[str]:
    """Files that git tracks, as paths from the root; `options` as of `git ls-files`."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing is tracked")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *options], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [name for name in listed.split("\0") if (ROOT / name).is_file()]


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_one_way_only(package):
    projects = {path.name for path in ROOT.iterdir() if path.is_dir()}
    for path in sources(package):
        imported = {name.split(".")[0] for name in imports_of(path)} & projects
        assert imported <= MAY_IMPORT[package], f"{path.relative_to(ROOT)} imports {imported}"


def test_modules_of_sim_import_only_downwards():
    for path in sources("sim"):
        own = layer(path.relative_to(ROOT / "sim").parts[0].removesuffix(".py"))
        for name in imports_of(path):
            package, *rest = name.split(".")
            if package == "sim":
                assert layer(rest[0] if rest else "__init__") <= own, (
                    f"{path.relative_to(ROOT)} imports {name}, which lies above it"
                )


def test_rules_know_only_mathematics_parameters_and_each_other():
    allowed = re.compile(r"(math|typing|sim\.(compiling|parameters|rules))(\.|$)")
    for path in sources("sim/rules"):
        for name in imports_of(path):
            assert allowed.match(name), f"{path.relative_to(ROOT)} imports {name}"


def test_every_dependency_is_imported_and_every_import_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [entry for name, of in project["optional-dependencies"].items() if name != "dev" for entry in of]
    entries = [*project["dependencies"], *extras]
    declared = {re.split(r"[<>=!~\[ ;]", entry)[0] for entry in entries}
    modules = {
        name.split(".")[0] for package in PACKAGES for path in sources(package) for name in imports_of(path)
    }
    foreign = modules - set(PACKAGES) - sys.stdlib_module_names
    assert {BROUGHT_BY.get(module, module) for module in foreign} | set(HELD_FOR) == declared


def test_the_command_line_starts_without_the_heavy_libraries():
    heavy = ("altair", "mesa", "networkx", "numba", "pandas", "pyarrow", "scipy", "vl_convert")
    asking = f"import sys, experiments.cli; print(*(x for x in {heavy} if x in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", asking], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert not loaded.split()


def generators(tree: ast.AST) -> Iterator[str]:
    """Sources of chance other than keyed draws: imported generators, and calls into numpy's."""
    yield from (name for name in imports(tree) if re.match(r"(random|secrets|numpy\.random)(\.|$)", name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.match(r"(np|numpy)\.random\.", ast.unparse(node.func)):
            yield ast.unparse(node.func)


KEYED_THERE = {
    ROOT / "experiments" / "calibration" / name: calls
    for name, calls in {
        "accepting.py": {"np.random.seed", "np.random.uniform"},
        "proposing.py": {"np.random.uniform", "np.random.standard_normal"},
        "smc.py": {"np.random.seed"},
    }.items()
}
"""pyABC draws from NumPy's global generator; there its state is set by a key before every proposal."""


@pytest.mark.parametrize("package", ["sim", "experiments"])
def test_chance_comes_from_keyed_draws_alone(package):
    for path in sources(package):
        found = set(generators(ast.parse(path.read_text(encoding="utf-8")))) - KEYED_THERE.get(path, set())
        assert not found, f"{path.relative_to(ROOT)} draws from {found}"


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import gauss",
        "from numpy.random import default_rng",
        "x = np.random.default_rng(1)",
        "def f():\n    import numpy.random as r",
    ],
)
def test_a_stray_generator_is_noticed(line):
    assert list(generators(ast.parse(line)))


def test_files_speak_of_the_project_alone():
    # Spelt in halves, or this file would hold them itself.
    words = (
        *("/wo" + "rk/", "far" + "m-", "/.libr" + "ary", "../sha" + "red", "/ro" + "ot/"),
        *("py" + "pi.org", "python" + "hosted", "npm" + "js.org", "issue" + " #", "iss" + "ues/"),
        *("cla" + "ude", "anth" + "ropic", "chat" + "gpt", "open" + "ai", "co-authored" + "-by"),
    )
    names = listed_by_git("--cached", "--others", "--exclude-standard")
    for name in names:
        text = (ROOT / name).read_bytes().decode("utf-8", errors="ignore").lower()
        found = [word for word in words if word in text]
        assert not found, f"{name} mentions {found}"


def test_the_top_level_holds_only_what_belongs_there():
    assert {name.split("/")[0] for name in listed_by_git("--cached")} <= TOP_LEVEL


def test_results_are_not_tracked():
    assert [name for name in listed_by_git("--cached") if name.startswith("results/")] == [
        "results/README.md"
    ]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_named_exists(page):
    named = re.findall(
        r"(?:`|^\s*(?:\$ )?)make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE
    )
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert named, f"{page} names no make target"
    assert set(named) <= set(targets)
