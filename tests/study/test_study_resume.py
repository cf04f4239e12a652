from __future__ import annotations

import errno
import os
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus.cli import run
from foedus.errors import Interrupted, OutputError
from foedus.study import Standing, read_study, resume_study, run_study
from tests.study.small import FOEDUS, PLAN, TASKS, bits, environment, make_plan


def _begin(plan: Path, out: Path, chunks: int, **more: object) -> subprocess.Popen[str]:
    """Start a study in a process of its own and wait until it has written some chunks."""
    work = subprocess.Popen(
        [*FOEDUS, "study", "run", str(plan), "--out", str(out), "--workers", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), **more,
    )  # type: ignore[call-overload]  # fmt: skip
    begun = time.monotonic()
    while len(list(out.glob("chunks/0*"))) < chunks:
        assert work.poll() is None, work.communicate()[1]
        assert time.monotonic() - begun < 60
        time.sleep(0.01)
    assert isinstance(work, subprocess.Popen)
    return work


@pytest.fixture(scope="session")
def slow(home: Path) -> Path:
    """The same runs in the smallest chunks, so that there is time to break in."""
    return make_plan(home, PLAN.replace("chunk: 32", "chunk: 8"), "slow.yaml")


def _stamps(out: Path) -> dict[str, tuple[int, int]]:
    found = {path.parent.name: path.stat() for path in out.glob("chunks/0*/rows.parquet")}
    return {name: (one.st_ino, one.st_mtime_ns) for name, one in found.items()}


def test_a_killed_driver_loses_nothing_and_does_nothing_twice(
    slow: Path, reference: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    work = _begin(slow, out, 6)
    work.kill()
    work.communicate()
    # As if it had been killed while it wrote.
    (out / "chunks" / ".partial-00000099").mkdir()
    (out / "chunks" / ".partial-00000099" / "rows.parquet").write_bytes(b"PAR1")
    before = _stamps(out)
    partial = read_study(out)
    assert partial.document["state"] == "partial"
    assert 6 <= partial.document["tasks"]["done"] == len(before) < 80
    assert partial.document["settings"][0]["runs"] == 8 * len(before)
    told: list[Standing] = []
    resume_study(out, tell=told.append)
    assert len(told) == 80 - len(before)
    assert (told[-1].done, told[-1].runs_done, told[-1].fresh) == (80, 640, 640 - 8 * len(before))
    after = _stamps(out)
    assert {name: after[name] for name in before} == before
    assert bits(out) == bits(reference)
    assert not list(out.rglob(".partial-*"))


def test_an_interrupt_is_heard_at_once_and_tells_how_to_go_on(
    slow: Path, reference: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    work = _begin(slow, out, 6)
    begun = time.monotonic()
    work.send_signal(signal.SIGINT)
    told, said = work.communicate(timeout=30)
    assert work.returncode == 130
    assert time.monotonic() - begun < 2, "0.3 s on a machine that has nothing else to do"
    assert told == ""
    line = said.splitlines()[-1]
    assert re.fullmatch(
        rf"foedus: interrupted; \d+ of 80 tasks are on disk; go on with: foedus study resume {out}", line
    )
    assert run(["study", "resume", str(out)]) == 0
    assert bits(out) == bits(reference)


def test_an_interrupt_while_the_files_are_written(
    plan: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foedus.study._store import Store

    plain, out = Store.read, tmp_path / "out"

    def interrupting(self: Store, number: int, name: str) -> object:
        if number == 7 and name == "rows.parquet":
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.3)
        return plain(self, number, name)

    monkeypatch.setattr(Store, "read", interrupting)
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(Interrupted, match=rf"{TASKS} of {TASKS} tasks are on disk"):
            run_study(plan, out)
    finally:
        signal.signal(signal.SIGINT, heard)
    time.sleep(0.5)
    assert not (out / "rows.parquet").exists()
    monkeypatch.setattr(Store, "read", plain)
    resume_study(out)
    assert bits(out) == bits(reference)


def test_a_full_disk_ends_in_one_line_and_is_gone_on_with(
    plan: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    plain, written = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal written
        written += 1
        if written > 40:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        plain(handle)

    out = tmp_path / "out"
    monkeypatch.setattr(os, "fsync", full)
    assert run(["study", "run", str(plan), "--out", str(out)]) == 2
    monkeypatch.setattr(os, "fsync", plain)
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    done = read_study(out).document["tasks"]["done"]
    assert 0 < done < TASKS
    assert said == (
        f"foedus: {out}: cannot be written: No space left on device; {done} of {TASKS} tasks are on disk; "
        f"go on with: foedus study resume {out}\n"
    )
    before = _stamps(out)
    assert run(["study", "resume", str(out)]) == 0
    after = _stamps(out)
    assert {name: after[name] for name in before} == before
    assert bits(out) == bits(reference)


def test_a_file_that_may_not_grow(
    home: Path, reference: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The system's own refusal: chunks are small enough, the file of all rows is not."""
    path = make_plan(home, PLAN.replace("chunk: 32", "chunk: 16"), "limited.yaml")
    out, size = tmp_path / "out", (reference / "rows.parquet").stat().st_size
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size - 200, whole[1]))
    try:
        status = run(["study", "run", str(path), "--out", str(out)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)
    assert status == 2
    assert capfd.readouterr().err == (
        f"foedus: {out}: cannot be written: File too large; 40 of 40 tasks are on disk; "
        f"go on with: foedus study resume {out}\n"
    )
    assert not (out / "rows.parquet").exists()
    assert run(["study", "resume", str(out)]) == 0
    assert bits(out) == bits(reference)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda home, out: _edit(out / "plan.yaml", "chunk: 32", "chunk: 16"),
         r"began: plan: chunk 32 is now 16, tasks 8 is now 12; put it back"),
        (lambda home, out: _edit(home / "plan.yaml", "seeds: [1, 2]", "seeds: [1]"),
         r"plan.yaml: plan: seeds \[1, 2\] is now \[1\]; "),
        (lambda home, out: _edit(home / "plan.yaml", "request: never", "request: recorded"),
         r"plan.yaml: plan: settings\[2\].levers.request never is now recorded; "),
        (lambda home, out: _edit(home / "small/case.yaml", '"0.6"', '"0.7"'),
         r"small: case.yaml \w{12} is now \w{12}[,;]"),
        (lambda home, out: _edit(home / "small/parameters.csv", "\n0", "\n1"),
         r"small: parameters.csv \w{12} is now \w{12}; "),
        (lambda home, out: _edit(out / "manifest.json", '"numba": "', '"numba": "1'),
         r"began: numba 1\S+ is now [\d.]+; "),
        (lambda home, out: _edit(out / "manifest.json", '"kernels_sha256": "', '"kernels_sha256": "x'),
         r"the sources of the model: x\w{11} is now \w{12}; "),
        (lambda home, out: _edit(out / "manifest.json", '"small alone": "', '"small alone": "x'),
         r"what is compiled of small alone x\w{11} is now \w{12}; "),
        (lambda home, out: _edit(out / "manifest.json", '"small base"', '"small bas"'),
         r"the sample of small bas \w{12} is now none, the sample of small base none is now \w{12}; "),
        (lambda home, out: (home / "small/case.yaml").unlink(), "case.yaml"),
    ],
    ids=["plan", "origin", "lever", "case", "sample", "version", "kernels", "problem", "name", "gone"],
)  # fmt: skip
def test_what_has_changed_is_refused_and_named(
    home: Path, tmp_path: Path, change: Callable[[Path, Path], object], words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    here = tmp_path / "home"
    shutil.copytree(home / "small", here / "small")
    path = make_plan(here, PLAN.replace("replicas: 4", "replicas: 1"))
    run_study(path, tmp_path / "out")
    chunk = tmp_path / "out" / "chunks" / "00000001"
    shutil.rmtree(chunk)
    (tmp_path / "out" / "summary.json").unlink()
    change(here, tmp_path / "out")
    assert run(["study", "resume", str(tmp_path / "out")]) == 2
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "cannot go on, for this has changed since the study began" in said
    assert re.search(words, said), said
    assert not chunk.exists()


def test_a_plan_that_moved_away_is_no_change(home: Path, reference: Path, tmp_path: Path) -> None:
    path = make_plan(home, PLAN, "moving.yaml")
    run_study(path, tmp_path / "out")
    path.unlink()
    shutil.rmtree(tmp_path / "out" / "chunks" / "00000003")
    resume_study(tmp_path / "out")
    assert bits(tmp_path / "out") == bits(reference)


@pytest.fixture
def copy(reference: Path, tmp_path: Path) -> Path:
    """A finished study that a test may damage."""
    return Path(shutil.copytree(reference, tmp_path / "out"))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _turned(path: Path) -> None:
    """Put a file in the place of a folder, or a folder in that of a file."""
    if path.is_dir():
        shutil.rmtree(path)
        path.touch()
    else:
        path.unlink()
        path.mkdir()


def _refused(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command says that must be refused in one line."""
    assert run(list(arguments)) == 2
    said = capfd.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    return said.err


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda chunks: _cut(chunks / "00000004/rows.parquet"), "rows.parquet: not what was written there"),
        (lambda chunks: _cut(chunks / "00000004/histograms.parquet"), "histograms.parquet: not what was"),
        (lambda chunks: (chunks / "00000004/rows.parquet").unlink(), "rows.parquet: cannot be read: No such"),
        (lambda chunks: _cut(chunks / "00000004/task.json"), "task.json:13:25: not JSON: "),
        (lambda chunks: (chunks / "00000004/task.json").write_text("{}"), "task.json:1:1: the key 'task' is"),
        (lambda chunks: (chunks / "00000004/task.json").write_bytes(b"\xff"), "task.json: not UTF-8 text"),
        (lambda chunks: _edit(chunks / "00000004/task.json", '"first": 128', '"first": "128"'),
         "task.json:7:11: first: expected a whole number, not '128'"),
        (lambda chunks: _edit(chunks / "00000004/task.json", '"first": 1', '"first": 2'),
         "task.json: first 228 is not 128, as in the task of this number"),
        (lambda chunks: _turned(chunks / "00000004"), "task.json: cannot be read: Not a directory"),
        (lambda chunks: shutil.copytree(chunks / "00000004", chunks / "00000080"), "00000080"),
    ],
    ids=["rows", "counts", "none", "half", "empty", "bytes", "type", "other", "file", "surplus"],
)  # fmt: skip
def test_a_damaged_chunk_is_told_and_made_anew(
    copy: Path, reference: Path, damage: Callable[[Path], object], words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (copy / "summary.json").unlink()
    damage(copy / "chunks")
    before = _stamps(copy)
    said = _refused(capfd, "study", "show", str(copy))
    assert words in said
    if "00000080" in words:
        assert said.endswith(
            "80: the study has 20 tasks, and none of this number; set it aside with: "
            f"foedus study resume {copy}\n"
        )
    else:
        assert said.endswith(f"; set it aside and run its task again with: foedus study resume {copy}\n")
    assert run(["study", "resume", str(copy)]) == 0
    told = capfd.readouterr().err.splitlines()[0]
    (moved,) = (copy / "aside").iterdir()
    assert words in told
    again = "" if moved.name == "00000080" else ", and its task is run again"
    assert told.endswith(f"; moved to {moved}{again}")
    after = _stamps(copy)
    assert {name for name in after if after[name] != before.get(name)} <= {"00000004"}
    assert "00000080" not in after
    assert bits(copy) == bits(reference)
    assert run(["study", "show", str(copy)]) == 0


def test_a_damaged_failure_is_run_again(
    copy: Path, reference: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(copy / "chunks" / "00000003")
    (copy / "failed" / "00000003.json").write_text("[]")
    said = _refused(capfd, "study", "show", str(copy))
    assert "failed/00000003.json:1:1: expected keys with values, not []; set it aside and run its" in said
    assert run(["study", "resume", str(copy)]) == 0
    assert f"; moved to {copy}/aside/00000003.json, and its task is run again\n" in capfd.readouterr().err
    assert bits(copy) == bits(reference)


@pytest.mark.parametrize(
    ("name", "damage", "words"),
    [
        ("rows.parquet", Path.unlink, "cannot be read: No such file or directory"),
        ("rows.parquet", _cut, "not what was written there"),
        ("histograms.parquet", _cut, "not what was written there"),
        ("hourly.parquet", lambda path: path.write_bytes(b""), "not what was written there"),
        ("failures.csv", Path.unlink, "cannot be read: No such file"),
        ("summary.json", lambda path: path.write_text("{}"), "the key 'schema' is missing (and 2 more)"),
        ("summary.json", lambda path: path.write_text("[" * 100_000), "not JSON: "),
        (
            "summary.json",
            lambda path: _edit(path, '"runs": 320', '"runs": 321'),
            "not what was written there",
        ),
        ("summary.json", _turned, "cannot be read: Is a directory"),
    ],
)
def test_files_that_are_lost_or_changed_are_put_together_again(
    copy: Path, reference: Path, name: str, damage: Callable[[Path], object], words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    damage(copy / name)
    there = (copy / name).exists()
    said = _refused(capfd, "study", "show", str(copy))
    assert said.startswith(f"foedus: {copy / name}:")
    assert words in said
    assert said.endswith(f"; put it together again: foedus study resume {copy}\n")
    before = _stamps(copy)
    assert run(["study", "resume", str(copy)]) == 0
    told = capfd.readouterr().err
    assert words in told
    moved = f"; moved to {copy}/aside/{name}, and " if there else "; "
    assert told.endswith(f"{moved}put together again from the chunks\n")
    assert _stamps(copy) == before, "nothing is run again"
    assert bits(copy) == bits(reference)
    assert run(["study", "show", str(copy)]) == 0
    assert run(["study", "resume", str(copy)]) == 0
    assert capfd.readouterr().err == "", "it is whole"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_text("{}"), "manifest.json:1:1: the key 'schema' is missing (and "),
        (lambda path: path.write_text("[]"), "manifest.json:1:1: expected keys with values, not []"),
        (_cut, "manifest.json:"),
        (lambda path: path.write_text(""), "manifest.json:1:1: not JSON: Expecting value"),
        (
            lambda path: _edit(path, '"tasks": 20', '"tasks": "20"'),
            "tasks: expected a whole number, not '20'",
        ),
        (
            lambda path: _edit(path, '"tasks": 20', '"tasks": NaN'),
            "manifest.json: not JSON: NaN is no number",
        ),
        (_turned, "manifest.json: cannot be read: Is a directory"),
    ],
)
@pytest.mark.parametrize("command", ["show", "resume"])
def test_a_damaged_manifest_is_refused(
    copy: Path, damage: Callable[[Path], object], words: str, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    damage(copy / "manifest.json")
    said = _refused(capfd, "study", command, str(copy))
    assert words in said
    assert said.endswith("; put it back as it was, or run the plan into another folder\n")


def test_part_of_a_study_is_shown_with_its_own_plan_only(
    copy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (copy / "summary.json").unlink()
    _edit(copy / "plan.yaml", "replicas: 4", "replicas: 5")
    said = _refused(capfd, "study", "show", str(copy))
    assert "this has changed since the study began: plan: replicas 4 is now 5; put it back" in said
    (copy / "plan.yaml").unlink()
    assert "plan.yaml: cannot be read: No such file" in _refused(capfd, "study", "show", str(copy))


def test_a_folder_that_cannot_be_written(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/out\S*: cannot be written: Not a directory"):
        run_study(plan, tmp_path / "file" / "out")
