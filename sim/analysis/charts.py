"""Charts as files that need nothing else: SVG, PNG, PDF, or one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.manifest import RunError

if TYPE_CHECKING:
    from altair import Chart, FacetChart, LayerChart


def written(chart: Chart | LayerChart | FacetChart, path: Path) -> None:
    """Write a chart; the ending of the name says how. RunError where the file cannot be written."""
    alone = path.suffix.lower() == ".html"
    try:
        chart.save(str(path), **({"inline": True} if alone else {}))  # type: ignore[arg-type]
    except OSError as error:
        raise RunError(f"cannot write {path}: {error.strerror}") from error
