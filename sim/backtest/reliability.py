"""Do things that are given a share of p happen in a share p of cases? And how much of the gap would chance make?

A forecast of K classes is read as K forecasts "it will be this one" (classwise: Kull et al. 2019), of two classes as
one forecast of the higher. P pairs of a share and whether it happened, from any number of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.backtest.folds import Forecast
from sim.backtest.questions import Array, Question, Whole
from sim.summary import wilson

BINS = 10  # of equal width, the usual choice (Naeini, Cooper & Hauskrecht 2015)
TRIALS = 2_000


def reliability(
    questions: Sequence[Question], forecasts: Sequence[Forecast], rng: np.random.Generator, trials: int = TRIALS
) -> dict[str, Any]:
    """Diagram, calibration error beside what chance would make of it, sharpness, and Murphy's parts, as plain numbers.

    calibration_error: mean over rows of |share - how often it happened| in bins of the share (Naeini et al. 2015).
    by_chance: the same error where outcomes are drawn from the forecasts themselves (consistency resampling, Bröcker &
    Smith 2007): mean and middle 80 and 90 %, and the share of such draws that err as much as the model or more.
    """
    kept = [(one, said.shares[one.seen]) for one, said in zip(questions, forecasts, strict=True)]
    said = _joined([_shares(shares) for _, shares in kept])
    happened = _joined([_happened(one.observed[one.seen], len(one.classes)) for one, _ in kept])
    if not said.size:
        return {"pairs": 0}
    drawn = np.stack([_joined([_happened(_drawn(rng, s), s.shape[1]) for _, s in kept]) for _ in range(trials)])
    errors = _errors(said, drawn)
    error = float(_errors(said, happened[None])[0])
    return {
        "pairs": said.size,
        "bins": _bins(said, happened, drawn),
        "calibration_error": error,
        "by_chance": {
            "mean": float(errors.mean()),
            "interval_80": _ends(errors, 80),
            "interval_90": _ends(errors, 90),
            "as_much": float((errors >= error - 1e-12).mean()),
        },
        "sharpness": {"variance": float(said.var()), "entropy": _mean_entropy([shares for _, shares in kept])},
        "parts": _parts(said, happened),
    }


def _shares(shares: Array) -> Array:
    """(P,) shares of the pairs of (N, K): of the higher class alone where there are two."""
    return shares[:, 1] if shares.shape[1] == 2 else shares.ravel()


def _happened(observed: Whole, classes: int) -> Array:
    """(P,) 1 where the class of a pair came about, else 0, in the order of `_shares`."""
    return _shares(np.eye(classes)[observed])


def _drawn(rng: np.random.Generator, shares: Array) -> Whole:
    """(N,) classes drawn from shares (N, K)."""
    above = rng.random((len(shares), 1)) >= np.cumsum(shares, axis=1)[:, :-1]
    return above.sum(axis=1)


def _errors(said: Array, happened: Array) -> Array:
    """(T,) calibration error of shares (P,) beside each of T outcomes (T, P)."""
    member = np.eye(BINS)[_bin(said)]  # (P, BINS)
    gap: Array = np.abs((happened - said) @ member).sum(axis=1) / said.size
    return gap


def _bin(said: Array) -> Whole:
    return np.minimum((said * BINS + 1e-9).astype(int), BINS - 1)  # 0.3 belongs to 0.3-0.4, however it is rounded


def _bins(said: Array, happened: Array, drawn: Array) -> list[dict[str, Any]]:
    """What a diagram draws of each bin that has a pair: `interval` is Wilson's, `by_chance` a calibrated forecast's."""
    found, at = [], _bin(said)
    for i in np.unique(at):
        inside = at == i
        frequencies = drawn[:, inside].mean(axis=1)
        found.append(
            {
                "from": int(i) / BINS,
                "to": (int(i) + 1) / BINS,
                "forecast": float(said[inside].mean()),
                "observed": float(happened[inside].mean()),
                "count": int(inside.sum()),
                "interval": wilson(float(happened[inside].sum()), int(inside.sum())),
                "by_chance": _ends(frequencies, 90),
            }
        )
    return found


def _parts(said: Array, happened: Array) -> dict[str, float]:
    """Murphy's (1973) parts of half the Brier score, over the bins: reliability - resolution + uncertainty."""
    at, rate = _bin(said), happened.mean()
    inside = [at == i for i in np.unique(at)]
    weight = np.array([each.mean() for each in inside])
    often, share = (np.array([values[each].mean() for each in inside]) for values in (happened, said))
    return {
        "reliability": float(weight @ (share - often) ** 2),
        "resolution": float(weight @ (often - rate) ** 2),
        "uncertainty": float(rate * (1 - rate)),
    }


def _mean_entropy(tables: Sequence[Array]) -> float:
    """Mean over rows of the entropy of the shares in units of its largest: 0 sure of one class, 1 all alike."""
    each = [-(shares * np.log(np.maximum(shares, 1e-300))).sum(axis=1) / np.log(shares.shape[1]) for shares in tables]
    return float(np.concatenate(each).mean())


def _ends(values: Array, percent: float) -> tuple[float, float]:
    low, high = np.percentile(values, [50 - percent / 2, 50 + percent / 2])
    return float(low), float(high)


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate([*parts, np.zeros(0)])
