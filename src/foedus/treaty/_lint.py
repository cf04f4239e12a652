"""Checking files: what keeps one from loading, and what a second reader should look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from foedus.errors import FileError, UnknownName
from foedus.files import load_yaml
from foedus.treaty._compile import compile_treaty
from foedus.treaty._conditions import walk
from foedus.treaty._load import mistakes, read_treaty
from foedus.treaty._schema import Condition, Norm, TreatyFile
from foedus.treaty._situation import SituationFile, situation_mistakes
from foedus.treaty._treaty import Treaty
from foedus.treaty._trials import TrialsFile, trial_mistakes

__all__ = ["Check", "check", "lint", "schema"]

#: Words of treaty law that judge what happened. Where a text uses one, a norm must turn on a term.
LEGAL_WORDS = (
    "aggression",
    "armed attack",
    "attack",
    "hostilities",
    "internal affairs",
    "internal matters",
    "intervention",
    "necessary",
    "peacekeeping",
    "self-defence",
    "threat",
    "terrorism",
)


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found in one file.

    Attributes
    ----------
    errors
        What keeps the file from loading.
    findings
        What loads, and yet hides a choice or leads nowhere.
    """

    file: str
    errors: list[FileError]
    findings: list[FileError]

    def json(self) -> dict[str, object]:
        """Give the check as JSON."""

        def entry(error: FileError) -> dict[str, object]:
            where = error.where
            return {
                "line": where.line if where else None,
                "column": where.column if where else None,
                "what": error.what,
            }

        return {
            "file": self.file,
            "errors": [entry(error) for error in self.errors],
            "findings": [entry(error) for error in self.findings],
        }


def check(path: Path) -> Check:
    """Check a ``treaty/1`` or ``situation/1`` file."""
    try:
        document = load_yaml(path)
    except FileError as error:
        return Check(str(path), [error], [])
    kind = document.data.get("schema") if isinstance(document.data, dict) else None
    if kind == "situation/1":
        return Check(str(path), situation_mistakes(document), [])
    if kind == "treaty-tests/1":
        return Check(str(path), trial_mistakes(document), [])
    errors = mistakes(document)
    if errors:
        return Check(str(path), errors, [])
    treaty = read_treaty(document)
    try:
        compile_treaty(treaty)
    except FileError as error:
        return Check(str(path), [error], [])
    return Check(str(path), [], lint(treaty))


def lint(treaty: Treaty) -> list[FileError]:
    """Findings of a treaty that loads, in the order of their places."""
    found: list[FileError] = []
    file = treaty.file
    used_terms: set[str] = set()
    used_facts: set[str] = set()
    for norm in file.norms:
        found += _event_for_word(treaty, norm)
        if norm.counterparty == "target" and not any(
            leaf.target for condition in _conditions(norm) for leaf in walk(condition)
        ):
            what = f"{norm.id} is owed to the target and does not ask whether the target is a member"
            found.append(FileError(what, norm.span))
        for condition in _conditions(norm):
            for leaf in walk(condition):
                used_terms |= {leaf.term} if leaf.term else set()
                used_facts |= {leaf.fact} if leaf.fact else set()
    for term in file.terms:
        for reading in term.readings:
            for leaf in walk(reading.holds_if):
                used_terms |= {leaf.term} if leaf.term else set()
                used_facts |= {leaf.fact} if leaf.fact else set()
        if len(term.readings) == 1:
            found.append(
                FileError(
                    f"the term {term.id!r} has one reading only, so nothing on it is contested", term.span
                )
            )
    for term in file.terms:
        if term.id not in used_terms:
            found.append(FileError(f"no norm turns on the term {term.id!r}", term.span))
    for fact in file.facts:
        if fact not in used_facts:
            found.append(FileError(f"nothing turns on the fact {fact!r}", file.span))
    found += _early(file)
    return sorted(found, key=lambda e: (e.where.line, e.where.column) if e.where else (0, 0))


def _conditions(norm: Norm) -> list[Condition]:
    return [c for c in (norm.trigger, *(exception.when for exception in norm.unless)) if c is not None]


def _event_for_word(treaty: Treaty, norm: Norm) -> list[FileError]:
    """A trigger that names an event kind where the text uses a legal word decides a question unseen."""
    leaves = [leaf for condition in _conditions(norm) for leaf in walk(condition)]
    events = [leaf for leaf in leaves if leaf.event]
    if not events:
        return []
    own = {word for term in treaty.terms for word in term.words}
    covered = {word for leaf in leaves if leaf.term for word in treaty.term(leaf.term).words}
    text = norm.gist.casefold()
    said = sorted({w for w in {*LEGAL_WORDS, *own} if re.search(rf"\b{re.escape(w)}s?\b", text)} - covered)
    said = [word for word in said if not any(word != other and word in other for other in (*said, *covered))]
    if not said:
        return []
    kinds = ", ".join(kind for leaf in events for kind in leaf.event or ())
    what = f"{norm.id}: the trigger names the event {kinds!r} where the text says {said[0]!r}"
    what += "; use a term with readings"
    return [FileError(what, events[0].span)]


def _early(file: TreatyFile) -> list[FileError]:
    """A norm that holds before its instrument, or its amendment, was in force."""
    found = []
    instruments = {i.id: i for i in file.instruments}
    for norm in file.norms:
        text = instruments[norm.provision.amended_by or norm.provision.instrument]
        start = text.applied_from or text.in_force
        if start and norm.valid.from_ and norm.valid.from_ < start:
            found.append(
                FileError(
                    f"{norm.id} holds from {norm.valid.from_}, before its text was in force ({start})",
                    norm.span,
                )
            )
        if norm.valid.from_ is None:
            found.append(FileError(f"{norm.id} does not say from when it holds", norm.span))
    return found


def schema(kind: str = "treaty") -> dict[str, object]:
    """JSON schema of ``treaty/1``, ``situation/1`` or ``treaty-tests/1``, by `kind`."""
    models: dict[str, type[BaseModel]] = {
        "treaty": TreatyFile,
        "situation": SituationFile,
        "tests": TrialsFile,
    }
    if kind not in models:
        raise UnknownName("kind of file", kind, models)
    return models[kind].model_json_schema(by_alias=True)
