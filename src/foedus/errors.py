"""The exceptions that Foedus raises on purpose.

::

    FoedusError                     anything a user can cause or must hear of
    ├── InputError (ValueError)     what was given cannot be used; exit status 2
    │   ├── FileError               a file does not say what it should; has a place
    │   ├── UnknownName             no such case, treaty, state, lever, …
    │   └── OutOfRange              a value outside the range that its lever or unit allows
    ├── OutputError (OSError)       a result could not be written; exit status 2
    └── Interrupted                 the user stopped the work; exit status 130

A message says what is wrong, where (file:line:column), what was expected, and the nearest valid
word. It fits on one line: tools and terminals show it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import NamedTuple

__all__ = [
    "FileError",
    "FoedusError",
    "InputError",
    "Interrupted",
    "OutOfRange",
    "OutputError",
    "Span",
    "UnknownName",
    "nearest",
]


class Span(NamedTuple):
    """A place in a file that a person wrote; line and column count from one."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``file:line:column``, leaving out what is not known."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


class FoedusError(Exception):
    """Anything that a user can cause or must hear of."""

    exit_status = 2


class InputError(FoedusError, ValueError):
    """What was given cannot be used."""


class FileError(InputError):
    """A file does not say what it should.

    Parameters
    ----------
    what
        What is wrong and what was expected, as one line.
    where
        The place in the file, if one is known.
    """

    def __init__(self, what: str, where: Span | None = None) -> None:
        self.what = what
        self.where = where
        super().__init__(f"{where}: {what}" if where else what)


class UnknownName(InputError, LookupError):
    """A name that nothing answers to; the message offers the nearest that something does.

    Parameters
    ----------
    kind
        What the name should have been, in the singular: ``"case"``, ``"lever"``.
    name
        The name as it was given.
    known
        The names that would have been understood.
    where
        The place where it was given, if it stood in a file.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], where: Span | None = None) -> None:
        self.kind, self.name, self.where = kind, name, where
        message = f"unknown {kind} {name!r}{nearest(name, known)}"
        super().__init__(f"{where}: {message}" if where else message)


class OutOfRange(InputError):
    """A value outside the range that its lever, unit or calendar allows."""


class OutputError(FoedusError, OSError):
    """A result could not be written; nothing was left half-written."""


class Interrupted(FoedusError):
    """The user stopped the work."""

    exit_status = 130


def _likeness(name: str, known: str) -> float:
    return SequenceMatcher(None, known, name).ratio()


def _shared(name: str, known: str) -> int:
    """Count the letters with which both begin."""
    return next((i for i, (a, b) in enumerate(zip(name, known, strict=False)) if a != b), len(name))


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name is closest, or list the known names if none is close.

    Of names that are equally close the one is told that begins as the given one does.

    Returns
    -------
    str
        The end of an error message, such as ``"; did you mean 'csto'?"``; empty if nothing is known.
    """
    names = sorted(set(known))
    if close := get_close_matches(name, names, n=len(names) or 1, cutoff=0.6):
        best = [one for one in close if _likeness(name, one) == _likeness(name, close[0])]
        return f"; did you mean {max(best, key=lambda one: _shared(name, one))!r}?"
    if not names:
        return ""
    shown = ", ".join(names[:12])
    return f"; known: {shown}" + (f" and {len(names) - 12} more" if len(names) > 12 else "")
