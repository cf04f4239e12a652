"""What a piece of a brief rests on, made from the things of the library."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from foedus import atlas
from foedus.errors import UnknownName
from foedus.evidence import register
from foedus.report._brief_cited import Basis, Cited, Origin
from foedus.report._brief_words import sentence

if TYPE_CHECKING:
    from foedus.chronicle import Event
    from foedus.evidence import Claim, Contention, Evidence, Source, Voice
    from foedus.treaty import SituationFile, Spell, Treaty

__all__ = [
    "account_basis",
    "claim_basis",
    "contention_basis",
    "entry_basis",
    "event_basis",
    "graded",
    "origin",
    "outside_of",
    "request_basis",
    "situation_basis",
    "source_origin",
    "spell_basis",
    "state",
    "state_list",
    "treaty_basis",
    "voice_name",
    "who",
]


@cache
def origin(place: str, key: str = "", locator: str = "") -> Origin:
    """Where something can be read, described by the register where it knows the address."""
    try:
        return source_origin(register().source(place), locator)
    except UnknownName:
        address = place if place.startswith(("http://", "https://")) else ""
        title = urlsplit(address).netloc.removeprefix("www.") or place
        return Origin(key or title, title, address, locator=locator)


def source_origin(source: Source, locator: str = "") -> Origin:
    """Where a source of the register or of a case can be read."""
    title = source.title or source.id
    return Origin(source.id, title, source.url, source.publisher, source.published, source.tier, locator)


def _of_keys(keys: Iterable[str], places: dict[str, str]) -> tuple[Origin, ...]:
    """Citations ``key`` or ``key#locator`` of a treaty or situation file; an address may stand for itself."""
    found = []
    for given in keys:
        key, _, locator = given.partition("#") if not given.startswith("http") else (given, "", "")
        found.append(origin(places.get(key, key), key, locator))
    return tuple(found)


def graded(grade: str) -> str:
    """Standing of what was verified to a grade."""
    return f"grade {grade}"


def treaty_basis(treaty: Treaty, kind: str, name: str, part: Any, standing: str = "") -> Basis:
    """A part of a treaty file: norm, instrument, organ, procedure, spell, tenure, practice.

    Parameters
    ----------
    kind, name
        What it is, and its id within the treaty.
    part
        Anything with `grade` and `source`.
    standing
        Instead of the grade.
    """
    origins = _of_keys(part.source, treaty.file.sources)
    says = sentence(getattr(part, "note", ""))
    return Basis(kind, f"{treaty.id}/{name}", standing or graded(part.grade), origins, says)


def spell_basis(treaty: Treaty, spell: Spell, disputed: frozenset[str]) -> Basis:
    """A spell of membership; `disputed` names the states of which the record holds a date as contested."""
    contested = spell.status in ("member", "suspended") and spell.state in disputed
    standing = f"{graded(spell.grade)}, dates contested" if contested else ""
    name = "/".join([spell.state, spell.status, str(spell.start or "start"), *spell.instruments])
    return treaty_basis(treaty, "spell", name, spell, standing)


def outside_of(treaty: Treaty, kind: str, name: str, holders: Iterable[Any], standing: str) -> Basis:
    """A reading of a term with the sources of all who held it."""
    keys = [key for holder in holders for key in holder.source]
    return Basis(kind, f"{treaty.id}/{name}", standing, _of_keys(dict.fromkeys(keys), treaty.file.sources))


def entry_basis(
    kind: str, name: str, part: Any, sources: dict[str, atlas.Citation], standing: str = ""
) -> Basis:
    """An entry of an atlas file: profile of a state, force, programme, seat and so on."""
    origins = []
    for given in part.source:
        key, _, locator = given.partition("#")
        cited = sources[key]
        try:
            known = register().source(cited.url) if cited.url else None
        except UnknownName:
            known = None
        tier = known.tier if known else ""
        origins.append(Origin(key, cited.title, cited.url, "", cited.published, tier, locator or cited.file))
    says = sentence(getattr(part, "note", ""))
    return Basis(kind, name, standing or graded(part.grade), tuple(origins), says)


def situation_basis(situation: SituationFile, kind: str = "situation") -> Basis:
    """What the case file says of a situation, or (`questions`) what its accounts answer differently."""
    keys = situation.request.source if situation.request else list(situation.sources)[:3]
    told = "as the case file tells it"
    standing = told if kind == "situation" else "answered in different ways by the accounts, or by none"
    return Basis(kind, situation.id, standing, _situated(situation, keys))


def request_basis(situation: SituationFile) -> Basis:
    """The request of a situation."""
    assert situation.request is not None
    origins = _situated(situation, situation.request.source)
    return Basis("request", f"{situation.id}/request", "reported", origins, situation.request.note)


def account_basis(situation: SituationFile, name: str) -> Basis:
    """One side's telling of the facts, with the sources of all who tell it so."""
    account = situation.account(name)
    keys = dict.fromkeys(key for holder in account.held_by for key in holder.source)
    standing = "one account" if account.held_by else "nobody's account"
    origins = _situated(situation, keys) or (Origin("", f"the case file of {situation.id}"),)
    return Basis("account", f"{situation.id}/{name}", standing, origins)


def _situated(situation: SituationFile, keys: Iterable[str]) -> tuple[Origin, ...]:
    return _of_keys(keys, situation.sources)


def claim_basis(case: str, fact: str, claim: Claim, standing: str = "") -> Basis:
    """One claim."""
    if not standing:
        told = "claimed by" if claim.interested else "told by"
        told = "withdrawn by" if claim.withdrawn else "misreported by" if claim.misreport else told
        standing = f"{told} {who(claim.holder, claim.source)}" + (f", {claim.caveat}" if claim.caveat else "")
    return Basis(
        "claim", f"{case}/{fact}/{claim.id}", standing, (source_origin(claim.source, claim.locator),)
    )


def contention_basis(case: str, contention: Contention) -> Basis:
    """A contested assertion or opinion, with the place of every voice."""
    origins = []
    for voice in contention.voices:
        said = f"{voice_name(voice)} {voice.stance}"
        origins.append(source_origin(voice.source, ", ".join(filter(None, (said, voice.locator)))))
    return Basis("contention", f"{case}/{contention.id}", contention.kind, tuple(origins))


def voice_name(voice: Voice) -> str:
    """Who speaks."""
    return who(voice.holder, voice.source)


def who(holder: str, source: Source) -> str:
    """Name a holder; a text that speaks for itself by what it is."""
    if holder != source.id:
        return holder
    return f"{source.title.partition(':')[0]} {source.id}"


def event_basis(case: str, event: Event, evidence: Evidence) -> Basis:
    """An event of a record."""
    standing = event.status
    if event.attributed_to:
        standing = f"{event.status} by {event.attributed_to}"
    origins = []
    for name in event.sources:
        known = evidence.sources.get(name)
        origins.append(source_origin(known) if known else origin(name, name))
    return Basis("event", f"{case}/{event.id}", standing, tuple(origins))


def state(iso3: str) -> Cited:
    """The name of a state; one that the atlas does not know by its code."""
    known = atlas.states().get(iso3)
    row = next((code for code in atlas.codes() if code.state == iso3), None)
    if known is not None:
        name, addresses = known.name, known.source
    elif row is not None:
        name, addresses = row.name, row.source
    else:
        name, addresses = iso3, "https://www.iso.org/iso-3166-country-codes.html"
    return Cited(name, Basis("state", iso3, origins=tuple(origin(place) for place in addresses.split())))


def state_list(states: Iterable[str]) -> list[Cited]:
    """Names of states, sorted by name."""
    return sorted((state(iso3) for iso3 in states), key=lambda piece: piece.words)
