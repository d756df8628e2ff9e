"""What a week comes to: one class out of seven."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules.terms import Truth


def outcome_class(
    decided: Truth, collapsed: Truth, full: Truth, partial: Truth, talks: Truth, yes_but: Truth
) -> NDArray[np.int8]:
    """(R,) index into `sim.record.CLASSES`: the first that holds, in order of precedence.

    >>> f, t = np.array([False]), np.array([True])
    >>> int(outcome_class(f, f, f, t, t, t)[0])
    3
    """
    holds = [decided, collapsed, full, partial, ~talks, yes_but]
    return np.select(holds, range(6), default=6).astype(np.int8)
