"""Figures in words: rounding that does not claim more than it knows, and four marks for no number."""

from __future__ import annotations

import math

__all__ = [
    "NOT_APPLICABLE", "NOT_KNOWN", "change", "count", "exact", "interval", "share", "shares", "signed",
    "span",
]  # fmt: skip

#: What stands where a number is not known; never zero, never blank.
NOT_KNOWN = "not known"
#: What stands where a number has no meaning.
NOT_APPLICABLE = "n/a"


def exact(value: float | None) -> str:
    """A number of the record as it was given: ``36,831``; ``not known`` if there is none."""
    if value is None or math.isnan(value):
        return NOT_KNOWN
    return f"{value:,.10g}"


def count(value: float | None, places: int = 0) -> str:
    """A number of the model: three significant figures, at most `places` decimals; ``10,100``, ``3.3``."""
    if value is None or math.isnan(value):
        return NOT_KNOWN
    if value == 0:
        return "0"
    kept = min(places, 2 - math.floor(math.log10(abs(value))))
    rounded = round(value, kept)
    if float(rounded).is_integer():
        return f"{rounded:,.0f}"
    return f"{rounded:,.{max(kept, 0)}f}"


def span(low: float | None, high: float | None) -> str:
    """An interval of the record: ``7,939–9,900``; one bound alone is said to be one."""
    if low is None and high is None:
        return NOT_KNOWN
    if low is None:
        return f"at most {exact(high)}"
    if high is None:
        return f"at least {exact(low)}"
    return exact(low) if low == high else f"{exact(low)}–{exact(high)}"


def interval(low: float | None, mid: float | None, high: float | None, places: int = 0) -> str:
    """A median with its 5 and 95 % points: ``201 [121–322]``."""
    if mid is None or math.isnan(mid):
        return NOT_KNOWN
    if low is None or high is None:
        return count(mid, places)
    if low == mid == high:
        return count(mid, places)
    return f"{count(mid, places)} [{count(low, places)}–{count(high, places)}]"


def share(value: float | None) -> str:
    """A share as a whole per cent; what is not quite none or all is said so."""
    if value is None or math.isnan(value):
        return NOT_KNOWN
    if 0 < value < 0.005:
        return "<1\N{NO-BREAK SPACE}%"
    if 0.995 < value < 1:
        return ">99\N{NO-BREAK SPACE}%"
    return f"{value * 100:.0f}\N{NO-BREAK SPACE}%"


def signed(value: float | None, places: int = 0) -> str:
    """A difference with its sign: ``+12``, ``−1,230``, ``0``; rounded as `count` does."""
    words = count(value, places)
    if value is None or math.isnan(value) or not words.strip("-0.,"):
        return words if words == NOT_KNOWN else "0"
    return words.replace("-", "−") if value < 0 else f"+{words}"


def change(low: float | None, mid: float | None, high: float | None, places: int = 0) -> str:
    """A median difference with its 5 and 95 % points: ``−12 [−40 to +3]``."""
    if mid is None or math.isnan(mid):
        return NOT_KNOWN
    if low is None or high is None or low == mid == high:
        return signed(mid, places)
    return f"{signed(mid, places)} [{signed(low, places)} to {signed(high, places)}]"


def shares(less: float | None, same: float | None, more: float | None) -> str:
    """Three shares in whole per cent, in one: ``12 / 3 / 85``."""
    parts = (share(part).removesuffix("\N{NO-BREAK SPACE}%") for part in (less, same, more))
    return " / ".join(parts) if less is not None else NOT_KNOWN
