"""``foedus evidence``: exit states, one JSON document, and what a reader sees."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest

import foedus
from foedus.cli import run

_FOLDER = Path(foedus.__file__).parent / "library" / "cases" / "kazakhstan-2022"


def test_show_gives_every_fact_with_its_ground(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "show", str(_FOLDER)]) == 0
    out = capsys.readouterr().out
    assert "225–241 persons" in out
    assert "revision" in out
    assert "disputed among live sources" in out


def test_show_of_a_fact_keeps_the_dissent_with_source_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "show", str(_FOLDER), "founding"]) == 0
    out = capsys.readouterr().out
    assert "ground    text" in out
    assert "000_e53ddeb78d47afd5.txt:30" in out
    assert "kept" in out


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "show", str(_FOLDER), "deaths", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    document = json.loads(captured.out)
    (fact,) = document["facts"]
    assert document["case"] == "kazakhstan-2022"
    assert fact["value"] == {"low": 238, "high": 238}
    assert fact["interval"] == {"low": 225, "high": 241}
    assert fact["ground"] == "revision"
    assert {"holder", "source", "where", "locator", "reason", "ground"} <= set(fact["dissent"][0])


def test_conflicts_are_the_disputed_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "conflicts", str(_FOLDER), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    names = {fact["fact"] for fact in document["facts"]}
    assert {"deaths", "founding", "members", "nato_members", "article", "detained"} <= names
    assert "price_after" not in names
    assert all(fact["contested"] and (fact["dissent"]) for fact in document["facts"])
    assert run(["evidence", "conflicts", str(_FOLDER)]) == 0
    assert "are disputed" in capsys.readouterr().out


def test_check_says_yes_no_or_unusable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "check", str(_FOLDER)]) == 0
    copy = copytree(_FOLDER, tmp_path / "case")
    path = copy / "claims.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("source: novostey", "source: novosty", 1), "utf-8"
    )
    capsys.readouterr()
    assert run(["evidence", "check", str(copy)]) == 1
    assert "unknown source 'novosty'; did you mean 'novostey'?" in capsys.readouterr().out
    assert run(["evidence", "check", str(copy), "--json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["line"] > 1
    path.write_text("schema: claims/1\nfacts: [", "utf-8")
    assert run(["evidence", "check", str(copy)]) == 2
    assert run(["evidence", "check", str(tmp_path / "none")]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", str(_FOLDER), "deth"], "unknown fact 'deth'"),
        (["show", "kazakstan-2022"], "did you mean 'kazakhstan-2022'?"),
        (["conflicts", "nowhere-1999"], "unknown case 'nowhere-1999'"),
    ],
)
def test_an_unknown_name_is_one_line_and_exit_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evidence", *arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
