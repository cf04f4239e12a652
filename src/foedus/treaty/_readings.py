"""A position by readings: which readings make the difference, and who held them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from foedus.treaty._cells import Compiled, Space
from foedus.treaty._inquiry import Inquiry, Masks
from foedus.treaty._schema import Term

__all__ = ["ByReading", "by_reading", "clashing", "grouped", "pivots"]

Value = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class ByReading:
    """What a norm comes to on some readings of the terms that make the difference.

    Attributes
    ----------
    readings
        Term and reading; empty where no reading makes a difference.
    value
        yes, no or unknown.
    held_by
        Who held one of these readings on the day, and none of their rivals.
    conflict_with
        Prohibitions that hold on these readings too and reach the same act.
    """

    readings: dict[str, str]
    value: Value
    held_by: tuple[str, ...]
    conflict_with: tuple[str, ...] = ()

    def json(self) -> dict[str, object]:
        """Give the entry as JSON; `conflict_with` stands only where there is a conflict."""
        found: dict[str, object] = {
            "readings": self.readings,
            "value": self.value,
            "held_by": list(self.held_by),
        }
        if self.conflict_with:
            found["conflict_with"] = list(self.conflict_with)
        return found


def grouped(entries: Sequence[ByReading]) -> list[tuple[dict[str, list[str]], ByReading, tuple[str, ...]]]:
    """Put readings together that come to the same in every company, for showing.

    Returns
    -------
    list
        For each group: the readings of each term, an entry that stands for them, and all who held any.
    """
    if not entries:
        return []
    terms = list(entries[0].readings)
    results = {tuple(e.readings.values()): (e.value, e.conflict_with) for e in entries}
    alike: list[dict[str, tuple[str, ...]]] = []
    for place in range(len(terms)):
        behaviour: dict[str, dict[tuple[str, ...], object]] = {}
        for key, result in results.items():
            behaviour.setdefault(key[place], {})[key[:place] + key[place + 1 :]] = result
        names = list(behaviour)
        alike.append({n: tuple(m for m in names if behaviour[m] == behaviour[n]) for n in names})
    groups: dict[tuple[tuple[str, ...], ...], tuple[ByReading, set[str]]] = {}
    for entry in entries:
        group = tuple(alike[place][entry.readings[term]] for place, term in enumerate(terms))
        groups.setdefault(group, (entry, set()))[1].update(entry.held_by)
    return [
        (dict(zip(terms, map(list, key), strict=True)), entry, tuple(sorted(held)))
        for key, (entry, held) in groups.items()
    ]


def pivots(space: Space, masks: Masks) -> list[Term]:
    """Terms of which another reading, all else equal, would change the answer."""
    found = []
    for term, stride, readings in zip(space.terms, space.strides, space.masks, strict=True):
        base = [(i, m & masks.allowed) for i, m in enumerate(readings) if m & masks.allowed]
        for i, other in base[1:]:
            first, mask = base[0]
            shift = stride * (i - first)
            if any((part & mask) << shift != part & other for part in (masks.yes, masks.no, masks.clash)):
                found.append(term)
                break
    return found


def by_reading(
    answer: Inquiry, compiled: Compiled, masks: Masks, turning: list[Term]
) -> tuple[ByReading, ...]:
    space, entries = compiled.space, []
    places = [space.index(term.id) for term in turning]
    options = [
        [i for i in range(len(term.readings)) if space.masks[place][i] & masks.allowed]
        for term, place in zip(turning, places, strict=True)
    ]
    for choice in product(*options):
        mask = masks.allowed
        for place, i in zip(places, choice, strict=True):
            mask &= space.masks[place][i]
        part = masks.within(mask & -mask)  # one combination stands for all: the other terms do not matter
        readings = {term.id: term.readings[i].id for term, i in zip(turning, choice, strict=True)}
        value: Value = "yes" if part.yes | part.clash else "no" if part.no else "unknown"
        against = tuple(clashing(answer, compiled, part)) if part.clash else ()
        entries.append(ByReading(readings, value, _holders(answer, turning, readings), against))
    return tuple(entries)


def _holders(answer: Inquiry, turning: list[Term], readings: dict[str, str]) -> tuple[str, ...]:
    found: dict[str, bool] = {}
    for term in turning:
        everyone = {holder.who for reading in term.readings for holder in reading.held_by}
        for who in sorted(everyone):
            if held := answer.held(term, who):
                found[who] = found.get(who, True) and readings[term.id] in held
    return tuple(sorted(who for who, agrees in found.items() if agrees))


def clashing(answer: Inquiry, compiled: Compiled, masks: Masks) -> list[str]:
    """Ids of norms that clash with this one on some of the combinations."""
    applied, verdict = answer.applied(compiled.norm.id), answer.verdict(compiled.norm.id)
    pairs = zip(applied.rivals, verdict.clashes, strict=True)
    found = [other.id for (other, _), clash in pairs if clash & masks.clash]
    return found + [name for name, place in applied.reached if answer.verdict(name).clashes[place]]
