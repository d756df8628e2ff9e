"""Could the model have produced this past at all? A posterior says which numbers fit best, not whether any fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.backtest.filling import Array, Classes
from sim.backtest.likelihood import log_of_past
from sim.backtest.posterior import QUANTILES
from sim.backtest.sbc import taken_out


def fit_p(
    theta: Array,
    simulated: Mapping[str, Classes],
    observed: Mapping[str, Classes],
    rng: np.random.Generator,
    histories: int = 256,
) -> float:
    """Share of the model's own histories that the numbers fit no better than the past, each at its best point.

    Small: the past is unlike what the model produces anywhere in the prior, and ranges drawn from it mean little. Like
    the posterior it sees the past by its summaries only; `totals` says where the two part.
    """
    best = log_of_past(theta, simulated, observed, theta).max()
    own = [log.max(1) for *_, log in taken_out(theta, simulated, observed, rng, histories=histories)]
    worse = int((np.concatenate(own) <= best).sum())
    return (1 + worse) / (1 + sum(map(len, own)))


def totals(
    simulated: Mapping[str, Classes],
    observed: Mapping[str, Classes],
    weights: Array,
    classes: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Share of each class among the rows of a question that were seen, beside what simulated histories have there.

    A row a question and class: `observed`; 5 %, median and 95 % of histories under the prior and, by weights (D,), the
    posterior. Of a history only the rows that it shows count. nan where nothing was seen.
    """
    rows = {
        (name, word): _beside(simulated[name][:, seen >= 0], seen[seen >= 0], kind, weights)
        for name, seen in observed.items()
        for kind, word in enumerate(classes[name])
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _beside(simulated: Classes, seen: Classes, kind: int, weights: Array) -> dict[str, float]:
    shown = (simulated >= 0).sum(1)
    share = (simulated == kind)[shown > 0].sum(1) / shown[shown > 0]
    row = {"observed": float((seen == kind).mean()) if len(seen) else float("nan")}
    for when, mass in (("prior", np.ones(len(share))), ("posterior", weights[shown > 0])):
        row |= {f"{when}_{word}": _quantile(share, level, mass) for word, level in QUANTILES.items()}
    return row


def _quantile(values: Array, level: float, mass: Array) -> float:
    if not mass.sum():
        return float("nan")
    return float(np.quantile(values, level, weights=mass, method="inverted_cdf"))
