"""Events as CSV text, JSON text and Polars frames, and back from frames."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from foedus.chronicle._event import Event
from foedus.clock import Moment
from foedus.errors import InputError
from foedus.units import Quantity

if TYPE_CHECKING:
    import polars as pl

__all__ = ["COLUMNS", "SCHEMA", "from_frame", "to_csv", "to_frame", "to_json"]

#: The columns of a chronicle as CSV, in this order.
COLUMNS = (
    "id",
    "start",
    "end",
    "place",
    "kind",
    "actor",
    "low",
    "high",
    "unit",
    "status",
    "attributed_to",
    "source",
    "what",
)

#: Columns of a frame that are never null.
_REQUIRED = ("id", "start_day", "place", "kind", "actor", "status", "attributed_to", "sources", "what")

#: Name and version of the JSON form.
SCHEMA = "chronicle/1"


def number(value: float | None) -> str:
    """Write a bound so that reading gives it back: whole numbers without a point, unknown as empty."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def to_csv(events: Iterable[Event]) -> str:
    """Return CSV text with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for e in events:
        unit, low, high = e.quantity if e.quantity is not None else ("", None, None)
        end = "" if e.end is None else str(e.end)
        row = [e.id, str(e.start), end, e.place, e.kind, e.actor, number(low), number(high), unit]
        writer.writerow([*row, e.status, e.attributed_to, " ".join(e.sources), e.what])
    return out.getvalue()


def to_json(events: Iterable[Event]) -> str:
    """Return JSON text."""
    rows = [json.dumps(_record(event), ensure_ascii=False) for event in events]
    body = "[\n" + ",\n".join(rows) + "\n]" if rows else "[]"
    return f'{{"schema": "{SCHEMA}", "events": {body}}}\n'


def _record(e: Event) -> dict[str, Any]:
    q = e.quantity
    return {
        "id": e.id,
        "start": str(e.start),
        "end": None if e.end is None else str(e.end),
        "place": e.place,
        "kind": e.kind,
        "actor": e.actor,
        "quantity": None if q is None else {"low": q.low, "high": q.high, "unit": q.unit},
        "status": e.status,
        "attributed_to": e.attributed_to,
        "sources": list(e.sources),
        "what": e.what,
    }


def _columns() -> dict[str, Any]:
    import polars as pl

    times: dict[str, Any] = {}
    for side in ("start", "end"):
        times |= {
            f"{side}_day": pl.Date,
            f"{side}_utc": pl.Datetime("us", "UTC"),
            f"{side}_offset": pl.Int32,
        }
    return {
        "id": pl.String,
        **times,
        "place": pl.String,
        "kind": pl.String,
        "actor": pl.String,
        "low": pl.Float64,
        "high": pl.Float64,
        "unit": pl.String,
        "status": pl.String,
        "attributed_to": pl.String,
        "sources": pl.List(pl.String),
        "what": pl.String,
    }


def to_frame(events: Iterable[Event]) -> pl.DataFrame:
    """Return the events as a frame; see `Chronicle.frame`."""
    import polars as pl

    rows = []
    for e in events:
        unit, low, high = e.quantity if e.quantity is not None else (None, None, None)
        end = e.end if e.end is not None else (None, None, None)
        bounds = (None if low is None else float(low), None if high is None else float(high))
        told = (e.status, e.attributed_to, list(e.sources), e.what)
        rows.append((e.id, *e.start, *end, e.place, e.kind, e.actor, *bounds, unit, *told))
    return pl.DataFrame(rows, schema=_columns(), orient="row")


def from_frame(frame: pl.DataFrame) -> list[Event]:
    """Take events back from a frame."""
    import polars as pl

    columns = _columns()
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise InputError(f"the table has no column {missing[0]!r}; expected a chronicle's columns")
    for name, kind in columns.items():
        try:
            frame = frame.with_columns(pl.col(name).cast(kind))
        except pl.exceptions.PolarsError:
            given = frame.schema[name]
            raise InputError(f"the column {name!r} holds {given}, which is no {kind}") from None
        if name in _REQUIRED and frame[name].null_count():
            raise InputError(f"the column {name!r} has an empty cell; expected a value in each row")
    return [_event(row) for row in frame.select(list(columns)).iter_rows(named=True)]


def _event(row: dict[str, Any]) -> Event:
    start = _moment(row, "start")
    assert start is not None
    unit = row["unit"]
    return Event(
        id=row["id"],
        start=start,
        end=_moment(row, "end"),
        place=row["place"],
        kind=row["kind"],
        actor=row["actor"],
        quantity=None if unit is None else Quantity(unit, row["low"], row["high"]),
        what=row["what"],
        sources=tuple(row["sources"]),
        status=row["status"],
        attributed_to=row["attributed_to"],
    )


def _moment(row: dict[str, Any], side: str) -> Moment | None:
    day: date | None = row[f"{side}_day"]
    instant: datetime | None = row[f"{side}_utc"]
    if day is None:
        return None
    return Moment(day, None if instant is None else instant.astimezone(UTC), row[f"{side}_offset"])
