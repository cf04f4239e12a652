"""Parameters as standard normal coordinates: every prior becomes the same law, N(0, 1) in each direction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter, Prior
from foedus.errors import InputError

__all__ = ["below", "free", "from_normal", "to_normal"]

F8 = NDArray[np.float64]

#: Coordinates beyond it are cut: its tail, 6e-16, is the finest that a share near one can be told from it.
_EDGE = 8.0


def free(known: tuple[Parameter, ...]) -> NDArray[np.bool_]:
    """Tell which parameters have a prior with any width."""
    return np.array([p.prior.kind != "fixed" for p in known])


def below(prior: Prior, values: F8) -> F8:
    """Share of a prior's belief that lies below each value: the inverse of ``Prior.quantile``.

    Raises
    ------
    InputError
        If the kind of prior is not known.
    """
    from scipy.special import betainc, ndtr

    a, b = prior.a, prior.b
    if prior.kind == "lognormal":
        return np.asarray(ndtr(np.log(np.maximum(values, 1e-300) / a) / b))
    if prior.kind == "normal":
        return np.asarray(ndtr((values - a) / b))
    if prior.kind == "halfnormal":
        return np.clip(2.0 * ndtr(np.asarray(values) / a) - 1.0, 0.0, 1.0)
    if prior.kind == "truncated":
        cut = ndtr(-a / b)
        return np.clip((ndtr((values - a) / b) - cut) / (1.0 - cut), 0.0, 1.0)
    if prior.kind == "beta":
        return np.asarray(betainc(a, b, np.clip(values, 0.0, 1.0)))
    if prior.kind == "uniform":
        return np.clip((values - a) / (b - a), 0.0, 1.0)
    if prior.kind == "fixed":
        return np.where(np.asarray(values) < a, 0.0, 1.0)
    raise InputError(f"unknown prior {prior.kind!r}")


def to_normal(known: tuple[Parameter, ...], thetas: F8) -> F8:
    """Turn rows of parameters into normal coordinates; a fixed parameter has the coordinate zero."""
    from scipy.special import ndtri

    z = np.zeros_like(thetas)
    for j, parameter in enumerate(known):
        prior = parameter.prior
        if prior.kind == "normal":
            z[:, j] = (thetas[:, j] - prior.a) / prior.b
        elif prior.kind == "lognormal":
            z[:, j] = np.log(thetas[:, j] / prior.a) / prior.b
        elif prior.kind != "fixed":
            z[:, j] = ndtri(below(prior, thetas[:, j]))
    return np.asarray(np.clip(z, -_EDGE, _EDGE))


def from_normal(known: tuple[Parameter, ...], z: F8) -> F8:
    """Turn normal coordinates into rows of parameters."""
    from scipy.special import ndtr

    thetas = np.empty_like(z)
    inside = np.clip(z, -_EDGE, _EDGE)
    for j, parameter in enumerate(known):
        prior = parameter.prior
        if prior.kind == "normal":
            thetas[:, j] = prior.a + prior.b * inside[:, j]
        elif prior.kind == "lognormal":
            thetas[:, j] = prior.a * np.exp(prior.b * inside[:, j])
        else:
            thetas[:, j] = prior.quantile(ndtr(inside[:, j]))
    return thetas
