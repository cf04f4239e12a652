"""Rounding claims no more than is known; the projection keeps areas; calendars know their zone."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.figures import Calendar, change, count, exact, interval, share, shares, signed, span
from foedus.figures._map import Projection
from tests.report.standin import stand_in


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (None, 0, "not known"),
        (math.nan, 0, "not known"),
        (0, 0, "0"),
        (0.4, 0, "0"),
        (67.7, 0, "68"),
        (10_123.4, 0, "10,100"),
        (99_950, 0, "100,000"),
        (3.28, 1, "3.3"),
        (115.04, 1, "115"),
        (18.0, 1, "18"),
    ],
)
def test_a_models_number_has_three_figures(value: float | None, places: int, words: str) -> None:
    assert count(value, places) == words


@given(st.floats(0, 1e9), st.integers(0, 1))
def test_rounding_stays_near(value: float, places: int) -> None:
    shown = float(count(value, places).replace(",", ""))
    assert abs(shown - value) <= max(0.5 * 10**-places, value * 0.005) * (1 + 1e-9)


def test_missing_is_never_zero() -> None:
    assert exact(None) == span(None, None) == interval(None, None, None) == share(None) == "not known"
    assert exact(0) == span(0, 0) == interval(0, 0, 0) == "0"
    assert share(0).replace("\N{NO-BREAK SPACE}", " ") == "0 %"


def test_intervals_and_shares_in_words() -> None:
    assert span(7939, 9900) == "7,939–9,900"
    assert span(None, 2500) == "at most 2,500"
    assert span(60, None) == "at least 60"
    assert span(3.3, 10) == "3.3–10"
    assert interval(121.2, 201, 322) == "201 [121–322]"
    assert interval(13.92, 13.92, 13.92, 1) == "13.9"
    assert [share(part)[:-2] for part in (0.001, 0.839, 0.999, 1.0)] == ["<1", "84", ">99", "100"]


def test_differences_have_a_sign_and_nothing_is_minus_nought() -> None:
    assert [signed(v, 1) for v in (12.0, -1234.0, 0.0, -0.04, 0.04, -0.5)] == [
        "+12", "−1,230", "0", "0", "0", "−0.5",
    ]  # fmt: skip
    assert signed(None) == change(None, None, None) == "not known"
    assert change(-40.0, -12.0, 3.0) == "−12 [−40 to +3]"
    assert change(0.0, 0.0, 0.0) == "0"
    assert change(None, -2.0, None) == "−2"
    assert shares(0.12, 0.03, 0.85) == "12 / 3 / 85"
    assert shares(None, None, None) == "not known"


cities = stand_in().city_days
earth = Projection.around(cities)


@given(st.floats(42, 54), st.floats(50, 84))
def test_the_projection_keeps_areas(lat: float, lon: float) -> None:
    step = 0.01
    corners = [(lat, lon), (lat, lon + step), (lat + step, lon + step), (lat + step, lon)]
    plane = [earth.plane(*corner) for corner in corners]
    shoelace = sum(
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(plane, [*plane[1:], plane[0]], strict=True)
    )
    bands = math.sin(math.radians(lat + step)) - math.sin(math.radians(lat))
    sphere = 6371.0**2 * math.radians(step) * bands
    assert shoelace / 2 == pytest.approx(sphere, rel=1e-4)


def test_the_projection_is_centred_and_upright() -> None:
    assert (earth.south, earth.north, earth.central) == (44, 53, 67)
    x, south = earth.plane(44, earth.central)
    _, north = earth.plane(53, earth.central)
    assert x == 0
    assert north - south == pytest.approx(6371 * math.radians(9), rel=0.005)


def test_a_calendar_knows_its_zone() -> None:
    here = Calendar(date(2022, 1, 2), 480, 360)
    assert here.start == datetime(2022, 1, 1, 18, tzinfo=UTC)
    assert here.zone == "UTC+06:00"
    assert here.days == 20
    assert here.at(datetime(2022, 1, 2, 6, tzinfo=UTC)) == 0.5
    assert here.local(datetime(2022, 1, 5, 22, 0, tzinfo=UTC)) == "6 Jan 04:00"
    assert here.title == "day of January 2022, UTC+06:00"
    assert Calendar(date(2021, 12, 30), 96, -210).title == "day of December 2021–January 2022, UTC−03:30"
