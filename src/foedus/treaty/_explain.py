"""Reasons: a tree of the file's own sentences, with yes, no or unknown at each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.treaty._compile import Cell, Compiled, Space
from foedus.treaty._schema import Reading, Term
from foedus.treaty._words import ACTS, KINDS

if TYPE_CHECKING:
    from foedus.treaty._evaluate import Answer, Masks

__all__ = ["DISCLAIMER", "Node", "explain", "explain_silence", "needs"]

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


def explain(answer: Answer, compiled: Compiled) -> Node:
    """Explain the position of a norm in force."""
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
    parts.append(Node(f"{_bearing(answer, compiled)} (verified: grade {norm.grade})", ""))
    parts.append(Node(DISCLAIMER, ""))
    value = telling.value((masks.yes | masks.clash, masks.no))
    return Node(f"{treaty.citation(norm)}: {norm.gist}", value, tuple(parts))


def explain_silence(answer: Answer, act: str) -> Node:
    """Explain that no norm in force addresses an act."""
    count = len(answer.in_force())
    looked = Node(f"none of the {count} norms in force on {answer.as_of} has this act", "yes")
    remark = Node("silence is reported; it is neither a permission nor a prohibition", "")
    return Node(
        f"the file is silent on whether to {ACTS[act]}", "yes", (looked, remark, Node(DISCLAIMER, ""))
    )


def _bearing(answer: Answer, compiled: Compiled) -> str:
    from foedus.treaty._evaluate import norm_bearers

    norm, treaty = compiled.norm, answer.treaty
    who = ", ".join(norm_bearers(answer, norm)) or "nobody"
    if norm.decided_by:
        organ = treaty.organ(norm.decided_by.organ).name
        if norm.decided_by.procedure:
            rule = treaty.procedure(norm.decided_by.procedure)
            organ += f", {rule.gist} (basis: {rule.basis}, grade {rule.grade})"
        return f"{norm.modality} of the {organ}; members on {answer.as_of}: {who}"
    return f"{norm.modality} of {who} on {answer.as_of}"


class _Telling:
    """Turns compiled conditions into sentences on the admitted combinations."""

    def __init__(self, answer: Answer, space: Space, allowed: int) -> None:
        self.answer, self.space, self.allowed = answer, space, allowed

    def value(self, truth: tuple[int, int], within: int = -1) -> str:
        allowed = self.allowed & within
        yes, no = truth[0] & allowed, truth[1] & allowed
        if yes and no:
            return "differs"
        if yes == allowed:
            return "yes"
        if no == allowed:
            return "no"
        return "unknown"

    def norm(self, sentence: str, part: Compiled) -> Node:
        from foedus.treaty._evaluate import truth

        inner = (self.cell(part.trigger),) if part.trigger else ()
        return Node(sentence, self.value(truth(part, self.answer.values)), inner)

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
                sentence = f"reading {reading.id!r}: {reading.gist} ({held})"
                parts.append(Node(sentence, inner.value, (inner,)))
        return Node(f"the term {term.id!r}: {term.gist}", value, tuple(parts))

    def holders(self, term: Term, reading: Reading) -> str:
        """Say who holds a reading on the day, who had held it and changed, and who took it up later."""
        from foedus.treaty._evaluate import held_readings

        on = self.answer.as_of
        now, before, later = [], [], []
        for holder in reading.held_by:
            if holder.when > on:
                later.append(f"{holder.who} {holder.when}")
            elif reading.id in held_readings(term, holder.who, on):
                now.append(f"{holder.who} since {holder.when}")
            else:
                before.append(f"{holder.who} {holder.when}")
        said = f"held by {', '.join(now)}" if now else "no holder known that day"
        said += f"; given up by {', '.join(before)}" if before else ""
        return said + (f"; later by {', '.join(later)}" if later else "")

    def leaf(self, cell: Cell) -> str:
        condition, situation, treaty = cell.condition, self.answer.situation, self.answer.treaty
        if condition.event is not None:
            return " or ".join(KINDS[kind] for kind in condition.event)
        if condition.fact is not None:
            return treaty.facts.get(condition.fact) or KINDS[condition.fact]
        if condition.decision is not None:
            act = condition.decision
            said = ACTS[act] if act in ACTS else treaty.norm(act).gist
            return (
                f"an organ has decided to {said.removeprefix('decide to ')}"
                if act in ACTS
                else f"it was decided that {said}"
            )
        target = situation.target or "the state concerned"
        if condition.request is not None:
            return f"{target if condition.request == 'target' else 'a member'} asked for help"
        if condition.considers is not None:
            return f"{target if condition.considers == 'target' else 'a member'} holds that there is a threat"
        if condition.target is not None:
            if condition.target == "member":
                return f"{target} is a member on {self.answer.as_of}"
            return f"it happens to {' or '.join(condition.target)}"
        if condition.attacker is not None:
            who = {"member": "a member", "outsider": "no member"}
            named = condition.attacker if isinstance(condition.attacker, list) else [who[condition.attacker]]
            return f"the attacker is {' or '.join(named)}"
        if condition.location is not None:
            return "it happens here: " + "; or ".join(treaty.file.zones[z].gist for z in condition.location)
        if condition.years_in_force is not None:
            return f"the treaty has been in force for {condition.years_in_force} years"
        return "this holds at all times" if condition.always else "this never holds"


def needs(answer: Answer, compiled: Compiled, masks: Masks, turning: list[Term]) -> tuple[str, ...]:
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
    open_ = masks.allowed & ~(masks.yes | masks.no | masks.clash)
    cells = [compiled.trigger, *(cell for _, cell in compiled.unless)]
    if not open_:
        return tuple(found)
    telling = _Telling(answer, compiled.space, masks.allowed)
    asked: dict[str, None] = {}
    for cell in cells:
        if cell is not None:
            _missing(cell, answer, open_, telling.leaf, asked, telling.space)
    return (*found, *(f"Is it so that {sentence}?" for sentence in asked))


def _missing(
    cell: Cell,
    answer: Answer,
    open_: int,
    leaf: Callable[[Cell], str],
    asked: dict[str, None],
    space: Space,
) -> None:
    """Collect the leaves that are unknown on combinations on which the whole is unknown."""
    yes, no = cell.truth(answer.values)
    left = open_ & ~(yes | no)
    if not left:
        return
    if not cell.parts:
        asked[leaf(cell)] = None
        return
    if cell.condition.term is not None:
        masks = space.masks[space.index(cell.condition.term)]
        for mask, part in zip(masks, cell.parts, strict=True):
            _missing(part, answer, left & mask, leaf, asked, space)
        return
    for part in cell.parts:
        _missing(part, answer, left, leaf, asked, space)
