"""A model and its rivals in the scales: mean scores, skill and sizes of any questions taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.backtest.folds import Forecast
from sim.backtest.questions import Array, Mask, Question
from sim.backtest.resampling import Scored, Skill, draws_of_wars, pooled
from sim.backtest.scores import brier, log_score, ranked_probability, skill

SCORES = {"brier": brier, "log": log_score, "rps": ranked_probability}
Scores = Mapping[str, Array]  # by name of a score, (N,) of the rows of a question; no rps where classes have no order


@dataclass(frozen=True, eq=False)
class Weighing:
    """Q questions with the scores of the model, and of each rival by name, in the order of the questions."""

    questions: Sequence[Question]
    model: Sequence[Scores]
    rivals: Mapping[str, Sequence[Scores]]

    @classmethod
    def of(
        cls, questions: Sequence[Question], model: Sequence[Forecast], rivals: Mapping[str, Sequence[Forecast]]
    ) -> Weighing:
        """From forecasts that were made out of sample."""
        scores = {name: [_scores(*pair) for pair in zip(questions, each, strict=True)] for name, each in rivals.items()}
        return cls(questions, [_scores(*pair) for pair in zip(questions, model, strict=True)], scores)

    def alone(self, i: int) -> Weighing:
        """One question by itself."""
        rivals = {name: [each[i]] for name, each in self.rivals.items()}
        return Weighing([self.questions[i]], [self.model[i]], rivals)

    def among(self, cases: Mask) -> Weighing:
        """The same forecasts, weighed on some cases (C,) alone."""
        return replace(self, questions=[one.seen_only(cases[one.case]) for one in self.questions])

    def plain(self, rng: np.random.Generator, draws: int) -> dict[str, Any]:
        """Mean scores, skill with its draws over wars, and how many rows, cases and wars they rest on.

        Each question weighs the same. Intervals belong to the Brier skill; those of the others are values alone.
        """
        score, weights = means(self.questions, self.model), draws_of_wars(max(1, len(self.wars)), rng, draws)
        rivals = {name: means(self.questions, each) for name, each in self.rivals.items()}
        skills = {}
        for name, each in self.rivals.items():
            others = {kind: _saved(score[kind], rivals[name][kind]) for kind in ("log", "rps")}
            skills[name] = {**self.skill(each, weights).plain(), **others}
        return {"score": score, "baselines": rivals, "skill": skills, **self._sizes()}

    @property
    def wars(self) -> list[int]:
        """Every war of which any row was seen, in order."""
        return sorted(set().union(*(one.war[one.seen].tolist() for one in self.questions)))

    def skill(self, rival: Sequence[Scores], weights: Array) -> Skill:
        """Brier skill against a rival, with its draws over the wars: how often each counts in a draw (B, W)."""
        scored: list[Scored] = [
            (replace(one, war=np.searchsorted(self.wars, one.war)), mine["brier"], theirs["brier"])
            for one, mine, theirs in zip(self.questions, self.model, rival, strict=True)
        ]
        return pooled(scored, weights)

    def _sizes(self) -> dict[str, int]:
        """Rows, cases and wars of which an outcome was seen."""
        cases = set().union(*(one.case[one.seen].tolist() for one in self.questions))
        rows = sum(int(one.seen.sum()) for one in self.questions)
        return {"n_rows": rows, "n_cases": len(cases), "n_wars": len(self.wars)}


def means(questions: Sequence[Question], scores: Sequence[Scores]) -> dict[str, float | None]:
    """By name of a score: mean over the questions that have it of the mean of their rows seen; none where none has."""
    return {kind: _mean([_mean(rows[one.seen]) for one, rows in _having(kind, questions, scores)]) for kind in SCORES}


def _having(kind: str, questions: Sequence[Question], scores: Sequence[Scores]) -> list[tuple[Question, Array]]:
    pairs = zip(questions, scores, strict=True)
    return [(one, rows[kind]) for one, rows in pairs if kind in rows and one.seen.any()]


def _scores(question: Question, said: Forecast) -> Scores:
    """Scores of every row; those of a row that was not seen mean nothing and are left out of every mean."""
    kinds = [kind for kind in SCORES if kind != "rps" or question.ordered]
    return {kind: SCORES[kind](said.shares, np.maximum(question.observed, 0), said.futures) for kind in kinds}


def _mean(values: Any) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _saved(mine: float | None, theirs: float | None) -> float | None:
    found = float("nan") if mine is None or theirs is None else skill(mine, theirs)
    return found if np.isfinite(found) else None
