"""Synthetic truths: runs that are observed as the record is, and the rows of a table that come near to them.

The fit says of a run that it may be the truth if its distance from the record is at most ε (`_observe`). Read
as a law of error, that is: given what happened, the intervals on record lie anywhere, and equally likely,
where they are at most ε away. A run that is observed by this very law and estimated by this very rule is
estimated exactly, so that the rank of its parameters, and of all else of it that is not seen, is uniform
(Wilkinson 2013, Stat. Appl. Genet. Mol. Biol. 12:129-141; Fearnhead and Prangle 2012, J. R. Stat. Soc. B
74:419-474, call it noisy ABC).

The set of such intervals is, in units of the scales, a box (where an interval of the record's width begins
if it holds what was reported) with all that is at most ε from it. It is drawn from exactly: which markers lie
outside of their edge of the box, by the volume of each part (Steiner's formula); then uniformly within. Its
volume is the same for every run, as that law needs, but for counts of the blackout near zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import Case
from foedus.study._markers import RecordOf
from foedus.study._observe import FAR, Observation, share_of

__all__ = ["Marks", "away", "marks", "observe", "recorded"]

F8 = NDArray[np.float64]


class Marks(NamedTuple):
    """The fitted markers of every run in units of their scales, as the distance takes them.

    Attributes
    ----------
    least, most : float64[marker, row]
        What of it may have been reported: logarithms of counts, days; zero where it did not happen.
    absent : bool[marker, row]
        Whether it did not happen.
    width : float64[marker]
        Of the record's interval.
    """

    least: F8
    most: F8
    absent: NDArray[np.bool_]
    width: F8


def marks(
    case: Case, measures: Mapping[str, F8], record: Mapping[str, RecordOf], observation: Observation
) -> Marks:
    """Give the fitted markers of runs as the distance takes them."""
    least, most, absent, width = [], [], [], []
    for marker in case.file.markers:
        if not marker.fitted:
            continue
        (low, high, _), values = record[marker.id], measures[marker.id]
        gone = np.isnan(values)
        happened = np.where(gone, 0.0, values)
        if marker.unit == "day":
            pair, wide = (happened, happened), high - low
        else:
            small = 1e-3 if marker.unit == "1" else 1.0
            share = share_of(observation, marker.id)
            pair = (np.log(share * happened + small), np.log(happened + small))
            wide = float(np.log(high + small) - np.log(low + small))
        least.append(pair[0] / marker.scale)
        most.append(pair[1] / marker.scale)
        absent.append(gone)
        width.append(wide / marker.scale)
    return Marks(np.array(least), np.array(most), np.array(absent), np.array(width))


def recorded(case: Case, record: Mapping[str, RecordOf]) -> F8:
    """Give the lower ends of the record's own intervals in these units."""
    found = []
    for marker in case.file.markers:
        if marker.fitted:
            low = record[marker.id].low
            if marker.unit != "day":
                low = float(np.log(low + (1e-3 if marker.unit == "1" else 1.0)))
            found.append(low / marker.scale)
    return np.array(found)


def away(known: Marks, start: F8, gone: NDArray[np.bool_]) -> F8:
    """Distance of every run from intervals that begin at `start`, as `_observe.distance` has it.

    Parameters
    ----------
    start : float64[marker]
        Lower ends.
    gone : bool[marker]
        Markers of which the observer knows that they did not happen: near to them is what did not either.
    """
    total = np.zeros(known.least.shape[1])
    for m in range(len(start)):
        if gone[m]:
            part = np.where(known.absent[m], 0.0, FAR)
        else:
            part = np.maximum(start[m] - known.most[m], known.least[m] - (start[m] + known.width[m]))
            np.clip(part, 0.0, FAR, out=part)
            part[known.absent[m]] = FAR
        total += part * part
    return np.sqrt(total)


def observe(known: Marks, error: float, rng: np.random.Generator) -> F8:
    """Draw for every run where the intervals of its record begin: float64[marker, row].

    Parameters
    ----------
    error
        Greatest distance of the run from its record, ε; with 0 each interval holds what was reported.
    """
    box = known.most - known.least + known.width[:, None]
    start = known.least - known.width[:, None]
    if error <= 0.0:
        return np.asarray(start + box * rng.random(box.shape))
    for first in range(0, box.shape[1], 16384):
        part = slice(first, first + 16384)
        start[:, part] += _around(box[:, part], known.absent[:, part], error, rng)
    return start


def _around(box: F8, absent: NDArray[np.bool_], radius: float, rng: np.random.Generator) -> F8:
    """Draw from boxes from zero to `box` with all that is at most `radius` away, uniformly, one a column."""
    from scipy.special import gammaln

    count, rows = box.shape
    stays, leaves = np.where(absent, 1.0, box), np.where(absent, 0.0, 1.0)
    # volume[j][k]: of the first j edges, the parts of the box's faces with k edges left
    volume = np.zeros((count + 1, count + 2, rows))
    volume[0, 0] = 1.0
    for j in range(count):
        volume[j + 1] = volume[j] * stays[j]
        volume[j + 1, 1:] += volume[j, :-1] * leaves[j]
    k = np.arange(count + 1)
    balls = np.exp(0.5 * k * np.log(np.pi) - gammaln(0.5 * k + 1.0) + k * np.log(radius))
    weights = np.cumsum(volume[count, :-1] * balls[:, None], axis=0)
    outside = (rng.random(rows) * weights[-1] >= weights).sum(axis=0)
    left, out = outside.copy(), np.zeros((count, rows), bool)
    column = np.arange(rows)
    for j in range(count - 1, -1, -1):
        share = leaves[j] * volume[j, np.maximum(left - 1, 0), column] * (left > 0)
        out[j] = rng.random(rows) * volume[j + 1, left, column] < share
        left -= out[j]
    ball = np.where(out, rng.standard_normal((count, rows)), 0.0)
    size = np.sqrt((ball**2).sum(axis=0))
    reach = radius * rng.random(rows) ** (1.0 / np.maximum(outside, 1))
    ball *= np.where(size > 0.0, reach / np.where(size > 0.0, size, 1.0), 0.0)
    within = box * rng.random((count, rows))
    return np.asarray(np.where(out, np.where(ball > 0.0, box + ball, ball), within))
