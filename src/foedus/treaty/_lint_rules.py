"""The checks of the linter that go beyond single words: what never happens, what is missing in between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from foedus.errors import FileError
from foedus.treaty._compile import Code
from foedus.treaty._diagram import shares
from foedus.treaty._schema import SpellOf, TreatyFile

__all__ = ["early", "gaps", "idle", "organs", "remarks", "unsourced"]

#: Ways out of a status after which the next one begins the same day.
_SEAMLESS = ("in_force", "suspension", "restoration", None)


def early(file: TreatyFile) -> list[FileError]:
    """A norm that holds before its instrument, or its amendment, was in force."""
    found = []
    instruments = {i.id: i for i in file.instruments}
    for norm in file.norms:
        text = instruments[norm.provision.amended_by or norm.provision.instrument]
        start = text.applied_from or text.in_force
        if start and norm.valid.from_ and norm.valid.from_ < start:
            found.append(
                FileError(
                    f"{norm.id} holds from {norm.valid.from_}, before its text was in force; mend it",
                    norm.span,
                )
            )
        if norm.valid.from_ is None:
            found.append(
                FileError(f"{norm.id} does not say from when it holds; give `valid` a `from`", norm.span)
            )
    return found


def idle(code: Code) -> list[FileError]:
    """Norms that no event can trigger, and exceptions that never fire while their norm would hold."""
    found = []
    for compiled in code.norms.values():
        norm, table = compiled.norm, compiled.table
        begun = compiled.trigger.diagram if compiled.trigger else table.leaf((compiled.space.full, 0))
        if not any(yes for yes, _ in shares(begun, unknown=False)):
            what = f"{norm.id}: no event can trigger it; its conditions exclude one another"
            found.append(FileError(f"{what}; mend the trigger", norm.span))
            continue
        if not any(yes for yes, _ in shares(compiled.holds, unknown=False)):
            what = f"{norm.id}: an exception holds whenever the trigger does, so it never applies"
            found.append(FileError(f"{what}; mend the exception", norm.span))
        for exception, cell in compiled.unless:
            both = table.join(lambda a, b: a[0] & b[0], begun, cell.diagram)
            if not any(shares(both, unknown=False)):
                what = f"{norm.id}: the exception {exception.id!r} never fires where the norm would hold"
                found.append(FileError(f"{what}; mend its `when`, or take it out", exception.span))
    return found


def gaps(file: TreatyFile) -> list[FileError]:
    """Days between two statuses of a state that should follow one another at once."""
    rolls: dict[tuple[str, tuple[str, ...]], list[SpellOf]] = {}
    for spell in file.membership:
        rolls.setdefault((spell.state, spell.instruments), []).append(spell)
    found = []
    for (state, _), spells in rolls.items():
        ordered = sorted((s for s in spells if s.from_), key=lambda s: str(s.from_))
        for one, other in pairwise(ordered):
            if one.to and other.from_ and one.to < other.from_ and one.how_out in _SEAMLESS:
                days = (other.from_ - one.to).days
                what = f"{state} has no status for {days} days, from {one.to} to {other.from_}"
                found.append(FileError(f"{what}; join the two spells, or say `how_out`", other.span))
    return found


def organs(file: TreatyFile) -> list[FileError]:
    """Organs that decide, with no procedure in the whole file that says how."""
    deciding = {norm.decided_by.organ for norm in file.norms if norm.decided_by}
    ruled = {norm.decided_by.organ for norm in file.norms if norm.decided_by and norm.decided_by.procedure}
    what = "decides, and no procedure says how; name one in `decided_by`, be its rule `not_stated`"
    return [FileError(f"the organ {o.id!r} {what}", o.span) for o in file.organs if o.id in deciding - ruled]


def unsourced(file: TreatyFile) -> list[FileError]:
    """Passages whose list of sources is empty."""
    named = [(f"the instrument {i.id!r}", i.source, i.span) for i in file.instruments]
    named += [(f"the organ {o.id!r}", o.source, o.span) for o in file.organs]
    named += [(f"the procedure {p.id!r}", p.source, p.span) for p in file.procedures]
    named += [(f"the {s.status} spell of {s.state}", s.source, s.span) for s in file.membership]
    named += [(norm.id, norm.source, norm.span) for norm in file.norms]
    found = [FileError(f"{what} has no source; name one", span) for what, source, span in named if not source]
    for term in file.terms:
        for reading in term.readings:
            found += [
                FileError(f"{h.who} is said to hold {reading.id!r} without a source; name one", h.span)
                for h in reading.held_by
                if not h.source
            ]
    return found


def remarks(file: TreatyFile) -> list[FileError]:
    """What is allowed and worth a second look: lone readings, readings that nobody holds, unused names."""
    return [*_lone(file), *_unused(file)]


def _lone(file: TreatyFile) -> Iterator[FileError]:
    for term in file.terms:
        if len(term.readings) == 1:
            what = f"the term {term.id!r} has one reading only, so nothing on it is contested"
            yield FileError(f"{what}; add a rival if somebody holds one", term.span)
        for reading in term.readings:
            if not reading.held_by:
                what = f"nobody is known to hold the reading {reading.id!r} of {term.id!r}"
                yield FileError(f"{what}; name a holder with a source if there is one", reading.span)


def _unused(file: TreatyFile) -> Iterator[FileError]:
    asked = {norm.decided_by.procedure for norm in file.norms if norm.decided_by}
    asked |= {term.settled_by for term in file.terms}
    for procedure in file.procedures:
        if procedure.id not in asked:
            yield FileError(f"no norm is decided by the procedure {procedure.id!r}; use it", procedure.span)
    text = file.model_dump_json(exclude={"sources", "zones"})
    for zone, place in file.zones.items():
        if f'"{zone}"' not in text:
            yield FileError(f"no norm asks about the zone {zone!r}; use it, or take it out", place.span)
    for source in file.sources:
        if f'"{source}"' not in text and f'"{source}#' not in text:
            yield FileError(f"nothing rests on the source {source!r}; cite it, or take it out", file.span)
