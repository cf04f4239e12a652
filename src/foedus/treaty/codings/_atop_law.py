"""The law of a treaty by dates of signature, and queries on the structure of conditions.

ATOP dates an alliance, its phases and its members by signature. A norm counts here from the day on which
the instrument was signed that gave it its wording, until the day on which the one was signed that took it
away. A state counts from its signature until its spell ends, suspended or not. Decisions and regulations
of organs are no treaty text, and do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from foedus.treaty._conditions import walk
from foedus.treaty._membership import Spell
from foedus.treaty._schema import Condition, Instrument, Norm, Organ
from foedus.treaty._treaty import Treaty

__all__ = ["Chain", "SignedLaw", "Test", "mentions", "needs"]

#: A question to one leaf of a condition; the second argument tells that the leaf is denied.
Test = Callable[[Condition, bool], bool]
_PARTY = ("signatory", "member", "suspended")
#: What is no treaty text: only treaty text is coded (J. Alley, note on NATO's integrated command).
_NO_TEXT = ("decision", "regulation", "custom")
#: Promises that make an alliance, the strongest first.
_PROMISES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("obligation", ("assist", "attack_jointly")),
    ("obligation", ("remain_neutral",)),
    ("prohibition", ("use_force", "threaten_force")),
    ("obligation", ("consult",)),
)


@dataclass(frozen=True, slots=True)
class Chain:
    """An unbroken time of a state as party, from signature on.

    Attributes
    ----------
    state
        ISO3 code as in the treaty file.
    entry
        Day of signature, or of the first status where no earlier signature is known; ``None`` if open.
    exit
        First day on which the state is no party any more; ``None`` while it is one.
    how_out
        How the last spell ended.
    spells
        The spells of which it is made.
    """

    state: str
    entry: date | None
    exit: date | None
    how_out: str | None
    spells: tuple[Spell, ...]

    @property
    def id(self) -> str:
        """Name for `because`, such as ``spell:UZB@1992-05-15``."""
        return f"spell:{self.state}@{self.entry or 'the-beginning'}"

    def holds(self, on: date) -> bool:
        """Tell whether the state is party on a day, by signature."""
        return (self.entry is None or self.entry <= on) and (self.exit is None or on < self.exit)

    def suspended(self, on: date) -> bool:
        """Tell whether it is suspended that day."""
        return any(spell.status == "suspended" and spell.holds(on) for spell in self.spells)


class SignedLaw:
    """A treaty as it stands by signature.

    Parameters
    ----------
    treaty
        The treaty.
    some
        Whether `requires` asks if a leaf is needed on some reading, of whatever term, in place of every
        reading.
    """

    def __init__(self, treaty: Treaty, *, some: bool = False) -> None:
        self.treaty = treaty
        self.some = some
        self._answers: dict[tuple[str, str], bool] = {}
        self._parties: dict[tuple[date, str], list[str]] = {}
        self._kinds = {term.id: term.kind for term in treaty.terms}
        self._instruments = {i.id: i for i in treaty.instruments if i.kind not in _NO_TEXT}

    def base(self, on: date, state: str) -> Instrument:
        """The basic instrument of a state on a day: that of the strongest promise, the first in the file.

        An alliance is an agreement to cooperate militarily, so that help comes before neutrality, that
        before nonaggression, and that before consultation. Instruments that amend another do not count.
        """
        held = self.instruments(on, state) or list(self._instruments.values()) or self.treaty.instruments
        own = [i for i in held if i.amends is None] or held
        return min(own, key=lambda i: self._ranks.get(i.id, len(_PROMISES)))

    @cached_property
    def _ranks(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for norm in self.treaty.norms:
            for rank, (modality, acts) in enumerate(_PROMISES):
                if norm.modality == modality and norm.action.kind in acts:
                    name = norm.provision.instrument
                    found[name] = min(rank, found.get(name, rank))
        return found

    @cached_property
    def twin(self) -> SignedLaw:
        """The same law, asking whether a leaf is needed on some reading."""
        return SignedLaw(self.treaty, some=True)

    @cached_property
    def chains(self) -> dict[str, list[Chain]]:
        """Times as party, by instrument with a roll of its own; those of the system under ``""``."""
        rolls: dict[str, dict[str, list[Spell]]] = {"": {}}
        for spell in self.treaty.spells:
            if spell.status in _PARTY:
                for name in spell.instruments or ("",):
                    rolls.setdefault(name, {}).setdefault(spell.state, []).append(spell)
        return {
            name: [chain for state in sorted(states) for chain in _chains(states[state])]
            for name, states in rolls.items()
        }

    def chain(self, state: str, on: date) -> Chain | None:
        """The time as party of the system in which a day lies; ``None`` if the state is no party then."""
        return next((c for c in self.chains[""] if c.state == state and c.holds(on)), None)

    def parties(self, on: date, instrument: str = "") -> list[str]:
        """States party on a day, by signature (sorted); to an instrument with a roll of its own, by that."""
        key = (on, self.treaty.own_roll(instrument))
        if key not in self._parties:
            self._parties[key] = sorted({c.state for c in self.chains.get(key[1], []) if c.holds(on)})
        return self._parties[key]

    @cached_property
    def _spans(self) -> dict[str, tuple[date | None, date | None]]:
        return {norm.id: self._norm_span(norm) for norm in self.treaty.norms}

    def norms(self, on: date) -> list[Norm]:
        """Norms that count on a day, by signature, in the order of the file."""
        return [
            n
            for n in self.treaty.norms
            if n.provision.instrument in self._instruments and _inside(self._spans[n.id], on)
        ]

    @cached_property
    def _organ_spans(self) -> dict[str, tuple[date | None, date | None]]:
        return {
            o.id: (self._day(o.from_, (o.instrument,), (o.instrument,)), self._day(o.to, (), (o.instrument,)))
            for o in self.treaty.file.organs
        }

    def organs(self, on: date, state: str) -> list[Organ]:
        """Organs that exist on a day, by signature, under instruments to which the state is party."""
        return [
            o
            for o in self.treaty.file.organs
            if o.instrument in self._instruments
            and _inside(self._organ_spans[o.id], on)
            and self._instruments[o.instrument].signed <= on
            and state in self.parties(on, o.instrument)
        ]

    def instruments(self, on: date, state: str) -> list[Instrument]:
        """Instruments signed until a day and not ended, to which the state is party."""
        return [
            i
            for i in self._instruments.values()
            if i.signed <= on and (i.ended is None or on < i.ended) and state in self.parties(on, i.id)
        ]

    @property
    def signed(self) -> date:
        """Day on which the first instrument was signed."""
        return min(i.signed for i in self.treaty.instruments)

    @cached_property
    def signatures(self) -> dict[date, list[str]]:
        """Instruments by the day of their signature."""
        found: dict[date, list[str]] = {}
        for instrument in self._instruments.values():
            found.setdefault(instrument.signed, []).append(instrument.id)
        return found

    @cached_property
    def days(self) -> list[date]:
        """All days on which something may change: instruments, norms, organs, parties; in order."""
        found = set(self.signatures)
        found |= {i.ended for i in self._instruments.values() if i.ended}
        for span in (*self._spans.values(), *self._organ_spans.values()):
            found |= {day for day in span if day}
        for chains in self.chains.values():
            found |= {day for c in chains for day in (c.entry, c.exit) if day}
        return sorted(found)

    def term_kind(self, name: str) -> str:
        """Kind of a term: attack, threat or other."""
        return self._kinds.get(name, "other")

    def requires(self, norm: Norm, question: str, test: Test) -> bool:
        """Tell whether a norm holds only where a leaf passes: on every branch and every reading.

        The answer is kept under the `question`, which must say all that the test turns on. Readings are
        followed for terms of kind other only: those of an attack or a threat say what an attack or a
        threat is, and add no condition to it. What defeats the norm counts, denied.
        """
        key = (norm.id, question)
        if key not in self._answers:
            self._answers[key] = needs(self.treaty, norm.trigger, test, some=self.some) or any(
                needs(self.treaty, out.when, test, denied=True, some=self.some)
                for out in norm.unless
                if out.effect == "defeats"
            )
        return self._answers[key]

    def _norm_span(self, norm: Norm) -> tuple[date | None, date | None]:
        source = norm.provision
        names = tuple(name for name in (source.amended_by, source.instrument) if name)
        signed = self._instruments[names[0]].signed if names[0] in self._instruments else None
        start = self._day(norm.valid.from_, names, (source.instrument,)) or signed
        return start, self._day(norm.valid.to, (), (source.instrument,))

    def _day(self, day: date | None, names: Iterable[str], amended: Sequence[str]) -> date | None:
        """Turn a day on which an instrument entered into force into the day of its signature.

        The first of the named instruments that fits is taken, then one that amends them, then any.
        """
        if day is None:
            return None
        fits = [i for i in self.treaty.instruments if day in (i.in_force, i.applied_from) and i.signed <= day]
        for name in names:
            for instrument in fits:
                if instrument.id == name:
                    return instrument.signed
        amending = [i for i in fits if i.amends in amended]
        return min((i.signed for i in amending or fits), default=day)


def needs(
    treaty: Treaty, condition: Condition | None, test: Test, *, denied: bool = False, some: bool = False
) -> bool:
    """Tell whether a condition holds only where some leaf passes the test, whichever way it is met.

    A term is asked itself, and then its readings: all of them where it is of kind other and `some` is
    false; with `some`, whether one does, of whatever kind the term is.
    """
    if condition is None:
        return False

    def ask(inner: Condition, no: bool) -> bool:
        return needs(treaty, inner, test, denied=no, some=some)

    if condition.not_ is not None:
        return ask(condition.not_, not denied)
    if condition.all_ is not None or condition.any_ is not None:
        inner = [ask(c, denied) for c in condition.all_ or condition.any_ or ()]
        together = (condition.all_ is not None) != denied
        return any(inner) if together else all(inner)
    if test(condition, denied):
        return True
    term = next((t for t in treaty.terms if t.id == condition.term), None)
    if term is None or (term.kind != "other" and not some):
        return False
    return (any if some else all)(ask(reading.holds_if, denied) for reading in term.readings)


def mentions(condition: Condition | None, test: Callable[[Condition], bool]) -> bool:
    """Tell whether some leaf that is not denied passes the test."""
    if condition is None:
        return False
    denied = {id(leaf) for c in walk(condition) if c.not_ is not None for leaf in walk(c.not_)}
    return any(test(leaf) for leaf in walk(condition) if id(leaf) not in denied)


def _inside(span: tuple[date | None, date | None], on: date) -> bool:
    return (span[0] is None or span[0] <= on) and (span[1] is None or on < span[1])


def _chains(spells: list[Spell]) -> list[Chain]:
    groups: list[list[Spell]] = []
    for spell in sorted(spells, key=lambda s: s.start or date.min):
        last = groups[-1][-1].to if groups else None
        if groups and (last is None or (spell.start is not None and spell.start <= last)):
            groups[-1].append(spell)
        else:
            groups.append([spell])
    chains: list[Chain] = []
    for group in groups:
        before = chains[-1].exit if chains else None
        days = [s.start for s in group] + [s.signed for s in group if s.signed]
        known = [day for day in days if day is not None and (before is None or day >= before)]
        entry = None if group[0].start is None and not group[0].signed else min(known, default=None)
        last_spell = max(group, key=lambda s: s.to or date.max)
        chains.append(Chain(group[0].state, entry, last_spell.to, last_spell.how_out, tuple(group)))
    return chains
