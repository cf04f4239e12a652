"""Compiled conditions: what they come to on all combinations of readings, for one situation or for all.

A truth is a pair of bit masks ``(yes, no)``. Bit `r` stands for combination `r` of the readings of the
terms that a norm reaches; a bit in neither mask is unknown, and no bit is ever in both. Strong Kleene logic
is then ``AND = (T1 & T2, F1 | F2)``, ``OR = (T1 | T2, F1 & F2)``, ``NOT = (F, T)``. The truths stand at the
leaves of a diagram over the questions that the condition asks (`foedus.treaty._diagram`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from foedus.treaty._diagram import Diagram, Table, Values, look_up
from foedus.treaty._schema import Condition, Exemption, Norm, Reading, Term

__all__ = ["Cell", "Compiled", "Space", "Truth"]

#: Combinations of readings on which something is true, and on which it is false.
Truth = tuple[int, int]


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
        Norms of the same treaty to which this one yields, each with those to which it yields itself.
    rivals
        Prohibitions that reach this norm's act on somebody, with what they yield to.
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

    def stands(self, values: Values, live: frozenset[str]) -> Truth:
        """The same, less where a norm stands to which it yields; `live` are the norms in force."""
        yes, no = self.truth(values)
        for other, part in self.yields:
            if other.id in live:
                over, under = part.stands(values, live)
                yes, no = yes & under, no | over
        return yes, no

    def family(self, live: frozenset[str]) -> list[Compiled]:
        """The norm, those in force to which it yields, and so on; it never yields to itself."""
        return [self, *(one for o, part in self.yields if o.id in live for one in part.family(live))]

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
