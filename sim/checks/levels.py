"""Issues and their levels."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from sim.checks.draft import Draft
from sim.problems import Finding
from sim.scenario import Level

MOST_TEXTS = 2_000  # with `candidates: all` each of them is weighed every week
_NEUTRAL = {
    "halts_front": False, "open_front": 1, "cost_saved": 0, "rearmament": 1, "hazard": 0, "hazard_multiplier": 1,
    "void_on_breach": False, "violation": 0, "line": None, "duration": None, "renewal": 0,
}  # fmt: skip


def labels(draft: Draft) -> Iterator[Finding]:
    """No two levels of an issue are called the same."""
    for issue, block in draft.scenario.issues.items():
        seen: dict[str, int] = {}
        for i, level in enumerate(block.levels):
            first = seen.setdefault(level.label, i)
            if first != i:
                message = f"levels {first} and {i} of {issue} are both called {level.label!r}; name them apart"
                yield Finding(("issues", issue, "levels", i, "label"), message)


def status_quo(draft: Draft) -> Iterator[Finding]:
    """The status quo does nothing: it is what the war is measured against."""
    for issue, block in draft.scenario.issues.items():
        start = draft.status_quo(issue)
        if start is None:
            continue
        for key in _does(block.levels[start]):
            message = f"status quo of {issue}, {block.levels[start].label!r}, has {key}, and must do nothing"
            way_out = "move the effect to another level, or name another status_quo"
            yield Finding(("issues", issue, "levels", start, key), f"{message}; {way_out}", at_key=True)


def _does(level: Level) -> Iterator[str]:
    for key, neutral in _NEUTRAL.items():
        given = getattr(level, key)
        for one in given.values() if isinstance(given, dict) else (given,):
            if any(end != neutral for end in getattr(one, "ends", (one,))):
                yield key
                break


def combinations(draft: Draft) -> Iterator[Finding]:
    """`never` speaks of other issues and spares the status quo; `candidates: all` stays countable."""
    issues = draft.scenario.issues
    for issue, block in issues.items():
        for i, level in enumerate(block.levels):
            if issue in level.never:
                message = f"`never` of {issue} names {issue} itself; name other issues"
                yield Finding(("issues", issue, "levels", i, "never", issue), message, at_key=True)
    if forbidden := broken(draft, {}):
        path, first, second = forbidden
        message = f"`never` forbids the status quo: it joins {first} with {second}; take this out"
        yield Finding(path, message, at_key=True)
    texts = prod(len(block.levels) for block in issues.values())
    if draft.scenario.rules.candidates == "all" and texts > MOST_TEXTS:
        message = f"`candidates: all` would weigh {texts:,} texts, expected at most {MOST_TEXTS:,}"
        yield Finding(("rules", "candidates"), f"{message}; use near, or fewer issues or levels")


def broken(draft: Draft, written: dict[str, int]) -> tuple[tuple[str | int, ...], str, str] | None:
    """The first `never` that terms break, as its path and the two levels; silent issues are at the status quo."""
    issues = draft.scenario.issues
    at = {issue: written.get(issue, draft.status_quo(issue)) for issue in issues}
    for issue, block in issues.items():
        here = at[issue]
        for other, names in block.levels[here].never.items() if here is not None else ():
            there = at.get(other)
            listed = names if isinstance(names, list) else [names]
            if there is not None and other != issue and there in [draft.level(other, name) for name in listed]:
                path = ("issues", issue, "levels", here or 0, "never", other)
                first, second = block.levels[here or 0].label, issues[other].levels[there].label
                return path, f"{issue} {first!r}", f"{other} {second!r}"
    return None


def deliverers(draft: Draft) -> Iterator[Finding]:
    """No more than the whole of an issue is delivered by others."""
    for issue, block in draft.scenario.issues.items():
        total = sum(part.share.ends[1] for part in block.deliverers.values())
        if total > 1 + 1e-9:
            message = f"shares of the deliverers of {issue} reach {total:.3f}, expected at most 1; lower them"
            yield Finding(("issues", issue, "deliverers"), message, at_key=True)
