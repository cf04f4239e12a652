"""``foedus export``: what is written is what is read back, in all three formats, codebook included."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest

from foedus.cli import run
from foedus.files import listing
from foedus.tables import Row, Table, _treaty_words, table, tables
from foedus.tables._library import _GROUPS
from foedus.treaty import ACTS, load, schema

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
    path = written(name, "stata", tmp_path)
    frame = pd.read_stata(path)
    with pd.read_stata(path, iterator=True) as reader:
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


def test_every_treaty_is_in_the_tables_with_its_id() -> None:
    known = set(listing("treaty"))
    assert {row["treaty"] for row in table("treaties").rows()} == known
    for name in ("norms", "instruments", "not_encoded"):
        assert {row["treaty"] for row in table(name).rows()} == known, name
    assert {row["treaty"] for row in table("spells").rows()} == known - {"general"}


def test_the_norms_say_whom_and_where() -> None:
    rows = {(row["treaty"], row["norm"]): row for row in table("norms").rows()}
    assert len(rows) == sum(len(load(name).norms) for name in listing("treaty"))
    station = rows["us-japan", "treaty-6.station"]
    assert (station["bearer"], station["bearer_states"]) == ("states", "USA")
    assert (station["counterparty"], station["counterparty_states"]) == ("states", "JPN")
    assist = rows["nato", "treaty-5.assist"]
    assert assist["zones"]
    assert json.loads(assist["trigger"])
    assert set(assist["zones"].split()) <= {r["zone"] for r in table("zones").rows() if r["treaty"] == "nato"}
    for (name, norm), row in rows.items():
        assert (row["bearer"] == "states") == isinstance(load(name).norm(norm).bearer, list)


def test_the_codebook_has_every_word_that_a_treaty_file_may_use() -> None:
    """A word that no file uses yet must not break the export on the day when one does."""
    allowed = _enumerated(schema())
    words = _treaty_words
    for of, field, listed in (
        ("SpellOf", "status", words.STATUS),
        ("SpellOf", "how_in", words.HOW_IN),
        ("SpellOf", "how_out", words.HOW_OUT),
        ("Instrument", "kind", words.INSTRUMENT),
        ("Instrument", "publicity", words.PUBLICITY),
        ("Instrument", "roll", words.OWN_ROLL),
        ("Duration", "kind", words.DURATION),
        ("Duration", "renewal", words.RENEWAL),
        ("Organ", "meets", words.MEETS),
        ("Procedure", "rule", words.RULE),
        ("Procedure", "basis", words.BASIS),
        ("Procedure", "of", words.COUNTED),
        ("Term", "kind", words.TERM),
        ("Holder", "how", words.HOW),
        ("Norm", "modality", words.MODALITY),
        ("Norm", "bearer", words.BEARER),
        ("Norm", "counterparty", words.COUNTERPARTY),
        ("Action", "discretion", words.DISCRETION),
        ("Action", "kind", ACTS),
        ("Exemption", "effect", words.EFFECT),
        ("Exemption", "limits_to", words.LIMITS_TO),
        ("Sign", "harm", words.HARM),
        ("Sign", "by", words.WHO),
        ("", "kind", words.KIND),
        ("", "roll", words.ROLL),
    ):
        ours = {"states"} if field in ("bearer", "counterparty") else set()
        assert set(listed) - ours == allowed[of, field], (of, field)


def _enumerated(document: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """The closed list of every field of the format, by part and name."""
    found: dict[tuple[str, str], set[str]] = {}
    for part, model in [("", document), *document["$defs"].items()]:
        for name, field in model.get("properties", {}).items():
            arms = [field, *field.get("anyOf", [])]
            if given := {word for arm in arms for word in arm.get("enum", [])}:
                found[part, name] = given
    return found
