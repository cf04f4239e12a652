"""Organisations: forces with intervals, programmes with law and record, nothing from after the day."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus import atlas
from foedus.errors import FileError, UnknownName

PATH = Path(str(files("foedus"))) / "library" / "organisations" / "csto.yaml"
DAY = date(2022, 1, 5)
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def test_the_forces_of_january_2022() -> None:
    one = atlas.organisation("csto", DAY)
    sizes = {force.id: str(one.strength(force).quantity) for force in one.forces}
    assert sizes["crrf"] == "17,000–20,000 persons"
    assert sizes["peacekeeping"] == "3,600–4,300 persons"
    assert sizes["crdf"] == "2,000–4,000 persons"
    assert sizes["all"] == "at least 26,000 persons"
    assert sizes["group-east"] == "not known (persons)"


def test_a_force_has_the_size_that_was_known() -> None:
    one = atlas.organisation("csto", date(2010, 1, 1))
    crrf = next(force for force in one.forces if force.id == "crrf")
    strength = one.strength(crrf)
    assert (strength.quantity.low, strength.quantity.high) == (None, None)
    assert strength.later == 3
    assert {force.id for force in atlas.organisation("csto", date(2005, 1, 1)).forces} == {
        "crdf",
        "group-east",
        "group-caucasus",
    }


def test_the_force_of_2007_is_kept_as_what_is_said_wrongly() -> None:
    file = atlas.organisation("csto").file
    crrf = next(force for force in file.forces if force.id == "crrf")
    assert crrf.from_ == date(2009, 2, 4)
    assert any("2007" in dissent.says and dissent.source == ["doc-003"] for dissent in crrf.dissent)
    assert {name for wrong in file.misreported for name in wrong.said_in} == {"doc-000", "doc-003"}


def test_seven_programmes_each_with_law_and_record() -> None:
    one = atlas.organisation("csto")
    assert [programme.id for programme, _ in one.programmes] == [
        "arms",
        "police-training",
        "channel",
        "illegal",
        "proxy",
        "mercenary",
        "emergencies",
    ]
    for programme, deeds in one.programmes:
        assert programme.basis, programme.id
        assert deeds, programme.id
        assert list(programme.record) == sorted(programme.record, key=lambda deed: deed.when), programme.id
        for deed in deeds:
            assert not deed.unit or deed.held_by, f"{programme.id}: a figure says whose it is"


def test_the_budget_is_whole() -> None:
    one = atlas.organisation("csto", DAY)
    assert {part.state: part.share for part in one.budget} == {
        "RUS": 0.5,
        **dict.fromkeys(("ARM", "BLR", "KAZ", "KGZ", "TJK"), 0.1),
    }
    for budget in {part.budget for part in atlas.organisation("csto").budget}:
        on = date(2005, 6, 1) if "deployment" in budget else DAY
        parts = [p.share for p in atlas.organisation("csto", on).budget if p.budget == budget]
        assert sum(parts) == pytest.approx(1)


def test_what_a_state_offered() -> None:
    offered = {
        force.id: unit and unit.units for force, unit in atlas.organisation("csto", DAY).offered("KAZ")
    }
    assert offered == {
        "crrf": ["37th Air Assault Brigade", "a battalion of marines"],
        "peacekeeping": None,
        "crdf": ["two battalions"],
    }


@given(days, st.integers(0, 5000))
def test_the_past_only_grows(on: date, more: int) -> None:
    first, second = atlas.organisation("csto", on), atlas.organisation("csto", on + timedelta(days=more))
    later = {exercise.id: years for exercise, years in second.exercises}
    for exercise, years in first.exercises:
        assert {held.year for held in years} <= {held.year for held in later[exercise.id]}
        assert all(held.year <= on.year for held in years)
    records = {programme.id: deeds for programme, deeds in second.programmes}
    for programme, deeds in first.programmes:
        assert list(deeds) == list(records[programme.id])[: len(deeds)]
        assert all(deed.when <= on.isoformat() for deed in deeds)
    for force in first.forces:
        assert len(first.strength(force).sizes) <= len(second.strength(force).sizes)
        assert len(first.strength(force).sizes) + first.strength(force).later == len(force.sizes)


def test_nothing_of_the_treaty_file_is_told_twice() -> None:
    from foedus import treaty

    file = atlas.organisation("csto").file
    law = treaty.load(file.treaty)
    assert not {body.id for body in file.bodies} & {organ.id for organ in law.file.organs}
    for programme in file.programmes:
        for basis in programme.basis:
            if basis.norm:
                law.norm(basis.norm)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("budget:\n", "budgt:\n", r"unknown key 'budgt'; did you mean 'budget'\?"),
        (
            "kind: peacekeeping",
            "kind: peacekeping",
            r"unknown word 'peacekeping'; did you mean 'peacekeeping'\?",
        ),
        ("id: channel", "id: arms", r"the id 'arms' already stands above"),
        ("source: [channel-2007]", "source: [chanel-2007]", r"unknown source 'chanel-2007'; did you mean"),
        ("low: 10, unit: tonnes", "unit: tonnes", r"a figure needs 'unit', and 'low' or 'high'"),
        ("unit: tonnes", "unit: tons", r"unknown unit 'tons'; did you mean 'tonnes'"),
        ("share: 0.5", "share: 50", r"share: "),
        ("when: 2007-09", "when: 2007-13", r"when: "),
    ],
)
def test_a_mistake_has_a_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "csto.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError, match=words) as caught:
        atlas.read_organisation(path)
    assert caught.value.where is not None
    assert caught.value.where.line > 0


def test_an_unknown_organisation_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown organisation 'ctso'; did you mean 'csto'"):
        atlas.organisation("ctso")
