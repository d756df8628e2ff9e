"""Writes down what a Python process opens and whom it calls, where PARLEY_WATCH names a file to write to.

Python imports a module of this name when it starts, if it finds one on its path; so worker processes are watched too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

WATCHED = {"open", "socket.connect", "socket.sendto", "socket.bind", "socket.getaddrinfo", "os.mkdir", "os.remove"}
WATCHED |= {"os.rename", "os.rmdir", "os.listdir", "os.scandir", "shutil.rmtree", "subprocess.Popen"}


def watch(file: str) -> Callable[[str, tuple[Any, ...]], None]:
    """A listener that appends one line for each event to a file."""
    log = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def listen(event: str, args: tuple[Any, ...]) -> None:
        if event in WATCHED:
            told = [arg if isinstance(arg, int) else str(arg) for arg in args]
            os.write(log, (json.dumps([event, *told]) + "\n").encode())

    return listen


if "PARLEY_WATCH" in os.environ:
    sys.addaudithook(watch(os.environ["PARLEY_WATCH"]))
