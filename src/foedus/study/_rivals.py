"""Rival hypotheses side by side: which of them the case can tell apart, and what holds under all.

Every variant has a table of its own: the same prior draws, each restricted parameter moved between the levels
of its bounds, with all other luck alike. Two yardsticks are read off it, both of the prior under each variant
and not of a fit to the whole record:

- the **marginal likelihood** by ABC: the share of a variant's prior draws whose runs come within a
  tolerance of the record (Pritchard et al. 1999, Mol. Biol. Evol. 16:1791-1798; Grelaud et al. 2009,
  Bayesian Anal. 4:317-336 on what it can mean), with the Monte Carlo error of a count;
- the **predictive score** on the rolling origin (`_hindcast`): the mean logarithmic score, of the rows of the
  base's table that obey. The error of a difference joins the standard error over the origins and the Monte
  Carlo error, told by the two halves of the rows.

Two rivals are told apart where the marginal likelihoods differ by more than a factor of three (below that a
Bayes factor is not worth more than a mention: Jeffreys 1961) and by more than two Monte Carlo errors, and the
score differs the same way by more than its error times the 97.5 % quantile of Student's law for so few
origins. All else is *indistinguishable*.

How near the record each comes with the same runs of moves (`_own`) is told beside them and decides nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import sample_priors
from foedus.crisis import Case
from foedus.errors import FileError, OutOfRange
from foedus.study._baselines import weigh
from foedus.study._calibrate import Stages, silent
from foedus.study._hindcast import AHEAD, ORIGINS, Origin, origins, scores, targets
from foedus.study._observe import distance
from foedus.study._own import Effort, Own, near, own_sample
from foedus.study._sample import read_sample
from foedus.study._smc import systematic
from foedus.study._table import Desk, desk, run_table
from foedus.study._variants import QUESTIONS, VARIANTS, fixed, obeys, redraw

__all__ = ["INDISTINGUISHABLE", "Pair", "Rivals", "Standing", "bounds_told", "rivals", "told_apart"]

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
    effort
        What each variant could spend on a sample of its own.
    tolerance
        Distance from the record within which a run was accepted.
    near
        Greatest distance in the case's own sample; ``None`` if it has none that fits.
    samples
        By variant, base among them.
    """

    case: Case
    draws: int
    seed: int
    effort: Effort
    tolerance: float
    near: float | None
    standings: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    samples: dict[str, Own] = field(repr=False, compare=False)

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

    def document(self) -> dict[str, Any]:
        """The comparison as one JSON document, ``rivals/2``; an error that cannot be told is null."""
        return {
            "schema": "rivals/2",
            "case": self.case.id,
            "foedus": version("foedus"),
            "command": (
                f"foedus study rivals {self.case.id} --write --draws {self.draws} "
                f"--particles {self.effort.particles} --budget {self.effort.budget} --seed {self.seed}"
            ),
            "draws": self.draws,
            "particles": self.effort.particles,
            "budget": self.effort.budget,
            "seed": self.seed,
            "tolerance": _told(self.tolerance),
            "questions": QUESTIONS,
            "variants": {
                one.variant: {
                    "meaning": VARIANTS[one.variant].meaning,
                    "source": VARIANTS[one.variant].source,
                    "bounds": bounds_told(one.variant),
                    "draws": one.draws,
                    "accepted": one.accepted,
                    "log_evidence": _told(one.log_evidence),
                    "error": _told(one.error),
                    "scores": [_told(score) for score in one.scores],
                    "noise": _told(one.noise),
                    "sample": _sample_told(self.samples[one.variant]),
                }
                for one in self.standings
            },
            "pairs": [
                {
                    key: _told(value) if isinstance(value, float) else value
                    for key, value in pair._asdict().items()
                }
                for pair in self.pairs
            ],
            "surviving": list(self.surviving),
        }


def bounds_told(name: str) -> list[list[Any]]:
    """The restrictions of a variant as the document has them; where there is no bound is null."""
    return [[bound.parameter, _told(bound.low), _told(bound.high)] for bound in VARIANTS[name].bounds]


def _told(value: float) -> float | None:
    return float(f"{value:.4g}") if abs(value) < float("inf") else None


def _sample_told(own: Own) -> dict[str, Any]:
    return {
        "particles": len(own.thetas),
        "distinct": own.distinct,
        "least": _told(own.least),
        "greatest": _told(own.greatest),
        "runs": own.runs,
        "stopped": own.stopped,
        "check": list(own.check),
    }


def rivals(
    case: Case, *, draws: int = 40_000, seed: int = 2022, share: float = 0.005, effort: Effort | None = None,
    names: Sequence[str] | None = None, stages: Stages = silent,
) -> Rivals:  # fmt: skip
    """Compare the variants of every question on a case, and make each a sample of its own.

    Parameters
    ----------
    draws
        Rows of each table.
    share
        Share of the draws of the model as it stands that the tolerance accepts.
    effort
        What each variant may spend on its sample.
    names
        Variants to compare; all if not given.

    Raises
    ------
    OutOfRange
        If there are fewer draws than particles.
    """
    effort, place = effort or Effort(), desk(case)
    if effort.particles > draws:
        raise OutOfRange(f"{effort.particles} particles from {draws} draws: expected numbers that rise")
    wanted = list(names) if names is not None else [name for name in VARIANTS if name != "base"]
    thetas = sample_priors(place.known, draws, seed)
    days = [day for day in ORIGINS if place.observation.known(day)]
    past = origins(place, thetas, seed, days, stages)
    tolerance, standings, samples = np.inf, [], {}
    for name in ("base", *wanted):
        rows = redraw(name, place.known, thetas)
        with stages(f"runs of {name}") as told:
            table = run_table(place, rows, seed, progress=told)
        gap = distance(case, table.measures, place.record, place.observation)
        if name == "base":
            tolerance = float(np.quantile(gap, max(share, min(1.0, 20.0 / draws))))
        with stages(f"moves of {name}") as told:
            samples[name] = own_sample(place, name, thetas, gap, effort, seed, told)
        if _outside_only(name):
            # Nobody from outside is there before a request is known of: the forecasts are those of the base.
            said = _NOTHING
        elif fixed(name):
            said = _past(place, origins(place, rows, seed, days, stages), None)
        else:
            said = _past(place, past, obeys(name, thetas))
        standings.append(_standing(name, gap, tolerance, said))
    by_name = {one.variant: one for one in standings}
    pairs = [
        told_apart(question, by_name[a], by_name[b])
        for question in QUESTIONS
        for a, b in itertools.combinations([n for n in wanted if _question(n) == question], 2)
    ]
    return Rivals(
        case, draws, seed, effort, tolerance, _near(case), tuple(standings), tuple(pairs), samples
    )  # fmt: skip


def _near(case: Case) -> float | None:
    """Greatest distance in the case's own sample; nothing if there is none, or one that does not fit."""
    try:
        return near(read_sample(case))
    except FileError:
        return None


def _question(name: str) -> str:
    return VARIANTS[name].question if name in VARIANTS else ""


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
    if not past:
        return _NOTHING
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
            none = (
                "is made after the outside force came"
                if question == "outside"
                else "of the case can be scored"
            )
            why = f"no forecast {none}; " + (
                "runs come near the record about as often under both"
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
                else "runs come near the record about as often under both"
            )
    return Pair(question, first.variant, second.variant, evidence, noise, score, spread, verdict, why)
