"""The airlift against the same model told as processes of SimPy."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from foedus import forces
from foedus.chance import sample_priors
from tests.forces.test_forces_movement import ALL_YES, DECISION, LIFT

pytest.importorskip("simpy", reason="SimPy is an optional yardstick")

Closures = tuple[NDArray[np.float64], NDArray[np.float64]]
RUNS = 500


@pytest.fixture(scope="module")
def closures() -> Closures:
    from tests.forces.airlift_simpy import closure

    rows = sample_priors(forces.PARAMETERS, RUNS, 6)
    luck = np.random.default_rng(7)
    ours = []
    for replica, row in enumerate(rows):
        state, queue = forces.blank(LIFT)
        forces.commit(LIFT, row, 1, replica, DECISION, ALL_YES, -1.0, 0.0, state)
        forces.arrive_until(LIFT, row, 1, replica, int(DECISION), 5000, state, queue)
        assert forces.complete(state)
        ours.append(state[state[:, forces.PERSONNEL] > 0, forces.LAST].max())
    return np.array(ours), np.array([closure(LIFT, row, int(DECISION), luck) for row in rows])


def test_the_mean_closure_is_equal_within_sampling_error(
    closures: Closures,
) -> None:
    ours, theirs = closures
    apart = ours - theirs
    assert abs(apart.mean()) < 3.5 * apart.std(ddof=1) / np.sqrt(RUNS)
    assert np.corrcoef(ours, theirs)[0, 1] > 0.9  # one set of parameters, two kinds of luck


def test_the_distribution_of_closures_is_equal(
    closures: Closures,
) -> None:
    ours, theirs = closures
    assert stats.ks_2samp(ours, theirs).pvalue > 1e-3
