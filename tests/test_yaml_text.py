"""The traps of YAML, and what no text may do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.load import ScenarioError, load_text
from sim.scalars import scalar
from sim.yaml_text import MAX_BYTES, decode, read
from tests.faults import TEMPLATE, assert_refused, edited, problems

NAME = "name: Template, two sides and a mediator"


@pytest.mark.parametrize(
    "word", ["no", "No", "yes", "on", "off", "y", "N", "1_000", "1:30", "0b11", "1e", ".", "-", "0x", "2025-3-1"]
)
def test_words_that_other_readers_turn_into_something_else_stay_text(word: str):
    assert scalar(word) == word


@pytest.mark.parametrize(
    ("word", "number"),
    [("1e3", 1000.0), ("012", 12), ("0o17", 15), ("0x1F", 31), (".5", 0.5), ("-1.", -1.0), ("+3", 3)],
)
def test_numbers_are_those_of_yaml_1_2(word: str, number: float):
    assert scalar(word) == number and type(scalar(word)) is type(number)


def test_a_date_is_a_date_only_as_year_month_day():
    assert scalar("2025-03-11") == dt.date(2025, 3, 11)
    assert scalar("2025-03-11 10:00:00") == "2025-03-11 10:00:00"


def test_a_text_in_quotes_stays_text():
    node, _ = read("a: '1e3'\nb: \"null\"\nc: '2025-03-11'", "x.yaml")
    assert node.plain() == {"a": "1e3", "b": "null", "c": "2025-03-11"}


def test_a_word_for_off_switches_off_and_does_not_become_false():
    scenario = load_text(edited(("packages: #", "rules: {conditional: off}\npackages: #")))
    assert scenario.rules.conditional == "off"


def test_a_key_like_no_keeps_its_name():
    text = edited(("  sites_only:", "  no: {label: None of it, terms: {scope: critical sites}}\n  sites_only:"))
    assert "no" in load_text(text).packages


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ((NAME, "name: a\n▸name: b"), ["duplicate key 'name', first given in line 8"]),
        ((NAME, "name: ▸&anchor a"), ["anchor &anchor"]),
        ((NAME, "name: ▸*anchor"), ["alias *anchor", "write the value out"]),
        ((NAME, "name: ▸!!python/name:os.system a"), ["tag !!python/name:os.system"]),
        ((NAME, "name: a\n▸<<: {b: 1}"), ["merge key"]),
        ((NAME, "name: a\n? ▸[b]\n: c"), ["a key must be one word"]),
        ((NAME, "name: a▸: b"), ["a colon where none can be"]),
        ((NAME, "name: a\n▸\tquestion: b"), ["indent with spaces"]),
        (("as_of: 2025-01-06", "as_of: ▸2025-02-30"), ["no calendar"]),
        ((NAME, f"name: ▸{'9' * 5000}"), ["5000 characters"]),
        ((NAME, "name: ▸2025"), ["found the number 2025, expected text", "quotes"]),
        ((NAME, "name: ▸null"), ["found nothing, expected text"]),
        (("halts_front: true", "halts_front: ▸yes"), ["expected true or false; write true"]),
        (("shock_sd: 0.6", "shock_sd: ▸0,6"), ["decimal point"]),
        (("shock_sd: 0.6", "shock_sd: ▸1_000"), ["decimal point"]),
        (("shock_sd: 0.6", "shock_sd: ▸true"), ["found true, expected a number"]),
        (("shock_sd: 0.6", "shock_sd: ▸'0.6'"), ["found text '0.6', expected a number"]),
        (("as_of: 2025-01-06", "as_of: ▸0"), ["found the number 0, expected a date such as"]),
        (("ideal: no truce,", "ideal: ▸true,"), ["found true, expected a whole number or text"]),
    ],
    ids=lambda value: None if isinstance(value, list) else value[1][:24].encode("ascii", "ignore").decode(),
)
def test_a_trap_is_refused_at_its_place(edit: tuple[str, str], words: list[str]):
    assert_refused(edited(edit), *words)


def test_quotes_that_are_not_closed_are_told():
    found = problems(edited((NAME, "name: 'a")))
    assert len(found) == 1 and found[0].message.startswith("not valid YAML")


def test_a_second_scenario_in_one_file_is_refused():
    assert_refused(TEMPLATE + "▸---\nname: another\n", "a second document")


def test_a_mapping_that_doubles_itself_is_refused_before_it_grows():
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))
    assert any("alias" in one.message for one in problems(bomb))


@pytest.mark.parametrize("text", ["[" * 3000, "a: " + "{a: " * 500, "- " * 2000 + "a"])
def test_a_text_nested_too_deep_is_refused(text: str):
    found = problems(text)
    assert len(found) == 1 and "deep" in found[0].message


def test_a_text_of_too_many_values_is_refused():
    assert "values" in problems("a: [" + "1," * 70_000 + "]")[0].message


def test_a_text_that_is_too_long_is_refused():
    assert f"{MAX_BYTES:,}" in problems("#" * (MAX_BYTES + 1))[0].message


@pytest.mark.parametrize("text", ["", "# nothing but a comment", "---", "null"])
def test_an_empty_file_is_called_empty(text: str):
    assert "empty" in problems(text)[0].message


@pytest.mark.parametrize("text", ["just words", "[1, 2]", "12", "2025-01-01"])
def test_a_file_without_keys_is_refused(text: str):
    assert "expected a mapping" in problems(text)[0].message


def test_a_byte_that_is_no_utf8_is_found():
    text, found = decode("a: 1\nb: é".encode("latin-1"), "x.yaml")
    assert text is None and (found[0].line, found[0].column) == (2, 4)


def test_a_mark_of_byte_order_at_the_start_does_no_harm():
    assert decode("\ufeffa: 1".encode(), "x.yaml") == ("a: 1", [])


def test_columns_count_letters_not_bytes():
    assert_refused(edited((NAME, "name: 'ééé'"), ("question: Does", "question: {é: ▸*x} #")), "alias")


@given(st.text(max_size=200))
@example("\ud800")
@example("a: \x00")
@example("a: !!binary x")
@example("%YAML 3.1\n---\na")
@example("? ? a")
@example("*a : b")
@example("a: 1e400\nname: 0x" + "f" * 50)
@settings(max_examples=150, deadline=None)
def test_no_text_does_more_than_be_refused(text: str):
    with pytest.raises(ScenarioError) as refused:
        load_text(text)
    assert refused.value.problems


PIECES = st.sampled_from(
    [
        "{}",
        "[]",
        "null",
        "~",
        "-1",
        "1e400",
        ".nan",
        "true",
        "''",
        "2025-02-30",
        "*a",
        "&a 1",
        "<<: 1",
        "{a: {b: 1}}",
        "[1, 2]",
        "🙂",
        "no",
        "\n",
        "  ",
        ":",
        "- ",
        "#",
        "'",
        "north",
        "north: 1",
        "0x1F",
        "\t",
        "{value: 1, range: [2, 3]}",
        "range: [1]",
    ]
)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_spoilt_scenario_does_more_than_be_refused(data: st.DataObject):
    text = TEMPLATE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + data.draw(PIECES) + text[end:]
    try:
        assert load_text(text).name
    except ScenarioError as error:
        assert error.problems and all(one.line >= 1 for one in error.problems)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_value_in_place_of_another_does_more_than_be_refused(data: st.DataObject):
    lines = [i for i, line in enumerate(TEMPLATE.splitlines()) if ": " in line and not line.lstrip().startswith("#")]
    text = TEMPLATE.splitlines()
    for i in data.draw(st.sets(st.sampled_from(lines), min_size=1, max_size=4)):
        text[i] = text[i].partition(": ")[0] + ": " + data.draw(PIECES)
    try:
        assert load_text("\n".join(text)).name
    except ScenarioError as error:
        assert error.problems and all(one.line >= 1 for one in error.problems)
