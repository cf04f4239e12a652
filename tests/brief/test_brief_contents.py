"""What the briefs of an organisation, a state and a case say on telling days."""

from __future__ import annotations

from datetime import date

import pytest

from foedus import treaty
from foedus.report import Outline
from foedus.report._outline import Bullets, Table, Text, plain
from tests.brief.conftest import made
from tests.brief.reading import pieces, whole

KAZ = "kazakhstan-2022"

#: What tells whose word it is, or is the wording of a text.
_ATTRIBUTED = {"contention", "event", "claim", "account", "finding", "organisation", "reading", "norm"}


def section(told: Outline, name: str) -> str:
    """Words of one section."""
    found = next(s for s in told.sections if s.id == name)
    return whole(Outline(told.title, told.kicker, (), (), (found,), ""))


def rows(told: Outline, name: str) -> list[tuple[Text, ...]]:
    for part in told.sections:
        for block in part.blocks:
            if isinstance(block, Table) and block.id == name:
                return list(block.rows)
    raise AssertionError(name)


def test_the_organisation_in_january_2022() -> None:
    told = made("csto", "2022-01-05")
    members = [plain(row[0]) for row in rows(told, "members-table") if plain(row[1]) == "member"]
    assert members == ["Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"]
    assert "Uzbekistansuspended" in section(told, "members").replace("\n", "")
    assert "observers" in section(told, "members")
    assert "Serbia and Afghanistan" in section(told, "members")
    short = section(told, "short")
    assert "Chair: Armenia, Nikol Pashinyan, prime minister, since 16 September 2021" in short
    assert "Stanislav Zas" in short
    assert "Collective Security Council" in section(told, "organs")
    assert "signed" not in section(told, "forces")
    assert "17,000–20,000 persons" in section(told, "forces")
    assert "18 September 2003" in section(told, "what")
    pledge = section(told, "pledge")
    assert "only an armed attack by a state" in pledge
    assert "not recorded" in pledge, "a reading that nobody held on that day says so"


def test_a_reading_first_held_later_has_no_holder_yet() -> None:
    early = section(made("csto", "2022-01-05"), "pledge")
    later = section(made("csto", "2026-06-01"), "pledge")
    assert "bne IntelliNews" not in early
    assert "bne IntelliNews" in later


def test_requests_met_and_refused_are_told_up_to_the_day() -> None:
    early, late = (section(made("csto", day), "requests") for day in ("2022-01-05", "2026-06-01"))
    assert "armenia-2022" not in early
    for case in (KAZ, "armenia-2022", "kyrgyzstan-2010"):
        assert case in late
    assert "sent equipment and no forces" in late
    assert "225–241 persons" in late, "harm is told with the request"


@pytest.mark.parametrize("day", ["1991-12-31", "1993-06-01"])
def test_before_the_treaty_was_in_force_it_says_so_and_no_more(day: str) -> None:
    told = made("csto", day)
    assert [part.id for part in told.sections] == ["what", "sources"]
    assert "Not in force on that day." in whole(told)
    assert "20 April 1994" in whole(told)
    assert ("Kazakhstan" in whole(told)) == (day > "1992-05-15")


def test_a_case_asked_of_a_day_without_the_treaty_has_no_law() -> None:
    assert "not in force on that day" in section(made("kyrgyzstan-2010", "1993-01-01"), "law")


def test_the_law_of_a_case_follows_the_day() -> None:
    now, then = (section(made(KAZ, day), "law") for day in ("", "2010-01-01"))
    assert "treaty-4.2@2012-12-19" in now
    assert "treaty-4.2@1994-04-20" in then


def test_the_case_begins_with_harm_and_its_dissent() -> None:
    told = made(KAZ)
    assert [part.id for part in told.sections[:2]] == ["short", "harm-short"]
    assert section(told, "short").startswith("\nHarm. How many people died in the unrest? 225–241 persons")
    harm = section(told, "harm")
    assert harm.startswith("\nHow many people died in the unrest? 225–241 persons")
    for words in ("164 persons", "4,353 persons", "7,939–9,900 persons", "Videos of", "Amnesty"):
        assert words in harm
    assert len(rows(told, "events-table")) in range(10, 17)
    days = [plain(row[0]) for row in rows(told, "events-table")]
    assert days[0] == "1 January 2022"
    assert days[-1].startswith("19 January 2022")
    assert "Article 4" in section(told, "decision")
    assert "Articles 2 and 4" in section(told, "decision"), "the other answer stands beside it"
    assert "19 January 2022" in section(told, "forces"), "days of the case are told as dates"
    states = [plain(row[0]) for row in rows(told, "forces-table")]
    assert sorted(states) == ["Armenia", "Belarus", "Kyrgyzstan", "Russia", "Tajikistan"]
    assert "attack by groups trained or directed from abroad" in section(told, "assertions")


def test_the_words_of_one_side_are_never_ours() -> None:
    for word in ("terrorist", "rioter", "bandit", "peaceful protester"):
        for asked in ((KAZ, ""), ("KAZ", "2022-01-05"), ("csto", "2022-01-05")):
            for piece in pieces(made(*asked)):
                if word in piece.words.lower():
                    assert piece.basis.kind in _ATTRIBUTED, piece


def test_a_case_without_claims_says_that_this_is_not_zero() -> None:
    told = made("armenia-2022")
    assert "not recorded" in section(told, "harm")
    assert "not zero" in section(told, "harm")
    assert "not recorded" in section(told, "forces")
    assert "fired on" in section(told, "events")


def test_the_state_in_january_2022() -> None:
    told = made("KAZ", "2022-01-05")
    assert [part.id for part in told.sections[:2]] == ["short", "harm"]
    assert section(told, "short").startswith("\nHarm. How many people died in the unrest? 225–241 persons")
    profile = section(told, "profile")
    assert "Capital: Nur-Sultan" in profile
    assert "16 December 1991" in profile
    for name in ("China", "Kyrgyzstan", "Russia", "Turkmenistan", "Uzbekistan"):
        assert name in profile
    assert "6,995–7,010 m" in profile
    assert "20 April 1994" in section(told, "place")
    assert "treaty-4.2@2012-12-19" in section(told, "duties")
    assert "Capital: Astana" in section(made("KAZ", "2026-06-01"), "profile")
    assert "1990" not in section(made("KAZ", "2022-01-05"), "place")


def test_before_independence_it_says_so() -> None:
    told = made("KAZ", "1990-06-01")
    assert "Not yet an independent state" in section(told, "profile")
    assert "No status on record by that day" in section(told, "place")


def test_a_state_outside_owes_nothing_of_membership() -> None:
    for state, day, status in (("AZE", "2022-01-05", "no member"), ("UZB", "2013-01-01", "suspended")):
        assert f"As {status} on that day" in section(made(state, day), "duties")


def test_missing_fields_are_not_recorded() -> None:
    assert "Energy sold abroad: not recorded" in section(made("UZB", "2013-01-01"), "profile")
    assert "“" not in section(made("UZB", "2013-01-01"), "assertions")


def test_a_state_that_sent_a_force_finds_it_among_its_cases() -> None:
    assert "1,080–1,480 persons" in section(made("RUS", "2022-02-01"), "cases")


@pytest.mark.parametrize("state", ["KAZ", "ARM"])
def test_the_short_ledger_agrees_with_the_long_one(state: str) -> None:
    day = date(2022, 1, 5) if state == "KAZ" else date(2025, 1, 1)
    told = made(state, day.isoformat())
    long = treaty.ledger(treaty.load("csto"), state, day).sections
    part = next(s for s in told.sections if s.id == "duties")
    groups: dict[str, list[str]] = {}
    title = ""
    for block in part.blocks:
        if isinstance(block, Bullets):
            cited = [p.basis.id for item in block.items for p in item if hasattr(p, "basis")]
            groups.setdefault(title, []).extend(name for name in cited if name.startswith("csto/"))
        else:
            title = plain(getattr(block, "text", ()))
    for name, key in (("Owes", "owes"), ("May not", "may_not"), ("May", "may")):
        known = {f"csto/{entry.norm}" for entry in long[key]}
        assert set(groups[name]) <= known, name
        assert groups[name]
    got = {f"csto/{entry.norm}" for entry in long["gets"]}
    assert set(groups["Gets from the others"]) <= got
