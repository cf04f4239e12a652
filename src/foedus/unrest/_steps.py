"""The steps of an hour: what follows from the state for rates and means, and moving those who are drawn.

The loops are many and short, over tables that lie side by side: a compiler makes each of them eight
replicas wide, one long loop it would not.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foedus.chance import decay, inner
from foedus.unrest import _parameters as par
from foedus.unrest._state import Cities

__all__ = [
    "AWAKE",
    "CALM",
    "DARK",
    "EMERGENCY",
    "FREED",
    "HARSH",
    "LETHAL",
    "LOST",
    "ONE",
    "SEVERE",
    "SPARSE",
    "TIRED",
    "by",
    "by_more",
    "cap",
    "circumstances",
    "decree",
    "expose",
    "forget",
    "less",
    "look",
    "more",
    "mourn",
    "move",
    "police",
    "provoke",
    "pull",
    "seize",
    "sway",
]

F8 = NDArray[np.float64]

# Rows of what holds for the whole country.
MOOD, CALM, SIGNAL, RESERVES, MEDIA, FREED, SEEN, NEED, LOST = range(9)
# Rows of what holds in a city.
ONE, AWAKE, EMERGENCY, TIRED, HARSH, SPARSE, SEVERE, LETHAL, DARK = range(9)


#: Mean hours until a detained person is out once all are being let go.
LETTING_GO = 24.0


@inner
def more(table: F8, count: F8) -> None:
    for i in range(count.shape[0]):
        for r in range(count.shape[1]):
            table[i, r] += count[i, r]


@inner
def less(table: F8, count: F8) -> None:
    for i in range(count.shape[0]):
        for r in range(count.shape[1]):
            table[i, r] -= count[i, r]


@inner
def move(persons: F8, into: F8, count: F8) -> None:
    for i in range(count.shape[0]):
        for r in range(count.shape[1]):
            persons[i, r] -= count[i, r]
        for r in range(count.shape[1]):
            into[i, r] += count[i, r]


@inner
def cap(count: F8, persons: F8) -> None:
    """Let no more die than there are."""
    for i in range(count.shape[0]):
        for r in range(count.shape[1]):
            count[i, r] = min(persons[i, r], count[i, r])


@inner
def decree(theta: F8, channel: F8, outsiders: F8, nation: F8) -> None:
    """What the schedule and the outsiders make of the hour for the whole country."""
    q, off, announced, delivered, letting = channel[0], channel[1], channel[2], channel[3], channel[5]
    for r in range(nation.shape[1]):
        x = outsiders[r] / (outsiders[r] + 1000.0)
        calming = theta[par.THETA_A, r] * announced + theta[par.THETA_D, r] * delivered
        calming += theta[par.THETA_R, r] * letting
        heat = 4.0 * theta[par.B1, r] * q * (1.0 - q) - 10.0 * theta[par.B2, r] * q * q
        nation[MOOD, r] = decay(calming - heat - theta[par.BACKLASH, r] * x)
        nation[CALM, r] = decay(calming)
        nation[SIGNAL, r] = max(0.0, 1.0 + theta[par.LOYALTY, r] * x)
        nation[RESERVES, r] = max(0.0, theta[par.M0, r] + theta[par.XI, r] * outsiders[r])
        nation[MEDIA, r] = min(1.0, theta[par.MU0, r]) * (1.0 - theta[par.CHI, r] * off)
        nation[FREED, r] = (1.0 - letting) / max(1.0, theta[par.HOLD, r]) + letting / LETTING_GO
        nation[SEEN, r] = 0.0
        nation[NEED, r] = 0.0


@inner
def look(population: F8, theta: F8, street: F8, violent: F8, activity: F8, nation: F8) -> None:
    """What is remembered of the visible activity, and how much policing is needed, here and in all."""
    tau, phi_services, seen, needed, lost = (
        theta[par.TAU], theta[par.PHI_SERVICES], nation[SEEN], nation[NEED], nation[LOST],
    )  # fmt: skip
    for i in range(street.shape[0]):
        calm = 1e-5 * population[i]
        for r in range(street.shape[1]):
            shown = (street[i, r] + 3.0 * violent[i, r]) / 1000.0
            kept = activity[i, r] + (shown - activity[i, r]) / max(1.0, tau[r])
            activity[i, r] = 0.0 if kept < 1e-9 else kept
        for r in range(street.shape[1]):
            seen[r] += activity[i, r]
            needed[r] += violent[i, r] + 0.05 * street[i, r] + calm
    for r in range(len(seen)):
        lost[r] = phi_services[r] if seen[r] > 0.0 else 0.0


@inner
def police(
    population: F8, emergency: F8, theta: F8, street: F8, violent: F8, reserve: F8, nation: F8,
    officers: F8, policing: F8, contact: F8,
) -> None:  # fmt: skip
    """Officers F, how far policing reaches Q, and the officers who meet people using violence."""
    needed, reserves, signal = nation[NEED], nation[RESERVES], nation[SIGNAL]
    rho, f, width = theta[par.RHO], theta[par.F], street.shape[1]
    for i in range(street.shape[0]):
        persons = population[i]
        own = persons * (1.0 + 0.5 * emergency[i])
        for r in range(width):
            need = (violent[i, r] + 0.05 * street[i, r] + 1e-5 * persons) / needed[r]
            reserve[i, r] += (reserves[r] * need - reserve[i, r]) / 12.0
        for r in range(width):
            officers[i, r] = f[r] * own * signal[r] + reserve[i, r]
        for r in range(width):
            faced = rho[r] * violent[i, r] + 0.1 * street[i, r] + 1e-9
            policing[i, r] = officers[i, r] / (officers[i, r] + faced)
        for r in range(width):
            contact[i, r] = officers[i, r] * violent[i, r] / max(1e-9, officers[i, r] + violent[i, r])


@inner
def mourn(psi: F8, off: float, mourned: F8, calm: F8, rate: F8) -> None:
    """Mean number of those whom remembered deaths bring, or keep away."""
    for i in range(rate.shape[0]):
        for r in range(rate.shape[1]):
            rate[i, r] = abs(psi[r]) * mourned[i, r] * (1.0 - 0.5 * off) * calm[r] / 24.0


@inner
def sway(psi: F8, susceptible: F8, entered: F8, home: F8, count: F8, coming: F8) -> None:
    """Let those whom the deaths bring enter, or those whom they keep away go home."""
    for i in range(count.shape[0]):
        for r in range(count.shape[1]):
            coming[i, r] = count[i, r] if psi[r] > 0.0 else 0.0
        for r in range(count.shape[1]):
            count[i, r] = min(susceptible[i, r], count[i, r] - coming[i, r])
        for r in range(count.shape[1]):
            susceptible[i, r] += coming[i, r] - count[i, r]
            entered[i, r] += coming[i, r]
            home[i, r] += count[i, r]


@inner
def pull(
    grievance: F8,
    awake: F8,
    theta: F8,
    effect: F8,
    kernel: F8,
    off: float,
    activity: F8,
    nation: F8,
    rate: F8,
) -> None:
    """Rate of joining."""
    media, seen, mood = nation[MEDIA], nation[SEEN], nation[MOOD]
    lam, gam, lam_c, ell = theta[par.LAMBDA], theta[par.GAMMA], theta[par.LAMBDA_C], theta[par.ELL]
    n, width = rate.shape
    for i in range(n):
        for r in range(width):
            rate[i, r] = 0.0
        for j in range(n):
            for r in range(width):
                rate[i, r] += kernel[i, j, r] * activity[j, r]
        for r in range(width):
            near = (1.0 - media[r]) * rate[i, r] + ell[r] * off * activity[i, r]
            above = near + media[r] * seen[r] - lam_c[r]
            rate[i, r] = max(0.0, above) if seen[r] > 0.0 else 0.0
        for r in range(width):
            rate[i, r] = 1.0 - decay(gam[r] * rate[i, r])
        for r in range(width):
            rate[i, r] *= lam[r] * math.sqrt(grievance[i] * effect[i, r]) * awake[i] * mood[r]


@inner
def provoke(
    theta: F8, gentle: float, awake: F8, street: F8, violent: F8, policing: F8, left: F8, rate: F8
) -> None:
    """Rate of escalation; all the street is left for the draws."""
    e0, e1, e2 = theta[par.E0], theta[par.E1], theta[par.E2]
    for i in range(rate.shape[0]):
        for r in range(rate.shape[1]):
            left[i, r] = street[i, r]
        for r in range(rate.shape[1]):
            rate[i, r] = e1[r] * policing[i, r] * gentle * awake[i] if street[i, r] > 300.0 else 0.0
        for r in range(rate.shape[1]):
            rate[i, r] += e0[r] + e2[r] * violent[i, r] / max(1.0, street[i, r] + violent[i, r])


@inner
def by_more(each: F8, here: F8, table: F8, rate: F8) -> None:
    """Add a rate of each replica, by what holds in each city, and in each city of each replica."""
    for i in range(rate.shape[0]):
        for r in range(rate.shape[1]):
            rate[i, r] += each[r] * here[i] * table[i, r]


@inner
def by(each: F8, here: F8, table: F8, rate: F8) -> None:
    """A rate of each replica, by what holds in each city, and in each city of each replica."""
    for i in range(rate.shape[0]):
        for r in range(rate.shape[1]):
            rate[i, r] = each[r] * here[i] * table[i, r]


@inner
def expose(phi: F8, unarmed: F8, q: float, officers: F8, left: F8, rate: F8) -> None:
    """Mean number of deaths of people on the street by state forces."""
    for i in range(rate.shape[0]):
        for r in range(rate.shape[1]):
            met = officers[i, r] * left[i, r] / (officers[i, r] + left[i, r] + 1.0)
            rate[i, r] = 0.5 * phi[r] * unarmed[r] * q * met


@inner
def seize(a_v: F8, officers: F8, policing: F8, violent: F8, rate: F8) -> None:
    """Rate at which people using violence are detained."""
    for i in range(rate.shape[0]):
        for r in range(rate.shape[1]):
            free = officers[i, r] / max(1e-9, officers[i, r] + violent[i, r])
            rate[i, r] = a_v[r] * policing[i, r] * free


@inner
def circumstances(cities: Cities, channel: F8, t: int, here: F8) -> None:
    """What holds in each city in this hour, whatever the replica."""
    q, off, dialogue = channel[0], channel[1], channel[4]
    for i in range(here.shape[1]):
        awake = cities.awake[t % 24, i]
        emergency = 1.0 if cities.emergency_from[i] <= t < cities.emergency_to[i] else 0.0
        here[ONE, i] = 1.0
        here[AWAKE, i] = awake
        here[EMERGENCY, i] = emergency
        here[TIRED, i] = 1.5 - awake
        here[HARSH, i] = q + 0.3 * emergency
        here[SPARSE, i] = (1.0 - 0.5 * awake) * (1.0 - 0.5 * dialogue)
        here[SEVERE, i] = q
        here[LETHAL, i] = 0.5 * q
        here[DARK, i] = off * cities.population[i] / 1e6


@inner
def forget(mourned: F8, joined: F8, left: F8, street: F8) -> None:
    """Close the hour: the street is who stayed and who came, and deaths are forgotten bit by bit."""
    for i in range(mourned.shape[0]):
        for r in range(mourned.shape[1]):
            street[i, r] = left[i, r] + joined[i, r]
        for r in range(mourned.shape[1]):
            mourned[i, r] -= mourned[i, r] / 48.0
