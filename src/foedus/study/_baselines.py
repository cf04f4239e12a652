"""Forecasts that know nothing of cities, law or police: what the model has to beat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foedus.study._observe import Seen, off

__all__ = ["SCALES", "effective", "persistence", "sir", "sir_course", "weigh"]

F8 = NDArray[np.float64]

#: Tolerance of each quantity in natural logarithms: how exactly a figure of the day is taken.
SCALES = {"street": 0.35, "cities": 0.25, "detained": 0.3, "deaths": 0.3}
#: Spread of a day's change in natural logarithms: doubling or halving is one standard deviation.
DAILY_SPREAD = float(np.log(2.0))


def effective(weights: F8) -> float:
    """Effective sample size of weights that add up to one (Kish 1965)."""
    return float(1.0 / (weights**2).sum())


def weigh(away: F8, least: float) -> tuple[F8, float]:
    """Weights of a normal error, tempered until the effective sample size is at least `least`.

    Parameters
    ----------
    away : float64[row]
        Sum of squared distances in units of the tolerance.
    least
        Wanted effective sample size; the number of rows at most.

    Returns
    -------
    weights, power
        The power to which the likelihood had to be raised; 1 if it was taken as it is.
    """
    least = min(least, 0.9 * len(away))
    power = 1.0
    while True:
        weights = np.exp(-0.5 * power * (away - away.min()))
        weights /= weights.sum()
        if effective(weights) >= least or power < 1e-6:
            return weights, power
        power *= 0.8


def persistence(known: Sequence[Seen], quantity: str, day: int, origin: int, draws: int = 1999) -> F8:
    """The last known figure stays, as a random walk in logarithms from the day on which it held.

    The middle of an interval is its geometric one, that of a floor the floor; nothing known counts as zero.
    With `x` the logarithm of one more than the figure, the forecast is normal about `x` with a standard
    deviation of `DAILY_SPREAD` times the root of the days passed, cut at zero: `draws` quantiles of it.
    """
    from scipy.special import ndtri

    own = [one for one in known if one.quantity == quantity and one.knows <= origin]
    start, held = 0.0, origin
    if own:
        held = max(one.day for one in own)
        low, high = _met([one for one in own if one.day == held])
        low, high = (low if low > -np.inf else high), (high if high < np.inf else low)
        start = 0.5 * (np.log1p(low) + np.log1p(high))
    z = ndtri((np.arange(draws) + 0.5) / draws)
    return np.asarray(np.expm1(np.maximum(start + DAILY_SPREAD * np.sqrt(max(1, day - held)) * z, 0.0)))


def _met(figures: Sequence[Seen]) -> tuple[float, float]:
    """What several figures of one thing have in common; the last told of them if they have nothing."""
    low, high = max(one.low for one in figures), min(one.high for one in figures)
    if low > high:
        last = max(figures, key=lambda one: one.knows)
        return last.low, last.high
    return low, high


def sir_course(beta: F8, gamma: F8, people: F8, first: F8, days: int, steps: int = 24) -> tuple[F8, F8]:
    """One city: ``dS = -βSI/N``, ``dI = βSI/N - γI``; people on the street, and person-days spent there.

    Burbeck, Raine and Abudu Stark 1978, J. Math. Sociol. 6:1-22; Runge-Kutta of the fourth order.

    Returns
    -------
    street, spent : float64[row, day]
        Most at one time on each day, and the total by the end of it.
    """
    h = 1.0 / steps
    s, i = people - first, first.astype(np.float64)
    spent = np.zeros_like(i)
    street, total = np.zeros((len(i), days)), np.zeros((len(i), days))

    def slope(s: F8, i: F8) -> tuple[F8, F8]:
        joins = beta * s * i / people
        return -joins, joins - gamma * i

    for day in range(days):
        most = i.copy()
        for _ in range(steps):
            a = slope(s, i)
            b = slope(s + 0.5 * h * a[0], i + 0.5 * h * a[1])
            c = slope(s + 0.5 * h * b[0], i + 0.5 * h * b[1])
            d = slope(s + h * c[0], i + h * c[1])
            spent = spent + h * i
            s = s + h / 6.0 * (a[0] + 2.0 * b[0] + 2.0 * c[0] + d[0])
            i = i + h / 6.0 * (a[1] + 2.0 * b[1] + 2.0 * c[1] + d[1])
            most = np.maximum(most, i)
        street[:, day], total[:, day] = most, spent
    return street, total


def sir(known: Sequence[Seen], days: int, seed: int, draws: int = 4000) -> tuple[dict[str, F8], F8]:
    """Fit the whole country as one city to what was known, and let it run.

    Priors: 60,000 people within reach, R0 of 2, 2.5 days on the street, 300 at first, 5 detained and 0.1
    killed for each hundred person-days; each lognormal, with log-sd 1, 0.5, 0.5, 0.5, 1.5 and 1.5. It has
    no cities, so it forecasts none.

    Returns
    -------
    daily : float64[row, day] by quantity, weights : float64[row]
    """
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((6, draws))
    people, r0 = 60_000.0 * np.exp(z[0]), 2.0 * np.exp(0.5 * z[1])
    gamma, first = np.exp(0.5 * z[2]) / 2.5, 300.0 * np.exp(0.5 * z[3])
    street, spent = sir_course(r0 * gamma, gamma, np.maximum(people, first), first, days)
    daily = {
        "street": street,
        "detained": 0.05 * np.exp(1.5 * z[4])[:, None] * spent,
        "deaths": 0.001 * np.exp(1.5 * z[5])[:, None] * spent,
    }
    away = np.zeros(draws)
    for one in known:
        if one.quantity in daily:
            away += (off(daily[one.quantity][:, one.day - 1], one.low, one.high) / SCALES[one.quantity]) ** 2
    return daily, weigh(away, 100.0)[0]
