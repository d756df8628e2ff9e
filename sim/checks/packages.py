"""Packages, the opening and the forecasting questions."""

from __future__ import annotations

from collections.abc import Iterator

from sim.checks.draft import Draft
from sim.checks.levels import broken
from sim.problems import Finding


def promises(draft: Draft) -> Iterator[Finding]:
    """No package joins levels that may never be combined."""
    for name, package in draft.scenario.packages.items():
        if broken(draft, {}):
            return  # reported where it stands; every package would break it too
        levels = {issue: draft.level(issue, level) for issue, level in package.terms.items()}
        if forbidden := broken(draft, {issue: level for issue, level in levels.items() if level is not None}):
            _, first, second = forbidden
            message = f"package {name} joins {first} with {second}, which `never` forbids; change one of the two"
            yield Finding(("packages", name, "terms"), message, at_key=True)


def opening(draft: Draft) -> Iterator[Finding]:
    """The opening package offers something."""
    name = draft.scenario.opening.package
    package = draft.scenario.packages.get(name)
    if package is None or not package.terms.keys() <= draft.scenario.issues.keys():
        return
    if draft.holds_at_start(package.terms):
        message = f"opening package {name} is the status quo; open with terms that change something"
        yield Finding(("opening", "package"), message)


def questions(draft: Draft) -> Iterator[Finding]:
    """A forecasting question is settled before the scenario ends."""
    horizon = draft.scenario.horizon_weeks
    for name, asked in draft.scenario.resolve.items():
        if asked.announced_by_week > horizon:
            message = f"found week {asked.announced_by_week}, but the scenario ends in week {horizon}"
            yield Finding(("resolve", name, "announced_by_week"), f"{message}; lengthen horizon_weeks")
