"""CITYNET: one hour of unrest in every city.

Persons are whole and are booked: for each city the sum of all compartments, the dead included,
equals the start plus the column ``entered``.

Order of the hour, city by city (``q`` severity, ``em`` emergency, ``off`` shutdown, ``s`` dialogue)

== ==================== =====================================================================
1  visible activity     a = (P + 3 V)/1000;  A += (a - A)/τ
2  officers             F = f·N·(1 + em/2)·(1 + loyalty·x) + R;  R follows need within 12 hours
3  saturation           Q = F/(F + ρV + 0.1P)
4  recruits of deaths   S gains (or, if ψ < 0, loses) ψ·B/24 persons
5  joining  S→P         rate λ·√g·h(t)·mood·(1 - exp(-γ(Λ - Λc)+))
6  escalation  P→V      rate e0 + e1·Q(1-q)(1-s)h·1{P>300} + e2·V/(P+V)
7  dispersal  P→S       rate disp·Q(1 - h/2)(1 - s/2)
8  going home P→W, V→U  rates w_p(1.5 - h) + b2(q + 0.3em);  w_v + b2·q·Q
9  detention  →D        V: a_v·F·Q/(F+V);  P: a_p·Q;  U: a_u·em
10 deaths, injuries     state forces, armed people, custody, loss of services
11 release  D→R         rate 1/hold
== ==================== =====================================================================

with Λ_i = (1-μ)·Σ_j W_ij A_j + μ·Σ_j A_j + ℓ·off·A_i,  W_ij = (1 + d_ij/d0)^-δ,  μ = μ0(1 - χ·off),
mood = exp(4 b1 q(1-q) - 10 b2 q² - θa·ca - θd·cd + backlash·x),  x = X/(X + 1000) for X outsiders
present, and h(t) = 1/4 + 3/4·max(0, cos 2π(local hour - 18)/24). Rates act as 1 - exp(-rate).

Sources: activation and kernel after Bonnasse-Gahot et al. 2018 (Sci. Rep. 8:107); saturating arrest
after Davies et al. 2013 (Sci. Rep. 3:1303); inverted U after Steinert-Threlkeld, Joo and Chan.

Departs
-------
Bonnasse-Gahot et al. follow a rate of events per commune; here persons are counted, with exhaustion,
policing, detention and harm. Every signed effect may take either sign; a negative rate counts as zero.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import binomial, compiled, poisson, stream, uniform

__all__ = ["CHANNELS", "COLUMNS", "FIELDS", "Cities", "hour", "reach", "seed_crowd", "start"]

#: Columns of ``people``. The last four are ledgers: they count and do not hold persons.
COLUMNS = (
    "susceptible", "street", "violent", "detained", "home", "sought", "released",
    "dead_state", "dead_armed", "dead_services",
    "entered", "ever_detained", "injured", "dead_custody", "dead_unarmed",
)  # fmt: skip
#: Columns of ``field``: remembered activity (thousand persons), remembered deaths, reserves (officers).
FIELDS = ("activity", "deaths", "reserve")
#: Columns of a row of the schedule.
CHANNELS = ("severity", "shutdown", "announced", "delivered", "dialogue")

S, P, V, D, W, U, R, K_STATE, K_ARMED, K_SERVICES = range(10)
ENTERED, EVER_DETAINED, INJURED, CUSTODY, UNARMED = range(10, 15)
_ACT, _MOURN, _RESERVE = range(3)

_JOIN, _ESCALATE, _DISPERSE = stream("unrest.join"), stream("unrest.escalate"), stream("unrest.disperse")
_HOME_P, _HOME_V = stream("unrest.home.street"), stream("unrest.home.violent")
_DETAIN_P, _DETAIN_V = stream("unrest.detain.street"), stream("unrest.detain.violent")
_DETAIN_U, _RELEASE = stream("unrest.detain.sought"), stream("unrest.release")
_KILL_V, _KILL_P = stream("unrest.dead.violent"), stream("unrest.dead.unarmed")
_KILL_D, _KILL_ARMED = stream("unrest.dead.custody"), stream("unrest.dead.armed")
_KILL_SERVICES, _INJURE = stream("unrest.dead.services"), stream("unrest.injured")
_MOURNERS = stream("unrest.mourners")


class Cities(NamedTuple):
    """The place network as the kernel sees it.

    Attributes
    ----------
    population : float64[city]
        Inhabitants.
    grievance : float64[city]
        Median multiplier of the readiness to join.
    distance : float64[city, city]
        Kilometres along the great circle.
    offset : float64[city]
        Hours by which the city's clock is ahead of the case's.
    emergency_from, emergency_to : float64[city]
        Hours of the case between which a state of emergency holds.
    """

    population: NDArray[np.float64]
    grievance: NDArray[np.float64]
    distance: NDArray[np.float64]
    offset: NDArray[np.float64]
    emergency_from: NDArray[np.float64]
    emergency_to: NDArray[np.float64]


@compiled
def start(cities: Cities, theta: NDArray[np.float64], effect: NDArray[np.float64],
          people: NDArray[np.int64], field: NDArray[np.float64]) -> None:  # fmt: skip
    """Fill the state of the hour before the first: everybody susceptible at home, reserves waiting.

    Parameters
    ----------
    theta : float64[parameter]
        In the order of ``PARAMETERS``.
    effect : float64[city]
        The city's own multiplier of the grievance.
    people : int64[city, column], field : float64[city, field]
        Filled.
    """
    people[:] = 0
    field[:] = 0.0
    total = cities.population.sum()
    for i in range(len(cities.population)):
        people[i, S] = int(theta[0] * cities.population[i] * cities.grievance[i] * effect[i])
        field[i, _RESERVE] = theta[22] * cities.population[i] / total


@compiled
def reach(cities: Cities, theta: NDArray[np.float64], kernel: NDArray[np.float64]) -> None:
    """Fill the contagion kernel W (float64[city, city]) for one parameter vector."""
    for i in range(len(cities.population)):
        for j in range(len(cities.population)):
            kernel[i, j] = (1.0 + cities.distance[i, j] / theta[4]) ** (-theta[5])


@compiled
def seed_crowd(people: NDArray[np.int64], city: int, persons: int) -> None:
    """Put the first crowd on the street; whoever is missing among the susceptible enters and is booked."""
    missing = max(0, persons - people[city, S])
    people[city, ENTERED] += missing
    people[city, S] += missing - persons
    people[city, P] += persons


@compiled
def _chance(rate: float) -> float:
    return -math.expm1(-rate) if rate > 0.0 else 0.0


@compiled
def hour(
    cities: Cities, theta: NDArray[np.float64], effect: NDArray[np.float64], kernel: NDArray[np.float64],
    channel: NDArray[np.float64], outsiders: float,
    people: NDArray[np.int64], field: NDArray[np.float64], seed: int, replica: int, t: int,
) -> None:  # fmt: skip
    """Advance every city by the hour `t`; the order of events is the table at the head of this file.

    Parameters
    ----------
    channel : float64[channel]
        The row of the schedule for this hour, in the order of ``CHANNELS``.
    outsiders : float
        Persons of an outside force present.
    people, field
        The state, changed in place.
    """
    (_s0, lam, gam, lam_c, _d0, _delta, mu0, chi, ell, tau, e0, e1, e2, w_p, w_v, disp, a_v, a_p, a_u, hold,
     rho, f, m0, b1, b2, psi, theta_a, theta_d, phi, unarmed, custody, phi_armed, phi_services, iota,
     xi, loyalty, backlash) = (
        theta[0], theta[1], theta[2], theta[3], theta[4], theta[5], theta[6], theta[7], theta[8], theta[9],
        theta[10], theta[11], theta[12], theta[13], theta[14], theta[15], theta[16], theta[17], theta[18],
        theta[19], theta[20], theta[21], theta[22], theta[23], theta[24], theta[25], theta[26], theta[27],
        theta[28], theta[29], theta[30], theta[31], theta[32], theta[33], theta[34], theta[35], theta[36],
    )  # fmt: skip
    q, off, announced, delivered, dialogue = channel[0], channel[1], channel[2], channel[3], channel[4]
    n = len(cities.population)
    x = outsiders / (outsiders + 1000.0)
    signal = max(0.0, 1.0 + loyalty * x)
    calming = theta_a * announced + theta_d * delivered
    mood = math.exp(4.0 * b1 * q * (1.0 - q) - 10.0 * b2 * q * q - calming + backlash * x)
    mu = min(1.0, mu0) * (1.0 - chi * off)
    reserve = max(0.0, m0 + xi * outsiders)

    seen = 0.0
    need_total = 0.0
    for i in range(n):
        activity = (people[i, P] + 3.0 * people[i, V]) / 1000.0
        field[i, _ACT] += (activity - field[i, _ACT]) / max(1.0, tau)
        if field[i, _ACT] < 1e-9:
            field[i, _ACT] = 0.0
        seen += field[i, _ACT]
        need_total += people[i, V] + 0.05 * people[i, P] + 1e-5 * cities.population[i]

    for i in range(n):
        street, violent = people[i, P], people[i, V]
        emergency = 1.0 if cities.emergency_from[i] <= t < cities.emergency_to[i] else 0.0
        clock = (t + cities.offset[i]) % 24.0
        h = 0.25 + 0.75 * max(0.0, math.cos(2.0 * math.pi * (clock - 18.0) / 24.0))
        need = (violent + 0.05 * street + 1e-5 * cities.population[i]) / need_total
        field[i, _RESERVE] += (reserve * need - field[i, _RESERVE]) / 12.0
        F = f * cities.population[i] * (1.0 + 0.5 * emergency) * signal + field[i, _RESERVE]
        Q = F / (F + rho * violent + 0.1 * street + 1e-9)

        mourn = psi * field[i, _MOURN] * (1.0 - 0.5 * off) * math.exp(-calming) / 24.0
        if mourn > 0.0:
            recruits = poisson(mourn, uniform(seed, replica, _MOURNERS, t, i))
            people[i, S] += recruits
            people[i, ENTERED] += recruits
        elif mourn < 0.0:
            deterred = min(people[i, S], poisson(-mourn, uniform(seed, replica, _MOURNERS, t, i)))
            people[i, S] -= deterred
            people[i, W] += deterred

        joined = 0
        if seen > 0.0 and people[i, S] > 0:
            pressure = mu * seen + ell * off * field[i, _ACT]
            for j in range(n):
                pressure += (1.0 - mu) * kernel[i, j] * field[j, _ACT]
            if pressure > lam_c:
                g = cities.grievance[i] * effect[i]
                rate = lam * math.sqrt(g) * h * mood * _chance(gam * (pressure - lam_c))
                joined = binomial(people[i, S], _chance(rate), uniform(seed, replica, _JOIN, t, i))

        if street > 0:
            rate = e0 + e2 * violent / (street + violent)
            if street > 300:
                rate += e1 * Q * (1.0 - q) * (1.0 - dialogue) * h
            up = binomial(street, _chance(rate), uniform(seed, replica, _ESCALATE, t, i))
            left = street - up
            rate = disp * Q * (1.0 - 0.5 * h) * (1.0 - 0.5 * dialogue)
            back = binomial(left, _chance(rate), uniform(seed, replica, _DISPERSE, t, i))
            left -= back
            rate = w_p * (1.5 - h) + b2 * (q + 0.3 * emergency)
            gone = binomial(left, _chance(rate), uniform(seed, replica, _HOME_P, t, i))
            left -= gone
            held = binomial(left, _chance(a_p * Q), uniform(seed, replica, _DETAIN_P, t, i))
            left -= held
            killed = 0
            if q > 0.0:
                contact = 0.5 * phi * unarmed * q * F * left / (F + left + 1.0)
                killed = min(left, poisson(contact, uniform(seed, replica, _KILL_P, t, i)))
            people[i, P] += joined - (street - left) - killed
            people[i, V] += up
            people[i, S] += back
            people[i, W] += gone
            people[i, D] += held
            people[i, EVER_DETAINED] += held
            people[i, K_STATE] += killed
            people[i, UNARMED] += killed
            field[i, _MOURN] += killed
        else:
            people[i, P] += joined
        people[i, S] -= joined

        if violent > 0:
            contact = F * violent / (F + violent)
            held = binomial(
                violent, _chance(a_v * F * Q / (F + violent)), uniform(seed, replica, _DETAIN_V, t, i)
            )
            left = violent - held
            gone = binomial(left, _chance(w_v + b2 * q * Q), uniform(seed, replica, _HOME_V, t, i))
            left -= gone
            killed = 0
            if q > 0.0:
                killed = min(left, poisson(0.5 * phi * q * contact, uniform(seed, replica, _KILL_V, t, i)))
            victims = poisson(phi_armed * violent, uniform(seed, replica, _KILL_ARMED, t, i))
            people[i, INJURED] += poisson(iota * contact, uniform(seed, replica, _INJURE, t, i))
            people[i, V] -= held + gone + killed
            people[i, U] += gone
            people[i, D] += held
            people[i, EVER_DETAINED] += held
            people[i, K_STATE] += killed
            people[i, K_ARMED] += victims
            people[i, ENTERED] += victims
            field[i, _MOURN] += killed + victims

        if people[i, U] > 0 and emergency > 0.0:
            held = binomial(people[i, U], _chance(a_u * emergency), uniform(seed, replica, _DETAIN_U, t, i))
            people[i, U] -= held
            people[i, D] += held
            people[i, EVER_DETAINED] += held
        if people[i, D] > 0:
            killed = binomial(people[i, D], _chance(custody), uniform(seed, replica, _KILL_D, t, i))
            people[i, D] -= killed
            people[i, K_STATE] += killed
            people[i, CUSTODY] += killed
            freed = binomial(
                people[i, D], _chance(1.0 / max(1.0, hold)), uniform(seed, replica, _RELEASE, t, i)
            )
            people[i, D] -= freed
            people[i, R] += freed
            field[i, _MOURN] += killed
        if off > 0.0 and seen > 0.0:
            lost = poisson(
                phi_services * off * cities.population[i] / 1e6, uniform(seed, replica, _KILL_SERVICES, t, i)
            )
            people[i, K_SERVICES] += lost
            people[i, ENTERED] += lost
        field[i, _MOURN] -= field[i, _MOURN] / 48.0
