"""What a difference rests on: no more than the weakest of all that it hangs on.

That is the answer itself; each mechanism through which a moved lever acts, all of its parameters counting
alike; and, since a difference may hang on one parameter alone, the same mechanism with its parameters
counting by how far this difference hangs on each: the squared rank correlation, over rows of the sample,
with the mean difference of the runs of a row, as far as it stands out of chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.study._footing import ALONE, MECHANISMS, fit, label, mechanism_of
from foedus.study._sample import Sample

__all__ = ["Grounds", "Label", "grounds", "mechanisms"]

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]

_WEAKER = ("data", "mixed", "prior")
_UNKNOWN = {"fit": "prior", "cause": "assumed"}
#: Least share that counts, and how many rows a share needs to stand out of chance at that size.
_LEAST, _CHANCE, _ROWS = 0.01, 6.0, 20


class Label(NamedTuple):
    """What a difference rests on.

    Attributes
    ----------
    fit
        ``data``, ``mixed`` or ``prior``; ``prior`` too where nothing is known of the answer.
    cause
        ``identified`` or ``assumed``.
    parameters
        Those of the mechanisms moved on which the difference hangs, the largest share first.
    """

    fit: str
    cause: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of answers, mechanisms and parameters before a difference is looked at.

    Attributes
    ----------
    answers
        What each answer rests on, as from `fit`; empty for draws from the priors.
    through
        Mechanisms that the moved levers act through, as from `mechanisms`.
    names, values : float64[cluster, parameter]
        Parameters, and the different rows of the sample that the runs use.
    spread
        Spread of each parameter against its prior; empty for draws from the priors.
    alone
        Parameters that stay at their prior whatever the sample shows.
    independent
        Independent rows of the sample.
    """

    answers: Mapping[str, Mapping[str, Any]]
    through: dict[str, dict[str, Any]]
    names: tuple[str, ...]
    values: F8
    spread: Mapping[str, float]
    alone: Collection[str]
    independent: float

    def label(self, outcome: str, gaps: F8, cluster: I8) -> Label:
        """Label a difference: no better than its answer, any mechanism moved, or what it hangs on of it.

        Identified only where the answer is, and two calibrated cases vary each mechanism.

        Parameters
        ----------
        gaps : float64[run]
            The differences.
        cluster : int64[run]
            Row of `values` that each run uses.
        """
        shares = self._shares(gaps, cluster)
        own = self.answers.get(outcome, _UNKNOWN)
        fits = [str(own["fit"])]
        for name, row in self.through.items():
            fits.append(str(row["fit"]))
            if part := {one: s for one, s in shares.items() if mechanism_of(one) == name}:
                fits.append(label(part, self.spread, self.independent, alone=self.alone)["fit"])
        causes = [str(row["cause"]) for row in (own, *self.through.values())]
        held = bool(self.through) and set(causes) == {"identified"}
        return Label(
            max(fits, key=_WEAKER.index),
            "identified" if held else "assumed",
            tuple(sorted(shares, key=lambda name: -shares[name])),
        )

    def _shares(self, gaps: F8, cluster: I8) -> dict[str, float]:
        from scipy.stats import rankdata

        rows, place = np.unique(cluster, return_inverse=True)
        if len(rows) < _ROWS or not gaps.any():
            return {}
        means = np.bincount(place.reshape(-1), weights=gaps) / np.bincount(place.reshape(-1))
        ranks = rankdata(means)
        if ranks.std() == 0:
            return {}
        found = {}
        for j, name in enumerate(self.names):
            column = self.values[rows, j]
            if mechanism_of(name) in self.through and np.ptp(column) > 0:
                share = float(np.corrcoef(rankdata(column), ranks)[0, 1] ** 2)
                if share >= max(_LEAST, _CHANCE / len(rows)):
                    found[name] = share
        return found


def grounds(levers: Iterable[str], sample: Sample | None, names: tuple[str, ...], values: F8) -> Grounds:
    """Collect what the differences of a what-if rest on.

    Parameters
    ----------
    levers
        Those that leave the record.
    sample
        The rows and the notes of their making; ``None`` for draws from the priors, whose fit is ``prior``.
    names, values
        Parameters, and the different rows that the runs use.
    """
    return Grounds(
        answers=fit(sample) if sample else {},
        through=mechanisms(levers, sample),
        names=names,
        values=values,
        spread=sample.notes["spread"] if sample else {},
        alone=_alone(sample),
        independent=_independent(sample),
    )


def mechanisms(levers: Iterable[str], sample: Sample | None) -> dict[str, dict[str, Any]]:
    """Name the mechanisms that levers act through, each with its fit, all parameters counting alike."""
    given = set(levers)
    spread = sample.notes["spread"] if sample else {}
    found: dict[str, dict[str, Any]] = {}
    for name, one in MECHANISMS.items():
        acting = [lever for lever in one.levers if lever in given]
        if acting:
            own = {parameter: 1.0 for parameter in spread if mechanism_of(parameter) == name}
            told = label(own, spread, _independent(sample), alone=_alone(sample))
            found[name] = {
                "meaning": one.meaning,
                "levers": acting,
                "fit": told["fit"],
                "cause": "identified" if len(one.cases) > 1 else "assumed",
                "ratio": told["ratio"],
            }
    return found


def _independent(sample: Sample | None) -> float:
    return float(sample.notes["population"]["effective"]) if sample else 1.0


def _alone(sample: Sample | None) -> set[str]:
    return {one.id for one in sample.known if ALONE in one.basis} if sample else set()
