"""Two treaties beside each other."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from foedus.cli import run
from foedus.treaty import ACTS, DIMENSIONS, Comparison, Treaty, compare, load
from tests.treaty.toys import PACKAGED

DAY = "2022-01-05"


@pytest.fixture(scope="module")
def beside(csto: Treaty) -> Comparison:
    return compare(csto, load("nato"), DAY)


@pytest.mark.parametrize(
    "dimension",
    ["trigger", "duty", "discretion", "decision", "exit", "bases", "institutions", "consultation"],
)
def test_both_treaties_speak_to_each_question(beside: Comparison, dimension: str) -> None:
    (found,) = (d for d in beside.dimensions if d.id == dimension)
    assert found.question.endswith("?")
    for treaty, side in zip(beside.treaties, found.sides, strict=True):
        assert side
        for clause in side:
            assert clause.citation.startswith(f"{treaty.id}/")
            assert clause.says
            assert clause.grade in "ABC"
            if clause.norm:
                norm = treaty.norm(clause.norm)
                assert norm.valid.holds(beside.on)
                assert clause.citation == treaty.citation(norm)


def test_what_the_texts_say(beside: Comparison) -> None:
    sides = {d.id: [{c.norm: c.says for c in side} for side in d.sides] for d in beside.dimensions}
    assert "official request" in sides["trigger"][0]["treaty-4.assist"]
    assert not any("request" in said for said in sides["trigger"][1].values())
    assert any("each judges for itself" in said for said in sides["discretion"][1].values())
    assert any("at once" in said for said in sides["duty"][0].values())
    assert any("withdraw" in name for name in sides["exit"][0])
    assert any("withdraw" in name for name in sides["exit"][1])
    assert any("consensus" in said for said in sides["decision"][0].values())


def test_the_other_way_round_the_sides_change_places(beside: Comparison) -> None:
    one, other = beside.treaties
    back = compare(other, one, DAY)
    assert back.treaties == (other, one)
    for here, there in zip(beside.dimensions, back.dimensions, strict=True):
        assert (here.id, here.question, here.sides) == (there.id, there.question, there.sides[::-1])
    document, mirrored = beside.json(), back.json()
    assert (document["a"], document["b"]) == (mirrored["b"], mirrored["a"])


def test_a_day_before_all_law_is_silent_throughout() -> None:
    found = compare(load("csto"), load("nato"), "1900-01-01")
    for dimension in found.dimensions:
        assert not any(clause.norm for side in dimension.sides for clause in side)


@pytest.mark.parametrize(("one", "other"), list(pairwise(PACKAGED)))
def test_any_two_treaties_can_be_compared(one: str, other: str) -> None:
    found = compare(load(one), load(other), "2005-01-01")
    assert [d.id for d in found.dimensions] == list(DIMENSIONS)
    assert all(len(d["a"]) + len(d["b"]) >= 0 for d in found.json()["dimensions"])  # type: ignore[attr-defined]


def test_the_acts_of_the_questions_are_acts() -> None:
    for question, acts in DIMENSIONS.values():
        assert question.endswith("?")
        assert set(acts) <= set(ACTS)


# --- on the command line: compare, diff, space, check -----------------------------------------------------


def out_of(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert run(["treaty", *arguments]) == status
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_compare_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(out_of(capsys, "compare", "csto", "nato", "--on", DAY, "--json"))
    assert (found["a"], found["b"], found["on"]) == ("csto", "nato", DAY)
    assert [d["id"] for d in found["dimensions"]] == list(DIMENSIONS)
    assert all({"id", "question", "a", "b"} == d.keys() for d in found["dimensions"])
    only = json.loads(out_of(capsys, "compare", "csto", "nato", "--on", DAY, "--dimension", "exit", "--json"))
    assert [d["id"] for d in only["dimensions"]] == ["exit"]
    text = out_of(capsys, "compare", "csto", "nato", "--on", DAY)
    assert all(f"[{name}]" in text for name in DIMENSIONS)
    first = text.index("What sets the duty")
    assert max(map(len, text[first:].splitlines())) <= 100


def test_diff_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("diff", "csto", "--from", "2012-12-18", "--to", "2012-12-19")
    found = json.loads(out_of(capsys, *arguments, "--json"))
    assert (found["treaty"], found["from"], found["to"]) == ("csto", "2012-12-18", "2012-12-19")
    assert 0 < found["share_amended"] <= found["share"] < 1
    assert {"before", "after", "citation", "share", "moves", "example"} <= found["changes"][0].keys()
    text = out_of(capsys, *arguments)
    assert "amended: treaty-4.assist" in text
    assert "measure the file, not the world" in text


def test_space_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(out_of(capsys, "space", "csto", "--on", DAY, "--norm", "treaty-4.assist", "--json"))
    (one,) = found["norms"]
    assert (found["treaty"], found["on"], one["norm"]) == ("csto", DAY, "treaty-4.assist")
    assert one["events"] == 3 ** len(one["questions"])
    assert sum(one["all"].values()) == pytest.approx(1)
    assert sum(one["known"].values()) == pytest.approx(1)
    assert "smallest:" in out_of(capsys, "space", "csto", "--norm", "treaty-4.assist")


def test_check_with_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    odd = str(next(Path(__file__).parent.glob("bad/nobody-reads-it-so.yaml")))
    assert "remark" in out_of(capsys, "check", odd)
    assert "(remark)" not in out_of(capsys, "check", odd)
    assert "(remark)" in out_of(capsys, "check", odd, "--remarks")
    (file,) = json.loads(out_of(capsys, "check", odd, "--json"))["files"]
    assert file["remarks"]
    assert {"line", "column", "what"} == file["remarks"][0].keys()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", "csto", "natto", "--on", DAY), "did you mean 'nato'?"),
        (("compare", "csto", "nato", "--on", "yesterday"), "'yesterday'"),
        (("compare", "csto", "nato", "--on", DAY, "--dimension", "exits"), "did you mean 'exit'?"),
        (("diff", "csto", "--from", "2013-01-01", "--to", "2012-01-01"), "is not after --from"),
        (("diff", "csto", "--from", "2012-02-30", "--to", "2013-01-01"), "'2012-02-30'"),
        (("space", "csto", "--on", "1950-01-01"), "no norm of csto is in force"),
        (("space", "csto", "--norm", "treaty-4.asist"), "did you mean 'treaty-4.assist'?"),
        (("test", "cstoo"), "did you mean 'csto'?"),
        (("schema", "treatise"), "treatise"),
    ],
)
def test_what_the_user_mistook_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run(["treaty", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err
