"""The engine: whole runs, the time of their draws alone, and the same model by other means."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import seconds
from benchmarks.table import Row

if TYPE_CHECKING:
    from foedus.crisis import Case, Problem

CASE = "kazakhstan-2022"
F8 = NDArray[np.float64]


class _Place(NamedTuple):
    case: Case
    problem: Problem
    thetas: F8
    source: str


def _place() -> _Place:
    from foedus.chance import sample_priors
    from foedus.crisis import compile_problem, law_table, levers, load_case, parameters, read_levers
    from foedus.errors import FileError
    from foedus.study import read_sample
    from foedus.treaty import load, load_situation

    case = load_case(CASE)
    table = law_table(case, load(case.file.treaty), load_situation(case.folder), "declared")
    problem = compile_problem(case, table, read_levers(case, levers(case, table.accounts), {}))
    try:
        return _Place(case, problem, read_sample(case).thetas, "the case's sample")
    except FileError:
        rows = sample_priors(parameters(case), 200, 1)
        return _Place(case, problem, rows, "the priors: the case has no sample")


def runs(smoke: bool) -> list[Row]:
    """Whole runs on one core and two, their floor, and the unrest part by NumPy and by a plain loop."""
    place = _place()
    case = place.case
    many, repeats = (32, 1) if smoke else (256, 7)
    ours = many / seconds(partial(_simulate, place, many), repeats)
    floor, draws = _floor(place, repeats)
    numpy_many, loop_many = (4, 4) if smoke else (256, 128)
    vectorised = numpy_many / seconds(partial(_numpy, place, numpy_many), 1 if smoke else 5)
    loop = loop_many / seconds(partial(_loop, place, loop_many), 1 if smoke else 5)
    size = f"{len(case.city_names)} cities, {case.hours} hours, parameters from {place.source}"
    city_hours = case.hours * len(case.city_names)
    found = [
        Row("whole runs on one core", ours, "runs/s", note=f"{size}; median of {repeats}", least=700),
        Row("  a city for an hour", 1e9 / ours / city_hours, "ns"),
        Row("  each draw, all in", 1e9 / ours / draws, "ns", note=f"{draws:,.0f} draws a run"),
        Row("  each draw alone", 1e9 / floor / draws, "ns", note="keyed: no state, no order"),
        Row("  floor: the draws alone", floor, "runs/s", note="the same tables of persons and rates"),
        Row("  time against the floor", floor / ours, "times", 2.0, "2 at most is asked"),
        Row("NumPy, unrest part alone", vectorised, "runs/s", note=f"{numpy_many} replicas at a time"),
        Row("  ours against it", ours / vectorised, "times"),
        Row("compiled loop, unrest part alone", loop, "runs/s", note="exact rejection, city after city"),
        Row("  ours against it", ours / loop, "times"),
    ]  # fmt: skip
    return found + _ensembles(place, smoke)


def airlift(smoke: bool) -> list[Row]:
    """From the decision to the last landing: ours, and the same model as processes of SimPy."""
    from benchmarks._airlift import closures
    from foedus import council, forces, unrest

    place = _place()
    lift = place.problem.lift
    first = len(unrest.PARAMETERS) + len(council.PARAMETERS)
    rows = np.ascontiguousarray(place.thetas[:200, first : first + len(forces.PARAMETERS)])
    rows = np.tile(rows, (1 if smoke else 25, 1))
    state, queue = forces.blank(lift)
    blank, out = state.copy(), np.zeros(len(rows))
    actions = np.zeros(len(lift.key), np.int64)
    work = partial(closures, lift, rows, 1, 96, actions, blank, state, queue, out)
    ours = len(rows) / seconds(work, 1 if smoke else 7)
    found = [Row("airlift alone, on one core", ours, "runs/s", note=f"{len(rows):,} runs; median of 7")]
    if find_spec("simpy") is None:
        return [*found, Row("  SimPy", None, "runs/s", note="not installed", optional=True)]
    from tests.forces.airlift_simpy import closure

    some = 5 if smoke else 200
    luck = np.random.default_rng(1)
    took = seconds(lambda: [closure(lift, row, 96, luck) for row in islice(rows, some)], 1 if smoke else 5)
    note = "the same law by processes; median of 5"
    return [
        *found,
        Row("  SimPy", some / took, "runs/s", note=note, optional=True),
        Row("  ours against it", ours * took / some, "times", least=100, optional=True),
    ]


def _simulate(place: _Place, many: int) -> None:
    from foedus.crisis import empty_batch, simulate

    rows = np.arange(many, dtype=np.int64) % len(place.thetas)
    simulate(place.problem, place.thetas, rows, 1, empty_batch(place.problem, 0, many, many), 0, many)


def _floor(place: _Place, repeats: int) -> tuple[float, float]:
    """Runs a second if they were their draws and nothing else, and draws a run."""
    from tests.crisis import plain

    from benchmarks._floor import Recorder, draw
    from foedus.chance import bench, keys

    abreast = 32
    recorder = Recorder(1)
    rows = np.arange(abreast, dtype=np.int64) % len(place.thetas)
    plain.run(place.problem, place.thetas, rows, 1, recorder)
    kinds, persons, rates = recorder.tables()
    cities = persons.shape[1]
    key, space, out = keys(1, rows), bench(cities, abreast), np.zeros((cities, abreast))
    took = seconds(partial(draw, key, kinds, persons, rates, space, out), repeats)
    return abreast / took, float(((persons > 0) & (rates > 0)).sum() / abreast)


def _numpy(place: _Place, many: int) -> None:
    """The unrest part, replicas side by side, by NumPy; nobody from outside."""
    from tests.unrest import plain

    cities, script, luck = place.problem.cities, place.problem.script, np.random.default_rng(1)
    theta, effect = _unrest_part(place, many)
    people, field = plain.start(cities, theta, effect)
    kernel, nobody = plain.reach(cities, theta), np.zeros(many)
    for t, channel in enumerate(script.channel):
        for at, city, persons in script.seeds:
            if int(at) == t:
                plain.seed_crowd(people, int(city), int(persons))
        plain.hour(cities, theta, effect, kernel, channel, nobody, people, field, t, luck)


def _loop(place: _Place, many: int) -> None:
    from benchmarks import _loop
    from foedus.unrest import COLUMNS, FIELDS

    cities, script = place.problem.cities, place.problem.script
    theta, effect = _unrest_part(place, many)
    n = len(cities.population)
    people, field = np.zeros((n, len(COLUMNS)), np.int64), np.zeros((n, len(FIELDS)))
    _loop.run(cities, theta, effect, script.channel, script.seeds, people, field)


def _unrest_part(place: _Place, many: int) -> tuple[F8, F8]:
    from foedus.unrest import PARAMETERS

    rows = place.thetas[np.arange(many) % len(place.thetas)]
    cities = len(place.case.city_names)
    return np.ascontiguousarray(rows[:, : len(PARAMETERS)]), np.ascontiguousarray(rows[:, -cities:])


def _ensembles(place: _Place, smoke: bool) -> list[Row]:
    """What a user waits for: ensembles with their outcomes, and the first fan of a warm process."""
    from foedus.study import ensemble, refine

    case, problem, thetas, _ = place
    many, repeats = (8, 1) if smoke else (2048, 5)
    found = []
    for threads in (1, 2):
        took = seconds(partial(ensemble, case, problem, thetas, 1, many, threads=threads), repeats)
        found.append(Row(f"ensemble, threads: {threads}", many / took, "runs/s", note=f"{many:,} runs"))
    first, whole = (4, 8) if smoke else (300, 1000)
    fan = seconds(lambda: next(refine(case, problem, thetas, 1, (first, whole), threads=2)), repeats)
    smooth = seconds(lambda: list(refine(case, problem, thetas, 1, (first, whole), threads=2)), repeats)
    return [
        *found,
        Row(f"first fan, {first} runs", fan, "s", 0.3, "2 threads, warm process"),
        Row(f"  refined to {whole:,} runs", smooth, "s", note="the first fan among it"),
    ]
