"""Tables of draws: the law of SciPy, the luck of single draws, and no lane that knows its neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from foedus.chance import bench, binomials, keys, poissons, stream, uniform

F8 = NDArray[np.float64]
_STREAM = stream("test.rows")
ITEMS, REPLICAS = 7, 29


def _numbers(count: int = REPLICAS) -> NDArray[np.int64]:
    return np.arange(count, dtype=np.int64)


def _luck(hour: int, replicas: NDArray[np.int64] | None = None) -> F8:
    some = _numbers() if replicas is None else replicas
    return np.array([[uniform(5, int(r), _STREAM, hour, i) for r in some] for i in range(ITEMS)])


def _binomials(persons: F8, rate: F8, hour: int, replicas: NDArray[np.int64] | None = None) -> F8:
    out = np.full(persons.shape, -1.0)
    some = keys(5, _numbers() if replicas is None else replicas)
    found = binomials(some, _STREAM, hour, persons, rate, bench(*persons.shape), out)
    assert found or not out.any()
    return out


def _poissons(mean: F8, hour: int) -> F8:
    out = np.full(mean.shape, -1.0)
    poissons(keys(5, _numbers()), _STREAM, hour, mean, bench(*mean.shape), out)
    return out


def _table(seed: int, middle: float, spread: float) -> F8:
    return np.exp(np.random.default_rng(seed).normal(middle, spread, (ITEMS, REPLICAS)))


@pytest.mark.parametrize("middle", [-12.0, -6.0, -4.0, -2.0, 0.0, 3.0])
def test_binomial_tables_follow_the_law(middle: float) -> None:
    off = []
    for hour in range(40):
        persons, rate = np.floor(_table(hour, 4.0, 3.0)), np.minimum(_table(hour + 99, middle, 2.0), 60.0)
        ours = _binomials(persons, rate, hour)
        theirs = stats.binom.ppf(_luck(hour), persons, -np.expm1(-rate))
        mean = persons * -np.expm1(-rate)
        exact = np.minimum(mean, persons - mean) < 10
        # Beyond small numbers the probability itself is rounded, here and there.
        assert (ours == theirs)[exact & (persons < 1e4)].mean() > 0.999
        assert np.abs(ours - theirs).max() <= 1
        off.append((ours != theirs).mean())
    assert np.mean(off) < 0.003


@pytest.mark.parametrize("middle", [-8.0, 0.0, 2.0, 5.0])
def test_poisson_tables_follow_the_law(middle: float) -> None:
    off = []
    for hour in range(40):
        mean = np.minimum(_table(hour, middle, 1.0), 1e6)
        ours, theirs = _poissons(mean, hour), stats.poisson.ppf(_luck(hour), mean)
        assert (ours == theirs)[mean < 9.99].all()
        assert np.abs(ours - theirs).max() <= 1
        off.append((ours != theirs).mean())
    assert np.mean(off) < 0.01


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, REPLICAS), st.integers(0, REPLICAS - 1), st.floats(-8, 2))
def test_a_lane_does_not_know_its_neighbours(hour: int, count: int, first: int, middle: float) -> None:
    persons, rate = np.floor(_table(hour, 5.0, 3.0)), _table(hour + 1, middle, 2.0)
    whole = _binomials(persons, rate, hour)
    some = np.arange(first, min(first + count, REPLICAS))
    part = _binomials(persons[:, some].copy(), rate[:, some].copy(), hour, some)
    assert (part == whole[:, some]).all()


def test_nobody_and_no_rate_and_certainty() -> None:
    persons, rate = np.full((ITEMS, REPLICAS), 40.0), np.zeros((ITEMS, REPLICAS))
    assert not _binomials(persons, rate, 1).any()
    assert not _binomials(persons, rate - 1.0, 1).any()
    assert not _binomials(persons * 0.0, rate + 1.0, 1).any()
    assert (_binomials(persons, rate + 1000.0, 1) == persons).all()
    assert (_binomials(persons + 1e6, rate + 1000.0, 1) == persons + 1e6).all()


def test_counts_rise_with_the_rate() -> None:
    """The same luck and a greater rate: never fewer. So what-ifs stay as near as they can."""
    persons = np.floor(_table(3, 5.0, 2.0))
    before = np.zeros_like(persons)
    for rate in np.exp(np.linspace(-9, 1, 60)):
        after = _binomials(persons, np.full_like(persons, rate), 4)
        # Where the sums end and the expansion begins the two laws may differ by one.
        assert (after >= before - 1).all()
        before = after
