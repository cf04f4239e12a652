"""Running replicas: a batch in chunks, or one run with its tape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus import forces, unrest
from foedus.crisis._kernel import CLOCK, DAWN, SERIES, Problem, State, advance, begin

__all__ = ["Batch", "Tape", "empty_batch", "run_tape", "simulate"]

#: Replicas that run side by side: four times the eight that one instruction serves, and few enough to
#: stay in a core's second cache.
ABREAST = 32


@dataclass(frozen=True, slots=True)
class Batch:
    """Results of the replicas ``first`` to ``first + len(clock) - 1``, one row each.

    Attributes
    ----------
    series : float32[kept, series, hour]
        `SERIES`, for the first replicas only where fewer were asked for.
    peaks : int32[replica, city, day, 2]
        Most people on the street (those using violence included), and using violence, at one time. The
        day of a crowd runs from 06:00 to 06:00: who stays past midnight is the crowd of the evening.
    national : int32[replica, day, 2]
        The same for the whole country.
    detained : int32[replica, day]
        Detentions by the end of the day.
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


def blank_state(problem: Problem, replicas: int, parameters: int) -> State:
    """Working space for some replicas side by side."""
    n, m, hours, days = _sizes(problem)
    force, queue = forces.blank(problem.lift)
    return State(
        people=np.zeros((len(unrest.COLUMNS), n, replicas)),
        field=np.zeros((len(unrest.FIELDS), n, replicas)),
        kernel=np.zeros((n, n, replicas)),
        force=np.repeat(force[None], replicas, axis=0),
        queue=np.repeat(queue[None], replicas, axis=0),
        clock=np.zeros((replicas, len(CLOCK))),
        actions=np.zeros((replicas, m), np.int64),
        theta=np.zeros((replicas, parameters)),
        across=np.zeros((parameters, replicas)),
        number=np.zeros(replicas, np.int64),
        key=np.zeros(replicas, np.uint64),
        shock=np.ones(replicas),
        there=np.zeros(replicas),
        sums=np.zeros((len(SERIES), replicas)),
        told=np.zeros((len(SERIES), hours, replicas)),
        peaks=np.zeros((2, days, n, replicas)),
        desk=unrest.desk(n, replicas),
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
    *,
    replica: int | NDArray[np.int64] | None = None,
) -> None:
    """Run the replicas at the places `start` to `stop` of a batch; if there are none, only compile.

    Parameters
    ----------
    thetas : float64[row, parameter]
        Parameter sample.
    rows : int64[place]
        Row of the sample for each place of the batch.
    seed
        Key of all luck. A replica's luck depends on its number (``batch.first`` plus its place) and on
        nothing else, so chunks may be run in any order and on any thread.
    replica
        A number that all places have instead, so that they share one luck and differ by their rows alone; or
        one number for each place of the batch.
    """
    _, _, hours, days = _sizes(problem)
    state = blank_state(problem, max(1, min(ABREAST, stop - start)), thetas.shape[1])
    if stop <= start:
        advance(problem, state, seed, 0, 0)
    for low in range(start, stop, ABREAST):
        part = slice(low, min(low + ABREAST, stop))
        size = part.stop - low
        if len(state.there) != size:
            state = blank_state(problem, size, thetas.shape[1])
        if replica is None:
            numbers = batch.first + np.arange(low, part.stop)
        else:
            numbers = np.full(size, replica) if isinstance(replica, int) else replica[part]
        begin(problem, thetas, rows[part], seed, numbers, state)
        advance(problem, state, seed, 0, hours)
        batch.series[part] = state.told.transpose(2, 0, 1)[: len(batch.series[part])]
        batch.peaks[part] = state.peaks.transpose(3, 2, 1, 0)
        batch.national[part] = _most(state.told[:2], days)
        batch.detained[part] = state.told[3, 23 : 24 * days : 24].T
        batch.people[part] = state.people.transpose(2, 1, 0)
        batch.force[part] = state.force
        batch.clock[part] = state.clock
        batch.actions[part] = state.actions


def _most(told: NDArray[np.float64], days: int) -> NDArray[np.float64]:
    """The most of each day of a crowd, float64[replica, day, series]; the first has thirty hours."""
    cuts = [0, *range(DAWN + 24, told.shape[1], 24)][:days]
    return np.maximum.reduceat(told, cuts, axis=1).transpose(2, 1, 0)


def run_tape(problem: Problem, theta: NDArray[np.float64], seed: int, replica: int) -> Tape:
    """Run one replica again and keep every hour of it."""
    n, m, hours, _ = _sizes(problem)
    state = blank_state(problem, 1, len(theta))
    people = np.zeros((hours, n, len(unrest.COLUMNS)), np.int64)
    force = np.zeros((hours, m, len(forces.COLUMNS)))
    begin(problem, theta[None], np.zeros(1, np.int64), seed, np.array([replica]), state)
    for t in range(hours):
        advance(problem, state, seed, t, t + 1)
        people[t], force[t] = state.people[:, :, 0].T, state.force[0]
    return Tape(people, force, state.clock[0], state.actions[0])
