"""Tables whose numbers stand right-aligned, each as the command line words it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd
from pandas.io.formats.style import Styler

NUMBER = re.compile(r"((fewer|more) than |[<>] )?[+−-]?\d[\d.,]*( ?%| weeks?)?( .*\(.*\)| [\d.]+ times)?|-?")
# 16 · -0.1 · fewer than 1 · < 0.001 · 4.2 weeks · 16 (14 to 18) · 5, -4 (-8 to -1) · nothing
INTERVAL = re.compile(r"\([^()]{1,14}\)")


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Styler:
    """Rows of text under a head of distinct names, ready for `st.table`.

    Streamlit aligns a column by the type of its data, and shows of a Styler the words. So a column of numbers holds the
    places of its cells, which are integers, and each is shown as the words that stand there.
    """
    columns = dict(zip(head, zip(*rows, strict=True), strict=True)) if rows else {name: () for name in head}
    numbers = {name: cells for name, cells in columns.items() if is_number(cells)}
    frame = pd.DataFrame({name: range(len(rows)) if name in numbers else cells for name, cells in columns.items()})
    return Styler(frame).format({name: _worded(cells) for name, cells in numbers.items()})


def _worded(cells: Sequence[str]) -> Callable[[int], str]:
    """The words of a cell by its place; a short interval stays on one line."""
    whole = [INTERVAL.sub(lambda found: found[0].replace(" ", "\u00a0"), cell) for cell in cells]
    return whole.__getitem__


def is_number(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers, with their intervals or not, and nothing else: ("7 (6 to 9)", "fewer than 1")."""
    return any(cells) and all(NUMBER.fullmatch(cell) for cell in cells)
