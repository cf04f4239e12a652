"""The evidence of a case: its sources, facts and contentions, strictly read."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from foedus.clock import parse_date
from foedus.errors import FileError, InputError, OutOfRange, Span, UnknownName
from foedus.evidence._border import ClaimEntry, ClaimsFile, SourcesFile, VoiceEntry
from foedus.evidence._contention import Contention, Voice
from foedus.evidence._misreport import Misreport
from foedus.evidence._model import Claim, Fact, Finding
from foedus.evidence._reconcile import reconcile
from foedus.evidence._register import library_sources, sources_of
from foedus.evidence._source import Source
from foedus.files import find, load_yaml, validate
from foedus.units import quantity

__all__ = [
    "CLAIMS",
    "RECORD",
    "SOURCES",
    "Evidence",
    "contentions_of",
    "facts_of",
    "load",
]

SOURCES, CLAIMS, RECORD = "sources.yaml", "claims.yaml", "record.csv"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a case.

    Attributes
    ----------
    folder
        The case folder.
    sources
        Sources by id: those of the case, and those of the library's register that it cites.
    facts
        Facts by id, in the order of the file.
    contentions
        What is held and denied, by id, in the order of the file.
    """

    folder: Path
    sources: dict[str, Source]
    facts: dict[str, Fact] = field(default_factory=dict)
    contentions: dict[str, Contention] = field(default_factory=dict)

    def fact(self, name: str) -> Fact:
        """Return a fact by id; raises `UnknownName`."""
        if name not in self.facts:
            raise UnknownName("fact", name, self.facts)
        return self.facts[name]

    def contention(self, name: str) -> Contention:
        """Return a contention by id; raises `UnknownName`."""
        if name not in self.contentions:
            raise UnknownName("contention", name, self.contentions)
        return self.contentions[name]

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

    @property
    def misreported(self) -> list[Misreport]:
        """The errors that are often repeated, each with its correction and the sources of that."""
        return [
            Misreport(finding, claim)
            for finding in self.findings
            for claim in finding.fact.claims
            if claim.misreport
        ]


def load(folder: Path | str) -> Evidence:
    """Load the sources, claims and contentions of a case.

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
    own = sources_of(validate(document, SourcesFile), document, mistakes)
    claims = validate(load_yaml(folder / CLAIMS), ClaimsFile)
    known = {**library_sources(), **own}
    facts = facts_of(claims, known, mistakes)
    contentions = contentions_of(claims, known, mistakes)
    if mistakes:
        first, *rest = mistakes
        raise FileError(first.what + (f" (and {len(rest)} more)" if rest else ""), first.where)
    cited = {c.source.id for fact in facts for c in fact.claims}
    cited |= {voice.source.id for contention in contentions for voice in contention.voices}
    cited |= _cited_by_record(folder / RECORD) & known.keys()
    sources = {**own, **{name: known[name] for name in sorted(cited - own.keys())}}
    return Evidence(folder, sources, {f.id: f for f in facts}, {c.id: c for c in contentions})


def _cited_by_record(path: Path) -> set[str]:
    """Ids and addresses in the column of sources; what is wrong with the record is not told here."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return {name for row in csv.DictReader(lines) for name in str(row.get("source") or "").split()}
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()


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
        facts.append(
            Fact(
                entry.id,
                entry.question,
                entry.unit,
                tuple(claims),
                note=entry.note,
                changed=_date(entry.changed),
                span=entry.span,
            )
        )
    return facts


def contentions_of(
    file: ClaimsFile, sources: dict[str, Source], mistakes: list[FileError]
) -> list[Contention]:
    """Turn the file's entries into contentions; what cannot be used is added to `mistakes`."""
    found = []
    first = {entry.id: entry.span for entry in reversed(file.facts)}
    for entry in file.contentions:
        if entry.id in first:
            told = f"the name {entry.id!r} already stands in line {first[entry.id].line}"
            mistakes.append(FileError(told, entry.span))
            continue
        first[entry.id] = entry.span
        places: dict[str, Span] = {}
        voices = []
        for item in entry.voices:
            if item.id in places:
                told = f"the voice {item.id!r} already stands in line {places[item.id].line}"
                mistakes.append(FileError(told, item.span))
                continue
            places[item.id] = item.span
            try:
                voices.append(_voice(item, sources))
            except InputError as error:
                mistakes.append(FileError(f"voice {item.id!r}: {error}", item.span))
        found.append(
            Contention(entry.id, entry.statement, entry.kind, tuple(voices), note=entry.note, span=entry.span)
        )
    return found


def _voice(item: VoiceEntry, sources: dict[str, Source]) -> Voice:
    if item.source not in sources:
        raise UnknownName("source", item.source, sources)
    given = item.model_dump(exclude={"source", "stated", "caveat"})
    return Voice(
        source=sources[item.source],
        stated=_date(item.stated),
        caveat=item.caveat or "",
        span=item.span,
        **given,
    )


def _claim(item: ClaimEntry, unit: str, sources: dict[str, Source]) -> Claim:
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
        caveat=item.caveat or "",
        stated=stated,
        knows=knows,
        withdrawn=item.status == "withdrawn",
        scope=item.scope,
        note=item.note,
        interested=item.interested,
        carried=item.tier or "",
        mark=item.mark,
        misreport=item.misreport,
        span=item.span,
    )


def _hedge(low: float | None, high: float | None) -> str:
    if low == high:
        return "exact"
    return "at-least" if high is None else "at-most" if low is None else "range"


def _date(text: str | None) -> date | None:
    return None if text is None else parse_date(text)
