"""The brief of a state: its profile, its place in the organisation, what it owes and gets, its cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from foedus import atlas
from foedus import treaty as law
from foedus.report import _brief_law as told_law
from foedus.report._brief_bases import entry_basis, graded, situation_basis, state, treaty_basis
from foedus.report._brief_beside import beside, on_roll, short_name, systems
from foedus.report._brief_case import Case, first_harm, harm_lead, load_record, outcome
from foedus.report._brief_cited import Basis
from foedus.report._brief_evidence import asked, asserted, known, misreported
from foedus.report._brief_organisation import cases_before, disputed_states, offices, spell_words
from foedus.report._brief_short import short_of_state
from foedus.report._brief_topics import (
    PROFILE,
    cases_with_claims,
    contentions,
    errors,
    findings,
    judged,
    of_organisation,
)
from foedus.report._brief_words import (
    NOT_RECORDED,
    bullets,
    cite,
    day,
    joined,
    paragraph,
    sentence,
    size,
)
from foedus.report._outline import Block, Inline, Section, Strong, Text, text

__all__ = ["state_sections"]

_LABELS = {
    "names": "Names",
    "independence": "Independence",
    "capital": "Capital",
    "neighbours": "Neighbours by land",
    "waters": "Seas and inland seas",
    "area": "Area",
    "rank": "Place in the world by area",
    "terrain": "Terrain",
    "highest_point": "Highest point",
    "lowest_point": "Lowest point",
    "climate": "Climate",
    "currency": "Currency",
    "groups": "Largest groups",
    "energy_exports": "Energy sold abroad",
}
_FIRST = ("names", "independence", "capital", "neighbours", "area", "currency", "energy_exports")
_MOST = 4
#: How many norms under one heading stand on the two pages.
_NORMS = 4
_LEDGER = (("Owes", "owes"), ("May not", "may_not"), ("May", "may"), ("Gets from the others", "gets"))


def state_sections(iso3: str, on: date) -> tuple[str, tuple[Section, ...]]:
    """Title and sections of the brief of a state on a day."""
    profile = atlas.profile(iso3, on)
    told = [load_record(name) for name in cases_with_claims()]
    treaties, companions = systems(iso3)
    cases = [case for treaty in treaties for case in cases_before(treaty, on)]
    own = [case for case in cases if case.situation.target == iso3]
    harmed = [lead for case in own for lead in harm_lead(case)]
    counted = [(case, first_harm(case)) for case in own]
    short = [asked(case.id, finding) for case, finding in counted if finding]
    capital = profile.facts["capital"].entries
    open_ = _contested(told, iso3, "capital")
    basis = _basis(profile, "capital", 0, capital[0], contested=open_) if capital else None
    where = _entry("capital", capital[0], basis) if basis else ()
    under = [(treaty, disputed_states(told, of_organisation(treaty.id))) for treaty in treaties]
    sections = [short_of_state(under, iso3, on, short, where)]
    if harmed:
        sections.append(Section("harm", "Harm", tuple(paragraph(*lead, kind="lead") for lead in harmed)))
    annex = (
        ("profile", "Profile in full", _profile(profile, told)),
        ("duties", "What it owes, may and gets, in full", _duties(iso3, on, treaties, companions)),
        ("disagreement", "Where the sources disagree", _disputes(profile, told)),
        ("assertions", "Contested assertions", _assertions(iso3, told)),
        ("misreported", "Often misreported", _errors(profile, told)),
    )
    sections += [
        Section("profile-short", "Profile", _profile(profile, told, _FIRST)),
        Section("place", "Its place in the organisation", _place(iso3, on, treaties, told)),
        Section("duties-short", "What it owes, may and gets", _duties_short(iso3, on, treaties)),
        Section("cases", "Its cases", _cases(iso3, cases, own)),
        Section("misreported-short", "Often misreported, in short", _errors(profile, told, _MOST)),
        *(Section(*part, annex=True) for part in annex),
    ]
    return atlas.state(iso3).name, tuple(sections)


def _contested(told: list[Case], iso3: str, field: str) -> bool:
    """Tell whether the record of a case holds as contested what a field of the profile tells."""
    return any(
        (finding.contested or finding.value is None) and PROFILE.get(finding.fact.id) == field
        for case in told
        for finding in findings(case.evidence, iso3)
    )


def _basis(
    profile: atlas.Profile, name: str, place: int, entry: Any, later: bool = False, contested: bool = False
) -> Basis:
    standing = graded(entry.grade) + (", others differ" if entry.dissent and not contested else "")
    standing += ", contested" if contested else ""
    standing += ", known only later" if later else ""
    return entry_basis("profile", f"{profile.iso3}/{name}/{place}", entry, profile.sources, standing)


def _profile(profile: atlas.Profile, cases: list[Case], only: Sequence[str] = ()) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if profile.independent is False:
        blocks.append(paragraph(Strong("Not yet an independent state on that day."), kind="notice"))
    items: list[Text] = []
    for name, fact in profile.facts.items():
        if only and name not in only:
            continue
        label = text(Strong(f"{_LABELS[name]}:"), " ")
        if fact.absence is not None:
            basis = entry_basis("profile", f"{profile.iso3}/{name}", fact.absence, profile.sources)
            items.append(text(label, "none: ", cite(fact.absence.why, basis)))
        elif not fact.entries:
            items.append(text(label, NOT_RECORDED))
        else:
            contested = _contested(cases, profile.iso3, name)
            told = [
                _entry(name, entry, _basis(profile, name, place, entry, fact.later, contested))
                for place, entry in enumerate(fact.entries)
            ]
            items.append(text(label, joined(told, "; ", "; ")))
    return (*blocks, bullets(items))


def _named(names: atlas.Names) -> str:
    return f"{names.en}; in Kazakh {names.kk or NOT_RECORDED}, in Russian {names.ru or NOT_RECORDED}"


def _entry(name: str, entry: Any, basis: Basis) -> Text:
    """One entry of a profile in words."""
    if name == "neighbours":
        known_length = entry.low is not None or entry.high is not None
        length = size(entry.quantity) if known_length else f"length {NOT_RECORDED}"
        return text(state(entry.state), " ", cite(length, basis))
    if name == "names":
        words = f"{_named(entry.short)}; in full {entry.long.en or NOT_RECORDED}"
    elif name == "independence":
        words = f"{day(entry.day)}, {entry.act}"
    elif name == "capital":
        since = f", so called since {day(entry.from_)}" if entry.from_ else ""
        words = _named(entry.names) + since
    elif name == "waters":
        known_length = entry.low is not None or entry.high is not None
        words = f"{entry.names.en}, {entry.kind}" + (
            f", shore {size(entry.quantity)}" if known_length else ""
        )
    elif name in ("terrain", "climate"):
        words = entry.text
    elif name == "currency":
        words = f"{entry.names.en} ({entry.code})"
    elif name == "groups":
        shares = ", ".join(f"{group} {100 * share:.4g} %" for group, share in entry.shares.items())
        words = f"{shares} ({entry.basis} of {entry.year})"
    elif name == "energy_exports":
        when = entry.period or "in the year"
        words = f"{entry.commodity} {size(entry.quantity)}, {when} {entry.year or NOT_RECORDED}"
    else:
        point = f"{entry.names.en}, " if hasattr(entry, "names") else ""
        words = point + size(entry.quantity)
    return (cite(words, basis),)


def _place(iso3: str, on: date, treaties: list[law.Treaty], told: list[Case]) -> tuple[Block, ...]:
    items: list[Text] = []
    for treaty in treaties:
        disputed = disputed_states(told, of_organisation(treaty.id))
        spells = [
            spell
            for spell in treaty.spells
            if spell.state == iso3 and not spell.instruments and (spell.start is None or spell.start <= on)
        ]
        if not treaty.in_force(on):
            items.append(("The treaty was not in force on that day.",))
        if not spells:
            items.append(("No status on record by that day.",))
        which: Text = (" of the ", short_name(treaty)) if len(treaties) > 1 else ()
        for spell in spells:
            now = "now" if spell.holds(on) else "before"
            since, notes = spell_words(treaty, spell, on, disputed)
            title = text(Strong(f"{sentence(spell.status)} ({now})"), *which, ": ")
            items.append(text(title, since, *(("; ", notes) if notes else ())))
        for practice in treaty.practices(on):
            if practice.state == iso3:
                basis = treaty_basis(treaty, "practice", f"{iso3}/{practice.from_}", practice)
                items.append((cite(practice.what, basis),))
        if treaty.rolls.chairs or treaty.rolls.secretaries:
            items += offices(treaty, on)
    return (bullets(items),)


def _duties(
    iso3: str, on: date, treaties: list[law.Treaty], companions: list[law.Treaty]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for treaty in treaties:
        drawn = law.ledger(treaty, iso3, on)
        if len(treaties) > 1:
            blocks.append(paragraph(Strong("Under the "), short_name(treaty)))
        if drawn.own:
            rolls = [on_roll(treaty, spell) for spell in drawn.own]
            blocks.append(paragraph(Strong("On the rolls of single instruments: "), joined(rolls), "."))
        if not drawn.member:
            status = "no member" if drawn.status == "none" else drawn.status
            bound = "it bears" if not drawn.sections["owes"] else "of what members bear it keeps"
            rest = "nothing that members bear" if not drawn.sections["owes"] else "what binds all parties"
            blocks.append(paragraph(f"As {status} on that day {bound} {rest}."))
        for title, key in _LEDGER:
            norms = told_law.key_norms(treaty.norm(entry.norm) for entry in drawn.sections[key])
            if norms or drawn.member:
                told = [told_law.norm(treaty, norm) for norm in norms]
                blocks += [paragraph(Strong(title)), bullets(told)]
        if drawn.member and of_organisation(treaty.id):
            blocks += [paragraph(Strong("Has offered to the forces")), bullets(_offered(iso3, on, treaty))]
    apart = [beside(iso3, on, one) for one in companions]
    return (*blocks, paragraph(Strong("Law beside any treaty of alliance")), bullets(apart))


def _duties_short(iso3: str, on: date, treaties: list[law.Treaty]) -> tuple[Block, ...]:
    """The ledger in a line each; what it gets from the others and owes them too is told once."""
    items: list[Text] = []
    for treaty in treaties:
        drawn = law.ledger(treaty, iso3, on)
        which: Text = (short_name(treaty), ". ") if len(treaties) > 1 else ()
        if not drawn.member:
            if which and drawn.status == "none":
                continue
            status = "no member" if drawn.status == "none" else drawn.status
            items.append((*which, f"As {status} on that day it bears nothing that members alone bear."))
        mutual: set[str] = set()
        for title, key in _LEDGER:
            norms = told_law.key_norms(treaty.norm(entry.norm) for entry in drawn.sections[key])
            acts = {treaty.norm(name).action.kind for name in mutual} if key == "gets" else set()
            kept = _first_of_each([n for n in norms if n.id not in mutual and n.action.kind not in acts])
            told = [told_law.norm(treaty, norm) for norm in kept]
            lead = f"{title}, beside what they owe one another:" if mutual and key == "gets" else f"{title}:"
            if told:
                items.append(text(*which, Strong(lead), " ", joined(told, "; ", "; ")))
            mutual |= {norm.id for norm in norms}
        if drawn.member and (units := _offered(iso3, on, treaty)):
            items.append(text(Strong("Has offered:"), " ", joined(units, "; ", "; ")))
    return (bullets(items),)


def _first_of_each(norms: list[Any]) -> list[Any]:
    """The first norm on each act, with all by which an organ may send forces: as many as two pages hold."""
    seen: set[str] = set()
    kept = []
    for norm in norms:
        act = norm.action.kind
        if act == "deploy_forces" or act not in seen:
            kept.append(norm)
        seen.add(act)
    return kept[:_NORMS]


def _offered(iso3: str, on: date, treaty: law.Treaty) -> list[Text]:
    name = of_organisation(treaty.id)
    if not name:
        return []
    one = atlas.organisation(name, on)
    items: list[Text] = []
    for force, unit in one.offered(iso3):
        rests: Any = unit or force
        basis = entry_basis("organisation", f"{name}/force/{force.id}/{iso3}", rests, one.file.sources)
        units = ", ".join(unit.units) if unit else f"units {NOT_RECORDED}"
        items.append((cite(f"{force.name}: {units}", basis),))
    return items


def _cases(iso3: str, cases: list[Case], own: list[Case]) -> tuple[Block, ...]:
    items: list[Text] = []
    for case in cases:
        basis = situation_basis(case.situation)
        sent = known(case.evidence, [f"personnel_{iso3.lower()}"])
        if case in own:
            decided = outcome(case)
            end: tuple[Inline, ...] = (" ", *decided) if decided else ()
            items.append(
                text(
                    cite(case.id, basis),
                    ": ",
                    told_law.request(case.situation, short=True),
                    ". ",
                    cite(case.situation.gist, basis),
                    *end,
                )
            )
        elif sent:
            items.append(text(cite(case.id, basis), ": ", asked(case.id, sent[0])))
    return (bullets(items),)


def _dissents(profile: atlas.Profile, told: list[Case], local: bool) -> list[Text]:
    """What others say of the profile and why it was not taken: local documents, or all else."""
    items: list[Text] = []
    for name, fact in profile.facts.items():
        for place, entry in enumerate(fact.entries):
            contested = _contested(told, profile.iso3, name)
            basis = _basis(profile, name, place, entry, fact.later, contested)
            for number, other in enumerate(entry.dissent):
                cited = {key: profile.sources[key.partition("#")[0]] for key in other.source}
                if any(source.file for source in cited.values()) != local:
                    continue
                names = " and ".join(
                    f"{source.title.partition(':')[0]} {key}" if source.file else source.title
                    for key, source in cited.items()
                )
                path = f"{profile.iso3}/{name}/{place}/dissent/{number}"
                held = entry_basis("profile", path, _Held(other.source), profile.sources, "told otherwise")
                right = () if local else (_entry(name, entry, basis), "; ")
                items.append(
                    text(
                        *(Strong(f"{_LABELS[name]}:"), " ", *right),
                        *("told otherwise: ", cite(f"“{other.says}”, by {names}", held), ". "),
                        *(Strong("Known:"), " ", cite(sentence(other.why), basis)),
                    )
                )
    return items


class _Held:
    """Sources of a dissent, which has no grade of its own."""

    grade = ""

    def __init__(self, source: list[str]) -> None:
        self.source = source


def _disputes(profile: atlas.Profile, told: list[Case]) -> tuple[Block, ...]:
    items = [asked(case.id, f) for case in told for f in judged(findings(case.evidence, profile.iso3))]
    return (bullets([*items, *_dissents(profile, told, local=False)]),)


def _assertions(iso3: str, told: list[Case]) -> tuple[Block, ...]:
    return (bullets([asserted(case.id, c) for case in told for c in contentions(case.evidence, iso3)]),)


def _errors(profile: atlas.Profile, told: list[Case], most: int | None = None) -> tuple[Block, ...]:
    items = [
        item for case in told for item in misreported(case.id, errors(case.evidence, profile.iso3), most)
    ]
    return (bullets([*items, *_dissents(profile, told, local=True)][:most]),)
