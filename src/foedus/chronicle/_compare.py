"""Setting two chronicles side by side: which kinds of event on which days one has and the other lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foedus.chronicle._chronicle import Chronicle
from foedus.chronicle._event import KINDS

__all__ = ["Comparison", "KindDays", "compare"]


@dataclass(frozen=True, slots=True)
class KindDays:
    """One kind of event in two chronicles, by local day of the start.

    Attributes
    ----------
    kind
        A key of `KINDS`.
    first, second
        Number of events of the kind in either chronicle.
    both
        Days on which both have it.
    only_first, only_second
        Days on which one has it and the other has not.
    """

    kind: str
    first: int
    second: int
    both: tuple[date, ...]
    only_first: tuple[date, ...]
    only_second: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two chronicles compared.

    Attributes
    ----------
    kinds
        One entry for each kind that either has, in the order of `KINDS`.
    days_only_first, days_only_second
        Local days on which one has an event of any kind and the other has none.
    """

    kinds: tuple[KindDays, ...]
    days_only_first: tuple[date, ...]
    days_only_second: tuple[date, ...]

    @property
    def kinds_only_first(self) -> tuple[str, ...]:
        """Kinds that the second chronicle lacks altogether."""
        return tuple(k.kind for k in self.kinds if not k.second)

    @property
    def kinds_only_second(self) -> tuple[str, ...]:
        """Kinds that the first chronicle lacks altogether."""
        return tuple(k.kind for k in self.kinds if not k.first)


def compare(first: Chronicle, second: Chronicle) -> Comparison:
    """Compare two chronicles by kind and day.

    Only presence is compared, not numbers: quantities of different scope are compared by scores that
    know their meaning.
    """
    kinds = []
    for kind in KINDS:
        a, b = _days(first, kind), _days(second, kind)
        if a or b:
            counts = len(first.where(kind=kind)), len(second.where(kind=kind))
            kinds.append(KindDays(kind, *counts, *(tuple(sorted(days)) for days in (a & b, a - b, b - a))))
    all_a, all_b = _days(first), _days(second)
    return Comparison(tuple(kinds), tuple(sorted(all_a - all_b)), tuple(sorted(all_b - all_a)))


def _days(chronicle: Chronicle, kind: str | None = None) -> set[date]:
    return {event.start.day for event in chronicle if kind is None or event.kind == kind}
