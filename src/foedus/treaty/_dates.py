"""Dates of which only the year or the month is established."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from foedus.clock import parse_date
from foedus.errors import OutOfRange

__all__ = ["PartialDate", "as_date", "partial_date"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?\Z")


class PartialDate(NamedTuple):
    """A day, a month or a year.

    Attributes
    ----------
    first, last
        The first and last day that it may mean; equal where the day is established.
    text
        As it was written.
    """

    first: date
    last: date
    text: str

    def __str__(self) -> str:
        return self.text


def partial_date(text: str) -> PartialDate:
    """Read ``2007``, ``2007-06`` or ``2007-06-23``.

    Raises
    ------
    OutOfRange
        If the text is none of these.
    """
    if match := _PARTIAL.match(text):
        year, month = int(match[1]), int(match[2]) if match[2] else None
        if 1 <= year <= 9999 and (month is None or 1 <= month <= 12):
            last = month or 12
            return PartialDate(date(year, month or 1, 1), date(year, last, monthrange(year, last)[1]), text)
        raise OutOfRange(f"{text!r} is not a month of the calendar; expected such as 2007-06")
    day = parse_date(text)
    return PartialDate(day, day, text)


def as_date(on: date | str) -> date:
    """Take a date, or read one; raises `OutOfRange` for what the calendar does not know."""
    return on if isinstance(on, date) else parse_date(on)
