"""The dashboard: seven pages behind one menu. Streamlit runs this file; everything else here is a package beside it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import streamlit as st

HOME = "sim._dashboard" if Path(__file__).parent.name == "_dashboard" else "dashboard"  # in a wheel, in a checkout
PAGES = {
    "explore": "Explore",
    "why": "Why",
    "terms": "Terms",
    "compare": "Compare",
    "drivers": "Drivers",
    "runs": "Runs",
    "sources": "Sources and method",
}


def module(name: str) -> ModuleType:
    """A module of the dashboard, wherever it is installed."""
    return import_module(f"{HOME}.{name}")


def main() -> None:
    st.set_page_config(page_title="parley", layout="wide")
    pages = [
        st.Page(module(name).page, title=title, url_path=name, default=not i)
        for i, (name, title) in enumerate(PAGES.items())
    ]
    st.navigation(pages).run()


main()
