"""The model's words, each in one or two plain sentences: read from `sim/glossary.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

HEAD = """# Words

What parley's words mean, in the order in which a reader meets them. `parley glossary WORD` prints one of them.
This page is written from `sim/glossary.yaml` by `python -m sim.glossary > docs/glossary.md`; change the words there.
"""


class NoSuchWordError(ValueError):
    """The glossary has no such word; the message names the nearest."""


@dataclass(frozen=True)
class Entry:
    """One word: what it means in plain words, where one meets it, what the field and others call it."""

    word: str
    group: str
    plain: str
    where: str
    field: str = ""
    also: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """All words, in reading order."""
    import yaml  # loads slowly

    groups = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return tuple(
        Entry(word, group, facts["plain"], facts["where"], facts.get("field", ""), tuple(facts.get("also", ())))
        for group, words in groups.items()
        for word, facts in words.items()
    )


def look_up(word: str) -> Entry:
    """The entry of a word, or of what others call it. NoSuchWordError with the nearest.

    >>> look_up("Red Line").word, look_up("player").word
    ('red line', 'actor')
    """
    known = {_bare(name): entry for entry in reversed(entries()) for name in (*entry.also, entry.word)}
    asked = _bare(word)
    for name in (asked, asked.removesuffix("s")):
        if name in known:
            return known[name]
    near = get_close_matches(asked, known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else "`parley glossary` lists all words"
    raise NoSuchWordError(f'the glossary has no "{word}"; {hint}')


def _bare(word: str) -> str:
    """A word without what people write differently: capitals, hyphens, underscores, commas, quotation marks."""
    return " ".join(word.lower().translate(str.maketrans("_-", "  ", ",\"'")).split())


def plain(word: str) -> str:
    """What a word means, for help beside it."""
    return look_up(word).plain


def as_markdown() -> str:
    """The whole glossary, as docs/glossary.md holds it."""
    groups = dict.fromkeys(entry.group for entry in entries())
    return HEAD + "".join(f"\n## {group}\n\n{_rows(group)}" for group in groups)


def _rows(group: str) -> str:
    head = "| word | meaning | where | the field's term | others say |\n|---|---|---|---|---|\n"
    cells = ((e.word, e.plain, e.where, e.field, ", ".join(e.also)) for e in entries() if e.group == group)
    return head + "".join(f"| **{word}** | " + " | ".join(rest) + " |\n" for word, *rest in cells)


if __name__ == "__main__":
    import sys

    sys.stdout.write(as_markdown())
