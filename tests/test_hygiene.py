"""What must not be in the repository: hosts of package registries, and paths of one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
REGISTRIES = re.compile(r"(?:py" r"pi\.org|python" r"hosted\.org|ana" r"conda\.(?:org|com)|npm" r"js\.(?:org|com))", re.I)
MACHINES = re.compile(r"(?:^|[\s\"'=(:])(/(?:ro" r"ot|wo" r"rk|ho" r"me|Us" r"ers|tm" r"p)/\w[^\s\"')]*)", re.M)


def tracked() -> dict[str, str]:
    """Text of every tracked file, by name."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return {str(path.relative_to(ROOT)): path.read_text("utf-8", "ignore") for path in paths if path.is_file()}


def test_no_file_names_the_host_of_a_package_registry():
    assert not {name: found.group() for name, text in tracked().items() if (found := REGISTRIES.search(text))}


def test_no_file_names_a_path_of_one_machine():
    assert not {name: found.group(1) for name, text in tracked().items() if (found := MACHINES.search(text))}


def test_every_pin_is_a_plain_name_and_version():
    pins = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    plain = re.compile(r'[a-z0-9-]+==[0-9][\w.]*(; python_version (<|>=) "3\.\d+")?')
    assert pins and not [pin for pin in pins if not plain.fullmatch(pin)]
