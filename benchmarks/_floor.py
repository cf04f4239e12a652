"""The draws of some runs, without the model that asks for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Bench, binomials, compiled, poissons

F8 = NDArray[np.float64]


class Recorder(np.random.Generator):
    """A generator that remembers what it is asked for: tables [replica, city] of persons and rates."""

    def __init__(self, seed: int) -> None:
        super().__init__(np.random.PCG64(seed))
        self.asked: list[tuple[bool, F8, F8]] = []

    def binomial(self, n: NDArray[np.int64], p: F8) -> NDArray[np.int64]:  # type: ignore[override]
        """Remember persons and rates, and draw."""
        self._note(False, n.astype(np.float64), -np.log1p(-np.minimum(p, 1 - 1e-16)))
        return np.asarray(super().binomial(n, p))

    def poisson(self, lam: F8) -> NDArray[np.int64]:  # type: ignore[override]
        """Remember means, and draw."""
        self._note(True, np.ones(lam.shape), lam)
        return np.asarray(super().poisson(lam))

    def _note(self, poisson: bool, persons: F8, rate: F8) -> None:
        # The kernel asks for nothing that cannot happen anywhere, such as deaths while severity is zero.
        if rate.any():
            self.asked.append((poisson, np.ascontiguousarray(persons.T), np.ascontiguousarray(rate.T)))

    def tables(self) -> tuple[NDArray[np.bool_], F8, F8]:
        """All that was asked for, [draw, city, replica]."""
        kinds, persons, rates = zip(*self.asked, strict=True)
        return np.array(kinds), np.stack(persons), np.stack(rates)


@compiled
def draw(
    key: NDArray[np.uint64], kinds: NDArray[np.bool_], persons: F8, rates: F8, bench: Bench, out: F8
) -> None:
    """Draw every table, each on a stream of its own."""
    for k in range(len(kinds)):
        if kinds[k]:
            poissons(key, 7, k, rates[k], bench, out)
        else:
            binomials(key, 7, k, persons[k], rates[k], bench, out)
