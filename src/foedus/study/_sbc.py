"""Simulation-based calibration of the first round of the fit, and what its failures look like.

Rows of the prior table play the truth in turn. Each is observed as the record is (`_truths`): intervals of
the record's relative widths, counts of the blackout within the reporting share. It is estimated from all
other rows by the very distance and the very ε of the first round, and each quantity of it is ranked among
the rows so accepted (Talts, Betancourt, Simpson, Vehtari and Gelman 2018, arXiv 1804.06788).

What may be ranked
------------------
Ranks are uniform for any quantity of parameters and data alike (Modrák et al. 2023, Bayesian Anal.,
arXiv 2211.02383), but only if the truths are observed by the law that the estimate assumes. Under a tolerance
ε > 0 that law has an error of the size of ε. So two questions are asked:

``with_error``
    Intervals are drawn by the law of error that the tolerance declares. Ranks of parameters, and of answers
    as the unseen values that they then are, must be uniform: unevenness is a fault of the algorithm.
``exact``
    Intervals hold what was reported, without error: as if the record were right. The estimate allows for an
    error that is not there. An answer that is itself a fitted marker (``fitted``) is then no parameter but
    the middle of what was seen, and the accepted rows lie around it on both sides: it *must* be
    over-covered, at any ε > 0. What the markers fix is over-covered to a lesser degree; it is shifted where
    prior rows are more frequent on one side of the truth. This is no test; it tells what the tolerance costs
    if the record is right.

Truths near the record are chosen by how they were *observed*, never by what happened in them: given any
observation ranks are uniform, given what happened they are not (Prangle, Blum, Popovic and Sisson 2014, Aust.
N. Z. J. Stat. 56:309-329). For the same reason a truth to which too few rows come near may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.study._table import Desk, Table
from foedus.study._truths import Marks, away, marks, observe, recorded

__all__ = ["HOW", "calibration_of", "ranks_of", "shape", "uniformity"]

F8 = NDArray[np.float64]

_BINS = 10
#: Answers that are ranked beside the parameters of the unrest.
_TESTED = (
    "deaths", "deaths_state", "deaths_armed", "deaths_services", "injured", "detained", "peak_on_street",
    "peak_violent", "calm_day",
)  # fmt: skip
#: What a histogram of ranks looks like, and what it means.
HOW = {
    "over-covered": "humped: intervals hold the truth more often than they say",
    "under-covered": "U-shaped: intervals hold the truth less often than they say",
    "shifted left": "the truth lies low among the estimates: they are too high",
    "shifted right": "the truth lies high among the estimates: they are too low",
    "uneven": "in another way",
}


def calibration_of(
    place: Desk, thetas: F8, table: Table, epsilon: float, *, truths: int, seed: int
) -> dict[str, Any]:
    """Rank truths anywhere in the prior and near the record, observed with the declared error and without.

    Parameters
    ----------
    thetas, table
        Rows of the prior, and what their runs came to.
    epsilon
        Distance within which the first round accepted.
    truths
        How many play the truth, each of four times; 0 leaves all out.
    """
    size = int(np.clip(len(thetas) // 1000, 9, 99))
    found: dict[str, Any] = {
        "algorithm": "rejection from the prior table, the first round: all rows at most epsilon from how the "
        "truth was observed, leaving out the row that plays the truth",
        "table": len(thetas),
        "epsilon": _short(epsilon),
        "ranked_among": size,
        "truths": {},
    }
    if not truths or len(thetas) <= 20:
        return found
    known = marks(place.case, table.measures, place.record, place.observation)
    values = _tested(place, thetas, table)
    own = recorded(place.case, place.record)
    fitted: set[str] = {marker.measure for marker in place.case.file.markers if marker.fitted}
    if "street" in fitted:
        fitted.add("peak_on_street")  # it is the largest of those
    rng = np.random.default_rng(seed)
    for mode, error in (("with_error", epsilon), ("exact", 0.0)):
        start = observe(known, error, rng)
        # Those that were observed as if something had not happened that the record has are not near it.
        off = np.where(known.absent.any(axis=0), np.inf, np.sqrt(((start - own[:, None]) ** 2).sum(axis=0)))
        found["truths"][mode] = {}
        for where, rows in (
            ("prior", np.arange(min(truths, len(thetas)))),
            ("record", np.argsort(off, kind="stable")[:truths]),
        ):
            ranks, accepted = ranks_of(known, start, values, rows, epsilon, size, rng)
            told: dict[str, Any] = {"truths": len(rows), "left_out": int((accepted < size).sum())}
            if where == "record":
                told["farthest"] = _short(off[rows[-1]]) if np.isfinite(off[rows[-1]]) else None
            told["accepted"] = [_short(q) for q in np.quantile(accepted, (0.05, 0.5, 0.95))]
            found["truths"][mode][where] = told | _told(ranks, size, fitted)
    return found


def _tested(place: Desk, thetas: F8, table: Table) -> dict[str, F8]:
    """Parameters of the unrest (no fitted marker speaks of others) and answers, each with its values."""
    found = {
        parameter.id: thetas[:, j]
        for j, parameter in enumerate(place.known)
        if parameter.prior.kind != "fixed" and parameter.id.startswith("unrest.")
    }
    return found | {name: np.nan_to_num(table.outcomes[name], nan=-1.0) for name in _TESTED}


def ranks_of(
    known: Marks, start: F8, values: Mapping[str, F8], truths: Sequence[int] | NDArray[np.intp],
    epsilon: float, size: int, rng: np.random.Generator,
) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.int64]]:  # fmt: skip
    """Rank each truth among `size` of the rows at most `epsilon` from how it was observed.

    Parameters
    ----------
    known
        Markers of all rows.
    start : float64[marker, row]
        Where the intervals begin by which each row would be observed.
    values : float64[row] by name
        What is ranked; ties are broken by lot.
    truths
        Rows that play the truth; each is left out of its own estimate.

    Returns
    -------
    ranks : dict of int64[truth]
        0 to `size`, of the truths to which at least `size` rows come near.
    accepted : int64[truth]
        Rows that came near, for all of them.
    """
    ranks: dict[str, list[int]] = {name: [] for name in values}
    accepted = np.zeros(len(truths), np.int64)
    for place, row in enumerate(truths):
        gap = away(known, start[:, row], known.absent[:, row])
        gap[row] = np.inf
        near = np.flatnonzero(gap <= epsilon)
        accepted[place] = len(near)
        if len(near) < size:
            continue
        chosen = rng.choice(near, size, replace=False)
        for name, column in values.items():
            less = int((column[chosen] < column[row]).sum())
            same = int((column[chosen] == column[row]).sum())
            ranks[name].append(less + (int(rng.integers(0, same + 1)) if same else 0))
    return {name: np.array(those, np.int64) for name, those in ranks.items()}, accepted


def uniformity(ranks: NDArray[np.int64], size: int) -> tuple[list[int], float]:
    """Counts of ranks 0 to `size` in ten bins, and the chance of counts so uneven if the ranks are uniform.

    Pearson's chi-square; bins hold as many ranks as can be, and what is expected counts them.
    """
    from scipy.stats import chisquare

    bins = np.minimum(np.arange(size + 1) * _BINS // (size + 1), _BINS - 1)
    counts = np.bincount(bins[ranks], minlength=_BINS)
    expected = np.bincount(bins, minlength=_BINS) / (size + 1) * len(ranks)
    filled = expected > 0
    p = float(chisquare(counts[filled], expected[filled]).pvalue) if len(ranks) else 1.0
    return [int(n) for n in counts], p


def shape(ranks: NDArray[np.int64], size: int) -> str:
    """Name what a histogram of ranks looks like, one of `HOW`: by its mean or its spread, the more off."""
    u = (ranks + 0.5) / (size + 1.0) - 0.5
    shift = float(u.mean() / np.sqrt(1.0 / 12.0 / len(u)))
    wide = float(((12.0 * u**2).mean() - 1.0) / np.sqrt(0.8 / len(u)))
    if max(abs(shift), abs(wide)) < 2.0:
        return "uneven"
    if abs(shift) > abs(wide):
        return "shifted left" if shift < 0 else "shifted right"
    return "over-covered" if wide < 0 else "under-covered"


def _told(ranks: Mapping[str, NDArray[np.int64]], size: int, fitted: set[str]) -> dict[str, Any]:
    """Histograms of all, and those by name that are uneven beyond chance (0.05, after Bonferroni)."""
    rows = {name: uniformity(values, size) for name, values in ranks.items()}
    failing = []
    for name, (counts, p) in sorted(rows.items(), key=lambda item: item[1][1]):
        if p * len(rows) >= 0.05:
            break
        inside = (ranks[name] >= 0.05 * (size + 1)) & (ranks[name] + 1 <= 0.95 * (size + 1))
        failing.append(
            {
                "name": name,
                "how": shape(ranks[name], size),
                "fitted": name in fitted,
                "p": _short(p),
                "inside_90": _short(inside.mean()),
                "counts": counts,
            }
        )
    return {
        "tested": len(rows),
        "below_0.05": sum(p < 0.05 for _, p in rows.values()),
        "expected_below_0.05": _short(0.05 * len(rows)),
        "failing": failing,
        "histograms": {name: {"counts": counts, "p": _short(p)} for name, (counts, p) in rows.items()},
    }


def _short(value: Any) -> float:
    return float(f"{float(value):.4g}")
