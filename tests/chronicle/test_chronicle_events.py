"""What an event may say, how a chronicle is ordered and searched, and how two compare."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import foedus
from foedus.chronicle import KINDS, STATUS, Chronicle, Event, compare, read
from foedus.clock import Moment, parse_moment
from foedus.errors import InputError, UnknownName
from foedus.units import Quantity


@pytest.fixture(scope="module")
def library_record() -> Chronicle:
    return read(Path(foedus.__file__).parent / "library" / "cases" / "kazakhstan-2022" / "record.csv")


def event(**changes: Any) -> Event:
    given: dict[str, Any] = {
        "id": "e1",
        "start": parse_moment("2022-01-05T13:00+06:00"),
        "end": None,
        "place": "Almaty",
        "kind": "gathering",
        "actor": "people on the street",
    }
    return Event(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "id '' is empty"),
        ({"id": "a b"}, "other than letters"),
        ({"kind": "gatherings"}, "did you mean 'gathering'?"),
        ({"kind": "riot"}, "unknown kind 'riot'"),
        ({"status": "comfirmed"}, "did you mean 'confirmed'?"),
        ({"place": " "}, "place is empty"),
        ({"actor": ""}, "'not established'"),
        ({"what": "two\nlines"}, "expected one line"),
        ({"sources": ("a b",)}, "has a space"),
        ({"sources": ("",)}, "is empty"),
        ({"status": "claimed"}, "whose claim is it?"),
        ({"end": parse_moment("2022-01-05T12:59+06:00")}, "lies before start"),
        ({"end": parse_moment("2022-01-04")}, "lies before start"),
        ({"quantity": Quantity("persons", 3, 2)}, "exceeds the upper bound"),
        ({"quantity": Quantity("people", 3, 3)}, "unknown unit 'people'"),
        ({"quantity": Quantity("persons", float("nan"), None)}, "not a number"),
        ({"quantity": Quantity("persons", None, float("inf"))}, "not a number"),
        (
            {"start": Moment(date(2022, 1, 5), datetime(2022, 1, 5, 7, 0, 30, tzinfo=UTC), 360)},
            "whole minutes",
        ),
        (
            {"start": Moment(date(2022, 1, 4), datetime(2022, 1, 5, 7, 0, tzinfo=UTC), 360)},
            "not the local day",
        ),
        ({"start": Moment(date(2022, 1, 5), datetime(2022, 1, 5, 7, 0, tzinfo=UTC))}, "needs a zone"),
    ],
)
def test_an_event_that_cannot_be_is_refused_in_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        event(**changes)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_end_on_the_same_day_without_an_hour_is_no_contradiction() -> None:
    assert event(end=parse_moment("2022-01-05")).end == Moment(date(2022, 1, 5))


def test_days_without_an_hour_come_first_and_are_not_midnight() -> None:
    rows = [
        event(id="c", start=parse_moment("2022-01-05T00:00+06:00")),
        event(id="b", start=parse_moment("2022-01-05")),
        event(id="a", start=parse_moment("2022-01-05")),
        event(id="d", start=parse_moment("2022-01-05T00:30+05:00")),
        event(id="e", start=parse_moment("2022-01-05T00:45+06:00")),
    ]
    assert [e.id for e in Chronicle(rows)] == ["a", "b", "c", "e", "d"]


def test_an_id_stands_once() -> None:
    with pytest.raises(InputError, match="stands twice"):
        Chronicle([event(), event()])


def test_a_search_meets_every_word_and_refuses_unknown_ones() -> None:
    chronicle = Chronicle(
        [
            event(id="a"),
            event(id="b", kind="violence"),
            event(id="c", place="Aktau", start=parse_moment("2022-01-04")),
        ]
    )
    assert [e.id for e in chronicle.where(kind=("gathering", "violence"), place="Almaty")] == ["a", "b"]
    assert [e.id for e in chronicle.where(day="2022-01-04")] == ["c"]
    assert len(chronicle.where(status="confirmed")) == 0
    with pytest.raises(UnknownName, match="did you mean 'violence'"):
        chronicle.where(kind="violense")


def test_two_chronicles_compare_by_kind_and_day() -> None:
    first = Chronicle([event(id="a"), event(id="b", kind="violence", start=parse_moment("2022-01-06"))])
    second = Chronicle(
        [event(id="x", start=parse_moment("2022-01-04")), event(id="y"), event(id="z", kind="calm")]
    )
    result = compare(first, second)
    gathering = next(k for k in result.kinds if k.kind == "gathering")
    assert gathering.both == (date(2022, 1, 5),)
    assert gathering.only_second == (date(2022, 1, 4),)
    assert (gathering.first, gathering.second) == (1, 2)
    assert result.kinds_only_first == ("violence",)
    assert result.kinds_only_second == ("calm",)
    assert result.days_only_first == (date(2022, 1, 6),)
    assert result.days_only_second == (date(2022, 1, 4),)
    same = compare(first, first)
    assert not same.days_only_first
    assert all(not k.only_first and not k.only_second for k in same.kinds)


def test_every_word_has_its_meaning() -> None:
    for words in (KINDS, STATUS):
        assert all(meaning and "\n" not in meaning for meaning in words.values())
    assert {"lethal_force", "lethal_force_order", "abuse"} <= set(KINDS)


def test_the_frame_tells_hours_from_days(library_record: Chronicle) -> None:
    frame = library_record.frame()
    assert frame.height == len(library_record)
    assert frame["start_day"].null_count() == 0
    assert 0 < frame["start_utc"].null_count() < frame.height


def test_a_chronicle_does_not_cost_an_import_of_polars() -> None:
    code = "import sys, foedus.chronicle, foedus.evidence; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
