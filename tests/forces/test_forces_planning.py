"""The planner's arithmetic against published numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.errors import OutOfRange
from foedus.forces import closure_hours, missions, throughput_per_day


def test_afpam_throughput() -> None:
    assert throughput_per_day(1, 59.0, 2.25) == pytest.approx(534.9, abs=0.1)
    assert throughput_per_day(1, 16.3, 1.75) == pytest.approx(190.0, abs=0.1)


def test_base_case_of_january_2022() -> None:
    assert missions(2030, 250, 600) == 108
    # the fleet and the airfields of the base case: eight aircraft worked at once
    per_day = throughput_per_day(8, 1.0, 2.25)
    leg = 3100 / 700
    assert closure_hours(108, per_day, preparation=12, leg=leg, ground_hours=2.25) == pytest.approx(
        54, abs=0.5
    )
    half = closure_hours(108, per_day / 2, preparation=12, leg=leg, ground_hours=2.25)
    assert half == pytest.approx(89, abs=0.5)


@pytest.mark.parametrize(("loads", "hours"), [(96, 76), (113, 86), (135, 99)])
def test_withdrawal_rate_predicts_the_deployment(loads: int, hours: float) -> None:
    closure = closure_hours(loads, 40.0, preparation=12, leg=4.4, ground_hours=2.25)
    assert closure == pytest.approx(hours, abs=0.7)
    assert 72 <= closure <= 99.1


def test_loads_over_the_assumptions() -> None:
    rng = np.random.default_rng(1)
    found = [
        missions(
            2030 - 150,
            250 - 19,
            rng.uniform(200, 900),
            vehicles_per_load=rng.uniform(2, 3),
            seats=rng.uniform(80, 126),
        )
        for _ in range(5000)
    ]
    low, middle, high = np.quantile(found, (0.05, 0.5, 0.95))
    assert (low, middle, high) == pytest.approx((96, 113, 135), abs=2)


@given(st.integers(1, 300), st.floats(1, 200))
def test_more_throughput_cannot_worsen(loads: int, per_day: float) -> None:
    slow = closure_hours(loads, per_day, preparation=12, leg=4, ground_hours=2)
    fast = closure_hours(loads, 2 * per_day, preparation=12, leg=4, ground_hours=2)
    assert 18 <= fast <= slow


def test_the_limit_without_a_bottleneck() -> None:
    assert closure_hours(108, math.inf, preparation=12, leg=3080 / 700, ground_hours=2.25) == pytest.approx(
        18.65, abs=0.01
    )


def test_nothing_to_move_and_nothing_to_move_it_with() -> None:
    assert missions(0, 0, 0) == 0
    with pytest.raises(OutOfRange, match="seats is 0"):
        missions(10, 0, 0, seats=0)
    with pytest.raises(OutOfRange, match="throughput above zero"):
        closure_hours(10, 0.0, preparation=0, leg=0, ground_hours=0)
    with pytest.raises(OutOfRange, match="ground_hours"):
        throughput_per_day(1, 1, 0)
