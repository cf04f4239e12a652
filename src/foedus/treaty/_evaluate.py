"""Asking a treaty: the question, and the answer with its positions and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from foedus.errors import OutOfRange, UnknownName
from foedus.treaty._compile import Code, compile_treaty
from foedus.treaty._dates import as_date
from foedus.treaty._decision import Decision, Outcome, outcome
from foedus.treaty._explain import DISCLAIMER, Node, explain
from foedus.treaty._inquiry import Inquiry, answers, plan_of
from foedus.treaty._position import Position, context_of, position, silence
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS

__all__ = ["Answer", "ask", "code_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Inquiry):
    """What a treaty says on a situation. Positions and reasons are worked out when they are asked for."""

    @property
    def decided(self) -> list[tuple[Decision, Outcome]]:
        """What organs of this treaty are said to have decided, and whether the votes make a decision."""
        found = []
        for told in self.situation.decisions:
            own = replace(told, power=told.power.removeprefix(f"{self.treaty.id}/"))
            found.append((own, outcome(self.treaty, own, self.situation, self.as_of)))
        return found

    @property
    def decisions(self) -> tuple[str, ...]:
        """Acts that organs have decided, as far as the votes are told; the list is taken as complete."""
        acts = (_power(self.treaty, told.power) for told, result in self.decided if result.adopted)
        return tuple(dict.fromkeys(acts))

    def positions(self) -> list[Position]:
        """One position for each norm in force, then one for each silence."""
        context = context_of(self)
        found = [position(self, applied.compiled, context) for applied in self.plan.values()]
        return found + [silence(self, act) for act in self.silences()]

    def position(self, norm: str) -> Position:
        """Position of one norm in force; raises `UnknownName`."""
        return position(self, self.applied(norm).compiled)

    def why(self, norm: str) -> Node:
        """Reasons for the position of one norm, as a tree; raises `UnknownName`."""
        return explain(self, self.applied(norm).compiled)

    def grade(self) -> str:
        """Weakest grade of verification that any position rests on."""
        return max((p.grade for p in self.positions()), default="C")

    def json(self) -> dict[str, object]:
        """Give the answer as JSON, reasons included."""
        positions = self.positions()
        return {
            "treaty": self.treaty.id,
            "as_of": self.as_of.isoformat(),
            "account": self.situation.account,
            "stage": self.situation.stage,
            "target": self.situation.target,
            "decisions": list(self.decisions),
            "decided": [result.json(told) for told, result in self.decided],
            "readings": dict(self.readings),
            "grade": max((p.grade for p in positions), default="C"),
            "positions": [p.json() for p in positions],
            "note": DISCLAIMER,
        }


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
    code = treaty if isinstance(treaty, Code) else code_of(treaty)
    law = code.treaty
    on = situation.on if as_of is None else as_date(as_of)
    for name in (*situation.facts, *situation.kinds):
        if name not in law.askable:
            raise UnknownName("fact", name, sorted(law.askable))
    acts = tuple(acts)
    for act in (*acts, *situation.acts):
        if act not in ACTS:
            raise UnknownName("act", act, ACTS)
    for term, reading in (readings or {}).items():
        options = [r.id for r in law.term(term).readings]
        if reading not in options:
            raise UnknownName(f"reading of {term}", reading, options)
        if not next(r for r in law.term(term).readings if r.id == reading).holds(on):
            raise OutOfRange(f"the reading {reading!r} of {term!r} is not open on {on}")
    told = tuple(d if isinstance(d, Decision) else Decision(d) for d in decisions)
    if told:
        situation = replace(situation, decisions=(*situation.decisions, *told))
    for decision in situation.decisions:
        _power(law, decision.power)
    chosen = dict(readings or {})
    return Answer(
        code=code,
        situation=situation,
        as_of=on,
        readings=chosen,
        acts=acts,
        values=answers(code, situation, on),
        plan=plan_of(code, on, tuple(chosen.items())),
    )


@lru_cache(maxsize=64)
def code_of(treaty: Treaty) -> Code:
    """Give the compiled treaty, made once."""
    return compile_treaty(treaty)


def _power(treaty: Treaty, name: str) -> str:
    """Give the act of a decision; raises `UnknownName` if it is neither an act nor a power of the treaty."""
    if name in ACTS:
        return name
    system, slash, power = name.partition("/")
    if slash and (system != treaty.id or power in ACTS):
        return power if power in ACTS else name
    powers = {norm.id: norm.action.kind for norm in treaty.norms if norm.modality == "power"}
    if (power or name) not in powers:
        raise UnknownName("decision", name, [*ACTS, *powers])
    return powers[power or name]
