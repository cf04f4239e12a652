"""What is read off a batch: outcomes of every replica, and the measures that markers name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus import forces, unrest
from foedus.clock import parse_date
from foedus.crisis._case import Case, MarkerFile
from foedus.crisis._kernel import CLOCK
from foedus.crisis._simulate import Batch

__all__ = ["OUTCOMES", "Outcome", "measure", "outcomes"]

F8 = NDArray[np.float64]


class Outcome(NamedTuple):
    """One number of a replica: its unit and meaning."""

    unit: str
    meaning: str


#: Outcomes of a replica; not-a-number where the thing did not happen.
OUTCOMES: dict[str, Outcome] = {
    "deaths": Outcome("persons", "deaths, all channels"),
    "deaths_state": Outcome("persons", "deaths caused by state forces, those in custody included"),
    "deaths_armed": Outcome("persons", "deaths caused by people using violence"),
    "deaths_services": Outcome("persons", "deaths from lost services"),
    "deaths_custody": Outcome("persons", "deaths in custody (part of those caused by state forces)"),
    "deaths_unarmed": Outcome(
        "persons", "people not using violence killed by state forces on the street (part of them)"
    ),
    "injured": Outcome("persons", "people injured"),
    "detained": Outcome("persons", "detentions, counted each time"),
    "released": Outcome("persons", "releases"),
    "emergency_days": Outcome("days", "days from the first to the last state of emergency, by the record"),
    "peak_on_street": Outcome("persons", "most people on the street at one time"),
    "peak_violent": Outcome("persons", "most people using violence at one time"),
    "peak_day": Outcome("day", "day with most people on the street"),
    "violent_peak_day": Outcome("day", "day with most people using violence"),
    "calm_day": Outcome("day", "first day from which hardly anybody uses violence"),
    "request_hour": Outcome("hours", "hour of the request, from the case's start"),
    "adopted": Outcome("1", "whether the council adopted"),
    "decision_hours": Outcome("hours", "from the request to the decision"),
    "first_arrival_hours": Outcome("hours", "from the request to the first unit in place"),
    "closure_hours": Outcome("hours", "from the request to the whole force in place"),
    "personnel": Outcome("persons", "strength of the outside force that was in place"),
    "withdrawal_day": Outcome("day", "day on which the last unit leaves"),
}

_P = {name: i for i, name in enumerate(unrest.COLUMNS)}
_F = {name: i for i, name in enumerate(forces.COLUMNS)}
_C = {name: i for i, name in enumerate(CLOCK)}


def outcomes(case: Case, batch: Batch) -> dict[str, F8]:
    """Outcomes of every replica of a batch, with a column ``personnel_<iso3>`` for each sender."""
    total = batch.people.sum(axis=1).astype(np.float64)
    clock, force = batch.clock, batch.force
    adopted = clock[:, _C["adopted"]] > 0
    request = _happened(clock[:, _C["request"]])
    voted = clock[:, _C["decided"]] >= 0
    arrived = force[:, :, _F["present"]] + force[:, :, _F["gone"]]
    first = np.min(force[:, :, _F["first"]], axis=1)
    last = np.max(np.where(force[:, :, _F["personnel"]] > 0, force[:, :, _F["last"]], -np.inf), axis=1)
    loads = force[:, :, _F["missions"]]
    complete = (loads.sum(axis=1) > 0) & (force[:, :, _F["landed"]] >= loads).all(axis=1)
    street, violent = batch.national[:, :, 0], batch.national[:, :, 1]
    columns = {
        "deaths": total[:, _P["dead_state"]] + total[:, _P["dead_armed"]] + total[:, _P["dead_services"]],
        "deaths_state": total[:, _P["dead_state"]],
        "deaths_armed": total[:, _P["dead_armed"]],
        "deaths_services": total[:, _P["dead_services"]],
        "deaths_custody": total[:, _P["dead_custody"]],
        "deaths_unarmed": total[:, _P["dead_unarmed"]],
        "injured": total[:, _P["injured"]],
        "detained": total[:, _P["ever_detained"]],
        "released": total[:, _P["released"]],
        "emergency_days": np.full(len(clock), _emergency_days(case)),
        "peak_on_street": street.max(axis=1).astype(np.float64),
        "peak_violent": violent.max(axis=1).astype(np.float64),
        "peak_day": _peak_day(street),
        "violent_peak_day": _peak_day(violent),
        "calm_day": _calm_day(violent, case.file.thresholds.calm_violent),
        "request_hour": request,
        "adopted": np.where(voted, adopted, np.nan),
        "decision_hours": _happened(clock[:, _C["decision_hours"]]),
        "first_arrival_hours": np.where(np.isfinite(first), first - request, np.nan),
        "closure_hours": np.where(complete, last - request, np.nan),
        "personnel": np.where(arrived.sum(axis=1) > 0, arrived.sum(axis=1), np.nan),
        "withdrawal_day": _withdrawal_day(case, batch),
    }
    for m, state in enumerate(case.states):
        if state != case.file.target:
            columns[f"personnel_{state.lower()}"] = np.where(adopted, arrived[:, m], np.nan)
    return columns


def measure(case: Case, marker: MarkerFile, batch: Batch, columns: dict[str, F8]) -> F8:
    """What a marker counts, in every replica; not-a-number where it did not happen."""
    if marker.measure in ("detained", "street", "cities"):
        assert marker.on is not None
        day = (parse_date(marker.on) - case.first_day).days
        if marker.measure == "detained":
            return batch.detained[:, day].astype(np.float64)
        if marker.measure == "street":
            return batch.national[:, day, 0].astype(np.float64)
        crowded = batch.peaks[:, :, day, 0] >= case.file.thresholds.crowd
        return np.asarray(crowded.sum(axis=1), np.float64)
    if marker.measure == "death_share":
        city = case.city_names.index(str(marker.city))
        dead = batch.people[:, :, _P["dead_state"] : _P["dead_services"] + 1].sum(axis=2)
        whole = dead.sum(axis=1)
        return np.asarray(np.where(whole > 0, dead[:, city] / np.maximum(whole, 1), np.nan))
    if marker.measure == "personnel" and marker.state is not None:
        # A member that sent nobody is no contingent: its share is told beside, not averaged in.
        sent = columns[f"personnel_{marker.state.lower()}"]
        return np.where(sent > 0, sent, np.nan)
    return columns[marker.measure]


def _happened(hours: F8) -> F8:
    return np.where(hours >= 0, hours, np.nan)


def _peak_day(peaks: NDArray[np.int32]) -> F8:
    return np.where(peaks.max(axis=1) > 0, peaks.argmax(axis=1) + 1.0, np.nan)


def _calm_day(violent: NDArray[np.int32], threshold: int) -> F8:
    """Day after the last one with a violent peak at or above the threshold; nan if that is the last day."""
    days = violent.shape[1]
    loud = violent >= threshold
    last = np.where(loud.any(axis=1), days - np.argmax(loud[:, ::-1], axis=1), 0)
    return np.where((last > 0) & (last < days), last + 1.0, np.nan)


def _withdrawal_day(case: Case, batch: Batch) -> F8:
    """Day of the last departure, if a force was there and nobody of it is left."""
    present = batch.force[:, :, _F["present"]].sum(axis=1)
    gone = batch.force[:, :, _F["gone"]].sum(axis=1)
    return np.where((gone > 0) & (present == 0), np.floor(batch.clock[:, _C["left"]] / 24.0) + 1.0, np.nan)


def _emergency_days(case: Case) -> float:
    spans = [city.emergency for city in case.file.cities if city.emergency]
    if not spans:
        return 0.0
    return (max(case.hour(s.end) for s in spans) - min(case.hour(s.start) for s in spans)) / 24.0
