"""``foedus state``: the profile as text and JSON, gaps that say so, refusals in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from foedus import atlas
from foedus.cli import run


def document(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    status = run([*arguments, "--json"])
    out, err = capfd.readouterr()
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def text(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = run(list(arguments))
    out, err = capfd.readouterr()
    assert (status, err) == (0, "")
    return " ".join(out.split())


def test_kazakhstan_on_the_day_of_the_request(capfd: pytest.CaptureFixture[str]) -> None:
    told = document(capfd, "state", "show", "KAZ", "--on", "2022-01-05")
    assert told["independent"] is True
    profile = told["profile"]
    assert profile["capital"]["entries"][0]["names"] == {
        "en": "Nur-Sultan",
        "kk": "Нұр-Сұлтан",
        "ru": "Нур-Султан",
    }
    assert profile["independence"]["entries"][0]["day"] == "1991-12-16"
    assert [e["state"] for e in profile["neighbours"]["entries"]] == ["CHN", "KGZ", "RUS", "TKM", "UZB"]
    assert profile["rank"]["entries"][0]["low"] == 9
    assert told["codes"]["cow"] == told["codes"]["gw"] == told["codes"]["atop"] == "705"
    (treaty,) = told["treaties"]
    assert (treaty["treaty"], treaty["status"], treaty["since"], treaty["chair"]) == (
        "csto",
        "member",
        "1994-04-20",
        False,
    )
    assert {i["id"]: i["in_force"] for i in treaty["instruments"]}["charter-2002"] == "2003-09-18"
    assert {offer["force"] for offer in told["forces_offered"]} == {"crrf", "peacekeeping", "crdf"}
    for fact in profile.values():
        for entry in fact["entries"]:
            for cited in [*entry["source"], *(c for d in entry["dissent"] for c in d["source"])]:
                assert cited in told["sources"]


def test_the_chair_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert document(capfd, "state", "show", "ARM", "--on", "2022-01-05")["treaties"][0]["chair"] is True


@pytest.mark.parametrize(
    ("state", "treaties"),
    [
        ("USA", ["anzus", "nato", "rio", "us-japan", "us-rok"]),
        ("NGA", ["au", "ecowas"]),
        ("EGY", ["arab-joint-defence", "au"]),
    ],
)
def test_a_state_without_a_profile_is_told_under_its_treaties(
    capfd: pytest.CaptureFixture[str], state: str, treaties: list[str]
) -> None:
    told = document(capfd, "state", "show", state, "--on", "2022-01-05")
    assert told["profile"] is None
    assert [one["treaty"] for one in told["treaties"]] == treaties
    assert {one["status"] for one in told["treaties"]} == {"member"}
    assert [(one["treaty"], one["status"]) for one in told["companions"]] == [
        ("general", "bound"),
        ("rights", "member"),
    ]
    words = text(capfd, "state", "show", state, "--on", "2022-01-05")
    assert "profile not recorded" in words
    assert "binds every state" in words


def test_own_rolls_and_suspensions_are_told(capfd: pytest.CaptureFixture[str]) -> None:
    (rio,) = (
        one
        for one in document(capfd, "state", "show", "CAN", "--on", "2022-01-05")["treaties"]
        if one["treaty"] == "rio"
    )
    assert rio["status"] == "none"
    assert rio["own_rolls"][0]["instruments"] == ["oas-charter-1948", "idc-2001"]
    assert "rio-1947" not in {part["id"] for part in rio["instruments"]}
    assert "oas-charter-1948" in {part["id"] for part in rio["instruments"]}
    assert "suspended since 2021-05-30" in text(capfd, "state", "show", "MLI", "--on", "2022-03-05")
    assert "PSE" in text(capfd, "state", "show", "PSE", "--on", "2022-03-05"), "in no list of codes"


def test_only_the_treaties_that_name_the_state_are_read() -> None:
    code = (
        "import sys\nfrom foedus.treaty import _load\nread, _load.load_yaml = [], _load.load_yaml\n"
        "plain = _load.load_yaml\n"
        "_load.load_yaml = lambda path: (read.append(path.stem), plain(path))[1]\n"
        "from foedus.cli import run\nrun(['state', 'show', 'KAZ', '--on', '2022-01-05', '--json'])\n"
        "print(sorted(read), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "['csto', 'general', 'rights']"


@pytest.mark.parametrize(
    ("state", "on", "status", "forces"),
    [
        ("UZB", "2010-01-01", "member", 0),
        ("UZB", "2022-01-05", "suspended", 0),
        ("GEO", "2022-01-05", "none", 0),
        ("GEO", "1995-01-01", "member", 0),
        ("BLR", "2022-01-05", "member", 3),
        ("KAZ", "1993-01-01", "signatory", 0),
    ],
)
def test_treaties_and_forces_follow_membership(
    capfd: pytest.CaptureFixture[str], state: str, on: str, status: str, forces: int
) -> None:
    told = document(capfd, "state", "show", state, "--on", on)
    assert told["treaties"][0]["status"] == status
    assert len(told["forces_offered"]) == forces
    assert bool(told["treaties"][0]["instruments"]) == (status == "member")


def test_the_text_shows_names_dissent_and_sources(capfd: pytest.CaptureFixture[str]) -> None:
    told = text(capfd, "state", "show", "KAZ", "--on", "2022-01-05")
    for words in (
        "Kazakhstan (KAZ) on 5 January 2022",
        "Kazakh: Қазақстан (Қазақстан Республикасы)",
        "6,995–7,010 m",
        "Kazakhs 58.9 %",
        "member since 1994-04-20",
        "37th Air Assault Brigade",
        "https://adilet.zan.kz/eng/docs/Z910004400_",
    ):
        assert words in told


@pytest.mark.parametrize("state", sorted(atlas.states()))
@pytest.mark.parametrize("on", ["1990-06-01", "1993-01-01", "2022-01-05", "2026-01-01"])
def test_every_line_says_something(capfd: pytest.CaptureFixture[str], state: str, on: str) -> None:
    assert run(["state", "show", state, "--on", on]) == 0
    for line in capfd.readouterr().out.splitlines():
        assert line == "" or line.strip()
        assert "None" not in line
        if line.startswith("  ") and line[2] != " ":
            assert line[18:].strip() or "  " not in line.strip(), line


def test_gaps_say_that_they_are_gaps(capfd: pytest.CaptureFixture[str]) -> None:
    told = text(capfd, "state", "show", "BLR", "--on", "2022-01-05")
    assert "energy exports not recorded" in told
    assert "rank by area not recorded" in told
    assert "seas none: landlocked" in told


def test_before_independence(capfd: pytest.CaptureFixture[str]) -> None:
    assert "Not yet an independent state" in text(capfd, "state", "show", "KAZ", "--on", "1991-06-01")


def test_the_list_and_the_crosswalk(capfd: pytest.CaptureFixture[str]) -> None:
    assert [s["iso3"] for s in document(capfd, "state", "list")["states"]] == sorted(atlas.states())
    rows = document(capfd, "state", "codes", "RUS", "--on", "1990-01-01")["codes"]
    assert {row["system"]: row["code"] for row in rows}["iso-alpha3"] == "SUN"
    assert len(document(capfd, "state", "codes")["codes"]) == len(atlas.codes())
    assert "KAZ gw 705 Kazakhstan, 1991-12-16 to today, list ends 2017-12-31" in text(
        capfd, "state", "codes", "KAZ"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "KAS", "--on", "2022-01-05"], "unknown state 'KAS'; did you mean 'KAZ'?"),
        (["show", "KAZ", "--on", "2022-02-30"], "'2022-02-30' is not a date of the calendar"),
        (["show", "KAZ"], "Missing option '--on'"),
        (["codes", "KAZA"], "unknown state 'KAZA'; did you mean 'KAZ'?"),
    ],
)
def test_refusals_are_one_line(capfd: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert run(["state", *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err


def test_show_costs_no_heavy_import() -> None:
    code = (
        "import sys\nfrom foedus.cli import run\n"
        "run(['state', 'show', 'KAZ', '--on', '2022-01-05', '--json'])\n"
        "heavy = {'numba', 'polars', 'pandas', 'scipy', 'altair', 'xarray'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"
