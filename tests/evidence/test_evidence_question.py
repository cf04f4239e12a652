"""The page of a fact and the reference of a thing."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.evidence import (
    TIERS,
    Claim,
    Fact,
    Reference,
    Source,
    load,
    question,
    reconcile,
    reference,
    register,
)

_PAPER = Source("paper", "A paper", "press", url="https://example.org/a|b")


def _fact() -> Fact:
    def claim(name: str, value: float, **more: object) -> Claim:
        return Claim(name, _PAPER, "Office", low=value, high=value, **more)  # type: ignore[arg-type]

    return Fact(
        "deaths",
        "How many died?",
        "persons",
        (
            claim("d", 238, knows=date(2023, 1, 5), note="final"),
            claim("a", 164, knows=date(2022, 1, 9), withdrawn=True, misreport="Taken back."),
            claim("b", 225, knows=date(2022, 1, 15), stated=date(2022, 1, 26)),
            claim("c", 26, stated=date(2022, 1, 7), scope="one | side"),
            Claim("e", _PAPER, "Nobody", low=240, high=240),
        ),
    )


def test_the_timeline_follows_knowledge_and_not_the_page() -> None:
    page = question(reconcile(_fact()), "case")
    told = [(turn.claim.id, turn.day, turn.known, turn.standing, turn.replaces) for turn in page.timeline]
    assert told == [
        ("c", date(2022, 1, 7), False, "other thing", ""),
        ("a", date(2022, 1, 9), True, "withdrawn", ""),
        ("b", date(2022, 1, 15), True, "kept", "a"),
        ("d", date(2023, 1, 5), True, "kept", "b"),
        ("e", None, False, "kept", ""),
    ]
    assert page.interval == "225–240 persons"


def test_the_markdown_page_holds_answer_ground_dissent_and_timeline() -> None:
    page = question(reconcile(_fact()), "case").markdown()
    assert page.startswith("# How many died?\n")
    for part in ("- Answer: **", "- Interval", "- Ground: *", "## Who says what", "## When it was known"):
        assert part in page
    assert "## Often misreported" in page
    assert "Taken back." in page
    assert "one \\| side" in page
    assert "`case/deaths`" in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows if "example.org" not in row} == {6}


def test_every_fact_of_the_library_has_a_page() -> None:
    evidence = load("kazakhstan-2022")
    for finding in evidence.findings:
        page = question(finding, "kazakhstan-2022")
        text = page.markdown()
        assert page.answer
        assert len(page.timeline) == len(finding.fact.claims)
        for claim in finding.fact.claims:
            assert claim.source.id in text
        days = [turn.day for turn in page.timeline if turn.day]
        assert days == sorted(days)


def test_a_source_is_cited_with_all_that_is_known_of_it() -> None:
    item = reference(register().source("cat-2023")).csl()
    assert item["type"] == "report"
    assert item["number"] == "CAT/C/KAZ/CO/4"
    assert item["issued"] == {"date-parts": [[2023, 6, 8]]}
    assert item["author"] == [{"literal": "United Nations Committee against Torture"}]
    assert item["accessed"]["date-parts"][0][0] >= 2026
    entry = reference(register().source("treaty-text-cis")).bibtex()
    assert entry.startswith("@misc{treaty-text-cis,")
    assert "url = {https://cis-legislation.com/document.fwx?rgn=4144}" in entry


def test_every_source_of_the_library_can_be_cited() -> None:
    types = {
        "treaty",
        "document",
        "report",
        "article-newspaper",
        "webpage",
        "entry-encyclopedia",
    }
    keys = []
    for source in register().sources.values():
        made = reference(source)
        assert json.loads(json.dumps(made.csl()))["type"] in types
        entry = made.bibtex()
        assert entry.count("{") == entry.count("}"), source.id
        keys.append(re.findall(r"@\w+\{([^,]+),", entry)[0])
    assert len(keys) == len(set(keys))


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["", "2022", "2022-01", "2022-01-05"]))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_an_entry(title: str, note: str, day: str) -> None:
    made = Reference("k", "misc", title, author=note, issued=day, note=note, url="https://e.org/{x}")
    entry = made.bibtex()
    bare = re.sub(r"\\[{}]", "", entry)
    assert bare.count("{") == bare.count("}")
    assert entry.count("\n") == len(entry.splitlines())
    assert not re.search(r"(?<!\\)[&%$#_]", re.sub(r"url = \{.*\}", "", entry))
    assert json.loads(json.dumps(made.csl()))["id"] == "k"


@pytest.mark.parametrize("tier", sorted(TIERS))
def test_every_kind_of_source_has_a_type(tier: str) -> None:
    assert reference(Source("s", "S", tier, url="https://e.org")).csl()["type"]
