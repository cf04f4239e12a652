"""Dates and instants: what goes in comes out, and what is no time is refused with the expected form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.clock import Moment, hours_between, parse_date, parse_moment, parse_zone
from foedus.errors import OutOfRange

_offsets = st.integers(-14 * 60, 14 * 60)
_instants = st.datetimes(min_value=datetime(1815, 1, 1), max_value=datetime(2100, 1, 1)).map(
    lambda t: t.replace(second=0, microsecond=0)
)


@given(st.dates())
def test_a_date_survives_its_text(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_moment(day.isoformat()) == Moment(day)
    assert str(parse_moment(day.isoformat())) == day.isoformat()


@given(_instants, _offsets)
def test_an_instant_survives_its_text_with_its_zone(local: datetime, minutes: int) -> None:
    told = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    moment = parse_moment(told.isoformat(timespec="minutes"))
    assert moment.instant == told
    assert moment.instant is not None
    assert moment.instant.tzinfo is UTC
    assert (moment.day, moment.offset) == (local.date(), minutes)
    assert parse_moment(str(moment)) == moment


def test_a_bare_day_is_not_midnight() -> None:
    assert parse_moment("2022-01-05").instant is None
    assert parse_moment("2022-01-05") != parse_moment("2022-01-05T00:00+06:00")


def test_one_instant_told_in_two_zones_is_one_instant_on_two_days() -> None:
    almaty, aktobe = parse_moment("2022-01-06T00:43+06:00"), parse_moment("2022-01-05T23:43+05:00")
    assert almaty.instant == aktobe.instant
    assert (almaty.day.day, aktobe.day.day) == (6, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-30",
        "2022-13-01",
        "2022-00-01",
        "22-01-05",
        "20220105",
        "2022-W01-3",
        "5 January 2022",
        "",
        "2022",
    ],
)
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange, match=r"is not a date of the calendar; expected year-month-day, such as"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-30T10:00+06:00",
        "2022-01-05T25:00+06:00",
        "2022-01-05T10:61+06:00",
        "2022-01-05T10:00+99:00",
        "0001-01-01T00:00+06:00",
        "9999-12-31T23:59-06:00",
        "2022-01-05Tnoon",
    ],
)
def test_an_impossible_time_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange, match="is not a time of the calendar; expected such as"):
        parse_moment(text)


def test_an_hour_needs_its_zone() -> None:
    with pytest.raises(
        OutOfRange, match=r"has an hour but no zone; expected such as 2022-01-05T16:30\+06:00"
    ):
        parse_moment("2022-01-05T16:30")


@pytest.mark.parametrize(("text", "minutes"), [("+06:00", 360), ("-03:30", -210), ("+05:45", 345), ("Z", 0)])
def test_a_zone_is_minutes_east(text: str, minutes: int) -> None:
    assert parse_zone(text) == minutes


@pytest.mark.parametrize("text", ["", "6", "+25:00", "Almaty", ":30+06:00"])
def test_what_is_no_zone_is_refused_as_it_was_given(text: str) -> None:
    with pytest.raises(OutOfRange) as caught:
        parse_zone(text)
    assert str(caught.value) == f"{text!r} is not an offset from UTC; expected such as +06:00"


def test_hours_between_keeps_its_sign() -> None:
    start = datetime(2022, 1, 5, tzinfo=UTC)
    assert hours_between(start, start + timedelta(minutes=90)) == 1.5
    assert hours_between(start + timedelta(minutes=90), start) == -1.5
