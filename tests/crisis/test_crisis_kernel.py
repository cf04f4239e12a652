from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from foedus import forces, unrest
from foedus.crisis import (
    CLOCK,
    Batch,
    Case,
    LawTable,
    Problem,
    empty_batch,
    outcomes,
    parameters,
    run_tape,
    simulate,
)
from foedus.crisis._kernel import advance, begin
from foedus.crisis._simulate import blank_state
from tests.crisis.invented import problem_of

F8 = NDArray[np.float64]
P = {name: i for i, name in enumerate(unrest.COLUMNS)}
F = {name: i for i, name in enumerate(forces.COLUMNS)}
C = {name: i for i, name in enumerate(CLOCK)}


def _batch(problem: Problem, thetas: F8, seed: int = 1, runs: int = 24) -> Batch:
    batch = empty_batch(problem, 0, runs, runs)
    simulate(problem, thetas, np.arange(runs) % len(thetas), seed, batch, 0, runs)
    return batch


def test_the_fixture_has_violence_and_a_force(case: Case, law: LawTable, thetas: F8) -> None:
    """A property that holds because nothing happens proves nothing."""
    columns = outcomes(case, _batch(problem_of(case, law), thetas, runs=40))
    assert np.nanmedian(columns["peak_violent"]) > 500
    assert np.isfinite(columns["personnel"]).mean() > 0.3
    assert np.isfinite(columns["withdrawal_day"]).any()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 39), st.integers(1, 383))
def test_stopping_and_going_on_changes_nothing(
    case: Case, law: LawTable, thetas: F8, row: int, stop: int
) -> None:
    problem = problem_of(case, law)
    numbers = np.arange(row, row + 3)

    def run(stops: list[int]) -> tuple[F8, ...]:
        state = blank_state(problem, len(numbers), thetas.shape[1])
        begin(problem, thetas, numbers % len(thetas), 9, numbers, state)
        for a, b in zip([0, *stops], [*stops, case.hours], strict=True):
            advance(problem, state, 9, a, b)
        return state.told, state.peaks, state.people, state.force, state.clock

    for whole, parts in zip(run([]), run([stop]), strict=True):
        np.testing.assert_array_equal(whole, parts)


def test_a_replica_does_not_know_its_neighbours(case: Case, law: LawTable, thetas: F8) -> None:
    problem = problem_of(case, law)
    together = _batch(problem, thetas)
    alone = empty_batch(problem, 7, 1, 1)
    simulate(problem, thetas, np.array([7]), 1, alone, 0, 1)
    np.testing.assert_array_equal(alone.series[0], together.series[7])
    np.testing.assert_array_equal(alone.people[0], together.people[7])


def test_the_tape_is_the_run(case: Case, law: LawTable, thetas: F8) -> None:
    problem = problem_of(case, law)
    batch, tape = _batch(problem, thetas), run_tape(problem, thetas[3], 1, 3)
    np.testing.assert_array_equal(tape.people[-1], batch.people[3])
    np.testing.assert_array_equal(tape.force[-1], batch.force[3])
    street = tape.people[:, :, P["street"]].sum(axis=1) + tape.people[:, :, P["violent"]].sum(axis=1)
    np.testing.assert_array_equal(street, batch.series[3, 0])


def test_no_first_crowd_nothing_happens(case: Case, law: LawTable, thetas: F8) -> None:
    problem = problem_of(case, law, request="never")
    quiet = problem._replace(script=problem.script._replace(seeds=np.zeros((0, 3))))
    batch = _batch(quiet, thetas)
    assert not batch.series.any()
    assert not batch.people[:, :, 1 : P["dead_services"] + 1].any()


@pytest.mark.parametrize("given", [{"request": "never"}, {"force": "none"}])
def test_no_request_or_no_force_nobody_comes(
    case: Case, law: LawTable, thetas: F8, given: dict[str, str]
) -> None:
    batch = _batch(problem_of(case, law, **given), thetas)
    assert not batch.series[:, 4].any()
    if "request" in given:
        assert (batch.actions == -1).all()


def test_nothing_arrives_before_it_can(case: Case, law: LawTable, thetas: F8) -> None:
    """Decision, then the sender's own authorisation, then the leg: whatever the lever says."""
    problem = problem_of(case, law, force_shift=-96)
    batch = _batch(problem, thetas, runs=40)
    first = batch.force[:, :, F["first"]]
    came = np.isfinite(first)
    assert came.any()
    decided = np.repeat(batch.clock[:, [C["decided"]]], first.shape[1], axis=1)
    authorised = problem.lift.authorise_low[None, :]
    leg = problem.lift.air_km[None, :] / 900.0
    assert (first + 1 >= decided + authorised + leg)[came].all()


def test_a_minimally_different_world(case: Case, law: LawTable, thetas: F8) -> None:
    """One member's forced objection changes its own answer, and nothing before the decision."""
    plain = _batch(problem_of(case, law), thetas)
    changed = _batch(problem_of(case, law, objector="ARM"), thetas)
    arm = case.states.index("ARM")
    others = [i for i in range(len(case.states)) if i != arm]
    np.testing.assert_array_equal(plain.actions[:, others], changed.actions[:, others])
    assert (changed.actions[:, arm] == 2).all()
    np.testing.assert_array_equal(plain.clock[:, C["request"]], changed.clock[:, C["request"]])
    for r in range(len(plain.clock)):
        before = int(plain.clock[r, C["decided"]])
        np.testing.assert_array_equal(plain.series[r, :, :before], changed.series[r, :, :before])


@pytest.mark.parametrize("rule", ["consensus", "unanimity", "majority"])
@pytest.mark.parametrize("member", ["RUS", "ARM", "TJK"])
def test_an_added_objection_never_helps(
    case: Case, law: LawTable, thetas: F8, rule: str, member: str
) -> None:
    plain = _batch(problem_of(case, law, rule=rule), thetas, runs=40).clock[:, C["adopted"]]
    changed = _batch(problem_of(case, law, rule=rule, objector=member), thetas, runs=40).clock[
        :, C["adopted"]
    ]
    assert (changed <= plain).all()


def test_a_force_without_effect_changes_nothing_but_itself(case: Case, law: LawTable, thetas: F8) -> None:
    at = {p.id: i for i, p in enumerate(parameters(case))}
    silent = thetas.copy()
    for name in ("xi", "loyalty", "backlash"):
        silent[:, at[f"unrest.{name}"]] = 0.0
    present = _batch(problem_of(case, law), silent)
    absent = _batch(problem_of(case, law, force="none"), silent)
    assert present.series[:, 4].any()
    np.testing.assert_array_equal(present.people, absent.people)


def test_people_of_the_force_are_conserved(case: Case, law: LawTable, thetas: F8) -> None:
    tape = run_tape(problem_of(case, law), thetas[0], 1, 0)
    sent = tape.force[:, :, F["personnel"]]
    here = tape.force[:, :, F["present"]] + tape.force[:, :, F["gone"]]
    assert (here <= sent).all()
    assert (np.diff(here, axis=0) >= 0).all()
