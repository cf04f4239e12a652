"""Keyed uniforms and one-uniform quantile draws, compiled.

The generator is a chain of SplitMix64 finalisers over the key (Steele, Lea & Flood 2014, OOPSLA,
"Fast splittable pseudorandom number generators"); a draw costs a few nanoseconds and needs no state.
"""

from __future__ import annotations

import math
import zlib

import numpy as np
from numpy.typing import NDArray

from foedus.chance._compile import compiled

__all__ = ["binomial", "normal_quantile", "poisson", "stream", "uniform"]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0  # 2**-53

# Coefficients of AS 241, highest power first: numerator, denominator.
_MIDDLE = np.array(
    [
        [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
         13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
        [5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
         5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0],
    ]
)  # fmt: skip
_SHOULDER = np.array(
    [
        [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
         3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
        [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
         0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0],
    ]
)  # fmt: skip
_TAIL = np.array(
    [
        [2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
         0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
         6.6579046435011037772],
        [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
         7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
         0.59983220655588793769, 1.0],
    ]
)  # fmt: skip

_taken: dict[int, str] = {}


def stream(name: str) -> int:
    """Give a named stream of draws its stable number.

    Raises
    ------
    ValueError
        If another stream already has this number: two decisions must never share their luck.
    """
    number = zlib.crc32(name.encode())
    if _taken.setdefault(number, name) != name:
        raise ValueError(f"the streams {name!r} and {_taken[number]!r} have one number; rename one")
    return number


@compiled
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@compiled
def uniform(seed: int, replica: int, stream: int, hour: int, item: int) -> float:
    """Draw the uniform of a key, strictly between 0 and 1.

    Parameters
    ----------
    seed, replica, stream, hour, item
        The key; `stream` from `stream()`, `item` a city, member or aircraft.
    """
    z = _mix(np.uint64(seed) + _GOLDEN)
    z = _mix(z ^ (np.uint64(replica) + _GOLDEN))
    z = _mix(
        z ^ ((np.uint64(stream) << np.uint64(32)) + (np.uint64(hour) << np.uint64(12)) + np.uint64(item))
    )
    return (float(z >> _S11) + 0.5) * _UNIT


@compiled
def _ratio(coefficients: NDArray[np.float64], r: float) -> float:
    above, below = 0.0, 0.0
    for k in range(coefficients.shape[1]):
        above = above * r + coefficients[0, k]
        below = below * r + coefficients[1, k]
    return above / below


@compiled
def normal_quantile(u: float) -> float:
    """Quantile of the standard normal law; absolute error below 1e-9 for 1e-300 < u < 1.

    Source: Wichura 1988, Applied Statistics 37(3), algorithm AS 241 (PPND16).
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(_MIDDLE, 0.180625 - q * q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    z = _ratio(_SHOULDER, r - 1.6) if r <= 5.0 else _ratio(_TAIL, r - 5.0)
    return -z if q < 0.0 else z


@compiled
def binomial(n: int, p: float, u: float) -> int:
    """Binomial quantile: how many of `n` persons, each with chance `p`, for one uniform `u`.

    Departs
    -------
    Exact by summing the law while its smaller mean is below 25; above that a normal quantile with
    the Cornish–Fisher term for skewness, rounded, whose law differs from the exact one by less than
    0.002 in distribution. Monotone in `u`, so common uniforms keep what-ifs as close as they can be.
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial(n, 1.0 - p, 1.0 - u)
    mean = n * p
    if mean < 25.0:
        term = math.exp(n * math.log1p(-p))
        total = term
        k = 0
        odds = p / (1.0 - p)
        while total < u and k < n:
            term *= odds * (n - k) / (k + 1)
            k += 1
            total += term
            if term < 1e-18 and k > mean:
                break
        return k
    spread = math.sqrt(mean * (1.0 - p))
    z = normal_quantile(u)
    x = mean + spread * z + (1.0 - 2.0 * p) * (z * z - 1.0) / 6.0
    return min(n, max(0, math.floor(x + 0.5)))


@compiled
def poisson(mean: float, u: float) -> int:
    """Poisson quantile for one uniform; exact below a mean of 25, else as in `binomial`."""
    if mean <= 0.0:
        return 0
    if mean < 25.0:
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
    z = normal_quantile(u)
    x = mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0
    return max(0, math.floor(x + 0.5))
