"""Who sends how many, and when they are there, against the record."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from foedus.figures._figure import Calendar, Figure, Grid
from foedus.figures._frames import Frames, layered, stacked
from foedus.figures._marks import Key, daily_rows, fan, key, points, thin, top
from foedus.figures._numbers import NOT_KNOWN, count, interval, share, span
from foedus.figures._style import INK, NARROW, RUN, SMALL, TEXT, WIDE, configure
from foedus.figures._svg import drawing

__all__ = ["contingents"]

_ROW = 30
_NOON = 12


def contingents(
    states: pl.DataFrame,
    names: dict[str, str],
    hourly: pl.DataFrame,
    record_points: pl.DataFrame,
    calendar: Calendar,
) -> Figure:
    """Draw each state's contingent and the arrival of the force.

    Parameters
    ----------
    states
        ``state, p05, p50, p95, sends_share, record_low, record_high, first_p50, route, authorisation``.
    names
        Name of each state by its ISO code.
    hourly, record_points
        Runs and counts with the quantity ``personnel``.
    calendar
        The time axis.
    """
    shown = states.sort("p50", "state", descending=[True, False])
    said = record_points.filter(pl.col("quantity") == "personnel").sort("time")
    title = "Contingents by state, and the force in the country day by day"
    words = _words(shown, names, hourly, calendar)
    wide = _chart(shown, names, hourly, said, calendar, WIDE)
    narrow = _chart(shown, names, hourly, said, calendar, NARROW)
    return Figure(
        id="forces",
        title=title,
        svg=drawing(wide, "forces", title, words),
        narrow=drawing(narrow, "forces-narrow", title, words),
        alt=words,
        table=_table(shown, names, hourly, record_points, calendar),
        sources=tuple(dict.fromkeys(said["source"].to_list())),
        note=(
            "Above: a blue bar holds nine tenths of the runs in which the state sends anybody, its square is "
            "the median; the share of runs in which it does stands in the table. Ink is the record: a bar "
            "between the lowest and the highest count, a circle where they agree, a triangle where only one "
            "bound is known. The axis is a square-root scale, so that a hundred and a thousand can be read "
            "on one line. Below: persons in the country, median, middle half and middle nine tenths of the "
            "runs; a triangle is a ceiling or a floor that was announced."
        ),
        chart=wide,
    )


def _chart(
    states: pl.DataFrame,
    names: dict[str, str],
    hourly: pl.DataFrame,
    said: pl.DataFrame,
    calendar: Calendar,
    width: int,
) -> dict[str, Any]:
    frames = Frames()
    plot = width - 62
    small = width == NARROW
    high = max(1.0, *(float(value) for name in ("p95", "record_high") for value in states[name].drop_nulls()))
    curve = thin(hourly, "personnel")
    entries = [
        Key("fan", RUN, "run: median, 50 %, 90 %"),
        Key("point", INK, "record: count"),
        Key("line", INK, "record: interval"),
    ]
    by_state = _states(frames, states, names, plot, high, small)
    by_day = fan(
        frames,
        curve,
        calendar,
        plot,
        130 if small else 170,
        "persons in the country",
        top(curve, said),
        extra=points(frames, said, calendar),
    )
    shown = key(frames, entries, width - 14, left=-48, gap=10)
    panels = stacked(shown, by_state, by_day, spacing=44)
    return configure(panels, frames, width)


def _states(
    frames: Frames, states: pl.DataFrame, names: dict[str, str], plot: int, high: float, small: bool
) -> Any:
    gutter = 42  # the names stand left of zero, partly in the margin
    ticks = [tick for tick in (0, 100, 500, 1000, 2000, 3000, 5000) if tick <= high * 1.05]
    x = alt.X(
        "x:Q",
        scale=alt.Scale(type="sqrt", domain=[0, high * 1.02], range=[gutter, plot - 4], nice=False),
        axis=alt.Axis(
            values=[tick for tick in ticks if not small or tick != 500],
            tickCount=len(ticks) + 1,
            title="persons sent, square-root scale",
            orient="top",
            grid=True,
            format=",.0f",
            domain=False,
            labelOverlap=False,
        ),
    )
    height = _ROW * states.height
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False), axis=None)
    rows = []
    for index, row in enumerate(states.iter_rows(named=True)):
        low, top_ = row["record_low"], row["record_high"]
        rows.append(
            {
                "name": names.get(row["state"], row["state"]),
                "y": index * _ROW + 10.0,
                "below": index * _ROW + 19.0,
                "middle": index * _ROW + 14.0,
                "p05": row["p05"],
                "p50": row["p50"],
                "p95": row["p95"],
                "low": low if low is not None else top_,
                "high": top_ if top_ is not None else low,
                "kind": _kind(low, top_),
            }
        )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    below = alt.Y("below:Q", scale=alt.Scale(domain=[0, height], reverse=True), axis=None)
    runs, record = frames.chart(frame), frames.chart(frame.filter(pl.col("kind") != "none"))
    layers: list[alt.Chart] = [
        runs.transform_calculate(x="datum.p05")
        .mark_rule(color=RUN, strokeWidth=7, opacity=0.4)
        .encode(x=x, x2=alt.X2("p95:Q"), y=y),
        runs.transform_calculate(x="datum.p50")
        .mark_point(shape="square", filled=True, color=RUN, size=44, opacity=1, strokeWidth=0)
        .encode(x=x, y=y),
        record.transform_calculate(x="datum.low")
        .mark_rule(color=INK, strokeWidth=2.4, opacity=0.9)
        .encode(x=x, x2=alt.X2("high:Q"), y=below),
    ]
    for kind, shape in (("exact", "circle"), ("at most", "triangle-left"), ("at least", "triangle-right")):
        if (some := frame.filter(pl.col("kind") == kind)).height:
            layers.append(
                frames.chart(some)
                .transform_calculate(x="datum.low")
                .mark_point(shape=shape, filled=True, color=INK, size=38, opacity=1, strokeWidth=0)
                .encode(x=x, y=below)
            )
    label = frames.chart(frame).mark_text(
        align="left", fontSize=SMALL if small else TEXT, color=INK, baseline="middle"
    )
    layers.append(
        label.encode(
            x=alt.value(-46),
            y=alt.Y("middle:Q", scale=alt.Scale(domain=[0, height], reverse=True), axis=None),
            text=alt.Text("name:N"),
        )
    )
    return layered(layers, plot, height)


def _kind(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "none"
    if low is None:
        return "at most"
    if high is None:
        return "at least"
    return "exact" if low == high else "between"


def _words(states: pl.DataFrame, names: dict[str, str], hourly: pl.DataFrame, calendar: Calendar) -> str:
    parts = [
        f"{names.get(row['state'], row['state'])}: runs {interval(row['p05'], row['p50'], row['p95'])}, "
        f"record {span(row['record_low'], row['record_high'])}"
        for row in states.iter_rows(named=True)
    ]
    force = hourly.filter(pl.col("quantity") == "personnel").sort("hour")
    highest = force["p50"].arg_max()
    peak = force.row(0 if highest is None else int(highest), named=True)
    day = calendar.day(int(peak["hour"]) // 24 + 1)
    return (
        f"Persons sent, median with 5 and 95 % points. {'; '.join(parts)}. The median force in the country "
        f"is largest on {day.day} {day:%B} with {count(peak['p50'])} persons."
    )


def _table(
    states: pl.DataFrame,
    names: dict[str, str],
    hourly: pl.DataFrame,
    record_points: pl.DataFrame,
    calendar: Calendar,
) -> Grid:
    dash = "–"
    rows: list[tuple[str, ...]] = [
        (
            names.get(row["state"], row["state"]),
            interval(row["p05"], row["p50"], row["p95"]),
            span(row["record_low"], row["record_high"]),
            share(row["sends_share"]),
            f"{count(row['first_p50'], 1)} h" if row["first_p50"] is not None else NOT_KNOWN,
            row["route"] or NOT_KNOWN,
            row["authorisation"] or NOT_KNOWN,
        )
        for row in states.iter_rows(named=True)
    ]
    for date_, p05, _, p50, _, p95, said in daily_rows(hourly, record_points, calendar, "personnel", _NOON):
        run = f"{p50} [{p05}–{p95}]" if p50[0].isdigit() else p50
        rows.append((f"in the country, {date_}, {_NOON}:00", run, said, dash, dash, dash, dash))
    return Grid(
        (
            "State or day",
            "run, persons [5–95 %]",
            "record, persons",
            "runs in which it sends",
            "first there, after the request",
            "route",
            "authorised by",
        ),
        tuple(rows),
        frozenset({1, 2, 3, 4}),
    )
