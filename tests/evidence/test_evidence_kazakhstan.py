"""The packaged evidence of January 2022: what it must hold, and what it comes to."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import pytest

import foedus
from foedus.chronicle import read
from foedus.clock import parse_date
from foedus.evidence import Evidence, check, load
from foedus.units import Quantity

_FOLDER = Path(foedus.__file__).parent / "library" / "cases" / "kazakhstan-2022"
_GOLDEN = Path(__file__).parent / "golden" / "kazakhstan-2022.json"
_MARKERS = {
    "deaths": (225, 241),
    "detained_10jan": (7939, 9900),
    "street_4jan": (36831, 38000),
    "street_5jan": (50000, 50000),
    "cities_3jan": (8, 9),
    "peak_day": (4, 4),
    "violent_peak_day": (4, 4),
    "calm_day": (8, 9),
    "decision_hours": (3.3, 10),
    "first_arrival_hours": (3.3, 30),
    "closure_hours": (71.3, 102),
    "personnel": (2030, 2500),
    "personnel_arm": (70, 100),
    "personnel_kgz": (150, 150),
    "personnel_tjk": (200, 200),
    "withdrawal_day": (18, 18),
}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load(_FOLDER)


def test_the_case_has_no_findings() -> None:
    assert [str(mistake) for mistake in check(_FOLDER)] == []


@pytest.mark.parametrize("marker", sorted(_MARKERS))
def test_every_marker_has_a_fact_with_its_interval(evidence: Evidence, marker: str) -> None:
    interval = evidence.finding(marker).interval
    assert interval is not None
    assert (interval.low, interval.high) == _MARKERS[marker]


def test_the_golden_answers(evidence: Evidence, request: pytest.FixtureRequest) -> None:
    """Recorded with ``FOEDUS_RECORD_GOLDEN=1`` or ``--record-golden``; review the difference."""
    found = {}
    for finding in evidence.findings:
        interval = None if finding.interval is None else [finding.interval.low, finding.interval.high]
        value = finding.value
        answer = [value.low, value.high] if isinstance(value, Quantity) else value
        found[finding.fact.id] = {
            "answer": answer,
            "interval": interval,
            "ground": finding.ground,
            "contested": finding.contested,
        }
    if os.environ.get("FOEDUS_RECORD_GOLDEN") or request.config.getoption("--record-golden", default=False):
        rows = [
            f"  {json.dumps(name)}: {json.dumps(told, ensure_ascii=False)}" for name, told in found.items()
        ]
        _GOLDEN.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    assert found == json.loads(_GOLDEN.read_text(encoding="utf-8"))


def test_the_withdrawn_figure_is_kept_out_and_kept(evidence: Evidence) -> None:
    finding = evidence.finding("deaths")
    assert finding.value == Quantity("persons", 238, 238)
    assert any(d.claim.low == 164 and d.ground == "withdrawn" for d in finding.dissent)
    record = read(_FOLDER / "record.csv")
    withdrawn = record.where(status="withdrawn", kind="death").events
    assert [e.quantity for e in withdrawn] == [Quantity("persons", 164, 164)]


def test_each_document_is_heard_and_contradicts_somebody(evidence: Evidence) -> None:
    heard = {c.source.id for f in evidence.facts.values() for c in f.claims if c.source.file}
    assert heard == {f"doc-00{i}" for i in range(5)}
    for name in ("founding", "members", "observers", "nato_members", "rapid_force_year", "decider"):
        finding = evidence.finding(name)
        assert finding.contested, name
        assert any(d.claim.source.file for d in finding.dissent), name


def test_every_claim_has_a_locator(evidence: Evidence) -> None:
    for fact in evidence.facts.values():
        for claim in fact.claims:
            assert claim.locator, (fact.id, claim.id)
            if claim.source.file:
                assert re.fullmatch(rf"{re.escape(claim.source.file)}:[1-9]\d*", claim.locator)
                assert claim.mark, (fact.id, claim.id)
                assert " " not in claim.mark


def test_the_claims_of_the_documents_stand_where_they_are_said_to(evidence: Evidence) -> None:
    named = os.environ.get("FOEDUS_DOCUMENTS")
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "documents"
    if not folder.is_dir():
        pytest.skip("the five documents are not here; name their folder in FOEDUS_DOCUMENTS")
    located = 0
    for fact in evidence.facts.values():
        for claim in fact.claims:
            if not claim.source.file:
                continue
            name, _, number = claim.locator.rpartition(":")
            lines = (folder / name).read_text(encoding="utf-8").splitlines()
            line = lines[int(number) - 1] if int(number) <= len(lines) else ""
            word = rf"(?<![\w,]){re.escape(claim.mark)}(?![\w])"
            assert re.search(word, line), f"{fact.id}/{claim.id}: no {claim.mark!r} at {claim.locator}"
            located += 1
    assert located >= 40


def test_actors_are_named_in_neutral_words() -> None:
    loaded = re.compile(r"terroris|rioter|attacker|bandit|militant|peaceful|extremis|criminal", re.IGNORECASE)
    for event in read(_FOLDER / "record.csv"):
        assert not loaded.search(event.actor), event.id
        if loaded.search(event.what.replace("criminal cases", "")):
            assert "'" in event.what or "called" in event.what, event.id
            assert event.attributed_to, event.id


def test_the_record_keeps_harm_and_its_makers_apart() -> None:
    record = read(_FOLDER / "record.csv")
    for kind in ("lethal_force", "lethal_force_order", "abuse", "force_nonlethal", "release", "request"):
        assert len(record.where(kind=kind)) > 0, kind
    order = record.where(kind="lethal_force_order").events
    assert [(e.start.day.isoformat(), e.actor) for e in order] == [("2022-01-07", "president of Kazakhstan")]
    request = record.where(kind="request").events
    assert [str(e.start) for e in request] == ["2022-01-06T00:43+06:00"]
    states = {e.actor for e in record.where(kind="arrival")} & {"ARM", "BLR", "KGZ", "RUS", "TJK"}
    assert states == {"ARM", "BLR", "KGZ", "RUS", "TJK"}


def test_official_figures_on_own_conduct_are_claims_of_their_maker() -> None:
    for event in read(_FOLDER / "record.csv").where(kind=("death", "injury", "detention")):
        if re.search(r"Ministry|Prosecutor|police of|commandant|governor", event.attributed_to):
            assert event.status in ("claimed", "withdrawn", "reported"), event.id
            if "citing" not in event.attributed_to:
                assert event.status != "reported", event.id


def test_city_days_are_complete_and_never_turn_unknown_into_zero() -> None:
    rows = list(csv.DictReader((_FOLDER / "city_days.csv").read_text(encoding="utf-8").splitlines()))
    header = ["city", "date", "status", "low", "high", "source_basis"]
    assert list(rows[0]) == header
    cities = {row["city"] for row in rows}
    assert len(cities) == 19
    assert len(rows) == 19 * 11
    assert {"Nur-Sultan", "Ust-Kamenogorsk", "Uralsk"} <= cities
    words = {"none", "gathering", "large_gathering", "violence", "controlled", "unknown"}
    assert {row["status"] for row in rows} == words
    for row in rows:
        parse_date(row["date"])
        assert row["low"] != "0"
        assert row["high"] != "0"
    third = [r for r in rows if r["date"] == "2022-01-03"]
    crowds = sum(r["status"] in ("gathering", "large_gathering", "violence") for r in third)
    unknown = sum(r["status"] == "unknown" for r in third)
    assert (crowds, crowds + unknown) == (8, 9)


def test_the_national_series_cites_known_sources(evidence: Evidence) -> None:
    rows = list(csv.DictReader((_FOLDER / "national_series.csv").read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["date", "quantity", "low", "high", "status", "source", "note"]
    for row in rows:
        parse_date(row["date"])
        assert set(row["source"].split()) <= set(evidence.sources), row
        assert row["status"] in ("confirmed", "reported", "claimed", "unverified", "withdrawn")
        low, high = row["low"], row["high"]
        assert low or high
        assert not (low and high) or float(low) <= float(high)


def test_every_source_is_used(evidence: Evidence) -> None:
    used = {c.source.id for f in evidence.facts.values() for c in f.claims}
    used |= {v.source.id for c in evidence.contentions.values() for v in c.voices}
    used |= {s for e in read(_FOLDER / "record.csv") for s in e.sources}
    used |= {s.copy_of for s in evidence.sources.values()}
    used |= {"census-2021", "geonames"}  # city_days.csv
    assert set(evidence.sources) - used == set()
