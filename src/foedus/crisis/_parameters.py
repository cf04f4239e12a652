"""The parameters that join the rooms, and the order of all parameters of a case."""

from __future__ import annotations

from foedus import council, forces, unrest
from foedus.chance import Parameter, Prior
from foedus.crisis._case import Case

__all__ = ["PARAMETERS", "parameters"]

PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "crisis.request_at",
        Prior("uniform", 0.0, 1.0),
        "1",
        "place of the request between its earliest and its latest hour",
        "the hour of the request is not published",
    ),
    Parameter(
        "crisis.calm_wait",
        Prior("lognormal", 60.0, 0.5),
        "hours",
        "calm before the host calls the mission complete",
        "January 2022: calm reported on 9 January, mission called complete on 11 January; one case",
    ),
)


def parameters(case: Case) -> tuple[Parameter, ...]:
    """All parameters of a case: unrest, council, forces, crisis, then one for each city."""
    return (
        *unrest.PARAMETERS,
        *council.PARAMETERS,
        *forces.PARAMETERS,
        *PARAMETERS,
        *unrest.city_parameters(case.city_names),
    )
