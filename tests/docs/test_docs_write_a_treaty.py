"""The page "Write your own treaty": its files check, its tests pass, and its commands say what it tells."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from foedus import treaty
from foedus.cli import run
from foedus.files import load_yaml

DOCS = Path(__file__).parents[2] / "docs"
HOME = DOCS / "examples" / "us-philippines"
PAGES = ("how-to/write-a-treaty.md", "explanation/statuses.md", "explanation/several-treaties.md")
OWN, EVENT = "us-philippines.yaml", "second-thomas-shoal.yaml"


@pytest.fixture(scope="module")
def generated() -> Iterator[ModuleType]:
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        yield importlib.import_module("generated")
    finally:
        sys.path.remove(str(DOCS / "_ext"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files in an empty folder, as somebody has them who follows the page."""
    shutil.copytree(HOME, tmp_path / "own")
    monkeypatch.chdir(tmp_path / "own")
    return tmp_path / "own"


def _said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    capsys.readouterr()
    assert run(["treaty", *words]) == status
    return capsys.readouterr().out


def _json(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_said(capsys, *words, "--json", status=status))
    return found


def test_the_first_draft_has_the_one_finding_of_the_page(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = _json(capsys, "check", "first.yaml", status=1)["files"]
    (finding,) = file["findings"]
    assert "naval_incident" in finding["what"]
    assert "armed attack" in finding["what"]


def test_the_files_of_the_page_check(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = _json(capsys, "check", OWN, EVENT, "us-philippines.tests.yaml")["files"]
    assert [len(file["remarks"]) for file in files] == [2, 0, 0]


def test_the_tests_of_the_page_pass_and_the_wrong_one_fails(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _json(capsys, "test", OWN)
    assert told["failed"] == 0
    assert len(told["tests"]) >= 5
    wrong = _json(capsys, "test", "wrong.tests.yaml", status=1)
    assert [len(test["failures"]) for test in wrong["tests"]] == [2]


def test_the_answers_are_those_of_the_page(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def status(norm: str, *words: str) -> str:
        told = _json(capsys, "ask", OWN, "--event", EVENT, "--norm", norm, *words)
        (position,) = told["positions"]
        return str(position["status"])

    assert status("treaty-4.act") == "contested"
    assert status("treaty-3.consult") == "unknown"
    assert status("treaty-4.act", "--account", "manila") == "contested"
    assert status("treaty-4.act", "--account", "beijing") == "does_not_apply"
    narrow = ("--account", "manila", "--reading", "armed-attack=grave-only")
    assert status("treaty-4.act", *narrow) == "does_not_apply"


def test_the_draft_and_the_whole_differ_only_where_the_page_says() -> None:
    first, whole = (load_yaml(HOME / name).data for name in ("first.yaml", OWN))
    for key in ("id", "name", "instruments", "membership"):
        assert first[key] == whole[key]
    (draft,) = first["norms"]
    assert {**draft, "trigger": 0, "source": 0} == {**whole["norms"][1], "trigger": 0, "source": 0}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_runs_and_says_what_follows_from_it(
    generated: ModuleType, page: str
) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    shown = re.findall(r"^```\{generated\} run", text, re.MULTILINE)
    assert shown
    made = generated.expand(text)
    assert made.count("\n$ foedus treaty ") == len(shown)
    assert "Traceback" not in made
    assert [line for line in made.splitlines() if line.startswith("foedus: ")] == []
    assert "(exit status 2)" not in made


def test_the_page_includes_every_file_that_it_speaks_of() -> None:
    text = (DOCS / PAGES[0]).read_text(encoding="utf-8")
    included = re.findall(r"^```\{literalinclude\} \.\./examples/us-philippines/(\S+)$", text, re.MULTILINE)
    named = set(re.findall(r"`([\w.-]+\.yaml)`", text))
    assert set(included) | {"wrong.tests.yaml"} == named
    assert {path.name for path in HOME.iterdir()} == named


def test_the_page_lists_the_schemas_that_there_are(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (DOCS / PAGES[0]).read_text(encoding="utf-8")
    for kind in re.findall(r"^foedus treaty schema ?(\w*) > ", text, re.MULTILINE):
        told = json.loads(_said(capsys, "schema", *([kind] if kind else [])))
        assert told == treaty.schema(kind or "treaty")


def test_the_order_of_the_page_is_that_of_the_code(generated: ModuleType) -> None:
    made = generated.expand((DOCS / PAGES[1]).read_text(encoding="utf-8"))
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", made, re.MULTILINE))
    for status in treaty.STATUSES:
        assert tuple(re.findall(r"`(\w+)`", rows[status])) == treaty.BELOW[status]
