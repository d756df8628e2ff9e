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
    first, *others = [
        st.Page(module(name).page, title=title, url_path=name if i else "start", default=not i)
        for i, (name, title) in enumerate(PAGES.items())
    ]
    st.session_state["pages"] = dict(zip(PAGES, [first, *others], strict=True))  # for links between them
    shown = st.navigation([first, *others, _named(first)])
    st.session_state["page.before"], st.session_state["page"] = st.session_state.get("page"), shown.title
    shown.run()


def _named(first: st.Page) -> st.Page:
    """The first page stands at the bare address; whoever asks for it by its name is led there, with what was asked."""
    name = next(iter(PAGES))

    def there() -> None:
        st.switch_page(first, query_params={key: st.query_params.get_all(key) for key in st.query_params})

    return st.Page(there, title=PAGES[name], url_path=name, visibility="hidden")


main()
