"""Quantities: a unit from the closed list, two bounds, and missing that is never zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.errors import InputError, UnknownName
from foedus.units import UNITS, Quantity, quantity

_numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(st.sampled_from(sorted(UNITS)), _numbers, _numbers)
def test_bounds_are_kept_and_never_crossed(unit: str, a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    assert quantity(unit, low, high) == Quantity(unit, low, high)
    assert quantity(unit, low, high).exact == (low == high)
    if low < high:
        with pytest.raises(InputError, match=r"the lower bound .* exceeds the upper bound"):
            quantity(unit, high, low)


def test_missing_is_not_zero() -> None:
    unknown, none = quantity("persons"), quantity("persons", 0, 0)
    assert unknown != none
    assert not unknown.exact
    assert (str(unknown), str(none)) == ("not known (persons)", "0 persons")


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        (Quantity("persons", 2030, 2500), "2,030–2,500 persons"),
        (Quantity("hours", 3.3, 3.3), "3.3 hours"),
        (Quantity("persons", 1234567, None), "at least 1,234,567 persons"),
        (Quantity("persons", None, 9900), "at most 9,900 persons"),
    ],
)
def test_a_quantity_is_told_in_figures_and_unit(given_: Quantity, told: str) -> None:
    assert str(given_) == told


def test_an_unknown_unit_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown unit 'person'; did you mean 'persons'"):
        quantity("person", 1)


def test_every_unit_says_what_it_counts() -> None:
    assert all(meaning.strip() for meaning in UNITS.values())
