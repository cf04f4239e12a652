"""Worlds that differ by one thing: nothing upstream changes by one bit, however runs are cut and spread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from foedus.crisis import CLOCK, Batch, Case, LawTable, Problem, empty_batch, outcomes, parameters, simulate
from foedus.crisis._simulate import ABREAST
from tests.crisis.invented import problem_of

F8 = NDArray[np.float64]
RUNS = 40
ARRAYS = [field.name for field in fields(Batch) if field.name != "first"]
C = {name: i for i, name in enumerate(CLOCK)}


def _run(problem: Problem, thetas: F8, runs: int = RUNS) -> Batch:
    batch = empty_batch(problem, 0, runs, runs)
    simulate(problem, thetas, np.arange(runs) % len(thetas), 1, batch, 0, runs)
    return batch


def _same(one: Batch, other: Batch) -> None:
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def _same_until(one: Batch, other: Batch, hours: NDArray[np.float64]) -> None:
    """All series of every replica agree before its hour."""
    for r, hour in enumerate(hours):
        np.testing.assert_array_equal(one.series[r, :, : int(hour)], other.series[r, :, : int(hour)])


@pytest.fixture(scope="module")
def base(case: Case, law: LawTable, thetas: F8) -> Batch:
    return _run(problem_of(case, law), thetas)


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 2 * ABREAST), st.integers(1, 3), st.permutations(range(6)))
def test_chunks_threads_and_their_order_change_nothing(
    case: Case, law: LawTable, thetas: F8, base: Batch, chunk: int, threads: int, order: list[int]
) -> None:
    problem = problem_of(case, law)
    batch = empty_batch(problem, 0, RUNS, RUNS)
    spans = [(a, min(a + chunk, RUNS)) for a in range(0, RUNS, chunk)]
    spans.sort(key=lambda span: order[span[0] % 6])
    rows = np.arange(RUNS) % len(thetas)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda span: simulate(problem, thetas, rows, 1, batch, *span), spans))
    _same(batch, base)


@pytest.mark.parametrize("replica", [0, 17, RUNS - 1])
def test_one_alone_is_the_one_in_the_batch(
    case: Case, law: LawTable, thetas: F8, base: Batch, replica: int
) -> None:
    problem = problem_of(case, law)
    alone = empty_batch(problem, replica, 1, 1)
    simulate(problem, thetas, np.array([replica % len(thetas)]), 1, alone, 0, 1)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(alone, name)[0], getattr(base, name)[replica], err_msg=name)


def test_many_rows_can_share_one_luck(case: Case, law: LawTable, thetas: F8, base: Batch) -> None:
    problem = problem_of(case, law)
    shared = empty_batch(problem, 0, 12, 12)
    simulate(problem, thetas, np.full(12, 5), 1, shared, 0, 12, replica=5)
    for name in ARRAYS:
        for r in range(12):
            np.testing.assert_array_equal(getattr(shared, name)[r], getattr(base, name)[5], err_msg=name)


def test_a_batch_of_none_compiles_and_runs_nothing(case: Case, law: LawTable, thetas: F8) -> None:
    problem = problem_of(case, law)
    simulate(problem, thetas, np.zeros(0, np.int64), 1, empty_batch(problem, 0, 0, 0), 0, 0)


def test_one_more_abstention_changes_nothing_before_the_decision(
    case: Case, law: LawTable, thetas: F8, base: Batch
) -> None:
    """A member that would have stayed away by its own luck stays away always; nobody else notices."""
    at = [p.id for p in parameters(case)].index("council.absence")
    shy = thetas.copy()
    shy[:, at] = np.minimum(0.999, thetas[:, at] + 0.15)
    changed = _run(problem_of(case, law), shy)
    absent = (changed.actions == 3) & (base.actions != 3)
    assert absent.any()
    assert not ((base.actions == 3) & (changed.actions != 3)).any()
    np.testing.assert_array_equal(changed.actions[~absent], base.actions[~absent])
    decided = np.minimum(base.clock[:, C["decided"]], changed.clock[:, C["decided"]])
    _same_until(base, changed, np.where(base.clock[:, C["decided"]] < 0, case.hours, decided))
    untouched = ~absent.any(axis=1)
    assert untouched.any()
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(changed, name)[untouched], getattr(base, name)[untouched])


def test_a_city_cut_off_leaves_the_others_as_they_are_until_it_would_have_been_seen(
    case: Case, law: LawTable, thetas: F8
) -> None:
    """Infinitely far and without media: the others run as if it were not there."""
    problem = problem_of(case, law, request="never")
    at = {p.id: i for i, p in enumerate(parameters(case))}
    lone = thetas.copy()
    for name in ("mu0", "m0", "xi"):  # neither media nor a reserve that cities share
        lone[:, at[f"unrest.{name}"]] = 0.0
    far = problem.cities.distance.copy()
    home = int(problem.script.seeds[0, 1])
    cut = (home + 1) % len(far)
    far[cut, :] = far[:, cut] = np.inf
    far[cut, cut] = 0.0
    apart = problem._replace(cities=problem.cities._replace(distance=far))
    near, away = _run(problem, lone), _run(apart, lone)
    others = [i for i in range(len(far)) if i != cut]
    assert near.peaks[:, cut].any()
    seeds = {int(city) for city in problem.script.seeds[:, 1]}
    if cut not in seeds:
        assert not away.peaks[:, cut].any()
    # Where nothing ever happened in the city, cutting it off is no difference at all.
    quiet = ~near.peaks[:, cut].any(axis=(1, 2))
    for name in ("series", "peaks", "people", "clock"):
        np.testing.assert_array_equal(getattr(near, name)[quiet], getattr(away, name)[quiet])
    # Elsewhere the worlds are one until the city has its first crowd.
    first = np.array([np.argmax(days > 0) if days.any() else 99 for days in near.peaks[:, cut, :, 0]])
    for r, day in enumerate(first):
        np.testing.assert_array_equal(near.peaks[r, others, :day], away.peaks[r, others, :day])


def test_an_hour_later_is_the_same_world_until_the_earlier_hour(
    case: Case, law: LawTable, thetas: F8
) -> None:
    early, late = (_run(problem_of(case, law, request=hour), thetas) for hour in (90.0, 91.0))
    np.testing.assert_array_equal(early.series[:, :, :90], late.series[:, :, :90])
    same_stage = early.clock[:, C["stage"]] == late.clock[:, C["stage"]]
    assert same_stage.any()
    # The members' luck is theirs and not the hour's: who asks later gets the same answers, an hour later.
    hours = [b.clock[:, C["decision_hours"]] for b in (early, late)]
    assert (hours[0] == hours[1]).mean() > 0.8
    assert (early.actions == late.actions).mean() > 0.9


def test_a_shutdown_an_hour_later_changes_nothing_before_it(case: Case, law: LawTable, thetas: F8) -> None:
    early, late = (_run(problem_of(case, law, shutdown_from=hour), thetas) for hour in (60.0, 61.0))
    np.testing.assert_array_equal(early.series[:, :, :60], late.series[:, :, :60])
    assert (early.series[:, :, 61:] != late.series[:, :, 61:]).any()


def test_shared_luck_makes_differences_sharper(case: Case, law: LawTable, thetas: F8) -> None:
    """The variance of a difference, with luck of its own for each world against one luck for both."""

    def deaths(seed: int, **given: str) -> F8:
        problem = problem_of(case, law, **given)
        batch = empty_batch(problem, 0, 400, 0)
        simulate(problem, thetas, np.arange(400) % len(thetas), seed, batch, 0, 400)
        return np.asarray(outcomes(case, batch)["deaths"])

    with_force, without, elsewhere = deaths(1), deaths(1, force="none"), deaths(2)
    assert (with_force != without).any()
    assert np.var(without - elsewhere) > 5 * np.var(without - with_force)
