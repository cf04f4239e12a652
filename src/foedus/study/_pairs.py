"""The settings of a study beside the one with every lever at the record: the same rows, the same luck.

Cells of one case, variant and seed have the same replicas, cut into the same tasks, so that a task of a
setting and the task of the record's setting with the same place are pairs of runs. Columns are read one at a
time, so that memory does not grow with what is kept.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import Case, Lever, levers, parameters, read_levers
from foedus.study._compare import moved
from foedus.study._grounds import grounds
from foedus.study._paired import UNRANKED, compared, difference, distinct
from foedus.study._plan import Cell, Plan
from foedus.study._sample import read_sample
from foedus.study._store import Store
from foedus.study._tasks import prepare
from foedus.treaty import load_situation

if TYPE_CHECKING:
    import polars as pl

__all__ = ["differences"]

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]


class _Group(NamedTuple):
    """A setting of a case under a variant: its cells, seed by seed, with the numbers of their tasks."""

    name: tuple[str, str, str]
    cells: list[tuple[Cell, range]]


def differences(plan: Plan, store: Store, rows: Path | None = None) -> dict[str, Any] | None:
    """Compare every setting with the one that leaves all levers at the record, outcome by outcome.

    Parameters
    ----------
    rows
        The file of all rows; if not given, the chunks that are there are read.

    Returns
    -------
    dict or None
        ``note``, why nothing is ranked, and ``settings`` in the order of the plan: case, variant, setting,
        the setting that it is ``against``, levers ``moved``, ``pairs`` of runs that are done on both sides,
        ``mechanisms`` and ``outcomes`` as in the comparison of a replay. ``None`` if the plan has no setting
        at the record, or no other.
    """
    told = []
    reader = _Reader(store, rows)
    for (case_id, _), part in itertools.groupby(_groups(plan), key=lambda group: group.name[:2]):
        groups = list(part)
        case = plan.cases[case_id][1]
        known = levers(case, tuple(account.id for account in load_situation(case.folder).accounts))
        changed = [_moved(case, known, group) for group in groups]
        record = next((group for group, levers_ in zip(groups, changed, strict=True) if not levers_), None)
        if record is None:
            continue
        for group, levers_ in zip(groups, changed, strict=True):
            if levers_:
                told.append(_beside(plan, case, record, group, levers_, reader))
    return {"note": UNRANKED, "settings": told} if told else None


def _groups(plan: Plan) -> Iterator[_Group]:
    spans = zip(plan.cells, itertools.pairwise(plan.offsets), strict=True)
    for name, cells in itertools.groupby(spans, key=lambda one: one[0].group):
        yield _Group(name, [(cell, range(*span)) for cell, span in cells])


def _moved(case: Case, known: Sequence[Lever], group: _Group) -> dict[str, Any]:
    return moved(known, read_levers(case, tuple(known), dict(group.cells[0][0].levers)))


def _beside(
    plan: Plan, case: Case, record: _Group, group: _Group, levers_: dict[str, Any], reader: _Reader
) -> dict[str, Any]:
    tasks = [
        pair
        for (_, ours), (_, theirs) in zip(group.cells, record.cells, strict=True)
        for pair in zip(ours, theirs, strict=True)
        if reader.has(pair[0]) and reader.has(pair[1])
    ]
    sample = None if plan.prior else read_sample(case)
    values, cluster = _rows(plan, [mine for mine, _ in tasks])
    names = tuple(parameter.id for parameter in parameters(case))
    rests = grounds(levers_, sample, names, values)
    found = {}
    for name in compared(plan.keep) if tasks else ():
        here = reader.column(name, [mine for mine, _ in tasks])
        there = reader.column(name, [theirs for _, theirs in tasks])
        found[name] = difference(name, there, here, cluster, rests).document()
    return {
        "case": group.name[0],
        "variant": group.name[1],
        "setting": group.name[2],
        "against": record.name[2],
        "moved": {name: {"record": was, "what_if": now} for name, (was, now) in levers_.items()},
        "pairs": len(cluster),
        "rows": len(np.unique(cluster)),
        "mechanisms": rests.through,
        "outcomes": found,
    }


def _rows(plan: Plan, tasks: list[int]) -> tuple[F8, I8]:
    """The different rows of parameters, and which of them each run has."""
    if not tasks:
        return np.zeros((0, 0)), np.zeros(0, np.int64)
    values, places = distinct(prepare(plan.spec(tasks[0])).thetas)
    specs = (plan.spec(i) for i in tasks)
    return values, np.concatenate([places[np.arange(one.first, one.last) % len(places)] for one in specs])


class _Reader:
    """Columns of tasks that are done, from the file of all rows or from their chunks."""

    def __init__(self, store: Store, rows: Path | None) -> None:
        done = store.done()
        self._store, self._rows = store, rows
        self._sizes = {i: done[i].runs for i in sorted(done)}
        starts = itertools.accumulate(self._sizes.values(), initial=0)
        self._starts = dict(zip(self._sizes, starts, strict=False))

    def has(self, task: int) -> bool:
        """Whether the task is done."""
        return task in self._sizes

    def column(self, name: str, tasks: list[int]) -> F8:
        """One column of some tasks, one after the other; not-a-number where a thing did not happen."""
        import polars as pl

        parts = [part.select(name) for part in self._parts(tasks)]
        return np.asarray(pl.concat(parts).collect()[name].fill_null(np.nan).to_numpy(), np.float64)

    def _parts(self, tasks: list[int]) -> list[pl.LazyFrame]:
        import polars as pl

        if self._rows is None:
            return [self._store.scan(*tasks)]
        spans: list[list[int]] = []
        for i in tasks:
            start = self._starts[i]
            if spans and spans[-1][0] + spans[-1][1] == start:
                spans[-1][1] += self._sizes[i]
            else:
                spans.append([start, self._sizes[i]])
        whole = pl.scan_parquet(self._rows)
        return [whole.slice(start, size) for start, size in spans]
