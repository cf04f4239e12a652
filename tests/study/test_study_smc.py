from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from foedus.chance import Parameter, Prior
from foedus.study._smc import Settings, distinct, smc, systematic
from foedus.study._space import below, from_normal, to_normal

KINDS = (
    Prior("lognormal", 3.0, 0.7), Prior("normal", -1.0, 2.0), Prior("halfnormal", 0.6),
    Prior("truncated", 0.5, 1.0), Prior("beta", 2.0, 5.0), Prior("uniform", -2.0, 4.0), Prior("fixed", 7.0),
)  # fmt: skip


@given(st.lists(st.floats(-4.5, 4.5), min_size=1, max_size=20))
def test_every_prior_goes_to_normal_coordinates_and_back(values: list[float]) -> None:
    known = tuple(Parameter(f"p{j}", prior, "1", "", "") for j, prior in enumerate(KINDS))
    z = np.repeat(np.array(values)[:, None], len(KINDS), axis=1)
    back = to_normal(known, from_normal(known, z))
    assert np.allclose(back[:, :-1], z[:, :-1], atol=1e-6)
    assert (back[:, -1] == 0).all()


@pytest.mark.parametrize("prior", KINDS[:-1])
def test_the_share_below_a_quantile_is_its_level(prior: Prior) -> None:
    levels = np.linspace(0.01, 0.99, 33)
    assert np.allclose(below(prior, prior.quantile(levels)), levels, atol=1e-10)


@given(st.lists(st.floats(0.001, 1.0), min_size=2, max_size=30), st.floats(0.0, 0.999))
def test_systematic_counts_lie_within_one_of_what_is_expected(weights: list[float], u: float) -> None:
    w = np.array(weights)
    counts = np.bincount(systematic(w, 50, u), minlength=len(w))
    assert counts.sum() == 50
    assert (np.abs(counts - 50 * w / w.sum()) < 1 + 1e-9).all()


def _normal_case(
    noise: float, seen: float, half: float, idle: int, **more: float
) -> tuple[float, float, int]:
    """A coordinate is seen with normal noise as an interval; the others are not seen at all."""
    rng = np.random.default_rng(11)

    def run(z: np.ndarray, step: int) -> np.ndarray:
        x = z[:, 0] + noise * np.random.default_rng((5, step)).standard_normal(len(z))
        return np.maximum(np.abs(x - seen) - half, 0.0)

    z = rng.standard_normal((6000, 1 + idle))
    settings = Settings(wanted=0.0, budget=300_000, **more)
    found = smc(z, run(z, 10**6), run, size=1500, seed=3, settings=settings)
    assert found.why == "wanted"
    assert (found.distance == 0).all()
    assert all(a.epsilon > b.epsilon for a, b in zip(found.rounds, found.rounds[1:], strict=False))
    assert np.abs(found.z[:, 1:].mean(axis=0)).max() < 0.15
    assert np.abs(found.z[:, 1:].std(axis=0) - 1).max() < 0.12
    return float(found.z[:, 0].mean()), float(found.z[:, 0].std()), distinct(found.z)


def _exact(noise: float, seen: float, half: float) -> tuple[float, float]:
    grid = np.linspace(-6, 6, 4001)
    mass = stats.norm.pdf(grid) * (
        stats.norm.cdf((seen + half - grid) / noise) - stats.norm.cdf((seen - half - grid) / noise)
    )
    mass /= mass.sum()
    mean = (grid * mass).sum()
    return float(mean), float(np.sqrt((mass * (grid - mean) ** 2).sum()))


@pytest.mark.parametrize(("noise", "seen", "half"), [(0.3, 2.0, 0.1), (0.5, -1.0, 0.4)])
def test_a_known_posterior_comes_back_among_forty_coordinates_that_nothing_is_said_of(
    noise: float, seen: float, half: float
) -> None:
    mean, sd, kept = _normal_case(noise, seen, half, 40)
    want_mean, want_sd = _exact(noise, seen, half)
    assert mean == pytest.approx(want_mean, abs=0.06)
    assert sd == pytest.approx(want_sd, rel=0.15)
    assert kept > 1000


def test_the_same_seed_gives_the_same_particles_and_the_budget_is_kept() -> None:
    def run(z: np.ndarray, step: int) -> np.ndarray:
        return np.asarray(np.abs(z.sum(axis=1) - 9.0))

    z = np.random.default_rng(1).standard_normal((800, 4))
    first, again = (
        smc(z, run(z, 0), run, size=200, seed=9, settings=Settings(wanted=0.0, budget=2000)) for _ in range(2)
    )
    assert (first.z == again.z).all()
    assert first.why in ("budget", "acceptance")
    assert sum(r.runs for r in first.rounds) < 2000 + 200
    other = smc(z, run(z, 0), run, size=200, seed=10, settings=Settings(wanted=0.0, budget=2000))
    assert not (first.z == other.z).all()


def test_what_may_not_move_stays_on_rows_of_the_table() -> None:
    def run(z: np.ndarray, step: int) -> np.ndarray:
        return np.asarray(np.abs(z[:, 0] - 1.0))

    z = np.random.default_rng(1).standard_normal((800, 3))
    still = np.array([True, True, False])
    found = smc(z, run(z, 0), run, size=200, seed=9, settings=Settings(wanted=0.01), active=still)
    assert set(found.z[:, 2]) <= set(z[:, 2])
