"""The whole verdict on a model: scores out of sample, skill against its rivals, reliability, every single forecast."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.backtest.folds import Forecast, Forecaster, held_out
from sim.backtest.questions import Mask, Question
from sim.backtest.reliability import TRIALS, reliability
from sim.backtest.resampling import DRAWS
from sim.backtest.weighing import Weighing


def verdict(
    questions: Sequence[Question],
    model: Forecaster,
    baselines: Mapping[str, Forecaster],
    *,
    seed: int,
    masks: Mapping[str, Mask] | None = None,
    draws: int = DRAWS,
    trials: int = TRIALS,
) -> dict[str, Any]:
    """What a model and its rivals say of every war without having seen it, weighed; see `weighed`."""
    rivals = {name: held_out(questions, each) for name, each in baselines.items()}
    return weighed(questions, held_out(questions, model), rivals, seed=seed, masks=masks, draws=draws, trials=trials)


def weighed(
    questions: Sequence[Question],
    model: Sequence[Forecast],
    baselines: Mapping[str, Sequence[Forecast]],
    *,
    seed: int,
    masks: Mapping[str, Mask] | None = None,
    draws: int = DRAWS,
    trials: int = TRIALS,
) -> dict[str, Any]:
    """The verdict on forecasts that were made out of sample, in the order of the questions; numbers that JSON can hold.

    outcomes: by question, what `Weighing.plain` says, rows not seen, reliability, and every row's forecast.
    pooled: every question weighs the same. subsets: by name of a mask, pooled and by question, the same forecasts
    weighed on the cases that it marks (`with`) and on all others (`without`).
    masks: by name, (C,) whether a case is marked. draws: of wars, for intervals of skill. trials: of outcomes, for the
    band of calibration error. Luck goes by the name of what it is for: another question or mask changes no number.
    """
    scales = Weighing.of(questions, model, baselines)
    outcomes = {
        one.name: {
            **scales.alone(i).plain(luck(seed, "wars", one.name), draws),
            "not_seen": int((~one.seen).sum()),
            "reliability": reliability([one], [said], luck(seed, "outcomes", one.name), trials),
            "predictions": _predictions(one, said),
        }
        for i, (one, said) in enumerate(zip(questions, model, strict=True))
    }
    whole = {
        **scales.plain(luck(seed, "wars"), draws),
        "reliability": reliability(questions, model, luck(seed, "outcomes"), trials),
    }
    return {"outcomes": outcomes, "pooled": whole, "subsets": _subsets(scales, masks or {}, seed, draws)}


def _subsets(scales: Weighing, masks: Mapping[str, Mask], seed: int, draws: int) -> dict[str, Any]:
    return {
        name: {word: _subset(scales.among(cases), seed, draws) for word, cases in (("with", mask), ("without", ~mask))}
        for name, mask in masks.items()
    }


def _subset(scales: Weighing, seed: int, draws: int) -> dict[str, Any]:
    names = [one.name for one in scales.questions]
    each = {name: scales.alone(i).plain(luck(seed, "wars", name), draws) for i, name in enumerate(names)}
    return {"outcomes": each, "pooled": scales.plain(luck(seed, "wars"), draws)}


def luck(seed: int, *names: str) -> np.random.Generator:
    """A stream of its own for each name."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def _predictions(question: Question, said: Forecast) -> list[dict[str, Any]]:
    """Every row: index of its case and war, what was seen (or null), shares by class, futures behind them (or null)."""
    named = [*question.classes, None]  # the last is what NOT_SEEN points to
    rows = zip(question.case, question.war, question.observed, said.shares, said.futures, strict=True)
    return [
        {
            "case": int(case),
            "war": int(war),
            "observed": named[seen],
            "shares": dict(zip(question.classes, shares.tolist(), strict=True)),
            "futures": float(futures) if np.isfinite(futures) else None,
        }
        for case, war, seen, shares, futures in rows
    ]
