"""A sample of its own for a variant: the moves that make the case's sample, under the restricted prior.

Coordinates become parameters as for the case's sample (`_space`), and these become draws from the restricted
prior (`_variants.redraw`): exact, so that moves which leave the standard normal law unchanged (`_smc`) leave
the restricted prior unchanged. The population starts with the nearest rows of the variant's own table.

Every variant has the same draws, the same luck and the same runs to spend, so that how near each comes can be
set side by side. It is one run of an algorithm with an end, and no limit of what the variant can do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.errors import OutOfRange
from foedus.study._ensemble import Progress
from foedus.study._observe import distance
from foedus.study._sample import Sample
from foedus.study._smc import Population, Settings, distinct, smc
from foedus.study._space import free, from_normal, to_normal
from foedus.study._table import Desk, run_table
from foedus.study._variants import fixed, redraw

__all__ = ["Effort", "Own", "again", "near", "own_sample"]

F8 = NDArray[np.float64]

#: Added to the seed of the table for the luck of the moves.
_MOVES = 1
#: Rows of each sample that are noted with the luck of their run, so that a change of the model is noticed.
_NOTED = 3


class Effort(NamedTuple):
    """What each variant may spend.

    Attributes
    ----------
    particles
        Rows of its sample.
    budget
        Runs of moves; they end with the round of moves that reaches it.
    wanted
        Distance at which it has come near enough.
    """

    particles: int = 100
    budget: int = 30_000
    wanted: float = 1.0


class Own(NamedTuple):
    """The sample of a variant.

    Attributes
    ----------
    variant
        Its name.
    thetas : float64[row, parameter]
        The rows as they ship, to six significant figures.
    least, greatest
        Distance from the record of the runs that they were kept for.
    distinct
        How many rows are not copies of another.
    runs
        Runs of moves that were spent.
    stopped
        Why the moves ended: wanted, acceptance, or budget.
    check
        For some rows ``row``, ``seed`` and ``replica`` of the run, and its ``distance``: see `again`.
    """

    variant: str
    thetas: F8
    least: float
    greatest: float
    distinct: int
    runs: int
    stopped: str
    check: tuple[dict[str, Any], ...]


def own_sample(
    place: Desk, name: str, thetas: F8, gap: F8, effort: Effort, seed: int, progress: Progress | None = None
) -> Own:
    """Lead the nearest rows of a variant's table nearer to the record.

    Parameters
    ----------
    thetas : float64[draw, parameter]
        Draws from the priors, before the variant restricts them.
    gap : float64[draw]
        Distance from the record of the run of each, under the variant.
    seed
        Of the table; of the moves, too.

    Raises
    ------
    OutOfRange
        If there are fewer draws than particles.
    """
    size = effort.particles
    if not 1 <= size <= len(thetas):
        raise OutOfRange(f"{size} particles from {len(thetas)} draws: expected numbers that rise")

    def rows(z: F8) -> F8:
        return redraw(name, place.known, from_normal(place.known, z))

    def run(z: F8, step: int) -> F8:
        found = run_table(place, rows(z), seed + _MOVES + step)
        return distance(place.case, found.measures, place.record, place.observation)

    first = np.sort(np.argsort(gap, kind="stable")[:size])
    z = to_normal(place.known, thetas[first])
    if effort.budget:
        found = smc(
            z, gap[first], run, size=size, seed=seed, progress=progress,
            settings=Settings(wanted=effort.wanted, budget=effort.budget),
            active=free(place.known) & ~_set(name, place.known),
        )  # fmt: skip
    else:
        luck = np.stack([np.full(size, -1), np.arange(size)], axis=1)
        found = Population(z, gap[first], luck, float(gap[first].max()), (), "budget")
    # In an order of their own, so that the first rows of the sample are a fair draw.
    order = np.random.default_rng(seed).permutation(size)
    kept = np.array([[float(f"{value:.6g}") for value in row] for row in rows(found.z[order])])
    return Own(
        variant=name,
        thetas=kept,
        least=float(found.distance.min()),
        greatest=float(found.distance.max()),
        distinct=distinct(found.z),
        runs=sum(one.runs for one in found.rounds),
        stopped=found.why,
        check=tuple(_noted(place, kept, found.luck[order], first, seed)),
    )


def near(sample: Sample) -> float | None:
    """Greatest distance in the sample of a case; nothing if its notes do not tell."""
    told = sample.notes.get("distance")
    value = told.get("greatest") if isinstance(told, dict) else None
    return float(value) if isinstance(value, int | float) else None


def again(place: Desk, thetas: F8, one: Mapping[str, Any]) -> float:
    """Run a noted row of a sample again, with its luck: its distance from the record, to ten figures."""
    rows, luck = thetas[one["row"]][None], np.array([one["replica"]])
    found = run_table(place, rows, one["seed"], lucks=luck).measures
    return float(f"{distance(place.case, found, place.record, place.observation)[0]:.10g}")


def _noted(
    place: Desk, kept: F8, luck: NDArray[np.int64], first: NDArray[np.intp], seed: int
) -> list[dict[str, Any]]:
    found = []
    for row, (step, number) in enumerate(luck[:_NOTED]):
        moved = step >= 0
        one = {
            "row": row,
            "seed": seed + _MOVES + int(step) if moved else seed,
            "replica": int(number) if moved else int(first[number]),
        }
        found.append({**one, "distance": again(place, kept, one)})
    return found


def _set(name: str, known: tuple[Parameter, ...]) -> NDArray[np.bool_]:
    """Parameters that the variant sets to a value: nothing moves there."""
    return np.array([parameter.id in fixed(name) for parameter in known])
