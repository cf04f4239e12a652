"""From norms to small functions: one pass answers all combinations of readings at once.

A truth is a pair of bit masks ``Truth(yes, no)``. Bit `r` stands for combination `r` of the readings
of the terms that a norm reaches; a bit in neither mask is unknown, and no bit is ever in both. Strong
Kleene logic is then ``AND = (T1 & T2, F1 | F2)``, ``OR = (T1 | T2, F1 & F2)``, ``NOT = (F, T)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from foedus.errors import FileError
from foedus.treaty._conditions import walk
from foedus.treaty._schema import Condition, Exemption, Norm, Reading, Term
from foedus.treaty._treaty import Treaty

__all__ = ["COMBINATIONS", "Cell", "Code", "Compiled", "Space", "Truth", "compile_treaty"]

#: The most combinations of readings that one norm may reach.
COMBINATIONS = 8192

#: What a proposition may be: unknown, yes, no (index into a leaf's table of truths).
UNKNOWN, YES, NO = 0, 1, 2

Values = Sequence[int]


class Truth(NamedTuple):
    """Combinations of readings on which something is true, and on which it is false."""

    yes: int
    no: int


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


@dataclass(frozen=True, slots=True)
class Cell:
    """A compiled condition: what it says, its parts, and the function that gives its truth.

    For a term the parts are one for each reading, in the order of `Term.readings`.
    """

    condition: Condition
    parts: tuple[Cell, ...]
    truth: Callable[[Values], tuple[int, int]]


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Code:
    """A compiled treaty.

    Attributes
    ----------
    propositions
        Every leaf that is not a term, by its key, with its place in the list of values.
    norms
        The compiled norms by id, in the order of the file.
    """

    treaty: Treaty
    propositions: dict[tuple[str, str, str], int]
    norms: dict[str, Compiled]


def compile_treaty(treaty: Treaty) -> Code:
    """Compile a treaty once, so that it can be asked often.

    Raises
    ------
    FileError
        If a norm turns on more than `COMBINATIONS` combinations of readings.
    """
    propositions: dict[tuple[str, str, str], int] = {}
    norms: dict[str, Compiled] = {}
    prohibitions = [norm for norm in treaty.norms if norm.modality == "prohibition"]
    for norm in treaty.norms:
        yields = [treaty.norm(name) for name in norm.yields_to if name not in treaty.file.outside]
        rivals = [
            p for p in prohibitions if _clash(norm, p) and p not in yields and norm.id not in p.yields_to
        ]
        own = _reached(treaty, [norm])
        space = _space(_reached(treaty, [norm, *yields, *rivals]), norm)
        make = _Maker(treaty, space, propositions)
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
        )
    return Code(treaty, propositions, norms)


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
    return {str(one), str(other)} == {"target", "other_members"}


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
    """Makes the functions of one space."""

    def __init__(self, treaty: Treaty, space: Space, propositions: dict[tuple[str, str, str], int]) -> None:
        self.treaty, self.space, self.propositions = treaty, space, propositions
        self.roll = self.instrument = ""
        full = space.full
        self.table = ((0, 0), (full, 0), (0, full))

    def norm(self, norm: Norm) -> Compiled:
        self.instrument = norm.provision.instrument
        self.roll = self.treaty.own_roll(self.instrument)
        trigger = self.cell(norm.trigger) if norm.trigger else None
        unless = tuple((exception, self.cell(exception.when)) for exception in norm.unless)
        return Compiled(norm, self.space, (), trigger, unless, (), ())

    def cell(self, condition: Condition) -> Cell:
        if condition.all_ is not None:
            parts = tuple(self.cell(inner) for inner in condition.all_)
            return Cell(condition, parts, _all([part.truth for part in parts], self.space.full))
        if condition.any_ is not None:
            parts = tuple(self.cell(inner) for inner in condition.any_)
            return Cell(condition, parts, _any([part.truth for part in parts], self.space.full))
        if condition.not_ is not None:
            part = self.cell(condition.not_)
            return Cell(condition, (part,), _not(part.truth))
        if condition.always is not None:
            truth = self.table[YES if condition.always else NO]
            return Cell(condition, (), lambda values: truth)
        if condition.term is not None:
            term = self.treaty.term(condition.term)
            parts = tuple(self.cell(reading.holds_if) for reading in term.readings)
            masks = self.space.masks[self.space.index(term.id)]
            return Cell(condition, parts, _term(list(zip(masks, (p.truth for p in parts), strict=True))))
        if condition.event is not None:
            leaves = [self.leaf("fact", kind, "") for kind in condition.event]
            return Cell(condition, (), leaves[0] if len(leaves) == 1 else _any(leaves, self.space.full))
        return Cell(condition, (), self.leaf(*proposition(condition, self.roll, self.instrument)))

    def leaf(self, kind: str, name: str, roll: str) -> Callable[[Values], tuple[int, int]]:
        place = self.propositions.setdefault((kind, name, roll), len(self.propositions))
        table = self.table
        return lambda values: table[values[place]]


def proposition(condition: Condition, roll: str, instrument: str) -> tuple[str, str, str]:
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


Function = Callable[[Values], tuple[int, int]]


def _all(parts: Sequence[Function], full: int) -> Function:
    def truth(values: Values) -> tuple[int, int]:
        yes, no = full, 0
        for part in parts:
            y, n = part(values)
            yes &= y
            no |= n
        return yes, no

    return truth


def _any(parts: Sequence[Function], full: int) -> Function:
    def truth(values: Values) -> tuple[int, int]:
        yes, no = 0, full
        for part in parts:
            y, n = part(values)
            yes |= y
            no &= n
        return yes, no

    return truth


def _not(part: Function) -> Function:
    def truth(values: Values) -> tuple[int, int]:
        yes, no = part(values)
        return no, yes

    return truth


def _term(parts: Sequence[tuple[int, Function]]) -> Function:
    def truth(values: Values) -> tuple[int, int]:
        yes = no = 0
        for mask, part in parts:
            y, n = part(values)
            yes |= y & mask
            no |= n & mask
        return yes, no

    return truth
