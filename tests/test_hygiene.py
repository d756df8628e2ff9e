"""What must not be in the repository: hosts of package registries, and paths of one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Each word is broken in two, so that this file does not name what it forbids.
HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "ana" + "conda.com",
    "ana" + "conda.org",
    "npm" + "js.com",
    "npm" + "js.org",
)
REGISTRIES = re.compile("|".join(map(re.escape, HOSTS)), re.IGNORECASE)
FOLDERS = "|".join(("ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers", "tm" + "p"))
MACHINES = re.compile(rf"(?:^|[\s\"'=(:])(/(?:{FOLDERS})/\w[^\s\"')]*)", re.MULTILINE)


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
