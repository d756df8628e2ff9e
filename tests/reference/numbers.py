"""Numbers drawn once, and the small arithmetic of choice (model, sections 4 and 8)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from numpy.typing import NDArray
from pydantic import BaseModel
from scipy.special import ndtri

from sim.scenario import Quantity
from sim.streams import BLOCK, Purpose, Streams

POINTS = (0.06, 0.12, 0.20, 0.24, 0.20, 0.12, 0.06)  # weights of the seven points of a type


class Luck:
    """The uniform numbers of one replication, each at its address."""

    def __init__(self, seed: int, replication: int, per_draw: int = 1) -> None:
        self.seed, self.replication, self.draw = seed, replication, replication // per_draw

    def __call__(self, purpose: Purpose, name: str, week: int) -> float:
        """The number at an address; numbers with a range are those of the draw that the replication shares."""
        block, place = divmod(self.draw if purpose is Purpose.PARAMETER else self.replication, BLOCK)
        return float(_block(self.seed, block, purpose, name, week)[place])


@lru_cache(maxsize=4096)
def _block(seed: int, block: int, purpose: Purpose, name: str, week: int) -> NDArray[Any]:
    """One address for a whole block, kept because the next replication asks for its neighbour."""
    return _streams(seed, block).uniform(purpose, name, week).copy()


@lru_cache(maxsize=8)
def _streams(seed: int, block: int) -> Streams:
    return Streams(seed, block * BLOCK, BLOCK)


def plain(part: Any, luck: Luck | None, path: str = "") -> Any:
    """A scenario with a plain number in the place of every quantity; without luck each takes its value."""
    if isinstance(part, Quantity):
        return part.value if luck is None else drawn(part, luck, path)
    if isinstance(part, BaseModel):
        fields = {name: field.alias or name for name, field in type(part).model_fields.items()}
        skipped = {"variants", "sources"}
        return SimpleNamespace(**{
            name: plain(getattr(part, name), luck, f"{path}.{alias}" if path else alias)
            for name, alias in fields.items() if name not in skipped
        })
    if isinstance(part, dict):
        return {key: plain(item, luck, f"{path}.{key}") for key, item in part.items()}
    if isinstance(part, list):
        return [plain(item, luck, f"{path}.{index}") for index, item in enumerate(part)]
    return part


def drawn(quantity: Quantity, luck: Luck, path: str) -> float:
    """A quantity by inverse distribution: triangular or uniform on its range."""
    low, high = quantity.ends
    if low == high:
        return quantity.value
    u, mode = luck(Purpose.PARAMETER, path, 0), quantity.value
    if quantity.shape == "uniform":
        return low + u * (high - low)
    if u < (mode - low) / (high - low):
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def grid(types: Any, exponent: float) -> tuple[list[float], list[float], list[float]]:
    """Weights, cost multipliers m and red-line multipliers r of the points of a private type."""
    if types.named:
        named = [types.named[name] for name in sorted(types.named)]
        weights = [one.share for one in named]
        raw = [one.cost_multiplier for one in named]
    else:
        weights = list(POINTS)
        middles = [sum(POINTS[:k]) + POINTS[k] / 2 for k in range(len(POINTS))]
        raw = [math.exp(types.sd_ln_cost * normal(middle)) for middle in middles]
    mean = mix(weights, raw)
    multipliers = [one / mean for one in raw]
    powers = [m**-exponent for m in multipliers]
    mean_power = mix(weights, powers)
    return weights, multipliers, [power / mean_power for power in powers]


def normal(u: float) -> float:
    """Normal quantile."""
    return float(ndtri(u))


def mix(weights: Sequence[float], values: Sequence[float]) -> float:
    """Weighted sum."""
    return sum(w * v for w, v in zip(weights, values, strict=True))


def expit(z: float) -> float:
    """Logistic function, stable for any z."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def softmax(values: Sequence[float], precision: float, weights: Sequence[float] | None = None) -> list[float]:
    """Shares proportional to weight times exp(precision value); a value of -inf is out of the question."""
    weights = weights or [1.0] * len(values)
    best = max(value for value, weight in zip(values, weights, strict=True) if weight > 0)
    raw = [weight * math.exp(precision * (value - best)) if weight > 0 and value > -math.inf else 0.0
           for value, weight in zip(values, weights, strict=True)]
    return [one / sum(raw) for one in raw]


def pick(shares: Sequence[float], u: float) -> int:
    """The first whose cumulative share exceeds u, the last if none."""
    reached = 0.0
    for index, share in enumerate(shares):
        reached += share
        if u < reached:
            return index
    return len(shares) - 1


def clip(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """The value, kept between two ends."""
    return min(max(value, low), high)
