"""Under which treaties a state stands, on which rolls of theirs, and which law binds it beside them."""

from __future__ import annotations

from datetime import date

from foedus import treaty as law
from foedus.report._brief_bases import spell_basis, treaty_basis
from foedus.report._brief_topics import of_organisation
from foedus.report._brief_words import cite, day, joined
from foedus.report._outline import Inline, Text, text

__all__ = ["beside", "on_roll", "short_name", "systems"]


def systems(iso3: str) -> tuple[list[law.Treaty], list[law.Treaty]]:
    """Treaties that ever gave the state a status, those with an organisation first; and the companions."""
    named = [law.load(name) for name in law.naming(iso3)]
    treaties = [one for one in named if one.file.kind == "alliance" and iso3 in one.rolls.states()]
    treaties.sort(key=lambda one: not of_organisation(one.id))
    return treaties, [one for one in named if one.file.kind == "companion"]


def short_name(treaty: law.Treaty) -> Inline:
    """Short name of a treaty, which rests on its first instrument."""
    first = treaty.instruments[0]
    return cite(treaty.file.short or treaty.name, treaty_basis(treaty, "instrument", first.id, first))


def on_roll(treaty: law.Treaty, spell: law.Spell) -> Text:
    """A status under some instruments alone."""
    titles = " and ".join(part.title for part in treaty.instruments if part.id in spell.instruments)
    words = f"{titles} ({spell.status} since {day(spell.start)})"
    return text(cite(words, spell_basis(treaty, spell, frozenset())))


def beside(iso3: str, on: date, one: law.Treaty) -> Text:
    """A companion in a line: that it binds every state, or on which of its rolls this one stands."""
    now, own = law.standing(one, iso3, on)
    known = {part.id: part for part in one.instruments}
    first = one.instruments[0]
    basis = treaty_basis(one, "instrument", first.id, first)
    if one.file.roll == "universal":
        return text(cite(f"{one.name} ({first.title} and custom)", basis), ": binds every state")
    told: list[Text] = [
        text(known[name].title, ": ", cite(_party(spell), spell_basis(one, spell, frozenset())))
        for spell in (*([now] if now else []), *own)
        for name in (spell.instruments or (first.id,))
    ]
    roll = joined(told, "; ", "; ") if told else text("not on a roll, as far as the file knows them")
    return text(cite(one.name, basis), ": ", roll, "; what is custom binds every state")


def _party(spell: law.Spell) -> str:
    status = "party" if spell.status == "member" else spell.status
    return f"{status} since {day(spell.start)}" if spell.start else status
