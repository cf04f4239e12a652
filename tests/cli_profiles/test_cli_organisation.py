"""``foedus organisation``: one picture from the treaty file and the organisation file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from foedus.cli import run


def document(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["organisation", "show", "csto", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def test_the_day_of_the_request(capfd: pytest.CaptureFixture[str]) -> None:
    told = document(capfd, "--on", "2022-01-05")
    assert told["members"] == ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    assert (told["chair"], told["secretary_general"]) == ("ARM", "Stanislav Zas")
    assert told["names"]["kk"] == "Ұжымдық қауіпсіздік туралы шарт ұйымы"
    assert [seat["city"] for seat in told["seat"]] == ["Moscow"]
    assert {"csc", "secretariat", "joint-staff"} <= {organ["id"] for organ in told["organs"]}
    sizes = {force["id"]: force["size"] for force in told["forces"]}
    assert (sizes["crrf"]["low"], sizes["crrf"]["high"]) == (17000, 20000)
    assert sizes["crrf"]["rests_on"]
    assert sizes["group-east"] == {
        "status": "not recorded",
        "low": None,
        "high": None,
        "unit": "persons",
        "rests_on": [],
        "known_later": 0,
    }
    assert all(held["year"] <= 2022 for e in told["exercises"] for held in e["years"])
    assert {p["id"] for p in told["programmes"]} >= {"channel", "illegal", "proxy", "mercenary"}
    assert len(told["chairs"]) < len(document(capfd)["chairs"])


def test_without_a_day_all_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    told = document(capfd)
    assert told["on"] is told["members"] is told["chair"] is None
    assert len(told["seat"]) == 2
    assert any(held["year"] > 2022 for e in told["exercises"] for held in e["years"])


def test_every_value_has_source_and_grade(capfd: pytest.CaptureFixture[str]) -> None:
    told = document(capfd)
    for key in ("seat", "organs", "budget", "forces", "codes", "chairs", "secretaries_general"):
        for item in told[key]:
            assert item["grade"] in "ABC", item
            assert item["source"], item
    for programme in told["programmes"]:
        for item in [*programme["basis"], *programme["record"]]:
            assert item["grade"] in "ABC"
            assert set(item["source"]) <= set(told["sources"])


def test_the_text(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["organisation", "show", "csto", "--on", "2022-01-05"]) == 0
    out = " ".join(capfd.readouterr().out.split())
    for words in (
        "Sverchkov pereulok 3",
        "17,000–20,000 persons",
        "size not recorded",
        "RUS 50%",
        "operation Channel (Kanal)",
        "2020 (planned)",
        "Often misreported",
    ):
        assert words in out
    assert "None" not in out


def test_the_list_and_refusals(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["organisation", "list"]) == 0
    assert capfd.readouterr().out.startswith("csto ")
    assert run(["organisation", "list", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["organisations"][0]["treaty"] == "csto"
    assert run(["organisation", "show", "ctso"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "unknown organisation 'ctso'; did you mean 'csto'?" in err
