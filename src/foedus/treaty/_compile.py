"""From norms to decision diagrams: one walk answers all combinations of readings at once.

A truth is a pair of bit masks ``(yes, no)``. Bit `r` stands for combination `r` of the readings of the
terms that a norm reaches; a bit in neither mask is unknown, and no bit is ever in both. Strong Kleene logic
is then ``AND = (T1 & T2, F1 | F2)``, ``OR = (T1 | T2, F1 & F2)``, ``NOT = (F, T)``. The truths stand at the
leaves of a diagram over the questions that the condition asks (`foedus.treaty._diagram`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce

from foedus.errors import FileError
from foedus.treaty._conditions import walk
from foedus.treaty._diagram import Diagram, Table, Values, look_up
from foedus.treaty._schema import Condition, Exemption, Norm, Reading, Term
from foedus.treaty._treaty import Treaty

__all__ = ["COMBINATIONS", "Cell", "Code", "Compiled", "Key", "Space", "Truth", "compile_treaty"]

#: The most combinations of readings that one norm may reach.
COMBINATIONS = 8192

#: Combinations of readings on which something is true, and on which it is false.
Truth = tuple[int, int]

#: What a question asks (fact, target, request, …), of what, by which roll or instrument.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Space:
    """All combinations of readings of some terms, numbered in mixed radix.

    Attributes
    ----------
    terms
        The terms, in the order of the treaty file.
    strides
        How far apart two combinations lie that differ by one reading of a term.
    size
        Number of combinations.
    masks
        For each term, for each of its readings, the combinations that hold it.
    """

    terms: tuple[Term, ...]
    strides: tuple[int, ...]
    size: int
    masks: tuple[tuple[int, ...], ...]

    @property
    def full(self) -> int:
        """All combinations."""
        return (1 << self.size) - 1

    def index(self, term: str) -> int:
        """Place of a term in the space."""
        return [t.id for t in self.terms].index(term)

    def profile(self, combination: int) -> tuple[Reading, ...]:
        """Readings of a combination, one for each term."""
        return tuple(
            term.readings[combination // stride % len(term.readings)]
            for term, stride in zip(self.terms, self.strides, strict=True)
        )


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
class Cell:
    """A compiled condition: what it says, and its parts.

    Attributes
    ----------
    parts
        The parts; for a term one for each reading, in the order of `Term.readings`.
    places
        For a leaf that asks something, the places of its questions.
    masks
        For a term the combinations that hold each of its readings.
    full
        All combinations.
    """

    condition: Condition
    parts: tuple[Cell, ...]
    places: tuple[int, ...]
    masks: tuple[int, ...]
    full: int
    table: Table

    @cached_property
    def terms(self) -> frozenset[str]:
        """Terms on which the condition turns."""
        own = {self.condition.term} if self.condition.term is not None else set()
        return frozenset(own).union(*(part.terms for part in self.parts))

    def readings(self) -> dict[str, tuple[int, ...]]:
        """For each term on which the condition turns, the combinations that hold each of its readings."""
        found = {self.condition.term: self.masks} if self.condition.term is not None else {}
        for part in self.parts:
            found |= part.readings()
        return found

    def asked(self) -> set[int]:
        """Places of the questions that the condition and its parts ask."""
        return set(self.places).union(*(part.asked() for part in self.parts))

    def truth(self, values: Values) -> Truth:
        """Combinations on which the condition holds, and on which it does not."""
        condition = self.condition
        if not self.terms:
            found: Truth = look_up(self.diagram, values)
            return found
        parts = (part.truth(values) for part in self.parts)
        if condition.term is not None:
            yes = no = 0
            for mask, (y, n) in zip(self.masks, parts, strict=True):
                yes |= y & mask
                no |= n & mask
            return yes, no
        if condition.not_ is not None:
            return _not(next(parts))
        return reduce(_and if condition.all_ is not None else _or, parts)

    @cached_property
    def diagram(self) -> Diagram:
        """Truth of the condition for all answers."""
        table, condition, full = self.table, self.condition, self.full
        parts = [part.diagram for part in self.parts]
        if condition.term is not None:
            parts = [table.map(_within(m), d) for m, d in zip(self.masks, parts, strict=True)]
            return _fold(table, _gather, parts)
        if condition.not_ is not None:
            return table.map(_not, parts[0])
        if condition.always is not None:
            return table.leaf((full, 0) if condition.always else (0, full))
        if condition.all_ is not None:
            return _fold(table, _and, parts)
        asked = [
            table.node(place, table.leaf((0, 0)), table.leaf((full, 0)), table.leaf((0, full)))
            for place in self.places
        ]
        return _fold(table, _or, parts or asked)


def _fold(table: Table, make: Callable[[Truth, Truth], Truth], parts: Sequence[Diagram]) -> Diagram:
    first, *rest = parts
    for part in rest:
        first = table.join(make, first, part)
    return first


def _and(a: Truth, b: Truth) -> Truth:
    return a[0] & b[0], a[1] | b[1]


def _or(a: Truth, b: Truth) -> Truth:
    return a[0] | b[0], a[1] & b[1]


def _gather(a: Truth, b: Truth) -> Truth:
    return a[0] | b[0], a[1] | b[1]


def _not(a: Truth) -> Truth:
    return a[1], a[0]


def _within(mask: int) -> Callable[[Truth], Truth]:
    return lambda a: (a[0] & mask, a[1] & mask)


@dataclass(frozen=True, eq=False)
class Compiled:
    """A norm with its space of readings.

    Attributes
    ----------
    trigger
        ``None`` where the norm holds at all times.
    unless
        The exceptions with their conditions.
    yields
        Norms of the same treaty to which this one yields, with their conditions.
    rivals
        Prohibitions that reach this norm's act, with the conditions under which they do.
    """

    norm: Norm
    space: Space
    own_terms: tuple[Term, ...]
    trigger: Cell | None
    unless: tuple[tuple[Exemption, Cell], ...]
    yields: tuple[tuple[Norm, Compiled], ...]
    rivals: tuple[tuple[Norm, Compiled], ...]
    table: Table

    def truth(self, values: Values) -> Truth:
        """Truth of the trigger, less what defeats or suspends it."""
        yes, no = self.trigger.truth(values) if self.trigger else (self.space.full, 0)
        for exception, cell in self.unless:
            if exception.effect != "limits":
                out, stays = cell.truth(values)
                yes, no = yes & stays, no | out
        return yes, no

    @cached_property
    def terms(self) -> frozenset[str]:
        """Terms on which the trigger and the exceptions turn."""
        cells = [*([self.trigger] if self.trigger else []), *(cell for _, cell in self.unless)]
        return frozenset[str]().union(*(cell.terms for cell in cells))

    @cached_property
    def places(self) -> frozenset[int]:
        """Places of the questions that the trigger and the exceptions ask."""
        cells = [self.trigger] if self.trigger else []
        cells += [cell for _, cell in self.unless]
        return frozenset(place for cell in cells for place in cell.asked())

    @cached_property
    def holds(self) -> Diagram:
        """Truth of the trigger, less what defeats or suspends it, for all answers."""
        table = self.table
        found = self.trigger.diagram if self.trigger else table.leaf((self.space.full, 0))
        for exception, cell in self.unless:
            if exception.effect != "limits":
                found = table.join(_and, found, table.map(_not, cell.diagram))
        return found


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
        yields = [treaty.norm(name) for name in norm.yields_to if name not in treaty.file.outside]
        rivals = [
            p for p in prohibitions if _clash(norm, p) and p not in yields and norm.id not in p.yields_to
        ]
        own = _reached(treaty, [norm])
        space = _space(_reached(treaty, [norm, *yields, *rivals]), norm)
        make = _Maker(treaty, space, propositions, table)
        parts = {other.id: make.norm(other) for other in (norm, *yields, *rivals)}
        main = parts[norm.id]
        norms[norm.id] = Compiled(
            norm,
            space,
            tuple(own),
            main.trigger,
            main.unless,
            tuple((other, parts[other.id]) for other in yields),
            tuple((other, parts[other.id]) for other in rivals),
            table,
        )
    return Code(treaty, propositions, norms, table)


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
        self.instrument = norm.provision.instrument
        self.roll = self.treaty.own_roll(self.instrument)
        trigger = self.cell(norm.trigger) if norm.trigger else None
        unless = tuple((exception, self.cell(exception.when)) for exception in norm.unless)
        return Compiled(norm, self.space, (), trigger, unless, (), (), self.table)

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
