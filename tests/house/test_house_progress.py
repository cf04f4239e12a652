"""What a long command says while it works, where nobody watches a terminal."""

from __future__ import annotations

import time

import pytest

from foedus.cli import _progress


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_progress, "_PATIENCE", 0.05)
    monkeypatch.setattr(_progress, "_EVERY", 0.05)


def test_a_quick_command_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress.progress_bar("runs") as tell:
        tell(0, 10)
        tell(10, 10)
    assert capsys.readouterr().err == ""


def test_it_says_that_the_model_is_compiled_and_then_how_far_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with _progress.progress_bar("runs") as tell:
        time.sleep(0.2)
        tell(0, 10)
        time.sleep(0.1)
        tell(5, 10)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "foedus: runs (the first time, the model is compiled)"
    assert lines[1].startswith("foedus: runs: 5 of 10, ")
    assert lines[1].endswith("s left")
    assert len(lines) == 2


def test_it_falls_silent_when_the_work_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress.progress_bar("runs"):
        pass
    time.sleep(0.15)
    assert capsys.readouterr().err == ""
