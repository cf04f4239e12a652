"""Words for how much the record has taught a model."""

from __future__ import annotations

import math
from typing import Literal

from foedus.errors import OutOfRange

__all__ = ["FIT_LABELS", "fit_label"]

#: What an answer rests on, by the spread of its parameters after the fit over that before.
FIT_LABELS: dict[str, str] = {
    "data": "the record narrowed the parameters: spread below 0.70 of the prior's",
    "mixed": "the record narrowed them a little: 0.70 to 0.95",
    "prior": "the record taught next to nothing: above 0.95",
}


def fit_label(ratio: float) -> Literal["data", "mixed", "prior"]:
    """Label the ratio of posterior to prior standard deviation; bounds as in `FIT_LABELS`.

    Raises
    ------
    OutOfRange
        If the ratio is negative or not a number.
    """
    if math.isnan(ratio) or ratio < 0.0:
        raise OutOfRange(f"the ratio of spreads is {ratio:g}; expected zero or more")
    if ratio < 0.7:
        return "data"
    return "mixed" if ratio <= 0.95 else "prior"
