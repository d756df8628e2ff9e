"""How much a score depends on each behavioural number, from points that were simulated anyway.

Two measures beside each other: a rank correlation, which has a sign and sees only what rises or falls throughout, and
the first-order share of the variance between points, which sees bends (given data sorted as by Plischke 2010, with the
bias correction of Tissot & Prieur 2012; by SALib). The score of a point rests on finitely many futures; their luck is
part of the variance that shares are of, so shares do not add up to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

Array = NDArray[np.float64]
RESAMPLES = 200
HARMONICS = 4  # judgement: bends of up to four waves over the range of a number; the fewer, the less noise
ONE_SD = 0.6826894921370859  # interval whose half width is one standard error


def sensitivity(theta: Array, score: Array, names: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
    """A row a name: `correlation` and `share` with their bootstrap standard errors, strongest share first.

    theta: (D, P), D of 64 or more. score: (D,) at each point, whatever its unit. A score that is the same everywhere
    depends on nothing.
    """
    if len(theta) < 64:
        raise ValueError(f"found {len(theta)} points, expected 64 or more")
    if np.ptp(score) == 0:
        return pd.DataFrame(0.0, index=list(names), columns=["correlation", "correlation_se", "share", "share_se"])
    share, share_se = _first_order(theta, score, names, rng)
    columns = {"correlation": rank_correlation(theta, score), "correlation_se": _spread(theta, score, rng)}
    table = pd.DataFrame(columns | {"share": share, "share_se": share_se}, index=list(names))
    return table.sort_values("share", ascending=False, kind="stable")


def rank_correlation(theta: Array, score: Array) -> Array:
    """(P,) of Spearman (1904); 0 for a number that does not vary.

    >>> rank_correlation(np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]]), np.array([10.0, 20.0, 90.0])).tolist()
    [1.0, 0.0]
    """
    x, y = (rankdata(one, axis=0) for one in (theta, score))
    x, y = x - x.mean(0), y - y.mean()
    size = np.sqrt((x**2).sum(0) * (y**2).sum())
    found: Array = np.divide(x.T @ y, size, out=np.zeros(x.shape[1]), where=size > 0)
    return found


def _spread(theta: Array, score: Array, rng: np.random.Generator) -> Array:
    """(P,) standard deviation of the rank correlation over resampled points."""
    picks = rng.integers(len(score), size=(RESAMPLES, len(score)))
    spread: Array = np.std([rank_correlation(theta[pick], score[pick]) for pick in picks], axis=0, ddof=1)
    return spread


def _first_order(theta: Array, score: Array, names: Sequence[str], rng: np.random.Generator) -> tuple[Array, Array]:
    """(P,) shares and standard errors. SALib resamples half as many points as there are, so its error is too wide by
    the square root of 2."""
    from SALib.analyze import rbd_fast

    problem: dict[str, Any] = {"num_vars": len(names), "names": list(names)}
    options: dict[str, Any] = {"M": HARMONICS, "num_resamples": RESAMPLES, "conf_level": ONE_SD, "seed": rng}
    found = rbd_fast.analyze(problem, theta, score, **options)
    return np.asarray(found["S1"], float), np.asarray(found["S1_conf"], float) / np.sqrt(2.0)
