from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from foedus.chance import (
    Parameter,
    Prior,
    binomial,
    compiled,
    normal_quantile,
    poisson,
    sample_priors,
    stream,
    uniform,
)
from foedus.chance._draws import count_near as _count_near

inside_unit = st.floats(1e-9, 1 - 1e-9)


@compiled
def _near(mean: float, variance: float, third: float, fourth: float, z: float) -> float:
    return _count_near(mean, variance, third, fourth, z)


def _draws(count: int, name: str = "test.draws") -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    key = stream(name)
    return np.array([uniform(3, i, key, 7, 2) for i in range(count)])


def test_uniforms_are_uniform_and_uncorrelated() -> None:
    u = _draws(50_000)
    assert stats.kstest(u, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.015


@pytest.mark.parametrize("place", range(5))
def test_every_part_of_the_key_counts(place: int) -> None:
    key = [1, 2, stream("test.key"), 3, 4]
    other = list(key)
    other[place] += 1
    assert uniform(*key) != uniform(*other)
    assert uniform(*key) == uniform(*key)


@given(st.one_of(inside_unit, st.floats(1e-300, 1e-9), st.sampled_from([0.5, 0.25, 2.0**-54, 1 - 2.0**-53])))
def test_normal_quantile_is_that_of_scipy(u: float) -> None:
    assert normal_quantile(u) == pytest.approx(float(stats.norm.ppf(u)), abs=1e-9)


@pytest.mark.parametrize(
    ("n", "p"), [(10, 0.3), (1000, 0.02), (1000, 0.06), (200_000, 0.001), (50, 0.5), (10**5, 0.9)]
)
def test_binomial_quantile(n: int, p: float) -> None:
    u = _draws(5_000)
    ours = np.array([binomial(n, p, x) for x in u])
    theirs = stats.binom.ppf(u, n, p)
    assert np.abs(ours - theirs).max() <= 1
    assert (ours != theirs).mean() < 0.02


@pytest.mark.parametrize("mean", [0.01, 3.0, 9.9, 10.1, 25.0, 1000.0])
def test_poisson_quantile(mean: float) -> None:
    u = _draws(5_000)
    ours = np.array([poisson(mean, x) for x in u])
    theirs = stats.poisson.ppf(u, mean)
    assert np.abs(ours - theirs).max() <= (1 if mean >= 10 else 0)
    assert (ours != theirs).mean() < 0.02


@pytest.mark.parametrize("p", [1e-6, 0.01, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("mean", [10.0, 12.0, 25.0, 100.0])
def test_the_law_beyond_the_exact_sums_is_as_near_as_promised(mean: float, p: float) -> None:
    """Rounding the expansion of the normal quantile: how far its distribution function is from the law's."""
    n = round(mean / p)
    law = stats.binom(n, p)
    mean, variance = n * p, n * p * (1 - p)
    z = np.linspace(-6, 6, 60_001)
    fourth = variance * (1 - 6 * p * (1 - p))
    counts = np.array([_near(mean, variance, variance * (1 - 2 * p), fourth, x) for x in z])
    assert (np.diff(counts) >= 0).all()
    values = np.arange(int(counts[0]), int(counts[-1]))
    edges = z[np.searchsorted(counts, values, side="right") - 1]
    assert np.abs(stats.norm.cdf(edges) - law.cdf(values)).max() < 2e-4


@pytest.mark.parametrize(("n", "p"), [(9, 0.3), (1000, 0.009), (10**6, 9.9e-6), (12, 0.95), (1, 1e-12)])
def test_binomial_quantile_is_exact_for_small_means(n: int, p: float) -> None:
    u = _draws(3_000, "test.small")
    assert [binomial(n, p, x) for x in u] == stats.binom.ppf(u, n, p).tolist()


@given(st.integers(0, 10**6), st.floats(0, 1), inside_unit, inside_unit)
def test_binomial_stays_in_range_and_is_monotone(n: int, p: float, u: float, v: float) -> None:
    low, high = sorted((u, v))
    assert 0 <= binomial(n, p, low) <= binomial(n, p, high) <= n


@pytest.mark.parametrize(
    ("prior", "median"),
    [
        (Prior("lognormal", 0.012, 0.4), 0.012),
        (Prior("normal", 0.3, 0.3), 0.3),
        (Prior("uniform", 2.0, 4.0), 3.0),
        (Prior("beta", 3.0, 3.0), 0.5),
        (Prior("fixed", 0.7), 0.7),
        (Prior("halfnormal", 1.0), 0.6744897),
    ],
)
def test_prior_medians(prior: Prior, median: float) -> None:
    assert prior.quantile(np.array([0.5]))[0] == pytest.approx(median)


def test_truncated_prior_is_never_negative() -> None:
    assert (Prior("truncated", 0.1, 1.0).quantile(np.linspace(0.001, 0.999, 99)) >= 0).all()


def test_one_more_parameter_leaves_the_draws_of_the_others() -> None:
    one = Parameter("a", Prior("normal", 0, 1), "1", "", "")
    two = Parameter("b", Prior("normal", 0, 1), "1", "", "")
    assert (sample_priors((one,), 20, 5)[:, 0] == sample_priors((two, one), 20, 5)[:, 1]).all()
