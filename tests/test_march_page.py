"""What docs/march-2025.md and README say of March 2025 is what comes out.

After a change on purpose: python -m tests.test_march_page writes the new figures into all tables. What is said about
them in words must be read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import sim
from sim.behaviours import CALIBRATED, STATED
from tests.test_directions import UKRAINE, full, futures, gap, yes
from tests.test_told import ROOT

PAGE, README = ROOT / "docs" / "march-2025.md", ROOT / "README.md"
BANDS: dict[str, Callable[[dict[str, Any]], float]] = {
    'Russia\'s first answer "yes, but"': lambda found: found["first_answer"]["russia"]["conditional"],
    "Russia's first answer no": lambda found: found["first_answer"]["russia"]["reject"],
    "Russia's first answer yes": lambda found: found["first_answer"]["russia"]["accept"],
    "Ukraine's first answer yes": lambda found: found["first_answer"]["ukraine"]["accept"],
    "full ceasefire in force at least 7 days within 13 weeks": lambda found: found["full_7_days"],
    "partial ceasefire signed within 13 weeks": lambda found: found["signed_partial"],
    "one in force six weeks after the first": lambda found: found["partial_45_days"],
}
VARIANT = re.compile(r"^\| `(?P<name>\w+)` \|.*$", re.MULTILINE)
BAND = re.compile(rf"^\| (?P<name>{'|'.join(map(re.escape, BANDS))}) \| (?P<band>[^|]+) \|.*$", re.MULTILINE)
WHAT_IF = re.compile(r"^\| (?P<words>as it was|[^|`]+\(`:(?P<name>\w+)`\)) \| \d+ \| \d+ \|$", re.MULTILINE)


@cache
def ensemble(behaviour: str) -> dict[str, Any]:
    """What `parley run march-2025 --fixed --seed 1 --replications 16384 --set behaviour=BEHAVIOUR` says."""
    changes = {"behaviour": behaviour}
    made = sim.run("march-2025", changes=changes, seed=1, replications=16384, fixed=True)
    return made.summary.as_json()


def variant_row(row: re.Match[str]) -> str:
    variant, base = futures(row["name"]), futures()
    answer, ceasefire = gap(yes(variant), yes(base)), gap(full(variant), full(base))
    return (
        f"| `{row['name']}` | {100 * yes(variant).mean():.1f} ({100 * answer.mean:+.1f} ± {100 * answer.error:.1f}) "
        f"| {100 * yes(variant, UKRAINE).mean():.0f} "
        f"| {100 * full(variant).mean():.1f} ({100 * ceasefire.mean:+.1f} ± {100 * ceasefire.error:.1f}) |"
    )


def band_row(row: re.Match[str]) -> str:
    now, before = (100 * BANDS[row["name"]](ensemble(behaviour)) for behaviour in (CALIBRATED, STATED))
    return f"| {row['name']} | {row['band']} | {now:.1f} % | {before:.1f} % |"


def what_if_row(row: re.Match[str]) -> str:
    found = futures(row["name"])
    return f"| {row['words']} | {100 * yes(found).mean():.0f} | {100 * full(found).mean():.0f} |"


def rows(pattern: re.Pattern[str], page: str) -> Any:
    found = list(pattern.finditer(page))
    return pytest.mark.parametrize("row", found, ids=[row[0].split(" | ")[0].strip("| `") for row in found])


def test_every_band_and_every_variant_has_its_row():
    page = PAGE.read_text(encoding="utf-8")
    assert [row["name"] for row in BAND.finditer(page)] == list(BANDS)
    assert {row["name"] for row in VARIANT.finditer(page)} == set(sim.load_scenario("march-2025").variants)
    assert len(WHAT_IF.findall(README.read_text(encoding="utf-8"))) == 6


@pytest.mark.baseline
@rows(BAND, PAGE.read_text(encoding="utf-8"))
def test_the_bands_on_the_page_say_what_comes_out(row: re.Match[str]):
    assert row[0] == band_row(row)


@pytest.mark.baseline
@rows(VARIANT, PAGE.read_text(encoding="utf-8"))
def test_the_variants_on_the_page_say_what_comes_out(row: re.Match[str]):
    assert row[0] == variant_row(row)


@pytest.mark.baseline
@rows(WHAT_IF, README.read_text(encoding="utf-8"))
def test_readme_says_what_changes_the_answer(row: re.Match[str]):
    assert row[0] == what_if_row(row)


if __name__ == "__main__":
    text = VARIANT.sub(variant_row, BAND.sub(band_row, PAGE.read_text(encoding="utf-8")))
    PAGE.write_text(text, encoding="utf-8")
    README.write_text(WHAT_IF.sub(what_if_row, README.read_text(encoding="utf-8")), encoding="utf-8")
