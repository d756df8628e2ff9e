"""A model of histories whose likelihood is known: rows in ordered logit, chances moved by a few uniform numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import qmc

Array = NDArray[np.float64]
NAMES = ["first", "second", "third"]  # of the numbers of `Toy.of_three`
CUTS = {"ranked": np.array([-0.7, 0.7]), "yes": np.array([0.0])}  # question -> K - 1 thresholds


def drawn(points: int, numbers: int, seed: int) -> Array:
    """(points, numbers) from the prior, uniform in [-1, 1], by a Latin hypercube."""
    return 2.0 * qmc.LatinHypercube(numbers, rng=np.random.default_rng(seed)).random(points) - 1.0


@dataclass(frozen=True)
class Toy:
    """What of each row does not depend on the numbers (N,), and what each number adds (P, N), by question."""

    base: Mapping[str, Array]
    slopes: Mapping[str, Array]

    @classmethod
    def of(cls, numbers: int, rows: int, seed: int, idle: int = 0, common: float = 0.4, own: float = 0.3) -> Toy:
        """Slopes have a part in common to all rows of a question and one of their own; the last `idle` numbers have
        none."""
        luck = np.random.default_rng(seed)
        acts = (np.arange(numbers) < numbers - idle)[:, None]
        slopes = {
            name: acts * (luck.normal(0, common, (numbers, 1)) + luck.normal(0, own, (numbers, rows))) for name in CUTS
        }
        return cls({name: luck.normal(0, 0.8, rows) for name in CUTS}, slopes)

    @classmethod
    def of_three(cls) -> Toy:
        """Three numbers, two questions: one of three ranked classes, one of two. The third number does nothing."""
        return cls.of(numbers=3, rows=40, seed=5, idle=1)

    def chances(self, theta: Array, name: str) -> Array:
        """(D, N, K) of each class."""
        middle = theta @ self.slopes[name] + self.base[name]
        below = expit(CUTS[name] - middle[..., None])
        ends = np.concatenate([np.zeros((*middle.shape, 1)), below, np.ones((*middle.shape, 1))], axis=-1)
        return np.diff(ends, axis=-1)

    def simulated(self, points: int, seed: int) -> tuple[Array, dict[str, NDArray[np.int8]]]:
        """(points, P) from the prior and one history at each: question -> (points, N)."""
        theta = drawn(points, len(next(iter(self.slopes.values()))), seed)
        return theta, self.histories(theta, np.random.default_rng(seed + 1000))

    def histories(self, theta: Array, luck: np.random.Generator) -> dict[str, NDArray[np.int8]]:
        return {name: self._classes(self.chances(theta, name), luck) for name in CUTS}

    def log(self, theta: Array, past: Mapping[str, NDArray[np.int8]]) -> Array:
        """(D,) exact log likelihood of a history."""
        rows = np.arange(len(next(iter(self.base.values()))))
        return sum((np.log(self.chances(theta, name)[:, rows, past[name]]).sum(1) for name in CUTS), np.zeros(1))

    @staticmethod
    def _classes(chances: Array, luck: np.random.Generator) -> NDArray[np.int8]:
        below = chances.cumsum(-1)[..., :-1]
        return (luck.random((*chances.shape[:2], 1)) > below).sum(-1).astype(np.int8)
