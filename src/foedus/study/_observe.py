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
from pydantic import Field

from foedus.crisis import Case
from foedus.errors import FileError, UnknownName
from foedus.evidence import Evidence, load
from foedus.files import Placed, read
from foedus.study._markers import RecordOf
from foedus.study._seen import NEVER, QUANTITIES, Seen, SeenFile, merged, seen_of

__all__ = [
    "FAR",
    "NEVER",
    "QUANTITIES",
    "Observation",
    "Seen",
    "distance",
    "merged",
    "off",
    "read_observation",
    "share_of",
    "squares",
]

F8 = NDArray[np.float64]

#: What a marker that did not happen counts, and the most that any marker counts, in units of its scale.
FAR = 9.0


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


def share_of(observation: Observation, marker: str) -> float:
    """The least share of what happened that the record of a marker counts; 1 if it was counted in full."""
    return observation.reported.get(marker, 1.0)


def read_observation(case: Case, evidence: Evidence | None = None) -> Observation:
    """Read ``observation.yaml``; a case without one was reported in full and has no dated figures.

    Parameters
    ----------
    evidence
        Of the case; loaded where there are figures and it is not given.

    Raises
    ------
    FileError
        If the file is wrong, a figure was known before its day or its page was out, or a figure and the
        marker of the same fact do not agree on whether they count reports.
    UnknownName
        If a marker, fact, claim or source is not known.
    """
    path = case.folder / "observation.yaml"
    if not path.is_file():
        return Observation({}, ())
    file = read(path, ObservationFile)
    markers = [marker.id for marker in case.file.markers]
    for name in file.blackout.through_reports:
        if name not in markers:
            raise UnknownName("marker", name, markers, file.blackout.span)
    for one in file.seen:
        named = one.fact in file.blackout.through_reports
        if one.fact in markers and named != (one.through == "reports"):
            told = f"the marker {one.fact!r} is {'' if named else 'not '}among 'through_reports'"
            raise FileError(f"{told}; expected the same of the figure of its fact", one.span)
    seen: list[Seen] = []
    if file.seen:
        seen = seen_of(case, file.seen, evidence or load(case.folder), file.blackout.reported)
    return Observation(dict.fromkeys(file.blackout.through_reports, file.blackout.reported), tuple(seen))


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
            away = off(values, low, high, share_of(observation, marker.id), small)
        away = np.where(np.isnan(values), FAR, away / marker.scale)
        found[marker.id] = np.minimum(away, FAR) ** 2
    return found


def distance(
    case: Case, measures: Mapping[str, F8], record: Mapping[str, RecordOf], observation: Observation
) -> F8:
    """Distance of each run: the root of the sum of `squares`."""
    return np.asarray(np.sqrt(sum(squares(case, measures, record, observation).values())))
