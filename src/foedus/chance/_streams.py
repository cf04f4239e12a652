"""Names for the places where luck is used, each with its own stable number."""

from __future__ import annotations

import sys
import zlib
from types import CodeType
from typing import NamedTuple, cast

import numpy as np

__all__ = ["stream"]


class _Place(NamedTuple):
    """Where a stream was declared."""

    name: str
    code: CodeType
    line: int

    def __str__(self) -> str:
        return f"{self.code.co_filename}:{self.line}"

    def is_again(self, other: _Place) -> bool:
        """Whether `other` is this very declaration, made once more: run again, or its module reloaded."""
        mine, its = self.code, other.code
        if (mine.co_filename, mine.co_qualname) != (its.co_filename, its.co_qualname):
            return False
        # A reloaded module is a new code object, and an edit may have moved the line.
        return self.line == other.line or mine is not its


_taken: dict[int, _Place] = {}


def stream(name: str) -> int:
    """Give a named stream of draws its stable number.

    Two decisions must never share their luck, so a name belongs to the place that declares it. The
    same place may do so again: a line that runs twice, a module that is reloaded.

    Raises
    ------
    ValueError
        If the name is declared in another place too, or another name has the same number.
    """
    frame = sys._getframe(1)
    here = _Place(name, frame.f_code, frame.f_lineno)
    number = zlib.crc32(name.encode())
    there = _taken.setdefault(number, here)
    if there.name != name:
        raise ValueError(f"the streams {name!r} and {there.name!r} have one number; rename one")
    if not there.is_again(here):
        raise ValueError(f"the stream {name!r} is declared twice, in {there} and {here}; rename one")
    _taken[number] = here
    # A plain integer would be a type of its own to the compiler, and each stream a fresh compilation.
    return cast("int", np.int64(number))
