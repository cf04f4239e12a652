"""Ink, hues and type of every figure.

Colours in a chart are stand-ins that `_svg` turns into ``currentColor`` and custom properties, so
that one drawing follows light and dark pages. The two hues are the blue and the orange of Okabe
and Ito (2008), which stay apart for readers who cannot tell red from green; each is joined by a
second channel: a dash, a hatch, a shape or a label. Record is ink, run is blue. Casualties are
drawn in ink alone.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from foedus.figures._figure import Calendar
from foedus.figures._frames import Frames

__all__ = [
    "HATCH",
    "HUES",
    "INK",
    "NARROW",
    "PAPER",
    "RUN",
    "SECOND",
    "SMALL",
    "TEXT",
    "WIDE",
    "configure",
    "day_axis",
    "value_axis",
]

INK = "#010203"
PAPER = "#fdfefc"
RUN = "#0072b2"
SECOND = "#b35900"
HATCH = "#0a0b01"

#: Stand-in colour to what is written into the drawing.
HUES: dict[str, str] = {
    INK: "currentColor",
    PAPER: "var(--fd-paper,#fff)",
    RUN: "var(--fd-run,#0072b2)",
    SECOND: "var(--fd-second,#b35900)",
}

#: Width in pixels of a drawing for a page, and for a phone.
WIDE, NARROW = 680, 340

TEXT, SMALL = 12, 11
_LEFT = 48


def configure(panels: dict[str, Any], frames: Frames, width: int) -> dict[str, Any]:
    """Give panels their data and the house style; the result is a whole Vega-Lite specification.

    Parameters
    ----------
    panels
        As from `layered` or `stacked`.
    frames
        Their data.
    width
        Outer width in pixels, kept as the width of the drawing's view box.
    """
    axis = {
        "domainColor": INK,
        "domainOpacity": 0.6,
        "grid": False,
        "gridColor": INK,
        "gridOpacity": 0.13,
        "labelColor": INK,
        "labelFontSize": SMALL,
        "labelOpacity": 0.85,
        "tickColor": INK,
        "labelOverlap": False,
        "tickOpacity": 0.6,
        "tickSize": 4,
        "titleColor": INK,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "titleOpacity": 0.85,
    }
    config = {
        "background": "transparent",
        "font": "sans-serif",
        "aria": False,
        "axis": axis,
        "view": {"stroke": "transparent"},
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 2},
        "text": {"color": INK, "fontSize": TEXT},
    }
    specification = {"$schema": alt.SCHEMA_URL, **panels, "datasets": frames.datasets(), "config": config}
    specification["usermeta"] = {"width": width}
    return specification


def day_axis(calendar: Calendar, width: int, *, title: bool = True) -> alt.X:
    """A horizontal axis in days, with the number of the calendar day at the middle of each.

    Parameters
    ----------
    calendar
        The days covered.
    width
        Width of the plot in pixels; only every second day is labelled where room is short.
    title
        Whether days and title are printed at all.
    """
    days = calendar.days
    names = [str(calendar.day(number + 1).day) for number in range(days)]
    return alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, days], nice=False, zero=False),
        axis=alt.Axis(
            values=[day + 0.5 for day in range(0, days, 1 if width / days > 20 else 2)],
            tickCount=days + 1,  # Vega thins what is given in `values` down to this
            labelExpr=f"{names}[floor(datum.value)]",
            ticks=False,
            title=calendar.title if title else None,
            labels=title,
            titlePadding=6,
            labelOverlap=False,
        ),
    )


def value_axis(field: str, title: str, high: float, *, ticks: int = 4) -> alt.Y:
    """A vertical axis from zero in whole figures with a thousands separator."""
    return alt.Y(
        field,
        title=title,
        scale=alt.Scale(domain=[0, high], nice=True, zero=True),
        axis=alt.Axis(
            grid=True,
            tickCount=ticks,
            format=",.0f",
            minExtent=_LEFT,
            maxExtent=_LEFT,
            domain=False,
            ticks=False,
            titleAlign="left",
            titleAngle=0,
            titleAnchor="end",
            titleX=-_LEFT + 4,
            titleY=-10,
            titleBaseline="bottom",
        ),
    )
