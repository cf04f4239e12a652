"""Checking files: what keeps one from loading, and what a second reader should look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel

from foedus.errors import FileError, UnknownName
from foedus.files import load_yaml
from foedus.treaty._compile import Code, compile_treaty
from foedus.treaty._conditions import norm_conditions, walk
from foedus.treaty._lint_rules import early, gaps, idle, organs, remarks, unsourced
from foedus.treaty._load import mistakes, read_treaty
from foedus.treaty._schema import Norm, TreatyFile
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
    remarks
        What is allowed and worth a second look.
    """

    file: str
    errors: list[FileError]
    findings: list[FileError]
    remarks: list[FileError] = field(default_factory=list)

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
            "remarks": [entry(error) for error in self.remarks],
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
        code = compile_treaty(treaty)
    except FileError as error:
        return Check(str(path), [error], [])
    return Check(str(path), [], lint(code), _in_order(remarks(treaty.file)))


def lint(code: Code) -> list[FileError]:
    """Findings of a treaty that loads, in the order of their places."""
    found: list[FileError] = []
    treaty, file = code.treaty, code.treaty.file
    used_terms: set[str] = set()
    used_facts: set[str] = set()
    for norm in file.norms:
        found += _event_for_word(treaty, norm)
        if norm.counterparty == "target" and not any(
            leaf.target for condition in norm_conditions(norm) for leaf in walk(condition)
        ):
            what = f"{norm.id} is owed to the target and does not ask whether the target is a member"
            what += "; add {target: member} to the trigger"
            found.append(FileError(what, norm.span))
        for condition in norm_conditions(norm):
            for leaf in walk(condition):
                used_terms |= {leaf.term} if leaf.term else set()
                used_facts |= {leaf.fact} if leaf.fact else set()
    for term in file.terms:
        for reading in term.readings:
            for leaf in walk(reading.holds_if):
                used_terms |= {leaf.term} if leaf.term else set()
                used_facts |= {leaf.fact} if leaf.fact else set()
    for term in file.terms:
        if term.id not in used_terms:
            found.append(
                FileError(
                    f"no norm turns on the term {term.id!r}; use it in a trigger, or take it out", term.span
                )
            )
    for fact in file.facts:
        if fact not in used_facts:
            found.append(FileError(f"nothing turns on the fact {fact!r}; use it, or take it out", file.span))
    found += [*early(file), *idle(code), *gaps(file), *organs(file), *unsourced(file)]
    return _in_order(found)


def _in_order(found: list[FileError]) -> list[FileError]:
    return sorted(found, key=lambda e: (e.where.line, e.where.column) if e.where else (0, 0))


def _event_for_word(treaty: Treaty, norm: Norm) -> list[FileError]:
    """A trigger that names an event kind where the text uses a legal word decides a question unseen."""
    leaves = [leaf for condition in norm_conditions(norm) for leaf in walk(condition)]
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


def schema(kind: str = "treaty") -> dict[str, object]:
    """JSON schema of ``treaty/1``, ``situation/1`` or ``treaty-tests/1``, by `kind`, for editors.

    Every key says what it means, in the words of ``library/words/meanings.yaml``.
    """
    models: dict[str, type[BaseModel]] = {
        "treaty": TreatyFile,
        "situation": SituationFile,
        "tests": TrialsFile,
    }
    if kind not in models:
        raise UnknownName("kind of file", kind, models)
    shape = models[kind].model_json_schema(by_alias=True)
    path = Path(str(files("foedus"))) / "library" / "words" / "meanings.yaml"
    meanings: dict[str, dict[str, str]] = load_yaml(path).data["keys"]
    for part in (shape, *shape.get("$defs", {}).values()):
        for key, value in part.get("properties", {}).items():
            said = meanings.get(part["title"], {}).get(key)
            if said:
                value["description"] = said
    return shape
