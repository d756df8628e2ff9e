"""`parley validate`, `list`, `new` and `schema`: the commands that need no run."""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

Format = Literal["table", "json", "csv", "md"]
HEAD = ("scenario", "title", "variants")
TEMPLATE_NAME = "Template, two sides and a mediator"
OK, WRONG = 0, 1


def validate(*scenarios: str) -> int:
    """Check scenario files, with line and column of every fault.

    Parameters
    ----------
    scenarios
        Names or files, with a variant after a colon: march-2025, mine.yaml, mine.yaml:costlier_war
        [default: every scenario that comes with parley]
    """
    from sim.load import ScenarioError, list_scenarios, load_with_remarks
    from sim.printing import warn

    code = OK
    for name in scenarios or [entry.name for entry in list_scenarios()]:
        try:
            scenario, odd = load_with_remarks(name)
            warn(odd)
            _say(f"{name}: ok: {_counts(scenario)}")
        except ScenarioError as error:
            _say(str(error))
            code = WRONG
    return code


def _counts(scenario: Any) -> str:
    """What a scenario has, and how much of it rests on judgement."""
    from sim.scenario import quantities

    sources = [source for _, _, source in quantities(scenario)]
    counts = {block: len(getattr(scenario, block)) for block in ("issues", "actors", "cards", "packages", "variants")}
    have = ", ".join(f"{n} {block.removesuffix('s') if n == 1 else block}" for block, n in counts.items() if n)
    judged, bare = sources.count("judgement"), sources.count(None)
    return f"{have}; {len(sources)} numbers, {judged} of them judgement, {bare} without a source"


def list_(folder: Literal["historical"] | None = None, /, *, format: Format = "table") -> int:
    """Show the scenarios that come with parley, and their variants; or, with `historical`, the cases of the past.

    Parameters
    ----------
    folder
        `historical`: the offers of past wars on which `parley backtest` is scored
    format
        How the list is printed
    """
    rows = [_row(entry.name) for entry in _entries(folder)]
    if format == "json":
        _say(json.dumps(rows, indent=1, ensure_ascii=False))
        return OK
    words = [HEAD, *((row["scenario"], str(row["name"]), ", ".join(row["variants"])) for row in rows)]
    _say({"csv": _csv, "md": _markdown, "table": _aligned}[format](words))
    if format == "table":
        _say("\nRun one with `parley run NAME`, a variant with `parley run NAME:VARIANT`.")
        if folder is None and (cases := len(_entries("historical"))):
            _say(f"{cases} offers of past wars are listed by `parley list historical` and scored by `parley backtest`.")
    return OK


def _entries(folder: str | None) -> list[Any]:
    from sim.shelf import list_cases, list_scenarios

    return list_cases() if folder else list_scenarios()


def _row(name: str) -> dict[str, Any]:
    from sim.load import ScenarioError, outline

    try:
        return {"scenario": name, **outline(name)}
    except ScenarioError:
        return {"scenario": name, "name": f"cannot be read: parley validate {name}", "question": "", "variants": {}}


def new(
    name: str,
    /,
    *,
    from_codes: Annotated[Path | None, Parameter(name="--from-codes")] = None,
) -> int:
    """Begin a scenario of your own: a short one with comments to change bit by bit, or a case from a row of codes.

    Parameters
    ----------
    name
        Name of the scenario or of its file: mine, talks/mine.yaml; with --from-codes the id of a row
    from_codes
        A table with a row of codes (docs/codebook.md); beside it stand episodes.csv, and the case that is written
    """
    if from_codes is None:
        path = _own_file(name)
        text = _template(path)
    else:
        text = _case(name, from_codes)
        path = from_codes.with_name(f"{name}.yaml")
    _write(path, text)
    words = shlex.quote(str(path))
    _say(f"Wrote {path}. Next:\n  parley validate {words}\n  parley run {words}")
    return OK


def _own_file(name: str) -> Path:
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if path.name.strip(".") in ("", "yaml", "yml"):
        raise _fault(name or "name of the scenario", "no name, expected one such as mine")
    if any(name in (str(path), str(path.with_suffix(""))) for name in _shipped()):
        message = "a scenario of this name ships with parley, and `parley run` would take that one; choose another name"
        raise _fault(str(path), message)
    return path


def _shipped() -> list[str]:
    from sim.shelf import list_cases, list_scenarios

    return [entry.name for entry in (*list_scenarios(), *list_cases())]


def _template(path: Path) -> str:
    template = Path(__file__).with_name("template.yaml").read_text(encoding="utf-8")
    title = json.dumps(path.stem.replace("_", " ").replace("-", " "), ensure_ascii=False)
    return template.replace("THIS-FILE", str(path)).replace(f"name: {TEMPLATE_NAME}", f"name: {title}")


def _case(name: str, codes: Path) -> str:
    """A case from a table of codes; the code book is put beside it where there is none yet."""
    from sim.backtest.writing import case_text
    from sim.shelf import CASES, TEMPLATE, locate

    if not name or set(name) & set("/\\:") or name.startswith("."):
        raise _fault(name or "id of the case", "expected the id of a row, such as winter-war-1940-02")
    shipped, beside = locate(f"{CASES}/{TEMPLATE}"), codes.with_name(f"{TEMPLATE}.yaml")
    text = case_text(name, codes, beside if beside.is_file() else shipped)
    if not beside.is_file():
        _write(beside, shipped.read_text(encoding="utf-8"))
    return text


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:  # x: never over a file that is there
            file.write(text)
    except FileExistsError:
        raise _fault(str(path), "there is such a file already; choose another name") from None
    except FileNotFoundError:
        raise _fault(str(path), f"there is no folder {path.parent}; make it first") from None
    except (OSError, ValueError) as error:
        raise _fault(str(path), f"cannot be written: {error}") from None


def _fault(where: str, message: str) -> Exception:
    from sim.problems import Place, ScenarioError, problem

    return ScenarioError([problem(Place(where), message)])


def schema() -> int:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.schema import json_schema

    _say(json.dumps(json_schema(), indent=1, ensure_ascii=False))
    return OK


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().rstrip("\n")


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *rest = (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(HEAD), *rest])
