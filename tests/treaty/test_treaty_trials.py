"""Tests that a jurist writes beside a treaty: they pass, they fail in sentences, they have places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus.cli import run
from foedus.errors import FileError
from foedus.treaty import check, try_treaty
from tests.treaty.toys import PACKAGED, SMALL

HEAD = "schema: treaty-tests/1\ntreaty: small\ntests:\n"
PASSING = """  - name: an attack
    on: 2003-01-01
    situation: {target: AAA, facts: {fighting: true, outsiders: false}, request: [AAA]}
    expect: {help: contested, silence:mediate: silent}
    bearers: {help: [BBB, CCC]}
    seen_by: {AAA: {help: does_not_apply}, BBB: {help: applies}}
    members: {has: [AAA], lacks: [XXX]}
    source: [text]
"""


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A folder with a treaty of one's own, which no library knows."""
    (tmp_path / "small.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def written(folder: Path, tests: str, name: str = "small.tests.yaml") -> Path:
    path = folder / name
    path.write_text(HEAD + tests, encoding="utf-8")
    return path


def failures(path: Path) -> tuple[str, ...]:
    (verdict,) = try_treaty(path)
    return verdict.failures


def test_the_tests_of_a_treaty_of_one_s_own(beside: Path) -> None:
    path = written(beside, PASSING)
    for name in (beside / "small.yaml", path):
        (verdict,) = try_treaty(name)
        assert verdict.failures == ()
        assert (verdict.treaty, verdict.name, verdict.span.line) == ("small", "an attack", 4)
        assert verdict.json()["passed"] is True
    assert check(path).errors == []


def test_a_treaty_without_tests_has_none(beside: Path) -> None:
    assert try_treaty(beside / "small.yaml") == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("help: contested", "help: applies", "help is contested; expected applies"),
        ("silence:mediate: silent", "silence:assist: silent", "silence:assist is addressed; expected silent"),
        ("[BBB, CCC]}", "[BBB]}", "help is borne by BBB CCC; expected BBB"),
        ("BBB: {help: applies}", "BBB: {help: unknown}", "help as BBB read it is applies; expected unknown"),
        ("has: [AAA]", "has: [XXX]", "XXX is no member on 2003-01-01"),
        ("lacks: [XXX]", "lacks: [AAA]", "AAA is a member on 2003-01-01"),
        ("{help: contested,", "{hlep: contested,", "did you mean 'help'?"),
        ("fighting: true", "fihting: true", "did you mean 'fighting'?"),
        ("silence:mediate", "silence:meditate", "did you mean 'mediate'?"),
    ],
)
def test_what_is_not_met_is_told_in_one_sentence(beside: Path, old: str, new: str, words: str) -> None:
    assert PASSING.count(old) == 1
    (failure,) = failures(written(beside, PASSING.replace(old, new)))
    assert words in failure
    assert "\n" not in failure


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("source: [text]", "source: [txet]", "unknown source 'txet'; did you mean 'text'?"),
        ("    on: 2003-01-01\n", "    on: 2003-01-01\n    account: host\n", "belong to a 'case'"),
        ("    on: 2003-01-01\n", "    on: 2003-01-01\n    case: kazakhstan-2022\n", "not both"),
        ("help: contested", "help: maybe", "unknown word 'maybe'"),
        ("    on: 2003-01-01\n", "", "the key 'on' is missing"),
    ],
)
def test_a_mistake_in_the_file_has_its_place(beside: Path, old: str, new: str, words: str) -> None:
    path = written(beside, PASSING.replace(old, new))
    with pytest.raises(FileError, match=words) as caught:
        try_treaty(path)
    assert caught.value.where is not None
    assert caught.value.where.line >= 4
    assert [words in str(error) for error in check(path).errors] == [True]


def test_a_treaty_that_nobody_knows_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, PASSING)
    with pytest.raises(FileError, match="unknown treaty 'small'"):
        try_treaty(path)
    assert len(check(path).errors) == 1


def test_tests_of_a_packaged_treaty_under_any_name(tmp_path: Path) -> None:
    text = HEAD.replace("small", "csto") + "  - {name: members, on: 2022-01-05, members: {has: [KAZ]}}\n"
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert failures(path) == ()


@pytest.mark.parametrize("name", PACKAGED)
def test_the_packaged_tests_pass(name: str) -> None:
    verdicts = try_treaty(name)
    assert verdicts
    assert [(v.name, v.failures) for v in verdicts if v.failures] == []


def test_on_the_command_line(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(beside, PASSING)
    assert run(["treaty", "test", str(path)]) == 0
    assert capsys.readouterr().out == "passed  small: an attack\n1 test, 0 failed\n"
    written(beside, PASSING.replace("help: contested", "help: applies"))
    assert run(["treaty", "test", str(path)]) == 1
    assert "help is contested; expected applies" in capsys.readouterr().out
    assert run(["treaty", "test", str(path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["failed"] == 1
    assert {"treaty", "name", "line", "passed", "failures"} == found["tests"][0].keys()
    written(beside, PASSING.replace("expect:", "expects:"))
    assert run(["treaty", "test", str(path)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "unknown key 'expects'; did you mean 'expect'?" in err
