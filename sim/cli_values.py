"""Values on the command line: what they may be, and what is said where they are not."""

from __future__ import annotations

from collections.abc import Sequence

from cyclopts import Token


def a_whole_number(_: type, tokens: Sequence[Token]) -> int:
    """A whole number as it was written: 1.5 is none, and is not cut to 1."""
    words = tokens[0].value
    try:
        return int(words.replace(",", ""))
    except ValueError:
        raise ValueError(f"found {words}, expected a whole number") from None


def a_seed(_: type, tokens: Sequence[Token]) -> int | str:
    """A whole number, or the word for one that chance chooses."""
    words = tokens[0].value
    try:
        return words if words == "fresh" else int(words)
    except ValueError:
        raise ValueError(f"found {words}, expected a whole number, or `fresh`") from None


def is_a_seed(_: type, seed: int | str) -> None:
    """Whether it fits into 64 bits."""
    if isinstance(seed, int) and not 0 <= seed < 2**64:
        raise ValueError(f"a seed is 0 or more and below 2**64, or `fresh`; found {seed}")


def a_span(_: type, tokens: Sequence[Token]) -> tuple[int, int]:
    """FIRST:COUNT, replications in a row."""
    words = tokens[0].value
    try:
        first, count = (int(part) for part in words.replace(",", "").split(":"))
    except ValueError:
        first, count = -1, 0
    if first < 0 or count < 1:
        raise ValueError(f"found {words}, expected FIRST:COUNT, e.g. 4096:100 for 100 futures from number 4096 on")
    return first, count
