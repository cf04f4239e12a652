"""The first section: what happened to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from foedus import figures
from foedus.figures import Calendar, Figure
from foedus.report._outline import Column, Paragraph, Picture, Section, Strong, Table, Text, text
from foedus.report._words import cited, fit_words, interval_of, record_words, run_words, split_sources

if TYPE_CHECKING:
    from foedus.study import Replay

__all__ = ["harm", "picture"]


class _Row(NamedTuple):
    """A line of the table: where its run stands in the summary, and the fact that it is compared with."""

    words: str
    key: str
    facts: tuple[str, ...]
    part: bool = False


_ROWS = (
    _Row("Deaths", "deaths", ("deaths",)),
    _Row("caused by state forces", "state", ("deaths_state",), True),
    _Row("of these in custody", "custody", ("deaths_custody",), True),
    _Row("of these not using violence", "unarmed", ("deaths_unarmed",), True),
    _Row("caused by people using violence", "armed", ("deaths_armed",), True),
    _Row("from lost services", "services", ("deaths_services",), True),
    _Row("Injured", "injured", ("injured",)),
    _Row("Detained", "detained", ("detained",)),
    _Row("Released", "released", ("released",)),
    _Row("Days of emergency", "emergency_days", ("emergency_days",)),
)


def harm(replay: Replay, calendar: Calendar) -> Section:
    """Deaths by channel, injured, detained, days of emergency: runs beside the record."""
    found = replay.summary["harm"]
    runs = {**found, "deaths": replay.summary["outcome"]["deaths"]}
    rows: list[tuple[Text, ...]] = []
    asked: list[str] = []
    for row in _ROWS:
        if row.key not in runs:
            continue
        record, sources, question = _record(replay, row)
        if question:
            asked.append(question)
            record += " †"
        name = f"– {row.words}" if row.part else row.words
        rows.append(
            (
                text(name) if row.part else text(Strong(name)),
                text(run_words(runs[row.key], "days" if row.key == "emergency_days" else "persons")),
                text(record),
                sources,
                text(fit_words(replay.fit.get(_footing(row.key)))),
            )
        )
    death = next((marker for marker in replay.markers if marker["id"] == "deaths"), None)
    table = Table(
        "harm-table",
        "Harm: runs and record",
        (
            Column("Persons, unless said otherwise"),
            Column("run, median [5–95 %]", numeric=True),
            Column("record", numeric=True),
            Column("what the record counts, and its source", screen=False),
            Column("rests on: fit, cause", screen=False),
        ),
        tuple(rows),
        text(
            "“No count” is not zero; a dagger marks a number that answers a question of its own. Deaths in "
            "custody and of people not using violence are parts of those caused by state forces. Detentions "
            "are counted each time. The states of emergency are handed to the runs from the record."
        ),
        screen=True,
    )
    lead = text(
        "The runs divide deaths by who or what caused them. Where the record gives no number, or does not "
        "divide it this way, the table says so; nothing is put in its place."
    )
    final = (death["record"]["low"], death["record"]["high"]) if death else None
    return Section(
        "harm",
        "Harm",
        (
            Paragraph(lead, "lead"),
            table,
            *_questions(asked),
            picture(replay, figures.deaths(replay.hourly, replay.record_points, calendar, final=final)),
            picture(replay, figures.detained(replay.hourly, replay.record_points, calendar)),
        ),
    )


def picture(replay: Replay, figure: Figure) -> Picture:
    """A figure with its sources as links."""
    names = [name for words in figure.sources for name in split_sources(words)]
    return Picture(figure, cited(replay.evidence, names, most=12) if names else ())


def _footing(key: str) -> str:
    return f"deaths_{key}" if key in ("state", "armed", "services", "custody", "unarmed") else key


def _questions(asked: list[str]) -> tuple[Paragraph, ...]:
    """What the record counts where it is not exactly what the runs count; the page has it in the table."""
    if not asked:
        return ()
    return (Paragraph(text("† The record answers: ", " ".join(asked)), "screen only", screen=True),)


def _record(replay: Replay, row: _Row) -> tuple[str, Text, str]:
    """Interval, sources, and the record's own question where it is not the marker's."""
    for marker in replay.markers:
        if marker["id"] == row.key:
            return record_words(marker["record"]), cited(replay.evidence, split_sources(marker["source"])), ""
    for fact in row.facts:
        if found := interval_of(replay.evidence, fact):
            low, high, sources = found
            question = replay.evidence.fact(fact).question
            told = text(f"† {question} ", cited(replay.evidence, sources))
            return record_words({"low": low, "high": high}), told, question
    if row.key == "emergency_days":
        return "as in the runs", text("the case’s schedule"), ""
    return "no count", text("–"), ""
