"""Atlas: states with their codes, airfields, and distances on the globe."""

from foedus.atlas._globe import EARTH_RADIUS_KM, distance_km, distances_km
from foedus.atlas._places import Airfield, State, airfield, airfields, state, state_key, states

__all__ = [
    "EARTH_RADIUS_KM",
    "Airfield",
    "State",
    "airfield",
    "airfields",
    "distance_km",
    "distances_km",
    "state",
    "state_key",
    "states",
]
