"""Exponentials from additions and multiplications alone, so that a compiler can make many at once.

A processor computes eight of these side by side where the library's function makes one, and each lane
has the same bits whatever stands beside it: no contraction to fused operations, no reordering.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

from foedus.chance._compile import inner

__all__ = ["bits_of", "decay", "float_of", "growth"]

_PER_LN2 = 1.4426950408889634
# ln 2 in two parts: the first has zeros enough for exact products with whole numbers up to 2**20.
_LN2_HIGH, _LN2_LOW = 6.93145751953125e-1, 1.42860682030941723212e-6
#: Beyond it a rate is as good as certain, and its exponential would overflow.
_STEEPEST = 700.0

_Casts = tuple[Callable[[int], float], Callable[[float], int]]


def _casts() -> _Casts:
    """The bits of a whole number read as a float, and back."""
    from llvmlite import ir  # type: ignore[import-untyped]
    from numba import types
    from numba.extending import intrinsic

    def float_of(context: object, bits: object) -> tuple[object, Callable[..., object]]:
        def generate(_c: object, builder: Any, _s: object, values: Any) -> object:
            return builder.bitcast(values[0], ir.DoubleType())

        return types.float64(types.int64), generate

    def bits_of(context: object, value: object) -> tuple[object, Callable[..., object]]:
        def generate(_c: object, builder: Any, _s: object, values: Any) -> object:
            return builder.bitcast(values[0], ir.IntType(64))

        return types.int64(types.float64), generate

    return cast("_Casts", (intrinsic(float_of), intrinsic(bits_of)))


float_of, bits_of = _casts()


@inner
def _reduced(x: float) -> tuple[float, float]:
    """2**k and exp(r) - 1 for x = k ln 2 + r with |r| <= ln(2)/2."""
    k = math.floor(x * _PER_LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    p = 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    return float_of((k + 1023) << 52), p * r


@inner
def growth(x: float) -> float:
    """exp(x) - 1; relative error below 1e-15; x is taken as 700 at most and -700 at least."""
    two, p = _reduced(max(-_STEEPEST, min(_STEEPEST, x)))
    return two * p + (two - 1.0)


@inner
def decay(x: float) -> float:
    """exp(-x); relative error below 1e-15; x is taken as 700 at most and -700 at least."""
    two, p = _reduced(max(-_STEEPEST, min(_STEEPEST, -x)))
    return two * p + two
