"""The standard normal quantile: a table of polynomials, made from algorithm AS 241."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foedus.chance._compile import compiled, either
from foedus.chance._floats import bits_of

__all__ = ["normal_quantile"]

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


@either
def _ratio(coefficients: NDArray[np.float64], r: float) -> float:
    above, below = 0.0, 0.0
    for k in range(coefficients.shape[1]):
        above = above * r + coefficients[0, k]
        below = below * r + coefficients[1, k]
    return above / below


@either
def _wichura(u: float) -> float:
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(_MIDDLE, 0.180625 - q * q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    z = _ratio(_SHOULDER, r - 1.6) if r <= 5.0 else _ratio(_TAIL, r - 5.0)
    return -z if q < 0.0 else z


# Eight pieces to an octave of u from 2**-54 to 1/2, each a polynomial in the place within the piece.
_OCTAVES, _PIECES, _TERMS = 54, 8, 6
_LOW_BITS = 49  # of the 52 of a fraction, those that tell the place within a piece
_FIRST = (1023 - _OCTAVES) * _PIECES


def _polynomial(low: float, width: float) -> list[float]:
    """The polynomial through Chebyshev's nodes of a piece, lowest power first, in x from -1/2 to 1/2."""
    nodes = [0.5 * math.cos((2 * k + 1) * math.pi / (2 * _TERMS)) for k in range(_TERMS)]
    differences = [_wichura(low + (x + 0.5) * width) for x in nodes]
    for step in range(1, _TERMS):
        for k in range(_TERMS - 1, step - 1, -1):
            differences[k] = (differences[k] - differences[k - 1]) / (nodes[k] - nodes[k - step])
    powers = [differences[-1]]
    for k in range(_TERMS - 2, -1, -1):
        shifted = [0.0, *powers]
        powers = [a - nodes[k] * b for a, b in zip(shifted, [*powers, 0.0], strict=True)]
        powers[0] += differences[k]
    return powers


def _table() -> NDArray[np.float64]:
    rows = []
    for octave in range(_OCTAVES, 0, -1):
        width = 2.0**-octave / _PIECES
        rows += [_polynomial(2.0**-octave + piece * width, width) for piece in range(_PIECES)]
    return np.array([*rows, _polynomial(0.5, 2.0**-1 / _PIECES)])  # u = 1/2 begins an octave of its own


_TABLE = _table()


@compiled
def normal_quantile(u: float) -> float:
    """Quantile of the standard normal law; absolute error below 1e-9 for 1e-300 < u < 1.

    Source: Wichura 1988, Applied Statistics 37(3), algorithm AS 241 (PPND16), tabulated for
    2**-54 <= u: a piece is found by the bits of u, without a branch or a logarithm.
    """
    w = min(u, 1.0 - u)
    bits = bits_of(w)
    piece = (bits >> _LOW_BITS) - _FIRST
    if piece < 0:
        return _wichura(u)
    x = float(bits & ((1 << _LOW_BITS) - 1)) * (1.0 / (1 << _LOW_BITS)) - 0.5
    row = _TABLE[piece]
    z = ((((row[5] * x + row[4]) * x + row[3]) * x + row[2]) * x + row[1]) * x + row[0]
    return math.copysign(z, u - 0.5)
