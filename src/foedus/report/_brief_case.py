"""The brief of a case: harm first, what happened, the law on each account, and where the sources part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from foedus import atlas
from foedus import treaty as law
from foedus.report import _brief_law as told_law
from foedus.report._brief_bases import event_basis, situation_basis, state
from foedus.report._brief_evidence import asked, asserted, dissent, finding_basis, known, misreported, tell
from foedus.report._brief_short import short_of_case
from foedus.report._brief_topics import contentions, errors, findings, harm, judged
from foedus.report._brief_words import NOT_RECORDED, bullets, cite, hour, joined, paragraph, table
from foedus.report._outline import Block, Inline, Section, Strong, Text, text

if TYPE_CHECKING:
    from foedus.chronicle import Chronicle, Event
    from foedus.evidence import Evidence, Finding
    from foedus.treaty import SituationFile, Treaty

__all__ = ["Case", "case_sections", "first_harm", "harm_lead", "load_record", "milestones", "outcome"]

#: Which event of a kind is told in a short account, of those with the best standing.
_MILESTONES: tuple[tuple[str, int], ...] = (
    ("price", -1),
    ("gathering", 0),
    ("concession", 0),
    ("emergency", 0),
    ("resignation", 0),
    ("seizure", 0),
    ("shutdown", 0),
    ("lethal_force", 0),
    ("request", 0),
    ("decision", 0),
    ("arrival", 0),
    ("lethal_force_order", 0),
    ("calm", -1),
    ("restoration", -1),
    ("withdrawal", -1),
    ("emergency", -1),
)
#: Of these, those that stand on the two pages.
_TURNS = {
    ("gathering", 0),
    ("resignation", 0),
    ("seizure", 0),
    ("lethal_force", 0),
    ("emergency", 0),
    ("decision", 0),
    ("arrival", 0),
    ("lethal_force_order", 0),
    ("withdrawal", -1),
}
_BEST = ("confirmed", "reported", "claimed", "unverified")
_COUNTED = ("injured", "security_killed", "deaths_custody", "detained_10jan", "officers_convicted")
_RESTED = ("article", "decision_hours")
_MOST = 4
_VOICES = 3
_DECISION = ("addressee", "decider", "article", "decision_hours")
_FORCE = ("personnel", "force_sent", "force_task", "first_arrival_hours", "closure_hours", "withdrawal_day")
_THROUGH_THE_DAY = ("arrival", "calm", "emergency", "lethal_force", "withdrawal")
_STAY = ("first_arrival_hours", "withdrawal_day")
_MONITORS = ("rights-organisation", "court-or-inquiry")


class Case(NamedTuple):
    """A case with what is on record of it; `evidence` and `record` are ``None`` where there is none."""

    id: str
    situation: SituationFile
    treaty: Treaty
    evidence: Evidence | None
    record: Chronicle | None


def load_record(name: str) -> Case:
    """Load a case without its models.

    Raises
    ------
    UnknownName, FileError
        If there is no such case, or a file of it cannot be read.
    """
    from foedus import chronicle, evidence
    from foedus.files import find

    folder = find("case", name)
    situation = law.load_situation(folder)
    told = evidence.load(folder) if (folder / "claims.yaml").is_file() else None
    path = folder / "record.csv"
    record = chronicle.read(path) if path.is_file() else None
    return Case(situation.id, situation, law.load(situation.treaty), told, record)


def case_sections(case: Case, as_of: date) -> tuple[Section, ...]:
    """Every section of the brief of a case; the law is that of a day."""
    own = findings(case.evidence, "")
    shown = {*_DECISION, *_FORCE, *(f.fact.id for f in own if harm(f) or _contingent(f))}
    rest = [finding for finding in judged(own) if finding.fact.id not in shown]
    first = first_harm(case)
    lead = [asked(case.id, first)] if first else []
    contested = bullets([asserted(case.id, c) for c in contentions(case.evidence, "")])
    wrong = bullets(misreported(case.id, errors(case.evidence, "")))
    annex = (
        ("harm", "Harm in full", _harm(case)),
        ("events", "What happened, in full", _events(case)),
        ("decision", "The request and the decision in full", _decision(case)),
        ("law", "The law on each account, in full", _law(case, as_of)),
        ("forces", "Forces sent, in full", _forces(case)),
        ("disagreement", "Where the sources disagree", _disputes(case, rest)),
        ("assertions", "Contested assertions", (contested,)),
        ("misreported", "Often misreported", (wrong,)),
        ("open", "What is not established, in full", _open(case, rest, as_of)),
    )
    return (
        short_of_case(case, as_of, lead, outcome(case)),
        *_body(case, rest, as_of),
        *(Section(*part, annex=True) for part in annex),
    )


def _body(case: Case, rest: list[Finding], as_of: date) -> Iterable[Section]:
    """What follows “In short” on the two pages of a case."""
    harmed = [asked(case.id, finding) for finding in known(case.evidence, _COUNTED)]
    first = first_harm(case)
    if first is None:
        missing = f"Harm: {NOT_RECORDED} in a file of claims of this case. That is not zero."
        yield Section("harm-short", "Harm", (paragraph(missing),))
    else:
        kept = dissent(case.id, first, _VOICES)
        beside = (paragraph("Kept beside that first count: ", kept, "."),) if kept else ()
        yield Section("harm-short", "Harm", (*beside, bullets(harmed)))
    yield Section("events-short", "What happened", _events(case, short=True))
    yield Section("decision-short", "The request and the decision", _decision(case, short=True))
    yield Section("law-short", "The law on each account", _law(case, as_of, short=True))
    yield Section("forces-short", "Forces sent", _forces(case, short=True))
    yield Section("open-short", "What is not established", _open(case, rest, as_of, short=True))
    wrong = misreported(case.id, errors(case.evidence, ""), _MOST)
    yield Section("misreported-short", "Often misreported, in short", (bullets(wrong),))


def first_harm(case: Case) -> Finding | None:
    """The first finding on harm; ``None`` if there is none."""
    return next((f for f in findings(case.evidence, "") if harm(f)), None)


def harm_lead(case: Case) -> list[Text]:
    """The first finding on harm with its dissent, as a list of at most one item; empty if there is none."""
    first = first_harm(case)
    if first is None:
        return []
    kept = dissent(case.id, first)
    return [text(asked(case.id, first), ". ", *(("Kept beside it: ", kept, ".") if kept else ()))]


def _harm(case: Case) -> tuple[Block, ...]:
    counted = [finding for finding in findings(case.evidence, "") if harm(finding)]
    if not counted:
        return (paragraph(f"Harm: {NOT_RECORDED} in a file of claims of this case. That is not zero."),)
    blocks: list[Block] = [paragraph(*harm_lead(case)[0], kind="lead")]
    blocks.append(table("harm-table", "Harm, as the record holds it", *_rows(case, counted[1:])))
    evidence, record = case.evidence, case.record
    if record is not None and evidence is not None:
        tiers = {name: source.tier for name, source in evidence.sources.items()}
        monitored = [
            event
            for event in record.where(kind=("abuse", "lethal_force", "statement"))
            if event.status != "claimed" and any(tiers.get(name) in _MONITORS for name in event.sources)
        ]
        blocks.append(paragraph(Strong("Documented by those who monitor rights, and by inquiries")))
        blocks.append(bullets([_event(case, event) for event in monitored]))
        blocks.append(paragraph(Strong("Released")))
        blocks.append(bullets([_event(case, event) for event in record.where(kind="release")]))
    return tuple(blocks)


def _rows(case: Case, found: Iterable[Finding]) -> tuple[Sequence[str], list[tuple[Text | Inline, ...]]]:
    rows: list[tuple[Text | Inline, ...]] = [
        (cite(f.fact.question, finding_basis(case.id, f)), tell(case.id, f)) for f in found
    ]
    return ("asked", "answer, with its standing"), rows


def milestones(record: Chronicle, *, short: bool = False) -> list[Event]:
    """A dozen and a half events that tell the course: of each kind the first or last of the best standing.

    In short at most nine of them.
    """
    found: dict[str, Event] = {}
    for kind, place in _MILESTONES:
        if short and (kind, place) not in _TURNS:
            continue
        for status in _BEST:
            events = record.where(kind=kind, status=status).events
            if events:
                found[events[place].id] = events[place]
                break
    return sorted(found.values(), key=lambda e: (e.start.day, _late(e), e.key))


def _late(event: Event) -> bool:
    """Tell whether an event without an hour is told after those with one: it lasted through the day."""
    return event.start.instant is None and event.kind in _THROUGH_THE_DAY


def _events(case: Case, *, short: bool = False) -> tuple[Block, ...]:
    gist = paragraph(cite(case.situation.gist, situation_basis(case.situation)))
    if case.record is None or case.evidence is None:
        return (gist, paragraph(f"A record of dated events: {NOT_RECORDED}."))
    rows = [_event_row(case, event) for event in milestones(case.record, short=short)]
    name, caption = ("turns-table", "Turns of events") if short else ("events-table", "From the record")
    events = table(name, caption, ("when", "where", "what"), rows)
    return (events,) if short else (gist, events)


def _event_row(case: Case, event: Event) -> tuple[Inline, ...]:
    assert case.evidence is not None
    basis = event_basis(case.id, event, case.evidence)
    return cite(hour(event.start), basis), cite(event.place, basis), cite(event.what, basis)


def _event(case: Case, event: Event) -> Text:
    when, where, what = _event_row(case, event)
    return text(when, ", ", where, ": ", what)


def outcome(case: Case) -> Text:
    """The first decision on record with the best standing; empty where no record is kept."""
    if case.record is None:
        return ()
    event = next((e for e in milestones(case.record) if e.kind == "decision"), None)
    return _event(case, event) if event else ()


def _decision(case: Case, *, short: bool = False) -> tuple[Block, ...]:
    items: list[Text] = [] if short else [text(told_law.request(case.situation))]
    if case.record is not None:
        told = {event.kind: event for event in milestones(case.record)}
        decided = told.get("decision")
        talks = case.record.where(kind="consultation", status=_BEST[:2]).events
        before = [event for event in talks if decided and event.key <= decided.key]
        steps = (next(iter(before), None), None if short else decided)
        items += [_event(case, event) for event in steps if event]
    items += [asked(case.id, finding) for finding in known(case.evidence, _RESTED if short else _DECISION)]
    if case.record is None:
        items.append((f"what the organs decided, hour by hour: {NOT_RECORDED}",))
    return (bullets(items),)


def _law(case: Case, as_of: date, *, short: bool = False) -> tuple[Block, ...]:
    treaty, situation = case.treaty, case.situation
    norms = told_law.routes(treaty, as_of)
    if not norms:
        return (paragraph("The treaty was not in force on that day: no norm of it applies."),)
    rows: list[tuple[Text | Inline, ...]] = [
        (
            Strong(account.id),
            *told_law.statuses(treaty, situation, account.id, as_of),
        )
        for account in situation.accounts
    ]
    blocks: list[Block] = [
        table(
            "law-short-table" if short else "law-table",
            "What each norm comes to, by whose account of the facts",
            ("account", *(told_law.label(treaty, one) for one in norms)),
            rows,
            "Contested: it holds on some readings of the treaty's words and not on others. ",
            "Unknown: the account does not say what the norm asks.",
        ),
        paragraph(Strong("The accounts")),
        bullets([told_law.account(situation, account.id) for account in situation.accounts]),
        paragraph(Strong("The norms")),
        bullets([told_law.norm(treaty, one) for one in norms]),
    ]
    return tuple(blocks[:1] if short else blocks)


def _contingent(finding: Finding) -> bool:
    name, _, iso3 = finding.fact.id.partition("_")
    return name == "personnel" and iso3.upper() in atlas.states()


def _forces(case: Case, *, short: bool = False) -> tuple[Block, ...]:
    if case.evidence is None or case.record is None:
        return (paragraph(f"Forces sent: {NOT_RECORDED} in a file of claims of this case."),)
    if short:
        sent = [
            text(state(finding.fact.id.partition("_")[2].upper()), ": ", tell(case.id, finding))
            for finding in filter(_contingent, case.evidence.findings)
        ]
        dates = [asked(case.id, finding) for finding in known(case.evidence, _STAY)]
        return (paragraph(joined(sent, ". ", ". "), "."), bullets(dates))
    rows: list[tuple[Text | Inline, ...]] = []
    for finding in filter(_contingent, case.evidence.findings):
        iso3 = finding.fact.id.partition("_")[2].upper()
        moves = [
            case.record.where(kind=kind, actor=iso3).events[place : place + 1 or None]
            for kind, place in (("arrival", 0), ("withdrawal", -1))
        ]
        days: list[Inline] = [
            cite(hour(events[0].start), event_basis(case.id, events[0], case.evidence))
            if events
            else NOT_RECORDED
            for events in moves
        ]
        rows.append((state(iso3), tell(case.id, finding), *days))
    columns = ("state", "personnel", "first arrival or departure", "last leaving")
    return (
        bullets([asked(case.id, finding) for finding in known(case.evidence, _FORCE)]),
        table("forces-table", "By state, as the record has it", columns, rows),
    )


def _disputes(case: Case, rest: list[Finding]) -> tuple[Block, ...]:
    decided = [finding for finding in rest if finding.value is not None]
    return (table("disputes-table", "Questions on which live claims differ", *_rows(case, decided)),)


def _open(case: Case, rest: list[Finding], as_of: date, *, short: bool = False) -> tuple[Block, ...]:
    undecided = [asked(case.id, finding) for finding in rest if finding.value is None]
    if short:
        words = paragraph("What would settle facts and law stands in the annex.")
        return (bullets(undecided), words)
    if case.record is not None and case.evidence is not None:
        nobody = [e for e in case.record if e.actor == "not established" and e.kind == "lethal_force"]
        undecided += [text("Who acted is not established: ", _event(case, event)) for event in nobody]
    return (
        bullets(undecided),
        paragraph(Strong("What would settle the law")),
        bullets(told_law.needs(case.treaty, case.situation, as_of)),
    )
