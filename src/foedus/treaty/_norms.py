"""What a norm is made of in ``treaty/1``: its condition, its terms with their readings, its exceptions.

Intervals are half-open: on the day `to` a norm no longer holds.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from foedus.files import Placed
from foedus.treaty._words import (
    Act,
    Area,
    Bearer,
    Counterparty,
    Day,
    Effect,
    Grade,
    Id,
    Kind,
    Modality,
    State,
    Words,
)

__all__ = [
    "Action",
    "Condition",
    "DecidedBy",
    "Exemption",
    "Holder",
    "Interval",
    "Norm",
    "Provision",
    "Reading",
    "Term",
    "Zone",
]


class Interval(Placed):
    """From a day to the first day after; either may be open."""

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _forward(self) -> Interval:
        if self.from_ and self.to and self.to <= self.from_:
            raise ValueError(f"ends ({self.to}) before it begins ({self.from_})")
        return self

    def holds(self, on: date) -> bool:
        """Tell whether `on` lies inside; the last day named is already outside."""
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on < self.to)


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

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

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


class Reading(Interval):
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
    valid: Interval
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
