"""Senders and airfields: coded values, then arrays for the kernel, then the state that it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.atlas import state_key
from foedus.errors import InputError, OutOfRange

__all__ = [
    "AIR",
    "BOUND_HOME",
    "COLUMNS",
    "DEPARTS",
    "EARLIEST",
    "FIRST",
    "GONE",
    "LANDED",
    "LAST",
    "LEFT",
    "MISSIONS",
    "NO_ROUTE",
    "PERSONNEL",
    "PRESENT",
    "QUEUE",
    "READY",
    "ROAD",
    "ROUTES",
    "Airfield",
    "Lift",
    "Route",
    "Sender",
    "blank",
    "build",
]

Route = Literal["none", "air", "road", "fastest"]

#: How a contingent travels; its place is its number.
ROUTES: tuple[str, ...] = ("none", "air", "road")
NO_ROUTE, AIR, ROAD = range(3)

#: Columns of the state of a force, one row a member. Hours are hours of the case; `inf` is "not so far".
COLUMNS: dict[str, str] = {
    "personnel": "people committed, whole",
    "ready": "hour at which the first unit can leave",
    "earliest": "hour before which nobody can be there: ready and the leg",
    "missions": "loads to move in: aircraft, or one column on the road",
    "landed": "loads that are there",
    "present": "people there now",
    "first": "hour of the first arrival",
    "last": "hour of the latest arrival",
    "departs": "hour from which the contingent goes home and sends nobody more",
    "bound_home": "people who were there when the contingent began to go home",
    "left": "loads that have gone home",
    "gone": "people who have gone home",
}
(
    PERSONNEL,
    READY,
    EARLIEST,
    MISSIONS,
    LANDED,
    PRESENT,
    FIRST,
    LAST,
    DEPARTS,
    BOUND_HOME,
    LEFT,
    GONE,
) = range(12)

#: Length of the vector of carried-over capacity: parking and fleet, inwards and outwards.
QUEUE = 4

# Nominal speeds and ground time by which "fastest" compares two routes.
_AIR_KMH, _ROAD_KMH, _GROUND_H = 700.0, 35.0, 2.25


@dataclass(frozen=True, slots=True)
class Sender:
    """One member as a sender of people and vehicles.

    Attributes
    ----------
    state
        ISO3 code.
    pool
        People that it can send at most.
    lead
        Whether it fills what the companies of the others leave open.
    vehicles_per_person
        Vehicles that travel by its route with each person.
    route
        How it comes: by air, by road, by whichever leg is faster, or not at all (the host).
    route_out
        How it goes home; by the route it came if not given.
    air_km, road_km
        Length of the leg; needed for the route that is taken.
    authorise
        Hours that its own organs take after the collective decision, at least and at most.
    """

    state: str
    pool: float = 0.0
    lead: bool = False
    vehicles_per_person: float = 0.0
    route: Route = "none"
    route_out: Route | None = None
    air_km: float | None = None
    road_km: float | None = None
    authorise: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        """Refuse a number outside its scale and a route without its length."""
        state_key(self.state)
        if self.pool < 0.0 or self.vehicles_per_person < 0.0:
            raise OutOfRange(f"{self.state}: pool and vehicles per person cannot be negative")
        low, high = self.authorise
        if not 0.0 <= low <= high:
            raise OutOfRange(
                f"{self.state}: authorise is [{low:g}, {high:g}]; expected 0 <= low <= high, in hours"
            )
        for route in (self.route, self.route_out):
            for name in ("air", "road"):
                if route in (name, "fastest") and getattr(self, f"{name}_km") is None:
                    raise InputError(f"{self.state}: the route {route!r} needs {name}_km")


@dataclass(frozen=True, slots=True)
class Airfield:
    """An airfield of the host as a place where lifters unload.

    Attributes
    ----------
    id
        Its name in the case.
    parking
        Large aircraft that it can work at once (maximum on ground).
    usable_from
        Hour of the case from which it can be used, at the earliest and at the latest.
    """

    id: str
    parking: float
    usable_from: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        """Refuse a negative parking and a reversed interval."""
        if self.parking < 0.0:
            raise OutOfRange(f"{self.id}: parking is {self.parking:g}; expected zero or more aircraft")
        if self.usable_from[0] > self.usable_from[1]:
            raise OutOfRange(f"{self.id}: usable_from is reversed; expected the earlier hour first")


class Lift(NamedTuple):
    """Senders and airfields as arrays.

    Attributes
    ----------
    key : int64, shape (members,)
        Stable number of each state for its draws.
    lead : bool, shape (members,)
    pool, vehicles : float64, shape (members,)
        People at most; vehicles with each person.
    route, route_out : int64, shape (members,)
        Places in `ROUTES`.
    air_km, road_km : float64, shape (members,)
    authorise_low, authorise_high : float64, shape (members,)
        Hours after the decision.
    usable_low, usable_high, parking : float64, shape (airfields,)
        Hours of the case; large aircraft worked at once.
    """

    key: NDArray[np.int64]
    lead: NDArray[np.bool_]
    pool: NDArray[np.float64]
    vehicles: NDArray[np.float64]
    route: NDArray[np.int64]
    route_out: NDArray[np.int64]
    air_km: NDArray[np.float64]
    road_km: NDArray[np.float64]
    authorise_low: NDArray[np.float64]
    authorise_high: NDArray[np.float64]
    usable_low: NDArray[np.float64]
    usable_high: NDArray[np.float64]
    parking: NDArray[np.float64]


def build(rows: Sequence[Sender], airfields: Sequence[Airfield]) -> Lift:
    """Turn coded senders and airfields into the arrays that the kernels read.

    Parameters
    ----------
    rows
        The members in the order of every other array of the case, the host among them.
    airfields
        The host's airfields.

    Raises
    ------
    InputError
        If a state stands twice.
    """
    states = [row.state for row in rows]
    for state in states:
        if states.count(state) > 1:
            raise InputError(f"the sender {state} is coded more than once")

    def floats(values: Sequence[float | None]) -> NDArray[np.float64]:
        return np.array([0.0 if value is None else value for value in values], dtype=np.float64)

    return Lift(
        key=np.array([state_key(state) for state in states], dtype=np.int64),
        lead=np.array([row.lead for row in rows], dtype=np.bool_),
        pool=floats([row.pool for row in rows]),
        vehicles=floats([row.vehicles_per_person for row in rows]),
        route=np.array([_route(row, row.route) for row in rows], dtype=np.int64),
        route_out=np.array([_route(row, row.route_out or row.route) for row in rows], dtype=np.int64),
        air_km=floats([row.air_km for row in rows]),
        road_km=floats([row.road_km for row in rows]),
        authorise_low=floats([row.authorise[0] for row in rows]),
        authorise_high=floats([row.authorise[1] for row in rows]),
        usable_low=floats([field.usable_from[0] for field in airfields]),
        usable_high=floats([field.usable_from[1] for field in airfields]),
        parking=floats([field.parking for field in airfields]),
    )


def blank(lift: Lift) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the state of a force before any decision, and an empty queue.

    Returns
    -------
    state : float64, shape (members, len(COLUMNS))
    queue : float64, shape (QUEUE,)
    """
    state = np.zeros((lift.key.size, len(COLUMNS)))
    state[:, [READY, EARLIEST, FIRST, LAST, DEPARTS]] = inf
    return state, np.zeros(QUEUE)


def _route(row: Sender, route: Route) -> int:
    if route != "fastest":
        return ROUTES.index(route)
    assert row.air_km is not None
    assert row.road_km is not None
    return AIR if row.air_km / _AIR_KMH + _GROUND_H <= row.road_km / _ROAD_KMH else ROAD
