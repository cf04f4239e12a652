"""The ledger of membership: what a state owes, may, may not, decides and gets under a treaty on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from foedus.files import listing
from foedus.treaty._membership import Spell
from foedus.treaty._schema import Condition, Norm
from foedus.treaty._sentences import condition_words
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS, KINDS

__all__ = ["SECTIONS", "Entry", "Ledger", "ledger", "naming", "standing"]

#: The sections of a ledger, in order, with what stands in each.
SECTIONS: dict[str, str] = {
    "owes": "obligations that it bears",
    "may": "permissions, and powers that it holds by itself",
    "may_not": "prohibitions that it bears",
    "decides": "powers of the organs in which it sits",
    "gets": "what others owe it, may not do to it, or may do for it",
    "rules": "what holds between the parties without anyone's doing",
}

_OWN = {"obligation": "owes", "prohibition": "may_not", "permission": "may", "power": "may"}

#: Acts that the members owe, or owe to leave, towards every state and not only towards one another.
_TOWARDS_ALL = (
    "use_force",
    "threaten_force",
    "settle_peacefully",
    "interfere",
    "impose_sanctions",
    "respect_sovereignty",
)
#: Of a file whose law binds every state, told in place of a status.
BOUND = "bound"


def naming(state: str) -> dict[str, Path]:
    """Packaged files that may have something to say of a state, found without loading them.

    None that gives the state a status is left out, and no companion, which speaks of every state. A file
    that names the state elsewhere alone, as with a practice, may be among them.
    """
    named = re.compile(rf"\bstate:\s*[\"']?{re.escape(state)}\b|^kind:\s*companion\b", re.M)
    return {
        name: path
        for name, path in listing("treaty").items()
        if named.search(path.read_text(encoding="utf-8"))
    }


def standing(treaty: Treaty, state: str, on: date) -> tuple[Spell | None, list[Spell]]:
    """Status of a state on a day: under the system, and on the rolls that instruments have of their own."""
    now = [spell for spell in treaty.spells if spell.state == state and spell.holds(on)]
    return next((s for s in now if not s.instruments), None), [s for s in now if s.instruments]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    Attributes
    ----------
    norm, citation
        The norm, and its provision with the date of its version.
    gist
        The norm in the file's own words.
    modality
        Of the norm.
    act
        The act that it is about.
    side
        On which side of the norm the state stands: ``bearer``, ``organ`` or ``counterparty``.
    when
        What must have happened first, in words; empty where the norm holds always.
    bearers
        The states that bear it on that day: for ``gets`` the others.
    organ, procedure
        Who decides and how, where an organ does.
    turns_on
        The legal words with more than one reading on which the norm turns.
    limits
        Exceptions in words.
    grade, source
        How well the norm was verified, and where it stands.
    """

    norm: str
    citation: str
    gist: str
    modality: str
    act: str
    side: str
    when: str
    bearers: tuple[str, ...]
    organ: str | None
    procedure: str | None
    turns_on: tuple[str, ...]
    limits: tuple[str, ...]
    grade: str
    source: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """Give the line as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What membership asks of a state and gives it, on a day.

    Attributes
    ----------
    status
        Of the state on that day; ``none`` where it had none, ``bound`` where the law binds every state.
    own
        Its statuses on that day on the rolls that some instruments have of their own.
    sections
        Lines by the keys of `SECTIONS`.
    practices
        What the state does without a change of status.
    """

    treaty: str
    state: str
    on: date
    status: str
    since: date | None
    own: tuple[Spell, ...] = ()
    sections: dict[str, list[Entry]] = field(default_factory=dict)
    practices: tuple[str, ...] = ()

    @property
    def member(self) -> bool:
        """Tell whether the state is a member of the system or of an instrument with its own roll."""
        return self.status == "member" or any(spell.status == "member" for spell in self.own)

    @property
    def grade(self) -> str | None:
        """The weakest grade on which a line rests; ``None`` of an empty ledger."""
        return max((entry.grade for part in self.sections.values() for entry in part), default=None)


def ledger(treaty: Treaty, state: str, on: date) -> Ledger:
    """Draw up the ledger of a state from the norms in force on a day.

    A member bears what members bear, what the others bear towards one in need, and what one in need
    bears when it is that one. What the others bear towards one in need it gets in turn. A norm of an
    instrument with its own roll binds those on that roll. A suspended state has its place among the
    parties, not among the members, and no voice in the organs. A state that is not a member bears nothing
    of the treaty but what binds every state, and gets what members owe every state.

    Raises
    ------
    UnknownName
        If the state never had a status under the treaty; a companion file speaks of every state.
    """
    if treaty.file.kind != "companion":
        treaty.rolls.known(state)
    now, own = standing(treaty, state, on)
    sections: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
    for norm in treaty.in_force(on):
        side_of = _Sides(treaty, norm, state, on)
        for section, side in side_of.places():
            sections[section].append(_entry(treaty, norm, side, side_of.bearers(side)))
    practices = tuple(p.what for p in treaty.practices(on) if p.state == state)
    status = now.status if now else BOUND if treaty.file.roll == "universal" else "none"
    since = now.start if now else None
    return Ledger(treaty.id, state, on, status, since, tuple(own), sections, practices)


class _Sides:
    """On which sides of a norm a state stands on a day."""

    def __init__(self, treaty: Treaty, norm: Norm, state: str, on: date) -> None:
        roll = norm.provision.instrument
        self.norm, self.state = norm, state
        self.universal = treaty.file.roll == "universal"
        self.companion = treaty.file.kind == "companion"
        self.members = treaty.members(on, roll)
        self.parties = sorted({*self.members, *treaty.suspended(on, roll)})
        self.member = self.universal or state in self.members
        self.party = self.universal or state in self.parties
        #: A state whose membership of the whole is suspended sits in no organ, on whichever roll it is.
        self.seated = self.member and not self.universal and state not in treaty.suspended(on)
        self.inside = self.party if norm.bearer in ("parties", "other_parties") else self.member

    def places(self) -> list[tuple[str, str]]:
        """Sections in which the norm stands for the state, each with the side on which the state is."""
        norm, found = self.norm, []
        joining = norm.bearer == "any_state" and norm.action.kind == "accede"
        if norm.bearer == "organ":
            if self.seated:
                found.append(("decides", "organ"))
        elif joining and self.party:
            return [("rules", "bearer")] if self.member else []
        elif self.bound() and norm.modality in _OWN:
            found.append((_OWN[norm.modality], "bearer"))
        elif self.bound() and (norm.counterparty != "target" or norm.action.kind == "count_as_peacekeeping"):
            return [("rules", "bearer")]
        if self.gets():
            found.append(("gets", "counterparty"))
        elif not found and (self.universal if norm.bearer == "organ" else self._rule()):
            found.append(("rules", "bearer"))
        return found

    def _rule(self) -> bool:
        return self.member and self.norm.modality not in _OWN

    def bound(self) -> bool:
        """Tell whether the state bears the norm."""
        norm = self.norm
        if norm.bearer == "target" or (norm.bearer == "any_state" and self.companion):
            alone = norm.counterparty is None
            if alone and _met(norm.trigger, self.state, self.member, self.party) is False:
                return False
        if isinstance(norm.bearer, list):
            return self.state in norm.bearer and self.member
        return norm.bearer == "any_state" or self.inside

    def gets(self) -> bool:
        """Tell whether others bear the norm towards the state, or may do for it what it allows."""
        norm, towards = self.norm, self.norm.counterparty
        if isinstance(norm.bearer, list) and not self.bearers("counterparty"):
            return False
        if isinstance(towards, list):
            return self.state in towards and self.party
        if towards == "target":
            own_say = norm.modality == "power" and norm.bearer != "organ"
            return not own_say and norm.action.kind != "judge_help" and self._can_be_target()
        if towards == "any_state":
            return self.inside or (norm.modality in _OWN and norm.action.kind in _TOWARDS_ALL)
        return towards == "members" and self.inside

    def _can_be_target(self) -> bool:
        trigger = self.norm.trigger
        if trigger is None:
            return self.inside or (self.companion and self.norm.bearer == "any_state")
        if _met(trigger, self.state, self.member, self.party) is False:
            return False
        if self.inside or _named(trigger, self.state) or _met(trigger, self.state, True, True) is False:
            return True
        return self.party and _met(trigger, self.state, False, False) is False

    def bearers(self, side: str) -> tuple[str, ...]:
        """Those who bear the norm, on the other side without the state; empty where every state does."""
        bearer, others = self.norm.bearer, side == "counterparty"
        if self.universal or bearer == "any_state" or (others and bearer == "organ"):
            return ()
        found = self.parties if bearer in ("parties", "other_parties") else self.members
        if isinstance(bearer, list):
            found = [state for state in found if state in bearer]
        return tuple(state for state in found if not others or state != self.state)


def _met(condition: Condition | None, state: str, member: bool, party: bool) -> bool | None:
    """Tell whether a condition is met as far as it turns on whether the state concerned is this one."""
    if condition is None:
        return None
    if condition.all_ is not None:
        parts = [_met(part, state, member, party) for part in condition.all_]
        return False if False in parts else None if None in parts else True
    if condition.any_ is not None:
        parts = [_met(part, state, member, party) for part in condition.any_]
        return True if True in parts else None if None in parts else False
    if condition.not_ is not None:
        inner = _met(condition.not_, state, member, party)
        return None if inner is None else not inner
    if condition.target is None:
        return None
    if isinstance(condition.target, list):
        return state in condition.target
    return member if condition.target == "member" else party


def _named(condition: Condition, state: str) -> bool:
    """Tell whether a condition names the state as one to which things happen."""
    parts = [*(condition.all_ or ()), *(condition.any_ or ())]
    named = isinstance(condition.target, list) and state in condition.target
    return named or any(_named(part, state) for part in parts)


def _turning(condition: Condition | None, treaty: Treaty) -> list[str]:
    """Ids of the terms in a condition that have more than one reading."""
    if condition is None:
        return []
    inner = [*(condition.all_ or ()), *(condition.any_ or ()), *([condition.not_] if condition.not_ else [])]
    found = [name for part in inner for name in _turning(part, treaty)]
    if condition.term is not None and len(treaty.term(condition.term).readings) > 1:
        found.append(condition.term)
    return list(dict.fromkeys(found))


def _entry(treaty: Treaty, norm: Norm, side: str, bearers: tuple[str, ...]) -> Entry:
    decided = norm.decided_by
    return Entry(
        norm=norm.id,
        citation=treaty.citation(norm),
        gist=norm.gist,
        modality=norm.modality,
        act=norm.action.kind,
        side=side,
        when=_words(norm.trigger, treaty, norm.provision.instrument) if norm.trigger else "",
        bearers=bearers,
        organ=treaty.organ(decided.organ).name if decided else None,
        procedure=treaty.procedure(decided.procedure).gist if decided and decided.procedure else None,
        turns_on=tuple(_turning(norm.trigger, treaty)),
        limits=tuple(f"{limit.effect}: {limit.gist}" for limit in norm.unless),
        grade=norm.grade,
        source=tuple(norm.source),
    )


def _words(condition: Condition, treaty: Treaty, roll: str) -> str:
    """Tell a condition in words; empty where it always holds."""
    if condition.all_ is not None:
        return "; and ".join(filter(None, (_inner(part, treaty, roll) for part in condition.all_)))
    if condition.any_ is not None:
        return "; or ".join(filter(None, (_inner(part, treaty, roll) for part in condition.any_)))
    if condition.not_ is not None:
        return f"not: {_words(condition.not_, treaty, roll)}"
    if condition.always is not None:
        return "" if condition.always else "never"
    if condition.event is not None:
        return " or ".join(KINDS[kind] for kind in condition.event)
    if condition.term is not None:
        return treaty.term(condition.term).gist
    if condition.target is not None:
        if isinstance(condition.target, list):
            return f"it happens to {_states(condition.target)}"
        return f"the state concerned is a {condition.target}"
    if isinstance(condition.attacker, list):
        return f"the attacker is {_states(condition.attacker)}"
    if condition.decision in ACTS:
        return f"a decision was taken to {ACTS[condition.decision].removeprefix('decide to ')}"
    return condition_words(treaty, condition, date.min, roll)


def _states(named: list[str]) -> str:
    """Name states, and of a long list how many they are."""
    return ", ".join(named) if len(named) <= 8 else f"one of the {len(named)} states that the file names"


def _inner(condition: Condition, treaty: Treaty, roll: str) -> str:
    told = _words(condition, treaty, roll)
    nested = condition.all_ is not None or condition.any_ is not None
    return f"({told})" if nested and told else told
