"""Pages show what parley really prints.

A block `<!-- output of: COMMAND -->` is all that COMMAND prints, of several joined by `&&` what the last one prints;
`<!-- output of: COMMAND | up to: WORDS -->` is cut before the first line that begins with WORDS. After a change on
purpose: python -m tests.test_told writes the new output into all pages, or into those it is given.
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

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/asking.md", "docs/drivers.md")
RECORDED = re.compile(
    r"(<!-- output of: (?P<commands>parley [^\n|]+?)(?: \| up to: (?P<end>[^\n]+?))? -->\n```text\n)"
    r"(?P<text>.*?)(```\n<!-- end of output -->)",
    re.S,
)
BLOCKS = [(page, block) for page in PAGES for block in RECORDED.finditer((ROOT / page).read_text("utf-8"))]


def printed(commands: str, end: str | None = None) -> str:
    """What the last of some commands prints on stdout, beginning with an empty store of runs."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARLEY_RUNS"] = folder
        for command in commands.split(" && "):
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                code = main(shlex.split(command)[1:])
            assert code == 0, f"{command} ended with {code}"
    text = out.getvalue()
    return text[: None if end is None else text.index(f"\n{end}")].rstrip("\n") + "\n"


def test_every_page_has_blocks_and_every_marker_is_one():
    for page in PAGES:
        text = (ROOT / page).read_text("utf-8")
        assert text.count("<!-- output of: ") == len(RECORDED.findall(text)) > 0, page


@pytest.mark.baseline
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=[f"{page}: {block['commands']}" for page, block in BLOCKS])
def test_a_page_shows_what_the_command_prints(page: str, block: re.Match[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARLEY_RUNS", "")
    assert printed(block["commands"], block["end"]) == block["text"], page


def rewrite(page: str) -> None:
    file = ROOT / page
    text = file.read_text("utf-8")
    text = RECORDED.sub(lambda block: block[1] + printed(block["commands"], block["end"]) + block[5], text)
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{page} shows the present output\n")


if __name__ == "__main__":
    for name in sys.argv[1:] or PAGES:
        rewrite(name)
