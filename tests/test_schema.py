"""The JSON Schema accepts what is shipped and refuses what an editor can see is wrong."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from sim.schema import json_schema
from sim.shelf import list_scenarios
from sim.yaml_text import read
from tests.faults import TEMPLATE, edited

SCHEMA = json_schema()
SHIPPED = {entry.name: entry.path.read_text(encoding="utf-8") for entry in list_scenarios()} | {"template": TEMPLATE}


def complaints(text: str) -> list[str]:
    """Where the schema finds fault with a text, as an editor sees it (dates are words to it)."""
    data = json.loads(json.dumps(read(text, "x.yaml")[0].plain(), default=str))
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def test_it_is_a_schema_of_the_2020_dialect():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("name", SHIPPED)
def test_it_accepts_what_is_shipped(name: str):
    assert complaints(SHIPPED[name]) == []


def test_it_accepts_a_file_that_extends_another():
    assert complaints("extends: base.yaml\nset: {horizon_weeks: 13}\n") == []


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (("speed: {value: 0.015", "speed: {value: -0.015"), "$.front.speed"),
        (("blowback: 0.09\n", "blowback: much\n"), "$.cards.aid_pause.blowback"),
        (("role: mediator", "role: medator"), "$.actors.envoy.role"),
        (("label: Who watches", "labl: Who watches"), "$.issues.monitoring"),
        (("share_resolute: 0.25", "share_resolute: 1.25"), "$.actors.envoy.resolve.share_resolute"),
        (("halts_front: true", "halts_front: yes"), "$.issues.scope.levels[2]"),
        (("as_of: 2025-01-06", "as_of: 2025"), "$.as_of"),
        (("\nfront:", "\nfrnt:"), "$"),
        (("opening: {proposer: envoy, package: thirty_days}", ""), "$"),
    ],
)
def test_it_refuses_what_is_wrong(edit: tuple[str, str], path: str):
    assert path in complaints(edited(edit))


def test_every_block_and_the_keys_that_need_it_are_described():
    blocks = ("Card", "Issue", "Actor", "LevelMapping", "BehaviourMapping")
    assert all("description" in SCHEMA["$defs"][name] for name in blocks)
    assert SCHEMA["$defs"]["Card"]["properties"]["borne_by"]["description"] == "who pays for the blowback"


def test_defaults_are_shown_as_they_are_written():
    level, card = (SCHEMA["$defs"][name]["properties"] for name in ("LevelMapping", "Card"))
    assert (level["hazard_multiplier"]["default"], card["blowback"]["default"]) == (1, 0)
    assert "default" not in card["effects"]
