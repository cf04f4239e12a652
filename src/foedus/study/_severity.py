"""Severity of state force: a scenario with all its harm, for study; never compared, ranked or searched.

The model lets force deter within a finite number of people, a short horizon and no defection. That makes
harsh force look effective: what a search over it would find is that assumption. So a scenario tells what
happens under one value, in absolute numbers, every channel of harm included, and nothing beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import OUTCOMES, Case, Problem
from foedus.errors import InputError, OutOfRange
from foedus.study._ensemble import Progress
from foedus.study._footing import fit
from foedus.study._markers import between
from foedus.study._sample import read_sample
from foedus.study._table import desk, run_table
from foedus.unrest import CHANNELS

__all__ = ["COURSE", "HARM", "REASON", "Scenario", "refuse_severity", "scenario", "with_severity"]

#: Every channel of harm, told in this order.
HARM = (
    "deaths", "deaths_state", "deaths_custody", "deaths_unarmed", "deaths_armed", "deaths_services",
    "injured", "detained", "released",
)  # fmt: skip
#: What else is told.
COURSE = ("peak_on_street", "peak_day", "peak_violent", "violent_peak_day", "calm_day")
REASON = (
    "severity of state force is a scenario for study, one value at a time and in absolute numbers: the model "
    "assumes how force deters, so comparing, ranking or searching over it would only find that assumption"
)
_RESTS = (
    "labels are those of the answers with severity as on record; at another value they rest, besides, on how "
    "the model lets force deter and kill, which nothing on record tells"
)
_SEVERITY = tuple(CHANNELS).index("severity")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens under one severity.

    Attributes
    ----------
    severity
        The value in every hour in which the record has any; ``None`` for the record's own.
    command
        The command that reproduces it.
    harm, course
        5, 50 and 95 % quantiles of each channel of harm, and of what else happens, over the runs in which it
        did; ``happened`` is their share.
    labels
        What each rests on, as `fit` says it.
    """

    case: Case
    severity: float | None
    runs: int
    seed: int
    command: str
    harm: dict[str, dict[str, float | None]]
    course: dict[str, dict[str, float | None]]
    labels: dict[str, dict[str, Any]]

    def document(self) -> dict[str, Any]:
        """The scenario as one JSON document."""
        return {
            "case": self.case.id,
            "command": self.command,
            "foedus": version("foedus"),
            "severity": "record" if self.severity is None else self.severity,
            "runs": self.runs,
            "seed": self.seed,
            "harm": {name: self._told(name, row) for name, row in self.harm.items()},
            "course": {name: self._told(name, row) for name, row in self.course.items()},
            "rests": _RESTS,
            "note": REASON,
        }

    def _told(self, name: str, row: dict[str, float | None]) -> dict[str, Any]:
        one, label = OUTCOMES[name], self.labels[name]
        rests = {key: label[key] for key in ("fit", "cause", "ratio", "parameters")}
        return {"meaning": one.meaning, "unit": one.unit, **row, "basis": rests}


def refuse_severity(names: Iterable[str]) -> None:
    """Refuse to compare, rank or search over severity.

    Raises
    ------
    InputError
        If it is among the names, with the reason.
    """
    if "severity" in names:
        raise InputError(REASON)


def with_severity(problem: Problem, value: float) -> Problem:
    """The problem with another severity in every hour in which the record has any."""
    channel = problem.script.channel.copy()
    channel[:, _SEVERITY] = np.where(channel[:, _SEVERITY] > 0.0, value, 0.0)
    return problem._replace(script=problem.script._replace(channel=channel))


def scenario(
    case: Case, severity: str, *, runs: int = 2000, seed: int = 1, progress: Progress | None = None
) -> Scenario:
    """Run a case under one severity of state force and tell all harm.

    Parameters
    ----------
    severity
        ``record``, or a number from 0 (none) to 1 (lethal force ordered and used).

    Raises
    ------
    InputError
        If more than one value is given, with the reason.
    OutOfRange
        If it is no number from 0 to 1.
    """
    words = [word for word in severity.replace(":", ",").split(",") if word.strip()]
    if len(words) > 1:
        raise InputError(REASON)
    value: float | None = None
    if severity.strip() != "record":
        try:
            value = float(severity)
        except ValueError:
            raise OutOfRange(f"severity: {severity!r} is not a number from 0 to 1 or: record") from None
        if not 0.0 <= value <= 1.0:
            raise OutOfRange(f"severity: {value:g} is out of range; expected 0 to 1")
    place, sample = desk(case), read_sample(case)
    problem = place.problem if value is None else with_severity(place.problem, value)
    found = run_table(
        place, sample.thetas[np.arange(runs) % len(sample.thetas)], seed, problem=problem, progress=progress
    ).outcomes
    labels = fit(sample)
    command = (
        f"foedus study scenario {case.id} severity={'record' if value is None else f'{value:g}'} "
        f"--runs {runs} --seed {seed}"
    )
    return Scenario(
        case, value, runs, seed, command, {name: _told(found[name]) for name in HARM},
        {name: _told(found[name]) for name in COURSE}, {name: labels[name] for name in (*HARM, *COURSE)},
    )  # fmt: skip


def _told(values: NDArray[np.float64]) -> dict[str, float | None]:
    return {**between(values), "happened": float(f"{np.isfinite(values).mean():.4g}")}
