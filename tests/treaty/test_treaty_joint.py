"""Several treaties at once: who is bound by two, what clashes, and what text decides."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from foedus.cli import run
from foedus.errors import InputError, UnknownName
from foedus.treaty import Clash, Decision, Situation, Treaty, ask, ask_together, load, load_situation
from tests.treaty.toys import DAY, norm, toy

TERM = """  - id: word
    kind: other
    gist: a word
    words: [word]
    provision: {instrument: pact, article: "1"}
    grade: A
    readings:
      - {id: wide, gist: g, holds_if: {always: true}, held_by: []}
      - {id: %s, gist: g, holds_if: {fact: b}, held_by: []}
"""
HELP = norm(
    "help", bearer="other_members", more="counterparty: target, trigger: {all: [{target: member}, {fact: a}]}"
)


def ban(act: str = "assist", *, more: str = "", trigger: str = "{fact: b}") -> str:
    return norm("ban", act, "prohibition", more=f"counterparty: members, trigger: {trigger}{more}")


def clash(*found: Clash) -> Clash:
    (only,) = found
    return only


def test_a_duty_meets_a_prohibition_of_another_treaty() -> None:
    one, other = toy(HELP, members="ABC", name="one"), toy(ban(), members="BCD", name="other")
    joint = ask_together([one, other], Situation(DAY, "AAA", facts={"a": True, "b": True}))
    met = clash(*joint.clashes)
    assert (met.norm, met.against) == ("one/help", "other/ban")
    assert met.citations == ("one/pact-help@2000-01-01", "other/pact-ban@2000-01-01")
    assert met.states == ("BBB", "CCC")
    assert met.certain
    assert (met.priority, met.prevails) == ("", "")
    assert joint.status("one/help") == joint.status("other/ban") == "conflict"
    assert joint.json()["clashes"] == [met.json()]
    positions = joint.json()["positions"]
    assert isinstance(positions, list)
    assert [(p["alone"], p["status"]) for p in positions] == [("applies", "conflict")] * 2


def test_nobody_is_bound_by_both() -> None:
    one, other = toy(HELP, members="AB", name="one"), toy(ban(), members="CD", name="other")
    joint = ask_together([one, other], Situation(DAY, "AAA", facts={"a": True, "b": True}))
    assert joint.clashes == ()
    assert joint.status("one/help") == "applies"


def test_a_clash_on_some_readings_is_contested() -> None:
    one = toy(HELP, name="one")
    other = toy(ban(trigger="{term: word}"), name="other", terms=TERM % "narrow")
    joint = ask_together([one, other], Situation(DAY, "AAA", facts={"a": True, "b": False}))
    assert not clash(*joint.clashes).certain
    assert joint.status("one/help") == "contested"
    for reading, status in (("wide", "conflict"), ("narrow", "applies")):
        read = ask_together([one, other], joint.answers[0].situation, readings={"word": reading})
        assert read.status("one/help") == status


def test_facts_go_to_those_who_ask_and_others_are_told_nothing(csto: Treaty) -> None:
    general = load("general")
    own = next(fact for fact in csto.file.facts if fact not in general.askable)
    joint = ask_together([csto, general], Situation(date(2022, 1, 5), "KAZ", facts={own: True}))
    assert joint.answers[0].situation.facts == {own: True}
    assert joint.answers[1].situation.facts == {}


@pytest.mark.parametrize("by_duty", [True, False])
def test_a_stated_priority_decides(by_duty: bool) -> None:
    yields = {True: ", yields_to: [other/ban]", False: ""}, {True: "", False: ", yields_to: [one/help]"}
    one = toy(
        HELP.replace("{fact: a}]}", "{fact: a}]}" + yields[0][by_duty])
        + "outside: {other/ban: the other pact}\n",
        name="one",
    )
    other = toy(ban(more=yields[1][by_duty]) + "outside: {one/help: the one pact}\n", name="other")
    joint = ask_together([one, other], Situation(DAY, "AAA", facts={"a": True, "b": True}))
    met = clash(*joint.clashes)
    winner, loser = ("other/ban", "one/help") if by_duty else ("one/help", "other/ban")
    assert met.prevails == winner
    assert met.priority == f"{loser} yields to it"
    assert joint.status(winner) == "applies"
    assert joint.status(loser) == "does_not_apply"


def test_a_member_of_two_alliances_against_a_fellow_member() -> None:
    """BBB owes help to AAA by the one pact, against CCC, with which it shares the other pact."""
    one, other = (
        toy(HELP, members="AB", name="one"),
        toy(ban("use_force", trigger="{always: true}"), members="BC", name="other"),
    )
    attacked = Situation(DAY, "AAA", facts={"a": True}, attackers=("CCC",))
    met = clash(*ask_together([one, other], attacked).clashes)
    assert met.states == ("BBB",)
    assert (met.norm, met.against) == ("one/help", "other/ban")
    by_a_stranger = replace(attacked, attackers=("XXX",))
    assert ask_together([one, other], by_a_stranger).clashes == ()
    assert ask_together([one, other], replace(attacked, attackers=None)).clashes == ()


def test_a_norm_in_conflict_at_home_meets_the_other_treaty_too() -> None:
    one = toy(HELP + ban(trigger="{fact: a}").replace("ban", "own-ban"), name="one")
    other = toy(ban(), name="other")
    joint = ask_together([one, other], Situation(DAY, "AAA", facts={"a": True, "b": True}))
    assert joint.answers[0].status("help") == joint.status("one/help") == "conflict"
    assert {(c.norm, c.against) for c in joint.clashes} == {("one/help", "other/ban")}


def test_readings_go_to_the_treaty_that_has_them() -> None:
    one = toy(norm("x", more="trigger: {term: word}"), name="one", terms=TERM % "first")
    other = toy(norm("y", "consult", more="trigger: {term: word}"), name="other", terms=TERM % "second")
    joint = ask_together([one, other], Situation(DAY, "AAA", facts={"b": False}), readings={"word": "second"})
    assert joint.status("one/x") == "contested"
    assert joint.status("other/y") == "does_not_apply"


def test_decisions_go_to_the_treaty_that_knows_them() -> None:
    power = norm("send", "deploy_forces", "power") + norm("obey", "comply", more="trigger: {decision: send}")
    one, other = toy(power, name="one"), toy(power, name="other")
    joint = ask_together([one, other], Situation(DAY), decisions=[Decision("other/send")])
    assert joint.status("one/obey") == "does_not_apply"
    assert joint.status("other/obey") == "applies"


def test_each_alone_is_as_if_asked_alone(csto: Treaty) -> None:
    case = load_situation("kazakhstan-2022")
    together = [csto, load("general"), load("rights")]
    for account in case.accounts:
        situation = case.situation(account.id)
        joint = ask_together(together, situation)
        assert joint.answers[0].statuses() == ask(csto, situation).statuses()
        for answer in joint.answers:
            for name, alone in answer.statuses().items():
                if not any(f"{answer.treaty.id}/{name}" in (c.norm, c.against) for c in joint.clashes):
                    assert joint.status(f"{answer.treaty.id}/{name}") == alone


def test_help_to_a_state_that_kills_its_people_meets_general_law(csto: Treaty) -> None:
    situation = load_situation("kazakhstan-2022").situation("protest")
    situation = replace(situation, facts={**situation.facts, "mass_atrocities": True})
    joint = ask_together([csto, load("general"), load("rights")], situation)
    met = {c.norm: c for c in joint.clashes if c.against == "general/consent.peremptory"}
    mission = met["csto/pka-3.mission"]
    assert mission.citations[0].startswith("csto/pka-3")
    assert mission.citations[1].startswith("general/ilc-26")
    assert {"RUS", "ARM"} <= set(mission.states)
    assert not mission.certain
    assert mission.prevails == ""
    assert joint.status("csto/pka-3.mission") == "contested"


def test_the_charter_of_the_united_nations_prevails(csto: Treaty) -> None:
    """Enforcement without the Security Council: a treaty that says it yields to Article 53 yields."""
    general = load("general")
    facts = {"security_council_decided": False, "consent_given": False, "council_approved_afterwards": False}
    facts |= {"council_failed_to_object": False, "a": True}
    more = "counterparty: target, trigger: {all: [{target: member}, {fact: a}]}, yields_to: [%s]"
    situation = Situation(date(2022, 1, 5), "AAA", facts=facts, requested_by=())
    for where in ("general/un-charter-53", "general/un-charter-103"):
        deploy = norm("send", "deploy_forces", more=more % where) + f"outside: {{{where}: the Charter}}\n"
        joint = ask_together([toy(deploy), general], situation)
        met = {c.against: c for c in joint.clashes}
        assert met["general/un-charter-53"].prevails == "general/un-charter-53"
        assert met["general/un-charter-53"].priority
        assert joint.status("toy/send") == "does_not_apply"
    assert "(Article 103)" in met["general/un-charter-53"].priority
    silent = ask_together(
        [toy(deploy.replace(", yields_to: [general/un-charter-103]", "")), general], situation
    )
    assert silent.status("toy/send") == "does_not_apply", "Article 103 asks no leave of the other treaty"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"facts": {"no_such_fact": True}}, "unknown fact 'no_such_fact'"),
        ({"kinds": frozenset({"floods"})}, "unknown fact 'floods'"),
        ({"decisions": (Decision("senf"),)}, "unknown decision 'senf'"),
    ],
)
def test_what_no_treaty_knows_is_told_in_one_line(told: dict[str, object], words: str) -> None:
    pair = [toy(HELP, name="one"), toy(ban(), name="other")]
    with pytest.raises(UnknownName, match=words) as caught:
        ask_together(pair, replace(Situation(DAY), **told))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_other_names_that_nobody_knows() -> None:
    one, other = (
        toy(HELP, name="one", terms=""),
        toy(ban(trigger="{term: word}"), name="other", terms=TERM % "narrow"),
    )
    pair, situation = [one, other], Situation(DAY, "AAA")
    with pytest.raises(UnknownName, match="unknown term 'wird'; did you mean 'word'"):
        ask_together(pair, situation, readings={"wird": "wide"})
    with pytest.raises(UnknownName, match="unknown reading of word 'wild'; did you mean 'wide'"):
        ask_together(pair, situation, readings={"word": "wild"})
    joint = ask_together(pair, situation)
    for name in ("oen/help", "help", "one/hlep", "one/"):
        with pytest.raises(UnknownName):
            joint.status(name)
    with pytest.raises(InputError, match="named twice"):
        ask_together([one, one], situation)
    with pytest.raises(InputError, match="at least one treaty"):
        ask_together([], situation)


# --- on the command line ----------------------------------------------------------------------------------

CASE = (
    "treaty",
    "ask",
    "--treaties",
    "csto,general,rights",
    "--case",
    "kazakhstan-2022",
    "--account",
    "protest",
)


def test_three_treaties_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*CASE, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["treaties"] == ["csto", "general", "rights"]
    assert (found["as_of"], found["account"], found["target"]) == ("2022-01-05", "protest", "KAZ")
    assert found["clashes"] == []
    assert {p["treaty"] for p in found["positions"]} == {"csto", "general", "rights"}
    assert all(
        {"norm", "citation", "status", "alone", "bearers", "why"} <= p.keys() for p in found["positions"]
    )
    assert run([*CASE, "--norm", "csto/pka-3.mission"]) == 0
    out = capsys.readouterr().out
    assert "CLASHES BETWEEN THE TREATIES\n  none" in out
    assert "pka-3.mission" in out
    assert "Encoding, not legal advice." in out


def test_a_vote_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    members = ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")
    for vote, status in (("consent", "applies"), ("objection", "does_not_apply"), (None, "unknown")):
        votes = [f"--vote=pka-3.mission:{state}=consent" for state in members if state != "KGZ"]
        votes += [f"--vote=pka-3.mission:KGZ={vote}"] if vote else []
        base = ["treaty", "ask", "csto", "--case", "kazakhstan-2022", "--account", "host", *votes]
        assert run([*base, "--norm", "charter-12.binding", "--json"]) == 0
        (position,) = json.loads(capsys.readouterr().out)["positions"]
        assert position["status"] == status


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*CASE, "--norm", "pka-3.mission"), "unknown treaty of the question 'pka-3.mission'"),
        ((*CASE, "--norm", "csto/pka-3.mision"), "did you mean 'pka-3.mission'?"),
        ((*CASE, "--reading", "peacekeping=request-suffices"), "did you mean 'peacekeeping'?"),
        ((*CASE, "--decision", "pka-3.mision"), "did you mean 'pka-3.mission'?"),
        ((*CASE[:3], "csto,csto", *CASE[4:]), "named twice"),
        ((*CASE[:3], "csto,", *CASE[4:]), "unknown treaty ''"),
        ((*CASE[:3], "csto,genral", *CASE[4:]), "did you mean 'general'?"),
        ((*CASE[:2], "csto", *CASE[2:]), "either one treaty T or --treaties"),
        ((*CASE, "--vote", "pka-3.mission=consent"), "expected POWER:ISO3=VOTE"),
        ((*CASE, "--vote", "pka-3.mission:KAZ=maybe"), "expected POWER:ISO3=VOTE"),
        ((*CASE, "--vote", "pka-3.mision:KAZ=consent"), "did you mean 'pka-3.mission'?"),
    ],
)
def test_what_the_user_mistook_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err
