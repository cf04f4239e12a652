"""Which parameter drives which answer: near the record, or over the priors; by SALib.

*Near the record* one parameter at a time is drawn anew, all else as the record binds it (`_radial`): μ* and
total index of every parameter. *Over the priors* all vary, each for itself; many rows then are worlds in
which nothing starts, so that much seems to hang on what starts a crisis:

- Morris 1991, Technometrics 33:161-174, with μ* of Campolongo, Cariboni and Saltelli 2007, Environ. Model.
  Softw. 22:1509-1518: the mean size of one parameter's effect, at a cost that grows with their number.
- Sobol 2001, Math. Comput. Simul. 55:271-280, sampled after Saltelli 2002, Comput. Phys. Commun. 145:280-297:
  shares of the variance, alone (first) and with all that it takes part in (total), for the parameters that
  Morris puts first and for all others as one group.

Intervals are bootstrap, 95 %. Counts are taken as the logarithm of one more; luck is common to what is
compared.

Labels are not made of these numbers: they are those of `_footing.fit`, which a replay prints too. The shares
on which they rest stand beside. They are shares of luck and parameters together, linear in normal scores,
and add up; an index counts interactions as often as parameters take part in them. Near the record both speak
of the same worlds, over the priors of others.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.crisis import OUTCOMES, Case
from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.study._calibrate import Stages, silent
from foedus.study._footing import fit
from foedus.study._radial import Near, Radial, near_rows, redrawn
from foedus.study._sample import read_sample
from foedus.study._severity import refuse_severity
from foedus.study._space import free
from foedus.study._table import Desk, desk, mean_over

__all__ = ["DEFAULT", "OTHERS", "Sensitivity", "indices", "scale_of", "screen", "sensitivity", "totals"]

F8 = NDArray[np.float64]
#: From rows of levels between 0 and 1 to what each answer came to.
Runner = Callable[[F8], dict[str, F8]]

#: Answers that are asked about if none is named.
DEFAULT = ("deaths", "injured", "detained", "peak_on_street", "calm_day")
#: All parameters that Sobol takes together.
OTHERS = "all others"
#: Levels are kept off the ends, where a prior without end has none.
_LOW, _HIGH = 0.01, 0.99
_RESAMPLES = 200
_DAYS = ("calm_day", "withdrawal_day", "peak_day", "violent_peak_day")


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What drives each answer.

    Attributes
    ----------
    over
        Whether parameters vary near the ``record`` or over the ``prior``.
    epsilon
        Distance from the record up to which a run is near it.
    command
        The command that reproduces it.
    known
        The parameters that vary.
    runs
        Runs that it took.
    morris
        By answer: parameter, μ*, half-width of its interval, σ, in units of `scale_of`; largest first.
    sobol
        By answer: parameter, total index with its half-width, over the prior the first index too, near the
        record the share of rows that could be drawn anew; largest total first.
    near
        By answer: shares of parameters, of nobody, and of luck near the record, as `_footing.shares`.
    labels
        By answer: what it rests on, as `_footing.fit` and a replay say it.
    """

    case: Case
    over: str
    epsilon: float
    seed: int
    runs: int
    command: str
    known: tuple[Parameter, ...]
    morris: dict[str, list[dict[str, Any]]]
    sobol: dict[str, list[dict[str, Any]]]
    near: dict[str, dict[str, Any]]
    labels: dict[str, dict[str, Any]]

    def document(self) -> dict[str, Any]:
        """The analysis as one JSON document."""
        return {
            "case": self.case.id,
            "command": self.command,
            "foedus": version("foedus"),
            "over": self.over,
            "epsilon": self.epsilon,
            "seed": self.seed,
            "runs": self.runs,
            "answers": {
                name: {
                    "meaning": OUTCOMES[name].meaning,
                    "unit": OUTCOMES[name].unit,
                    "scale": scale_of(name),
                }
                for name in self.sobol
            },
            "units": {"mu_star": "the answer's scale", "first": "1", "total": "1", "near": "1"},
            "parameters": {one.id: {"meaning": one.meaning, "unit": one.unit} for one in self.known},
            "morris": self.morris,
            "sobol": self.sobol,
            "near": self.near,
            "labels": self.labels,
        }


def scale_of(answer: str) -> str:
    """Tell in what an answer is analysed: counts as the logarithm of one more."""
    unit = OUTCOMES[answer].unit
    return "ln(1 + persons)" if unit == "persons" else {"day": "days", "1": "share"}.get(unit, unit)


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
    _power_of_two(rows)
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
        said = _analysed(analyze, problem, values, seed)
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


def _power_of_two(rows: int) -> None:
    if rows < 2 or rows & (rows - 1):
        below = 1 << max(1, rows.bit_length() - 1)
        raise OutOfRange(f"{rows} rows: expected a power of two, such as {below} or {2 * below}")


def _analysed(analyze: Any, problem: dict[str, Any], values: F8, seed: int) -> Any:
    """Let SALib analyse runs in Saltelli's order; a seed of zero would be none to it."""
    centred = (values - values.mean()) / values.std()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of resamples without variance
        return analyze.analyze(
            problem, centred, calc_second_order=False, num_resamples=_RESAMPLES, seed=seed + 1
        )


def totals(
    names: Sequence[str], base: F8, again: F8, there: NDArray[np.bool_], seed: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Total index and μ* of each parameter from rows, and the same rows with one parameter drawn anew.

    Parameters
    ----------
    base : float64[row], again : float64[row, parameter], there : bool[row, parameter]
        What an answer came to, and whether the row could be drawn anew.

    Returns
    -------
    indices, effects
        As in `Sensitivity`; empty if the answer does not vary.
    """
    if base.std() == 0.0:
        return [], []
    _, analyze = _salib("sobol")
    rng = np.random.default_rng(seed)
    parts, effects = [], []
    for j, name in enumerate(names):
        mine = there[:, j]
        own, new = base[mine], again[mine, j]
        if len(own) < 8 or own.std() == 0.0:
            continue
        # A third matrix belongs to the design; of it the total takes the variance alone.
        whole = np.stack([own, new, np.roll(own, len(own) // 2)], axis=1).reshape(-1)
        problem = {"num_vars": 1, "names": [name], "bounds": [[0.0, 1.0]]}
        said = _analysed(analyze, problem, whole, seed)
        # Against the variance of all rows, not of those alone from which a draw came near.
        scale = float(np.var(whole.reshape(-1, 3)[:, [0, 2]]) / base.var())
        parts.append(
            {
                "parameter": name,
                "total": _short(said["ST"][0] * scale),
                "total_interval": _short(said["ST_conf"][0] * scale),
                "drawn": _short(mine.mean()),
            }
        )
        size = np.abs(new - own)
        means = size[rng.integers(0, len(size), (_RESAMPLES, len(size)))].mean(axis=1)
        effects.append(
            {
                "parameter": name,
                "mu_star": _short(size.mean()),
                "interval": _short(1.96 * means.std(ddof=1)),
                "sigma": _short((new - own).std(ddof=1)),
            }
        )
    return (
        sorted(parts, key=lambda row: -row["total"]),
        sorted(effects, key=lambda row: -row["mu_star"]),
    )


def sensitivity(
    case: Case, *, answers: Sequence[str] = DEFAULT, over: Literal["record", "prior"] = "record",
    rows: int = 256, trajectories: int = 20, leading: int = 10, replicas: int = 4, seed: int = 1,
    stages: Stages = silent,
) -> Sensitivity:  # fmt: skip
    """Ask which parameters drive the answers of a case.

    Near the record it costs ``rows · (15 + 1.5 · parameters)`` runs, about: with 256 rows and 77 parameters
    35,000, of which one core makes 1,300 a second. Over the prior it costs
    ``replicas · (trajectories · (parameters + 1) + rows · (leading + 3))``: with all as given here 20,000.

    Parameters
    ----------
    answers
        Outcomes; each must happen in every row.
    over
        Vary parameters near the record, one at a time, or over their priors, all at once.
    rows
        Rows near the record, or of Sobol; a power of two.
    trajectories
        Of Morris, over the prior: each costs one row for every parameter, and one.
    leading
        Parameters that get a Sobol index of their own, over the prior: those with the largest μ*.
    replicas
        Lucks over which each row is averaged, common to all rows, over the prior. Near the record each row
        has one luck, that of all draws from it.

    Raises
    ------
    UnknownName
        If an answer is not an outcome.
    OutOfRange
        If `rows` is not a power of two; before anything is run.
    InputError
        If SALib is not installed, an answer does not happen in every row, or severity is asked about.
    """
    refuse_severity(answers)
    for answer in answers:
        if answer not in OUTCOMES:
            raise UnknownName("outcome", answer, OUTCOMES)
    _power_of_two(rows)
    for method in ("morris", "sobol"):
        _salib(method)
    place, sample = desk(case), read_sample(case)
    moving = np.flatnonzero(free(place.known))
    known = tuple(place.known[j] for j in moving)
    names = [one.id for one in known]
    epsilon = float(sample.notes["near"]["epsilon"])
    asked = " ".join(f"--answer {answer}" for answer in answers)
    command = f"foedus study sensitivity {case.id} {asked} --over {over} --rows {rows} --seed {seed}"
    effects: dict[str, list[dict[str, Any]]]
    parts: dict[str, list[dict[str, Any]]]
    if over == "record":
        with stages("runs from the prior") as told:
            base = near_rows(place, epsilon, rows, seed, told)
        with stages("runs near the record") as told:
            found = redrawn(place, base, moving, epsilon, seed, told)
        parts, effects, runs = {}, {}, base.runs + found.runs
        for answer in answers:
            parts[answer], effects[answer] = _near(case, answer, names, base, found, seed)
    else:

        def run(levels: F8, stage: str) -> dict[str, F8]:
            thetas = _quantiles(place, moving, levels)
            with stages(stage) as told:
                means = mean_over(place, thetas, seed, replicas, progress=told)
            return {answer: _plain(case, answer, means[answer]) for answer in answers}

        effects, one = screen(
            names, lambda levels: run(levels, "runs of the screening"), trajectories=trajectories, seed=seed
        )
        parts, two = indices(
            names, _leading(effects, names)[:leading], lambda levels: run(levels, "runs of the indices"),
            rows=rows, seed=seed,
        )  # fmt: skip
        runs = (one + two) * replicas
        command += f" --trajectories {trajectories} --leading {leading} --replicas {replicas}"
    rests = fit(sample)
    return Sensitivity(
        case, over, epsilon, seed, runs, command, known, effects, parts,
        {answer: sample.notes["sensitive"].get(answer, {}) for answer in answers},
        {answer: rests[answer] for answer in answers},
    )  # fmt: skip


def _near(
    case: Case, answer: str, names: Sequence[str], rows: Near, found: Radial, seed: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    base = _plain(case, answer, rows.outcomes[answer])
    again = np.where(found.there, found.again[answer], 0.0)
    again = np.where(found.there, _plain(case, answer, again.reshape(-1)).reshape(again.shape), np.nan)
    return totals(names, base, again, found.there, seed)


def _leading(effects: dict[str, list[dict[str, Any]]], names: Sequence[str]) -> list[str]:
    """Parameters by their largest μ* over the answers, each against the answer's largest."""
    reach = dict.fromkeys(names, 0.0)
    for table in effects.values():
        most = max(row["mu_star"] for row in table) or 1.0
        for row in table:
            reach[row["parameter"]] = max(reach[row["parameter"]], row["mu_star"] / most)
    return sorted(names, key=lambda name: -reach[name])


def _quantiles(place: Desk, moving: NDArray[np.intp], levels: F8) -> F8:
    """Rows of parameters: those that move at levels of their priors, the others where they are fixed."""
    thetas = np.repeat([[one.prior.quantile(np.array([0.5]))[0] for one in place.known]], len(levels), axis=0)
    for column, j in enumerate(moving):
        thetas[:, j] = place.known[j].prior.quantile(levels[:, column])
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
