"""Scores of probabilities of things that happen or not."""

from __future__ import annotations

import math

from foedus.errors import OutOfRange

__all__ = ["brier", "log_score"]


def brier(p: float, happened: bool) -> float:
    """Squared distance of a probability from what happened; 0 to 1.

    Raises
    ------
    OutOfRange
        If `p` is not a probability.
    """
    return (_probability(p) - float(happened)) ** 2


def log_score(p: float, happened: bool, *, base: float = math.e) -> float:
    """Negative logarithm of the probability given to what happened; infinite if it was given none.

    Parameters
    ----------
    p
        Probability that it happens.
    happened
        Whether it did.
    base
        Of the logarithm: e gives nats, 2 gives bits.

    Raises
    ------
    OutOfRange
        If `p` is not a probability.
    """
    given = _probability(p) if happened else 1.0 - _probability(p)
    return math.inf if given == 0.0 else -math.log(given) / math.log(base) + 0.0


def _probability(p: float) -> float:
    if not 0.0 <= p <= 1.0:
        raise OutOfRange(f"{p:g} is not a probability; expected 0 to 1")
    return p
