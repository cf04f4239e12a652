"""Quantities: a number or an interval with a unit from a closed list.

Missing is never zero: a quantity whose value is not known is ``Quantity(unit, None, None)``.
"""

from __future__ import annotations

from typing import NamedTuple

from foedus.errors import InputError, UnknownName

__all__ = ["UNITS", "Quantity", "quantity"]

#: Every unit that a file, an event or a result may carry, with what it counts.
UNITS: dict[str, str] = {
    "1": "a share or a number without unit",
    "persons": "people, whole",
    "hours": "hours of 60 minutes",
    "days": "days of 24 hours",
    "day": "a day of the case, the first being 1",
    "cities": "cities of the case's network",
    "regions": "first-level administrative units",
    "m": "metres; of a height, above mean sea level",
    "km": "kilometres along the great circle or the road",
    "km2": "square kilometres",
    "million m3": "millions of cubic metres of gas under standard conditions",
    "barrels/day": "barrels of 159 litres a day",
    "km/h": "kilometres an hour, halts included",
    "tonnes": "tonnes of 1,000 kg",
    "tenge/litre": "Kazakh tenge for a litre of fuel",
    "aircraft": "aircraft or sorties",
    "vehicles": "vehicles or pieces of equipment",
    "sites": "guarded sites",
    "weapons": "small arms",
    "assaults": "attempts to take a building",
    "states": "states",
    "shops": "shops or businesses",
    "checkpoints": "road checkpoints",
    "cases": "criminal or administrative cases",
    "incidents": "incidents, each at one place and time",
    "web resources": "pages or sites on the internet",
}


class Quantity(NamedTuple):
    """A value known to lie between two bounds, both included; ``None`` where a bound is not known."""

    unit: str
    low: float | None = None
    high: float | None = None

    @property
    def exact(self) -> bool:
        """Whether both bounds are known and equal."""
        return self.low is not None and self.low == self.high

    def __str__(self) -> str:
        """Return the interval in figures, then the unit: ``2,030–2,500 persons``."""
        if self.low is None and self.high is None:
            return f"not known ({self.unit})"
        if self.low is None or self.high is None:
            bound = self.low if self.low is not None else self.high
            return f"{'at least' if self.low is not None else 'at most'} {bound:,.10g} {self.unit}"
        if self.exact:
            return f"{self.low:,.10g} {self.unit}"
        return f"{self.low:,.10g}–{self.high:,.10g} {self.unit}"


def quantity(unit: str, low: float | None = None, high: float | None = None) -> Quantity:
    """Build a checked quantity.

    Parameters
    ----------
    unit
        A key of `UNITS`.
    low, high
        Bounds, both included. One given alone stands for itself only when `high` is left out.

    Raises
    ------
    UnknownName
        If the unit is not in `UNITS`.
    InputError
        If the lower bound exceeds the upper one.
    """
    if unit not in UNITS:
        raise UnknownName("unit", unit, UNITS)
    if low is not None and high is not None and low > high:
        raise InputError(f"the lower bound {low:g} exceeds the upper bound {high:g} {unit}")
    return Quantity(unit, low, high)
