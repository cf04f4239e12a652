"""What an answer rests on: how far the record narrowed its parameters, and what cases vary.

One function labels every answer, whoever prints it (`label`). Its shares are made when a case is calibrated:

1. The tenth of the prior table that is nearest to the record is run twice more, each time with luck of its
   own. Of all rows two in five have no crisis, and much would seem to hang on what starts one;
   and with the luck by which they were chosen, answers would not vary as they do in a replay.
2. The correlation between the two runs of a row is the share of parameters in the variation of the answer,
   interactions included; the rest is luck.
3. What of it is linear in normal scores is divided among the parameters by relative weights (Johnson 2000,
   Multivar. Behav. Res. 35:1-19), which add up although the rows near the record bind parameters together.
4. What is left of the parameters' share is nobody's; the label counts it as prior.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.crisis import OUTCOMES
from foedus.score import fit_label
from foedus.study._sample import Sample
from foedus.study._smc import systematic
from foedus.study._space import free, to_normal

__all__ = [
    "ALONE",
    "CAUSES",
    "GIVEN",
    "MECHANISMS",
    "Mechanism",
    "cause",
    "fit",
    "label",
    "mechanism_of",
    "shares",
    "spread",
    "weighed",
]

F8 = NDArray[np.float64]

#: Answers that no parameter and no luck moves, with why: they are the record, not a result. Their fit is
#: ``data`` with a ratio of zero, and the label says that they are given.
GIVEN = {"emergency_days": "handed to the runs by the case's schedule; nothing that varies moves it"}
#: A parameter whose basis says so stays at its prior: what narrows it in a sample is a total that it is part
#: of, and no datum of its own.
ALONE = "prior alone"
#: Shares below are not told one by one; a label names at most so many parameters, each of at least so much.
_TOLD, _NAMED, _MOST = 0.005, 0.01, 8


class Mechanism(NamedTuple):
    """A mechanism of the model.

    Attributes
    ----------
    meaning
        What it does.
    parameters
        Beginnings of the ids of its parameters.
    levers
        Levers that act through it.
    cases
        Calibrated cases in which it stands at another value than in the others, with how.
    """

    meaning: str
    parameters: tuple[str, ...]
    levers: tuple[str, ...]
    cases: Mapping[str, str]


#: The words for a cause, with what earns them.
CAUSES = {
    "identified": "at least two calibrated cases differ in every mechanism that the answer hangs on",
    "assumed": "what the model says; no comparison between cases stands behind it",
}

_ALONE = "one setting, by its record; nothing to compare it with"
_KZ = {"kazakhstan-2022": _ALONE}

#: Every mechanism, and the calibrated cases that vary it. A case that is fitted adds itself here.
MECHANISMS: dict[str, Mechanism] = {
    "joining": Mechanism(
        "people join what they see, near and far",
        ("unrest.s0", "unrest.lambda", "unrest.gamma", "unrest.d0", "unrest.delta", "unrest.mu0",
         "unrest.tau", "unrest.city.", "unrest.price"),
        ("price_shock",),
        _KZ,
    ),
    "shutdown": Mechanism(
        "a shutdown cuts what is far and thickens what is near, and costs lives",
        ("unrest.chi", "unrest.ell", "unrest.phi_services"),
        ("shutdown_from", "shutdown_to"),
        _KZ,
    ),
    "escalation": Mechanism(
        "crowds turn to violence, by contact with police or without",
        ("unrest.e0", "unrest.e1", "unrest.e2"),
        ("dialogue", "dialogue_from"),
        _KZ,
    ),
    "exhaustion": Mechanism("people go home", ("unrest.w_p", "unrest.w_v"), (), _KZ),
    "policing": Mechanism(
        "officers disperse and detain as far as they are enough",
        ("unrest.disp", "unrest.a_v", "unrest.a_p", "unrest.a_u", "unrest.hold", "unrest.rho", "unrest.f",
         "unrest.m0"),
        ("dialogue", "dialogue_from", "release"),
        _KZ,
    ),
    "repression": Mechanism(
        "severe force and deaths deter or bring out", ("unrest.b1", "unrest.b2", "unrest.psi"), (), _KZ
    ),
    "concession": Mechanism(
        "what is announced and delivered calms or emboldens",
        ("unrest.theta_",),
        ("announced_hour", "announced_strength", "delivered_hour", "delivered_strength", "release"),
        _KZ,
    ),
    "harm": Mechanism(
        "force and violence kill and injure",
        ("unrest.phi", "unrest.unarmed", "unrest.custody", "unrest.iota"),
        (),
        _KZ,
    ),
    "outside": Mechanism(
        "an outside force frees guards, signals, or is resented",
        ("unrest.xi", "unrest.loyalty", "unrest.backlash"),
        ("force", "force_shift", "request"),
        _KZ,
    ),
    "council": Mechanism(
        "members judge law, threat and friendship, and answer",
        ("council.",),
        ("request", "account", "rule", "objector", "legal_table", "absent"),
        _KZ,
    ),
    "forces": Mechanism(
        "states muster, fly and drive",
        ("forces.", "crisis."),
        ("force", "force_shift", "airfield_capacity", "not_contributing"),
        _KZ,
    ),
}  # fmt: skip


def mechanism_of(parameter: str) -> str | None:
    """Name the mechanism that a parameter belongs to: that of the longest beginning of its id."""
    best, found = 0, None
    for name, one in MECHANISMS.items():
        for start in one.parameters:
            if parameter.startswith(start) and len(start) > best:
                best, found = len(start), name
    return found


def cause(parameters: Mapping[str, float]) -> tuple[str, list[str]]:
    """Say whether cases stand behind an answer that hangs on these parameters, and by which mechanisms.

    Parameters
    ----------
    parameters
        Ids, with the share of each.

    Returns
    -------
    label, mechanisms
        ``identified`` or ``assumed``, and the mechanisms with the largest share first. A single case never
        identifies anything: a mechanism counts only where at least two calibrated cases vary it.
    """
    shares: dict[str, float] = {}
    for name, share in parameters.items():
        if (place := mechanism_of(name)) is not None:
            shares[place] = shares.get(place, 0.0) + share
    order = sorted(shares, key=lambda name: -shares[name])
    held = bool(order) and all(len(MECHANISMS[name].cases) > 1 for name in order)
    return ("identified" if held else "assumed"), order


class _Axes(NamedTuple):
    """Parameters of rows in standard units: columns, values, the root of their correlations, its inverse."""

    moving: NDArray[np.intp]
    x: F8
    root: F8
    inverse: F8


def shares(
    known: tuple[Parameter, ...], thetas: F8, first: F8, again: F8 | None = None, *,
    memo: dict[bytes, _Axes] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Divide the variation of an answer among parameters and luck: steps 2 to 4 of this file's head.

    Parameters
    ----------
    thetas : float64[row, parameter]
        Rows near the record.
    first, again : float64[row]
        What the answer came to, with one luck and with another; not-a-number where it did not happen. Without
        the second, luck cannot be told from the rest, and all of that counts as nobody's.
    memo
        Saves time over many answers of the same rows: give an empty one, and the same each time.

    Returns
    -------
    dict
        ``parameters``: shares by id, largest first; ``others``: what is nobody's; ``luck``; ``rows``: in how
        many rows it happened. With no ``parameters`` and ``others`` of 1 if it does not vary in them.
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    there = np.isfinite(first) if again is None else np.isfinite(first) & np.isfinite(again)
    nothing: dict[str, Any] = {"parameters": {}, "others": 1.0, "luck": 0.0, "rows": int(there.sum())}
    runs = [values[there] for values in (first, again) if values is not None]
    if there.sum() < 2 * free(known).sum() or min(values.std() for values in runs) == 0.0:
        return nothing
    memo = {} if memo is None else memo
    key = there.tobytes()
    if key not in memo:
        memo[key] = _axes(known, thetas[there])
    axes = memo[key]
    y = [_scored(ndtri((rankdata(values) - 0.5) / len(values))) for values in runs]
    whole = float(np.clip((y[0] * y[-1]).mean(), 0.0, 1.0))
    slope = axes.inverse @ (axes.x.T @ np.mean(y, axis=0) / len(axes.x))
    weights = axes.root**2 @ slope**2
    order = np.argsort(-weights, kind="stable")
    told = {known[axes.moving[j]].id: _short(weights[j]) for j in order if weights[j] >= _TOLD}
    named = sum(told.values())
    return nothing | {
        "parameters": told,
        "others": _short(max(whole - named, 0.0)),
        "luck": _short(max(1.0 - max(whole, named), 0.0)),
    }


def _axes(known: tuple[Parameter, ...], thetas: F8) -> _Axes:
    moving = np.flatnonzero(free(known))
    x = to_normal(known, thetas)[:, moving]
    moved = x.std(axis=0) > 0.0
    x = _scored(x[:, moved])
    value, vector = np.linalg.eigh(x.T @ x / len(x))
    root = np.sqrt(np.maximum(value, 1e-12))
    return _Axes(moving[moved], x, (vector * root) @ vector.T, (vector / root) @ vector.T)


def _scored(values: F8) -> F8:
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0))


def spread(known: tuple[Parameter, ...], prior: F8, kept: F8, weights: F8 | None = None) -> dict[str, float]:
    """Standard deviation of the kept rows, weighed if asked, against the prior's.

    It is that of logarithms where the prior is lognormal.
    """
    ratios = {}
    for j, parameter in enumerate(known):
        if (wide := _plain(parameter, prior[:, j]).std()) > 0:
            values = _plain(parameter, kept[:, j])
            middle = np.average(values, weights=weights)
            ratios[parameter.id] = _short(np.sqrt(np.average((values - middle) ** 2, weights=weights)) / wide)
    return ratios


def _plain(parameter: Parameter, values: F8) -> F8:
    return np.log(values) if parameter.prior.kind == "lognormal" else values


def label(
    parts: Mapping[str, float], narrowed: Mapping[str, float], rows: float, *, others: float = 0.0,
    alone: Collection[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Label an answer by the parameters on which it hangs.

    Parameters
    ----------
    parts
        Parameters with their share in the answer's variation.
    narrowed
        Standard deviation of each in the sample, against the prior's.
    rows
        Independent rows of the sample. A spread that a sample of this size of the prior itself would show in
        one of so many parameters, in one case in twenty, is the prior's.
    others
        Share of parameters that is nobody's: counted as prior.
    alone
        Parameters that stay at their prior whatever the sample shows.
    """
    from scipy.special import ndtri

    noise = float(ndtri(1.0 - 0.025 / max(len(narrowed), 1))) / np.sqrt(2.0 * rows)
    left = {
        name: narrowed[name] if narrowed[name] < 1.0 - noise and name not in alone else 1.0
        for name in parts
        if name in narrowed
    }
    whole = sum(parts[name] for name in left) + others
    ratio = (sum(parts[name] * left[name] for name in left) + others) / whole if whole else 1.0
    named = sorted((name for name in left if parts[name] >= _NAMED), key=lambda name: -parts[name])[:_MOST]
    said, mechanisms = cause({name: parts[name] for name in named})
    return {
        "fit": fit_label(ratio),
        "cause": said,
        "ratio": float(f"{ratio:.3g}"),
        "parameters": named,
        "mechanisms": mechanisms,
    }


def fit(sample: Sample) -> dict[str, dict[str, Any]]:
    """Say of each answer what it rests on: every outcome, each member's contingent and each member's consent.

    *fit* is ``data``, ``mixed`` or ``prior`` by the spread of the kept rows against the prior, averaged
    over the parameters on which the answer hangs, each by its share, and what is nobody's as prior. *cause*
    is ``identified`` where at least two calibrated cases vary every mechanism behind them, else ``assumed``.

    Returns
    -------
    dict
        By outcome, ``personnel_<iso3>`` and ``consent_<iso3>``: ``fit``, ``cause``, ``ratio``,
        ``parameters``, ``mechanisms``, ``others`` and ``luck`` as in `shares`, and ``note`` where the label
        needs a word: for what is `GIVEN`, and for what does not vary or hardly happens near the record,
        whose fit is ``prior``.
    """
    notes = sample.notes
    alone = {parameter.id for parameter in sample.known if ALONE in parameter.basis}
    found = {}
    for answer in dict.fromkeys((*OUTCOMES, *notes["sensitive"])):
        if answer in GIVEN:
            named: dict[str, Any] = {"fit": "data", "cause": "assumed", "ratio": 0.0, "parameters": []}
            found[answer] = named | {"mechanisms": [], "others": 0.0, "luck": 0.0, "note": GIVEN[answer]}
            continue
        one = notes["sensitive"].get(answer, {"parameters": {}, "others": 1.0, "luck": 0.0})
        row = label(
            one["parameters"],
            notes["spread"],
            notes["population"]["effective"],
            others=one["others"],
            alone=alone,
        )
        found[answer] = row | {"others": one["others"], "luck": one["luck"]}
        if not one["parameters"]:
            found[answer]["note"] = "does not vary, or hardly happens, near the record"
    return found


def weighed(known: tuple[Parameter, ...], thetas: F8, values: F8, weights: F8) -> dict[str, Any]:
    """Label an answer of rows that are weighed and not fitted, such as a forecast's.

    Parameters
    ----------
    thetas : float64[row, parameter]
        Draws from the priors.
    values, weights : float64[row]
        What the answer came to, once; and what each row counts.
    """
    weights = weights / weights.sum()
    rows = 1.0 / float((weights**2).sum())
    # As many rows as they are worth, drawn by their weight: their correlations show no more than they can.
    chosen = systematic(weights, max(2, int(rows)), 0.5)
    one = shares(known, thetas[chosen], values[chosen])
    alone = {parameter.id for parameter in known if ALONE in parameter.basis}
    narrowed = spread(known, thetas, thetas, weights)
    found = label(one["parameters"], narrowed, rows, others=one["others"], alone=alone)
    return found | {"others": one["others"], "luck": one["luck"]}


def _short(value: Any) -> float:
    return float(f"{float(value):.4g}")
