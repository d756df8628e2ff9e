"""What the behavioural numbers may be before any past war has been looked at, and draws from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.stats import qmc

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """Uniform between `low` and `high`; of the logarithm where `log`."""

    name: str
    low: float
    high: float
    log: bool
    why: str

    @property
    def path(self) -> str:
        """Where the number stands in a scenario."""
        return f"behaviour.{self.name}"

    def at(self, u: Floats) -> Floats:
        """Values at uniform draws u in [0, 1], by inverse distribution.

        >>> Prior("precision_answers", 10, 1000, True, "").at(np.array([0, 0.5, 1])).round(6).tolist()
        [10.0, 100.0, 1000.0]
        """
        if self.log:
            values: Floats = np.exp(math.log(self.low) + u * (math.log(self.high) - math.log(self.low)))
            return values
        return self.low + u * (self.high - self.low)

    def scale(self, values: Floats) -> Floats:
        """Where values lie between the ends, in [0, 1]: the inverse of `at`."""
        ends = np.array([self.low, self.high])
        (low, high), x = (np.log(ends), np.log(values)) if self.log else (ends, values)
        share: Floats = (x - low) / (high - low)
        return share


@lru_cache(maxsize=1)
def priors() -> tuple[Prior, ...]:
    """Those that ship with the model, in the order of the file."""
    written = yaml.safe_load(Path(__file__).with_name("prior.yaml").read_text(encoding="utf-8"))
    return tuple(_prior(name, one) for name, one in written.items())


def _prior(name: str, written: dict[str, Any]) -> Prior:
    low, high = map(float, written["ends"])
    return Prior(name, low, high, bool(written.get("log", False)), written["why"])


def anywhere(points: int, seed: int) -> Floats:
    """(points, P) of a Latin hypercube (McKay, Beckman & Conover 1979) over [0, 1], one column for each number."""
    luck = np.random.default_rng([seed, points])
    unit: Floats = qmc.LatinHypercube(d=len(priors()), rng=luck).random(points)
    return unit


def valued(unit: Floats) -> Floats:
    """(M, P) values of the numbers at points (M, P) in [0, 1] of the prior."""
    return np.stack([prior.at(unit[:, i]) for i, prior in enumerate(priors())], axis=1)


def design(points: int, seed: int) -> dict[str, Floats]:
    """Points of the prior: dotted path -> (points,)."""
    return {prior.path: values for prior, values in zip(priors(), valued(anywhere(points, seed)).T, strict=True)}
