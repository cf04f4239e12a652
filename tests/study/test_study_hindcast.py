from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from foedus.chance import sample_priors
from foedus.cli import run
from foedus.cli.study_hindcast import screen
from foedus.crisis import Case
from foedus.errors import InputError
from foedus.evidence import Evidence, load
from foedus.study import Hindcast, hindcast
from foedus.study._baselines import (
    ABOVE,
    DAILY_SPREAD,
    away_from,
    effective,
    persistence,
    sir,
    sir_course,
    weigh,
)
from foedus.study._calibrate import silent
from foedus.study._forecasts import FORECASTERS, monte_carlo
from foedus.study._hindcast import AHEAD, Target, origins, scores, targets
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
    known = (Seen("street", 2, 900.0, 1100.0, 2, "x"), Seen("street", 3, 5000.0, 6000.0, 3, "x"))
    draws = persistence(known[:1], "street", 4)
    assert draws is not None
    said = np.log1p(draws)
    assert np.median(said) == pytest.approx(0.5 * (np.log(901) + np.log(1101)), abs=1e-3)
    assert said.std() == pytest.approx(DAILY_SPREAD * np.sqrt(2), rel=0.02)
    later = persistence(known, "street", 10)
    assert later is not None
    assert np.median(later) == pytest.approx(np.sqrt(5001 * 6001) - 1, rel=0.01)


def test_persistence_reads_a_floor_as_a_floor_and_says_nothing_of_what_is_not_known() -> None:
    assert persistence((), "deaths", 3) is None
    assert persistence((Seen("street", 2, 8.0, 9.0, 2, "x"),), "deaths", 3) is None
    floor = persistence((Seen("deaths", 2, 8.0, np.inf, 2, "x"),), "deaths", 3)
    assert floor is not None
    assert np.median(floor) > 1.5 * 8.0
    above = np.log1p(floor) - np.log1p(8.0)
    # the sum of half a normal law above the floor and of a day's normal change
    assert above.mean() == pytest.approx(ABOVE * np.sqrt(2 / np.pi), rel=0.02)
    assert above.var() == pytest.approx(ABOVE**2 * (1 - 2 / np.pi) + DAILY_SPREAD**2, rel=0.05)
    # a weaker floor of a later day does not lower what is known
    both = (Seen("deaths", 2, 8.0, np.inf, 2, "x"), Seen("deaths", 3, 5.0, np.inf, 3, "x"))
    after = persistence(both, "deaths", 4)
    assert after is not None
    assert np.median(after) > 1.5 * 8.0
    # what was counted while cut off stands for up to twice as much
    cut = persistence((Seen("deaths", 2, 800.0, 800.0, 2, "x", 0.5),), "deaths", 3)
    assert cut is not None
    assert np.median(cut) == pytest.approx(np.sqrt(801 * 1601), rel=0.01)
    most = persistence((Seen("cities", 2, 8.0, np.inf, 2, "x"),), "cities", 3, 19.0)
    assert most is not None
    assert most.max() == 19.0


def test_all_forecasters_read_a_figure_alike() -> None:
    daily = {"deaths": np.array([[1.0, 4.0], [1.0, 8.0], [1.0, 80.0], [1.0, 800.0]])}
    floor, cut = Seen("deaths", 2, 8.0, np.inf, 2, "x"), Seen("deaths", 2, 8.0, 40.0, 2, "x", 0.5)
    assert away_from(daily, [floor], 4).tolist()[1:] == [0.0, 0.0, 0.0]
    assert away_from(daily, [floor], 4)[0] > 0
    away = away_from(daily, [cut], 4)
    assert away[2] == 0.0 < away[3]
    assert not away_from(daily, [Seen("cities", 2, 8.0, 9.0, 2, "x")], 4).any()  # it has none


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


def test_a_count_of_reports_is_met_by_all_that_it_may_stand_for() -> None:
    full, cut = Target("detained", 6, 3706.0, 3811.0), Target("detained", 6, 3706.0, 3811.0, 0.6)
    draws = np.full(500, 5810.0)
    assert scores(draws, cut)[0] < scores(draws, full)[0]
    assert scores(draws, cut)[1] < 0.01 < 5 < scores(draws, full)[1]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load("kazakhstan-2022")


@pytest.fixture(scope="module")
def found(case: Case) -> Hindcast:  # noqa: F811
    return hindcast(case, draws=600, seed=3, days=(1, 2, 4))


def test_forecasts_are_scored_and_bear_their_error(case: Case, found: Hindcast) -> None:  # noqa: F811
    for one in found.forecasts:
        assert one.day - one.origin in AHEAD
        assert one.p05 <= one.p50 <= one.p95
        assert one.crps >= 0
        assert (one.crps_error == 0) == (one.by == "persistence")
    assert {one.by for one in found.forecasts} == set(FORECASTERS)
    assert not found.basis[1].known  # nothing that bears 2 January
    assert not any(one.by == "persistence" and one.origin == 1 for one in found.forecasts)
    assert not any(one.by == "sir" and one.quantity == "cities" for one in found.forecasts)
    assert len(found.basis[2].known) < len(found.basis[4].known)
    wanted = {(t.quantity, t.day): t for t in targets(desk(case))}
    assert wanted["street", 3][2:] == (36831.0, 38000.0, 1.0)
    assert wanted["detained", 6][2:] == (3706.0, 3811.0, 0.6)
    assert ("deaths", 4) not in wanted  # a floor alone is no figure to forecast


def _later(case: Case, hour: float) -> Case:  # noqa: F811
    """The case with severity, shutdown, concessions and emergencies after an hour changed."""
    schedule = case.file.schedule

    def moved(instant: str) -> str:
        return (case.time(max(case.hour(instant), hour) + 30)).isoformat()

    def step(one: Any) -> Any:
        other = {"at": moved(one.at), "value": round(1.0 - one.value, 2)}
        return one.model_copy(update=other) if case.hour(one.at) >= hour else one

    cut = schedule.shutdown
    window = {"end": moved(cut.end)} | ({"start": moved(cut.start)} if case.hour(cut.start) >= hour else {})
    cities = []
    for city in case.file.cities:
        rule = city.emergency
        if rule is not None:
            change = {"end": moved(rule.end)}
            if case.hour(rule.start) >= hour:
                change["start"] = moved(rule.start)
            city = city.model_copy(update={"emergency": rule.model_copy(update=change)})
        cities.append(city)
    changed = {
        "severity": [step(one) for one in schedule.severity],
        "shutdown": cut.model_copy(update=window),
        "announced": step(schedule.announced),
        "delivered": step(schedule.delivered),
    }
    file = case.file.model_copy(update={"schedule": schedule.model_copy(update=changed), "cities": cities})
    return dataclasses.replace(case, file=file)


@pytest.mark.parametrize("day", [2, 4])
def test_what_the_state_did_later_changes_no_bit_of_a_forecast(case: Case, day: int) -> None:  # noqa: F811
    other = _later(case, day * 24.0)
    assert other.file.schedule.severity != case.file.schedule.severity
    assert other.file.schedule.shutdown != case.file.schedule.shutdown
    assert other.file.schedule.delivered != case.file.schedule.delivered
    assert other.file.cities != case.file.cities
    here, there = (hindcast(one, draws=400, seed=3, days=(day,)) for one in (case, other))
    assert here.forecasts == there.forecasts
    assert all((here.parts[key] == there.parts[key]).all() for key in here.parts)
    # the same changes are no matter of indifference: from an hour before, they are seen
    before = hindcast(_later(case, day * 24.0 - 30.0), draws=400, seed=3, days=(day,))
    assert (before.forecasts != here.forecasts) == (day == 4)  # up to the 3rd the state had done nothing


def test_what_was_told_later_changes_no_bit_of_a_forecast(case: Case) -> None:  # noqa: F811
    place = desk(case)
    thetas = sample_priors(place.known, 300, 3)
    for day in (2, 3):
        seen = tuple(
            one if one.knows <= day else one._replace(low=1.0, high=2.0) for one in place.observation.seen
        )
        assert seen != place.observation.seen
        other = dataclasses.replace(place, observation=place.observation._replace(seen=seen))
        (here,), (there,) = (origins(one, thetas, 3, [day], silent) for one in (place, other))
        assert (here.away == there.away).all()
        assert here.away.any()
        earlier = tuple(one._replace(low=5e5, high=6e5) for one in place.observation.seen)
        other = dataclasses.replace(place, observation=place.observation._replace(seen=earlier))
        assert (origins(other, thetas, 3, [day], silent)[0].away != here.away).any()


def test_a_table_by_origin_and_horizon_tells_what_is_missing(found: Hindcast) -> None:
    cells = found.cells()
    assert [(c["origin"], c["ahead"], c["by"]) for c in cells] == [
        (origin, ahead, by) for origin in (1, 2, 4) for ahead in AHEAD for by in FORECASTERS
    ]
    for cell in cells:
        own = [
            f
            for f in found.forecasts
            if (f.origin, f.day - f.origin, f.by) == (cell["origin"], cell["ahead"], cell["by"])
        ]
        assert cell["figures"] == len(own)
        assert len(own) + len(cell["missing"]) == 4
        if own:
            assert cell["crps"] == pytest.approx(np.mean([f.crps for f in own]), rel=1e-3)
            assert ("model_crps" in cell) == (cell["by"] != "model")
        else:
            assert set(cell["missing"].values()) - {""}
    by = {(c["origin"], c["ahead"], c["by"]): c for c in cells}
    assert by[1, 1, "persistence"]["missing"]["cities"] == "nothing was known of it by then"
    assert by[4, 5, "model"]["missing"]["street"] == "the record has no figure with two bounds"
    one = by[2, 2, "sir"]
    (same,) = [f for f in found.forecasts if f.figure == (2, 4, "street") and f.by == "model"]
    assert (one["figures"], one["model_crps"], one["model_crps_error"]) == (1, same.crps, same.crps_error)


def test_the_monte_carlo_error_is_that_of_the_mean_of_parts() -> None:
    rng = np.random.default_rng(1)
    parts = rng.normal(0.0, 2.0, (4000, 8))
    assert np.sqrt((monte_carlo(parts) ** 2).mean()) == pytest.approx(2.0 / np.sqrt(8), rel=0.02)
    assert monte_carlo(np.full((2, 8), 0.3)).tolist() == [0.0, 0.0]


def test_the_document_says_what_it_rests_on(found: Hindcast, evidence: Evidence) -> None:
    told = json.loads(json.dumps(found.document(), allow_nan=False))
    assert told["schema"] == "hindcast/1"
    assert told["command"] == "foedus study hindcast kazakhstan-2022 --draws 600 --seed 3"
    assert told["versions"]["foedus"]
    assert told["units"] == {
        "street": "persons", "cities": "cities", "detained": "persons", "deaths": "persons",
        "crps": "natural logarithms", "log": "nats", "day": "day of the case",
    }  # fmt: skip
    assert told["dates"]["1"] == "2022-01-02"
    assert {"power", "effective", "crps", "log", "levers", "known", "correlated"} <= set(told["legend"])
    assert "hindsight" in " ".join(told["hindsight"]["told"])
    assert "unrest.phi_armed" in told["hindsight"]["priors_that_name_the_record"]
    assert told["origins"]["1"]["known"] == 0
    for origin in told["origins"].values():
        assert {"effective", "power", "date"} <= set(origin)
        for figure in origin["figures"]:
            assert figure["known"] <= origin["date"]
            assert figure["claims"]
            assert set(figure["sources"]) <= set(evidence.sources)
    assert all(figure["known"] is None for figure in told["not_established_when"])
    assert any("news-asia" in figure["sources"] for figure in told["not_established_when"])
    assert all(row["unit"] and row["date"] > row["made"] for row in told["forecasts"])
    for row in told["model_loses"]:
        assert row["other"] < row["model"]


def test_the_screen_cuts_nothing_at_eighty_columns(found: Hindcast) -> None:
    from rich.console import Console

    for width in (80, 100):
        console = Console(width=width, record=True, file=io.StringIO(), highlight=False)
        screen(found, console)
        text = console.export_text()
        assert "…" not in text
        assert max(map(len, text.splitlines())) <= width
        for one in found.forecasts:
            assert f"{one.p95:,.0f}" in text
            assert f"{one.crps:.2f}" in text
        for words in ("persons", "2 Jan", "Levers", "correlated", "CRPS:", "log:", "±:", "rferl-3jan"):
            assert words in text, words
        assert "unrest.phi_armed" in text
        assert found.command in " ".join(text.split())


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
