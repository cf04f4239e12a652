"""Atlas: states and organisations with their profiles and codes, airfields, and distances on the globe."""

from foedus.atlas._codes import CODE_SYSTEMS, Code, code, codes, state_of
from foedus.atlas._globe import EARTH_RADIUS_KM, distance_km, distances_km
from foedus.atlas._organisation import (
    Force,
    Organisation,
    OrganisationFile,
    Programme,
    Strength,
    organisation,
    organisations,
    read_organisation,
)
from foedus.atlas._places import (
    Airfield,
    City,
    State,
    airfield,
    airfields,
    cities,
    city,
    state,
    state_key,
    states,
)
from foedus.atlas._profile import FIELDS, Fact, Profile, StateFile, neighbours, profile, read_state
from foedus.atlas._sourced import LANGUAGES, Citation, Dissent, Entry, Figure, Names
from foedus.atlas._told import told

__all__ = [
    "CODE_SYSTEMS",
    "EARTH_RADIUS_KM",
    "FIELDS",
    "LANGUAGES",
    "Airfield",
    "Citation",
    "City",
    "Code",
    "Dissent",
    "Entry",
    "Fact",
    "Figure",
    "Force",
    "Names",
    "Organisation",
    "OrganisationFile",
    "Profile",
    "Programme",
    "State",
    "StateFile",
    "Strength",
    "airfield",
    "airfields",
    "cities",
    "city",
    "code",
    "codes",
    "distance_km",
    "distances_km",
    "neighbours",
    "organisation",
    "organisations",
    "profile",
    "read_organisation",
    "read_state",
    "state",
    "state_key",
    "state_of",
    "states",
    "told",
]
