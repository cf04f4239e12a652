"""What speaks for and against a parameter sample: four checks that are written beside it.

- **Simulation-based calibration** (Talts, Betancourt, Simpson, Vehtari and Gelman 2018, arXiv 1804.06788):
  rows of the prior table play the truth in turn, each is estimated from the other rows, and the rank of the
  true value among the estimates must be uniform. What is calibrated here is rejection ABC on the table, the
  first round of the fit, and not the sequential part: 200 of those would take hours.
- **Posterior predictive checks** (Gelman, Meng and Stern 1996, Stat. Sinica 6:733-807): fresh runs of the
  sample beside each marker, and beside every city and day of the record.
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
from foedus.study._observe import FAR
from foedus.study._table import Desk, Table
from foedus.study._tables import city_record

__all__ = ["city_days", "diagnose", "predictive", "ranks_of", "ridges", "uniformity"]

F8 = NDArray[np.float64]
F4 = NDArray[np.float32]

_BINS = 10
#: Absolute rank correlation from which on two parameters are told as a ridge.
RIDGE = 0.3
#: Answers whose calibration is tested beside that of the parameters.
_TESTED = ("deaths", "deaths_state", "injured", "detained", "peak_on_street", "peak_violent", "calm_day")


def diagnose(
    place: Desk, thetas: F8, table: Table, gap: F8, kept: F8, z: F8, fresh: Table, *, truths: int, seed: int
) -> dict[str, Any]:
    """Make all checks of a sample, as they are written into ``calibration.json``.

    Parameters
    ----------
    thetas, table, gap
        The prior table: rows, runs, distances from the record.
    kept, z, fresh
        The sample, its normal coordinates, and fresh runs of it with the cities' peaks.
    truths
        How many rows play the truth; 0 leaves simulation-based calibration out.
    """
    case = place.case
    seen = _summaries(case, table.measures)
    # The table's rows are in random order: the nearest to the record are a fair draw of those near it.
    near = np.argsort(gap, kind="stable")[: max(len(gap) // 20, min(len(gap), truths))]
    values = _tested(place.known, thetas, table.outcomes)
    sbc = {}
    if truths and len(thetas) > 20:
        size = int(np.clip(len(thetas) // 1000, 9, 199))
        for name, rows in (
            ("prior", np.arange(min(truths, len(thetas)))),
            ("record", near[:: max(1, len(near) // truths)][:truths]),
        ):
            ranks = ranks_of(seen, values, rows, size, seed)
            sbc[name] = _told_ranks(ranks, size)
    return {
        "calibration": {
            "algorithm": "rejection from the prior table, leaving out the row that plays the truth",
            "table": len(thetas),
            "nearest": int(np.clip(len(thetas) // 1000, 9, 199)),
            "truths": sbc,
        },
        "predictive": predictive(place, fresh.measures),
        "city_days": city_days(case, fresh),
        "parameters": _parameters(place.known, thetas, kept),
        **ridges(tuple(p.id for p in place.known), kept, z),
    }


def _summaries(case: Case, measures: Mapping[str, F8]) -> F4:
    """Fitted markers of every run in units of their scale, as the distance takes them; nan stays nan."""
    columns = []
    for marker in case.file.markers:
        if marker.fitted:
            values = measures[marker.id]
            if marker.unit != "day":
                values = np.log(values + (1e-3 if marker.unit == "1" else 1.0))
            columns.append(values / marker.scale)
    return np.array(columns, np.float32).T.copy()


def _tested(known: tuple[Parameter, ...], thetas: F8, outcomes: Mapping[str, F8]) -> dict[str, F8]:
    found = {
        parameter.id: thetas[:, j]
        for j, parameter in enumerate(known)
        if parameter.prior.kind != "fixed" and parameter.id.startswith("unrest.")
    }
    return found | {
        answer: np.nan_to_num(outcomes[answer], nan=-1.0) for answer in _TESTED if answer in outcomes
    }


def ranks_of(
    seen: F4, values: Mapping[str, F8], truths: NDArray[np.intp], size: int, seed: int
) -> dict[str, NDArray[np.int64]]:
    """Rank of each truth among the `size` rows of the table whose summaries are nearest to its own.

    Parameters
    ----------
    seen : float32[row, summary]
        In units of the tolerance; not-a-number where the thing did not happen.
    values : float64[row] by name
        What is ranked; ties are broken by lot.
    truths
        Rows that play the truth; each is left out of its own estimate.

    Returns
    -------
    dict of int64[truth]
        0 to `size`, uniform if the estimate is calibrated.
    """
    rng = np.random.default_rng(seed)
    absent = np.isnan(seen)
    filled = np.where(absent, np.float32(0.0), seen)
    ranks = {name: np.empty(len(truths), np.int64) for name in values}
    for place, row in enumerate(truths):
        away = np.minimum(np.abs(filled - filled[row]), np.float32(FAR))
        away[absent != absent[row]] = FAR
        total = (away**2).sum(axis=1)
        total[row] = np.inf
        near = np.argpartition(total, size)[:size]
        for name, column in values.items():
            less = int((column[near] < column[row]).sum())
            same = int((column[near] == column[row]).sum())
            ranks[name][place] = less + (int(rng.integers(0, same + 1)) if same else 0)
    return ranks


def uniformity(ranks: NDArray[np.int64], size: int) -> tuple[list[int], float]:
    """Counts of ranks 0 to `size` in ten bins, and the chance of counts so uneven if the ranks are uniform.

    Pearson's chi-square; bins hold as many ranks as can be, and what is expected counts them.
    """
    from scipy.stats import chisquare

    bins = np.minimum(np.arange(size + 1) * _BINS // (size + 1), _BINS - 1)
    counts = np.bincount(bins[ranks], minlength=_BINS)
    expected = np.bincount(bins, minlength=_BINS) / (size + 1) * len(ranks)
    filled = expected > 0
    return [int(n) for n in counts], float(chisquare(counts[filled], expected[filled]).pvalue)


def _told_ranks(ranks: dict[str, NDArray[np.int64]], size: int) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {}
    for name, values in ranks.items():
        counts, p = uniformity(values, size)
        rows[name] = {"counts": counts, "p": _short(p)}
    low = sorted(row["p"] for row in rows.values())
    return {
        "truths": len(next(iter(ranks.values()))),
        "tested": len(rows),
        "below_0.05": sum(p < 0.05 for p in low),
        "expected_below_0.05": _short(0.05 * len(rows)),
        "least_adjusted": _short(min(1.0, low[0] * len(rows))),
        "histograms": rows,
    }


def predictive(place: Desk, measures: Mapping[str, F8]) -> dict[str, Any]:
    """Fresh runs beside the record of each marker: shares below, inside and above, and a p-value.

    The p-value is the share of runs above the middle of the record's interval, ties half: near 0 or 1 the
    model does not do what the record did.
    """
    found = {}
    for marker in place.case.file.markers:
        low, high, _ = place.record[marker.id]
        values = measures[marker.id]
        there = values[np.isfinite(values)]
        row: dict[str, Any] = {"fitted": marker.fitted, "absent": _short(1.0 - len(there) / len(values))}
        if len(there):
            middle = 0.5 * (low + high)
            row |= {
                "below": _short((there < low).mean()),
                "inside": _short(((there >= low) & (there <= high)).mean()),
                "above": _short((there > high).mean()),
                "p": _short((there > middle).mean() + 0.5 * (there == middle).mean()),
                "run": [_short(q) for q in np.quantile(there, (0.05, 0.5, 0.95))],
            }
        found[marker.id] = row
    return found


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
