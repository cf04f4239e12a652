"""Sensitivity near the record: one parameter at a time is drawn anew, all else and all luck as it was.

Rows near the record are draws of the prior whose runs come as near as the rows by which answers are labelled
(`_footing`). From each of them every parameter in turn is drawn anew from its prior, until the run, with the
luck that it had, is near the record again; so what binds parameters to each other is kept, and no world comes
in in which nothing starts. Half the mean square of the change against the variance between rows is the total
index of a parameter given all others (Jansen 1999, Comput. Phys. Commun. 117:35-43; for inputs that are bound
together Kucherenko, Tarantola and Annoni 2012, ibid. 183:937-946), and the mean size of the change the μ* of
the same radial design (Campolongo, Saltelli and Cariboni 2011, ibid. 182:978-988). Totals need not add up to
one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import sample_priors
from foedus.errors import InputError
from foedus.study._ensemble import Progress
from foedus.study._observe import distance
from foedus.study._table import Desk, Table, run_table

__all__ = ["Near", "Radial", "near_rows", "redrawn"]

F8 = NDArray[np.float64]

#: Share of prior draws that is near the record, about; and how often a parameter is drawn anew at most.
SHARE, _TRIES = 0.1, 4


class Near(NamedTuple):
    """Rows near the record.

    Attributes
    ----------
    thetas : float64[row, parameter], lucks : int64[row]
        The rows, and the replica whose luck each had.
    outcomes : float64[row] by outcome
        What they came to.
    runs
        Runs that it took to find them.
    """

    thetas: F8
    lucks: NDArray[np.int64]
    outcomes: dict[str, F8]
    runs: int


class Radial(NamedTuple):
    """What rows near the record come to with one parameter drawn anew.

    Attributes
    ----------
    again : float64[row, parameter] by outcome
        With one parameter drawn anew; not-a-number where no draw came near.
    there : bool[row, parameter]
        Whether one did.
    runs
        Runs that it took.
    """

    again: dict[str, F8]
    there: NDArray[np.bool_]
    runs: int


def near_rows(place: Desk, epsilon: float, rows: int, seed: int, progress: Progress | None = None) -> Near:
    """Draw from the priors and keep the first rows whose runs come near the record.

    Parameters
    ----------
    epsilon
        Distance from the record within which a run is near.
    rows
        How many are wanted.

    Raises
    ------
    InputError
        If too few come near.
    """
    thetas = sample_priors(place.known, int(1.5 * rows / SHARE) + 200, seed)
    table = run_table(place, thetas, seed, progress=progress)
    near = np.flatnonzero(_gap(place, table) <= epsilon)
    if len(near) < rows:
        raise InputError(
            f"{len(near)} of {len(thetas)} draws come near the record (distance {epsilon:g}), and {rows} are "
            "asked for; ask over the prior"
        )
    chosen = near[:rows]
    own = {name: values[chosen] for name, values in table.outcomes.items()}
    return Near(thetas[chosen], chosen, own, len(thetas))


def redrawn(
    place: Desk, base: Near, moving: NDArray[np.intp], epsilon: float, seed: int,
    progress: Progress | None = None,
) -> Radial:  # fmt: skip
    """Draw each parameter anew from rows near the record.

    Parameters
    ----------
    moving
        Columns that have a prior with any width.
    epsilon
        Distance from the record within which a run is near.
    """
    rows = len(base.thetas)
    again = {name: np.full((rows, len(moving)), np.nan) for name in base.outcomes}
    there = np.zeros((rows, len(moving)), np.bool_)
    rng = np.random.default_rng(seed)
    runs, wanted = 0, rows * len(moving)
    for _ in range(_TRIES):
        row, column = np.nonzero(~there)
        thetas = base.thetas[row]
        u = rng.random(len(row))
        for k, j in enumerate(moving):
            mine = column == k
            thetas[mine, j] = place.known[j].prior.quantile(u[mine])

        def tell(done: int, _: int, before: int = runs) -> None:
            if progress:
                progress(before + done, max(wanted, before + done))

        found = run_table(place, thetas, seed, lucks=base.lucks[row], progress=tell)
        near = _gap(place, found) <= epsilon
        for name, values in found.outcomes.items():
            again[name][row[near], column[near]] = values[near]
        there[row[near], column[near]] = True
        runs += len(row)
        if there.all():
            break
    return Radial(again, there, runs)


def _gap(place: Desk, table: Table) -> F8:
    return distance(place.case, table.measures, place.record, place.observation)
