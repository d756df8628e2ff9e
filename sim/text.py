"""A `Scenario` written out as YAML, so that a saved run can carry the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml
from pydantic import BaseModel

from sim.scalars import scalar
from sim.scenario import Level, Quantity, Scenario


class _Writer(yaml.SafeDumper):
    """Quotes what `yaml_text` would not read back as text, and writes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    try:
        plain = scalar(text) == text
    except ValueError:
        plain = False
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Writer.add_representer(str, _text)


def scenario_text(scenario: Scenario) -> str:
    """The scenario as YAML, with its behavioural numbers and without what is at its default.

    `load_text(scenario_text(scenario)) == scenario`.
    """
    return yaml.dump(_written(scenario), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=120)


def scenario_file(scenario: Scenario, about: Sequence[str] = ()) -> str:
    """The same as a file of its own, with remarks at its head. It needs no other file, and gives the same futures."""
    head = "".join(f"# {' '.join(line.split())}\n" for line in about)
    return head + scenario_text(scenario)


def _written(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _block(value)
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(item) for item in value]
    return value


def _block(part: BaseModel) -> Any:
    """A block as it would be written by hand: numbers and labels short where nothing else is said."""
    block = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if field.is_required() or value != field.default:
            block[field.alias or name] = _written(value)
    short = "value" if isinstance(part, Quantity) else "label" if isinstance(part, Level) else None
    return block[short] if short and set(block) == {short} else block
