"""The ledger of membership: every norm in its place, from the right side, on the right day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import treaty as law
from foedus.cli import run
from foedus.errors import UnknownName
from foedus.files import listing
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
    for section in ("owes", "may_not", "decides", "rules"):
        assert drawn.sections[section] == []
    outside = {"treaty-10.accede", "charter-19.join"}
    assert norms(drawn, "may") == (outside if status == "none" else set()), "who is outside may join"
    assert norms(drawn, "gets") == {"treaty-1.force", "treaty-1.settle", "pka-3.abroad"}


def test_a_practice_changes_no_line() -> None:
    frozen, before = ledger(CSTO, "ARM", date(2025, 1, 1)), ledger(CSTO, "ARM", DAY)
    assert frozen.practices
    assert not before.practices
    assert frozen.sections == before.sections


@st.composite
def _asked(draw: st.DrawFn) -> tuple[law.Treaty, str, date]:
    one = law.load(draw(st.sampled_from(["csto", *listing("treaty")])))
    states = one.rolls.states() or ["KAZ", "USA"]
    return one, draw(st.sampled_from(states)), draw(st.dates(date(1949, 1, 1), date(2030, 1, 1)))


@given(_asked())
@settings(deadline=None)
def test_every_norm_in_force_stands_where_it_belongs(asked: tuple[law.Treaty, str, date]) -> None:
    one, state, on = asked
    drawn = ledger(one, state, on)
    assert list(drawn.sections) == list(SECTIONS)
    in_force = {norm.id: norm for norm in one.in_force(on)}
    listed = set().union(*(norms(drawn, section) for section in SECTIONS))
    assert listed <= set(in_force)
    for norm in in_force.values():
        if isinstance(norm.bearer, str) and state in one.members(on, norm.provision.instrument):
            apart = norm.bearer == "any_state" or (norm.bearer == "organ" and drawn.status == "suspended")
            assert norm.id in listed or apart, "a ledger leaves no norm out"
    for section, entries in drawn.sections.items():
        for entry in entries:
            norm = one.norm(entry.norm)
            assert entry.source
            assert entry.citation == one.citation(norm)
            if section in ("owes", "may_not"):
                assert norm.modality == {"owes": "obligation", "may_not": "prohibition"}[section]
            if section == "gets":
                assert state not in entry.bearers
            if section == "decides":
                assert entry.organ
            if section in ("owes", "may", "may_not") and entry.bearers:
                assert state in entry.bearers


def test_a_norm_of_an_instrument_binds_those_on_its_own_roll() -> None:
    oas = ledger(law.load("rio"), "CAN", DAY)
    assert oas.status == "none"
    assert [spell.instruments for spell in oas.own] == [("oas-charter-1948", "idc-2001")]
    assert oas.member
    assert not any(name.startswith("rio-") for name in norms(oas, "owes"))
    assert "charter-22.force" in norms(oas, "may_not")
    assert "rio-3.assist" in norms(oas, "gets"), "an attack on any American state is named"


def test_a_norm_that_names_states_binds_and_serves_those_named() -> None:
    two = {state: ledger(law.load("us-japan"), state, DAY) for state in ("USA", "JPN")}
    assert "treaty-6.station" in norms(two["USA"], "may")
    assert "treaty-6.grant" in norms(two["USA"], "gets")
    assert "treaty-6.grant" in norms(two["JPN"], "owes")
    assert "treaty-6.station" not in norms(two["JPN"], "may")


def test_a_companion_speaks_of_every_state() -> None:
    general = ledger(law.load("general"), "KAZ", DAY)
    assert general.status == "bound"
    assert general.sections["owes"]
    assert general.sections["gets"]
    party, outsider = (ledger(law.load("rights"), state, DAY) for state in ("KAZ", "CHN"))
    assert (party.status, outsider.status) == ("member", "signatory")
    assert "iccpr-6.arbitrary" in norms(party, "may_not")
    assert "custom.life" not in norms(party, "may_not"), "that is for those outside the Covenant"
    assert "custom.life" in norms(outsider, "may_not")
    assert "iccpr-6.arbitrary" not in norms(outsider, "may_not")


def test_which_files_name_a_state_is_known_without_loading_them() -> None:
    for state in ("KAZ", "USA", "NGA", "EGY", "FSM", "AND"):
        named = law.naming(state)
        for name in listing("treaty"):
            one = law.load(name)
            if state in one.rolls.states() or one.file.kind == "companion":
                assert name in named, (state, name)
    assert "csto" not in law.naming("USA")


def test_a_state_that_never_had_a_status_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown state 'FRA'"):
        ledger(CSTO, "FRA", DAY)


def told(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["duties", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def test_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    document = told(capfd, "KAZ", "csto", "--on", "2022-01-05")
    assert set(SECTIONS) <= set(document)
    assert document["weakest_grade"] == "C"
    beside = {(item["section"], item["what"]) for item in document["beside_the_norms"]}
    assert ("owes", "pays 10% of the budget (organisation)") in beside
    assert ("gets", "open to it: Operations against drugs (Channel (Kanal))") in beside
    assert told(capfd, "UZB", "csto", "--on", "2022-01-05")["beside_the_norms"] == []


@pytest.mark.parametrize(
    ("state", "treaties"),
    [
        ("KAZ", ["csto"]),
        ("USA", ["anzus", "nato", "rio", "us-japan", "us-rok"]),
        ("NGA", ["au", "ecowas"]),
        ("EGY", ["arab-joint-defence", "au"]),
        ("ARM", ["csto", "russia-armenia"]),
        ("GEO", []),
    ],
)
def test_a_state_is_told_under_each_of_its_treaties(
    capfd: pytest.CaptureFixture[str], state: str, treaties: list[str]
) -> None:
    document = told(capfd, state, "--on", "2022-01-05")
    assert [one["treaty"] for one in document["treaties"]] == treaties
    assert [one["treaty"] for one in document["companions"]] == ["general", "rights"]
    for one in document["treaties"]:
        assert one == told(capfd, state, one["treaty"], "--on", "2022-01-05")
    if state == "GEO":
        assert document["without_status"] == ["csto"]


def test_the_text(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["duties", "KAZ", "csto", "--on", "2022-01-05"]) == 0
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
    assert run(["duties", "UZB", "csto", "--on", "2022-01-05"]) == 0
    assert "Suspended:" in capfd.readouterr().out


@pytest.mark.parametrize("state", ["KAZ", "USA", "MLI", "CAN", "GEO", "CHN", "FRA", "COK", "IRN"])
def test_in_short_a_treaty_fits_a_screen(capfd: pytest.CaptureFixture[str], state: str) -> None:
    assert run(["duties", state, "--on", "2022-03-05"]) == 0
    out = capfd.readouterr().out
    assert max(map(len, out.splitlines())) <= 100
    assert max(part.count("\n") for part in out.split("\n\n")) <= 30
    alliances, _, beside = out.partition("Law beside any treaty of alliance")
    assert "General international law" in beside
    assert "General international law" not in alliances
    assert "binds every state" in beside
    words = {
        "MLI": "suspended since 2021-05-30",
        "CAN": "on the roll of a part of it",
        "GEO": "none; before: member 1994-04-20 to 1999-04-20",
        "CHN": "signatory since 1998-10-05",
        "IRN": "a status under no packaged treaty",
    }
    assert words.get(state, "not legal advice") in " ".join(out.split())


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
