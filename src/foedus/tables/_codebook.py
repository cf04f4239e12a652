"""A table with its codebook, and how both are written: CSV, Parquet, Stata."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from foedus.errors import InputError
from foedus.files import staged_folder

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = [
    "FORMATS",
    "FROM_TO",
    "GRADE",
    "NOTE",
    "SOURCE",
    "STATE",
    "Column",
    "Row",
    "Table",
    "codebook_path",
    "write",
]

Row = dict[str, Any]

#: The formats with the suffix of their files.
FORMATS = {"csv": "csv", "parquet": "parquet", "stata": "dta"}

CODEBOOK = ("variable", "label", "type", "unit", "values", "missing", "source")
_MISSING = {"text": "empty: not recorded, or not applicable", "number": "empty: not recorded"}


@dataclass(frozen=True, slots=True)
class Column:
    """A variable of a table.

    Attributes
    ----------
    name, label
        Name in the file, and what it says, in at most 80 characters.
    kind
        ``text``, ``number`` or ``integer``.
    unit
        Unit of a number; ``iso-date`` for a date kept as text.
    values
        The closed list of what a text may be, with meanings; ``None`` where it is open.
    """

    name: str
    label: str
    kind: Literal["text", "number", "integer"] = "text"
    unit: str = ""
    values: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the project.

    Attributes
    ----------
    name, title
        As it is called, and what a row is.
    source
        Where its rows come from.
    columns
        Its variables in order.
    rows
        Gives the rows; a value that is missing is ``None``.
    """

    name: str
    title: str
    source: str
    columns: tuple[Column, ...]
    rows: Callable[[], list[Row]]


_GRADES = {"A": "read in the source named", "B": "told by others", "C": "general knowledge"}

#: Columns that several tables share.
STATE = Column("state", "State, ISO 3166-1 alpha-3")
GRADE = Column("grade", "How well the value was verified", values=_GRADES)
SOURCE = Column("source", "Sources, separated by a space")
NOTE = Column("note", "What else should be known")
FROM_TO = (
    Column("from", "First day, or the year or month of it where the day is not known", unit="iso-date"),
    Column("to", "First day after it", unit="iso-date"),
)


def codebook_path(path: Path) -> Path:
    """Path of the codebook beside a table."""
    return path.with_name(f"{path.stem}.codebook.csv")


def write(table: Table, path: Path, form: str) -> int:
    """Write a table and its codebook beside it, both or none.

    Parameters
    ----------
    table
        What is written.
    path
        File of the table.
    form
        A key of `FORMATS`.

    Returns
    -------
    int
        Number of rows.

    Raises
    ------
    InputError
        If the table would overwrite its own codebook.
    OutputError
        If a file cannot be written.
    """
    book = codebook_path(path)
    if path == book or path.name in ("", ".", ".."):
        raise InputError(f"{str(path)!r} is no file for a table; expected such as {table.name}.csv")
    rows = table.rows()
    _check(table, rows)
    with staged_folder(path.parent) as stage:
        target = stage / path.name
        if form == "csv":
            target.write_text(_csv([c.name for c in table.columns], rows), encoding="utf-8", newline="")
        elif form == "parquet":
            polars_frame(table, rows).write_parquet(target)
        else:
            _write_stata(table, rows, target)
        (stage / book.name).write_text(_csv(list(CODEBOOK), _codebook(table, form)), "utf-8", newline="")
    return len(rows)


def _check(table: Table, rows: list[Row]) -> None:
    names = [column.name for column in table.columns]
    for row in rows:
        assert list(row) == names, f"{table.name}: {list(row)} are not {names}"
    for column in table.columns:
        if column.values is not None:
            strays = {row[column.name] for row in rows} - {*column.values, None}
            assert not strays, f"{table.name}.{column.name}: {strays} are not in the codebook"


def _csv(names: list[str], rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows([{key: _cell(value) for key, value in row.items()} for row in rows])
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return "" if value is None else value


def _codebook(table: Table, form: str) -> list[Row]:
    return [
        {
            "variable": c.name,
            "label": c.label,
            "type": c.kind,
            "unit": c.unit,
            "values": "; ".join(f"{key} = {meaning}" for key, meaning in (c.values or {}).items()),
            "missing": _MISSING["text" if c.kind == "text" else "number"]
            + (" (Stata knows no missing text)" if form == "stata" and c.kind == "text" else ""),
            "source": table.source,
        }
        for c in table.columns
    ]


def polars_frame(table: Table, rows: list[Row]) -> pl.DataFrame:
    """Give the rows as a Polars frame: text, 64-bit numbers, 64-bit integers, null where missing."""
    import polars as pl

    kinds = {"text": pl.String, "number": pl.Float64, "integer": pl.Int64}
    return pl.DataFrame(rows, schema={c.name: kinds[c.kind] for c in table.columns}, strict=False)


def pandas_frame(table: Table, rows: list[Row]) -> pd.DataFrame:
    """Give the rows as Stata can hold them: closed lists as categories, missing text as empty text."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for c in table.columns:
        given = [row[c.name] for row in rows]
        if c.values is not None:
            columns[c.name] = pd.Categorical(given, categories=list(c.values))
        elif c.kind == "text":
            columns[c.name] = pd.Series(["" if v is None else str(v) for v in given], dtype=object)
        else:
            columns[c.name] = pd.Series(
                [float("nan") if v is None else float(v) for v in given], dtype="float64"
            )
    return pd.DataFrame(columns)


def _write_stata(table: Table, rows: list[Row], path: Path) -> None:
    frame = pandas_frame(table, rows)
    long = [
        c.name
        for c in table.columns
        if c.kind == "text"
        and c.values is None
        and max((len(str(row[c.name] or "").encode()) for row in rows), default=0) > 2000
    ]
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        data_label=table.title[:80],
        variable_labels={c.name: c.label for c in table.columns},
        convert_strl=long,
    )
