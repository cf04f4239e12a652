"""A broken chronicle is told where it is broken, what was expected, and which word is nearest."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.chronicle import Chronicle, read, scan
from foedus.errors import FileError

_HEADER = "id,start,end,place,kind,actor,low,high,unit,status,attributed_to,source,what"
_GOOD = "a,2022-01-05,,Almaty,gathering,people on the street,1,2,persons,reported,,s,Said"


def _write(folder: Path, *rows: str, header: str = _HEADER) -> Path:
    path = folder / "record.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "a,2022-01-05,,Almaty,gatering,x,,,,reported,,s,",
            "column 'kind': unknown kind 'gatering'; did you mean 'gathering'?",
        ),
        (
            "a,2022-01-05,,Almaty,calm,x,,,,reportet,,s,",
            "column 'status': unknown status 'reportet'; did you mean 'reported'?",
        ),
        (
            "a,2022-01-05,,Almaty,calm,x,1,1,person,reported,,s,",
            "column 'unit': unknown unit 'person'; did you mean 'persons'?",
        ),
        (
            "a,2022-02-30,,Almaty,calm,x,,,,reported,,s,",
            "column 'start': '2022-02-30' is not a date of the calendar",
        ),
        ("a,2022-01-05T13:00,,Almaty,calm,x,,,,reported,,s,", "has an hour but no zone"),
        ("a,0001-01-01T00:00+06:00,,Almaty,calm,x,,,,reported,,s,", "is not a time of the calendar"),
        ("a,,,Almaty,calm,x,,,,reported,,s,", "column 'start': is empty; expected a date"),
        ("a,2022-01-05,2022-13-01,Almaty,calm,x,,,,reported,,s,", "column 'end': '2022-13-01' is not a date"),
        ("a,2022-01-05,2022-01-04,Almaty,calm,x,,,,reported,,s,", "end 2022-01-04 lies before start"),
        ("a,2022-01-05,,Almaty,calm,x,many,,persons,reported,,s,", "column 'low': 'many' is not a number"),
        (
            "a,2022-01-05,,Almaty,calm,x,9,3,persons,reported,,s,",
            "the lower bound 9 exceeds the upper bound 3",
        ),
        ("a,2022-01-05,,Almaty,calm,x,9,9,,reported,,s,", "column 'unit': a number needs a unit"),
        ("a,2022-01-05,,Almaty,calm,x,,,,claimed,,s,", "whose claim is it?"),
        ("a,2022-01-05,,Almaty,calm,x,,,,reported,,s", "12 cells; expected 13"),
        ("a,2022-01-05,,Almaty,calm,x,,,,reported,,s  t,", "source '' is empty"),
        ("g,2022-01-05,,Almaty,calm,x,,,,reported,,s,", "column 'id': 'g' already stands in line 2"),
    ],
)
def test_each_mistake_has_its_line_and_column(tmp_path: Path, row: str, words: str) -> None:
    path = _write(tmp_path, "g" + _GOOD[1:], row)
    with pytest.raises(FileError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:3: ")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (_HEADER.replace("actor", "actors"), "unknown column 'actors'; did you mean 'actor'?"),
        (_HEADER.replace(",what", ""), "the column 'what' is missing"),
        (_HEADER + ",what", "the column 'what' stands twice"),
    ],
)
def test_the_header_is_the_columns_of_a_chronicle(tmp_path: Path, header: str, words: str) -> None:
    with pytest.raises(FileError, match=r"record\.csv:1: ") as caught:
        read(_write(tmp_path, header=header))
    assert words in str(caught.value)


def test_all_mistakes_are_told_and_the_first_says_how_many_follow(tmp_path: Path) -> None:
    path = _write(tmp_path, _GOOD, "b,2022-01-32,,,calm,x,,,,x,,s,", "c,2022-01-05,,A,clam,x,,,,reported,,s,")
    rows, mistakes = scan(path)
    assert [e.id for _, e in rows] == ["a"]
    assert [m.where.line for m in mistakes if m.where] == [3, 3, 4]
    with pytest.raises(FileError, match=r"\(and 2 more\)"):
        read(path)


def test_columns_may_stand_in_any_order_and_the_file_may_begin_with_a_mark(tmp_path: Path) -> None:
    names = _HEADER.split(",")
    cells = dict(zip(names, _GOOD.split(","), strict=True))
    names.reverse()
    path = tmp_path / "record.csv"
    text = ",".join(names) + "\r\n" + ",".join(cells[n] for n in names) + "\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read(path) == read(_write(tmp_path / ".", _GOOD))


def test_lines_are_counted_over_quoted_line_breaks(tmp_path: Path) -> None:
    path = _write(tmp_path, _GOOD.replace("Said", '"two\nlines"'), "b,2022-01-05,,A,clam,x,,,,reported,,s,")
    _, mistakes = scan(path)
    assert [m.where.line for m in mistakes if m.where] == [2, 4]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("c.csv", "", ":1: the file is empty"),
        ("c.csv", _HEADER + '\n"a', "not CSV"),
        ("c.json", '{"schema": "chronicle/1", "events": [', ":1:38: not JSON"),
        ("c.json", "[]", "expected the key 'schema' to say 'chronicle/1'"),
        ("c.json", '{"schema": "chronicle/1"}', "'events' is missing"),
        (
            "c.json",
            '{"schema": "chronicle/1", "events": [{"idd": 1}]}',
            "unknown key 'idd'; did you mean 'id'?",
        ),
        ("c.json", '{"schema": "chronicle/1", "events": [3]}', "event 1: expected a mapping"),
        ("c.parquet", "PAR", "not Parquet"),
        ("c.txt", "", "expected a .csv, .json or .parquet file"),
    ],
)
def test_what_is_no_chronicle_is_told_in_one_line(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(FileError) as caught:
        read(tmp_path / name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["c.csv", "c.json", "c.parquet"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read(tmp_path / name)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="not UTF-8"):
        read(tmp_path / "c.csv")


def test_json_values_of_the_wrong_kind_are_told(tmp_path: Path) -> None:
    good = Chronicle(read(_write(tmp_path, _GOOD))).json()
    for old, new, words in (
        ('"low": 1.0', '"low": "1"', "low is not a number"),
        ('"what": "Said"', '"what": 3', "expected text"),
        ('"sources": ["s"]', '"sources": "s"', "expected a list of texts"),
        ('"unit": "persons"', '"unti": "persons"', "expected low, high and unit"),
    ):
        assert old in good
        (tmp_path / "c.json").write_text(good.replace(old, new))
        with pytest.raises(FileError, match="event 1") as caught:
            read(tmp_path / "c.json")
        assert words in str(caught.value)


def test_a_table_of_other_columns_or_kinds_is_told(tmp_path: Path) -> None:
    import polars as pl

    frame = read(_write(tmp_path, _GOOD)).frame()
    for changed, words in (
        (frame.drop("kind"), "the table has no column 'kind'"),
        (frame.with_columns(low=pl.lit("many")), "the column 'low' holds String"),
        (frame.with_columns(place=pl.lit(None, pl.String)), "the column 'place' has an empty cell"),
        (frame.with_columns(kind=pl.lit("clam")), "did you mean 'calm'?"),
    ):
        changed.write_parquet(tmp_path / "c.parquet")
        with pytest.raises(FileError, match=r"c\.parquet: ") as caught:
            read(tmp_path / "c.parquet")
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)
