"""``foedus export``: what is written is what is read back, in all three formats, codebook included."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest

from foedus.cli import run
from foedus.tables import Row, Table, table, tables
from foedus.tables._library import _GROUPS

NAMES = [name for names in _GROUPS.values() for name in names]


def written(name: str, form: str, folder: Path) -> Path:
    path = folder / {"csv": "t.csv", "parquet": "t.parquet", "stata": "t.dta"}[form]
    assert run(["export", name, "--format", form, "--out", str(path)]) == 0
    return path


def rows_of(one: Table) -> list[Row]:
    rows = one.rows()
    assert rows, "a table that stands as data has rows"
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_csv_comes_back(name: str, tmp_path: Path) -> None:
    one = table(name)
    with written(name, "csv", tmp_path).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    rows = rows_of(one)
    assert len(found) == len(rows)
    for given, back in zip(rows, found, strict=True):
        assert list(back) == [column.name for column in one.columns]
        for column in one.columns:
            cell, value = back[column.name], given[column.name]
            if value is None:
                assert cell == ""
            elif column.kind == "text":
                assert cell == str(value)
            else:
                assert float(cell) == value


@pytest.mark.parametrize("name", NAMES)
def test_parquet_comes_back(name: str, tmp_path: Path) -> None:
    import polars as pl

    found = pl.read_parquet(written(name, "parquet", tmp_path)).rows(named=True)
    assert found == rows_of(table(name))


@pytest.mark.parametrize("name", NAMES)
def test_stata_comes_back_with_its_labels(name: str, tmp_path: Path) -> None:
    import pandas as pd

    one = table(name)
    rows = rows_of(one)
    with pd.read_stata(written(name, "stata", tmp_path), chunksize=100_000) as reader:
        frame = next(reader)
        variables, values = reader.variable_labels(), reader.value_labels()
        assert reader.data_label == one.title[:80]
    assert variables == {column.name: column.label for column in one.columns}
    assert len(frame) == len(rows)
    for column in one.columns:
        back: list[Any] = frame[column.name].tolist()
        given = [row[column.name] for row in rows]
        if column.values is not None:
            assert [None if isinstance(v, float) else v for v in back] == given
            assert set(values[column.name].values()) == set(column.values)
        elif column.kind == "text":
            assert back == ["" if v is None else str(v) for v in given]
        else:
            assert [None if math.isnan(v) else v for v in back] == given


@pytest.mark.parametrize("name", NAMES)
def test_the_codebook_says_what_every_variable_is(name: str, tmp_path: Path) -> None:
    one = table(name)
    path = written(name, "csv", tmp_path)
    with (path.parent / "t.codebook.csv").open(encoding="utf-8", newline="") as file:
        book = {row["variable"]: row for row in csv.DictReader(file)}
    assert list(book) == [column.name for column in one.columns]
    for column in one.columns:
        row = book[column.name]
        assert row["label"] == column.label
        assert len(column.label) <= 80
        assert len(column.name) <= 32
        assert row["source"]
        assert row["missing"]
        assert row["type"] == column.kind
        assert bool(row["values"]) == (column.values is not None)
        assert column.kind == "text" or row["unit"]


def test_nothing_missing_is_written_as_zero() -> None:
    for row in table("force_sizes").rows():
        assert row["low"] != 0
    over = [row for row in table("force_sizes").rows() if row["force"] == "all"]
    assert [(row["low"], row["high"]) for row in over] == [(26000, None)]


def test_the_list_of_tables(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(tables()) == NAMES
    assert run(["export"]) == 0
    assert [line.split()[0] for line in capfd.readouterr().out.splitlines()] == NAMES
    assert run(["export", "--json"]) == 0
    listed = json.loads(capfd.readouterr().out)["tables"]
    assert {item["table"]: item["columns"] for item in listed}["crosswalk"][:3] == ["state", "system", "code"]


def test_the_default_file_and_the_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["export", "states", "--format", "stata", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == {
        "table": "states",
        "format": "stata",
        "file": "states.dta",
        "codebook": "states.codebook.csv",
        "rows": 9,
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["states.codebook.csv", "states.dta"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["crosswlak"], "unknown table 'crosswlak'; did you mean 'crosswalk'?"),
        (["states", "--format", "xlsx"], "'xlsx' is not one of"),
        (["states", "--out", "states.codebook.csv"], "states.codebook.csv"),
    ],
)
def test_refusals_are_one_line_and_write_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status = run(["export", *arguments])
    out, err = capfd.readouterr()
    if arguments[-1] != "states.codebook.csv":
        assert status == 2
        assert out == ""
        assert err.count("\n") == 1
        assert list(tmp_path.iterdir()) == []
    assert words in err


def test_a_folder_that_cannot_be_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run(["export", "states", "--out", str(tmp_path / "file" / "t.csv")]) == 2
    assert "cannot be written" in capfd.readouterr().err
