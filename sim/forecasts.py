"""A reader's own forecasts beside a run, and what happened afterwards: labels of the run, and their Brier scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from sim.experiment import outcome as outcome_of
from sim.manifest import RunError
from sim.outcomes import Outcome
from sim.phrases import phrase
from sim.runs import Run
from sim.summary import wilson
from sim.words import Table, briefly, interval

OWN = "own forecast"
HAPPENED = {"yes": True, "no": False}


@dataclass(frozen=True)
class Row:
    """One outcome: the model's share with its sampling interval, forecasts by name, and what happened, if known."""

    outcome: Outcome
    words: str
    share: float | None
    ends: tuple[float, float] | None
    forecasts: dict[str, float]
    late: frozenset[str]  # forecasters who wrote down theirs after it was known
    observed: bool | None = None
    source: str = ""


def forecast(run: Run, *words: str, by: str = OWN, note: str = "") -> Run:
    """Write each `outcome=share` beside a run, all of them or none; `outcome=none` takes one's own away again.

    OutcomeError or RunError, with the way out, where it is no outcome of this run or no share.
    """
    kept = {(one["outcome"], one["by"]): one for one in run.manifest.get("forecasts", [])}
    for name, given in _each(run, words, "0.2"):
        kept.pop((name, by), None)
        if given != "none":
            made = {"outcome": name, "share": _share(given, name), "by": by, "note": note, "at": _now()}
            kept[name, by] = made
    return run.label(forecasts=list(kept.values()))


def observe(run: Run, *words: str, source: str) -> Run:
    """Attach what happened, each `outcome=yes` or `outcome=no`, with its source; `outcome=none` takes it away again."""
    known = dict(run.manifest.get("observed") or {})
    for name, given in _each(run, words, "no"):
        known.pop(name, None)
        if given == "none":
            continue
        if given not in HAPPENED:
            raise RunError(f"found {name}={given}, expected {name}=yes or {name}=no")
        if not source.strip():
            raise RunError("say where it was read: --source 'newspaper, date'")
        known[name] = {"happened": HAPPENED[given], "source": source, "at": _now()}
    return run.label(observed=known)


def rows(run: Run, *, observed: bool = False) -> list[Row]:
    """Outcomes that somebody has forecast, in the order of writing; with `observed` also those known by now."""
    facts, scenario = run.manifest, run.scenario()
    made, known = facts.get("forecasts", []), (facts.get("observed") or {}) if observed else {}
    names = list(dict.fromkeys([*(one["outcome"] for one in made), *known]))
    columns = run.columns() if names else {}
    found = []
    for name in names:
        asked, happened = outcome_of(scenario, name), known.get(name)
        mine = [one for one in made if one["outcome"] == name]
        seen = asked.of(columns, scenario.resolve)
        seen = seen[~np.isnan(seen)]
        found.append(
            Row(
                asked, phrase(asked, scenario), float(seen.mean()) if len(seen) else None,
                wilson(float(seen.sum()), len(seen)), {one["by"]: one["share"] for one in mine},
                frozenset(one["by"] for one in mine if happened and one["at"] >= happened["at"]),
                happened["happened"] if happened else None, happened["source"] if happened else "",
            )
        )  # fmt: skip
    return found


def brier(share: float, happened: bool) -> float:
    """Squared distance between a forecast and what happened (Brier 1950).

    >>> brier(0.2, False), brier(1.0, False)
    (0.04000000000000001, 1.0)
    """
    return (share - happened) ** 2


def table(found: Sequence[Row]) -> Table:
    """Forecasts beside the model's shares, of 100; with Brier scores where it is known what happened."""
    people = list(dict.fromkeys(by for row in found for by in row.forecasts))
    known = any(row.observed is not None for row in found)
    head = ("Of 100 futures", "the model", *people, *(("what happened", "source") if known else ()))
    body = [(row.words, _of_100(row), *(_told(row, by) for by in people), *_after(row, known)) for row in found]
    if known:
        body.append(("Brier score (0 is perfect, .25 is a coin)", *_scores(found, people), "", ""))
    return Table("Forecasts, written down beside the run", head, body)


def as_json(found: Sequence[Row]) -> list[dict[str, Any]]:
    """The same for machines; null for what is not known or not asked for."""
    return [
        {"outcome": row.outcome.name, "share": row.share, "interval": row.ends, "forecasts": row.forecasts}
        | {"happened": row.observed, "source": row.source or None}
        for row in found
    ]


def _scores(found: Sequence[Row], people: Sequence[str]) -> list[str]:
    """Mean scores of the model and of each person; forecasts written down too late do not count."""
    scored: dict[str | None, list[float]] = {name: [] for name in (None, *people)}
    for row in found:
        if row.observed is None:
            continue
        if row.share is not None:
            scored[None].append(brier(row.share, row.observed))
        for by in row.forecasts.keys() - row.late:
            scored[by].append(brier(row.forecasts[by], row.observed))
    return [f"{np.mean(one):.2f} ({len(one)} outcome{'s' * (len(one) > 1)})" if one else "" for one in scored.values()]


def _of_100(row: Row) -> str:
    return "cannot be seen" if row.share is None else f"{briefly(row.share)} ({interval(row.ends)})"


def _told(row: Row, by: str) -> str:
    share = row.forecasts.get(by)
    return "" if share is None else f"{100 * share:.4g}" + (" (after it was known)" if by in row.late else "")


def _after(row: Row, known: bool) -> tuple[str, ...]:
    if not known:
        return ()
    return ("" if row.observed is None else "yes" if row.observed else "no", row.source)


def _each(run: Run, words: Sequence[str], example: str) -> Iterator[tuple[str, str]]:
    """Names of outcomes, checked, and what is said of each."""
    for one in words:
        name, _, given = one.partition("=")
        if not given.strip():
            raise RunError(f"found {one}, expected outcome={example}, e.g. signed_full@13={example}")
        yield _checked(run, name.strip()).name, given.strip().lower()


def _share(given: str, name: str) -> float:
    try:
        share = float(given)
    except ValueError:
        raise RunError(f"found {name}={given}, expected a share from 0 to 1, e.g. {name}=0.2") from None
    if not 0 <= share <= 1:
        hint = f"; {given} of 100 is {name}={share / 100:g}" if 1 < share <= 100 else f", e.g. {name}=0.2"
        raise RunError(f"found {name}={given}, expected a share from 0 to 1{hint}")
    return share


def _checked(run: Run, name: str) -> Outcome:
    asked, last = outcome_of(run.scenario(), name), run.manifest["weeks"]
    if asked.week is not None and asked.week > last:
        raise RunError(f"found {name}: {run.name} ends with week {last}; ask for that or an earlier one")
    return asked


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
