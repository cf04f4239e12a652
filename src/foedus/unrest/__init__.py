"""Unrest: protest, violence, detention and harm on a network of cities (model CITYNET)."""

from foedus.unrest._cities import CityRow, build, city_parameters
from foedus.unrest._hour import hour
from foedus.unrest._parameters import PARAMETERS
from foedus.unrest._state import CHANNELS, COLUMNS, FIELDS, Cities, Desk, desk, reach, seed_crowd, start

__all__ = [
    "CHANNELS",
    "COLUMNS",
    "FIELDS",
    "PARAMETERS",
    "Cities",
    "CityRow",
    "Desk",
    "build",
    "city_parameters",
    "desk",
    "hour",
    "reach",
    "seed_crowd",
    "start",
]
