"""Properties that hold for every situation, not for chosen ones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.files import load_yaml
from foedus.files._yaml import Document
from foedus.treaty import Situation, Treaty, ask, compile_treaty, load
from foedus.treaty._load import read_treaty

SMALL = Path(__file__).parent / "good" / "small.yaml"
CODES = {name: compile_treaty(load(name)) for name in ("csto", str(SMALL))}
DAYS = {"csto": [date(2010, 6, 12), date(2022, 1, 5)], str(SMALL): [date(2003, 1, 1), date(2007, 1, 1)]}


@st.composite
def situations(draw: st.DrawFn) -> tuple[str, Situation]:
    name = draw(st.sampled_from(sorted(CODES)))
    treaty = CODES[name].treaty
    facts = draw(st.dictionaries(st.sampled_from([*treaty.facts, "violence", "disaster"]), st.booleans()))
    target = draw(st.sampled_from([None, "KAZ", "AAA", "CCC", "UZB"]))
    asked = draw(st.sampled_from([None, (), ("KAZ", "AAA")]))
    return name, Situation(draw(st.sampled_from(DAYS[name])), target, facts=facts, requested_by=asked)


@given(situations(), st.data())
@settings(max_examples=150, deadline=None)
def test_knowing_more_never_turns_a_settled_answer_around(
    case: tuple[str, Situation], data: st.DataObject
) -> None:
    name, situation = case
    code = CODES[name]
    open_ = [fact for fact in code.treaty.facts if fact not in situation.facts]
    more = data.draw(st.dictionaries(st.sampled_from(open_), st.booleans())) if open_ else {}
    asked = situation.requested_by
    if asked is None:
        asked = data.draw(st.sampled_from([None, (), ("KAZ", "AAA")]))
    richer = replace(situation, facts={**situation.facts, **more}, requested_by=asked)
    before, after = ask(code, situation), ask(code, richer)
    for norm in before.plan:
        old, new = before.masks(norm), after.masks(norm)
        assert (old.yes | old.clash) & ~(new.yes | new.clash) == 0, norm
        assert old.no & ~new.no == 0, norm
        assert old.clash & ~new.clash == 0, norm


@given(situations())
@settings(max_examples=100, deadline=None)
def test_no_combination_is_two_things(case: tuple[str, Situation]) -> None:
    name, situation = case
    answer = ask(CODES[name], situation)
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
    answer = ask(CODES[name], situation)
    norm = data.draw(st.sampled_from(sorted(answer.plan)))
    space, masks = answer.plan[norm].compiled.space, answer.masks(norm)
    bit = data.draw(st.integers(0, space.size - 1))
    readings = {t.id: r.id for t, r in zip(space.terms, space.profile(bit), strict=True)}
    alone = ask(CODES[name], situation, readings=readings).masks(norm)
    assert alone.allowed == 1 << bit
    assert alone == masks.within(1 << bit)


@given(situations(), st.data())
@settings(max_examples=60, deadline=None)
def test_narrowing_readings_never_unsettles(case: tuple[str, Situation], data: st.DataObject) -> None:
    name, situation = case
    code = CODES[name]
    term = data.draw(st.sampled_from(code.treaty.terms))
    reading = data.draw(st.sampled_from(term.readings))
    wide, narrow = ask(code, situation), ask(code, situation, readings={term.id: reading.id})
    for norm, status in wide.statuses().items():
        if status in ("applies", "does_not_apply"):
            assert narrow.status(norm) in (status, "conflict")


@given(situations())
@settings(max_examples=40, deadline=None)
def test_by_reading_says_what_the_masks_say(case: tuple[str, Situation]) -> None:
    name, situation = case
    answer = ask(CODES[name], situation)
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


@given(situations(), st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_file_changes_nothing(case: tuple[str, Situation], seed: int) -> None:
    name, situation = case
    path = Path(CODES[name].treaty.file.span.file)
    document = load_yaml(path)
    mixed = read_treaty(Document(document.file, shuffled(document.data, random.Random(seed)), document.spans))
    assert table(mixed, situation) == table(CODES[name].treaty, situation)
