"""Choosing among claims: each ground in its place, and what must hold whatever the claims."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foedus.errors import InputError
from foedus.evidence import GROUNDS, HEDGES, TIERS, Claim, Fact, Finding, Source, reconcile
from foedus.units import Quantity

_PRESS = Source("paper", "A paper", "press")
_OTHER = Source("daily", "Another paper", "press")
_TEXT = Source("charter", "The charter", "treaty-series")
_DIGEST = Source("digest", "A digest", "aggregator")


def claim(name: str, value: float | None, source: Source = _PRESS, **more: Any) -> Claim:
    given: dict[str, Any] = {"holder": f"holder of {name}", "low": value, "high": value}
    return Claim(id=name, source=source, **(given | more))


def fact(*claims: Claim, unit: str = "persons") -> Fact:
    return Fact("f", "How many?", unit, claims)


def reasons(finding: Finding) -> dict[str, str]:
    return {d.claim.id: d.ground for d in finding.dissent}


def test_one_answer_is_unopposed() -> None:
    finding = reconcile(fact(claim("a", 5), claim("b", 5, _DIGEST)))
    assert (finding.value, finding.ground) == (Quantity("persons", 5, 5), "unopposed")
    assert not finding.contested
    assert not finding.dissent


def test_a_withdrawn_figure_is_out_of_answer_and_interval_but_kept() -> None:
    finding = reconcile(fact(claim("old", 164, withdrawn=True), claim("new", 225)))
    assert (finding.value, finding.ground) == (Quantity("persons", 225, 225), "withdrawn")
    assert finding.interval == Quantity("persons", 225, 225)
    assert reasons(finding) == {"old": "withdrawn"}
    assert not finding.contested


def test_another_scope_is_out_of_answer_and_interval_but_kept_with_its_scope() -> None:
    finding = reconcile(fact(claim("all", 225), claim("part", 26, scope="one side only")))
    assert (finding.ground, finding.interval) == ("scope", Quantity("persons", 225, 225))
    assert "one side only" in finding.dissent[0].reason


def test_an_authority_revises_itself_and_nobody_else() -> None:
    early = claim("early", 225, holder="office", knows=date(2022, 1, 15))
    late = claim("late", 238, holder="office", knows=date(2023, 1, 5))
    finding = reconcile(fact(early, late))
    assert (finding.value, finding.ground) == (Quantity("persons", 238, 238), "revision")
    assert finding.interval == Quantity("persons", 225, 238)
    assert "office replaced it by 238 persons on 2023-01-05" in finding.dissent[0].reason
    other = claim("other", 200, holder="someone", knows=date(2021, 1, 1))
    assert reconcile(fact(early, late, other)).ground == "undecided"


def test_a_claim_without_a_day_of_knowledge_is_not_revised() -> None:
    finding = reconcile(fact(claim("a", 1, holder="o"), claim("b", 2, holder="o", knows=date(2023, 1, 5))))
    assert finding.ground == "undecided"


def test_the_text_goes_before_reports() -> None:
    finding = reconcile(fact(claim("text", 2002, _TEXT), claim("a", 1992), claim("b", 1992, _OTHER)))
    assert (finding.ground, reasons(finding)) == ("text", {"a": "text", "b": "text"})


def test_the_nearer_source_goes_first_and_may_be_carried() -> None:
    finding = reconcile(fact(claim("a", 1, _DIGEST), claim("b", 2)))
    assert (finding.ground, finding.chosen[0].id) == ("tier", "b")
    carried = reconcile(fact(claim("a", 1, _DIGEST, carried="official-statement"), claim("b", 2)))
    assert (carried.ground, carried.chosen[0].id) == ("tier", "a")


def test_a_party_speaking_of_its_own_conduct_stands_no_higher_than_the_press() -> None:
    own = claim("own", 10, carried="official-statement", interested=True)
    assert reconcile(fact(own, claim("seen", 40, _OTHER))).ground == "undecided"
    disinterested = claim("own", 10, carried="official-statement")
    assert reconcile(fact(disinterested, claim("seen", 40, _OTHER))).ground == "tier"
    documented = Source("ngo", "Documentation", "rights-organisation")
    assert reconcile(fact(own, claim("seen", 40, documented))).chosen[0].id == "seen"


def test_exact_goes_before_rounded_and_a_figure_before_a_bound() -> None:
    finding = reconcile(
        fact(
            claim("a", 36831),
            claim("b", 38000, hedge="about"),
            claim("c", None, low=30000.0, hedge="at-least"),
        )
    )
    assert (finding.ground, finding.chosen[0].id) == ("specific", "a")
    assert finding.interval == Quantity("persons", 30000, 38000)


def test_more_voices_go_first_but_copies_and_repetitions_are_one() -> None:
    two = [claim("a", 1), claim("b", 1, _OTHER)]
    assert reconcile(fact(*two, claim("c", 2, Source("x", "x", "press")))).ground == "agreement"
    copy = Source("copy", "A copy", "press", copy_of="paper")
    copied = reconcile(fact(claim("a", 1), claim("b", 1, copy), claim("c", 2, _OTHER)))
    assert copied.ground == "undecided"
    repeated = reconcile(
        fact(
            claim("a", 1, holder="h"),
            claim("b", 1, _OTHER, holder="h"),
            claim("c", 2, Source("x", "x", "press")),
        )
    )
    assert repeated.ground == "undecided"


def test_undecided_gives_an_interval_and_no_value() -> None:
    finding = reconcile(fact(claim("a", 8), claim("b", 9, _OTHER)))
    assert (finding.value, finding.chosen) == (None, ())
    assert finding.interval == Quantity("persons", 8, 9)
    assert reasons(finding) == {"a": "undecided", "b": "undecided"}
    assert finding.contested


def test_nothing_live_is_undecided_and_not_zero() -> None:
    for only in (claim("a", 8, withdrawn=True), claim("a", 8, scope="elsewhere")):
        finding = reconcile(fact(only))
        assert (finding.value, finding.ground) == (None, "undecided")
        assert finding.interval == Quantity("persons")
        assert len(finding.dissent) == 1


def test_texts_have_no_interval() -> None:
    a = Claim("a", _TEXT, "h", text="Article 4")
    b = Claim("b", _PRESS, "g", text="Article 2")
    finding = reconcile(Fact("f", "Which?", "text", (a, b)))
    assert (finding.value, finding.interval, finding.ground) == ("Article 4", None, "text")


@pytest.mark.parametrize(
    "build",
    [
        lambda: claim("a", None),
        lambda: Claim("a", _PRESS, "h", low=1, high=1, text="one"),
        lambda: claim("a", 1, hedge="nearly"),
        lambda: claim("a", 1, carried="rumour"),
        lambda: Source("s", "S", "blog"),
        lambda: fact(claim("a", 1), unit="souls"),
        lambda: fact(claim("a", 1), unit="text"),
        lambda: fact(claim("a", 1, low=3.0, high=2.0)),
    ],
)
def test_what_cannot_be_claimed_is_refused(build: Any) -> None:
    with pytest.raises(InputError):
        build()


# ---- what holds for any claims

_SOURCES = [Source(f"s{i}", f"S{i}", tier) for i, tier in enumerate(sorted(TIERS) * 2)]


@st.composite
def claims(draw: st.DrawFn, name: str) -> Claim:
    hedge = draw(st.sampled_from(sorted(HEDGES)))
    value = float(draw(st.integers(1, 4)))
    low, high = {"at-least": (value, None), "at-most": (None, value), "range": (value, value + 1)}.get(
        hedge, (value, value)
    )
    return Claim(
        id=name,
        source=draw(st.sampled_from(_SOURCES)),
        holder=draw(st.sampled_from(["office", "ministry", "paper", "group"])),
        low=low,
        high=high,
        hedge=hedge,
        knows=draw(st.none() | st.dates(date(2022, 1, 1), date(2022, 1, 4))),
        withdrawn=draw(st.integers(0, 5)) == 0,
        scope=draw(st.sampled_from(["", "", "", "a part"])),
        interested=draw(st.booleans()),
        carried=draw(st.sampled_from(["", *sorted(TIERS)])),
    )


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    return fact(*(draw(claims(f"c{i}")) for i in range(draw(st.integers(1, 7)))))


@given(facts(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_entry_never_matters(given_fact: Fact, random: Any) -> None:
    shuffled = list(given_fact.claims)
    random.shuffle(shuffled)
    first, second = reconcile(given_fact), reconcile(fact(*shuffled))
    assert (first.value, first.ground, first.why) == (second.value, second.ground, second.why)
    assert (first.chosen, first.dissent, first.interval) == (second.chosen, second.dissent, second.interval)


@given(facts())
@settings(max_examples=150, deadline=None)
def test_every_claim_is_chosen_or_kept_with_its_reason(given_fact: Fact) -> None:
    finding = reconcile(given_fact)
    kept = [d.claim.id for d in finding.dissent]
    assert sorted([c.id for c in finding.chosen] + kept) == sorted(c.id for c in given_fact.claims)
    assert all(d.ground in GROUNDS and d.reason for d in finding.dissent)
    assert finding.ground in GROUNDS
    assert "\n" not in finding.why
    assert (finding.value is None) == (finding.ground == "undecided") == (not finding.chosen)


@given(facts())
@settings(max_examples=150, deadline=None)
def test_the_interval_contains_the_chosen_value(given_fact: Fact) -> None:
    finding = reconcile(given_fact)
    assume(isinstance(finding.value, Quantity))
    assert isinstance(finding.value, Quantity)
    interval = finding.interval
    assert interval is not None
    assert interval.low is not None
    assert interval.high is not None
    for bound in (finding.value.low, finding.value.high):
        assert bound is None or interval.low <= bound <= interval.high


@given(facts(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_copied_source_adds_no_weight(given_fact: Fact, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(given_fact.claims))
    copy = Source("copy", "A copy", original.source.tier, copy_of=original.source.id)
    again = Claim(
        id="copied",
        source=copy,
        holder="a new name",
        low=original.low,
        high=original.high,
        hedge=original.hedge,
        knows=None,
        withdrawn=original.withdrawn,
        scope=original.scope,
        interested=original.interested,
        carried=original.carried,
    )
    before = reconcile(given_fact)
    after = reconcile(fact(*given_fact.claims, again))
    assert (after.value, after.ground, after.interval) == (before.value, before.ground, before.interval)


@given(facts())
@settings(max_examples=150, deadline=None)
def test_without_the_deciding_claims_the_answer_is_another(given_fact: Fact) -> None:
    before = reconcile(given_fact)
    rest = [c for c in given_fact.claims if c not in before.chosen]
    assume(before.chosen)
    after = reconcile(fact(*rest))
    assert after.value != before.value


@given(facts())
@settings(max_examples=200, deadline=None)
def test_withdrawing_a_claim_is_as_good_as_not_making_it(given_fact: Fact) -> None:
    live = [c for c in given_fact.claims if not c.withdrawn]
    assume(live)
    with_them, without = reconcile(given_fact), reconcile(fact(*live))
    assert (with_them.value, with_them.interval) == (without.value, without.interval)
