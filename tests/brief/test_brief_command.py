"""``foedus brief``: what it prints, writes and refuses, and how light it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from foedus.cli import run

KAZ = "kazakhstan-2022"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["csto", "--on", "2022-01-05"], "Collective Security Treaty Organisation"),
        (["CSTO", "--on", "2022-01-05"], "Brief of the organisation; as of 5 January 2022"),
        (["KAZ", "--on", "2022-01-05"], "Brief of the state; as of 5 January 2022"),
        (["kazakhstan", "--on", "2022-01-05"], "Brief of the state; as of 5 January 2022"),
        ([KAZ], "Brief of the case; law as of 5 January 2022"),
        (["csto"], "Brief of the organisation; as of"),
        (["csto", "--on", "1991-12-31"], "Not in force on that day."),
    ],
)
def test_a_brief_is_printed(
    arguments: list[str], words: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["brief", *arguments]) == 0
    out, err = capfd.readouterr()
    assert words in out
    assert err == ""
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cst0"], "unknown organisation, state or case 'cst0'; did you mean 'csto'?"),
        (["kazakhstan-2021"], f"did you mean '{KAZ}'?"),
        (["KAS"], "did you mean 'KAZ'?"),
        (["USA"], "the library has no profile of USA, and so no brief; see foedus state show USA"),
        (["csto", "--on", "2022-02-30"], "'2022-02-30' is not a date of the calendar"),
        (["csto", "--on", "yesterday"], "is not a date of the calendar"),
        (["csto", "--format", "pdf"], "'pdf' is not one of"),
        (["csto", "--json", "--format", "md"], "--json and --format exclude one another"),
        ([], "Missing argument 'THING'"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["brief", *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_json_is_one_document(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["brief", "KAZ", "--on", "2022-01-05", "--json"]) == 0
    out, err = capfd.readouterr()
    given = json.loads(out)
    assert err == ""
    assert given["on"] == "2022-01-05"
    assert given["command"] == "foedus brief KAZ --on 2022-01-05"
    assert given["sections"][0]["id"] == "short"


@pytest.mark.parametrize(
    ("name", "form", "begins"),
    [
        ("brief.md", None, "# Kazakhstan\n"),
        ("brief.html", None, "<!doctype html>"),
        ("brief.txt", None, "Kazakhstan\n"),
        ("brief.json", None, '{\n  "title": "Kazakhstan",'),
        ("brief.txt", "html", "<!doctype html>"),
        ("brief", "md", "# Kazakhstan\n"),
    ],
)
def test_a_brief_is_written_in_the_format_of_its_name(
    name: str, form: str | None, begins: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / name
    target.parent.mkdir()
    given = ["--format", form] if form else []
    assert run(["brief", "KAZ", "--on", "2022-01-05", "--out", str(target), *given]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert err == f"brief: {target}\n"
    assert target.read_text(encoding="utf-8").startswith(begins)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run(["brief", "KAZ", "--out", str(tmp_path / "file" / "brief.md")]) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_the_same_brief_twice_is_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        assert run(["brief", KAZ, "--format", "md"]) == 0
        said.append(capfd.readouterr().out)
    assert said[0] == said[1]


def test_a_brief_pays_for_no_model_and_no_drawing() -> None:
    heavy = ["numba", "altair", "polars", "scipy", "xarray", "vl_convert"]
    code = (
        "import sys, io, contextlib\n"
        "from foedus.cli import run\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    for form in ('screen', 'md', 'html'):\n"
        "        for thing in ('csto', 'KAZ', 'kazakhstan-2022'):\n"
        "            assert run(['brief', thing, '--format', form]) == 0\n"
        f"found = [name for name in {heavy!r} if name in sys.modules]\n"
        "sys.exit(', '.join(found) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_public_names_of_the_room_are_all_there() -> None:
    import foedus.report

    for name in foedus.report.__all__:
        assert getattr(foedus.report, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nonesuch'"):
        _ = foedus.report.nonesuch
