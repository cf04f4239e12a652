"""What a situation answers to the leaves of conditions: yes, no, or unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from foedus.treaty._decision import taken
from foedus.treaty._schema import Zone
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty

__all__ = ["members_known", "value", "years_in_force"]


def value(treaty: Treaty, situation: Situation, on: date, key: tuple[str, str, str]) -> bool | None:
    """Answer a leaf, given by its key (see `foedus.treaty._compile.proposition`); ``None`` is unknown."""
    kind, name, roll = key
    if kind == "fact":
        return situation.value(name)
    return _ANSWERS[kind](treaty, situation, on, name, roll)


def members_known(treaty: Treaty, state: str, on: date, roll: str = "") -> bool | None:
    """Tell whether a state is a member; unknown where the roll is partial and does not name it."""
    if treaty.file.roll == "universal":
        return True
    if state in treaty.members(on, roll):
        return True
    partial = treaty.file.roll == "partial" or roll in treaty.partial
    return None if partial and state not in treaty.rolls.on(roll) else False


def _either(answers: Sequence[bool | None]) -> bool | None:
    if any(answers):
        return True
    return None if None in answers else False


def _target(treaty: Treaty, situation: Situation, on: date, name: str, roll: str) -> bool | None:
    if situation.target is None:
        return None
    if name == "party" and situation.target in treaty.suspended(on, roll):
        return True
    if name in ("member", "party"):
        return members_known(treaty, situation.target, on, roll)
    return situation.target in name.split()


def _attacker(treaty: Treaty, situation: Situation, on: date, name: str, roll: str) -> bool | None:
    if situation.attackers is None:
        return None
    if name in ("member", "outsider"):
        known = [members_known(treaty, state, on, roll) for state in situation.attackers]
        if name == "outsider":
            known = [None if answer is None else not answer for answer in known]
        return _either(known)
    return any(state in name.split() for state in situation.attackers)


def _said(
    states: tuple[str, ...] | None, treaty: Treaty, situation: Situation, on: date, name: str, roll: str
) -> bool | None:
    if states is None:
        return None
    if name == "target":
        return None if situation.target is None and states else situation.target in states
    return _either([members_known(treaty, state, on, roll) for state in states])


def _request(treaty: Treaty, situation: Situation, on: date, name: str, roll: str) -> bool | None:
    return _said(situation.requested_by, treaty, situation, on, name, roll)


def _considers(treaty: Treaty, situation: Situation, on: date, name: str, roll: str) -> bool | None:
    return _said(situation.considers, treaty, situation, on, name, roll)


def _location(treaty: Treaty, situation: Situation, on: date, name: str, roll: str) -> bool | None:
    return _either([_inside(treaty, situation, on, treaty.file.zones[zone], roll) for zone in name.split()])


def _inside(treaty: Treaty, situation: Situation, on: date, zone: Zone, roll: str) -> bool | None:
    whose: bool | None = True
    if zone.territory_of is not None:
        land = situation.territory_of
        if land is None:
            whose = None
        elif zone.territory_of == "members":
            whose = land != "none" and members_known(treaty, land, on, roll)
        else:
            whose = land in zone.territory_of
    where: bool | None = True
    if zone.areas:
        where = None if situation.areas is None else bool(situation.areas & set(zone.areas))
    if whose is False or where is False:
        return False
    return None if whose is None or where is None else True


def _years(treaty: Treaty, situation: Situation, on: date, name: str, instrument: str) -> bool | None:
    return years_in_force(treaty, on, instrument) >= int(name)


def _decision(treaty: Treaty, situation: Situation, on: date, name: str, roll: str) -> bool | None:
    return taken(treaty, situation, on, name)


_ANSWERS: dict[str, Callable[[Treaty, Situation, date, str, str], bool | None]] = {
    "target": _target,
    "attacker": _attacker,
    "request": _request,
    "considers": _considers,
    "location": _location,
    "years": _years,
    "decision": _decision,
}


def years_in_force(treaty: Treaty, on: date, instrument: str) -> int:
    """Whole years for which an instrument has been in force."""
    start = next(text.in_force for text in treaty.instruments if text.id == instrument)
    if start is None or on < start:
        return 0
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))
