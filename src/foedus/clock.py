"""Dates and instants: ISO text in, UTC inside, the zone kept for what is shown.

A source often gives a day and no hour. `Moment` keeps the difference: a bare date has no hour and
is never read as midnight.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

from foedus.errors import OutOfRange

__all__ = ["Moment", "hours_between", "in_words", "parse_date", "parse_moment", "parse_zone"]


class Moment(NamedTuple):
    """A day, or an instant of it with the zone in which the source or the place told it.

    Attributes
    ----------
    day
        The local calendar day.
    instant
        The instant in UTC, or ``None`` where the hour is not known.
    offset
        Minutes east of UTC in which the instant was told; ``None`` for a bare day.
    """

    day: date
    instant: datetime | None = None
    offset: int | None = None

    def __str__(self) -> str:
        """Return ISO 8601: a bare date, or local time to the minute with its offset."""
        if self.instant is None or self.offset is None:
            return self.day.isoformat()
        local = self.instant.astimezone(timezone(timedelta(minutes=self.offset)))
        return local.isoformat(timespec="minutes")


def parse_date(text: str) -> date:
    """Read an ISO date.

    Raises
    ------
    OutOfRange
        If the text is not a date of the calendar, such as ``2022-02-30``.
    """
    try:
        if len(text) != 10 or text[4] + text[7] != "--":
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise OutOfRange(
            f"{text!r} is not a date of the calendar; expected year-month-day, such as 2022-01-05"
        ) from None


def parse_moment(text: str) -> Moment:
    """Read an ISO date, or an ISO date and time with an explicit zone.

    Raises
    ------
    OutOfRange
        If the text is neither, or gives an hour without a zone.
    """
    if "T" not in text:
        return Moment(parse_date(text))
    try:
        local = datetime.fromisoformat(text)
        offset = local.utcoffset()
        instant = local.astimezone(UTC) if offset is not None else None
    except (ValueError, OverflowError):
        raise OutOfRange(
            f"{text!r} is not a time of the calendar; expected such as 2022-01-05T16:30+06:00"
        ) from None
    if offset is None:
        raise OutOfRange(f"{text!r} has an hour but no zone; expected such as {text}+06:00")
    return Moment(local.date(), instant, int(offset.total_seconds()) // 60)


def parse_zone(text: str) -> int:
    """Read a fixed offset such as ``+06:00`` as minutes east of UTC.

    Raises
    ------
    OutOfRange
        If the text is not such an offset.
    """
    try:
        if not text.startswith(("+", "-", "Z")):
            raise OutOfRange
        return parse_moment(f"2000-01-01T00:00{text}").offset or 0
    except OutOfRange:
        raise OutOfRange(f"{text!r} is not an offset from UTC; expected such as +06:00") from None


def hours_between(start: datetime, end: datetime) -> float:
    """Hours from one instant to another; negative if the second comes first."""
    return (end - start) / timedelta(hours=1)


def in_words(day: date) -> str:
    """Write a day in words: ``16 December 1991``."""
    return f"{day.day} {day.strftime('%B %Y')}"
