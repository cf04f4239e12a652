"""Decisions of organs: the votes, the procedure's rule, and whether the two make a decision.

A vote is consent, non-objection, objection or absence; a member whose vote the procedure takes away is
excluded, and one of whom nothing is recorded is unknown. So the outcome is yes, no or unknown, as everything
else here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from foedus.errors import UnknownName
from foedus.treaty._schema import Procedure

if TYPE_CHECKING:
    from foedus.treaty._situation import Situation
    from foedus.treaty._treaty import Treaty

__all__ = ["Decision", "Outcome", "Vote", "outcome", "taken", "voters_known"]

Vote = Literal["consent", "non_objection", "objection", "absence", "exclusion"]

#: What each member did; ``None`` where nothing is recorded.
Votes = dict[str, Vote | None]

#: Votes that count.
_CAST: tuple[Vote, ...] = ("consent", "non_objection", "objection", "absence")


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

    Raises
    ------
    UnknownName
        If a vote is none of these.
    """

    power: str
    votes: Mapping[str, Vote] | None = None
    in_default: str | None = None
    on: date | None = None

    def __post_init__(self) -> None:
        for vote in (self.votes or {}).values():
            if vote not in get_args(Vote):
                raise UnknownName("vote", str(vote), get_args(Vote))


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

    def json(self, told: Decision) -> dict[str, object]:
        """Give the outcome of a decision as JSON."""
        return {
            "power": told.power,
            "on": told.on.isoformat() if told.on else None,
            "adopted": self.adopted,
            "why": self.why,
            "votes": dict(told.votes) if told.votes is not None else None,
            "excluded": list(self.excluded),
            "bound": list(self.bound) if self.bound is not None else None,
        }


def outcome(treaty: Treaty, decision: Decision, situation: Situation, on: date) -> Outcome:
    """Apply the procedure of a power to the votes."""
    norm = next((n for n in treaty.norms if n.id == decision.power), None)
    if decision.votes is None:
        return Outcome(True, "the decision is taken as told; no votes are recorded")
    if norm is None or norm.decided_by is None or norm.decided_by.procedure is None:
        return Outcome(None, "the file gives no procedure for it, so the votes settle nothing")
    procedure = treaty.procedure(norm.decided_by.procedure)
    members = treaty.members(decision.on or on, norm.provision.instrument)
    barred = [state for state, vote in decision.votes.items() if vote == "exclusion"]
    if barred and not procedure.excludes:
        return Outcome(None, f"no text takes the vote of {', '.join(barred)} away", tuple(barred))
    if barred and decision.in_default is None:
        decision = replace(decision, in_default=barred[0])
    excluded = sorted({*barred, *_excluded(procedure, decision, situation, members)})
    ballots = decision.votes or {}
    votes = {state: ballots.get(state) for state in members if state not in excluded}
    adopted, why = _applied(procedure, votes)
    if any(
        _applied(procedure, seats)[0] != adopted for seats in _perhaps(procedure, decision, situation, votes)
    ):
        adopted, why = None, "it is not told whose vote the procedure takes away"
    bound = None
    if procedure.non_voters_bound is False or procedure.rule == "each_member":
        bound = tuple(sorted(state for state, vote in votes.items() if vote == "consent"))
    return Outcome(adopted, why, tuple(excluded), bound)


def voters_known(treaty: Treaty, decision: Decision, on: date) -> None:
    """Check that all who are said to vote on a power have a seat; raises `UnknownName`."""
    power = decision.power.removeprefix(f"{treaty.id}/")
    norm = next((n for n in treaty.norms if n.id == power), None)
    if norm is None or treaty.file.roll != "complete" or norm.provision.instrument in treaty.partial:
        return
    members = treaty.members(decision.on or on, norm.provision.instrument)
    for state in decision.votes or ():
        if state not in members:
            raise UnknownName(f"member with a vote on {decision.power}", state, members)


def taken(treaty: Treaty, situation: Situation, on: date, name: str) -> bool | None:
    """Tell whether an act, or a power by its id, was decided; the list of decisions is taken as complete.

    Where only the act is told, it is not known under which of the powers to it.
    """
    if not situation.decisions:
        return False
    answers: list[bool | None] = []
    asked = next((n for n in treaty.norms if n.id == name), None)
    for decision in situation.decisions:
        if decision.on is not None and decision.on > on:
            continue
        power = decision.power.removeprefix(f"{treaty.id}/")
        norm = next((n for n in treaty.norms if n.id == power), None)
        if name in (power, norm.action.kind if norm else power):
            own = Decision(power, decision.votes, decision.in_default, decision.on)
            answers.append(outcome(treaty, own, situation, on).adopted)
        elif asked is not None and norm is None and power == asked.action.kind:
            answers.append(None)
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


def _perhaps(procedure: Procedure, decision: Decision, situation: Situation, votes: Votes) -> Iterator[Votes]:
    """Votes that may be left where it is not told against whom a decision goes, or who attacked.

    Members that voted alike count alike, so one stands for all; attackers may be all that voted alike.
    """
    left = [votes]
    unnamed = ("member_in_default" in procedure.excludes and decision.in_default is None) + (
        "target" in procedure.excludes and situation.target is None
    )
    for _ in range(unnamed):
        left += [_without(seats, {state}) for seats in left for state in _alike(seats)]
    if "attacker" in procedure.excludes and situation.attackers is None:
        for kind in (*_CAST, None):
            left += [_without(seats, {s for s, vote in seats.items() if vote == kind}) for seats in left]
    yield from left[1:]


def _without(votes: Votes, states: set[str]) -> Votes:
    return {state: vote for state, vote in votes.items() if state not in states}


def _alike(votes: Votes) -> list[str]:
    """One state for each vote."""
    return list({vote: state for state, vote in votes.items()}.values())


def _applied(procedure: Procedure, votes: Votes) -> tuple[bool | None, str]:
    """Apply a rule. Unrecorded votes leave it open only where they can make a difference.

    Every rule goes one way with the number of votes of a kind, so it is enough to fill all that is not
    recorded with one vote at a time.
    """
    open_ = [state for state, vote in votes.items() if vote is None]
    if not open_:
        return _counted(procedure, votes)
    filled = [_counted(procedure, {s: vote or filling for s, vote in votes.items()}) for filling in _CAST]
    if len({adopted for adopted, _ in filled}) > 1:
        return None, f"nothing is recorded of {', '.join(open_)}"
    adopted, why = filled[0]
    if len({said for _, said in filled}) > 1:
        why = f"whatever {', '.join(open_)} did"
    return adopted, why


def _counted(procedure: Procedure, votes: Votes) -> tuple[bool | None, str]:
    def who(*kinds: Vote) -> list[str]:
        return [state for state, vote in votes.items() if vote in kinds]

    rule = procedure.rule
    if rule == "each_member":
        if who("consent"):
            return True, "each that consents is bound by itself"
        return False, "none consents"
    if rule in ("consensus", "no_objection", "unanimity"):
        against = who("objection") if procedure.objection_blocks else []
        against += who("non_objection") if rule == "unanimity" else []
        absent = who("absence")
        if against:
            return False, f"{', '.join(against)} stood against it"
        if absent and procedure.absence_blocks:
            return False, f"{', '.join(absent)} took no part, which blocks"
        if not who("consent", "non_objection"):
            return False, "nobody took part"
        if absent and procedure.absence_blocks is None:
            return None, f"{', '.join(absent)} took no part, and the text does not say what that does"
        return True, "nobody stood against it"
    if rule == "not_stated":
        agreed = votes and not who("objection", "absence", "non_objection")
        return (True, "all consented") if agreed else (None, "the text states no rule")
    total = len(votes) if procedure.of == "members" else len(votes) - len(who("absence"))
    needed = {
        "majority": total // 2 + 1,
        "two_thirds": max(1, -(-2 * total // 3)),
        "three_quarters": max(1, -(-3 * total // 4)),
    }[rule]
    have = len(who("consent"))
    return have >= needed, f"{have} of {total} consented and {needed} are needed"
