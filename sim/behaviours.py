"""Behavioural numbers that ship with the model: as stated, and as past wars leave them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sim.problems import Place, ScenarioError
from sim.yaml_text import Node, read

BEHAVIOUR = "behaviour"  # where they stand in a scenario
STATED, CALIBRATED = "stated", "calibrated"
BEHAVIOURS = {STATED: "as stated", CALIBRATED: "as past wars leave them"}  # words for a scenario in place of numbers
BACKTEST = "parley backtest"  # the source of what past wars leave


@lru_cache(maxsize=1)
def stated() -> Node:
    """The defaults, as stated in behaviour.yaml."""
    return _shipped("behaviour.yaml")


@lru_cache(maxsize=1)
def calibrated() -> Node:
    """The same, but for the numbers that past wars speak about (calibrated.yaml)."""
    return Node(stated().value | _shipped("calibrated.yaml").value, stated().place)


def written(word: str, place: Place, key: Place | None) -> Node:
    """The numbers that a word stands for, as if written at a place."""
    return Node((calibrated() if word == CALIBRATED else stated()).value, place, key)


def _shipped(name: str) -> Node:
    root, problems = read(Path(__file__).with_name(name).read_text(encoding="utf-8"), name)
    if problems:
        raise ScenarioError(problems)
    return root
