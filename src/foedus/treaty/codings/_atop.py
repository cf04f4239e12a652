"""ATOP's member-phase codes and the COW alliance type, derived from a treaty file with the norms behind each.

Nothing is read from published codes: every variable is a query on the structure of the file, declared with
the evidence for the meaning of its values in one table (`ATOP_VARIABLES`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from foedus.errors import InputError, UnknownName
from foedus.treaty._dates import as_date
from foedus.treaty._schema import Norm
from foedus.treaty._treaty import Treaty
from foedus.treaty.codings._atop_codes import Codes, between, conditions, form, obligations, related
from foedus.treaty.codings._atop_law import Chain, SignedLaw
from foedus.treaty.codings._atop_variables import ATOP_NOT_DERIVABLE, ATOP_VARIABLES, FLAGS, PARTS
from foedus.treaty.codings._atop_view import View
from foedus.treaty.codings._cow import CowType, cow_type

__all__ = ["Coding", "Phase", "atop", "atop_alliance", "atop_phases"]


@dataclass(frozen=True, slots=True)
class Phase:
    """A time in which no derived code of a state changes.

    Attributes
    ----------
    number
        From 1, within the spell of the state.
    start, end
        First day, and first day after it; ``None`` where it has no end yet.
    changed
        The codes that were others before, as name and value before; empty in the first phase.
    """

    number: int
    start: date
    end: date | None
    changed: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Coding:
    """The codes of one state on one day.

    Attributes
    ----------
    treaty, state, on
        What was coded; `state` is ``"ALL"`` for the alliance as a whole.
    codes
        Value of each derived variable, in the order of ATOP's files.
    because
        Ids of the norms behind a code; ``instrument:``, ``organ:`` and ``spell:`` before other ids. Empty
        for zero.
    not_derivable
        Published variables that are not derived, and those that this file leaves open.
    open
        Those that this file leaves open, with what is missing.
    why_not
        For main obligations of value zero: norms that come near and why they do not count.
    turns_on
        Conditions that hold on some reading of a term and not on all: ids of the norms with such a term.
    cow
        The type and the four flags of the Correlates of War.
    entry, exit, how_out
        The spell of the state, by signature.
    suspended
        Whether the state is suspended that day; suspension is no exit.
    notes
        What else is to be told of that day: a suspension, a practice such as a declared freeze.
    phase
        The phase in which the day lies, where phases were asked for.
    """

    treaty: str
    state: str
    on: date
    codes: dict[str, int]
    because: dict[str, list[str]]
    not_derivable: list[str]
    open: dict[str, str]
    why_not: dict[str, list[str]]
    turns_on: dict[str, list[str]]
    cow: CowType
    entry: date | None = None
    exit: date | None = None
    how_out: str | None = None
    suspended: bool = False
    notes: tuple[str, ...] = ()
    phase: Phase | None = field(default=None)

    def json(self) -> dict[str, object]:
        """Give the codes as JSON; treaty, state, on, codes, because and not_derivable come first."""
        document: dict[str, object] = {
            "treaty": self.treaty,
            "state": self.state,
            "on": self.on.isoformat(),
            "codes": self.codes,
            "because": self.because,
            "not_derivable": self.not_derivable,
            "open": self.open,
            "why_not": self.why_not,
            "turns_on": self.turns_on,
            "cow_type": self.cow.json(),
            "entry": _iso(self.entry),
            "exit": _iso(self.exit),
            "how_out": self.how_out,
            "suspended": self.suspended,
            "notes": list(self.notes),
        }
        if self.phase:
            document["phase"] = {
                "number": self.phase.number,
                "from": self.phase.start.isoformat(),
                "to": _iso(self.phase.end),
                "changed": self.phase.changed,
            }
        return document


def atop(treaty: Treaty, state: str, on: date | str) -> Coding:
    """Derive the codes of one state on one day, with the phase in which the day lies.

    Raises
    ------
    InputError
        If the file is no alliance, or the state is no party that day, by signature.
    UnknownName
        If the state never was party.
    """
    law, day = SignedLaw(_alliance(treaty)), as_date(on)
    chains = _chains(law, state)
    found = _held(law, chains, day)
    if not found:
        spans = "; ".join(f"from {c.entry or 'the beginning'} to {c.exit or 'today'}" for c in chains)
        raise InputError(f"{state} is no party to {treaty.id} on {day}; by signature it is one {spans}")
    return found[0]


def atop_alliance(treaty: Treaty, on: date | str) -> list[Coding]:
    """Derive the codes of all parties on a day, and last those of the alliance: the highest of each code.

    Raises
    ------
    InputError
        If the file is no alliance, or no state is party that day, by signature.
    """
    law, day = SignedLaw(_alliance(treaty)), as_date(on)
    rows = _held(law, law.chains[""], day)
    if not rows:
        raise InputError(f"nobody is party to {treaty.id} on {day}; it was signed on {law.signed}")
    codes = {
        v.name: max(held)
        for v in ATOP_VARIABLES
        if (held := [r.codes[v.name] for r in rows if v.name in r.codes])
    }
    because = {
        name: sorted({i for r in rows if r.codes.get(name) == value for i in r.because[name]})
        if value
        else []
        for name, value in codes.items()
    }
    entries = [r.entry for r in rows if r.entry]
    whole = Coding(
        treaty.id,
        "ALL",
        day,
        codes,
        because,
        rows[0].not_derivable,
        rows[0].open,
        {},
        {name: sorted({i for r in rows for i in r.turns_on.get(name, ())}) for name in _open_names(rows)},
        cow_type(codes, because),
        min(entries, default=None),
    )
    return [*rows, whole]


def atop_phases(treaty: Treaty, state: str | None = None) -> list[Coding]:
    """Derive the codes of one state, or of all, at each day on which one of them changes, from signature.

    Raises
    ------
    InputError
        If the file is no alliance.
    UnknownName
        If the state never was party.
    """
    law = SignedLaw(_alliance(treaty))
    return _coded(law, law.chains[""] if state is None else _chains(law, state))


def _held(law: SignedLaw, chains: list[Chain], on: date) -> list[Coding]:
    """Codes of the spells that hold on a day, each with its phase; the norms behind are those of the day."""
    found = []
    today = {coding.state: coding for coding in _day(law, on)}
    for coding in _coded(law, chains, (on,)):
        phase, chain = coding.phase, law.chain(coding.state, on)
        if phase and chain and phase.start <= on and (phase.end is None or on < phase.end):
            row = today[coding.state]
            ends = {name: coding.because[name] for name in ("term", "termmode") if name in coding.because}
            because = {name: (row.because | ends)[name] for name in coding.codes}
            found.append(replace(row, codes=coding.codes, because=because, open=coding.open, phase=phase))
    return found


def _coded(law: SignedLaw, chains: list[Chain], more: tuple[date, ...] = ()) -> list[Coding]:
    """Codes of all phases of the spells; also where a day outside the law's own days is asked for."""
    begin = min((c.entry for c in chains if c.entry), default=law.signed)
    last = max((c.exit or date.max for c in chains), default=date.max)
    days = sorted({day for day in (*law.days, *more) if begin <= day < last} | {begin})
    coded = {day: {coding.state: coding for coding in _day(law, day)} for day in days}
    return [coding for chain in chains for coding in _phases(law, chain, coded)]


def _alliance(treaty: Treaty) -> Treaty:
    if treaty.file.kind != "alliance" or treaty.file.roll == "universal":
        raise InputError(f"{treaty.id} is no alliance of its members; ATOP codes alliances alone")
    return treaty


def _chains(law: SignedLaw, state: str) -> list[Chain]:
    found = [chain for chain in law.chains[""] if chain.state == state]
    if not found:
        raise UnknownName("party", state, {chain.state for chain in law.chains[""]})
    return found


def _phases(law: SignedLaw, chain: Chain, coded: dict[date, dict[str, Coding]]) -> list[Coding]:
    rows = [held[chain.state] for day, held in coded.items() if chain.holds(day) and chain.state in held]
    starts: list[Coding] = []
    for row in rows:
        if not starts or row.codes != starts[-1].codes:
            starts.append(row)
    found: list[Coding] = []
    for number, row in reversed(list(enumerate(starts, 1))):
        before = starts[number - 2].codes if number > 1 else None
        end = starts[number].on if number < len(starts) else chain.exit
        changed = {} if before is None else _changed(before, row.codes)
        ended = row if number == len(starts) else _ended(law, row, starts[number].on, found[-1])
        found.append(replace(ended, phase=Phase(number, row.on, end, changed)))
    return found[::-1]


def _changed(before: dict[str, int], after: dict[str, int]) -> dict[str, int | None]:
    return {v.name: before.get(v.name) for v in ATOP_VARIABLES if before.get(v.name) != after.get(v.name)}


def _ended(law: SignedLaw, row: Coding, end: date, after: Coding) -> Coding:
    """The end of a phase: replaced by the instrument signed that day; else the end of the one after it."""
    signed = [f"instrument:{name}" for name in law.signatures.get(end, ())]
    if signed:
        term = {"term": 3, "termmode": 2}
        because = dict.fromkeys(term, signed)
    else:
        term = {name: after.codes[name] for name in ("term", "termmode") if name in after.codes}
        because = {name: after.because[name] for name in term}
    open_ = {name: what for name, what in row.open.items() if name not in term}
    held = row.codes | term
    codes = {v.name: held[v.name] for v in ATOP_VARIABLES if v.name in held}
    return replace(
        row,
        codes=codes,
        because={name: (row.because | because)[name] for name in codes},
        open=open_,
        not_derivable=[*ATOP_NOT_DERIVABLE, *open_],
    )


def _day(law: SignedLaw, on: date) -> list[Coding]:
    norms = law.norms(on)
    views = {state: View(law, state, on, norms) for state in law.parties(on)}
    shared = Codes()
    between(shared, law, views, on)
    rows = []
    for state, view in views.items():
        chain = law.chain(state, on)
        assert chain is not None
        own = Codes(dict(shared.codes), dict(shared.because), {})
        obligations(own, view)
        conditions(own, view)
        related(own, view)
        form(own, view, chain)
        codes = {v.name: own.codes[v.name] for v in ATOP_VARIABLES if v.name in own.codes}
        because = {name: own.because[name] for name in codes}
        why_not = {name: near for name in FLAGS if not codes[name] and (near := view.near(name))}
        rows.append(
            Coding(
                law.treaty.id,
                state,
                on,
                codes,
                because,
                [*ATOP_NOT_DERIVABLE, *own.open],
                own.open,
                why_not,
                _turns_on(own, view, on, norms),
                cow_type(codes, because),
                chain.entry,
                chain.exit,
                chain.how_out,
                chain.suspended(on),
                _notes(law, chain, on),
            )
        )
    return rows


def _turns_on(own: Codes, view: View, on: date, norms: list[Norm]) -> dict[str, list[str]]:
    """Conditions that would be others if one reading of a term were taken for the text."""
    some = Codes(dict(own.codes), dict(own.because), {})
    conditions(some, View(view.law.twin, view.state, on, norms))
    names = [part for parts in PARTS.values() for part in parts if part not in PARTS]
    return {name: some.because[name] for name in names if some.codes[name] > own.codes[name]}


def _open_names(rows: list[Coding]) -> list[str]:
    return sorted({name for row in rows for name in row.turns_on})


def _notes(law: SignedLaw, chain: Chain, on: date) -> tuple[str, ...]:
    said = [
        f"suspended since {s.start}; no exit" for s in chain.spells if s.status == "suspended" and s.holds(on)
    ]
    said += [f"practice: {p.what}" for p in law.treaty.practices(on) if p.state == chain.state]
    return tuple(said)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
