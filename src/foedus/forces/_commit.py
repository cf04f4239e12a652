"""The contingents at the decision: who sends how many, and when they can leave."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foedus.chance import compiled, normal_quantile, stream, uniform
from foedus.forces._lift import (
    AIR,
    EARLIEST,
    MISSIONS,
    NO_ROUTE,
    PERSONNEL,
    READY,
    Lift,
)
from foedus.forces._parameters import (
    BULK,
    FLAG,
    FLAG_SPREAD,
    GROUND,
    JOINS,
    JOINS_SILENT,
    MUSTER,
    NEED,
    PAYLOAD,
    PREPARATION,
    ROAD_SPEED,
    SEATS,
    SEATS_BESIDE,
    SPEED,
    VEHICLES,
)

__all__ = ["commit", "loads"]

# Places of `foedus.council.ACTIONS`; the two rooms do not import each other.
_CONSENT, _NON_OBJECTION, _OBJECTION = range(3)

_JOINS = stream("forces.joins")
_SIZE = stream("forces.size")
_AUTHORISE = stream("forces.authorise")
_MUSTER = stream("forces.muster")


@compiled
def loads(
    persons: float,
    vehicles: float,
    bulk: float,
    vehicles_per_load: float,
    seats: float,
    seats_beside: float,
    payload: float,
) -> int:
    """Aircraft loads of vehicles, of stores, and of the people who find no seat beside vehicles.

    Parameters
    ----------
    persons, vehicles
        What is to be moved.
    bulk
        Stores in tonnes.
    vehicles_per_load, seats, seats_beside, payload
        What one aircraft takes: vehicles; people alone; people beside vehicles; tonnes of stores.
    """
    with_vehicles = math.ceil(vehicles / vehicles_per_load)
    afoot = max(0.0, persons - seats_beside * with_vehicles)
    return int(with_vehicles + math.ceil(bulk / payload) + math.ceil(afoot / seats))


@compiled
def commit(
    lift: Lift,
    theta: NDArray[np.float64],
    seed: int,
    replica: int,
    hour: float,
    actions: NDArray[np.int64],
    size_override: float,
    shift_hours: float,
    state: NDArray[np.float64],
) -> int:
    """Size the contingents and set their clocks, once, when the decision is announced.

    A member other than the lead that takes part sends a company; the lead, unless it objects, fills
    what is left of the need up to its pool. If the companies alone exceed the need they shrink in
    proportion. Nobody is ready before its own organs have authorised it, whatever the shift.

    Parameters
    ----------
    lift
        Senders and airfields.
    theta : float64, shape (parameters,)
        Values of `PARAMETERS`.
    seed, replica
        Key of the luck; each state keeps its own.
    hour
        Hour of the case at which the decision is announced.
    actions : int64, shape (members,)
        What each member did: 0 consent, 1 non-objection, 2 objection, 3 absence.
    size_override
        People in all, in place of the need in `theta`; negative for none.
    shift_hours
        Moves the hours at which contingents are ready; negative is earlier.
    state : float64, shape (members, columns)
        From `blank`; filled.

    Returns
    -------
    int
        People committed in all.
    """
    need = math.floor(size_override if size_override >= 0.0 else theta[NEED])
    flags = 0.0
    for i in range(actions.size):
        state[i, PERSONNEL] = 0.0
        if lift.lead[i] or lift.route[i] == NO_ROUTE:
            continue
        chance = 0.0
        if actions[i] == _CONSENT:
            chance = theta[JOINS]
        elif actions[i] == _NON_OBJECTION:
            chance = theta[JOINS] * theta[JOINS_SILENT]
        if uniform(seed, replica, _JOINS, 0, lift.key[i]) < chance:
            z = normal_quantile(uniform(seed, replica, _SIZE, 0, lift.key[i]))
            size = math.floor(theta[FLAG] * math.exp(theta[FLAG_SPREAD] * z))
            state[i, PERSONNEL] = min(size, math.floor(lift.pool[i]))
            flags += state[i, PERSONNEL]
    if flags > need:
        share = need / flags
        flags = 0.0
        for i in range(actions.size):
            state[i, PERSONNEL] = math.floor(state[i, PERSONNEL] * share)
            flags += state[i, PERSONNEL]
    left = need - flags
    for i in range(actions.size):
        if lift.lead[i] and lift.route[i] != NO_ROUTE and actions[i] != _OBJECTION:
            state[i, PERSONNEL] = min(left, math.floor(lift.pool[i]))
            left -= state[i, PERSONNEL]
    total = 0
    for i in range(actions.size):
        persons = state[i, PERSONNEL]
        if persons <= 0.0:
            continue
        total += int(persons)
        key = lift.key[i]
        low, high = lift.authorise_low[i], lift.authorise_high[i]
        authorised = hour + low + (high - low) * uniform(seed, replica, _AUTHORISE, 0, key)
        prepared = authorised + theta[PREPARATION]
        if not lift.lead[i]:
            prepared += theta[MUSTER] * uniform(seed, replica, _MUSTER, 0, key)
        state[i, READY] = max(authorised, prepared + shift_hours)
        if lift.route[i] == AIR:
            state[i, EARLIEST] = state[i, READY] + lift.air_km[i] / theta[SPEED] + theta[GROUND]
            vehicles = math.ceil(persons * lift.vehicles[i])
            state[i, MISSIONS] = loads(
                persons,
                vehicles,
                persons * theta[BULK],
                theta[VEHICLES],
                theta[SEATS],
                theta[SEATS_BESIDE],
                theta[PAYLOAD],
            )
        else:
            state[i, EARLIEST] = state[i, READY] + lift.road_km[i] / theta[ROAD_SPEED]
            state[i, MISSIONS] = 1.0
    return total
