"""All six statuses, exceptions, priority, bearers and needs on a treaty made up for the purpose."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from foedus.treaty import ACTS, KINDS, Answer, Situation, Treaty, ask
from foedus.treaty._words import Act, Kind

DAY = date(2003, 1, 1)


def told(treaty: Treaty, on: date = DAY, asked: bool | None = True, **facts: bool) -> Answer:
    requested = None if asked is None else ("AAA",) if asked else ()
    return ask(treaty, Situation(on, "AAA", facts=facts, requested_by=requested, acts=("mediate",)))


def test_applies_and_does_not_apply(small: Treaty) -> None:
    assert told(small, fighting=True, outsiders=True).status("help") == "applies"
    assert told(small, fighting=False).status("help") == "does_not_apply"


def test_contested_lists_who_holds_what(small: Treaty) -> None:
    position = told(small, fighting=True, outsiders=False).position("help")
    assert position.status == "contested"
    assert {e.readings["attack"]: (e.value, e.held_by) for e in position.by_reading} == {
        "narrow": ("no", ("AAA",)),
        "wide": ("yes", ("BBB",)),
    }
    assert position.needs == ("Which reading of 'attack' is right: narrow, wide?",)


def test_unknown_names_the_missing_fact(small: Treaty) -> None:
    position = told(small).position("help")
    assert position.status == "unknown"
    assert "Is it so that people fight?" in position.needs
    narrow = told(small, fighting=True).position("help")
    assert narrow.status == "unknown"
    assert narrow.needs[-1] == "Is it so that outsiders take part?"


def test_conflict_names_both_articles(small: Treaty) -> None:
    situation = Situation(DAY, "AAA", facts={"outsiders": False, "objected": False}, requested_by=("AAA",))
    given = ask(small, situation, readings={"home": "unless-outsiders"})
    power, ban = given.position("send"), given.position("keep-out")
    assert power.status == ban.status == "conflict"
    assert power.conflicts == ("small/pact-7@2001-01-01",)
    assert ban.conflicts == ("small/pact-6@2001-01-01",)
    assert power.grade == "C"
    open_ = ask(small, situation)
    assert open_.status("send") == "contested"
    assert open_.status("keep-out") == "contested"


def test_silent_is_told_for_acts_raised_and_asked_about(small: Treaty) -> None:
    given = told(small)
    assert given.silences() == ["mediate"]
    (silent,) = [p for p in given.positions() if p.status == "silent"]
    assert silent.norm == "silence:mediate"
    assert "neither a permission nor a prohibition" in silent.why().text()
    assert ask(small, given.situation, acts=["evacuate", "prolong"]).silences() == ["prolong", "mediate"]


def test_all_six_statuses_are_reached(small: Treaty, csto: Treaty) -> None:
    seen = {p.status for p in told(small, fighting=True, outsiders=False).positions()}
    seen |= {p.status for p in told(small).positions()}
    seen |= {p.status for p in told(small, fighting=True, outsiders=True).positions()}
    situation = Situation(DAY, "AAA", facts={"outsiders": False, "objected": False}, requested_by=("AAA",))
    seen |= {p.status for p in ask(small, situation, readings={"home": "unless-outsiders"}).positions()}
    assert seen == {"applies", "does_not_apply", "contested", "unknown", "conflict", "silent"}


def test_defeats_and_suspends_take_the_position_away(small: Treaty) -> None:
    facts = {"fighting": True, "outsiders": True}
    later = date(2006, 6, 1)
    assert told(small, later, **facts, world_acted=False).status("help-2005") == "applies"
    assert told(small, later, **facts, world_acted=True).status("help-2005") == "does_not_apply"
    assert told(small, later, **facts).status("help-2005") == "unknown"
    text = told(small, later, **facts, world_acted=True).why("help-2005").text()
    assert "[yes] suspended while: the world organisation has acted" in text
    assert told(small, outsiders=True, objected=True).status("send") == "does_not_apply"
    assert told(small, outsiders=True, objected=False).status("send") == "applies"


def test_limits_change_the_bearers_and_not_the_duty(small: Treaty) -> None:
    def bound(voters: tuple[str, ...] | None, **facts: bool) -> tuple[str, ...]:
        situation = Situation(DAY, "AAA", facts=facts, voters=voters)
        position = ask(small, situation, decisions=["deploy_forces"]).position("obey")
        assert position.status == "applies"
        return position.bearers

    assert bound(None, limited=False, excused=False) == ("AAA", "BBB", "CCC")
    assert bound(("AAA", "CCC"), limited=True, excused=False) == ("AAA", "CCC")
    assert bound(None, limited=True, excused=False) == ("AAA", "BBB", "CCC")
    assert bound(None, excused=True) == ()


def test_stated_priority_leaves_no_conflict(small: Treaty) -> None:
    assert told(small, outsiders=True).status("guard") == "applies"
    assert told(small, asked=False, outsiders=False).status("guard") == "does_not_apply"
    assert told(small, asked=True, outsiders=False).status("guard") == "contested"
    text = told(small, outsiders=True).why("guard").text()
    assert "yields to small/pact-7@2001-01-01" in text
    assert "yields to the charter of the world organisation" in text


def test_bearers_are_those_of_the_day(small: Treaty) -> None:
    facts = {"fighting": True, "outsiders": True, "world_acted": False}
    assert told(small, date(2005, 6, 1), **facts).position("help-2005").bearers == ("BBB", "CCC")
    assert told(small, date(2006, 1, 1), **facts).position("help-2005").bearers == ("BBB",)


def test_a_decision_not_listed_was_not_taken(small: Treaty) -> None:
    assert told(small).status("obey") == "does_not_apply"


def test_years_in_force_count_whole_years(small: Treaty) -> None:
    assert told(small, date(2010, 12, 31)).status("leave") == "does_not_apply"
    assert told(small, date(2011, 1, 1)).status("leave") == "applies"


def test_events_are_yes_or_unknown_and_may_be_denied(small: Treaty) -> None:
    assert told(small).status("relief") == "unknown"
    flood = Situation(DAY, "AAA", kinds=frozenset({"disaster"}))
    assert ask(small, flood).status("relief") == "applies"
    denied = dict.fromkeys(("disaster", "cyber_operation", "violence"), False)
    assert told(small, DAY, True, **denied).status("relief") == "does_not_apply"


def test_seen_by_narrows_to_what_the_state_held_that_day(small: Treaty) -> None:
    facts = {"fighting": True, "outsiders": False}
    assert told(small, date(2001, 6, 1), **facts).position("help").seen_by("AAA") == ("contested", "prior")
    assert told(small, date(2003, 1, 1), **facts).position("help").seen_by("AAA") == (
        "does_not_apply",
        "held",
    )
    assert told(small, date(2004, 1, 1), **facts).position("help").seen_by("AAA") == ("applies", "held")
    assert told(small, date(2003, 1, 1), **facts).position("help").seen_by("CCC") == ("contested", "prior")
    assert told(small, DAY).position("leave").seen_by("AAA") == ("does_not_apply", "text")


def test_a_chair_of_which_the_day_is_not_known_is_not_guessed(small: Treaty) -> None:
    assert small.chair("2001-12-31") == "AAA"
    assert small.chair("2002-01-01") is None
    assert small.chair("2002-06-15") is None
    assert small.chair("2002-07-01") == "BBB"


@pytest.mark.parametrize("norm", ["help", "send", "keep-out", "guard", "obey", "leave", "relief"])
def test_reasons_are_trees_in_three_forms(small: Treaty, norm: str) -> None:
    tree = told(small, fighting=True).why(norm)
    text, markdown, document = tree.text(), tree.markdown(), tree.json()
    assert text.endswith("encoding, not legal advice")
    assert markdown.startswith("- **")
    assert markdown.endswith("- encoding, not legal advice")
    assert small.norm(norm).gist in text
    assert document["value"] in ("yes", "no", "unknown", "differs")
    assert isinstance(document["parts"], list)
    assert len(text.splitlines()) == len(markdown.splitlines())


def test_the_tree_tells_holders_past_present_and_to_come(small: Treaty) -> None:
    text = told(small, date(2003, 1, 1), fighting=True, outsiders=False).why("help").text()
    assert "(held by AAA since 2002-01-01)" in text
    assert "(held by BBB since 2002-01-01; later by AAA 2004-01-01)" in text
    text = told(small, date(2004, 6, 1), fighting=True, outsiders=False).why("help").text()
    assert "(no holder known that day; given up by AAA 2002-01-01)" in text


def test_json_has_the_promised_keys(small: Treaty) -> None:
    document = told(small, fighting=True, outsiders=False).json()
    assert {"treaty", "as_of", "account", "positions"} <= document.keys()
    positions = document["positions"]
    assert isinstance(positions, list)
    keys = {"norm", "citation", "status", "modality", "bearers", "counterparty", "action", "organ"}
    keys |= {"procedure", "grade", "by_reading", "needs", "why"}
    for position in positions:
        assert keys <= position.keys()
        for entry in position["by_reading"]:
            assert entry["value"] in ("yes", "no", "unknown")
            assert {"readings", "value", "held_by"} <= entry.keys()


def test_the_closed_vocabulary_is_explained_word_by_word() -> None:
    assert get_args(Kind) == tuple(KINDS)
    assert get_args(Act) == tuple(ACTS)
