"""Running replicas: a batch in chunks, or one run with its tape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus import forces, unrest
from foedus.crisis._kernel import CLOCK, SERIES, Books, Problem, State, advance, begin, run_chunk

__all__ = ["Batch", "Tape", "empty_batch", "run_tape", "simulate"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Results of the replicas ``first`` to ``first + len(clock) - 1``, one row each.

    Attributes
    ----------
    series : float32[kept, series, hour]
        `SERIES`, for the first replicas only where fewer were asked for.
    peaks : int32[replica, city, day, 2], national : int32[replica, day, 2], detained : int32[replica, day]
        As in `Books`.
    people : int64[replica, city, column], force : float64[replica, member, column]
        The last hour.
    clock : float64[replica, entry], actions : int64[replica, member]
        As in `State`.
    """

    first: int
    series: NDArray[np.float32]
    peaks: NDArray[np.int32]
    national: NDArray[np.int32]
    detained: NDArray[np.int32]
    people: NDArray[np.int64]
    force: NDArray[np.float64]
    clock: NDArray[np.float64]
    actions: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tape:
    """One run: ``people[hour, city, column]``, ``force[hour, member, column]``, the rest as in `Batch`."""

    people: NDArray[np.int64]
    force: NDArray[np.float64]
    clock: NDArray[np.float64]
    actions: NDArray[np.int64]


def _sizes(problem: Problem) -> tuple[int, int, int, int]:
    hours = len(problem.script.channel)
    return len(problem.cities.population), len(problem.lift.key), hours, hours // 24


def blank_state(problem: Problem) -> State:
    """Working space for one replica."""
    n, m, _, _ = _sizes(problem)
    force, queue = forces.blank(problem.lift)
    return State(
        people=np.zeros((n, len(unrest.COLUMNS)), np.int64),
        field=np.zeros((n, len(unrest.FIELDS))),
        force=force,
        queue=queue,
        clock=np.zeros(len(CLOCK)),
        actions=np.zeros(m, np.int64),
        kernel=np.zeros((n, n)),
    )


def empty_batch(problem: Problem, first: int, runs: int, kept: int) -> Batch:
    """Arrays for `runs` replicas, with hourly series for the first `kept`."""
    n, m, hours, days = _sizes(problem)
    return Batch(
        first=first,
        series=np.zeros((kept, len(SERIES), hours), np.float32),
        peaks=np.zeros((runs, n, days, 2), np.int32),
        national=np.zeros((runs, days, 2), np.int32),
        detained=np.zeros((runs, days), np.int32),
        people=np.zeros((runs, n, len(unrest.COLUMNS)), np.int64),
        force=np.zeros((runs, m, len(forces.COLUMNS))),
        clock=np.zeros((runs, len(CLOCK))),
        actions=np.zeros((runs, m), np.int64),
    )


def simulate(
    problem: Problem,
    thetas: NDArray[np.float64],
    rows: NDArray[np.int64],
    seed: int,
    batch: Batch,
    start: int,
    stop: int,
) -> None:
    """Run the replicas at the places `start` to `stop` of a batch.

    Parameters
    ----------
    thetas : float64[row, parameter]
        Parameter sample.
    rows : int64[place]
        Row of the sample for each place of the batch.
    seed
        Key of all luck. A replica's luck depends on its number (``batch.first`` plus its place) and on
        nothing else, so chunks may be run in any order and on any thread.
    """
    part = slice(start, stop)
    first = batch.first + start
    run_chunk(
        problem, thetas, rows[part], seed, first, first + stop - start, blank_state(problem),
        batch.series[part], batch.peaks[part], batch.national[part], batch.detained[part],
        batch.people[part], batch.force[part], batch.clock[part], batch.actions[part],
    )  # fmt: skip


def run_tape(problem: Problem, theta: NDArray[np.float64], seed: int, replica: int) -> Tape:
    """Run one replica again and keep every hour of it."""
    n, m, hours, days = _sizes(problem)
    state = blank_state(problem)
    books = Books(
        series=np.zeros((len(SERIES), hours), np.float32),
        peaks=np.zeros((n, days, 2), np.int32),
        national=np.zeros((days, 2), np.int32),
        detained=np.zeros(days, np.int32),
        people=np.zeros((hours, n, len(unrest.COLUMNS)), np.int64),
        force=np.zeros((hours, m, len(forces.COLUMNS))),
    )
    begin(problem, theta, state)
    advance(problem, theta, state, seed, replica, 0, hours, books)
    return Tape(books.people, books.force, state.clock, state.actions)
