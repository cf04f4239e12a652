"""The second section: who is bound or empowered, by which article, on whose reading and account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.figures import status_words
from foedus.report._outline import (
    Block,
    Branch,
    Bullets,
    Code,
    Column,
    Fold,
    Inline,
    Paragraph,
    Section,
    Status,
    Strong,
    Table,
    Text,
    text,
)

if TYPE_CHECKING:
    from foedus.study import Replay
    from foedus.treaty import Node, Position, SituationFile

__all__ = ["law", "short_citation"]

_DISCLAIMER = "This is an encoding of the texts, not legal advice."
_GRADES = "A: the text was read; B: confirmed second-hand; C: from memory."


def short_citation(citation: str) -> str:
    """The article alone: ``csto/treaty-4.2@2012-12-19`` becomes ``Treaty 4.2``."""
    place = citation.partition("@")[0].rpartition("/")[2]
    instrument, _, article = place.partition("-")
    name = instrument.upper() if len(instrument) <= 4 else instrument.capitalize()
    return f"{name} {article}".strip()


def law(replay: Replay, situation: SituationFile) -> Section:
    """Accounts and routes, norms, readings with their holders, and the table from status to number."""
    account = str(replay.levers.get("account", replay.law.accounts[0]))
    answer = replay.law.answers[account, replay.law.stages[-1]]
    positions = answer.positions()
    named = {position.norm: position for position in positions}
    routes = [named[route["norm"]] for route in replay.routes if route["norm"] in named]
    lead = text(
        "Whether the treaty allows or asks for help depends on whose account of the facts is taken and on "
        "how its open words are read. The engine asks the treaty once for each account and looks the answer "
        f"up; it never re-interprets. In these runs the council’s members judge by the account “{account}”. "
        f"{_DISCLAIMER}"
    )
    return Section(
        "law",
        "Law",
        (
            Paragraph(lead, "lead"),
            _accounts(replay, situation, account),
            _routes(replay, account),
            _brief(replay, account),
            _norms(positions),
            *_readings(routes),
            *(_why(routes)),
            _legal_table(replay),
        ),
    )


def _brief(replay: Replay, account: str) -> Paragraph:
    parts: list[Inline] = [f"On the account “{account}”: "]
    for index, route in enumerate(replay.routes):
        parts += ["; " if index else "", short_citation(route["citation"]), " ", Status(route["status"])]
    return Paragraph(text(*parts, ". ", _DISCLAIMER), "screen only", screen=True)


def _accounts(replay: Replay, situation: SituationFile, chosen: str) -> Table:
    told = {account.id: account for account in situation.accounts}
    rows = []
    for name in replay.law.accounts:
        given = told.get(name)
        gist = f": {given.gist}" if given else ""
        mark = " (the council’s, in these runs)" if name == chosen else ""
        cells = [text(Status(route["by_account"].get(name, "silent"))) for route in replay.routes]
        rows.append((text(Strong(name), mark, gist), *cells, text(_holders(given))))
    return Table(
        "accounts",
        "Ways in which help may come, on each account of the facts",
        (
            Column("Account of the facts"),
            *(Column(short_citation(route["citation"])) for route in replay.routes),
            Column("told by"),
        ),
        tuple(rows),
        text(
            "Statuses over all readings. Contested: readings that somebody may hold part; unknown: a fact "
            "that the article asks for is not established on that account; conflict: one article gives a way "
            "and another forbids it; silent: the treaty does not address it."
        ),
    )


def _holders(account: Any) -> str:
    if account is None or not account.held_by:
        return "nobody on record"
    return ", ".join(dict.fromkeys(holder.who for holder in account.held_by))


def _routes(replay: Replay, account: str) -> Table:
    return Table(
        "routes",
        f"The routes on the account “{account}”",
        (Column("Article"), Column("status"), Column("what it says"), Column("grade")),
        tuple(
            (
                text(Code(route["citation"])),
                text(Status(route["status"])),
                text(route["gist"]),
                text(str(route["grade"])),
            )
            for route in replay.routes
        ),
        text(f"Grade of verification, the weakest that the answer rests on. {_GRADES}"),
    )


def _norms(positions: list[Position]) -> Fold:
    table = Table(
        "norms",
        "Every norm in force that day, on the account that the council’s members judge by",
        (
            Column("Norm"),
            Column("what it says"),
            Column("kind"),
            Column("for whom"),
            Column("status"),
            Column("grade"),
        ),
        tuple(
            (
                text(Code(position.citation)),
                text(position.gist),
                text(position.modality),
                text(", ".join(position.bearers) or position.organ or "–"),
                text(Status(position.status)),
                text(position.grade),
            )
            for position in positions
        ),
        text(_GRADES),
    )
    return Fold(f"All {len(positions)} norms", (table,))


def _readings(routes: list[Position]) -> list[Fold]:
    blocks: list[Block] = []
    for position in routes:
        if len(position.by_reading) < 2:
            continue
        rows = []
        for entry in position.by_reading:
            readings = "; ".join(f"{term}: {status_words(name)}" for term, name in entry.readings.items())
            against = f" (conflict with {', '.join(entry.conflict_with)})" if entry.conflict_with else ""
            rows.append(
                (
                    text(readings.replace("-", " ") or "any reading"),
                    text(Status(entry.value), against),
                    text(", ".join(entry.held_by) or "nobody on record"),
                )
            )
        blocks.append(
            Table(
                f"readings-{position.norm.replace('.', '-')}",
                f"{short_citation(position.citation)}: {position.gist}",
                (Column("Reading of its open words"), Column("does it apply?"), Column("held by, that day")),
                tuple(rows),
            )
        )
    if not blocks:
        return []
    needs = tuple(dict.fromkeys(need for position in routes for need in position.needs))
    if needs:
        blocks.append(Paragraph(text("Questions that would settle what is open:")))
        blocks.append(Bullets(tuple(text(need) for need in needs)))
    return [Fold("Readings of the routes, and who holds them", tuple(blocks))]


def _why(routes: list[Position]) -> list[Fold]:
    blocks: list[Block] = []
    for position in routes:
        blocks += [Paragraph(text(Strong(short_citation(position.citation)))), _branch(position.why())]
    return [Fold("Why: the reasons for each route, sentence by sentence", tuple(blocks))] if blocks else []


def _branch(node: Node) -> Branch:
    return Branch(node.sentence, node.value, tuple(_branch(part) for part in node.parts))


def _legal_table(replay: Replay) -> Table:
    def number(value: float) -> str:
        return f"{value:+.2f}".replace("-", "−") if value else "0"

    rows: list[tuple[Text, ...]] = [
        (text(Status(row["status"])), text(number(row["number"])), text(row["reason"]))
        for row in replay.legal_table
    ]
    return Table(
        "legal-table",
        f"From status to number (table “{replay.levers.get('legal_table', 'declared')}”)",
        (Column("Status of the best route"), Column("number", numeric=True), Column("why")),
        tuple(rows),
        text(
            "The step from a legal status to a number in a member’s decision is the most consequential of "
            "the whole chain and has the least source. It is therefore one declared table, a lever, and "
            "printed here."
        ),
    )
