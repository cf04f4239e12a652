"""Copies and independence: what the copy graph decides, whatever the claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foedus.evidence import CAVEATS, HEDGES, TIERS, Claim, Fact, Finding, Source, reconcile
from foedus.units import Quantity

_TIERS = sorted(TIERS)


@st.composite
def _graph(draw: st.DrawFn) -> list[Source]:
    """Sources of which each may copy an earlier one, with the whole chain, or carry an unnamed original."""
    made: list[Source] = []
    for i in range(draw(st.integers(2, 6))):
        copied = draw(st.none() | st.sampled_from(made)) if made else None
        retold = draw(st.sampled_from(["", "", "an agency"])) if copied is None else ""
        made.append(
            Source(
                f"s{i}",
                f"S{i}",
                draw(st.sampled_from(_TIERS)),
                copy_of=copied.id if copied else "",
                root=copied.voice if copied else retold or f"s{i}",
                lineage=(copied.id, *copied.lineage) if copied else (),
                retells=retold,
            )
        )
    return made


@st.composite
def _claim(draw: st.DrawFn, name: str, source: Source) -> Claim:
    hedge = draw(st.sampled_from(sorted(HEDGES)))
    value = float(draw(st.integers(1, 3)))
    low, high = {"at-least": (value, None), "at-most": (None, value), "range": (value, value + 1)}.get(
        hedge, (value, value)
    )
    return Claim(
        name,
        source,
        draw(st.sampled_from(["office", "ministry", "paper"])),
        low=low,
        high=high,
        hedge=hedge,
        knows=draw(st.none() | st.dates(date(2022, 1, 1), date(2022, 1, 4))),
        withdrawn=draw(st.integers(0, 6)) == 0,
        scope=draw(st.sampled_from(["", "", "", "a part"])),
        interested=draw(st.booleans()),
        caveat=draw(st.sampled_from(sorted(CAVEATS))),
    )


@st.composite
def _facts(draw: st.DrawFn) -> Fact:
    sources = draw(_graph())
    names = range(draw(st.integers(1, 7)))
    claims = tuple(draw(_claim(f"c{i}", draw(st.sampled_from(sources)))) for i in names)
    return Fact("f", "How many?", "persons", claims, changed=draw(st.none() | st.just(date(2022, 1, 3))))


def _with(fact: Fact, *claims: Claim) -> Fact:
    return Fact(fact.id, fact.question, fact.unit, claims, changed=fact.changed)


def _gist(finding: Finding) -> tuple[Any, ...]:
    return finding.value, finding.ground, finding.interval


@given(_facts(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_copy_of_whatever_kind_adds_no_weight(fact: Fact, data: st.DataObject) -> None:
    """A copy may look nearer to the thing, be exact, be fresh and have a new name: it is heard as a copy."""
    original = data.draw(st.sampled_from(fact.claims))
    source = original.source
    copied = Source(
        "copy",
        "A copy",
        data.draw(st.sampled_from(_TIERS)),
        copy_of=source.id,
        root=source.voice,
        lineage=(source.id, *source.lineage),
    )
    again = Claim(
        data.draw(st.sampled_from(["a first", "copied", "z last"])),
        copied,
        "a new name",
        low=original.low,
        high=original.high,
        hedge=data.draw(st.sampled_from(sorted(HEDGES))),
        knows=data.draw(st.none() | st.just(date(2022, 1, 4))),
    )
    before, after = reconcile(fact), reconcile(_with(fact, *fact.claims, again))
    assert _gist(after) == _gist(before)
    assert len(after.chosen) + len(after.dissent) == len(fact.claims) + 1
    same = [c for c in fact.claims if c.source.id == source.id and c.answer == original.answer]
    if same == [original]:
        assert (again in after.chosen) == (original in before.chosen)


@given(_facts(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_entry_never_matters_with_copies(fact: Fact, random: Any) -> None:
    claims = list(fact.claims)
    random.shuffle(claims)
    first, second = reconcile(fact), reconcile(_with(fact, *claims))
    assert _gist(first) == _gist(second)
    assert (first.why, first.chosen, first.dissent) == (second.why, second.chosen, second.dissent)


@given(_facts())
@settings(max_examples=200, deadline=None)
def test_without_its_deciding_sources_the_answer_or_the_ground_is_another(fact: Fact) -> None:
    before = reconcile(fact)
    assume(before.chosen)
    deciding = {claim.source.id for claim in before.chosen}
    rest = tuple(claim for claim in fact.claims if claim.source.id not in deciding)
    after = reconcile(_with(fact, *rest))
    assert (after.value, after.ground) != (before.value, before.ground)


@given(_facts())
@settings(max_examples=150, deadline=None)
def test_every_claim_of_a_copy_has_a_reason_too(fact: Fact) -> None:
    finding = reconcile(fact)
    told = [*(c.id for c in finding.chosen), *(d.claim.id for d in finding.dissent)]
    assert sorted(told) == sorted(c.id for c in fact.claims)
    assert all(d.reason and "\n" not in d.reason for d in finding.dissent)


def test_two_pages_that_carry_one_unnamed_original_are_one_voice() -> None:
    pages = [Source(f"p{i}", "P", "press", retells="an agency", root="an agency") for i in range(3)]
    other = Source("q", "Q", "press")
    claims = [Claim(f"c{i}", page, f"h{i}", low=1, high=1) for i, page in enumerate(pages)]
    finding = reconcile(Fact("f", "?", "persons", (*claims, Claim("d", other, "h", low=2, high=2))))
    assert (finding.value, finding.ground) == (None, "undecided")


def test_a_mirror_of_a_withdrawn_figure_does_not_keep_it_alive() -> None:
    paper = Source("paper", "P", "press")
    mirror = Source("mirror", "M", "archive-copy", copy_of="paper")
    gone = Claim("a", paper, "ministry", low=164, high=164, withdrawn=True)
    kept = Claim("b", mirror, "mirror", low=164, high=164)
    new = Claim("c", Source("q", "Q", "press"), "prosecutor", low=225, high=225)
    finding = reconcile(Fact("f", "?", "persons", (gone, kept, new)))
    assert finding.value == finding.interval == Quantity("persons", 225, 225)
    assert {d.claim.id: d.ground for d in finding.dissent} == {"a": "withdrawn", "b": "withdrawn"}
    assert "copies paper" in finding.dissent[1].reason


def test_old_knowledge_on_a_new_page_is_old() -> None:
    old = Claim("a", Source("p", "P", "official-text"), "x", low=29, high=29, knows=date(2019, 1, 1))
    late = Claim("b", Source("q", "Q", "press"), "y", low=30, high=30, stated=date(2020, 3, 27))
    fact = Fact("f", "?", "states", (old, late), changed=date(2020, 3, 27))
    finding = reconcile(fact)
    assert (finding.value, finding.ground) == (Quantity("states", 30, 30), "knowledge")
    assert "before the change of 2020-03-27" in finding.dissent[0].reason
    assert reconcile(Fact("f", "?", "states", (old, late))).chosen == (old,)


def test_what_is_told_without_reserve_goes_before_what_is_alleged() -> None:
    said = Claim("a", Source("p", "P", "press"), "x", low=6, high=6, hedge="about")
    alleged = Claim("b", Source("q", "Q", "press"), "y", low=5, high=5, caveat="alleged")
    finding = reconcile(Fact("f", "?", "persons", (said, alleged)))
    assert (finding.chosen, finding.ground) == ((said,), "assured")
    assert finding.dissent[0].reason == "told as alleged"
