"""The ledger of membership: every norm in its place, from the right side, on the right day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus import treaty as law
from foedus.cli import run
from foedus.errors import UnknownName
from foedus.treaty import SECTIONS, Ledger, ledger

CSTO = law.load("csto")
DAY = date(2022, 1, 5)


def norms(drawn: Ledger, section: str) -> set[str]:
    return {entry.norm for entry in drawn.sections[section]}


def test_kazakhstan_in_january_2022() -> None:
    drawn = ledger(CSTO, "KAZ", DAY)
    assert (drawn.status, drawn.since) == ("member", date(1994, 4, 20))
    assert {"treaty-2.consult", "treaty-4.assist", "charter-12.binding"} <= norms(drawn, "owes")
    assert {"charter-19.withdraw", "pka-4.voluntary", "treaty-4.judge-own"} <= norms(drawn, "may")
    assert {"treaty-1.force", "treaty-1.alliances", "charter-7.bases"} <= norms(drawn, "may_not")
    assert {"treaty-6.deploy", "pka-3.mission", "charter-20.suspend"} <= norms(drawn, "decides")
    assert {"treaty-4.deem", "treaty-4.assist", "pka-3.mission"} <= norms(drawn, "gets")
    assert "charter-5.non-interference" in norms(drawn, "gets")
    assert "pka-3.abroad" not in norms(drawn, "gets"), "that is for the territory of others"
    assert "treaty-4.judge-own" not in norms(drawn, "gets")
    assert {"pka-1.definition", "treaty-8.other-treaties"} <= norms(drawn, "rules")


def test_what_it_gets_comes_from_the_others() -> None:
    entry = next(e for e in ledger(CSTO, "KAZ", DAY).sections["gets"] if e.norm == "treaty-4.assist")
    assert entry.bearers == ("ARM", "BLR", "KGZ", "RUS", "TJK")
    assert entry.side == "counterparty"
    assert entry.citation == "csto/treaty-4.2@2012-12-19"
    assert entry.grade == "A"
    assert "the state concerned is a member" in entry.when
    assert entry.turns_on


def test_the_law_of_the_day() -> None:
    before, after = ledger(CSTO, "KAZ", date(2012, 12, 18)), ledger(CSTO, "KAZ", date(2012, 12, 19))
    assert "treaty-4.assist-1992" in norms(before, "owes")
    assert "treaty-4.assist" not in norms(before, "owes")
    assert "treaty-4.assist" in norms(after, "owes")
    assert "treaty-4.assist-1992" not in norms(after, "owes")


@pytest.mark.parametrize(
    ("state", "on", "status"), [("UZB", "2022-01-05", "suspended"), ("GEO", "2022-01-05", "none")]
)
def test_who_is_no_member_owes_nothing(state: str, on: str, status: str) -> None:
    drawn = ledger(CSTO, state, date.fromisoformat(on))
    assert drawn.status == status
    for section in ("owes", "may", "may_not", "decides", "rules"):
        assert drawn.sections[section] == []
    assert norms(drawn, "gets") == {"treaty-1.force", "treaty-1.settle", "pka-3.abroad"}


def test_a_practice_changes_no_line() -> None:
    frozen, before = ledger(CSTO, "ARM", date(2025, 1, 1)), ledger(CSTO, "ARM", DAY)
    assert frozen.practices
    assert not before.practices
    assert frozen.sections == before.sections


@given(st.sampled_from(CSTO.rolls.states()), st.dates(date(1992, 1, 1), date(2030, 1, 1)))
def test_every_norm_in_force_stands_where_it_belongs(state: str, on: date) -> None:
    drawn = ledger(CSTO, state, on)
    assert list(drawn.sections) == list(SECTIONS)
    in_force = {norm.id for norm in CSTO.in_force(on)}
    listed = set().union(*(norms(drawn, section) for section in SECTIONS))
    assert listed <= in_force
    if drawn.status == "member":
        assert listed == in_force, "a ledger leaves no norm out"
    for section, entries in drawn.sections.items():
        for entry in entries:
            norm = CSTO.norm(entry.norm)
            assert entry.source
            assert entry.citation == CSTO.citation(norm)
            if section in ("owes", "may_not"):
                assert norm.modality == {"owes": "obligation", "may_not": "prohibition"}[section]
            if section == "gets":
                assert state not in entry.bearers
            if section == "decides":
                assert entry.organ


def test_a_state_that_never_had_a_status_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown state 'FRA'"):
        ledger(CSTO, "FRA", DAY)


def told(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["duties", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def test_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    document = told(capfd, "KAZ", "--on", "2022-01-05")
    assert set(SECTIONS) <= set(document)
    assert document["weakest_grade"] == "C"
    assert document == told(capfd, "KAZ", "csto", "--on", "2022-01-05")
    beside = {(item["section"], item["what"]) for item in document["beside_the_norms"]}
    assert ("owes", "pays 10% of the budget (organisation)") in beside
    assert ("gets", "open to it: Operations against drugs (Channel (Kanal))") in beside
    assert told(capfd, "UZB", "--on", "2022-01-05")["beside_the_norms"] == []


def test_the_text(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["duties", "KAZ", "--on", "2022-01-05"]) == 0
    out = " ".join(capfd.readouterr().out.split())
    for words in (
        "Owes (",
        "May not (",
        "Decides (",
        "Gets (",
        "from: ARM, BLR, KGZ, RUS, TJK",
        "not legal advice",
    ):
        assert words in out
    assert run(["duties", "UZB", "--on", "2022-01-05"]) == 0
    assert "Suspended:" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["KAS", "--on", "2022-01-05"], "unknown state 'KAS'; did you mean 'KAZ'?"),
        (["KAZ", "ctso", "--on", "2022-01-05"], "unknown treaty 'ctso'; did you mean 'csto'?"),
        (["KAZ", "--on", "yesterday"], "'yesterday' is not a date of the calendar"),
        (["KAZ"], "Missing option '--on'"),
    ],
)
def test_refusals_are_one_line(capfd: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert run(["duties", *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err
