"""What is held and denied, what is often misreported, and what the five documents state."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from foedus.errors import InputError, UnknownName
from foedus.evidence import STANCES, Contention, Evidence, Source, Voice, load

_PAPER = Source("paper", "A paper", "press", url="https://example.org")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load("kazakhstan-2022")


def test_a_contention_tells_who_takes_which_stance() -> None:
    voices = (
        Voice("a", "A", "holds", _PAPER),
        Voice("b", "B", "denies", _PAPER),
        Voice("c", "C", "attributes", _PAPER, of="D"),
    )
    one = Contention("x", "It is so.", "opinion", voices)
    assert (one.who("holds"), one.who("denies"), one.who("attributes")) == (("A",), ("B",), ("D",))
    assert one.who("doubts") == ()
    with pytest.raises(UnknownName, match="did you mean 'denies'"):
        one.who("denis")
    with pytest.raises(UnknownName):
        Voice("a", "A", "thinks", _PAPER)
    for stance, of in (("holds", "D"), ("attributes", "")):
        with pytest.raises(InputError, match="to whom it is attributed"):
            Voice("a", "A", stance, _PAPER, of=of)


def test_a_contention_has_no_value_and_is_no_fact(evidence: Evidence) -> None:
    assert not set(evidence.contentions) & set(evidence.facts)
    for one in evidence.contentions.values():
        assert not hasattr(one, "value")
        assert one.voices
        assert {voice.stance for voice in one.voices} <= set(STANCES)
    assert evidence.contention("tool-of-influence").kind == "opinion"
    with pytest.raises(UnknownName, match="did you mean 'russian-nato'"):
        evidence.contention("rusian-nato")


def test_the_contested_assertions_have_holders_and_deniers(evidence: Evidence) -> None:
    for name in (
        "northern-kazakhstan",
        "not-real-countries",
        "tool-of-influence",
        "weakens-others",
        "attack-from-abroad",
        "toll-higher",
    ):
        one = evidence.contention(name)
        assert one.who("holds") or one.who("attributes"), name
        assert one.who("denies"), name
    assert evidence.contention("russian-nato").who("attributes") == ("informal usage",)
    assert "Russia" in evidence.contention("not-real-countries").who("attributes")


def test_no_text_of_a_contention_stands_as_a_fact(evidence: Evidence) -> None:
    words = re.compile(r"real countr|tool of|Russian NATO|greater Russian world", re.IGNORECASE)
    for fact in evidence.facts.values():
        for claim in fact.claims:
            assert not words.search(claim.text), (fact.id, claim.id)


_ERRORS = {
    "founding": {"doc-000", "doc-004"},
    "treaty_parties_1994": {"doc-003"},
    "georgia_signed": {"doc-004"},
    "members": {"doc-002"},
    "uzbekistan_out": {"doc-001", "doc-004"},
    "renewal": {"doc-001", "doc-004"},
    "observers": {"doc-000", "doc-002"},
    "purpose": {"doc-000", "doc-002"},
    "nato_members": {"doc-002"},
    "rapid_force_year": {"doc-003"},
    "decider": {"doc-003"},
    "addressee": {"doc-002"},
    "states_sent": {"doc-003"},
    "personnel": {"doc-004"},
    "personnel_rus": {"doc-004"},
    "personnel_arm": {"doc-004"},
    "personnel_kgz": {"doc-004"},
    "warsaw_pact": {"doc-003"},
    "council_name": {"doc-004"},
    "regional_groups": {"doc-000"},
    "chair_term": {"doc-000"},
    "foreign_bases": {"doc-003"},
    "arms_terms": {"doc-000", "doc-002"},
    "alliance_ban": {"doc-004"},
    "force_sent": {"doc-003"},
    "force_task": {"doc-002", "doc-003"},
    "still_there": {"doc-002"},
    "kazakh_share": {"doc-000"},
}


def test_the_errors_of_the_documents_are_marked(evidence: Evidence) -> None:
    found: dict[str, set[str]] = {}
    for one in evidence.misreported:
        if one.claim.source.file:
            found.setdefault(one.fact.id, set()).add(one.claim.source.id)
    for name, documents in _ERRORS.items():
        assert found.get(name) == documents, name


def test_each_error_has_a_correction_with_sources_of_its_own(evidence: Evidence) -> None:
    for one in evidence.misreported:
        assert one.finding.value is not None, one.fact.id
        assert one.claim not in one.finding.chosen, one.fact.id
        assert one.correction.endswith("."), one.fact.id
        assert one.said != one.answer, one.fact.id
        assert one.sources, one.fact.id
        assert one.sources[0].id != one.claim.source.id
        assert not one.sources[0].file, f"{one.fact.id}: a document does not correct a document"


def test_the_voices_and_claims_of_the_documents_stand_where_they_are_said_to(evidence: Evidence) -> None:
    named = os.environ.get("FOEDUS_DOCUMENTS")
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "documents"
    if not folder.is_dir():
        pytest.skip("the five documents are not here; name their folder in FOEDUS_DOCUMENTS")
    located: dict[str, set[int]] = {}
    cited = [(v.source, v.locator, v.mark) for c in evidence.contentions.values() for v in c.voices]
    cited += [(c.source, c.locator, c.mark) for f in evidence.facts.values() for c in f.claims]
    for source, locator, mark in cited:
        if not source.file:
            continue
        name, _, number = locator.rpartition(":")
        assert name == source.file
        line = (folder / name).read_text(encoding="utf-8").splitlines()[int(number) - 1]
        assert re.search(rf"(?<![\w,]){re.escape(mark)}(?![\w])", line), (locator, mark)
        located.setdefault(name, set()).add(int(number))
    for name, lines in located.items():
        told = [
            i
            for i, line in enumerate((folder / name).read_text(encoding="utf-8").splitlines(), 1)
            if len(line.split()) >= 8 and not line.startswith("Q ")
        ]
        heard = [i for i in told if i in lines]
        assert len(heard) >= 0.85 * len(told), (name, sorted(set(told) - lines))
