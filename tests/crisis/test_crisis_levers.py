from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from foedus.crisis import (
    CLOCK,
    Batch,
    Case,
    LawTable,
    empty_batch,
    levers,
    outcomes,
    parameters,
    read_levers,
    simulate,
)
from foedus.errors import InputError, OutOfRange, UnknownName
from tests.crisis.invented import ACCOUNTS, problem_of


def test_every_lever_stands_at_the_record_unless_moved(case: Case) -> None:
    known = levers(case, ACCOUNTS)
    assert read_levers(case, known, {}) == {lever.id: lever.default for lever in known}
    for lever in known:
        assert lever.meaning
        if isinstance(lever.default, float):
            assert lever.low is not None
            assert lever.high is not None
            assert lever.low <= lever.default <= lever.high
        else:
            assert lever.default in lever.words


def test_severity_of_state_force_is_no_lever(case: Case) -> None:
    assert not [lever.id for lever in levers(case, ACCOUNTS) if "sever" in lever.id]


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"reqest": "never"}, UnknownName, "unknown lever 'reqest'; did you mean 'request'?"),
        ({"rule": "consens"}, UnknownName, "did you mean 'consensus'?"),
        ({"objector": "DEU"}, UnknownName, "'DEU'"),
        ({"announced_strength": "2"}, OutOfRange, "expected a number from 0 to 1"),
        (
            {"force": "-5"},
            OutOfRange,
            "expected a number from 1 to 10000 (persons) or one of: modelled, none",
        ),
        ({"request": "nevr"}, OutOfRange, "did you mean 'never'?"),
        ({"request": "2022-02-30T10:00+06:00"}, OutOfRange, "hour of the case"),
        ({"request": "2022-01-05"}, OutOfRange, "has no hour"),
        ({"shutdown_from": "nan"}, OutOfRange, "out of range"),
        ({"price_shock": "-1"}, OutOfRange, "expected a number from 0 to 3"),
        ({"release": "now"}, OutOfRange, "or one of: none"),
        ({"absent": "ARM", "objector": "ARM"}, OutOfRange, "ARM cannot object and stay away"),
        ({"not_contributing": "KAZ"}, UnknownName, "'KAZ'"),
    ],
)
def test_what_a_lever_does_not_take(
    case: Case, given: dict[str, str], error: type[InputError], words: str
) -> None:
    with pytest.raises(error) as caught:
        read_levers(case, levers(case, ACCOUNTS), given)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_instant_is_an_hour_of_the_case(case: Case) -> None:
    setting = read_levers(case, levers(case, ACCOUNTS), {"request": "2022-01-04T06:30+06:00"})
    assert setting["request"] == 54.5


def test_the_schedule_follows_the_levers(case: Case, law: LawTable) -> None:
    moved = problem_of(
        case, law, shutdown_from=10, shutdown_to=12.5, announced_hour=20, announced_strength=0.25
    )
    shutdown, announced = moved.script.channel[:, 1], moved.script.channel[:, 2]
    np.testing.assert_allclose(shutdown[9:14], [0, 1, 1, 0.5, 0])
    np.testing.assert_allclose(announced[[19, 20, 380]], [0, 0.25, 0.25])
    never = problem_of(case, law, shutdown_from=12, shutdown_to=10)
    assert not never.script.channel[:, 1].any()


RUNS = 40
DECIDED = CLOCK.index("decided")


def _run(case: Case, law: LawTable, thetas: NDArray[np.float64], **given: str | float) -> Batch:
    batch = empty_batch(problem_of(case, law, **given), 0, RUNS, RUNS)
    simulate(problem_of(case, law, **given), thetas, np.arange(RUNS) % len(thetas), 1, batch, 0, RUNS)
    return batch


@pytest.fixture(scope="module")
def record(case: Case, law: LawTable, thetas: NDArray[np.float64]) -> Batch:
    return _run(case, law, thetas)


def _told(case: Case, batch: Batch, name: str) -> NDArray[np.float64]:
    return np.nan_to_num(outcomes(case, batch)[name])


def _with(case: Case, thetas: NDArray[np.float64], name: str, value: float) -> NDArray[np.float64]:
    rows = thetas.copy()
    rows[:, [p.id for p in parameters(case)].index(name)] = value
    return rows


def test_a_smaller_price_shock_brings_out_fewer_by_the_part_that_hangs_on_it(
    case: Case, law: LawTable, thetas: NDArray[np.float64], record: Batch
) -> None:
    half = _run(case, law, thetas, price_shock=0.5)
    assert np.median(_told(case, half, "peak_on_street")) < np.median(_told(case, record, "peak_on_street"))
    apart = _with(case, thetas, "unrest.price", 0.0)
    none = _run(case, law, apart, price_shock=0.0)
    np.testing.assert_array_equal(none.series, _run(case, law, apart).series)
    whole = _run(case, law, _with(case, thetas, "unrest.price", 1.0), price_shock=0.0)
    assert not whole.peaks.any()
    assert not whole.people[:, :, 0].any()


def test_dialogue_leaves_what_came_before_it_and_calms_contact(
    case: Case, law: LawTable, thetas: NDArray[np.float64], record: Batch
) -> None:
    talking = _run(case, law, thetas, dialogue=1.0, dialogue_from=70)
    np.testing.assert_array_equal(talking.series[:, :, :70], record.series[:, :, :70])
    always = _run(case, law, thetas, dialogue=1.0)
    assert np.median(_told(case, always, "peak_violent")) < np.median(_told(case, record, "peak_violent"))
    assert talking.series[:, 1].sum() > always.series[:, 1].sum()


def test_release_lets_people_go_and_acts_on_the_street_by_its_own_sign(
    case: Case, law: LawTable, thetas: NDArray[np.float64]
) -> None:
    long = _with(case, _with(case, thetas, "unrest.theta_r", 0.0), "unrest.hold", 2000.0)
    held, freed = _run(case, law, long), _run(case, law, long, release=120)
    np.testing.assert_array_equal(freed.series[:, :, :120], held.series[:, :, :120])
    assert _told(case, freed, "released").sum() > 2 * _told(case, held, "released").sum()
    assert _told(case, freed, "deaths_custody").sum() < _told(case, held, "deaths_custody").sum()
    calm, bold = (
        _run(case, law, _with(case, thetas, "unrest.theta_r", sign), release=60).series[:, 0, 60:].sum()
        for sign in (0.8, -0.8)
    )
    assert calm < bold


def test_a_member_that_gives_nothing_changes_its_own_contingent(
    case: Case, law: LawTable, thetas: NDArray[np.float64], record: Batch
) -> None:
    place = case.states.index("BLR")
    without = _run(case, law, thetas, not_contributing="BLR")
    np.testing.assert_array_equal(without.actions, record.actions)
    np.testing.assert_array_equal(without.clock[:, DECIDED], record.clock[:, DECIDED])
    assert record.force[:, place, 0].any()
    assert not without.force[:, place, 0].any()
    others = [i for i, s in enumerate(case.states) if s not in ("BLR", "RUS")]
    assert (without.force[:, others, 0] >= record.force[:, others, 0]).all()


def test_a_member_that_stays_away_is_absent_in_every_run(
    case: Case, law: LawTable, thetas: NDArray[np.float64], record: Batch
) -> None:
    place = case.states.index("ARM")
    away = _run(case, law, thetas, absent="ARM")
    asked = record.actions[:, 0] >= 0
    assert (away.actions[asked, place] == 3).all()
    others = [i for i in range(len(case.states)) if i != place]
    np.testing.assert_array_equal(away.actions[:, others], record.actions[:, others])


def test_airfields_carry_the_airlift(
    case: Case, law: LawTable, thetas: NDArray[np.float64], record: Batch
) -> None:
    half, none = (_run(case, law, thetas, airfield_capacity=size) for size in (0.5, 0.0))
    closed = [outcomes(case, batch)["closure_hours"] for batch in (half, record)]
    both = np.isfinite(closed[0]) & np.isfinite(closed[1])
    assert both.sum() > 5
    assert (closed[0][both] >= closed[1][both]).all()
    assert (closed[0][both] > closed[1][both]).any()
    assert not np.isfinite(outcomes(case, none)["first_arrival_hours"]).any()
