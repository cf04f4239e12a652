"""Keyed uniforms and one-uniform quantile draws, one at a time.

The generator is a chain of SplitMix64 finalisers over the key (Steele, Lea & Flood 2014, OOPSLA,
"Fast splittable pseudorandom number generators"); a draw costs a few nanoseconds and needs no state.
`_rows` draws the same values for whole tables of items and replicas.
"""

from __future__ import annotations

import math

import numpy as np

from foedus.chance._compile import compiled, inner
from foedus.chance._normal import normal_quantile

__all__ = [
    "EXACT",
    "binomial",
    "count_near",
    "from_key",
    "luck",
    "place",
    "poisson",
    "uniform",
]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S32, _S30, _S27, _S31, _S12, _S11 = (np.uint64(s) for s in (32, 30, 27, 31, 12, 11))
_UNIT = 1.0 / 9007199254740992.0  # 2**-53

#: Mean (of the rarer outcome) below which a law is summed term by term.
EXACT = 10.0


@inner
def _mix(z: np.uint64) -> np.uint64:
    """Scramble 64 bits (the finaliser of SplitMix64)."""
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@compiled
def luck(seed: int, replica: int) -> np.uint64:
    """Scramble the part of the key that a replica keeps."""
    return _mix(_mix(np.uint64(seed) + _GOLDEN) ^ (np.uint64(replica) + _GOLDEN))


@inner
def place(stream: int, hour: int, item: int) -> np.uint64:
    """Pack the part of the key that says what is drawn, when and where."""
    return (np.uint64(stream) << _S32) + (np.uint64(hour) << _S12) + np.uint64(item)


@inner
def from_key(key: np.uint64, what: np.uint64) -> float:
    """Draw the uniform of `luck` and `place`."""
    return (np.float64(_mix(key ^ what) >> _S11) + 0.5) * _UNIT


@compiled
def uniform(seed: int, replica: int, stream: int, hour: int, item: int) -> float:
    """Draw the uniform of a key, strictly between 0 and 1.

    Parameters
    ----------
    seed, replica, stream, hour, item
        The key; `stream` from `stream()`, `item` a city, member or aircraft.
    """
    return from_key(luck(seed, replica), place(stream, hour, item))


@inner
def count_near(mean: float, variance: float, third: float, fourth: float, z: float) -> float:
    """Round the normal quantile `z` to a count of a law with these cumulants, not below zero.

    Cornish–Fisher to second order (skewness and excess), the cumulants being those of the law before
    rounding (Sheppard: variance less 1/12). For binomial and Poisson laws of a mean of 10 or more the
    distribution function of the result is less than 2e-4 away from the exact one.
    """
    v = variance - 1.0 / 12.0
    # Below -7, once in 10**12 draws, the expansion would turn back.
    z = max(-7.0, z)
    square = z * z
    by_skew = third / v * (square - 1.0) * (1.0 / 6.0)
    by_excess = (fourth + 1.0 / 120.0) * (square - 3.0) * (1.0 / 24.0)
    by_excess -= third * third / v * (2.0 * square - 5.0) * (1.0 / 36.0)
    x = mean + math.sqrt(v) * z * (1.0 + by_excess / (v * v)) + by_skew
    return max(0.0, float(math.floor(x + 0.5)))


@compiled
def binomial(n: int, p: float, u: float) -> int:
    """Binomial quantile: how many of `n` persons, each with chance `p`, for one uniform `u`.

    Departs
    -------
    Exact by summing the law while its smaller mean is below 10; above that `count_near`, whose law
    differs from the exact one by less than 2e-4 in distribution. Monotone in `u`, so common uniforms
    keep what-ifs as close as they can be.
    """
    if n <= 0 or p <= 0.0 or u < 1.0 - n * p:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial(n, 1.0 - p, 1.0 - u)
    mean = n * p
    if mean < EXACT:
        term = math.exp(n * math.log1p(-p))
        total = term
        k = 0
        odds = p / (1.0 - p)
        while total < u and k < n:
            k += 1
            term *= odds * (n + 1 - k) / k
            total += term
            if term < 1e-18 and k > mean:
                break
        return k
    variance = mean * (1.0 - p)
    fourth = variance * (1.0 - 6.0 * p * (1.0 - p))
    x = count_near(mean, variance, variance * (1.0 - 2.0 * p), fourth, normal_quantile(u))
    return min(n, int(x))


@compiled
def poisson(mean: float, u: float) -> int:
    """Poisson quantile for one uniform; exact below a mean of 10, else as in `binomial`."""
    if mean <= 0.0 or u < 1.0 - mean:
        return 0
    if mean < EXACT:
        term = math.exp(-mean)
        total = term
        k = 0
        while total < u:
            k += 1
            term *= mean / k
            total += term
            if term < 1e-18 and k > mean:
                break
        return k
    return int(count_near(mean, mean, mean, mean, normal_quantile(u)))
