"""Organisations: seat, bodies, budget, forces, exercises and programmes, in the format ``organisation/1``.

Members, chairs, Secretaries-General and the organs that norms name stand in the treaty file that the
organisation points to, and are not told twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, FiniteFloat, model_validator

from foedus.atlas._sourced import Citation, Day, Entry, Figure, Grade, Iso3, Names, Words, check_sources
from foedus.errors import FileError, UnknownName
from foedus.files import Placed, read
from foedus.units import Quantity, quantity

__all__ = [
    "Force",
    "Organisation",
    "OrganisationFile",
    "Programme",
    "Strength",
    "organisation",
    "organisations",
    "read_organisation",
]


def _when(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


#: A year, a month or a day, as text.
When = Annotated[str, BeforeValidator(_when), Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$")]


class Seat(Entry):
    """Where the organisation sits."""

    city: str
    state: Iso3
    address: str = ""


class AlienCode(Placed):
    """The number under which a data set knows the organisation or its treaty."""

    system: str
    code: str
    note: str = ""
    grade: Grade
    source: Words


class Body(Entry):
    """A body beside the organs of the treaty file."""

    id: str
    name: str
    task: str


class Contribution(Entry):
    """A state's share of the budget, as a part of one."""

    state: Iso3
    budget: str = "organisation"
    share: float = Field(gt=0, le=1)


class Unit(Entry):
    """What a state has offered to a force."""

    state: Iso3
    units: Words


class Size(Figure):
    """A size, and what it rests on."""

    rests_on: str


class Force(Entry):
    """A standing or joint force."""

    id: str
    name: str
    names: Names = Field(default_factory=Names)
    kind: Literal["rapid reaction", "peacekeeping", "rapid deployment", "regional group", "aviation", "all"]
    task: str = ""
    contributors: tuple[Iso3, ...] = ()
    units: tuple[Unit, ...] = ()
    sizes: tuple[Size, ...] = ()

    @model_validator(mode="after")
    def _persons(self) -> Force:
        if any(size.unit != "persons" for size in self.sizes):
            raise ValueError("the size of a force is counted in persons")
        return self


class Held(Placed):
    """An exercise in a year."""

    year: int = Field(ge=1992, le=2100)
    status: Literal["held", "planned"] = "held"
    source: Words
    note: str = ""


class Exercise(Placed):
    """A series of exercises under one name."""

    id: str
    name: str
    names: Names
    kind: str
    grade: Grade
    years: tuple[Held, ...] = Field(min_length=1)
    note: str = ""


class Basis(Placed):
    """What a programme rests on in law; `norm` is the id of a norm of the treaty file, where it has one."""

    text: str
    norm: str = ""
    since: Day | None = None
    grade: Grade
    source: Words


class Deed(Placed):
    """What is on record of a programme; `held_by` says whose figure it is."""

    when: When
    what: str
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    unit: str = ""
    held_by: str = ""
    grade: Grade
    source: Words

    @model_validator(mode="after")
    def _measured(self) -> Deed:
        if bool(self.unit) != (self.low is not None or self.high is not None):
            raise ValueError("a figure needs 'unit', and 'low' or 'high'; without one leave out all three")
        if self.unit:
            quantity(self.unit, self.low, self.high)
        return self

    @property
    def quantity(self) -> Quantity | None:
        """The figure with its unit, if there is one."""
        return Quantity(self.unit, self.low, self.high) if self.unit else None


class Programme(Placed):
    """What the organisation does beside defence."""

    id: str
    name: str
    operation: str = ""
    purpose: str
    since: When | None = None
    body: str = ""
    basis: tuple[Basis, ...] = Field(min_length=1)
    record: tuple[Deed, ...] = ()
    note: str = ""


class Misreport(Placed):
    """What is often said wrongly, and what is right."""

    says: str
    right: str
    said_in: Words
    source: Words


class OrganisationFile(Placed):
    """A file of the format ``organisation/1``."""

    schema_: Literal["organisation/1"] = Field(alias="schema")
    id: str
    treaty: str
    names: Names
    short: Names = Field(default_factory=Names)
    sources: dict[str, Citation]
    codes: tuple[AlienCode, ...] = ()
    seat: tuple[Seat, ...] = Field(min_length=1)
    bodies: tuple[Body, ...] = ()
    budget: tuple[Contribution, ...] = ()
    forces: tuple[Force, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    programmes: tuple[Programme, ...] = ()
    misreported: tuple[Misreport, ...] = ()


@dataclass(frozen=True, slots=True)
class Strength:
    """What is known of a force's size.

    Attributes
    ----------
    quantity
        From the least to the greatest figure, in persons; both bounds ``None`` where none was known.
    sizes
        The figures, oldest first, each with what it rests on.
    later
        How many figures became known only after the day asked about; they are not in the interval.
    """

    quantity: Quantity
    sizes: tuple[Size, ...]
    later: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; with `on`, what of it stood on that day and was known by then.

    Attributes
    ----------
    file
        The checked contents of the file.
    on
        The day, or ``None`` for everything.
    """

    file: OrganisationFile
    on: date | None = None

    @property
    def seat(self) -> tuple[Seat, ...]:
        """The seat."""
        return tuple(seat for seat in self.file.seat if self._holds(seat))

    @property
    def bodies(self) -> tuple[Body, ...]:
        """Bodies beside the organs of the treaty file."""
        return tuple(body for body in self.file.bodies if self._holds(body))

    @property
    def budget(self) -> tuple[Contribution, ...]:
        """Shares of the budgets."""
        return tuple(part for part in self.file.budget if self._holds(part))

    @property
    def forces(self) -> tuple[Force, ...]:
        """Forces that existed."""
        return tuple(force for force in self.file.forces if self._holds(force))

    @property
    def exercises(self) -> tuple[tuple[Exercise, tuple[Held, ...]], ...]:
        """Series of exercises with the years up to that of the day; series without one are left out."""
        found = [
            (e, tuple(held for held in e.years if self.on is None or held.year <= self.on.year))
            for e in self.file.exercises
        ]
        return tuple((exercise, years) for exercise, years in found if years)

    @property
    def programmes(self) -> tuple[tuple[Programme, tuple[Deed, ...]], ...]:
        """Programmes that had begun, or whose beginning is not recorded, with their record by then."""
        limit = self.on.isoformat() if self.on else "9999"
        return tuple(
            (p, tuple(deed for deed in p.record if deed.when <= limit[: len(deed.when)]))
            for p in self.file.programmes
            if p.since is None or p.since <= limit[: len(p.since)]
        )

    def strength(self, force: Force) -> Strength:
        """Say what was known of the size of a force."""
        known = [s for s in force.sizes if self.on is None or s.since <= self.on]
        known.sort(key=lambda size: size.since)
        lows = [size.low for size in known if size.low is not None]
        highs = [size.high for size in known if size.high is not None]
        low = min([*lows, *highs], default=None)
        # A mere "over 17,000" sets no upper bound unless another figure reaches as far.
        high = max(highs, default=None)
        if high is not None and high < max(lows, default=high):
            high = None
        return Strength(Quantity("persons", low, high), tuple(known), len(force.sizes) - len(known))

    def offered(self, state: str) -> list[tuple[Force, Unit | None]]:
        """List the forces to which a state contributes, with what it offered where that is recorded."""
        found: list[tuple[Force, Unit | None]] = []
        for force in self.forces:
            units = [unit for unit in force.units if unit.state == state and self._holds(unit)]
            if units:
                found += [(force, unit) for unit in units]
            elif state in force.contributors:
                found.append((force, None))
        return found

    def _holds(self, entry: Entry) -> bool:
        return self.on is None or entry.holds(self.on)


def read_organisation(path: Path) -> OrganisationFile:
    """Read a file of the format ``organisation/1``.

    Raises
    ------
    FileError
        With the place of the first mistake.
    """
    file = read(path, OrganisationFile)
    check_sources(file, file.sources)
    for group in (file.bodies, file.forces, file.exercises, file.programmes):
        seen: set[str] = set()
        for part in group:
            if part.id in seen:
                raise FileError(f"the id {part.id!r} already stands above", part.span)
            seen.add(part.id)
    return file


@lru_cache(maxsize=1)
def organisations() -> tuple[str, ...]:
    """Ids of the packaged organisations, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def organisation(name: str, on: date | None = None) -> Organisation:
    """Give a packaged organisation, as a whole or as of a day.

    Raises
    ------
    UnknownName
        If there is no such organisation; the message offers the nearest.
    """
    return Organisation(_file(name), on)


@lru_cache(maxsize=8)
def _file(name: str) -> OrganisationFile:
    if name not in organisations():
        raise UnknownName("organisation", name, organisations())
    return read_organisation(_folder() / f"{name}.yaml")


def _folder() -> Path:
    return Path(str(files("foedus"))) / "library" / "organisations"
