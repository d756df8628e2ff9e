"""One future told to a reader: events, cards, texts, answers with what each was worth, and what is believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.manifest import RunError
from sim.record import ANSWERS, CLASSES
from sim.scenario import Scenario
from sim.trace import Note, trace

SAID = {"accept": '"yes"', "conditional": '"yes, but"', "reject": '"no"'}
OUTCOME = {
    "military_end": "Arms have decided.",
    "collapsed": "The terms in force have collapsed.",
    "full_ceasefire": "A full ceasefire holds.",
    "partial_ceasefire": "A partial ceasefire holds.",
    "talks_ended": "Talks have ended; the war goes on.",
    "conditional": 'Talks go on; a "yes, but" stands.',
    "rejected": "Talks go on; nobody has said yes, but.",
}
LEAST_CHANCE = 0.005  # options of a hand that are rarer than this are not told


@dataclass(frozen=True)
class Told:
    """One future: its number under the seed, its weeks, and whether they equal the saved ones (none: nothing saved)."""

    scenario: Scenario
    seed: int
    replication: int
    notes: list[Note]
    why_this: str
    same_as_saved: bool | None

    def as_json(self) -> dict[str, Any]:
        """The same, for machines."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replication": self.replication,
            "why_this": self.why_this,
            "same_as_saved": self.same_as_saved,
            "weeks": self.notes,
        }


def tell(
    run_or_scenario: str, *, replication: int | None = None, typical: str | None = None, runs_dir: Path | None = None
) -> Told:
    """One future of a saved run, or of a scenario at seed 0.

    replication: its number. typical: instead, the future closest to what most futures of an outcome class did, week by
    week. Neither: typical of the most frequent class. RunError where there is no such future.
    """
    from sim.load import load_scenario
    from sim.negotiation import simulate
    from sim.runs import find_run, list_runs

    if typical is not None and typical not in CLASSES:
        raise RunError(f'no outcome class "{typical}"; there are {", ".join(CLASSES)}')
    saved = {run.name for run in list_runs(runs_dir)}
    if (
        run_or_scenario in saved
        or Path(run_or_scenario, "manifest.json").is_file()
        or not _is_scenario(run_or_scenario)
    ):
        run = find_run(run_or_scenario, runs_dir).check()
        facts = run.manifest
        scenario, seed, weeks, fixed, count, per_draw = (
            run.scenario(),
            facts["seed"],
            facts["weeks"],
            facts["fixed"],
            facts["replications"],
            facts.get("per_draw", 1),
        )
        names = [f"class.{week:02d}" for week in range(weeks + 1)]
        columns = run.columns(names)
        classes: NDArray[Any] | None = np.stack([columns[name] for name in names], axis=1)
    else:
        scenario, seed, fixed, count, classes, per_draw = load_scenario(run_or_scenario), 0, False, None, None, 1
        weeks = scenario.horizon_weeks
    if replication is not None:
        if count is not None and not 0 <= replication < count:
            raise RunError(f"replication {replication} is not in this run; it holds 0 to {count - 1}")
        why = "the number asked for."
    else:
        seen = (
            simulate(scenario, seed=seed, count=500, weeks=weeks, fixed=fixed).classes if classes is None else classes
        )
        replication, why = typical_of(seen, typical)
    notes = trace(scenario, seed=seed, replication=replication, weeks=weeks, fixed=fixed, per_draw=per_draw)
    same = None
    if classes is not None:
        same = [CLASSES[c] for c in classes[replication]] == [note["outcome"]["class"] for note in notes]
    return Told(scenario, seed, replication, notes, why, same)


def _is_scenario(reference: str) -> bool:
    from sim.load import ScenarioError, locate

    try:
        locate(reference.split(":")[0])
    except ScenarioError:
        return False
    return True


def typical_of(classes: NDArray[Any], wanted: str | None) -> tuple[int, str]:
    """The future (row) of a class at the end whose weeks are most like those of its fellows, and why it was taken.

    classes: (R, W+1). The lowest number among equals.
    """
    last = classes[:, -1]
    counts = np.bincount(last, minlength=len(CLASSES))
    kind = int(counts.argmax()) if wanted is None else CLASSES.index(wanted)
    if counts[kind] == 0:
        there = ", ".join(CLASSES[k] for k in np.flatnonzero(counts))
        raise RunError(f'none of {len(last):,} futures ends as "{CLASSES[kind]}"; there are {there}')
    rows = np.flatnonzero(last == kind)
    shares = np.stack([(classes[rows] == k).mean(0) for k in range(len(CLASSES))])  # (7, W+1)
    likeness = shares[classes[rows], np.arange(classes.shape[1])].sum(1)
    return int(
        rows[likeness.argmax()]
    ), f"the most typical of the {len(rows):,} of {len(last):,} futures that end like this: {OUTCOME[CLASSES[kind]]}"


def explain(
    run_or_scenario: str, replication: int | None = None, typical: str | None = None, runs_dir: Path | None = None
) -> str:
    """One future as text."""
    return as_text(tell(run_or_scenario, replication=replication, typical=typical, runs_dir=runs_dir))


def as_text(told: Told) -> str:
    """The whole story."""
    head = [f"{told.scenario.name}: future {told.replication} under seed {told.seed}: {told.why_this}"]
    if told.same_as_saved is not None:
        head.append(
            "Every week ends as in the saved run."
            if told.same_as_saved
            else "Some weeks DIFFER from the saved run: it was made by another version."
        )
    head.append(
        "Worth is in units of the actor's stake: 1 is all that it wants. Chances are those of the model's own choices."
    )
    blocks = ["\n".join(head)]
    quiet: list[int] = []
    for note in told.notes:
        lines = Week(told.scenario, note).lines()
        if lines:
            blocks += [*_quiet(quiet), "\n".join(lines)]
            quiet = []
        else:
            quiet.append(note["week"])
    return "\n\n".join(blocks + _quiet(quiet)) + "\n"


def _quiet(weeks: list[int]) -> list[str]:
    if not weeks:
        return []
    return [f"Week {weeks[0]}: nothing new." if len(weeks) == 1 else f"Weeks {weeks[0]} to {weeks[-1]}: nothing new."]


class Week:
    """One week in words."""

    def __init__(self, scenario: Scenario, note: Note) -> None:
        self.scenario, self.note = scenario, note

    def lines(self) -> list[str]:
        """Lines of the week; none where nothing was new."""
        note = self.note
        body = [f"  Event: {event}." for event in note["events"]] + self._front() + self._cards() + self._proposal()
        for actor, answer in note["answers"].items():
            if answer["new"]:
                body += self._answer(actor, answer)
        body += self._hands()
        signed = note["outcome"]["signed"]
        if signed:
            body.append(f"  SIGNED: {self.text(signed)}.")
        if not body:
            return []
        day = dt.date.fromisoformat(note["date"])
        return [f"Week {note['week']} ({day.day} {day:%B %Y})", *body, f"  So: {OUTCOME[note['outcome']['class']]}"]

    def _front(self) -> list[str]:
        front, told = self.note.get("front", {}), []
        if front.get("arms_decided_for"):
            told.append(f"  Arms decide: {self.actor(front['arms_decided_for'])} wins.")
        for end, word in (("collapsed", "collapse"), ("lapsed", "run out and are not renewed")):
            if front.get(end):
                told.append(f"  The terms in force {word}: {self.text(front[end])}.")
        return told

    def _cards(self) -> list[str]:
        return [
            f"  {self.actor(deed['holder'])}: {self.scenario.cards[deed['card']].label}: {deed['did']}."
            for deed in self.note["cards"]
        ]

    def _proposal(self) -> list[str]:
        proposal = self.note["proposal"]
        if proposal is None or (not proposal["acted"] and self.note["week"] > 0):
            return []
        if self.note["week"] > 0 and proposal["text"] == proposal["before"]:
            return []
        pen = self.actor(self.scenario.opening.proposer)
        chosen = next(o for o in proposal["options"] if o["text"] == proposal["text"])
        lines = [f"  On the table, by {pen}: {self.text(proposal['text'])}."]
        others = [o for o in proposal["options"] if o["text"] != proposal["text"]]
        lines.append(f"    forecast: both sign with chance {chosen['both_sign']:.3f}; worth {chosen['worth']:+.4f}")
        if others and proposal["acted"]:
            other = others[0]
            text, both = self.text(other["text"], proposal["text"]), other["both_sign"]
            lines.append(f"    runner-up: {text}: both sign {both:.3f}, worth {other['worth']:+.4f}")
        return lines

    def _answer(self, actor: str, answer: Mapping[str, Any]) -> list[str]:
        worth, chances, parts = answer["worth"], answer["chances"], answer["parts"]
        asks = f", and asks: {self.text(answer['condition'], self._on_table())}" if answer["condition"] else ""
        lines = [f"  {self.actor(actor)} answers {SAID[answer['answer']]}{asks}."]
        ranked = sorted((name for name in ANSWERS if np.isfinite(worth[name])), key=lambda name: -chances[name])
        second = next((name for name in ranked if name != answer["answer"]), None)
        options = []
        for name in ranked:
            tag = " (given)" if name == answer["answer"] else " (runner-up)" if name == second else ""
            options.append(f"{SAID[name]} {worth[name]:+.4f}, chance {chances[name]:.3f}{tag}")
        lines.append("    worth: " + "; ".join(options))
        why = f"    a yes = terms ({parts['terms']:+.4f}) - going on ({parts['going_on']:+.4f})"
        if parts["red_lines"]:
            why += f" + red lines crossed ({parts['red_lines']:+.4f})"
        if parts["cards_lifted_by_yes"]:
            why += f" + cards that a yes lifts ({parts['cards_lifted_by_yes']:+.4f})"
        yes_but, no = (parts[f"cards_feared_after_{given}"] for given in ("yes_but", "no"))
        before, after = (float(np.dot(answer[k], answer["multipliers"])) for k in ("belief_before", "belief_after"))
        return [
            *lines,
            why,
            f"    cards feared if talks go on: {yes_but:+.4f} after a yes-but, {no:+.4f} after a no;"
            f" chance that the mediator adopts its condition, as believed: {parts['adoption']:.2f}",
            f"    its war costs it {answer['multiplier']:.2f} times the mean (private); the public believed"
            f" {before:.2f}, now {after:.2f}; blame was {answer['blame_before']:.3f}, now {answer['blame_after']:.3f}",
        ]

    def _on_table(self) -> dict[str, int] | None:
        proposal = self.note["proposal"]
        return proposal["text"] if proposal else None

    def _hands(self) -> list[str]:
        lines = []
        for hand in self.note["hands"]:
            told = [o for o in hand["options"] if o["chance"] >= LEAST_CHANCE]
            if told:
                target = f" towards {self.actor(hand['target'])}" if hand["target"] else " on its own account"
                options = "; ".join(
                    f"{o['way']} {self.scenario.cards[o['card']].label} {o['net']:+.4f}, chance {o['chance']:.3f}"
                    for o in sorted(told, key=lambda o: -o["chance"])[:3]
                )
                lines.append(f"  {self.actor(hand['holder'])} weighs cards{target} for next week: {options}")
        return lines

    def actor(self, name: str) -> str:
        """Label of an actor."""
        return self.scenario.actors[name].label

    def text(self, levels: Mapping[str, int], base: Mapping[str, int] | None = None) -> str:
        """Terms in words: the package they are, else what differs from a base text, a package or the status quo."""
        packages = {name: self.scenario.terms(name) for name in self.scenario.packages}
        for name, terms in packages.items():
            if dict(levels) == terms:
                return self.scenario.packages[name].label
        start, words = base, "as on the table, but "
        if start is None:
            name = min(packages, key=lambda p: sum(packages[p][k] != levels[k] for k in levels))
            start, words = packages[name], f"{self.scenario.packages[name].label}, but "
        changed = [k for k in levels if levels[k] != start[k]]
        if len(changed) > 4:
            quo = {k: self.scenario.level(k, issue.status_quo) for k, issue in self.scenario.issues.items()}
            changed, words = [k for k in levels if levels[k] != quo[k]], ""
        return words + ", ".join(
            f"{self.scenario.issues[k].label}: {self.scenario.issues[k].levels[levels[k]].label}" for k in changed
        )
