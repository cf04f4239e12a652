"""Reasons: a tree of the file's own sentences, with yes, no or unknown at each."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.treaty._compile import Cell, Compiled, Space
from foedus.treaty._diagram import support
from foedus.treaty._inquiry import Inquiry, Masks
from foedus.treaty._schema import Reading, Term
from foedus.treaty._sentences import sentence
from foedus.treaty._words import ACTS

__all__ = ["DISCLAIMER", "Node", "explain", "explain_silence", "missing", "needs", "value_of"]

#: How many trees of reasons are kept for a norm on a day.
TREES = 2048

DISCLAIMER = "encoding, not legal advice"


@dataclass(frozen=True, slots=True)
class Node:
    """A sentence, whether it holds, and the sentences that it rests on.

    Attributes
    ----------
    value
        yes, no, unknown; ``differs`` where the readings below give different answers; empty where the
        sentence is a remark.
    """

    sentence: str
    value: str
    parts: tuple[Node, ...] = ()

    def text(self, depth: int = 0) -> str:
        """Give the tree as indented text."""
        mark = f"[{self.value}] " if self.value else ""
        lines = [f"{'  ' * depth}{mark}{self.sentence}"]
        return "\n".join([*lines, *(part.text(depth + 1) for part in self.parts)])

    def markdown(self, depth: int = 0) -> str:
        """Give the tree as a nested Markdown list."""
        mark = f"**{self.value}** " if self.value else ""
        lines = [f"{'  ' * depth}- {mark}{self.sentence}"]
        return "\n".join([*lines, *(part.markdown(depth + 1) for part in self.parts)])

    def json(self) -> dict[str, object]:
        """Give the tree as JSON."""
        return {"sentence": self.sentence, "value": self.value, "parts": [part.json() for part in self.parts]}


def explain(answer: Inquiry, compiled: Compiled) -> Node:
    """Explain the position of a norm in force."""
    applied = answer.applied(compiled.norm.id)
    context = (answer.situation.target, *answer.bearers(compiled.norm))
    key = (context, *(answer.values[place] for place in applied.places))
    if key not in applied.trees:
        if len(applied.trees) >= TREES:
            applied.trees.clear()
        applied.trees[key] = _explained(answer, compiled)
    found: Node = applied.trees[key]
    return found


def _explained(answer: Inquiry, compiled: Compiled) -> Node:
    norm, treaty, values = compiled.norm, answer.treaty, answer.values
    masks = answer.masks(norm.id)
    telling = _Telling(answer, compiled.space, masks.allowed)
    parts: list[Node] = []
    if compiled.trigger:
        parts.append(telling.cell(compiled.trigger))
    else:
        parts.append(Node("it holds at all times", "yes"))
    effects = {"defeats": "unless", "suspends": "suspended while", "limits": "but limited where"}
    for exception, cell in compiled.unless:
        value = telling.value(cell.truth(values))
        parts.append(Node(f"{effects[exception.effect]}: {exception.gist}", value, (telling.cell(cell),)))
    applied = answer.plan[norm.id]
    parts += [telling.norm(f"yields to {treaty.citation(o)}: {o.gist}", part) for o, part in applied.yields]
    outside = treaty.file.outside
    parts += [Node(f"yields to {outside[name]}", "") for name in norm.yields_to if name in outside]
    parts += [
        telling.norm(f"no priority is stated over {treaty.citation(other)}: {other.gist}", part)
        for other, part in applied.rivals
    ]
    parts.append(Node(f"{_bearing(answer, compiled)} (the norm itself verified: grade {norm.grade})", ""))
    parts.append(Node(DISCLAIMER, ""))
    value = telling.value((masks.yes | masks.clash, masks.no))
    return Node(f"{treaty.citation(norm)}: {norm.gist}", value, tuple(parts))


def explain_silence(answer: Inquiry, act: str) -> Node:
    """Explain that no norm in force addresses an act."""
    count = len(answer.in_force())
    looked = Node(f"none of the {count} norms in force on {answer.as_of} has this act", "yes")
    remark = Node("silence is reported; it is neither a permission nor a prohibition", "")
    return Node(
        f"the file is silent on whether to {ACTS[act]}", "yes", (looked, remark, Node(DISCLAIMER, ""))
    )


def _bearing(answer: Inquiry, compiled: Compiled) -> str:
    norm, treaty = compiled.norm, answer.treaty
    who = ", ".join(answer.bearers(norm)) or "nobody"
    if norm.decided_by:
        organ = treaty.organ(norm.decided_by.organ).name
        if norm.decided_by.procedure:
            rule = treaty.procedure(norm.decided_by.procedure)
            organ += f", {rule.gist} (basis: {rule.basis}, grade {rule.grade})"
        return f"{norm.modality} of the {organ}; members on {answer.as_of}: {who}"
    return f"{norm.modality} of {who} on {answer.as_of}"


class _Telling:
    """Turns compiled conditions into sentences on the admitted combinations."""

    def __init__(self, answer: Inquiry, space: Space, allowed: int) -> None:
        self.answer, self.space, self.allowed = answer, space, allowed

    def value(self, truth: tuple[int, int], within: int = -1) -> str:
        return value_of(truth, self.allowed & within)

    def norm(self, said: str, part: Compiled) -> Node:
        inner = (self.cell(part.trigger),) if part.trigger else ()
        return Node(said, self.value(part.truth(self.answer.values)), inner)

    def cell(self, cell: Cell, within: int = -1) -> Node:
        condition = cell.condition
        value = self.value(cell.truth(self.answer.values), within)
        if condition.term is not None:
            return self.term(cell, value, within)
        parts = tuple(self.cell(part, within) for part in cell.parts)
        if condition.all_ is not None:
            return parts[0] if len(parts) == 1 else Node("all of these hold", value, parts)
        if condition.any_ is not None:
            return parts[0] if len(parts) == 1 else Node("at least one of these holds", value, parts)
        if condition.not_ is not None:
            return Node("it is not so that", value, parts)
        return Node(self.leaf(cell), value)

    def term(self, cell: Cell, value: str, within: int) -> Node:
        assert cell.condition.term is not None
        term = self.answer.treaty.term(cell.condition.term)
        masks = self.space.masks[self.space.index(term.id)]
        parts = []
        for reading, mask, part in zip(term.readings, masks, cell.parts, strict=True):
            if mask & self.allowed & within:
                inner = self.cell(part, within & mask)
                held = self.holders(term, reading)
                said = f"reading {reading.id!r}: {reading.gist} ({held})"
                parts.append(Node(said, inner.value, (inner,)))
        return Node(f"the term {term.id!r}: {term.gist}", value, tuple(parts))

    def holders(self, term: Term, reading: Reading) -> str:
        """Say who holds a reading on the day, who had held it and changed, and who took it up later."""
        on = self.answer.as_of
        now, before, later = [], [], []
        for holder in reading.held_by:
            if holder.when > on:
                later.append(f"{holder.who} {holder.when}")
            elif reading.id in self.answer.held(term, holder.who):
                now.append(f"{holder.who} since {holder.when}")
            else:
                before.append(f"{holder.who} {holder.when}")
        said = f"held by {', '.join(now)}" if now else "no holder known that day"
        said += f"; given up by {', '.join(before)}" if before else ""
        return said + (f"; later by {', '.join(later)}" if later else "")

    def leaf(self, cell: Cell) -> str:
        if cell.condition.always is not None:
            return "this holds at all times" if cell.condition.always else "this never holds"
        answer = self.answer
        asked = (answer.code.questions[place] for place in cell.places)
        return " or ".join(sentence(answer.treaty, answer.situation, answer.as_of, key) for key in asked)


def value_of(truth: tuple[int, int], allowed: int) -> str:
    """Sum up a truth over some combinations: yes, no, unknown, or ``differs``."""
    yes, no = truth[0] & allowed, truth[1] & allowed
    if yes and no:
        return "differs"
    if yes == allowed:
        return "yes"
    return "no" if no == allowed else "unknown"


def missing(answer: Inquiry, norm: str) -> list[int]:
    """Places of the unanswered questions that can still change what a norm comes to."""
    return support(answer.code.table.restrict(answer.applied(norm).diagram, answer.values))


def needs(answer: Inquiry, compiled: Compiled, masks: Masks, turning: list[Term]) -> tuple[str, ...]:
    """Questions that would settle a position: the readings that divide it, the facts that are missing."""
    found: list[str] = []
    for term in turning:
        options = ", ".join(
            reading.id
            for reading, mask in zip(
                term.readings, compiled.space.masks[compiled.space.index(term.id)], strict=True
            )
            if mask & masks.allowed
        )
        settled = f" (can be settled by {term.settled_by})" if term.settled_by else ""
        found.append(f"Which reading of {term.id!r} is right: {options}?{settled}")
    if not masks.allowed & ~(masks.yes | masks.no | masks.clash):
        return tuple(found)
    for place in missing(answer, compiled.norm.id):
        asked = sentence(answer.treaty, answer.situation, answer.as_of, answer.code.questions[place])
        found.append(f"Is it so that {asked}?")
    return tuple(found)
