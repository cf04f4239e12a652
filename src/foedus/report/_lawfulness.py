"""Lawfulness: which rules the events of the record, and of one run, put at issue, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from foedus.report._outline import Column, Fold, Paragraph, Section, Status, Strong, Table, Text, text

if TYPE_CHECKING:
    from foedus.chronicle import Chronicle
    from foedus.study import Replay
    from foedus.treaty import Flag, SituationFile

__all__ = ["lawfulness"]


def lawfulness(replay: Replay, situation: SituationFile) -> Section:
    """Events against the articles that they touch: life first, then torture, liberty, speech, force."""
    found = _flags(replay.record, situation)
    events = len({flag.event for flag in found})
    lead = text(
        "Lawful here means named articles. Each event of the record is held against general international "
        "law and the human-rights law that binds the state, in emergencies too; a flag says that a rule is "
        f"at issue on what is told, by whom, and finds nobody guilty. {len(found)} flags on {events} of "
        f"{len(replay.record)} events. This is an encoding of the texts, not legal advice."
    )
    brief = text(
        f"{len(found)} flags on {events} of {len(replay.record)} events of the record, under general and "
        "human-rights law; ‘foedus treaty flags’ tells who says so."
    )
    return Section(
        "lawfulness",
        "Lawfulness",
        (
            Paragraph(lead, "lead"),
            Paragraph(brief, "screen only", screen=True),
            _by_harm(found, _flags(replay.chronicle, situation)),
            Fold("Every flagged event, with who says so", (_events(found),)),
            Fold("The rules", (_rules(found),)),
        ),
    )


def _flags(chronicle: Chronicle, situation: SituationFile) -> list[Flag]:
    from foedus.treaty import flags

    if situation.target is None:
        return []
    return flags(chronicle, target=situation.target, situation=situation.situation())


def _by_harm(record: list[Flag], run: list[Flag]) -> Table:
    from foedus.treaty import HARMS

    rows: list[tuple[Text, ...]] = []
    for harm, words in HARMS.items():
        told = [flag for flag in record if flag.harm == harm]
        made = [flag for flag in run if flag.harm == harm]
        if not told and not made:
            continue
        articles = dict.fromkeys(flag.article for flag in told if flag.binding)
        rows.append(
            (
                text(Strong(words)),
                text(str(len({flag.event for flag in told}))),
                text(str(len({flag.event for flag in told if flag.if_so}))),
                text(_grouped(articles)),
                text(str(len({flag.event for flag in made}))),
            )
        )
    return Table(
        "flags",
        "What the events put at issue, the gravest harm first",
        (
            Column("What is at stake"),
            Column("events", numeric=True),
            Column("of them ‘if so’", numeric=True),
            Column("binding articles", wide=True),
            Column("in one run", numeric=True, screen=False),
        ),
        tuple(rows),
        text(
            "Counts of events of the record, not of persons; ‘if so’: one side claims it, or one source "
            "tells it alone. The last column is one representative run, whose events are the model’s and of "
            "fewer kinds."
        ),
    )


def _grouped(articles: Iterable[str]) -> str:
    """Articles under the name of their text, which is told once."""
    texts: dict[str, list[str]] = {}
    for article in articles:
        name, _, number = article.rpartition(", ")
        texts.setdefault(name or article, []).append(number if name else "")
    return "; ".join(f"{name} {', '.join(filter(None, numbers))}".strip() for name, numbers in texts.items())


def _events(found: list[Flag]) -> Table:
    rows: list[tuple[Text, ...]] = []
    for _, group in groupby(found, key=lambda flag: (flag.harm, flag.event)):
        flags = list(group)
        first = flags[0]
        cells = [text(flag.article, " ", Status(flag.status)) for flag in flags]
        sure = f"{first.event_status}, if so" if first.if_so else first.event_status
        rows.append(
            (
                text(f"{first.day.isoformat()} {first.place}: {first.what}"),
                text(*(part for i, cell in enumerate(cells) for part in (("; ",) if i else ()) + cell)),
                text(f"{'; '.join(first.who) or 'nobody named'} ({sure})"),
            )
        )
    return Table(
        "flagged-events",
        "Events of the record and the articles that they touch",
        (Column("Event"), Column("articles"), Column("who says so")),
        tuple(rows),
        text("‘If so’: one side's claim, or told by one source only."),
    )


def _rules(found: list[Flag]) -> Table:
    rules = sorted({flag.citation: flag for flag in found}.values(), key=lambda flag: flag.citation)
    return Table(
        "rules-at-issue",
        "The rules at issue",
        (Column("Rule"), Column("what it says"), Column("force")),
        tuple(
            (
                text(rule.article),
                text(rule.gist),
                text("binding" if rule.binding else "does not bind by itself"),
            )
            for rule in rules
        ),
        text("Rules in force on the day of the event, in own words."),
    )
