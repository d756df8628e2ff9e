"""What docs/this-war.md says of the scenarios of one war is what they say: names, shares, forecasting questions."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.negotiation import simulate
from sim.outcomes import Outcome, stood
from tests.test_this_war import ROUNDS, scenario

PAGE = (Path(__file__).parents[1] / "docs" / "this-war.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## `([^`]+)`\n(.*?)(?=^## )", PAGE, flags=re.DOTALL | re.MULTILINE))
SEEN = 19  # weeks that settle every question of the page
COLUMNS = (
    Outcome("accept", None, "russia"), Outcome("conditional", None, "russia"), Outcome("reject", None, "russia"),
    Outcome("accept", None, "ukraine"), Outcome("signed_full", 13), Outcome("signed_partial", 13),
)  # fmt: skip


def rows(text: str) -> dict[str, list[str]]:
    """Cells of a Markdown table by the name, in backticks, that a row begins with."""
    found = re.findall(r"^\| `([^`]+)` \| (.*?) \|$", text, flags=re.MULTILINE)
    return {name: rest.split(" | ") for name, rest in found}


def test_the_page_has_a_section_for_every_round_and_names_only_what_there_is():
    assert set(SECTIONS) == set(ROUNDS)
    for name, text in SECTIONS.items():
        known = {*scenario(name).resolve, *scenario(name).variants}
        assert set(rows(text)) <= known and set(scenario(name).resolve) <= set(rows(text))


@pytest.mark.baseline
@pytest.mark.parametrize("name", [*ROUNDS, "march-2025"])
def test_the_page_says_what_the_runs_say(name: str):
    columns = simulate(scenario(name), seed=1, count=2000, weeks=SEEN).columns()
    found = [f"{100 * outcome.of(columns).mean():.1f}" for outcome in COLUMNS]
    assert rows(PAGE)[name] == found
    told = rows(SECTIONS.get(name, ""))
    for key, question in scenario(name).resolve.items() if name in ROUNDS else ():
        share = np.nanmean(stood(columns, question.kind, question.announced_by_week, question.stands_weeks))
        assert told[key][0] == f"{100 * share:.1f}", f"{name}: {key}"


@pytest.mark.baseline
def test_the_page_sets_the_right_figures_beside_public_forecasts():
    columns = simulate(scenario("march-2025"), seed=1, count=2000, weeks=33).columns()
    may, september = (np.nanmean(stood(columns, "full", by, 4)) for by in (10, 28))
    assert f"- / {100 * may:.0f} / {100 * (september - may):.0f} / {100 * (1 - september):.0f} %" in PAGE
    assert f"30 September: {100 * Outcome('signed_full', 29).of(columns).mean():.0f} %" in PAGE
