"""The event space against a plain enumeration of all events, and the statuses against plain logic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import InputError
from foedus.treaty import ACTS, STATUSES, Decision, NormSpace, Situation, Treaty, ask, space
from tests.treaty.toys import DAY, PACKAGED, answers, code, norm, toy

Truth = bool | None
TERM = """  - id: word
    kind: other
    gist: a word
    words: [word]
    provision: {{instrument: pact, article: "1"}}
    grade: A
    readings:
      - {{id: one, gist: g, holds_if: {0}, held_by: []}}
      - {{id: two, gist: g, holds_if: {1}, held_by: []}}
"""

plain = st.recursive(
    st.sampled_from([{"fact": name} for name in "abcd"]),
    lambda inner: st.one_of(
        inner.map(lambda one: {"not": one}),
        st.lists(inner, min_size=1, max_size=3).map(lambda several: {"all": several}),
        st.lists(inner, min_size=1, max_size=3).map(lambda several: {"any": several}),
    ),
    max_leaves=4,
)
wordy = st.one_of(
    plain,
    st.just({"term": "word"}),
    st.tuples(plain, st.sampled_from(["all", "any"])).map(lambda p: {p[1]: [{"term": "word"}, p[0]]}),
    st.tuples(plain, plain).map(
        lambda p: {"any": [{"all": [{"term": "word"}, p[0]]}, {"all": [{"not": {"term": "word"}}, p[1]]}]}
    ),
)


def flow(condition: Any) -> str:
    """A condition as YAML in one line."""
    if isinstance(condition, str):
        return condition
    if isinstance(condition, list):
        return f"[{', '.join(map(flow, condition))}]"
    return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in condition.items()) + "}"


def truth(condition: Any, facts: Mapping[str, Truth], word: Any) -> Truth:
    """Strong Kleene logic, as plainly as can be; `word` is the condition that the term stands for."""
    ((key, inner),) = condition.items()
    if key == "fact":
        return facts[inner]
    if key == "term":
        return truth(word, facts, None)
    if key == "not":
        found = truth(inner, facts, word)
        return None if found is None else not found
    parts = [truth(part, facts, word) for part in inner]
    end = key == "any"
    return end if end in parts else None if None in parts else not end


def both(*parts: Truth) -> Truth:
    return False if False in parts else None if None in parts else True


def summed(outcomes: list[str]) -> str:
    found = set(outcomes)
    settled = found - {"unknown"}
    if len(settled) > 1:
        return "contested"
    return "unknown" if "unknown" in found else settled.pop()


@given(wordy, wordy, wordy, plain, plain, plain)
@settings(max_examples=100)
def test_statuses_are_those_of_plain_logic(
    trigger: Any, ban: Any, out: Any, one: Any, two: Any, prior: Any
) -> None:
    unless = f"[{{id: out, gist: g, when: {flow(out)}, effect: defeats, grade: A}}]"
    treaty = toy(
        norm("help", more=f"trigger: {flow(trigger)}, yields_to: [prior], unless: {unless}")
        + norm("prior", "consult", more=f"trigger: {flow(prior)}")
        + norm("ban", modality="prohibition", more=f"trigger: {flow(ban)}"),
        terms=TERM.format(flow(one), flow(two)),
    )
    spaces = {one.norm: one for one in space(treaty, DAY).norms}
    counted: dict[str, Counter[str]] = {name: Counter() for name in spaces}
    for row in answers(4, (True, False, None)):
        facts = dict(zip("abcd", row, strict=True))
        help_, ban_ = [], []
        for word in (one, two):
            falls = [truth(out, facts, word), truth(prior, facts, word)]
            stands = both(truth(trigger, facts, word), *(None if f is None else not f for f in falls))
            barred = truth(ban, facts, word)
            ban_.append({True: "applies", False: "does_not_apply", None: "unknown"}[barred])
            if stands is True and barred is True:
                help_.append("conflict")
            else:
                help_.append({True: "applies", False: "does_not_apply", None: "unknown"}[stands])
        expected = {"help": summed(help_), "ban": summed(ban_)}
        if expected == {"help": "conflict", "ban": "applies"}:
            expected["ban"] = "conflict"
        told = {name: holds for name, holds in facts.items() if holds is not None}
        statuses = ask(treaty, Situation(DAY, "AAA", facts=told)).statuses()
        assert {name: statuses[name] for name in expected} == expected, facts
        for name, status in statuses.items():
            counted[name][status] += 1
    for name, found in spaces.items():
        assert {s: Fraction(n, 81) for s, n in counted[name].items()} == found.all


def told(questions: list[str], row: tuple[Truth, ...]) -> Situation:
    """The event in which the questions of `small` are answered so."""
    facts: dict[str, bool] = {}
    target: str | None = None
    decisions: tuple[Decision, ...] = ()
    for question, answer in zip(questions, row, strict=True):
        if question == "target:member":
            target = {True: "AAA", False: "XXX", None: None}[answer]
        elif question == "decision:deploy_forces":
            if answer is not False:
                decisions = (Decision("deploy_forces") if answer else Decision("send", {}),)
        elif answer is not None:
            assert ":" not in question
            facts[question] = answer
    return Situation(DAY, target, facts=facts, decisions=decisions)


@pytest.mark.parametrize("name", ["help", "obey", "leave", "relief"])
def test_shares_and_examples_are_those_of_all_events(small: Treaty, name: str) -> None:
    found = next(one for one in space(small, DAY).norms if one.norm == name)
    questions = list(found.questions)
    for options, shares in (((True, False, None), found.all), ((True, False), found.known)):
        rows = answers(len(questions), options)
        counted = Counter(ask(small, told(questions, row)).status(name) for row in rows)
        assert {status: Fraction(n, len(rows)) for status, n in counted.items()} == shares
        assert sum(shares.values()) == 1
    every = answers(len(questions), (True, False, None))
    assert found.events == len(every)
    for status, example in found.examples.items():
        row = tuple(example.get(question) for question in questions)
        assert ask(small, told(questions, row)).status(name) == status
        for size in range(len(example)):
            fewer = [
                r
                for r in answers(len(questions), (True, False, None))
                if sum(a is not None for a in r) == size
            ]
            assert all(ask(small, told(questions, r)).status(name) != status for r in fewer)


def test_what_the_day_settles_is_no_question(small: Treaty) -> None:
    def leave(on: date) -> NormSpace:
        return next(one for one in space(small, on).norms if one.norm == "leave")

    assert leave(date(2010, 12, 31)).all == {"does_not_apply": 1}
    assert leave(date(2011, 1, 1)).all == {"applies": 1}
    assert leave(DAY).questions == {}
    assert leave(DAY).events == 1


@pytest.mark.parametrize("name", PACKAGED)
def test_the_whole_space_of_each_treaty(name: str) -> None:
    treaty = code(name).treaty
    found = space(treaty)
    assert [one.norm for one in found.norms] == [n.id for n in treaty.in_force(found.on)]
    for one in found.norms:
        for shares in (one.all, one.known):
            assert sum(shares.values()) == 1
            assert all(share > 0 for share in shares.values())
        assert set(one.known) <= set(one.all) == set(one.examples)
        assert "silent" not in one.all
        assert list(one.all) == [status for status in STATUSES if status in one.all]
        for example in one.examples.values():
            assert set(example) <= set(one.questions)
        facts = all(":" not in question for question in one.questions)
        for status, example in one.examples.items() if facts else ():
            assert ask(code(name), Situation(found.on, facts=example)).status(one.norm) == status
    acts = {act for n in treaty.in_force(found.on) for act in (n.action.kind, *n.action.covers)}
    assert set(found.silent) == set(ACTS) - acts


def test_a_day_without_law_is_told(small: Treaty) -> None:
    with pytest.raises(InputError, match="no norm of small is in force on 1999-01-01"):
        space(small, "1999-01-01")


def test_rows_are_all_rows() -> None:
    assert answers(2, (True, False, None)) == list(product((True, False, None), repeat=2))
