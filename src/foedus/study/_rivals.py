"""Rival hypotheses side by side: which of them the case can tell apart, and what holds under all.

Two yardsticks, both of the prior under each variant and not of a fit to the whole record:

- the **marginal likelihood** by ABC: the share of a variant's prior draws whose runs come within a
  tolerance of the record (Pritchard et al. 1999, Mol. Biol. Evol. 16:1791-1798; Grelaud et al. 2009,
  Bayesian Anal. 4:317-336 on what it can mean), with the Monte Carlo error of a count;
- the **predictive score** on the rolling origin (`_hindcast`): the mean logarithmic score. The error of a
  difference joins the standard error over the origins and the Monte Carlo error, told by the two halves of
  the table.

Two rivals are told apart where the marginal likelihoods differ by more than a factor of three (below that a
Bayes factor is not worth more than a mention: Jeffreys 1961) and by more than two Monte Carlo errors, and the
score differs the same way by more than its error times the 97.5 % quantile of Student's law for so few
origins. All else is *indistinguishable*.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import sample_priors
from foedus.crisis import Case, Problem
from foedus.errors import InputError
from foedus.study._baselines import weigh
from foedus.study._calibrate import Stages, silent
from foedus.study._hindcast import AHEAD, ORIGINS, Origin, origins, scores, targets
from foedus.study._markers import between
from foedus.study._observe import distance
from foedus.study._sample import read_sample
from foedus.study._severity import refuse_severity
from foedus.study._smc import systematic
from foedus.study._table import Desk, desk, run_table
from foedus.study._variants import QUESTIONS, VARIANTS, bounds, obeys, redraw, variant

__all__ = ["INDISTINGUISHABLE", "Pair", "Rivals", "Standing", "range_over", "rivals", "told_apart"]

F8 = NDArray[np.float64]

INDISTINGUISHABLE = "indistinguishable"
#: A Bayes factor up to it is not worth more than a mention.
FACTOR = 3.0
_DRAWS, _LEAST = 2000, 50.0
_NOTHING: tuple[tuple[float, ...], float] = ((), 0.0)


class Standing(NamedTuple):
    """How a variant stands to the record.

    Attributes
    ----------
    draws, accepted
        Prior draws under the variant, and those whose runs came within the tolerance.
    log_evidence, error
        Logarithm of the share accepted, and its Monte Carlo standard error.
    scores
        Mean logarithmic score of the forecasts from each origin; empty if no forecast rests on it.
    noise
        Monte Carlo standard error of their mean.
    """

    variant: str
    draws: int
    accepted: int
    log_evidence: float
    error: float
    scores: tuple[float, ...]
    noise: float = 0.0


class Pair(NamedTuple):
    """Two rivals: differences of log evidence and mean score (first less second) with errors, and a verdict.

    A better score is lower, so `score` below zero speaks for the first, as does `evidence` above zero.
    """

    question: str
    first: str
    second: str
    evidence: float
    evidence_error: float
    score: float
    score_error: float
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class Rivals:
    """All variants of a case, pair by pair within each question.

    Attributes
    ----------
    tolerance
        Distance from the record within which a run was accepted.
    """

    case: Case
    draws: int
    seed: int
    tolerance: float
    standings: tuple[Standing, ...]
    pairs: tuple[Pair, ...]

    @property
    def surviving(self) -> tuple[str, ...]:
        """Variants that no rival has beaten, in their order, base left out."""
        beaten = set()
        for pair in self.pairs:
            if pair.verdict != INDISTINGUISHABLE:
                beaten.add(pair.second if pair.verdict == pair.first else pair.first)
        return tuple(
            one.variant for one in self.standings if one.variant not in beaten and one.variant != "base"
        )


def rivals(
    case: Case, *, draws: int = 50_000, seed: int = 2022, share: float = 0.005,
    names: Sequence[str] | None = None, stages: Stages = silent,
) -> Rivals:  # fmt: skip
    """Compare the variants of every question on a case.

    Variants that keep parameters on a side are read off one table of prior draws; those that set a
    parameter have a table of their own, with all other luck alike.

    Parameters
    ----------
    draws
        Rows of each table.
    share
        Share of the draws of the model as it stands that the tolerance accepts.
    names
        Variants to compare; all if not given.
    """
    place = desk(case)
    wanted = list(names) if names is not None else [name for name in VARIANTS if name != "base"]
    thetas = sample_priors(place.known, draws, seed)
    with stages("runs from the prior") as told:
        table = run_table(place, thetas, seed, progress=told)
    base = distance(case, table.measures, place.record, place.observation)
    tolerance = float(np.quantile(base, max(share, min(1.0, 20.0 / draws))))
    days = [day for day in ORIGINS if place.observation.known(day)]
    past = origins(place, thetas, seed, days, stages)
    standings = [_standing("base", base, tolerance, _past(place, past, np.ones(draws, bool)))]
    for name in wanted:
        if _sets(name):
            rows = redraw(name, place.known, thetas)
            with stages(f"runs of {name}") as told:
                own = run_table(place, rows, seed, progress=told)
            gap = distance(case, own.measures, place.record, place.observation)
            # Nobody from outside is there before a request is known of: the forecasts are those of the base.
            said = (
                _NOTHING
                if _outside_only(name)
                else _past(place, origins(place, rows, seed, days, stages), None)
            )
        else:
            kept = obeys(name, thetas)
            gap, said = base[kept], _past(place, past, kept)
        standings.append(_standing(name, gap, tolerance, said))
    by_name = {one.variant: one for one in standings}
    pairs = [
        told_apart(question, by_name[a], by_name[b])
        for question in QUESTIONS
        for a, b in itertools.combinations([n for n in wanted if _question(n) == question], 2)
    ]
    return Rivals(case, draws, seed, tolerance, tuple(standings), tuple(pairs))


def _question(name: str) -> str:
    return VARIANTS[name].question if name in VARIANTS else ""


def _sets(name: str) -> bool:
    return any(bound.low == bound.high for bound in bounds(name))


def _outside_only(name: str) -> bool:
    return _question(name) == "outside"


def _standing(name: str, gap: F8, tolerance: float, said: tuple[tuple[float, ...], float]) -> Standing:
    accepted = int((gap <= tolerance).sum())
    share = (accepted + 0.5) / (len(gap) + 1.0)
    return Standing(
        name, len(gap), accepted, float(np.log(share)), float(1.0 / np.sqrt(accepted + 0.5)), *said
    )


def _past(
    place: Desk, past: Sequence[Origin], kept: NDArray[np.bool_] | None
) -> tuple[tuple[float, ...], float]:
    """Mean logarithmic score of the forecasts from each origin with the rows kept; its Monte Carlo error."""
    rows = np.arange(len(past[0].away)) if kept is None else np.flatnonzero(kept)
    whole, even, odd = (_scored(place, past, part) for part in (rows, rows[::2], rows[1::2]))
    noise = 0.5 * abs(float(np.mean(even) - np.mean(odd))) if even and odd else np.inf
    return whole, noise


def _scored(place: Desk, past: Sequence[Origin], rows: NDArray[np.intp]) -> tuple[float, ...]:
    wanted = targets(place)
    found = []
    for one in past:
        own = [target for target in wanted if target.day - one.day in AHEAD]
        if not own or not len(rows):
            continue
        weights, _ = weigh(one.away[rows], _LEAST)
        chosen = rows[systematic(weights, _DRAWS, 0.5)]
        said = [scores(one.daily[t.quantity][chosen, t.day - 1].astype(np.float64), t)[1] for t in own]
        found.append(float(np.mean(said)))
    return tuple(found)


def told_apart(question: str, first: Standing, second: Standing) -> Pair:
    """Judge two rivals by the rule at the head of this file."""
    from scipy.stats import t as student

    evidence = first.log_evidence - second.log_evidence
    noise = float(np.hypot(first.error, second.error))
    if first.scores and second.scores:
        gaps = np.array(first.scores) - np.array(second.scores)
        score = float(gaps.mean())
        over = float(gaps.std(ddof=1) / np.sqrt(len(gaps))) if len(gaps) > 1 else np.inf
        spread = float(np.hypot(over, np.hypot(first.noise, second.noise)))
        few = float(student.ppf(0.975, max(1, len(gaps) - 1)))
    else:
        score, spread, few = 0.0, 0.0, 2.0
    likelier = abs(evidence) > max(np.log(FACTOR), 2.0 * noise)
    better = abs(score) > few * spread and score != 0.0
    if likelier and better and (evidence > 0) == (score < 0):
        verdict = first.variant if evidence > 0 else second.variant
        why = "nearer to the record and better in forecast, beyond both errors"
    else:
        verdict = INDISTINGUISHABLE
        if not first.scores or not second.scores:
            why = "no forecast is made after the outside force came; " + (
                "the record is reached about as often under both"
                if not likelier
                else "the record alone does not do"
            )
        elif not likelier and not better:
            why = "neither the record nor the forecasts differ beyond their error"
        elif likelier and better:
            why = "the record speaks for one and the forecasts for the other"
        else:
            why = (
                "the forecasts do not differ"
                if likelier
                else "the record is reached about as often under both"
            )
    return Pair(question, first.variant, second.variant, evidence, noise, score, spread, verdict, why)


def range_over(
    case: Case, setting: Mapping[str, str | float], variants: Sequence[str], *, runs: int = 1000,
    seed: int = 1, answers: Sequence[str] = ("deaths", "injured", "detained", "peak_on_street", "calm_day"),
) -> dict[str, Any]:  # fmt: skip
    """Run a setting under several variants and give the range of each answer over them.

    Each variant restricts the case's sample; luck is common to all, and to the levers at the record, so that
    `change` is what the setting does in the same world.

    Parameters
    ----------
    setting
        Levers that leave the record.
    variants
        Names; such as those that survive.
    answers
        Outcomes told of.

    Returns
    -------
    dict
        By answer: ``by_variant`` with the 5, 50 and 95 % quantiles, the median ``change`` against the
        record and the share of runs in which it is above zero (``rises``; ties half); ``range``: least 5 %
        and greatest 95 % quantile over the variants, and the range of the medians; ``sign``: "less" or "more"
        if at least two runs in three go that way under every variant, else "unclear".

    Raises
    ------
    InputError
        If no variant is given.
    """
    if not variants:
        raise InputError("no variant to range over")
    refuse_severity(setting)
    sample = read_sample(case).thetas
    here, there = desk(case, dict(setting)), desk(case)
    found: dict[str, dict[str, Any]] = {answer: {} for answer in answers}
    for name in variants:
        rows = variant(name)(sample)
        rows = rows[np.arange(runs) % len(rows)]
        moved, record = (_outcomes(one, one.problem, rows, seed) for one in (here, there))
        for answer in answers:
            change = moved[answer] - record[answer]
            change = change[np.isfinite(change)]
            told: dict[str, Any] = dict(between(moved[answer]))
            if len(change):
                told["change"] = float(f"{np.median(change):.6g}")
                told["rises"] = float(f"{(change > 0).mean() + 0.5 * (change == 0).mean():.4g}")
            found[answer][name] = told
    return {answer: {"by_variant": rows, **_range(rows)} for answer, rows in found.items()}


def _outcomes(place: Desk, problem: Problem, rows: F8, seed: int) -> dict[str, F8]:
    return run_table(place, rows, seed, problem=problem).outcomes


def _range(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    there = [row for row in rows.values() if row["p50"] is not None]
    if not there:
        return {"range": None, "medians": None, "sign": None}
    rises = [row.get("rises", 0.5) for row in there]
    sign = "less" if max(rises) <= 1 / 3 else "more" if min(rises) >= 2 / 3 else "unclear"
    return {
        "range": [min(row["p05"] for row in there), max(row["p95"] for row in there)],
        "medians": [min(row["p50"] for row in there), max(row["p50"] for row in there)],
        "sign": sign,
    }
