"""One task of a study: a span of replicas of one cell, described by plain data, run anywhere.

A task names everything that its numbers rest on, and whoever runs it checks that it has the same:
versions, sources of the kernels, parameter sample, compiled problem. What is compiled stays in the
process for the next task.
"""

from __future__ import annotations

import hashlib
import os
import platform
import socket
import time
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import compiled, kernel_hash, sample_priors
from foedus.crisis import (
    OUTCOMES,
    SERIES,
    Batch,
    Case,
    LawTable,
    Problem,
    compile_problem,
    empty_batch,
    law_table,
    levers,
    load_case,
    measure,
    outcomes,
    parameters,
    read_levers,
    simulate,
)
from foedus.errors import OutOfRange
from foedus.study._sample import read_sample
from foedus.study._variants import redraw, variant
from foedus.treaty import load as load_treaty
from foedus.treaty import load_situation

__all__ = [
    "Done", "Failed", "Prepared", "Refused", "Result", "TaskSpec", "columns_of", "forget",
    "kernels", "prepare", "run_task", "sha", "versions", "warm",
]  # fmt: skip

F8 = NDArray[np.float64]
Levers = tuple[tuple[str, str | float], ...]

#: Replicas that run before the task looks up, well under a tenth of a second; and replicas that are measured
#: at a time, so that neither memory grows with the task nor calls cost more than what they count.
_BLOCK, _SPAN = 32, 512


class TaskSpec(NamedTuple):
    """A span of replicas of one cell, as plain data.

    Attributes
    ----------
    number
        Place of the task in its study.
    case, case_id
        Id or folder of the case, and the id that its file gives.
    variant, setting, levers, seed
        The cell; `levers` holds pairs of name and value, the rest stands at the record.
    first, last
        Replicas ``first`` to ``last - 1``; replica `r` uses row ``r mod particles`` of the sample.
    particles, prior
        Rows of the sample that are used; draws and seed of a sample from the prior, ``None`` for the
        sample that the case ships with.
    keep, histograms
        Outcomes of the rows; hourly quantities with the edges of their bins.
    versions, kernels, sample, problem
        What whoever runs the task must have: versions by name, and hashes.
    """

    number: int
    case: str
    case_id: str
    variant: str
    setting: str
    levers: Levers
    seed: int
    first: int
    last: int
    particles: int
    prior: tuple[int, int] | None
    keep: tuple[str, ...]
    histograms: tuple[tuple[str, tuple[float, ...]], ...]
    versions: tuple[tuple[str, str], ...] = ()
    kernels: str = ""
    sample: str = ""
    problem: str = ""


class Done(NamedTuple):
    """What a task gives: a column for each outcome, and counts ``int64[hour, bin]`` for each quantity.

    `seconds` is time of the processor, so that a busy machine does not make a run look dear.
    """

    number: int
    columns: dict[str, F8]
    histograms: dict[str, NDArray[np.int64]]
    seconds: float
    worker: str


class Failed(NamedTuple):
    """A task that could not be done: in which stage (prepare, run, measure, worker) and why."""

    number: int
    stage: str
    error: str
    seconds: float
    worker: str


class Refused(NamedTuple):
    """A worker that is not fit for the study: it has not what the task names."""

    number: int
    why: str
    worker: str


Result = Done | Failed | Refused


class _Stopped(Exception):
    """The task was told to stop; nothing of it is kept."""


class Prepared(NamedTuple):
    """A case compiled for a cell, with its sample and the hashes of both."""

    case: Case
    problem: Problem
    thetas: F8
    problem_hash: str
    sample_hash: str


def sha(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=1)
def versions() -> tuple[tuple[str, str], ...]:
    """Versions that the bits of a run may depend on, and the kind of machine."""
    found = [(name, version(name)) for name in ("foedus", "numba", "numpy", "polars")]
    return (*found, ("python", platform.python_version()), ("machine", platform.machine()))


@lru_cache(maxsize=1)
def kernels() -> str:
    """Hash of the sources that decide the bits of a task: those of the kernels, and this file."""
    return sha(kernel_hash().encode() + Path(__file__).read_bytes())


def columns_of(case: Case) -> list[str]:
    """Names that `keep` may hold for a case: outcomes, contingents, then markers."""
    target = case.file.target
    sent = [f"personnel_{state.lower()}" for state in case.states if state != target]
    return list(dict.fromkeys([*OUTCOMES, *sent, *(marker.id for marker in case.file.markers)]))


@lru_cache(maxsize=4)
def _law(case: str, table: str, expected: str) -> LawTable:
    loaded = load_case(case)
    return law_table(loaded, load_treaty(loaded.file.treaty), load_situation(loaded.folder), table)


@lru_cache(maxsize=4)
def _thetas(
    case: str, chosen: str, prior: tuple[int, int] | None, particles: int, expected: str
) -> tuple[F8, str]:
    loaded = load_case(case)
    if prior is None:
        rows = variant(chosen)(read_sample(loaded).thetas)
    else:
        known = parameters(loaded)
        rows = redraw(chosen, known, sample_priors(known, min(prior[0], particles or prior[0]), prior[1]))
    if particles > len(rows):
        raise OutOfRange(f"{particles} particles: the sample of {loaded.id} has {len(rows)} rows")
    thetas = np.ascontiguousarray(rows[: particles or len(rows)])
    return thetas, sha(str(thetas.shape).encode() + thetas.tobytes())


def _feed(digest: hashlib._Hash, part: object) -> None:
    if isinstance(part, np.ndarray):
        digest.update(f"{part.dtype.str}{part.shape}".encode() + np.ascontiguousarray(part).tobytes())
    elif isinstance(part, tuple):
        digest.update(f"({len(part)}".encode())
        for inner in part:
            _feed(digest, inner)
    else:
        digest.update(f"{part!r};".encode())


@lru_cache(maxsize=16)
def _compiled(case: str, given: Levers, expected: str) -> tuple[Problem, str]:
    loaded = load_case(case)
    situation = load_situation(loaded.folder)
    known = levers(loaded, tuple(account.id for account in situation.accounts))
    setting = read_levers(loaded, known, dict(given))
    problem = compile_problem(loaded, _law(case, str(setting["legal_table"]), expected), setting)
    digest = hashlib.sha256()
    _feed(digest, problem)
    return problem, digest.hexdigest()


def forget() -> None:
    """Let go of every compiled case: what is in the files now counts."""
    for cache in (load_case, _law, _thetas, _compiled):
        cache.cache_clear()


def prepare(spec: TaskSpec) -> Prepared:
    """Compile what a task needs, or take it from the last tasks.

    The hashes that the task names are part of the key: after a change of the files a new study is
    not answered from what an old one left in the process.
    """
    problem, problem_hash = _compiled(spec.case, spec.levers, spec.problem)
    thetas, sample_hash = _thetas(spec.case, spec.variant, spec.prior, spec.particles, spec.sample)
    return Prepared(load_case(spec.case), problem, thetas, problem_hash, sample_hash)


def warm(spec: TaskSpec) -> None:
    """Compile what tasks run in this thread, where an interrupt is heard, and once for all processes."""
    ready = prepare(spec)
    batch = empty_batch(ready.problem, 0, 0, 0)
    simulate(ready.problem, ready.thetas, np.zeros(0, np.int64), spec.seed, batch, 0, 0)
    _count(np.zeros((0, 1), np.int64), batch.series, 0, np.zeros(0))


def run_task(spec: TaskSpec, stop: Callable[[], bool] | None = None) -> Result:
    """Run a task; whatever goes wrong in it is told in the result.

    Parameters
    ----------
    stop
        Asked between blocks of replicas.

    Raises
    ------
    _Stopped
        If `stop` said so.
    """
    begun, where = time.thread_time(), f"{socket.gethostname()}:{os.getpid()}"
    stage = "prepare"
    try:
        why = _other_build(spec)
        if why:
            return Refused(spec.number, why, where)
        ready = prepare(spec)
        if spec.problem and (ready.problem_hash, ready.sample_hash) != (spec.problem, spec.sample):
            # A long-lived worker may hold an older state of the files.
            forget()
            ready = prepare(spec)
            if ready.problem_hash != spec.problem:
                return Refused(
                    spec.number, f"the case {spec.case_id} compiles to another problem there", where
                )
            if ready.sample_hash != spec.sample:
                return Refused(spec.number, f"the parameter sample of {spec.case_id} is another there", where)
        columns: dict[str, list[F8]] = {name: [] for name in spec.keep}
        counts = {
            name: np.zeros((ready.case.hours, len(edges) + 1), np.int64) for name, edges in spec.histograms
        }
        for first in range(spec.first, spec.last, _SPAN):
            stage = "run"
            batch = _run(ready, spec, first, min(first + _SPAN, spec.last), stop)
            stage = "measure"
            for name, values in _columns(ready.case, spec.keep, batch).items():
                columns[name].append(values)
            for name, edges in spec.histograms:
                _count(counts[name], batch.series, SERIES.index(name), np.array(edges))
    except _Stopped:
        raise
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return Failed(spec.number, stage, told, time.thread_time() - begun, where)
    whole = {name: np.concatenate(parts) for name, parts in columns.items()}
    return Done(spec.number, whole, counts, time.thread_time() - begun, where)


def _other_build(spec: TaskSpec) -> str:
    """In what this process differs from what the task asks for; empty if in nothing."""
    wanted, here = dict(spec.versions), dict(versions())
    odd = [
        f"{name} {here.get(name)} where the study has {v}"
        for name, v in wanted.items()
        if here.get(name) != v
    ]
    if not odd and spec.kernels and kernels() != spec.kernels:
        odd = [f"kernels {kernels()[:12]} where the study has {spec.kernels[:12]}"]
    return ", ".join(odd)


def _run(ready: Prepared, spec: TaskSpec, first: int, last: int, stop: Callable[[], bool] | None) -> Batch:
    size = last - first
    batch = empty_batch(ready.problem, first, size, size if spec.histograms else 0)
    rows = np.arange(first, last, dtype=np.int64) % len(ready.thetas)
    for low in range(0, size, _BLOCK):
        if stop and stop():
            raise _Stopped
        simulate(ready.problem, ready.thetas, rows, spec.seed, batch, low, min(low + _BLOCK, size))
    return batch


def _columns(case: Case, keep: tuple[str, ...], batch: Batch) -> dict[str, F8]:
    """The columns of a block; not-a-number where a thing did not happen or the case does not know it."""
    found = outcomes(case, batch)
    markers = {marker.id: marker for marker in case.file.markers}
    none = np.full(len(batch.clock), np.nan)
    return {
        name: found[name] if name in found
        else measure(case, markers[name], batch, found) if name in markers
        else none
        for name in keep
    }  # fmt: skip


@compiled
def _count(counts: NDArray[np.int64], series: NDArray[np.float32], quantity: int, edges: F8) -> None:
    """Add the values of a block, one of the series of a `Batch`, to the counts of their hours and bins."""
    for r in range(len(series)):
        k = 0  # an hour lies in the bin of the one before, or near it
        for t in range(series.shape[2]):
            while k < len(edges) and series[r, quantity, t] >= edges[k]:
                k += 1
            while k > 0 and series[r, quantity, t] < edges[k - 1]:
                k -= 1
            counts[t, k] += 1
