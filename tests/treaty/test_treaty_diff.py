"""What changed between two days, against a plain enumeration, and as the amendment of 2010 tells it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from foedus.errors import InputError
from foedus.treaty import Situation, Treaty, ask, diff, load
from tests.treaty.toys import PACKAGED, answers

BEFORE, AFTER = date(2003, 1, 1), date(2005, 6, 1)


def test_the_amendment_of_the_small_treaty_by_plain_counting(small: Treaty) -> None:
    found = diff(small, BEFORE, AFTER)
    (change,) = found.changes
    assert (change.before, change.after) == ("help", "help-2005")
    moves: Counter[tuple[str, str]] = Counter()
    rows = answers(5, (True, False))
    for member, fighting, outsiders, asked, acted in rows:
        state = "AAA" if member else "XXX"
        situation = Situation(
            BEFORE,
            state,
            facts={"fighting": fighting, "outsiders": outsiders, "world_acted": acted},  # type: ignore[dict-item]
            requested_by=(state,) if asked else (),
        )
        old = ask(small, situation).status("help")
        new = ask(small, situation, as_of=AFTER).status("help-2005")
        moves[old, new] += old != new
    expected = {pair: Fraction(n, len(rows)) for pair, n in moves.items() if n}
    assert change.moves == expected
    assert change.share == found.share == found.amended == sum(expected.values())
    assert [text.id for text in found.instruments] == ["protocol-2005"]
    assert found.joined == found.left == ()
    assert "send" in found.unchanged


def test_the_smallest_example_is_answered_otherwise(small: Treaty) -> None:
    (change,) = diff(small, BEFORE, AFTER).changes
    assert change.example is not None
    assert "target:member" in change.example
    facts = {name: answer for name, answer in change.example.items() if ":" not in name}
    target = "AAA" if change.example["target:member"] else "XXX"
    asked = {True: (target,), False: (), None: None}[change.example.get("request:target")]
    situation = Situation(BEFORE, target, facts=facts, requested_by=asked)
    old, new = ask(small, situation).status("help"), ask(small, situation, as_of=AFTER).status("help-2005")
    assert old != new
    assert "unknown" not in (old, new)


def test_csto_article_4_of_1992_and_of_2010(csto: Treaty) -> None:
    found = diff(csto, "2012-12-18", "2012-12-19")
    changes = {(c.before, c.after): c for c in found.changes}
    duty = changes["treaty-4.assist-1992", "treaty-4.assist"]
    # Since the amendment help is owed on request only, and aggression is glossed by the risk to the state: so
    # in events without a request, or without that risk, what was owed falls away or is contested, and in no
    # event is help owed now that was not owed before.
    assert {new for _, new in duty.moves} == {"does_not_apply", "contested"}
    assert duty.moves["applies", "does_not_apply"] == Fraction(3, 16)
    assert duty.example == {"target:member": True, "force_by_state": True, "request:target": False}
    assert duty.share == sum(duty.moves.values())
    assert duty.citation == "csto/treaty-4.2@2012-12-19"
    assert duty.gists[0] != duty.gists[1]
    assert found.amended <= found.share
    assert duty.share <= found.amended
    assert (float(duty.share), float(found.amended)) == pytest.approx(GOLDEN, abs=1e-9)


#: Shares of the fully answered events with another answer: on the duty to help, and on any amended norm.
GOLDEN = (85 / 256, 211 / 512)


def test_nothing_changes_between_two_days_without_an_amendment(csto: Treaty) -> None:
    found = diff(csto, "2022-01-05", "2022-01-06")
    assert found.changes == ()
    assert found.share == found.amended == 0
    assert set(found.unchanged) == {norm.id for norm in csto.in_force("2022-01-05")}


def test_who_joined_and_who_left(csto: Treaty) -> None:
    found = diff(csto, "2006-01-01", "2013-01-01")
    assert found.joined == () or found.joined == ("UZB",)
    found = diff(csto, "2012-01-01", "2013-01-01")
    assert found.left == ("UZB",)


def test_the_days_stand_in_order(csto: Treaty) -> None:
    with pytest.raises(InputError, match="is not after"):
        diff(csto, "2013-01-01", "2013-01-01")
    with pytest.raises(InputError, match="calendar"):
        diff(csto, "2013-01-01", "2013-02-30")


@pytest.mark.parametrize("name", PACKAGED)
def test_every_treaty_can_be_followed_through_its_whole_life(name: str) -> None:
    treaty = load(name)
    found = diff(
        treaty, min(n.valid.from_ for n in treaty.norms if n.valid.from_).replace(day=1), "2024-01-01"
    )
    for change in found.changes:
        assert 0 <= change.share <= 1
        assert sum(change.moves.values()) == change.share
        assert change.before or change.after
    assert found.amended <= found.share <= 1
    assert max((c.share for c in found.changes), default=Fraction(0)) <= found.share
    ids = [c.before for c in found.changes if c.before] + list(found.unchanged)
    assert len(ids) == len(set(ids))
