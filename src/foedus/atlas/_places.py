"""The packaged lists of states and airfields."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from foedus.errors import InputError, UnknownName

__all__ = [
    "Airfield",
    "City",
    "State",
    "airfield",
    "airfields",
    "cities",
    "city",
    "state",
    "state_key",
    "states",
]


@dataclass(frozen=True, slots=True)
class Airfield:
    """An airfield that a lift may use.

    Attributes
    ----------
    id
        Its name in files, such as ``ivanovo-severny``.
    name
        Its name in English.
    icao
        Its ICAO code; empty where it has none that was found.
    state
        ISO3 code of the state in which it lies.
    lat, lon
        Degrees, north and east positive.
    source
        Where the position comes from; ``judgement: …`` where nothing published was read.
    note
        What else should be known of it.
    """

    id: str
    name: str
    icao: str
    state: str
    lat: float
    lon: float
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class City:
    """A city of a place network.

    Attributes
    ----------
    name
        Its name in English, as called in January 2022.
    state
        ISO3 code of the state in which it lies.
    lat, lon
        Degrees, north and east positive.
    population, year
        People, and the year of the count.
    zone
        Its clock in January 2022, such as ``+06:00``.
    source, note
        Where the position comes from, and what else should be known.
    """

    name: str
    state: str
    lat: float
    lon: float
    population: int
    year: int
    zone: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class State:
    """A state with the codes by which data sets know it.

    Attributes
    ----------
    iso3
        ISO 3166-1 alpha-3 code.
    name
        Its short name in English.
    cow, gw
        Numbers in the lists of the Correlates of War and of Gleditsch and Ward.
    capital
        Its capital as called in January 2022.
    lat, lon
        Of the capital, in degrees to about a kilometre.
    source
        Addresses, separated by a space.
    """

    iso3: str
    name: str
    cow: int
    gw: int
    capital: str
    lat: float
    lon: float
    source: str


@lru_cache(maxsize=1)
def airfields() -> Mapping[str, Airfield]:
    """All packaged airfields by id."""
    return MappingProxyType(
        {
            row["id"]: Airfield(
                id=row["id"],
                name=row["name"],
                icao=row["icao"],
                state=row["state"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                source=row["source"],
                note=row["note"],
            )
            for row in _rows("airfields.csv")
        }
    )


@lru_cache(maxsize=1)
def cities() -> Mapping[tuple[str, str], City]:
    """All packaged cities by state and name."""
    return MappingProxyType(
        {
            (row["state"], row["name"]): City(
                name=row["name"],
                state=row["state"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                population=int(row["population"]),
                year=int(row["year"]),
                zone=row["zone"],
                source=row["source"],
                note=row["note"],
            )
            for row in _rows("cities.csv")
        }
    )


@lru_cache(maxsize=1)
def states() -> Mapping[str, State]:
    """All packaged states by ISO3 code: those that are or were parties to the Collective Security Treaty."""
    return MappingProxyType(
        {
            row["iso3"]: State(
                iso3=row["iso3"],
                name=row["name"],
                cow=int(row["cow"]),
                gw=int(row["gw"]),
                capital=row["capital"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                source=row["source"],
            )
            for row in _rows("states.csv")
        }
    )


def airfield(name: str) -> Airfield:
    """Find an airfield by its id.

    Raises
    ------
    UnknownName
        If there is none of that id; the message offers the nearest.
    """
    known = airfields()
    if name not in known:
        raise UnknownName("airfield", name, known)
    return known[name]


def city(state: str, name: str) -> City:
    """Find a city by its state and name.

    Raises
    ------
    UnknownName
        If the state has none of that name; the message offers the nearest.
    """
    known = cities()
    if (state, name) not in known:
        raise UnknownName("city", name, [city for where, city in known if where == state])
    return known[state, name]


def state(iso3: str) -> State:
    """Find a state by its ISO3 code.

    Raises
    ------
    UnknownName
        If there is none of that code; the message offers the nearest.
    """
    known = states()
    if iso3 not in known:
        raise UnknownName("state", iso3, known)
    return known[iso3]


def state_key(state: str) -> int:
    """Give a state its stable number for keyed draws, from its ISO3 code.

    Raises
    ------
    InputError
        If the code is not three capital letters.
    """
    if len(state) != 3 or not (state.isascii() and state.isalpha() and state.isupper()):
        raise InputError(
            f"{state!r} is not an ISO3 code of a state; expected three capital letters, such as KAZ"
        )
    a, b, c = (ord(letter) - ord("A") for letter in state)
    return (a * 26 + b) * 26 + c


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("foedus") / "library" / "atlas" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
