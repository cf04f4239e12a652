"""Broken evidence: one mistake a file, told with its place, what was expected and the nearest word."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.errors import FileError, UnknownName
from foedus.evidence import check, load

_SOURCES = """\
schema: sources/1
sources:
  paper:
    title: A paper
    tier: press
    url: https://example.org/paper
  copy:
    title: A copy
    tier: archive-copy
    url: https://example.org/copy
    copy_of: paper
"""
_CLAIMS = """\
schema: claims/1
facts:
  - id: deaths
    question: How many?
    unit: persons
    claims:
      - {id: a, source: paper, holder: A, value: 3, stated: '2022-01-05', knows: '2022-01-05'}
      - {id: b, source: copy, holder: B, low: 2, high: 4}
"""
_RECORD = """\
id,start,end,place,kind,actor,low,high,unit,status,attributed_to,source,what
e1,2022-01-05,,Almaty,death,not established,3,3,persons,reported,,paper https://example.org/x,Told
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("sources.yaml", _SOURCES), ("claims.yaml", _CLAIMS), ("record.csv", _RECORD)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _break(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_sound_evidence_has_no_findings(folder: Path) -> None:
    assert check(folder) == []
    assert load(folder).finding("deaths").ground == "tier"
    with pytest.raises(UnknownName, match="did you mean 'deaths'"):
        load(folder).fact("death")


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "words"),
    [
        (
            "claims.yaml",
            "source: paper",
            "source: papr",
            "7:9",
            "unknown source 'papr'; did you mean 'paper'?",
        ),
        ("claims.yaml", "id: b", "id: a", "8:9", "the claim 'a' already stands in line 7"),
        (
            "claims.yaml",
            "low: 2, high: 4",
            "low: 5, high: 4",
            "8:9",
            "lower bound 5 exceeds the upper bound 4",
        ),
        (
            "claims.yaml",
            "unit: persons",
            "unit: person",
            "5:11",
            "unknown unit 'person'; did you mean 'persons'?",
        ),
        ("claims.yaml", "'2022-01-05'", "'2022-02-30'", "7:61", "'2022-02-30' is not a date of the calendar"),
        ("claims.yaml", "knows: '2022-01-05'", "knows: '2022-01-06'", "7:9", "lies after stated"),
        ("claims.yaml", "value: 3", "value: 3, nte: x", "7:53", "unknown key 'nte'; did you mean 'note'?"),
        ("claims.yaml", "value: 3", "value: 3, low: 1", "7:9", "both 'value' and a bound"),
        ("claims.yaml", "value: 3", "value: nan", "7:50", "finite number"),
        ("claims.yaml", "value: 3", "text: three", "7:9", "expected 'value', 'low' or 'high' in persons"),
        ("claims.yaml", "value: 3,", "", "7:9", "a claim needs a value, a bound or a text"),
        (
            "claims.yaml",
            "low: 2, high: 4",
            "value: 4, hedge: abut",
            "8:59",
            "unknown word 'abut'; did you mean 'about'?",
        ),
        ("claims.yaml", "claims/1", "claims/2", "1:9", "unknown word 'claims/2'"),
        ("claims.yaml", "question: How many?", "", "3:5", "the key 'question' is missing"),
        ("sources.yaml", "tier: press", "tier: pres", "5:11", "unknown word 'pres'; did you mean 'press'?"),
        (
            "sources.yaml",
            "copy_of: paper",
            "copy_of: papre",
            "11:14",
            "unknown source 'papre'; did you mean 'paper'?",
        ),
        ("sources.yaml", "copy_of: paper", "copy_of: copy", "11:14", "copies itself: copy → copy"),
        ("sources.yaml", "    url: https://example.org/paper\n", "", "4:5", "has neither url nor file"),
        (
            "record.csv",
            ",paper ",
            ",papper ",
            "2",
            "column 'source': unknown source 'papper'; did you mean 'paper'?",
        ),
        ("record.csv", ",paper https://example.org/x,", ",,", "2", "column 'source': is empty"),
        ("record.csv", "reported", "simulated", "2", "a record has no simulated events"),
        ("record.csv", "2022-01-05", "2022-01-50", "2", "column 'start': '2022-01-50' is not a date"),
        ("record.csv", "3,3,persons", "4,3,persons", "2", "the lower bound 4 exceeds the upper bound 3"),
        ("record.csv", "death", "deaths", "2", "unknown kind 'deaths'; did you mean 'death'?"),
    ],
)
def test_each_mistake_is_told_with_its_place(
    folder: Path, name: str, old: str, new: str, where: str, words: str
) -> None:
    _break(folder, name, old, new)
    found = check(folder)
    assert len(found) == 1, [str(e) for e in found]
    assert str(found[0]).startswith(f"{folder / name}:{where}: "), str(found[0])
    assert words in str(found[0])
    assert "\n" not in str(found[0])
    if name != "record.csv":
        with pytest.raises(FileError) as caught:
            load(folder)
        assert words in str(caught.value)


def test_all_findings_are_told_at_once(folder: Path) -> None:
    _break(folder, "claims.yaml", "source: paper", "source: papr")
    _break(folder, "claims.yaml", "low: 2, high: 4", "low: 5, high: 4")
    _break(folder, "record.csv", "death", "deaths")
    assert len(check(folder)) == 3
    with pytest.raises(FileError, match=r"\(and 1 more\)"):
        load(folder)


def test_a_fact_stands_once_and_has_claims(folder: Path) -> None:
    more = "  - {id: deaths, question: Again?, unit: persons, claims: []}\n"
    more += "  - {id: empty, question: What?, unit: text, claims: []}\n"
    path = folder / "claims.yaml"
    path.write_text(path.read_text() + more)
    assert [e.what for e in check(folder)] == [
        "the fact 'deaths' already stands in line 3",
        "the fact 'empty' has no claims",
    ]


@pytest.mark.parametrize("name", ["sources.yaml", "claims.yaml", "record.csv"])
def test_a_missing_or_half_written_file_is_unusable(folder: Path, name: str) -> None:
    text = (folder / name).read_text()
    if name.endswith("yaml"):
        (folder / name).write_text(text + "  - {id: [")
        with pytest.raises(FileError, match="not YAML"):
            check(folder)
    (folder / name).unlink()
    with pytest.raises(FileError, match="no such file; a case has"):
        check(folder)


def test_a_missing_folder_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such folder"):
        check(tmp_path / "nowhere")
