"""A force on its way in and home, hour by hour."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foedus.chance import compiled, stream, uniform
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

__all__ = ["arrive", "complete", "depart", "present", "recall"]

_OPENING = stream("forces.opening")


@compiled
def _parking_rate(
    lift: Lift, theta: NDArray[np.float64], seed: int, replica: int, hour: int, tempo: float
) -> float:
    """Aircraft an hour that the airfields usable at an hour can turn round (AFPAM formula 9.0)."""
    places = 0.0
    for a in range(lift.parking.size):
        low, high = lift.usable_low[a], lift.usable_high[a]
        if low + (high - low) * uniform(seed, replica, _OPENING, 0, a) <= hour:
            places += lift.parking[a]
    turns = theta[EFFICIENCY] * theta[DAY] / 24.0 / theta[GROUND]
    rate: float = places * theta[PARKING] * turns * theta[WEATHER] * tempo
    return rate


@compiled
def _cycle(lift: Lift, theta: NDArray[np.float64], member: int) -> float:
    """Hours for which one aircraft is taken by one load: out, unload, back, turn round at home."""
    hours: float = 2.0 * lift.air_km[member] / theta[SPEED] + theta[GROUND] + theta[GROUND_HOME]
    return hours


@compiled
def _loads_home(lift: Lift, theta: NDArray[np.float64], state: NDArray[np.float64], i: int) -> float:
    """Count the loads in which a contingent flies home."""
    count: float = state[i, LANDED]
    if lift.route[i] != AIR:
        count = max(1.0, math.ceil(state[i, BOUND_HOME] / theta[SEATS]))
    return count


@compiled
def _next_in(lift: Lift, state: NDArray[np.float64], hour: int) -> int:
    """Choose who lands next: the fewest loads to go among those who can be there; -1 if nobody can."""
    best = -1
    fewest = math.inf
    for i in range(lift.route.size):
        to_go = state[i, MISSIONS] - state[i, LANDED]
        can = lift.route[i] == AIR and state[i, EARLIEST] <= hour < state[i, DEPARTS]
        if can and 0.0 < to_go < fewest:
            best, fewest = i, to_go
    return best


@compiled
def _next_out(lift: Lift, theta: NDArray[np.float64], state: NDArray[np.float64], hour: int) -> int:
    """Choose who flies home next: the fewest loads to go among those bound home; -1 if nobody is."""
    best = -1
    fewest = math.inf
    for i in range(lift.route.size):
        if lift.route_out[i] == AIR and state[i, DEPARTS] <= hour and state[i, PRESENT] > 0.0:
            to_go = _loads_home(lift, theta, state, i) - state[i, LEFT]
            if to_go < fewest:
                best, fewest = i, to_go
    return best


@compiled
def _land(state: NDArray[np.float64], i: int, hour: int) -> None:
    """Book the arrival of one load of a contingent."""
    state[i, LANDED] += 1.0
    state[i, PRESENT] = math.floor(state[i, PERSONNEL] * state[i, LANDED] / state[i, MISSIONS])
    if state[i, FIRST] > hour:
        state[i, FIRST] = hour
    state[i, LAST] = hour


@compiled
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
    moved = 0
    waiting = False
    costliest = 0.0
    for i in range(lift.route.size):
        if state[i, LANDED] >= state[i, MISSIONS] or state[i, DEPARTS] <= hour:
            continue
        if lift.route[i] == ROAD:
            if state[i, EARLIEST] <= hour:
                _land(state, i, hour)
                moved += 1
        else:
            waiting = True
            costliest = max(costliest, _cycle(lift, theta, i))
    if not waiting:
        return moved
    parking = min(queue[0], 1.0) + _parking_rate(lift, theta, seed, replica, hour, 1.0)
    fleet = min(queue[1], costliest) + theta[AIRCRAFT] * theta[AVAILABLE] * theta[DAY] / 24.0
    while parking >= 1.0:
        i = _next_in(lift, state, hour)
        if i < 0:
            break
        cost = _cycle(lift, theta, i)
        if fleet < cost:
            break
        parking -= 1.0
        fleet -= cost
        _land(state, i, hour)
        moved += 1
    queue[0], queue[1] = parking, fleet
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
    moved = 0
    waiting = False
    costliest = 0.0
    for i in range(lift.route.size):
        if state[i, DEPARTS] > hour or state[i, PRESENT] + state[i, GONE] <= 0.0:
            continue
        if state[i, BOUND_HOME] == 0.0:
            state[i, BOUND_HOME] = state[i, PRESENT]
        if state[i, PRESENT] <= 0.0:
            continue
        if lift.route_out[i] == ROAD:
            _take_off(state, i, 1.0)
            moved += 1
        else:
            waiting = True
            costliest = max(costliest, _cycle(lift, theta, i))
    if not waiting:
        return moved
    parking = min(queue[2], 1.0) + _parking_rate(lift, theta, seed, replica, hour, theta[OUTBOUND])
    fleet = min(queue[3], costliest) + theta[AIRCRAFT] * theta[AVAILABLE] * theta[DAY] / 24.0
    while parking >= 1.0:
        i = _next_out(lift, theta, state, hour)
        if i < 0:
            break
        cost = _cycle(lift, theta, i)
        if fleet < cost:
            break
        parking -= 1.0
        fleet -= cost
        _take_off(state, i, _loads_home(lift, theta, state, i))
        moved += 1
    queue[2], queue[3] = parking, fleet
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
