"""Decision diagrams: what a condition comes to, for every way in which its questions can be answered.

A diagram is a leaf, or a question with three diagrams: what follows if it is unanswered, answered yes,
answered no. Equal diagrams are one object, so a function of thirty questions takes some hundred nodes, an
answer is a walk of a few steps, and counting over the whole space of answers is exact.

The questions stand in one fixed order on every way down (Bryant, Graph-based algorithms for Boolean function
manipulation, IEEE Transactions on Computers 35(8), 1986; here with three branches and any values at the
leaves, as in the algebraic decision diagrams of Bahar and others, ICCAD 1993).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

__all__ = [
    "NO",
    "UNKNOWN",
    "YES",
    "Diagram",
    "Leaf",
    "Table",
    "Values",
    "cheapest",
    "look_up",
    "shares",
    "support",
]

#: Answers to a question: the place of the branch in a node.
UNKNOWN, YES, NO = 1, 2, 3

#: One answer for each question of a treaty.
Values = Sequence[int]


class Leaf:
    """The end of a diagram; leaves of one table with equal values are one object."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


#: A leaf, or (place of the question, diagram if unknown, if yes, if no).
Diagram = Leaf | tuple[Any, ...]


class Table:
    """Makes diagrams, each once."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[int, int, int, int], Diagram] = {}
        self._leaves: dict[Any, Leaf] = {}

    def leaf(self, value: Any) -> Leaf:
        """Give the leaf of a value, which must be hashable."""
        found = self._leaves.get(value)
        if found is None:
            found = self._leaves[value] = Leaf(value)
        return found

    def node(self, place: int, unknown: Diagram, yes: Diagram, no: Diagram) -> Diagram:
        """Give the diagram that asks a question; one whose answer makes no difference is not asked."""
        if unknown is yes and yes is no:
            return unknown
        key = (place, id(unknown), id(yes), id(no))
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = (place, unknown, yes, no)
        return found

    def join(self, make: Callable[[Any, Any], Any], one: Diagram, other: Diagram) -> Diagram:
        """Put two diagrams together, leaf by leaf."""
        done: dict[tuple[int, int], Diagram] = {}

        def join(a: Diagram, b: Diagram) -> Diagram:
            key = (id(a), id(b))
            found = done.get(key)
            if found is not None:
                return found
            if isinstance(a, Leaf) and isinstance(b, Leaf):
                found = self.leaf(make(a.value, b.value))
            else:
                place = min(x[0] for x in (a, b) if not isinstance(x, Leaf))
                left, right = _branches(a, place), _branches(b, place)
                found = self.node(place, *(join(x, y) for x, y in zip(left, right, strict=True)))
            done[key] = found
            return found

        return join(one, other)

    def map(self, make: Callable[[Any], Any], diagram: Diagram) -> Diagram:
        """Change the values at the leaves."""
        done: dict[int, Diagram] = {}

        def change(a: Diagram) -> Diagram:
            found = done.get(id(a))
            if found is None:
                if isinstance(a, Leaf):
                    found = self.leaf(make(a.value))
                else:
                    found = self.node(a[0], *(change(x) for x in a[1:]))
                done[id(a)] = found
            return found

        return change(diagram)

    def restrict(self, diagram: Diagram, values: Values) -> Diagram:
        """Take what is answered as answered; only unanswered questions that matter are left."""
        done: dict[int, Diagram] = {}

        def restrict(a: Diagram) -> Diagram:
            if isinstance(a, Leaf):
                return a
            found = done.get(id(a))
            if found is None:
                answer = values[a[0]]
                if answer == UNKNOWN:
                    found = self.node(a[0], *(restrict(x) for x in a[1:]))
                else:
                    found = restrict(a[answer])
                done[id(a)] = found
            return found

        return restrict(diagram)


def _branches(diagram: Diagram, place: int) -> tuple[Diagram, Diagram, Diagram]:
    if isinstance(diagram, Leaf) or diagram[0] != place:
        return diagram, diagram, diagram
    return diagram[1:]


def look_up(diagram: Diagram, values: Values) -> Any:
    """Walk to the leaf that the answers lead to, and give its value."""
    while type(diagram) is tuple:
        diagram = diagram[values[diagram[0]]]
    return diagram.value  # type: ignore[union-attr]


def nodes(diagram: Diagram) -> Iterator[tuple[Any, ...]]:
    """Give the questions of a diagram, each node once, none before those above it."""
    seen: set[int] = set()
    todo = [diagram]
    while todo:
        one = todo.pop()
        if not isinstance(one, Leaf) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += one[1:]


def support(diagram: Diagram) -> list[int]:
    """Places of the questions that can make a difference, in their order."""
    return sorted({one[0] for one in nodes(diagram)})


def shares(diagram: Diagram, *, unknown: bool) -> dict[Any, Fraction]:
    """Share of the space of answers that leads to each value.

    Every question counts alike: with `unknown` it has three answers, without it has two.
    """
    weight = Fraction(1, 3 if unknown else 2)
    done: dict[int, dict[Any, Fraction]] = {}

    def share(a: Diagram) -> dict[Any, Fraction]:
        if isinstance(a, Leaf):
            return {a.value: Fraction(1)}
        found = done.get(id(a))
        if found is None:
            found = {}
            for branch in a[1:] if unknown else a[2:]:
                for value, part in share(branch).items():
                    found[value] = found.get(value, Fraction(0)) + part * weight
            done[id(a)] = found
        return found

    return share(diagram)


class Example(NamedTuple):
    """The least that must be answered to get to a value: answers by place."""

    cost: int
    answers: tuple[tuple[int, int], ...]


def cheapest(diagram: Diagram) -> dict[Any, Example]:
    """For each value the example with the fewest answers; of several the first, yes before no."""
    done: dict[int, dict[Any, Example]] = {}

    def least(a: Diagram) -> dict[Any, Example]:
        if isinstance(a, Leaf):
            return {a.value: Example(0, ())}
        found = done.get(id(a))
        if found is None:
            found = {}
            for answer in (UNKNOWN, YES, NO):
                for value, example in least(a[answer]).items():
                    step = () if answer == UNKNOWN else ((a[0], answer),)
                    one = Example(example.cost + len(step), step + example.answers)
                    if value not in found or one < found[value]:
                        found[value] = one
            done[id(a)] = found
        return found

    return least(diagram)
