"""Quantile draws for a whole table of items and replicas: the same laws, many lanes to an instruction.

Most counts of an hour are nought, and one multiplication shows it: the chance that none of n persons
with a rate r is taken is exp(-n r), which is no less than 1 - n r. The rest are gathered and done
together, those with a small mean by summing the law, the others by `count_near`. Every lane is computed
from its own key and law alone, so its bits do not depend on its neighbours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance._compile import compiled, inner
from foedus.chance._draws import EXACT, binomial, count_near, from_key, luck, place
from foedus.chance._floats import decay, growth
from foedus.chance._normal import normal_quantile

F8 = NDArray[np.float64]

__all__ = ["Bench", "bench", "binomials", "keys", "poissons"]

_ROWS = 7
_U, _RATE, _PERSONS, _ODDS, _TERM, _TOTAL, _COUNT = range(_ROWS)
#: Terms that are summed for every gathered lane before one looks who is done.
_STRIDE = 8
# Not Python's own: those would be types of their own to the compiler.
_BINOMIAL, _POISSON = np.bool_(False), np.bool_(True)


class Bench(NamedTuple):
    """Working space for tables of one shape; holds nothing between two draws but its ones.

    Attributes
    ----------
    uniform, ones : float64[item, replica]
    lists : uint64[3, lane]
        Lanes that may have more than nought, those of them with a small mean, those with a large one.
    work : float64[row, lane]
    """

    uniform: F8
    ones: F8
    lists: NDArray[np.uint64]
    work: F8


def bench(items: int, replicas: int) -> Bench:
    """Make the working space for tables of this shape."""
    lanes = items * replicas + 1
    table = np.zeros((items, replicas))
    return Bench(table, np.ones_like(table), np.zeros((3, lanes), np.uint64), np.zeros((_ROWS, lanes)))


def keys(seed: int, replicas: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The keys of some replicas: what the luck of each has in common."""
    return np.array([luck(seed, int(r)) for r in replicas], np.uint64)


# The loops below are many and short: a compiler makes each of them eight lanes wide, one long loop it
# would not. A negative rate gives a negative mean, which no uniform is above.


@inner
def _settle(
    key: NDArray[np.uint64], stream: int, hour: int, persons: F8, rate: F8, uniform: F8,
    lists: NDArray[np.uint64], out: F8,
) -> int:  # fmt: skip
    """Draw the uniforms, set all counts to nought, and list the lanes that may have more."""
    items, width = rate.shape
    for i in range(items):
        what = place(stream, hour, i)
        for r in range(width):
            uniform[i, r] = from_key(key[r], what)
    found = 0
    end = np.uint64(0)
    for i in range(items):
        more = 0
        for r in range(width):
            out[i, r] = 0.0
        for r in range(width):
            more += 1 if uniform[i, r] >= 1.0 - persons[i, r] * rate[i, r] else 0
        if more > 0:
            found += more
            for r in range(width):
                lists[0, end] = i * width + r
                end += np.uint64(uniform[i, r] >= 1.0 - persons[i, r] * rate[i, r])
    return found


@inner
def _gather(found: int, persons: F8, rate: F8, u: F8, lists: NDArray[np.uint64], work: F8) -> int:
    """Part the listed lanes by their mean, and bring those of a small one together; gives their number."""
    few, many = np.uint64(0), np.uint64(0)
    small = 0
    for j in range(found):
        k = lists[0, j]
        lists[1, few] = k
        lists[2, many] = k
        work[_U, few] = u[k]
        work[_RATE, few] = rate[k]
        work[_PERSONS, few] = persons[k]
        is_small = persons[k] * rate[k] < EXACT
        few += np.uint64(is_small)
        many += np.uint64(not is_small)
        small += 1 if is_small else 0
    return small


@inner
def _sum(lanes: int, poisson: np.bool_, work: F8) -> None:
    """Sum the laws of small means; what a stride of terms does not reach goes on lane by lane."""
    for j in range(lanes):
        work[_TERM, j] = decay(work[_PERSONS, j] * work[_RATE, j])
    if poisson:
        for j in range(lanes):
            work[_ODDS, j] = 0.0
    else:
        for j in range(lanes):
            work[_ODDS, j] = growth(work[_RATE, j])
        for j in range(lanes):
            work[_RATE, j] = work[_ODDS, j] * (work[_PERSONS, j] + 1.0)
    for j in range(lanes):
        u, rise, odds, term = work[_U, j], work[_RATE, j], work[_ODDS, j], work[_TERM, j]
        total = term
        count = 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 1.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 2.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 3.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 4.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 5.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 6.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 7.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        term = max(0.0, term * (rise * (1.0 / 8.0) - odds))
        total += term
        count += 1.0 if total < u else 0.0
        work[_TERM, j], work[_TOTAL, j], work[_COUNT, j] = term, total, count
    for j in range(lanes):
        if work[_COUNT, j] > _STRIDE:
            k = float(_STRIDE)
            term, total = work[_TERM, j], work[_TOTAL, j]
            while total < work[_U, j] and term > 1e-18:
                k += 1.0
                term = max(0.0, term * (work[_RATE, j] / k - work[_ODDS, j]))
                total += term
            work[_COUNT, j] = k
    if not poisson:
        for j in range(lanes):
            work[_COUNT, j] = min(work[_COUNT, j], work[_PERSONS, j])


@inner
def _near(
    lanes: int, poisson: np.bool_, persons: F8, rate: F8, u: F8, many: NDArray[np.uint64], work: F8
) -> None:
    """Counts of large means, from normal quantiles."""
    for j in range(lanes):
        k = many[j]
        work[_U, j] = u[k]
        work[_RATE, j] = rate[k]
        work[_PERSONS, j] = persons[k]
        work[_TERM, j] = normal_quantile(u[k])
    if poisson:
        for j in range(lanes):
            mean = work[_RATE, j]
            work[_COUNT, j] = count_near(mean, mean, mean, mean, work[_TERM, j])
        return
    for j in range(lanes):
        work[_ODDS, j] = decay(work[_RATE, j])
    for j in range(lanes):
        n, stays = work[_PERSONS, j], work[_ODDS, j]
        work[_TOTAL, j] = n * min(stays, 1.0 - stays)
        mean = n * (1.0 - stays)
        variance = mean * stays
        third = variance * (2.0 * stays - 1.0)
        fourth = variance * (1.0 - 6.0 * stays * (1.0 - stays))
        work[_COUNT, j] = min(n, count_near(mean, variance, third, fourth, work[_TERM, j]))
    for j in range(lanes):
        if work[_TOTAL, j] < EXACT:
            work[_COUNT, j] = binomial(int(work[_PERSONS, j]), -growth(-work[_RATE, j]), work[_U, j])


@inner
def _count(
    key: NDArray[np.uint64], stream: int, hour: int, poisson: np.bool_, persons: F8, rate: F8,
    uniform: F8, lists: NDArray[np.uint64], work: F8, out: F8,
) -> int:  # fmt: skip
    found = _settle(key, stream, hour, persons, rate, uniform, lists, out)
    if found == 0:
        return 0
    n, rates, u, flat = persons.ravel(), rate.ravel(), uniform.ravel(), out.ravel()
    few = _gather(found, n, rates, u, lists, work)
    _sum(few, poisson, work)
    for j in range(few):
        flat[lists[1, j]] = work[_COUNT, j]
    _near(found - few, poisson, n, rates, u, lists[2], work)
    for j in range(found - few):
        flat[lists[2, j]] = work[_COUNT, j]
    return found


@compiled
def binomials(
    key: NDArray[np.uint64], stream: int, hour: int, persons: F8, rate: F8,
    bench: Bench, out: F8,
) -> bool:  # fmt: skip
    """Draw how many of `persons` are taken in one hour by a `rate`, each with chance 1 - exp(-rate).

    Parameters
    ----------
    key : uint64[replica]
        From `keys`.
    stream, hour
        As in `uniform`; the item is the row.
    persons, rate : float64[item, replica]
        Whole numbers; per hour, where a negative rate counts as zero.
    bench
        Working space.
    out : float64[item, replica]
        Filled with counts, by the law of `binomial` and the uniform of `uniform`.

    Returns
    -------
    bool
        Whether some count may be more than nought.
    """
    uniform, _, lists, work = bench
    return _count(key, stream, hour, _BINOMIAL, persons, rate, uniform, lists, work, out) > 0


@compiled
def poissons(
    key: NDArray[np.uint64], stream: int, hour: int, mean: F8, bench: Bench, out: F8,
) -> bool:  # fmt: skip
    """Draw Poisson counts of a `mean`; the rest as in `binomials`."""
    uniform, ones, lists, work = bench
    return _count(key, stream, hour, _POISSON, ones, mean, uniform, lists, work, out) > 0
