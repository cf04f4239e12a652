"""Who would consent, and on which legal position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import polars as pl

from foedus.figures._figure import Figure, Grid
from foedus.figures._frames import Frames, layered, stacked
from foedus.figures._marks import Key, key
from foedus.figures._numbers import share
from foedus.figures._style import HATCH, INK, NARROW, PAPER, RUN, SECOND, SMALL, TEXT, WIDE, configure
from foedus.figures._svg import drawing

__all__ = ["LETTERS", "council", "status_words"]

_ROW = 34
_ANSWERS = (
    ("consent", "consent", "bar", RUN, 1.0),
    ("non_objection", "no objection", "pale", RUN, 0.4),
    ("absence", "absence", "hatch", HATCH, 1.0),
    ("objection", "objection", "bar", SECOND, 1.0),
)

#: Statuses of a legal position: the letter that stands for each where room is short.
LETTERS: dict[str, str] = {
    "applies": "A",
    "does_not_apply": "N",
    "contested": "C",
    "unknown": "U",
    "conflict": "X",
    "silent": "–",
}


def status_words(status: str) -> str:
    """The status of a legal position in words."""
    return status.replace("_", " ")


def council(members: pl.DataFrame, routes: Mapping[str, str]) -> Figure:
    """Draw the answers of the members beside their legal positions.

    Parameters
    ----------
    members
        ``state, name, requester, consent, non_objection, objection, absence`` (shares of the runs in
        which the question was put), ``legal`` (−1…1), ``legal_basis`` and one column of statuses for
        each route.
    routes
        Name of each route's column, and the short citation to print above it.
    """
    shown = members.sort("consent", "state", descending=[True, False])
    title = "Answers of the members, and the legal position of each"
    words = _words(shown, routes)
    wide = _chart(shown, routes, WIDE)
    narrow = _chart(shown, routes, NARROW)
    letters = ", ".join(f"{letter} {status_words(status)}" for status, letter in LETTERS.items())
    return Figure(
        id="council",
        title=title,
        svg=drawing(wide, "council", title, words),
        narrow=drawing(narrow, "council-narrow", title, words),
        alt=words,
        table=_table(shown, routes),
        sources=(),
        note=(
            "Bars are shares of the runs in which the question was put to the members; figures are per cent. "
            "The words beside a bar are the status of each route over the readings that the member held that "
            "day. The number under a name is what the declared table makes of it, from −1 to 1, and what it "
            "rests on: held (a reading that the member is on record with), text (no open word is involved) "
            "or prior (no reading of the member is known). On a narrow screen the statuses are letters: "
            f"{letters}."
        ),
        chart=wide,
    )


def _chart(members: pl.DataFrame, routes: Mapping[str, str], width: int) -> dict[str, Any]:
    frames = Frames()
    small = width == NARROW
    left = 84 if small else 118
    column = 23 if small else 71
    bars = width - left - column * len(routes) - 16
    height = _ROW * members.height
    rows: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for index, row in enumerate(members.iter_rows(named=True)):
        y = float(index * _ROW)
        start = 0.0
        names.append({"x": -left + 2, "y": y + 11, "text": row["name"]})
        number = _number(row["legal"])
        under = number if small else f"{number} ({row['legal_basis']})"
        if row["requester"]:
            under = "asked" if small else f"asked; {under}"
        texts.append({"x": -left + 2, "y": y + 25, "text": under, "align": "left"})
        for column_name, *_ in _ANSWERS:
            part = row[column_name] or 0.0
            rows.append(
                {
                    "x": start * bars,
                    "x2": (start + part) * bars,
                    "y": y + 6,
                    "y2": y + 26,
                    "answer": column_name,
                }
            )
            if part * bars > 24:
                texts.append(
                    {
                        "x": (start + part / 2) * bars,
                        "y": y + 16.5,
                        "text": share(part)[:-2],
                        "align": "on" if column_name in ("consent", "objection") else "over",
                    }
                )
            start += part
        for place, route in enumerate(routes):
            status = row[route] or "unknown"
            word = LETTERS.get(status, "?") if small else _brief(status)
            texts.append(
                {
                    "x": bars + 12 + column * (place + (0.5 if small else 0)),
                    "y": y + 16.5,
                    "text": word,
                    "align": "st",
                }
            )
    heads = [
        {"x": bars + 12 + column * (place + (0.5 if small else 0)), "y": -10.0, "text": name}
        for place, name in enumerate(routes.values())
    ]
    boxes = pl.DataFrame(rows)
    layers: list[alt.Chart] = []
    for name, _, _, hue, opacity in _ANSWERS:
        some = boxes.filter((pl.col("answer") == name) & (pl.col("x2") - pl.col("x") > 0.4))
        if some.height:
            layers.append(
                frames.chart(some)
                .mark_rect(color=hue, opacity=opacity, stroke=INK, strokeWidth=0.5, strokeOpacity=0.7)
                .encode(x=_x("x"), x2=alt.X2("x2:Q"), y=_y("y"), y2=alt.Y2("y2:Q"))
            )
    frame = pl.DataFrame(texts)
    layers.append(_text(frames, pl.DataFrame(names), size=TEXT, weight="bold"))
    layers.append(_text(frames, frame.filter(pl.col("align") == "left"), size=SMALL - (1 if small else 0)))
    layers.append(
        _text(frames, frame.filter(pl.col("align") == "on"), size=SMALL, align="center", paper=True)
    )
    layers.append(_text(frames, frame.filter(pl.col("align") == "over"), size=SMALL, align="center"))
    align: Literal["left", "center"] = "center" if small else "left"
    layers.append(_text(frames, frame.filter(pl.col("align") == "st"), size=SMALL, align=align))
    if small:
        heads = [{**head, "text": f"{place + 1}"} for place, head in enumerate(heads)]
    layers.append(_text(frames, pl.DataFrame(heads), size=SMALL, weight="bold", align=align))
    panel = layered(layers, width - left - 4, height)
    entries = [Key(kind, hue, words) for _, words, kind, hue, _ in _ANSWERS]
    parts: list[dict[str, Any]] = [key(frames, entries, width - 14, left=-left + 2, gap=12), panel]
    if small:
        named = ", ".join(f"{place + 1} {name}" for place, name in enumerate(routes.values()))
        below = pl.DataFrame([{"x": -left + 2.0, "y": 4.0, "text": named}])
        parts.append(layered([_text(frames, below, size=SMALL)], width - left - 4, 12))
    return configure(stacked(*parts, spacing=14), frames, width)


def _number(legal: float | None) -> str:
    if legal is None:
        return "no number"
    return f"{legal:+.2f}".replace("-", "−") if legal else "0"


def _brief(status: str) -> str:
    return {"does_not_apply": "not", "unknown": "unknown"}.get(status, status_words(status))


def _text(
    frames: Frames,
    frame: pl.DataFrame,
    *,
    size: int,
    align: Literal["left", "center"] = "left",
    weight: Literal["normal", "bold"] = "normal",
    paper: bool = False,
) -> Any:
    color = PAPER if paper else INK
    mark = frames.chart(frame).mark_text(
        align=align,
        baseline="middle",
        fontSize=size,
        fontWeight=weight,
        color=color,
    )
    return mark.encode(x=_x("x"), y=_y("y"), text=alt.Text("text:N"))


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _words(members: pl.DataFrame, routes: Mapping[str, str]) -> str:
    parts = []
    for row in members.iter_rows(named=True):
        legal = ", ".join(f"{name} {status_words(row[route] or 'unknown')}" for route, name in routes.items())
        answers = ", ".join(f"{words} {share(row[name])}" for name, words, *_ in _ANSWERS if row[name])
        parts.append(
            f"{row['name']}{' (asked)' if row['requester'] else ''}: {answers or 'not asked'}; {legal}"
        )
    return ". ".join(parts) + "."


def _table(members: pl.DataFrame, routes: Mapping[str, str]) -> Grid:
    rows = [
        (
            row["name"] + (" (asked)" if row["requester"] else ""),
            *(share(row[name]) for name, *_ in _ANSWERS),
            _number(row["legal"]),
            row["legal_basis"],
            *(status_words(row[route] or "unknown") for route in routes),
        )
        for row in members.iter_rows(named=True)
    ]
    return Grid(
        ("Member", *(words for _, words, *_ in _ANSWERS), "legal number", "rests on", *routes.values()),
        tuple(rows),
        frozenset(range(1, 6)),
    )
