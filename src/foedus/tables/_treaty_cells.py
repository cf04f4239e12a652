"""Cells that the tables of the treaties share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from foedus.tables._codebook import GRADE, NOTE, SOURCE, Column, Row

if TYPE_CHECKING:
    from datetime import date

    from foedus.treaty import Treaty

__all__ = [
    "ARTICLE",
    "INSTRUMENT",
    "NOTED",
    "RESTS",
    "YES_NO",
    "condition",
    "day",
    "each",
    "listed",
    "noted",
    "rests",
    "span",
    "yes",
]

INSTRUMENT = Column("instrument", "Id of the instrument, in the table of instruments")
ARTICLE = Column("article", "Article of the instrument")
YES_NO = "0 or 1"
RESTS, NOTED = (GRADE, SOURCE), (GRADE, SOURCE, NOTE)


def each(make: Callable[[Treaty], list[Row]]) -> list[Row]:
    """Rows of every packaged treaty, each with its id."""
    from foedus.files import listing
    from foedus.treaty import load

    return [{"treaty": name, **row} for name in listing("treaty") for row in make(load(name))]


def day(given: date | None) -> str | None:
    """A date as text."""
    return given.isoformat() if given else None


def yes(given: bool | None) -> int | None:
    """A truth as a number."""
    return None if given is None else int(given)


def listed(given: Iterable[str]) -> str | None:
    """Words as one text, separated by a space."""
    return " ".join(given) or None


def rests(part: Any) -> Row:
    """Grade and source of a part."""
    return {"grade": part.grade, "source": listed(part.source)}


def noted(part: Any) -> Row:
    """Grade, source and note of a part."""
    return {**rests(part), "note": part.note or None}


def span(part: Any) -> Row:
    """First day, and first day after."""
    return {"from": day(part.from_), "to": day(part.to)}


def condition(given: Any) -> str | None:
    """A condition as it stands in the file, as JSON."""
    return None if given is None else str(given.model_dump_json(by_alias=True, exclude_none=True))
