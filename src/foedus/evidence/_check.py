"""Everything that is wrong with the evidence of a case, each with its place."""

from __future__ import annotations

from pathlib import Path

from foedus.chronicle import scan
from foedus.errors import FileError, Span, nearest
from foedus.evidence._border import ClaimsFile, SourcesFile
from foedus.evidence._loading import CLAIMS, RECORD, SOURCES, contentions_of, facts_of
from foedus.evidence._model import Fact
from foedus.evidence._reconcile import reconcile
from foedus.evidence._register import library_sources, register, sources_of
from foedus.evidence._source import Source
from foedus.files import findings, load_yaml, validate

__all__ = ["check"]


def check(folder: Path | str) -> list[FileError]:
    """Check the sources, claims and record of a case folder against each other.

    Among the mistakes is an answer that rests on sources of the denylist alone, and a claim that is marked
    as misreported although it is the answer.

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
        file = validate(document, ClaimsFile)
        facts = facts_of(file, sources, found)
        contentions_of(file, sources, found)
        for fact in facts:
            _standing(fact, found)
    _record(folder, sources, found)
    return found


_FILES = (SOURCES, CLAIMS, RECORD)


def _sources(folder: Path, found: list[FileError]) -> dict[str, Source] | None:
    document = load_yaml(folder / SOURCES)
    mistakes = findings(document, SourcesFile)
    found += mistakes
    if mistakes:
        return None
    return {**library_sources(), **sources_of(validate(document, SourcesFile), document, found)}


def _standing(fact: Fact, found: list[FileError]) -> None:
    finding = reconcile(fact)
    if register().all_denied(claim.source for claim in finding.chosen):
        names = ", ".join(sorted({claim.source.id for claim in finding.chosen}))
        told = f"the answer to {fact.id!r} rests on {names} alone, and nothing may rest on the denylist alone"
        found.append(FileError(told, fact.span))
    for claim in finding.chosen:
        if claim.misreport:
            told = f"claim {claim.id!r} is marked as misreported, and it is the answer"
            found.append(FileError(told, claim.span))


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
