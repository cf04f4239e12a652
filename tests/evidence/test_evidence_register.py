"""The register: each source described once, each known by its address, nothing on the denylist alone."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from foedus.errors import UnknownName
from foedus.evidence import (
    AFFILIATIONS,
    DENIALS,
    TIERS,
    Evidence,
    Register,
    Source,
    leanings,
    load,
    register,
    rests,
)
from foedus.files import listing, load_yaml

_LAW = [*listing("treaty").values(), *(folder / "situation.yaml" for folder in listing("case").values())]
_CASES = [folder for folder in listing("case").values() if (folder / "claims.yaml").is_file()]

_LIBRARY = Path(str(files("foedus"))) / "library"
_PROFILES = [*_LIBRARY.glob("atlas/states/*.yaml"), *_LIBRARY.glob("organisations/*.yaml")]


@pytest.fixture(scope="module")
def known() -> Register:
    return register()


@pytest.fixture(scope="module")
def cases() -> list[Evidence]:
    return [load(folder) for folder in _CASES]


def test_every_address_stands_once_in_the_library(known: Register) -> None:
    count = Counter(
        source.url.split("://")[-1].removeprefix("www.").rstrip("/")
        for source in known.sources.values()
        if source.url
    )
    assert [place for place, times in count.items() if times > 1] == []


def test_no_id_is_given_twice() -> None:
    seen: dict[str, str] = {}
    homes = [Path(str(listing("case")[folder.name])) / "sources.yaml" for folder in _CASES]
    shelves = _LIBRARY / "sources"
    for path in [shelves / "register.yaml", *shelves.glob("treaties/*.yaml"), *homes]:
        for name in load_yaml(path).data["sources"]:
            assert name not in seen, f"{name} stands in {seen[name]} and {path}"
            seen[name] = str(path)


@pytest.mark.parametrize("path", _LAW, ids=lambda path: path.parent.name + "/" + path.name)
def test_the_sources_of_treaties_and_situations_are_in_the_register(known: Register, path: Path) -> None:
    missing = []
    for name, place in load_yaml(path).data["sources"].items():
        try:
            known.source(str(place))
        except UnknownName:
            missing.append(f"{name}: {place}")
    assert missing == [], "describe them in library/sources/register.yaml or library/sources/treaties"


def test_no_passage_of_the_law_rests_on_the_denylist_alone(known: Register) -> None:
    found = {rest.label for path in _LAW for rest in rests(path) if known.all_denied(rest.sources)}
    assert not found


def test_what_a_profile_takes_from_the_denylist_alone_has_the_lowest_grade(known: Register) -> None:
    weak = [
        f"{rest.span}: {rest.label}"
        for path in _PROFILES
        for rest in rests(path)
        if known.all_denied(rest.sources)
        and "grade: C" not in path.read_text(encoding="utf-8").splitlines()[rest.span.line - 1]
    ]
    assert weak == []


def test_no_answer_rests_on_the_denylist_alone(known: Register, cases: list[Evidence]) -> None:
    for evidence in cases:
        for finding in evidence.findings:
            chosen = [claim.source for claim in finding.chosen]
            assert not known.all_denied(chosen), f"{evidence.folder.name}/{finding.fact.id}"
        for wrong in evidence.misreported:
            assert not known.all_denied(wrong.sources), wrong.fact.id


def test_no_event_is_relied_on_that_the_denylist_alone_tells(known: Register) -> None:
    from foedus.chronicle import read

    for folder in _CASES:
        for event in read(folder / "record.csv"):
            if event.status in ("confirmed", "reported"):
                assert not known.all_denied(known.source(n) for n in event.sources), event.id


def test_passages_are_found_with_all_their_sources(tmp_path: Path) -> None:
    path = tmp_path / "pact.yaml"
    path.write_text(
        "id: pact\nsources: {a: {title: A page, url: 'https://a.org/x'}, b: a book}\n"
        "membership:\n  - {state: ARM, from: 2000-01-01, source: ['a#art. 4', b]}\n"
        "norms:\n  - {id: n1, gist: x, source: [b], valid: {from: 2000-01-01}}\n",
        encoding="utf-8",
    )
    found = rests(path)
    assert [rest.label for rest in found] == ["pact: membership ARM 2000-01-01", "pact: norms n1"]
    assert found[0].sources == ("https://a.org/x", "a book")
    assert (found[0].span.line, found[1].span.line) == (4, 6)


def test_a_source_is_found_by_id_address_or_place(known: Register) -> None:
    one = known.source("hrw-killings")
    assert known.source(one.url) is one
    assert known.source(one.url.replace("https://www.", "http://") + "/") is one
    bne = known.source("bne-2022")
    assert known.source(bne.place) is bne
    with pytest.raises(UnknownName, match="did you mean 'hrw-killings'"):
        known.source("hrw-killing")


def test_every_source_says_what_it_is(known: Register) -> None:
    for source in known.sources.values():
        assert source.publisher, source.id
        assert source.where, source.id
        assert source.retrieved, source.id
        assert known.homes[source.id], source.id
        assert not source.language or len(source.language) == 2, source.id


def test_publishers_and_denials_use_closed_words_and_reach_something(known: Register) -> None:
    hosts = [h for p in known.publishers.values() for h in p.hosts]
    denied = [h for d in known.denials.values() for h in d.hosts]
    assert len(hosts) == len(set(hosts))
    assert len(denied) == len(set(denied))
    assert not set(hosts) & set(denied)
    assert {p.affiliation for p in known.publishers.values()} <= set(AFFILIATIONS)
    assert {d.kind for d in known.denials.values()} == set(DENIALS)
    for denial in known.denials.values():
        assert denial.kind != "laundering" or denial.source, f"{denial.id}: laundering needs a source"
    tass = known.publisher("https://tass.com/world/1")
    assert tass is not None
    assert (tass.affiliation, tass.state) == ("state", "RUS")
    assert known.publisher("https://nottass.com/") is None
    assert known.publisher("a book") is None


def test_the_denylist_holds_for_a_host_and_all_below_it(known: Register) -> None:
    assert known.denied("https://armenia.news-pravda.com/anything") is not None
    assert known.denied("https://news-pravda.com.example.org/") is None
    assert known.denied("https://hrw.org/news") is None
    assert not known.all_denied([])
    assert known.all_denied(["https://news-pravda.com/", "https://pledgetimes.com/x"])
    assert not known.all_denied(["https://news-pravda.com/", "https://hrw.org/"])


def test_a_copy_may_stand_for_an_original_that_can_be_cited(known: Register) -> None:
    bare = Source("x", "A copy", "archive-copy", url="https://issuhub.com/view")
    named = Source("x", "A copy", "archive-copy", url="https://issuhub.com/view", retells="A book, 2009")
    assert known.denied(bare) is not None
    assert known.denied(named) is None
    scraped = Source("x", "A copy", "aggregator", url="https://pledgetimes.com/x", retells="TASS")
    assert known.denied(scraped) is not None
    assert known.denied(known.source("gibler")) is None
    assert known.denied(known.source("gibler").url) is None


def test_what_leans_on_a_source_is_told(known: Register, cases: list[Evidence]) -> None:
    found = leanings(known, cases)
    assert set(found) >= set(known.sources)
    assert not found["pravda-am"].rests
    assert any("membership AZE" in label for label in found["gibler"].rests)
    doc = found["doc-002"]
    assert doc.overruled >= 5
    assert doc.chosen + doc.overruled <= len(doc.claims)
    assert any(voice.endswith("northern-kazakhstan/doc-002") for voice in doc.voices)
    assert found["hrw-killings"].chosen >= 3
    assert "kazakhstan-2022/k088" in found["hrw-killings"].events
    total = sum(len(leaning.claims) for leaning in found.values())
    assert total == sum(len(fact.claims) for evidence in cases for fact in evidence.facts.values())
    assert {leaning.source.tier for leaning in found.values()} == set(TIERS)
