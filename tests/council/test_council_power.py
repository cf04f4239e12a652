"""Power indices against published and exact values."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.council import power
from foedus.errors import InputError, OutOfRange

UNSC = [7] * 5 + [1] * 10
UNSC_1946 = [5] * 5 + [1] * 6
EEC_1958 = [4, 4, 4, 2, 2, 1]
EC_1973 = [10] * 4 + [5] * 2 + [3] * 2 + [2]
EC_1981 = [10] * 4 + [5] * 3 + [3] * 2 + [2]
EC_1986 = [10] * 4 + [8] + [5] * 4 + [3] * 2 + [2]
EU_1995 = [10] * 4 + [8] + [5] * 4 + [4] * 2 + [3] * 3 + [2]
NICE = [29] * 4 + [27] * 2 + [14] + [13] + [12] * 5 + [10] * 3 + [7] * 5 + [4] * 5 + [3]


@pytest.mark.parametrize(
    ("weights", "quota", "expected"),
    [
        (UNSC, 39, {7: Fraction(421, 2145), 1: Fraction(4, 2145)}),
        (UNSC_1946, 27, {5: Fraction(76, 385), 1: Fraction(1, 462)}),
        (EEC_1958, 12, {4: Fraction(7, 30), 2: Fraction(3, 20), 1: Fraction(0)}),
        (EC_1973, 41, {10: Fraction(5, 28), 5: Fraction(17, 210), 3: Fraction(2, 35), 2: Fraction(1, 105)}),
        (
            EC_1981,
            45,
            {10: Fraction(73, 420), 5: Fraction(1, 14), 3: Fraction(19, 630), 2: Fraction(19, 630)},
        ),
        (
            EC_1986,
            54,
            {
                10: Fraction(31, 231),
                8: Fraction(257, 2310),
                5: Fraction(589, 9240),
                3: Fraction(59, 1386),
                2: Fraction(41, 3465),
            },
        ),
        (
            EU_1995,
            62,
            {
                10: Fraction(7, 60),
                8: Fraction(860, 9009),
                5: Fraction(19883, 360360),
                4: Fraction(743, 16380),
                3: Fraction(1588, 45045),
                2: Fraction(932, 45045),
            },
        ),
        ([1] * 6, 6, {1: Fraction(1, 6)}),
        ([1] * 5, 5, {1: Fraction(1, 5)}),
    ],
    ids=["unsc", "unsc-1946", "eec-1958", "ec-1973", "ec-1981", "ec-1986", "eu-1995", "six", "five"],
)
def test_shapley_shubik_exact(weights: list[int], quota: int, expected: dict[int, Fraction]) -> None:
    found = power(weights, quota)
    assert dict(zip(weights, found.shapley, strict=True)) == expected
    assert sum(found.shapley) == 1


@pytest.mark.parametrize(
    ("weights", "quota", "swings", "winning"),
    [
        (UNSC, 39, {7: 848, 1: 84}, Fraction(848, 32768)),
        (UNSC_1946, 27, {5: 57, 1: 5}, Fraction(57, 2048)),
        (EEC_1958, 12, {4: 10, 2: 6, 1: 0}, Fraction(14, 64)),
        (EC_1973, 41, {10: 53, 5: 29, 3: 21, 2: 5}, Fraction(75, 512)),
        (EC_1981, 45, {10: 100, 5: 52, 3: 26, 2: 26}, Fraction(140, 1024)),
        ([1] * 6, 6, {1: 1}, Fraction(1, 64)),
        ([1] * 5, 5, {1: 1}, Fraction(1, 32)),
    ],
    ids=["unsc", "unsc-1946", "eec-1958", "ec-1973", "ec-1981", "six", "five"],
)
def test_swings_and_power_to_act(
    weights: list[int], quota: int, swings: dict[int, int], winning: Fraction
) -> None:
    found = power(weights, quota)
    assert dict(zip(weights, found.swings, strict=True)) == swings
    assert found.coleman == winning
    assert sum(found.banzhaf) == 1


@pytest.mark.parametrize(
    ("weights", "quota", "expected", "coleman"),
    [
        (UNSC, 39, {7: 0.166929, 1: 0.016535}, 0.025879),
        (EC_1986, 54, {10: 0.128713, 8: 0.108911, 5: 0.066607, 3: 0.045905, 2: 0.018002}, 0.098145),
        (
            EU_1995,
            62,
            {10: 0.111621, 8: 0.092424, 5: 0.058738, 4: 0.047872, 3: 0.035919, 2: 0.022638},
            0.077789,
        ),
        (
            NICE,
            255,
            {
                29: 0.077827,
                27: 0.074198,
                14: 0.042592,
                13: 0.039740,
                12: 0.036844,
                10: 0.030925,
                7: 0.021808,
                4: 0.012502,
                3: 0.009422,
            },
            0.020256,
        ),
    ],
    ids=["unsc", "ec-1986", "eu-1995", "nice"],
)
def test_banzhaf(weights: list[int], quota: int, expected: dict[int, float], coleman: float) -> None:
    found = power(weights, quota)
    values = dict(zip(weights, map(float, found.banzhaf), strict=True))
    assert values == pytest.approx(expected, abs=1e-6)
    assert float(found.coleman) == pytest.approx(coleman, abs=1e-6)


def test_nice_shapley() -> None:
    values = dict(zip(NICE, map(float, power(NICE, 255).shapley), strict=True))
    expected = {29: 0.086738, 27: 0.079975, 14: 0.039937, 13: 0.036825, 12: 0.034068, 10: 0.028193}
    expected |= {7: 0.019606, 4: 0.011042, 3: 0.008178}
    assert values == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.data())
def test_against_counting_all_coalitions(weights: list[int], data: st.DataObject) -> None:
    total = sum(weights)
    if total == 0:
        return
    quota = data.draw(st.integers(1, total))
    n = len(weights)
    swings = [0] * n
    for i in range(n):
        others = [j for j in range(n) if j != i]
        for size in range(n):
            for chosen in combinations(others, size):
                votes = sum(weights[j] for j in chosen)
                swings[i] += votes < quota <= votes + weights[i]
    found = power(weights, quota)
    assert list(found.swings) == swings
    assert sum(found.shapley) == 1


def test_bad_rules_are_refused() -> None:
    with pytest.raises(OutOfRange, match="the quota is 7; expected 1 to 6"):
        power([1] * 6, 7)
    with pytest.raises(InputError, match="no negative weight"):
        power([1, -1], 1)
