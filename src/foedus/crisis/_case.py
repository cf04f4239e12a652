"""The file of a case, ``case.yaml`` (schema ``case/1``), and the case made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from foedus import atlas
from foedus.clock import hours_between, parse_date, parse_moment, parse_zone
from foedus.errors import FileError, FoedusError, Span, UnknownName
from foedus.files import Placed, find, read
from foedus.units import quantity

__all__ = ["Case", "CaseFile", "load_case"]


def _is_moment(text: str) -> str:
    if parse_moment(text).instant is None:
        raise ValueError(f"{text!r} has no hour; expected such as 2022-01-05T16:30+06:00")
    return text


def _is_date(text: str) -> str:
    parse_date(text)
    return text


def _is_zone(text: str) -> str:
    parse_zone(text)
    return text


Instant = Annotated[str, AfterValidator(_is_moment)]
Day = Annotated[str, AfterValidator(_is_date)]
Zone = Annotated[str, AfterValidator(_is_zone)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Signed = Annotated[float, Field(ge=-1.0, le=1.0)]
State = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Measure = Literal[
    "deaths", "death_share", "injured", "detained", "street", "cities", "peak_day", "violent_peak_day",
    "calm_day", "decision_hours", "first_arrival_hours", "closure_hours", "personnel", "withdrawal_day",
]  # fmt: skip


class Sourced(Placed):
    """A part of a case whose values rest on named sources, or say that they are a judgement."""

    source: str
    note: str = ""


class Emergency(Placed):
    """A state of emergency in a city."""

    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")


class City(Sourced):
    """A city of the place network; `grievance` is a judgement unless its source says otherwise.

    Place, people and clock come from the atlas, by `name` and the case's target.
    """

    name: str
    grievance: Annotated[float, Field(gt=0)]
    emergency: Emergency | None = None


class SeedCrowd(Sourced):
    """A first crowd that the run is given."""

    city: str
    at: Instant
    persons: Annotated[int, Field(ge=0)]


class Step(Sourced):
    """From an instant on, a value of a channel."""

    at: Instant
    value: Share


class Window(Sourced):
    """A span of hours."""

    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")


class Schedule(Placed):
    """What the state did, by the record: severity of its force, shutdown, concessions, dialogue."""

    severity: list[Step]
    shutdown: Window
    announced: Step
    delivered: Step
    dialogue: Share = 0.0


class Request(Sourced):
    """Between which instants the request for help was made."""

    earliest: Instant
    latest: Instant


class MemberCodes(Sourced):
    """How a member stood to the request; each code is a judgement in the range that its type says."""

    state: State
    threat: dict[str, Share]
    affinity: Signed
    sponsor: Signed
    exposure: Share
    cost: Share
    entanglement: Share


class Council(Placed):
    """The deciding organ and its members."""

    organ: str
    urgency: dict[str, Share]
    rule: Literal["consensus", "unanimity", "majority"]
    members: list[MemberCodes]


class SenderCodes(Sourced):
    """What a member could send, by which way, and how long its own authorisation takes.

    By air it flies from the atlas's airfield `base` to `field`, the first of the case if not given.
    """

    state: State
    lead: bool = False
    pool: Annotated[int, Field(ge=0)]
    vehicles_per_person: Annotated[float, Field(ge=0)]
    route: Literal["air", "road", "fastest", "none"]
    route_out: Literal["air", "road", "none"] | None = None
    base: str | None = None
    field: str | None = None
    road_km: Annotated[float, Field(ge=0)] | None = None
    authorise_low: Annotated[float, Field(ge=0)]
    authorise_high: Annotated[float, Field(ge=0)]
    authorisation: str


class ArrivalField(Sourced):
    """An airfield of arrival."""

    id: str
    earliest: Instant
    latest: Instant
    parking: Annotated[float, Field(gt=0)]


class Forces(Placed):
    """Senders and airfields."""

    senders: list[SenderCodes]
    airfields: list[ArrivalField]


class Thresholds(Placed):
    """From how many persons on something counts."""

    crowd: int
    calm_violent: int
    stage_violent: int


class RecordInterval(Sourced):
    """An interval of the record that is written here and not reconciled from claims."""

    low: float
    high: float


class MarkerFile(Placed):
    """A dated or counted fact on which run and record are compared.

    Its record is the reconciled interval of the fact of the same id in ``claims.yaml``, unless
    `record` gives one. `scale` is the tolerance of the fit: in logarithms for counts, in the unit
    itself for days. A marker with ``shown: false`` takes part in the fit only.
    """

    id: str
    measure: Measure
    on: Day | None = None
    state: State | None = None
    city: str | None = None
    what: str
    unit: str
    fitted: bool
    scale: Annotated[float, Field(gt=0)] = 1.0
    shown: bool = True
    record: RecordInterval | None = None


class CaseFile(Placed):
    """The whole of ``case.yaml``."""

    schema_: Literal["case/1"] = Field(alias="schema")
    id: str
    title: str
    about: str
    treaty: str
    target: State
    first_day: Day
    days: Annotated[int, Field(gt=0, le=60)]
    zone: Zone
    cities: list[City]
    seeds: list[SeedCrowd]
    schedule: Schedule
    request: Request
    default_account: str
    council: Council
    forces: Forces
    thresholds: Thresholds
    markers: list[MarkerFile]
    not_modelled: list[str]
    assumptions: list[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that can be replayed.

    Attributes
    ----------
    id, title
        As in the file.
    first_day
        Local day that counts as day 1.
    start
        Local midnight with which the first day begins, in UTC: hour 0.
    hours
        Length of the simulation.
    offset
        Minutes by which the case's clock is ahead of UTC.
    folder, file
        Where the case stands, and what it says.
    """

    id: str
    title: str
    first_day: date
    start: datetime
    hours: int
    offset: int
    folder: Path
    file: CaseFile

    def hour(self, instant: str) -> float:
        """Hours of the case from its start to an instant written with a zone."""
        moment = parse_moment(instant).instant
        assert moment is not None
        return hours_between(self.start, moment)

    def time(self, hour: float) -> datetime:
        """The instant, in UTC, of an hour of the case."""
        return self.start + timedelta(hours=float(hour))

    @property
    def city_names(self) -> list[str]:
        """Names of the cities; the position is the index used everywhere."""
        return [city.name for city in self.file.cities]

    @property
    def states(self) -> list[str]:
        """Members of the council; the position is the index used everywhere."""
        return [member.state for member in self.file.council.members]


@lru_cache(maxsize=8)
def load_case(name: str) -> Case:
    """Load a case by id, or by the path of its folder.

    Raises
    ------
    UnknownName
        If no case is so called.
    FileError
        If the case has no ``case.yaml`` (it can be asked about, not replayed) or the file is wrong.
    """
    folder = find("case", name)
    path = folder / "case.yaml"
    if not path.is_file():
        raise FileError(
            "this case has a situation and no place network: ask the treaty about it, it cannot be replayed",
            Span(str(path)),
        )
    file = read(path, CaseFile)
    _check(file)
    day, offset = parse_date(file.first_day), parse_zone(file.zone)
    midnight = parse_moment(f"{file.first_day}T00:00{file.zone}").instant
    assert midnight is not None
    return Case(file.id, file.title, day, midnight, file.days * 24, offset, folder, file)


def _check(file: CaseFile) -> None:
    """Names that must agree inside the file, and with the atlas."""
    members = [member.state for member in file.council.members]
    if file.target not in members:
        raise UnknownName("member", file.target, members, file.span)
    cities = [city.name for city in file.cities]
    for city in file.cities:
        with _placed(city):
            atlas.city(file.target, city.name)
    for seed in file.seeds:
        if seed.city not in cities:
            raise UnknownName("city", seed.city, cities, seed.span)
    _check_forces(file, members)
    for marker in file.markers:
        _check_marker(marker, cities, members)


def _check_forces(file: CaseFile, members: list[str]) -> None:
    if [sender.state for sender in file.forces.senders] != members:
        raise FileError(
            f"forces.senders must name the council's members in their order: {', '.join(members)}",
            file.forces.span,
        )
    fields = [field.id for field in file.forces.airfields]
    for field in file.forces.airfields:
        with _placed(field):
            atlas.airfield(field.id)
    for sender in file.forces.senders:
        if sender.base is not None:
            with _placed(sender):
                atlas.airfield(sender.base)
        if sender.field is not None and sender.field not in fields:
            raise UnknownName("airfield of the case", sender.field, fields, sender.span)
        by_road = {"road", "fastest"} & {sender.route, sender.route_out}
        if by_road and file.target not in atlas.neighbours(sender.state):
            raise FileError(
                f"{sender.state} has no land border with {file.target}: no road leads there", sender.span
            )


def _check_marker(marker: MarkerFile, cities: list[str], members: list[str]) -> None:
    with _placed(marker):
        quantity(marker.unit)
    if marker.measure in ("detained", "street", "cities") and marker.on is None:
        raise FileError(f"the measure {marker.measure!r} needs a day: on: 2022-01-05", marker.span)
    if marker.measure == "death_share" and marker.city not in cities:
        raise UnknownName("city", str(marker.city), cities, marker.span)
    if marker.state is not None and marker.state not in members:
        raise UnknownName("member", marker.state, members, marker.span)


@contextmanager
def _placed(part: Placed) -> Iterator[None]:
    """Give a mistake that is found inside the block the place of the part of the file that made it."""
    try:
        yield
    except FoedusError as error:
        raise FileError(str(error), part.span) from None
