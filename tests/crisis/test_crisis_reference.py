"""The compiled kernel against the plain one: the same law on the packaged case, all mechanisms at work."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from foedus.chance import sample_priors
from foedus.crisis import (
    Batch,
    Case,
    compile_problem,
    empty_batch,
    law_table,
    levers,
    load_case,
    measure,
    outcomes,
    parameters,
    read_levers,
    simulate,
)
from foedus.treaty import load, load_situation
from tests.crisis import plain

F8 = NDArray[np.float64]
RUNS = 600
SUMMARIES = (
    "deaths", "deaths_state", "deaths_armed", "deaths_services", "deaths_custody", "deaths_unarmed",
    "injured", "detained", "released", "peak_on_street", "peak_violent", "peak_day", "violent_peak_day",
    "calm_day",
    "adopted", "decision_hours", "first_arrival_hours", "closure_hours", "personnel", "withdrawal_day",
)  # fmt: skip
MARKERS = ("street_4jan", "street_5jan", "cities_3jan", "detained_10jan")


@pytest.fixture(scope="module")
def both() -> tuple[Case, Batch, Batch]:
    case = load_case("kazakhstan-2022")
    law = law_table(case, load(case.file.treaty), load_situation(case.folder), "declared")
    problem = compile_problem(case, law, read_levers(case, levers(case, law.accounts), {}))
    thetas = _lively(case)
    rows = np.arange(RUNS) % len(thetas)
    ours = empty_batch(problem, 0, RUNS, RUNS)
    simulate(problem, thetas, rows, 1, ours, 0, RUNS)
    return case, ours, plain.run(problem, thetas, rows, 2)


def _lively(case: Case) -> F8:
    """Draws from the priors, wide as they are, in which the first crowd spreads."""
    known = parameters(case)
    rows = sample_priors(known, RUNS, 3)
    at = {p.id: i for i, p in enumerate(known)}
    rows[:, at["unrest.s0"]] = np.maximum(rows[:, at["unrest.s0"]], 0.012)
    rows[:, at["unrest.lambda_c"]] = np.minimum(rows[:, at["unrest.lambda_c"]], 0.02)
    return rows


def _columns(case: Case, batch: Batch) -> dict[str, F8]:
    columns = outcomes(case, batch)
    markers = {m.id: measure(case, m, batch, columns) for m in case.file.markers if m.id in MARKERS}
    return {name: columns[name] for name in SUMMARIES} | markers


def _z(ours: F8, theirs: F8) -> float:
    """Mean difference of runs with the same parameters, in standard errors; counts by their logarithms."""
    there = np.isfinite(ours) & np.isfinite(theirs)
    pair = [np.log1p(v[there]) if np.nanmax(ours) > 100 else v[there] for v in (ours, theirs)]
    apart = pair[0] - pair[1]
    return float(apart.mean() / (apart.std(ddof=1) / np.sqrt(len(apart))))


def test_the_runs_are_worth_comparing(both: tuple[Case, Batch, Batch]) -> None:
    case, ours, _ = both
    columns = _columns(case, ours)
    assert np.median(columns["peak_violent"]) > 1000
    assert np.median(columns["deaths"]) > 20
    assert np.isfinite(columns["withdrawal_day"]).sum() > 30
    assert (columns["deaths_custody"] > 0).mean() > 0.2


def test_equal_to_the_plain_run_within_sampling_error(both: tuple[Case, Batch, Batch]) -> None:
    case, ours, theirs = both
    found = {name: _z(mine, _columns(case, theirs)[name]) for name, mine in _columns(case, ours).items()}
    assert len(found) >= 20
    assert max(abs(z) for z in found.values()) < 3.7, found
    assert stats.chi2.sf(sum(z * z for z in found.values()), len(found)) > 1e-4, found


def test_what_happens_at_all_happens_as_often(both: tuple[Case, Batch, Batch]) -> None:
    case, ours, theirs = both
    for name in ("calm_day", "personnel", "closure_hours", "withdrawal_day"):
        a, b = (np.isfinite(_columns(case, batch)[name]).sum() for batch in (ours, theirs))
        table = np.array([[a, RUNS - a], [b, RUNS - b]])
        assert a == b or stats.fisher_exact(table).pvalue > 1e-3, name


def test_the_spread_is_equal_too(both: tuple[Case, Batch, Batch]) -> None:
    """The plain run's luck must be as wide: the same distribution, not only the same mean."""
    case, ours, theirs = both
    for name in ("deaths", "detained", "peak_on_street", "peak_violent", "injured"):
        mine, other = _columns(case, ours)[name], _columns(case, theirs)[name]
        assert stats.ks_2samp(mine, other).pvalue > 1e-3, name
