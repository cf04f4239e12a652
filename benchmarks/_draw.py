"""A loop of keyed draws, compiled as the kernels are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.chance import binomial, compiled, uniform


@compiled
def many(seed: int, stream: int, n: int, p: float, out: NDArray[np.int64]) -> None:
    """Fill `out` with binomial draws, one uniform each."""
    for i in range(len(out)):
        out[i] = binomial(n, p, uniform(seed, i, stream, 0, 0))
