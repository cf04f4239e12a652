"""Distances along the great circle of a sphere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from foedus.errors import OutOfRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["EARTH_RADIUS_KM", "Located", "distance_km", "distances_km"]

#: Radius of the sphere that stands for the earth; the ellipsoid differs by half a per cent at most.
EARTH_RADIUS_KM = 6371.0


class Located(Protocol):
    """Anything with a latitude and a longitude in degrees, north and east positive."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


def distances_km(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Distances between all pairs of places.

    Parameters
    ----------
    lat, lon : shape (places,)
        Degrees, north and east positive.

    Returns
    -------
    ndarray of float64, shape (places, places)
        Kilometres by the haversine formula; symmetric, with an exact zero on the diagonal.

    Raises
    ------
    OutOfRange
        If a latitude or longitude is none.
    """
    import numpy as np

    degrees_north, degrees_east = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    if not (np.all(np.abs(degrees_north) <= 90.0) and np.all(np.abs(degrees_east) <= 180.0)):
        raise OutOfRange(
            "a place is off the globe; expected latitudes in -90 to 90, longitudes in -180 to 180"
        )
    phi, lam = np.radians(degrees_north), np.radians(degrees_east)
    dphi, dlam = phi[:, None] - phi[None, :], lam[:, None] - lam[None, :]
    chord = np.sin(dphi / 2.0) ** 2 + np.cos(phi[:, None]) * np.cos(phi[None, :]) * np.sin(dlam / 2.0) ** 2
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def distance_km(a: Located, b: Located) -> float:
    """Distance between two places in kilometres; raises as `distances_km`."""
    return float(distances_km([a.lat, b.lat], [a.lon, b.lon])[0, 1])
