"""Scores of ensembles and of the normal law, and what of an ensemble is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedus.errors import InputError, OutOfRange

__all__ = ["coverage", "crps_ensemble", "crps_normal", "inside", "interval", "interval_score"]


def interval(draws: ArrayLike, levels: Sequence[float] = (0.05, 0.5, 0.95)) -> tuple[float, ...]:
    """Quantiles of those draws that are numbers; a draw that is not is a run in which it did not happen.

    Parameters
    ----------
    draws
        Any shape; NaN is left out.
    levels
        Shares of the draws that lie below, 0 to 1.

    Returns
    -------
    tuple of float
        One for each level, by linear interpolation; NaN if no draw is a number.

    Raises
    ------
    OutOfRange
        If a level is not between 0 and 1.
    """
    if any(not 0.0 <= level <= 1.0 for level in levels):
        raise OutOfRange(f"the levels are {tuple(levels)}; expected 0 to 1")
    values = np.asarray(draws, dtype=np.float64)
    values = values[~np.isnan(values)]
    if values.size == 0:
        return tuple(math.nan for _ in levels)
    return tuple(float(q) for q in np.quantile(values, levels))


def crps_ensemble(draws: ArrayLike, y: float, *, fair: bool = False) -> float:
    """Continuous ranked probability score of an ensemble: mean distance from `y` less half its spread.

    Parameters
    ----------
    draws
        At least one; at least two if `fair`.
    y
        What happened.
    fair
        Divide the spread by m(m - 1) in place of m², so that a larger ensemble of the same law does
        not score better only for being larger.

    Raises
    ------
    InputError
        If there are too few draws, or one is not a number.

    References
    ----------
    Gneiting & Raftery 2007, JASA 102; fair version: Ferro 2014, Q. J. R. Meteorol. Soc. 140.
    """
    x = np.sort(_draws(draws, 2 if fair else 1))
    m = x.size
    # sum over pairs of |x_i - x_j| is 2 * sum_i x_(i) (2i - m - 1), i from one
    pairs = 2.0 * float(np.dot(x, 2.0 * np.arange(1, m + 1) - m - 1))
    spread = pairs / (m * (m - 1) if fair else m * m)
    return float(np.abs(x - y).mean()) - 0.5 * spread


def crps_normal(mean: float, sd: float, y: float) -> float:
    """Continuous ranked probability score of a normal law; the absolute error if `sd` is zero.

    Raises
    ------
    OutOfRange
        If `sd` is negative.
    """
    if sd < 0.0:
        raise OutOfRange(f"the standard deviation is {sd:g}; expected zero or more")
    if sd == 0.0:
        return abs(y - mean)
    z = (y - mean) / sd
    below = 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return sd * (z * (2.0 * below - 1.0) + 2.0 * density - 1.0 / math.sqrt(math.pi))


def interval_score(draws: ArrayLike, y: float, alpha: float = 0.1) -> float:
    """Width of the central interval of level 1 - `alpha`, and 2/alpha for each unit by which it misses.

    Raises
    ------
    OutOfRange
        If `alpha` is not between 0 and 1.
    InputError
        If there is no draw, or one is not a number.
    """
    if not 0.0 < alpha < 1.0:
        raise OutOfRange(f"alpha is {alpha:g}; expected more than 0 and less than 1")
    low, high = (float(q) for q in np.quantile(_draws(draws, 1), (alpha / 2.0, 1.0 - alpha / 2.0)))
    return (high - low) + (2.0 / alpha) * (max(0.0, low - y) + max(0.0, y - high))


def coverage(low: ArrayLike, high: ArrayLike, y: ArrayLike) -> float:
    """Share of outcomes that lie in their intervals, bounds included.

    Parameters
    ----------
    low, high, y
        Of one shape.

    Raises
    ------
    InputError
        If there is no outcome.
    """
    outcomes = np.asarray(y, dtype=np.float64)
    if outcomes.size == 0:
        raise InputError("no outcome to cover")
    hits = (np.asarray(low, dtype=np.float64) <= outcomes) & (outcomes <= np.asarray(high, dtype=np.float64))
    return float(hits.mean())


def inside(low: float, high: float, draw_low: float, draw_high: float) -> bool:
    """Whether the record's interval and the run's interval share a value; never if a bound is NaN."""
    return low <= draw_high and draw_low <= high


def _draws(draws: ArrayLike, least: int) -> NDArray[np.float64]:
    x = np.asarray(draws, dtype=np.float64).ravel()
    if x.size < least:
        raise InputError(f"{x.size} draws; expected at least {least}")
    if np.isnan(x).any():
        raise InputError("a draw is not a number")
    return x
