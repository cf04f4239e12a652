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
import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.chance import sample_priors
from foedus.crisis import Case
from foedus.errors import OutOfRange
from foedus.files import staged_folder
from foedus.study._diagnostics import diagnose
from foedus.study._ensemble import Progress
from foedus.study._footing import GIVEN, shares, spread
from foedus.study._markers import between
from foedus.study._observe import distance, share_of
from foedus.study._sample import SCHEMA, read_sample
from foedus.study._smc import Population, Settings, distinct, smc, systematic
from foedus.study._space import free, from_normal, to_normal
from foedus.study._table import Desk, Table, desk, run_table

__all__ = ["Calibration", "Stages", "calibrate", "recheck", "silent", "write_calibration"]

F8 = NDArray[np.float64]
#: Opens a stage of the work by its name and gives what progress is told to.
Stages = Callable[[str], AbstractContextManager[Progress | None]]

#: Added to the seed of the table for the luck of the moves, for fresh runs of the sample, and for the two
#: runs of the rows near the record.
_MOVES, _FRESH, _NEAR = 1, 1_000_003, (2_000_003, 2_000_004)
#: Particles that are noted with the luck of their own run, so that a change of the model is noticed.
_NOTED = 6


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

    Raises
    ------
    OutOfRange
        If the tolerance is no number above zero, or ``keep``, ``particles`` and ``draws`` do not rise.
    """
    if not 0.0 < tolerance < math.inf:
        raise OutOfRange(f"the tolerance {tolerance:g} is out of range; expected a number above 0")
    if not 1 <= keep <= particles <= draws:
        raise OutOfRange(
            f"{keep} kept of {particles} particles from {draws} draws: expected numbers that rise"
        )
    place = desk(case)
    with stages("runs from the prior") as told:
        thetas = sample_priors(place.known, draws, seed)
        table = run_table(place, thetas, seed, progress=told or progress)
    gap = distance(case, table.measures, place.record, place.observation)

    def run(z: F8, step: int) -> F8:
        found = run_table(place, from_normal(place.known, z), seed + _MOVES + step)
        return distance(case, found.measures, place.record, place.observation)

    near = np.sort(np.argsort(gap, kind="stable")[:particles])
    first = float(gap[near].max())
    with stages("moves of the population") as told:
        settings = Settings(wanted=tolerance, budget=budget)
        z = to_normal(place.known, thetas[near])
        if budget:
            found = smc(
                z, gap[near], run, size=particles, seed=seed, settings=settings, active=free(place.known),
                progress=told,
            )  # fmt: skip
        else:
            luck = np.stack([np.full(particles, -1), np.arange(particles)], axis=1)
            found = Population(z, gap[near], luck, first, (), "no budget for moves")
    # In an order of their own, so that the first rows of the sample are a fair draw.
    order = np.random.default_rng(seed).permutation(particles)
    chosen = order[systematic(np.ones(particles), keep, 0.5)]
    kept = _rounded(from_normal(place.known, found.z[chosen]))
    with stages("runs near the record") as told:
        sensitive, near_record = _sensitive(place, thetas, gap, seed, told)
    with stages("diagnostics"):
        fresh = run_table(place, kept, seed + _FRESH, cities=True)
        checks = diagnose(
            place, thetas, table, first, kept, found.z[chosen], fresh, truths=truths, seed=seed
        )  # fmt: skip
    notes = _notes(place, thetas, table, kept, found, chosen) | {
        "command": _command(case, draws, keep, particles, budget, tolerance, seed, truths),
        "seed": seed,
        "draws": draws,
        "kept": keep,
        "first_round": {"epsilon": _short(first)},
        "near": near_record,
        "sensitive": sensitive,
        "check": _noted(place, kept, found.luck[chosen], near, seed),
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
    place: Desk, thetas: F8, table: Table, kept: F8, found: Population, chosen: NDArray[np.int64]
) -> dict[str, Any]:
    """The notes of the making: what was fitted, how near it came, and what the prior said."""
    case = place.case
    counts = np.unique(found.z[chosen], axis=0, return_counts=True)[1].astype(np.float64)
    return {
        "schema": SCHEMA,
        "case": case.id,
        "foedus": version("foedus"),
        "method": "adaptive ABC-SMC from a table of prior draws, levers at the record",
        "distance": {
            "least": _short(found.distance[chosen].min()),
            "greatest": _short(found.distance[chosen].max()),
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
                "what": m.what,
                "unit": m.unit,
                "scale": m.scale,
                "low": place.record[m.id].low,
                "high": place.record[m.id].high,
                "reported": share_of(place.observation, m.id),
            }
            for m in case.file.markers
            if m.fitted
        },
        "prior": {m.id: between(table.measures[m.id]) for m in case.file.markers},
        "prior_outcomes": {name: between(values) for name, values in table.outcomes.items()},
        "spread": spread(place.known, thetas, kept),
    }


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Write ``parameters.csv`` (six significant figures) and ``calibration.json`` into a case's folder.

    Raises
    ------
    OutputError
        If they cannot be written; both stay as they were.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(calibration.names)
    rows.writerows([[f"{value:.6g}" for value in row] for row in calibration.thetas])
    notes = json.dumps(calibration.notes, indent=1, sort_keys=True) + "\n"
    with staged_folder(folder) as stage:
        (stage / "parameters.csv").write_bytes(text.getvalue().encode("utf-8"))
        (stage / "calibration.json").write_bytes(notes.encode("utf-8"))


def recheck(case: Case) -> list[dict[str, Any]]:
    """Run a few particles of a case's sample again, each with its own luck, and set distances side by side.

    Returns
    -------
    list of dict
        ``row`` of the sample, ``noted`` and ``now``: the distance from the record when the sample was made
        and now, to ten figures; ``same``: whether they are equal. If not, the model, the case or its record
        has changed since, and the sample is of another one.

    Raises
    ------
    FileError
        If the sample cannot be read.
    """
    sample, place = read_sample(case), desk(case)
    found = []
    for one in sample.notes["check"]:
        now = _distance_of(place, sample.thetas[one["row"]], one["seed"], one["replica"])
        found.append(
            {"row": one["row"], "noted": one["distance"], "now": now, "same": now == one["distance"]}
        )
    return found


def _noted(
    place: Desk, kept: F8, luck: NDArray[np.int64], near: NDArray[np.intp], seed: int
) -> list[dict[str, Any]]:
    """The first particles as they ship, with the luck of the run that each was kept for."""
    found = []
    for row, (step, number) in enumerate(luck[:_NOTED]):
        moved = step >= 0
        own = seed + _MOVES + int(step) if moved else seed
        replica = int(number) if moved else int(near[number])
        gap = _distance_of(place, kept[row], own, replica)
        found.append({"row": row, "seed": own, "replica": replica, "distance": gap})
    return found


def _distance_of(place: Desk, theta: F8, seed: int, replica: int) -> float:
    """Ten figures: what a change of the model moves, and not the last bit of a machine's logarithm."""
    found = run_table(place, theta[None], seed, lucks=np.array([replica])).measures
    return float(f"{distance(place.case, found, place.record, place.observation)[0]:.10g}")


def _rounded(thetas: F8) -> F8:
    """As the file will have them, so that the checks are of the sample that ships."""
    return np.array([[float(f"{value:.6g}") for value in row] for row in thetas])


def _sensitive(
    place: Desk, thetas: F8, gap: F8, seed: int, progress: Progress | None
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """On what each answer hangs near the record: the tenth of the draws with the least distance, run anew.

    Gives with it how many these are, and the distance of the farthest.
    """
    near = np.argsort(gap, kind="stable")[: max(len(gap) // 10, min(len(gap), 1000))]
    runs = []
    for k, more in enumerate(_NEAR):

        def told(done: int, wanted: int, before: int = k) -> None:
            if progress:
                progress(before * wanted + done, len(_NEAR) * wanted)

        table = run_table(place, thetas[near], seed + more, progress=told)
        runs.append(table.outcomes | table.consents)
    memo: dict[bytes, Any] = {}
    found = {
        answer: shares(place.known, thetas[near], *(run[answer] for run in runs), memo=memo)
        for answer in runs[0]
        if answer not in GIVEN
    }
    return found, {"rows": len(near), "epsilon": _short(gap[near[-1]])}


def _short(value: float) -> float:
    return float(f"{value:.4g}")
