"""A scenario simulator for ceasefire negotiations.

>>> import sim
>>> sim.load_scenario("march-2025").as_of.isoformat()
'2025-03-11'

The public words: `load_scenario` and `Scenario` (what may be asked), `run` and `Result` (many simulated futures),
`open_run` and `Run` (saved runs), `compare` and `Comparison` (what differs between them, and why). They are fetched
when first used, so that `import sim` stays fast. docs/python.md shows them at work.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import VERSION as __version__

if TYPE_CHECKING:
    from sim.comparison import Comparison, compare
    from sim.load import load_scenario
    from sim.result import Result, run
    from sim.runs import Run, open_run
    from sim.scenario import Scenario

__all__ = [
    "Comparison", "Result", "Run", "Scenario", "__version__", "compare", "load_scenario", "open_run", "run",
]  # fmt: skip

_HOMES = {
    "Comparison": "sim.comparison",
    "Result": "sim.result",
    "Run": "sim.runs",
    "Scenario": "sim.scenario",
    "compare": "sim.comparison",
    "load_scenario": "sim.load",
    "open_run": "sim.runs",
    "run": "sim.result",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"sim has no {name!r}; its public words are {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)
