"""CITYNET as plainly as it can be written: NumPy, its own random numbers, the equations one after another.

The oracle of the tests and the yardstick of the benchmarks. The order of the hour is the table at the
head of ``foedus.unrest._hour``; nothing else is shared with it but the names of parameters and columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.unrest import COLUMNS, FIELDS, PARAMETERS, Cities

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]


def reach(cities: Cities, theta: F8) -> F8:
    """W, float64[replica, city, city]."""
    p = _named(theta)
    return np.asarray((1.0 + cities.distance / p["d0"][..., None]) ** -p["delta"][..., None])


def start(cities: Cities, theta: F8, effect: F8) -> tuple[dict[str, I8], dict[str, F8]]:
    """Everybody at home, reserves waiting; tables are [replica, city]."""
    p = _named(theta)
    susceptible = (p["s0"] * cities.population * cities.grievance * effect).astype(np.int64)
    people = {name: np.zeros_like(susceptible) for name in COLUMNS} | {"susceptible": susceptible}
    field = {name: np.zeros(susceptible.shape) for name in FIELDS}
    field["reserve"] = p["m0"] * cities.population / cities.population.sum()
    return people, field


def seed_crowd(people: dict[str, I8], city: int, crowd: int, shock: F8 | float = 1.0) -> None:
    """Put the first crowd on the street, by the size of the shock in each replica."""
    persons = np.floor(crowd * np.asarray(shock) + 0.5).astype(np.int64)
    missing = np.maximum(0, persons - people["susceptible"][:, city])
    people["entered"][:, city] += missing
    people["susceptible"][:, city] += missing - persons
    people["street"][:, city] += persons


def hour(
    cities: Cities, theta: F8, effect: F8, kernel: F8, channel: F8, outsiders: F8,
    people: dict[str, I8], field: dict[str, F8], t: int, luck: np.random.Generator,
) -> None:  # fmt: skip
    """Advance all replicas by an hour; `theta` is [replica, parameter], `outsiders` [replica]."""
    p = _named(theta)
    q, off, announced, delivered, dialogue, letting = channel
    population = cities.population
    emergency = ((cities.emergency_from <= t) & (t < cities.emergency_to)).astype(np.float64)
    h = cities.awake[t % 24]
    x = (outsiders / (outsiders + 1000.0))[:, None]
    calming = p["theta_a"] * announced + p["theta_d"] * delivered + p["theta_r"] * letting
    mood = np.exp(4 * p["b1"] * q * (1 - q) - 10 * p["b2"] * q * q - calming + p["backlash"] * x)
    street, violent = people["street"].copy(), people["violent"].copy()

    def taken(persons: I8, rate: F8) -> I8:
        chance = -np.expm1(-np.maximum(0.0, np.broadcast_to(rate, persons.shape)))
        return luck.binomial(persons, chance)

    def events(mean: F8) -> I8:
        return luck.poisson(np.broadcast_to(mean, street.shape))

    # 1 visible activity
    shown = (street + 3 * violent) / 1000.0
    field["activity"] += (shown - field["activity"]) / np.maximum(1.0, p["tau"])
    field["activity"][field["activity"] < 1e-9] = 0.0
    activity = field["activity"]
    seen = activity.sum(axis=1, keepdims=True)
    # 2, 3 officers and saturation
    need = violent + 0.05 * street + 1e-5 * population
    reserves = np.maximum(0.0, p["m0"] + p["xi"] * outsiders[:, None])
    field["reserve"] += (reserves * need / need.sum(axis=1, keepdims=True) - field["reserve"]) / 12.0
    signal = np.maximum(0.0, 1.0 + p["loyalty"] * x)
    officers = p["f"] * population * (1 + 0.5 * emergency) * signal + field["reserve"]
    policing = officers / (officers + p["rho"] * violent + 0.1 * street + 1e-9)
    # 4 recruits of deaths
    mourn = p["psi"] * field["deaths"] * (1 - 0.5 * off) * np.exp(-calming) / 24.0
    moved = events(np.abs(mourn))
    recruits = np.where(mourn > 0, moved, 0)
    deterred = np.minimum(people["susceptible"], moved - recruits)
    people["susceptible"] += recruits - deterred
    people["entered"] += recruits
    people["home"] += deterred
    # 5 joining
    media = np.minimum(1.0, p["mu0"]) * (1 - p["chi"] * off)
    pressure = (1 - media) * np.einsum("rij,rj->ri", kernel, activity) + media * seen
    pressure = pressure + p["ell"] * off * activity
    pull = -np.expm1(-p["gamma"] * np.maximum(0.0, pressure - p["lambda_c"]))
    joined = taken(
        people["susceptible"], p["lambda"] * np.sqrt(cities.grievance * effect) * h * mood * pull * (seen > 0)
    )
    people["susceptible"] -= joined
    # 6 to 10: the street
    contact = policing * (1 - q) * (1 - dialogue) * h * (street > 300)
    up = taken(street, p["e0"] + p["e1"] * contact + p["e2"] * violent / np.maximum(1, street + violent))
    left = street - up
    back = taken(left, p["disp"] * policing * (1 - 0.5 * h) * (1 - 0.5 * dialogue))
    left = left - back
    gone = taken(left, p["w_p"] * (1.5 - h) + p["b2"] * (q + 0.3 * emergency))
    left = left - gone
    held = taken(left, p["a_p"] * policing)
    left = left - held
    killed = events(0.5 * p["phi"] * p["unarmed"] * q * officers * left / (officers + left + 1))
    killed = np.minimum(left, killed)
    people["street"] = left - killed + joined
    people["susceptible"] += back
    people["home"] += gone
    people["dead_unarmed"] += killed
    # 8 to 10: people using violence
    met = officers * violent / np.maximum(1e-9, officers + violent)
    seized = taken(violent, p["a_v"] * officers * policing / np.maximum(1e-9, officers + violent))
    rest = violent - seized
    fled = taken(rest, p["w_v"] + p["b2"] * q * policing)
    rest = rest - fled
    shot = np.minimum(rest, events(0.5 * p["phi"] * q * met))
    victims = events(p["phi_armed"] * violent)
    people["injured"] += events(p["iota"] * met)
    people["violent"] = rest - shot + up
    people["sought"] += fled
    people["dead_armed"] += victims
    # 9 to 11: held, sought, released
    found = taken(people["sought"], p["a_u"] * emergency)
    people["sought"] -= found
    people["detained"] += held + seized + found
    people["ever_detained"] += held + seized + found
    died = taken(people["detained"], p["custody"])
    people["detained"] -= died
    freed = taken(people["detained"], (1 - letting) / np.maximum(1.0, p["hold"]) + letting / 24.0)
    people["detained"] -= freed
    people["released"] += freed
    lost = events(p["phi_services"] * off * population / 1e6 * (seen > 0))
    people["dead_services"] += lost
    people["dead_state"] += killed + shot + died
    people["dead_custody"] += died
    people["entered"] += victims + lost
    field["deaths"] += killed + shot + victims + died
    field["deaths"] -= field["deaths"] / 48.0


def _named(theta: F8) -> dict[str, F8]:
    """Parameters by name, [replica, 1]."""
    ids = (p.id.removeprefix("unrest.") for p in PARAMETERS)
    return {name: theta[:, k : k + 1] for k, name in enumerate(ids)}
