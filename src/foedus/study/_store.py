"""The folder of a study: chunks that are there whole or not at all, and are never written twice.

A chunk is written under a temporary name, flushed to the disk, renamed, and its folder flushed. A
process that is killed, a machine that goes down or a disk that is full leaves a folder that can be
gone on with. What is there but is not what was written is set aside, never written over.
"""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from foedus.errors import FileError, InputError, OutputError, Span
from foedus.study._records import ChunkNotes, FailureNotes, Manifest, Notes, read_record, told
from foedus.study._tasks import Done, Failed, TaskSpec, sha

if TYPE_CHECKING:
    import polars as pl

    from foedus.study._plan import Plan

__all__ = ["MANIFEST", "PLAN", "Kept", "Store", "placed", "synced"]

MANIFEST, PLAN = "manifest.json", "plan.yaml"
_LOCK, _PARTIAL, _ASIDE = ".lock", ".partial-", "aside"
#: Tables of a chunk; the second only if something is counted.
_ROWS, _HISTOGRAMS = "rows.parquet", "histograms.parquet"


class Kept(NamedTuple):
    """What the notes of a chunk or of a failed task say."""

    number: int
    runs: int
    seconds: float
    notes: dict[str, Any]


class Store:
    """A folder of chunks.

    Parameters
    ----------
    folder
        Made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._chunks, self._failures = folder / "chunks", folder / "failed"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, so that no second process works in it; a process that dies lets go of it.

        Raises
        ------
        InputError
            If another process holds it.
        OutputError
            If the folder cannot be written.
        """
        try:
            for one in (self._chunks, self._failures):
                one.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / _LOCK).open("a+")
        except OSError as error:
            raise OutputError(f"{error.filename}: cannot be written: {error.strerror}") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                    raise OutputError(f"{self.folder}: cannot be locked: {error.strerror}") from None
                raise InputError(f"{self.folder}: another process is at work there") from None
            try:
                for place in (self.folder, self._chunks, self._failures):
                    for path in place.glob(_PARTIAL + "*"):
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
            except OSError as error:
                raise OutputError(f"{self.folder}: cannot be written: {error.strerror}") from None
            yield

    def begin(self, manifest: dict[str, Any], plan: bytes) -> None:
        """Write the plan and, last, the manifest, with which the folder becomes a study."""
        placed(self.folder / PLAN, plan)
        placed(self.folder / MANIFEST, _json(manifest))

    def manifest(self) -> dict[str, Any]:
        """What the study was begun with.

        Raises
        ------
        FileError
            If the folder holds no study, or its manifest is damaged.
        """
        try:
            return read_record(self.folder / MANIFEST, Manifest)
        except FileError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise FileError("no study is in this folder", Span(str(self.folder))) from None
            advice = "put it back as it was, or run the plan into another folder"
            raise FileError(f"{error.what}; {advice}", error.where) from None

    def add(self, spec: TaskSpec, done: Done) -> None:
        """Write the chunk of a task; when this returns, it stays."""
        import polars as pl

        size = spec.last - spec.first
        replicas = np.arange(spec.first, spec.last, dtype=np.int64)
        rows = pl.DataFrame(
            {
                "case": [spec.case_id] * size,
                "variant": [spec.variant] * size,
                "setting": [spec.setting] * size,
                "seed": np.full(size, spec.seed, np.int64),
                "particle": replicas % spec.particles,
                "replica": replicas,
            }
        ).with_columns(pl.Series(name, values, nan_to_null=True) for name, values in done.columns.items())
        parts = []
        for name, counts in done.histograms.items():
            hours, bins = np.nonzero(counts)
            part = {"hour": hours, "bin": bins, "count": counts[hours, bins]}
            parts.append(pl.DataFrame(part).select(pl.lit(name).alias("quantity"), pl.all()))
        data = {_ROWS: _parquet(rows)}
        if parts:
            data[_HISTOGRAMS] = _parquet(pl.concat(parts))
        notes = _notes(spec, done) | {"sha256": {name: sha(content) for name, content in data.items()}}
        target = self._chunks / f"{spec.number:08d}"
        stage = self._chunks / f"{_PARTIAL}{spec.number:08d}"
        stage.mkdir()
        try:
            for name, content in {**data, "task.json": _json(notes)}.items():
                _write(stage / name, content)
            _flush(stage)
            stage.rename(target)
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
        _flush(self._chunks)

    def fail(self, spec: TaskSpec, failed: Failed) -> None:
        """Write the row of a task that failed."""
        placed(
            self._failures / f"{spec.number:08d}.json",
            _json(_notes(spec, failed) | {"stage": failed.stage, "error": failed.error}),
        )

    def done(self) -> dict[int, Kept]:
        """The chunks that are there, by number.

        Raises
        ------
        FileError
            If the notes of one are not what was written.
        """
        return {int(p.name): self._kept(p / "task.json", ChunkNotes) for p in self._there()}

    def count(self) -> int:
        """How many chunks are there."""
        return sum(1 for _ in self._chunks.glob("[0-9]" * 8))

    def failed(self) -> dict[int, Kept]:
        """The tasks that failed and were not done since, by number; raises as `done`."""
        found = {int(p.stem): p for p in self._missed()}
        return {
            i: self._kept(p, FailureNotes)
            for i, p in found.items()
            if not (self._chunks / f"{i:08d}").is_dir()
        }

    def read(self, index: int, name: str) -> pl.DataFrame:
        """A table of a chunk.

        Raises
        ------
        FileError
            If it is not what was written.
        """
        import polars as pl

        path = self._chunks / f"{index:08d}"
        data = self._data(path / name, self._kept(path / "task.json", ChunkNotes).notes)
        return pl.read_parquet(io.BytesIO(data))

    def check(self, plan: Plan) -> None:
        """Look whether all that is there is what the tasks of a plan wrote; raises `FileError` if not."""
        for _, error in self._wrong(plan):
            raise error

    def spare(self, tasks: int) -> Path | None:
        """Something whose number a study of so many tasks does not have."""
        return next((p for p in (*self._there(), *self._missed()) if int(p.name[:8]) >= tasks), None)

    def mend(self, plan: Plan, note: Callable[[str], None]) -> None:
        """Set aside what is not what the tasks of a plan wrote, so that they are run again; tell of each."""
        for path, error in list(self._wrong(plan)):
            what = error.what.removesuffix(f"; {self._advice}")
            again = ", and its task is run again" if int(path.name[:8]) < plan.tasks else ""
            note(f"{error.where}: {what}; moved to {self.aside(path)}{again}")

    def aside(self, path: Path) -> Path:
        """Move something to where nothing is read, under a name that is free there."""
        folder = self.folder / _ASIDE
        folder.mkdir(exist_ok=True)
        names = (path.name, *(f"{path.name}.{i}" for i in range(2, 10_000)))
        target = next(folder / name for name in names if not (folder / name).exists())
        path.rename(target)
        _flush(folder)
        _flush(path.parent)
        return target

    @property
    def _advice(self) -> str:
        return f"set it aside and run its task again with: foedus study resume {self.folder}"

    def _there(self) -> list[Path]:
        return sorted(self._chunks.glob("[0-9]" * 8))

    def _missed(self) -> list[Path]:
        return sorted(self._failures.glob("[0-9]" * 8 + ".json"))

    def _wrong(self, plan: Plan) -> Iterator[tuple[Path, FileError]]:
        """What is there and is not what a task of the plan wrote, and why not."""
        tables = (_ROWS, _HISTOGRAMS) if plan.histograms else (_ROWS,)
        for path in self._there():
            try:
                notes = self._checked(path / "task.json", ChunkNotes, int(path.name), plan)
                for name in tables:
                    self._data(path / name, notes)
            except FileError as error:
                yield path, error
        for path in self._missed():
            try:
                self._checked(path, FailureNotes, int(path.stem), plan)
            except FileError as error:
                yield path, error

    def _checked(self, path: Path, model: type[Notes], number: int, plan: Plan) -> dict[str, Any]:
        """The notes of a task, if they are those of the task of that number."""
        if number >= plan.tasks:
            what = f"the study has {plan.tasks} tasks, and none of this number"
            raise FileError(f"{what}; {self._advice}", Span(str(path)))
        notes = self._kept(path, model).notes
        for key, value in _identity(plan.spec(number)).items():
            if notes[key] != value:
                what = f"{key} {told(notes[key])} is not {told(value)}, as in the task of this number"
                raise FileError(f"{what}; {self._advice}", Span(str(path)))
        return notes

    def _kept(self, path: Path, model: type[Notes]) -> Kept:
        try:
            notes = read_record(path, model)
        except FileError as error:
            raise FileError(f"{error.what}; {self._advice}", error.where) from None
        return Kept(notes["task"], notes["last"] - notes["first"], notes["seconds"], notes)

    def _data(self, path: Path, notes: dict[str, Any]) -> bytes:
        """The bytes of a table of a chunk, if they are those that were written."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FileError(f"cannot be read: {error.strerror}; {self._advice}", Span(str(path))) from None
        if sha(data) != notes["sha256"].get(path.name):
            raise FileError(f"not what was written there; {self._advice}", Span(str(path)))
        return data

    def scan(self, *numbers: int) -> pl.LazyFrame:
        """The rows of some chunks, one after the other, for reading some columns."""
        import polars as pl

        return pl.scan_parquet([self._chunks / f"{number:08d}" / "rows.parquet" for number in numbers])


@contextmanager
def synced(path: Path) -> Iterator[BinaryIO]:
    """Give a file with a temporary name that is flushed, renamed to `path`, and its folder flushed."""
    stage = path.with_name(_PARTIAL + path.name)
    try:
        with stage.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        stage.replace(path)
    except BaseException:
        stage.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def placed(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    with synced(path) as out:
        out.write(data)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _flush(folder: Path) -> None:
    """Make the names in a folder outlive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out, compression="zstd", compression_level=1, statistics=False)
    return out.getvalue()


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _notes(spec: TaskSpec, result: Done | Failed) -> dict[str, Any]:
    return _identity(spec) | {"seconds": round(result.seconds, 4), "worker": result.worker}


def _identity(spec: TaskSpec) -> dict[str, Any]:
    """What of its notes tells a task from all others of its study."""
    return {
        "task": spec.number,
        "case": spec.case_id,
        "variant": spec.variant,
        "setting": spec.setting,
        "seed": spec.seed,
        "first": spec.first,
        "last": spec.last,
    }
