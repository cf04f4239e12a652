"""A treaty system as the rest of the house sees it."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from foedus.errors import UnknownName
from foedus.treaty._conditions import conditions, walk
from foedus.treaty._dates import as_date
from foedus.treaty._facts import common_facts
from foedus.treaty._membership import Roll, Spell, Tenure, roll
from foedus.treaty._schema import Instrument, Norm, Organ, Practice, Procedure, Term, TreatyFile
from foedus.treaty._words import KINDS

__all__ = ["Treaty"]

#: What a citation cannot hold: it is written without blanks and brackets.
_BREAKS = re.compile(r"[^\w.]+")


class Treaty:
    """A treaty system: its file, its rolls, its norms. Immutable; made by `load`.

    Parameters
    ----------
    file
        The checked contents of a ``treaty/1`` file.
    """

    def __init__(self, file: TreatyFile) -> None:
        self.file = file

    def __repr__(self) -> str:
        return f"<Treaty {self.id}: {len(self.norms)} norms, {len(self.terms)} terms>"

    @property
    def id(self) -> str:
        """The id by which the treaty is called."""
        return self.file.id

    @property
    def name(self) -> str:
        """The full name."""
        return self.file.name

    @property
    def norms(self) -> list[Norm]:
        """All norms of all versions, in the order of the file."""
        return self.file.norms

    @property
    def terms(self) -> tuple[Term, ...]:
        """All open-textured words, in the order of the file."""
        return self.file.terms

    @property
    def instruments(self) -> list[Instrument]:
        """All instruments, in the order of the file."""
        return self.file.instruments

    @cached_property
    def questions(self) -> dict[str, str]:
        """All questions of fact that a situation may answer, the common ones and the treaty's own."""
        return common_facts() | self.file.facts

    @cached_property
    def askable(self) -> frozenset[str]:
        """Names of all questions of fact and all kinds of events."""
        return frozenset(self.questions) | frozenset(KINDS)

    @cached_property
    def facts(self) -> dict[str, str]:
        """The questions of fact on which the treaty turns, in the order of `questions`."""
        reached = {
            leaf.fact
            for condition in conditions(self.file)
            for leaf in walk(condition)
            if leaf.fact is not None
        }
        return {name: said for name, said in self.questions.items() if name in reached | set(self.file.facts)}

    @cached_property
    def rolls(self) -> Roll:
        """Spells of membership, chairs, Secretaries-General."""
        return roll(self.file)

    @property
    def spells(self) -> tuple[Spell, ...]:
        """All dated statuses, by state and date."""
        return self.rolls.spells

    def own_roll(self, instrument: str) -> str:
        """The instrument if it has a roll of its own, and nothing if the system's roll is its roll."""
        return instrument if instrument in self.rolls.own else ""

    def members(self, on: date | str, instrument: str = "") -> list[str]:
        """States bound as members on a day (ISO3, sorted); suspended ones are not among them.

        With `instrument`, those on the roll of that instrument where it has one of its own.
        """
        return self.rolls.status("member", as_date(on), self.own_roll(instrument))

    @cached_property
    def partial(self) -> frozenset[str]:
        """Instruments of whose own roll it is not known whether it is complete."""
        return frozenset(text.id for text in self.instruments if text.roll == "partial")

    def suspended(self, on: date | str, instrument: str = "") -> list[str]:
        """States whose membership is suspended on a day (ISO3, sorted); `instrument` as in `members`."""
        return self.rolls.status("suspended", as_date(on), self.own_roll(instrument))

    def signatories(self, on: date | str) -> list[str]:
        """States that have signed and are not yet bound on a day (ISO3, sorted)."""
        return self.rolls.status("signatory", as_date(on))

    def observers(self, on: date | str) -> list[str]:
        """States with the status of observer on a day (ISO3, sorted)."""
        return self.rolls.status("observer", as_date(on))

    def chair(self, on: date | str) -> str | None:
        """State in the chair on a day; ``None`` where that is not established."""
        day = as_date(on)
        for tenure in self.rolls.chairs:
            if tenure.surely(day):
                return tenure.state
        return None

    def secretary_general(self, on: date | str) -> Tenure | None:
        """Who is Secretary-General on a day; ``None`` where that is not established."""
        day = as_date(on)
        for tenure in self.rolls.secretaries:
            if tenure.surely(day):
                return tenure
        return None

    def practices(self, on: date | str) -> list[Practice]:
        """What states do on a day without a change of status, such as a declared freeze."""
        day = as_date(on)
        return [practice for practice in self.file.practices if practice.holds(day)]

    def in_force(self, on: date | str) -> list[Norm]:
        """Norms valid on a day, in the order of the file."""
        day = as_date(on)
        return [norm for norm in self.norms if norm.valid.holds(day)]

    def norm(self, name: str) -> Norm:
        """Find a norm by id; raises `UnknownName`."""
        for norm in self.norms:
            if norm.id == name:
                return norm
        raise UnknownName("norm", name, [norm.id for norm in self.norms])

    def term(self, name: str) -> Term:
        """Find a term by id; raises `UnknownName`."""
        for term in self.terms:
            if term.id == name:
                return term
        raise UnknownName("term", name, [term.id for term in self.terms])

    def organ(self, name: str) -> Organ:
        """Find an organ by id; raises `UnknownName`."""
        for organ in self.file.organs:
            if organ.id == name:
                return organ
        raise UnknownName("organ", name, [organ.id for organ in self.file.organs])

    def procedure(self, name: str) -> Procedure:
        """Find a procedure by id; raises `UnknownName`."""
        for procedure in self.file.procedures:
            if procedure.id == name:
                return procedure
        raise UnknownName("procedure", name, [procedure.id for procedure in self.file.procedures])

    def citation(self, norm: Norm) -> str:
        """Cite a norm with the date of its version, such as ``csto/treaty-4.2@2012-12-19``."""
        provision = norm.provision
        instrument = provision.instrument.split("-")[0]
        place = f"{provision.article}.{provision.para}" if provision.para else provision.article
        article = f"{instrument}-{_BREAKS.sub('-', place).strip('-')}"
        version = f"@{norm.valid.from_}" if norm.valid.from_ else ""
        return f"{self.id}/{article}{version}"
