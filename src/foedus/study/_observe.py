"""How the record came about: what was reported, when it was known, and how far a run is from it.

A record is an interval. A run that lies in it is at distance zero (interval-censored observation); a
revised figure has widened the interval before it comes here. A figure that was known only through reports
out of a country that was cut off is a count of what was reported: of `T` things that happened in a run, from
``reported · T`` to `T` were reported, and the distance is from that interval to the record's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import AfterValidator, Field

from foedus.clock import parse_date
from foedus.crisis import Case
from foedus.errors import FileError, UnknownName
from foedus.evidence import Claim, Evidence, Fact, load
from foedus.files import Placed, read
from foedus.study._markers import RecordOf

__all__ = [
    "FAR",
    "NEVER",
    "QUANTITIES",
    "Observation",
    "Seen",
    "distance",
    "off",
    "read_observation",
    "squares",
]

F8 = NDArray[np.float64]

#: What a marker that did not happen counts, and the most that any marker counts, in units of its scale.
FAR = 9.0
#: Day of knowledge of a claim that bears no day: no forecast may use it.
NEVER = 10**6
#: Quantities of a day that an observation may be of.
QUANTITIES = ("street", "cities", "detained", "deaths")


def _is_date(text: str) -> str:
    parse_date(text)
    return text


Day = Annotated[str, AfterValidator(_is_date)]


class SeenFile(Placed):
    """A figure of a day: a fact, whose claims say what was known when; or bounds with a day of knowledge."""

    quantity: Literal["street", "cities", "detained", "deaths"]
    on: Day
    fact: str | None = None
    low: float | None = None
    high: float | None = None
    knows: Day | None = None
    source: str = ""
    note: str = ""


class BlackoutFile(Placed):
    """Which share of what happens is reported, at least, while the country is cut off."""

    reported: Annotated[float, Field(gt=0, le=1)]
    through_reports: list[str]
    source: str
    note: str = ""


class ObservationFile(Placed):
    """The whole of ``observation.yaml``."""

    schema_: Literal["observation/1"] = Field(alias="schema")
    blackout: BlackoutFile
    seen: list[SeenFile]


class Seen(NamedTuple):
    """A figure of a day.

    Attributes
    ----------
    quantity
        One of `QUANTITIES`: most people on the street at one time, cities with a crowd, detentions and
        deaths by the end of the day.
    day
        Day of the case on which it held, the first is 1.
    low, high
        Bounds; minus or plus infinity if there is none.
    knows
        Day of the case at the end of which it was known; `NEVER` if nobody says.
    source
        Ids of sources.
    """

    quantity: str
    day: int
    low: float
    high: float
    knows: int
    source: str


class Observation(NamedTuple):
    """How a record came about.

    Attributes
    ----------
    reported
        Least share of what happened that is reported, by marker; 1 for those not named.
    seen
        Figures of days with the day of knowledge.
    """

    reported: Mapping[str, float]
    seen: tuple[Seen, ...]

    def known(self, day: int) -> tuple[Seen, ...]:
        """What was known at the end of a day."""
        return tuple(one for one in self.seen if one.knows <= day)


def read_observation(case: Case, evidence: Evidence | None = None) -> Observation:
    """Read ``observation.yaml``; a case without one was reported in full and has no dated figures.

    Parameters
    ----------
    evidence
        Of the case; loaded where a figure names a fact and it is not given.

    Raises
    ------
    FileError
        If the file is wrong, or a figure was known before its day.
    """
    path = case.folder / "observation.yaml"
    if not path.is_file():
        return Observation({}, ())
    file = read(path, ObservationFile)
    markers = [marker.id for marker in case.file.markers]
    for name in file.blackout.through_reports:
        if name not in markers:
            raise UnknownName("marker", name, markers, file.blackout.span)
    seen: list[Seen] = []
    for one in file.seen:
        if not 1 <= _day(case, one.on) <= case.hours // 24:
            raise FileError(f"{one.on} is no day of the case", one.span)
        if one.fact is None:
            seen.append(_figure(case, one))
            continue
        if one.knows is not None or one.low is not None or one.high is not None or one.source:
            raise FileError(
                "a figure that names a fact takes bounds, day and source from its claims", one.span
            )
        evidence = evidence or load(case.folder)
        if one.fact not in evidence.facts:
            raise UnknownName("fact", one.fact, evidence.facts, one.span)
        seen += _claimed(case, one, evidence.fact(one.fact))
    return Observation(dict.fromkeys(file.blackout.through_reports, file.blackout.reported), tuple(seen))


def _day(case: Case, text: str) -> int:
    return (parse_date(text) - case.first_day).days + 1


def _figure(case: Case, one: SeenFile) -> Seen:
    """A figure with its own bounds and day of knowledge."""
    if one.knows is None or not one.source:
        raise FileError("a figure needs the day on which it was known, and a source; or a fact", one.span)
    if _day(case, one.knows) < _day(case, one.on):
        raise FileError(f"known on {one.knows}, before its day {one.on}", one.span)
    if one.low is None and one.high is None:
        raise FileError("a figure needs a bound", one.span)
    low, high = -np.inf if one.low is None else one.low, np.inf if one.high is None else one.high
    if low > high:
        raise FileError(f"the lower bound {low:g} is above the upper {high:g}", one.span)
    return Seen(one.quantity, _day(case, one.on), low, high, _day(case, one.knows), one.source)


def _claimed(case: Case, one: SeenFile, fact: Fact) -> list[Seen]:
    """Every live claim of a fact, known on the day of its holder's knowledge, else the day it was said.

    Claims of one day of knowledge that differ are one interval from the least to the greatest.
    """
    told: dict[int, list[Claim]] = {}
    for claim in fact.claims:
        if not claim.withdrawn and not claim.scope:
            known = claim.knows or claim.stated
            told.setdefault((known - case.first_day).days + 1 if known else NEVER, []).append(claim)
    found = []
    for knows, claims in sorted(told.items()):
        lows = [c.low for c in claims if c.low is not None]
        highs = [c.high for c in claims if c.high is not None]
        sources = " ".join(sorted({claim.source.id for claim in claims}))
        low, high = min(lows, default=-np.inf), max(highs, default=np.inf)
        found.append(Seen(one.quantity, _day(case, one.on), low, high, knows, sources))
    return found


def off(values: ArrayLike, low: float, high: float, reported: float = 1.0, small: float = 1.0) -> F8:
    """How far counts lie from an interval, in natural logarithms; zero if a report of them may lie in it.

    Parameters
    ----------
    values
        What happened.
    low, high
        What is on record; either may be infinite.
    reported
        Least share of what happened that was reported.
    small
        Added before logarithms are taken, so that nothing is at a finite distance from something.
    """
    happened = np.asarray(values, np.float64)
    under = (np.log(low + small) if low > -np.inf else -np.inf) - np.log(happened + small)
    over = np.log(reported * happened + small) - (np.log(high + small) if high < np.inf else np.inf)
    return np.asarray(np.maximum(np.maximum(under, over), 0.0))


def squares(
    case: Case, measures: Mapping[str, F8], record: Mapping[str, RecordOf], observation: Observation
) -> dict[str, F8]:
    """Squared distance of each run from the record in units of the marker's scale, for each fitted marker."""
    found = {}
    for marker in case.file.markers:
        if not marker.fitted:
            continue
        values, (low, high, _) = measures[marker.id], record[marker.id]
        if marker.unit == "day":
            away = np.clip(np.maximum(low - values, values - high), 0.0, None)
        else:
            small = 1e-3 if marker.unit == "1" else 1.0
            away = off(values, low, high, observation.reported.get(marker.id, 1.0), small)
        away = np.where(np.isnan(values), FAR, away / marker.scale)
        found[marker.id] = np.minimum(away, FAR) ** 2
    return found


def distance(
    case: Case, measures: Mapping[str, F8], record: Mapping[str, RecordOf], observation: Observation
) -> F8:
    """Distance of each run: the root of the sum of `squares`."""
    return np.asarray(np.sqrt(sum(squares(case, measures, record, observation).values())))
