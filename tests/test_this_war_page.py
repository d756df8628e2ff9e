"""What docs/this-war.md says of the scenarios of one war is what they say: names, shares, forecasting questions.

After a change on purpose: python -m tests.test_this_war_page writes the new figures into the tables, those of variants
as well. What is said about them in words must be read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.behaviours import CALIBRATED, STATED
from sim.load import load_scenario
from sim.negotiation import simulate
from sim.outcomes import Columns, Outcome, stood
from tests.test_this_war import ROUNDS, scenario

FILE = Path(__file__).parents[1] / "docs" / "this-war.md"
PAGE = FILE.read_text("utf-8")
SECTION = re.compile(r"^## `([^`]+)`\n(.*?)(?=^## )", flags=re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| `([^`]+)` \| (.*?) \|$", flags=re.MULTILINE)
BEFORE = re.compile(r"^\| `([^`]+)`, as stated \| (.*?) \|$", flags=re.MULTILINE)
SECTIONS = dict(SECTION.findall(PAGE))
SEEN = 19  # weeks that settle every question of the page
YES = Outcome("accept", None, "russia")
YES_TOO = Outcome("accept", None, "ukraine")
FULL, PARTIAL = Outcome("signed_full", 13), Outcome("signed_partial", 13)
HEADLINE = (YES, Outcome("conditional", None, "russia"), Outcome("reject", None, "russia"), YES_TOO, FULL, PARTIAL)
SMALL = ("energy-truce-march-2025", "black-sea-2025")  # whose variants are told by the partial truce


@cache
def columns(name: str, weeks: int = SEEN, behaviour: str = CALIBRATED) -> Columns:
    """What `parley run NAME --seed 1 --set behaviour=BEHAVIOUR` simulates."""
    return simulate(load_scenario(name, changes={"behaviour": behaviour}), seed=1, count=2000, weeks=weeks).columns()


def rows(text: str) -> dict[str, list[str]]:
    """Cells of a Markdown table by the name, in backticks, that a row begins with."""
    return {name: rest.split(" | ") for name, rest in ROW.findall(text)}


def of_100(outcome: Outcome, name: str, behaviour: str = CALIBRATED) -> float:
    return float(100 * outcome.of(columns(name, behaviour=behaviour)).mean())


def headline(name: str, behaviour: str = CALIBRATED) -> list[str]:
    return [f"{of_100(outcome, name, behaviour):.1f}" for outcome in HEADLINE]


def settled(name: str, key: str) -> str:
    """Of 100, to a forecasting question."""
    asked = scenario(name).resolve[key]
    return f"{100 * np.nanmean(stood(columns(name), asked.kind, asked.announced_by_week, asked.stands_weeks)):.1f}"


def varied(name: str, variant: str) -> list[str]:
    """A variant's shares, each with its difference from the scenario on the same luck."""
    outcomes = (YES, YES_TOO, PARTIAL if name in SMALL else FULL)
    after = [of_100(outcome, f"{name}:{variant}") for outcome in outcomes]
    gaps = [now - of_100(outcome, name) for now, outcome in zip(after, outcomes, strict=True)]
    return [f"{now:.1f} ({gap:+.1f})".replace("-", "−") for now, gap in zip(after, gaps, strict=True)]


def cells(name: str, key: str, old: list[str]) -> list[str]:
    """What a row of a round's section should say."""
    return [settled(name, key), *old[1:]] if key in scenario(name).resolve else varied(name, key)


def test_the_page_has_a_section_for_every_round_and_names_only_what_there_is():
    assert set(SECTIONS) == set(ROUNDS)
    for name, text in SECTIONS.items():
        known = {*scenario(name).resolve, *scenario(name).variants}
        assert set(rows(text)) <= known and set(scenario(name).resolve) <= set(rows(text))


@pytest.mark.baseline
@pytest.mark.parametrize("name", [*ROUNDS, "march-2025"])
def test_the_page_says_what_the_runs_say(name: str):
    assert rows(PAGE)[name] == headline(name)
    told = {key: row[0] for key, row in rows(SECTIONS.get(name, "")).items() if key in scenario(name).resolve}
    assert told == {key: settled(name, key) for key in told}


@pytest.mark.baseline
@pytest.mark.parametrize("name", [*ROUNDS, "march-2025"])
def test_the_page_says_what_runs_say_whose_behaviour_no_past_war_has_calibrated(name: str):
    told = {row: rest.split(" | ") for row, rest in BEFORE.findall(PAGE)}
    assert told[name] == headline(name, STATED)


@pytest.mark.baseline
def test_the_page_says_what_its_most_telling_variant_says():
    told = rows(SECTIONS["alaska-august-2025"])["tariffs_carried_out"]
    assert told == varied("alaska-august-2025", "tariffs_carried_out")


@pytest.mark.baseline
def test_the_page_sets_the_right_figures_beside_public_forecasts():
    march = columns("march-2025", weeks=33)
    may, september = (np.nanmean(stood(march, "full", by, 4)) for by in (10, 28))
    assert f"- / {100 * may:.0f} / {100 * (september - may):.0f} / {100 * (1 - september):.0f} %" in PAGE
    assert f"30 September: {100 * Outcome('signed_full', 29).of(march).mean():.0f} %" in PAGE


def rewritten(page: str, sections: Mapping[str, str]) -> str:
    """The page with the figures of present runs in its tables."""
    for name, old in sections.items():
        page = page.replace(
            old, ROW.sub(lambda row, name=name: line(row[1], cells(name, row[1], row[2].split(" | "))), old)
        )
    page = BEFORE.sub(lambda row: f"| `{row[1]}`, as stated | {' | '.join(headline(row[1], STATED))} |", page)
    return ROW.sub(lambda row: line(row[1], headline(row[1])) if row[1] in (*ROUNDS, "march-2025") else row[0], page)


def line(name: str, told: list[str]) -> str:
    return f"| `{name}` | {' | '.join(told)} |"


if __name__ == "__main__":
    FILE.write_text(rewritten(PAGE, SECTIONS), encoding="utf-8")
