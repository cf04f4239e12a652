"""What speaks for and against a parameter sample: four checks that are written beside it.

- **Simulation-based calibration** of the first round of the fit: see `_sbc`. The sequential part is not
  tested: two hundred of those would take days.
- **Posterior predictive checks** (Gelman, Meng and Stern 1996, Stat. Sinica 6:733-807): fresh runs of the
  sample beside each marker, by the same law of reporting as the fit, and beside every city and day of the
  record.
- **Prior beside posterior** of every parameter.
- **Ridges**: pairs of parameters that the record binds only together, and the directions that it does fix.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.crisis import Case
from foedus.score import brier
from foedus.study._observe import share_of
from foedus.study._sbc import calibration_of
from foedus.study._table import Desk, Table
from foedus.study._tables import city_record

__all__ = ["city_days", "diagnose", "predictive", "ridges"]

F8 = NDArray[np.float64]

#: Absolute rank correlation from which on two parameters are told as a ridge.
RIDGE = 0.3


def diagnose(
    place: Desk, thetas: F8, table: Table, epsilon: float, kept: F8, z: F8, fresh: Table, *,
    truths: int, seed: int,
) -> dict[str, Any]:  # fmt: skip
    """Make all checks of a sample, as they are written into ``calibration.json``.

    Parameters
    ----------
    thetas, table, epsilon
        The prior table: rows, runs, distance from the record within which the first round accepted.
    kept, z, fresh
        The sample, its normal coordinates, and fresh runs of it with the cities' peaks.
    truths
        How many rows play the truth; 0 leaves simulation-based calibration out.
    """
    return {
        "calibration": calibration_of(place, thetas, table, epsilon, truths=truths, seed=seed),
        "predictive": predictive(place, fresh.measures),
        "city_days": city_days(place.case, fresh),
        "parameters": _parameters(place.known, thetas, kept),
        **ridges(tuple(p.id for p in place.known), kept, z),
    }


def predictive(place: Desk, measures: Mapping[str, F8]) -> dict[str, Any]:
    """Fresh runs beside the record of each marker: shares below, inside and above, and a p-value.

    Of `T` things that a run counts, anything from ``reported · T`` to `T` may have been reported. A run lies
    *below* the record if even all of it is too little, *above* if even the least share is too much, and
    else *inside*. The p-value is the share of runs above the middle of the record's interval, ties half, for
    the share of reporting in that span that brings it nearest to one half: near 0 or 1 the model does not do
    what the record did, however much of it was reported.
    """
    found = {}
    for marker in place.case.file.markers:
        low, high, _ = place.record[marker.id]
        values = measures[marker.id]
        there = values[np.isfinite(values)]
        row: dict[str, Any] = {
            "what": marker.what,
            "unit": marker.unit,
            "fitted": marker.fitted,
            "absent": _short(1.0 - len(there) / len(values)),
        }
        if len(there):
            share = share_of(place.observation, marker.id)
            middle = 0.5 * (low + high)
            least, most = _above(share * there, middle), _above(there, middle)
            row |= {
                "record": [low, high],
                "reported": share,
                "below": _short((there < low).mean()),
                "inside": _short(((there >= low) & (share * there <= high)).mean()),
                "above": _short((share * there > high).mean()),
                "p": _short(np.clip(0.5, least, most)),
                "run": [_short(q) for q in np.quantile(there, (0.05, 0.5, 0.95))],
            }
        found[marker.id] = row
    return found


def _above(values: F8, middle: float) -> float:
    return float((values > middle).mean() + 0.5 * (values == middle).mean())


def city_days(case: Case, fresh: Table) -> dict[str, Any]:
    """Every city and day of the record beside the runs: was there a crowd, and of what size.

    A crowd is told of as a gathering or violence; *none* says that there was none; *controlled* and
    *unknown* say nothing of a crowd and are left out. Sizes count where the record has a number.
    """
    record = city_record(case)
    crowd = case.file.thresholds.crowd
    scores, bases, wrong, told, sized, covered = [], [], 0, [], 0, 0
    for i, city in enumerate(case.city_names):
        for day in range(case.hours // 24):
            row = record.get((city, (case.first_day + timedelta(days=day)).isoformat()))
            if row is None:
                continue
            peaks = fresh.peaks[:, i, day]
            if row["status"] in ("none", "gathering", "large_gathering", "violence"):
                there = row["status"] != "none"
                share = float((peaks >= crowd).mean())
                told.append((there, share, day + 1))
                wrong += (share < 0.05 and there) or (share > 0.95 and not there)
            low, high = _bound(row["low"], -np.inf), _bound(row["high"], np.inf)
            if low > -np.inf or high < np.inf:
                sized += 1
                first, last = np.quantile(peaks, (0.05, 0.95))
                covered += bool(low <= last and first <= high)
    if not told:
        return {"told": 0}
    base = sum(there for there, _, _ in told) / len(told)
    for there, share, _ in told:
        scores.append(brier(share, there))
        bases.append(brier(base, there))
    days = sorted({day for _, _, day in told})
    return {
        "told": len(told),
        "brier": _short(np.mean(scores)),
        "brier_base_rate": _short(np.mean(bases)),
        "contradicted": int(wrong),
        "sized": sized,
        "sized_covered": covered,
        "by_day": {
            str(day): {
                "told": sum(d == day for _, _, d in told),
                "with_crowd": sum(there for there, _, d in told if d == day),
                "expected": _short(sum(share for _, share, d in told if d == day)),
            }
            for day in days
        },
    }


def _bound(text: str | None, otherwise: float) -> float:
    return float(text) if text else otherwise


def _parameters(known: tuple[Parameter, ...], thetas: F8, kept: F8) -> dict[str, Any]:
    levels = (0.05, 0.5, 0.95)
    return {
        parameter.id: {
            "meaning": parameter.meaning,
            "unit": parameter.unit,
            "prior": [_short(q) for q in np.quantile(thetas[:, j], levels)],
            "posterior": [_short(q) for q in np.quantile(kept[:, j], levels)],
        }
        for j, parameter in enumerate(known)
        if parameter.prior.kind != "fixed"
    }


def ridges(names: tuple[str, ...], kept: F8, z: F8) -> dict[str, Any]:
    """Pairs that go together in the sample, and the combinations of parameters that the record has fixed.

    Parameters
    ----------
    names
        Of the columns.
    kept : float64[row, parameter], z : float64[row, parameter]
        The sample, and in coordinates in which the prior is standard normal.

    Returns
    -------
    dict
        ``ridges``: pairs with an absolute rank correlation of at least `RIDGE`. ``fixed``: principal
        directions whose variance lies below what a sample of this size of the prior itself would show as
        its least (Marchenko and Pastur 1967), with the coordinates that weigh most.
    """
    from scipy.stats import rankdata

    moving = [j for j in range(len(names)) if z[:, j].std() > 0]
    ranks = np.apply_along_axis(rankdata, 0, kept[:, moving])
    bound = np.corrcoef(ranks, rowvar=False)
    pairs = [
        (names[moving[a]], names[moving[b]], float(bound[a, b]))
        for a in range(len(moving))
        for b in range(a)
        if abs(bound[a, b]) >= RIDGE
    ]
    edge = (1.0 - np.sqrt(min(1.0, len(moving) / len(np.unique(z, axis=0))))) ** 2
    variance, vectors = np.linalg.eigh(np.cov(z[:, moving], rowvar=False))
    directions: list[dict[str, Any]] = []
    for k in range(len(variance)):
        if variance[k] >= edge or len(directions) == 6:
            break
        top = np.argsort(-np.abs(vectors[:, k]))[:5]
        sign = np.sign(vectors[top[0], k])
        directions.append(
            {
                "variance": _short(variance[k]),
                "of": {names[moving[j]]: _short(sign * vectors[j, k]) for j in top},
            }
        )
    return {
        "ridges": [[a, b, _short(r)] for a, b, r in sorted(pairs, key=lambda pair: -abs(pair[2]))[:30]],
        "fixed": {"edge": _short(edge), "directions": directions},
    }


def _short(value: Any) -> float:
    return float(f"{float(value):.4g}")
