"""The same decision as probabilities, for tests, tables and what a member's answer is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.council._decide import RULES, THRESHOLD_CONSENT, THRESHOLD_OBJECTION
from foedus.errors import OutOfRange, UnknownName

__all__ = ["Odds", "answer_odds", "pass_probability"]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


class Odds(NamedTuple):
    """Chances of each answer of a member that is present."""

    consent: NDArray[np.float64]
    non_objection: NDArray[np.float64]
    objection: NDArray[np.float64]


def answer_odds(utility: NDArray[np.float64] | Sequence[float], shock: float = 0.0) -> Odds:
    """Chances of consent, non-objection and objection, given the utilities and the shared shock.

    Parameters
    ----------
    utility
        Utilities in logits, any shape.
    shock
        Shift of all of them.
    """
    mean = np.asarray(utility, dtype=np.float64) + shock
    consent = _logistic(mean - THRESHOLD_CONSENT)
    objection = _logistic(THRESHOLD_OBJECTION - mean)
    return Odds(consent, np.maximum(0.0, 1.0 - consent - objection), objection)


def pass_probability(
    utility: NDArray[np.float64] | Sequence[float],
    rule: str,
    *,
    requester: Sequence[bool] | NDArray[np.bool_] | None = None,
    spread: float = 0.0,
    absence: float = 0.0,
    gate: bool = True,
    objector: int = -1,
    shock: float | None = None,
) -> float:
    """Chance that a request is adopted.

    Parameters
    ----------
    utility : shape (members,)
        Each member's utility in logits, before the shock.
    rule
        A key of `RULES`.
    requester : shape (members,), optional
        Who asks: it consents. Nobody if left out.
    spread
        Standard deviation of the shared shock; integrated by Gauss–Hermite quadrature with 60 nodes.
    absence
        Chance that a member takes no part.
    gate
        Whether the treaty lets the council adopt it at all.
    objector
        Place of a member that objects whatever it would have said; -1 for none.
    shock
        A given shock, in place of the integral.

    Raises
    ------
    UnknownName
        If there is no such rule.
    OutOfRange
        If the objector is no member.
    """
    if rule not in RULES:
        raise UnknownName("decision rule", rule, RULES)
    means = np.asarray(utility, dtype=np.float64)
    asks = np.zeros(means.size, np.bool_) if requester is None else np.asarray(requester, np.bool_)
    if objector >= means.size:
        raise OutOfRange(f"the objector is member {objector}; expected less than {means.size}")
    if not gate:
        return 0.0
    if shock is not None:
        return _given(means, rule, asks, absence, objector, shock)
    values = [_given(means, rule, asks, absence, objector, spread * float(node)) for node in _NODES]
    return float(min(1.0, np.dot(_WEIGHTS, values)))


def _given(
    means: NDArray[np.float64],
    rule: str,
    asks: NDArray[np.bool_],
    absence: float,
    objector: int,
    shock: float,
) -> float:
    odds = answer_odds(means, shock)
    consent = np.where(asks, 1.0, (1.0 - absence) * odds.consent)
    objection = np.where(asks, 0.0, (1.0 - absence) * odds.objection)
    if objector >= 0:
        consent[objector], objection[objector] = 0.0, 1.0
    if rule == "consensus":
        return float(np.prod(np.sort(1.0 - objection)))
    if rule == "unanimity":
        return float(np.prod(np.sort(consent)))
    law = np.ones(1)
    for p in np.sort(consent):
        law = np.convolve(law, [1.0 - p, p])
    return float(law[means.size // 2 + 1 :].sum())


def _logistic(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))
