"""``foedus source``, ``foedus cite`` and the page of ``foedus evidence show``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus.cli import run

_CASE = "kazakhstan-2022"


def _out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0, capsys.readouterr().err
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_the_list_has_every_source_with_what_leans_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(_out(capsys, "source", "list", "--json"))["sources"]
    by = {row["id"]: row for row in rows}
    assert len(rows) > 300
    assert by["tass-687141"]["state"] == "RUS"
    assert by["tass-687141"]["rests"] >= 3
    assert by["doc-003"]["overruled"] >= 5
    assert by["pravda-am"]["denied"]
    text = _out(capsys, "source", "list", "--tier", "court-or-inquiry")
    assert "cat-2023" in text
    assert "hrw-killings" not in text


def test_the_list_can_be_narrowed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(_out(capsys, "source", "list", "--denied", "--json"))["sources"]
    assert rows
    assert all(row["denied"] for row in rows)
    rows = json.loads(_out(capsys, "source", "list", "--state", "BLR", "--json"))["sources"]
    assert {"mfa-by", "sb-by"} <= {row["id"] for row in rows}
    assert run(["source", "list", "--tier", "pres"]) == 2
    assert "did you mean 'press'" in capsys.readouterr().err


def test_show_tells_who_stands_behind_it_and_what_leans_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(_out(capsys, "source", "show", "dtnext", "--json"))
    assert (told["original"], told["retells"], told["counts_as"]) == (False, "Xinhua", "Xinhua")
    told = json.loads(_out(capsys, "source", "show", "hrw-killings", "--json"))
    assert (told["licence"], told["tier"], told["affiliation"]) == (
        "CC BY-NC-ND 3.0 US",
        "rights-organisation",
        "organisation",
    )
    assert any(lean["fact"] == "deaths_on_video" and lean["chosen"] for lean in told["claims"])
    text = _out(capsys, "source", "show", "https://armenia.news-pravda.com/world/2025/05/15/16722.html")
    assert "denylist    laundering" in text
    assert "membership AZE" in _out(capsys, "source", "show", "gibler")
    assert run(["source", "show", "hrw-killing"]) == 2
    assert "did you mean 'hrw-killings'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("thing", "kind", "words"),
    [
        ("foedus", "software", "laboratory for collective security"),
        ("csto", "treaty", "32307"),
        ("csto/charter-2002", "treaty", "Charter"),
        ("csto/treaty-4.assist", "treaty", "Article 4"),
        ("csto/treaty-4.2@2012-12-19", "treaty", "csto/treaty-4.2@2012-12-19"),
        (_CASE, "dataset", "record of the case"),
        (f"{_CASE}/deaths", "dataset", "238 persons"),
        (f"{_CASE}/deaths/prosecutor-2023", "article-newspaper", "Prosecutor General's Office: 238 persons"),
        (f"{_CASE}/tool-of-influence", "dataset", "not settled; held by"),
        (f"{_CASE}/tool-of-influence/doc-003", "webpage", "003_7ffc09c779a36833.txt:49"),
        ("hrw-killings", "report", "Human Rights Watch"),
        ("kyrgyzstan-2010", "dataset", "record of the case kyrgyzstan-2010"),
    ],
)
def test_cite_gives_both_forms(thing: str, kind: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    (item,) = json.loads(_out(capsys, "cite", thing, "--format", "csl"))
    assert item["type"] == kind
    assert words in json.dumps(item, ensure_ascii=False)
    entry = _out(capsys, "cite", thing)
    assert entry.startswith("@")
    assert entry.rstrip().endswith("}")


def test_cite_gives_the_sources_of_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    items = json.loads(_out(capsys, "cite", f"{_CASE}/founding", "--format", "csl", "--sources"))
    assert items[0]["id"] == f"{_CASE}/founding"
    assert "kremlin-charter" in {item["id"] for item in items}


def test_cite_a_report_by_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary = {"case": _CASE, "runs": 200, "seed": 1, "levers": {"force": 0}}
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (item,) = json.loads(_out(capsys, "cite", str(tmp_path), "--format", "csl"))
    assert item["type"] == "report"
    assert "200 runs, seed 1" in item["note"]
    for text in ("{", "[]", '{"case": 1}'):
        (tmp_path / "summary.json").write_text(text, encoding="utf-8")
        assert run(["cite", str(tmp_path)]) == 2
        assert "is not the summary of a report" in capsys.readouterr().err
    (tmp_path / "summary.json").unlink()
    assert run(["cite", str(tmp_path)]) == 2
    assert "expected the folder of a report" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("hrw-killing", "did you mean 'hrw-killings'"),
        (f"{_CASE}/deth", "did you mean 'deaths'"),
        (
            f"{_CASE}/deaths/prosecutor-2024",
            "unknown claim 'prosecutor-2024'; did you mean 'prosecutor-2023'",
        ),
        (f"{_CASE}/russian-nato/x", "unknown voice"),
        ("csto/treaty-4.asist", "did you mean 'treaty-4.assist'"),
        ("kyrgyzstan-2010/deaths", "has no claims"),
        ("https://nowhere.example/", "unknown thing to cite"),
    ],
)
def test_cite_of_an_unknown_thing_is_one_line(
    thing: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["cite", thing]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_the_page_of_a_fact_in_three_forms(capsys: pytest.CaptureFixture[str]) -> None:
    text = _out(capsys, "evidence", "show", _CASE, "deaths")
    assert "When it was known" in text
    assert "replaces" in text
    page = _out(capsys, "evidence", "show", _CASE, "deaths", "--format", "md")
    assert page.startswith("# How many people died")
    (fact,) = json.loads(_out(capsys, "evidence", "show", _CASE, "deaths", "--format", "json"))["facts"]
    assert fact == json.loads(_out(capsys, "evidence", "show", _CASE, "deaths", "--json"))["facts"][0]
    days = [turn["day"] for turn in fact["timeline"] if turn["day"]]
    assert days == sorted(days)
    assert run(["evidence", "show", _CASE, "--format", "md"]) == 2
    assert "name a FACT" in capsys.readouterr().err


def test_a_contention_is_shown_unsettled(capsys: pytest.CaptureFixture[str]) -> None:
    text = _out(capsys, "evidence", "show", _CASE, "northern-kazakhstan")
    assert "not settled here" in text
    assert "Ministry of Foreign Affairs of Kazakhstan" in text
    (one,) = json.loads(_out(capsys, "evidence", "show", _CASE, "northern-kazakhstan", "--json"))[
        "contentions"
    ]
    assert "value" not in one
    assert {voice["stance"] for voice in one["voices"]} == {"holds", "denies", "attributes"}
    page = _out(capsys, "evidence", "show", _CASE, "northern-kazakhstan", "--format", "md")
    assert "## denies" in page
    whole = json.loads(_out(capsys, "evidence", "show", _CASE, "--json"))
    assert len(whole["contentions"]) >= 12
    assert len(whole["misreported"]) >= 30


def test_the_misreported_are_listed_with_correction_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(_out(capsys, "evidence", "misreported", _CASE, "--json"))["misreported"]
    assert {row["source"] for row in rows} >= {f"doc-00{i}" for i in range(5)}
    assert all(row["correction"] and row["sources"] and row["locator"] for row in rows)
    text = _out(capsys, "evidence", "misreported", _CASE)
    assert "NATO had 30 members since 27 March 2020." in text
