"""The airlift of `foedus.forces` told as processes of SimPy: the same law with other luck.

An oracle for the tests and a yardstick for the benchmarks. Every load is a process that waits until its
contingent can be there and then for a slot; a tower gives slots hour by hour, the contingent with the
fewest loads to go first, while parking and fleet last.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.forces import PARAMETERS, ROUTES, Lift

_ROAD = ROUTES.index("road")
_IDS = [p.id.removeprefix("forces.") for p in PARAMETERS]


@dataclass
class Contingent:
    """Who is on the way; loads that are at the door wait for their slots."""

    persons: float
    earliest: float
    loads: int
    by_road: bool
    cycle: float
    door: list[Any] = field(default_factory=list)
    landed: int = 0
    last: float = math.inf


def contingents(
    lift: Lift, p: dict[str, float], decided: float, luck: np.random.Generator
) -> list[Contingent]:
    """Draw who sends how many and when they can be there; every member consents."""
    need = math.floor(p["need"])
    sizes = np.zeros(len(lift.key))
    for i in range(len(sizes)):
        if not lift.lead[i] and ROUTES[lift.route[i]] != "none" and luck.random() < p["joins"]:
            sizes[i] = min(math.floor(luck.lognormal(math.log(p["flag"]), p["flag_spread"])), lift.pool[i])
    if sizes.sum() > need:
        sizes = np.floor(sizes * (need / sizes.sum()))
    for lead in np.flatnonzero(lift.lead):
        sizes[lead] = min(need - sizes.sum(), lift.pool[lead])
    found = []
    for i, persons in enumerate(sizes.tolist()):
        if persons <= 0:
            continue
        ready = decided + luck.uniform(lift.authorise_low[i], lift.authorise_high[i]) + p["preparation"]
        if not lift.lead[i]:
            ready += p["muster"] * luck.random()
        by_road = bool(lift.route[i] == _ROAD)
        leg = lift.road_km[i] / p["road_speed"] if by_road else lift.air_km[i] / p["speed"] + p["ground"]
        with_vehicles = math.ceil(math.ceil(float(persons * lift.vehicles[i])) / p["vehicles"])
        loads = with_vehicles + math.ceil(persons * p["bulk"] / p["payload"])
        loads += math.ceil(max(0.0, persons - p["seats_beside"] * with_vehicles) / p["seats"])
        cycle = 2 * lift.air_km[i] / p["speed"] + p["ground"] + p["ground_home"]
        found.append(Contingent(persons, ready + leg, 1 if by_road else loads, by_road, cycle))
    return found


def closure(lift: Lift, theta: NDArray[np.float64], decided: int, luck: np.random.Generator) -> float:
    """Hour of the last landing of one run."""
    simpy = importlib.import_module("simpy")

    p = dict(zip(_IDS, theta.tolist(), strict=True))
    coming = contingents(lift, p, decided, luck)
    opening = [luck.uniform(*span) for span in zip(lift.usable_low, lift.usable_high, strict=True)]
    turns = p["parking"] * p["efficiency"] * p["day"] / 24 / p["ground"] * p["weather"]
    flying = p["aircraft"] * p["available"] * p["day"] / 24
    env = simpy.Environment(initial_time=decided)

    def load(one: Contingent) -> Generator[Any, Any, None]:
        # A load is there on the hour: the tower looks out once an hour.
        yield env.timeout(max(0.0, math.ceil(one.earliest) - env.now))
        if not one.by_road:
            slot = env.event()
            one.door.append(slot)
            yield slot
        one.landed += 1
        one.last = env.now

    def tower() -> Generator[Any, Any, None]:
        places = fleet = 0.0
        while True:
            # After the loads that come to the door in this hour.
            yield env.timeout(0.0)
            air = [one for one in coming if not one.by_road and one.landed < one.loads]
            if not air:
                return
            places = min(places, 1.0) + turns * sum(
                n for n, at in zip(lift.parking, opening, strict=True) if at <= env.now
            )
            fleet = min(fleet, max(one.cycle for one in air)) + flying
            while places >= 1.0:
                ready = [one for one in air if one.door]
                if not ready:
                    break
                first = min(ready, key=lambda one: len(one.door))
                if fleet < first.cycle:
                    break
                places, fleet = places - 1.0, fleet - first.cycle
                first.door.pop().succeed()
            yield env.timeout(1.0)

    for one in coming:
        for _ in range(one.loads):
            env.process(load(one))
    env.process(tower())
    env.run()
    return max((one.last for one in coming), default=math.nan)
