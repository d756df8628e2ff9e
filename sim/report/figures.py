"""Charts as SVG within a page: two widths of each, colours that follow light and dark, and words for the blind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sim.charts import Chart, Size

VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ')
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"  # all of one width, so that text keeps its place
INK, GRID = "currentColor", "#80808055"
WIDE, NARROW = 700, 340  # of the whole drawing, in pixels
_TITLES = {"labelColor": INK, "titleColor": INK, "labelFont": FONT, "titleFont": FONT}
_LEGEND = {**_TITLES, "symbolType": "square", "symbolStrokeColor": "#808080", "titleLimit": 300, "labelLimit": 330}


@dataclass(frozen=True)
class Figure:
    """One chart on a page: its title, its finding in words, and its drawings for wide and narrow screens."""

    title: str
    words: str
    wide: Markup
    narrow: Markup


def figure(title: str, draw: Callable[[Size], Chart], name: str) -> Figure:
    """Draw a chart twice. `draw` makes it at a given width; `name` keeps ids in the page apart."""
    words = str(draw(WIDE).description)
    wide, narrow = _fitted(draw, WIDE, _config(13, columns=2)), _fitted(draw, NARROW, _config(12, columns=1))
    return Figure(title, words, _inline(wide, f"{name}-wide"), _inline(narrow, f"{name}-narrow"))


def _fitted(draw: Callable[[Size], Chart], width: int, config: dict[str, Any]) -> str:
    """A drawing of a width, labels included: drawn once to see how much room they take."""
    first = _svg(draw(width // 2), config)
    return _svg(draw(width - round(float(VIEW.search(first)[1])) + width // 2), config)  # type: ignore[index]


def _svg(chart: Chart, config: dict[str, Any]) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg({**chart.to_dict(validate=False), "config": config}))


def _inline(drawn: str, name: str) -> Markup:
    """An SVG for a page: ids of its own, as wide as its place, and silent, for the words beside it say it once."""
    drawn = re.sub(r'(id="|url\(#|href="#)(clip|gradient)', rf"\1{name}-\2", drawn)
    drawn = re.sub(r' aria-[a-z]+="[^"]*"| role="[^"]*"', "", drawn)
    head, rest = drawn.split(">", 1)
    head = re.sub(r' (width|height|style|xmlns:xlink)="[^"]*"', "", head)
    return Markup(f'{head} aria-hidden="true" focusable="false">{rest}')  # Vega has escaped its text


def _config(size: int, columns: int) -> dict[str, Any]:
    axis = {**_TITLES, "labelFontSize": size, "titleFontSize": size, "titleFontWeight": "normal", "gridColor": GRID}
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axisY": {"labelLimit": 115 + 45 * columns},
        "axis": {**axis, "domainColor": INK, "tickColor": INK},
        "legend": {**_LEGEND, "orient": "bottom", "columns": columns, "labelFontSize": size}
        | {"titleFontSize": size, "titleFontWeight": "normal"},
        "header": {**_TITLES, "labelFontSize": size + 1},
        "text": {"font": FONT, "fontSize": size},
    }
