"""Markers: record, run and prior side by side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import Case
from foedus.errors import FileError
from foedus.evidence import Evidence

__all__ = ["RecordOf", "between", "record_of", "record_or_none"]

F8 = NDArray[np.float64]


class RecordOf(NamedTuple):
    """The interval of the record that a marker is compared with, and where it comes from."""

    low: float
    high: float
    source: str


def record_of(case: Case, evidence: Evidence) -> dict[str, RecordOf]:
    """The record of every marker: the interval of all live claims of its fact, or what the case file says.

    Raises
    ------
    FileError
        If a marker has no fact, or its fact no interval.
    """
    found = {}
    for marker in case.file.markers:
        if marker.record is not None:
            found[marker.id] = RecordOf(marker.record.low, marker.record.high, marker.record.source)
            continue
        if marker.id not in evidence.facts:
            raise FileError(
                f"no fact {marker.id!r} in claims.yaml, and the marker gives no record", marker.span
            )
        interval = evidence.finding(marker.id).interval
        if interval is None or interval.low is None or interval.high is None:
            raise FileError(f"the fact {marker.id!r} has no interval with two bounds", marker.span)
        sources = sorted(
            {claim.source.id for claim in evidence.fact(marker.id).claims if not claim.withdrawn}
        )
        found[marker.id] = RecordOf(interval.low, interval.high, " ".join(sources))
    return found


def record_or_none(evidence: Evidence, fact: str) -> tuple[float | None, float | None]:
    """Interval of a fact that may not be there; two ``None`` if it is not."""
    if fact not in evidence.facts:
        return (None, None)
    interval = evidence.finding(fact).interval
    return (interval.low, interval.high) if interval else (None, None)


def between(values: F8) -> dict[str, float | None]:
    """The 5, 50 and 95 % quantiles of the replicas in which it happened; ``None`` if in none."""
    there = values[np.isfinite(values)]
    if not len(there):
        return {"p05": None, "p50": None, "p95": None}
    low, middle, high = np.quantile(there, (0.05, 0.5, 0.95))
    return {"p05": _short(low), "p50": _short(middle), "p95": _short(high)}


def _short(value: float) -> float:
    """Six significant figures: more would be the illusion of precision."""
    return float(f"{value:.6g}")
