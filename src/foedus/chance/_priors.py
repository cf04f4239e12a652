"""Priors of parameters, by their quantiles."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.errors import InputError

__all__ = ["Parameter", "Prior", "sample_priors"]

Kind = Literal["lognormal", "normal", "halfnormal", "truncated", "beta", "uniform", "fixed"]


class Prior(NamedTuple):
    """What is believed of a number before the record of the case is seen.

    ``lognormal(median, log-sd)``, ``normal(mean, sd)``, ``halfnormal(sd)``, ``truncated(mean, sd)``
    (normal, cut below zero), ``beta(a, b)``, ``uniform(low, high)``, ``fixed(value)``.
    """

    kind: Kind
    a: float
    b: float = 0.0

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values below which the shares `u` of the belief lie.

        Raises
        ------
        InputError
            If the kind is not one of the list above.
        """
        from scipy.special import betaincinv, ndtr, ndtri

        if self.kind == "lognormal":
            return np.asarray(self.a * np.exp(self.b * ndtri(u)))
        if self.kind == "normal":
            return np.asarray(self.a + self.b * ndtri(u))
        if self.kind == "halfnormal":
            return np.asarray(self.a * ndtri(0.5 + 0.5 * u))
        if self.kind == "truncated":
            below = ndtr(-self.a / self.b)
            return np.asarray(self.a + self.b * ndtri(below + u * (1.0 - below)))
        if self.kind == "beta":
            return np.asarray(betaincinv(self.a, self.b, u))
        if self.kind == "uniform":
            return np.asarray(self.a + (self.b - self.a) * u)
        if self.kind == "fixed":
            return np.full_like(u, self.a)
        raise InputError(f"unknown prior {self.kind!r}")

    def __str__(self) -> str:
        return (
            f"{self.kind}({self.a:g})"
            if self.kind in ("halfnormal", "fixed")
            else f"{self.kind}({self.a:g}, {self.b:g})"
        )


class Parameter(NamedTuple):
    """A number of a model that is not known: its belief, unit, meaning, and where the belief comes from."""

    id: str
    prior: Prior
    unit: str
    meaning: str
    basis: str


def sample_priors(parameters: tuple[Parameter, ...], draws: int, seed: int) -> NDArray[np.float64]:
    """Draw from the priors independently, each parameter on its own stream.

    Returns
    -------
    ndarray of float64, shape (draws, parameters)
        Adding a parameter leaves the draws of the others as they were.
    """
    from foedus.chance._draws import uniform
    from foedus.chance._streams import stream

    table = np.empty((draws, len(parameters)))
    for j, parameter in enumerate(parameters):
        key = stream(f"prior.{parameter.id}")
        u = np.fromiter((uniform(seed, i, key, 0, 0) for i in range(draws)), np.float64, draws)
        table[:, j] = parameter.prior.quantile(u)
    return table
