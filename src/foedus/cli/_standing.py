"""Where a state stands: under which packaged treaties, on which rolls, since when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.treaty import Spell, Treaty

__all__ = ["called", "roll_words", "rolls_json", "status_words", "systems", "titles"]


def called(iso3: str, on: date) -> str:
    """Name of a state on a day, as the lists of states have it; its code where a treaty alone names it.

    Raises
    ------
    UnknownName
        If no list of states, no packaged profile and no roll of a treaty knows the code.
    """
    from foedus import atlas
    from foedus import treaty as law
    from foedus.errors import UnknownName

    if iso3 in atlas.states():
        return atlas.state(iso3).name
    rows = [row for row in atlas.codes() if row.state == iso3]
    if not rows and any(iso3 in law.load(name).rolls.states() for name in law.naming(iso3)):
        return iso3
    if not rows:
        raise UnknownName("state", iso3, {*atlas.states(), *(row.state for row in atlas.codes())})
    then = [row for row in rows if row.holds(on)] or rows
    return next((row for row in then if row.system == "iso-alpha3"), then[0]).name


def systems(iso3: str, on: date) -> tuple[list[Treaty], list[Treaty]]:
    """Packaged treaties that gave the state a status, those of the day first; and companions for it.

    Only the files that name the state are loaded.

    Raises
    ------
    UnknownName
        If nothing in the library knows the state.
    """
    from foedus import treaty as law

    found = [law.load(name) for name in law.naming(iso3)]
    alliances = [one for one in found if one.file.kind != "companion" and iso3 in one.rolls.states()]
    if not alliances:
        called(iso3, on)
    companions = [one for one in found if one.file.kind == "companion"]
    companions.sort(key=lambda one: one.file.roll != "universal")
    return sorted(alliances, key=lambda one: not any(law.standing(one, iso3, on))), companions


def status_words(one: Treaty, iso3: str, on: date) -> str:
    """Say which status a state has under a treaty on a day; with none, which it had or came to have."""
    from foedus import treaty as law

    now, own = law.standing(one, iso3, on)
    if now is not None:
        party = one.file.kind == "companion" and now.status == "member"
        return ("party" if party else now.status) + (f" since {now.start}" if now.start else "")
    if one.file.roll == "universal":
        return "binds every state"
    if own:
        return "no status under the whole, but on the roll of a part of it"
    spells = [s for s in one.spells if s.state == iso3 and s.status != "signatory"]
    past = [s for s in spells if s.to and s.to <= on]
    if past:
        told = ", ".join(f"{s.status} {s.start or '?'} to {s.to}" for s in past if not s.instruments)
        return f"none; before: {told}" if told else "none any more"
    if spells:
        first = min((s.start for s in spells if s.start), default=None)
        return f"none; only later, from {first}" if first else "none"
    return "none: not on the roll, as far as the file knows it" if one.file.roll == "partial" else "none"


def titles(one: Treaty, spell: Spell) -> str:
    """Titles of the instruments of which alone a status is."""
    known = {part.id: part.title for part in one.instruments}
    return " and ".join(known[name] for name in spell.instruments)


def roll_words(one: Treaty, iso3: str, on: date) -> list[str]:
    """Say on which rolls of single instruments the state stands, and from which of them it is absent."""
    from foedus import treaty as law

    now, own = law.standing(one, iso3, on)
    told = [f"{titles(one, s)}: {s.status}" + (f" since {s.start}" if s.start else "") for s in own]
    on_one = {name for spell in own for name in spell.instruments}
    known = {part.id: part for part in one.instruments}
    missing = [
        known[name]
        for name in sorted(one.rolls.own - on_one)
        if now is not None and one.members(on, name) and not known[name].ended
    ]
    return told + [
        f"{part.title}: not {'known to be ' if part.id in one.partial else ''}on its roll" for part in missing
    ]


def rolls_json(one: Treaty, iso3: str, on: date) -> list[dict[str, Any]]:
    """Give the statuses of a state on the rolls of single instruments as JSON."""
    from foedus import treaty as law

    return [
        {
            "instruments": list(spell.instruments),
            "status": spell.status,
            "since": spell.start.isoformat() if spell.start else None,
            "grade": spell.grade,
        }
        for spell in law.standing(one, iso3, on)[1]
    ]
