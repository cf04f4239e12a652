"""Levers: what a what-if may change, with unit, range, default (the record) and one line of meaning.

Severity of state force is no lever here: it stays at the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from foedus.clock import hours_between, parse_moment
from foedus.crisis._case import Case
from foedus.crisis._legal import LEGAL_TABLES
from foedus.errors import FoedusError, OutOfRange, UnknownName, nearest

__all__ = ["Lever", "Setting", "levers", "read_levers"]

Setting = float | str


class Lever(NamedTuple):
    """One thing that a what-if may change.

    Attributes
    ----------
    id, unit, meaning
        Name, unit of the number, one line.
    low, high
        Range of the number, both included; ``None`` where the lever takes words only.
    words
        Words that it takes beside or instead of a number.
    default
        The record.
    instant
        Whether the number is an hour of the case, for which a date with hour and zone may be given.
    """

    id: str
    unit: str
    low: float | None
    high: float | None
    words: tuple[str, ...]
    default: Setting
    meaning: str
    instant: bool = False


def levers(case: Case, accounts: tuple[str, ...]) -> tuple[Lever, ...]:
    """List the levers of a case; `accounts` are the ids of the accounts that its situation admits."""
    end = float(case.hours)
    schedule, council = case.file.schedule, case.file.council
    others = tuple(state for state in case.states if state != case.file.target)
    return (
        Lever("request", "hour of the case", 0.0, end, ("recorded", "never"), "recorded",
              "When the state asks its alliance for help: as recorded, never, or at this hour", True),
        Lever("account", "1", None, None, accounts, case.file.default_account,
              "Whose telling of the facts the council's members judge by"),
        Lever("price_shock", "1", 0.0, 3.0, (), 1.0,
              "Size of the price shock that began it, as a multiple of the recorded one: 0 no rise at all"),
        Lever("announced_hour", "hour of the case", 0.0, end, (), case.hour(schedule.announced.at),
              "When concessions are announced", True),
        Lever("announced_strength", "1", 0.0, 1.0, (), schedule.announced.value,
              "How much is announced: 0 nothing, 1 all that was asked for"),
        Lever("delivered_hour", "hour of the case", 0.0, end, (), case.hour(schedule.delivered.at),
              "When concessions are carried out", True),
        Lever("delivered_strength", "1", 0.0, 1.0, (), schedule.delivered.value,
              "How much is carried out: 0 nothing, 1 all that was asked for"),
        Lever("shutdown_from", "hour of the case", 0.0, end, (), case.hour(schedule.shutdown.start),
              "When the internet is cut", True),
        Lever("shutdown_to", "hour of the case", 0.0, end, (), case.hour(schedule.shutdown.end),
              "When it is restored; not later than the cut means that it is never cut", True),
        Lever("dialogue", "1", 0.0, 1.0, (), schedule.dialogue,
              "Dialogue policing: 0 none, 1 police talk with crowds and keep their distance"),
        Lever("dialogue_from", "hour of the case", 0.0, end, (), 0.0,
              "From when on police work so", True),
        Lever("release", "hour of the case", 0.0, end, ("none",), "none",
              "When the state begins to let all the detained go, in a day on average, or as recorded", True),
        Lever("force", "persons", 1.0, 10000.0, ("modelled", "none"), "modelled",
              "The outside force: what the council and the senders make of it, none, or this size"),
        Lever("force_shift", "hours", -96.0, 96.0, (), 0.0,
              "Hours by which the force is ready later (if negative, earlier; never before the decision)"),
        Lever("airfield_capacity", "1", 0.0, 4.0, (), 1.0,
              "Aircraft that the host's airfields can work at once, as a multiple of the case's own: 0 none"),
        Lever("not_contributing", "1", None, None, ("none", *others), "none",
              "A member that answers as it thinks and sends nobody"),
        Lever("rule", "1", None, None, ("consensus", "unanimity", "majority"), council.rule,
              "The rule by which the council decides"),
        Lever("objector", "1", None, None, ("none", *others), "none",
              "A member that objects whatever it thinks"),
        Lever("absent", "1", None, None, ("none", *others), "none",
              "A member that stays away from the council"),
        Lever("legal_table", "1", None, None, tuple(LEGAL_TABLES), "declared",
              "The step from a legal status to a number in a member's decision"),
    )  # fmt: skip


def read_levers(case: Case, known: tuple[Lever, ...], given: Mapping[str, str | float]) -> dict[str, Setting]:
    """Fill every lever from what was given, the rest from the record.

    Raises
    ------
    UnknownName
        If a lever is not known, or a word that it does not take was given.
    OutOfRange
        If a number lies outside the lever's range, or one member is to object and to stay away.
    """
    by_id = {lever.id: lever for lever in known}
    for name in given:
        if name not in by_id:
            raise UnknownName("lever", name, by_id)
    setting = {name: _value(case, lever, given.get(name)) for name, lever in by_id.items()}
    if setting["absent"] == setting["objector"] != "none":
        raise OutOfRange(f"levers 'absent' and 'objector': {setting['absent']} cannot object and stay away")
    return setting


def _value(case: Case, lever: Lever, given: str | float | None) -> Setting:
    if given is None:
        return lever.default
    text = str(given).strip()
    if text in lever.words:
        return text
    if lever.low is None or lever.high is None:
        raise UnknownName(f"value of the lever {lever.id!r}:", text, lever.words)
    expected = f"a number from {lever.low:g} to {lever.high:g} ({lever.unit})"
    if lever.instant:
        expected += ", a time such as 2022-01-05T16:30+06:00"
    if lever.words:
        expected += f" or one of: {', '.join(lever.words)}"
    number = _number(case, lever, text, expected)
    if not lever.low <= number <= lever.high:
        raise OutOfRange(f"lever {lever.id!r}: {text} is out of range; expected {expected}")
    return number


def _number(case: Case, lever: Lever, text: str, expected: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    if lever.instant:
        try:
            moment = parse_moment(text)
        except FoedusError:
            pass
        else:
            if moment.instant is None:
                raise OutOfRange(f"lever {lever.id!r}: {text} has no hour; expected {expected}")
            return hours_between(case.start, moment.instant)
    hint = nearest(text, lever.words)
    if "did you mean" not in hint:
        hint = ""  # the words stand in what was expected
    raise OutOfRange(f"lever {lever.id!r}: {text!r} is not {expected}{hint}")
