"""The file format ``treaty/1``: a closed vocabulary, a place for every node, own words for every sentence.

Unknown keys are refused. Dates stay text until they are read here; intervals are half-open, so a
status that runs ``to: 1999-04-20`` no longer holds on that day.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from foedus.chronicle import KINDS as EVENT_KINDS
from foedus.chronicle import STATUS as EVENT_STATUS
from foedus.errors import nearest
from foedus.files import Placed
from foedus.treaty._norms import (
    Action,
    Condition,
    DecidedBy,
    Exemption,
    Holder,
    Interval,
    Norm,
    Provision,
    Reading,
    Term,
    Zone,
)
from foedus.treaty._words import Basis, Day, Grade, Id, Partial, Rule, State, Status, Words

__all__ = [
    "Action",
    "Chair",
    "Condition",
    "DecidedBy",
    "Duration",
    "Exemption",
    "Holder",
    "Instrument",
    "Norm",
    "NotEncoded",
    "Organ",
    "Practice",
    "Procedure",
    "Provision",
    "Reading",
    "SecretaryGeneral",
    "Sign",
    "SpellOf",
    "Term",
    "TreatyFile",
    "Zone",
]


class Duration(Placed):
    """For how long an instrument is concluded, and how it goes on after that; in months."""

    kind: Literal["not_stated", "fixed", "until_event", "indefinite"]
    months: int | None = Field(None, ge=1)
    renewal: Literal["none", "by_agreement", "automatic"] = "none"
    renewal_months: int | None = Field(None, ge=1)
    note: str = ""

    @model_validator(mode="after")
    def _fixed(self) -> Duration:
        if (self.kind == "fixed") != (self.months is not None):
            raise ValueError("'months' belongs to the kind 'fixed', and only to it")
        return self


class Instrument(Placed):
    """A treaty, protocol, charter, agreement or decision; signature and entry into force both kept.

    `roll` is partial where it is not known of every state whether it is on the instrument's own roll;
    `ratification` tells whether it entered into force by ratification (or acceptance) and not on
    signature; `references` to what other law its text refers.
    """

    id: Id
    title: str
    kind: Literal[
        "treaty", "protocol", "charter", "agreement", "decision", "regulation", "declaration", "custom"
    ]
    signed: Day
    in_force: Day | None = None
    applied_from: Day | None = None
    ended: Day | None = None
    amends: str | None = None
    ratification: bool | None = None
    publicity: Literal["public", "partly_secret", "secret"] = "public"
    roll: Literal["complete", "partial"] = "complete"
    duration: Duration | None = None
    references: tuple[
        Literal["league", "un-charter", "other-organisation", "members-other-alliances"], ...
    ] = ()
    grade: Grade
    source: Words
    note: str = ""


class Organ(Interval):
    """A body of the treaty system.

    `permanent` tells that it has a standing staff of its own, `meets` whether the text has it meet at
    regular times, `military` that it is made of, or commands, armed forces.
    """

    id: Id
    name: str
    composition: str
    permanent: bool = False
    meets: Literal["regularly", "when_needed"] | None = None
    military: bool = False
    instrument: str
    article: str = ""
    grade: Grade
    source: Words
    note: str = ""


class Procedure(Interval):
    """How an organ decides, and on what basis the rule stands."""

    id: Id
    rule: Rule
    gist: str
    basis: Basis
    instrument: str
    article: str = ""
    objection_blocks: bool = True
    absence_blocks: bool | None = None
    of: Literal["members", "voting"] = "members"
    non_voters_bound: bool | None = None
    excludes: tuple[Literal["target", "member_in_default", "attacker"], ...] = ()
    grade: Grade
    source: Words
    note: str = ""


class SpellOf(Interval):
    """A dated status of a state.

    A spell that names `instruments` is of these alone: an instrument that is so named has its own roll,
    and its norms bind those on it. All others bind those on the roll of the system.
    """

    state: State
    status: Status
    instruments: tuple[str, ...] = ()
    signed: Day | None = None
    how_in: Literal["signature", "accession", "succession", "restoration", "decision"] = "signature"
    how_out: (
        Literal[
            "in_force",
            "did_not_prolong",
            "suspension",
            "restoration",
            "withdrawal",
            "exclusion",
            "succession",
            "dissolution",
            "replaced",
        ]
        | None
    ) = None
    also: dict[str, str] = Field(default_factory=dict)
    grade: Grade
    source: Words
    note: str = ""


class Practice(Interval):
    """What a state does without a change of its status."""

    state: State
    what: str
    grade: Grade
    source: Words
    note: str = ""


class Chair(Placed):
    """A state's time in the chair; a bare month or year says that the day is not established."""

    state: State | None
    from_: Partial = Field(alias="from")
    to: Partial | None = None
    person: str = ""
    grade: Grade
    source: Words
    note: str = ""


class SecretaryGeneral(Placed):
    """A person's time as Secretary-General."""

    name: str
    state: State
    from_: Partial = Field(alias="from")
    to: Partial | None = None
    acting: bool = False
    grade: Grade
    source: Words
    note: str = ""


class Sign(Placed):
    """What an event of a chronicle establishes: its kind, with filters, and the answers that it gives.

    `actor` keeps events of these actors and `actor_not` drops those of others, apart from case; `by` keeps
    those of the state that it happens to, or of another state; `least` those that count at least so much,
    in `unit` where one is named; `with_end` those whose end is told, or not. What a `lasting` sign
    establishes stays known after the event, until its end where one is told. `harm` puts the flags that
    rest on it in their order.
    """

    kind: str
    establishes: dict[str, bool] = Field(min_length=1)
    harm: Literal["life", "torture", "liberty", "expression", "assembly", "emergency", "states"]
    actor: tuple[str, ...] = ()
    actor_not: tuple[str, ...] = ()
    by: Literal["target", "foreign"] | None = None
    unit: str | None = None
    least: float | None = Field(None, gt=0)
    status: tuple[str, ...] = ()
    with_end: bool | None = None
    lasting: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _words(self) -> Sign:
        for word, known in ((self.kind, EVENT_KINDS), *((s, EVENT_STATUS) for s in self.status)):
            if word not in known:
                raise ValueError(f"no event of a chronicle is {word!r}{nearest(word, known)}")
        return self


class NotEncoded(Placed):
    """A provision that this format cannot say, or that was left out, with the reason."""

    provision: str
    gist: str
    reason: str
    grade: Grade
    source: Words = Field(default_factory=list)


class TreatyFile(Placed):
    """One treaty system: treaty, amending protocols, charter, agreements under it."""

    schema_: Literal["treaty/1"] = Field(alias="schema")
    id: Id
    name: str
    short: str = ""
    note: str = ""
    kind: Literal["alliance", "companion"] = "alliance"
    roll: Literal["complete", "partial", "universal"] = "complete"
    external_ids: dict[Literal["atop", "cow"], str] = Field(default_factory=dict)
    sources: dict[str, str]
    instruments: list[Instrument] = Field(min_length=1)
    organs: tuple[Organ, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    membership: list[SpellOf] = Field(default_factory=list)
    practices: tuple[Practice, ...] = ()
    chairs: tuple[Chair, ...] = ()
    secretaries_general: tuple[SecretaryGeneral, ...] = ()
    facts: dict[str, str] = Field(default_factory=dict)
    zones: dict[str, Zone] = Field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    signs: tuple[Sign, ...] = ()
    outside: dict[str, str] = Field(default_factory=dict)
    not_encoded: tuple[NotEncoded, ...] = ()
    norms: list[Norm] = Field(min_length=1)

    @model_validator(mode="after")
    def _parties(self) -> TreatyFile:
        if not self.membership and self.roll != "universal":
            raise ValueError("a treaty has parties: 'membership' is empty")
        return self
