"""A whole run as plainly as it can be written: the unrest in NumPy, councils and forces one by one.

It shares with the kernel the compiled answers of councils and movements of forces, which have their own
tests, and nothing of the unrest, of the order of the hour, or of what is written down.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus import council, forces, unrest
from foedus.crisis import CLOCK, SERIES, Batch, Problem, empty_batch
from tests.unrest import plain

F8 = NDArray[np.float64]

_U, _C = len(unrest.PARAMETERS), len(council.PARAMETERS)
_F = _U + _C + len(forces.PARAMETERS)
_CLOCK = {name: i for i, name in enumerate(CLOCK)}


class _Force:
    """Request, decision and force of one replica."""

    def __init__(self, problem: Problem, theta: F8, seed: int, replica: int) -> None:
        self.problem, self.theta, self.key = problem, theta, (seed, replica)
        self.state, self.queue = forces.blank(problem.lift)
        self.actions = np.full(len(problem.lift.key), -1)
        self.clock = dict.fromkeys(CLOCK, -1.0) | {"stage": 0.0, "adopted": 0.0, "calm": 0.0}
        script = problem.script
        if script.requested:
            self.clock["request"] = script.earliest + theta[_F] * (script.latest - script.earliest)

    def come(self, t: int) -> float:
        """Ask, decide, commit and land; gives who is there."""
        problem, script, clock, theta = self.problem, self.problem.script, self.clock, self.theta
        lift = theta[_U + _C : _F].copy()
        if script.requested and clock["decided"] < 0 and t >= clock["request"]:
            stage = int(clock["stage"])
            adopted, hours = council.decide(
                problem.members, problem.legal[stage], bool(problem.gate[stage]), stage, script.rule,
                script.objector, script.absent, 1.0, theta[_U : _U + _C].copy(), *self.key, self.actions,
            )  # fmt: skip
            clock["decision_hours"], clock["decided"] = hours, clock["request"] + hours
            clock["adopted"] = float(adopted)
        if clock["adopted"] and script.sends and clock["committed"] < 0 and t >= clock["decided"]:
            clock["committed"] = float(t)
            forces.commit(
                problem.lift, lift, *self.key, t, self.actions, script.size, script.shift, self.state
            )
        if clock["committed"] >= 0:
            forces.arrive(problem.lift, lift, *self.key, t, self.state, self.queue)
        return float(self.state[:, forces.PRESENT].sum())

    def go(self, t: int, violent: int, there: float) -> None:
        """Count the calm, recall and depart."""
        script, clock, theta = self.problem.script, self.clock, self.theta
        lift = theta[_U + _C : _F].copy()
        clock["calm"] = clock["calm"] + 1 if violent < script.calm_violent else 0.0
        if violent >= script.stage_violent:
            clock["stage"] = 1.0
        if clock["word"] < 0 and there > 0 and clock["calm"] >= theta[_F + 1]:
            clock["word"] = float(t)
            forces.recall(self.problem.lift, lift, t, self.state)
        if clock["word"] >= 0:
            left = forces.depart(self.problem.lift, lift, *self.key, t, self.state, self.queue)
            clock["left"] = float(t) if left else clock["left"]


def run(
    problem: Problem, thetas: F8, rows: NDArray[np.int64], seed: int, luck: np.random.Generator | None = None
) -> Batch:
    """Run a replica for each row; councils and forces have the luck of `seed`, the unrest that of NumPy."""
    luck = luck or np.random.default_rng(seed)
    theta = thetas[rows]
    batch = empty_batch(problem, 0, len(rows), len(rows))
    moving = [_Force(problem, row, seed, r) for r, row in enumerate(theta)]
    cities, script = problem.cities, problem.script
    unrest_theta = theta[:, :_U]
    share = theta[:, [p.id for p in unrest.PARAMETERS].index("unrest.price")]
    shock = 1.0 + share * (script.shock - 1.0)
    effect = theta[:, _F + 2 :] * shock[:, None]
    people, field = plain.start(cities, unrest_theta, effect)
    kernel = plain.reach(cities, unrest_theta)
    for t, channel in enumerate(script.channel):
        for at, city, persons in script.seeds:
            if int(at) == t:
                plain.seed_crowd(people, int(city), int(persons), shock)
        there = np.array([one.come(t) for one in moving])
        plain.hour(cities, unrest_theta, effect, kernel, channel, there, people, field, t, luck)
        violent, street = people["violent"], people["street"] + people["violent"]
        dead = people["dead_state"] + people["dead_armed"] + people["dead_services"]
        sums = (street, violent, dead, people["ever_detained"])
        for k, table in enumerate(sums):
            batch.series[:, k, t] = table.sum(axis=1)
        batch.series[:, SERIES.index("personnel"), t] = there
        for one, count, present in zip(moving, violent.sum(axis=1), there, strict=True):
            one.go(t, int(count), float(present))
        day = max(0, t - 6) // 24
        for k, table in enumerate((street, violent)):
            np.maximum(batch.peaks[:, :, day, k], table, out=batch.peaks[:, :, day, k], casting="unsafe")
            most = table.sum(axis=1)
            batch.national[:, day, k] = np.maximum(batch.national[:, day, k], most)
        batch.detained[:, t // 24] = people["ever_detained"].sum(axis=1)
    batch.people[:] = np.stack([people[name] for name in unrest.COLUMNS], axis=2)
    batch.force[:] = [one.state for one in moving]
    batch.clock[:] = [[one.clock[name] for name in CLOCK] for one in moving]
    batch.actions[:] = [one.actions for one in moving]
    return batch
