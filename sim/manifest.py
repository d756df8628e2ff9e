"""The manifest of a saved run: everything that is needed to run it again, sealed against damage."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

FORMAT = 1  # raise it where the meaning of a key changes, and teach `read` the older one
MANIFEST = "manifest.json"
FUTURES = "futures.parquet"
UNSEALED = "0" * 64


class RunError(Exception):
    """Something is wrong with a saved run; the message names it and the way out."""


def identity(asked: dict[str, Any]) -> str:
    """Id of a run, from what determines its result.

    >>> identity({"seed": 0, "weeks": 26}) == identity({"weeks": 26, "seed": 0})
    True
    """
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:32]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, manifest: dict[str, Any], file: str = MANIFEST) -> None:
    """Write the manifest of a folder with its seal: the SHA-256 of its own text with zeros in the seal's place."""
    files = {**manifest["files"], file: UNSEALED}
    manifest = {key: value for key, value in manifest.items() if key != "files"} | {"files": files}  # the seal is last
    text = json.dumps(manifest, indent=1, ensure_ascii=False, default=str) + "\n"
    seal = hashlib.sha256(text.encode()).hexdigest()
    head, zeros, tail = text.rpartition(UNSEALED)
    assert zeros, "the seal has its place"
    fresh = folder / f".{file}.{os.getpid()}"
    fresh.write_text(head + seal + tail, encoding="utf-8")
    flush(fresh)
    fresh.replace(folder / file)
    flush(folder)


def read(folder: Path, file: str = MANIFEST) -> dict[str, Any]:
    """The manifest of a folder; RunError where it is not what was written."""
    path = folder / file
    data = path.read_bytes()
    try:
        manifest: dict[str, Any] = json.loads(data)
        seal = manifest["files"][file]
        head, found, tail = data.rpartition(seal.encode())
        whole = bool(found) and hashlib.sha256(head + UNSEALED.encode() + tail).hexdigest() == seal
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise RunError(
            f"{path} is not what was saved: it was changed or damaged. Bring it back from a copy, "
            "or run the scenario again"
        )
    if manifest["format"] > FORMAT:
        raise RunError(f"{path} has format {manifest['format']}, this parley reads up to {FORMAT}: install a newer one")
    return manifest


def flush(path: Path) -> None:
    """Make the system write a file or folder to the disk now."""
    if os.name == "nt" and path.is_dir():
        return  # Windows flushes no folders
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
