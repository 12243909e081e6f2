"""The order of the house: a package imports only from those above it; nothing hides in a function."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

BACKEND = Path(__file__).parent.parent.parent / "backend"
ORDER = [
    "core",
    "organisations",
    "accounts",
    "assessments",
    "candidates",
    "staffing",
    "findings",
    "badges",
    "custody",
    "inspections",
    "scores",
    "certificates",
    "incidents",
    "sync",
    "boards",
]
ASSEMBLY = {
    "api",
    "cli",
    "__init__",
    "pages",
    "worker",
    "demo",
    "portraits",
    "docs",
    "extensions",
    "config",
    "startup",
}
# Inside a domain: what may be reached from another domain.
OPEN = {
    "services",
    "queries",
    "models",
    "rules",
    "errors",
    "entries",
    "schemas",
    "paper",
    "print",
    "permissions",
    "facts",
}


def modules() -> list[Path]:
    """Every Python file of the backend."""
    return sorted(BACKEND.rglob("*.py"))


def package_of(path: Path) -> str:
    """Name of the top package or module a file belongs to."""
    return path.relative_to(BACKEND).parts[0].removesuffix(".py")


def imported(path: Path, tree: ast.AST) -> set[tuple[str, str]]:
    """(package, first module in it) of everything of ours this file imports."""
    parts = ("backend", *path.relative_to(BACKEND).with_suffix("").parts)
    package = parts[:-1]
    found: set[tuple[str, str]] = set()
    for node in ast.walk(tree):
        names: list[tuple[str, ...]] = []
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = (*base, *(node.module.split(".") if node.module else ()))
            names = [(*stem, alias.name) for alias in node.names]
        for name in names:
            if name[:1] == ("backend",) and len(name) > 1:
                found.add((name[1], name[2] if len(name) > 2 else ""))
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BACKEND)))
def test_imports_point_upwards(path):
    package = package_of(path)
    if package in ASSEMBLY:
        return
    assert package in ORDER, f"{package} has no place in the order"
    for other, _ in imported(path, ast.parse(path.read_text("utf-8"))):
        assert other in ORDER, f"{package} imports {other}, which only assembly may"
        assert ORDER.index(other) <= ORDER.index(package), f"{package} imports {other} from below"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BACKEND)))
def test_no_import_hides_in_a_function(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [
                n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)
            ]
            assert not hidden, f"imports inside {node.name} at lines {hidden}"


def test_nobody_reaches_for_another_domains_routes():
    for path in modules():
        package = package_of(path)
        if package in ASSEMBLY:
            continue
        for other, module in imported(path, ast.parse(path.read_text("utf-8"))):
            if other not in (package, "core"):
                assert module in OPEN | {""}, f"{path.name} of {package} imports {other}.{module}"


def test_modules_have_no_circle():
    graph: dict[str, set[str]] = {}
    for path in modules():
        name = ".".join(path.relative_to(BACKEND).with_suffix("").parts)
        deps = set()
        for other, module in imported(path, ast.parse(path.read_text("utf-8"))):
            for candidate in (f"{other}.{module}", f"{other}.{module}.__init__", other):
                target = BACKEND.joinpath(*candidate.split(".")).with_suffix(".py")
                if target.exists():
                    deps.add(candidate)
                    break
        graph[name] = deps - {name}
    state: dict[str, int] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if state.get(name) == 2:
            return
        assert state.get(name) != 1, f"circle: {' > '.join((*trail, name))}"
        state[name] = 1
        for other in graph.get(name, ()):
            visit(other, (*trail, name))
        state[name] = 2

    for name in graph:
        visit(name, ())
