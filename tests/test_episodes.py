"""The table of past offers says what was known on the day; the table beside it says what came of them."""

from __future__ import annotations

import csv
import datetime as dt
import re

import pytest

from sim.shelf import folder

HERE = folder() / "historical"
KNOWN_COLUMNS = (
    *("id", "title", "war", "group", "date", "side_a", "side_b", "mediator"),
    *("offer", "situation", "date_confidence", "source"),
)
OUTCOME_COLUMNS = (
    *("id", "answer_a", "answer_b", "agreed", "effect", "ended", "seen_until"),
    *("agreed_scope", "confidence", "source", "note"),
)
GROUPS = {"this_war", "interstate", "civil_or_hybrid"}
CONFIDENCE = {"high", "med", "low"}
ANSWERS = {"accept", "conditional", "reject", "initiates", ""}
SCOPES = {"full", "narrow", "settlement", ""}
MAY_BE_EMPTY = {"answer_a", "answer_b", "agreed", "effect", "ended", "agreed_scope", "note"}
HINDSIGHT = re.compile(
    r"\b(about to|later|eventually|in the end|turned out|would prove|subsequently|afterwards|finally|in hindsight)\b",
    re.I,
)


def table(name: str) -> list[dict[str, str]]:
    """Rows of a table, in its order."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


EPISODES, OUTCOMES = table("episodes"), table("outcomes")
BY_ID = {row["id"]: row for row in EPISODES}
both = pytest.mark.parametrize("rows", [EPISODES, OUTCOMES], ids=["episodes", "outcomes"])


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def years(text: str) -> list[int]:
    return [int(year) for year in re.findall(r"\b(1[89]\d\d|20\d\d)\b", text)]


@pytest.mark.parametrize(("rows", "columns"), [(EPISODES, KNOWN_COLUMNS), (OUTCOMES, OUTCOME_COLUMNS)])
def test_the_columns_are_those_that_the_readme_names(rows, columns):
    assert tuple(rows[0]) == columns
    assert not [row["id"] for row in rows if None in row or None in row.values()]
    said = (HERE / "README.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in said for column in columns)


def test_the_two_tables_hold_the_same_episodes_in_the_same_order():
    assert [row["id"] for row in EPISODES] == [row["id"] for row in OUTCOMES]
    assert len(BY_ID) == len(EPISODES)


def test_there_are_at_least_60_episodes_of_at_least_25_wars():
    assert len(EPISODES) >= 60
    assert len({row["war"] for row in EPISODES}) >= 25


def test_no_offer_is_counted_twice():
    offers = [(row["war"], row["date"], row["offer"]) for row in EPISODES]
    assert len(set(offers)) == len(offers)


@both
def test_every_row_names_its_source_and_leaves_nothing_out_that_must_be_known(rows):
    assert not [(row["id"], key) for row in rows for key, text in row.items() if not text and key not in MAY_BE_EMPTY]
    assert not [row["id"] for row in rows for text in row.values() if text != text.strip()]


def test_an_id_is_a_slug_that_carries_the_year_of_the_offer():
    assert not [row["id"] for row in EPISODES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"])]
    assert not [row["id"] for row in EPISODES if row["date"][:4] not in row["id"]]


def test_words_are_from_the_lists():
    assert {row["group"] for row in EPISODES} == GROUPS
    assert {row["date_confidence"] for row in EPISODES} | {row["confidence"] for row in OUTCOMES} <= CONFIDENCE
    assert {row[f"answer_{side}"] for row in OUTCOMES for side in "ab"} <= ANSWERS
    assert {row["agreed_scope"] for row in OUTCOMES} <= SCOPES


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda row: row["id"])
def test_dates_follow_each_other(outcome):
    """Only who stops alone is in effect before the other side agrees."""
    offered = day(BY_ID[outcome["id"]]["date"])
    agreed, effect, ended, seen = (day(outcome[key]) for key in ("agreed", "effect", "ended", "seen_until"))
    alone = "initiates" in (outcome["answer_a"], outcome["answer_b"])
    assert offered <= seen
    assert agreed is None or offered <= agreed <= seen
    assert effect is None or offered <= effect <= seen
    assert agreed is None or effect is None or agreed <= effect or alone
    assert ended is None or (effect is not None and effect <= ended <= seen)
    assert effect is None or agreed is not None or alone, "in effect without an agreement, and nobody stopped alone"


def test_what_was_agreed_has_a_scope_and_what_was_not_has_none():
    assert not [row["id"] for row in OUTCOMES if bool(row["agreed"]) != bool(row["agreed_scope"])]


def test_at_most_one_side_makes_the_offer_and_then_nobody_stands_first():
    assert not [row["id"] for row in OUTCOMES if row["answer_a"] == row["answer_b"] == "initiates"]


def test_a_situation_is_three_to_ten_sentences_that_name_no_year_after_the_offer():
    for row in EPISODES:
        assert 3 <= len(re.findall(r"[.!?](?= |$)", row["situation"])) <= 10, row["id"]
        late = [year for year in years(row["situation"] + row["offer"]) if year > int(row["date"][:4])]
        assert not late, f"{row['id']} names {late}"


def test_a_situation_has_no_word_of_hindsight():
    assert not {row["id"]: found.group() for row in EPISODES if (found := HINDSIGHT.search(row["situation"]))}


def test_an_offer_is_told_in_under_25_words():
    assert not {row["id"]: len(row["offer"].split()) for row in EPISODES if len(row["offer"].split()) >= 25}


def test_one_war_has_one_group():
    groups = {(row["war"], row["group"]) for row in EPISODES}
    mixed = {war for war, _ in groups if len([1 for other, _ in groups if other == war]) > 1}
    assert mixed <= {"Kosovo"}, "a war may change its kind, but say so here"


def test_refusals_and_conditions_are_not_rare():
    """Truces that were signed are remembered best: a table of these alone would teach the model to say yes."""
    given = [row[f"answer_{side}"] for row in OUTCOMES for side in "ab"]
    given = [word for word in given if word not in ("", "initiates")]
    agreed = sum(bool(row["agreed"]) for row in OUTCOMES) / len(OUTCOMES)
    assert sum(word != "accept" for word in given) / len(given) > 1 / 3
    assert 0.4 < agreed < 0.8


def test_every_text_that_a_row_rests_on_is_listed():
    listed = (HERE / "README.md").read_text(encoding="utf-8")
    texts = {text for row in EPISODES for text in row["source"].split("; ")} - {"recall"}
    assert texts and not {text for text in texts if f"| {text} |" not in listed}
