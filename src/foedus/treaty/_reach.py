"""What a norm can come to over all admitted readings, for all answers to its questions.

A status asks only which outcomes occur among the combinations of readings: that some combination gives yes
and another no makes a norm contested, whichever they are. Parts of a condition that turn on different terms
vary freely against one another, so the outcomes of the whole are all combinations of the outcomes of the
parts, and a diagram of sets stays small where one of all combinations would not. Only parts that share a term
are followed combination by combination.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from foedus.treaty._compile import Cell, Compiled, Truth
from foedus.treaty._diagram import Diagram, Table

__all__ = ["HOLDS", "LACKS", "OPEN", "STATUSES", "Admitted", "Outcomes", "Status", "outcomes_of", "status_of"]

Status = Literal["applies", "does_not_apply", "contested", "unknown", "conflict", "silent"]

#: The statuses, with what each says of a norm.
STATUSES: dict[Status, str] = {
    "applies": "it holds on every admitted reading and on the facts as told",
    "does_not_apply": "it does not hold on any admitted reading",
    "contested": "readings differ; the answer says on which it holds, and who held them",
    "unknown": "a fact that is needed is missing; the answer names it",
    "conflict": "it holds, and so does a prohibition of the same act, with no priority stated between them",
    "silent": "no norm in force addresses the act; that is neither a permission nor a prohibition",
}

#: Outcomes on one combination of readings: unknown, no, yes; from `HOLDS` on it holds, and the bits above
#: say which of its rivals hold too.
OPEN, LACKS, HOLDS = 0, 1, 2

#: The outcomes that occur among the admitted combinations.
Outcomes = frozenset[int]

#: Which readings of each term are admitted, by their places.
Admitted = tuple[tuple[str, frozenset[int]], ...]


def status_of(outcomes: Iterable[int]) -> Status:
    """Sum up: answers that differ are contested; what is missing makes the rest unknown."""
    found = set(outcomes)
    yes, no, clash = HOLDS in found, LACKS in found, any(one > HOLDS for one in found)
    if yes + no + clash > 1:
        return "contested"
    if OPEN in found or not found:
        return "unknown"
    return "applies" if yes else "does_not_apply" if no else "conflict"


@lru_cache(maxsize=8192)
def outcomes_of(compiled: Compiled, admitted: Admitted, allowed: int, live: frozenset[str]) -> Diagram:
    """Diagram of the outcomes of a norm, with what it yields to and what stands against it.

    Parameters
    ----------
    admitted, allowed
        The admitted readings by term, and the same as a mask of combinations.
    live
        Ids of the norms in force.
    """
    table, open_ = compiled.table, dict(admitted)
    rivals = [part for other, part in compiled.rivals if other.id in live]
    if not _apart([one.terms for part in (compiled, *rivals) for one in part.family(live)]):
        return _by_combination(compiled, allowed, rivals, live)
    found = _stands(compiled, open_, live)
    for place, part in enumerate(rivals):
        found = table.join(_each(_against(place)), found, _stands(part, open_, live))
    return found


def _stands(compiled: Compiled, admitted: Mapping[str, frozenset[int]], live: frozenset[str]) -> Diagram:
    """Outcomes of a norm, less where one stands to which it yields."""
    table, found = compiled.table, _norm(compiled, admitted)
    for other, part in compiled.yields:
        if other.id in live:
            found = table.join(_each(_and), found, table.map(_turned, _stands(part, admitted, live)))
    return found


def _norm(compiled: Compiled, admitted: Mapping[str, frozenset[int]]) -> Diagram:
    """Outcomes of the trigger, less what defeats or suspends it."""
    table = compiled.table
    against = [cell for exception, cell in compiled.unless if exception.effect != "limits"]
    cells = [*([compiled.trigger] if compiled.trigger else []), *against]
    if not _apart([cell.terms for cell in cells]):
        return table.map(_collapse(_allowed(compiled, admitted)), compiled.holds)
    found = _cell(compiled.trigger, admitted) if compiled.trigger else table.leaf(frozenset((HOLDS,)))
    for cell in against:
        found = table.join(_each(_and), found, table.map(_turned, _cell(cell, admitted)))
    return found


def _cell(cell: Cell, admitted: Mapping[str, frozenset[int]]) -> Diagram:
    table, condition = cell.table, cell.condition
    if not cell.terms:
        return table.map(_collapse(cell.full), cell.diagram)
    if condition.term is not None:
        found: Diagram = table.leaf(frozenset())
        for place in sorted(admitted[condition.term]):
            found = table.join(_union, found, _cell(cell.parts[place], admitted))
        return found
    if condition.not_ is not None:
        return table.map(_turned, _cell(cell.parts[0], admitted))
    make = _and if condition.all_ is not None else _or
    found = table.leaf(frozenset((HOLDS if condition.all_ is not None else LACKS,)))
    for group in _groups(cell.parts):
        if len(group) == 1:
            part = _cell(group[0], admitted)
        else:
            masks = _fold(table, _masks_and if condition.all_ is not None else _masks_or, group)
            part = table.map(_collapse(_mask(group, admitted)), masks)
        found = table.join(_each(make), found, part)
    return found


def _groups(parts: Sequence[Cell]) -> list[list[Cell]]:
    """Parts put together that share a term, directly or through others."""
    groups: list[tuple[set[str], list[Cell]]] = []
    for part in parts:
        mine: tuple[set[str], list[Cell]] = (set(part.terms), [part])
        apart = []
        for terms, cells in groups:
            if terms & mine[0]:
                mine = (mine[0] | terms, cells + mine[1])
            else:
                apart.append((terms, cells))
        groups = [*apart, mine]
    return [cells for _, cells in groups]


def _fold(table: Table, make: Callable[[Truth, Truth], Truth], cells: Sequence[Cell]) -> Diagram:
    first, *rest = (cell.diagram for cell in cells)
    for part in rest:
        first = table.join(make, first, part)
    return first


def _mask(cells: Sequence[Cell], admitted: Mapping[str, frozenset[int]]) -> int:
    """Combinations on which all terms of some cells are read in an admitted way."""
    allowed = cells[0].full
    for cell in cells:
        for term, masks in cell.readings().items():
            union = 0
            for place in admitted[term]:
                union |= masks[place]
            allowed &= union
    return allowed


def _allowed(compiled: Compiled, admitted: Mapping[str, frozenset[int]]) -> int:
    cells = [*([compiled.trigger] if compiled.trigger else []), *(cell for _, cell in compiled.unless)]
    return _mask(cells, admitted) if cells else compiled.space.full


def _apart(sets: Sequence[frozenset[str]]) -> bool:
    return sum(map(len, sets)) == len(frozenset[str]().union(*sets))


def _collapse(allowed: int) -> Callable[[Truth], Outcomes]:
    def collapse(truth: Truth) -> Outcomes:
        yes, no = truth[0] & allowed, truth[1] & allowed
        found = [HOLDS] * bool(yes) + [LACKS] * bool(no) + [OPEN] * (yes | no != allowed)
        return frozenset(found)

    return collapse


def _each(make: Callable[[int, int], int]) -> Callable[[Outcomes, Outcomes], Outcomes]:
    return lambda one, other: frozenset(make(a, b) for a in one for b in other)


def _union(one: Outcomes, other: Outcomes) -> Outcomes:
    return one | other


def _and(a: int, b: int) -> int:
    return LACKS if LACKS in (a, b) else OPEN if OPEN in (a, b) else HOLDS


def _or(a: int, b: int) -> int:
    return HOLDS if HOLDS in (a, b) else OPEN if OPEN in (a, b) else LACKS


def _turned(one: Outcomes) -> Outcomes:
    return frozenset(LACKS if a == HOLDS else HOLDS if a == LACKS else OPEN for a in one)


def _against(place: int) -> Callable[[int, int], int]:
    """A rival that holds where the norm holds leaves its bit."""
    return lambda a, b: a + (4 << place) if a >= HOLDS and b == HOLDS else a


def _masks_and(a: Truth, b: Truth) -> Truth:
    return a[0] & b[0], a[1] | b[1]


def _masks_or(a: Truth, b: Truth) -> Truth:
    return a[0] | b[0], a[1] & b[1]


def _standing(compiled: Compiled, live: frozenset[str]) -> Diagram:
    """Truth of a norm on each combination, less where one stands to which it yields."""
    table, found = compiled.table, compiled.holds
    for other, part in compiled.yields:
        if other.id in live:
            found = table.join(lambda a, b: (a[0] & b[1], a[1] | b[0]), found, _standing(part, live))
    return found


def _by_combination(
    compiled: Compiled, allowed: int, rivals: Sequence[Compiled], live: frozenset[str]
) -> Diagram:
    """The same where norms share terms: combination by combination."""
    table = compiled.table
    against: Diagram = table.leaf(())
    for part in rivals:
        against = table.join(lambda others, truth: (*others, truth[0]), against, _standing(part, live))

    def gather(truth: Truth, others: tuple[int, ...]) -> Outcomes:
        yes, no = truth[0] & allowed, truth[1] & allowed
        outcomes = [LACKS] * bool(no) + [OPEN] * (yes | no != allowed)
        parts = {HOLDS: yes}
        for place, other in enumerate(others):
            split = {}
            for outcome, mask in parts.items():
                split[outcome + (4 << place)] = mask & other
                split[outcome] = mask & ~other
            parts = split
        return frozenset([*outcomes, *(outcome for outcome, mask in parts.items() if mask)])

    return table.join(gather, _standing(compiled, live), against)
