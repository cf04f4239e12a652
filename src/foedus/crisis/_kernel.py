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

from foedus.chance import compiled, inner, keys
from foedus.council import PARAMETERS as _COUNCIL
from foedus.council import Members, decide
from foedus.crisis._parameters import PARAMETERS as _CRISIS
from foedus.forces import COLUMNS as _FORCE
from foedus.forces import PARAMETERS as _FORCES
from foedus.forces import Lift, arrive, commit, depart, expected, homeward, present, recall
from foedus.unrest import COLUMNS as _COLUMNS
from foedus.unrest import PARAMETERS as _UNREST
from foedus.unrest import Cities, Desk, hour, reach, seed_crowd, start

__all__ = ["CLOCK", "DAWN", "SERIES", "Problem", "Script", "State", "advance", "begin"]

F8 = NDArray[np.float64]

_U = len(_UNREST)
_C = _U + len(_COUNCIL)
_F = _C + len(_FORCES)
_X = _F + len(_CRISIS)

#: What the clock of a replica holds: hours of the case, -1 where it has not happened.
CLOCK = ("request", "stage", "decided", "adopted", "committed", "calm", "word", "decision_hours", "left")
_REQUEST, _STAGE, _DECIDED, _ADOPTED, _COMMITTED, _CALM, _WORD, _HOURS, _LEFT = range(9)

#: The national series of a replica, hour by hour.
SERIES = ("street", "violent", "deaths", "detained", "personnel")

_NOT_YET = [list(_FORCE).index(name) for name in ("ready", "earliest", "first", "last", "departs")]
#: Hour at which the day of a crowd begins.
DAWN = 6
_VIOLENT = _COLUMNS.index("violent")
_STREET = _COLUMNS.index("street")
_DEAD = _COLUMNS.index("dead_state")
_DETAINED = _COLUMNS.index("ever_detained")
_PRICE = [p.id for p in _UNREST].index("unrest.price")


class Script(NamedTuple):
    """What the levers and the record fix for a run.

    Attributes
    ----------
    channel : float64[hour, channel]
        Schedule of `unrest.CHANNELS`.
    shock : float
        Size of the price shock as a multiple of the recorded one.
    seeds : float64[seed, 3]
        Hour, city, persons.
    requested : bool
        Whether help is asked for at all.
    earliest, latest : float
        Hours between which the request is made.
    rule, objector, absent : int
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
    shock: float
    seeds: NDArray[np.float64]
    requested: bool
    earliest: float
    latest: float
    rule: int
    objector: int
    absent: int
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
    """Some replicas side by side between two hours; with it and their keys they go on where they stopped.

    Attributes
    ----------
    people : float64[column, city, replica], field : float64[field, city, replica]
        As in `unrest.start`; persons are whole numbers.
    kernel : float64[city, city, replica]
        As in `unrest.reach`.
    force : float64[replica, member, column], queue : float64[replica, entry]
        As in `forces.blank`.
    clock : float64[replica, entry]
        `CLOCK`.
    actions : int64[replica, member]
        What each member answered; -1 where nobody was asked.
    theta : float64[replica, parameter], across : float64[parameter, replica]
        The parameters of each replica, both ways round; the second with the shock in the cities' effects.
    number : int64[replica], key : uint64[replica]
        The number of each replica, and its luck from `chance.keys`.
    shock : float64[replica]
        How many times the recorded one the readiness to take to the street is.
    there : float64[replica]
        Persons of an outside force present in this hour.
    sums : float64[series, replica]
        `SERIES` in this hour.
    told : float64[series, hour, replica]
        The same for every hour that was run.
    peaks : float64[2, day, city, replica]
        Most people on the street (those using violence included), and using violence, at one time. The
        day of a crowd runs from 06:00 to 06:00: who stays past midnight is the crowd of the evening.
    desk
        Working space of the unrest.
    """

    people: F8
    field: F8
    kernel: F8
    force: F8
    queue: F8
    clock: F8
    actions: NDArray[np.int64]
    theta: F8
    across: F8
    number: NDArray[np.int64]
    key: NDArray[np.uint64]
    shock: F8
    there: F8
    sums: F8
    told: F8
    peaks: F8
    desk: Desk


def begin(
    problem: Problem, thetas: F8, rows: NDArray[np.int64], seed: int, numbers: NDArray[np.int64], state: State
) -> None:
    """Set replicas to the hour before the first.

    Parameters
    ----------
    thetas : float64[row, parameter]
        Parameter sample, in the order of `parameters`.
    rows : int64[replica]
        Row of the sample that each replica uses.
    seed, numbers : int64[replica]
        The key of all luck; two replicas of one number have the same.
    """
    script, clock = problem.script, state.clock
    state.theta[:] = thetas[rows]
    state.across[:] = state.theta.T
    state.number[:] = numbers
    state.key[:] = keys(seed, numbers)
    state.shock[:] = np.maximum(0.0, 1.0 + state.across[_PRICE] * (script.shock - 1.0))
    state.across[_X:] *= state.shock
    start(problem.cities, state.across[:_U], state.across[_X:], state.people, state.field)
    reach(problem.cities, state.across[:_U], state.kernel)
    state.force[:] = 0.0
    state.force[:, :, _NOT_YET] = math.inf
    state.queue[:] = 0.0
    state.there[:] = 0.0
    state.told[:] = 0.0
    state.peaks[:] = 0.0
    state.actions[:] = -1
    clock[:] = -1.0
    clock[:, [_ADOPTED, _CALM, _STAGE]] = 0.0
    if script.requested:
        clock[:, _REQUEST] = script.earliest + state.theta[:, _F] * (script.latest - script.earliest)


@inner
def _assemble(
    script: Script, members: Members, lift: Lift, legal: F8, gate: NDArray[np.bool_], thetas: F8, seed: int,
    numbers: NDArray[np.int64], t: int, clocks: F8, actions: NDArray[np.int64], force: F8, queue: F8,
    there: F8,
) -> None:  # fmt: skip
    """Let councils answer requests that are due, commit forces that are decided, and let them land."""
    requested, sends = script.requested, script.sends
    for r in range(len(there)):
        clock = clocks[r]
        if requested and clock[_DECIDED] < 0.0 and t >= clock[_REQUEST]:
            stage = int(clock[_STAGE])
            adopted, hours = decide(
                members, legal[stage], gate[stage], stage, script.rule, script.objector, script.absent, 1.0,
                thetas[r, _U:_C], seed, numbers[r], actions[r],
            )  # fmt: skip
            clock[_HOURS] = hours
            clock[_DECIDED] = clock[_REQUEST] + hours
            clock[_ADOPTED] = 1.0 if adopted else 0.0
        if clock[_ADOPTED] > 0.0 and sends and t >= clock[_DECIDED]:
            if clock[_COMMITTED] < 0.0:
                clock[_COMMITTED] = t
                commit(
                    lift,
                    thetas[r, _C:_F],
                    seed,
                    numbers[r],
                    t,
                    actions[r],
                    script.size,
                    script.shift,
                    force[r],
                )
            # A call hands over every array of a tuple: it is made where there is something to do.
            if expected(force[r], t):
                arrive(lift, thetas[r, _C:_F], seed, numbers[r], t, force[r], queue[r])
            there[r] = present(force[r])


@inner
def _dismiss(
    script: Script, lift: Lift, thetas: F8, seed: int, numbers: NDArray[np.int64], t: int, clocks: F8,
    violent: F8, there: F8, force: F8, queue: F8,
) -> None:  # fmt: skip
    """Count the calm, let the host end the mission after enough of it, and let the force go home."""
    calm_below, stage_from = script.calm_violent, script.stage_violent
    for r in range(len(there)):
        clock = clocks[r]
        clock[_CALM] = clock[_CALM] + 1.0 if violent[r] < calm_below else 0.0
        if violent[r] >= stage_from:
            clock[_STAGE] = 1.0
        if clock[_WORD] < 0.0 and there[r] > 0.0 and clock[_CALM] >= thetas[r, _F + 1]:
            clock[_WORD] = t
            recall(lift, thetas[r, _C:_F], t, force[r])
        if clock[_WORD] < 0.0 or not homeward(force[r], t):
            continue
        if depart(lift, thetas[r, _C:_F], seed, numbers[r], t, force[r], queue[r]) > 0:
            clock[_LEFT] = t


@inner
def _tally(people: F8, there: F8, sums: F8, told: F8, peaks: F8) -> None:
    """Count the country, and keep each city's most of the day."""
    n, width = people.shape[1], people.shape[2]
    for r in range(width):
        for k in range(4):
            sums[k, r] = 0.0
        sums[4, r] = there[r]
    for i in range(n):
        for r in range(width):
            sums[0, r] += people[_STREET, i, r] + people[_VIOLENT, i, r]
        for r in range(width):
            sums[1, r] += people[_VIOLENT, i, r]
        for r in range(width):
            sums[2, r] += people[_DEAD, i, r] + people[_DEAD + 1, i, r] + people[_DEAD + 2, i, r]
        for r in range(width):
            sums[3, r] += people[_DETAINED, i, r]
        for r in range(width):
            peaks[0, i, r] = max(peaks[0, i, r], people[_STREET, i, r] + people[_VIOLENT, i, r])
        for r in range(width):
            peaks[1, i, r] = max(peaks[1, i, r], people[_VIOLENT, i, r])
    for k in range(len(sums)):
        for r in range(width):
            told[k, r] = sums[k, r]


@compiled
def advance(problem: Problem, state: State, seed: int, t0: int, t1: int) -> None:
    """Advance replicas from hour `t0` to hour `t1`; stopping in between changes nothing."""
    # Taken apart once: each look into a nested tuple costs the compiler a copy of all of it.
    cities, members, lift, script, legal, gate = problem
    (people, field, kernel, force, queue, clock, actions, thetas, across, numbers, key, shock, there, sums,
     told, peaks, desk) = state  # fmt: skip
    channel, seeds = script.channel, script.seeds
    theta, effect = across[:_U], across[_X:]
    for t in range(t0, t1):
        for k in range(len(seeds)):
            if int(seeds[k, 0]) == t:
                seed_crowd(people, int(seeds[k, 1]), int(seeds[k, 2]), shock)
        _assemble(
            script, members, lift, legal, gate, thetas, seed, numbers, t, clock, actions, force, queue, there
        )
        hour(cities, theta, effect, kernel, channel[t], there, people, field, key, t, desk)
        day = max(0, t - DAWN) // 24
        _tally(people, there, sums, told[:, t], peaks[:, day])
        _dismiss(script, lift, thetas, seed, numbers, t, clock, sums[1], there, force, queue)
