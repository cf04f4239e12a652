"""What forecasts from the past came to: scores by origin and horizon, what is missing, what they rest on."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.crisis import Case
from foedus.study._seen import NEVER, QUANTITIES, Seen

__all__ = [
    "FORECASTERS",
    "HINDSIGHT",
    "LEGEND",
    "Basis",
    "Forecast",
    "Hindcast",
    "Missing",
    "monte_carlo",
    "named",
]

F8 = NDArray[np.float64]

#: Who forecasts, in the order of all tables.
FORECASTERS = {
    "model": "the model, from its priors weighed by the figures known",
    "persistence": "the last known figure stays, as a random walk in logarithms; a floor is read as a floor",
    "sir": "one city for the whole country, fitted to the same figures; it has no cities and forecasts none",
}
#: What every reader of a score has to know.
HINDSIGHT = (
    "The model's priors were written after January 2022, and some name that crisis as their basis; the "
    "grievance of the cities, the tolerances and the one-city model's reach of 60,000 people (its record has "
    "50,000) are judgements made with the same hindsight.",
    "The first crowds of a run, and what the state had done by a day, are taken from the record, whenever it "
    "was told.",
    "So a score tells how far the figures of a day narrow such priors, and not how well anybody would have "
    "forecast at the time.",
)
#: What the words and numbers of a hindcast mean.
LEGEND = {
    "origin": "day at whose end (midnight in the case's time) a forecast is made",
    "ahead": "days from the origin to the day that is forecast",
    "known": "a claim is known on the last of the day on which it was said, the day of its holder's "
    "knowledge and the day on which its page was published; a page that bears no day is never known, unless "
    "an excuse is told with it",
    "levers": "what the state did is held as it stood at the origin: severity, shutdown, concessions and "
    "emergencies of later hours are taken away, and a request not yet made is not made",
    "reading": "all three forecasters read the same figures as intervals; a floor says nothing of what is "
    "above it, and of what was counted while the country was cut off a part may be missing",
    "crps": "continuous ranked probability score of the natural logarithm of one more than the figure, "
    "averaged over the record's interval; 0 is best, 0.7 is off by a factor of two, 2.3 by ten",
    "log": "minus the logarithm of the chance given to the record's interval widened by a quarter, in nats; "
    "0 is best, 0.7 is one chance in two, 2.3 one in ten, 7.6 is the worst that can be",
    "error": "Monte Carlo standard error of a score, from eight parts of the rows; persistence has none",
    "same": "the model's score on the figures of that row, which the other forecaster speaks of too",
    "effective": "effective number of rows that the model's forecast rests on (Kish)",
    "power": "power to which the likelihood was raised so that at least a hundred effective rows are left; "
    "1 is as it is",
    "correlated": "the figures of a row come from one course of events and one table of rows: they are "
    "correlated, and a mean over n of them is worth fewer than n",
}


class Forecast(NamedTuple):
    """A forecast of one figure by one forecaster.

    Attributes
    ----------
    origin, day
        Day at whose end it is made, and day that it is of.
    quantity, low, high, reported
        What; the record; least share of what happened that the record counts.
    by
        A key of `FORECASTERS`.
    p05, p50, p95
        The forecast.
    crps, log
        Its scores.
    crps_error, log_error
        Their Monte Carlo standard errors.
    """

    origin: int
    day: int
    quantity: str
    low: float
    high: float
    reported: float
    by: str
    p05: float
    p50: float
    p95: float
    crps: float
    log: float
    crps_error: float
    log_error: float

    @property
    def figure(self) -> tuple[int, int, str]:
        """What is forecast, from when."""
        return (self.origin, self.day, self.quantity)


class Missing(NamedTuple):
    """A forecast that is not made or cannot be scored; `by` is empty if nobody's can."""

    origin: int
    day: int
    quantity: str
    by: str
    why: str


class Basis(NamedTuple):
    """What forecasts from an origin rest on: the figures known, effective rows, power of the likelihood."""

    known: tuple[Seen, ...]
    effective: float
    power: float


@dataclass(frozen=True, slots=True)
class Hindcast:
    """All forecasts of a case.

    Attributes
    ----------
    days, ahead
        Days at whose end forecasts are made, and days ahead.
    basis
        What each origin rests on, by day.
    later, undated
        Figures of the record that were told after the last origin, and of which it is not established when.
    named
        Parameters whose prior names the record as its basis.
    parts : float64[score, part] by figure and forecaster
        Both scores of eight parts of the rows.
    """

    case: Case
    draws: int
    seed: int
    days: tuple[int, ...]
    ahead: tuple[int, ...]
    forecasts: tuple[Forecast, ...]
    missing: tuple[Missing, ...]
    basis: Mapping[int, Basis]
    later: tuple[Seen, ...]
    undated: tuple[Seen, ...]
    named: tuple[str, ...]
    parts: Mapping[tuple[tuple[int, int, str], str], F8] = field(repr=False)

    def date(self, day: int) -> date:
        """The date of a day of the case."""
        return self.case.first_day + timedelta(days=day - 1)

    @property
    def hindsight(self) -> tuple[str, ...]:
        """What every reader of a score has to know of the priors, in sentences."""
        return HINDSIGHT

    @property
    def legend(self) -> Mapping[str, str]:
        """What the words and numbers mean."""
        return LEGEND

    @property
    def command(self) -> str:
        """What makes it again."""
        return f"foedus study hindcast {self.case.id} --draws {self.draws} --seed {self.seed}"

    def cells(self) -> list[dict[str, Any]]:
        """Mean scores of each forecaster by origin and days ahead; a cell without figures says why."""
        return [
            {"origin": origin, "ahead": ahead, "by": by, **self._cell(origin, ahead, by)}
            for origin in self.days
            for ahead in self.ahead
            for by in FORECASTERS
        ]

    def _cell(self, origin: int, ahead: int, by: str) -> dict[str, Any]:
        day = origin + ahead
        row = self._mean([f for f in self.forecasts if (f.origin, f.day, f.by) == (origin, day, by)])
        lost = {
            m.quantity: m.why for m in self.missing if (m.origin, m.day) == (origin, day) and m.by in ("", by)
        }
        return {**row, "missing": lost}

    def means(self, key: str) -> list[dict[str, Any]]:
        """Mean scores of each forecaster by ``origin``, ``quantity`` or days ``ahead``."""
        of: Callable[[Forecast], Any] = (
            (lambda f: f.day - f.origin) if key == "ahead" else lambda f: getattr(f, key)
        )
        places = sorted({of(f) for f in self.forecasts}, key=lambda p: (str(type(p)), p))
        return [
            {key: place, "by": by, **self._mean([f for f in self.forecasts if f.by == by and of(f) == place])}
            for place in places
            for by in FORECASTERS
        ]

    def _mean(self, own: Sequence[Forecast]) -> dict[str, Any]:
        """Means over forecasts of one forecaster, and the model's over the same figures."""
        row: dict[str, Any] = {"figures": len(own)}
        if not own:
            return row
        row |= self._scores([(f.figure, f.by) for f in own], own)
        if own[0].by != "model":
            twins = {f.figure: f for f in self.forecasts if f.by == "model"}
            same = [twins[f.figure] for f in own]
            told = self._scores([(f.figure, "model") for f in own], same)
            row |= {f"model_{name}": value for name, value in told.items()}
        return row

    def _scores(
        self, keys: Iterable[tuple[tuple[int, int, str], str]], own: Sequence[Forecast]
    ) -> dict[str, float]:
        parts = np.mean([self.parts[key] for key in keys], axis=0)
        errors = monte_carlo(parts)
        return {
            "crps": _short(np.mean([f.crps for f in own])),
            "crps_error": _short(errors[0]),
            "log": _short(np.mean([f.log for f in own])),
            "log_error": _short(errors[1]),
        }

    def lost(self) -> list[dict[str, Any]]:
        """Where another does better than the model on the same figures, and whether beyond both errors."""
        found = []
        for row in self.cells():
            if row["by"] == "model" or not row["figures"]:
                continue
            for score in ("crps", "log"):
                ours, theirs = row[f"model_{score}"], row[score]
                if theirs < ours:
                    noise = float(np.hypot(row[f"model_{score}_error"], row[f"{score}_error"]))
                    found.append(
                        {
                            "origin": row["origin"], "ahead": row["ahead"], "by": row["by"], "score": score,
                            "model": ours, "other": theirs, "figures": row["figures"],
                            "beyond_error": bool(ours - theirs > 2.0 * noise),
                        }
                    )  # fmt: skip
        return found

    def document(self) -> dict[str, Any]:
        """The hindcast as one JSON document, ``hindcast/1``."""
        return {
            "schema": "hindcast/1",
            "case": self.case.id,
            "command": self.command,
            "versions": {
                **{name: version(name) for name in ("foedus", "numba", "numpy", "scipy")},
                "python": platform.python_version(),
            },
            "draws": self.draws,
            "seed": self.seed,
            "units": {**QUANTITIES, "crps": "natural logarithms", "log": "nats", "day": "day of the case"},
            "dates": {
                str(day): self.date(day).isoformat()
                for day in sorted({*self.days, *(f.day for f in self.forecasts)})
            },
            "legend": dict(self.legend),
            "forecasters": FORECASTERS,
            "hindsight": {"told": list(self.hindsight), "priors_that_name_the_record": list(self.named)},
            "origins": {
                str(day): {
                    "date": self.date(day).isoformat(),
                    "known": len(one.known),
                    "effective": one.effective,
                    "power": one.power,
                    "figures": [self._seen(seen) for seen in one.known],
                }
                for day, one in self.basis.items()
            },
            "told_later": [self._seen(seen) for seen in self.later],
            "not_established_when": [self._seen(seen) for seen in self.undated],
            "forecasts": [
                {
                    **one._asdict(),
                    "date": self.date(one.day).isoformat(),
                    "made": self.date(one.origin).isoformat(),
                    "unit": QUANTITIES[one.quantity],
                }
                for one in self.forecasts
            ],
            "cells": self.cells(),
            "means": {f"by_{key}": self.means(key) for key in ("origin", "quantity", "ahead")},
            "model_loses": self.lost(),
            "missing": [
                {**one._asdict(), "by": one.by or "all", "date": self.date(one.day).isoformat()}
                for one in self.missing
            ],
        }

    def _seen(self, one: Seen) -> dict[str, Any]:
        """A figure with its day of knowledge; null where it is not established."""
        return {
            "quantity": one.quantity,
            "of": self.date(one.day).isoformat(),
            "low": one.low if np.isfinite(one.low) else None,
            "high": one.high if np.isfinite(one.high) else None,
            "unit": QUANTITIES[one.quantity],
            "reported": one.reported,
            "known": self.date(one.knows).isoformat() if one.knows < NEVER else None,
            "sources": one.source.split(),
            "claims": one.basis.split(),
            "excuse": one.excuse,
        }


def monte_carlo(parts: F8) -> F8:
    """Standard error of a mean over parts that share no row; zero where all of them say the same.

    Parameters
    ----------
    parts : float64[score, part]
    """
    errors = parts.std(axis=1, ddof=1) / np.sqrt(parts.shape[1])
    return np.asarray(np.where(np.ptp(parts, axis=1) == 0, 0.0, errors))


def named(known: Iterable[Parameter]) -> tuple[str, ...]:
    """Parameters whose prior names January 2022 as its basis."""
    return tuple(one.id for one in known if "January 2022" in one.basis)


def _short(value: Any) -> float:
    return float(f"{float(value):.4g}")
