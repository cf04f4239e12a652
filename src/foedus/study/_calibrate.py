"""Rejection ABC: the parameters whose runs come near the record (Pritchard et al. 1999, Mol. Biol. Evol. 16).

Draws come from the priors. Each is run once with the levers at the record and kept if the distance

    sqrt( Σ over fitted markers of min(9, d/scale)² )

is among the smallest, where d is how far the run lies outside the record's interval: in natural
logarithms for counts, in days for days. A marker that did not happen counts 9.

Departs
-------
No summary statistic beyond the markers, no regression adjustment, no further rounds: the sample is
wider than a posterior would be, which is the honest side to err on with one case.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter, sample_priors
from foedus.crisis import Case, compile_problem, law_table, levers, parameters, read_levers
from foedus.evidence import load
from foedus.files import write_text
from foedus.study._ensemble import Ensemble, Progress, ensemble
from foedus.study._markers import RecordOf, between, record_of
from foedus.treaty import load as load_treaty
from foedus.treaty import load_situation

__all__ = ["Calibration", "calibrate", "write_calibration"]

F8 = NDArray[np.float64]

_FAR = 9.0
#: Outcomes whose footing is told: what they rest on.
ANSWERS = (
    "deaths", "deaths_state", "deaths_armed", "deaths_services", "injured", "detained", "peak_on_street",
    "peak_day", "calm_day", "adopted", "decision_hours", "first_arrival_hours", "closure_hours",
    "personnel", "withdrawal_day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calibration:
    """A parameter sample and the notes of its making."""

    names: tuple[str, ...]
    thetas: F8
    notes: dict[str, Any]


def calibrate(
    case: Case, *, draws: int = 200_000, keep: int = 500, seed: int = 2022, progress: Progress | None = None
) -> Calibration:
    """Make the parameter sample of a case.

    Parameters
    ----------
    draws
        How many rows are drawn from the priors and run.
    keep
        How many of them are kept.
    seed
        Of the priors and of the runs.
    """
    known = parameters(case)
    evidence, situation, treaty = (
        load(case.folder),
        load_situation(case.folder),
        load_treaty(case.file.treaty),
    )
    law = law_table(case, treaty, situation, "declared")
    setting = read_levers(case, levers(case, law.accounts), {})
    problem = compile_problem(case, law, setting)
    thetas = sample_priors(known, draws, seed)
    result = ensemble(case, problem, thetas, seed, draws, progress=progress)
    record = record_of(case, evidence)
    distance = _distance(case, result.measures, record)
    kept = np.sort(np.argsort(distance, kind="stable")[:keep])
    notes = {
        "schema": "calibration/1",
        "case": case.id,
        "foedus": version("foedus"),
        "method": "rejection ABC from the priors, one run a draw, levers at the record",
        "command": f"foedus study calibrate {case.id} --draws {draws} --keep {keep} --seed {seed}",
        "seed": seed,
        "draws": draws,
        "kept": keep,
        "distance": {"least": _short(distance[kept].min()), "greatest": _short(distance[kept].max())},
        "fitted": {m.id: {"scale": m.scale, "low": record[m.id].low, "high": record[m.id].high}
                   for m in case.file.markers if m.fitted},
        "prior": {m.id: between(result.measures[m.id]) for m in case.file.markers},
        "prior_outcomes": {name: between(values) for name, values in result.outcomes.items()},
        "spread": _spread(known, thetas, thetas[kept]),
        "sensitive": _sensitive(known, thetas, result, distance),
    }  # fmt: skip
    # The kept rows are put in an order of their own, so that the first rows of the sample are a fair draw.
    order = np.random.default_rng(seed).permutation(len(kept))
    return Calibration(tuple(p.id for p in known), thetas[kept][order], notes)


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Write ``parameters.csv`` (six significant figures) and ``calibration.json`` into a case's folder."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(calibration.names)
    rows.writerows([[f"{value:.6g}" for value in row] for row in calibration.thetas])
    write_text(folder / "parameters.csv", text.getvalue())
    write_text(folder / "calibration.json", json.dumps(calibration.notes, indent=1, sort_keys=True) + "\n")


def _distance(case: Case, measures: dict[str, F8], record: dict[str, RecordOf]) -> F8:
    total = np.zeros(len(next(iter(measures.values()))))
    for marker in case.file.markers:
        if not marker.fitted:
            continue
        values, (low, high, _) = measures[marker.id], record[marker.id]
        if marker.unit == "day":
            off = np.maximum(low - values, values - high)
        else:
            small = 1e-3 if marker.unit == "1" else 1.0
            off = np.maximum(
                np.log(low + small) - np.log(values + small), np.log(values + small) - np.log(high + small)
            )
        off = np.where(np.isnan(values), _FAR, np.clip(off, 0.0, None) / marker.scale)
        total += np.minimum(off, _FAR) ** 2
    return np.asarray(np.sqrt(total))


def _plain(parameter: Parameter, values: F8) -> F8:
    return np.log(values) if parameter.prior.kind == "lognormal" else values


def _spread(known: tuple[Parameter, ...], prior: F8, kept: F8) -> dict[str, float]:
    """Standard deviation of the kept rows against the prior's; of logarithms where that is lognormal."""
    ratios = {}
    for j, parameter in enumerate(known):
        if (wide := _plain(parameter, prior[:, j]).std()) > 0:
            ratios[parameter.id] = _short(_plain(parameter, kept[:, j]).std() / wide)
    return ratios


def _sensitive(
    known: tuple[Parameter, ...], thetas: F8, result: Ensemble, distance: F8
) -> dict[str, dict[str, float]]:
    """For each answer the parameters with a rank correlation of at least 0.1 near the record, squared.

    Near are the tenth of the draws with the least distance: further away most draws have no crisis at
    all, and everything would seem to hang on what starts one.
    """
    from scipy.stats import rankdata

    near = np.argsort(distance, kind="stable")[: max(len(distance) // 10, min(len(distance), 1000))]
    ranks = np.apply_along_axis(rankdata, 0, thetas[near])
    found: dict[str, dict[str, float]] = {}
    for answer in ANSWERS:
        values = result.outcomes[answer][near]
        there = np.isfinite(values)
        if there.sum() < 100 or values[there].std() == 0:
            found[answer] = {}
            continue
        ranked = rankdata(values[there])
        shares = {}
        for j, parameter in enumerate(known):
            column = ranks[there, j]
            if column.std() > 0:
                share = float(np.corrcoef(column, ranked)[0, 1] ** 2)
                if share >= 0.01:
                    shares[parameter.id] = _short(share)
        found[answer] = dict(sorted(shares.items(), key=lambda item: -item[1])[:8])
    return found


def _short(value: float) -> float:
    return float(f"{value:.4g}")
