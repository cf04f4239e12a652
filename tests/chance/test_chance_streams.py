from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from foedus.chance import stream


def _declare(folder: Path, name: str, text: str) -> ModuleType:
    (folder / f"{name}.py").write_text(text)
    importlib.invalidate_caches()
    return importlib.import_module(name)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path


def test_a_line_that_runs_again_declares_the_same_stream() -> None:
    assert len({int(stream("test.streams.again")) for _ in range(3)}) == 1


def test_two_declarations_of_one_name_in_two_places_are_an_error() -> None:
    stream("test.streams.twice")
    with pytest.raises(ValueError, match=r"'test\.streams\.twice' is declared twice, in .*:\d+ and .*:\d+"):
        stream("test.streams.twice")


def test_two_modules_may_not_declare_one_name(folder: Path) -> None:
    line = "from foedus.chance import stream\nLUCK = stream('test.streams.modules')\n"
    _declare(folder, "luck_of_one", line)
    with pytest.raises(ValueError, match=r"luck_of_one\.py:2 and .*luck_of_two\.py:2"):
        _declare(folder, "luck_of_two", line)


def test_one_module_may_not_declare_a_name_twice(folder: Path) -> None:
    line = "LUCK = stream('test.streams.module')\n"
    with pytest.raises(ValueError, match="declared twice"):
        _declare(folder, "luck_doubled", "from foedus.chance import stream\n" + 2 * line)


def test_reloading_a_module_is_no_second_declaration_though_it_was_edited(folder: Path) -> None:
    text = "from foedus.chance import stream\nLUCK = stream('test.streams.reload')\n"
    module = _declare(folder, "luck_reloaded", text)
    before = module.LUCK
    (folder / "luck_reloaded.py").write_text("# one more line\n" + text)
    assert before == importlib.reload(module).LUCK


def test_two_names_with_one_number_are_an_error() -> None:
    # A known collision of CRC-32.
    assert stream("plumless") == 1306201125
    with pytest.raises(ValueError, match="'buckeroo' and 'plumless' have one number"):
        stream("buckeroo")
