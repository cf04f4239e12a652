"""What January 2022, September 2022 and June 2010 turn on, said by hand and not recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from foedus.errors import UnknownName
from foedus.treaty import Answer, Situation, Treaty, ask, load_situation

ROUTES = ("treaty-2.consult", "treaty-4.assist", "treaty-6.deploy", "pka-3.mission")
HANDS = ("sent_by_state", "directed_from_abroad", "trained_abroad", "armed_from_abroad")


def answer(treaty: Treaty, case: str, account: str | None, **options: object) -> Answer:
    return ask(treaty, load_situation(case).situation(account), **options)  # type: ignore[arg-type]


def routes(treaty: Treaty, account: str) -> list[str]:
    given = answer(treaty, "kazakhstan-2022", account)
    return [given.status(route) for route in ROUTES]


def test_accounts_and_routes_of_january_2022(csto: Treaty) -> None:
    assert routes(csto, "host") == ["applies", "contested", "applies", "contested"]
    assert routes(csto, "riots-no-foreign-hand") == ["contested"] * 4
    assert routes(csto, "protest") == ["does_not_apply"] * 3 + ["contested"]
    assert routes(csto, "nothing") == ["unknown"] * 4


def test_a_mission_does_not_rest_on_the_bare_request(csto: Treaty) -> None:
    given = answer(csto, "kazakhstan-2022", "protest")
    mission = given.position("pka-3.mission")
    assert mission.status == "contested"
    assert "csto/charter-5@2003-09-18" in mission.conflicts
    assert mission.grade == "C"
    holds = [entry for entry in mission.by_reading if entry.value == "yes"]
    assert {entry.readings["peacekeeping"] for entry in holds} == {"request-suffices"}
    free = [entry for entry in holds if not entry.conflict_with]
    assert {entry.readings["internal-matter"] for entry in free} == {"asked-for-is-not-interference"}
    assert given.status("charter-5.non-interference") == "contested"
    assert given.status("pka-1.definition") == "contested"


def test_on_one_reading_of_each_the_power_and_the_prohibition_clash(csto: Treaty) -> None:
    given = answer(
        csto,
        "kazakhstan-2022",
        "protest",
        readings={
            "peacekeeping": "request-suffices",
            "official-request": "speaks-for-the-state",
            "internal-matter": "internal-despite-request",
        },
    )
    assert given.status("pka-3.mission") == "conflict"
    assert given.status("charter-5.non-interference") == "conflict"
    mission, limit = given.position("pka-3.mission"), given.position("charter-5.non-interference")
    assert mission.conflicts == (limit.citation,)
    assert limit.conflicts == (mission.citation,)


def test_who_may_ask_when_the_cabinet_has_resigned_is_contested(csto: Treaty) -> None:
    mission = answer(csto, "kazakhstan-2022", "host").position("pka-3.mission")
    value = {
        entry.readings["official-request"]: entry.value
        for entry in mission.by_reading
        if entry.readings["peacekeeping"] == "hostilities-on-the-territory"
    }
    assert value["speaks-for-the-state"] == "yes"
    assert value["constitutional-government"] == "yes"
    assert value["cabinet-in-office"] == "no"
    assert mission.seen_by("BLR") != ("does_not_apply", "held")
    file = load_situation("kazakhstan-2022")
    in_office = file.situation("host")
    in_office = replace(in_office, facts={**in_office.facts, "cabinet_resigned": False})
    settled = ask(csto, in_office).position("pka-3.mission")
    assert all("official-request" not in entry.readings for entry in settled.by_reading)


def test_who_judges_the_help_is_contested_wherever_help_is_due(csto: Treaty) -> None:
    given = answer(csto, "armenia-2022", "border-delimited")
    assert given.status("treaty-4.assist") == "applies"
    assert given.status("treaty-4.judge-own") == "contested"
    assert given.status("treaty-4.judge-council") == "contested"
    assert given.position("treaty-4.judge-council").seen_by("KAZ") == ("applies", "held")
    none = answer(csto, "kazakhstan-2022", "protest")
    assert none.status("treaty-4.judge-own") == "does_not_apply"


@pytest.mark.parametrize("on", ["2010-06-12", "2022-01-05"])
def test_arming_training_directing_and_sending_are_four_different_facts(csto: Treaty, on: str) -> None:
    old = on < "2012-12-19"
    norm = "treaty-4.assist-1992" if old else "treaty-4.assist"
    term = "aggression-1992" if old else "aggression-2010"
    seen = {}
    for hand in HANDS:
        facts = dict.fromkeys((*HANDS, "entered_from_abroad", "force_by_state"), False)
        facts |= {hand: True, "armed_violence": True, "endangers_state": True}
        facts |= {"requested_by_head": True, "addressed_to_members": True}
        facts |= {"cabinet_resigned": False, "constitutional_government": True}
        situation = Situation(date.fromisoformat(on), "KAZ", facts=facts, requested_by=("KAZ",))
        given = ask(csto, situation).position(norm)
        seen[hand] = {e.readings[term] for e in given.by_reading if e.value == "yes"}
    assert len({frozenset(readings) for readings in seen.values()}) == 4
    assert seen["armed_from_abroad"] < seen["trained_abroad"] < seen["directed_from_abroad"]
    assert seen["directed_from_abroad"] < seen["sent_by_state"]


def test_the_wording_of_1992_has_rival_readings_too(csto: Treaty) -> None:
    told = answer(csto, "kyrgyzstan-2010", "security-service")
    assert told.as_of == date(2010, 6, 12)
    assert told.status("treaty-4.assist-1992") == "contested"
    assert told.status("treaty-6.deploy-1992") == "contested"
    internal = answer(csto, "kyrgyzstan-2010", "internal")
    assert internal.status("treaty-4.assist-1992") == "does_not_apply"
    assert internal.status("treaty-2.consult-1992") == "contested"
    with pytest.raises(UnknownName):
        internal.status("treaty-4.assist")


def test_the_amendment_would_have_changed_june_2010(csto: Treaty) -> None:
    later = answer(csto, "kyrgyzstan-2010", "internal", as_of="2012-12-19")
    assert later.status("treaty-4.assist") == "contested"
    assert later.status("treaty-6.deploy") == "contested"


def test_both_border_accounts_of_september_2022(csto: Treaty) -> None:
    delimited = answer(csto, "armenia-2022", "border-delimited")
    assert [delimited.status(r) for r in ROUTES[:3]] == ["applies"] * 3
    assert "ARM" not in delimited.position("treaty-4.assist").bearers
    open_border = answer(csto, "armenia-2022", "border-not-delimited")
    assert open_border.status("treaty-4.assist") == "contested"
    against = [e for e in open_border.position("treaty-4.assist").by_reading if e.value == "no"]
    assert [e.readings["aggression-2010"] for e in against] == ["not-a-border-incident"]
    assert against[0].held_by == ("CSTO Secretary-General",)
    assert open_border.silences() == ["send_observers", "name_attacker"]


def test_positions_are_dated(csto: Treaty) -> None:
    then = answer(csto, "kyrgyzstan-2010", "internal")
    assert then.position("charter-5.non-interference").seen_by("RUS") == ("applies", "held")
    after = answer(csto, "kazakhstan-2022", "riots-no-foreign-hand")
    assert after.position("charter-5.non-interference").seen_by("RUS") == ("does_not_apply", "held")
    assert after.position("treaty-2.consult").seen_by("RUS") == ("applies", "held")
    assert after.position("treaty-2.consult").seen_by("TJK") == ("contested", "prior")
    assert after.position("treaty-1.force").seen_by("RUS") == ("applies", "text")


def test_a_later_statement_is_not_held_before_it_was_made(csto: Treaty) -> None:
    given = answer(csto, "kazakhstan-2022", "host")
    holders = {who for p in given.positions() for entry in p.by_reading for who in entry.held_by}
    assert "bne IntelliNews" not in holders
    assert "S. Hasar" not in holders
    later = answer(csto, "kazakhstan-2022", "host", as_of="2022-03-01")
    holders = {who for p in later.positions() for entry in p.by_reading for who in entry.held_by}
    assert "bne IntelliNews" in holders


def test_a_decision_binds_on_every_reading_and_account(csto: Treaty) -> None:
    for account in load_situation("kazakhstan-2022").accounts:
        before = answer(csto, "kazakhstan-2022", account.id)
        assert before.status("charter-12.binding") == "does_not_apply"
        for taken in ("deploy_forces", "pka-3.mission", "treaty-6.deploy"):
            after = answer(csto, "kazakhstan-2022", account.id, decisions=[taken])
            assert after.status("charter-12.binding") == "applies"
            assert after.status("pka-3.report") == "applies"
            assert after.position("charter-12.binding").bearers == tuple(csto.members("2022-01-05"))


def test_in_limited_format_only_those_that_voted_answer_for_the_decision(csto: Treaty) -> None:
    situation = load_situation("kazakhstan-2022").situation("host")
    situation = replace(
        situation, facts={**situation.facts, "limited_format": True}, voters=("KAZ", "RUS", "BLR")
    )
    position = ask(csto, situation, decisions=["deploy_forces"]).position("charter-12.binding")
    assert position.bearers == ("BLR", "KAZ", "RUS")
    assert position.limits
    objected = replace(situation, facts={**situation.facts, "objected_to_format": True})
    assert ask(csto, objected).status("charter-12.limited") == "does_not_apply"


def test_whether_a_telephone_round_is_enough_is_a_question_of_reading(csto: Treaty) -> None:
    file = load_situation("kazakhstan-2022").situation("host")
    round_ = replace(file, facts={**file.facts, "council_in_session": False, "decision_signed": False})
    position = ask(csto, round_).position("charter-12.consensus")
    assert position.status == "contested"
    assert {e.readings["form-of-decision"]: e.value for e in position.by_reading} == {
        "consultation-suffices": "yes",
        "session-or-signature": "no",
    }


def test_without_an_account_what_is_disputed_is_unknown(csto: Treaty) -> None:
    file = load_situation("kazakhstan-2022")
    assert file.situation().value("armed_violence") is None
    assert file.situation().value("cabinet_resigned") is True
    assert file.situation("nothing").value("cabinet_resigned") is None
    assert answer(csto, "kazakhstan-2022", None).status("treaty-2.consult") == "unknown"


def test_a_stage_denies_on_every_account(csto: Treaty) -> None:
    file = load_situation("kazakhstan-2022")
    for account in file.accounts:
        given = ask(csto, file.situation(account.id, "gatherings"))
        for route in ROUTES[:3]:
            assert given.status(route) == "does_not_apply", account.id
        assert given.status("pka-3.mission") in ("contested", "unknown")


def test_the_treaty_is_silent_on_what_a_state_does_at_home(csto: Treaty) -> None:
    given = answer(csto, "kazakhstan-2022", "host", acts=["impose_sanctions", "consult"])
    assert given.silences() == ["impose_sanctions", "use_force_at_home", "restrict_communications"]
    silent = [p for p in given.positions() if p.status == "silent"]
    assert [p.action for p in silent] == given.silences()
    assert silent[0].seen_by("RUS") == ("silent", "text")


def test_a_target_that_is_no_member_gets_no_help_and_is_told_why(csto: Treaty) -> None:
    situation = replace(load_situation("kazakhstan-2022").situation("host"), target="UZB")
    given = ask(csto, situation)
    assert given.status("treaty-4.assist") == "does_not_apply"
    assert "[no] UZB is a member on 2022-01-05" in given.why("treaty-4.assist").text()


def test_nothing_is_in_force_before_1994(csto: Treaty) -> None:
    given = answer(csto, "kazakhstan-2022", "host", as_of="1994-04-19")
    assert given.statuses() == {}


def test_names_that_mean_nothing_are_refused(csto: Treaty) -> None:
    situation = load_situation("kazakhstan-2022").situation("host")
    with pytest.raises(UnknownName, match="did you mean 'armed_violence'"):
        ask(csto, replace(situation, facts={"armed_violense": True}))
    with pytest.raises(UnknownName, match="did you mean 'threat-2010'"):
        ask(csto, situation, readings={"threat-2011": "any-source"})
    with pytest.raises(UnknownName, match="did you mean 'any-source'"):
        ask(csto, situation, readings={"threat-2010": "any-sources"})
    with pytest.raises(UnknownName, match="did you mean 'deploy_forces'"):
        ask(csto, situation, decisions=["deploy_force"])
    with pytest.raises(UnknownName, match="did you mean 'consult'"):
        ask(csto, situation, acts=["consul"])
    with pytest.raises(UnknownName, match="did you mean 'host'"):
        load_situation("kazakhstan-2022").situation("hosts")
    with pytest.raises(UnknownName, match="did you mean 'violence'"):
        load_situation("kazakhstan-2022").situation("host", "violense")


def test_every_holder_and_account_has_a_date_and_a_source(csto: Treaty) -> None:
    for term in csto.terms:
        for reading in term.readings:
            for holder in reading.held_by:
                assert holder.source, (term.id, reading.id, holder.who)
    for case in ("kazakhstan-2022", "armenia-2022", "kyrgyzstan-2010"):
        for account in load_situation(case).accounts:
            assert all(holder.source for holder in account.held_by)
