"""The model's words: one source for the command line, the page of documents and the help texts."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from sim.cli import COMMANDS, main
from sim.glossary import NoSuchWordError, as_markdown, entries, look_up
from sim.record import ANSWERS, CLASSES

DOCUMENT = Path(__file__).parents[1] / "docs" / "glossary.md"
ASKED_FOR = """actor; issue; level; terms; package; demand; red line; type; resolve; belief; card; leverage; blowback;
    audience cost; blame; clock; spell; answer; outcome class; stake; replication; share; sampling interval;
    assumptions interval; paired; common random numbers; salience; future; run; variant; judgement; hindsight"""
# What others say for one of our words, and what no help text says. Words that also have a plain meaning may stand.
NEVER_IN_HELP = {"player", "stakeholder", "trajectory", "iteration", "utility", "payoff", "sample path", "ensemble"}


def printed(*words: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(list(words)) == 0
    return out.getvalue()


def test_the_page_of_words_is_written_from_the_one_source():
    assert DOCUMENT.read_text("utf-8") == as_markdown(), "python -m sim.glossary > docs/glossary.md"


def test_every_word_is_explained_in_one_or_two_plain_sentences():
    for entry in entries():
        assert entry.plain.endswith(".") and 1 <= len(re.findall(r"[.?!](?:\s|$)", entry.plain)) <= 3, entry.word
        assert len(entry.plain) < 240 and entry.where, entry.word


def test_a_term_of_the_field_has_its_author_and_year():
    named = [entry for entry in entries() if entry.field]
    assert len(named) > 20
    assert not [entry.field for entry in named if not re.search(r"\(.*[A-Z].* (et al\. )?\d{4}.*\)", entry.field)]


@pytest.mark.parametrize("word", [*re.split(r";\s+", ASKED_FOR), *CLASSES, *ANSWERS])
def test_the_words_of_the_model_and_the_codes_of_files_are_there(word: str):
    assert look_up(word).plain


@pytest.mark.parametrize("word", ["red line", "Red-Line", "red_lines", "RED LINES"])
def test_a_word_is_found_however_it_is_written(word: str):
    assert look_up(word).word == "red line"


def test_a_misspelt_word_is_answered_with_the_nearest(capsys):
    with pytest.raises(NoSuchWordError, match="blowback"):
        look_up("blowbak")
    assert main(["glossary", "blowbak"]) == 1
    assert 'did you mean "blowback"?' in capsys.readouterr().err


def test_one_word_is_told_with_where_it_is_met_and_what_the_field_calls_it():
    told = printed("glossary", "sampling", "interval")
    assert look_up("sampling interval").plain.split()[0] in told
    assert "Wilson 1927" in told and "others say: confidence interval" in told


def test_the_whole_glossary_is_printed_in_groups():
    told = printed("glossary")
    assert all(f"\n{entry.word}\n" in told for entry in entries()[1:])
    assert "THE SCENARIO" in told


def test_no_word_and_no_other_name_stands_for_two_things():
    names = [name.lower() for entry in entries() for name in (entry.word, *entry.also)]
    assert not {name for name in names if names.count(name) > 1}


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), ["runs", "forecast"], ["runs", "observe"]])
def test_help_speaks_the_words_of_the_glossary(command: list[str]):
    told = printed(*command, "--help").lower()
    others = {name.lower() for entry in entries() for name in entry.also}
    assert others >= NEVER_IN_HELP, "these are other people's words for ours"
    assert not {word for word in NEVER_IN_HELP if re.search(rf"\b{word}s?\b", told)}
