"""Forecasts from the past: what the model would have said at the end of each of the first days.

A forecast made at the end of a day uses the prior, what was known by then (the day of knowledge decides),
and what the state had done by then: later steps of the schedule are taken away, and what was going on goes
on. Nothing that was fitted to the whole record is used. Rows of a table of prior draws are weighed by the
figures known (normal error in logarithms, tempered where too few rows would be left).

Scores, lower is better: the continuous ranked probability score of the logarithm of one more than the
figure (Bosse et al. 2023, PLOS Comput. Biol. 19:e1011393), averaged over the record's interval; and the
logarithmic score of the class of figures within a quarter of that interval, with one draw in two hundred and
one spread over ten classes, so that nothing is held impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import sample_priors
from foedus.crisis import Case
from foedus.errors import InputError
from foedus.score import crps_ensemble, log_score
from foedus.study._baselines import SCALES, effective, persistence, sir, weigh
from foedus.study._calibrate import Stages, silent
from foedus.study._observe import Seen, off
from foedus.study._smc import systematic
from foedus.study._table import Desk, desk, hold, run_table

__all__ = ["AHEAD", "ORIGINS", "Forecast", "Hindcast", "Origin", "hindcast", "origins", "scores", "targets"]

F8 = NDArray[np.float64]

#: Days at whose end forecasts are made, and days ahead.
ORIGINS, AHEAD = (1, 2, 3, 4), (1, 2, 5)
#: Effective rows that a forecast rests on at least, draws that are scored, and what an ensemble is worth
#: in the logarithmic score.
_LEAST, _DRAWS, _WORTH = 100.0, 2000, 200.0
_CLASS = 1.25


class Target(NamedTuple):
    """A figure of the record that is forecast, with all that is known today."""

    quantity: str
    day: int
    low: float
    high: float


class Forecast(NamedTuple):
    """A forecast of one figure by one forecaster.

    Attributes
    ----------
    origin, day
        Day at whose end it is made, and day that it is of.
    quantity, low, high
        What, and the record.
    by
        Forecaster: model, persistence or sir.
    p05, p50, p95
        The forecast.
    crps, log
        Its scores.
    """

    origin: int
    day: int
    quantity: str
    low: float
    high: float
    by: str
    p05: float
    p50: float
    p95: float
    crps: float
    log: float


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
        These figures.
    """

    day: int
    daily: dict[str, NDArray[np.float32]]
    away: F8
    known: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Hindcast:
    """All forecasts of a case, with how many rows each origin rests on."""

    case: Case
    draws: int
    seed: int
    forecasts: tuple[Forecast, ...]
    rows: dict[int, dict[str, float]]

    def means(self, key: str) -> list[dict[str, Any]]:
        """Mean scores of each forecaster by ``origin``, ``quantity`` or days ``ahead``, and who does best.

        Only figures that all of the forecasters in a row speak of count for it.
        """
        groups: dict[Any, dict[str, list[Forecast]]] = {}
        for one in self.forecasts:
            place = one.day - one.origin if key == "ahead" else getattr(one, key)
            groups.setdefault(place, {}).setdefault(one.by, []).append(one)
        found = []
        for place in sorted(groups, key=str):
            two = _means(groups[place], ("model", "persistence"))
            three = _means(groups[place], ("model", "persistence", "sir"))
            if two and not (three and three["figures"] == two["figures"]):
                found.append({key: place, **two})
            if three:
                found.append({key: place, **three})
        return found


def _means(by: dict[str, list[Forecast]], names: Sequence[str]) -> dict[str, Any] | None:
    common = set.intersection(*({(f.origin, f.day, f.quantity) for f in by.get(name, [])} for name in names))
    if not common:
        return None
    row: dict[str, Any] = {"figures": len(common)}
    for score in ("crps", "log"):
        said = {
            name: float(
                np.mean([getattr(f, score) for f in by[name] if (f.origin, f.day, f.quantity) in common])
            )
            for name in names
        }
        row[score] = {name: float(f"{value:.4g}") for name, value in said.items()}
        row[f"best_{score}"] = min(said, key=lambda name: said[name])
    return row


def targets(place: Desk) -> tuple[Target, ...]:
    """Figures of days with two bounds: what all that is told of a quantity on a day has in common."""
    found = []
    for quantity in SCALES:
        for day in range(1, place.case.hours // 24 + 1):
            own = [o for o in place.observation.seen if (o.quantity, o.day) == (quantity, day)]
            if not own:
                continue
            low, high = max(o.low for o in own), min(o.high for o in own)
            if -np.inf < low <= high < np.inf:
                found.append(Target(quantity, day, low, high))
    return tuple(found)


def origins(place: Desk, thetas: F8, seed: int, days: Sequence[int], stages: Stages) -> list[Origin]:
    """Run a table of parameters once for each origin, with what the state had done by then."""
    found = []
    for day in days:
        last = min(day + max(AHEAD), place.case.hours // 24)
        problem = hold(place.problem, day * 24, last * 24)
        with stages(f"runs from the end of day {day}") as told:
            table = run_table(place, thetas, seed, problem=problem, brief=True, progress=told)
        known = place.observation.known(day)
        away = np.zeros(len(thetas))
        for one in known:
            if one.day <= day:
                gap = off(table.daily[one.quantity][:, one.day - 1], one.low, one.high)
                away += (gap / SCALES[one.quantity]) ** 2
        found.append(Origin(day, table.daily, away, known))
    return found


def scores(draws: F8, target: Target) -> tuple[float, float]:
    """Both scores of an ensemble of figures, of equal weight."""
    said = np.log1p(draws)
    points = np.linspace(np.log1p(target.low), np.log1p(target.high), 5)
    crps = float(np.mean([crps_ensemble(said, float(y)) for y in points]))
    inside = ((draws >= target.low / _CLASS) & (draws <= target.high * _CLASS)).mean()
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
    wanted = targets(place)
    if not wanted:
        raise InputError(
            f"{case.id} has no dated figures with two bounds in observation.yaml: nothing to forecast"
        )
    thetas = sample_priors(place.known, draws, seed)
    found: list[Forecast] = []
    rows: dict[int, dict[str, float]] = {}
    for one in origins(place, thetas, seed, days, stages):
        weights, power = weigh(one.away, _LEAST)
        rows[one.day] = {
            "known": float(len(one.known)),
            "effective": float(f"{effective(weights):.4g}"),
            "power": float(f"{power:.4g}"),
        }
        chosen = systematic(weights, _DRAWS, 0.5)
        last = next(iter(one.daily.values())).shape[1]
        course, city = sir(one.known, last, seed)
        alone = systematic(city, _DRAWS, 0.5)
        for target in wanted:
            if target.day - one.day not in AHEAD:
                continue
            said = {
                "model": one.daily[target.quantity][chosen, target.day - 1].astype(np.float64),
                "persistence": persistence(one.known, target.quantity, target.day, one.day),
            }
            if target.quantity in course:
                said["sir"] = course[target.quantity][alone, target.day - 1]
            found += [_forecast(one.day, target, name, values) for name, values in said.items()]
    return Hindcast(case, draws, seed, tuple(found), rows)


def _forecast(origin: int, target: Target, by: str, draws: F8) -> Forecast:
    low, middle, high = (float(f"{q:.4g}") for q in np.quantile(draws, (0.05, 0.5, 0.95)))
    crps, log = scores(draws, target)
    return Forecast(
        origin, target.day, target.quantity, target.low, target.high, by, low, middle, high,
        float(f"{crps:.4g}"), float(f"{log:.4g}"),
    )  # fmt: skip
