"""A case file from a row of codes: ten lines that extend the template."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.backtest.cases import rows_of
from sim.problems import Place, ScenarioError, problem, suggest
from sim.shelf import TEMPLATE

HARD = "\N{NO-BREAK SPACE}"
KNOWN = ("recall", "judgement")  # sources that need no entry of their own


def case_text(name: str, codes: Path, template: Path) -> str:
    """The text of the case `name`: its codes from a table, what is known of the offer from `episodes.csv` beside it.

    Raises ScenarioError where a row or a column is missing. What a step may be is checked when the case is read.
    """
    from sim.load import read_once

    book = read_once(template).root.child("codes")
    asked = [] if book is None else [str(code) for code, _ in book.children()]
    row, episode = _row(codes, name), _row(codes.with_name("episodes.csv"), name)
    missing = [key for key in (*asked, "source", "confidence") if key not in row]
    if missing:
        message = f"no column {', '.join(missing)}; expected id, {', '.join(asked)}, confidence, source"
        raise ScenarioError([problem(Place(str(codes), 1, 1), message)])
    return _text(row, episode, asked)


def _row(table: Path, name: str) -> Mapping[str, str]:
    rows = rows_of(table)
    if name not in rows:
        raise ScenarioError([problem(Place(str(table)), f"no row with the id {name!r}; {suggest(name, list(rows))}")])
    return rows[name]


def _text(row: Mapping[str, str], episode: Mapping[str, str], asked: Sequence[str]) -> str:
    steps = _folded(", ".join(f"{code}:{HARD}{row[code]}" for code in asked), 105)
    slug, label = _source(row["source"])
    labels = {"actors.a": episode["side_a"], "actors.b": episode["side_b"], "actors.third": episode["mediator"]}
    lines = [
        f"extends: {TEMPLATE}.yaml",
        f"name: {_quoted(episode['title'])}",
        f"as_of: {episode['date']}",
        "coded:",
        f"  source: {slug}",
        f"  confidence: {row['confidence']}",
        f"  steps: {{{steps}}}",
        "set:",
        *(f"  {path}.label: {_quoted(word)}" for path, word in labels.items() if word not in ("", "none")),
        f"  packages.offer.label: {_folded(_quoted(episode['offer']), 90)}",
        *([] if label is None else [f"  sources.{slug}: {{title: {_folded(_quoted(label), 90)}}}"]),
    ]
    return "\n".join(lines) + "\n"


def _source(words: str) -> tuple[str, str | None]:
    """The key of a source, and its title where it needs an entry of its own."""
    if words in KNOWN:
        return words, None
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-"), words


def _folded(text: str, width: int) -> str:
    """Text over several lines, which YAML reads as one; hard spaces stay within a line."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "\n    ".join(lines).replace(HARD, " ")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
