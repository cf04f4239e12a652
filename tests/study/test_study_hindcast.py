from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.optimize import brentq

from foedus.cli import run
from foedus.cli.study_hindcast import document
from foedus.crisis import Case
from foedus.errors import InputError
from foedus.study import Hindcast, hindcast
from foedus.study._baselines import DAILY_SPREAD, effective, persistence, sir, sir_course, weigh
from foedus.study._hindcast import Target, scores, targets
from foedus.study._observe import Seen
from foedus.study._table import desk
from tests.crisis.conftest import case  # noqa: F401


@pytest.mark.parametrize("r0", [2.0, 1.5, 3.0])
def test_the_one_city_model_has_the_known_peak_and_final_size(r0: float) -> None:
    """Peak of I/N: 1 - (1 + ln R0)/R0; final size: z = 1 - exp(-R0 z)."""
    gamma, people = 0.5, 1e6
    street, spent = sir_course(
        np.array([r0 * gamma]), np.array([gamma]), np.array([people]), np.array([1.0]), 200
    )
    assert street.max() / people == pytest.approx(1 - (1 + np.log(r0)) / r0, abs=1e-4)
    final = brentq(lambda z: z - 1 + np.exp(-r0 * z), 0.1, 1.0)
    # whoever was on the street was there for 1/γ days on average
    assert spent[0, -1] * gamma / people == pytest.approx(final, abs=1e-4)
    if r0 == 2.0:
        assert street.max() / people == pytest.approx(0.15343, abs=1e-4)
        assert final == pytest.approx(0.79681, abs=1e-5)


def test_nobody_on_the_street_stays_nobody() -> None:
    street, spent = sir_course(np.array([1.0]), np.array([0.5]), np.array([100.0]), np.array([0.0]), 5)
    assert not street.any()
    assert not spent.any()


def test_persistence_is_a_random_walk_from_the_last_known_figure() -> None:
    known = (Seen("street", 2, 900.0, 1100.0, 2, "x"), Seen("street", 3, 5000.0, 6000.0, 9, "x"))
    draws = persistence(known, "street", 4, 2)  # the figure of day 3 is not known yet
    said = np.log1p(draws)
    assert np.median(said) == pytest.approx(0.5 * (np.log(901) + np.log(1101)), abs=1e-3)
    assert said.std() == pytest.approx(DAILY_SPREAD * np.sqrt(2), rel=0.01)
    later = persistence(known, "street", 10, 9)
    assert np.median(later) == pytest.approx(np.sqrt(5001 * 6001) - 1, rel=0.01)
    assert np.median(persistence((), "deaths", 3, 2)) == 0.0
    floor = persistence((Seen("deaths", 2, 8.0, np.inf, 2, "x"),), "deaths", 3, 2)
    assert np.median(floor) == pytest.approx(8.0, rel=0.01)


def test_the_one_city_model_follows_what_it_is_told() -> None:
    told = (Seen("street", 2, 20000.0, 22000.0, 2, "x"), Seen("street", 1, 4000.0, 4400.0, 1, "x"))
    free, flat = sir((), 4, 1)
    fitted, weights = sir(told, 4, 1)
    assert flat.std() < 1e-12
    assert abs((weights * fitted["street"][:, 1]).sum() - 21000) < 6000
    assert (weights * fitted["street"][:, 1]).sum() > np.median(free["street"][:, 1])


def test_weights_are_tempered_until_enough_rows_count() -> None:
    away = np.linspace(0, 400, 500)
    weights, power = weigh(away, 100.0)
    assert weights.sum() == pytest.approx(1.0)
    assert effective(weights) >= 100
    assert power < 1
    assert weigh(np.zeros(50), 100.0)[1] == 1.0


def test_scores_reward_what_is_near_and_forgive_nothing_for_free() -> None:
    target = Target("deaths", 5, 200.0, 220.0)
    near, far = np.full(500, 210.0), np.full(500, 20.0)
    assert scores(near, target)[0] < 0.1 < scores(far, target)[0]
    assert scores(near, target)[1] < 0.01
    assert scores(far, target)[1] == pytest.approx(-np.log(0.1 / 201))


@pytest.fixture(scope="module")
def found(case: Case) -> Hindcast:  # noqa: F811
    return hindcast(case, draws=600, seed=3, days=(2, 4))


def test_forecasts_use_only_what_was_known(case: Case, found: Hindcast) -> None:  # noqa: F811
    place = desk(case)
    for one in found.forecasts:
        assert one.day > one.origin
        assert one.p05 <= one.p50 <= one.p95
        assert one.crps >= 0
    assert {one.by for one in found.forecasts} == {"model", "persistence", "sir"}
    assert not any(one.by == "sir" and one.quantity == "cities" for one in found.forecasts)
    assert found.rows[2]["known"] < found.rows[4]["known"]
    wanted = {(t.quantity, t.day): (t.low, t.high) for t in targets(place)}
    assert wanted["street", 3] == (
        36831.0,
        38000.0,
    )  # the floor of the day and the later count have this in common
    assert ("deaths", 4) not in wanted  # a floor alone is no figure to forecast


def test_means_compare_the_same_figures(found: Hindcast) -> None:
    for key in ("origin", "quantity", "ahead"):
        for row in found.means(key):
            assert row["best_crps"] in row["crps"]
            assert row["crps"][row["best_crps"]] == min(row["crps"].values())
    by_origin: dict[int, int] = {}
    for row in found.means("origin"):
        by_origin[row["origin"]] = max(row["figures"], by_origin.get(row["origin"], 0))
    assert by_origin[2] == sum(one.by == "model" and one.origin == 2 for one in found.forecasts)
    json.dumps(document(found), allow_nan=False)


def test_a_case_without_dated_figures_has_nothing_to_forecast(
    case: Case,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("foedus.study._hindcast.targets", lambda place: ())
    with pytest.raises(InputError, match="nothing to forecast"):
        hindcast(case, draws=200)
    assert run(["study", "hindcast", "kazakstan-2022"]) == 2
    assert "did you mean 'kazakhstan-2022'" in capsys.readouterr().err
