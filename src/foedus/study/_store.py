"""The folder of a study: chunks that are there whole or not at all, and are never written twice.

A chunk is written under a temporary name, flushed to the disk, renamed, and its folder flushed. A
process that is killed, a machine that goes down or a disk that is full leaves a folder that can be
gone on with.
"""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from foedus.errors import FileError, InputError, OutputError, Span
from foedus.study._tasks import Done, Failed, TaskSpec, sha

if TYPE_CHECKING:
    import polars as pl

__all__ = ["MANIFEST", "PLAN", "Kept", "Store", "placed", "synced"]

MANIFEST, PLAN = "manifest.json", "plan.yaml"
_LOCK, _PARTIAL = ".lock", ".partial-"


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
            raise OutputError(f"{self.folder}: cannot be written: {error.strerror}") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                    raise OutputError(f"{self.folder}: cannot be locked: {error.strerror}") from None
                raise InputError(f"{self.folder}: another process is at work there") from None
            for place in (self.folder, self._chunks, self._failures):
                for path in place.glob(_PARTIAL + "*"):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
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
        path = self.folder / MANIFEST
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
        except FileNotFoundError:
            raise FileError("no study is in this folder", Span(str(self.folder))) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FileError(f"the manifest cannot be read: {reason}", Span(str(path))) from None

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
        data = {"rows.parquet": _parquet(rows)}
        if parts:
            data["histograms.parquet"] = _parquet(pl.concat(parts))
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
        """The chunks that are there, by number."""
        return {int(p.name): _kept(p / "task.json") for p in sorted(self._chunks.glob("[0-9]" * 8))}

    def count(self) -> int:
        """How many chunks are there."""
        return sum(1 for _ in self._chunks.glob("[0-9]" * 8))

    def failed(self) -> dict[int, Kept]:
        """The tasks that failed and were not done since, by number."""
        found = {int(p.stem): p for p in sorted(self._failures.glob("[0-9]" * 8 + ".json"))}
        return {i: _kept(p) for i, p in found.items() if not (self._chunks / f"{i:08d}").is_dir()}

    def read(self, index: int, name: str) -> pl.DataFrame:
        """A table of a chunk.

        Raises
        ------
        FileError
            If it is not what was written.
        """
        import polars as pl

        path = self._chunks / f"{index:08d}" / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FileError(f"cannot be read: {error.strerror}", Span(str(path))) from None
        if sha(data) != _kept(path.parent / "task.json").notes["sha256"].get(name):
            advice = "delete its folder and go on with: foedus study resume"
            raise FileError(f"the chunk is damaged; {advice} {self.folder}", Span(str(path)))
        return pl.read_parquet(io.BytesIO(data))

    def scan(self, index: int) -> pl.LazyFrame:
        """The rows of a chunk, for reading some columns."""
        import polars as pl

        return pl.scan_parquet(self._chunks / f"{index:08d}" / "rows.parquet")


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
    frame.write_parquet(out, compression="zstd")
    return out.getvalue()


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _notes(spec: TaskSpec, result: Done | Failed) -> dict[str, Any]:
    return {
        "task": spec.number,
        "case": spec.case_id,
        "variant": spec.variant,
        "setting": spec.setting,
        "seed": spec.seed,
        "first": spec.first,
        "last": spec.last,
        "seconds": round(result.seconds, 4),
        "worker": result.worker,
    }


def _kept(path: Path) -> Kept:
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
        return Kept(
            int(notes["task"]), int(notes["last"]) - int(notes["first"]), float(notes["seconds"]), notes
        )
    except (OSError, ValueError, KeyError, TypeError):
        advice = "delete it and go on with: foedus study resume"
        raise FileError(f"damaged notes of a chunk; {advice}", Span(str(path))) from None
