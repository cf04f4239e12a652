"""Walking conditions."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.treaty._schema import Condition, Norm, TreatyFile

__all__ = ["conditions", "norm_conditions", "walk"]


def walk(condition: Condition | None) -> Iterator[Condition]:
    """Give a condition and all conditions in it, outermost first."""
    if condition is None:
        return
    yield condition
    for inner in [*(condition.all_ or ()), *(condition.any_ or ()), condition.not_]:
        yield from walk(inner)


def norm_conditions(norm: Norm) -> list[Condition]:
    """The conditions of a norm: its trigger, and those of its exceptions."""
    return [c for c in (norm.trigger, *(exception.when for exception in norm.unless)) if c is not None]


def conditions(file: TreatyFile) -> Iterator[Condition]:
    """Give the outermost conditions of a file: of its norms, and of the readings of its terms."""
    for norm in file.norms:
        yield from norm_conditions(norm)
    for term in file.terms:
        for reading in term.readings:
            yield reading.holds_if
