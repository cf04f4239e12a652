"""The crisis, hour by hour: one compiled, resumable kernel for ensembles and single runs alike.

Order of an hour

== ========= ========================================================================================
1  seeds     first crowds of the case that are due
2  request   due by the lever: the class of facts reached so far decides which law the council sees
3  council   answers at once; its decision takes effect when its hours have passed
4  forces    at the decision each sender commits; then one hour of landings
5  unrest    one hour in every city, with the outsiders present
6  calm      hours without violence are counted; after enough of them the host ends the mission
7  forces    one hour of departures
8  books     series, peaks of the day, and, if wanted, the tape
== ========= ========================================================================================
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import compiled
from foedus.council import PARAMETERS as _COUNCIL
from foedus.council import Members, decide
from foedus.crisis._parameters import PARAMETERS as _CRISIS
from foedus.forces import COLUMNS as _FORCE
from foedus.forces import PARAMETERS as _FORCES
from foedus.forces import Lift, arrive, commit, depart, present, recall
from foedus.unrest import COLUMNS as _COLUMNS
from foedus.unrest import PARAMETERS as _UNREST
from foedus.unrest import Cities, hour, reach, seed_crowd, start

__all__ = ["CLOCK", "SERIES", "Books", "Problem", "Script", "State", "advance", "begin", "run_chunk"]

_U = len(_UNREST)
_C = _U + len(_COUNCIL)
_F = _C + len(_FORCES)
_X = _F + len(_CRISIS)

#: What the clock of a replica holds: hours of the case, -1 where it has not happened.
CLOCK = ("request", "stage", "decided", "adopted", "committed", "calm", "word", "decision_hours", "left")
_REQUEST, _STAGE, _DECIDED, _ADOPTED, _COMMITTED, _CALM, _WORD, _HOURS, _LEFT = range(9)

#: The national series of a replica, hour by hour.
SERIES = ("street", "violent", "deaths", "detained", "personnel")

_NOT_YET = tuple(list(_FORCE).index(name) for name in ("ready", "earliest", "first", "last", "departs"))
#: Hour at which the day of a crowd begins.
_DAWN = 6
_VIOLENT = _COLUMNS.index("violent")
_STREET = _COLUMNS.index("street")
_DEAD = _COLUMNS.index("dead_state")
_DETAINED = _COLUMNS.index("ever_detained")


class Script(NamedTuple):
    """What the levers and the record fix for a run.

    Attributes
    ----------
    channel : float64[hour, channel]
        Schedule of `unrest.CHANNELS`.
    seeds : float64[seed, 3]
        Hour, city, persons.
    requested : bool
        Whether help is asked for at all.
    earliest, latest : float
        Hours between which the request is made.
    rule, objector : int
        As `council.decide` takes them.
    sends : bool
        Whether a force is sent if the council adopts.
    size : float
        Strength laid down by the lever; negative if the need decides.
    shift : float
        Hours by which the force is ready later.
    calm_violent, stage_violent, crowd : float
        Persons from which on something counts.
    """

    channel: NDArray[np.float64]
    seeds: NDArray[np.float64]
    requested: bool
    earliest: float
    latest: float
    rule: int
    objector: int
    sends: bool
    size: float
    shift: float
    calm_violent: float
    stage_violent: float
    crowd: float


class Problem(NamedTuple):
    """A case with its levers set, as arrays; only `crisis.compile_problem` knows names.

    Attributes
    ----------
    legal : float64[stage, member]
        On the account that the lever chose.
    gate : bool[stage]
    """

    cities: Cities
    members: Members
    lift: Lift
    script: Script
    legal: NDArray[np.float64]
    gate: NDArray[np.bool_]


class State(NamedTuple):
    """One replica between two hours; with it and its key a run goes on where it stopped."""

    people: NDArray[np.int64]
    field: NDArray[np.float64]
    force: NDArray[np.float64]
    queue: NDArray[np.float64]
    clock: NDArray[np.float64]
    actions: NDArray[np.int64]
    kernel: NDArray[np.float64]


class Books(NamedTuple):
    """What is written down of one replica.

    Attributes
    ----------
    series : float32[series, hour]
    peaks : int32[city, day, 2]
        Most people on the street (those using violence included), and using violence, at one time. The
        day of a crowd runs from 06:00 to 06:00: who stays past midnight is the crowd of the evening.
    national : int32[day, 2]
        The same for the whole country.
    detained : int32[day]
        Detentions by the end of the day.
    people : int64[hour, city, column], force : float64[hour, member, column]
        The tape; of length 0 if not wanted.
    """

    series: NDArray[np.float32]
    peaks: NDArray[np.int32]
    national: NDArray[np.int32]
    detained: NDArray[np.int32]
    people: NDArray[np.int64]
    force: NDArray[np.float64]


@compiled
def begin(problem: Problem, theta: NDArray[np.float64], state: State) -> None:
    """Set a replica to the hour before the first."""
    start(problem.cities, theta[:_U], theta[_X:], state.people, state.field)
    reach(problem.cities, theta[:_U], state.kernel)
    state.force[:] = 0.0
    for column in _NOT_YET:
        state.force[:, column] = math.inf
    state.queue[:] = 0.0
    state.clock[:] = -1.0
    state.clock[_ADOPTED] = 0.0
    state.clock[_CALM] = 0.0
    state.clock[_STAGE] = 0.0
    state.actions[:] = -1
    script = problem.script
    if script.requested:
        place = theta[_F]
        state.clock[_REQUEST] = script.earliest + place * (script.latest - script.earliest)


@compiled
def advance(
    problem: Problem, theta: NDArray[np.float64], state: State, seed: int, replica: int,
    t0: int, t1: int, books: Books,
) -> None:  # fmt: skip
    """Advance a replica from hour `t0` to hour `t1`; stopping in between changes nothing.

    Parameters
    ----------
    theta : float64[parameter]
        One row of the parameter sample, in the order of `parameters`.
    seed, replica
        Key of all luck.
    """
    script = problem.script
    clock = state.clock
    n = len(problem.cities.population)
    for t in range(t0, t1):
        for k in range(len(script.seeds)):
            if int(script.seeds[k, 0]) == t:
                seed_crowd(state.people, int(script.seeds[k, 1]), int(script.seeds[k, 2]))

        if script.requested and clock[_DECIDED] < 0.0 and t >= clock[_REQUEST]:
            stage = int(clock[_STAGE])
            adopted, hours = decide(
                problem.members, problem.legal[stage], problem.gate[stage], stage, script.rule,
                script.objector, 1.0, theta[_U:_C], seed, replica, state.actions,
            )  # fmt: skip
            clock[_HOURS] = hours
            clock[_DECIDED] = clock[_REQUEST] + hours
            clock[_ADOPTED] = 1.0 if adopted else 0.0

        if clock[_ADOPTED] > 0.0 and script.sends and clock[_COMMITTED] < 0.0 and t >= clock[_DECIDED]:
            clock[_COMMITTED] = t
            commit(
                problem.lift,
                theta[_C:_F],
                seed,
                replica,
                t,
                state.actions,
                script.size,
                script.shift,
                state.force,
            )
        if clock[_COMMITTED] >= 0.0:
            arrive(problem.lift, theta[_C:_F], seed, replica, t, state.force, state.queue)
        there = present(state.force)

        hour(
            problem.cities, theta[:_U], theta[_X:], state.kernel, script.channel[t], there,
            state.people, state.field, seed, replica, t,
        )  # fmt: skip

        street, violent, deaths, detained = 0, 0, 0, 0
        day = max(0, t - _DAWN) // 24
        for i in range(n):
            v = state.people[i, _VIOLENT]
            s = state.people[i, _STREET] + v
            street += s
            violent += v
            deaths += state.people[i, _DEAD] + state.people[i, _DEAD + 1] + state.people[i, _DEAD + 2]
            detained += state.people[i, _DETAINED]
            books.peaks[i, day, 0] = max(books.peaks[i, day, 0], s)
            books.peaks[i, day, 1] = max(books.peaks[i, day, 1], v)

        clock[_CALM] = clock[_CALM] + 1.0 if violent < script.calm_violent else 0.0
        if violent >= script.stage_violent:
            clock[_STAGE] = 1.0
        if clock[_WORD] < 0.0 and there > 0.0 and clock[_CALM] >= theta[_F + 1]:
            clock[_WORD] = t
            recall(problem.lift, theta[_C:_F], t, state.force)
        if clock[_WORD] >= 0.0:
            left = depart(problem.lift, theta[_C:_F], seed, replica, t, state.force, state.queue)
            if left > 0:
                clock[_LEFT] = t

        books.series[0, t] = street
        books.series[1, t] = violent
        books.series[2, t] = deaths
        books.series[3, t] = detained
        books.series[4, t] = there
        books.national[day, 0] = max(books.national[day, 0], street)
        books.national[day, 1] = max(books.national[day, 1], violent)
        books.detained[t // 24] = detained
        if len(books.people) > 0:
            books.people[t] = state.people
            books.force[t] = state.force


@compiled
def run_chunk(
    problem: Problem, thetas: NDArray[np.float64], rows: NDArray[np.int64], seed: int, first: int, last: int,
    state: State, series: NDArray[np.float32], peaks: NDArray[np.int32], national: NDArray[np.int32],
    detained: NDArray[np.int32], people: NDArray[np.int64], force: NDArray[np.float64],
    clock: NDArray[np.float64], actions: NDArray[np.int64],
) -> None:  # fmt: skip
    """Run the replicas `first` to `last` and write each into its own row of the result arrays.

    Parameters
    ----------
    rows : int64[replica]
        Row of `thetas` that each replica of the ensemble uses.
    state
        Working space of this thread.
    series, peaks, national, detained, people, force, clock, actions
        Result arrays whose first axis is the replica, counted from `first`; `series` may be shorter:
        replicas beyond it leave no hourly series.
    """
    hours = len(problem.script.channel)
    spare = np.zeros((5, hours), np.float32)
    no_people = np.zeros((0, people.shape[1], people.shape[2]), np.int64)
    no_force = np.zeros((0, force.shape[1], force.shape[2]), np.float64)
    for replica in range(first, last):
        r = replica - first
        theta = thetas[rows[r]]
        begin(problem, theta, state)
        written = series[r] if r < len(series) else spare
        books = Books(written, peaks[r], national[r], detained[r], no_people, no_force)
        advance(problem, theta, state, seed, replica, 0, hours, books)
        people[r] = state.people
        force[r] = state.force
        clock[r] = state.clock
        actions[r] = state.actions
