"""Reading chronicles: every mistake has a line, a column, what was expected, and the nearest word."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from foedus.chronicle._chronicle import Chronicle
from foedus.chronicle._event import KINDS, STATUS, Event
from foedus.chronicle._tables import COLUMNS, SCHEMA
from foedus.clock import Moment, parse_moment
from foedus.errors import FileError, InputError, Span, nearest
from foedus.units import UNITS, Quantity

__all__ = ["read", "scan"]

T = TypeVar("T")


def read(path: Path | str) -> Chronicle:
    """Read a chronicle from a ``.csv``, ``.json`` or ``.parquet`` file.

    Raises
    ------
    FileError
        With the place of the first mistake; says how many more there are.
    """
    path = Path(path)
    if path.suffix == ".parquet":
        return _read_parquet(path)
    rows, mistakes = scan(path)
    if mistakes:
        first, *rest = mistakes
        raise FileError(first.what + (f" (and {len(rest)} more)" if rest else ""), first.where)
    return Chronicle(event for _, event in rows)


def scan(path: Path | str) -> tuple[list[tuple[Span, Event]], list[FileError]]:
    """Read what can be read of a CSV or JSON chronicle, and say everything that is wrong with the rest.

    Returns
    -------
    tuple
        The good rows in the order of the file, each with its place; the mistakes.

    Raises
    ------
    FileError
        If the file cannot be read at all.
    """
    path = Path(path)
    if path.suffix not in (".csv", ".json"):
        raise FileError("not a chronicle; expected a .csv, .json or .parquet file", Span(str(path)))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"not UTF-8 text (byte {error.start})", Span(str(path))) from None
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", Span(str(path))) from None
    rows, mistakes = (_csv if path.suffix == ".csv" else _json)(text, str(path))
    first: dict[str, Span] = {}
    unique = []
    for where, event in rows:
        if event.id in first:
            told = f"column 'id': {event.id!r} already stands in line {first[event.id].line}"
            mistakes.append(FileError(told, where))
            continue
        first[event.id] = where
        unique.append((where, event))
    mistakes.sort(key=lambda mistake: mistake.where.line if mistake.where else 0)
    return unique, mistakes


def _csv(text: str, file: str) -> tuple[list[tuple[Span, Event]], list[FileError]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[Span, Event]] = []
    mistakes: list[FileError] = []
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            where, line = Span(file, line), reader.line_num + 1
            if header is None:
                header = cells
                mistakes += _header(cells, where)
                if mistakes:
                    return rows, mistakes
            elif not cells:
                continue
            elif len(cells) != len(header):
                told = f"{len(cells)} cells; expected {len(header)}, as in the header"
                mistakes.append(FileError(told, where))
            else:
                event = _row(dict(zip(header, cells, strict=True)), where, mistakes)
                if event is not None:
                    rows.append((where, event))
    except csv.Error as error:
        mistakes.append(FileError(f"not CSV: {error}", Span(file, reader.line_num or line)))
    if header is None:
        mistakes.append(FileError("the file is empty; expected a header", Span(file, 1)))
    return rows, mistakes


def _header(cells: list[str], where: Span) -> list[FileError]:
    for name in cells:
        if name not in COLUMNS:
            return [FileError(f"unknown column {name!r}{nearest(name, COLUMNS)}", where)]
        if cells.count(name) > 1:
            return [FileError(f"the column {name!r} stands twice", where)]
    return [
        FileError(f"the column {name!r} is missing; expected {','.join(COLUMNS)}", where)
        for name in COLUMNS
        if name not in cells
    ][:1]


def _row(cells: dict[str, str], where: Span, mistakes: list[FileError]) -> Event | None:
    """Build an event from a row's text; each cell that cannot be used leaves a mistake."""
    before = len(mistakes)

    def cell(name: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(cells[name])
        except InputError as error:
            mistakes.append(FileError(f"column {name!r}: {error}", where))
            return None

    start = cell("start", _start)
    end = cell("end", _end)
    cell("kind", lambda text: _word("kind", text, KINDS))
    cell("status", lambda text: _word("status", text, STATUS))
    unit = cell("unit", lambda text: _word("unit", text, UNITS) if text else "")
    low, high = cell("low", _bound), cell("high", _bound)
    if unit == "" and (cells["low"] or cells["high"]):
        mistakes.append(FileError("column 'unit': a number needs a unit", where))
    if len(mistakes) > before or start is None:
        return None
    try:
        return Event(
            id=cells["id"],
            start=start,
            end=end,
            place=cells["place"],
            kind=cells["kind"],
            actor=cells["actor"],
            quantity=Quantity(unit, low, high) if unit else None,
            what=cells["what"],
            sources=tuple(cells["source"].split(" ")) if cells["source"] else (),
            status=cells["status"],
            attributed_to=cells["attributed_to"],
        )
    except InputError as error:
        mistakes.append(FileError(str(error), where))
        return None


def _start(text: str) -> Moment:
    if not text:
        raise InputError("is empty; expected a date, or a time with its zone")
    return parse_moment(text)


def _end(text: str) -> Moment | None:
    return parse_moment(text) if text else None


def _bound(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{text!r} is not a number; expected figures, or nothing if not known") from None


def _word(kind: str, text: str, known: dict[str, str]) -> str:
    if text not in known:
        raise InputError(f"unknown {kind} {text!r}{nearest(text, known)}")
    return text


_KEYS = (
    "id",
    "start",
    "end",
    "place",
    "kind",
    "actor",
    "quantity",
    "status",
    "attributed_to",
    "sources",
    "what",
)


def _json(text: str, file: str) -> tuple[list[tuple[Span, Event]], list[FileError]]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return [], [FileError(f"not JSON: {error.msg}", Span(file, error.lineno, error.colno))]
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return [], [FileError(f"not a chronicle; expected the key 'schema' to say {SCHEMA!r}", Span(file, 1))]
    events = document.get("events")
    if not isinstance(events, list):
        return [], [FileError("the key 'events' is missing or no list", Span(file, 1))]
    rows: list[tuple[Span, Event]] = []
    mistakes: list[FileError] = []
    for i, item in enumerate(events):
        where = Span(file, i + 2)
        try:
            rows.append((where, _from_json(item)))
        except InputError as error:
            mistakes.append(FileError(f"event {i + 1}: {error}", where))
    return rows, mistakes


def _from_json(item: Any) -> Event:
    if not isinstance(item, dict):
        raise InputError("expected a mapping")
    for key in item:
        if key not in _KEYS:
            raise InputError(f"unknown key {key!r}{nearest(str(key), _KEYS)}")
    for key in _KEYS:
        if key not in item:
            raise InputError(f"the key {key!r} is missing")
    q, sources = item["quantity"], item["sources"]
    texts = [item[k] for k in ("id", "start", "place", "kind", "actor", "status", "attributed_to", "what")]
    if not all(isinstance(t, str) for t in texts) or not isinstance(item["end"], (str, type(None))):
        raise InputError(
            "expected text in id, start, end, place, kind, actor, status, attributed_to and what"
        )
    if not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
        raise InputError("sources: expected a list of texts")
    return Event(
        id=item["id"],
        start=_start(item["start"]),
        end=_end(item["end"] or ""),
        place=item["place"],
        kind=item["kind"],
        actor=item["actor"],
        quantity=None if q is None else _quantity(q),
        what=item["what"],
        sources=tuple(sources),
        status=item["status"],
        attributed_to=item["attributed_to"],
    )


def _quantity(q: Any) -> Quantity:
    if not isinstance(q, dict) or set(q) != {"low", "high", "unit"} or not isinstance(q["unit"], str):
        raise InputError("quantity: expected low, high and unit")
    for side in ("low", "high"):
        if isinstance(q[side], bool) or not isinstance(q[side], (int, float, type(None))):
            raise InputError(f"quantity: {side} is not a number; expected figures, or null if not known")
    return Quantity(q["unit"], q["low"], q["high"])


def _read_parquet(path: Path) -> Chronicle:
    import polars as pl

    if not path.is_file():
        raise FileError("cannot be read: no such file", Span(str(path)))
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        told = " ".join(str(error).split())
        raise FileError(f"not Parquet: {told}", Span(str(path))) from None
    try:
        return Chronicle.from_frame(frame)
    except InputError as error:
        raise FileError(str(error), Span(str(path))) from None
