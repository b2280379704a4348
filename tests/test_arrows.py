"""Who may import whom. The arrows are few, and this is the one place that lists them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = {
    "activations",
    "datasets",
    "features",
    "initializers",
    "losses",
    "optimizers",
    "penalties",
}
THEMES = {  # a long family, split: each theme imports the base of its own family and no other
    "adaptive_optimizers": "optimizers",
    "convnet_datasets": "datasets",
    "margin_losses": "losses",
    "mixing_activations": "activations",
    "playground_datasets": "datasets",
    "probability_losses": "losses",
    "rectifiers": "activations",
    "regression_losses": "losses",
}
WEB = {"fastapi", "starlette", "uvicorn", "websockets"}


def python_imports(path: Path) -> set[str]:
    """Dotted names of the modules a file imports, relative ones spelled out."""
    package = path.relative_to(ROOT).parent.parts
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) + 1 - node.level]] if node.level else []
            module = ".".join(base + ([node.module] if node.module else []))
            names |= {f"{module}.{a.name}" for a in node.names if is_module(f"{module}.{a.name}")}
            names.add(module)
    return names


def is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").exists() or path.is_dir()


def inside(package: str, path: Path) -> set[str]:
    """The files of the package that one of them imports."""
    return {name.split(".")[1] for name in python_imports(path) if name.startswith(f"{package}.")}


def files(folder: str, pattern: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob(pattern))
    assert found, f"no {pattern} in {folder}"
    return found


def engine(name: str) -> set[str]:
    return inside("engine", ROOT / "engine" / f"{name}.py")


def app(name: str) -> set[str]:
    return inside("app", ROOT / "app" / f"{name}.py")


def reached(imports: Callable[[str], set[str]], name: str) -> set[str]:
    """Every file of the package that one of them needs, near or far."""
    found: set[str] = set()
    waiting = imports(name)
    while waiting:
        found |= waiting
        waiting = set().union(*map(imports, waiting)) - found
    return found


@pytest.mark.parametrize("path", files("engine", "*.py"), ids=lambda path: path.stem)
def test_the_engine_imports_numpy_and_the_standard_library_only(path: Path) -> None:
    tops = {name.split(".")[0] for name in python_imports(path)}
    optional = {"numba"} if path.stem == "jit" else set()
    assert tops <= {"engine", "numpy"} | optional | sys.stdlib_module_names


def test_numba_is_met_only_where_the_kernel_is_asked_for() -> None:
    """Without it everything else works, and with it nothing waits for it that does not want it."""
    parts = {name for name in modules("engine") if name.startswith("kernel_")} - {"kernel_codes"}
    users = {name for name in modules("engine") if "jit" in engine(name)}
    assert users == {"compiled", "kernel"} | parts
    assert {name for name in modules("engine") if "kernel" in engine(name)} == {"compiled"}
    code = "import sys, engine; sys.exit('numba' in sys.modules or 'engine.jit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_params_families_catalog_network_experiment() -> None:
    assert engine("params") == set()
    for family in FAMILIES:
        assert engine(family) <= {"calls", "params"}, family
    for theme, family in THEMES.items():
        assert engine(theme) <= {"calls", "params", family}, theme
    assert engine("catalog") <= {"params"} | FAMILIES | THEMES.keys()
    assert "experiment" not in reached(engine, "network")
    assert {"catalog", "network"} <= reached(engine, "experiment")


def modules(package: str) -> list[str]:
    return [path.stem for path in files(package, "*.py")]


@pytest.mark.parametrize("name", modules("engine"))
def test_the_engine_has_no_circles(name: str) -> None:
    assert name == "__init__" or name not in reached(engine, name)


@pytest.mark.parametrize("path", files("app", "*.py"), ids=lambda path: path.stem)
def test_the_app_imports_names_of_the_engine_never_its_files(path: Path) -> None:
    assert inside("engine", path) == set()


@pytest.mark.parametrize("name", modules("app"))
def test_the_app_has_no_circles(name: str) -> None:
    assert name == "__init__" or name not in reached(app, name)


def test_wire_and_session_stream_main() -> None:
    for name in ("wire", "session"):
        needed = {name} | reached(app, name)
        assert not needed & {"stream", "main", "pages", "api"}, name
        for each in needed:
            tops = {found.split(".")[0] for found in python_imports(ROOT / "app" / f"{each}.py")}
            assert not tops & WEB, each
    assert {"wire", "session"} <= reached(app, "stream")
    assert "main" not in reached(app, "stream")


JS = ROOT / "static" / "js"
IMPORT = re.compile(
    r"""^(?:import|export)\s*(?:[\w$*{},\s]*?\bfrom\s*)?["']([^"']+)["']|\bimport\(["']([^"']+)["']\)""",
    re.MULTILINE,
)


def js_imports(path: Path) -> set[str]:
    """Files of static/js, named from there, and names of the import map."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    found = set()
    for name in ("".join(groups) for groups in IMPORT.findall(text)):
        if name.startswith("."):
            found.add((path.parent / name).resolve().relative_to(JS).as_posix())
        else:
            found.add(name)
    return found


@pytest.mark.parametrize("path", files("static/js", "*.js"), ids=lambda path: path.stem)
def test_scripts_import_files_that_exist_or_the_import_map(path: Path) -> None:
    for name in js_imports(path):
        assert (JS / name).is_file() or name == "fflate", name


def test_the_store_and_the_protocol_stand_alone() -> None:
    assert js_imports(JS / "store.js") == set()
    assert js_imports(JS / "protocol.js") <= {"fflate"}


def test_draw_scenes_main() -> None:
    for path in files("static/js/draw", "*.js"):
        assert not any(name.startswith(("scenes/", "panels/")) for name in js_imports(path)), path
        assert "main.js" not in js_imports(path), path
        assert "store.js" not in js_imports(path), path
    for folder in ("scenes", "panels"):
        for path in files(f"static/js/{folder}", "*.js"):
            assert "main.js" not in js_imports(path), path


def test_only_main_knows_the_socket() -> None:
    users = {p.name for p in files("static/js", "*.js") if "socket.js" in js_imports(p)}
    assert users <= {"main.js"}
