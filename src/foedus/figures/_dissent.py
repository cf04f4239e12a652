"""Where the sources disagree, fact by fact."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from foedus.figures._figure import Figure, Grid
from foedus.figures._frames import Frames, layered, stacked
from foedus.figures._marks import Key, key
from foedus.figures._numbers import exact, span
from foedus.figures._style import INK, NARROW, RUN, SMALL, WIDE, configure
from foedus.figures._svg import drawing

__all__ = ["dissent"]

_ROW = 40


def dissent(claims: pl.DataFrame) -> Figure | None:
    """Draw the claims on every counted fact on which they differ.

    Parameters
    ----------
    claims
        One row a claim: ``fact, question, unit, low, high, role`` (``chosen``, ``kept`` or
        ``withdrawn``), ``holder``, ``source``, ``status``. Bounds null where not given.

    Returns
    -------
    Figure or None
        Nothing where no counted fact is in dispute.
    """
    some = claims.filter(pl.col("low").is_not_null() | pl.col("high").is_not_null())
    facts = [
        name
        for (name,), rows in some.group_by(["fact"], maintain_order=True)
        if len({(row["low"], row["high"]) for row in rows.iter_rows(named=True)}) > 1
    ]
    shown = some.filter(pl.col("fact").is_in(facts))
    if not facts:
        return None
    title = "Where the sources disagree on a number"
    words = _words(shown)
    wide = _chart(shown, WIDE)
    narrow = _chart(shown, NARROW)
    return Figure(
        id="dissent",
        title=title,
        svg=drawing(wide, "dissent", title, words),
        narrow=drawing(narrow, "dissent-narrow", title, words),
        alt=words,
        table=_table(shown),
        sources=tuple(dict.fromkeys(shown["source"].to_list())),
        note=(
            "Each line has its own scale, from the lowest to the highest claim on it; the ends are printed. "
            "A full circle or bar is the claim that was chosen on declared grounds, a hollow mark a claim "
            "that was kept as dissent, a cross a claim that its maker withdrew. A line without a full mark "
            "is undecided: no ground separates its claims. Distances on different lines cannot be compared."
        ),
        chart=wide,
    )


def _chart(claims: pl.DataFrame, width: int) -> dict[str, Any]:
    frames = Frames()
    small = width == NARROW
    left, right = (58, 106) if small else (86, 116)
    plot = width - left - right - 4
    rows: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    tall = 58 if small else _ROW
    for index, ((_,), some) in enumerate(claims.group_by(["fact"], maintain_order=True)):
        y = float(index * tall)
        values = [value for name in ("low", "high") for value in some[name].drop_nulls()]
        low, high = min(values), max(values)
        width_ = (high - low) or 1.0
        question = str(some["question"][0])
        lines = _wrapped(question, 46 if small else 100)
        for number, line in enumerate(lines[:2]):
            words.append({"x": float(-left), "y": y + 8 + 13 * number, "text": line, "align": "left"})
        base = y + (14 + 13 * len(lines[:2]) if small else 27)
        unit = "" if some["unit"][0] in ("1", "persons") else f" {some['unit'][0]}"
        words.append({"x": -8.0, "y": base, "text": exact(low), "align": "right"})
        words.append({"x": plot + 8.0, "y": base, "text": exact(high) + unit, "align": "left"})
        rows.append({"x": 0.0, "x2": float(plot), "y": base, "role": "axis", "wide": True})
        for row in some.iter_rows(named=True):
            start = row["low"] if row["low"] is not None else row["high"]
            end = row["high"] if row["high"] is not None else row["low"]
            rows.append(
                {
                    "x": round((start - low) / width_ * plot, 1),
                    "x2": round((end - low) / width_ * plot, 1),
                    "y": base,
                    "role": row["role"],
                    "wide": start != end,
                }
            )
    frame = pl.DataFrame(rows)
    layers = [_rule(frames, frame, "axis", 1, 0.3)]
    layers += [_rule(frames, frame, "kept", 6, 0.3), _rule(frames, frame, "chosen", 6, 1)]
    middle = frame.with_columns(x=(pl.col("x") + pl.col("x2")) / 2)
    for role, shape, filled, hue, size in (
        ("kept", "circle", False, INK, 46),
        ("withdrawn", "cross", False, INK, 50),
        ("chosen", "circle", True, RUN, 62),
    ):
        drawn = (pl.col("role") == role) & ~(pl.col("wide") & (pl.col("role") == "chosen"))
        if (marks := middle.filter(drawn)).height:
            mark = frames.chart(marks).mark_point(
                shape=shape, filled=filled, color=hue, size=size, opacity=1, strokeWidth=0 if filled else 1.3
            )
            layers.append(mark.encode(x=_x("x"), y=_y("y")))
    texts = pl.DataFrame(words)
    for align in ("left", "right"):
        text = frames.chart(texts.filter(pl.col("align") == align)).mark_text(
            align=align, fontSize=SMALL, color=INK, baseline="middle"
        )
        layers.append(text.encode(x=_x("x"), y=_y("y"), text=alt.Text("text:N")))
    height = tall * (frame.filter(pl.col("role") == "axis").height)
    panel = layered(layers, plot, height)
    entries = [
        Key("point", RUN, "chosen"),
        Key("hollow", INK, "kept as dissent"),
        Key("cross", INK, "withdrawn"),
    ]
    return configure(
        stacked(key(frames, entries, width - 14, left=-left, gap=10), panel, spacing=6),
        frames,
        width,
    )


def _rule(frames: Frames, frame: pl.DataFrame, role: str, stroke: float, opacity: float) -> Any:
    some = frame.filter((pl.col("role") == role) & pl.col("wide"))
    hue = RUN if role == "chosen" else INK
    mark = frames.chart(some).mark_rule(color=hue, strokeWidth=stroke, opacity=opacity)
    return mark.encode(x=_x("x"), x2=alt.X2("x2:Q"), y=_y("y"))


def _wrapped(text: str, room: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _words(claims: pl.DataFrame) -> str:
    parts = []
    for (_,), some in claims.group_by(["fact"], maintain_order=True):
        chosen = some.filter(pl.col("role") == "chosen")
        others = some.filter(pl.col("role") != "chosen")
        said = ", ".join(span(row["low"], row["high"]) for row in chosen.iter_rows(named=True)) or "none"
        rest = ", ".join(
            span(row["low"], row["high"]) + (" (withdrawn)" if row["role"] == "withdrawn" else "")
            for row in others.iter_rows(named=True)
        )
        parts.append(f"{some['question'][0]} Chosen {said}; others say {rest or 'the same'}")
    return ". ".join(parts) + "."


def _table(claims: pl.DataFrame) -> Grid:
    rows = tuple(
        (
            str(row["question"]),
            span(row["low"], row["high"]),
            str(row["unit"]),
            {"kept": "kept as dissent"}.get(row["role"], row["role"]),
            str(row["holder"] or "not stated"),
            str(row["source"]),
        )
        for row in claims.iter_rows(named=True)
    )
    return Grid(("Question", "claim", "unit", "role", "who says so", "source"), rows, frozenset({1}))
