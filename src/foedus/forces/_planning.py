"""The planner's arithmetic of an airlift: throughput, loads, closure."""

from __future__ import annotations

import math

from foedus.errors import OutOfRange
from foedus.forces._commit import loads

__all__ = ["closure_hours", "missions", "throughput_per_day"]


def throughput_per_day(
    parking: float,
    payload: float,
    ground_hours: float,
    operating_hours: float = 24.0,
    efficiency: float = 0.85,
) -> float:
    """Tonnes a day that an airfield can take in.

    Parameters
    ----------
    parking
        Aircraft worked at once (maximum on ground).
    payload
        Tonnes in one aircraft.
    ground_hours
        Hours of one aircraft on the ground.
    operating_hours
        Hours of the day in which the airfield works.
    efficiency
        Share of parking time that queuing leaves to use.

    Raises
    ------
    OutOfRange
        If the ground time is not above zero.

    References
    ----------
    Air Force Pamphlet 10-1403 (2018), formula 9.0: parking × payload × (operating hours / ground time)
    × queuing efficiency.
    """
    if ground_hours <= 0.0:
        raise OutOfRange(f"ground_hours is {ground_hours:g}; expected more than zero")
    return parking * payload * (operating_hours / ground_hours) * efficiency


def missions(
    persons: float,
    vehicles: float,
    bulk: float,
    *,
    vehicles_per_load: float = 3.0,
    seats: float = 100.0,
    seats_beside: float = 20.0,
    payload: float = 30.0,
) -> int:
    """Aircraft loads for people, vehicles and tonnes of stores.

    Vehicles first; people ride beside them as far as there are seats; stores and the remaining people
    have aircraft of their own.

    Raises
    ------
    OutOfRange
        If an aircraft would take nothing of a kind.
    """
    for name, value in (("vehicles_per_load", vehicles_per_load), ("seats", seats), ("payload", payload)):
        if value <= 0.0:
            raise OutOfRange(f"{name} is {value:g}; expected more than zero")
    return loads(
        float(persons),
        float(vehicles),
        float(bulk),
        float(vehicles_per_load),
        float(seats),
        float(seats_beside),
        float(payload),
    )


def closure_hours(
    loads_in_all: int,
    per_day: float,
    *,
    preparation: float,
    leg: float,
    ground_hours: float,
) -> float:
    """Hours from the decision until the last load is unloaded.

    Parameters
    ----------
    loads_in_all
        Aircraft loads, at least one.
    per_day
        Loads a day that the scarcest part of the chain lets through; may be infinite.
    preparation, leg, ground_hours
        Hours from the decision to the first departure, in the air, and on the ground.

    Raises
    ------
    OutOfRange
        If there is no load or no throughput.
    """
    if loads_in_all < 1 or not per_day > 0.0:
        raise OutOfRange("expected at least one load and a throughput above zero")
    interval = 0.0 if math.isinf(per_day) else 24.0 / per_day
    return preparation + leg + (loads_in_all - 1) * interval + ground_hours
