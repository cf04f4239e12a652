"""Writing whole or not at all: a temporary name first, then a rename."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foedus.errors import OutputError

__all__ = ["staged_folder", "writable", "write_bytes", "write_text"]


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with line feeds; raises `OutputError` and leaves what was there before."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write bytes; raises `OutputError` and leaves what was there before."""
    with staged_folder(path.parent) as stage:
        (stage / path.name).write_bytes(data)


@contextmanager
def staged_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder whose files move into `folder` together when the block ends well.

    If the block raises, `folder` keeps what it had and the temporary folder goes.

    Raises
    ------
    OutputError
        If the folder or a file in it cannot be written.
    """
    stage = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
        yield stage
        for path in sorted(stage.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        reason = error.strerror or str(error)
        raise OutputError(f"{folder}: cannot be written: {reason}; nothing was changed there") from None
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)


def writable(folder: Path) -> None:
    """Find out before a long run whether files can be written into a folder, and leave no trace of it.

    The folder need not be there yet.

    Raises
    ------
    OutputError
        If they cannot.
    """
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        Path(tempfile.mkdtemp(prefix=".partial-", dir=place)).rmdir()
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{folder}: cannot be written: {reason}; nothing was run") from None
