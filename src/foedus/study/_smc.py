"""Sequential Monte Carlo for models that can be run and not written down: adaptive ABC-SMC.

The target is the prior, standard normal in every coordinate, cut to runs whose distance from the record
is at most ε. A population follows ε down:

1. start with the nearest rows of a table of prior draws;
2. set ε so that a declared share of the particles is alive (adaptive schedule: Del Moral, Doucet and
   Jasra 2012, Stat. Comput. 22:1009-1020), and draw the dead anew among the living (systematic);
3. move every particle by a Markov kernel that leaves the target unchanged, as often as needed for nearly
   every particle to have moved once (Drovandi and Pettitt 2011, Biometrics 67:225-233);
4. stop at the wanted ε, when moves are hardly ever accepted, or when the runs are spent.

A move redraws a random block of coordinates from a normal law fitted to the particles component by
component and mixed with where the particle stands (preconditioned Crank-Nicolson; Neal 1999; Cotter,
Roberts, Stuart and White 2013, Stat. Sci. 28:424-446); runs get fresh luck.

Departs
-------
Toni et al. 2009 (J. R. Soc. Interface 6:187-202) and Beaumont et al. 2009 (Biometrika 96:983-990) perturb
with a component-wise normal of twice the population's variance and weigh by prior over mixture. Each
coordinate that the record leaves alone then costs the effective sample a factor of about 0.77; with ninety of
them no effective sample is left. A kernel that keeps the target has no weights to lose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Population", "Round", "Settings", "distinct", "smc", "systematic"]

F8 = NDArray[np.float64]
#: From coordinates and the number of the move (fresh luck for each) to the distance of each run.
Runner = Callable[[F8, int], F8]


class Settings(NamedTuple):
    """How the population is led down.

    Attributes
    ----------
    alive
        Share of the particles that survives each lowering of ε.
    unmoved
        Share of the particles that may stay where they are in a round, in expectation.
    wanted
        ε at which to stop.
    least
        Acceptance below which moving is given up.
    budget
        Runs of the model to spend at most, in moves.
    stay
        Part of the variance of a coordinate that a move keeps; adapted to the acceptance from here.
    """

    alive: float = 0.5
    unmoved: float = 0.05
    wanted: float = 1.0
    least: float = 0.01
    budget: int = 1_000_000
    stay: float = 0.5


class Round(NamedTuple):
    """What happened at one ε: moves, share accepted, runs made, and particles that are not copies."""

    epsilon: float
    moves: int
    accepted: float
    runs: int
    distinct: int


@dataclass(frozen=True, slots=True)
class Population:
    """Particles of equal weight.

    Attributes
    ----------
    z : float64[particle, coordinate]
        Coordinates.
    distance : float64[particle]
        Of the run that each was kept for.
    luck : int64[particle, 2]
        The luck of that run: the number of the move and the place among its runs; -1 and the place in the
        table for a particle that never moved.
    epsilon
        Greatest distance allowed.
    rounds
        How it came about.
    why
        Why it stopped: wanted, acceptance, or budget.
    """

    z: F8
    distance: F8
    luck: NDArray[np.int64]
    epsilon: float
    rounds: tuple[Round, ...]
    why: str


def systematic(weights: F8, size: int, u: float) -> NDArray[np.int64]:
    """Systematic resampling: indices with counts within one of their expectation, for one uniform `u`.

    Source: Kitagawa 1996, J. Comput. Graph. Stat. 5:1-25.
    """
    total = np.cumsum(weights / weights.sum())
    total[-1] = 1.0
    return np.searchsorted(total, (np.arange(size) + u) / size, side="right").astype(np.int64)


def distinct(z: F8) -> int:
    """How many particles are not copies of another."""
    return len(np.unique(z, axis=0))


def smc(
    z: F8, distance: F8, run: Runner, *, size: int, seed: int, settings: Settings | None = None,
    active: NDArray[np.bool_] | None = None, progress: Callable[[int, int], None] | None = None,
) -> Population:  # fmt: skip
    """Lead a population from a table of prior draws down to the record.

    Parameters
    ----------
    z : float64[draw, coordinate], distance : float64[draw]
        The table; each row standard normal, at least `size` of them.
    run
        The model.
    size
        Particles.
    seed
        Of the moves.
    active : bool[coordinate]
        Coordinates that may move; all if not given.
    progress
        Called with runs made and the budget.
    """
    rule = settings or Settings()
    rng = np.random.default_rng(seed)
    moving = np.flatnonzero(np.ones(z.shape[1], bool) if active is None else active)
    near = np.argsort(distance, kind="stable")[:size]
    z, distance = z[near].copy(), distance[near].copy()
    luck = np.stack([np.full(size, -1), near], axis=1)
    epsilon = float(distance.max())
    spent, step, stay = 0, 0, rule.stay
    rounds: list[Round] = []
    while True:
        if epsilon <= rule.wanted:
            why = "wanted"
            break
        epsilon = _lower(distance, rule, epsilon)
        alive = (distance <= epsilon).astype(np.float64)
        chosen = systematic(alive, size, float(rng.random()))
        z, distance, luck = z[chosen], distance[chosen], luck[chosen]
        middle, spread = z.mean(axis=0), np.clip(z.std(axis=0), 0.1, 1.0)
        moves, taken, made = 1, 0.0, 0
        done = 0
        while done < moves:
            accepted, ran = _move(z, distance, luck, run, epsilon, moving, middle, spread, stay, rng, step)
            step, done, taken, made = step + 1, done + 1, taken + accepted, made + ran
            spent += ran
            rate = taken / done
            stay = float(
                np.clip(stay + (0.05 if accepted < 0.15 else -0.05 if accepted > 0.3 else 0.0), 0.2, 0.95)
            )
            moves = max(1, int(np.ceil(np.log(rule.unmoved) / np.log1p(-min(max(rate, 1e-3), 0.99)))))
            if progress:
                progress(min(spent, rule.budget), rule.budget)
            if spent >= rule.budget:
                break
        rounds.append(Round(epsilon, done, taken / done, made, distinct(z)))
        if spent >= rule.budget:
            why = "budget"
            break
        if taken / done < rule.least:
            why = "acceptance"
            break
    return Population(z, distance, luck, epsilon, tuple(rounds), why)


def _lower(distance: F8, rule: Settings, epsilon: float) -> float:
    """The next ε: the share `alive` of the particles lies at or under it, and not below what is wanted."""
    lower = float(np.sort(distance)[max(0, int(rule.alive * len(distance)) - 1)])
    if lower >= epsilon:  # ties: half of the particles stand exactly at ε
        under = distance[distance < epsilon]
        lower = float(under.max()) if len(under) else epsilon
    return max(lower, rule.wanted)


def _move(
    z: F8, distance: F8, luck: NDArray[np.int64], run: Runner, epsilon: float, moving: NDArray[np.int64],
    middle: F8, spread: F8, stay: float, rng: np.random.Generator, step: int,
) -> tuple[float, int]:  # fmt: skip
    """Move every particle once, in place; gives the share accepted and the runs made."""
    size, width = len(z), len(moving)
    share = (1.0, 0.5, 0.2)[step % 3]
    block = rng.random((size, width)) < share
    fresh = rng.standard_normal((size, width))
    m, s, old = middle[moving], spread[moving], z[:, moving]
    new = np.where(block, m + np.sqrt(stay) * (old - m) + np.sqrt(1.0 - stay) * s * fresh, old)
    # prior over fitted law, at the new place and at the old: the proposal is reversible for the fitted law
    gain = 0.5 * (old**2 - new**2) - 0.5 * (((old - m) / s) ** 2 - ((new - m) / s) ** 2)
    passed = np.flatnonzero(np.log(rng.random(size)) < gain.sum(axis=1))
    proposal = z[passed].copy()
    proposal[:, moving] = new[passed]
    if not len(passed):
        return 0.0, 0
    found = run(proposal, step)
    good = found <= epsilon
    z[passed[good]] = proposal[good]
    distance[passed[good]] = found[good]
    luck[passed[good], 0], luck[passed[good], 1] = step, np.flatnonzero(good)
    return float(good.sum() / size), len(passed)
