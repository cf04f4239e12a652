"""What a what-if changes: the same runs with every lever at the record, difference by difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from foedus import figures
from foedus.figures import change, share, shares, signed
from foedus.report._outline import (
    Block,
    Code,
    Column,
    Fold,
    Paragraph,
    Picture,
    Section,
    Strong,
    Table,
    Text,
    text,
)
from foedus.report._rivals import reached, sample_words, silent
from foedus.report._words import places, run_words
from foedus.study import LEAST, UNRANKED, VARIANTS

if TYPE_CHECKING:
    from foedus.study import Comparison, Difference, Over, Replay

__all__ = ["against"]

_TITLE = "Against the record"
_DASH = "–"


class _Row(NamedTuple):
    """How an outcome is called, as a row and alone; what shares its axis; the unit of the axis."""

    words: str
    alone: str
    panel: str
    unit: str
    part: bool = False


_ROWS = {
    "deaths": _Row("Deaths", "deaths", "deaths", "deaths"),
    "deaths_state": _Row("caused by state forces", "deaths caused by state forces", "deaths", "deaths", True),
    "deaths_custody": _Row("of these in custody", "deaths in custody", "deaths", "deaths", True),
    "deaths_unarmed": _Row(
        "of these not using violence", "deaths of people not using violence", "deaths", "deaths", True
    ),
    "deaths_armed": _Row(
        "caused by people using violence", "deaths caused by people using violence", "deaths", "deaths", True
    ),
    "deaths_services": _Row("from lost services", "deaths from lost services", "deaths", "deaths", True),
    "injured": _Row("Injured", "injured", "people", "persons"),
    "detained": _Row("Detained", "detained", "people", "persons"),
    "released": _Row("Released", "released", "people", "persons"),
    "peak_on_street": _Row(
        "Most people on the street", "most people on the street", "street", "persons at one time"
    ),
    "peak_violent": _Row(
        "Most people using violence", "most people using violence", "street", "persons at one time"
    ),
    "calm_day": _Row("First day of calm (day)", "first day of calm", "days", "days"),
    "adopted": _Row("Council adopts (% of runs)", "whether the council adopts", "", ""),
    "decision_hours": _Row("Request to decision (hours)", "hours to the decision", "hours", "hours"),
    "personnel": _Row("Size of the force", "size of the force", "force", "persons of the outside force"),
    "first_arrival_hours": _Row("Request to first unit (hours)", "hours to the first unit", "hours", "hours"),
    "closure_hours": _Row(
        "Request to complete force (hours)", "hours to the complete force", "hours", "hours"
    ),
}  # fmt: skip


def against(replay: Replay) -> tuple[Section, ...]:
    """The section; none where every lever stands at the record."""
    found = replay.comparison
    if found is None:
        return ()
    blocks: list[Block] = [
        Paragraph(_lead(found), "lead"),
        Paragraph(_brief(found), "screen only", screen=True),
        *_tables(found),
    ]
    if same := [_ROWS[one.outcome].alone for one in found.differences if not one.differs]:
        blocks.append(Paragraph(text(f"{_TITLE} no run differs in: {', '.join(same)}."), screen=True))
    if found.over:
        told = _signs(found, found.over) if found.over.told else text(silent(found, found.over))
        blocks.append(Paragraph(told, "screen only", screen=True))
    blocks.append(Paragraph(_through(found)))
    if (drawn := figures.differences(_frame(found))) is not None:
        blocks.append(Picture(drawn))
    blocks += _over(found)
    return (Section("against", _TITLE, tuple(blocks)),)


def _moved(found: Comparison) -> str:
    return "; ".join(
        f"{name} = {_value(now)} (record: {_value(was)})" for name, (was, now) in found.moved.items()
    )


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.6g}".replace("-", "−")


def _under(found: Comparison) -> str:
    if found.held == "base":
        return ""
    return f" Both sides are run under the variant {found.held}, with {sample_words(found.origin)}."


def _lead(found: Comparison) -> Text:
    return text(
        f"Moved: {_moved(found)}. Each of the {found.runs:,} runs is paired with the run that has the same "
        "parameters, the same luck and every lever at the record; a difference is what-if less record’s "
        "setting. That setting is the model with all levers where they stood, and not the record itself. In "
        f"brackets stands what parameters and the rest of luck leave open.{_under(found)} ",
        Strong(UNRANKED),
    )


def _brief(found: Comparison) -> Text:
    return text(
        f"{_moved(found)}. What-if less record’s setting, {found.runs:,} pairs of runs with the same "
        f"parameters and luck, median.{_under(found)} {UNRANKED}"
    )


def _tables(found: Comparison) -> list[Block]:
    """What differs, and both sides of it."""
    over = found.over if found.over and found.over.told else None
    shown = [one for one in found.differences if one.differs]
    names = Column("Persons, unless said otherwise")
    gaps = Table(
        "against-table",
        "Differences: what-if less record’s setting",
        (
            names,
            Column("difference [5–95 %]", numeric=True),
            Column("% less / same / more", numeric=True),
            *([Column("over all rivals", numeric=True, wide=True)] if over else []),
            Column("rests on: fit, cause", screen=False),
        ),
        tuple(
            (
                _name(one),
                text(_gap(one)),
                text(shares(one.less, one.same, one.more) if one.runs else _DASH),
                *([text(_range(one, over))] if over else []),
                text(f"{one.label.fit}, {one.label.cause}"),
            )
            for one in shown
        ),
        text(
            "A difference is the median of the pairs; that of whether the council adopts is in percentage "
            "points. The order is fixed and says "
            "nothing of size."
            + (
                " Over all rivals: least and greatest median under the rival hypotheses that survive, and "
                "“less” or “more” where at least two runs in three go that way under every one of them"
                + _but(found, over)
                if over
                else ""
            )
        ),
        screen=True,
    )
    sides = Table(
        "against-sides",
        "Both sides, and the mean difference",
        (
            names,
            Column("record’s setting [5–95 %]", numeric=True),
            Column("what-if [5–95 %]", numeric=True),
            Column("mean difference [its 95 %]", numeric=True),
            Column("pairs with both", numeric=True),
        ),
        tuple(
            (_name(one), *(text(side) for side in _sides(one)), text(_mean(one)), text(f"{one.runs:,}"))
            for one in shown
        ),
        text(
            "Median and 5–95 % of either side, over the runs in which it happened there. The interval of the "
            "mean is what so few runs leave open; runs with the same parameters count as one cluster. A "
            "difference and its shares are of the pairs in which it happened on both sides."
        ),
    )
    return [gaps, sides] if shown else []


def _name(one: Difference) -> Text:
    known = _ROWS[one.outcome]
    return text(f"– {known.words}") if known.part else text(Strong(known.words))


def _sides(one: Difference) -> tuple[str, str]:
    def words(side: dict[str, float | None]) -> str:
        if one.outcome == "adopted" and side["mean"] is not None:
            return share(side["mean"])
        return run_words(side, one.unit)

    return words(one.record), words(one.what_if)


def _points(value: float | None) -> float | None:
    return None if value is None else 100.0 * value


def _gap(one: Difference) -> str:
    if one.change is None:
        return one.said
    if one.outcome == "adopted":
        return f"{signed(_points(one.change['mean']), 1)} points"
    return change(one.change["p05"], one.change["p50"], one.change["p95"], places(one.unit))


def _mean(one: Difference) -> str:
    if one.change is None:
        return _DASH
    values = [one.change[name] for name in ("mean_low", "mean", "mean_high")]
    if one.outcome == "adopted":
        values = [_points(value) for value in values]
    return change(values[0], values[1], values[2], 2)


def _range(one: Difference, over: Over) -> str:
    if (ends := over.medians(one.outcome)) is None:
        return _DASH
    sign = over.sign(one.outcome)
    if one.outcome == "adopted":
        return sign
    low, high = (signed(end, places(one.unit)) for end in ends)
    return f"{low}, {sign}" if low == high else f"{low} to {high}, {sign}"


def _signs(found: Comparison, over: Over) -> Text:
    """What holds whichever rival hypothesis is right, in the order of the table, and how near each came."""
    parts = []
    for sign in ("less", "more", "unclear"):
        names = [one.outcome for one in found.differences if one.differs and over.sign(one.outcome) == sign]
        if names:
            parts.append(f"{sign}: {', '.join(_ROWS[name].alone for name in names)}")
    said = "; ".join(parts) or "too few pairs to say anything"
    return text(f"{_TITLE} under every rival hypothesis that survives – {said}. {reached(over)}")


def _but(found: Comparison, over: Over) -> str:
    """Which outcomes some variant does not tell: the end of a sentence."""
    parts = []
    for one in found.differences:
        missing = over.untold(one.outcome) if one.differs else ()
        if missing and len(missing) < len(over.under):
            parts.append(f"{_ROWS[one.outcome].alone} under {', '.join(missing)}")
    if not parts:
        return "."
    return f"; without those that have fewer than {LEAST} pairs with both sides: {'; '.join(parts)}."


def _through(found: Comparison) -> Text:
    if not found.mechanisms:
        return text("No declared mechanism is named for what was moved; its effect is assumed.")
    parts: list[str | Code | Strong] = []
    for index, (name, row) in enumerate(found.mechanisms.items()):
        parts += [
            "; " if index else "",
            Strong(name),
            f" ({row['meaning']}): fit {row['fit']}, {row['cause']}",
        ]
    return text(
        "What was moved acts through ",
        *parts,
        ". A difference rests on no more than the weakest of these, of the parameters in them that it hangs "
        "on, and of the answer itself: where the record left them as wide as they were, the difference is "
        "the prior carried through.",
    )


_SCHEMA: dict[str, Any] = {
    "label": pl.String,
    "panel": pl.String,
    "unit": pl.String,
    "p05": pl.Float64,
    "p50": pl.Float64,
    "p95": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def _frame(found: Comparison) -> pl.DataFrame:
    """What is drawn: outcomes with a difference between the 5 and 95 % points; shares stay in the table."""
    rows = []
    for one in found.differences:
        known = _ROWS[one.outcome]
        if one.change is None or not known.panel:
            continue
        ends = found.over.medians(one.outcome) if found.over else None
        if not any((one.change["p05"], one.change["p95"], *(ends or ()))):
            continue
        rows.append(
            {
                "label": (f"– {known.words}" if known.part else known.words).partition(" (")[0],
                "panel": known.panel,
                "unit": known.unit,
                **{name: one.change[name] for name in ("p05", "p50", "p95")},
                "low": ends[0] if ends else None,
                "high": ends[1] if ends else None,
            }
        )
    return pl.DataFrame(rows, schema=_SCHEMA)


def _over(found: Comparison) -> list[Block]:
    """The rival hypotheses: where the verdicts are from, and every difference under each."""
    over = found.over
    if over is None:
        told = "These runs hold one variant, so they are not told under its rivals."
        return [Paragraph(text(told))]
    if not over.under:
        return [Paragraph(text(silent(found, over)))]
    several = (
        f"Under each {over.under[0].runs:,} pairs of runs are told. {reached(over)} Distance is in units of "
        "the markers’ scales; a variant that stays far from the record is told like the others."
        if over.told
        else silent(found, over)
    )
    units = {one.outcome: one.unit for one in found.differences if one.differs}
    rows = [
        (
            text(Strong(_ROWS[outcome].alone)),
            text(Code(one.variant)),
            text(f"{changed.runs:,}" if changed else f"fewer than {LEAST}"),
            text(signed(changed.p50, places(units[outcome])) if changed and outcome != "adopted" else _DASH),
            text(shares(changed.less, changed.same, changed.more) if changed else _DASH),
        )
        for outcome in _ROWS
        if outcome in units
        for one in over.under
        if one.runs
        for changed in [one.changes.get(outcome)]
    ]
    table = Table(
        "against-variants",
        "Differences under each rival hypothesis",
        (
            Column("Outcome"),
            Column("variant"),
            Column("pairs of runs", numeric=True),
            Column("median difference", numeric=True),
            Column("less / same / more, %", numeric=True),
        ),
        tuple(rows),
    )
    meanings = tuple(
        (
            text(Code(one.variant)),
            text(VARIANTS[one.variant].meaning),
            text(f"{one.distance:.2f}"),
            text(f"{one.rows:,}"),
            text(f"{one.runs:,}"),
        )
        for one in over.under
    )
    held = Table(
        "against-held",
        "What each holds, and how near the record its sample comes",
        (
            Column("Variant"),
            Column("holds"),
            Column("within, of the record", numeric=True),
            Column("rows", numeric=True),
            Column("pairs of runs", numeric=True),
        ),
        meanings,
    )
    return [
        Paragraph(
            text(
                "Rival hypotheses on the model are not averaged: what the what-if does is told under every "
                f"one that survives. {over.survivors.note(found.case)}. {several}"
            )
        ),
        Fold(
            f"Every difference under each of {len(over.under)} rival hypotheses",
            (held, table) if rows else (held,),
        ),
    ]
