"""Broken claims and sources: whatever a hand may do to a file, located errors and never a traceback."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus.errors import FileError
from foedus.evidence import TIERS, Claim, Contention, Fact, Source, check, load, reconcile

_SOURCES: dict[str, Any] = {
    "schema": "sources/1",
    "retrieved": "2026-11",
    "sources": {
        "paper": {
            "title": "A paper",
            "tier": "press",
            "url": "https://example.org/paper",
            "published": "2022",
        },
        "copy": {
            "title": "A copy",
            "tier": "archive-copy",
            "url": "https://example.org/copy",
            "copy_of": "paper",
            "published": "2022-01-05",
        },
        "series": {"title": "A series", "tier": "treaty-series", "number": "no. 1", "retells": "a text"},
    },
}
_CLAIMS: dict[str, Any] = {
    "schema": "claims/1",
    "facts": [
        {
            "id": "deaths",
            "question": "How many?",
            "unit": "persons",
            "changed": "2022-01-04",
            "claims": [
                {"id": "a", "source": "paper", "holder": "A", "value": 3, "stated": "2022-01-05"},
                {"id": "b", "source": "copy", "holder": "B", "low": 2, "high": 4, "caveat": "alleged"},
            ],
        },
        {
            "id": "article",
            "question": "Which?",
            "unit": "text",
            "claims": [
                {"id": "a", "source": "series", "holder": "A", "text": "Article 4"},
                {"id": "b", "source": "paper", "holder": "B", "text": "None", "misreport": "There is one."},
            ],
        },
    ],
    "contentions": [
        {
            "id": "tool",
            "statement": "It is a tool.",
            "kind": "opinion",
            "voices": [
                {"id": "a", "source": "paper", "holder": "A", "stance": "holds"},
                {"id": "b", "source": "copy", "holder": "B", "stance": "attributes", "of": "C"},
            ],
        }
    ],
}
_RECORD = "id,start,end,place,kind,actor,low,high,unit,status,attributed_to,source,what\n"

_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.just(10**400),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["paper", "copy", "deaths", "2022-02-30", "2022-01", "persons", "text", "A", "holds", ""]
    ),
    st.lists(st.integers(0, 3), max_size=2),
    st.dictionaries(st.text(max_size=6), st.integers(), max_size=2),
)


def _paths(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else []
    found = [(*at, key) for key in keys]
    return found + [path for key in keys for path in _paths(data[key], (*at, key))]


def _broken(data: Any, draw: Any) -> Any:
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(1, 3))):
        paths = _paths(data)
        if not paths:
            break
        *way, last = draw(st.sampled_from(paths))
        parent = data
        for key in way:
            parent = parent[key]
        act = draw(st.sampled_from(["replace", "drop", "add", "swap"]))
        if act == "replace":
            parent[last] = draw(_JUNK)
        elif act == "drop":
            del parent[last]
        elif act == "add" and isinstance(parent, dict):
            parent[draw(st.text(max_size=8))] = draw(_JUNK)
        elif isinstance(parent, list):
            parent.append(copy.deepcopy(parent[last]))
        else:
            parent[last] = copy.deepcopy(draw(st.sampled_from([data, "paper", 0])))
    return data


@st.composite
def _files(draw: st.DrawFn) -> tuple[str, str]:
    sources, claims = _SOURCES, _CLAIMS
    which = draw(st.sampled_from(["sources", "claims", "both"]))
    if which != "claims":
        sources = _broken(sources, draw)
    if which != "sources":
        claims = _broken(claims, draw)
    made = [yaml.safe_dump(one, sort_keys=False, allow_unicode=True) for one in (sources, claims)]
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, 1))
        place = draw(st.integers(0, len(made[at])))
        cut = draw(st.integers(0, 5))
        made[at] = made[at][:place] + draw(st.text(max_size=4)) + made[at][place + cut :]
    return made[0], made[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fuzz")
    (made / "record.csv").write_text(_RECORD, encoding="utf-8")
    return made


def _write(folder: Path, sources: str, claims: str) -> None:
    for name, text in (("sources.yaml", sources), ("claims.yaml", claims)):
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))


def _told(error: FileError) -> None:
    assert "\n" not in str(error)
    assert error.where is not None
    assert error.where.file.endswith((".yaml", ".csv"))


def test_the_pattern_itself_is_sound(folder: Path) -> None:
    _write(folder, yaml.safe_dump(_SOURCES), yaml.safe_dump(_CLAIMS))
    assert [str(error) for error in check(folder)] == []
    assert set(load(folder).facts) == {"deaths", "article"}


@given(_files())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_file_is_told_with_its_place(folder: Path, files: tuple[str, str]) -> None:
    _write(folder, *files)
    try:
        found = check(folder)
    except FileError as error:
        _told(error)
        with pytest.raises(FileError):
            load(folder)
        return
    for told in found:
        _told(told)
    try:
        evidence = load(folder)
    except FileError as error:
        _told(error)
        assert found
        return
    for finding in evidence.findings:
        assert finding.why
    assert all(isinstance(one, Contention) for one in evidence.contentions.values())


@pytest.mark.parametrize(
    "text",
    [
        "schema: claims/1\nfacts: " + "[" * 200_000 + "]" * 200_000,
        "schema: claims/1\nfacts: " + "- " * 200_000,
        "schema: claims/1\nfacts: [{id: a, question: q, unit: persons, claims: ["
        "{id: a, source: paper, holder: A, value: " + "9" * 5000 + "}]}]",
        "schema: claims/1\nfacts: &a [*a]",
        "\x00",
        "- - -\n",
    ],
    ids=["deep", "stairs", "long", "alias", "nul", "list"],
)
def test_a_monstrous_file_is_told_with_its_place(folder: Path, text: str) -> None:
    _write(folder, yaml.safe_dump(_SOURCES), text)
    found: list[FileError] = []
    try:
        found = check(folder)
    except FileError as error:
        found.append(error)
    assert found
    for told in found:
        _told(told)


def test_ten_thousand_claims_are_weighed_in_a_few_steps_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock: what is counted is how often a claim is asked for its answer, which must not grow."""
    asked = 0
    answer: Any = vars(Claim)["answer"].fget

    def counted(claim: Claim) -> Any:
        nonlocal asked
        asked += 1
        return answer(claim)

    monkeypatch.setattr(Claim, "answer", property(counted))
    tiers = sorted(TIERS)
    for rivals in (1, 7, 10_000):
        asked = 0
        claims = tuple(
            Claim(
                f"c{i}",
                Source(f"s{i % 97}", "S", tiers[i % 3]),
                f"holder {i % 89}",
                low=float(i % rivals),
                high=float(i % rivals),
                knows=date(2022, 1, 1 + i % 28) if i % 5 else None,
            )
            for i in range(10_000)
        )
        finding = reconcile(Fact("f", "How many?", "persons", claims))
        assert len(finding.chosen) + len(finding.dissent) == 10_000
        assert asked < 40 * 10_000, rivals
        assert len(finding.why) < 2_000
