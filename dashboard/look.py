"""How charts look on a page: ink that follows the theme, legends below, labels that leave room on a narrow screen."""

from __future__ import annotations

from typing import Any

import altair as alt

from sim.charts import Chart

INK, GRID = "currentColor", "#80808055"  # the colour of the page's text, whatever the theme; lines on both
WIDE = 560  # pixels of a chart from which on names have room
ROOM = alt.ExprRef(f"containerSize()[0] >= {WIDE} ? 240 : 130")  # pixels for names beside bars
COLUMNS = alt.ExprRef(f"containerSize()[0] >= {WIDE} ? 3 : 1")
NAMES: dict[str, Any] = {"labelColor": INK, "titleColor": INK}


def dressed(drawn: Chart) -> Chart:
    """A chart as the pages show it."""
    made: Chart = (
        drawn.configure_axis(**NAMES, gridColor=GRID, domainColor=INK, tickColor=INK)
        .configure_axisY(labelLimit=ROOM)
        .configure_legend(**NAMES, orient="bottom", offset=8, columns=COLUMNS, labelLimit=300)
        .configure_header(**NAMES)
        .properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))  # height is that of the plot
    )
    return made
