"""Imports point downwards only: a module may use those named before it, never those after."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SIM = Path(__file__).parents[1] / "sim"
HOUSE = [
    *("version", "scenario", "streams", "rules", "record"),
    *("problems", "scalars", "yaml_text", "behaviours", "kinds", "patch", "sentences", "checks", "shape"),
    *("unfinished", "coded", "chain"),
    *("shelf", "text", "load", "schema", "places"),
    *("tables", "menu", "forecast", "hands", "reading", "history", "compiled"),
    *("actors", "negotiation", "appraisal", "trace"),
    *("outcomes", "words", "shares", "assumptions", "summary", "frames", "paired", "pools", "ensemble", "experiment"),
    *("futures_file", "manifest", "runs", "plan", "sealed", "draft", "interrupted", "rerun", "background", "result"),
    *("story", "explain", "reasons", "terms_map", "terms_by_week", "glossary", "phrases", "columns", "export"),
    *("charts", "charts_cells", "charts_future", "charts_reasons", "charts_terms", "bars", "overlaid"),
    *("forecasts", "comparison", "analysis"),
    *("backtest", "report", "printing", "__init__", "cli", "__main__"),
]


def room(path: Path) -> str:
    """Name of a module as the house knows it; packages are one room, and so are the words of the command line."""
    return known(path.relative_to(SIM).parts[0].removesuffix(".py"))


def known(module: str) -> str:
    """The room that a module stands in."""
    return "cli" if module.startswith("cli_") else module


def imported(path: Path) -> set[str]:
    """Rooms that a module imports from, at its head or inside a function; names for type hints alone do not count."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), set()
    tree.body = [node for node in tree.body if not ast.unparse(node).startswith("if TYPE_CHECKING")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"sim.{alias.name}" for alias in node.names} if node.module == "sim" else {node.module}
    return {known(name.split(".")[1]) for name in found if name.startswith("sim.")} & set(HOUSE)


@pytest.mark.parametrize("path", sorted(SIM.rglob("*.py")), ids=lambda path: str(path.relative_to(SIM)))
def test_a_module_imports_only_from_modules_before_it(path: Path):
    assert room(path) in HOUSE, f"say in HOUSE where {room(path)} stands"
    later = HOUSE[HOUSE.index(room(path)) + 1 :]
    assert not imported(path) & set(later), f"{path.name} imports upwards"


def test_the_dashboard_is_imported_by_nothing_in_sim():
    assert not [path for path in SIM.rglob("*.py") if "import dashboard" in path.read_text(encoding="utf-8")]
