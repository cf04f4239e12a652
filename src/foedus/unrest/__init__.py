"""Unrest: protest, violence, detention and harm on a network of cities (model CITYNET)."""

from foedus.unrest._cities import CityRow, build, city_parameters
from foedus.unrest._hour import (
    CHANNELS,
    COLUMNS,
    FIELDS,
    Cities,
    hour,
    reach,
    seed_crowd,
    start,
)
from foedus.unrest._parameters import PARAMETERS

__all__ = [
    "CHANNELS",
    "COLUMNS",
    "FIELDS",
    "PARAMETERS",
    "Cities",
    "CityRow",
    "build",
    "city_parameters",
    "hour",
    "reach",
    "seed_crowd",
    "start",
]
