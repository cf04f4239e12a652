"""The parameter sample of a case: ABC from its priors, a table of draws first, then sequential Monte Carlo.

Draws come from the priors. Each is run once with the levers at the record; its distance from the record
is told in `_observe`. The nearest rows start a population that is led nearer by adaptive ABC-SMC (`_smc`),
in coordinates in which every prior is standard normal (`_space`). The particles that ship are drawn from the
last population by systematic resampling and have equal weight.

The scales of the markers are tolerances: at ε = 1 a run is off by one scale in all. Read so, the sample is
a posterior under a declared error of that size and not an approximation of one without error (Wilkinson
2013, Stat. Appl. Genet. Mol. Biol. 12:129-141); rejection ABC is the first round of it (Pritchard et al.
1999, Mol. Biol. Evol. 16:1791-1798).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter, sample_priors
from foedus.crisis import Case
from foedus.files import write_text
from foedus.study._diagnostics import diagnose
from foedus.study._ensemble import Progress
from foedus.study._markers import between
from foedus.study._observe import distance
from foedus.study._smc import Population, Settings, distinct, smc, systematic
from foedus.study._space import free, from_normal, to_normal
from foedus.study._table import Desk, Table, desk, run_table

__all__ = ["ANSWERS", "Calibration", "Stages", "calibrate", "silent", "write_calibration"]

F8 = NDArray[np.float64]
#: Opens a stage of the work by its name and gives what progress is told to.
Stages = Callable[[str], AbstractContextManager[Progress | None]]

#: Outcomes whose footing is told: what they rest on.
ANSWERS = (
    "deaths", "deaths_state", "deaths_armed", "deaths_services", "injured", "detained", "peak_on_street",
    "peak_day", "calm_day", "adopted", "decision_hours", "first_arrival_hours", "closure_hours",
    "personnel", "withdrawal_day",
)  # fmt: skip
#: Added to the seed of the table for the luck of the moves, and for fresh runs of the sample.
_MOVES, _FRESH = 1, 1_000_003


@dataclass(frozen=True, slots=True)
class Calibration:
    """A parameter sample and the notes of its making."""

    names: tuple[str, ...]
    thetas: F8
    notes: dict[str, Any]


def silent(stage: str) -> AbstractContextManager[Progress | None]:
    """Open a stage of which nobody is told."""
    return nullcontext()


def calibrate(
    case: Case, *, draws: int = 200_000, keep: int = 1000, particles: int = 2000, budget: int = 600_000,
    tolerance: float = 1.0, seed: int = 2022, truths: int = 200, stages: Stages = silent,
    progress: Progress | None = None,
) -> Calibration:  # fmt: skip
    """Make the parameter sample of a case.

    Parameters
    ----------
    draws
        How many rows are drawn from the priors and run: the prior table.
    keep
        How many particles ship.
    particles
        Size of the population, at least `keep`; not more than `draws`.
    budget
        Runs that moving the population may cost; 0 leaves the nearest rows of the table.
    tolerance
        Distance at which the population has come near enough.
    seed
        Of the priors, the runs and the moves.
    truths
        Synthetic truths of the simulation-based calibration.
    stages
        Opens a stage of the work by its name, for telling progress.
    progress
        Told about the prior table, where no `stages` are given.
    """
    place = desk(case)
    with stages("runs from the prior") as told:
        thetas = sample_priors(place.known, draws, seed)
        table = run_table(place, thetas, seed, progress=told or progress)
    gap = distance(case, table.measures, place.record, place.observation)

    def run(z: F8, step: int) -> F8:
        found = run_table(place, from_normal(place.known, z), seed + _MOVES + step)
        return distance(case, found.measures, place.record, place.observation)

    with stages("moves of the population") as told:
        settings = Settings(wanted=tolerance, budget=budget)
        near = np.sort(np.argsort(gap, kind="stable")[:particles])
        z = to_normal(place.known, thetas[near])
        if budget:
            found = smc(
                z, gap[near], run, size=particles, seed=seed, settings=settings, active=free(place.known),
                progress=told,
            )  # fmt: skip
        else:
            found = Population(z, gap[near], float(gap[near].max()), (), "no budget for moves")
    # In an order of their own, so that the first rows of the sample are a fair draw.
    order = np.random.default_rng(seed).permutation(particles)
    chosen = order[systematic(np.ones(particles), keep, 0.5)]
    kept = _rounded(from_normal(place.known, found.z[chosen]))
    with stages("diagnostics"):
        fresh = run_table(place, kept, seed + _FRESH, cities=True)
        checks = diagnose(place, thetas, table, gap, kept, found.z[chosen], fresh, truths=truths, seed=seed)
    notes = _notes(place, thetas, table, gap, kept, found, chosen) | {
        "command": _command(case, draws, keep, particles, budget, tolerance, seed, truths),
        "seed": seed,
        "draws": draws,
        "kept": keep,
        "diagnostics": checks,
    }
    return Calibration(tuple(p.id for p in place.known), kept, notes)


def _command(
    case: Case, draws: int, keep: int, particles: int, budget: int, tolerance: float, seed: int, truths: int
) -> str:
    return (
        f"foedus study calibrate {case.id} --draws {draws} --keep {keep} --particles {particles} "
        f"--budget {budget} --tolerance {tolerance:g} --seed {seed} --truths {truths}"
    )


def _notes(
    place: Desk, thetas: F8, table: Table, gap: F8, kept: F8, found: Population, chosen: NDArray[np.int64]
) -> dict[str, Any]:
    """The notes of the making: what was fitted, how near it came, and what the prior said."""
    case = place.case
    counts = np.unique(found.z[chosen], axis=0, return_counts=True)[1].astype(np.float64)
    return {
        "schema": "calibration/2",
        "case": case.id,
        "foedus": version("foedus"),
        "method": "adaptive ABC-SMC from a table of prior draws, levers at the record",
        "distance": {
            "least": _short(found.distance[chosen].min()),
            "greatest": _short(found.distance[chosen].max()),
            "table": _short(np.sort(gap)[min(len(gap), len(found.z)) - 1]),
        },
        "population": {
            "particles": len(found.z),
            "distinct": distinct(found.z),
            "effective": _short(counts.sum() ** 2 / (counts**2).sum()),
            "stopped": found.why,
            "rounds": [
                {
                    "epsilon": _short(r.epsilon),
                    "moves": r.moves,
                    "accepted": _short(r.accepted),
                    "runs": r.runs,
                    "distinct": r.distinct,
                }
                for r in found.rounds
            ],
        },
        "fitted": {
            m.id: {
                "scale": m.scale,
                "low": place.record[m.id].low,
                "high": place.record[m.id].high,
                "reported": place.observation.reported.get(m.id, 1.0),
            }
            for m in case.file.markers
            if m.fitted
        },
        "prior": {m.id: between(table.measures[m.id]) for m in case.file.markers},
        "prior_outcomes": {name: between(values) for name, values in table.outcomes.items()},
        "spread": spread(place.known, thetas, kept),
        "sensitive": _sensitive(place.known, thetas, table.outcomes, gap),
    }


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Write ``parameters.csv`` (six significant figures) and ``calibration.json`` into a case's folder."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(calibration.names)
    rows.writerows([[f"{value:.6g}" for value in row] for row in calibration.thetas])
    write_text(folder / "parameters.csv", text.getvalue())
    write_text(folder / "calibration.json", json.dumps(calibration.notes, indent=1, sort_keys=True) + "\n")


def _rounded(thetas: F8) -> F8:
    """As the file will have them, so that the checks are of the sample that ships."""
    return np.array([[float(f"{value:.6g}") for value in row] for row in thetas])


def _plain(parameter: Parameter, values: F8) -> F8:
    return np.log(values) if parameter.prior.kind == "lognormal" else values


def spread(known: tuple[Parameter, ...], prior: F8, kept: F8) -> dict[str, float]:
    """Standard deviation of the kept rows against the prior's; of logarithms where that is lognormal."""
    ratios = {}
    for j, parameter in enumerate(known):
        if (wide := _plain(parameter, prior[:, j]).std()) > 0:
            ratios[parameter.id] = _short(_plain(parameter, kept[:, j]).std() / wide)
    return ratios


def _sensitive(
    known: tuple[Parameter, ...], thetas: F8, outcomes: dict[str, F8], gap: F8
) -> dict[str, dict[str, float]]:
    """For each answer the parameters with a rank correlation of at least 0.1 near the record, squared.

    Near are the tenth of the draws with the least distance: further away most draws have no crisis at
    all, and everything would seem to hang on what starts one.
    """
    from scipy.stats import rankdata

    near = np.argsort(gap, kind="stable")[: max(len(gap) // 10, min(len(gap), 1000))]
    ranks = np.apply_along_axis(rankdata, 0, thetas[near])
    found: dict[str, dict[str, float]] = {}
    for answer in ANSWERS:
        values = outcomes[answer][near]
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
