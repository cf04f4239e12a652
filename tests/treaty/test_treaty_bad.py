"""One broken file per mistake, with the words of its message in its first line."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.errors import FileError
from foedus.files import listing
from foedus.treaty import check, load, load_situation
from foedus.treaty._trials import load_trials

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
WRONG = [path for path in BAD if path.read_text(encoding="utf-8").startswith("# expect: ")]
REMARKABLE = [path for path in BAD if path.read_text(encoding="utf-8").startswith("# remark: ")]
ODD = [path for path in BAD if path.read_text(encoding="utf-8").startswith("# finding: ")]


def words(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].split(": ", 1)[1]


def test_every_file_says_what_it_expects() -> None:
    assert sorted([*WRONG, *ODD, *REMARKABLE]) == BAD
    assert len(WRONG) > 45
    assert len(ODD) >= 14


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_mistake_is_told_in_one_line_with_its_place(path: Path) -> None:
    readers = {"situation": load_situation, "tests": load_trials}
    reader = readers.get(path.stem.split("-")[0], load)
    with pytest.raises(FileError) as caught:
        reader(path)
    message = str(caught.value)
    assert words(path) in message
    assert "\n" not in message
    assert caught.value.where is not None
    assert message.startswith(f"{path}:{caught.value.where.line}:")
    result = check(path)
    assert any(words(path) in error.what for error in result.errors)
    assert not result.findings


@pytest.mark.parametrize("path", ODD, ids=lambda path: path.stem)
def test_a_finding_does_not_keep_the_file_from_loading(path: Path) -> None:
    load(path)
    result = check(path)
    assert not result.errors
    assert [error for error in result.findings if words(path) in error.what]
    assert all(error.where and error.where.line for error in result.findings)


@pytest.mark.parametrize("path", REMARKABLE, ids=lambda path: path.stem)
def test_a_remark_is_neither_a_mistake_nor_a_finding(path: Path) -> None:
    result = check(path)
    assert not result.errors
    assert not result.findings
    assert [error for error in result.remarks if words(path) in error.what]


def test_every_finding_says_how_to_mend_it() -> None:
    for path in [*ODD, *REMARKABLE]:
        result = check(path)
        for error in (*result.findings, *result.remarks):
            assert ";" in error.what, error


def test_all_mistakes_are_found_and_not_only_the_first(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "good" / "small.yaml").read_text(encoding="utf-8")
    text = text.replace("{fact: limited}", "{fact: limitd}").replace("{fact: objected}", "{fact: objectd}")
    path = tmp_path / "two.yaml"
    path.write_text(text, encoding="utf-8")
    result = check(path)
    assert len(result.errors) == 2
    assert result.errors[0].where is not None
    assert result.errors[1].where is not None
    assert result.errors[0].where.line < result.errors[1].where.line
    with pytest.raises(FileError, match=r"\(and 1 more\)"):
        load(path)


_TREATIES = list(listing("treaty").values())
PACKAGED = [
    *_TREATIES,
    *(path for home in _TREATIES if (path := home.with_name(f"{home.stem}.tests.yaml")).is_file()),
    *(folder / "situation.yaml" for folder in listing("case").values()),
]


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_packaged_files_have_no_findings(path: Path) -> None:
    result = check(path)
    assert not result.errors, result.errors
    assert not result.findings, result.findings


def test_too_many_combinations_of_readings_are_refused(tmp_path: Path) -> None:
    readings = "".join(
        f"      - {{id: r{i}, gist: g, holds_if: {{always: true}}, held_by: []}}\n" for i in range(10)
    )
    terms = "".join(
        f"  - id: t{k}\n    kind: other\n    gist: g\n    words: [w]\n    grade: A\n"
        f'    provision: {{instrument: pact-2000, article: "1"}}\n    readings:\n{readings}'
        for k in range(4)
    )
    text = (Path(__file__).parent / "good" / "small.yaml").read_text(encoding="utf-8")
    text = text.replace("terms:\n", f"terms:\n{terms}", 1)
    leaves = ", ".join(f"{{term: t{k}}}" for k in range(4))
    text = text.replace("trigger: {years_in_force: 10}", f"trigger: {{all: [{leaves}]}}")
    path = tmp_path / "many.yaml"
    path.write_text(text, encoding="utf-8")
    (error,) = check(path).errors
    assert "leave turns on 10000 combinations of readings; at most 8192" in str(error)
