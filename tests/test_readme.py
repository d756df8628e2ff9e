"""The commands that README gives are the ones that work."""

from __future__ import annotations

import re

from tests.test_told import RECORDED, ROOT


def test_readme_shows_the_output_of_its_first_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [install, tests] = re.findall(r"```sh\n(python3 -m venv [^\n]+)\n```", text)
    shown = [block["commands"] for block in RECORDED.finditer(text)]
    assert install.endswith(f".venv/bin/{shown[0]}")
    assert tests.endswith("pytest")
    assert "-c constraints.txt" in install and "-c constraints.txt" in tests
