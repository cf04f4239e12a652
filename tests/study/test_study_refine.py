"""Ever larger ensembles of the same runs, and stopping them."""

from __future__ import annotations

import threading
import time
from dataclasses import fields

import numpy as np
import pytest

from foedus.crisis import Batch, Case, Problem, compile_problem, law_table, levers, load_case, read_levers
from foedus.errors import Interrupted, OutOfRange
from foedus.study import Ensemble, ensemble, read_sample, refine
from foedus.study import _ensemble as module
from foedus.treaty import load, load_situation

Place = tuple[Case, Problem, np.ndarray[tuple[int, int], np.dtype[np.float64]]]


@pytest.fixture(scope="module")
def place() -> Place:
    case = load_case("kazakhstan-2022")
    law = law_table(case, load(case.file.treaty), load_situation(case.folder), "declared")
    problem = compile_problem(case, law, read_levers(case, levers(case, law.accounts), {}))
    return case, problem, read_sample(case).thetas


def _same(one: Ensemble, other: Ensemble) -> None:
    np.testing.assert_array_equal(one.rows, other.rows)
    np.testing.assert_array_equal(one.actions, other.actions)
    for a, b in ((one.outcomes, other.outcomes), (one.measures, other.measures)):
        assert a.keys() == b.keys()
        for name in a:
            np.testing.assert_array_equal(a[name], b[name], err_msg=name)
    for field in fields(Batch):
        np.testing.assert_array_equal(getattr(one.batch, field.name), getattr(other.batch, field.name))


def test_each_size_is_the_ensemble_of_that_size(place: Place) -> None:
    for found, runs in zip(refine(*place, 3, (10, 45, 100), threads=2), (10, 45, 100), strict=True):
        _same(found, ensemble(*place, 3, runs, threads=1))


def test_blocks_of_whole_arrays_do_not_show(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 40)
    *_, found = refine(*place, 3, (30, 70, 100))
    whole = ensemble(*place, 3, 100)
    _same(found, whole)
    assert len(found.batch.clock) == 40


@pytest.mark.parametrize("sizes", [(), (0, 10), (10, 10), (20, 10)])
def test_sizes_rise(place: Place, sizes: tuple[int, ...]) -> None:
    with pytest.raises(OutOfRange, match="expected rising numbers"):
        next(refine(*place, 3, sizes))


def test_a_closed_generator_runs_nothing_more(place: Place) -> None:
    before = threading.active_count()
    fans = refine(*place, 3, (20, 1_000_000))
    next(fans)
    fans.close()
    assert threading.active_count() == before


def test_cancelling_is_heard_soon(place: Place) -> None:
    cancel = threading.Event()
    heard: list[float] = []

    def stop() -> None:
        cancel.set()
        heard.append(time.monotonic())

    timer = threading.Timer(0.3, stop)
    timer.start()
    with pytest.raises(Interrupted):
        ensemble(*place, 3, 200_000, cancel=cancel)
    # Two chunks of 32 runs are at hand: a tenth of a second here, with room for a busy machine.
    assert time.monotonic() - heard[0] < 1.0
