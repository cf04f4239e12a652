"""One row of a chronicle, and the closed words that it may use."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from foedus.clock import Moment
from foedus.errors import InputError, UnknownName
from foedus.units import Quantity, quantity

__all__ = ["KINDS", "STATUS", "Event"]

#: Every kind of event, with its meaning. The words judge nobody: what one side calls the other is told
#: in `Event.what` and attributed there.
KINDS: dict[str, str] = {
    "price": "a price set, paid or capped",
    "gathering": "people together in a public place, without violence on record",
    "violence": "people using violence against persons or things",
    "seizure": "a building, site or store of arms entered and held, burned or emptied",
    "clearance": "a place that was held or occupied is retaken by the state, or left",
    "detention": "people taken in by the state; a total is of people taken in, not of people held",
    "release": "people let go",
    "injury": "people hurt, or hurt people counted",
    "death": "people killed or found dead, or the dead counted",
    "unarmed_death": "people killed who, as told, bore no arms and threatened nobody; the actor is who died",
    "custody_death": "people held by the state who died of ill-treatment, as told; the actor held them",
    "abuse": "ill-treatment of people in the hands of the state, of the wounded or of the dead",
    "lethal_force": "firearms or other lethal force used against people, by the actor named",
    "lethal_force_order": "an order or leave to use lethal force",
    "force_nonlethal": "gas, stun grenades, batons or cordons used by state forces",
    "emergency": "a state of emergency, curfew or alert declared, changed or ended",
    "shutdown": "communications cut or reduced",
    "restoration": "communications given back, in part or in full",
    "concession": "something that was asked for is granted or promised",
    "dialogue": "talks between officials and people on the street",
    "statement": "an announcement that is itself the event",
    "appointment": "somebody put into an office",
    "resignation": "somebody leaves an office, by will or by dismissal",
    "request": "a state asks others for help",
    "consultation": "members of an alliance consult",
    "decision": "an organ decides",
    "position": "a member or organ says what it will or will not support",
    "authorisation": "a national body allows, delays or refuses its state's part",
    "arrival": "an outside force, or aircraft carrying it, on the way to its place or there",
    "task": "a force takes up or is given a task, post or strength",
    "withdrawal": "an outside force leaves, or its leaving is ordered",
    "calm": "a place reported quiet or under control",
}

#: How far an event may be relied on.
STATUS: dict[str, str] = {
    "confirmed": "told alike by sources that do not depend on one another, or by the text itself",
    "reported": "told by a source with no stake of its own in it",
    "claimed": "told by a party about its own conduct or its opponent's; `attributed_to` names it",
    "unverified": "told once, from unclear hands or against other sources",
    "withdrawn": "taken back by whoever told it",
    "simulated": "made by a run of a model",
}

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*\Z")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, is said to have happened, or happened in a run.

    Parameters
    ----------
    id
        Unique in its chronicle: letters, figures and ``. _ : -``.
    start
        The day, or the minute with its zone.
    end
        End of an interval; or, where `what` says so, the latest minute that it can have been.
    place
        Where; one line.
    kind
        A key of `KINDS`.
    actor
        Who, in neutral words, or a state's ISO3 code; for deaths and injuries, who died or was hurt.
        "not established" where nobody knows.
    quantity
        How much; ``None`` where the event counts nothing.
    what
        What happened, in one line.
    sources
        Ids or addresses of the sources; empty for a run.
    status
        A key of `STATUS`.
    attributed_to
        Whose claim it is; empty if nobody's.

    Raises
    ------
    InputError
        If a word is not one of the closed words, a text has line breaks, a bound is not finite, the
        end lies before the start, a time is finer than a minute, or a claim is nobody's.
    """

    id: str
    start: Moment
    end: Moment | None
    place: str
    kind: str
    actor: str
    quantity: Quantity | None = None
    what: str = ""
    sources: tuple[str, ...] = ()
    status: str = "reported"
    attributed_to: str = ""

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise InputError(f"id {self.id!r} is empty or has a sign other than letters, figures and . _ : -")
        if self.kind not in KINDS:
            raise UnknownName("kind", self.kind, KINDS)
        if self.status not in STATUS:
            raise UnknownName("status", self.status, STATUS)
        for name in ("place", "actor"):
            if not getattr(self, name).strip():
                raise InputError(f"{name} is empty; expected a name, or 'not established'")
        for name in ("place", "actor", "what", "attributed_to"):
            _one_line(name, getattr(self, name))
        for source in self.sources:
            _one_line("source", source)
            if source.split() != [source]:
                raise InputError(f"source {source!r} is empty or has a space; expected an id or an address")
        if self.status == "claimed" and not self.attributed_to.strip():
            raise InputError("status 'claimed' needs attributed_to: whose claim is it?")
        _check_moment("start", self.start)
        if self.end is not None:
            _check_moment("end", self.end)
            if _before(self.end, self.start):
                raise InputError(f"end {self.end} lies before start {self.start}")
        if self.quantity is not None:
            _check_quantity(self.quantity)

    @property
    def key(self) -> tuple[date, bool, datetime, str]:
        """Order of the event in a chronicle: local day, days without an hour first, instant, id."""
        instant = self.start.instant
        return (self.start.day, instant is not None, instant or datetime.max, self.id)


def _one_line(name: str, text: str) -> None:
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp"):
            raise InputError(
                f"{name} has a line break or control sign (U+{ord(sign):04X}); expected one line"
            )


def _check_moment(name: str, moment: Moment) -> None:
    if (moment.instant is None) != (moment.offset is None):
        raise InputError(f"{name}: an hour needs a zone, and a zone an hour")
    if moment.instant is None or moment.offset is None:
        return
    if moment.instant.second or moment.instant.microsecond:
        raise InputError(f"{name} is told to the second; expected whole minutes")
    local = moment.instant.astimezone(timezone(timedelta(minutes=moment.offset)))
    if local.date() != moment.day:
        raise InputError(f"{name}: the day {moment.day} is not the local day of {moment}")


def _before(end: Moment, start: Moment) -> bool:
    if end.instant is not None and start.instant is not None:
        return end.instant < start.instant
    return end.day < start.day


def _check_quantity(value: Quantity) -> None:
    for bound in (value.low, value.high):
        if bound is not None and not math.isfinite(bound):
            raise InputError(f"{bound} is not a number that can be counted or measured")
    quantity(*value)
