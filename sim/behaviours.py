"""Behavioural numbers that ship: as stated, and as past wars leave them, which a scenario gets that says nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sim.problems import Place, ScenarioError
from sim.yaml_text import Node, read

BEHAVIOUR = "behaviour"  # where they stand in a scenario
STATED, CALIBRATED = "stated", "calibrated"
BEHAVIOURS = {STATED: "as stated", CALIBRATED: "as past wars leave them"}  # words for a scenario in place of numbers
DEFAULT = CALIBRATED  # what a scenario that says nothing of behaviour gets
BACKTEST = "parley backtest"  # the source of what past wars leave


@lru_cache
def shipped(word: str = DEFAULT) -> Node:
    """The numbers that a word stands for: of behaviour.yaml, and over them, as calibrated, of calibrated.yaml."""
    if word == STATED:
        return _read("behaviour.yaml")
    stated = shipped(STATED)
    return Node(stated.value | _read("calibrated.yaml").value, stated.place)


def written(word: str, place: Place, key: Place | None) -> Node:
    """The numbers that a word stands for, as if written at a place."""
    return Node(shipped(word).value, place, key)


def _read(name: str) -> Node:
    root, problems = read(Path(__file__).with_name(name).read_text(encoding="utf-8"), name)
    if problems:
        raise ScenarioError(problems)
    return root
