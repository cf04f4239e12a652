"""Timing work in this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

_New = TypeVar("_New")


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Median wall time of one call; the first call, which may compile, is not counted."""
    work()
    return first_seconds(lambda: (), lambda _: work(), repeats)


def first_seconds(make: Callable[[], _New], work: Callable[[_New], object], repeats: int) -> float:
    """Median wall time of a call with something newly made, whose making is not counted."""
    times = []
    for _ in range(repeats):
        new = make()
        began = time.perf_counter()
        work(new)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def rate(work: Callable[[int], object], least: float) -> float:
    """Calls of ``work(0), work(1), …`` a second, over at least so many seconds; the first is not counted."""
    work(0)
    began, calls = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < least or not calls:
        work(calls)
        calls += 1
    return calls / elapsed
