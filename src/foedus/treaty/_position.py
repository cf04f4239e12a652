"""A position: what one norm comes to, for whom, on whose reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from foedus.treaty._cells import Compiled
from foedus.treaty._conditions import norm_conditions, walk
from foedus.treaty._decision import outcome
from foedus.treaty._explain import Node, explain, explain_silence, needs, value_of
from foedus.treaty._inquiry import KEPT, Inquiry, Masks, Status, sum_up
from foedus.treaty._readings import ByReading, by_reading, clashing, grouped, pivots
from foedus.treaty._residual import Qualification, Residual, residual
from foedus.treaty._schema import Norm
from foedus.treaty._words import ACTS

__all__ = ["ByReading", "Position", "Residual", "context_of", "position", "silence"]

SeenBasis = Literal["held", "prior", "text"]


@dataclass(frozen=True, slots=True)
class Position:
    """What one norm comes to in a situation.

    Attributes
    ----------
    norm
        Id of the norm; ``silence:`` and the act where no norm addresses it.
    citation
        Treaty, article, paragraph and date of the version, such as ``csto/treaty-4.2@2012-12-19``.
    status
        applies, does_not_apply, contested, unknown, conflict or silent.
    bearers
        States (ISO3) that are bound, empowered, permitted or forbidden; for an organ, those that sit in it.
    grade
        Weakest verification of all that the position rests on: A, B or C.
    by_reading
        The answers, one for each combination of readings that makes a difference.
    combinations
        How many combinations of readings were compared.
    limits
        Sentences of exceptions that narrow the norm.
    conflicts
        Citations of prohibitions that clash with the norm on all or some readings.
    exceptions
        The exceptions that the norm has, and whether they hold.
    """

    norm: str
    citation: str
    gist: str
    status: Status
    modality: str
    bearers: tuple[str, ...]
    counterparty: str | None
    action: str
    organ: str | None
    procedure: str | None
    grade: str
    by_reading: tuple[ByReading, ...]
    combinations: int
    limits: tuple[str, ...]
    conflicts: tuple[str, ...]
    exceptions: tuple[Qualification, ...]
    answer: Inquiry

    @property
    def needs(self) -> tuple[str, ...]:
        """Questions that would settle what is contested or unknown."""
        if self.status == "silent":
            return ()
        answer, applied = self.answer, self.answer.applied(self.norm)
        verdict = answer.verdict(self.norm)
        return needs(answer, applied.compiled, verdict.masks, applied.told[verdict][0])

    @property
    def residual(self) -> tuple[Residual, ...]:
        """The missing facts that can still change the position, those first that would settle it alone."""
        return () if self.status == "silent" else residual(self.answer, self.norm)

    def seen_by(self, state: str) -> tuple[Status, SeenBasis]:
        """Tell the status over those readings alone that a state (ISO3) held on the day.

        Terms on which no reading of the state is known stay open.

        Returns
        -------
        status, basis
            The basis is ``held`` if at least one term was narrowed by what the state held, ``prior`` if
            none was, and ``text`` if the norm turns on no term.
        """
        if self.status == "silent":
            return "silent", "text"
        compiled = self.answer.code.norms[self.norm]
        if not compiled.space.terms:
            return self.status, "text"
        masks, narrowed = self.answer.masks(self.norm), False
        for term, readings in zip(compiled.space.terms, compiled.space.masks, strict=True):
            held = self.answer.held(term, state)
            mask = 0
            for reading, part in zip(term.readings, readings, strict=True):
                mask |= part if reading.id in held else 0
            if mask & masks.allowed:
                masks, narrowed = masks.within(mask), True
        status = sum_up(masks)
        if status == "applies" and self.status == "conflict":
            status = "conflict"
        return status, "held" if narrowed else "prior"

    def summary(self) -> list[str]:
        """Say in lines on which readings the norm holds, on which it does not, and where that is open.

        Readings that come to the same are put together; empty where no reading makes a difference.
        """
        groups = grouped(self.by_reading)
        if len(groups) < 2:
            return []
        lines, rest = [], [g for g in groups if g[1].value == "no"]
        for readings, entry, held in groups if len(rest) < 2 else [g for g in groups if g not in rest]:
            said = "; ".join(f"{term} = {' or '.join(ids)}" for term, ids in readings.items())
            who = f" ({', '.join(held)})" if held else ""
            clash = f", in conflict with {', '.join(entry.conflict_with)}" if entry.conflict_with else ""
            lines.append(f"{entry.value} on {said}{who}{clash}")
        return lines if len(rest) < 2 else [*lines, "no on all other readings"]

    def why(self) -> Node:
        """Reasons, as a tree of the file's own sentences."""
        if self.status == "silent":
            return explain_silence(self.answer, self.action)
        return explain(self.answer, self.answer.code.norms[self.norm])

    def json(self) -> dict[str, object]:
        """Give the position as JSON, reasons included."""
        return {
            "norm": self.norm,
            "citation": self.citation,
            "gist": self.gist,
            "status": self.status,
            "modality": self.modality,
            "bearers": list(self.bearers),
            "counterparty": self.counterparty,
            "action": self.action,
            "organ": self.organ,
            "procedure": self.procedure,
            "grade": self.grade,
            "combinations": self.combinations,
            "by_reading": [entry.json() for entry in self.by_reading],
            "needs": list(self.needs),
            "limits": list(self.limits),
            "conflicts": list(self.conflicts),
            "exceptions": [exception.json() for exception in self.exceptions],
            "residual": [question.json() for question in self.residual],
            "why": self.why().json(),
        }


def position(answer: Inquiry, compiled: Compiled, context: Any = None) -> Position:
    """Give the position of one norm.

    One that was worked out for the same answers in the same context (see `context_of`) is given again.
    """
    applied = answer.applied(compiled.norm.id)
    if applied.reached:  # a prohibition also turns on what the norms come to whose act it reaches
        return _position(answer, compiled)
    key = (context or context_of(answer), *(answer.values[place] for place in applied.places))
    if key not in applied.positions:
        if len(applied.positions) >= KEPT:
            applied.positions.clear()
        applied.positions[key] = _position(answer, compiled)
    found: Position = applied.positions[key]
    return found


def context_of(answer: Inquiry) -> Any:
    """All of a situation on which a position may turn beside the answers to its questions."""
    told = answer.situation
    votes = tuple((d.power, d.on, d.in_default, tuple((d.votes or {}).items())) for d in told.decisions)
    return (told.target, told.attackers, told.voters, votes, *(told.states if _open_to_all(answer) else ()))


def _open_to_all(answer: Inquiry) -> bool:
    """Tell whether some norm binds every state, so that the states of the situation matter."""
    return answer.treaty.file.roll == "universal" or answer.code.any_state


def _position(answer: Inquiry, compiled: Compiled) -> Position:
    norm, treaty = compiled.norm, answer.treaty
    applied, verdict = answer.applied(norm.id), answer.verdict(norm.id)
    masks = verdict.masks
    bearers, limits, exception_grades = _bearers(answer, compiled, masks)
    rivals = clashing(answer, compiled, masks)
    if verdict not in applied.told:
        turning = pivots(compiled.space, masks)
        applied.told[verdict] = turning, by_reading(answer, compiled, masks, turning)
    _, entries = applied.told[verdict]
    procedure = norm.decided_by.procedure if norm.decided_by else None
    grades = [norm.grade, *(term.grade for term in compiled.own_terms), *exception_grades]
    grades += [treaty.norm(name).grade for name in rivals]
    if procedure:
        grades.append(treaty.procedure(procedure).grade)
    return Position(
        norm=norm.id,
        citation=treaty.citation(norm),
        gist=norm.gist,
        status=answer.status(norm.id),
        modality=norm.modality,
        bearers=tuple(bearers),
        counterparty=_counterparty(answer, norm.counterparty),
        action=norm.action.kind,
        organ=norm.decided_by.organ if norm.decided_by else None,
        procedure=procedure,
        grade=max(grades),
        by_reading=entries,
        combinations=masks.allowed.bit_count(),
        limits=tuple(limits),
        conflicts=tuple(treaty.citation(treaty.norm(name)) for name in rivals),
        exceptions=tuple(
            Qualification(e.id, e.effect, e.gist, value_of(cell.truth(answer.values), masks.allowed))
            for e, cell in compiled.unless
        ),
        answer=answer,
    )


def _counterparty(answer: Inquiry, towards: str | list[str] | None) -> str | None:
    if isinstance(towards, list):
        return ", ".join(towards)
    if towards == "target":
        return answer.situation.target
    if towards == "attacker":
        return ", ".join(answer.situation.attackers or ()) or None
    return towards


def silence(answer: Inquiry, act: str) -> Position:
    """Report that no norm in force addresses an act; silence is not permission."""
    treaty = answer.treaty
    return Position(
        norm=f"silence:{act}",
        citation=f"{treaty.id}@{answer.as_of}",
        gist=f"no norm of this file that is in force says whether to {ACTS[act]}",
        status="silent",
        modality="none",
        bearers=(),
        counterparty=None,
        action=act,
        organ=None,
        procedure=None,
        grade=max((compiled.norm.grade for compiled in answer.in_force()), default="C"),
        by_reading=(),
        combinations=0,
        limits=(),
        conflicts=(),
        exceptions=(),
        answer=answer,
    )


def _voters(answer: Inquiry, norm: Norm) -> set[str] | None:
    """States that the decision on which a norm rests binds alone; ``None`` where that is not known."""
    if answer.situation.voters is not None:
        return set(answer.situation.voters)
    treaty, situation = answer.treaty, answer.situation
    rests = {leaf.decision for c in norm_conditions(norm) for leaf in walk(c) if leaf.decision}
    bound = []
    for decision in situation.decisions:
        power = decision.power.removeprefix(f"{treaty.id}/")
        act = next((n.action.kind for n in treaty.norms if n.id == power), power)
        if not rests or rests & {power, act}:
            result = outcome(treaty, replace(decision, power=power), situation, answer.as_of)
            bound += [set(result.bound)] if result.adopted and result.bound is not None else []
    return set[str]().union(*bound) if bound else None


def _bearers(answer: Inquiry, compiled: Compiled, masks: Masks) -> tuple[list[str], list[str], list[str]]:
    bearers = answer.bearers(compiled.norm)
    limits: list[str] = []
    grades: list[str] = []
    for exception, cell in compiled.unless:
        if exception.effect != "limits":
            grades.append(exception.grade)
            continue
        yes, no = (part & masks.allowed for part in cell.truth(answer.values))
        if no == masks.allowed:
            continue
        limits.append(exception.gist)
        grades.append(exception.grade)
        if yes != masks.allowed:
            continue
        if exception.limits_to == "none":
            bearers = []
        elif exception.limits_to == "target":
            bearers = [state for state in bearers if state == answer.situation.target]
        elif (voters := _voters(answer, compiled.norm)) is not None:
            bearers = [state for state in bearers if state in voters]
    return bearers, limits, grades
