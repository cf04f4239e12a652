"""Whatever a chronicle can say survives CSV, JSON, Parquet and the frame without loss."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import foedus
from foedus.chronicle import KINDS, STATUS, Chronicle, Event, read
from foedus.clock import Moment
from foedus.units import UNITS, Quantity

_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)
_NAME = _TEXT.filter(lambda text: bool(text.strip()))
_DAYS = st.dates(date(1800, 1, 2), date(2200, 12, 30))
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9).map(float)
_IDS = st.text(string.ascii_letters + string.digits + "._:-", min_size=1, max_size=8).filter(
    lambda text: text[0].isalnum()
)
_SOURCES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=20
).filter(lambda text: text.split() == [text])


@pytest.fixture(scope="module")
def library_record() -> Chronicle:
    return read(Path(foedus.__file__).parent / "library" / "cases" / "kazakhstan-2022" / "record.csv")


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    day = draw(_DAYS)
    if draw(st.booleans()):
        return Moment(day)
    offset = draw(st.integers(-12 * 60, 14 * 60))
    zone = timezone(timedelta(minutes=offset))
    local = datetime(
        day.year, day.month, day.day, draw(st.integers(0, 23)), draw(st.integers(0, 59)), tzinfo=zone
    )
    return Moment(day, local.astimezone(UTC), offset)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = draw(st.none() | _NUMBERS), draw(st.none() | _NUMBERS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Quantity(draw(st.sampled_from(sorted(UNITS))), low, high)


@st.composite
def events(draw: st.DrawFn) -> Event:
    start, end = draw(moments()), draw(st.none() | moments())
    if end is not None:
        start, end = sorted(
            (start, end), key=lambda m: (m.day, m.instant is not None, m.instant or datetime.max)
        )
        if start.instant and end.instant and end.instant < start.instant:
            end = None
    status = draw(st.sampled_from(sorted(STATUS)))
    return Event(
        id=draw(_IDS),
        start=start,
        end=end,
        place=draw(_NAME),
        kind=draw(st.sampled_from(sorted(KINDS))),
        actor=draw(_NAME),
        quantity=draw(st.none() | quantities()),
        what=draw(_TEXT),
        sources=tuple(draw(st.lists(_SOURCES, max_size=3))),
        status=status,
        attributed_to=draw(_NAME if status == "claimed" else _TEXT),
    )


chronicles = st.lists(events(), max_size=6, unique_by=lambda event: event.id).map(Chronicle)


@given(chronicles)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_written_form_gives_the_same_chronicle_back(tmp_path: Path, chronicle: Chronicle) -> None:
    chronicle.write_csv(tmp_path / "c.csv")
    chronicle.write_json(tmp_path / "c.json")
    chronicle.write_parquet(tmp_path / "c.parquet")
    for name in ("c.csv", "c.json", "c.parquet"):
        assert read(tmp_path / name) == chronicle, name
    assert Chronicle.from_frame(chronicle.frame()) == chronicle


@given(st.lists(events(), max_size=6, unique_by=lambda event: event.id), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_entry_does_not_matter(rows: list[Event], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Chronicle(shuffled) == Chronicle(rows)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path, library_record: Chronicle) -> None:
    for suffix, write in (
        ("csv", Chronicle.write_csv),
        ("json", Chronicle.write_json),
        ("parquet", Chronicle.write_parquet),
    ):
        write(library_record, tmp_path / f"a.{suffix}")
        write(library_record, tmp_path / f"b.{suffix}")
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_the_zone_of_western_kazakhstan_is_kept(library_record: Chronicle, tmp_path: Path) -> None:
    uralsk = [e for e in library_record.where(place="Uralsk") if e.start.offset is not None]
    assert [str(e.start) for e in uralsk] == ["2022-01-05T03:10+05:00"]
    library_record.write_parquet(tmp_path / "r.parquet")
    again = [e for e in read(tmp_path / "r.parquet").where(place="Uralsk") if e.start.instant is not None]
    assert again[0].start.instant == datetime(2022, 1, 4, 22, 10, tzinfo=UTC)
    assert str(again[0].start) == "2022-01-05T03:10+05:00"


def test_not_known_is_neither_zero_nor_nothing_counted(tmp_path: Path) -> None:
    base = {"start": Moment(date(2022, 1, 5)), "end": None, "place": "x", "kind": "death", "actor": "y"}
    chronicle = Chronicle(
        [
            Event(id="a", quantity=None, **base),  # type: ignore[arg-type]
            Event(id="b", quantity=Quantity("persons"), **base),  # type: ignore[arg-type]
            Event(id="c", quantity=Quantity("persons", 0, 0), **base),  # type: ignore[arg-type]
        ]
    )
    for name in ("c.csv", "c.json", "c.parquet"):
        getattr(chronicle, f"write_{name[2:]}")(tmp_path / name)
        quantities = [e.quantity for e in read(tmp_path / name)]
        assert quantities == [None, Quantity("persons"), Quantity("persons", 0, 0)]


@pytest.mark.parametrize("name", ["c.csv", "c.json", "c.parquet"])
def test_an_empty_chronicle_is_a_chronicle(tmp_path: Path, name: str) -> None:
    getattr(Chronicle(), f"write_{name[2:]}")(tmp_path / name)
    assert read(tmp_path / name) == Chronicle()
