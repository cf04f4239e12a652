"""Decisions of organs: the votes, the procedure's rule, and whether the two make a decision.

A vote is consent, non-objection, objection or absence; who may not vote is excluded, and a member of whom
nothing is recorded is unknown. So the outcome is yes, no or unknown, as everything else here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from foedus.treaty._schema import Procedure

if TYPE_CHECKING:
    from foedus.treaty._situation import Situation
    from foedus.treaty._treaty import Treaty

__all__ = ["Decision", "Outcome", "Vote", "outcome", "taken"]

Vote = Literal["consent", "non_objection", "objection", "absence"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What an organ is said to have decided.

    Attributes
    ----------
    power
        The act (``deploy_forces``), or the id of the power (``treaty-6.deploy``), under which it decided.
    votes
        What each member did, by ISO3; ``None`` where only the result is told, which is then taken as told.
    in_default
        The state against which the decision goes, where the procedure takes its vote away.
    on
        Day of the decision.
    """

    power: str
    votes: Mapping[str, Vote] | None = None
    in_default: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether votes make a decision.

    Attributes
    ----------
    adopted
        Yes, no, or ``None`` for unknown.
    why
        One sentence.
    excluded
        Members whose vote the procedure does not count.
    bound
        Members whom the decision binds; ``None`` where it binds all.
    """

    adopted: bool | None
    why: str
    excluded: tuple[str, ...] = ()
    bound: tuple[str, ...] | None = None


def outcome(treaty: Treaty, decision: Decision, situation: Situation, on: date) -> Outcome:
    """Apply the procedure of a power to the votes."""
    norm = next((n for n in treaty.norms if n.id == decision.power), None)
    if decision.votes is None:
        return Outcome(True, "the decision is taken as told; no votes are recorded")
    if norm is None or norm.decided_by is None or norm.decided_by.procedure is None:
        return Outcome(None, "the file gives no procedure for it, so the votes settle nothing")
    procedure = treaty.procedure(norm.decided_by.procedure)
    members = treaty.members(on, norm.provision.instrument)
    excluded = _excluded(procedure, decision, situation, members)
    seats = [state for state in members if state not in excluded]
    adopted, why = _applied(procedure, {state: decision.votes.get(state) for state in seats})
    bound = None
    if procedure.non_voters_bound is False:
        bound = tuple(sorted(state for state in seats if decision.votes.get(state) == "consent"))
    return Outcome(adopted, why, tuple(excluded), bound)


def taken(treaty: Treaty, situation: Situation, on: date, name: str) -> bool | None:
    """Tell whether an act, or a power by its id, was decided; the list of decisions is taken as complete."""
    answers: list[bool | None] = []
    for decision in situation.decisions:
        power = decision.power.removeprefix(f"{treaty.id}/")
        norm = next((n for n in treaty.norms if n.id == power), None)
        if name in (power, norm.action.kind if norm else power):
            own = Decision(power, decision.votes, decision.in_default, decision.on)
            answers.append(outcome(treaty, own, situation, on).adopted)
    return True if any(answers) else None if None in answers else False


def _excluded(
    procedure: Procedure, decision: Decision, situation: Situation, members: list[str]
) -> list[str]:
    out: set[str | None] = set()
    if "member_in_default" in procedure.excludes:
        out.add(decision.in_default)
    if "target" in procedure.excludes:
        out.add(situation.target)
    if "attacker" in procedure.excludes:
        out |= set(situation.attackers or ())
    return sorted(state for state in members if state in out)


def _applied(procedure: Procedure, votes: dict[str, Vote | None]) -> tuple[bool | None, str]:
    def who(*kinds: Vote | None) -> list[str]:
        return [state for state, vote in votes.items() if vote in kinds]

    rule, open_ = procedure.rule, who(None)
    missing = f"nothing is recorded of {', '.join(open_)}"
    if rule in ("consensus", "no_objection", "unanimity", "each_member"):
        if rule == "each_member":
            return (
                (True, "each that consents is bound by itself")
                if who("consent")
                else (False, "none consents")
            )
        against = who("objection") if procedure.objection_blocks else []
        if rule == "unanimity":
            against += who("non_objection")
        if against:
            return False, f"{', '.join(against)} stood against it"
        absent = who("absence")
        if absent and procedure.absence_blocks:
            return False, f"{', '.join(absent)} took no part, which blocks"
        if open_:
            return None, missing
        if absent and procedure.absence_blocks is None:
            return None, f"{', '.join(absent)} took no part, and the text does not say what that does"
        if not who("consent", "non_objection"):
            return False, "nobody took part"
        return True, "nobody stood against it"
    if rule == "not_stated":
        agreed = not open_ and not who("objection", "absence", "non_objection")
        return (True, "all consented") if agreed else (None, "the text states no rule")
    total = len(votes) if procedure.of == "members" else len(votes) - len(who("absence"))
    needed = {
        "majority": total // 2 + 1,
        "two_thirds": -(-2 * total // 3),
        "three_quarters": -(-3 * total // 4),
    }[rule]
    have = len(who("consent"))
    said = f"{have} of {total} consented and {needed} are needed"
    if have >= needed and not (open_ and procedure.of == "voting" and have < _all_present(rule, len(votes))):
        return True, said
    if have + len(open_) < needed:
        return False, said
    return None, f"{said}; {missing}"


def _all_present(rule: str, total: int) -> int:
    return {
        "majority": total // 2 + 1,
        "two_thirds": -(-2 * total // 3),
        "three_quarters": -(-3 * total // 4),
    }[rule]
