from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from foedus.cli import run
from foedus.crisis import OUTCOMES, Case, load_case, parameters
from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.study import fit, read_sample, scenario, sensitivity
from foedus.study._footing import CAUSES, MECHANISMS, Mechanism, cause, label, mechanism_of
from foedus.study._sensitivity import OTHERS, indices, screen
from foedus.study._severity import HARM, REASON, refuse_severity, with_severity
from foedus.study._table import desk
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


def test_the_case_is_asked_with_common_luck() -> None:
    whole = load_case("kazakhstan-2022")
    found = sensitivity(whole, answers=("deaths",), trajectories=4, leading=2, rows=8, replicas=1)
    assert found.runs == 4 * (sum(p.prior.kind != "fixed" for p in parameters(whole)) + 1) + 8 * 5
    assert len(found.sobol["deaths"]) == 3
    assert found.labels["deaths"]["cause"] == "assumed"
    assert found.labels["deaths"]["fit"] in ("data", "mixed", "prior")
    with pytest.raises(UnknownName, match="did you mean 'deaths'"):
        sensitivity(whole, answers=("death",))
    with pytest.raises(InputError, match="scenario for study"):
        sensitivity(whole, answers=("severity",))


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
    for row in fit(read_sample(load_case("kazakhstan-2022"))).values():
        assert row["cause"] == "assumed"
        assert row["fit"] in ("data", "mixed", "prior")


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
    words = json.dumps(none.document())
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
    assert run(["study", "scenario", "kazakhstan-2022", "severity=0,0.5"]) == 2
    said = capsys.readouterr().err
    assert REASON in said
    assert said.count("\n") == 1
    assert run(["study", "scenario", "kazakhstan-2022", "force=1"]) == 2
    assert run(["study", "scenario", "kazakhstan-2022", "severity"]) == 2
