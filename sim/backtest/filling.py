"""What a simulated history does not show, drawn: whether a truce would have held that it never came to.

The past is asked how a truce held only where there was one; a history that has none there must say what one would have
come to, or histories of few truces would seem to say little where the past says much.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Classes = NDArray[np.integer[Any]]  # index of a class; below 0 where it is not seen
PENALTY = 25.0  # judgement: a standard deviation of a number is expected to move a chance by a tenth


def standard(theta: Array) -> tuple[Array, Array]:
    """Mean and standard deviation (P,) of numbers (D, P); 1 for a number that does not vary."""
    spread = theta.std(0)
    return theta.mean(0), np.where(spread > 0, spread, 1.0)


def filled(z: Array, classes: Classes, luck: np.random.Generator) -> Classes:
    """Classes (D, N) with a draw wherever a history does not show one, so that a history is as complete as the past.

    The chance is that of a ridge regression on the numbers z (D, P) over the histories that show the row. A row that no
    history shows stays unseen.
    """
    out, line = classes.copy(), np.column_stack([np.ones(len(z)), z])
    for row in np.flatnonzero((classes < 0).any(0) & (classes >= 0).any(0)):
        seen = classes[:, row] >= 0
        kinds = classes[seen, row][:, None] == np.arange(classes[:, row].max() + 1)
        chance = np.clip(line[~seen] @ _ridge(line[seen], kinds.astype(float)), 0.0, 1.0)
        below = (chance / chance.sum(1, keepdims=True)).cumsum(1)[:, :-1]
        out[~seen, row] = (luck.random((len(chance), 1)) > below).sum(1)
    return out


def _ridge(line: Array, outcome: Array) -> Array:
    penalty = np.diag([0.0] + [PENALTY] * (line.shape[1] - 1))
    return np.asarray(np.linalg.solve(line.T @ line + penalty, line.T @ outcome), float)
