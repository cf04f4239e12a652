"""Laws of the evaluation over all packaged treaties: whatever is told, in whatever words."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.files import parse_yaml
from foedus.treaty import ACTS, BELOW, KINDS, STATUSES, Answer, Situation, Status, Treaty, ask, refines
from foedus.treaty._inquiry import sum_up
from foedus.treaty._load import read_treaty
from tests.treaty.toys import DAY, PACKAGED, SMALL, VOTES, code, norm, situations, toy


def test_the_information_order_is_an_order() -> None:
    for a in STATUSES:
        assert refines(a, a)
        for b in STATUSES:
            if a != b and refines(a, b):
                assert not refines(b, a)
            for c in STATUSES:
                if refines(a, b) and refines(b, c):
                    assert refines(a, c)
    assert set(BELOW) == set(STATUSES)
    assert all(refines(a, "unknown") for a in STATUSES if a != "silent")


def richer(data: st.DataObject, name: str, situation: Situation) -> Situation:
    """The same situation, with more of it told."""
    treaty = code(name).treaty
    state = st.sampled_from(["UZB", "XXX", *treaty.rolls.states()])
    several = st.lists(state, max_size=3, unique=True).map(tuple)
    open_ = [f for f in [*treaty.facts, *KINDS] if situation.value(f) is None]
    more: dict[str, Any] = {}
    for part, strategy in (
        ("target", state),
        ("requested_by", several),
        ("attackers", several),
        ("considers", several),
        ("territory_of", st.just("none") | state),
        ("areas", st.sets(st.sampled_from(["europe", "far-east", "high-seas"])).map(frozenset)),
    ):
        if getattr(situation, part) is None and data.draw(st.booleans()):
            more[part] = data.draw(strategy)
    facts = data.draw(st.dictionaries(st.sampled_from(open_), st.booleans(), max_size=15)) if open_ else {}
    decisions = []
    for decision in situation.decisions:
        votes = decision.votes
        if votes is not None:
            votes = {**data.draw(st.dictionaries(state, st.sampled_from(VOTES[:4]), max_size=5)), **votes}
        default = decision.in_default or data.draw(st.none() | state)
        decisions.append(replace(decision, votes=votes, in_default=default))
    return replace(situation, facts={**situation.facts, **facts}, decisions=tuple(decisions), **more)


@given(situations(), st.data())
@settings(max_examples=150)
def test_knowing_more_never_moves_an_answer_against_the_order(
    case: tuple[str, Situation], data: st.DataObject
) -> None:
    name, situation = case
    more = richer(data, name, situation)
    before, after = ask(code(name), situation).statuses(), ask(code(name), more).statuses()
    assert before.keys() == after.keys()
    for norm_, status in before.items():
        assert refines(after[norm_], status), (norm_, status, after[norm_])


def by_hand(answer: Answer, name: str) -> Status:
    """The status from the combinations of readings, each looked at alone."""
    status = sum_up(answer.masks(name))
    if status == "applies":
        for other, place in answer.plan[name].reached:
            verdict = answer.verdict(other)
            if sum_up(verdict.masks) == "conflict" and verdict.clashes[place]:
                return "conflict"
    return status


@given(situations())
@settings(max_examples=80)
def test_the_quick_way_and_the_long_way_come_to_the_same(case: tuple[str, Situation]) -> None:
    name, situation = case
    answer = ask(code(name), situation)
    quick = answer.statuses()
    assert quick == {norm_: answer.status(norm_) for norm_ in answer.plan}
    assert quick == {norm_: by_hand(answer, norm_) for norm_ in answer.plan}


@given(situations(), st.data())
@settings(max_examples=60)
def test_positions_and_reasons_never_fail(case: tuple[str, Situation], data: st.DataObject) -> None:
    name, situation = case
    answer = ask(code(name), situation)
    quick = answer.statuses()
    positions = {p.norm: p for p in answer.positions()}
    assert {norm_: positions[norm_].status for norm_ in quick} == quick
    assert all(p.status == "silent" for norm_, p in positions.items() if norm_ not in quick)
    for norm_ in (
        data.draw(st.lists(st.sampled_from(sorted(positions)), max_size=4, unique=True)) if positions else ()
    ):
        position = positions[norm_]
        document = position.json()
        assert document["status"] in STATUSES
        assert position.why().text().endswith("encoding, not legal advice")
        assert position.summary() is not None
        for state in ("USA", "RUS", "XXX"):
            assert position.seen_by(state)[0] in STATUSES


@given(situations(), st.data())
@settings(max_examples=60)
def test_what_a_missing_fact_would_change_is_what_it_changes(
    case: tuple[str, Situation], data: st.DataObject
) -> None:
    name, situation = case
    answer = ask(code(name), situation)
    open_ = [p for p in answer.positions() if p.status == "unknown" and p.modality != "prohibition"]
    if not open_:
        return
    position = data.draw(st.sampled_from(open_))
    for question in position.residual:
        if ":" in question.fact:
            continue
        for reply, told in ((True, question.if_yes), (False, question.if_no)):
            more = replace(situation, facts={**situation.facts, question.fact: reply})
            assert ask(code(name), more).status(position.norm) == told


@cache
def renamed(name: str, seed: int) -> tuple[Treaty, Mapping[str, str]]:
    """A treaty file in whose text the states have changed places."""
    treaty = code(name).treaty
    states = treaty.rolls.states()
    others = list(states)
    random.Random(seed).shuffle(others)
    places = dict(zip(states, others, strict=True))
    text = Path(treaty.file.span.file).read_text(encoding="utf-8")
    mixed = re.sub(rf"\b({'|'.join(states)})\b", lambda match: places[match[1]], text)
    return read_treaty(parse_yaml(mixed, f"{name}-renamed.yaml")), places


def moved(situation: Situation, places: Mapping[str, str]) -> Situation:
    def one(state: str | None) -> str | None:
        return places.get(state, state) if state else state

    def all_(states: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if states is None else tuple(places.get(s, s) for s in states)

    return replace(
        situation,
        target=one(situation.target),
        territory_of=one(situation.territory_of),
        requested_by=all_(situation.requested_by),
        voters=all_(situation.voters),
        attackers=all_(situation.attackers),
        considers=all_(situation.considers),
        decisions=tuple(
            replace(
                d,
                votes=None if d.votes is None else {places.get(s, s): vote for s, vote in d.votes.items()},
                in_default=one(d.in_default),
            )
            for d in situation.decisions
        ),
    )


#: One with votes, one with named states in its conditions, one with places, one whose roll is partial.
PERMUTED = ["csto", "anzus", "nato", "rights", str(SMALL)]


@given(situations(PERMUTED), st.integers(0, 1))
@settings(max_examples=40)
def test_other_states_in_their_places_bear_the_same(case: tuple[str, Situation], seed: int) -> None:
    name, situation = case
    treaty, places = renamed(name, seed)
    here, there = ask(code(name), situation), ask(treaty, moved(situation, places))
    assert here.statuses() == there.statuses()
    for norm_ in here.plan:
        bearers = here.bearers(here.plan[norm_].compiled.norm)
        others = there.bearers(there.plan[norm_].compiled.norm)
        assert sorted(places.get(state, state) for state in bearers) == others


def test_bearers_of_positions_change_places_too() -> None:
    treaty, places = renamed("csto", 0)
    situation = Situation(
        DAY.replace(2022), "KAZ", facts={"limited_format": True}, voters=("KAZ", "RUS"), requested_by=("KAZ",)
    )
    here = ask(code("csto"), situation, decisions=["deploy_forces"])
    there = ask(treaty, moved(situation, places), decisions=["deploy_forces"])
    for one, other in zip(here.positions(), there.positions(), strict=True):
        assert sorted(places.get(s, s) for s in one.bearers) == list(other.bearers), one.norm
        assert one.status == other.status


@cache
def longer(name: str) -> Treaty:
    """A treaty with one more prohibition and one more duty, on acts that no other norm of it has."""
    treaty = code(name).treaty
    taken = {act for n in treaty.norms for act in (n.action.kind, *n.action.covers)}
    one, other = [act for act in ACTS if act not in taken][:2]
    text = Path(treaty.file.span.file).read_text(encoding="utf-8")
    where, source = treaty.instruments[0].id, next(iter(treaty.file.sources))
    fact = next(iter(treaty.facts))
    for name_, modality, act in (("added-ban", "prohibition", one), ("added-duty", "obligation", other)):
        more = f"  - {{id: {name_}, gist: g, provision: {{instrument: {where}, article: '999'}}, valid: {{}},"
        more += f" modality: {modality}, bearer: members, trigger: {{fact: {fact}}}, action: {{kind: {act}}},"
        more += f" grade: A, source: [{source}]}}\n"
        text = re.sub(r"^norms:\n", f"norms:\n{more}", text, flags=re.MULTILINE)
    return read_treaty(parse_yaml(text, f"{name}-longer.yaml"))


@given(situations())
@settings(max_examples=40)
def test_a_norm_on_another_act_changes_no_other_answer(case: tuple[str, Situation]) -> None:
    name, situation = case
    before, after = ask(code(name), situation), ask(longer(name), situation)
    assert {"added-ban", "added-duty"} == after.plan.keys() - before.plan.keys()
    assert {n: s for n, s in after.statuses().items() if n in before.plan} == before.statuses()
    for norm_ in before.plan if name == str(SMALL) else ():
        documents = [answer.position(norm_).json() for answer in (before, after)]
        for document in documents:  # questions are told in the order in which the file first asks them
            for part in ("needs", "residual"):
                document[part] = sorted(map(str, document[part]))  # type: ignore[call-overload]
        assert documents[0] == documents[1]


def test_a_norm_yields_to_what_holds_and_not_to_what_falls_away() -> None:
    treaty = toy(
        norm("one", more="trigger: {fact: a}, yields_to: [two]")
        + norm("two", "consult", more="trigger: {fact: b}, yields_to: [three]")
        + norm("three", "mediate", more="trigger: {fact: c}")
    )
    facts = {"a": True, "b": True, "c": True}
    statuses = ask(treaty, Situation(DAY, "AAA", facts=facts)).statuses()
    assert statuses == {"one": "applies", "two": "does_not_apply", "three": "applies"}


def test_a_prohibition_that_falls_away_clashes_with_nothing() -> None:
    treaty = toy(
        norm("help", more="trigger: {fact: a}")
        + norm("ban", modality="prohibition", more="trigger: {fact: b}, yields_to: [peace]")
        + norm("peace", "mediate", more="trigger: {fact: c}")
    )
    answer = ask(treaty, Situation(DAY, "AAA", facts={"a": True, "b": True, "c": True}))
    assert answer.statuses() == {"help": "applies", "ban": "does_not_apply", "peace": "applies"}
    assert answer.position("help").conflicts == ()


def test_reasons_name_the_states_of_their_own_situation() -> None:
    treaty = toy(norm("help", bearer="any_state", more="trigger: {fact: a}"))
    for attacker in ("XXX", "YYY"):
        answer = ask(treaty, Situation(DAY, "AAA", facts={"a": True}, attackers=(attacker,)))
        assert attacker in answer.why("help").text()


def test_what_is_missing_to_a_prohibition_counts_its_clashes() -> None:
    treaty = toy(
        norm("help", more="trigger: {fact: a}")
        + norm("ban", modality="prohibition", more="trigger: {fact: b}")
    )
    (question,) = ask(treaty, Situation(DAY, "AAA", facts={"a": True})).position("ban").residual
    assert (question.fact, question.if_yes, question.if_no) == ("b", "conflict", "does_not_apply")


def test_those_who_share_no_state_do_not_clash() -> None:
    treaty = toy(
        norm("help", bearer="target", more="trigger: {target: member}")
        + norm("ban", modality="prohibition", bearer="[BBB]")
    )
    assert ask(treaty, Situation(DAY, "AAA")).statuses() == {"help": "applies", "ban": "applies"}
    assert ask(treaty, Situation(DAY, "BBB")).statuses() == {"help": "conflict", "ban": "conflict"}


@pytest.mark.parametrize("name", PACKAGED)
def test_nothing_known_settles_only_what_needs_no_facts(name: str) -> None:
    treaty = code(name).treaty
    answer = ask(code(name), Situation(max(n.valid.from_ for n in treaty.norms if n.valid.from_)))
    for norm_, status in answer.statuses().items():
        if answer.plan[norm_].compiled.trigger is None and not answer.plan[norm_].compiled.unless:
            assert status in ("applies", "unknown", "does_not_apply", "conflict", "contested")
        assert status != "silent"
