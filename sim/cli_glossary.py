"""`parley glossary`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.cli import OK
from sim.printing import Format

if TYPE_CHECKING:
    from sim.glossary import Entry


def glossary(*word: str, format: Format = "table") -> int:
    """Say what the model's words mean, or one of them, in plain sentences.

    Parameters
    ----------
    word
        A word, e.g. blowback or red line [default: all of them]
    format
        How it is printed
    """
    from sim.glossary import entries, look_up

    found = [look_up(" ".join(word))] if word else list(entries())
    if format == "table":
        _tell(found, alone=bool(word))
    else:
        _write(found, format)
    return OK


def _write(found: list[Entry], format: Format) -> None:
    from sim import printing
    from sim.words import Table

    if format == "json":
        printing.tell([json.dumps([asdict(entry) for entry in found], indent=1, ensure_ascii=False)])
        return
    head = ("word", "meaning", "where", "the field's term", "others say")
    rows = [(e.word, e.plain, e.where, e.field, ", ".join(e.also)) for e in found]
    printing.show_table(Table("Words", head, rows), format)


def _tell(found: list[Entry], *, alone: bool) -> None:
    from sim.printing import tell

    group = found[0].group if alone else ""
    for entry in found:
        if entry.group != group:
            group = entry.group
            tell([group.upper(), ""])
        tell([entry.word, *(f"  {line}" for line in _lines(entry)), ""])


def _lines(entry: Entry) -> list[str]:
    from textwrap import wrap

    lines = [*wrap(entry.plain.replace("`", ""), 100), f"where: {entry.where}".replace("`", "")]
    lines += [f"in the field: {entry.field}"] if entry.field else []
    return lines + ([f"others say: {', '.join(entry.also)}"] if entry.also else [])
