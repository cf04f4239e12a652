from __future__ import annotations

import io
import json

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from foedus.chance import Parameter, Prior
from foedus.cli import run
from foedus.cli.study_sensitivity import _screen
from foedus.crisis import OUTCOMES, Case, load_case, parameters
from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.study import _replay, fit, read_sample, scenario, sensitivity
from foedus.study._footing import (
    ALONE,
    CAUSES,
    GIVEN,
    MECHANISMS,
    Mechanism,
    cause,
    label,
    mechanism_of,
    shares,
    weighed,
)
from foedus.study._observe import distance
from foedus.study._radial import near_rows, redrawn
from foedus.study._sensitivity import OTHERS, indices, screen, totals
from foedus.study._severity import HARM, REASON, refuse_severity, with_severity
from foedus.study._table import desk, run_table
from tests.crisis.conftest import case  # noqa: F401

F8 = NDArray[np.float64]


def _ishigami(levels: F8) -> dict[str, F8]:
    """Ishigami and Homma 1990 on (-π, π): first indices 0.3139, 0.4424, 0; totals 0.5576, 0.4424, 0.2437."""
    x = -np.pi + 2 * np.pi * (levels - 0.01) / 0.98
    return {"y": np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])}


def test_indices_of_a_function_whose_indices_are_known() -> None:
    found, rows = indices(["a", "b", "c"], ["a", "b", "c"], _ishigami, rows=2048, seed=3)
    assert rows == 2048 * 5
    said = {row["parameter"]: row for row in found["y"]}
    for name, first, total in (("a", 0.3139, 0.5576), ("b", 0.4424, 0.4424), ("c", 0.0, 0.2437)):
        assert said[name]["first"] == pytest.approx(first, abs=0.04)
        assert said[name]["total"] == pytest.approx(total, abs=0.04)
        assert 0 < said[name]["total_interval"] < 0.1
    assert [row["parameter"] for row in found["y"]] == ["a", "b", "c"]


def test_all_others_are_one_group_and_what_does_not_vary_has_no_indices() -> None:
    def run_(levels: F8) -> dict[str, F8]:
        return {"y": levels[:, 0] + 0.5 * levels[:, 1:].sum(axis=1), "flat": np.ones(len(levels))}

    found, _ = indices(["a", "b", "c", "d"], ["a"], run_, rows=256, seed=1)
    said = {row["parameter"]: row["total"] for row in found["y"]}
    assert set(said) == {"a", OTHERS}
    assert said["a"] == pytest.approx(1 / 1.75, abs=0.05)  # variances 1 and three times a quarter
    assert found["flat"] == []
    with pytest.raises(OutOfRange, match="power of two"):
        indices(["a"], ["a"], run_, rows=100, seed=1)


def test_screening_finds_the_slopes_of_a_line() -> None:
    def run_(levels: F8) -> dict[str, F8]:
        return {"y": levels @ np.array([3.0, 0.0, -1.0, 0.5])}

    found, rows = screen(["a", "b", "c", "d"], run_, trajectories=6, seed=2)
    assert rows == 6 * 5
    assert [row["parameter"] for row in found["y"]] == ["a", "c", "d", "b"]
    said = {row["parameter"]: row for row in found["y"]}
    assert said["a"]["mu_star"] == pytest.approx(3 * said["c"]["mu_star"], rel=1e-3)
    assert all(row["sigma"] == pytest.approx(0.0, abs=1e-9) for row in found["y"])


def test_totals_of_what_is_drawn_anew_one_at_a_time() -> None:
    """y = 2a + b + ab with standard normal a, b: variance 6; totals (4 + 1)/6 and (1 + 1)/6."""
    rng = np.random.default_rng(4)
    x, new = rng.standard_normal((2, 4096, 3))

    def f(a: F8, b: F8) -> F8:
        return 2 * a + b + a * b

    again = np.stack([f(new[:, 0], x[:, 1]), f(x[:, 0], new[:, 1]), f(x[:, 0], x[:, 1])], axis=1)
    there = np.ones(again.shape, np.bool_)
    there[::3, 1] = False  # no draw came near: left out
    again[~there] = np.nan
    parts, effects = totals(["a", "b", "idle"], f(x[:, 0], x[:, 1]), again, there, 1)
    said = {row["parameter"]: row for row in parts}
    assert said["a"]["total"] == pytest.approx(5 / 6, abs=0.05)
    assert said["b"]["total"] == pytest.approx(2 / 6, abs=0.05)
    assert said["idle"]["total"] == 0.0
    assert said["b"]["drawn"] == pytest.approx(2 / 3, abs=0.01)
    assert 0 < said["a"]["total_interval"] < 0.1
    assert [row["parameter"] for row in effects] == ["a", "b", "idle"]
    assert totals(["a"], np.ones(20), np.ones((20, 1)), np.ones((20, 1), np.bool_), 1) == ([], [])


def test_near_the_record_worlds_stay_near_with_the_luck_that_they_had() -> None:
    place = desk(load_case("kazakhstan-2022"))
    moving = np.array([0, 3])
    base = near_rows(place, 6.3, 8, 1)
    assert base.runs == 320
    found = redrawn(place, base, moving, 6.3, 1)
    assert found.there.mean() > 0.5
    assert found.runs >= 16
    again = run_table(place, base.thetas, 1, lucks=base.lucks)
    assert (again.outcomes["deaths"] == base.outcomes["deaths"]).all()
    assert (distance(place.case, again.measures, place.record, place.observation) <= 6.3).all()
    assert np.isfinite(found.again["deaths"][found.there]).all()
    with pytest.raises(InputError, match="come near the record"):
        near_rows(place, 0.01, 8, 1)


def test_a_case_is_asked_and_its_labels_are_those_of_a_replay() -> None:
    shipped = load_case("kazakhstan-2022")
    found = sensitivity(shipped, answers=("deaths",), rows=8)
    page = io.StringIO()
    _screen(found, Console(file=page, width=80, highlight=False))
    said = page.getvalue()
    assert all(len(line) <= 80 for line in said.splitlines() if not line.startswith("Command:"))
    assert "…" not in said
    words = " ".join(said.split())
    assert "deaths: deaths, all channels (persons). Rests on: fit" in words
    assert "ln(1 + persons)" in words
    document = json.loads(json.dumps(found.document(), allow_nan=False))
    rests = fit(read_sample(shipped))
    assert document["labels"] == {"deaths": rests["deaths"]}
    assert vars(_replay)["fit"] is fit
    command = "foedus study sensitivity kazakhstan-2022 --answer deaths --over record --rows 8 --seed 1"
    assert document["command"] == command
    assert document["answers"]["deaths"]["unit"] == "persons"
    assert set(document["parameters"]) == {p.id for p in parameters(shipped) if p.prior.kind != "fixed"}
    assert all(row["meaning"] and row["unit"] for row in document["parameters"].values())
    assert len(document["sobol"]["deaths"]) > 60


def test_over_the_prior_all_parameters_vary_at_once() -> None:
    whole = load_case("kazakhstan-2022")
    found = sensitivity(
        whole, answers=("deaths",), over="prior", trajectories=4, leading=2, rows=8, replicas=1
    )
    assert found.runs == 4 * (sum(p.prior.kind != "fixed" for p in parameters(whole)) + 1) + 8 * 5
    assert len(found.sobol["deaths"]) == 3
    assert found.labels["deaths"]["cause"] == "assumed"


def test_what_cannot_be_asked_is_told_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load_case("kazakhstan-2022")
    monkeypatch.setattr("foedus.study._sensitivity.desk", lambda _: pytest.fail("it began"))
    with pytest.raises(UnknownName, match="did you mean 'deaths'"):
        sensitivity(whole, answers=("death",))
    with pytest.raises(InputError, match="scenario for study"):
        sensitivity(whole, answers=("severity",))
    with pytest.raises(OutOfRange, match="power of two, such as 64 or 128"):
        sensitivity(whole, rows=100)


def test_every_parameter_belongs_to_a_mechanism() -> None:
    known = parameters(load_case("kazakhstan-2022"))
    assert not [p.id for p in known if mechanism_of(p.id) is None]
    assert mechanism_of("unrest.phi_services") == "shutdown"
    assert mechanism_of("unrest.phi_armed") == "harm"
    assert mechanism_of("unrest.city.Almaty") == "joining"
    assert mechanism_of("nothing") is None


def test_a_single_case_never_identifies_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(len(one.cases) < 2 for one in MECHANISMS.values())
    assert cause({"unrest.xi": 1.0, "unrest.phi": 0.5}) == ("assumed", ["outside", "harm"])
    assert cause({}) == ("assumed", [])
    two = Mechanism("", ("unrest.xi",), (), {"one": "early", "two": "late"})
    monkeypatch.setitem(MECHANISMS, "outside", two)
    assert cause({"unrest.xi": 1.0}) == ("identified", ["outside"])
    assert cause({"unrest.xi": 1.0, "unrest.phi": 0.1})[0] == "assumed"
    assert set(CAUSES) == {"identified", "assumed"}


def test_labels_follow_the_narrowing_and_forgive_no_noise() -> None:
    spread = {"unrest.phi": 0.5, "unrest.xi": 0.99, "unrest.a_v": 0.8}
    assert label({"unrest.phi": 0.9, "unrest.xi": 0.1}, spread, 1000)["fit"] == "data"
    assert label({"unrest.a_v": 1.0}, spread, 1000)["fit"] == "mixed"
    assert label({"unrest.xi": 1.0}, spread, 1000) == {
        "fit": "prior", "cause": "assumed", "ratio": 1.0, "parameters": ["unrest.xi"],
        "mechanisms": ["outside"],
    }  # fmt: skip
    assert label({"unrest.a_v": 1.0}, spread, 30)["fit"] == "prior"  # thirty rows cannot show it
    assert label({}, spread, 1000)["fit"] == "prior"
    # What is nobody's counts as prior, and so does what says of itself that nothing is known of it.
    assert label({"unrest.phi": 0.5}, spread, 1000, others=0.5)["ratio"] == pytest.approx(0.75)
    assert label({"unrest.phi": 1.0}, spread, 1000, alone={"unrest.phi"})["fit"] == "prior"
    # One of a hundred parameters looks narrow by chance sooner than one alone.
    many = {f"p{k}": 1.0 for k in range(99)} | {"unrest.phi": 0.93}
    assert label({"unrest.phi": 1.0}, {"unrest.phi": 0.93}, 600)["fit"] == "mixed"
    assert label({"unrest.phi": 1.0}, many, 600)["fit"] == "prior"


def _known(count: int) -> tuple[Parameter, ...]:
    return tuple(Parameter(f"p{k}", Prior("normal", 0.0, 1.0), "1", "", "") for k in range(count))


def test_variation_is_divided_among_parameters_nobody_and_luck() -> None:
    """y = 2a + b + ab plus luck of variance 3: shares 4/9, 1/9, 1/9 for nobody, 3/9 for luck."""
    rng = np.random.default_rng(8)
    x = rng.standard_normal((20_000, 4))
    sure = 2 * x[:, 0] + x[:, 1] + x[:, 0] * x[:, 1]
    one, two = (sure + np.sqrt(3.0) * rng.standard_normal(len(x)) for _ in range(2))
    found = shares(_known(4), x, one, two)
    assert found["parameters"]["p0"] == pytest.approx(4 / 9, abs=0.04)
    assert found["parameters"]["p1"] == pytest.approx(1 / 9, abs=0.03)
    assert set(found["parameters"]) == {"p0", "p1"}
    assert found["others"] == pytest.approx(1 / 9, abs=0.04)
    assert found["luck"] == pytest.approx(3 / 9, abs=0.03)
    assert sum(found["parameters"].values()) + found["others"] + found["luck"] == pytest.approx(1.0, abs=0.01)
    # With one luck alone that cannot be told from the rest.
    assert shares(_known(4), x, one)["luck"] == 0.0
    assert shares(_known(4), x, one)["others"] == pytest.approx(4 / 9, abs=0.04)


def test_shares_add_up_although_parameters_are_bound_together() -> None:
    rng = np.random.default_rng(8)
    x = rng.standard_normal((20_000, 2))
    x[:, 1] = -0.8 * x[:, 0] + 0.6 * x[:, 1]
    y = x[:, 0] + x[:, 1]
    found = shares(_known(2), x, y, y)
    assert found["parameters"]["p0"] == pytest.approx(0.5, abs=0.05)
    assert sum(found["parameters"].values()) == pytest.approx(1.0, abs=0.02)
    nothing = shares(_known(2), x, np.ones(len(x)), np.ones(len(x)))
    assert (nothing["parameters"], nothing["others"]) == ({}, 1.0)
    assert shares(_known(2), x, np.where(np.arange(len(x)) < 3, y, np.nan))["rows"] == 3


def test_every_outcome_contingent_and_consent_has_a_label() -> None:
    shipped = load_case("kazakhstan-2022")
    sample = read_sample(shipped)
    found = fit(sample)
    members = [state.lower() for state in shipped.states if state != shipped.file.target]
    assert set(found) == {
        *OUTCOMES,
        *(f"{kind}_{one}" for kind in ("personnel", "consent") for one in members),
    }
    for row in found.values():
        assert row["cause"] == "assumed"
        assert row["fit"] in ("data", "mixed", "prior")
        assert len(row["parameters"]) <= 8
    for given in GIVEN:
        assert found[given]["note"] == GIVEN[given]
        assert found[given]["fit"] == "data"
    basis = {p.id: p.basis for p in sample.known}
    assert ALONE in basis["unrest.phi_services"]
    assert found["deaths_services"]["fit"] == "prior"
    assert found["deaths"]["parameters"][0] == "unrest.phi"
    assert all(found[f"consent_{one}"]["fit"] == "prior" for one in members)


def test_rows_that_are_weighed_are_labelled_by_their_weights() -> None:
    rng = np.random.default_rng(3)
    x = rng.standard_normal((20_000, 3))
    flat = np.ones(len(x))
    assert weighed(_known(3), x, x[:, 0], flat)["fit"] == "prior"
    near = np.exp(-0.5 * ((x[:, 0] - 1.0) / 0.3) ** 2)
    found = weighed(_known(3), x, x[:, 0], near)
    assert (found["fit"], found["parameters"]) == ("data", ["p0"])
    assert weighed(_known(3), x, x[:, 1], near)["fit"] == "prior"


def test_a_scenario_of_severity_tells_all_harm_and_compares_nothing(
    case: Case,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = load_case(case.id)
    none = scenario(whole, "0", runs=12, seed=2)
    assert set(none.harm) == set(HARM)
    for name in ("deaths_custody", "deaths_unarmed"):
        assert name in none.harm
        assert OUTCOMES[name].meaning
    assert none.harm["deaths_unarmed"]["p95"] == 0
    record = scenario(whole, "record", runs=12, seed=2)
    assert record.harm["deaths_state"]["p50"] > none.harm["deaths_state"]["p50"]  # type: ignore[operator]
    told = none.document()
    assert told["command"] == "foedus study scenario kazakhstan-2022 severity=0 --runs 12 --seed 2"
    for row in (told["harm"] | told["course"]).values():
        assert row["meaning"]
        assert row["unit"]
        assert row["basis"]["fit"] in ("data", "mixed", "prior")
        assert 0 <= row["happened"] <= 1
    words = json.dumps(told)
    assert not any(word in words for word in ("difference", "change", "baseline"))
    problem = with_severity(desk(case).problem, 0.3)
    assert set(problem.script.channel[:, 0]) == {0.0, 0.3}

    for wrong, error, message in (
        ("0,1", InputError, "one value at a time"),
        ("0:1", InputError, "one value at a time"),
        ("2", OutOfRange, "expected 0 to 1"),
        ("harsh", OutOfRange, "not a number"),
    ):
        with pytest.raises(error, match=message):
            scenario(whole, wrong)
    with pytest.raises(InputError, match="only find that assumption"):
        refuse_severity(["force", "severity"])
    assert run(["study", "scenario", "kazakhstan-2022", "severity=0.5", "--runs", "12"]) == 0
    said = capsys.readouterr().out
    assert "day with most people on the" in said
    assert "that peak" not in said
    assert "deaths, all channels " in said
    assert said.count(" persons ") >= 11
    assert said.count(", assumed") == len(HARM) + 5
    assert run(["study", "scenario", "kazakhstan-2022", "severity=0,0.5"]) == 2
    said = capsys.readouterr().err
    assert REASON in said
    assert said.count("\n") == 1
    assert run(["study", "scenario", "kazakhstan-2022", "force=1"]) == 2
    assert run(["study", "scenario", "kazakhstan-2022", "severity"]) == 2
