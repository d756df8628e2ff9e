"""What an unquoted word of a scenario file means."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

MAX_DIGITS = 60  # characters of a number
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = {word: value for value, words in {
    None: ("", "~", "null", "Null", "NULL"), True: ("true", "True", "TRUE"), False: ("false", "False", "FALSE")
}.items() for word in words}  # fmt: skip


def scalar(text: str) -> Any:
    """What an unquoted word means by the core schema of YAML 1.2, and dates; ValueError says what is wrong.

    >>> [scalar(word) for word in ("no", "1e3", "012", "0o17", "1_000", "~")]
    ['no', 1000.0, 12, 15, '1_000', None]
    """
    if text in _WORDS:
        return _WORDS[text]
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"found {text}, which no calendar has; write year-month-day") from None
    if text[0] not in "+-.0123456789":
        return text
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", ""))
    for pattern, read in ((_INT, int), (_BASED, lambda t: int(t, 0)), (_FLOAT, float)):
        if pattern.fullmatch(text):
            if len(text) > MAX_DIGITS:
                raise ValueError(f"found a number of {len(text)} characters, expected at most {MAX_DIGITS}; "
                                 "shorten it, or put it in quotes if it is text")  # fmt: skip
            return read(text)
    return text
