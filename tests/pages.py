"""A page of the dashboard in a test: opened alone, and waited for where it works in the background."""

from __future__ import annotations

import json
from typing import Any

import pyarrow
from streamlit.testing.v1 import AppTest

PATIENCE = 120.0  # seconds


def opened(name: str, /, link: dict[str, Any] | None = None, **state: Any) -> AppTest:
    """The page of a module, with controls that stand so already, as after a link with these parameters."""
    made = AppTest.from_string(f"from dashboard import {name}\n{name}.page()\n", default_timeout=PATIENCE)
    for key, value in (link or {}).items():
        made.query_params[key] = value
    for key, value in state.items():
        made.session_state[key] = value
    return made.run()


def worked(page: AppTest) -> AppTest:
    """The page once all that it had begun is over."""
    for job in page.session_state["jobs"].values():
        assert job.over.wait(PATIENCE), job.told
    return page.run()


def button(page: AppTest, label: str) -> Any:
    """The button of a label."""
    return next(one for one in page.button if one.label == label)


def words(page: AppTest) -> str:
    """All text of a page, as a reader sees it."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(one.value.replace("\\", "") for kind in kinds for one in page.get(kind))


def cells(table: Any) -> list[list[str]]:
    """Rows of a table, as a reader sees them."""
    return [[cell.replace("\\", "").replace("\u00a0", " ") for cell in row] for row in written(table)]


def written(table: Any) -> list[list[str]]:
    """Rows of a table, as the browser gets them."""
    shown = table.proto.arrow_data.styler.display_values
    told = pyarrow.ipc.open_stream(shown).read_pandas() if shown else table.value
    return [[*map(str, row)] for row in told.values.tolist()]


def specs(page: AppTest) -> list[dict[str, Any]]:
    """What the charts of a page are drawn from."""
    return [json.loads(one.proto.spec) for one in page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")]
