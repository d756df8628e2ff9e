"""The words of the command line. A command is loaded when it is called, so that help comes at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TextIO

from cyclopts import App, CycloptsError, Group, Parameter, UnusedCliTokensError

from sim.version import VERSION

GROUPS = {
    "Simulate": {
        "run": ("sim.cli_run:run", "Simulate many futures of a scenario and save them"),
        "validate": ("sim.cli_scenarios:validate", "Check scenario files, with line and column of every fault"),
        "list": ("sim.cli_scenarios:list_", "Show the scenarios that come with parley, and their variants"),
        "new": ("sim.cli_scenarios:new", "Begin a scenario of your own"),
        "schema": ("sim.cli_scenarios:schema", "Print the JSON Schema of scenario files, for editors"),
    },
    "Look at runs": {
        "explain": ("sim.cli_run:explain", "Tell one simulated future week by week, and why it went so"),
        "terms": ("sim.cli_terms:terms", "Hold a text against every actor's red lines, and tell how terms move"),
        "compare": ("sim.cli_compare:compare", "Hold runs against each other: what differs, and what made it differ"),
        "report": ("sim.cli_report:report", "Write a saved run, or two compared, as one page to read, print or send"),
        "resolve": ("sim.cli_resolve:resolve", "Settle forecasting questions on the futures of a saved run"),
        "runs": ("sim.cli_runs:app", "Saved runs: list, show, label, export, remove, forecast, observe"),
        "dashboard": ("sim.cli_dashboard:dashboard", "Open saved runs in the browser, on this machine only"),
        "glossary": ("sim.cli_glossary:glossary", "Say what the model's words mean"),
    },
    "Ask further": {
        "cards": ("sim.cli_cards:cards", "Tell what each card is worth, and how strong one would have to be"),
        "sweep": ("sim.cli_sweep:sweep", "Move one or two inputs and tell what becomes of an outcome"),
        "drivers": ("sim.cli_drivers:drivers", "Find which uncertain numbers drive an outcome"),
        "discover": ("sim.cli_discover:discover", "Find under which draws of the numbers an outcome happens"),
        "require": ("sim.cli_require:require", "Find what would have to be true for an outcome to reach a share"),
        "backtest": ("sim.cli_backtest:backtest", "Score the model on offers of past wars: how often was it wrong?"),
        "audit": ("sim.cli_audit:audit", "List every number with its source, and what the result rests on"),
    },
}
COMMANDS = [name for group in GROUPS.values() for name in group]
OK, WRONG_DATA, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """The command line asks for something that cannot be meant."""


def make_app() -> App:
    """All commands under one name."""
    app = App(
        name="parley",
        help="Simulate ceasefire negotiations: a scenario in, shares of simulated futures out.\n\n"
        "Start with: parley run march-2025",
        help_format="plaintext",
        version=VERSION,
        suppress_keyboard_interrupt=False,
        default_parameter=Parameter(negative=""),
        result_action="return_value",
    )
    for title, commands in GROUPS.items():
        group = Group.create_ordered(title)
        for name, (path, help_) in commands.items():
            app.command(path, name=name, help=help_, group=group, sort_key=COMMANDS.index(name))
    return app


def main(tokens: Sequence[str] | None = None) -> int:
    """Do what the command line says; exit code 0, 1 scenario or data error, 2 usage, 130 interrupted."""
    try:
        result = make_app()(sys.argv[1:] if tokens is None else tokens, exit_on_error=False, print_error=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else OK
    except UnusedCliTokensError as error:
        return _say(
            f"found {' '.join(error.unused_tokens or [])} too many; `parley --help` shows what can be said", WRONG_USAGE
        )
    except (CycloptsError, UsageError) as error:
        return _say(str(error), WRONG_USAGE)
    except KeyboardInterrupt as stopped:
        return _say(str(stopped) or "interrupted; nothing was saved", INTERRUPTED)
    except BrokenPipeError:
        return _enough()
    except SystemExit as error:  # what Rich, which prints tables and help, makes of a broken pipe
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        return _enough()
    except Exception as error:
        if not _is_for_the_user(error):
            raise
        return _say(str(error), WRONG_DATA)


def _enough() -> int:
    """Whoever read us has enough: what is still to be written goes nowhere, and nothing is wrong."""
    _silence(sys.stdout)
    return OK


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _is_for_the_user(error: Exception) -> bool:
    from sim.ensemble import EnsembleError
    from sim.glossary import NoSuchWordError
    from sim.load import ScenarioError
    from sim.manifest import RunError
    from sim.outcomes import OutcomeError

    return isinstance(error, (EnsembleError, NoSuchWordError, OutcomeError, RunError, ScenarioError))


def _say(message: str, code: int) -> int:
    try:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()
    except BrokenPipeError:  # the exit code still tells
        _silence(sys.stderr)
    return code
