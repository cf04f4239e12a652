"""Asking a treaty: the position of every norm in force, on every admitted reading.

Order of the work, norm by norm:

====  ==============================================================================================
step  what
====  ==============================================================================================
1     keep the norms in force on the day; readings not open to anybody on that day fall away
2     trigger: yes, no or unknown on each combination of readings of the terms that are reached
3     exceptions: what defeats or suspends takes the position away where it holds
4     stated priority: a norm falls away where the norm of this treaty that it yields to holds
5     rivals: a prohibition that reaches the same act, with no stated priority, is a conflict there
6     status: one answer on all combinations, or contested, or unknown, or conflict
7     acts that were asked about or raised and that no norm in force addresses: silent
====  ==============================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from foedus.errors import UnknownName
from foedus.treaty._compile import NO, UNKNOWN, YES, Code, Compiled, Space, Values, compile_treaty
from foedus.treaty._dates import as_date
from foedus.treaty._decision import Decision
from foedus.treaty._propositions import value
from foedus.treaty._schema import Norm, Term
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS, KINDS

if TYPE_CHECKING:
    from foedus.treaty._explain import Node
    from foedus.treaty._position import Position

__all__ = ["Answer", "Masks", "Status", "ask", "held_readings", "status_of"]

Status = Literal["applies", "does_not_apply", "contested", "unknown", "conflict", "silent"]


class Masks(NamedTuple):
    """Combinations of readings by what a norm comes to on them; those in none are unknown.

    Attributes
    ----------
    yes
        The norm holds and no prohibition stands against it.
    no
        The norm does not hold.
    clash
        The norm holds and a prohibition of the same act holds too.
    allowed
        The combinations that are admitted.
    """

    yes: int
    no: int
    clash: int
    allowed: int

    def within(self, allowed: int) -> Masks:
        """Restrict to some combinations."""
        return Masks(self.yes & allowed, self.no & allowed, self.clash & allowed, self.allowed & allowed)


class Applied(NamedTuple):
    """A norm in force on a day.

    Attributes
    ----------
    allowed
        The combinations of readings that are admitted that day.
    yields, rivals
        The norms to which it yields, and the prohibitions of the same act, that are in force too.
    """

    compiled: Compiled
    allowed: int
    yields: tuple[tuple[Norm, Compiled], ...]
    rivals: tuple[tuple[Norm, Compiled], ...]


def status_of(masks: Masks) -> Status:
    """Sum up: answers that differ are contested; what is missing makes the rest unknown."""
    kinds = (masks.yes != 0) + (masks.no != 0) + (masks.clash != 0)
    if kinds > 1:
        return "contested"
    if masks.yes | masks.no | masks.clash != masks.allowed or not masks.allowed:
        return "unknown"
    return "applies" if masks.yes else "does_not_apply" if masks.no else "conflict"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a treaty says on a situation. Positions and reasons are worked out when they are asked for.

    Attributes
    ----------
    code
        The compiled treaty.
    situation
        What was asked about, on which account.
    as_of
        The day whose law was applied.
    decisions
        Acts that organs have decided; the list is taken as complete.
    readings
        Readings to which terms were restricted.
    acts
        Acts asked about, besides those that the situation raises.
    """

    code: Code
    situation: Situation
    as_of: date
    decisions: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    acts: tuple[str, ...] = ()
    values: Values = ()

    @property
    def treaty(self) -> Treaty:
        """The treaty that was asked."""
        return self.code.treaty

    @property
    def plan(self) -> dict[str, Applied]:
        """The norms in force on the day, with what stands against them, by id, in the order of the file."""
        return _plan(self.code, self.as_of, tuple(self.readings.items()))

    def in_force(self) -> list[Compiled]:
        """The compiled norms in force on the day, in the order of the file."""
        return [applied.compiled for applied in self.plan.values()]

    def masks(self, norm: str) -> Masks:
        """What a norm comes to on each combination of readings; raises `UnknownName`."""
        compiled, allowed, yields, rivals = self._applied(norm)
        values = self.values
        yes, no = truth(compiled, values)
        for _, part in yields:
            other_yes, other_no = truth(part, values)
            yes, no = yes & other_no, no | other_yes
        clash = 0
        for _, part in rivals:
            clash |= yes & truth(part, values)[0]
        return Masks(yes & ~clash & allowed, no & allowed, clash & allowed, allowed)

    def status(self, norm: str) -> Status:
        """Status of one norm in force; raises `UnknownName`."""
        status = status_of(self.masks(norm))
        prohibits = self._applied(norm).compiled.norm.modality == "prohibition"
        return "conflict" if status == "applies" and prohibits and self._resisted(norm) else status

    def statuses(self) -> dict[str, Status]:
        """Status of every norm in force, without reasons; the quick way."""
        return {norm: self.status(norm) for norm in self.plan}

    def _resisted(self, prohibition: str) -> bool:
        """Tell whether a norm that commands or empowers stands in conflict with a prohibition."""
        return any(
            other.id == prohibition and status_of(self.masks(norm)) == "conflict"
            for norm, applied in self.plan.items()
            for other, _ in applied.rivals
        )

    def silences(self) -> list[str]:
        """Acts raised or asked about that no norm in force addresses, in the order given."""
        addressed: set[str] = set()
        for compiled in self.in_force():
            action = compiled.norm.action
            addressed |= {action.kind, *action.covers}
        asked = dict.fromkeys((*self.acts, *self.situation.acts))
        return [act for act in asked if act not in addressed]

    def positions(self) -> list[Position]:
        """One position for each norm in force, then one for each silence."""
        from foedus.treaty._position import position, silence

        found = [position(self, compiled) for compiled in self.in_force()]
        return found + [silence(self, act) for act in self.silences()]

    def position(self, norm: str) -> Position:
        """Position of one norm in force; raises `UnknownName`."""
        from foedus.treaty._position import position

        return position(self, self._compiled(norm))

    def why(self, norm: str) -> Node:
        """Reasons for the position of one norm, as a tree; raises `UnknownName`."""
        from foedus.treaty._explain import explain

        return explain(self, self._compiled(norm))

    def grade(self) -> str:
        """Weakest grade of verification that any position rests on."""
        return max((p.grade for p in self.positions()), default="C")

    def json(self) -> dict[str, object]:
        """Give the answer as JSON, reasons included."""
        return {
            "treaty": self.treaty.id,
            "as_of": self.as_of.isoformat(),
            "account": self.situation.account,
            "stage": self.situation.stage,
            "target": self.situation.target,
            "decisions": list(self.decisions),
            "readings": dict(self.readings),
            "grade": self.grade(),
            "positions": [p.json() for p in self.positions()],
            "note": "encoding, not legal advice",
        }

    def _compiled(self, norm: str) -> Compiled:
        return self._applied(norm).compiled

    def _applied(self, norm: str) -> Applied:
        applied = self.plan.get(norm)
        if applied is None:
            raise UnknownName(f"norm in force on {self.as_of}", norm, self.plan)
        return applied


def ask(
    treaty: Treaty | Code,
    situation: Situation,
    *,
    as_of: date | str | None = None,
    decisions: Iterable[str | Decision] = (),
    readings: Mapping[str, str] | None = None,
    acts: Iterable[str] = (),
) -> Answer:
    """Ask a treaty about a situation.

    Parameters
    ----------
    treaty
        A treaty, or what `compile_treaty` made of one.
    situation
        What happened, on one account.
    as_of
        Day whose law is applied; the situation's own day if not given.
    decisions
        Decisions taken, besides those of the situation: acts (``"deploy_forces"``), ids of powers
        (``"pka-3.mission"``), or a `Decision` with its votes, to which the procedure is applied.
    readings
        Terms restricted to one of their readings.
    acts
        Acts to look for, so that silence on them is told.

    Raises
    ------
    UnknownName
        If a fact, decision, act, term or reading is not one of the treaty's.
    """
    code = treaty if isinstance(treaty, Code) else _code(treaty)
    law = code.treaty
    on = situation.on if as_of is None else as_date(as_of)
    known = law.questions.keys() | KINDS.keys()
    for name in (*situation.facts, *situation.kinds):
        if name not in known:
            raise UnknownName("fact", name, known)
    for act in (*acts, *situation.acts):
        if act not in ACTS:
            raise UnknownName("act", act, ACTS)
    for term, reading in (readings or {}).items():
        options = [r.id for r in law.term(term).readings]
        if reading not in options:
            raise UnknownName(f"reading of {term}", reading, options)
    told = tuple(d if isinstance(d, Decision) else Decision(d) for d in decisions)
    for decision in (*situation.decisions, *told):
        _power(law, decision.power)
    situation = replace(situation, decisions=(*situation.decisions, *told))
    taken = tuple(dict.fromkeys(_power(law, d.power) for d in situation.decisions))
    values = _values(code, situation, on)
    return Answer(code, situation, on, taken, dict(readings or {}), tuple(acts), values)


@lru_cache(maxsize=32)
def _code(treaty: Treaty) -> Code:
    return compile_treaty(treaty)


def _power(treaty: Treaty, name: str) -> str:
    """Give the act of a decision; raises `UnknownName` if it is neither an act nor a power of the treaty."""
    if name in ACTS:
        return name
    system, slash, power = name.partition("/")
    if slash and system != treaty.id:
        return name
    powers = {norm.id: norm.action.kind for norm in treaty.norms if norm.modality == "power"}
    if (power or name) not in powers:
        raise UnknownName("decision", name, [*ACTS, *powers])
    return powers[power or name]


def _values(code: Code, situation: Situation, on: date) -> Values:
    answers = (value(code.treaty, situation, on, key) for key in code.propositions)
    return [UNKNOWN if answer is None else YES if answer else NO for answer in answers]


def truth(compiled: Compiled, values: Values) -> tuple[int, int]:
    """Truth of a norm's trigger, less what defeats or suspends it."""
    yes, no = compiled.trigger.truth(values) if compiled.trigger else (compiled.space.full, 0)
    for exception, cell in compiled.unless:
        if exception.effect != "limits":
            out, stays = cell.truth(values)
            yes, no = yes & stays, no | out
    return yes, no


@lru_cache(maxsize=256)
def _plan(code: Code, on: date, readings: tuple[tuple[str, str], ...]) -> dict[str, Applied]:
    return {
        name: Applied(
            compiled,
            _admitted(compiled.space, on, dict(readings)),
            tuple(pair for pair in compiled.yields if pair[0].valid.holds(on)),
            tuple(pair for pair in compiled.rivals if pair[0].valid.holds(on)),
        )
        for name, compiled in code.norms.items()
        if compiled.norm.valid.holds(on)
    }


def _admitted(space: Space, on: date, chosen: Mapping[str, str]) -> int:
    """Combinations whose readings were open that day and are not ruled out by the choice."""
    allowed = space.full
    for term, masks in zip(space.terms, space.masks, strict=True):
        union = 0
        for reading, mask in zip(term.readings, masks, strict=True):
            if reading.holds(on) and chosen.get(term.id, reading.id) == reading.id:
                union |= mask
        allowed &= union
    return allowed


def held_readings(term: Term, who: str, on: date) -> list[str]:
    """Readings of a term that somebody held on a day: those of the latest date up to it; may be empty."""
    dated: dict[date, list[str]] = {}
    for reading in term.readings:
        for holder in reading.held_by:
            if holder.who == who and holder.when <= on and (holder.until is None or on < holder.until):
                dated.setdefault(holder.when, []).append(reading.id)
    return dated[max(dated)] if dated else []


def norm_bearers(answer: Answer, norm: Norm) -> list[str]:
    """States that bear a norm on the day; for an organ, the members that sit in it."""
    treaty, target = answer.treaty, answer.situation.target
    members = treaty.members(answer.as_of, norm.provision.instrument)
    if treaty.file.roll == "universal":
        members = answer.situation.states
    if isinstance(norm.bearer, list):
        return [state for state in sorted(norm.bearer) if state in members]
    if norm.bearer == "any_state":
        return sorted({*members, *answer.situation.states})
    if norm.bearer == "target":
        return [target] if target in members and target else []
    if norm.bearer == "other_members":
        return [state for state in members if state != target]
    return members
