"""Record and run on one time axis: people on the street, people using violence, the key events."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from foedus.figures._figure import Calendar, Figure, Grid
from foedus.figures._frames import Frames, layered, stacked
from foedus.figures._marks import Key, daily_rows, fan, key, midnights, points, thin, top
from foedus.figures._numbers import count
from foedus.figures._style import INK, NARROW, RUN, SECOND, SMALL, WIDE, configure, day_axis
from foedus.figures._svg import drawing

__all__ = ["record_and_run"]

_ROW = 30
_EVENING = 18


def record_and_run(
    hourly: pl.DataFrame, record_points: pl.DataFrame, moments: pl.DataFrame, calendar: Calendar
) -> Figure:
    """Draw the crisis as the runs give it and as the record gives it, on one time axis.

    Parameters
    ----------
    hourly
        ``quantity, hour, p05, p25, p50, p75, p95``; the quantities ``street`` and ``violent``.
    record_points
        ``quantity, time, low, high, status, source, note``.
    moments
        Key events, one row each and side: ``label``, ``side`` (``record``, ``run`` or ``given``,
        the last where the run is handed the record's hours), ``low``, ``mid``, ``high`` (instants in
        UTC; ``mid`` null where an interval has no middle worth marking).
    calendar
        The time axis.
    """
    title = "People on the street, people using violence, and the key events"
    alt_text = _words(hourly, record_points, moments, calendar)
    prefix = "timeline"
    wide = _chart(hourly, record_points, moments, calendar, WIDE)
    narrow = _chart(hourly, record_points, moments, calendar, NARROW)
    counts = record_points.filter(pl.col("quantity").is_in(["street", "violent"]))
    return Figure(
        id=prefix,
        title=title,
        svg=drawing(wide, prefix, title, alt_text),
        narrow=drawing(narrow, f"{prefix}-narrow", title, alt_text),
        alt=alt_text,
        table=_table(hourly, record_points, moments, calendar),
        sources=tuple(dict.fromkeys(counts["source"].to_list())),
        note=(
            "Blue and orange are the runs: the line is the median, the dark band the middle half of the "
            "runs, the pale band the middle nine tenths; bands are read hour by hour and no single run "
            "follows their edges. Ink is the record: a circle is a count that was confirmed or reported, a "
            "diamond one that a party claimed, a line the interval between the lowest and the highest count. "
            "In the strip below, ink is what the record dates and blue what the runs give (median, 5–95 %); "
            "where an event is handed to the runs from the record, there is no blue."
        ),
        chart=wide,
    )


def _chart(
    hourly: pl.DataFrame, record_points: pl.DataFrame, moments: pl.DataFrame, calendar: Calendar, width: int
) -> dict[str, Any]:
    frames = Frames()
    plot = width - 62
    small = width == NARROW
    panels: list[Any] = [
        key(
            frames,
            [
                Key("fan", RUN, "run: median, 50 %, 90 %"),
                Key("point", INK, "record: count"),
                Key("diamond", INK, "record: claimed"),
            ],
            width - 14,
            left=-48,
        )
    ]
    for quantity, hue, words, height, dash in (
        ("street", RUN, "persons on the street", 150 if small else 190, [1, 0]),
        ("violent", SECOND, "persons using violence", 90 if small else 110, [5, 2]),
    ):
        frame = thin(hourly, quantity)
        said = record_points.filter(pl.col("quantity") == quantity)
        panels.append(
            fan(
                frames,
                frame,
                calendar,
                plot,
                height,
                words,
                top(frame, said),
                hue=hue,
                dash=dash,
                days=False,
                extra=points(frames, said, calendar),
            )
        )
    panels.append(_strip(frames, moments, calendar, plot))
    return configure(stacked(*panels, spacing=30), frames, width)


def _strip(frames: Frames, moments: pl.DataFrame, calendar: Calendar, plot: int) -> Any:
    labels = list(dict.fromkeys(moments["label"].to_list()))
    height = _ROW * len(labels) + 6
    rows: list[dict[str, Any]] = []
    for row in moments.iter_rows(named=True):
        place = labels.index(row["label"]) * _ROW
        low, high = (min(max(calendar.at(row[name]), 0), calendar.days) for name in ("low", "high"))
        mid = calendar.at(row["mid"]) if row["mid"] is not None else None
        rows.append(
            {
                "low": round(low, 3),
                "high": round(max(high, low), 3),
                "mid": None if mid is None or mid > calendar.days else round(mid, 3),
                "y": place + (17 if row["side"] != "run" else 24),
                "side": row["side"],
            }
        )
    marks = pl.DataFrame(
        rows,
        schema={"low": pl.Float64, "high": pl.Float64, "mid": pl.Float64, "y": pl.Float64, "side": pl.String},
    )
    words = pl.DataFrame(
        [
            {
                "label": label + (" (given to the runs)" if _given(moments, label) else ""),
                "y": index * _ROW + 6.0,
                "x": 0.0,
            }
            for index, label in enumerate(labels)
        ]
    )
    x = day_axis(calendar, plot)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False), axis=None)
    layers: list[alt.Chart] = [midnights(frames, calendar, x)]
    lines = pl.DataFrame({"y": [float(_ROW * index) - 2 for index in range(1, len(labels))]})
    layers.append(frames.chart(lines).mark_rule(color=INK, opacity=0.15).encode(y=y))
    for side, hue, shape in (("record", INK, "circle"), ("given", INK, "circle"), ("run", RUN, "square")):
        some = marks.filter(pl.col("side") == side)
        layers.append(
            frames.chart(some.filter(pl.col("low") < pl.col("high")))
            .mark_rule(color=hue, strokeWidth=4, opacity=0.55, strokeCap="round")
            .encode(x=x, x2=alt.X2("high:Q"), y=y)
            .transform_calculate(x="datum.low")
        )
        layers.append(
            frames.chart(some.filter(pl.col("mid").is_not_null()))
            .mark_point(shape=shape, filled=True, color=hue, size=42, opacity=1, strokeWidth=0)
            .encode(x=x, y=y)
            .transform_calculate(x="datum.mid")
        )
    text = frames.chart(words).mark_text(align="left", fontSize=SMALL, color=INK, baseline="middle", dx=-44)
    layers.append(text.encode(x=x, y=y, text=alt.Text("label:N")))
    return layered(layers, plot, height)


def _given(moments: pl.DataFrame, label: str) -> bool:
    return moments.filter((pl.col("label") == label) & (pl.col("side") == "given")).height > 0


def _peak(hourly: pl.DataFrame, quantity: str) -> dict[str, Any]:
    some = hourly.filter(pl.col("quantity") == quantity)
    highest = some["p50"].arg_max()
    return dict(some.row(0 if highest is None else int(highest), named=True))


def _words(
    hourly: pl.DataFrame, record_points: pl.DataFrame, moments: pl.DataFrame, calendar: Calendar
) -> str:
    said = []
    for quantity, words in (("street", "on the street"), ("violent", "using violence")):
        peak = _peak(hourly, quantity)
        day = calendar.day(int(peak["hour"]) // 24 + 1)
        said.append(
            f"The median number of people {words} is highest on {day.day} {day:%B} with about "
            f"{count(peak['p50'])} (5–95 %: {count(peak['p05'])} to {count(peak['p95'])})"
        )
    counts = record_points.filter(pl.col("quantity").is_in(["street", "violent"])).height
    events = "; ".join(
        f"{row['label']}, {'runs' if row['side'] == 'run' else 'record'}: {_when(row, calendar)}"
        for row in moments.iter_rows(named=True)
    )
    return f"{'. '.join(said)}. The record has {counts} counts of people. Key events: {events}."


def _when(row: dict[str, Any], calendar: Calendar) -> str:
    low, high = calendar.local(row["low"]), calendar.local(row["high"])
    if row["mid"] is not None and row["low"] != row["high"]:
        return f"{calendar.local(row['mid'])} ({low} to {high})"
    return low if low == high else f"{low} to {high}"


def _table(
    hourly: pl.DataFrame, record_points: pl.DataFrame, moments: pl.DataFrame, calendar: Calendar
) -> Grid:
    rows: list[tuple[str, ...]] = []
    for quantity, words in (("street", "on the street"), ("violent", "using violence")):
        rows += [(words, *row) for row in daily_rows(hourly, record_points, calendar, quantity, _EVENING)]
    dash = "–"
    for row in moments.iter_rows(named=True):
        ends = (calendar.local(row["low"]), dash, calendar.local(row["mid"]) if row["mid"] else dash, dash)
        cells = (*ends, calendar.local(row["high"]))
        if row["side"] == "run":
            rows.append(("event, run", row["label"], *cells, dash))
        else:
            rows.append(("event, record", row["label"], *[dash] * 5, _when(row, calendar)))
    return Grid(
        (
            "What",
            f"Day, {_EVENING}:00, or event",
            "run 5 %",
            "run 25 %",
            "run median",
            "run 75 %",
            "run 95 %",
            "record",
        ),
        tuple(rows),
        frozenset(range(2, 7)),
    )
