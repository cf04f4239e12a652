"""The chronicle of one run, in the language of the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np

from foedus import council, forces, unrest
from foedus.chronicle import Chronicle, Event
from foedus.clock import Moment, parse_zone
from foedus.crisis._case import Case
from foedus.crisis._kernel import CLOCK
from foedus.crisis._simulate import Tape
from foedus.units import Quantity

__all__ = ["run_chronicle"]

_P = {name: i for i, name in enumerate(unrest.COLUMNS)}
_F = {name: i for i, name in enumerate(forces.COLUMNS)}
_C = {name: i for i, name in enumerate(CLOCK)}

_DEATHS = {
    "dead_state": "deaths caused by state forces that day, those in custody included",
    "dead_armed": "deaths caused by people using violence that day",
    "dead_services": "deaths from lost services that day",
}


def run_chronicle(case: Case, tape: Tape) -> Chronicle:
    """Tell a run as events: crowds and harm per city and day, decisions and movements by the hour."""
    rows = [*_cities(case, tape), *_council(case, tape), *_forces(case, tape), *_record_levers(case)]
    return Chronicle(
        Event(id=f"R{i:04d}", status="simulated", **row)
        for i, row in enumerate(
            sorted(rows, key=lambda r: (r["start"].day, r["kind"], r["place"], r["what"])), 1
        )
    )


def _cities(case: Case, tape: Tape) -> Iterator[dict[str, Any]]:
    days = case.hours // 24
    for i, city in enumerate(case.file.cities):
        people = tape.people[:, i]
        street = (people[:, _P["street"]] + people[:, _P["violent"]]).reshape(days, 24)
        violent = people[:, _P["violent"]].reshape(days, 24)
        totals = {
            name: _daily(people[:, _P[name]]) for name in (*_DEATHS, "injured", "ever_detained", "released")
        }
        for day in range(days):
            row = partial(_row, _day(case, day), city.name)
            crowd, force = int(street[day].max()), int(violent[day].max())
            if crowd >= case.file.thresholds.crowd:
                yield row(
                    "gathering",
                    "people on the street",
                    crowd,
                    "most people on the street at one time that day",
                )
            if force >= case.file.thresholds.crowd:
                yield row(
                    "violence",
                    "people using violence",
                    force,
                    "most people using violence at one time that day",
                )
            for name, what in _DEATHS.items():
                if count := int(totals[name][day]):
                    yield row(
                        "death", "not established" if name == "dead_services" else _doer(name), count, what
                    )
            if count := int(totals["injured"][day]):
                yield row("injury", "people on the street and state forces", count, "people injured that day")
            if count := int(totals["ever_detained"][day]):
                yield row("detention", "state forces", count, "people detained that day")
            if count := int(totals["released"][day]):
                yield row("release", "state forces", count, "people released that day")


def _council(case: Case, tape: Tape) -> Iterator[dict[str, Any]]:
    clock = tape.clock
    if clock[_C["decided"]] < 0:
        return
    organ = case.file.council.organ.upper()
    request, decided = clock[_C["request"]], clock[_C["decided"]]
    yield _row(
        _at(case, request), "not established", "request", case.file.target, None, "asks the alliance for help"
    )
    words = dict(zip(range(4), ("consents", "does not object", "objects", "is absent"), strict=True))
    assert tuple(council.ACTIONS) == ("consent", "non_objection", "objection", "absence")
    for state, action in zip(case.states, tape.actions, strict=True):
        yield _row(_at(case, decided), "not established", "position", state, None, words[int(action)])
    outcome = "sends a force to guard sites" if clock[_C["adopted"]] > 0 else "does not adopt the request"
    yield _row(_at(case, decided), "not established", "decision", organ, None, outcome)
    if clock[_C["word"]] >= 0:
        yield _row(_at(case, clock[_C["word"]]), "not established", "statement", case.file.target, None,
                   "calls the mission complete")  # fmt: skip


def _forces(case: Case, tape: Tape) -> Iterator[dict[str, Any]]:
    present = tape.force[:, :, _F["present"]]
    gone = tape.force[:, :, _F["gone"]]
    for m, state in enumerate(case.states):
        came = np.flatnonzero(present[:, m] > 0)
        if not len(came):
            continue
        size = int((present[:, m] + gone[:, m]).max())
        full = int(np.argmax(present[:, m] + gone[:, m]))
        yield _row(
            _at(case, came[0]),
            "not established",
            "arrival",
            state,
            int(present[came[0], m]),
            "first unit in place",
        )
        if full > came[0]:
            yield _row(_at(case, full), "not established", "arrival", state, size, "contingent in place")
        left = np.flatnonzero(gone[:, m] >= size)
        if len(left):
            yield _row(_at(case, left[0]), "not established", "withdrawal", state, size, "contingent gone")


def _record_levers(case: Case) -> Iterator[dict[str, Any]]:
    """What the run takes from the record: it belongs to its chronicle, so that the two can be compared."""
    for city in case.file.cities:
        if city.emergency:
            start = _at(case, case.hour(city.emergency.start))
            yield _row(
                start, city.name, "emergency", case.file.target, None, "state of emergency, as recorded"
            )


def _doer(name: str) -> str:
    return "state forces" if name == "dead_state" else "people using violence"


def _daily(series: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.diff(series[23::24], prepend=0)


def _row(start: Moment, place: str, kind: str, actor: str, count: int | None, what: str) -> dict[str, Any]:
    quantity = None if count is None else Quantity("persons", float(count), float(count))
    return {
        "start": start,
        "end": None,
        "place": place,
        "kind": kind,
        "actor": actor,
        "quantity": quantity,
        "what": what,
    }


def _day(case: Case, day: int) -> Moment:
    return Moment(case.first_day + timedelta(days=day))


def _at(case: Case, hour: float) -> Moment:
    """The minute of an hour of the case, told in the case's zone."""
    instant = case.time(round(float(hour) * 60) / 60).replace(second=0, microsecond=0)
    local = instant + timedelta(minutes=parse_zone(case.file.zone))
    return Moment(local.date(), instant, parse_zone(case.file.zone))
