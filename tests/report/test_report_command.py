"""``foedus replay``: what is written, what is printed, and what is refused before anything is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus import study
from foedus.cli import run

KAZ = "kazakhstan-2022"
FILES = {"report.html", "chronicle.csv", "ensemble.parquet", "series.nc", "summary.json"}


@pytest.fixture
def unrun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be run."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the model was run")

    monkeypatch.setattr(study, "replay", refuse)


def test_the_files_come_together_and_the_screen_names_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    target = tmp_path / "new" / "folder"
    assert run(["replay", KAZ, "--runs", "16", "--seed", "3", "--out", str(target)]) == 0
    out, _ = capfd.readouterr()
    assert {path.name for path in target.iterdir()} == FILES
    assert f"Report   {target / 'report.html'}" in out
    assert f"foedus replay {KAZ} --runs 16 --seed 3" in out
    page = (target / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert len(page.encode()) < 2_000_000
    summary = json.loads((target / "summary.json").read_text(encoding="utf-8"))
    assert (summary["case"], summary["runs"], summary["seed"]) == (KAZ, 16, 3)


def test_json_is_one_document_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["replay", KAZ, "--runs", "8", "--set", "request=never", "--json"]) == 0
    out, _ = capfd.readouterr()
    summary = json.loads(out)
    assert summary["levers"]["request"] == "never"
    assert summary["council"]["adopted"] is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("unrun")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["kazakstan-2022"], f"unknown case 'kazakstan-2022'; did you mean '{KAZ}'?"),
        ([KAZ, "--set", "request"], "--set 'request': expected lever=value, such as request=never"),
        ([KAZ, "--set", "=never"], "expected lever=value"),
        ([KAZ, "--set", "rule="], "expected lever=value"),
        ([KAZ, "--set", "rule=majority", "--set", "rule=unanimity"], "the lever 'rule' is given twice"),
        ([KAZ, "--runs", "many"], "'many' is not a valid integer"),
        ([KAZ, "--threads", "0"], "0 is not in the range x>=1"),
    ],
)
def test_what_cannot_be_used_is_refused_before_the_run(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["replay", *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("foedus: ")
    assert words in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("unrun")
def test_a_folder_that_cannot_be_written_is_refused_before_the_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert run(["replay", KAZ, "--out", str(tmp_path / "file" / "deeper")]) == 2
    _, err = capfd.readouterr()
    assert err == f"foedus: {tmp_path}/file/deeper: cannot be written: Not a directory; nothing was run\n"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_stopping_leaves_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "replay", stop)
    assert run(["replay", KAZ, "--out", str(tmp_path / "out")]) == 130
    out, err = capfd.readouterr()
    assert out == ""
    assert err.strip() == "foedus: interrupted; nothing was written"
    assert list(tmp_path.iterdir()) == []
