"""Strict YAML: one broken file for each mistake, with the words of its message in its first line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, Field

from foedus.clock import parse_date
from foedus.errors import FileError, Span
from foedus.files import Placed, findings, load_yaml, parse_yaml, read, validate

BAD = Path(__file__).parent / "bad"


def _is_date(text: str) -> str:
    parse_date(text)
    return text


class Town(Placed):
    """A town as the broken files know it."""

    name: str
    persons: int
    kind: Literal["city", "town"] = "city"
    founded: Annotated[str, AfterValidator(_is_date)] | None = None


class Sheet(Placed):
    """What the broken files should have been."""

    schema_: Literal["sheet/1"] = Field(alias="schema")
    towns: list[Town]
    by_name: dict[str, Town] = Field(default_factory=dict)


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_file_is_told_in_one_line_with_its_place(path: Path) -> None:
    first = path.read_bytes().splitlines()[0].decode()
    assert first.startswith("# expect: ")
    with pytest.raises(FileError) as caught:
        read(path, Sheet)
    message = str(caught.value)
    assert first.removeprefix("# expect: ") in message
    assert message.startswith(str(path))
    assert "\n" not in message


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.yaml: cannot be read: No such file"):
        load_yaml(tmp_path / "none.yaml")


def test_all_mistakes_come_in_the_order_of_their_places() -> None:
    found = findings(load_yaml(BAD / "two-mistakes.yaml"), Sheet)
    assert [(e.where.line, e.where.column) for e in found if e.where] == [(5, 14), (6, 5)]


def test_countries_dates_and_codes_stay_text() -> None:
    text = "norway: NO\nagreed: yes\nday: 2022-01-05\ncode: 010\nbig: 1_000\nnothing: ~\nempty:\n"
    assert parse_yaml(text).data == {
        "norway": "NO",
        "agreed": "yes",
        "day": "2022-01-05",
        "code": "010",
        "big": "1_000",
        "nothing": None,
        "empty": None,
    }


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_as_they_are_written(number: float) -> None:
    assert parse_yaml(f"n: {number!r}").data == {"n": number}


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=30))
def test_quoted_text_is_never_a_number_or_a_word(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    assert parse_yaml(f"t: {quoted}").data == {"t": text}


def test_a_value_that_contains_itself_is_refused() -> None:
    with pytest.raises(FileError, match="used again by an alias"):
        parse_yaml("a: &a [*a]")


def test_every_part_knows_its_place(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(
        "schema: sheet/1\n"
        "towns:\n"
        "  - name: Almaty\n"
        "    persons: 2030285\n"
        "  - {name: Taraz, persons: 418368}\n"
        "by_name:\n"
        "  shymkent:\n"
        "    name: Shymkent\n"
        "    persons: 1112478\n",
        encoding="utf-8",
    )
    sheet = read(path, Sheet)
    file = str(path)
    assert sheet.span == Span(file, 1, 1)
    assert [town.span for town in sheet.towns] == [Span(file, 3, 5), Span(file, 5, 5)]
    assert sheet.by_name["shymkent"].span == Span(file, 8, 5)


def test_equality_ignores_the_place() -> None:
    one = validate(parse_yaml("{schema: sheet/1, towns: [{name: A, persons: 1}]}", "one"), Sheet)
    two = validate(parse_yaml("schema: sheet/1\ntowns:\n- name: A\n  persons: 1\n", "two"), Sheet)
    assert one == two
    assert one.towns[0].span != two.towns[0].span


def test_a_document_finds_the_nearest_place_it_knows() -> None:
    document = parse_yaml("a:\n  b: 1\n", "x")
    assert document.span(("a", "b")) == Span("x", 2, 6)
    assert document.span(("a", "b", "c", 3)) == Span("x", 2, 6)
    assert document.key_span(("a", "b")) == Span("x", 2, 3)
    assert document.span(("nonesuch",)) == Span("x", 1, 1)
