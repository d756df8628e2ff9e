"""Numbers in tables stand right-aligned, as the command line words them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dashboard.aligned import aligned, is_number
from tests.pages import cells

SHOWN = """
from dashboard.parts import table
from sim.words import Table

table(Table("Shares", ("Of 100", "now", "told"), [("peace", "7 (6 to 9)", "30 days"), ("war", "fewer than 1", "*")]))
"""


def test_a_column_of_numbers_is_one_to_the_page_which_aligns_it():
    kinds = [kind.kind for kind in aligned(["a", "b"], [["x", "4.2 weeks"], ["y", "+0.1 (-1 to +1)"]]).data.dtypes]
    assert kinds == ["O", "i"]


def test_its_cells_read_as_they_were_worded():
    page = AppTest.from_string(SHOWN).run()
    assert not page.exception
    assert cells(page.table[0]) == [["peace", "7 (6 to 9)", "30 days"], ["war", "fewer than 1", "*"]]


def test_a_table_without_rows_keeps_its_head():
    assert list(aligned(["a", "b"], []).data.columns) == ["a", "b"]


def test_words_that_begin_with_a_number_are_words():
    assert not is_number(("30 days renewable", "12")) and not is_number(("2025-03-11, read in excerpt",))
    assert is_number(("5, -4 (-8 to -1)", "fewer than 1, -0.4 (-2 to +1)", "−0.0003", "< 0.001"))
    assert is_number(("0.01 (0.006733 to 0.01333)", "+0.1575, 1.15 times"))
