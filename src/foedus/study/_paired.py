"""Two settings run by run: differences of runs that share their parameters and their luck.

Run `r` of the one and run `r` of the other have the same row of parameters and the same luck, so that their
difference is what the setting does. Two things are told of it and must not be taken for one another: the
*spread* of the differences (what parameters and the rest of luck leave open; more runs do not narrow it), and
the *Monte Carlo interval* of their mean (what so few runs leave open; more runs do).

Runs that use one row of parameters are alike, and a sample may hold a row more than once. The interval counts
such runs as one cluster (Liang and Zeger 1986, Biometrika 73:13-22), with Student's law for as many clusters
less one: it is the interval of a mean over parameters *and* luck. Counting each run for itself would make it
too narrow as soon as there are more runs than rows; where each run has a row of its own it is the same.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import OUTCOMES
from foedus.study._grounds import Grounds, Label
from foedus.study._markers import between
from foedus.study._severity import HARM

__all__ = [
    "COMPARED", "ORDER", "UNRANKED", "Difference", "compared", "difference", "distinct", "interval", "signs",
]  # fmt: skip

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]

#: What is compared, in this order and no other: harm first, then the street, the council, the force.
COMPARED: dict[str, tuple[str, ...]] = {
    "harm": HARM,
    "street": ("peak_on_street", "peak_violent", "calm_day"),
    "council": ("adopted", "decision_hours"),
    "forces": ("personnel", "first_arrival_hours", "closure_hours"),
}
#: Why no order by size is given; stands beside every comparison.
UNRANKED = (
    "Nothing is ranked and no setting is called best: the effect of a lever is assumed as long as no second "
    "case varies it, and an order by size would be an order of assumptions."
)
_GROUPS = {name: group for group, names in COMPARED.items() for name in names}
#: The same without the groups.
ORDER = tuple(_GROUPS)
_NONE: dict[str, float | None] = {"p05": None, "p50": None, "p95": None, "mean": None}


class Difference(NamedTuple):
    """One outcome under a setting and under the levers at the record, run by run.

    Attributes
    ----------
    outcome, group
        Name of the outcome, and the part of `COMPARED` in which it stands.
    unit, meaning
        As in ``foedus.crisis.OUTCOMES``.
    record, what_if
        The 5, 50 and 95 % quantiles and the mean of either side, over the runs in which it happened there.
    runs, record_only, what_if_only
        Runs in which it happened on both sides, and on one of them alone.
    change
        Quantiles of the differences (what-if less record) over the runs with both sides, their ``mean``,
        and its 95 % Monte Carlo interval ``mean_low`` to ``mean_high``; ``None`` where no run differs.
    less, same, more
        Shares of the runs with both sides in which the what-if has less, as much, and more; they add up to 1.
        ``None`` without such a run.
    label
        What the difference rests on.
    """

    outcome: str
    group: str
    unit: str
    meaning: str
    record: dict[str, float | None]
    what_if: dict[str, float | None]
    runs: int
    record_only: int
    what_if_only: int
    change: dict[str, float | None] | None
    less: float | None
    same: float | None
    more: float | None
    label: Label

    @property
    def differs(self) -> bool:
        """Whether any run differs, in size or in whether it happened at all."""
        return self.change is not None or self.record_only > 0 or self.what_if_only > 0

    @property
    def said(self) -> str:
        """What is said in place of numbers where there is no difference in size; else empty."""
        if self.change is not None:
            return ""
        if self.record_only and not self.what_if_only and not self.runs:
            return "in no what-if run"
        if self.what_if_only and not self.record_only and not self.runs:
            return "in what-if runs alone"
        if self.record_only or self.what_if_only:
            return "only in whether it happens"
        return "no run differs" if self.runs else "happens in no run"

    def document(self) -> dict[str, Any]:
        """The difference as a part of a JSON document."""
        return {
            "group": self.group,
            "unit": self.unit,
            "meaning": self.meaning,
            "record": self.record,
            "what_if": self.what_if,
            "runs": self.runs,
            "record_only": self.record_only,
            "what_if_only": self.what_if_only,
            "differs": self.differs,
            "said": self.said or None,
            "difference": self.change,
            "less": self.less,
            "same": self.same,
            "more": self.more,
            "fit": self.label.fit,
            "cause": self.label.cause,
            "parameters": list(self.label.parameters),
        }


def compared(names: Collection[str]) -> list[str]:
    """The outcomes among the names that are compared, in their fixed order."""
    return [name for name in ORDER if name in names]


def distinct(thetas: F8) -> tuple[F8, I8]:
    """The different rows of a sample, and for each row of it which of them it is."""
    values, places = np.unique(thetas, axis=0, return_inverse=True)
    return values, places.astype(np.int64).reshape(-1)


def difference(name: str, record: F8, what_if: F8, cluster: I8, rests: Grounds) -> Difference:
    """Compare one outcome run by run.

    Parameters
    ----------
    record, what_if : float64[run]
        Not-a-number where it did not happen.
    cluster : int64[run]
        Runs with the same number use the same parameters: the rows of ``rests.values``.
    rests
        What is known of what it may rest on.
    """
    here, there = np.isfinite(what_if), np.isfinite(record)
    both = here & there
    gaps, runs = what_if[both] - record[both], int(both.sum())
    less, same, more = signs(gaps) if runs else (None, None, None)
    change: dict[str, float | None] | None = None
    if gaps.any():
        mean, low, high = interval(gaps, cluster[both])
        change = {**between(gaps), "mean": _short(mean), "mean_low": low, "mean_high": high}
    return Difference(
        name, _GROUPS[name], OUTCOMES[name].unit, OUTCOMES[name].meaning,
        _side(record), _side(what_if), runs, int((there & ~here).sum()), int((here & ~there).sum()),
        change, less, same, more, rests.label(name, gaps, cluster[both]),
    )  # fmt: skip


def signs(gaps: F8) -> tuple[float, float, float]:
    """Shares of the differences that are below zero, zero, and above it."""
    less, more = (round(float(flags.mean()), 6) for flags in (gaps < 0, gaps > 0))
    return less, abs(round(1.0 - less - more, 6)), more


def interval(values: F8, cluster: I8) -> tuple[float, float | None, float | None]:
    """Mean of the values with its 95 % interval over clusters; no interval if all are in one cluster."""
    from scipy.special import stdtrit

    mean = float(values.mean())
    _, place = np.unique(cluster, return_inverse=True)
    sums = np.bincount(place.reshape(-1), weights=values - mean)
    groups = len(sums)
    if groups < 2:
        return mean, None, None
    error = float(np.sqrt(groups / (groups - 1.0) * (sums**2).sum()) / len(values))
    half = float(stdtrit(groups - 1, 0.975)) * error
    return mean, _short(mean - half), _short(mean + half)


def _side(values: F8) -> dict[str, float | None]:
    there = values[np.isfinite(values)]
    return {**between(values), "mean": _short(float(there.mean()))} if len(there) else dict(_NONE)


def _short(value: float) -> float:
    return float(f"{value:.6g}")
