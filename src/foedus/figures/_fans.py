"""Deaths and people detained: fans of the runs with the counts of the record.

Casualties are drawn in ink alone: no hue, no motion, nothing that rises faster than its numbers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import altair as alt
import polars as pl

from foedus.figures._figure import Calendar, Figure, Grid
from foedus.figures._frames import Frames, stacked
from foedus.figures._marks import Key, daily_grid, daily_rows, fan, key, points, thin, top
from foedus.figures._numbers import count, exact, span
from foedus.figures._style import INK, NARROW, RUN, SMALL, WIDE, configure
from foedus.figures._svg import drawing

__all__ = ["deaths", "detained"]

_LAST_HOUR = 23


class _Theme(NamedTuple):
    quantity: str
    title: str
    unit: str
    hue: str
    counts: str


_DEATHS = _Theme("deaths", "Deaths, counted from the first day", "persons who died", INK, "of the dead")
_DETAINED = _Theme(
    "detained", "People detained, counted from the first day", "persons detained", RUN, "of detentions"
)


def deaths(
    hourly: pl.DataFrame,
    record_points: pl.DataFrame,
    calendar: Calendar,
    *,
    final: tuple[float, float] | None = None,
) -> Figure:
    """Draw cumulative deaths.

    Parameters
    ----------
    hourly
        ``quantity, hour, p05, p25, p50, p75, p95`` with the quantity ``deaths``.
    record_points
        ``quantity, time, low, high, status, source, note``.
    calendar
        The time axis. Counts after its end stand in the table and in the note.
    final
        The record's interval for the whole crisis, drawn as a bracket at the right edge.
    """
    return _figure(hourly, record_points, calendar, _DEATHS, final)


def detained(
    hourly: pl.DataFrame,
    record_points: pl.DataFrame,
    calendar: Calendar,
    *,
    final: tuple[float, float] | None = None,
) -> Figure:
    """Draw how many people had been detained, released or not; parameters as in `deaths`."""
    return _figure(hourly, record_points, calendar, _DETAINED, final)


def _figure(
    hourly: pl.DataFrame,
    record_points: pl.DataFrame,
    calendar: Calendar,
    theme: _Theme,
    final: tuple[float, float] | None,
) -> Figure:
    said = record_points.filter(pl.col("quantity") == theme.quantity).sort("time")
    wide = _chart(hourly, said, calendar, theme, final, WIDE)
    narrow = _chart(hourly, said, calendar, theme, final, NARROW)
    words = _words(hourly, said, calendar, theme, final)
    rows = daily_rows(hourly, record_points, calendar, theme.quantity, _LAST_HOUR)
    table: Grid = daily_grid(rows, "persons", _LAST_HOUR)
    return Figure(
        id=theme.quantity,
        title=theme.title,
        svg=drawing(wide, theme.quantity, theme.title, words),
        narrow=drawing(narrow, f"{theme.quantity}-narrow", theme.title, words),
        alt=words,
        table=table,
        sources=tuple(dict.fromkeys(said["source"].to_list())),
        note=_note(said, calendar, theme, final),
        chart=wide,
    )


def _chart(
    hourly: pl.DataFrame,
    said: pl.DataFrame,
    calendar: Calendar,
    theme: _Theme,
    final: tuple[float, float] | None,
    width: int,
) -> dict[str, Any]:
    frames = Frames()
    plot = width - (126 if final else 62)
    frame = thin(hourly, theme.quantity)
    entries = [Key("fan", theme.hue, "run: median, 50 %, 90 %"), Key("point", INK, "record: count")]
    within = said.filter(pl.col("time") <= calendar.start + timedelta(hours=calendar.hours))
    statuses = set(within["status"].to_list())
    if statuses & {"claimed", "unverified"}:
        entries.append(Key("diamond", INK, "record: claimed"))
    if "withdrawn" in statuses:
        entries.append(Key("hollow", INK, "record: withdrawn"))
    extra: list[alt.Chart] = [
        *points(frames, said, calendar),
        *(_bracket(frames, final, calendar) if final else []),
    ]
    high = max(top(frame, within), *(final or (0,)))
    panel = fan(
        frames,
        frame,
        calendar,
        plot,
        210 if width == NARROW else 250,
        theme.unit,
        high,
        hue=theme.hue,
        extra=extra,
    )
    return configure(
        stacked(key(frames, entries, width - 14, left=-48), panel, spacing=30),
        frames,
        width,
    )


def _bracket(frames: Frames, final: tuple[float, float], calendar: Calendar) -> list[alt.Chart]:
    low, high = final
    end = float(calendar.days)
    bar = frames.chart(pl.DataFrame({"x": [end], "low": [low], "high": [high]}))
    words = frames.chart(
        pl.DataFrame({"x": [end, end], "y": [high, low], "text": ["record,", span(low, high)]})
    )
    return [
        bar.mark_rule(color=INK, strokeWidth=5, xOffset=5).encode(
            x=alt.X("x:Q"), y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
        ),
        words.transform_filter("datum.text == 'record,'")
        .mark_text(align="left", dx=11, dy=-9, fontSize=SMALL, color=INK)
        .encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("text:N")),
        words.transform_filter("datum.text != 'record,'")
        .mark_text(align="left", dx=11, dy=5, fontSize=SMALL, color=INK)
        .encode(x=alt.X("x:Q"), y=alt.datum(high), text=alt.Text("text:N")),
    ]


def _end(hourly: pl.DataFrame, quantity: str) -> dict[str, Any]:
    return dict(hourly.filter(pl.col("quantity") == quantity).sort("hour").row(-1, named=True))


def _words(
    hourly: pl.DataFrame,
    said: pl.DataFrame,
    calendar: Calendar,
    theme: _Theme,
    final: tuple[float, float] | None,
) -> str:
    end = _end(hourly, theme.quantity)
    day = calendar.day(calendar.days)
    parts = [
        f"By the end of {day.day} {day:%B} the runs give a median of {count(end['p50'])} {theme.unit}, "
        f"with nine tenths of the runs between {count(end['p05'])} and {count(end['p95'])}."
    ]
    if final:
        parts.append(f"The record's interval is {span(*final)}.")
    if said.height:
        first, last = said.row(0, named=True), said.row(-1, named=True)
        parts.append(
            f"The record has {said.height} counts {theme.counts}, from {span(first['low'], first['high'])} "
            f"on {calendar.local(first['time'])[:6].strip()} to {span(last['low'], last['high'])}."
        )
    if (gone := said.filter(pl.col("status") == "withdrawn")).height:
        parts.append(f"Withdrawn: {', '.join(exact(value) for value in gone['high'].to_list())}.")
    return " ".join(parts)


def _note(said: pl.DataFrame, calendar: Calendar, theme: _Theme, final: tuple[float, float] | None) -> str:
    band = "Grey" if theme.hue == INK else "Blue"
    parts = [
        f"{band} is the runs: median, middle half and middle nine tenths, read hour by hour. Ink is the "
        "record; a line joins the lowest and the highest count of one moment. A hollow circle is a count "
        "that its publisher withdrew: it stands for what was said then and is left out of every interval."
    ]
    if final:
        parts.append(f"The bar at the right edge is the record for the whole crisis, {span(*final)}.")
    late = [row for row in said.iter_rows(named=True) if calendar.at(row["time"]) > calendar.days]
    if late:
        counts = "; ".join(f"{span(row['low'], row['high'])} ({row['time']:%B %Y})" for row in late)
        parts.append(f"Later counts, not on the axis: {counts}.")
    return " ".join(parts)
