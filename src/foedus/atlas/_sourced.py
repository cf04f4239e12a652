"""What every packaged value carries: from when to when, how well it was verified, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, FiniteFloat, model_validator

from foedus.clock import parse_date
from foedus.errors import FileError, UnknownName
from foedus.files import Placed
from foedus.units import UNITS, Quantity, quantity

__all__ = [
    "LANGUAGES",
    "Citation",
    "Day",
    "Dissent",
    "Entry",
    "Figure",
    "Grade",
    "Iso3",
    "Names",
    "Unit",
    "Words",
    "check_sources",
    "newest",
]

#: The languages in which names are kept, by their ISO 639-1 codes.
LANGUAGES: dict[str, str] = {"en": "English", "kk": "Kazakh", "ru": "Russian"}

#: How well a value was verified: A read in the source named, B told by others of it, C general knowledge.
Grade = Literal["A", "B", "C"]

_ISO3 = re.compile(r"[A-Z]{3}\Z")


def _day(value: object) -> object:
    return parse_date(value) if isinstance(value, str) else value


def _words(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _iso3(value: object) -> object:
    if not isinstance(value, str) or not _ISO3.match(value):
        raise ValueError(f"{value!r} is not a state; expected three capital letters of ISO 3166, such as KAZ")
    return value


def _unit(value: object) -> object:
    if not isinstance(value, str) or value not in UNITS:
        raise UnknownName("unit", str(value), UNITS)
    return value


Unit = Annotated[str, BeforeValidator(_unit)]
Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[list[str], BeforeValidator(_words), Field(min_length=1)]
Iso3 = Annotated[str, BeforeValidator(_iso3)]


class Citation(Placed):
    """Where something can be read: an address, the name of a file, or a place in words."""

    title: str
    url: str = ""
    file: str = ""
    place: str = ""
    published: str = ""
    note: str = ""

    @property
    def where(self) -> str:
        """Where it can be read."""
        return self.url or self.file or self.place

    @model_validator(mode="after")
    def _somewhere(self) -> Citation:
        if not self.where:
            raise ValueError("neither 'url', 'file' nor 'place' is given; expected where it can be read")
        return self


class Names(Placed):
    """A name in the languages of `LANGUAGES`; ``None`` where none was found."""

    en: str | None = None
    kk: str | None = None
    ru: str | None = None

    def told(self) -> dict[str, str]:
        """Give every language its name, or ``not recorded``."""
        return {code: getattr(self, code) or "not recorded" for code in LANGUAGES}


class Dissent(Placed):
    """What another source says of the same thing, and why it was not taken."""

    says: str
    why: str
    source: Words


class Entry(Placed):
    """A value with its time and its source; half-open, so that on the day `to` it no longer holds."""

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    grade: Grade
    source: Words
    note: str = ""
    dissent: tuple[Dissent, ...] = ()

    @model_validator(mode="after")
    def _forward(self) -> Entry:
        if self.from_ and self.to and self.to <= self.from_:
            raise ValueError(f"ends ({self.to}) before it begins ({self.from_})")
        return self

    def holds(self, on: date) -> bool:
        """Tell whether the value holds on a day."""
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on < self.to)


class Figure(Entry):
    """A number as an interval in a unit, with the year of which it tells.

    ``known`` is the day on which it could be known; without it, the first day after its year.
    """

    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    unit: Unit
    year: int | None = Field(None, ge=1900, le=2100)
    known: Day | None = None

    @model_validator(mode="after")
    def _measured(self) -> Figure:
        if self.low is None and self.high is None:
            raise ValueError("neither 'low' nor 'high' is given; a figure that is not known is left out")
        quantity(self.unit, self.low, self.high)
        return self

    @property
    def quantity(self) -> Quantity:
        """The interval with its unit."""
        return Quantity(self.unit, self.low, self.high)

    @property
    def since(self) -> date:
        """The day from which the figure could be known; of a timeless one, the first of all days."""
        if self.known:
            return self.known
        return date(self.year + 1, 1, 1) if self.year else date.min


class _Since(Protocol):
    @property
    def since(self) -> date:
        """Day from which it could be known."""


F = TypeVar("F", bound=_Since)


def newest(values: Iterable[F], on: date) -> tuple[F, bool] | None:
    """Choose the value that was the newest known on a day.

    Returns
    -------
    tuple or None
        The value, and whether it was known only later: where nothing was known by that day, the earliest
        later one stands in, and says so. ``None`` if there are no values at all.
    """
    ordered = sorted(values, key=lambda value: value.since)
    if not ordered:
        return None
    known = [value for value in ordered if value.since <= on]
    return (known[-1], False) if known else (ordered[0], True)


def check_sources(model: BaseModel, known: Mapping[str, Citation]) -> None:
    """Check that every source that a file cites is among its `sources`.

    A citation is an id, with a place in the source after ``#`` where one is given.

    Raises
    ------
    FileError
        With the place of the first value that cites a source that is not there.
    """
    for part in _parts(model):
        for cited in getattr(part, "source", ()):
            name = str(cited).partition("#")[0]
            if name not in known:
                where = part.span if isinstance(part, Placed) else None
                raise FileError(str(UnknownName("source", name, known)), where)


def _parts(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _parts(item)
