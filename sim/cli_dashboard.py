"""`parley dashboard`."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread, Timer
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK

SECONDS_TO_START = 2.0  # until the page can be opened
FIRST = "march-2025"  # what a first visit shows


def dashboard(
    *,
    port: Annotated[int, Parameter(validator=Number(gte=1, lte=65_535))] = 8501,
    headless: bool = False,
    runs_dir: Path | None = None,
) -> int:
    """Open saved runs in the browser. Only this machine can see them, and no request leaves it.

    Parameters
    ----------
    port
        Where it listens
    headless
        Do not open a browser
    runs_dir
        Folder of saved runs [default: $PARLEY_RUNS, else ./runs]
    """
    import streamlit

    if runs_dir is not None:
        os.environ["PARLEY_RUNS"] = str(runs_dir)
    if not headless:
        opening = Timer(SECONDS_TO_START, webbrowser.open, [f"http://127.0.0.1:{port}"])
        opening.daemon = True
        opening.start()
    Thread(target=_load, daemon=True).start()
    with suppress(KeyboardInterrupt):  # the way to end it
        streamlit.App(app_file()).run(config=settings(port))
    return OK


def _load() -> None:
    """Load the engine, which takes a second, while the browser opens."""
    from sim import ensemble
    from sim.load import load_scenario

    with suppress(ensemble.EnsembleError):  # then a page says so
        ensemble.run(load_scenario(FIRST), replications=1, weeks=0)


def settings(port: int) -> dict[str, object]:
    """Streamlit's settings: this machine only, no telemetry, no developers' menu.

    Always headless: otherwise Streamlit shows its own advertisements to developers over the page.
    """
    return {
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.headless": True,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "server.fileWatcherType": "none",
        **themes(),
    }


def themes() -> dict[str, object]:
    """A light and a dark theme in the charts' colours; the reader's system says which. A caption is ink of 60 %."""
    from sim.charts import BAR_COLOUR, COLOURS

    options: dict[str, Mapping[str, object]] = {
        "theme": {
            "paddingTop": "1.5rem",
            "headingFontSizes": ["2rem", "1.5rem", "1.25rem", "1.125rem", "1rem", "1rem"],
        },
        "theme.light": {"backgroundColor": "#FFFFFF", "secondaryBackgroundColor": "#F0F3F6", "textColor": "#10151A"}
        | dict.fromkeys(("primaryColor", "linkColor"), BAR_COLOUR),
        "theme.dark": {"backgroundColor": "#14181D", "secondaryBackgroundColor": "#1F262E", "textColor": "#F2F4F7"}
        | dict.fromkeys(("primaryColor", "linkColor"), COLOURS["partial_ceasefire"]),
    }
    return {f"{part}.{key}": value for part, chosen in options.items() for key, value in chosen.items()}


def app_file() -> Path:
    """The dashboard's first page: inside an installed package, beside it in a checkout."""
    here = Path(__file__).parent
    inside = here / "_dashboard" / "app.py"
    return inside if inside.is_file() else here.parent / "dashboard" / "app.py"
