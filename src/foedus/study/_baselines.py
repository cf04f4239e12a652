"""Forecasts that know nothing of cities, law or police: what the model has to beat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from foedus.study._observe import Seen, off

__all__ = ["SCALES", "away_from", "effective", "persistence", "sir", "sir_course", "weigh"]

F8 = NDArray[np.float64]

#: Tolerance of each quantity in natural logarithms: how exactly a figure of the day is taken.
SCALES = {"street": 0.35, "cities": 0.25, "detained": 0.3, "deaths": 0.3}
#: Spread of a day's change in natural logarithms: doubling or halving is one standard deviation.
DAILY_SPREAD = float(np.log(2.0))
#: How far the truth lies above a floor where nothing bounds it from above, as half a normal law of
#: logarithms: in half of all cases within 2.5 times the floor, in nineteen of twenty within fifteen times.
ABOVE = float(np.log(4.0))


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


def away_from(daily: Mapping[str, NDArray[np.generic]], known: Iterable[Seen], rows: int) -> F8:
    """Sum of squared distances of each row from what was known, in units of the tolerance.

    An interval is read as such: inside it nothing is lost, and a floor says nothing of what lies above it.

    Parameters
    ----------
    daily : [row, day] by name
        Figures of each day; a quantity that is not there is passed over.
    known
        Figures, one for each quantity and day (`merged`).
    """
    total = np.zeros(rows)
    for one in known:
        if one.quantity in daily:
            gap = off(daily[one.quantity][:, one.day - 1], one.low, one.high, one.reported)
            total += (gap / SCALES[one.quantity]) ** 2
    return total


def persistence(
    known: Iterable[Seen], quantity: str, day: int, most: float = np.inf, steps: int = 45
) -> F8 | None:
    """The last known figure stays, as a random walk in logarithms from the day on which it held.

    Of an interval each point is as likely in logarithms. Where only a floor is known, the truth lies above
    the highest one known by half a normal law of standard deviation `ABOVE`. Each day that passed adds a
    standard deviation of `DAILY_SPREAD`. What nothing is known of is not forecast.

    Parameters
    ----------
    known
        Figures known when the forecast is made, one for each quantity and day (`merged`).
    day
        Day that the forecast is of.
    most
        What the figure cannot exceed.
    steps
        Quantiles taken of each of the two laws; the forecast has no Monte Carlo error.

    Returns
    -------
    float64[steps²] or None
        Draws of equal weight; ``None`` if nothing is known.
    """
    from scipy.special import ndtri

    own = [one for one in known if one.quantity == quantity]
    if not own:
        return None
    last = max(own, key=lambda one: one.day)
    if not (last.low > -np.inf and last.high < np.inf):
        last = max(own, key=lambda one: (one.low, one.day))
    low, high = max(last.low, 0.0), min(last.most, most)
    low = min(low, high)
    u = (np.arange(steps) + 0.5) / steps
    if high < np.inf:
        start = np.log1p(low) + u * (np.log1p(high) - np.log1p(low))
    else:
        start = np.log1p(low) + ABOVE * ndtri(0.5 + 0.5 * u)
    walk = DAILY_SPREAD * np.sqrt(max(1, day - last.day)) * ndtri(u)
    return np.asarray(np.minimum(np.expm1(np.maximum(np.add.outer(start, walk).ravel(), 0.0)), most))


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
    no cities, so it forecasts none. These are judgements made with hindsight: the record has 50,000.

    Parameters
    ----------
    known
        Figures known when the forecast is made, one for each quantity and day (`merged`).

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
    return daily, weigh(away_from(daily, known, draws), 100.0)[0]
