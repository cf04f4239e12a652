"""Words on rival hypotheses: how near the record their samples came, and why there is no range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.study import LEAST

if TYPE_CHECKING:
    from foedus.study import Comparison, Over

__all__ = ["reached", "sample_words", "silent"]


def sample_words(origin: str) -> str:
    """Which rows a variant was run with, by the name of their file."""
    if origin == "rivals.csv":
        return "its own sample (rivals.csv)"
    return f"what of the case’s sample obeys ({origin})"


def reached(over: Over) -> str:
    """How near the record the samples came."""
    near, far = (end(over.under, key=lambda one: one.distance) for end in (min, max))
    own = f"; the case’s sample within {over.near:.2f}" if over.near is not None else ""
    return (
        f"Each has its own sample, whose runs come within {near.distance:.2f} ({near.variant}) to "
        f"{far.distance:.2f} ({far.variant}) of the record{own}."
    )


def silent(found: Comparison, over: Over) -> str:
    """Why there is no range."""
    if not over.under:
        return f"{over.survivors.note(found.case)}."
    return f"With fewer than {LEAST} runs nothing is told under the rival hypotheses."
