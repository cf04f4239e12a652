"""Who belongs, in which status, on which date; who sits in the chair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from foedus.errors import UnknownName
from foedus.treaty._dates import PartialDate
from foedus.treaty._schema import TreatyFile

__all__ = ["Roll", "Spell", "Tenure", "roll"]


@dataclass(frozen=True, slots=True)
class Spell:
    """A dated status of a state, half-open: on the day `to` it no longer holds.

    Attributes
    ----------
    state
        ISO 3166-1 alpha-3.
    status
        signatory, member, suspended, observer or partner.
    start, to
        First day of the status, and first day after it; ``None`` where it has no end.
    signed
        Day of signature; `start` is then the day from which the state was bound.
    instruments
        The instruments of which alone this is the status; empty where it is that of the whole system.
    also
        Other dates that sources give for the same step, with what they are.
    """

    state: str
    status: str
    instruments: tuple[str, ...]
    start: date | None
    to: date | None
    signed: date | None
    how_in: str
    how_out: str | None
    also: dict[str, str]
    grade: str
    source: tuple[str, ...]
    note: str

    def holds(self, on: date) -> bool:
        """Tell whether the status holds on a day."""
        return (self.start is None or self.start <= on) and (self.to is None or on < self.to)

    def json(self) -> dict[str, object]:
        """Give the spell as JSON: state, status, from, to, source, and what else is known of it."""
        return {
            "state": self.state,
            "status": self.status,
            "instruments": list(self.instruments),
            "from": self.start.isoformat() if self.start else None,
            "to": self.to.isoformat() if self.to else None,
            "source": "; ".join(self.source),
            "signed": self.signed.isoformat() if self.signed else None,
            "how_in": self.how_in,
            "how_out": self.how_out,
            "also": self.also,
            "grade": self.grade,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Tenure:
    """Time in an office: of a state in the chair (`person` may be empty), or of a Secretary-General."""

    state: str | None
    person: str
    start: PartialDate
    to: PartialDate | None
    acting: bool
    grade: str
    source: tuple[str, ...]
    note: str

    def surely(self, on: date) -> bool:
        """Tell whether the office was surely held that day, whatever the unknown days turn out to be."""
        return self.start.last <= on and (self.to is None or on < self.to.first)


@dataclass(frozen=True)
class Roll:
    """The rolls of a treaty system."""

    spells: tuple[Spell, ...]
    chairs: tuple[Tenure, ...]
    secretaries: tuple[Tenure, ...]

    def states(self) -> list[str]:
        """All states that ever had a status, sorted."""
        return sorted({spell.state for spell in self.spells})

    def on(self, instrument: str = "") -> set[str]:
        """States that ever had a status on a roll: of the system, or of an instrument with its own."""
        return {
            s.state for s in self.spells if (instrument in s.instruments if instrument else not s.instruments)
        }

    def known(self, state: str) -> str:
        """Return `state`; raises `UnknownName` if it never had a status here."""
        if state not in self.states():
            raise UnknownName("state", state, self.states())
        return state

    @cached_property
    def _called(self) -> dict[tuple[str, date, str], list[str]]:
        return {}

    @cached_property
    def own(self) -> frozenset[str]:
        """Instruments that have a roll of their own."""
        return frozenset(name for spell in self.spells for name in spell.instruments)

    def status(self, status: str, on: date, instrument: str = "") -> list[str]:
        """States with a status on a day, sorted; of the system, or of an instrument with its own roll."""
        key = (status, on, instrument)
        if key not in self._called:
            self._called[key] = sorted(
                {
                    spell.state
                    for spell in self.spells
                    if spell.status == status
                    and (instrument in spell.instruments if instrument else not spell.instruments)
                    and spell.holds(on)
                }
            )
        return list(self._called[key])

    def changes(self) -> list[date]:
        """Days on which somebody's status began or ended, in order."""
        days = {day for spell in self.spells for day in (spell.start, spell.to) if day}
        return sorted(days)


def roll(file: TreatyFile) -> Roll:
    """Build the rolls of a treaty file, spells in order of state and date."""
    spells = [
        Spell(
            s.state,
            s.status,
            s.instruments,
            s.from_,
            s.to,
            s.signed,
            s.how_in,
            s.how_out,
            dict(s.also),
            s.grade,
            tuple(s.source),
            s.note,
        )
        for s in file.membership
    ]
    chairs = [
        Tenure(c.state, c.person, c.from_, c.to, False, c.grade, tuple(c.source), c.note) for c in file.chairs
    ]
    secretaries = [
        Tenure(s.state, s.name, s.from_, s.to, s.acting, s.grade, tuple(s.source), s.note)
        for s in file.secretaries_general
    ]
    return Roll(
        tuple(sorted(spells, key=lambda s: (s.state, s.start or date.min))),
        tuple(sorted(chairs, key=lambda c: c.start)),
        tuple(sorted(secretaries, key=lambda s: s.start)),
    )
