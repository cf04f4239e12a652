"""Many replicas of one problem, on all cores, always the same bits."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, fields
from threading import Event

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import Batch, Case, Problem, empty_batch, measure, outcomes, simulate
from foedus.errors import Interrupted, OutOfRange

__all__ = ["KEPT", "Ensemble", "Progress", "ensemble", "refine", "threads_available"]

F8 = NDArray[np.float64]
Progress = Callable[[int, int], None]

#: Replicas at a time: whole arrays are kept for the first block only, so memory does not grow with the runs.
KEPT = 4096
#: Replicas that a thread runs before it looks up: well under 0.3 s.
_CHUNK = 32


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What many replicas add up to.

    Attributes
    ----------
    rows : int64[replica]
        Row of the parameter sample that each replica used.
    outcomes, measures : float64[replica] by name
        As `crisis.outcomes` and, for each marker, `crisis.measure`.
    actions : int64[replica, member]
        What each member did; -1 where no request was made.
    batch
        The whole arrays of the first `KEPT` replicas.
    """

    rows: NDArray[np.int64]
    outcomes: dict[str, F8]
    measures: dict[str, F8]
    actions: NDArray[np.int64]
    batch: Batch


def threads_available() -> int:
    """Threads to use: what ``NUMBA_NUM_THREADS`` says, else the cores that this process may use."""
    asked = os.environ.get("NUMBA_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ensemble(
    case: Case, problem: Problem, thetas: F8, seed: int, runs: int, *, threads: int | None = None,
    progress: Progress | None = None, cancel: Event | None = None,
) -> Ensemble:  # fmt: skip
    """Run the replicas ``0 … runs-1``; replica `r` uses row ``r mod len(thetas)`` of the sample.

    Parameters
    ----------
    thetas : float64[row, parameter]
        Parameter sample.
    threads
        How many; changes the time and nothing else.
    progress
        Called with the replicas done and wanted, from the calling thread.
    cancel
        Set it from another thread to stop.

    Raises
    ------
    Interrupted
        Soon after `cancel` is set: within the tenth of a second that the runs at hand take.
    """
    (found,) = refine(case, problem, thetas, seed, (runs,), threads=threads, progress=progress, cancel=cancel)
    return found


def refine(
    case: Case, problem: Problem, thetas: F8, seed: int, sizes: Sequence[int] = (300, 1000), *,
    threads: int | None = None, progress: Progress | None = None, cancel: Event | None = None,
) -> Generator[Ensemble, None, None]:  # fmt: skip
    """Run ever larger ensembles, each beginning with the runs of the one before: a fan that gets smoother.

    Each is what `ensemble` gives for its size, to the bit, and costs only the runs that are new. Nothing
    runs while the caller looks at one; close the generator to stop for good.

    Parameters
    ----------
    sizes
        Runs of each ensemble, rising.

    Yields
    ------
    Ensemble
        One for each size.
    """
    if not sizes or sorted(set(sizes)) != list(sizes) or sizes[0] < 1:
        raise OutOfRange(f"the sizes {tuple(sizes)} are out of range; expected rising numbers from 1 on")
    most = sizes[-1]
    rows = np.arange(most, dtype=np.int64) % len(thetas)
    # Compiles, where it must, in this thread: there an interrupt is heard at once.
    simulate(problem, thetas, rows, seed, empty_batch(problem, 0, 0, 0), 0, 0)
    if progress:
        progress(0, most)
    whole = empty_batch(problem, 0, min(KEPT, most), min(KEPT, most))
    parts: list[tuple[dict[str, F8], dict[str, F8], NDArray[np.int64]]] = []
    done = 0
    for size in sizes:
        while done < size:
            last = min(size, (done // KEPT + 1) * KEPT)
            batch = _part(whole, done, last) if last <= KEPT else empty_batch(problem, done, last - done, 0)
            before = done
            for count in _run_block(problem, thetas, rows[before:last], seed, batch, threads, cancel):
                done += count
                if progress:
                    progress(done, most)
            columns = outcomes(case, batch)
            measures = {m.id: measure(case, m, batch, columns) for m in case.file.markers}
            parts.append((columns, measures, batch.actions))
        yield Ensemble(
            rows=rows[:size],
            outcomes={name: np.concatenate([p[0][name] for p in parts]) for name in parts[0][0]},
            measures={name: np.concatenate([p[1][name] for p in parts]) for name in parts[0][1]},
            actions=np.concatenate([p[2] for p in parts]),
            batch=_part(whole, 0, min(KEPT, size)),
        )


def _part(batch: Batch, first: int, last: int) -> Batch:
    """A view of some replicas of a batch that begins with the first."""
    arrays = (getattr(batch, field.name)[first:last] for field in fields(batch) if field.name != "first")
    return Batch(first, *arrays)


def _run_block(
    problem: Problem, thetas: F8, rows: NDArray[np.int64], seed: int, batch: Batch, threads: int | None,
    cancel: Event | None,
) -> Iterator[int]:  # fmt: skip
    """Run a block chunk by chunk on a pool; yields the size of each chunk that is done."""
    spans = [(a, min(a + _CHUNK, len(rows))) for a in range(0, len(rows), _CHUNK)]
    pool = ThreadPoolExecutor(max_workers=threads or threads_available())
    try:
        futures = {pool.submit(simulate, problem, thetas, rows, seed, batch, a, b): b - a for a, b in spans}
        for future in as_completed(futures):
            if cancel is not None and cancel.is_set():
                raise Interrupted("the runs were stopped")
            future.result()
            yield futures[future]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
