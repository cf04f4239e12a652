"""One treaty, one situation, one day: what every norm in force comes to on every admitted reading.

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

The status is worked out once for all answers, as a decision diagram (`foedus.treaty._reach`); what each
combination of readings gives is worked out when a position is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

from foedus.errors import UnknownName
from foedus.treaty._compile import Code, Compiled, Space
from foedus.treaty._diagram import NO, UNKNOWN, YES, Diagram, Values, look_up
from foedus.treaty._propositions import value
from foedus.treaty._reach import (
    HOLDS,
    LACKS,
    OPEN,
    STATUSES,
    Admitted,
    Outcomes,
    Status,
    outcomes_of,
    status_of,
)
from foedus.treaty._schema import Norm, Term
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty

__all__ = [
    "BELOW",
    "STATUSES",
    "Applied",
    "Inquiry",
    "Masks",
    "Reached",
    "Status",
    "Verdict",
    "answers",
    "held_readings",
    "plan_of",
    "refines",
    "sum_up",
]

#: How many verdicts are kept for a norm on a day.
KEPT = 2048

#: The information order: to which statuses an answer may move when more is known. Nothing is known of what
#: is unknown. What applies, or is contested, can still meet a prohibition whose facts were missing, and end
#: in conflict with it. What does not apply, what clashes and what is silent stays so.
BELOW: dict[Status, tuple[Status, ...]] = {
    "unknown": ("applies", "does_not_apply", "contested", "conflict"),
    "applies": ("contested", "conflict"),
    "contested": ("conflict",),
    "does_not_apply": (),
    "conflict": (),
    "silent": (),
}


def refines(more: Status, less: Status) -> bool:
    """Tell whether an answer may move from `less` to `more` when more is known."""
    return more == less or more in BELOW[less]


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


class Reached(NamedTuple):
    """The outcomes that occur among the admitted combinations, and the status to which they come."""

    status: Status
    outcomes: Outcomes

    def resisted(self, rival: int) -> bool:
        """Tell whether the norm is in conflict, and the rival at this place is one with which it clashes."""
        return self.status == "conflict" and any(one & (4 << rival) for one in self.outcomes)


class Verdict(NamedTuple):
    """What a norm comes to.

    Attributes
    ----------
    clashes
        For each rival the combinations on which it clashes with the norm.
    """

    masks: Masks
    status: Status
    clashes: tuple[int, ...] = ()


def sum_up(masks: Masks) -> Status:
    """Give the status that some combinations come to."""
    whole = masks.yes | masks.no | masks.clash
    found = [HOLDS] * bool(masks.yes) + [LACKS] * bool(masks.no) + [HOLDS + 4] * bool(masks.clash)
    return status_of(found + [OPEN] * (whole != masks.allowed))


@dataclass(frozen=True, eq=False)
class Applied:
    """A norm in force on a day.

    Attributes
    ----------
    admitted, allowed
        The readings that are admitted that day, by term and as combinations.
    yields, rivals
        The norms to which it yields, and the prohibitions of the same act, that are in force too.
    live
        Ids of all that stand or fall with it and are in force.
    reached
        For a prohibition the norms in force whose act it reaches, with its place among their rivals.
    verdicts
        The verdicts by the answers that they rest on, kept for the next time.
    told
        What was worked out to tell a verdict by readings, kept for the next time.
    positions
        The positions by what they turn on, kept for the next time.
    trees
        The reasons, by the answers that they rest on, kept for the next time.
    """

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Places of all questions that the norm, its exceptions and its rivals ask."""
        asked: set[int] = set()
        for part in (self.compiled, *(p for _, p in self.rivals)):
            asked = asked.union(*(one.places for one in part.family(self.live)))
        return tuple(sorted(asked))

    compiled: Compiled
    admitted: Admitted
    allowed: int
    yields: tuple[tuple[Norm, Compiled], ...]
    rivals: tuple[tuple[Norm, Compiled], ...]
    live: frozenset[str] = frozenset()
    reached: list[tuple[str, int]] = field(default_factory=list)
    verdicts: dict[tuple[int, ...], Verdict] = field(default_factory=dict, repr=False)
    told: dict[Verdict, Any] = field(default_factory=dict, repr=False)
    trees: dict[Any, Any] = field(default_factory=dict, repr=False)
    positions: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def diagram(self) -> Diagram:
        """The outcomes for all answers, with the status to which they come."""
        outcomes = outcomes_of(self.compiled, self.admitted, self.allowed, self.live)
        return self.compiled.table.map(lambda found: Reached(status_of(found), found), outcomes)

    def verdict(self, values: Values) -> Verdict:
        """What the norm comes to on each combination of readings."""
        key = tuple(values[place] for place in self.places)
        found = self.verdicts.get(key)
        if found is None:
            if len(self.verdicts) >= KEPT:
                self.verdicts.clear()
            found = self.verdicts[key] = self._verdict(values)
        return found

    def _verdict(self, values: Values) -> Verdict:
        yes, no = self.compiled.stands(values, self.live)
        clashes = tuple(part.stands(values, self.live)[0] & yes & self.allowed for _, part in self.rivals)
        clash = 0
        for mask in clashes:
            clash |= mask
        masks = Masks(yes & ~clash & self.allowed, no & self.allowed, clash, self.allowed)
        return Verdict(masks, sum_up(masks), clashes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A treaty asked about a situation on a day.

    Attributes
    ----------
    code
        The compiled treaty.
    situation
        What was asked about, on which account, with the decisions taken.
    as_of
        The day whose law was applied.
    readings
        Readings to which terms were restricted.
    acts
        Acts asked about, besides those that the situation raises.
    values
        The situation's answer to each of the treaty's questions.
    plan
        The norms in force on the day, with what stands against them, by id, in the order of the file.
    """

    code: Code
    situation: Situation
    as_of: date
    readings: Mapping[str, str]
    acts: tuple[str, ...]
    values: Values
    plan: dict[str, Applied]

    @property
    def treaty(self) -> Treaty:
        """The treaty that was asked."""
        return self.code.treaty

    def in_force(self) -> list[Compiled]:
        """The compiled norms in force on the day, in the order of the file."""
        return [applied.compiled for applied in self.plan.values()]

    def verdict(self, norm: str) -> Verdict:
        """What a norm comes to; raises `UnknownName`."""
        return self.applied(norm).verdict(self.values)

    def masks(self, norm: str) -> Masks:
        """What a norm comes to on each combination of readings; raises `UnknownName`."""
        return self.verdict(norm).masks

    def status(self, norm: str) -> Status:
        """Status of one norm in force; raises `UnknownName`."""
        applied = self.applied(norm)
        status: Status = look_up(applied.diagram, self.values).status
        return "conflict" if status == "applies" and self._resisted(applied) else status

    def statuses(self) -> dict[str, Status]:
        """Status of every norm in force, without reasons; the quick way."""
        values, found = self.values, {}
        for name, applied in self.plan.items():
            diagram = applied.diagram
            while type(diagram) is tuple:
                diagram = diagram[values[diagram[0]]]
            status: Status = diagram.value.status  # type: ignore[union-attr]
            found[name] = "conflict" if status == "applies" and self._resisted(applied) else status
        return found

    def _resisted(self, applied: Applied) -> bool:
        """Tell whether a norm that commands or empowers clashes with this prohibition on all readings."""
        for name, place in applied.reached:
            reached: Reached = look_up(self.plan[name].diagram, self.values)
            if reached.resisted(place):
                return True
        return False

    def silences(self) -> list[str]:
        """Acts raised or asked about that no norm in force addresses, in the order given."""
        asked = dict.fromkeys((*self.acts, *self.situation.acts))
        if not asked:
            return []
        addressed: set[str] = set()
        for compiled in self.in_force():
            action = compiled.norm.action
            addressed |= {action.kind, *action.covers}
        return [act for act in asked if act not in addressed]

    def held(self, term: Term, who: str) -> list[str]:
        """Readings of a term that somebody held on the day; may be empty."""
        key, known = (term.id, who, self.as_of), self.code.held
        if key not in known:
            known[key] = held_readings(term, who, self.as_of)
        return known[key]

    def applied(self, norm: str) -> Applied:
        """The norm as it stands on the day; raises `UnknownName`."""
        applied = self.plan.get(norm)
        if applied is None:
            raise UnknownName(f"norm in force on {self.as_of}", norm, self.plan)
        return applied

    def bearers(self, norm: Norm) -> list[str]:
        """States that bear a norm on the day; for an organ, the members that sit in it."""
        treaty, target = self.treaty, self.situation.target
        members = treaty.members(self.as_of, norm.provision.instrument)
        if treaty.file.roll == "universal":
            members = self.situation.states
        if isinstance(norm.bearer, list):
            return [state for state in sorted(norm.bearer) if state in members]
        if norm.bearer == "any_state":
            return sorted({*members, *self.situation.states})
        if norm.bearer in ("parties", "other_parties", "target"):
            members = sorted({*members, *treaty.suspended(self.as_of, norm.provision.instrument)})
        if norm.bearer == "target":
            return [target] if target in members and target else []
        if norm.bearer in ("other_members", "other_parties"):
            return [state for state in members if state != target]
        return members


def answers(code: Code, situation: Situation, on: date) -> list[int]:
    """Answer the questions of a treaty: `UNKNOWN`, `YES` or `NO` for each."""
    found = [UNKNOWN] * len(code.propositions)
    named = code.named
    for kind in situation.kinds:
        if kind in named:
            found[named[kind]] = YES
    for fact, holds in situation.facts.items():
        if fact in named:
            found[named[fact]] = YES if holds else NO
    for place, key in code.derived:
        answer = value(code.treaty, situation, on, key)
        if answer is not None:
            found[place] = YES if answer else NO
    return found


@lru_cache(maxsize=256)
def plan_of(code: Code, on: date, readings: tuple[tuple[str, str], ...]) -> dict[str, Applied]:
    """The norms in force on a day, with some terms restricted to one of their readings."""
    in_force = frozenset(name for name, compiled in code.norms.items() if compiled.norm.valid.holds(on))
    plan = {}
    for name in code.norms:
        if name in in_force:
            compiled = code.norms[name]
            rivals = tuple(pair for pair in compiled.rivals if pair[0].id in in_force)
            family = [one for part in (compiled, *(p for _, p in rivals)) for one in part.family(in_force)]
            plan[name] = Applied(
                compiled,
                *_admitted(compiled.space, on, dict(readings)),
                tuple(pair for pair in compiled.yields if pair[0].id in in_force),
                rivals,
                frozenset(one.norm.id for one in family),
            )
    for name, applied in plan.items():
        for place, (prohibition, _) in enumerate(applied.rivals):
            plan[prohibition.id].reached.append((name, place))
    return plan


def _admitted(space: Space, on: date, chosen: Mapping[str, str]) -> tuple[Admitted, int]:
    """Readings that were open that day and are not ruled out by the choice, and their combinations.

    A term none of whose readings was open that day is open to all of them.
    """
    allowed, admitted = space.full, []
    for term, masks in zip(space.terms, space.masks, strict=True):
        places = frozenset(
            place
            for place, reading in enumerate(term.readings)
            if reading.holds(on) and chosen.get(term.id, reading.id) == reading.id
        ) or frozenset(range(len(term.readings)))
        allowed &= reduce(or_, (masks[place] for place in places), 0)
        admitted.append((term.id, places))
    return tuple(admitted), allowed


def held_readings(term: Term, who: str, on: date) -> list[str]:
    """Readings of a term that somebody held on a day: those of the latest date up to it; may be empty."""
    dated: dict[date, list[str]] = {}
    for reading in term.readings:
        for holder in reading.held_by:
            if holder.who == who and holder.when <= on and (holder.until is None or on < holder.until):
                dated.setdefault(holder.when, []).append(reading.id)
    return dated[max(dated)] if dated else []
