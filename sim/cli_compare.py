"""`parley compare`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK, UsageError
from sim.cli_values import a_whole_number
from sim.printing import Format

if TYPE_CHECKING:
    from sim.comparison import Comparison

Whole = Parameter(converter=a_whole_number)


def compare(
    a: str,
    b: str,
    /,
    *more: str,
    outcome: Annotated[list[str] | None, Parameter(consume_multiple=False, negative_iterable="")] = None,
    no_attribution: bool = False,
    replications: Annotated[int | None, Whole, Parameter(validator=Number(gte=1, lte=1_000_000))] = None,
    seed: Annotated[int | None, Whole, Parameter(validator=Number(gte=0, lt=2**64))] = None,
    format: Format = "table",
    runs_dir: Path | None = None,
) -> int:
    """Hold runs against the first: inputs that differ, outcomes, what made the difference, and where the ways part.

    Parameters
    ----------
    a
        A saved run, or a scenario, which is then simulated as the first saved run was
    b
        Another
    more
        More of them, each held against the first
    outcome
        Asked for beside the usual ones, as often as you like, e.g. full_ceasefire@26 or played:aid_pause
    no_attribution
        Leave out which change made the difference, which takes many simulations
    replications
        How many futures of a scenario [default: as in the first run, else 2,000]
    seed
        Where the luck of a scenario starts [default: as in the first run, else 0]
    format
        How it is printed
    runs_dir
        Folder of saved runs [default: $PARLEY_RUNS, else ./runs]
    """
    from sim import printing
    from sim.comparison import compare as compared
    from sim.outcomes import OutcomeError

    def say(line: str) -> None:
        sys.stderr.write(line + "\n")

    try:
        with printing.progress("comparing") as progress:
            made = compared(
                a, b, *more, outcomes=outcome or [], attribution=not no_attribution, runs_dir=runs_dir,
                replications=replications, seed=seed, progress=progress, say=say,
            )  # fmt: skip
    except OutcomeError as error:
        raise UsageError(str(error)) from error
    _show(made, format)
    return OK


def _show(made: Comparison, format: Format) -> None:
    from sim import printing, words
    from sim.comparison.export import as_rows
    from sim.comparison.parting import parting
    from sim.comparison.wording import about, on_one_line, pairs, sentence, tables

    if format == "json":
        sys.stdout.write(json.dumps(made.as_json(), indent=1, ensure_ascii=False) + "\n")
        return
    if format == "csv":
        sys.stdout.write(words.rows_as_csv(as_rows(made)))
        return
    ways = [line for letter, one in pairs(made) for line in parting(one, letter)]
    if format == "md":
        text = words.as_markdown(sentence(made), about(made), [on_one_line(table) for table in tables(made)])
        sys.stdout.write(text + ("\n## Where the ways part\n\n" + "\n\n".join(ways) + "\n" if ways else ""))
        return
    printing.tell([sentence(made), "", *about(made), ""])
    for table in tables(made):
        printing.print_table(table)
    printing.tell(ways)
