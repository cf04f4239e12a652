"""Which parameter drives which answer: Morris screening and Sobol indices, by SALib.

Parameters vary over the sample that the case ships with (each by its own quantiles, as if they were
independent: what binds them together is not kept) or over their priors. Every row is run with the same
lucks, so that what varies between rows is their parameters. Counts are taken as the logarithm of one more.

- Morris 1991, Technometrics 33:161-174, with μ* of Campolongo, Cariboni and Saltelli 2007, Environ. Model.
  Softw. 22:1509-1518: the mean size of one parameter's effect, at a cost that grows with their number.
- Sobol 2001, Math. Comput. Simul. 55:271-280, sampled after Saltelli 2002, Comput. Phys. Commun. 145:280-297:
  shares of the variance, alone (first) and with all that it takes part in (total), for the parameters that
  Morris puts first and for all others as one group. Intervals are bootstrap, 95 %.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import OUTCOMES, Case
from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.study._calibrate import Stages, silent
from foedus.study._footing import label
from foedus.study._sample import read_sample
from foedus.study._severity import refuse_severity
from foedus.study._space import free
from foedus.study._table import Desk, desk, mean_over

__all__ = ["DEFAULT", "OTHERS", "Sensitivity", "indices", "screen", "sensitivity"]

F8 = NDArray[np.float64]
#: From rows of levels between 0 and 1 to what each answer came to.
Runner = Callable[[F8], dict[str, F8]]

#: Answers that are asked about if none is named.
DEFAULT = ("deaths", "injured", "detained", "peak_on_street", "calm_day")
#: All parameters that Sobol takes together.
OTHERS = "all others"
#: Levels are kept off the ends, where a prior without end has none.
_LOW, _HIGH = 0.01, 0.99
_DAYS = ("calm_day", "withdrawal_day", "peak_day", "violent_peak_day")


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What drives each answer.

    Attributes
    ----------
    over
        Whether parameters vary over the case's sample or its priors.
    runs
        Runs that it took.
    morris
        By answer: parameter, μ*, half-width of its interval, σ; largest first.
    sobol
        By answer: parameter, first and total index with half-widths; largest total first.
    labels
        By answer: fit, cause, parameters and mechanisms, by the total indices.
    """

    case: Case
    over: str
    seed: int
    replicas: int
    runs: int
    morris: dict[str, list[dict[str, Any]]]
    sobol: dict[str, list[dict[str, Any]]]
    labels: dict[str, dict[str, Any]]


def screen(
    names: Sequence[str], run: Runner, *, trajectories: int, seed: int
) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """Morris screening of every parameter; gives the effects by answer, and the rows run."""
    sample, analyze = _salib("morris")
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[_LOW, _HIGH]] * len(names)}
    levels = sample.sample(problem, trajectories, num_levels=4, seed=seed)
    found: dict[str, list[dict[str, Any]]] = {}
    for answer, values in run(levels).items():
        said = analyze.analyze(problem, levels, values, num_levels=4, conf_level=0.95, seed=seed)
        rows: list[dict[str, Any]] = [
            {"parameter": name, "mu_star": _short(mu), "interval": _short(half), "sigma": _short(sd)}
            for name, mu, half, sd in zip(
                names, said["mu_star"], said["mu_star_conf"], said["sigma"], strict=True
            )
        ]
        found[answer] = sorted(rows, key=lambda row: -row["mu_star"])
    return found, len(levels)


def indices(
    names: Sequence[str], leading: Sequence[str], run: Runner, *, rows: int, seed: int
) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """Sobol indices of the leading parameters, and of all others together; and the rows run.

    Raises
    ------
    OutOfRange
        If `rows` is not a power of two.
    """
    if rows < 2 or rows & (rows - 1):
        raise OutOfRange(f"{rows} rows: expected a power of two, such as 256")
    sample, analyze = _salib("sobol")
    groups = [name if name in leading else OTHERS for name in names]
    problem = {
        "num_vars": len(names),
        "names": list(names),
        "groups": groups,
        "bounds": [[_LOW, _HIGH]] * len(names),
    }
    levels = sample.sample(problem, rows, calc_second_order=False, seed=seed)
    order = list(dict.fromkeys(groups))
    found: dict[str, list[dict[str, Any]]] = {}
    for answer, values in run(levels).items():
        if values.std() == 0.0:
            found[answer] = []
            continue
        centred = (values - values.mean()) / values.std()
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of resamples without variance
            said = analyze.analyze(problem, centred, calc_second_order=False, num_resamples=200, seed=seed)
        table: list[dict[str, Any]] = [
            {
                "parameter": name,
                "first": _short(said["S1"][g]),
                "first_interval": _short(said["S1_conf"][g]),
                "total": _short(said["ST"][g]),
                "total_interval": _short(said["ST_conf"][g]),
            }
            for g, name in enumerate(order)
        ]
        found[answer] = sorted(table, key=lambda row: -row["total"])
    return found, len(levels)


def sensitivity(
    case: Case, *, answers: Sequence[str] = DEFAULT, over: Literal["sample", "prior"] = "sample",
    trajectories: int = 20, leading: int = 10, rows: int = 512, replicas: int = 4, seed: int = 1,
    stages: Stages = silent,
) -> Sensitivity:  # fmt: skip
    """Ask which parameters drive the answers of a case.

    Parameters
    ----------
    answers
        Outcomes; each must happen in every row.
    over
        Vary parameters over the case's sample, or over their priors.
    trajectories
        Of Morris: each costs one row for every parameter, and one.
    leading
        Parameters that get a Sobol index of their own: those with the largest μ* over the answers.
    rows
        Of Sobol, a power of two; it costs ``rows · (leading + 3)``.
    replicas
        Lucks over which each row is averaged, common to all rows.

    Raises
    ------
    UnknownName
        If an answer is not an outcome.
    InputError
        If SALib is not installed, an answer does not happen in every row, or severity is asked about.
    """
    refuse_severity(answers)
    for answer in answers:
        if answer not in OUTCOMES:
            raise UnknownName("outcome", answer, OUTCOMES)
    _salib("sobol")
    place, sample = desk(case), read_sample(case)
    moving = np.flatnonzero(free(place.known))
    names = [place.known[j].id for j in moving]

    def run_in(stage: str) -> Runner:
        def run(levels: F8) -> dict[str, F8]:
            thetas = _thetas(place, sample.thetas, moving, levels, over)
            with stages(stage) as told:
                found = mean_over(place, thetas, seed, replicas, progress=told)
            return {answer: _plain(case, answer, found[answer]) for answer in answers}

        return run

    effects, first = screen(names, run_in("runs of the screening"), trajectories=trajectories, seed=seed)
    reach = dict.fromkeys(names, 0.0)
    for table in effects.values():
        most = max(row["mu_star"] for row in table) or 1.0
        for row in table:
            reach[row["parameter"]] = max(reach[row["parameter"]], row["mu_star"] / most)
    top = sorted(names, key=lambda name: -reach[name])[:leading]
    shares, second = indices(names, top, run_in("runs of the indices"), rows=rows, seed=seed)
    effective = int(sample.notes.get("population", {}).get("effective", len(sample.thetas)))
    labels = {
        answer: label(
            {r["parameter"]: r["total"] for r in table if r["parameter"] != OTHERS and r["total"] >= 0.01},
            sample.notes["spread"], effective,
        )
        for answer, table in shares.items()
    }  # fmt: skip
    return Sensitivity(case, over, seed, replicas, (first + second) * replicas, effects, shares, labels)


def _thetas(place: Desk, sample: F8, moving: NDArray[np.intp], levels: F8, over: str) -> F8:
    thetas = np.repeat(np.median(sample, axis=0)[None, :], len(levels), axis=0)
    for column, j in enumerate(moving):
        u = levels[:, column]
        thetas[:, j] = place.known[j].prior.quantile(u) if over == "prior" else np.quantile(sample[:, j], u)
    return thetas


def _plain(case: Case, answer: str, values: F8) -> F8:
    """As it is analysed: a day that never comes is the day after the last, a count its logarithm."""
    if answer in _DAYS:
        return np.where(np.isnan(values), case.hours / 24 + 1.0, values)
    if np.isnan(values).any():
        raise InputError(f"{answer} does not happen in every run: ask about one that does, such as deaths")
    return np.log1p(values) if OUTCOMES[answer].unit == "persons" else values


def _salib(method: str) -> tuple[Any, Any]:
    from importlib import import_module

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own imports
            return import_module(f"SALib.sample.{method}"), import_module(f"SALib.analyze.{method}")
    except ImportError:
        raise InputError(
            "sensitivity needs SALib, which is not installed; get it with: pip install 'foedus[sensitivity]'"
        ) from None


def _short(value: Any) -> float:
    return float(f"{float(value):.4g}") if np.isfinite(value) else 0.0
