from __future__ import annotations

import numpy as np
import pytest

from foedus.crisis import Case, LawTable, levers, read_levers
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
