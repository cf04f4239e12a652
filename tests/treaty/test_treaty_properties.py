"""Properties that hold for every situation, not for chosen ones."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.files import load_yaml
from foedus.files._yaml import Document
from foedus.treaty import Situation, Treaty, ask
from foedus.treaty._load import read_treaty
from tests.treaty.toys import SMALL, code, situations


@given(situations(), st.data())
@settings(max_examples=150, deadline=None)
def test_knowing_more_never_turns_a_settled_answer_around(
    case: tuple[str, Situation], data: st.DataObject
) -> None:
    name, situation = case
    law = code(name)
    open_ = [fact for fact in law.treaty.facts if situation.value(fact) is None]
    more = data.draw(st.dictionaries(st.sampled_from(open_), st.booleans())) if open_ else {}
    asked = situation.requested_by
    if asked is None:
        asked = data.draw(st.none() | st.just(()) | st.just((situation.target or "AAA",)))
    richer = replace(situation, facts={**situation.facts, **more}, requested_by=asked)
    before, after = ask(law, situation), ask(law, richer)
    for norm in before.plan:
        old, new = before.masks(norm), after.masks(norm)
        assert (old.yes | old.clash) & ~(new.yes | new.clash) == 0, norm
        assert old.no & ~new.no == 0, norm
        assert old.clash & ~new.clash == 0, norm


@given(situations())
@settings(max_examples=100, deadline=None)
def test_no_combination_is_two_things(case: tuple[str, Situation]) -> None:
    name, situation = case
    answer = ask(code(name), situation)
    for norm in answer.plan:
        yes, no, clash, allowed = answer.masks(norm)
        assert yes & no == yes & clash == no & clash == 0
        assert (yes | no | clash) & ~allowed == 0


@given(situations(), st.data())
@settings(max_examples=60, deadline=None)
def test_each_bit_is_the_answer_on_that_combination_alone(
    case: tuple[str, Situation], data: st.DataObject
) -> None:
    name, situation = case
    answer = ask(code(name), situation)
    if not answer.plan:
        return
    norm = data.draw(st.sampled_from(sorted(answer.plan)))
    space, masks = answer.plan[norm].compiled.space, answer.masks(norm)
    bit = data.draw(st.integers(0, space.size - 1))
    readings = {t.id: r.id for t, r in zip(space.terms, space.profile(bit), strict=True)}
    alone = ask(code(name), situation, readings=readings).masks(norm)
    assert alone.allowed == masks.allowed & 1 << bit  # none where the day knows no such reading
    assert alone == masks.within(1 << bit)


@given(situations(), st.data())
@settings(max_examples=60, deadline=None)
def test_narrowing_readings_never_unsettles(case: tuple[str, Situation], data: st.DataObject) -> None:
    name, situation = case
    law = code(name)
    if not law.treaty.terms:
        return
    term = data.draw(st.sampled_from(law.treaty.terms))
    reading = data.draw(st.sampled_from(term.readings))
    if not reading.holds(situation.on):
        return  # nobody read it so that day: then nothing is left to compare
    wide, narrow = ask(law, situation), ask(law, situation, readings={term.id: reading.id})
    for norm, status in wide.statuses().items():
        if status in ("applies", "does_not_apply"):
            assert narrow.status(norm) in (status, "conflict")


@given(situations())
@settings(max_examples=40, deadline=None)
def test_by_reading_says_what_the_masks_say(case: tuple[str, Situation]) -> None:
    name, situation = case
    answer = ask(code(name), situation)
    for position in answer.positions():
        if position.status == "silent":
            continue
        compiled = answer.plan[position.norm].compiled
        masks = answer.masks(position.norm)
        for entry in position.by_reading:
            part = masks.allowed
            for term, reading in entry.readings.items():
                place = compiled.space.index(term)
                ids = [r.id for r in compiled.space.terms[place].readings]
                part &= compiled.space.masks[place][ids.index(reading)]
            there = masks.within(part)
            if entry.value == "yes":
                assert there.yes | there.clash == part
                assert bool(entry.conflict_with) == bool(there.clash)
            else:
                assert (
                    there.no if entry.value == "no" else part & ~(there.yes | there.no | there.clash)
                ) == part
        if position.status in ("applies", "does_not_apply"):
            assert len(position.by_reading) == 1


def shuffled(data: Any, chance: random.Random) -> Any:
    data = dict(data)
    for key in ("norms", "terms", "membership", "organs", "procedures"):
        items = list(data.get(key, []))
        chance.shuffle(items)
        if key == "terms":
            items = [
                dict(term, readings=chance.sample(term["readings"], len(term["readings"]))) for term in items
            ]
        data[key] = items
    return data


def table(treaty: Treaty, situation: Situation) -> dict[str, object]:
    return {
        p.norm: (
            p.status,
            p.bearers,
            sorted((sorted(e.readings.items()), e.value, e.held_by) for e in p.by_reading),
        )
        for p in ask(treaty, situation).positions()
    }


@given(situations(["csto", "anzus", str(SMALL)]), st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_file_changes_nothing(case: tuple[str, Situation], seed: int) -> None:
    name, situation = case
    path = Path(code(name).treaty.file.span.file)
    document = load_yaml(path)
    mixed = read_treaty(Document(document.file, shuffled(document.data, random.Random(seed)), document.spans))
    assert table(mixed, situation) == table(code(name).treaty, situation)
