from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from foedus.study._diagnostics import ranks_of, ridges, uniformity
from foedus.study._observe import off

F8 = NDArray[np.float64]


def _toy(rows: int, seed: int) -> tuple[NDArray[np.float32], F8]:
    """A standard normal parameter seen with a noise of 0.5, in units of the tolerance 0.1."""
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(rows)
    seen = (theta + 0.5 * rng.standard_normal(rows)) / 0.1
    return seen.astype(np.float32)[:, None], theta


def test_ranks_are_uniform_where_the_estimate_is_right_and_not_where_it_is_off() -> None:
    seen, theta = _toy(20_000, 7)
    truths = np.arange(400)
    right = ranks_of(seen, {"theta": theta}, truths, 99, 1)["theta"]
    assert right.min() >= 0
    assert right.max() <= 99
    counts, p = uniformity(right, 99)
    assert sum(counts) == 400
    assert p > 0.01
    # The estimates come from rows whose parameter is moved: the truth is then ranked too low.
    shifted = theta + 0.4
    shifted[truths] = theta[truths]
    away = ranks_of(seen, {"theta": shifted}, truths, 99, 1)["theta"]
    assert uniformity(away, 99)[1] < 1e-6
    assert away.mean() < right.mean() - 10


def test_the_nearest_rows_have_the_known_posterior() -> None:
    """θ given x is normal with mean x/(1 + 0.25) and variance 0.25/1.25."""
    seen, theta = _toy(60_000, 3)
    x = 1.2
    seen[0, 0], theta[0] = x / 0.1, 0.0
    near = np.argsort(np.abs(seen[:, 0] - seen[0, 0]))[1:600]
    assert theta[near].mean() == pytest.approx(x / 1.25, abs=0.08)
    assert theta[near].std() == pytest.approx(np.sqrt(0.2), rel=0.1)


def test_the_truth_is_left_out_of_its_own_estimate() -> None:
    seen = np.zeros((50, 1), np.float32)
    seen[7] = 100.0  # nobody is near
    values = np.arange(50.0)
    ranks = ranks_of(seen, {"v": values}, np.array([7]), 49, 1)["v"]
    assert ranks[0] == 7  # seven of the other 49 are less


def test_what_did_not_happen_is_near_to_what_did_not_happen() -> None:
    seen = np.full((20, 1), np.nan, np.float32)
    seen[10:] = 3.0
    ranks = ranks_of(seen, {"v": np.r_[np.zeros(10), np.ones(10)]}, np.array([0]), 9, 1)["v"]
    assert 0 <= ranks[0] <= 9  # all nine nearest tie with the truth


def test_uniformity_by_hand() -> None:
    counts, p = uniformity(np.repeat(np.arange(20), 5), 19)
    assert counts == [10] * 10
    assert p == pytest.approx(1.0)
    counts, p = uniformity(np.zeros(100, np.int64), 19)
    assert counts[0] == 100
    assert p < 1e-100


def test_a_ridge_and_the_direction_that_is_fixed_are_found() -> None:
    rng = np.random.default_rng(2)
    z = rng.standard_normal((1000, 12))
    z[:, 1] = -0.95 * z[:, 0] + 0.3 * z[:, 1]  # the sum of the two is known, each of them is not
    names = tuple(f"p{j}" for j in range(12))
    found = ridges(names, np.exp(z), z)
    assert [set(pair[:2]) for pair in found["ridges"]] == [{"p0", "p1"}]
    assert found["ridges"][0][2] < -0.9
    first = found["fixed"]["directions"][0]
    assert first["variance"] < 0.1
    assert list(first["of"])[:2] in (["p0", "p1"], ["p1", "p0"])
    assert first["of"]["p0"] * first["of"]["p1"] > 0
    nothing = ridges(names, z[:, ::-1], rng.standard_normal((1000, 12)))
    assert not nothing["fixed"]["directions"]
    json.dumps(found)


def test_distance_is_zero_in_the_interval_and_for_what_reports_may_have_left_out() -> None:
    happened = np.array([90.0, 100.0, 120.0, 200.0])
    assert off(happened, 100, 120).tolist()[1:3] == [0.0, 0.0]
    assert off(happened, 100, 120)[0] == pytest.approx(np.log(101 / 91))
    assert off(happened, 100, 120)[3] == pytest.approx(np.log(201 / 121))
    # 200 happened, at least six in ten were reported: a report of 120 may be of it
    assert off(happened, 100, 120, reported=0.6)[3] == 0.0
    assert off(happened, 100, 120, reported=0.6)[0] == off(happened, 100, 120)[0]
    assert off(happened, 100, np.inf)[3] == 0.0
    assert off(happened, -np.inf, 120)[0] == 0.0
