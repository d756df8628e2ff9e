"""Behavioural numbers that ship with the model: as stated, and as past wars leave them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sim.problems import Place, ScenarioError
from sim.yaml_text import Node, read

CALIBRATED = "calibrated"  # what a scenario writes in place of behavioural numbers to have them as past wars leave them
BACKTEST = "parley backtest"  # the source of these


@lru_cache(maxsize=1)
def stated() -> Node:
    """The defaults, as stated in behaviour.yaml."""
    return _shipped("behaviour.yaml")


@lru_cache(maxsize=1)
def _calibrated() -> Node:
    """The defaults, with what `parley backtest` found of those that past wars can speak about (calibrated.yaml)."""
    return Node(stated().value | _shipped("calibrated.yaml").value, stated().place)


def calibrated(place: Place, key: Place | None) -> Node:
    """The same, as if written at a place."""
    return Node(_calibrated().value, place, key)


def _shipped(name: str) -> Node:
    root, problems = read(Path(__file__).with_name(name).read_text(encoding="utf-8"), name)
    if problems:
        raise ScenarioError(problems)
    return root
