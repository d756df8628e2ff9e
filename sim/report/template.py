"""The page's template: every name that comes from a file is escaped; only our own drawings and styles are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).parent


def render(**facts: Any) -> str:
    """The page as HTML."""
    env = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    style = Markup((FOLDER / "page.css").read_text(encoding="utf-8"))  # our own
    return env.get_template("page.html").render(style=style, **facts)
