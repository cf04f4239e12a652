"""Dated, sourced profiles of states: the format ``state/1`` and what of it held on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, FiniteFloat, model_validator

from foedus.atlas._places import states
from foedus.atlas._sourced import (
    Citation,
    Day,
    Entry,
    Figure,
    Grade,
    Iso3,
    Names,
    Words,
    check_sources,
    newest,
)
from foedus.errors import FileError, UnknownName
from foedus.files import Placed, read
from foedus.units import Quantity, quantity

__all__ = ["FIELDS", "Fact", "Profile", "StateFile", "neighbours", "profile", "read_state"]

#: The fields of a profile in the order in which they are shown, with the question that each answers.
FIELDS: dict[str, str] = {
    "names": "what the state is called",
    "independence": "since when it is independent",
    "capital": "its capital, by the name of the day",
    "neighbours": "the states with which it shares a land border, with its length",
    "waters": "the seas and inland seas on which it lies",
    "area": "its area",
    "rank": "its place in the world by area",
    "terrain": "what the land is like",
    "highest_point": "its highest point",
    "lowest_point": "its lowest point",
    "climate": "its climate",
    "currency": "its currency",
    "groups": "the largest groups of its people by share",
    "energy_exports": "the energy that it sells abroad",
}


class Naming(Entry):
    """Short and long name."""

    short: Names
    long: Names = Field(default_factory=Names)


class Independence(Entry):
    """The day and the act of independence."""

    day: Day
    act: str


class Capital(Entry):
    """The capital under one name."""

    names: Names


class Neighbour(Entry):
    """A land border: the state beyond it, and its length in km."""

    state: Iso3
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Neighbour:
        quantity("km", self.low, self.high)
        return self

    @property
    def quantity(self) -> Quantity:
        """Length of the border."""
        return Quantity("km", self.low, self.high)


class Water(Entry):
    """A sea, or an inland sea, with the length of the shore in km where one is given."""

    names: Names
    kind: Literal["sea", "inland sea", "ocean"]
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None

    @property
    def quantity(self) -> Quantity:
        """Length of the shore."""
        return quantity("km", self.low, self.high)


class Point(Figure):
    """A height with a name."""

    names: Names


class Text(Entry):
    """A sentence."""

    text: str


class Currency(Entry):
    """A currency with its ISO 4217 code."""

    code: str = Field(pattern=r"^[A-Z]{3}$")
    names: Names


class Groups(Entry):
    """Shares of the people by group, from a census or an estimate."""

    year: int = Field(ge=1900, le=2100)
    basis: Literal["census", "estimate"]
    known: Day | None = None
    shares: dict[str, float] = Field(min_length=1)

    @model_validator(mode="after")
    def _of_a_whole(self) -> Groups:
        if any(not 0 < share <= 1 for share in self.shares.values()) or sum(self.shares.values()) > 1.005:
            raise ValueError("shares are parts of one: each above 0, together at most 1")
        return self

    @property
    def since(self) -> date:
        """The day from which the shares could be known."""
        return self.known or date(self.year + 1, 1, 1)


class Export(Figure):
    """What was sold abroad of one good in a year, or a part of it."""

    commodity: str
    period: str = ""


class Absence(Placed):
    """Why a field has no entries although the answer is known: there is none."""

    why: str
    grade: Grade
    source: Words


class StateFile(Placed):
    """A file of the format ``state/1``."""

    schema_: Literal["state/1"] = Field(alias="schema")
    iso3: Iso3
    sources: dict[str, Citation]
    none: dict[str, Absence] = Field(default_factory=dict)
    names: tuple[Naming, ...] = ()
    independence: tuple[Independence, ...] = ()
    capital: tuple[Capital, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    waters: tuple[Water, ...] = ()
    area: tuple[Figure, ...] = ()
    rank: tuple[Figure, ...] = ()
    terrain: tuple[Text, ...] = ()
    highest_point: tuple[Point, ...] = ()
    lowest_point: tuple[Point, ...] = ()
    climate: tuple[Text, ...] = ()
    currency: tuple[Currency, ...] = ()
    groups: tuple[Groups, ...] = ()
    energy_exports: tuple[Export, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a profile on a day.

    Attributes
    ----------
    field
        A key of `FIELDS`.
    status
        ``recorded``; ``none`` where it is established that there is none; ``not recorded`` where no
        source was found, which is neither.
    entries
        What held on that day.
    later
        Whether the figures given were known only after that day.
    absence
        Why there is none.
    """

    field: str
    status: Literal["recorded", "none", "not recorded"]
    entries: tuple[Entry, ...] = ()
    later: bool = False
    absence: Absence | None = None

    def json(self) -> dict[str, Any]:
        """Give the field as JSON."""
        document: dict[str, Any] = {"status": self.status, "entries": []}
        for entry in self.entries:
            item = entry.model_dump(mode="json", by_alias=True, exclude_none=True)
            document["entries"].append(item)
        if self.entries:
            document["later"] = self.later
        if self.absence:
            document["why"] = self.absence.model_dump(mode="json")
        return document


@dataclass(frozen=True, slots=True)
class Profile:
    """What is recorded of a state on a day.

    Attributes
    ----------
    iso3, on
        The state and the day.
    facts
        Every key of `FIELDS`, in order.
    sources
        What the facts cite, by id.
    """

    iso3: str
    on: date
    facts: dict[str, Fact]
    sources: dict[str, Citation]

    @property
    def independent(self) -> bool | None:
        """Whether the state was independent on the day; ``None`` where that is not recorded."""
        days = [entry.day for entry in self.facts["independence"].entries if isinstance(entry, Independence)]
        return min(days) <= self.on if days else None

    def cited(self) -> dict[str, Citation]:
        """Sources that the facts of this day rest on, their dissent included."""
        used: set[str] = set()
        for fact in self.facts.values():
            parts: list[Any] = [*fact.entries, *([fact.absence] if fact.absence else [])]
            parts += [dissent for entry in fact.entries for dissent in entry.dissent]
            used |= {cited.partition("#")[0] for part in parts for cited in part.source}
        return {name: source for name, source in self.sources.items() if name in used}


E_ = TypeVar("E_", bound=Entry)
_Chosen = tuple[tuple[Entry, ...], bool]


def _holding(entries: tuple[Entry, ...], on: date) -> _Chosen:
    return tuple(entry for entry in entries if entry.holds(on)), False


def _always(entries: tuple[Entry, ...], on: date) -> _Chosen:
    return entries, False


def _newest(entries: tuple[Any, ...], on: date) -> _Chosen:
    chosen = newest([entry for entry in entries if entry.holds(on)], on)
    return ((chosen[0],), chosen[1]) if chosen else ((), False)


def _newest_each(entries: tuple[Any, ...], on: date) -> _Chosen:
    goods = dict.fromkeys(entry.commodity for entry in entries)
    chosen = [found for good in goods if (found := newest([e for e in entries if e.commodity == good], on))]
    known = tuple(entry for entry, later in chosen if not later)
    return (known, False) if known else (tuple(entry for entry, _ in chosen), bool(chosen))


_CHOICE: dict[str, Callable[[tuple[Any, ...], date], _Chosen]] = {
    "independence": _always,
    "area": _newest,
    "rank": _newest,
    "highest_point": _newest,
    "lowest_point": _newest,
    "groups": _newest,
    "energy_exports": _newest_each,
}


def read_state(path: Path) -> StateFile:
    """Read a file of the format ``state/1``.

    Raises
    ------
    FileError
        With the place of the first mistake.
    """
    file = read(path, StateFile)
    for name, absence in file.none.items():
        if name not in FIELDS:
            raise FileError(str(UnknownName("field", name, FIELDS)), absence.span)
        if getattr(file, name):
            raise FileError(f"{name!r} has entries and is said to have none", absence.span)
    check_sources(file, file.sources)
    return file


def profile(iso3: str, on: date) -> Profile:
    """Give the profile of a packaged state on a day.

    Parameters
    ----------
    iso3
        ISO 3166-1 alpha-3 code.
    on
        The day: values that ended before it or began after it are left out, and of figures the newest
        that was known by then is given.

    Raises
    ------
    UnknownName
        If there is no profile of that state; the message offers the nearest.
    """
    file = _file(iso3)
    facts = {}
    for name in FIELDS:
        entries, later = _CHOICE.get(name, _holding)(getattr(file, name), on)
        absence = file.none.get(name)
        status: Literal["recorded", "none", "not recorded"] = "not recorded"
        if entries:
            status = "recorded"
        elif absence:
            status = "none"
        facts[name] = Fact(name, status, entries, later, absence)
    return Profile(iso3, on, facts, file.sources)


@lru_cache(maxsize=32)
def _file(iso3: str) -> StateFile:
    path = Path(str(files("foedus"))) / "library" / "atlas" / "states" / f"{iso3.lower()}.yaml"
    if iso3 not in states() or not path.is_file():
        raise UnknownName("state", iso3, states())
    return read_state(path)


def neighbours(iso3: str) -> tuple[str, ...]:
    """ISO3 codes of the states with which a state has a land border; raises as `profile`."""
    return tuple(entry.state for entry in _file(iso3).neighbours)
