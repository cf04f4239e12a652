"""Reading treaty files, and checking that every name in them leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from foedus.errors import FileError, Span, nearest
from foedus.files import Document, find, findings, load_yaml, validate
from foedus.treaty._conditions import walk
from foedus.treaty._facts import common_facts
from foedus.treaty._schema import (
    Chair,
    Condition,
    Instrument,
    Norm,
    Organ,
    Practice,
    Procedure,
    Provision,
    Reading,
    SecretaryGeneral,
    SpellOf,
    Term,
    TreatyFile,
)
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS, KINDS

__all__ = ["cross_references", "load", "mistakes", "read_treaty"]


def load(name: str | Path) -> Treaty:
    """Load a treaty by id (``"csto"``) or by the path of a ``treaty/1`` file.

    A file is read once and again only when it has changed.

    Raises
    ------
    UnknownName
        If no packaged treaty has that id.
    FileError
        If the file does not load, with the place of the first mistake.
    """
    path = find("treaty", str(name))
    stat = path.stat()
    return _load(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _load(path: Path, modified: int, size: int) -> Treaty:
    return read_treaty(load_yaml(path))


def read_treaty(document: Document) -> Treaty:
    """Make a treaty of a document; raises `FileError` as `load`."""
    file = validate(document, TreatyFile)
    wrong = cross_references(file)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise FileError(wrong[0].what + more, wrong[0].where)
    return Treaty(file)


def mistakes(document: Document) -> list[FileError]:
    """All mistakes that keep a document from being a treaty, in the order of their places."""
    found = findings(document, TreatyFile)
    return found or cross_references(validate(document, TreatyFile))


def cross_references(file: TreatyFile) -> list[FileError]:
    """Names that lead nowhere, repeated ids, and terms that turn on themselves, in the order of places."""
    references = _References(file)
    references.check()
    found = references.found or _circles(file)
    found += _spells(file)
    unique = {str(error): error for error in found}
    return sorted(unique.values(), key=lambda e: (e.where.line, e.where.column) if e.where else (0, 0))


_Sourced = Instrument | Organ | Procedure | SpellOf | Practice | Chair | SecretaryGeneral | Norm


class _References:
    """Follows every name of a file."""

    def __init__(self, file: TreatyFile) -> None:
        self.file = file
        self.found: list[FileError] = []
        self.instruments = [i.id for i in file.instruments]
        self.organs = [o.id for o in file.organs]
        self.procedures = [p.id for p in file.procedures]
        self.terms = [t.id for t in file.terms]
        self.norms = [n.id for n in file.norms]

    def check(self) -> None:
        file = self.file
        self.once("instrument", file.instruments)
        self.once("organ", file.organs)
        self.once("procedure", file.procedures)
        self.once("term", file.terms)
        self.once("norm", file.norms)
        for name in file.facts:
            if name in KINDS:
                what = f"the fact {name!r} has the name of an event kind; call it otherwise"
                self.found.append(FileError(what, file.span))
            if name in common_facts():
                what = f"the fact {name!r} is one of the common facts; use it without declaring it"
                self.found.append(FileError(what, file.span))
        sourced: list[_Sourced] = [*file.instruments, *file.organs, *file.procedures, *file.membership]
        sourced += [*file.practices, *file.chairs, *file.secretaries_general, *file.norms]
        for item in sourced:
            self.sources(item.source, item.span)
        for instrument in file.instruments:
            self.known("instrument", instrument.amends, self.instruments, instrument.span)
        for organ in file.organs:
            self.known("instrument", organ.instrument, self.instruments, organ.span)
        for procedure in file.procedures:
            self.known("instrument", procedure.instrument, self.instruments, procedure.span)
        for spell in file.membership:
            for name in spell.instruments:
                self.known("instrument", name, self.instruments, spell.span)
        for term in file.terms:
            self.term(term)
        for norm in file.norms:
            self.norm(norm)
        for sign in file.signs:
            for name in sign.establishes:
                self.known("fact", name, [*file.facts, *common_facts(), *KINDS], sign.span)

    def known(self, kind: str, name: str | None, known: Iterable[str], where: Span) -> None:
        names = list(known)
        if name is not None and name not in names:
            self.found.append(FileError(f"unknown {kind} {name!r}{nearest(name, names)}", where))

    def once(
        self, kind: str, items: Iterable[Instrument | Organ | Procedure | Term | Norm | Reading]
    ) -> None:
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                self.found.append(FileError(f"the {kind} {item.id!r} is given twice", item.span))
            seen.add(item.id)

    def sources(self, given: Iterable[str], where: Span) -> None:
        for source in given:
            if not source.startswith(("http://", "https://")):
                self.known("source", source.partition("#")[0], self.file.sources, where)

    def provision(self, provision: Provision | None) -> None:
        if provision is not None:
            self.known("instrument", provision.instrument, self.instruments, provision.span)
            self.known("instrument", provision.amended_by, self.instruments, provision.span)

    def condition(self, condition: Condition | None) -> None:
        for leaf in walk(condition):
            self.known("term", leaf.term, self.terms, leaf.span)
            self.known("fact", leaf.fact, [*self.file.facts, *common_facts(), *KINDS], leaf.span)
            self.known("act or power", leaf.decision, [*ACTS, *self.norms], leaf.span)
            for zone in leaf.location or ():
                self.known("zone", zone, self.file.zones, leaf.span)

    def term(self, term: Term) -> None:
        self.once("reading", term.readings)
        self.provision(term.provision)
        self.known("procedure", term.settled_by, self.procedures, term.span)
        for reading in term.readings:
            self.condition(reading.holds_if)
            self.sources(reading.source, reading.span)
            for holder in reading.held_by:
                self.sources(holder.source, holder.span)

    def norm(self, norm: Norm) -> None:
        self.provision(norm.provision)
        if norm.decided_by:
            self.known("organ", norm.decided_by.organ, self.organs, norm.decided_by.span)
            self.known("procedure", norm.decided_by.procedure, self.procedures, norm.decided_by.span)
        self.condition(norm.trigger)
        for exception in norm.unless:
            self.condition(exception.when)
            self.provision(exception.provision)
        for other in norm.yields_to:
            self.known("norm", other, [*self.norms, *self.file.outside], norm.span)
            if other == norm.id:
                self.found.append(FileError(f"the norm {other!r} cannot yield to itself", norm.span))


def _spells(file: TreatyFile) -> list[FileError]:
    found = []
    for i, one in enumerate(file.membership):
        for other in file.membership[:i]:
            same = one.state == other.state and (
                set(one.instruments) & set(other.instruments) or one.instruments == other.instruments
            )
            if same and not (
                (one.to and other.from_ and one.to <= other.from_)
                or (other.to and one.from_ and other.to <= one.from_)
            ):
                what = f"{one.state} is {one.status} and {other.status} at the same time"
                found.append(FileError(f"{what} (line {other.span.line})", one.span))
    return found


def _circles(file: TreatyFile) -> list[FileError]:
    used = {
        term.id: {leaf.term for reading in term.readings for leaf in walk(reading.holds_if) if leaf.term}
        for term in file.terms
    }
    reach = {name: set(inner) for name, inner in used.items()}
    for _ in used:
        for inner in reach.values():
            inner |= {far for near in inner for far in reach[near]}
    found = [
        FileError(f"the term {t.id!r} turns on itself", t.span) for t in file.terms if t.id in reach[t.id]
    ]
    yields = {n.id: {o for o in n.yields_to if o not in file.outside} for n in file.norms}
    for _ in yields:
        further = {n: inner.union(*(yields[o] for o in inner)) for n, inner in yields.items()}
        if further == yields:
            break
        yields = further
    found += [
        FileError(f"the norm {norm.id!r} yields to a norm that yields to it", norm.span)
        for norm in file.norms
        if norm.id in yields[norm.id]
    ]
    return found
