"""The marks that several figures share: fans of the runs, points of the record, a key, a time axis."""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt
import polars as pl

from foedus.figures._figure import Calendar, Grid
from foedus.figures._frames import Frames, layered
from foedus.figures._numbers import count, span
from foedus.figures._style import HATCH, INK, RUN, SMALL, day_axis, value_axis

__all__ = ["Key", "daily_grid", "daily_rows", "fan", "key", "midnights", "points", "thin", "top"]

_STEP = 3  # hours between drawn points
_WITHDRAWN = "withdrawn"
#: Kinds of point in a key: shape, area in square pixels, width of the outline or none.
_SHAPES: dict[str, tuple[str, int, float]] = {
    "point": ("circle", 44, 0),
    "dot": ("circle", 8, 0),
    "diamond": ("diamond", 46, 0),
    "box": ("square", 44, 0),
    "hollow": ("circle", 44, 1.2),
    "heavy": ("circle", 80, 2.0),
    "square": ("square", 64, 1.7),
    "tick": ("stroke", 40, 1.4),
    "cross": ("cross", 50, 1.3),
}


class Key(NamedTuple):
    """One entry of a key: what kind of mark, in which colour, and what it stands for."""

    kind: str
    hue: str
    label: str


def thin(hourly: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """One quantity of the runs every third hour, with ``x`` in days; 18:00, where crowds peak, is kept."""
    return (
        hourly.filter((pl.col("quantity") == quantity) & (pl.col("hour") % _STEP == 0))
        .sort("hour")
        .select(
            x=(pl.col("hour") / 24).round(3),
            **{name: pl.col(name).round(0) for name in ("p05", "p25", "p50", "p75", "p95")},
        )
    )


def top(frame: pl.DataFrame, record: pl.DataFrame) -> float:
    """The highest value that a panel must show; at least one."""
    highs: list[Any] = [1.0, frame["p95"].max(), record["high"].max() if record.height else None]
    return max(float(value) for value in highs if value is not None)


def fan(
    frames: Frames,
    frame: pl.DataFrame,
    calendar: Calendar,
    width: int,
    height: int,
    unit: str,
    high: float,
    **given: Any,
) -> Any:
    """Median, middle half and middle nine tenths of the runs on a time axis.

    Parameters
    ----------
    frames, frame
        Data of the drawing, and the fan as from `thin`.
    calendar, width, height
        Time axis and size of the plot in pixels.
    unit
        What the vertical axis counts.
    high
        Top of the vertical axis.
    given
        ``hue`` of the bands (default the blue of the runs), ``dash`` of the median, ``days``
        whether the days are printed, ``extra`` layers on top.
    """
    hue = given.get("hue", RUN)
    strong = hue == INK
    x = day_axis(calendar, width, title=given.get("days", True))
    base = frames.chart(frame)
    layers = [
        midnights(frames, calendar, x),
        base.mark_area(color=hue, opacity=0.13 if strong else 0.2).encode(
            x=x, y=value_axis("p05:Q", unit, high), y2=alt.Y2("p95:Q")
        ),
        base.mark_area(color=hue, opacity=0.2 if strong else 0.34).encode(
            x=x, y=alt.Y("p25:Q"), y2=alt.Y2("p75:Q")
        ),
        base.mark_line(color=hue, strokeWidth=1.8, strokeDash=given.get("dash", [1, 0])).encode(
            x=x, y=alt.Y("p50:Q")
        ),
        *given.get("extra", ()),
    ]
    return layered(layers, width, height)


def midnights(frames: Frames, calendar: Calendar, x: alt.X) -> Any:
    """Faint lines where local days begin, on the axis that the layers above them share."""
    frame = pl.DataFrame({"x": [float(day) for day in range(calendar.days + 1)]})
    return frames.chart(frame).mark_rule(color=INK, opacity=0.1, strokeWidth=1).encode(x=x)


def points(frames: Frames, record: pl.DataFrame, calendar: Calendar) -> list[alt.Chart]:
    """Counts of the record as points with their intervals.

    A full circle is a count that was confirmed or reported, a diamond one that a party claimed or
    nobody verified, a hollow circle one that was withdrawn, with a word beside it; a triangle is a
    bound known on one side alone.
    """
    rows = [
        {
            "x": round(calendar.at(row["time"]), 3),
            "low": low,
            "high": high,
            "y": (low + high) / 2,
            "kind": _kind(row),
            "label": _WITHDRAWN if row["status"] == _WITHDRAWN else "",
        }
        for row in record.sort("time").iter_rows(named=True)
        for low, high in [_bounds(row)]
        if low is not None and high is not None and 0 <= calendar.at(row["time"]) <= calendar.days
    ]
    if not rows:
        return []
    frame = pl.DataFrame(rows)
    layers = [
        frames.chart(frame.filter(pl.col("low") < pl.col("high")))
        .mark_rule(color=INK, strokeWidth=1.6)
        .encode(x=alt.X("x:Q"), y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    ]
    for kind, shape, filled in (
        ("plain", "circle", True),
        ("claimed", "diamond", True),
        ("withdrawn", "circle", False),
        ("at most", "triangle-down", False),
        ("at least", "triangle-up", False),
    ):
        if (some := frame.filter(pl.col("kind") == kind)).height:
            size = 46 if shape == "diamond" else 34
            mark = frames.chart(some).mark_point(
                shape=shape, filled=filled, color=INK, size=size, opacity=1, strokeWidth=0 if filled else 1.4
            )
            layers.append(mark.encode(x=alt.X("x:Q"), y=alt.Y("y:Q")))
    if (some := frame.filter(pl.col("label") != "")).height:
        label = frames.chart(some).mark_text(align="right", dx=-8, fontSize=SMALL, color=INK)
        layers.append(label.encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("label:N")))
    return layers


def _bounds(row: dict[str, Any]) -> tuple[float | None, float | None]:
    low, high = row["low"], row["high"]
    return (high if low is None else low), (low if high is None else high)


def _kind(row: dict[str, Any]) -> str:
    if row["status"] == _WITHDRAWN:
        return "withdrawn"
    if row["low"] is None:
        return "at most"
    if row["high"] is None:
        return "at least"
    return "claimed" if row["status"] in ("claimed", "unverified") else "plain"


def key(frames: Frames, entries: list[Key], width: int, left: int = 0, gap: int = 16) -> Any:
    """Lay the entries of a key out in lines above a figure.

    Parameters
    ----------
    frames
        Data of the drawing.
    entries
        Mark, colour and words of each.
    width
        Room in pixels before a new line begins.
    left
        Where the first entry starts, relative to the plot below.
    gap
        Room below the last line, in pixels.
    """
    x, y = float(left), 8.0
    marks: list[dict[str, Any]] = []
    for entry in entries:
        room = 26 + 5.9 * len(entry.label)
        if x > left and x + room > left + width:
            x, y = float(left), y + 18
        marks.append({"x": x, "mid": x + 8, "end": x + 16, "y": y, "text": x + 22, **entry._asdict()})
        x += room + 10
    layers: list[alt.Chart] = []
    for mark in marks:
        chart = frames.chart(pl.DataFrame([mark]))
        layers.extend(_swatch(chart, mark["kind"], mark["hue"]))
    words = frames.chart(pl.DataFrame(marks)).mark_text(
        align="left", fontSize=SMALL, color=INK, baseline="middle"
    )
    layers.append(words.encode(x=_pixel("text"), y=_pixel_y("y"), text=alt.Text("label:N")))
    return layered(layers, width + min(left, 0), y + gap)


def _swatch(chart: alt.Chart, kind: str, hue: str) -> list[alt.Chart]:
    across = {"x": _pixel("x"), "x2": alt.X2("end:Q"), "y": _pixel_y("y")}
    middle = {"x": _pixel("mid"), "y": _pixel_y("y")}
    if kind == "fan":
        return [
            chart.mark_rule(color=hue, strokeWidth=11, opacity=0.22).encode(**across),
            chart.mark_rule(color=hue, strokeWidth=5, opacity=0.34).encode(**across),
            chart.mark_rule(color=hue, strokeWidth=1.8).encode(**across),
        ]
    if kind in ("line", "dash"):
        dash = [4, 2] if kind == "dash" else [1, 0]
        return [chart.mark_rule(color=hue, strokeWidth=1.8, strokeDash=dash).encode(**across)]
    if kind in ("bar", "pale", "hatch"):
        opacity = 0.4 if kind == "pale" else 1.0
        return [
            chart.mark_bar(color=HATCH if kind == "hatch" else hue, height=10, opacity=opacity).encode(
                **across
            )
        ]
    if kind == "query":
        return [
            chart.mark_text(fontSize=SMALL, color=hue, baseline="middle").encode(
                **middle, text=alt.value("?")
            )
        ]
    shape, size, stroke = _SHAPES[kind]
    mark = chart.mark_point(
        shape=shape, filled=not stroke, color=hue, size=size, opacity=1, strokeWidth=stroke
    )
    return [mark.encode(**middle)]


def _pixel(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)


def _pixel_y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def daily_rows(
    hourly: pl.DataFrame, record: pl.DataFrame, calendar: Calendar, quantity: str, hour: int
) -> list[tuple[str, ...]]:
    """One quantity day by day: the runs at one local hour beside what the record says of that day.

    Parameters
    ----------
    hourly, record
        Frames of all quantities.
    calendar
        The time axis.
    quantity
        Which quantity.
    hour
        Local hour at which the runs are read, 0–23.

    Returns
    -------
    list of tuple
        Date, 5 %, 25 %, median, 75 %, 95 % and the record's counts of that day.
    """
    runs = hourly.filter((pl.col("quantity") == quantity) & (pl.col("hour") % 24 == hour)).sort("hour")
    said: dict[int, list[str]] = {}
    for row in record.filter(pl.col("quantity") == quantity).sort("time").iter_rows(named=True):
        words = span(row["low"], row["high"]) + (
            f" ({row['status']})" if row["status"] != "confirmed" else ""
        )
        said.setdefault(int(calendar.at(row["time"]) // 1), []).append(words)
    rows = []
    for row in runs.iter_rows(named=True):
        day = int(row["hour"]) // 24
        values = tuple(count(row[name]) for name in ("p05", "p25", "p50", "p75", "p95"))
        rows.append((_date(calendar, day), *values, "; ".join(said.pop(day, [])) or "no count"))
    late = [(_date(calendar, day), *["after the run"] * 5, "; ".join(said[day])) for day in sorted(said)]
    return [*rows, *late]


def _date(calendar: Calendar, day: int) -> str:
    given = calendar.day(day + 1)
    return f"{given.day} {given:%b %Y}"


def daily_grid(rows: list[tuple[str, ...]], unit: str, hour: int) -> Grid:
    """Table of `daily_rows`."""
    names = ("5 %", "25 %", "median", "75 %", "95 %")
    return Grid(
        (f"Day, {hour:02d}:00", *(f"run {name}, {unit}" for name in names), f"record, {unit}"),
        tuple(rows),
        frozenset(range(1, 6)),
    )
