"""Results on the screen: tables, JSON, CSV or Markdown on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal

from sim import words
from sim.problems import Problem
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.ensemble import Progress
    from sim.runs import Run

Format = Literal["table", "json", "csv", "md"]
WIDTH = 114  # where there is no terminal to ask
SLOW = (
    "the compiled rules are not there, or are of other sources, so this takes several times as long; "
    "the futures are the same. Install parley again, or see docs/engine.md"
)


def show(summary: dict[str, Any], scenario: Scenario, format: Format, after: Sequence[str] = ()) -> None:
    """Print a result; `after` are lines for a reader, which JSON and CSV leave out."""
    if format == "json":
        sys.stdout.write(json.dumps(summary, indent=1, ensure_ascii=False) + "\n")
    elif format == "csv":
        sys.stdout.write(words.as_csv(summary))
    elif format == "md":
        lines = [words.sentence(summary, scenario), words.brackets(summary), *after]
        sys.stdout.write(words.as_markdown(scenario.name, lines, words.tables(summary, scenario)))
    else:
        _on_screen(summary, scenario, after)


def _on_screen(summary: dict[str, Any], scenario: Scenario, after: Sequence[str]) -> None:
    tell([words.sentence(summary, scenario), "", *wrap(words.brackets(summary), WIDTH), ""])
    for table in words.tables(summary, scenario):
        print_table(table)
    tell(after)


def tell(lines: Sequence[str]) -> None:
    """Print lines of text on stdout."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def warn(odd: Sequence[Problem]) -> None:
    """Say on stderr what is allowed and yet looks like a slip."""
    sys.stderr.write("".join(f"warning: {one}\n" for one in odd))


def print_table(table: words.Table) -> None:
    """Print one table, aligned."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    tell([table.title])
    made = Table(box=SIMPLE, pad_edge=False)
    for name in table.head:
        made.add_column(Text(name), overflow="fold")  # a long path is broken, never cut
    for row in table.rows:
        made.add_row(*map(Text, row))
    with console.capture() as captured:
        console.print(made)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    tell([*(line for line in lines if line), ""])


def show_table(table: words.Table, format: Format) -> None:
    """Print one table as CSV, Markdown or aligned."""
    if format == "csv":
        sys.stdout.write(words.rows_as_csv([table.head, *table.rows]))
    elif format == "md":
        sys.stdout.write(words.markdown_table(table) + "\n")
    else:
        print_table(table)


def show_forecasts(run: Run, format: Format, *, observed: bool = False) -> None:
    """Print what people have forecast beside a run; nothing where nobody has, or for machines."""
    from sim import forecasts

    made = forecasts.rows(run, observed=observed)
    if made and format in ("table", "md"):
        tell([""])
        show_table(forecasts.table(made), format)


@contextmanager
def progress(what: str) -> Iterator[Progress | None]:
    """A bar with the time left, on stderr and only on a terminal; a word where this takes longer than it need."""
    from sim import compiled  # slow to load

    if compiled.library() is None:
        sys.stderr.write(f"note: {SLOW}\n")
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(" of "), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
