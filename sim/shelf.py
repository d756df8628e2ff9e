"""Where scenarios are: shipped ones by name, the reader's own by path."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sim.problems import Place, ScenarioError, problem, suggest

_PACKAGE = Path(__file__).parent
ENDINGS = (".yaml", ".yml")
CASES = "historical"  # the subfolder of past offers, which are many and are asked for by name
TEMPLATE = "template"  # the file in it that cases extend
SEEN_BYTES = 200_000  # of a file, to tell whether it is a scenario


@dataclass(frozen=True)
class Entry(os.PathLike[str]):
    """A shipped scenario: its name, and the file that holds it."""

    name: str
    path: Path

    def __fspath__(self) -> str:
        return str(self.path)


def folder() -> Path:
    """The folder of shipped scenarios: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "_scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def list_scenarios() -> list[Entry]:
    """Shipped scenarios by name; those in subfolders as `toy/fearon`. Cases of the past are in `list_cases`."""
    return _shipped(cases=False)


def list_cases() -> list[Entry]:
    """Shipped cases of the past, as `historical/winter-war-1940-02`, without the file that they extend."""
    frame = f"{CASES}/{TEMPLATE}"
    return [entry for entry in _shipped() if entry.name.startswith(f"{CASES}/") and entry.name != frame]


def _shipped(cases: bool = True) -> list[Entry]:
    """Those of the folder and its subfolders; cases, of which there are hundreds, are looked for only if asked."""
    root = folder()
    top = [one for one in root.iterdir() if cases or one.name != CASES] if root.is_dir() else []
    files = [path for one in top for path in (one.rglob("*.yaml") if one.is_dir() else [one])]
    found = sorted(path for path in files if path.suffix == ".yaml" and path.is_file())
    return [Entry(path.relative_to(root).with_suffix("").as_posix(), path) for path in found]


def offered(here: Path | None = None) -> dict[str, Path]:
    """Scenarios to choose from, by name: those that are shipped, then the reader's own in the working folder.

    Nothing else: no name leads out of these folders.
    """
    root = (here or Path.cwd()).resolve()
    own = sorted(path for path in root.glob("*.y*ml") if path.suffix in ENDINGS and _looks_like_one(path, root))
    return {entry.name: entry.path for entry in list_scenarios()} | {path.name: path for path in own}


def _looks_like_one(path: Path, root: Path) -> bool:
    """Whether a file stands in the folder itself and begins a line with a key that only scenarios have."""
    try:
        if not path.is_file() or not path.resolve().is_relative_to(root):
            return False
        with path.open("rb") as stream:
            lines = stream.read(SEEN_BYTES).splitlines()
    except OSError:
        return False
    return any(line.startswith((b"issues:", b"extends:")) for line in lines)


def locate(name: str | os.PathLike[str]) -> Path:
    """The file of a scenario given by name or path; ScenarioError with the nearest name where there is none."""
    text = os.fspath(name)
    path = Path(text)
    if path.suffix in ENDINGS or path.is_absolute():
        return path
    known = {entry.name: entry.path for entry in _shipped()}
    if text in known:
        return known[text]
    here = path.with_name(path.name + ".yaml") if path.name else path
    if here.is_file():
        return here
    names = [name for name in known if not name.startswith(f"{CASES}/") or text.startswith(CASES)]
    raise ScenarioError([problem(Place(text or "name of the scenario"), _no_such(text, names))])


def _no_such(text: str, known: list[str]) -> str:
    inside = [name for name in known if text and name.startswith(text.rstrip("/") + "/")]
    if inside and text.startswith(CASES):
        return f"a folder of {len(inside) - 1} cases, expected one of them; `parley list {CASES}` shows them"
    if inside:
        return f"a folder of scenarios, expected one of them: {', '.join(inside)}"
    own = "a file of your own ends in .yaml"
    if not text:
        return f"found nothing, expected one; {suggest(text, known)}; {own}"
    return f"no scenario is called {text!r}; {suggest(text, known)}; {own}"


def split_variant(name: str) -> tuple[str, str | None]:
    """A scenario and its variant, as in `march-2025:overwhelming_card`.

    >>> split_variant("march-2025:base"), split_variant("toy/fearon")
    (('march-2025', 'base'), ('toy/fearon', None))
    """
    before, colon, after = name.rpartition(":")
    if not colon or "/" in after or "\\" in after or after.endswith(ENDINGS):  # C:\talks.yaml has no variant
        return name, None
    return before, after
