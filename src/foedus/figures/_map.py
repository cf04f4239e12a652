"""The cities day by day: what the record says of each beside how many runs have a crowd there."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, NamedTuple

import altair as alt
import polars as pl

from foedus.figures._figure import Figure, Grid
from foedus.figures._frames import Frames, layered, stacked
from foedus.figures._marks import Key, key
from foedus.figures._numbers import count, share, span
from foedus.figures._style import INK, NARROW, RUN, SMALL, WIDE, configure
from foedus.figures._svg import drawing

__all__ = ["STATUSES", "Projection", "city_map"]

#: What the record may say of a city on a day: how it is written and how it is drawn.
STATUSES: dict[str, tuple[str, str]] = {
    "none": ("no crowd", "dot"),
    "gathering": ("gathering", "ring"),
    "large_gathering": ("1,000 or more", "double ring"),
    "violence": ("violence", "square"),
    "controlled": ("order reported", "bar"),
    "unknown": ("not known", "?"),
}

_EARTH = 6371.0
_ASPECT = 0.56  # height of a map to its width


class _Frame(NamedTuple):
    """Where a small map stands on the drawing, in pixels."""

    left: float
    top: float
    width: float
    height: float


class Projection(NamedTuple):
    """Albers equal-area conic projection on a sphere of 6,371 km.

    Attributes
    ----------
    south, north
        Standard parallels, degrees north.
    central
        Central meridian, degrees east.
    box
        West, east, south and north edge of what is to be shown, in degrees.

    References
    ----------
    J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), 14-1 to 14-6.
    """

    south: float
    north: float
    central: float
    box: tuple[float, float, float, float]

    @classmethod
    def around(cls, cities: pl.DataFrame) -> Projection:
        """Fit the projection to the cities; the parallels stand a sixth of the height from the edges."""
        lats, lons = cities["lat"].to_list(), cities["lon"].to_list()
        west, east, south, north = min(lons) - 2, max(lons) + 2, min(lats) - 0.8, max(lats) + 0.8
        sixth = (north - south) / 6
        return cls(
            round(south + sixth),
            round(north - sixth) + 0.0,
            round((west + east) / 2),
            (west, east, south, north),
        )

    def plane(self, lat: float, lon: float) -> tuple[float, float]:
        """Kilometres east and north of where the central meridian meets the southern edge."""
        first, second, origin = (math.radians(angle) for angle in (self.south, self.north, self.box[2]))
        n = (math.sin(first) + math.sin(second)) / 2
        c = math.cos(first) ** 2 + 2 * n * math.sin(first)

        def radius(angle: float) -> float:
            return _EARTH * math.sqrt(c - 2 * n * math.sin(angle)) / n

        theta = n * math.radians(lon - self.central)
        rho = radius(math.radians(lat))
        return rho * math.sin(theta), radius(origin) - rho * math.cos(theta)

    def pixel(self, lat: float, lon: float, frame: _Frame) -> tuple[float, float]:
        """Where a place falls in a frame of the drawing."""
        left, right, low, high = self._edges()
        scale = min(frame.width / (right - left), frame.height / (high - low))
        x, y = self.plane(lat, lon)
        return (
            round(frame.left + frame.width / 2 + (x - (left + right) / 2) * scale, 1),
            round(frame.top + frame.height / 2 - (y - (low + high) / 2) * scale, 1),
        )

    def _edges(self) -> tuple[float, float, float, float]:
        west, east, south, north = self.box
        spots = [self.plane(lat, lon) for lat in (south, north) for lon in (west, self.central, east)]
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        return min(xs), max(xs), min(ys), max(ys)


def city_map(city_days: pl.DataFrame, *, days: int = 12, threshold: float | None = None) -> Figure:
    """Draw the cities of a case for each of the first days.

    Parameters
    ----------
    city_days
        ``city, lat, lon, population, day, date, street_p05, street_p50, street_p95, active_share,
        record_status, record_low, record_high``.
    days
        How many days to draw at most; days after the last of which the record speaks are left out.
    threshold
        Persons on the street from which a run counts as having a crowd in a city.
    """
    told = city_days.filter(pl.col("record_status").is_not_null())["day"].max()
    last = min(days, int(told)) if isinstance(told, int) else days
    shown = city_days.filter(pl.col("day") <= last).sort("day", "city")
    title = "The cities day by day: record and runs"
    words = _words(shown)
    earth = Projection.around(shown)
    wide = _chart(shown, earth, WIDE, 4)
    narrow = _chart(shown, earth, NARROW, 2)
    crowd = f"at least {count(threshold)} persons" if threshold else "the case's threshold for a crowd"
    return Figure(
        id="cities",
        title=title,
        svg=drawing(wide, "cities", title, words),
        narrow=drawing(narrow, "cities-narrow", title, words),
        alt=words,
        table=_table(shown),
        sources=(),
        note=(
            "A blue disc is the runs: its area is the share of runs with a crowd in the city that day "
            f"({crowd} at some hour), drawn in steps of a tenth; no disc is less than 5 %. The ink mark on "
            "it is the record's highest level of that local day; a question mark is a city and day of which "
            "no report was found, which is not the same as no crowd. Albers equal-area conic projection, "
            f"standard parallels {earth.south:g}° and {earth.north:g}° N, central meridian "
            f"{earth.central:g}° E; the grid is every 10° of longitude and 5° of latitude. No border is "
            "drawn. The sources of each city and day stand in the case's city_days.csv."
        ),
        chart=wide,
    )


def _chart(shown: pl.DataFrame, earth: Projection, width: int, columns: int) -> dict[str, Any]:
    data = Frames()
    room = width - 4
    names = _Frame(0, 0, room, round(room * _ASPECT))
    cell = room / columns
    height = round(cell * 0.58) + 24
    numbers = sorted(shown["day"].unique().to_list())
    frames = {
        day: _Frame(
            cell * (index % columns) + 3,
            names.height + 30 + (index // columns) * height,
            cell - 6,
            height - 18,
        )
        for index, day in enumerate(numbers)
    }
    total = names.height + 30 + math.ceil(len(numbers) / columns) * height
    layers = [
        *_graticule(data, earth, [names, *frames.values()]),
        *_labelled(data, earth, shown, names, width),
        *_days(data, earth, shown, frames),
    ]
    entries = [
        Key("point", RUN, "disc: share of runs with a crowd"),
        *(Key(_KEYS[drawn], INK, words) for words, drawn in STATUSES.values()),
    ]
    panel = layered(layers, room, total)
    return configure(stacked(panel, key(data, entries, room), spacing=8), data, width)


_KEYS = {
    "dot": "dot",
    "ring": "hollow",
    "double ring": "heavy",
    "square": "square",
    "bar": "tick",
    "?": "query",
}


def _x(field: str = "x") -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)


def _y(field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _multiples(low: float, high: float, step: int) -> list[float]:
    return [float(value) for value in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]


def _between(low: float, high: float, parts: int) -> list[float]:
    return [low + (high - low) * part / parts for part in range(parts + 1)]


def _graticule(data: Frames, earth: Projection, frames: list[_Frame]) -> list[alt.Chart]:
    west, east, south, north = earth.box
    meridians, parallels = _multiples(west, east, 10), _multiples(south, north, 5)
    rows, degrees = [], []
    for number, frame in enumerate(frames):
        parts = 6 if number else 18
        lines = [(f"m{lon:g}", [(lat, lon) for lat in _between(south, north, 4)]) for lon in meridians]
        lines += [(f"p{lat:g}", [(lat, lon) for lon in _between(west, east, parts)]) for lat in parallels]
        for name, spots in lines:
            for order, (lat, lon) in enumerate(spots):
                x, y = earth.pixel(lat, lon, frame)
                rows.append({"line": f"{number}{name}", "x": x, "y": y, "order": order})
    for lat in parallels:
        x, y = earth.pixel(lat, west, frames[0])
        degrees.append({"x": x, "y": y - 6, "text": f"{abs(lat):g}° {'N' if lat >= 0 else 'S'}"})
    for lon in meridians:
        x, y = earth.pixel(south, lon, frames[0])
        degrees.append({"x": x + 3, "y": y - 2, "text": f"{abs(lon):g}° {'E' if lon >= 0 else 'W'}"})
    base = data.chart(pl.DataFrame(rows)).mark_line(color=INK, opacity=0.16, strokeWidth=0.8)
    text = data.chart(pl.DataFrame(degrees)).mark_text(align="left", fontSize=9, color=INK, opacity=0.7)
    return [
        base.encode(x=_x(), y=_y(), detail=alt.Detail("line:N"), order=alt.Order("order:Q")),
        text.encode(x=_x(), y=_y(), text=alt.Text("text:N")),
    ]


def _labelled(
    data: Frames, earth: Projection, shown: pl.DataFrame, frame: _Frame, width: int
) -> list[alt.Chart]:
    """Show the map of names: a point for each city and its name where there is room for it."""
    cities = shown.unique("city", maintain_order=True).sort("population", descending=True)
    size = SMALL if width == WIDE else 9
    taken: list[tuple[float, float, float, float]] = []
    rows = []
    spots = [(row, *earth.pixel(row["lat"], row["lon"], frame)) for row in cities.iter_rows(named=True)]
    taken += [(x - 3, y - 3, x + 3, y + 3) for _, x, y in spots]
    for row, x, y in spots:
        long = 0.56 * size * len(row["city"]) + 2
        choices = [
            (x + 6, y, "left"),
            (x - 6, y, "right"),
            (x, y - size + 1, "center"),
            (x, y + size - 1, "center"),
            (x + 5, y + size * 0.8, "left"),
            (x + 5, y - size * 0.8, "left"),
            (x - 5, y + size * 0.8, "right"),
            (x - 5, y - size * 0.8, "right"),
        ]
        best = min(choices, key=lambda choice: _clash(choice, long, size, taken, width))
        taken.append(_extent(best, long, size))
        rows.append({"city": row["city"], "x": best[0], "y": best[1], "align": best[2]})
    dots = data.chart(pl.DataFrame([{"x": x, "y": y} for _, x, y in spots]))
    layers = [
        dots.mark_point(shape="circle", filled=True, color=INK, size=16, opacity=1, strokeWidth=0).encode(
            x=_x(), y=_y()
        )
    ]
    names = pl.DataFrame(rows)
    for align in ("left", "right", "center"):
        if (some := names.filter(pl.col("align") == align)).height:
            mark = data.chart(some).mark_text(align=align, baseline="middle", fontSize=size, color=INK)
            layers.append(mark.encode(x=_x(), y=_y(), text=alt.Text("city:N")))
    return layers


def _extent(choice: tuple[float, float, str], long: float, size: float) -> tuple[float, float, float, float]:
    x, y, align = choice
    left = x if align == "left" else x - long if align == "right" else x - long / 2
    return left, y - size / 2, left + long, y + size / 2


def _clash(
    choice: tuple[float, float, str],
    long: float,
    size: float,
    taken: list[tuple[float, float, float, float]],
    width: int,
) -> float:
    left, upper, right, lower = _extent(choice, long, size)
    outside = max(0.0, -left) + max(0.0, right - width + 4)
    overlap = sum(
        max(0.0, min(right, r) - max(left, a)) * max(0.0, min(lower, d) - max(upper, b))
        for a, b, r, d in taken
    )
    return overlap + 100 * outside


def _days(data: Frames, earth: Projection, shown: pl.DataFrame, frames: dict[int, _Frame]) -> list[alt.Chart]:
    rows = []
    for row in shown.iter_rows(named=True):
        x, y = earth.pixel(row["lat"], row["lon"], frames[row["day"]])
        drawn = STATUSES.get(row["record_status"] or "unknown", STATUSES["unknown"])[1]
        part = round(row["active_share"] or 0.0, 1) if (row["active_share"] or 0.0) >= 0.05 else 0.0
        rows.append({"x": x, "y": y, "size": round(part * 150), "drawn": drawn})
    marks = pl.DataFrame(rows)
    titles = []
    for day, frame in frames.items():
        given: date = shown.filter(pl.col("day") == day)["date"][0]
        titles.append({"x": frame.left, "y": frame.top - 5, "text": f"{given.day} {given:%b}"})
    layers = [
        data.chart(pl.DataFrame(titles))
        .mark_text(align="left", fontSize=SMALL, fontWeight="bold", color=INK, baseline="middle")
        .encode(x=_x(), y=_y(), text=alt.Text("text:N")),
        data.chart(marks.filter(pl.col("size") > 0))
        .mark_point(shape="circle", filled=True, color=RUN, opacity=0.5, strokeWidth=0)
        .encode(x=_x(), y=_y(), size=alt.Size("size:Q", scale=None, legend=None)),
    ]
    for drawn, shape, filled, size, stroke in (
        ("dot", "circle", True, 6, 0.0),
        ("ring", "circle", False, 44, 1.0),
        ("double ring", "circle", False, 80, 2.0),
        ("square", "square", False, 64, 1.7),
        ("bar", "stroke", False, 40, 1.4),
    ):
        if (some := marks.filter(pl.col("drawn") == drawn)).height:
            mark = data.chart(some).mark_point(
                shape=shape, filled=filled, color=INK, size=size, opacity=1, strokeWidth=stroke
            )
            layers.append(mark.encode(x=_x(), y=_y()))
    if (some := marks.filter(pl.col("drawn") == "?")).height:
        mark = data.chart(some).mark_text(fontSize=10, color=INK, baseline="middle")
        layers.append(mark.encode(x=_x(), y=_y(), text=alt.value("?")))
    return layers


def _words(shown: pl.DataFrame) -> str:
    parts = []
    for (day,), some in shown.group_by(["day"], maintain_order=True):
        given: date = some["date"][0]
        said = some.filter(pl.col("record_status").is_in(["gathering", "large_gathering", "violence"])).height
        unknown = some.filter(pl.col("record_status") == "unknown").height
        runs = some.filter(pl.col("active_share") >= 0.5).height
        more = f", {unknown} not known" if unknown else ""
        parts.append(f"{given.day} {given:%b}: record {said} of {some.height}{more}, most runs {runs}")
        assert day
    return "Cities with a crowd by day. " + "; ".join(parts) + "."


def _table(shown: pl.DataFrame) -> Grid:
    rows = []
    for row in shown.iter_rows(named=True):
        given: date = row["date"]
        status = STATUSES.get(row["record_status"] or "unknown", STATUSES["unknown"])[0]
        rows.append(
            (
                row["city"],
                f"{given.day} {given:%b}",
                status,
                "no count" if row["record_low"] is None and row["record_high"] is None else _persons(row),
                share(row["active_share"]),
                f"{count(row['street_p50'])} [{count(row['street_p05'])}–{count(row['street_p95'])}]",
            )
        )
    return Grid(
        (
            "City",
            "Day",
            "record: status",
            "record: persons",
            "run: share with a crowd",
            "run: persons [5–95 %]",
        ),
        tuple(rows),
        frozenset({3, 4, 5}),
    )


def _persons(row: dict[str, Any]) -> str:
    return span(row["record_low"], row["record_high"])
