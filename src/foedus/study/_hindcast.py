"""Forecasts from the past: what the model would have said at the end of each of the first days.

A forecast made at the end of a day uses the priors, what was known by then (the evidence room's days of
knowledge decide, see `_seen`), and what the state had done by then: later steps of the schedule are taken
away, and what was going on goes on. The sample that was fitted to the whole record is not used; but the
priors were written afterwards, and `HINDSIGHT` says so. Rows of a table of prior draws are weighed by the
figures known (normal error in logarithms outside an interval, tempered where too few rows would be left).

Scores, lower is better: the continuous ranked probability score of the logarithm of one more than the
figure (Bosse et al. 2023, PLOS Comput. Biol. 19:e1011393), averaged over the record's interval; and the
logarithmic score of the class of figures within a quarter of that interval, with one draw in two hundred and
one spread over ten classes, so that nothing is held impossible. Of a figure that counts reports the interval
goes up to what it may stand for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import sample_priors
from foedus.crisis import Case
from foedus.errors import InputError
from foedus.score import crps_ensemble, log_score
from foedus.study._baselines import SCALES, away_from, effective, persistence, sir, weigh
from foedus.study._calibrate import Stages, silent
from foedus.study._forecasts import FORECASTERS, Basis, Forecast, Hindcast, Missing, monte_carlo, named
from foedus.study._observe import NEVER, Seen, merged
from foedus.study._smc import systematic
from foedus.study._table import Desk, desk, hold, run_table

__all__ = ["AHEAD", "ORIGINS", "Forecast", "Hindcast", "Origin", "hindcast", "origins", "scores", "targets"]

F8 = NDArray[np.float64]

#: Days at whose end forecasts are made, and days ahead.
ORIGINS, AHEAD = (1, 2, 3, 4), (1, 2, 5)
#: Effective rows that a forecast rests on at least, draws that are scored, and what an ensemble is worth
#: in the logarithmic score; parts of the rows that tell the Monte Carlo error, and draws of each.
_LEAST, _DRAWS, _WORTH, _PARTS, _PART_DRAWS = 100.0, 2000, 200.0, 8, 500
_CLASS = 1.25
#: Why a forecast is missing.
_NO_RECORD = "the record has no figure with two bounds"
_UNKNOWN = "nothing was known of it by then"
_NO_CITIES = "one city has no number of cities"


class Target(NamedTuple):
    """A figure of the record that is forecast, with all that is known today.

    What happened lies between `low` and `high` over `reported`, the least share that was counted.
    """

    quantity: str
    day: int
    low: float
    high: float
    reported: float = 1.0


@dataclass(frozen=True, slots=True)
class Origin:
    """A table run with nothing later than the end of a day, and the distance of its rows from what was known.

    Attributes
    ----------
    day
        The day.
    daily : float32[row, day] by name
        As `Table`.
    away : float64[row]
        Sum of squared distances from the figures known, in units of the tolerance.
    known
        These figures, as they were told.
    """

    day: int
    daily: dict[str, NDArray[np.float32]]
    away: F8
    known: tuple[Seen, ...]


def targets(place: Desk) -> tuple[Target, ...]:
    """Figures of days with two bounds: what all that is told of a quantity on a day comes to."""
    return tuple(
        Target(one.quantity, one.day, one.low, one.high, one.reported)
        for one in merged(place.observation.seen)
        if -np.inf < one.low and one.high < np.inf
    )


def origins(place: Desk, thetas: F8, seed: int, days: Sequence[int], stages: Stages) -> list[Origin]:
    """Run a table of parameters once for each origin, with what the state had done by then."""
    found = []
    for day in days:
        last = min(day + max(AHEAD), place.case.hours // 24)
        problem = hold(place.problem, day * 24, last * 24)
        with stages(f"runs from the end of day {day}") as told:
            table = run_table(place, thetas, seed, problem=problem, brief=True, progress=told)
        known = place.observation.known(day)
        found.append(Origin(day, table.daily, away_from(table.daily, merged(known), len(thetas)), known))
    return found


def scores(draws: F8, target: Target) -> tuple[float, float]:
    """Both scores of an ensemble of figures, of equal weight."""
    said = np.log1p(draws)
    most = target.high / target.reported
    points = np.linspace(np.log1p(target.low), np.log1p(most), 5)
    crps = float(np.mean([crps_ensemble(said, float(y)) for y in points]))
    inside = ((draws >= target.low / _CLASS) & (draws <= most * _CLASS)).mean()
    return crps, log_score(float((_WORTH * inside + 0.1) / (_WORTH + 1.0)), True)


def hindcast(
    case: Case,
    *,
    draws: int = 50_000,
    seed: int = 2022,
    days: Sequence[int] = ORIGINS,
    stages: Stages = silent,
) -> Hindcast:
    """Make and score the forecasts of a case, beside persistence and a one-city model.

    Parameters
    ----------
    draws
        Rows of the prior table, run once for each origin.
    days
        Days at whose end forecasts are made.

    Raises
    ------
    InputError
        If the case has no dated figures to forecast.
    """
    place = desk(case)
    wanted = {(one.quantity, one.day): one for one in targets(place)}
    if not wanted:
        raise InputError(
            f"{case.id} has no dated figures with two bounds in observation.yaml: nothing to forecast"
        )
    thetas = sample_priors(place.known, draws, seed)
    found: list[Forecast] = []
    missing: list[Missing] = []
    basis: dict[int, Basis] = {}
    parts: dict[tuple[tuple[int, int, str], str], F8] = {}
    for one in origins(place, thetas, seed, days, stages):
        weights, power = weigh(one.away, _LEAST)
        basis[one.day] = Basis(one.known, float(f"{effective(weights):.4g}"), float(f"{power:.4g}"))
        known = merged(one.known)
        last = next(iter(one.daily.values())).shape[1]
        course, fitted = sir(known, last, seed)
        for quantity in SCALES:
            for day in (one.day + ahead for ahead in AHEAD if one.day + ahead <= last):
                target = wanted.get((quantity, day))
                if target is None:
                    missing.append(Missing(one.day, day, quantity, "", _NO_RECORD))
                    continue
                most = float(len(case.file.cities)) if quantity == "cities" else np.inf
                still = persistence(known, quantity, day, most)
                said = {
                    "model": _drawn(one.daily[quantity][:, day - 1], weights),
                    "persistence": None if still is None else (still, [still] * _PARTS),
                    "sir": _drawn(course[quantity][:, day - 1], fitted) if quantity in course else None,
                }
                for by in FORECASTERS:
                    told = said[by]
                    if told is None:
                        why = _UNKNOWN if by == "persistence" else _NO_CITIES
                        missing.append(Missing(one.day, day, quantity, by, why))
                        continue
                    of = np.array([scores(part, target) for part in told[1]]).T
                    forecast = _forecast(one.day, target, by, told[0], of)
                    parts[forecast.figure, by] = of
                    found.append(forecast)
    return Hindcast(
        case=case,
        draws=draws,
        seed=seed,
        days=tuple(days),
        ahead=AHEAD,
        forecasts=tuple(found),
        missing=tuple(missing),
        basis=basis,
        later=tuple(s for s in place.observation.seen if max(days) < s.knows < NEVER),
        undated=tuple(s for s in place.observation.seen if s.knows == NEVER),
        named=named(place.known),
        parts=parts,
    )


def _drawn(values: NDArray[np.generic], weights: F8) -> tuple[F8, list[F8]]:
    """Draws of equal weight from weighed rows: of all, and of each of `_PARTS` parts that share no row."""
    figures = values.astype(np.float64)
    shares = []
    for k in range(_PARTS):
        own = np.maximum(weights[k::_PARTS], 1e-300)
        shares.append(figures[k::_PARTS][systematic(own / own.sum(), _PART_DRAWS, 0.5)])
    return figures[systematic(weights, _DRAWS, 0.5)], shares


def _forecast(origin: int, target: Target, by: str, draws: F8, parts: F8) -> Forecast:
    numbers = (*np.quantile(draws, (0.05, 0.5, 0.95)), *scores(draws, target))
    errors = monte_carlo(parts)
    return Forecast(
        origin, target.day, target.quantity, target.low, target.high, target.reported, by,
        *(float(f"{float(number):.4g}") for number in (*numbers, *errors)),
    )  # fmt: skip
