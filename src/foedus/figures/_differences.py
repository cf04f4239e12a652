"""What a what-if changes: differences run by run, each group of outcomes on an axis of its own.

Deaths are drawn in ink alone, as everywhere.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from foedus.figures._figure import Figure, Grid
from foedus.figures._frames import Frames, layered, stacked
from foedus.figures._marks import Key, key
from foedus.figures._numbers import change, signed
from foedus.figures._style import INK, NARROW, PAPER, RUN, SMALL, WIDE, configure
from foedus.figures._svg import drawing

__all__ = ["differences"]

_LEFT = 226
_DEATHS = "deaths"
_NONE = "–"


def differences(outcomes: pl.DataFrame) -> Figure | None:
    """Draw by how much a what-if leaves the levers at the record, outcome by outcome.

    Parameters
    ----------
    outcomes
        One row an outcome, in the order in which they are drawn: ``label``, ``panel`` (what shares an
        axis; the one called ``deaths`` is drawn in ink), ``unit``, ``p05, p50, p95`` of the differences,
        and ``low, high``, the least and greatest median over the rival hypotheses, null where none is told.

    Returns
    -------
    Figure or None
        Nothing where there is no outcome.
    """
    if not outcomes.height:
        return None
    title = "What the what-if changes: differences run by run"
    words = _words(outcomes)
    wide, narrow = _chart(outcomes, WIDE), _chart(outcomes, NARROW)
    ranged = outcomes["low"].null_count() < outcomes.height
    return Figure(
        id="differences",
        title=title,
        svg=drawing(wide, "differences", title, words),
        narrow=drawing(narrow, "differences-narrow", title, words),
        alt=words,
        table=_table(outcomes),
        sources=(),
        note=(
            "What-if less record’s setting, run by run with the same parameters and the same luck: a bar "
            "holds nine tenths of the differences, its square is the median. Left of zero the what-if has "
            "less or is earlier, right of it more or later. "
            + (
                "A thin line under a bar goes from the least to the greatest median over the rival "
                "hypotheses that survive. "
                if ranged
                else ""
            )
            + "Each group has an axis of its own: lengths in different groups cannot be compared, and the "
            "order says nothing of size. Deaths are drawn in ink. Shares, and what differs in hardly a run, "
            "stand in the table alone."
        ),
        chart=wide,
    )


def _chart(outcomes: pl.DataFrame, width: int) -> dict[str, Any]:
    frames = Frames()
    small = width == NARROW
    left = 8 if small else _LEFT
    entries = [Key("pale", RUN, "5–95 % of the runs"), Key("box", RUN, "median")]
    if outcomes["low"].null_count() < outcomes.height:
        entries.append(Key("line", INK, "medians over rival hypotheses"))
    panels = [
        _panel(frames, part, width - left - 28, left, small)
        for _, part in outcomes.group_by(["panel"], maintain_order=True)
    ]
    shown = key(frames, entries, width - 14, left=-left + 2, gap=8)
    return configure(stacked(shown, stacked(*panels, spacing=46), spacing=6), frames, width)


def _panel(frames: Frames, part: pl.DataFrame, plot: int, left: int, small: bool) -> Any:
    tall = 42 if small else 28
    rows = [
        {
            **row,
            "name": index * tall + (9.0 if small else 13.0),
            "y": index * tall + (25.0 if small else 13.0),
            "below": index * tall + (33.0 if small else 21.5),
        }
        for index, row in enumerate(part.iter_rows(named=True))
    ]
    numbers = [float(row[n]) for row in rows for n in ("p05", "p95", "low", "high") if row[n] is not None]
    low, high = min(0.0, *numbers, 0.0), max(0.0, *numbers, 0.0)
    if low == high:
        low, high = -1.0, 1.0
    height = tall * len(rows)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[low, high], nice=True, zero=True),
        axis=alt.Axis(
            tickCount=3 if small else 5,
            title=f"difference in {rows[0]['unit']}",
            grid=True,
            labelExpr="datum.value == 0 ? '0' : format(datum.value, '+,.3~r')",
            domain=False,
            labelFlush=False,
            labelOverlap=True,
        ),
    )
    hue = INK if rows[0]["panel"] == _DEATHS else RUN
    frame = pl.DataFrame(rows, infer_schema_length=None)
    told = frames.chart(frame)
    zero = frames.chart(pl.DataFrame([{"x": 0.0}]))
    layers: list[alt.Chart] = [
        zero.mark_rule(color=INK, opacity=0.7, strokeWidth=1.2).encode(x=x),
        told.transform_calculate(x="datum.p05")
        .mark_rule(color=hue, strokeWidth=8, opacity=0.3 if hue == INK else 0.4)
        .encode(x=x, x2=alt.X2("p95:Q"), y=_y("y", height)),
        told.transform_calculate(x="datum.p50")
        .mark_point(shape="square", filled=True, color=hue, size=44, opacity=1, strokeWidth=0)
        .encode(x=x, y=_y("y", height)),
    ]
    ranged = frame.filter(pl.col("low").is_not_null())
    if ranged.height:
        under = frames.chart(ranged)
        layers.append(
            under.transform_calculate(x="datum.low")
            .mark_rule(color=INK, strokeWidth=1.6)
            .encode(x=x, x2=alt.X2("high:Q"), y=_y("below", height))
        )
        layers += [
            under.transform_calculate(x=f"datum.{end}")
            .mark_point(shape="stroke", angle=90, color=INK, size=26, opacity=1, strokeWidth=1.6)
            .encode(x=x, y=_y("below", height))
            for end in ("low", "high")
        ]
    given: dict[str, Any] = {"align": "left", "fontSize": SMALL, "baseline": "middle"}
    names = [frames.chart(frame).mark_text(color=INK, **given)]
    if small:  # the names lie on the axis, with paper behind them
        names.insert(0, frames.chart(frame).mark_text(color=PAPER, stroke=PAPER, strokeWidth=4, **given))
    layers += [
        name.encode(x=alt.value(0 if small else 4 - left), y=_y("name", height), text=alt.Text("label:N"))
        for name in names
    ]
    return layered(layers, plot, height)


def _y(field: str, height: float) -> alt.Y:
    return alt.Y(
        f"{field}:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False), axis=None
    )


def _words(outcomes: pl.DataFrame) -> str:
    parts = []
    for row in outcomes.iter_rows(named=True):
        over = f", medians over rival hypotheses {_range(row)}" if row["low"] is not None else ""
        gap = change(row["p05"], row["p50"], row["p95"], _places(row))
        parts.append(f"{row['label']}: {gap} {row['unit']}{over}")
    return (
        "Differences run by run, what-if less record’s setting, median with 5 and 95 % points. "
        f"{'. '.join(parts)}."
    )


def _range(row: dict[str, Any]) -> str:
    if row["low"] is None:
        return _NONE
    low, high = (signed(row[end], _places(row)) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def _places(row: dict[str, Any]) -> int:
    """Decimals: one for what is measured, none for what is counted."""
    return 1 if row["unit"] in ("days", "hours") else 0


def _table(outcomes: pl.DataFrame) -> Grid:
    rows = tuple(
        (
            str(row["label"]),
            str(row["unit"]),
            *(signed(row[n], _places(row)) for n in ("p05", "p50", "p95")),
            _range(row),
        )
        for row in outcomes.iter_rows(named=True)
    )
    columns = ("Outcome", "unit", "5 %", "median difference", "95 %", "medians over rival hypotheses")
    return Grid(columns, rows, frozenset({2, 3, 4, 5}))
