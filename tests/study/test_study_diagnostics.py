from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foedus.cli import run
from foedus.crisis import Case
from foedus.study._diagnostics import predictive, ridges
from foedus.study._observe import distance, off
from foedus.study._sbc import HOW, ranks_of, shape, uniformity
from foedus.study._table import Desk, desk, run_table
from foedus.study._truths import Marks, away, marks, observe, recorded
from tests.crisis.conftest import case, thetas  # noqa: F401

F8 = NDArray[np.float64]


@pytest.fixture(scope="module")
def place(case: Case) -> Desk:  # noqa: F811
    return desk(case)


def _toy(rows: int, seed: int, reported: float = 1.0, width: float = 0.3) -> tuple[Marks, dict[str, F8]]:
    """A standard normal parameter, seen with noise, in an interval that a report may fall short of."""
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(rows)
    seen = theta + 0.5 * rng.standard_normal(rows)
    known = Marks(seen[None] + np.log(reported), seen[None], np.zeros((1, rows), np.bool_), np.array([width]))
    return known, {"theta": theta, "seen": seen}


def _ranks(known: Marks, values: dict[str, F8], error: float, epsilon: float) -> dict[str, NDArray[np.int64]]:
    rng = np.random.default_rng(1)
    start = observe(known, error, rng)
    ranks, accepted = ranks_of(known, start, values, range(400), epsilon, 49, rng)
    assert len(ranks["theta"]) == (accepted >= 49).sum() > 350
    return ranks


def test_ranks_are_uniform_if_truths_are_observed_with_the_error_that_is_declared() -> None:
    """What is not seen and what is: both are hidden behind the error."""
    known, values = _toy(20_000, 7, reported=0.6)
    for those in _ranks(known, values, 0.8, 0.8).values():
        counts, p = uniformity(those, 49)
        assert sum(counts) == len(those)
        assert p > 0.01


def test_without_the_error_what_is_seen_is_over_covered_and_the_parameter_less() -> None:
    known, values = _toy(20_000, 7)
    ranks = _ranks(known, values, 0.0, 0.8)
    _, p = uniformity(ranks["seen"], 49)
    assert p < 1e-20
    assert shape(ranks["seen"], 49) == "over-covered"
    assert uniformity(ranks["theta"], 49)[1] > p
    # and with hardly any tolerance the parameter is right, as it was seen for what it is
    assert uniformity(_ranks(known, values, 0.0, 0.02)["theta"], 49)[1] > 0.01


def test_an_estimate_that_is_off_is_told_by_how() -> None:
    known, values = _toy(20_000, 7)
    truths = np.arange(400)
    for move, how in ((0.5, "shifted left"), (-0.5, "shifted right")):
        shifted = values["theta"] + move
        shifted[truths] = values["theta"][truths]
        rng = np.random.default_rng(1)
        ranks, _ = ranks_of(known, observe(known, 0.8, rng), {"t": shifted}, truths, 0.8, 49, rng)
        assert uniformity(ranks["t"], 49)[1] < 1e-6
        assert shape(ranks["t"], 49) == how
    even = np.repeat(np.arange(50), 8)
    assert shape(even, 49) == "uneven"
    assert shape(np.where(even < 25, even // 5, 49 - even // 5), 49) == "under-covered"
    assert set(HOW) >= {"over-covered", "under-covered", "shifted left", "shifted right", "uneven"}


def test_the_truth_is_left_out_of_its_own_estimate_and_lonely_ones_are_not_ranked() -> None:
    seen = np.zeros((1, 50))
    seen[0, 7] = 100.0  # nobody is near
    known = Marks(seen, seen, np.zeros((1, 50), np.bool_), np.zeros(1))
    ranks, accepted = ranks_of(
        known, seen.copy(), {"v": np.arange(50.0)}, [7, 8], 1.0, 48, np.random.default_rng(1)
    )
    assert accepted.tolist() == [0, 48]
    assert ranks["v"].tolist() == [
        7
    ]  # of the 48 others near to row 8, seven are less: row 7 is not among them


def test_what_did_not_happen_is_near_to_what_did_not_happen() -> None:
    absent = np.zeros((1, 20), np.bool_)
    absent[0, :10] = True
    known = Marks(np.full((1, 20), 3.0), np.full((1, 20), 3.0), absent, np.zeros(1))
    gap = away(known, np.array([3.0]), np.array([True]))
    assert gap.tolist() == [0.0] * 10 + [9.0] * 10
    assert away(known, np.array([3.0]), np.array([False])).tolist() == [9.0] * 10 + [0.0] * 10
    start = observe(known, 1.0, np.random.default_rng(2))
    assert np.isfinite(start).all()


def test_the_law_of_error_is_uniform_around_the_box() -> None:
    rows, radius = 40_000, 0.7
    known = Marks(
        np.zeros((3, rows)), np.zeros((3, rows)), np.zeros((3, rows), np.bool_), np.array([0.5, 1.0, 0.0])
    )
    known.absent[2] = True  # not observed: it has no error
    start = observe(known, radius, np.random.default_rng(3))
    off = np.maximum(np.maximum(start, -start - known.width[:, None]), 0.0)[:2]
    assert np.sqrt((off**2).sum(axis=0)).max() <= radius
    inside = ((start[:2] <= 0) & (start[:2] >= -known.width[:2, None])).all(axis=0).mean()
    a, b = 0.5, 1.0
    whole = a * b + 2 * (a + b) * radius + np.pi * radius**2
    assert inside == pytest.approx(a * b / whole, abs=0.01)
    # a corner of the same area as the box is as likely
    corner = ((start[0] > 0) & (start[1] > 0)).mean()
    assert corner == pytest.approx(0.25 * np.pi * radius**2 / whole, abs=0.01)


def test_distances_are_those_of_the_fit(place: Desk, thetas: F8) -> None:  # noqa: F811
    found = run_table(place, thetas, 3).measures
    known = marks(place.case, found, place.record, place.observation)
    nothing = np.zeros(len(known.width), np.bool_)
    mine = away(known, recorded(place.case, place.record), nothing)
    assert np.allclose(mine, distance(place.case, found, place.record, place.observation), atol=1e-12)


def test_a_figure_of_the_blackout_is_compared_with_what_may_have_been_reported(place: Desk) -> None:
    measures = {m.id: np.linspace(0.9, 1.1, 201) * place.record[m.id].low for m in place.case.file.markers}
    name = "detained_7jan"
    assert place.observation.reported[name] == 0.6
    low, high, _ = place.record[name]
    measures[name] = np.linspace(low, high / 0.6, 201)  # all of it may have been reported as on record
    row = predictive(place, measures)[name]
    assert (row["below"], row["inside"], row["above"], row["p"]) == (0.0, 1.0, 0.0, 0.5)
    measures[name] = np.full(201, 2.0 * high)
    row = predictive(place, measures)[name]
    assert (row["above"], row["p"]) == (1.0, 1.0)
    measures[name] = np.full(201, 0.5 * low)
    assert predictive(place, measures)[name]["p"] == 0.0
    full = dataclasses.replace(place, observation=place.observation._replace(reported={}))
    measures[name] = np.linspace(low, high / 0.6, 201)
    assert predictive(full, measures)[name]["above"] > 0.9
    assert all(row["unit"] and row["what"] for row in predictive(place, measures).values())


def test_uniformity_by_hand() -> None:
    counts, p = uniformity(np.repeat(np.arange(20), 5), 19)
    assert counts == [10] * 10
    assert p == pytest.approx(1.0)
    counts, p = uniformity(np.zeros(100, np.int64), 19)
    assert counts[0] == 100
    assert p < 1e-100


def test_a_ridge_and_the_direction_that_is_fixed_are_found() -> None:
    rng = np.random.default_rng(2)
    z = rng.standard_normal((1000, 12))
    z[:, 1] = -0.95 * z[:, 0] + 0.3 * z[:, 1]  # the sum of the two is known, each of them is not
    names = tuple(f"p{j}" for j in range(12))
    found = ridges(names, np.exp(z), z)
    assert [set(pair[:2]) for pair in found["ridges"]] == [{"p0", "p1"}]
    assert found["ridges"][0][2] < -0.9
    first = found["fixed"]["directions"][0]
    assert first["variance"] < 0.1
    assert list(first["of"])[:2] in (["p0", "p1"], ["p1", "p0"])
    assert first["of"]["p0"] * first["of"]["p1"] > 0
    nothing = ridges(names, z[:, ::-1], rng.standard_normal((1000, 12)))
    assert not nothing["fixed"]["directions"]
    json.dumps(found)


def test_distance_is_zero_in_the_interval_and_for_what_reports_may_have_left_out() -> None:
    happened = np.array([90.0, 100.0, 120.0, 200.0])
    assert off(happened, 100, 120).tolist()[1:3] == [0.0, 0.0]
    assert off(happened, 100, 120)[0] == pytest.approx(np.log(101 / 91))
    assert off(happened, 100, 120)[3] == pytest.approx(np.log(201 / 121))
    # 200 happened, at least six in ten were reported: a report of 120 may be of it
    assert off(happened, 100, 120, reported=0.6)[3] == 0.0
    assert off(happened, 100, 120, reported=0.6)[0] == off(happened, 100, 120)[0]
    assert off(happened, 100, np.inf)[3] == 0.0
    assert off(happened, -np.inf, 120)[0] == 0.0


def test_the_screen_names_what_fails_with_meanings_and_cuts_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["study", "diagnose", "kazakhstan-2022"]) == 0
    said = capsys.readouterr().out
    lines = said.splitlines()
    assert all(len(line) <= 80 for line in lines if not line.startswith("Command that made"))
    assert "…" not in said
    words = " ".join(said.split())
    assert "over-covered: deaths*" in words
    assert "deaths by state forces per officer in contact, at severity 1 (1/hour)" in words
    assert "6 of them, run again with their own luck, are as near as noted" in words
    assert "detained_7jan*" in words
    assert "% reported" in words
    assert "The model does not do what the record did in: almaty_share." in words
    assert run(["study", "diagnose", "kazakhstan-2022", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    for key in ("case", "command", "foedus", "units", "meanings", "run_again", "predictive", "calibration"):
        assert document[key], key
    near = document["calibration"]["truths"]["exact"]["record"]["failing"]
    assert {"deaths", "injured", "detained"} <= {row["name"] for row in near if row["fitted"]}
    assert not document["calibration"]["truths"]["with_error"]["record"]["failing"]
    assert all(row["how"] in HOW for row in near)
    page = Path(__file__).parents[2] / "docs" / "explanation" / "calibration.md"
    told = {row["name"] for row in near if row["name"].startswith("unrest.")}
    assert all(f"`{name}`" in page.read_text(encoding="utf-8") for name in told)
