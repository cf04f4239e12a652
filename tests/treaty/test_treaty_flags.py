"""A chronicle against the companion files: golden flags of January 2022, and what holds for any record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import treaty as law
from foedus.chronicle import KINDS, STATUS, Chronicle, Event, read
from foedus.cli.flags import flags as command
from foedus.clock import parse_moment
from foedus.errors import UnknownName
from foedus.files import find
from foedus.treaty import HARMS, Flag, Situation, flags
from foedus.units import Quantity

GOLDEN = Path(__file__).parent / "golden" / "flags-kazakhstan-2022.md"


@pytest.fixture(scope="module")
def record() -> Chronicle:
    return read(find("case", "kazakhstan-2022") / "record.csv")


@pytest.fixture(scope="module")
def situation() -> Situation:
    return law.load_situation("kazakhstan-2022").situation()


@pytest.fixture(scope="module")
def found(record: Chronicle, situation: Situation) -> list[Flag]:
    return flags(record, target="KAZ", situation=situation)


def event(kind: str, day: str = "2022-01-06", **words: object) -> Event:
    given: dict[str, object] = {
        "id": "e1",
        "start": parse_moment(day),
        "end": None,
        "place": "Almaty",
        "kind": kind,
        "actor": "state forces",
        "what": "told so",
        "sources": (),
        "status": "reported",
    }
    return Event(**{**given, **words})  # type: ignore[arg-type]


def norms(found: list[Flag]) -> dict[str, str]:
    return {f"{flag.law}/{flag.norm}": flag.status for flag in found}


def told(found: list[Flag]) -> str:
    lines = ["# What the record of January 2022 puts at issue", ""]
    lines += ["Recorded by the tests. Read the difference before you commit it.", ""]
    lines += [
        "| harm | date | event | place | rule | status | who says so | standing |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for f in found:
        row = (
            f.harm,
            f.day,
            f.event,
            f.place,
            f"{f.law}/{f.norm}",
            f.status,
            "; ".join(f.who),
            f.event_status,
        )
        lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines) + "\n"


def test_the_flags_of_january_2022_stand_as_recorded(
    found: list[Flag], request: pytest.FixtureRequest
) -> None:
    text = told(found)
    if request.config.getoption("--record-golden"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_order_of_7_january_is_contested_and_names_who_told_it(found: list[Flag]) -> None:
    order = {flag.norm: flag for flag in found if flag.event == "k138"}
    assert order["iccpr-6.order"].status == "contested"
    assert any("KAZ" in line for line in order["iccpr-6.order"].by_reading)
    assert order["bp-10.warning"].status == "applies"
    assert not order["bp-10.warning"].binding
    assert order["iccpr-6.order"].binding
    assert order["iccpr-6.order"].citation == "rights/iccpr-6.1@1976-03-23"
    assert "Human Rights Watch" in order["iccpr-6.order"].who
    assert order["iccpr-6.order"].event_status == "confirmed"
    assert not order["iccpr-6.order"].if_so


def test_the_blackout_custody_deaths_detention_and_entry_are_flagged(found: list[Flag]) -> None:
    seen = {(flag.kind, flag.norm) for flag in found}
    assert {
        ("shutdown", "iccpr-19.shutdown"),
        ("shutdown", "hrc-47-16.shutdowns"),
        ("custody_death", "cat-12.investigate"),
        ("custody_death", "iccpr-6.custody"),
        ("unarmed_death", "iccpr-6.arbitrary"),
        ("detention", "iccpr-9.judge"),
        ("lethal_force", "iccpr-6.lethal-force"),
        ("abuse", "iccpr-7.torture"),
        ("arrival", "un-charter-54"),
        ("arrival", "iccpr-2.abroad"),
        ("emergency", "iccpr-4.notify"),
    } <= seen


def test_harm_to_people_comes_first(found: list[Flag]) -> None:
    order = [list(HARMS).index(flag.harm) for flag in found]
    assert order == sorted(order)
    assert found[0].harm == "life"
    assert found[-1].harm == "states"


def test_claims_are_kept_as_claims(found: list[Flag], record: Chronicle) -> None:
    by_id = {event.id: event for event in record}
    for flag in found:
        assert flag.event_status == by_id[flag.event].status
        assert flag.if_so == (flag.event_status in ("claimed", "unverified"))
        if by_id[flag.event].attributed_to:
            assert flag.who == (by_id[flag.event].attributed_to,)
    assert any(flag.if_so for flag in found)


def test_what_was_taken_back_does_not_flag(found: list[Flag], record: Chronicle) -> None:
    withdrawn = {event.id for event in record.where(status="withdrawn")}
    assert withdrawn
    assert not withdrawn & {flag.event for flag in found}


def test_the_end_of_an_emergency_is_no_declaration(found: list[Flag]) -> None:
    declared = {flag.event for flag in found if flag.kind == "emergency"}
    assert {"k056", "k063"} <= declared
    assert not declared & {"k180", "k181", "k197"}


def test_an_emergency_lasts_until_its_end() -> None:
    emergency = event("emergency", "2022-01-05", id="e0", end=parse_moment("2022-01-19"), actor="president")
    during, after = (event("shutdown", day, id="e2") for day in ("2022-01-06", "2022-01-20"))
    status = [
        norms(flags(Chronicle([emergency, cut]), ["rights"], target="KAZ")).get("rights/iccpr-19.shutdown")
        for cut in (during, after)
    ]
    assert status == ["contested", None]


def test_the_law_of_the_day_is_asked() -> None:
    before, after = (
        flags(Chronicle([event("custody_death", day)]), target="KAZ") for day in ("2005-12-01", "2006-12-01")
    )
    assert "rights/iccpr-6.custody" not in norms(before)
    assert "rights/cat-12.investigate" in norms(before)
    assert norms(after)["rights/iccpr-6.custody"] == "applies"


def test_least_and_unit_count() -> None:
    few, many, crates = (
        event("detention", quantity=quantity)
        for quantity in (
            Quantity("persons", 60, 60),
            Quantity("persons", 100, 700),
            Quantity("sites", 700, 700),
        )
    )
    assert not flags(Chronicle([few]), target="KAZ")
    assert not flags(Chronicle([crates]), target="KAZ")
    assert not flags(Chronicle([event("detention")]), target="KAZ")
    assert norms(flags(Chronicle([many]), target="KAZ"))["rights/iccpr-9.grounds"] == "applies"


def test_whose_act_it_was_counts() -> None:
    assert not flags(Chronicle([event("lethal_force", actor="not established")]), target="KAZ")
    assert not flags(Chronicle([event("abuse", actor="people using violence")]), target="KAZ")
    entry = flags(Chronicle([event("arrival", actor="RUS")]), target="KAZ")
    assert {flag.bearers for flag in entry if flag.law == "general"} == {("RUS",)}


def test_facts_of_the_situation_count_from_its_day() -> None:
    told = Situation(
        date(2022, 1, 6), "KAZ", facts={"imminent_danger_to_life": False, "armed_violence": False}
    )
    early, late = (
        norms(flags(Chronicle([event("lethal_force", day)]), target="KAZ", situation=told))
        for day in ("2022-01-05", "2022-01-07")
    )
    assert "rights/iccpr-6.arbitrary" not in early
    assert late["rights/iccpr-6.arbitrary"] == "applies"


def test_a_law_without_signs_flags_nothing_and_an_unknown_law_is_an_error(record: Chronicle) -> None:
    assert flags(record, ["csto"], target="KAZ") == []
    with pytest.raises(UnknownName):
        flags(record, ["rihgts"], target="KAZ")


def test_later_events_are_left_out(record: Chronicle, situation: Situation, found: list[Flag]) -> None:
    early = flags(record, target="KAZ", situation=situation, on="2022-01-07")
    assert early == [flag for flag in found if flag.day <= date(2022, 1, 7)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(KINDS)),
            st.sampled_from(["state forces", "RUS", "KAZ", "not established", "people on the street"]),
            st.sampled_from(sorted(STATUS)),
            st.integers(1, 20),
            st.one_of(st.none(), st.integers(0, 5000)),
        ),
        max_size=6,
    )
)
def test_every_flag_rests_on_an_event_that_stands(rows: list[tuple[str, str, str, int, int | None]]) -> None:
    chronicle = Chronicle(
        event(
            kind,
            f"2022-01-{day:02}",
            id=f"e{i}",
            actor=actor,
            status=status,
            attributed_to="a ministry",
            quantity=None if count is None else Quantity("persons", count, count),
        )
        for i, (kind, actor, status, day, count) in enumerate(rows)
    )
    found = flags(chronicle, target="KAZ")
    by_id = {e.id: e for e in chronicle}
    for flag in found:
        assert by_id[flag.event].status != "withdrawn"
        assert flag.facts
        assert flag.status in ("applies", "contested", "conflict")
        assert flag.who == ("a ministry",)
        assert flag.day == by_id[flag.event].start.day
    assert len({(flag.event, flag.law, flag.norm) for flag in found}) == len(found)
    only = [
        flags(Chronicle([replace(by_id[flag.event], status="withdrawn")]), target="KAZ") for flag in found
    ]
    assert not any(only)


def test_the_command_prints_a_table_and_one_document() -> None:
    text = CliRunner().invoke(command, ["kazakhstan-2022", "--on", "2022-01-07"])
    assert text.exit_code == 0, text.output
    assert "LIFE" in text.output
    assert "contested: iccpr-6.order" in text.output
    assert "says so (claimed, if so): police of Almaty" in text.output
    assert "does not bind by itself" in text.output
    assert "finds nobody guilty" in text.output
    document = json.loads(
        CliRunner().invoke(command, ["kazakhstan-2022", "--treaties", "general", "--json"]).output
    )
    assert document["laws"] == ["general"]
    assert {flag["law"] for flag in document["flags"]} == {"general"}
    assert {"event", "date", "place", "article", "status", "who_says_so", "if_so"} <= set(
        document["flags"][0]
    )
