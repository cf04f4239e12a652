"""From rows that a person wrote to the arrays of the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foedus.atlas import distances_km
from foedus.chance import Parameter, Prior
from foedus.unrest._state import Cities

__all__ = ["CityRow", "build", "city_parameters"]


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city of the place network: degrees, inhabitants, median grievance, hours relative to the case."""

    name: str
    lat: float
    lon: float
    population: float
    grievance: float = 1.0
    clock_ahead: float = 0.0
    emergency_from: float = np.inf
    emergency_to: float = np.inf


def build(rows: Sequence[CityRow]) -> Cities:
    """Arrange rows as arrays; the order of the rows is the index of the city everywhere."""
    clock = np.arange(24.0)[:, None] + np.array([r.clock_ahead for r in rows], np.float64)
    return Cities(
        population=np.array([r.population for r in rows], np.float64),
        grievance=np.array([r.grievance for r in rows], np.float64),
        distance=distances_km([r.lat for r in rows], [r.lon for r in rows]),
        awake=0.25 + 0.75 * np.maximum(0.0, np.cos(2.0 * np.pi * (clock - 18.0) / 24.0)),
        emergency_from=np.array([r.emergency_from for r in rows], np.float64),
        emergency_to=np.array([r.emergency_to for r in rows], np.float64),
    )


def city_parameters(names: Sequence[str]) -> tuple[Parameter, ...]:
    """Give each city its own multiplier of the grievance, believed to be around 1."""
    return tuple(
        Parameter(
            f"unrest.city.{name}",
            Prior("lognormal", 1.0, 0.6),
            "1",
            f"what sets {name} apart from its median grievance",
            "none: a city effect, so that not all cities move alike",
        )
        for name in names
    )
