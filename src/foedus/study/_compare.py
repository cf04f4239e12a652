"""A what-if beside the levers at the record: what differs, how surely, and on what that rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import Case, Lever, Problem, Setting
from foedus.study._ensemble import Ensemble, Progress, ensemble
from foedus.study._grounds import grounds
from foedus.study._over import Over, Sides, over_variants, runs_of_own
from foedus.study._own import near
from foedus.study._paired import UNRANKED, Difference, compared, difference, distinct
from foedus.study._sample import Sample
from foedus.study._surviving import Survivors

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Comparison", "WhatIf", "compare", "moved", "runs_beside"]

F8 = NDArray[np.float64]


class WhatIf(NamedTuple):
    """A what-if before it is run: everything that can be wrong with it has been looked at.

    Attributes
    ----------
    moved
        Levers that leave the record: its value there and here.
    problem, record
        The case compiled with the levers as given, and with all of them at the record.
    thetas : float64[row, parameter]
        Rows to run both with: the sample, or what stands for a variant.
    held
        Name of the variant under which both are run; ``base`` for the model as it stands.
    origin
        Name of the file that the rows are from.
    survivors
        Variants to tell the what-if under; ``None`` where it is run under one already.
    """

    case: Case
    moved: dict[str, tuple[Setting, Setting]]
    problem: Problem
    record: Problem
    sample: Sample
    thetas: F8
    held: str
    origin: str
    survivors: Survivors | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A what-if beside the levers at the record, run by run: same parameters, same luck.

    Attributes
    ----------
    case
        Id of the case.
    moved
        Levers that leave the record: its value there and here.
    held
        Name of the variant under which both were run; ``base`` for the model as it stands.
    origin
        Name of the file that the rows are from.
    runs, rows
        Pairs of runs, and how many different rows of parameters they use.
    mechanisms
        Mechanisms that the moved levers act through: meaning, levers, fit and cause of each.
    differences
        One for each outcome, in a fixed order that says nothing of size.
    over
        The same under every variant that survives, without any if the case has no samples of them;
        ``None`` if the runs were held under one.
    draws
        What-if less record, one row a run, one column an outcome; null where either side has none.
    """

    case: str
    moved: dict[str, tuple[Setting, Setting]]
    held: str
    origin: str
    runs: int
    rows: int
    mechanisms: dict[str, dict[str, Any]]
    differences: tuple[Difference, ...]
    over: Over | None
    draws: pl.DataFrame = field(repr=False, compare=False)

    def __getitem__(self, outcome: str) -> Difference:
        """The difference of an outcome."""
        return next(one for one in self.differences if one.outcome == outcome)

    def document(self) -> dict[str, Any]:
        """The comparison as a part of a JSON document."""
        return {
            "moved": {name: {"record": was, "what_if": now} for name, (was, now) in self.moved.items()},
            "variant": self.held,
            "sample": self.origin,
            "runs": self.runs,
            "rows": self.rows,
            "note": UNRANKED,
            "mechanisms": self.mechanisms,
            "outcomes": {one.outcome: one.document() for one in self.differences},
            "over_variants": self.over.document(self.case) if self.over else None,
        }


def moved(known: Iterable[Lever], setting: Mapping[str, Setting]) -> dict[str, tuple[Setting, Setting]]:
    """Levers that leave the record, each with its value there and here."""
    return {
        lever.id: (lever.default, setting[lever.id]) for lever in known if setting[lever.id] != lever.default
    }


def runs_beside(what_if: WhatIf, runs: int) -> int:
    """How many runs a comparison needs beyond those of the what-if."""
    return runs + (runs_of_own(what_if.survivors, runs) if what_if.survivors else 0)


def compare(
    what_if: WhatIf, found: Ensemble, seed: int, *, threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:  # fmt: skip
    """Run the record's setting beside a what-if that has been run, and tell the differences.

    Parameters
    ----------
    found
        The runs of the what-if.
    seed
        The seed of those runs.
    threads
        How many; changes the time and nothing else.
    progress
        Called with the runs done and wanted, those of the what-if among them.
    """
    import polars as pl

    case, sample, runs = what_if.case, what_if.sample, len(found.rows)
    thetas = what_if.thetas
    whole, done = runs + runs_beside(what_if, runs), runs

    def run(problem: Problem, rows: F8, size: int) -> dict[str, F8]:
        nonlocal done
        before = done

        def tell(now: int, _: int) -> None:
            if progress:
                progress(before + now, whole)

        own = ensemble(case, problem, rows, seed, size, threads=threads, progress=tell)
        done += size
        return _kept(own)

    def again(rows: F8, size: int) -> Sides:
        return run(what_if.record, rows, size), run(what_if.problem, rows, size)

    here, there = _kept(found), run(what_if.record, thetas, runs)
    values, places = distinct(thetas)
    rests, group = grounds(what_if.moved, sample, sample.names, values), places[found.rows]
    over = None
    if what_if.survivors is not None:
        over = over_variants(what_if.survivors, runs, again, near(sample))
    gaps = {name: here[name] - there[name] for name in here}
    return Comparison(
        case=case.id,
        moved=what_if.moved,
        held=what_if.held,
        origin=what_if.origin,
        runs=runs,
        rows=len(np.unique(group)),
        mechanisms=rests.through,
        differences=tuple(difference(n, there[n], here[n], group, rests) for n in here),
        over=over,
        draws=pl.DataFrame({"replica": np.arange(runs), "parameters_row": found.rows, **gaps}).with_columns(
            pl.selectors.float().fill_nan(None)
        ),
    )


def _kept(found: Ensemble) -> dict[str, F8]:
    return {name: found.outcomes[name] for name in compared(found.outcomes)}
