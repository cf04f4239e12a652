"""Finding treaties and cases by id or path, and writing whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from foedus.errors import FileError, OutputError, UnknownName
from foedus.files import find, listing, staged_folder, write_bytes, write_text


def test_packaged_ids_are_found() -> None:
    assert find("treaty", "csto") == listing("treaty")["csto"]
    assert find("treaty", "csto").is_file()
    folder = find("case", "kazakhstan-2022")
    assert (folder / "situation.yaml").is_file()
    assert list(listing("case")) == sorted(listing("case"))


def test_an_unknown_id_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown case 'kazakstan-2022'; did you mean 'kazakhstan-2022'"):
        find("case", "kazakstan-2022")
    with pytest.raises(UnknownName, match="unknown treaty 'ctso'; did you mean 'csto'"):
        find("treaty", "ctso")


def test_a_folder_or_a_file_in_it_names_a_case(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "situation.yaml").write_text("schema: situation/1\n", encoding="utf-8")
    (folder / "case.yaml").write_text("schema: case/1\n", encoding="utf-8")
    assert find("case", str(folder)) == folder
    assert find("case", str(folder / "case.yaml")) == folder
    assert find("case", str(folder / "situation.yaml")) == folder


def test_a_path_to_nothing_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(
        FileError, match=r"none/situation\.yaml: no such file; expected a case file or one of:"
    ):
        find("case", str(tmp_path / "none"))
    with pytest.raises(
        FileError, match=r"none\.yaml: no such file; expected a treaty file or one of: .*\bcsto\b"
    ):
        find("treaty", str(tmp_path / "none.yaml"))


def test_a_stage_moves_its_files_in_together(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    with staged_folder(folder) as stage:
        (stage / "a.txt").write_text("a", encoding="utf-8")
        (stage / "b.txt").write_text("b", encoding="utf-8")
        assert not (folder / "a.txt").exists()
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(3)])
def test_a_stage_that_fails_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    (tmp_path / "a.txt").write_text("before", encoding="utf-8")

    def work() -> None:
        with staged_folder(tmp_path) as stage:
            (stage / "a.txt").write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(type(error)):
        work()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "before"


def test_what_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a file, no folder", encoding="utf-8")
    writers: list[Callable[[Path], None]] = [lambda p: write_text(p, "x"), lambda p: write_bytes(p, b"x")]
    for write in writers:
        with pytest.raises(OutputError, match=r"cannot be written: .*; nothing was changed there") as caught:
            write(file / "below" / "x.txt")
        assert "\n" not in str(caught.value)
    with pytest.raises(OutputError), staged_folder(file):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_write_replaces_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "x.txt", "long before\n")
    write_text(tmp_path / "x.txt", "né\n")
    assert (tmp_path / "x.txt").read_bytes() == "né\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]
