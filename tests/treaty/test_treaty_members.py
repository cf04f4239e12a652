from datetime import date, timedelta

import pytest

from foedus import treaty
from foedus.errors import OutOfRange, UnknownName
from foedus.treaty import Treaty

SIX = ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
NINE = ["ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "RUS", "TJK", "UZB"]


@pytest.mark.parametrize(
    ("on", "members"),
    [
        ("1992-05-15", []),
        ("1994-04-19", []),
        ("1994-04-20", NINE),
        ("1999-04-19", NINE),
        ("1999-04-20", SIX),
        ("2003-09-18", SIX),
        ("2006-06-22", SIX),
        ("2006-06-23", [*SIX, "UZB"]),
        ("2006-08-16", [*SIX, "UZB"]),
        ("2012-12-18", [*SIX, "UZB"]),
        ("2012-12-19", SIX),
        ("2022-01-05", SIX),
        ("2024-06-01", SIX),
    ],
)
def test_members_on_each_change_date(csto: Treaty, on: str, members: list[str]) -> None:
    assert csto.members(on) == members


def test_every_change_date_is_covered_above(csto: Treaty) -> None:
    signatures = {"1992-05-15", "1993-09-24", "1993-12-09", "1993-12-31"}
    own = {spell.start.isoformat() for spell in csto.spells if spell.instruments and spell.start}
    assert own == {"2010-09-10", "2012-06-13"}, "the agreements with rolls of their own, all six at once"
    changes = {day.isoformat() for day in csto.rolls.changes()} - signatures - own
    assert changes == {"1994-04-20", "1999-04-20", "2006-06-23", "2012-12-19"}


def test_the_rolls_of_agreements_do_not_touch_the_roll_of_the_system(csto: Treaty) -> None:
    assert csto.members("2010-09-09", "crrf-2009") == csto.members("2012-06-12", "fma-2010") == []
    for name in ("crrf-2009", "fma-2010"):
        assert csto.members("2012-06-13", name) == csto.members("2022-01-05", name) == SIX
    assert csto.members("2012-06-13") == [*SIX, "UZB"]
    assert csto.members("2012-06-13", "pka-2007") == [*SIX, "UZB"], "no roll of its own"


def test_signature_and_entry_into_force_are_both_kept(csto: Treaty) -> None:
    assert csto.signatories("1993-09-24") == ["ARM", "AZE", "KAZ", "KGZ", "RUS", "TJK", "UZB"]
    assert csto.signatories("1993-12-31") == NINE
    assert csto.signatories("1994-04-20") == []
    member = next(s for s in csto.spells if s.state == "BLR" and s.status == "member")
    assert (member.signed, member.start) == (date(1993, 12, 31), date(1994, 4, 20))


def test_uzbekistan_is_suspended_and_has_both_dates_of_2006(csto: Treaty) -> None:
    assert csto.suspended("2012-12-18") == []
    assert csto.suspended("2012-12-19") == csto.suspended("2022-01-05") == ["UZB"]
    back = next(s for s in csto.spells if s.state == "UZB" and s.start == date(2006, 6, 23))
    assert "2006-08-16" in back.also
    assert back.how_in == "restoration"
    assert back.how_out == "suspension"


def test_who_left_in_1999_did_not_prolong(csto: Treaty) -> None:
    out = [s for s in csto.spells if s.to == date(1999, 4, 20)]
    assert [s.state for s in out] == ["AZE", "GEO", "UZB"]
    assert {s.how_out for s in out} == {"did_not_prolong"}


def test_armenias_freeze_is_practice_and_not_status(csto: Treaty) -> None:
    assert csto.practices("2024-02-21") == []
    assert [p.state for p in csto.practices("2024-02-22")] == ["ARM"]
    assert "ARM" in csto.members("2025-01-01")
    assert csto.suspended("2025-01-01") == ["UZB"]


def test_parliaments_are_no_observers_of_the_organisation(csto: Treaty) -> None:
    assert csto.observers("2022-01-05") == []
    assembly = csto.organ("assembly")
    assert "Serbia" in assembly.note
    assert "not in the Organisation" in assembly.note


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2002-01-01", None),
        ("2005-01-01", None),
        ("2007-06-15", None),
        ("2007-07-01", "KGZ"),
        ("2008-09-05", "ARM"),
        ("2009-06-15", None),
        ("2010-12-10", "BLR"),
        ("2011-12-20", "KAZ"),
        ("2012-12-19", "KGZ"),
        ("2013-06-01", None),
        ("2014-12-21", "RUS"),
        ("2014-12-22", "TJK"),
        ("2018-11-08", "KGZ"),
        ("2019-11-28", "RUS"),
        ("2020-12-02", "TJK"),
        ("2021-09-15", "TJK"),
        ("2021-09-16", "ARM"),
        ("2022-01-05", "ARM"),
        ("2022-11-22", "ARM"),
        ("2022-11-23", "BLR"),
        ("2023-12-31", "BLR"),
        ("2024-01-01", "KAZ"),
        ("2025-01-01", "KGZ"),
        ("2026-01-01", "RUS"),
    ],
)
def test_chairs(csto: Treaty, on: str, state: str | None) -> None:
    assert csto.chair(on) == state


def test_nobody_shares_the_chair(csto: Treaty) -> None:
    day = date(2002, 1, 1)
    while day < date(2027, 1, 1):
        assert sum(tenure.surely(day) for tenure in csto.rolls.chairs) <= 1, day
        day += timedelta(days=9)


@pytest.mark.parametrize(
    ("on", "name"),
    [("2003-06-01", None), ("2010-06-12", "Nikolai Bordyuzha"), ("2022-01-05", "Stanislav Zas")],
)
def test_secretaries_general(csto: Treaty, on: str, name: str | None) -> None:
    tenure = csto.secretary_general(on)
    assert (tenure.person if tenure else None) == name


def test_dates_may_be_dates_or_text(csto: Treaty) -> None:
    assert csto.members(date(2022, 1, 5)) == csto.members("2022-01-05")
    with pytest.raises(OutOfRange, match="2022-02-30"):
        csto.members("2022-02-30")


def test_unknown_names_offer_the_nearest(csto: Treaty) -> None:
    with pytest.raises(UnknownName, match="did you mean 'csto'"):
        treaty.load("cstoo")
    with pytest.raises(UnknownName, match="did you mean 'KAZ'"):
        csto.rolls.known("KAS")
    with pytest.raises(UnknownName, match=r"did you mean 'pka-3\.mission'"):
        csto.norm("pka-3.mision")


def test_loading_is_cached_until_the_file_changes(csto: Treaty) -> None:
    assert treaty.load("csto") is csto


def test_versions_of_2010_open_where_those_of_1992_close(csto: Treaty) -> None:
    old = {n.id for n in csto.in_force("2012-12-18")}
    new = {n.id for n in csto.in_force("2012-12-19")}
    for norm in ("treaty-2.consult", "treaty-4.assist", "treaty-4.deem", "treaty-6.deploy"):
        assert f"{norm}-1992" in old - new
        assert norm in new - old
    assert csto.citation(csto.norm("treaty-4.assist")) == "csto/treaty-4.2@2012-12-19"
    assert csto.citation(csto.norm("treaty-4.assist-1992")) == "csto/treaty-4.2@1994-04-20"


def test_procedures_tell_text_from_practice(csto: Treaty) -> None:
    assert csto.procedure("csc-consensus").basis == "text"
    assert csto.procedure("heads-consult").basis == "practice"
    assert csto.procedure("csc-limited").non_voters_bound is False
