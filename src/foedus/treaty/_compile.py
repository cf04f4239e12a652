"""From norms to compiled conditions: the questions of a treaty in one order, each norm with its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from foedus.errors import FileError
from foedus.treaty._cells import Cell, Compiled, Space, Truth
from foedus.treaty._conditions import walk
from foedus.treaty._diagram import Table
from foedus.treaty._schema import Condition, Norm, Term
from foedus.treaty._treaty import Treaty

__all__ = ["COMBINATIONS", "Cell", "Code", "Compiled", "Key", "Space", "Truth", "compile_treaty"]

#: The most combinations of readings that one norm may reach.
COMBINATIONS = 8192

#: What a question asks (fact, target, request, …), of what, by which roll or instrument.
Key = tuple[str, str, str]


def _space(terms: Sequence[Term], norm: Norm) -> Space:
    strides, size = [], 1
    for term in terms:
        strides.append(size)
        size *= len(term.readings)
    if size > COMBINATIONS:
        what = f"{norm.id} turns on {size} combinations of readings; at most {COMBINATIONS} are compared"
        raise FileError(what, norm.span)
    masks = []
    for term, stride in zip(terms, strides, strict=True):
        count = len(term.readings)
        block = (1 << stride) - 1
        repeats = sum(1 << (stride * count * k) for k in range(size // (stride * count)))
        masks.append(tuple((block << (stride * i)) * repeats for i in range(count)))
    return Space(tuple(terms), tuple(strides), size, tuple(masks))


@dataclass(frozen=True, eq=False)
class Code:
    """A compiled treaty.

    Attributes
    ----------
    propositions
        Every question that a condition asks, by its key, with its place in the list of values.
    norms
        The compiled norms by id, in the order of the file.
    table
        Where all diagrams of the treaty are made.
    """

    treaty: Treaty
    propositions: dict[Key, int]
    norms: dict[str, Compiled]
    table: Table

    @cached_property
    def held(self) -> dict[tuple[str, str, date], list[str]]:
        """Readings of a term that somebody held on a day, as they were looked up."""
        return {}

    @cached_property
    def any_state(self) -> bool:
        """Whether some norm binds every state."""
        return any(norm.bearer == "any_state" for norm in self.treaty.norms)

    @cached_property
    def questions(self) -> list[Key]:
        """The questions in the order of their places."""
        return list(self.propositions)

    @cached_property
    def named(self) -> dict[str, int]:
        """Places of the questions of fact and of kinds of events, by name."""
        return {name: place for (kind, name, _), place in self.propositions.items() if kind == "fact"}

    @cached_property
    def derived(self) -> list[tuple[int, Key]]:
        """Places of all other questions, with their keys."""
        return [(place, key) for key, place in self.propositions.items() if key[0] != "fact"]


def compile_treaty(treaty: Treaty) -> Code:
    """Compile a treaty once, so that it can be asked often.

    Raises
    ------
    FileError
        If a norm turns on more than `COMBINATIONS` combinations of readings.
    """
    propositions: dict[Key, int] = {}
    table = Table()
    norms: dict[str, Compiled] = {}
    prohibitions = [norm for norm in treaty.norms if norm.modality == "prohibition"]
    for norm in treaty.norms:
        rivals = [
            p
            for p in prohibitions
            if _clash(norm, p) and p.id not in norm.yields_to and norm.id not in p.yields_to
        ]
        family = [one for other in (norm, *rivals) for one in _family(treaty, other)]
        make = _Maker(treaty, _space(_reached(treaty, family), norm), propositions, table)
        against = tuple((other, make.norm(_on_somebody(norm, other))) for other in rivals)
        norms[norm.id] = replace(make.norm(norm), own_terms=tuple(_reached(treaty, [norm])), rivals=against)
    return Code(treaty, propositions, norms, table)


def _yields(treaty: Treaty, norm: Norm) -> list[Norm]:
    return [treaty.norm(name) for name in norm.yields_to if name not in treaty.file.outside]


def _family(treaty: Treaty, norm: Norm) -> list[Norm]:
    """A norm, those to which it yields, and so on."""
    return [norm, *(one for other in _yields(treaty, norm) for one in _family(treaty, other))]


def _on_somebody(norm: Norm, prohibition: Norm) -> Norm:
    """The prohibition as it reaches a norm: only where one state at least bears both."""
    shared: Condition | None = None
    for one, other in ((norm.bearer, prohibition.bearer), (prohibition.bearer, norm.bearer)):
        if isinstance(one, list) and other == "target":
            shared = Condition(target=one)
        elif isinstance(one, list) and len(one) == 1 and other in ("other_members", "other_parties"):
            shared = Condition.model_validate({"not": {"target": one}})
    if shared is None:
        return prohibition
    trigger = Condition.model_validate({"all": [c for c in (prohibition.trigger, shared) if c is not None]})
    return prohibition.model_copy(update={"trigger": trigger})


def _clash(norm: Norm, prohibition: Norm) -> bool:
    """Tell whether a prohibition may reach the act of a duty or power, on somebody, on some day."""
    if norm.modality not in ("obligation", "power"):
        return False
    if _apart(norm.bearer, prohibition.bearer):
        return False
    one, other = norm.valid, prohibition.valid
    apart = (one.to and other.from_ and one.to <= other.from_) or (
        other.to and one.from_ and other.to <= one.from_
    )
    return not apart and norm.action.kind in (prohibition.action.kind, *prohibition.action.covers)


def _apart(one: str | list[str], other: str | list[str]) -> bool:
    """Tell whether two bearers have surely no state in common."""
    if isinstance(one, list) and isinstance(other, list):
        return not set(one) & set(other)
    return {str(one), str(other)} in ({"target", "other_members"}, {"target", "other_parties"})


def _reached(treaty: Treaty, norms: Sequence[Norm]) -> list[Term]:
    """Terms on which norms turn, also through other terms, in the order of the file."""
    todo: list[str] = []
    for norm in norms:
        for condition in (norm.trigger, *(exception.when for exception in norm.unless)):
            todo += [leaf.term for leaf in walk(condition) if leaf.term]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            for reading in treaty.term(name).readings:
                todo += [leaf.term for leaf in walk(reading.holds_if) if leaf.term]
    return [term for term in treaty.terms if term.id in seen]


class _Maker:
    """Makes the cells of one space."""

    def __init__(self, treaty: Treaty, space: Space, propositions: dict[Key, int], table: Table) -> None:
        self.treaty, self.space, self.propositions, self.table = treaty, space, propositions, table
        self.roll = self.instrument = ""

    def norm(self, norm: Norm) -> Compiled:
        yields = tuple((other, self.norm(other)) for other in _yields(self.treaty, norm))
        self.instrument = norm.provision.instrument
        self.roll = self.treaty.own_roll(self.instrument)
        trigger = self.cell(norm.trigger) if norm.trigger else None
        unless = tuple((exception, self.cell(exception.when)) for exception in norm.unless)
        return Compiled(norm, self.space, (), trigger, unless, yields, (), self.table)

    def cell(self, condition: Condition) -> Cell:
        inner = [*(condition.all_ or ()), *(condition.any_ or ())]
        inner += [condition.not_] if condition.not_ is not None else []
        places: tuple[int, ...] = ()
        masks: tuple[int, ...] = ()
        if condition.term is not None:
            inner = [reading.holds_if for reading in self.treaty.term(condition.term).readings]
            masks = self.space.masks[self.space.index(condition.term)]
        elif condition.event is not None:
            places = tuple(self.place(("fact", kind, "")) for kind in condition.event)
        elif not inner and condition.always is None:
            places = (self.place(proposition(condition, self.roll, self.instrument)),)
        parts = tuple(self.cell(part) for part in inner)
        return Cell(condition, parts, places, masks, self.space.full, self.table)

    def place(self, key: Key) -> int:
        return self.propositions.setdefault(key, len(self.propositions))


def proposition(condition: Condition, roll: str, instrument: str) -> Key:
    """Key of a leaf that is neither a term nor an event: what it asks, of whom, by which roll."""
    if condition.fact is not None:
        return "fact", condition.fact, ""
    if condition.decision is not None:
        return "decision", condition.decision, ""
    if condition.request is not None:
        return "request", condition.request, roll if condition.request == "any_member" else ""
    if condition.considers is not None:
        return "considers", condition.considers, roll if condition.considers == "any_member" else ""
    if condition.target is not None:
        return "target", _named(condition.target), roll
    if condition.attacker is not None:
        return "attacker", _named(condition.attacker), roll
    if condition.location is not None:
        return "location", " ".join(sorted(condition.location)), roll
    assert condition.years_in_force is not None
    return "years", str(condition.years_in_force), instrument


def _named(who: str | list[str]) -> str:
    return who if isinstance(who, str) else " ".join(sorted(who))
