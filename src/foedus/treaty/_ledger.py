"""The ledger of membership: what a state owes, may, may not, decides and gets under a treaty on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foedus.treaty._schema import Condition, Norm
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS, KINDS

__all__ = ["SECTIONS", "Entry", "Ledger", "ledger"]

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
_TOWARDS_ALL = ("use_force", "settle_peacefully")


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
        Of the state on that day; ``none`` where it had none.
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
    sections: dict[str, list[Entry]] = field(default_factory=dict)
    practices: tuple[str, ...] = ()

    @property
    def grade(self) -> str | None:
        """The weakest grade on which a line rests; ``None`` of an empty ledger."""
        return max((entry.grade for part in self.sections.values() for entry in part), default=None)


def ledger(treaty: Treaty, state: str, on: date) -> Ledger:
    """Draw up the ledger of a state from the norms in force on a day.

    A member bears what members bear, what the others bear towards one in need, and what one in need
    bears when it is that one. What the others bear towards one in need it gets in turn. A state that is
    not a member bears and gets nothing of the treaty but what members owe every state.

    Raises
    ------
    UnknownName
        If the state never had a status under the treaty.
    """
    treaty.rolls.known(state)
    now = next((s for s in treaty.spells if s.state == state and s.holds(on)), None)
    status = now.status if now else "none"
    members = treaty.members(on)
    sections: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
    for norm in treaty.in_force(on):
        for section, side in _places(norm, member=status == "member"):
            others = side == "counterparty"
            bearers = tuple(m for m in members if not others or m != state)
            if others and norm.bearer == "organ":
                bearers = ()
            sections[section].append(_entry(treaty, norm, side, bearers))
    practices = tuple(p.what for p in treaty.practices(on) if p.state == state)
    return Ledger(treaty.id, state, on, status, now.start if now else None, sections, practices)


def _places(norm: Norm, *, member: bool) -> list[tuple[str, str]]:
    """Sections in which a norm stands for a state, each with the side on which the state is."""
    outside = bool(norm.trigger) and _for_outsiders(norm.trigger)
    for_target = norm.counterparty == "target" and not (norm.modality == "power" and norm.bearer != "organ")
    if not member:
        owed = norm.counterparty == "any_state" and norm.action.kind in _TOWARDS_ALL
        return [("gets", "counterparty")] if owed or (for_target and outside) else []
    found: list[tuple[str, str]] = []
    if norm.bearer == "organ":
        found.append(("decides", "organ"))
    elif norm.modality in _OWN:
        found.append((_OWN[norm.modality], "bearer"))
    elif not for_target or norm.action.kind == "count_as_peacekeeping":
        return [("rules", "bearer")]
    if norm.counterparty in ("members", "any_state") or (for_target and not outside):
        found.append(("gets", "counterparty"))
    return found


def _for_outsiders(condition: Condition | None) -> bool:
    """Tell whether a condition is met only where the state concerned is no member."""
    if condition is None:
        return False
    if condition.all_ is not None:
        return any(_for_outsiders(part) for part in condition.all_)
    return condition.not_ is not None and condition.not_.target is not None


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
        side=side,
        when=_words(norm.trigger, treaty) if norm.trigger else "",
        bearers=bearers,
        organ=treaty.organ(decided.organ).name if decided else None,
        procedure=treaty.procedure(decided.procedure).gist if decided and decided.procedure else None,
        turns_on=tuple(_turning(norm.trigger, treaty)),
        limits=tuple(f"{limit.effect}: {limit.gist}" for limit in norm.unless),
        grade=norm.grade,
        source=tuple(norm.source),
    )


def _words(condition: Condition, treaty: Treaty) -> str:
    """Tell a condition in words; empty where it always holds."""
    if condition.all_ is not None:
        return "; and ".join(filter(None, (_inner(part, treaty) for part in condition.all_)))
    if condition.any_ is not None:
        return "; or ".join(filter(None, (_inner(part, treaty) for part in condition.any_)))
    if condition.not_ is not None:
        return f"not: {_words(condition.not_, treaty)}"
    if condition.event is not None:
        return " or ".join(KINDS[kind] for kind in condition.event)
    if condition.term is not None:
        return treaty.term(condition.term).gist
    if condition.fact is not None:
        return treaty.facts[condition.fact]
    if condition.target is not None:
        return "the state concerned is a member"
    if condition.request is not None:
        return "the state concerned asks"
    if condition.decision is not None:
        return f"a decision was taken to {ACTS[condition.decision].removeprefix('decide to ')}"
    if condition.years_in_force is not None:
        return f"the treaty has been in force for {condition.years_in_force} years"
    return ""


def _inner(condition: Condition, treaty: Treaty) -> str:
    told = _words(condition, treaty)
    nested = condition.all_ is not None or condition.any_ is not None
    return f"({told})" if nested and told else told
