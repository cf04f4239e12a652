"""The key events of the record and the runs on the case's clock, for the strip of the first figure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from foedus.clock import parse_moment

if TYPE_CHECKING:
    from foedus.study import Replay

__all__ = ["moments"]

_SCHEMA: dict[str, Any] = {
    "label": pl.String,
    "side": pl.String,
    "low": pl.Datetime(time_zone="UTC"),
    "mid": pl.Datetime(time_zone="UTC"),
    "high": pl.Datetime(time_zone="UTC"),
}


def moments(replay: Replay) -> pl.DataFrame:
    """One row an event and side: ``label, side, low, mid, high``.

    What the record counts in hours from the request is put on the clock with the record's own bounds
    of the request: the shortest count from the latest hour, the longest from the earliest.
    """
    case, file = replay.case, replay.case.file
    rows: list[dict[str, Any]] = []

    def add(label: str, side: str, low: datetime, high: datetime, mid: datetime | None = None) -> None:
        rows.append({"label": label, "side": side, "low": min(low, high), "mid": mid, "high": max(low, high)})

    spans = [city.emergency for city in file.cities if city.emergency]
    if spans:
        add("State of emergency", "given", min(_at(s.start) for s in spans), max(_at(s.end) for s in spans))
    cut = file.schedule.shutdown
    add("Communications cut", "given", _at(cut.start), _at(cut.end))
    low, high = (case.time(float(replay.levers.get(name, 0.0))) for name in ("shutdown_from", "shutdown_to"))
    known = {"shutdown_from", "shutdown_to"} <= set(replay.levers)
    if known and low < high and (low, high) != (_at(cut.start), _at(cut.end)):
        add("Communications cut", "run", low, high)
    asked = (_at(file.request.earliest), _at(file.request.latest))
    add("Request", "record", *asked, asked[0] if asked[0] == asked[1] else None)
    _run(rows, replay, "Request", pl.col("request_hour"))
    for name, label in (
        ("decision_hours", "Decision"),
        ("first_arrival_hours", "First outside unit"),
        ("closure_hours", "Outside force complete"),
    ):
        marker = next((marker for marker in replay.markers if marker["id"] == name), None)
        if marker is not None:
            ends = (
                asked[1] + timedelta(hours=marker["record"]["low"]),
                asked[0] + timedelta(hours=marker["record"]["high"]),
            )
            same = abs((ends[1] - ends[0]) / timedelta(minutes=1)) < 30
            add(label, "record", *ends, ends[0] if same else None)
        if name in replay.draws.columns:
            _run(rows, replay, label, pl.col("request_hour") + pl.col(name))
    marker = next((marker for marker in replay.markers if marker["id"] == "withdrawal_day"), None)
    if marker is not None:
        record = marker["record"]
        add(
            "Last outside unit leaves",
            "record",
            case.time(24 * (record["low"] - 1)),
            case.time(24 * record["high"]),
        )
        _run(rows, replay, "Last outside unit leaves", (pl.col("withdrawal_day") - 0.5) * 24)
    return pl.DataFrame(rows, schema=_SCHEMA)


def _at(words: str) -> datetime:
    instant = parse_moment(words).instant
    assert instant is not None
    return instant


def _run(rows: list[dict[str, Any]], replay: Replay, label: str, hours: pl.Expr) -> None:
    values = replay.draws.select(hours.alias("hours"))["hours"].drop_nulls()
    if not len(values):
        return
    low, mid, high = (values.quantile(level, "linear") for level in (0.05, 0.5, 0.95))
    assert low is not None
    assert mid is not None
    assert high is not None
    clock = replay.case.time
    rows.append({"label": label, "side": "run", "low": clock(low), "mid": clock(mid), "high": clock(high)})
