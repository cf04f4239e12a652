"""Voting power, exact: what a rule alone gives each member, whoever they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from foedus.errors import InputError, OutOfRange

__all__ = ["Power", "power"]


@dataclass(frozen=True, slots=True)
class Power:
    """Power of the members of a weighted rule, in the order of their weights.

    Attributes
    ----------
    shapley
        Shapley–Shubik index: the share of orders of joining in which the member turns losing into
        winning. Sums to one.
    banzhaf
        Normalised Banzhaf index: the member's share of all swings. Sums to one.
    banzhaf_absolute
        Chance that the member swings when all others vote by a coin.
    swings
        Coalitions of others that win with the member and lose without it.
    winning
        Coalitions that win.
    coleman
        Coleman's power of the body to act: winning coalitions as a share of all.
    """

    shapley: tuple[Fraction, ...]
    banzhaf: tuple[Fraction, ...]
    banzhaf_absolute: tuple[Fraction, ...]
    swings: tuple[int, ...]
    winning: int
    coleman: Fraction


def power(weights: Sequence[int], quota: int) -> Power:
    """Compute power indices by generating functions in size and weight of coalitions.

    Parameters
    ----------
    weights
        Votes of each member, whole and not negative.
    quota
        Votes needed; a coalition of this weight wins.

    Raises
    ------
    InputError
        If there is no member, or a weight is negative.
    OutOfRange
        If no coalition could win, or the empty one would.

    References
    ----------
    Shapley & Shubik 1954, American Political Science Review 48(3); Banzhaf 1965, Rutgers Law Review
    19; Coleman 1971, "Control of collectivities and the power of a collectivity to act".
    """
    n, total = len(weights), sum(weights)
    if n == 0 or min(weights) < 0:
        raise InputError("expected at least one member and no negative weight")
    if not 0 < quota <= total:
        raise OutOfRange(f"the quota is {quota}; expected 1 to {total}")
    counts = [[0] * (total + 1) for _ in range(n + 1)]  # coalitions by size and weight
    counts[0][0] = 1
    for weight in weights:
        for size in range(n - 1, -1, -1):
            row, larger = counts[size], counts[size + 1]
            for votes in range(total - weight, -1, -1):
                larger[votes + weight] += row[votes]
    by_weight = {weight: _swings(counts, weight, quota) for weight in set(weights)}
    orders = [factorial(k) * factorial(n - 1 - k) for k in range(n)]
    shapley = {
        weight: Fraction(sum(s * o for s, o in zip(sizes, orders, strict=True)), factorial(n))
        for weight, sizes in by_weight.items()
    }
    swings = tuple(sum(by_weight[weight]) for weight in weights)
    winning = sum(sum(row[quota:]) for row in counts)
    return Power(
        shapley=tuple(shapley[weight] for weight in weights),
        banzhaf=tuple(Fraction(s, sum(swings)) for s in swings),
        banzhaf_absolute=tuple(Fraction(s, 2 ** (n - 1)) for s in swings),
        swings=swings,
        winning=winning,
        coleman=Fraction(winning, 2**n),
    )


def _swings(counts: list[list[int]], weight: int, quota: int) -> list[int]:
    """Swings of a member of this weight, by the size of the coalition that it joins."""
    n, total = len(counts) - 1, len(counts[0]) - 1
    without = [row[:] for row in counts]
    for size in range(1, n + 1):
        for votes in range(weight, total + 1):
            without[size][votes] -= without[size - 1][votes - weight]
    return [sum(without[size][max(0, quota - weight) : quota]) for size in range(n)]
