"""The border: ``sources.yaml`` and ``claims.yaml`` of a case, strictly read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, FiniteFloat, field_validator

from foedus.clock import parse_date
from foedus.errors import FileError, InputError, OutOfRange, Span, UnknownName
from foedus.evidence._model import HEDGES, TIERS, Claim, Fact, Finding, Source
from foedus.evidence._reconcile import reconcile
from foedus.files import Document, Placed, find, load_yaml, validate
from foedus.units import UNITS, quantity

__all__ = [
    "CLAIMS",
    "RECORD",
    "SOURCES",
    "ClaimsFile",
    "Evidence",
    "SourcesFile",
    "facts_of",
    "load",
    "sources_of",
]

SOURCES, CLAIMS, RECORD = "sources.yaml", "claims.yaml", "record.csv"

_TierName = Literal[
    "treaty-series",
    "official-text",
    "court-or-inquiry",
    "official-statement",
    "rights-organisation",
    "wire",
    "press",
    "aggregator",
    "encyclopaedia",
    "archive-copy",
]
_HedgeName = Literal["exact", "about", "range", "at-least", "at-most"]
assert set(_TierName.__args__) == set(TIERS)  # type: ignore[attr-defined]
assert set(_HedgeName.__args__) == set(HEDGES)  # type: ignore[attr-defined]


def _day(text: str | None) -> str | None:
    if text is not None:
        parse_date(text)
    return text


class _SourceEntry(Placed):
    title: str
    tier: _TierName
    publisher: str = ""
    url: str = ""
    file: str = ""
    language: str = ""
    published: str = ""
    copy_of: str = ""
    note: str = ""

    @field_validator("published")
    @classmethod
    def _published(cls, text: str) -> str:
        # A month or a year is as much as some pages say of themselves.
        parse_date((text + "-01-01")[:10]) if len(text) in (4, 7) else _day(text or None)
        return text


class SourcesFile(Placed):
    """``sources.yaml``: id → source."""

    schema_: Literal["sources/1"] = Field(alias="schema")
    sources: dict[str, _SourceEntry]


class _ClaimEntry(Placed):
    id: str
    source: str
    holder: str
    locator: str = ""
    value: FiniteFloat | None = None
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    text: str = ""
    hedge: _HedgeName | None = None
    stated: str | None = None
    knows: str | None = None
    status: Literal["live", "withdrawn"] = "live"
    scope: str = ""
    note: str = ""
    interested: bool = False
    tier: _TierName | None = None
    mark: str = ""

    _days = field_validator("stated", "knows")(_day)


class _FactEntry(Placed):
    id: str
    question: str
    unit: str
    note: str = ""
    claims: list[_ClaimEntry]

    @field_validator("unit")
    @classmethod
    def _unit(cls, text: str) -> str:
        if text not in UNITS and text != "text":
            raise UnknownName("unit", text, [*UNITS, "text"])
        return text


class ClaimsFile(Placed):
    """``claims.yaml``: the facts of a case, each with its claims."""

    schema_: Literal["claims/1"] = Field(alias="schema")
    facts: list[_FactEntry]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a case.

    Attributes
    ----------
    folder
        The case folder.
    sources
        Sources by id.
    facts
        Facts by id, in the order of the file.
    """

    folder: Path
    sources: dict[str, Source]
    facts: dict[str, Fact] = field(default_factory=dict)

    def fact(self, name: str) -> Fact:
        """Return a fact by id; raises `UnknownName`."""
        if name not in self.facts:
            raise UnknownName("fact", name, self.facts)
        return self.facts[name]

    def finding(self, name: str) -> Finding:
        """Reconcile one fact by id; raises `UnknownName`."""
        return reconcile(self.fact(name))

    @property
    def findings(self) -> list[Finding]:
        """Every fact reconciled, in the order of the file."""
        return [reconcile(fact) for fact in self.facts.values()]

    @property
    def conflicts(self) -> list[Finding]:
        """The findings on which live claims about the same thing differ."""
        return [finding for finding in self.findings if finding.contested]


def load(folder: Path | str) -> Evidence:
    """Load the sources and claims of a case.

    Parameters
    ----------
    folder
        A case folder, or the id of a packaged case.

    Raises
    ------
    FileError
        With the place of the first mistake; says how many more there are.
    UnknownName
        If there is no such case.
    """
    folder = folder if isinstance(folder, Path) else find("case", folder)
    document = load_yaml(folder / SOURCES)
    mistakes: list[FileError] = []
    sources = sources_of(validate(document, SourcesFile), document, mistakes)
    claims = validate(load_yaml(folder / CLAIMS), ClaimsFile)
    facts = facts_of(claims, sources, mistakes)
    if mistakes:
        first, *rest = mistakes
        raise FileError(first.what + (f" (and {len(rest)} more)" if rest else ""), first.where)
    return Evidence(folder, sources, {fact.id: fact for fact in facts})


def sources_of(file: SourcesFile, document: Document, mistakes: list[FileError]) -> dict[str, Source]:
    """Turn the file's entries into sources; what cannot be used is added to `mistakes`."""
    entries = file.sources
    sources = {}
    for name, entry in entries.items():
        root, seen = name, [name]
        while copied := entries[root].copy_of:
            where = document.span(("sources", root, "copy_of"))
            if copied not in entries:
                if root == name:
                    mistakes.append(FileError(str(UnknownName("source", copied, entries)), where))
                break
            if copied in seen:
                if root == name:
                    mistakes.append(FileError(f"copies itself: {' → '.join([*seen, copied])}", where))
                break
            root = copied
            seen.append(root)
        if not entry.url and not entry.file:
            told = f"source {name!r} has neither url nor file; expected where it can be read"
            mistakes.append(FileError(told, entry.span))
        sources[name] = Source(id=name, root=root, **entry.model_dump())
    return sources


def facts_of(file: ClaimsFile, sources: dict[str, Source], mistakes: list[FileError]) -> list[Fact]:
    """Turn the file's entries into facts; what cannot be used is added to `mistakes`."""
    facts: list[Fact] = []
    first: dict[str, Span] = {}
    for entry in file.facts:
        if entry.id in first:
            told = f"the fact {entry.id!r} already stands in line {first[entry.id].line}"
            mistakes.append(FileError(told, entry.span))
            continue
        first[entry.id] = entry.span
        if not entry.claims:
            mistakes.append(FileError(f"the fact {entry.id!r} has no claims", entry.span))
        places: dict[str, Span] = {}
        claims = []
        for item in entry.claims:
            if item.id in places:
                told = f"the claim {item.id!r} already stands in line {places[item.id].line}"
                mistakes.append(FileError(told, item.span))
                continue
            places[item.id] = item.span
            try:
                claims.append(_claim(item, entry.unit, sources))
            except InputError as error:
                mistakes.append(FileError(f"claim {item.id!r}: {error}", item.span))
        facts.append(Fact(entry.id, entry.question, entry.unit, tuple(claims), entry.note, entry.span))
    return facts


def _claim(item: _ClaimEntry, unit: str, sources: dict[str, Source]) -> Claim:
    if item.source not in sources:
        raise UnknownName("source", item.source, sources)
    if item.value is not None and (item.low is not None or item.high is not None):
        raise InputError("both 'value' and a bound are given; expected one")
    low = item.low if item.value is None else item.value
    high = item.high if item.value is None else item.value
    if unit == "text" and not item.text:
        raise InputError("the key 'text' is missing; the fact is told in words")
    if unit != "text":
        if item.text:
            raise InputError(f"'text' is given; expected 'value', 'low' or 'high' in {unit}")
        quantity(unit, low, high)
    stated, knows = _date(item.stated), _date(item.knows)
    if stated is not None and knows is not None and knows > stated:
        raise OutOfRange(f"knows {knows} lies after stated {stated}: nobody tells what is not yet known")
    return Claim(
        id=item.id,
        source=sources[item.source],
        holder=item.holder,
        low=low,
        high=high,
        text=item.text,
        locator=item.locator,
        hedge=item.hedge or _hedge(low, high),
        stated=stated,
        knows=knows,
        withdrawn=item.status == "withdrawn",
        scope=item.scope,
        note=item.note,
        interested=item.interested,
        carried=item.tier or "",
        mark=item.mark,
        span=item.span,
    )


def _hedge(low: float | None, high: float | None) -> str:
    if low == high:
        return "exact"
    return "at-least" if high is None else "at-most" if low is None else "range"


def _date(text: str | None) -> date | None:
    return None if text is None else parse_date(text)
