"""The words of the command line. A command is loaded when it is called, so that help comes at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Parameter, UnusedCliTokensError

from sim.version import VERSION

COMMANDS = {
    "run": ("sim.cli_run:run", "Simulate many futures of a scenario and save them"),
    "validate": ("sim.cli_scenarios:validate", "Check scenario files, with line and column of every fault"),
    "list": ("sim.cli_scenarios:list_", "Show the scenarios that come with parley, and their variants"),
    "new": ("sim.cli_scenarios:new", "Begin a scenario of your own"),
    "schema": ("sim.cli_scenarios:schema", "Print the JSON Schema of scenario files, for editors"),
    "explain": ("sim.cli_run:explain", "Tell one simulated future week by week, and why it went so"),
    "compare": ("sim.cli_compare:compare", "Hold runs against each other: what differs, and what made the difference"),
    "runs": ("sim.cli_runs:app", "Saved runs: list, show, tag, note, rename, archive, export, rm"),
    "dashboard": ("sim.cli_dashboard:dashboard", "Open saved runs in the browser, on this machine only"),
}
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
    for order, (name, (path, help_)) in enumerate(COMMANDS.items()):
        app.command(path, name=name, help=help_, sort_key=order)
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
    except KeyboardInterrupt:
        return _say("interrupted; nothing was saved", INTERRUPTED)
    except BrokenPipeError:  # whoever read us has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if not _is_for_the_user(error):
            raise
        return _say(str(error), WRONG_DATA)


def _is_for_the_user(error: Exception) -> bool:
    from sim.ensemble import EnsembleError
    from sim.load import ScenarioError
    from sim.manifest import RunError

    return isinstance(error, (EnsembleError, RunError, ScenarioError))


def _say(message: str, code: int) -> int:
    sys.stderr.write(message + "\n")
    return code
