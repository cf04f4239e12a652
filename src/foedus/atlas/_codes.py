"""The crosswalk: the codes by which lists and data sets know a state, with their dates."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from foedus.clock import parse_date
from foedus.errors import InputError, UnknownName

__all__ = ["CODE_SYSTEMS", "Code", "code", "codes", "state_of"]

#: The systems of codes, with what a row of each says.
CODE_SYSTEMS: dict[str, str] = {
    "iso-alpha2": "ISO 3166-1, two letters; the dates are those of the code, not of the state",
    "iso-alpha3": "ISO 3166-1, three letters; the dates are those of the code, not of the state",
    "iso-numeric": "ISO 3166-1, three digits; the dates are those of the code, not of the state",
    "cow": "Correlates of War, number in the list of state system membership (version 2016)",
    "cow-letters": "Correlates of War, abbreviation in the same list",
    "gw": "Gleditsch and Ward, number in the list of independent states (2017)",
    "atop": "Alliance Treaty Obligations and Provisions 4.01, member number; from its first coded obligation",
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a state in one system.

    Attributes
    ----------
    state
        ISO3 code of today, by which the rest of the house knows the state.
    system
        A key of `CODE_SYSTEMS`.
    code
        The code as text; numbers keep their leading zeros.
    name
        What the system calls the state.
    start, end
        First day of the code, and first day after it; ``None`` where no end is known.
    covered_to
        Last day that the list covers; ``None`` for a list that is kept up to date. Where it is given, an
        open `end` says only that the code held until then.
    note, source
        What else should be known, and where the row comes from.
    """

    state: str
    system: str
    code: str
    name: str
    start: date
    end: date | None
    covered_to: date | None
    note: str
    source: str

    def holds(self, on: date) -> bool:
        """Tell whether the code was in use on a day; after the list's last day it is taken to go on."""
        return self.start <= on and (self.end is None or on < self.end)


@lru_cache(maxsize=1)
def codes() -> tuple[Code, ...]:
    """All rows of the crosswalk, by state, system and date."""
    text = (files("foedus") / "library" / "atlas" / "crosswalk.csv").read_text(encoding="utf-8")
    rows = [
        Code(
            state=row["state"],
            system=row["system"],
            code=row["code"],
            name=row["name"],
            start=parse_date(row["from"]),
            end=parse_date(row["to"]) if row["to"] else None,
            covered_to=parse_date(row["covered_to"]) if row["covered_to"] else None,
            note=row["note"],
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    ]
    return tuple(sorted(rows, key=lambda row: (row.state, row.system, row.start)))


def code(state: str, system: str, on: date) -> str | None:
    """Find the code of a state in a system on a day.

    Returns
    -------
    str or None
        ``None`` where the system had no code for the state that day.

    Raises
    ------
    UnknownName
        If the crosswalk knows no such state or system.
    """
    _known_system(system)
    known = {row.state for row in codes()}
    if state not in known:
        raise UnknownName("state", state, known)
    found = [r.code for r in codes() if r.state == state and r.system == system and r.holds(on)]
    return found[0] if found else None


def state_of(system: str, given: str, on: date) -> str:
    """Find the state that a code meant on a day; leading zeros of a number do not matter.

    Raises
    ------
    UnknownName
        If the crosswalk knows no such system, or no such code in it.
    InputError
        If the code is known, but meant no state of the crosswalk on that day.
    """
    _known_system(system)
    rows = [row for row in codes() if row.system == system]
    same = [row for row in rows if _plain(row.code) == _plain(given)]
    if not same:
        raise UnknownName(f"{system} code", given, [row.code for row in rows])
    for row in same:
        if row.holds(on):
            return row.state
    spans = "; ".join(f"{row.state} from {row.start} to {row.end or 'today'}" for row in same)
    raise InputError(f"the {system} code {given!r} meant no state on {on}; it stood for {spans}")


def _plain(text: str) -> str:
    return text.lstrip("0") if text.isdigit() else text


def _known_system(system: str) -> None:
    if system not in CODE_SYSTEMS:
        raise UnknownName("system of codes", system, CODE_SYSTEMS)
