"""README shows what parley really prints, and the commands that it gives are the ones that work.

After a change on purpose: python tests/test_readme.py writes the new output into README.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

import pytest

from sim.cli import main

README = Path(__file__).parents[1] / "README.md"
RECORDED = re.compile(r"(<!-- output of: (parley [^\n]+?) -->\n```text\n)(.*?)(```\n<!-- end of output -->)", re.S)


def printed(command: str) -> str:
    """What a command prints on stdout, with an empty store of runs."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out):
        os.environ["PARLEY_RUNS"] = folder
        code = main(shlex.split(command)[1:])
    assert code == 0, f"{command} ended with {code}"
    return out.getvalue()


@pytest.mark.baseline
@pytest.mark.parametrize("block", list(RECORDED.finditer(README.read_text("utf-8"))), ids=lambda block: block.group(2))
def test_the_output_in_readme_is_what_the_command_prints(block: re.Match[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARLEY_RUNS", "")
    assert printed(block.group(2)) == block.group(3)


def test_readme_shows_the_output_of_its_first_command():
    text = README.read_text(encoding="utf-8")
    [install, tests] = re.findall(r"```sh\n(python3 -m venv [^\n]+)\n```", text)
    shown = [block.group(2) for block in RECORDED.finditer(text)]
    assert install.endswith(f".venv/bin/{shown[0]}")
    assert tests.endswith("pytest")
    assert "-c constraints.txt" in install and "-c constraints.txt" in tests


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(RECORDED.sub(lambda block: block[1] + printed(block[2]) + block[4], text), encoding="utf-8")
    sys.stdout.write("README.md shows the present output\n")
