"""Places and distances."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus import atlas
from foedus.errors import OutOfRange, UnknownName

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ("chkalovsky", "almaty", 3080),
        ("ivanovo-severny", "almaty", 2935),
        ("ulyanovsk-vostochny", "almaty", 2379),
        ("orenburg", "almaty", 1861),
        ("machulishchi", "almaty", 3735),
        ("erebuni", "almaty", 2709),
        ("dushanbe", "almaty", 872),
        ("kant", "almaty", 187),
        ("chkalovsky", "nur-sultan", 2253),
        ("ulyanovsk-vostochny", "nur-sultan", 1565),
    ],
)
def test_great_circles_of_the_lift(start: str, end: str, km: float) -> None:
    assert atlas.distance_km(atlas.airfield(start), atlas.airfield(end)) == pytest.approx(km, abs=5)


def test_quarter_of_the_globe() -> None:
    expected = np.pi / 2 * atlas.EARTH_RADIUS_KM
    assert atlas.distances_km([0, 90], [0, 0])[0, 1] == pytest.approx(expected, rel=1e-12)


@given(st.lists(st.tuples(latitudes, longitudes), min_size=3, max_size=3))
def test_distances_are_a_metric(places: list[tuple[float, float]]) -> None:
    d = atlas.distances_km([p[0] for p in places], [p[1] for p in places])
    assert (d == d.T).all()
    assert (np.diag(d) == 0).all()
    assert d[0, 2] <= d[0, 1] + d[1, 2] + 1e-6
    assert d.max() <= np.pi * atlas.EARTH_RADIUS_KM + 1e-6


def test_a_place_off_the_globe() -> None:
    with pytest.raises(OutOfRange, match="off the globe"):
        atlas.distances_km([91.0], [0.0])


def test_states_are_the_parties_past_and_present() -> None:
    known = atlas.states()
    assert sorted(known) == ["ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "RUS", "TJK", "UZB"]
    assert atlas.state("KAZ").cow == atlas.state("KAZ").gw == 705
    assert all(s.source and s.name and s.capital for s in known.values())
    numbers = [s.cow for s in known.values()]
    assert len(set(numbers)) == len(numbers)


def test_every_airfield_lies_in_a_known_state_and_says_where_its_position_is_from() -> None:
    for field in atlas.airfields().values():
        assert field.state in atlas.states()
        assert field.source.startswith(("https://", "judgement: "))
        assert atlas.distance_km(field, atlas.state(field.state)) < 5000


def test_unknown_names_offer_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown airfield 'chkalovski'; did you mean 'chkalovsky'"):
        atlas.airfield("chkalovski")
    with pytest.raises(UnknownName, match="unknown state 'KAS'; did you mean 'KAZ'"):
        atlas.state("KAS")


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        atlas.state("KAZ").name = "X"  # type: ignore[misc]
    with pytest.raises(TypeError):
        atlas.states()["XXX"] = atlas.state("KAZ")  # type: ignore[index]


def test_the_import_is_light() -> None:
    code = "import sys, foedus.atlas; print([m for m in ('polars', 'numba', 'scipy') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
