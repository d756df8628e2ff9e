"""The scenario file as JSON Schema, so that an editor completes and checks it while it is written.

It is made from the same models as everything else; descriptions are their docstrings and the comments beside
their fields. It cannot say what two places must agree on: `parley validate` does.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from typing import Any

from pydantic import BaseModel

from sim import scenario
from sim.behaviours import BEHAVIOURS
from sim.kinds import LIMITS, bounds, fields
from sim.scenario import Card, Coded, Demand, Level, LiftedBy, RedLine, Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_QUANTITY = "#/$defs/Quantity"


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file (draft 2020-12), with the short forms and with `extends`.

    >>> schema = json_schema()
    >>> schema["$defs"]["Share"]["anyOf"][0]
    {'type': 'number', 'minimum': 0, 'maximum': 1}
    """
    schema = Scenario.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs") | {Coded.__name__: Coded.model_json_schema()}
    for model in _models():
        block = schema if model is Scenario else definitions[model.__name__]
        _describe(model, block)
        _bound(model, block)
    _numbers(definitions)
    _short_forms(definitions)
    return {"$schema": DIALECT, "title": "A parley scenario", **_extending(schema), "$defs": definitions}


def _models() -> list[type[BaseModel]]:
    blocks = [one for one in vars(scenario).values() if isinstance(one, type) and issubclass(one, scenario.Part)]
    return [one for one in blocks if one is not scenario.Part]


def _describe(model: type[BaseModel], block: dict[str, Any]) -> None:
    """Give each key the comment that stands beside its field, and take away titles that only repeat the key."""
    comments = _comments(model)
    block.pop("title", None)
    block["description"] = inspect.cleandoc(model.__doc__ or "")
    for name, field in model.model_fields.items():
        entry = block["properties"][field.alias or name]
        entry.pop("title", None)
        default = entry.get("default")
        if isinstance(default, dict):  # a number at its default, or a whole block, which says nothing to a reader
            entry.pop("default")
            entry |= {"default": default["value"]} if "value" in default else {}
        if name in comments:
            entry["description"] = comments[name]


def _comments(model: type[BaseModel]) -> dict[str, str]:
    source = textwrap.dedent(inspect.getsource(model))
    lines = source.splitlines()
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for statement in body.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.end_col_offset:
            rest = lines[(statement.end_lineno or 0) - 1].encode()[statement.end_col_offset :].decode()
            if "#" in rest:
                found[statement.target.id] = rest.partition("#")[2].strip()
    return found


def _bound(model: type[BaseModel], block: dict[str, Any]) -> None:
    """Point numbers with limits at the definition that has them; pydantic knows those limits only as functions."""
    for key, kind in fields(model).items():
        if name := bounds(kind):
            text = json.dumps(block["properties"][key]).replace(f'"{_QUANTITY}"', f'"#/$defs/{name}"')
            block["properties"][key] = json.loads(text)


def _numbers(definitions: dict[str, Any]) -> None:
    """A number is plain or a mapping; the same within limits."""
    written = definitions["Quantity"]
    definitions["QuantityMapping"] = written
    definitions["Quantity"] = _either({"type": "number"}, _ref("QuantityMapping"))
    for name, (low, high) in LIMITS.items():
        limits: dict[str, Any] = {"minimum": int(low)}
        if high < float("inf"):
            limits["exclusiveMaximum" if name == "Discount" else "maximum"] = int(high)
        parts = {"value": limits, "range": {"items": limits}}
        definitions[name] = _either(
            {"type": "number", **limits}, {"allOf": [_ref("QuantityMapping")], "type": "object", "properties": parts}
        )


def _short_forms(definitions: dict[str, Any]) -> None:
    """Whatever may be written shorter: levels, red lines, what lifts a card, behavioural defaults left out."""
    definitions["LevelMapping"] = definitions[Level.__name__]
    definitions["Level"] = _either({"type": "string"}, _ref("LevelMapping"))
    lines = definitions[Demand.__name__]["properties"]["red_line"]
    lines.pop("items", None), lines.pop("type", None)
    one = _ref(RedLine.__name__)
    lines["anyOf"] = [one, {"type": "array", "items": one}, {"type": "null"}]
    condition = {"type": "object", "additionalProperties": {"type": ["integer", "string"]}}
    lifted = definitions[Card.__name__]["properties"]["lifted_by"]
    lifted.pop("$ref", None)
    lifted["anyOf"] = [_ref(LiftedBy.__name__), condition, {"const": "nothing"}, {"type": "null"}]
    definitions["BehaviourMapping"] = definitions["Behaviour"]
    definitions["BehaviourMapping"].pop("required", None)
    definitions["Behaviour"] = _either({"enum": list(BEHAVIOURS)}, _ref("BehaviourMapping"))


def _extending(schema: dict[str, Any]) -> dict[str, Any]:
    """A file that extends another one needs nothing of its own, and may put values at paths."""
    needs = [key for key in schema.pop("required") if key != "behaviour"]
    own = {
        "extends": {"type": "string", "description": "another file of the folder, whose scenario this one changes"},
        "coded": _ref(Coded.__name__),
        "set": {"type": "object", "description": "with extends: dotted path -> new value"},
    }
    schema["properties"] = own | schema["properties"]
    return {**schema, "anyOf": [{"required": ["extends"]}, {"required": needs}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _either(*forms: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(forms)}
