"""Running a table of parameters, one run a row, and what is kept of each run."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.council import ACTIONS
from foedus.crisis import (
    SERIES,
    Batch,
    Case,
    Problem,
    Setting,
    compile_problem,
    empty_batch,
    law_table,
    levers,
    measure,
    outcomes,
    parameters,
    read_levers,
    simulate,
)
from foedus.evidence import Evidence, load
from foedus.study._ensemble import Progress, threads_available
from foedus.study._markers import RecordOf, record_of
from foedus.study._observe import Observation, read_observation
from foedus.treaty import load as load_treaty
from foedus.treaty import load_situation

__all__ = ["DAILY", "Desk", "Table", "desk", "hold", "mean_over", "run_table"]

F8 = NDArray[np.float64]
#: What is kept of every day of a run: most people on the street and using violence at one time, cities with
#: a crowd, detentions and deaths by the end of the day.
DAILY = ("street", "violent", "cities", "detained", "deaths")
#: Runs at a time, so that memory does not grow with the table; and runs that a thread takes at a time: as
#: many as go side by side, and few enough for an interrupt to be heard within a tenth of a second.
_BLOCK, _CHUNK = 4096, 32


@dataclass(frozen=True, slots=True)
class Desk:
    """A case made ready for a study: parameters, record, observation model, and the problem at the record.

    Attributes
    ----------
    case, known, evidence, record, observation
        The case, its parameters, its claims, the interval of each marker, and how the record came about.
    setting, problem
        Every lever with its value, and the arrays that the kernel runs on.
    """

    case: Case
    known: tuple[Parameter, ...]
    evidence: Evidence
    record: dict[str, RecordOf]
    observation: Observation
    setting: dict[str, Setting]
    problem: Problem


class Table(NamedTuple):
    """What the runs of a table came to.

    Attributes
    ----------
    outcomes, measures : float64[row] by name
        As `crisis.outcomes` and, for each marker, `crisis.measure`.
    consents : float64[row] by member
        Whether the member consented, as ``consent_<iso3>``; not-a-number where it was not asked.
    daily : float32[row, day] by name
        `DAILY`.
    peaks : int32[row, city, day]
        Most people on the street of each city; without rows if not asked for.
    """

    outcomes: dict[str, F8]
    measures: dict[str, F8]
    consents: dict[str, F8]
    daily: dict[str, NDArray[np.float32]]
    peaks: NDArray[np.int32]


def desk(case: Case, given: dict[str, str | float] | None = None) -> Desk:
    """Make a case ready, with the levers at the record or as given."""
    evidence, situation = load(case.folder), load_situation(case.folder)
    known = levers(case, tuple(account.id for account in situation.accounts))
    setting = read_levers(case, known, given or {})
    law = law_table(case, load_treaty(case.file.treaty), situation, str(setting["legal_table"]))
    return Desk(
        case=case,
        known=parameters(case),
        evidence=evidence,
        record=record_of(case, evidence),
        observation=read_observation(case, evidence),
        setting=setting,
        problem=compile_problem(case, law, setting),
    )


def hold(problem: Problem, hour: int, until: int) -> Problem:
    """The problem as it stands at an hour, with nothing of the record that comes later; it ends at `until`.

    What the state does at that hour it goes on doing; a request that is not known to be made is not made.
    """
    script, cities = problem.script, problem.cities
    channel = script.channel[:until].copy()
    channel[hour:] = channel[max(0, hour - 1)]
    begun = cities.emergency_from < hour
    return problem._replace(
        script=script._replace(channel=channel, requested=bool(script.requested and script.latest < hour)),
        cities=cities._replace(
            emergency_from=np.where(begun, cities.emergency_from, np.inf),
            emergency_to=np.where(begun & (cities.emergency_to < hour), cities.emergency_to, np.inf),
        ),
    )


def run_table(
    place: Desk, thetas: F8, seed: int, *, problem: Problem | None = None, cities: bool = False,
    brief: bool = False, lucks: NDArray[np.int64] | None = None, threads: int | None = None,
    progress: Progress | None = None,
) -> Table:  # fmt: skip
    """Run every row once; row `r` has the luck of replica `r`.

    Parameters
    ----------
    thetas : float64[row, parameter]
        The table.
    problem
        In place of the desk's own.
    cities
        Whether the daily peaks of every city are kept.
    brief
        Leave out outcomes and measures, which need the case's whole length.
    lucks : int64[row]
        Number of the replica whose luck each row has, in place of its own.
    threads
        How many; changes the time and nothing else.
    """
    case, problem = place.case, problem or place.problem
    thetas = np.ascontiguousarray(thetas)
    rows = np.arange(len(thetas), dtype=np.int64)
    simulate(problem, thetas, rows, seed, empty_batch(problem, 0, 0, 0), 0, 0)
    parts: list[Table] = []
    done = 0
    for first in range(0, len(thetas), _BLOCK):
        size = min(_BLOCK, len(thetas) - first)
        batch, own = empty_batch(problem, first, size, size), rows[first : first + size]

        numbers = None if lucks is None else lucks[first : first + size]

        def some(
            start: int, stop: int, batch: Batch = batch, own: NDArray[np.int64] = own,
            numbers: NDArray[np.int64] | None = numbers,
        ) -> None:  # fmt: skip
            simulate(problem, thetas, own, seed, batch, start, stop, replica=numbers)

        for count in _pooled(some, size, threads):
            done += count
            if progress:
                progress(done, len(thetas))
        columns = {} if brief else outcomes(case, batch)
        days = batch.series.shape[2] // 24
        ends = np.arange(1, days + 1) * 24 - 1
        crowded = (batch.peaks[:, :, :, 0] >= case.file.thresholds.crowd).sum(axis=1)
        parts.append(
            Table(
                columns,
                {} if brief else {m.id: measure(case, m, batch, columns) for m in case.file.markers},
                {} if brief else _consents(case, batch),
                {
                    "street": batch.national[:, :, 0].astype(np.float32),
                    "violent": batch.national[:, :, 1].astype(np.float32),
                    "cities": crowded.astype(np.float32),
                    "detained": batch.detained.astype(np.float32),
                    "deaths": batch.series[:, SERIES.index("deaths"), ends],
                },
                batch.peaks[: size if cities else 0, :, :, 0].copy(),
            )
        )
    return _joined(parts)


def _pooled(
    some: Callable[[int, int], None], size: int, threads: int | None = None
) -> Generator[int, None, None]:
    """Run ``some(start, stop)`` chunk by chunk on a pool; yields the size of each chunk that is done.

    Chunks that have not begun are dropped if the caller is interrupted.
    """
    pool = ThreadPoolExecutor(max_workers=threads or threads_available())
    try:
        spans = [(a, min(a + _CHUNK, size)) for a in range(0, size, _CHUNK)]
        futures = [pool.submit(some, *span) for span in spans]
        for future, (start, stop) in zip(futures, spans, strict=True):
            future.result()
            yield stop - start
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _consents(case: Case, batch: Batch) -> dict[str, F8]:
    yes = ACTIONS.index("consent")
    return {
        f"consent_{state.lower()}": np.where(batch.actions[:, m] < 0, np.nan, batch.actions[:, m] == yes)
        for m, state in enumerate(case.states)
        if state != case.file.target
    }


def _joined(parts: list[Table]) -> Table:
    first = parts[0]
    return Table(
        {name: np.concatenate([part.outcomes[name] for part in parts]) for name in first.outcomes},
        {name: np.concatenate([part.measures[name] for part in parts]) for name in first.measures},
        {name: np.concatenate([part.consents[name] for part in parts]) for name in first.consents},
        {name: np.concatenate([part.daily[name] for part in parts]) for name in first.daily},
        np.concatenate([part.peaks for part in parts]),
    )


def mean_over(
    place: Desk, thetas: F8, seed: int, replicas: int, *, problem: Problem | None = None,
    progress: Progress | None = None,
) -> dict[str, F8]:  # fmt: skip
    """Run every row with the same `replicas` lucks and average each outcome over those in which it happened.

    Luck is common to the rows: luck `k` is replica `k` of the seed for every row, so a difference between
    two rows is one of parameters. Not-a-number where it never happened.
    """
    problem = problem or place.problem
    wanted = replicas * len(thetas)
    total: dict[str, F8] = {}
    there: dict[str, F8] = {}
    done = 0
    for k in range(replicas):
        parts: dict[str, list[F8]] = {}
        for first in range(0, len(thetas), _BLOCK):
            own = np.ascontiguousarray(thetas[first : first + _BLOCK])
            batch = empty_batch(problem, k, len(own), 0)
            for count in _pooled(_one_luck(problem, own, seed, batch), len(own)):
                done += count
                if progress:
                    progress(done, wanted)
            for name, values in outcomes(place.case, batch).items():
                parts.setdefault(name, []).append(values)
        for name, pieces in parts.items():
            values = np.concatenate(pieces)
            happened = np.isfinite(values)
            total[name] = total.get(name, 0.0) + np.where(happened, values, 0.0)
            there[name] = there.get(name, 0.0) + happened
    return {
        name: np.where(there[name] > 0, total[name] / np.maximum(there[name], 1), np.nan) for name in total
    }


def _one_luck(problem: Problem, thetas: F8, seed: int, batch: Batch) -> Callable[[int, int], None]:
    """Give what runs rows side by side, all as the replica that the batch begins with."""
    rows = np.arange(len(thetas), dtype=np.int64)
    simulate(problem, thetas, rows, seed, batch, 0, 0)

    def some(start: int, stop: int) -> None:
        simulate(problem, thetas, rows, seed, batch, start, stop, replica=batch.first)

    return some
