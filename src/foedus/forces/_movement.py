"""A force on its way in and home, hour by hour."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foedus.chance import compiled, inner, stream, uniform
from foedus.forces._lift import (
    AIR,
    BOUND_HOME,
    DEPARTS,
    EARLIEST,
    FIRST,
    GONE,
    LANDED,
    LAST,
    LEFT,
    MISSIONS,
    PERSONNEL,
    PRESENT,
    ROAD,
    Lift,
)
from foedus.forces._parameters import (
    AIRCRAFT,
    AVAILABLE,
    DAY,
    EFFICIENCY,
    GROUND,
    GROUND_HOME,
    NOTICE,
    OUTBOUND,
    PARKING,
    SEATS,
    SPEED,
    WEATHER,
)

__all__ = [
    "arrive",
    "arrive_until",
    "complete",
    "depart",
    "expected",
    "homeward",
    "present",
    "recall",
]

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]

_OPENING = stream("forces.opening")


@inner
def _places(parking: F8, low: F8, high: F8, seed: int, replica: int, hour: int) -> float:
    """Parking of the airfields that are usable at an hour."""
    places = 0.0
    for a in range(parking.size):
        # When it opens is drawn only while that matters.
        opened = hour >= high[a]
        if not opened and hour >= low[a]:
            opened = low[a] + (high[a] - low[a]) * uniform(seed, replica, _OPENING, 0, a) <= hour
        if opened:
            places += parking[a]
    return places


@inner
def _turns(theta: F8) -> float:
    """Aircraft an hour that one place of parking can turn round (AFPAM formula 9.0)."""
    each = theta[EFFICIENCY] * theta[DAY] / 24.0 / theta[GROUND]
    turns: float = theta[PARKING] * each * theta[WEATHER]
    return turns


@inner
def _cycle(air_km: float, theta: F8) -> float:
    """Hours for which one aircraft is taken by one load: out, unload, back, turn round at home."""
    hours: float = 2.0 * air_km / theta[SPEED] + theta[GROUND] + theta[GROUND_HOME]
    return hours


@inner
def _loads_home(route: int, theta: F8, state: F8, i: int) -> float:
    """Count the loads in which a contingent flies home."""
    count: float = state[i, LANDED]
    if route != AIR:
        count = max(1.0, math.ceil(state[i, BOUND_HOME] / theta[SEATS]))
    return count


@inner
def _next_in(route: I8, state: F8, hour: int) -> int:
    """Choose who lands next: the fewest loads to go among those who can be there; -1 if nobody can."""
    best = -1
    fewest = math.inf
    for i in range(route.size):
        to_go = state[i, MISSIONS] - state[i, LANDED]
        can = route[i] == AIR and state[i, EARLIEST] <= hour < state[i, DEPARTS]
        if can and 0.0 < to_go < fewest:
            best, fewest = i, to_go
    return best


@inner
def _next_out(route: I8, route_out: I8, theta: F8, state: F8, hour: int) -> int:
    """Choose who flies home next: the fewest loads to go among those bound home; -1 if nobody is."""
    best = -1
    fewest = math.inf
    for i in range(route.size):
        if route_out[i] == AIR and state[i, DEPARTS] <= hour and state[i, PRESENT] > 0.0:
            to_go = _loads_home(route[i], theta, state, i) - state[i, LEFT]
            if to_go < fewest:
                best, fewest = i, to_go
    return best


@inner
def _land(state: NDArray[np.float64], i: int, hour: int) -> None:
    """Book the arrival of one load of a contingent."""
    state[i, LANDED] += 1.0
    state[i, PRESENT] = math.floor(state[i, PERSONNEL] * state[i, LANDED] / state[i, MISSIONS])
    if state[i, FIRST] > hour:
        state[i, FIRST] = hour
    state[i, LAST] = hour


@inner
def _take_off(state: NDArray[np.float64], i: int, loads_home: float) -> None:
    """Book the departure of one load of a contingent."""
    state[i, LEFT] += 1.0
    state[i, GONE] = math.floor(state[i, BOUND_HOME] * state[i, LEFT] / loads_home)
    state[i, PRESENT] = state[i, BOUND_HOME] - state[i, GONE]


@compiled
def arrive(
    lift: Lift,
    theta: NDArray[np.float64],
    seed: int,
    replica: int,
    hour: int,
    state: NDArray[np.float64],
    queue: NDArray[np.float64],
) -> int:
    """Land what can land in one hour.

    Columns on the road come in whole. Aircraft come one by one, the contingent with the fewest loads
    to go first, while both the parking of the usable airfields and the fleet last: the scarcer binds.
    A load counts as there when it is unloaded. A fraction of a load's capacity is kept for the next
    hour; idle capacity is not.

    Parameters
    ----------
    lift, theta, seed, replica
        As in `commit`.
    hour
        Hour of the case, from its start to the next.
    state, queue
        From `blank`; moved on in place.

    Returns
    -------
    int
        Loads that arrived.
    """
    return arrive_until(lift, theta, seed, replica, hour, hour + 1, state, queue)


@compiled
def arrive_until(
    lift: Lift, theta: F8, seed: int, replica: int, hour: int, until: int, state: F8, queue: F8
) -> int:
    """Land what can land from one hour to the start of another: `arrive` for each, and faster."""
    if not expected(state, hour):
        return 0
    return _land_until(
        lift.route, lift.air_km, lift.parking, lift.usable_low, lift.usable_high, theta, seed, replica, hour,
        until, state, queue,
    )  # fmt: skip


@inner
def expected(state: F8, hour: int) -> bool:
    """Whether anything that was committed is still on its way; if not at one hour, then at none after it."""
    for i in range(state.shape[0]):
        if state[i, LANDED] < state[i, MISSIONS] and state[i, DEPARTS] > hour:
            return True
    return False


@inner
def _land_until(
    route: I8, air_km: F8, parking: F8, low: F8, high: F8, theta: F8, seed: int, replica: int, hour: int,
    until: int, state: F8, queue: F8,
) -> int:  # fmt: skip
    turns = _turns(theta)
    flying = theta[AIRCRAFT] * theta[AVAILABLE] * theta[DAY] / 24.0
    moved = 0
    for t in range(hour, until):
        on_the_way, in_the_air = False, False
        longest = 0.0
        for i in range(route.size):
            if state[i, LANDED] >= state[i, MISSIONS] or state[i, DEPARTS] <= t:
                continue
            on_the_way = True
            if route[i] != ROAD:
                in_the_air = True
                longest = max(longest, air_km[i])
            elif state[i, EARLIEST] <= t:
                _land(state, i, t)
                moved += 1
        if not on_the_way:
            break
        if not in_the_air:
            continue
        places = min(queue[0], 1.0) + turns * _places(parking, low, high, seed, replica, t)
        fleet = min(queue[1], _cycle(longest, theta)) + flying
        while places >= 1.0:
            i = _next_in(route, state, t)
            if i < 0:
                break
            cost = _cycle(air_km[i], theta)
            if fleet < cost:
                break
            places -= 1.0
            fleet -= cost
            _land(state, i, t)
            moved += 1
        queue[0], queue[1] = places, fleet
    return moved


@compiled
def recall(lift: Lift, theta: NDArray[np.float64], hour: float, state: NDArray[np.float64]) -> None:
    """Set the hour from which the force goes home: the host's word at `hour`, and the notice after it.

    A contingent that is already bound home keeps its hour.
    """
    for i in range(lift.route.size):
        if state[i, PERSONNEL] > 0.0 and state[i, DEPARTS] == math.inf:
            state[i, DEPARTS] = hour + 24.0 * theta[NOTICE]


@compiled
def depart(
    lift: Lift,
    theta: NDArray[np.float64],
    seed: int,
    replica: int,
    hour: int,
    state: NDArray[np.float64],
    queue: NDArray[np.float64],
) -> int:
    """Fly and drive home what can leave in one hour; nothing before the hour that `recall` set.

    As many loads go home as had come, at the tempo of `theta`, the contingent with the fewest first.
    A contingent that came by road and flies home needs an aircraft for each `forces.seats` people.

    Returns
    -------
    int
        Loads that left.
    """
    if not homeward(state, hour):
        return 0
    return _fly_home(
        lift.route, lift.route_out, lift.air_km, lift.parking, lift.usable_low, lift.usable_high, theta, seed,
        replica, hour, state, queue,
    )  # fmt: skip


@inner
def homeward(state: F8, hour: int) -> bool:
    """Whether anybody who is there is to go home."""
    going = 0
    for i in range(state.shape[0]):
        going += 1 if state[i, DEPARTS] <= hour and state[i, PRESENT] > 0.0 else 0
    return going > 0


@inner
def _fly_home(
    route: I8, route_out: I8, air_km: F8, parking: F8, low: F8, high: F8, theta: F8, seed: int, replica: int,
    hour: int, state: F8, queue: F8,
) -> int:  # fmt: skip
    moved = 0
    waiting = False
    longest = 0.0
    for i in range(route.size):
        if state[i, DEPARTS] > hour or state[i, PRESENT] <= 0.0:
            continue
        if state[i, BOUND_HOME] == 0.0:
            state[i, BOUND_HOME] = state[i, PRESENT]
        if route_out[i] == ROAD:
            _take_off(state, i, 1.0)
            moved += 1
        else:
            waiting = True
            longest = max(longest, air_km[i])
    if not waiting:
        return moved
    turns = _turns(theta) * theta[OUTBOUND]
    places = min(queue[2], 1.0) + turns * _places(parking, low, high, seed, replica, hour)
    flying = theta[AIRCRAFT] * theta[AVAILABLE] * theta[DAY] / 24.0
    fleet = min(queue[3], _cycle(longest, theta)) + flying
    while places >= 1.0:
        i = _next_out(route, route_out, theta, state, hour)
        if i < 0:
            break
        cost = _cycle(air_km[i], theta)
        if fleet < cost:
            break
        places -= 1.0
        fleet -= cost
        _take_off(state, i, _loads_home(route[i], theta, state, i))
        moved += 1
    queue[2], queue[3] = places, fleet
    return moved


@compiled
def present(state: NDArray[np.float64]) -> float:
    """People of all contingents who are there now."""
    total = 0.0
    for i in range(state.shape[0]):
        total += state[i, PRESENT]
    return total


@compiled
def complete(state: NDArray[np.float64]) -> bool:
    """Whether a force was committed and every load of it has arrived."""
    any_committed = False
    for i in range(state.shape[0]):
        if state[i, PERSONNEL] > 0.0:
            any_committed = True
            if state[i, LANDED] < state[i, MISSIONS]:
                return False
    return any_committed
