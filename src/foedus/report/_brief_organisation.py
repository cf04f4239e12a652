"""The brief of an organisation: what it is, who belongs, who decides, what it asks and what it has done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from foedus import atlas
from foedus import treaty as law
from foedus.files import listing
from foedus.report import _brief_law as told_law
from foedus.report._brief_bases import (
    account_basis,
    entry_basis,
    situation_basis,
    spell_basis,
    state,
    state_list,
    treaty_basis,
)
from foedus.report._brief_body import body_of_organisation
from foedus.report._brief_case import Case, first_harm, load_record, outcome
from foedus.report._brief_cited import Cited
from foedus.report._brief_evidence import asked, asserted, finding_basis, misreported, tell
from foedus.report._brief_short import short_of_organisation
from foedus.report._brief_topics import cases_with_claims, contentions, errors, findings, judged
from foedus.report._brief_words import (
    NOT_RECORDED,
    bullets,
    cite,
    day,
    joined,
    paragraph,
    sentence,
    size,
    table,
)
from foedus.report._outline import Block, Inline, Section, Strong, Text, text

if TYPE_CHECKING:
    from foedus.atlas import Organisation
    from foedus.treaty import Tenure, Treaty

__all__ = ["cases_before", "disputed_states", "offices", "organisation_sections", "spell_words"]

_LEFT = {
    "did_not_prolong": "did not prolong",
    "suspension": "suspended",
    "withdrawal": "withdrew",
    "exclusion": "excluded",
    "in_force": "entry into force",
    "restoration": "restored",
    "succession": "succeeded to by another state",
    "dissolution": "dissolved",
    "replaced": "replaced",
    None: "end not explained",
}
_BORNE = ("members", "other_members", "parties", "other_parties")


def organisation_sections(name: str, on: date) -> tuple[str, tuple[Section, ...]]:
    """Title and sections of the brief of an organisation on a day."""
    one = atlas.organisation(name, on)
    treaty = law.load(one.file.treaty)
    title = one.file.names.en or treaty.name
    if not treaty.in_force(on):
        return title, (_too_early(treaty, on),)
    cases = cases_before(treaty, on)
    told = [load_record(case) for case in cases_with_claims()]
    disputed = disputed_states(told, name)
    annex = (
        ("what", "What it is", _what(treaty, one, on)),
        ("members", "Members in full", _members(treaty, on, disputed)),
        ("organs", "Who decides, in full", _organs(treaty, one, on)),
        ("norms", "What members owe, may and may not", _norms(treaty, on)),
        *_pledge(treaty, on),
        ("requests", "Requests met and refused, in full", _requests(treaty, cases)),
        ("forces", "Forces in full", _forces(one)),
        ("programmes", "Programmes", _programmes(one)),
        ("disagreement", "Where the sources disagree", _disputes(told, name)),
        ("assertions", "Contested assertions", _assertions(told, name)),
        ("misreported", "Often misreported", _errors(told, one, name)),
    )
    return title, (
        short_of_organisation(treaty, on, offices(treaty, on)),
        Section("left-short", "Who left", (bullets(_left(treaty, on, disputed)),)),
        *body_of_organisation(treaty, one, on, cases, told),
        *(Section(*part, annex=True) for part in annex),
    )


def cases_before(treaty: Treaty, on: date) -> list[Case]:
    """The packaged cases under a treaty up to a day, the newest first."""
    found = [name for name in listing("case") if law.load_situation(name).treaty == treaty.id]
    cases = [load_record(name) for name in found]
    return sorted((c for c in cases if c.situation.on <= on), key=lambda c: c.situation.on, reverse=True)


def _too_early(treaty: Treaty, on: date) -> Section:
    first = min(treaty.instruments, key=lambda part: part.signed)
    basis = treaty_basis(treaty, "instrument", first.id, first)
    since = f"{first.title}: signed {day(first.signed)}, in force since {day(first.in_force)}"
    signed = state_list(treaty.signatories(on))
    blocks: list[Block] = [
        paragraph(Strong("Not in force on that day."), " ", cite(since, basis), kind="notice"),
        paragraph("Had signed by then: ", joined(list(signed)) if signed else "nobody", "."),
    ]
    return Section("what", "Not in force", tuple(blocks))


def _what(treaty: Treaty, one: Organisation, on: date) -> tuple[Block, ...]:
    rows: list[tuple[Inline | Text, ...]] = []
    for part in treaty.instruments:
        if part.signed > on:
            continue
        basis = treaty_basis(treaty, "instrument", part.id, part)
        force = day(part.in_force) if part.in_force else NOT_RECORDED
        later = " (later)" if part.in_force and part.in_force > on else ""
        rows.append((cite(part.title, basis), cite(day(part.signed), basis), cite(force + later, basis)))
    seats = [
        text(
            "Seat: ", cite(f"{s.city}, {s.address or f'address {NOT_RECORDED}'}", _entry(one, f"seat/{n}", s))
        )
        for n, s in enumerate(one.seat)
    ]
    names = one.file.names
    called = f"{names.en} ({one.file.short.en}); in Russian {names.ru}; in Kazakh {names.kk}"
    seat = one.file.seat[0].model_copy(update={"note": ""})
    lead = Cited(called, _entry(one, "names", seat, "as the file of the organisation names it"))
    return (
        paragraph(lead, ".", kind="lead"),
        *((paragraph(seats[0], "."),) if seats else (paragraph(f"Seat: {NOT_RECORDED} for that day."),)),
        table("instruments", "What it rests on", ("instrument", "signed", "in force"), rows),
    )


def _entry(one: Organisation, name: str, part: Any, standing: str = "") -> Any:
    return entry_basis("organisation", f"{one.file.id}/{name}", part, one.file.sources, standing)


def spell_words(treaty: Treaty, spell: Any, on: date, disputed: frozenset[str]) -> list[Inline]:
    """Since when and until when a status held, with the other dates that sources give for it.

    `disputed` names the states of whose membership the record holds a date or a step as contested.
    """
    basis = spell_basis(treaty, spell, disputed)
    ended = spell.to is not None and spell.to <= on
    since = f"{day(spell.start)} to {day(spell.to)}, {_LEFT[spell.how_out]}" if ended else day(spell.start)
    notes = [f"signed {day(spell.signed)}"] if spell.signed else []
    if "contested" in basis.standing:
        notes += [f"{day(when)}: {what}" for when, what in spell.also.items()]
    notes += [spell.note] if spell.note else []
    return [cite(since, basis), cite("; ".join(notes), basis) if notes else ""]


def disputed_states(told: list[Case], name: str) -> frozenset[str]:
    """States of whose membership the record holds a date or a step as contested."""
    words = {
        word
        for case in told
        for finding in findings(case.evidence, name)
        if finding.contested or finding.value is None
        for word in finding.fact.id.split("_")
    }
    return frozenset(iso3 for iso3, one in atlas.states().items() if one.name.casefold() in words)


def _left(treaty: Treaty, on: date, disputed: frozenset[str]) -> list[Text]:
    """Who is a member no more, in a line each; a contested date with the other dates that are told."""
    past = [s for s in treaty.spells if s.status == "member" and s.to and s.to <= on and not s.instruments]
    items: list[Text] = []
    for spell in sorted(past, key=lambda s: (s.to or date.min, state(s.state).words)):
        since, _ = spell_words(treaty, spell, on, disputed)
        basis = spell_basis(treaty, spell, disputed)
        others = ", ".join(day(when) for when in spell.also) if "contested" in basis.standing else ""
        also: tuple[Inline, ...] = (cite(f"; other dates told: {others}", basis),) if others else ()
        items.append(text(state(spell.state), ": member ", since, *also))
    return items


def _members(treaty: Treaty, on: date, disputed: frozenset[str]) -> tuple[Block, ...]:
    order = ("member", "suspended", "signatory", "observer", "partner", "associate")
    whole = [spell for spell in treaty.spells if not spell.instruments]
    now = [spell for spell in whole if spell.holds(on) and spell.status in order]
    now.sort(key=lambda s: (order.index(s.status), state(s.state).words))
    rows: list[tuple[Inline | Text, ...]] = [
        (state(s.state), s.status, *spell_words(treaty, s, on, disputed)) for s in now
    ]
    past = [s for s in whole if s.to and s.to <= on and s.status != "signatory"]
    past.sort(key=lambda s: s.to or date.min)
    gone: list[tuple[Inline | Text, ...]] = [
        (state(s.state), *spell_words(treaty, s, on, disputed)) for s in past
    ]
    practices = [
        text(state(p.state), " ", cite(p.what, treaty_basis(treaty, "practice", f"{p.state}/{p.from_}", p)))
        for p in treaty.practices(on)
    ]
    observers = joined(list(state_list(treaty.observers(on))))
    where = [
        text(cite(organ.note, treaty_basis(treaty, "organ", organ.id, organ)))
        for organ in treaty.file.organs
        if "observer" in organ.note and organ.holds(on)
    ]
    blocks: list[Block] = [
        table("members-table", "On that day", ("state", "status", "since", "also on record"), rows),
        table("left-table", "Left, or changed status", ("state", "was a member", "also on record"), gone),
        bullets([text("Observers in the organisation itself: ", observers or "none on record"), *where]),
    ]
    if practices:
        blocks.append(bullets(practices))
    own = [
        text(cite(part.title, treaty_basis(treaty, "instrument", part.id, part)), ": ", joined(list(states)))
        for part in treaty.instruments
        if treaty.own_roll(part.id) and (states := state_list(treaty.members(on, part.id)))
    ]
    if own:
        blocks += [paragraph(Strong("On the rolls of single instruments")), bullets(own)]
    return tuple(blocks)


def offices(treaty: Treaty, on: date) -> list[Text]:
    """Who holds the chair and who is Secretary-General on a day."""
    items: list[Text] = []
    for title, tenures in (("Chair", treaty.rolls.chairs), ("Secretary-General", treaty.rolls.secretaries)):
        held = next((t for t in tenures if t.surely(on) and (t.state or t.person)), None)
        items.append(
            text(f"{title}: ", *_tenure(treaty, title, held) if held else ("not established for that day",))
        )
    return items


def _tenure(treaty: Treaty, title: str, held: Tenure) -> tuple[Inline, ...]:
    kind = "chair" if title == "Chair" else "secretary-general"
    basis = treaty_basis(treaty, kind, str(held.start), held)
    person = f"{held.person}, " if held.person else ""
    acting = ", acting" if held.acting else ""
    names: tuple[Inline, ...] = (state(held.state), ", ") if held.state else ()
    return (*names, cite(f"{person}since {day(held.start)}{acting}", basis))


def _organs(treaty: Treaty, one: Organisation, on: date) -> tuple[Block, ...]:
    items: list[Text] = []
    for organ in treaty.file.organs:
        if organ.holds(on):
            basis = treaty_basis(treaty, "organ", organ.id, organ)
            items.append((cite(f"{organ.name}: {organ.composition}", basis),))
    items += [
        (cite(f"{body.name}: {body.task}", _entry(one, f"body/{body.id}", body)),) for body in one.bodies[:2]
    ]
    rules: list[Text] = []
    for rule in treaty.file.procedures:
        if rule.holds(on):
            where = f", article {rule.article}" if rule.article else ""
            basis = treaty_basis(treaty, "procedure", rule.id, rule)
            rules.append((cite(f"{sentence(rule.gist)} ({rule.basis}, {rule.instrument}{where})", basis),))
    return (bullets(items), paragraph(Strong("By what rule")), bullets(rules))


def _norms(treaty: Treaty, on: date) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for title, modalities, bearers in (
        ("Owe", ("obligation",), _BORNE),
        ("May not", ("prohibition",), _BORNE),
        ("May", ("permission", "power"), _BORNE),
        ("Decide together", ("power",), ("organ",)),
    ):
        norms = told_law.short_norms(treaty, on, modalities, bearers)
        blocks += [paragraph(Strong(title)), bullets([told_law.norm(treaty, norm) for norm in norms])]
    return tuple(blocks)


def _pledge(treaty: Treaty, on: date) -> tuple[tuple[str, str, tuple[Block, ...]], ...]:
    norm = told_law.pledge(treaty, on)
    if norm is None:
        return ()
    blocks: list[Block] = [paragraph(told_law.norm(treaty, norm))]
    for words, items in told_law.readings(treaty, norm, on):
        blocks += [paragraph(words), bullets(items)]
    title = f"Article {norm.provision.article} and its rival readings, in full"
    return (("pledge", title, tuple(blocks)),)


def _requests(treaty: Treaty, cases: list[Case]) -> tuple[Block, ...]:
    items: list[Text] = []
    rows: list[tuple[Inline | Text, ...]] = []
    titles = list(
        dict.fromkeys(
            told_law.label(treaty, norm)
            for case in cases
            for norm in told_law.routes(treaty, case.situation.on)
        )
    )
    for case in cases:
        gist = cite(case.situation.gist, situation_basis(case.situation))
        decided = outcome(case)
        end: tuple[Inline, ...] = (" ", *decided, ".") if decided else ()
        counted = first_harm(case)
        harmed = asked(case.id, counted) if counted else (f"Harm: {NOT_RECORDED} here, which is not zero",)
        basis = situation_basis(case.situation)
        named = text(cite(case.id, basis), ": ", told_law.request(case.situation), ". ")
        items.append(text(named, gist, *end, " ", harmed))
        norms = told_law.routes(treaty, case.situation.on)
        labels = [told_law.label(treaty, norm) for norm in norms]
        for account in case.situation.accounts:
            found = told_law.statuses(treaty, case.situation, account.id, case.situation.on)
            told = dict(zip(labels, found, strict=True))
            name = cite(f"{case.id}: {account.id}", account_basis(case.situation, account.id))
            rows.append((name, *(told.get(title, ("not in force",)) for title in titles)))
    return (
        bullets(items),
        table(
            "requests-table", "What the treaty says, by whose account", ("case and account", *titles), rows
        ),
    )


def _forces(one: Organisation) -> tuple[Block, ...]:
    rows: list[tuple[Inline | Text, ...]] = []
    for force in one.forces:
        strength = one.strength(force)
        differ = f"grade {force.grade}, others differ" if force.dissent else ""
        basis = _entry(one, f"force/{force.id}", force, differ)
        since = f", since {day(force.from_)}" if force.from_ else ""
        if strength.sizes:
            low, high = strength.quantity.low, strength.quantity.high
            worst = max(figure.grade for figure in strength.sizes)
            keys = list(dict.fromkeys(key for figure in strength.sizes for key in figure.source))
            first = strength.sizes[0].model_copy(update={"source": keys})
            standing = f"grade {worst}" if low == high else f"grade {worst}, figures differ"
            rests = _entry(one, f"force/{force.id}/size", first, standing)
            told = "; ".join(f"{figure.year}: {figure.rests_on}" for figure in strength.sizes)
            figures: tuple[Inline, ...] = (cite(size(strength.quantity), rests), cite(told, rests))
        else:
            figures = (f"size {NOT_RECORDED}", f"{NOT_RECORDED} by then" if strength.later else NOT_RECORDED)
        rows.append((cite(f"{force.name}{since}", basis), *figures))
    return (
        table("forces-table", "Standing and joint forces", ("force", "size", "what the size rests on"), rows),
    )


def _programmes(one: Organisation) -> tuple[Block, ...]:
    items: list[Text] = []
    for programme, deeds in one.programmes:
        basis = _entry(one, f"programme/{programme.id}", programme.basis[0])
        operation = f" ({programme.operation})" if programme.operation else ""
        since = f", since {day(programme.since)}" if programme.since else f", start {NOT_RECORDED}"
        parts: list[Inline] = [
            cite(f"{programme.name}{operation}{since}: {programme.purpose}", basis),
            ". Rests on ",
            cite(programme.basis[0].text, basis),
        ]
        figures = [deed for deed in deeds if deed.quantity]
        newest = (figures or list(deeds))[-1:] or []
        for deed in newest:
            figure = f": {size(deed.quantity)}" if deed.quantity else ""
            standing = f"claimed by {deed.held_by}" if deed.held_by else f"grade {deed.grade}"
            path = f"programme/{programme.id}/{deed.when}"
            parts += [". ", cite(f"{day(deed.when)}, {deed.what}{figure}", _entry(one, path, deed, standing))]
        if not newest:
            parts.append(f". What it did: {NOT_RECORDED} by then")
        items.append(tuple(parts))
    return (bullets(items),)


def _disputes(told: list[Case], name: str) -> tuple[Block, ...]:
    rows: list[tuple[Inline | Text, ...]] = [
        (cite(finding.fact.question, finding_basis(case.id, finding)), tell(case.id, finding))
        for case in told
        for finding in judged(findings(case.evidence, name))
    ]
    return (table("disputes-table", "Questions on which live claims differ", ("asked", "answer"), rows),)


def _assertions(told: list[Case], name: str) -> tuple[Block, ...]:
    return (bullets([asserted(case.id, c) for case in told for c in contentions(case.evidence, name)]),)


def _errors(told: list[Case], one: Organisation, name: str) -> tuple[Block, ...]:
    items = [item for case in told for item in misreported(case.id, errors(case.evidence, name))]
    for number, wrong in enumerate(one.file.misreported):
        said = wrong.model_copy(update={"source": wrong.said_in})
        by = ", ".join(
            one.file.sources[key.partition("#")[0]].title.partition(":")[0] + f" {key}"
            for key in wrong.said_in
        )
        items.append(
            text(
                "Told wrongly: ",
                cite(f"“{wrong.says}”, by {by}", _entry(one, f"misreported/{number}", said, "misreported")),
                ". ",
                Strong("Right:"),
                " ",
                cite(sentence(wrong.right), _entry(one, f"misreported/{number}/right", wrong, "as sourced")),
            )
        )
    return (bullets(items),)
