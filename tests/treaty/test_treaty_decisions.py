"""Decisions with their votes, against a count of all that the votes could still become."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import UnknownName
from foedus.treaty import Decision, Situation, Treaty, ask, load_situation
from foedus.treaty._decision import outcome, taken
from foedus.treaty._words import Rule
from tests.treaty.toys import DAY, POWER, VOTES, norm, toy

OBEY = norm("obey", "comply", more="trigger: {decision: deploy_forces}")
RULES = get_args(Rule)
BLOCKS = {True: "true", False: "false", None: "null"}


def made(
    rule: str,
    *,
    objection: bool = True,
    absence: bool | None = None,
    of: str = "members",
    non_voters: bool | None = None,
    excludes: str = "",
    members: str = "ABCD",
) -> Treaty:
    said = f"rule: {rule}, objection_blocks: {BLOCKS[objection]}, absence_blocks: {BLOCKS[absence]}, of: {of}"
    said += f", non_voters_bound: {BLOCKS[non_voters]}, excludes: [{excludes}]"
    return toy(POWER + OBEY, members=members, rule=said)


def decided(treaty: Treaty, votes: dict[str, Any], **told: Any) -> bool | None:
    known = {state: vote for state, vote in votes.items() if vote is not None}
    default = told.pop("in_default", None)
    situation = Situation(DAY, **told)
    return outcome(treaty, Decision("send", known, default), situation, DAY).adopted


def oracle(votes: list[str], rule: str, objection: bool, absence: bool | None, of: str) -> bool | None:
    """What full votes come to, said as plainly as can be."""
    yes, present = votes.count("consent"), [vote for vote in votes if vote != "absence"]
    if rule == "each_member":
        return yes > 0
    if rule == "not_stated":
        return True if votes and yes == len(votes) else None
    if rule in ("majority", "two_thirds", "three_quarters"):
        total = len(votes) if of == "members" else len(present)
        if rule == "majority":
            return 2 * yes > total
        return yes > 0 and (3 * yes >= 2 * total if rule == "two_thirds" else 4 * yes >= 3 * total)
    if objection and "objection" in votes:
        return False
    if rule == "unanimity" and "non_objection" in votes:
        return False
    if "absence" in votes and absence:
        return False
    if not {"consent", "non_objection"} & set(votes):
        return False
    return None if "absence" in votes and absence is None else True


def over_all(votes: dict[str, Any], *rest: Any) -> bool | None:
    """The one answer of all that the unrecorded votes may have been; unknown where they differ."""
    open_ = [state for state, vote in votes.items() if vote is None]
    found = {
        oracle(list({**votes, **dict(zip(open_, filling, strict=True))}.values()), *rest)
        for filling in product(VOTES[:4], repeat=len(open_))
    }
    return found.pop() if len(found) == 1 else None


@given(
    st.sampled_from(RULES),
    st.booleans(),
    st.sampled_from([True, False, None]),
    st.sampled_from(["members", "voting"]),
    st.lists(st.sampled_from(VOTES), min_size=4, max_size=4),
)
@settings(max_examples=300)
def test_votes_come_to_what_all_their_completions_come_to(
    rule: str, objection: bool, absence: bool | None, of: str, cast: list[Any]
) -> None:
    treaty = made(rule, objection=objection, absence=absence, of=of)
    votes = dict(zip(("AAA", "BBB", "CCC", "DDD"), cast, strict=True))
    assert decided(treaty, votes) is over_all(votes, rule, objection, absence, of)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("vote", VOTES)
def test_one_other_vote_among_consents(rule: str, vote: str | None) -> None:
    votes = {"AAA": "consent", "BBB": "consent", "CCC": "consent", "DDD": vote}
    table = {
        "consensus": (True, True, False, None, None),
        "no_objection": (True, True, False, None, None),
        "unanimity": (True, False, False, None, None),
        "three_quarters": (True, True, True, True, True),
        "two_thirds": (True, True, True, True, True),
        "majority": (True, True, True, True, True),
        "each_member": (True, True, True, True, True),
        "not_stated": (True, None, None, None, None),
    }
    assert decided(made(rule), votes) is table[rule][VOTES.index(vote)]


def test_absence_blocks_where_the_text_says_so_and_only_there() -> None:
    votes = {"AAA": "consent", "BBB": "consent", "CCC": "consent", "DDD": "absence"}
    assert decided(made("consensus", absence=True), votes) is False
    assert decided(made("consensus", absence=False), votes) is True
    assert decided(made("consensus", absence=False), dict.fromkeys(votes, "absence")) is False


@pytest.mark.parametrize("rule", ["majority", "two_thirds", "three_quarters"])
def test_nobody_s_vote_is_no_majority_of_nobody(rule: str) -> None:
    empty = dict.fromkeys(("AAA", "BBB", "CCC", "DDD"), "absence")
    assert decided(made(rule, of="voting"), empty) is False


def test_a_majority_that_nobody_missing_can_undo_stands() -> None:
    votes = {"AAA": "consent", "BBB": "consent", "CCC": "absence", "DDD": None}
    assert decided(made("majority", of="voting"), votes) is True
    assert decided(made("majority"), votes) is None


def test_whoever_is_excluded_does_not_count() -> None:
    votes = {"AAA": "objection", "BBB": "consent", "CCC": "consent", "DDD": "consent"}
    assert decided(made("consensus", excludes="member_in_default"), votes, in_default="AAA") is True
    assert decided(made("consensus", excludes="member_in_default"), votes, in_default="BBB") is False
    assert decided(made("consensus", excludes="target"), votes, target="AAA") is True
    assert decided(made("consensus", excludes="attacker"), votes, attackers=("AAA", "XXX")) is True
    assert decided(made("consensus", excludes="attacker"), votes, attackers=()) is False


@given(
    st.sampled_from([*RULES]),
    st.lists(st.sampled_from(VOTES), min_size=3, max_size=3),
    st.sampled_from(["members", "voting"]),
)
@settings(max_examples=150)
def test_whose_vote_is_taken_away_may_be_unknown(rule: str, cast: list[Any], of: str) -> None:
    votes = dict(zip(("AAA", "BBB", "CCC"), cast, strict=True))
    for word, told in (("target", "target"), ("member_in_default", "in_default")):
        treaty = made(rule, of=of, excludes=word, members="ABC")
        whole = {decided(treaty, votes, **{told: state}) for state in (*votes, "XXX")}
        assert decided(treaty, votes) is (whole.pop() if len(whole) == 1 else None)
    treaty = made(rule, of=of, excludes="attacker", members="ABC")
    every = [
        tuple(s for s, out in zip(votes, mask, strict=True) if out) for mask in product((0, 1), repeat=3)
    ]
    whole = {decided(treaty, votes, attackers=states) for states in every}
    assert decided(treaty, votes) is (whole.pop() if len(whole) == 1 else None)


def test_each_that_consents_is_bound_by_itself() -> None:
    treaty = made("each_member")
    found = outcome(treaty, Decision("send", {"AAA": "consent", "BBB": "objection"}), Situation(DAY), DAY)
    assert found.adopted is True
    assert found.bound == ("AAA",)
    limited = made("consensus", non_voters=False)
    found = outcome(
        limited, Decision("send", {"AAA": "consent", "BBB": "non_objection"}), Situation(DAY), DAY
    )
    assert found.bound == ("AAA",)
    assert outcome(made("consensus"), Decision("send", {"AAA": "consent"}), Situation(DAY), DAY).bound is None


def test_of_several_decisions_one_is_enough() -> None:
    treaty = made("consensus")
    all_: dict[str, Any] = dict.fromkeys(("AAA", "BBB", "CCC", "DDD"), "consent")
    blocked, carried = Decision("send", {**all_, "AAA": "objection"}), Decision("send", all_)
    open_ = Decision("send", {"AAA": "consent"})
    for decisions, expected in (
        ((blocked,), False),
        ((blocked, open_), None),
        ((blocked, open_, carried), True),
        ((), False),
    ):
        situation = Situation(DAY, decisions=decisions)
        assert taken(treaty, situation, DAY, "deploy_forces") is expected
        status = {True: "applies", False: "does_not_apply", None: "unknown"}[expected]
        assert ask(treaty, situation).status("obey") == status


def test_a_decision_changes_what_is_answered_later(csto: Treaty) -> None:
    situation = load_situation("kazakhstan-2022").situation("host")
    members = csto.members("2022-01-05")
    consent = dict.fromkeys(members, "consent")

    def binding(votes: dict[str, str] | None) -> str:
        decisions = [Decision("pka-3.mission", votes)] if votes is not None else []  # type: ignore[arg-type]
        return ask(csto, situation, decisions=decisions).status("charter-12.binding")

    assert binding(None) == "does_not_apply"
    assert binding(consent) == "applies"
    assert binding({**consent, "KGZ": "objection"}) == "does_not_apply"
    assert binding({**consent, "KGZ": "non_objection"}) == "applies"
    assert binding({s: v for s, v in consent.items() if s != "KGZ"}) == "unknown"


def test_in_limited_format_only_those_are_bound_who_consented(csto: Treaty) -> None:
    votes = {**dict.fromkeys(csto.members("2022-01-05"), "consent"), "ARM": "non_objection"}
    told = Decision("charter-12.limited", votes)  # type: ignore[arg-type]
    situation = Situation(DAY.replace(2022), "KAZ", facts={"limited_format": True}, decisions=(told,))
    found = outcome(csto, told, situation, situation.on)
    assert found.adopted is True
    assert found.bound == ("BLR", "KAZ", "KGZ", "RUS", "TJK")
    binding = ask(csto, situation).position("charter-12.binding")
    assert binding.status == "applies"
    assert binding.bearers == found.bound
    assert binding.limits
    whole = replace(situation, facts={"limited_format": False})
    assert "ARM" in ask(csto, whole).position("charter-12.binding").bearers


def test_consensus_minus_one(csto: Treaty) -> None:
    situation = Situation(DAY.replace(2022), "ARM")
    votes = {"ARM": "objection", **dict.fromkeys(("BLR", "KAZ", "KGZ", "RUS", "TJK"), "consent")}
    against = Decision("charter-20.suspend", votes, "ARM")  # type: ignore[arg-type]
    assert outcome(csto, against, situation, situation.on).adopted is True
    assert outcome(csto, against, situation, situation.on).excluded == ("ARM",)
    assert outcome(csto, replace(against, in_default="KAZ"), situation, situation.on).adopted is False
    assert outcome(csto, replace(against, in_default=None), situation, situation.on).adopted is None


def test_votes_without_a_procedure_settle_nothing() -> None:
    bare = norm("send", "deploy_forces", "power") + OBEY
    situation = Situation(DAY, decisions=(Decision("send", {"AAA": "consent"}),))
    assert ask(toy(bare), situation).status("obey") == "unknown"
    assert ask(toy(bare), replace(situation, decisions=(Decision("send"),))).status("obey") == "applies"


def test_who_is_told_the_act_alone_does_not_know_the_power() -> None:
    treaty = toy(POWER + norm("obey", "comply", more="trigger: {decision: send}"))
    assert ask(treaty, Situation(DAY), decisions=["deploy_forces"]).status("obey") == "unknown"
    assert ask(treaty, Situation(DAY), decisions=["send"]).status("obey") == "applies"
    assert ask(treaty, Situation(DAY)).status("obey") == "does_not_apply"


def test_a_vote_is_one_of_four() -> None:
    with pytest.raises(UnknownName, match="unknown vote 'veto'"):
        Decision("send", {"AAA": "veto"})  # type: ignore[dict-item]
