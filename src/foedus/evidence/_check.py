"""Everything that is wrong with the evidence of a case, each with its place."""

from __future__ import annotations

from pathlib import Path

from foedus.chronicle import scan
from foedus.errors import FileError, Span, nearest
from foedus.evidence._loading import CLAIMS, RECORD, SOURCES, ClaimsFile, SourcesFile, facts_of, sources_of
from foedus.evidence._model import Source
from foedus.files import findings, load_yaml, validate

__all__ = ["check"]


def check(folder: Path | str) -> list[FileError]:
    """Check the sources, claims and record of a case folder against each other.

    Parameters
    ----------
    folder
        A folder with ``sources.yaml``, ``claims.yaml`` and ``record.csv``.

    Returns
    -------
    list of FileError
        Every mistake with its place, what was expected and the nearest word; empty if there is none.

    Raises
    ------
    FileError
        If the folder or one of its files cannot be read at all.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileError("no such folder; expected one with " + ", ".join(_FILES), Span(str(folder)))
    for name in _FILES:
        if not (folder / name).is_file():
            raise FileError(f"no such file; a case has {', '.join(_FILES)}", Span(str(folder / name)))
    found: list[FileError] = []
    sources = _sources(folder, found)
    document = load_yaml(folder / CLAIMS)
    mistakes = findings(document, ClaimsFile)
    found += mistakes
    if not mistakes and sources is not None:
        facts_of(validate(document, ClaimsFile), sources, found)
    _record(folder, sources, found)
    return found


_FILES = (SOURCES, CLAIMS, RECORD)


def _sources(folder: Path, found: list[FileError]) -> dict[str, Source] | None:
    document = load_yaml(folder / SOURCES)
    mistakes = findings(document, SourcesFile)
    found += mistakes
    return None if mistakes else sources_of(validate(document, SourcesFile), document, found)


def _record(folder: Path, sources: dict[str, Source] | None, found: list[FileError]) -> None:
    rows, mistakes = scan(folder / RECORD)
    for where, event in rows:
        if event.status == "simulated":
            mistakes.append(FileError("column 'status': a record has no simulated events", where))
        if not event.sources:
            mistakes.append(FileError("column 'source': is empty; expected an id of a source", where))
        for name in event.sources:
            if sources is not None and name not in sources and "://" not in name:
                told = f"column 'source': unknown source {name!r}{nearest(name, sources)}"
                mistakes.append(FileError(told, where))
    found += sorted(mistakes, key=lambda mistake: mistake.where.line if mistake.where else 0)
