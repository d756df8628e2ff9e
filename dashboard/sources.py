"""Sources: being built."""

from __future__ import annotations

from .runs import page

__all__ = ["page"]
