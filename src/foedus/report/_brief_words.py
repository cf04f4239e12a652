"""Words that every part of a brief uses: days, lists, rows, and a piece with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from foedus.clock import Moment
from foedus.report._brief_cited import Basis, Cited
from foedus.report._outline import Bullets, Column, Inline, Paragraph, Table, Text, text

if TYPE_CHECKING:
    from foedus.units import Quantity

__all__ = [
    "NOT_RECORDED",
    "bullets",
    "cite",
    "day",
    "hour",
    "joined",
    "paragraph",
    "sentence",
    "size",
    "span_of_days",
    "table",
]

#: What stands where nothing is on record: never zero, never silence.
NOT_RECORDED = "not recorded"


def cite(words: str, basis: Basis) -> Cited:
    """Words that rest on something; folded to one line."""
    return Cited(" ".join(words.split()), basis)


def sentence(words: str) -> str:
    """The same words with a capital at the beginning and no stop at the end."""
    bare = " ".join(words.split()).rstrip(".")
    return bare[:1].upper() + bare[1:]


def day(given: Any) -> str:
    """Write a day, a month or a year in words; `given` may be a date or a date of which less is known.

    Examples
    --------
    >>> day(date(2022, 1, 5))
    '5 January 2022'
    """
    if given is None:
        return NOT_RECORDED
    if isinstance(given, date):
        return f"{given.day} {given.strftime('%B')} {given.year}"
    parts = str(given).split("-")
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return f"{date(int(parts[0]), int(parts[1]), 1).strftime('%B')} {parts[0]}"
    return day(date.fromisoformat(str(given)))


def hour(given: Moment) -> str:
    """Write a day, with the local hour and zone where they are known."""
    told = day(given.day)
    if given.instant is None:
        return told
    local = str(given).partition("T")[2]
    return f"{told}, {local[:5]} ({local[5:]})"


def size(quantity: Quantity) -> str:
    """Write a quantity; a part of one as a percentage."""
    low, high = quantity.low, quantity.high
    if quantity.unit == "1":
        if low is not None and high is not None and 0 < low <= high < 1:
            return f"{low:.4g}" if high > 1 else _percent(low, high)
        return str(quantity).removesuffix(" 1")
    if quantity.unit == "day":
        return f"day {str(quantity).removesuffix(' day')}"
    if low == 1 and high == 1:
        return str(quantity).removesuffix("s")
    return str(quantity)


def span_of_days(first: date, quantity: Quantity) -> str:
    """Write days of a case as dates; `first` is day 1.

    Examples
    --------
    >>> from foedus.units import Quantity
    >>> span_of_days(date(2022, 1, 2), Quantity("day", 8, 9))
    '9 January 2022 to 10 January 2022'
    """
    told = [day(first + timedelta(days=int(bound) - 1)) for bound in (quantity.low, quantity.high) if bound]
    return " to ".join(dict.fromkeys(told)) or NOT_RECORDED


def _percent(low: float, high: float) -> str:
    first, last = (f"{100 * bound:.4g}" for bound in (low, high))
    return f"{first} %" if low == high else f"{first}–{last} %"


def joined(items: Sequence[Text | Inline], last: str = " and ", between: str = ", ") -> Text:
    """Join pieces as in a sentence: ``a, b and c``."""
    found: list[Inline] = []
    for place, item in enumerate(items):
        if place:
            found.append(last if place == len(items) - 1 else between)
        found += item if isinstance(item, tuple) else [item]
    return tuple(found)


def paragraph(*parts: Inline | Text, kind: str = "plain") -> Paragraph:
    """A paragraph of a brief; all of a brief stands on the screen too."""
    return Paragraph(text(*parts), kind, screen=True)


def bullets(items: Sequence[Text]) -> Bullets | Paragraph:
    """A list, or a sentence that says that nothing is on record."""
    return Bullets(tuple(items), screen=True) if items else paragraph(sentence(NOT_RECORDED), ".")


def table(
    name: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Text | Inline]], *note: Inline
) -> Table | Paragraph:
    """A table, or a sentence that says that nothing is on record."""
    if not rows:
        return paragraph(f"{caption}: {NOT_RECORDED}.")
    cells = tuple(tuple(c if isinstance(c, tuple) else (c,) for c in row) for row in rows)
    return Table(name, caption, tuple(Column(title) for title in columns), cells, tuple(note), screen=True)
