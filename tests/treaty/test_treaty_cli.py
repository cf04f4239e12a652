from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from foedus.cli import run

HERE = Path(__file__).parent
SMALL = str(HERE / "good" / "small.yaml")


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["treaty", *arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def failing(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["treaty", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert any(entry["id"] == "csto" for entry in document(capsys, "list")["treaties"])
    assert run(["treaty", "list"]) == 0
    assert "csto " in capsys.readouterr().out


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    shown = document(capsys, "show", "csto", "--on", "2010-06-12")
    assert shown["id"] == "csto"
    assert "treaty-4.assist-1992" in {norm["id"] for norm in shown["norms"]}
    assert "treaty-4.assist" not in {norm["id"] for norm in shown["norms"]}
    assert "2007-06" in {chair["from"] for chair in shown["chairs"]}
    assert run(["treaty", "show", "csto"]) == 0
    assert "Terms and their readings" in capsys.readouterr().out


def test_members(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "members", "csto", "--on", "2022-01-05")
    assert found["treaty"] == "csto"
    assert found["on"] == "2022-01-05"
    assert found["members"] == ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    assert found["suspended"] == ["UZB"]
    assert found["observers"] == []
    assert found["chair"] == "ARM"
    for spell in found["spells"]:
        assert {"state", "status", "from", "to", "source"} <= spell.keys()
    assert document(capsys, "members", "csto", "--on", "2005-01-01")["chair"] is None
    only = document(capsys, "members", "csto", "--on", "2022-01-05", "--state", "UZB")
    assert {spell["state"] for spell in only["spells"]} == {"UZB"}
    assert run(["treaty", "members", "csto", "--on", "2025-01-01"]) == 0
    assert "frozen" in capsys.readouterr().out


def test_ask_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "ask", "csto", "--case", "kazakhstan-2022", "--account", "host")
    assert (found["treaty"], found["as_of"], found["account"]) == ("csto", "2022-01-05", "host")
    positions = {position["norm"]: position for position in found["positions"]}
    duty = positions["treaty-4.assist"]
    assert duty["citation"] == "csto/treaty-4.2@2012-12-19"
    assert duty["status"] == "contested"
    assert duty["bearers"] == ["ARM", "BLR", "KGZ", "RUS", "TJK"]
    assert duty["counterparty"] == "KAZ"
    assert duty["modality"] == "obligation"
    assert {entry["value"] for entry in duty["by_reading"]} == {"yes", "no", "unknown"}
    assert duty["why"]["parts"]
    assert positions["pka-3.mission"]["organ"] == "csc"
    assert positions["pka-3.mission"]["procedure"] == "csc-consensus"
    assert positions["silence:use_force_at_home"]["status"] == "silent"


def test_ask_a_file_and_another_day(capsys: pytest.CaptureFixture[str]) -> None:
    from foedus.files import find

    event = str(find("case", "kyrgyzstan-2010") / "situation.yaml")
    found = document(capsys, "ask", "csto", "--event", event, "--account", "internal")
    assert found["as_of"] == "2010-06-12"
    assert "treaty-4.assist-1992" in {p["norm"] for p in found["positions"]}
    later = document(capsys, "ask", "csto", "--event", event, "--account", "internal", "--on", "2013-01-01")
    assert "treaty-4.assist" in {p["norm"] for p in later["positions"]}


def test_ask_with_readings_decisions_and_acts(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(
        capsys,
        *("ask", "csto", "--case", "kazakhstan-2022", "--account", "protest", "--stage", "gatherings"),
        *("--reading", "peacekeeping=request-suffices", "--reading", "official-request=speaks-for-the-state"),
        *("--reading", "internal-matter=internal-despite-request", "--decision", "pka-3.mission"),
        *("--act", "impose_sanctions"),
    )
    status = {position["norm"]: position["status"] for position in found["positions"]}
    assert status["pka-3.mission"] == status["charter-5.non-interference"] == "conflict"
    assert status["charter-12.binding"] == "applies"
    assert status["silence:impose_sanctions"] == "silent"
    assert found["decisions"] == ["deploy_forces"]


def test_ask_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["treaty", "ask", "csto", "--case", "kazakhstan-2022", "--account", "protest"]) == 0
    out = capsys.readouterr().out
    assert out.index("CONTESTED") < out.index("SILENT") < out.index("DOES NOT APPLY")
    assert "in conflict with charter-5.non-interference" in " ".join(out.split())
    assert "Encoding, not legal advice." in out
    assert max(map(len, out.splitlines())) <= 100
    base = ["treaty", "ask", "csto", "--case", "armenia-2022", "--norm", "treaty-4.assist"]
    assert run([*base, "--markdown"]) == 0
    assert "- **" in capsys.readouterr().out
    assert run([*base, "--why"]) == 0
    assert "[unknown]" in capsys.readouterr().out
    assert run(["treaty", "ask", "csto", "--case", "armenia-2022", "--on", "1993-01-01"]) == 0
    assert "No norm of this file is in force on 1993-01-01" in capsys.readouterr().out


def test_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["treaty", "check", "csto", SMALL]) == 0
    assert capsys.readouterr().out.count("no findings") == 2
    odd = str(HERE / "bad" / "event-for-a-legal-word.yaml")
    assert run(["treaty", "check", SMALL, odd]) == 1
    assert f"{odd}:" in capsys.readouterr().out
    broken = str(HERE / "bad" / "unknown-term.yaml")
    assert run(["treaty", "check", odd, broken, "--json"]) == 2
    files = json.loads(capsys.readouterr().out)["files"]
    assert [bool(entry["errors"]) for entry in files] == [False, True]
    assert files[1]["errors"][0]["line"] > 1


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["treaty", "schema"]) == 0
    assert "TreatyFile" in json.loads(capsys.readouterr().out)["title"]
    assert run(["treaty", "schema", "situation"]) == 0
    assert "accounts" in json.loads(capsys.readouterr().out)["properties"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["members", "cstoo", "--on", "2022-01-05"], "unknown treaty 'cstoo'; did you mean 'csto'?"),
        (["members", "csto", "--on", "2022-02-30"], "'2022-02-30' is not a date of the calendar"),
        (
            ["members", "csto", "--on", "2022-01-05", "--state", "KAS"],
            "unknown state 'KAS'; did you mean 'KAZ'?",
        ),
        (["ask", "csto"], "give either --case CASE or --event FILE"),
        (["ask", "csto", "--case", "kazakstan-2022"], "did you mean 'kazakhstan-2022'?"),
        (["ask", "csto", "--case", "kazakhstan-2022", "--account", "hots"], "did you mean 'host'?"),
        (["ask", "csto", "--case", "kazakhstan-2022", "--reading", "x"], "expected TERM=ID"),
        (["ask", "csto", "--case", "kazakhstan-2022", "--reading", "treat-2010=any-source"], "'threat-2010'"),
        (["ask", "csto", "--case", "kazakhstan-2022", "--norm", "pka-3.mision"], "'pka-3.mission'"),
        (["ask", "csto", "--event", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
        (["show", str(HERE / "bad" / "half-written.yaml")], "not YAML"),
        (["chek", "csto"], "no such command"),
    ],
)
def test_what_a_user_caused_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert words in failing(capsys, *arguments)


def test_asking_stays_light() -> None:
    code = "import sys, foedus.treaty as t; t.load('csto'); heavy = {'polars', 'numba', 'numpy'}"
    code += "; print(sorted(heavy & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
