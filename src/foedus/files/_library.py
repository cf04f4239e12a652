"""The packaged library, and files of one's own that stand in for it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Literal

from foedus.errors import FileError, Span, UnknownName

__all__ = ["find", "listing"]

Kind = Literal["treaty", "case"]

_FOLDERS: dict[Kind, str] = {"treaty": "treaties", "case": "cases"}


def listing(kind: Kind) -> dict[str, Path]:
    """Packaged treaties or cases: for each id the file, or the folder that holds ``situation.yaml``."""
    folder = Path(str(files("foedus"))) / "library" / _FOLDERS[kind]
    if kind == "treaty":
        found = sorted(folder.glob("*.yaml"))
        return {path.stem: path for path in found if "." not in path.stem}
    return {path.parent.name: path.parent for path in sorted(folder.glob("*/situation.yaml"))}


def find(kind: Kind, name: str) -> Path:
    """Find a treaty file or a case folder by id, or by path where `name` is one.

    Raises
    ------
    UnknownName
        If no packaged id is so called.
    FileError
        If `name` is a path and nothing suitable is there.
    """
    known = listing(kind)
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1 or (kind == "case" and _is(path.is_dir)):
        if kind == "case" and path.name in ("case.yaml", "situation.yaml"):
            path = path.parent
        needed = path if kind == "treaty" else path / "situation.yaml"
        if not _is(needed.is_file):
            raise FileError(
                f"no such file; expected a {kind} file or one of: {', '.join(known)}", Span(str(needed))
            )
        return path
    raise UnknownName(kind, name, known)


def _is(there: Callable[[], bool]) -> bool:
    """Ask the file system; what it does not take for a name, such as one of 300 letters, is not there."""
    try:
        return there()
    except (OSError, ValueError):
        return False
