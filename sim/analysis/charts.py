"""Charts as files that need nothing else: SVG, PNG, PDF, or one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.manifest import RunError

if TYPE_CHECKING:
    from altair import Chart, FacetChart, LayerChart

KINDS = (".svg", ".png", ".pdf", ".html")


def checked_target(path: Path) -> Path:
    """A file that can be written as a chart; RunError otherwise, before anything is simulated."""
    if path.suffix.lower() not in KINDS:
        raise RunError(f"cannot write {path}: expected a name that ends in {', '.join(KINDS)}")
    if path.exists():
        raise RunError(f"{path} exists already; choose another file with -o")
    if not path.resolve().parent.is_dir():
        raise RunError(f"cannot write {path}: there is no folder {path.parent}")
    return path


def written(chart: Chart | LayerChart | FacetChart, path: Path) -> None:
    """Write a chart; the ending of the name says how. RunError where the file cannot be written."""
    alone = path.suffix.lower() == ".html"
    try:
        chart.save(str(path), **({"inline": True} if alone else {}))  # type: ignore[arg-type]
    except OSError as error:
        raise RunError(f"cannot write {path}: {error.strerror}") from error
