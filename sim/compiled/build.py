"""Builds the compiled rules: python sim/compiled/build.py

Zig's C compiler comes as a wheel, so that nobody needs a compiler of their own: pip fetches it to build parley, and
the library needs nothing of it afterwards. On x86-64 it holds the rules three times, for processors of three
generations; dispatch.c picks one when it is called. Standard library only: pip runs this before parley is there.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LIBRARY = "engine.so"  # under this name on every system
GENERATIONS = {  # what engine.c calls its one function -> options of the compiler
    "parley_run_plain": ["-mcpu=x86_64"],
    "parley_run_v3": ["-mcpu=x86_64_v3"],
    "parley_run_v4": ["-mcpu=x86_64_v4", "-mprefer-vector-width=512"],
}
OPTIONS = [
    "-std=gnu11", "-O3", "-g0", "-fPIC", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-Wno-psabi",
]  # fmt: skip


def fingerprint() -> str:
    """Of the C sources, as they are now."""
    text = b"".join(path.read_bytes() for path in sorted([*HERE.glob("*.h"), *HERE.glob("*.c"), HERE / "build.py"]))
    return hashlib.sha256(text).hexdigest()[:16]


def build() -> Path:
    """Compile into this folder. subprocess.CalledProcessError where the compiler refuses."""
    many = platform.machine().lower() in ("x86_64", "amd64")
    with tempfile.TemporaryDirectory() as folder:
        made = {
            Path(folder) / f"{name}.o": [*options, f"-DRUN={name}", "-c", str(HERE / "engine.c")]
            for name, options in (GENERATIONS.items() if many else [("parley_run_plain", list[str]())])
        }
        compile_each(folder, *([*options, "-o", str(part)] for part, options in made.items()))
        whole = Path(folder) / LIBRARY
        compile_each(
            folder,
            [
                *(["-DGENERATIONS"] if many else []), f'-DFINGERPRINT="{fingerprint()}"', "-shared",
                str(HERE / "dispatch.c"), *map(str, made), "-o", str(whole),
            ],
        )  # fmt: skip
        (HERE / LIBRARY).unlink(missing_ok=True)  # a process that runs keeps the old one
        (HERE / LIBRARY).write_bytes(whole.read_bytes())
    return HERE / LIBRARY


def compile_each(folder: str, *each: list[str]) -> None:
    """Run the compiler with each of several lists of arguments, all at the same time."""
    compiler = [sys.executable, "-m", "ziglang", "cc", *OPTIONS]
    caches = {name: folder for name in ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR")}
    running = [subprocess.Popen([*compiler, *arguments], env=os.environ | caches) for arguments in each]
    for one in running:
        if one.wait():
            raise subprocess.CalledProcessError(one.returncode, one.args)


def get_build_hook() -> type[Any]:
    """What hatchling calls while it builds a wheel."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class Compiled(BuildHookInterface[Any]):
        """Puts the compiled rules into the wheel, which is then one for this kind of machine."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Compile; where that cannot be, parley does without, and says so when it runs."""
            try:
                build()
            except (OSError, subprocess.CalledProcessError) as error:
                self.app.display_warning(
                    f"the rules could not be compiled, parley will run several times slower: {error}"
                )
                return
            build_data["artifacts"].append(f"sim/compiled/{LIBRARY}")
            build_data["pure_python"] = False
            system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["tag"] = f"py3-none-{system}"

    return Compiled


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
