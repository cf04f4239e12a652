"""The file format ``treaty/1``: a closed vocabulary, a place for every node, own words for every sentence.

Unknown keys are refused. Dates stay text until they are read here; intervals are half-open, so a
status that runs ``to: 1999-04-20`` no longer holds on that day.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from foedus.chronicle import KINDS as EVENT_KINDS
from foedus.chronicle import STATUS as EVENT_STATUS
from foedus.errors import nearest
from foedus.files import Placed
from foedus.treaty._words import (
    Act,
    Area,
    Basis,
    Bearer,
    Counterparty,
    Day,
    Effect,
    Grade,
    Id,
    Kind,
    Modality,
    Partial,
    Rule,
    State,
    Status,
    Words,
)

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


class _Interval(Placed):
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _forward(self) -> _Interval:
        if self.from_ and self.to and self.to <= self.from_:
            raise ValueError(f"ends ({self.to}) before it begins ({self.from_})")
        return self

    def holds(self, on: date) -> bool:
        """Tell whether `on` lies inside; the last day named is already outside."""
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on < self.to)


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


class Organ(_Interval):
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


class Procedure(_Interval):
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


class SpellOf(_Interval):
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


class Practice(_Interval):
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


class Zone(Placed):
    """A part of the world that a treaty names.

    It holds what lies on the territory of the states named in `territory_of` (``members``, or a list)
    *and* in one of the `areas`, where both are given; with `territory_of` alone it is their whole
    territory, with `areas` alone it does not matter whose territory it is.
    """

    gist: str
    territory_of: Literal["members"] | list[State] | None = None
    areas: tuple[Area, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Zone:
        if self.territory_of is None and not self.areas:
            raise ValueError("a zone says whose territory it is, or in which areas it lies, or both")
        return self


class Condition(Placed):
    """A condition: a mapping with exactly one key."""

    all_: list[Condition] | None = Field(None, alias="all", min_length=1)
    any_: list[Condition] | None = Field(None, alias="any", min_length=1)
    not_: Condition | None = Field(None, alias="not")
    always: bool | None = None
    event: list[Kind] | None = Field(None, min_length=1)
    term: str | None = None
    fact: str | None = None
    target: Literal["member", "party"] | list[State] | None = None
    attacker: Literal["member", "outsider"] | list[State] | None = None
    request: Literal["target", "any_member"] | None = None
    considers: Literal["target", "any_member"] | None = None
    location: list[str] | None = Field(None, min_length=1)
    decision: str | None = None
    years_in_force: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _one(self) -> Condition:
        given = [name.rstrip("_") for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            said = ", ".join(given) or "none"
            raise ValueError(f"a condition has exactly one key; here: {said}")
        return self


class Holder(Placed):
    """Who held a reading, from when, how it showed, and where that is written."""

    who: str
    when: Day
    until: Day | None = None
    how: Literal["statement", "vote", "request", "decision", "treaty", "practice", "scholarship"]
    source: Words
    note: str = ""


class Reading(_Interval):
    """One interpretation of a term; nobody known to hold it is written ``held_by: []``."""

    id: Id
    gist: str
    holds_if: Condition
    held_by: list[Holder]
    source: Words = Field(default_factory=list)
    note: str = ""


class Provision(Placed):
    """Where something is written."""

    instrument: str
    article: str
    para: str = ""
    amended_by: str | None = None


class Term(Placed):
    """An open-textured legal word with its rival readings."""

    id: Id
    kind: Literal["attack", "threat", "other"]
    gist: str
    words: list[str] = Field(min_length=1)
    provision: Provision
    settled_by: str | None = None
    readings: list[Reading] = Field(min_length=1)
    grade: Grade
    note: str = ""


class Action(Placed):
    """The act; `covers` names the acts that a prohibition reaches when its trigger is met."""

    kind: Act
    covers: tuple[Act, ...] = ()
    means: tuple[Literal["military", "political", "economic", "technical", "any"], ...] = ()
    discretion: (
        Literal["none", "own_judgement", "constitutional_process", "as_agreed", "contested"] | None
    ) = None
    timing: Literal["at_once"] | None = None
    notice_months: int | None = Field(None, ge=1)
    note: str = ""


class DecidedBy(Placed):
    """Which organ decides, by which procedure."""

    organ: str
    procedure: str | None = None


class Exemption(Placed):
    """What defeats, suspends or limits a norm."""

    id: Id
    gist: str
    when: Condition
    effect: Effect
    limits_to: Literal["voters", "target", "none"] | None = None
    provision: Provision | None = None
    grade: Grade

    @model_validator(mode="after")
    def _limits(self) -> Exemption:
        if (self.effect == "limits") != (self.limits_to is not None):
            raise ValueError("'limits_to' belongs to the effect 'limits', and only to it")
        return self


class Norm(Placed):
    """One provision, in own words."""

    id: Id
    gist: str
    provision: Provision
    valid: _Interval
    modality: Modality
    bearer: Bearer
    counterparty: Counterparty | None = None
    trigger: Condition | None = None
    action: Action
    decided_by: DecidedBy | None = None
    unless: tuple[Exemption, ...] = ()
    yields_to: tuple[str, ...] = ()
    grade: Grade
    source: Words
    note: str = ""

    @model_validator(mode="after")
    def _organ(self) -> Norm:
        if self.bearer == "organ" and self.decided_by is None:
            raise ValueError("a norm borne by an organ says which in 'decided_by'")
        if self.action.covers and self.modality != "prohibition":
            raise ValueError("'covers' belongs to prohibitions")
        return self


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
