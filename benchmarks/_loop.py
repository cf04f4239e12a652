"""The unrest as a straightforward compiled loop: city after city, exact rejection draws of Numba's generator.

What one would write first. The same law as `foedus.unrest.hour`; its luck has no key.
"""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from foedus.unrest import COLUMNS, Cities
from foedus.unrest import PARAMETERS as _PARAMETERS

F8 = NDArray[np.float64]

_PLACE = {name: i for i, name in enumerate(COLUMNS)}
_S, _P, _V, _D, _W, _U, _R = (
    _PLACE[name] for name in ("susceptible", "street", "violent", "detained", "home", "sought", "released")
)
_STATE, _ARMED, _SERVICES = (_PLACE[name] for name in ("dead_state", "dead_armed", "dead_services"))
_EVER, _INJURED = _PLACE["ever_detained"], _PLACE["injured"]
assert len(_PARAMETERS) == 39


@numba.njit(cache=False, error_model="numpy")
def _taken(n: int, rate: float) -> int:
    if n <= 0 or rate <= 0.0:
        return 0
    taken: int = np.random.binomial(n, -math.expm1(-rate))
    return taken


@numba.njit(cache=False, error_model="numpy")
def _events(mean: float) -> int:
    if mean <= 0.0:
        return 0
    events: int = np.random.poisson(mean)
    return events


@numba.njit(cache=False, error_model="numpy", nogil=True)
def run(
    cities: Cities, thetas: F8, effects: F8, channel: F8, seeds: F8, people: NDArray[np.int64], field: F8
) -> None:
    """Run a replica for each row of `thetas`; `people` [city, column] holds the last of them."""
    n = len(cities.population)
    kernel = np.empty((n, n))
    for row in range(len(thetas)):
        p = thetas[row]
        (s0, lam, gam, lam_c, d0, delta, mu0, chi, ell, tau, e0, e1, e2, w_p, w_v, disp, a_v, a_p, a_u, hold,
         rho, f, m0, b1, b2, psi, theta_a, theta_d, phi, unarmed, custody, phi_armed, phi_services, iota
         ) = (
            p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12], p[13], p[14],
            p[15], p[16], p[17], p[18], p[19], p[20], p[21], p[22], p[23], p[24], p[25], p[26], p[27], p[28],
            p[29], p[30], p[31], p[32], p[33],
        )  # fmt: skip
        people[:] = 0
        field[:] = 0.0
        total = cities.population.sum()
        for i in range(n):
            people[i, _S] = int(s0 * cities.population[i] * cities.grievance[i] * effects[row, i])
            field[i, 2] = m0 * cities.population[i] / total
            for j in range(n):
                kernel[i, j] = (1.0 + cities.distance[i, j] / d0) ** (-delta)
        for t in range(len(channel)):
            for k in range(len(seeds)):
                if int(seeds[k, 0]) == t:
                    people[int(seeds[k, 1]), _P] += int(seeds[k, 2])
            q, off = channel[t, 0], channel[t, 1]
            announced, delivered, dialogue = channel[t, 2], channel[t, 3], channel[t, 4]
            calming = theta_a * announced + theta_d * delivered
            mood = math.exp(4.0 * b1 * q * (1.0 - q) - 10.0 * b2 * q * q - calming)
            mu = min(1.0, mu0) * (1.0 - chi * off)
            seen, need_total = 0.0, 0.0
            for i in range(n):
                shown = (people[i, _P] + 3.0 * people[i, _V]) / 1000.0
                field[i, 0] += (shown - field[i, 0]) / max(1.0, tau)
                if field[i, 0] < 1e-9:
                    field[i, 0] = 0.0
                seen += field[i, 0]
                need_total += people[i, _V] + 0.05 * people[i, _P] + 1e-5 * cities.population[i]
            for i in range(n):
                street, violent = people[i, _P], people[i, _V]
                emergency = 1.0 if cities.emergency_from[i] <= t < cities.emergency_to[i] else 0.0
                h = cities.awake[t % 24, i]
                need = (violent + 0.05 * street + 1e-5 * cities.population[i]) / need_total
                field[i, 2] += (max(0.0, m0) * need - field[i, 2]) / 12.0
                officers = f * cities.population[i] * (1.0 + 0.5 * emergency) + field[i, 2]
                policing = officers / (officers + rho * violent + 0.1 * street + 1e-9)
                moved = _events(abs(psi) * field[i, 1] * (1.0 - 0.5 * off) * math.exp(-calming) / 24.0)
                if psi > 0.0:
                    people[i, _S] += moved
                else:
                    moved = min(people[i, _S], moved)
                    people[i, _S] -= moved
                    people[i, _W] += moved
                joined = 0
                if seen > 0.0 and people[i, _S] > 0:
                    pressure = mu * seen + ell * off * field[i, 0]
                    for j in range(n):
                        pressure += (1.0 - mu) * kernel[i, j] * field[j, 0]
                    pull = -math.expm1(-gam * max(0.0, pressure - lam_c))
                    ready = lam * math.sqrt(cities.grievance[i] * effects[row, i])
                    joined = _taken(people[i, _S], ready * h * mood * pull)
                rate = e0 + e2 * violent / max(1, street + violent)
                if street > 300:
                    rate += e1 * policing * (1.0 - q) * (1.0 - dialogue) * h
                up = _taken(street, rate)
                left = street - up
                back = _taken(left, disp * policing * (1.0 - 0.5 * h) * (1.0 - 0.5 * dialogue))
                left -= back
                gone = _taken(left, w_p * (1.5 - h) + b2 * (q + 0.3 * emergency))
                left -= gone
                held = _taken(left, a_p * policing)
                left -= held
                killed = min(
                    left, _events(0.5 * phi * unarmed * q * officers * left / (officers + left + 1.0))
                )
                people[i, _P] = left - killed + joined
                people[i, _S] += back - joined
                people[i, _W] += gone
                contact = officers * violent / max(1e-9, officers + violent)
                seized = _taken(violent, a_v * officers * policing / max(1e-9, officers + violent))
                rest = violent - seized
                fled = _taken(rest, w_v + b2 * q * policing)
                rest -= fled
                shot = min(rest, _events(0.5 * phi * q * contact))
                victims = _events(phi_armed * violent)
                people[i, _INJURED] += _events(iota * contact)
                people[i, _V] = rest - shot + up
                people[i, _U] += fled
                people[i, _ARMED] += victims
                found = _taken(people[i, _U], a_u * emergency)
                people[i, _U] -= found
                people[i, _D] += held + seized + found
                people[i, _EVER] += held + seized + found
                died = _taken(people[i, _D], custody)
                people[i, _D] -= died
                freed = _taken(people[i, _D], 1.0 / max(1.0, hold))
                people[i, _D] -= freed
                people[i, _R] += freed
                people[i, _STATE] += killed + shot + died
                if off > 0.0 and seen > 0.0:
                    people[i, _SERVICES] += _events(phi_services * off * cities.population[i] / 1e6)
                field[i, 1] += killed + shot + victims + died
                field[i, 1] -= field[i, 1] / 48.0
