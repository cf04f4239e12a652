"""Scores against published and hand-made numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus import score
from foedus.errors import InputError, OutOfRange

numbers = st.floats(-1e3, 1e3, allow_nan=False)
ensembles = st.lists(numbers, min_size=2, max_size=30)


def test_probabilities_of_an_event() -> None:
    assert score.brier(0.7, True) == pytest.approx(0.09, abs=1e-12)
    assert score.log_score(0.7, True) == pytest.approx(0.356675, abs=1e-6)
    assert score.log_score(0.7, True, base=2) == pytest.approx(0.514573, abs=1e-6)
    assert score.log_score(0.0, True) == math.inf
    assert score.log_score(0.0, False) == 0.0
    with pytest.raises(OutOfRange, match=r"1\.2 is not a probability"):
        score.brier(1.2, True)


@pytest.mark.parametrize(
    ("mean", "sd", "y", "expected"),
    [(0, 1, 0, 0.233695), (0, 1, 1, 0.602441), (0, 1, 2, 1.452792), (1, 2, 3, 1.204883)],
)
def test_crps_of_the_normal_law(mean: float, sd: float, y: float, expected: float) -> None:
    assert score.crps_normal(mean, sd, y) == pytest.approx(expected, abs=1e-6)


def test_crps_of_a_point_is_the_absolute_error() -> None:
    assert score.crps_normal(2.0, 0.0, 5.0) == 3.0
    with pytest.raises(OutOfRange, match="zero or more"):
        score.crps_normal(0.0, -1.0, 0.0)


def test_crps_of_an_ensemble() -> None:
    draws = [0, 1, 2, 3, 4]
    assert score.crps_ensemble(draws, 1) == pytest.approx(0.6, abs=1e-12)
    assert score.crps_ensemble(draws, 1, fair=True) == pytest.approx(0.4, abs=1e-12)
    assert score.crps_ensemble(draws, 10) == pytest.approx(7.2, abs=1e-12)


@given(ensembles, numbers)
def test_crps_is_the_mean_distance_less_half_the_spread(draws: list[float], y: float) -> None:
    x = np.array(draws)
    by_definition = np.abs(x - y).mean() - 0.5 * np.abs(x[:, None] - x[None, :]).mean()
    assert score.crps_ensemble(draws, y) == pytest.approx(by_definition, abs=1e-6)
    assert score.crps_ensemble(draws, y) >= -1e-9


def test_crps_of_many_normal_draws_nears_the_law() -> None:
    from scipy.stats import norm

    draws = norm.ppf((np.arange(4000) + 0.5) / 4000)
    assert score.crps_ensemble(draws, 1.0) == pytest.approx(score.crps_normal(0, 1, 1), abs=1e-3)


def test_ensemble_needs_draws() -> None:
    with pytest.raises(InputError, match="0 draws"):
        score.crps_ensemble([], 1)
    with pytest.raises(InputError, match="at least 2"):
        score.crps_ensemble([1.0], 1, fair=True)
    with pytest.raises(InputError, match="not a number"):
        score.interval_score([1.0, math.nan], 1)


@pytest.mark.parametrize(("y", "expected"), [(50, 90), (99, 170), (0, 190)])
def test_interval_score(y: float, expected: float) -> None:
    assert score.interval_score(np.arange(101), y, 0.1) == pytest.approx(expected, abs=1e-9)


def test_interval_leaves_out_what_did_not_happen() -> None:
    assert score.interval([1.0, math.nan, 3.0]) == pytest.approx((1.1, 2.0, 2.9))
    assert all(math.isnan(q) for q in score.interval([math.nan]))
    with pytest.raises(OutOfRange, match="levels"):
        score.interval([1.0], (1.5,))


def test_coverage_counts_the_bounds() -> None:
    assert score.coverage([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, -1]) == 0.5
    with pytest.raises(InputError, match="no outcome"):
        score.coverage([], [], [])


def test_inside_is_a_shared_value() -> None:
    assert score.inside(2030, 2500, 1400, 2030)
    assert not score.inside(2030, 2500, 1400, 2029)
    assert not score.inside(2030, 2500, math.nan, math.nan)


@pytest.mark.parametrize(
    ("ratio", "label"),
    [(0.0, "data"), (0.699, "data"), (0.7, "mixed"), (0.95, "mixed"), (0.951, "prior"), (1.4, "prior")],
)
def test_fit_label(ratio: float, label: str) -> None:
    assert score.fit_label(ratio) == label
    assert label in score.FIT_LABELS


def test_fit_label_refuses_what_is_no_ratio() -> None:
    for ratio in (-0.1, math.nan):
        with pytest.raises(OutOfRange, match="ratio of spreads"):
            score.fit_label(ratio)
