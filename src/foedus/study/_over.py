"""A what-if under every rival hypothesis that survives: what of it holds whichever is right.

Each variant has a sample of its own (`_own`) and runs of its own on it, what-if and record in pairs, with the
same luck for all. How near the record the sample came is told with it; one that stays far is no less told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.study._paired import compared, signs
from foedus.study._surviving import Held, Survivors
from foedus.study._variants import VARIANTS

__all__ = ["LEAST", "OWN", "Change", "Over", "Sides", "Under", "over_variants", "runs_of_own"]

F8 = NDArray[np.float64]
#: Outcomes of the record's setting and of the what-if, run by run.
Sides = tuple[Mapping[str, F8], Mapping[str, F8]]

#: Fewer pairs of runs than that say nothing: no number is shown.
LEAST = 30
#: Runs of a variant on either side, at most.
OWN = 200
_CLEAR = 2.0 / 3.0


class Change(NamedTuple):
    """How an outcome changes under a variant: runs with both sides, median difference, shares of signs."""

    runs: int
    p50: float
    less: float
    same: float
    more: float


class Under(NamedTuple):
    """A what-if under one variant.

    Attributes
    ----------
    variant
        Its name.
    rows
        Rows of its sample that are used.
    distance, stopped
        Greatest distance from the record in its sample, and why that came no nearer.
    runs
        Pairs of runs; none where fewer than `LEAST` were asked for.
    changes
        By outcome; ``None`` where fewer than `LEAST` runs have it on both sides.
    """

    variant: str
    rows: int
    distance: float
    stopped: str
    runs: int
    changes: dict[str, Change | None]


class Over(NamedTuple):
    """A what-if under all variants that survive.

    Attributes
    ----------
    survivors
        The variants, and where the verdicts are from.
    under
        In the order of `VARIANTS`; empty if the case has no samples of them.
    near
        Greatest distance from the record in the case's own sample; ``None`` if its notes do not tell.
    """

    survivors: Survivors
    under: tuple[Under, ...]
    near: float | None

    @property
    def told(self) -> bool:
        """Whether there are enough runs to say anything."""
        return any(one.runs for one in self.under)

    def untold(self, outcome: str) -> tuple[str, ...]:
        """Variants with too few pairs in which it happened on both sides: the range is without them."""
        return tuple(one.variant for one in self.under if one.changes.get(outcome) is None)

    def medians(self, outcome: str) -> tuple[float, float] | None:
        """Least and greatest median difference over the variants that tell it."""
        found = [change.p50 for one in self.under if (change := one.changes.get(outcome))]
        return (min(found), max(found)) if found else None

    def sign(self, outcome: str) -> str:
        """Say "less", "more" or "same" if that holds under every variant, else "unclear".

        Less or more: in at least two runs of three; the same: in all of them. Empty if no variant tells.
        """
        found = [change for one in self.under if (change := one.changes.get(outcome))]
        if not found:
            return ""
        if all(change.same == 1.0 for change in found):
            return "same"
        if all(change.less >= _CLEAR for change in found):
            return "less"
        return "more" if all(change.more >= _CLEAR for change in found) else "unclear"

    def document(self, case: str) -> dict[str, Any]:
        """The range as a part of a JSON document."""
        outcomes = compared({name for one in self.under for name in one.changes})
        return {
            "note": self.survivors.note(case),
            "command": self.survivors.command or None,
            "beaten": list(self.survivors.beaten),
            "least_runs": LEAST,
            "case_distance": self.near,
            "variants": {
                one.variant: {
                    "question": VARIANTS[one.variant].question,
                    "meaning": VARIANTS[one.variant].meaning,
                    "distance": one.distance,
                    "stopped": one.stopped,
                    "rows": one.rows,
                    "runs": one.runs,
                }
                for one in self.under
            },
            "outcomes": {
                name: {
                    "by_variant": {
                        one.variant: None if (change := one.changes.get(name)) is None else change._asdict()
                        for one in self.under
                    },
                    "medians": self.medians(name),
                    "sign": self.sign(name) or None,
                    "untold": list(self.untold(name)),
                }
                for name in outcomes
            },
        }


def runs_of_own(survivors: Survivors, runs: int) -> int:
    """How many runs, on both sides together, the variants need for a what-if of so many."""
    return 2 * _size(runs) * len(survivors.names)


def over_variants(
    survivors: Survivors, runs: int, again: Callable[[F8, int], Sides], near: float | None = None
) -> Over:
    """Tell a what-if under every variant that survives.

    Parameters
    ----------
    runs
        Of the what-if itself: a variant has no more.
    again
        Runs both sides with other rows, as many replicas as it is told.
    near
        Greatest distance in the case's own sample.
    """
    size = _size(runs)
    found = [_under(name, survivors.samples[name], size, again) for name in survivors.names]
    return Over(survivors, tuple(found), near)


def _size(runs: int) -> int:
    """Pairs of runs of a variant; none where they would be too few to say anything."""
    return min(runs, OWN) if runs >= LEAST else 0


def _under(name: str, own: Held, size: int, again: Callable[[F8, int], Sides]) -> Under:
    changes = {}
    if size:
        record, what_if = again(own.thetas, size)
        changes = {n: _change(record[n], what_if[n]) for n in compared(record)}
    return Under(name, min(size, len(own.thetas)), own.distance, own.stopped, size, changes)


def _change(record: F8, what_if: F8) -> Change | None:
    gaps = what_if - record
    gaps = gaps[np.isfinite(gaps)]
    if len(gaps) < LEAST:
        return None
    return Change(len(gaps), float(f"{np.median(gaps):.6g}"), *signs(gaps))
