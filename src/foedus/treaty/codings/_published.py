"""Published files of alliances: telling them by their columns, and finding the rows of a treaty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from foedus.atlas import codes as crosswalk
from foedus.atlas import state_of
from foedus.errors import InputError
from foedus.treaty._treaty import Treaty
from foedus.treaty.codings._atop_law import SignedLaw
from foedus.treaty.codings._atop_variables import ATOP_VARIABLES

__all__ = ["DYADS", "MEMBERS", "Row", "dyad_flags", "house", "member_rows", "numbers", "state_by_number"]

MEMBERS = {"atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit"}
DYADS = {"ccode1", "ccode2", "year"}
_COW = {
    "defense": ("cow_defense", "defense"),
    "neutrality": ("cow_neutral", "neutrality", "neutral"),
    "nonaggression": ("cow_nonagg", "nonaggression", "nonagg"),
    "entente": ("cow_entente", "entente"),
}
_ATOP = {name: (f"atop_{name}",) for name in ("defense", "offense", "neutral", "nonagg", "consul")}


@dataclass(frozen=True, slots=True)
class Row:
    """One member in one published phase: values by variable, and the time in which they hold."""

    state: str
    phase: int
    start: date
    end: date | None
    values: dict[str, int]


def member_rows(treaty: Treaty, rows: list[dict[str, Any]]) -> tuple[list[Row], str, list[str]]:
    """Find the rows of a treaty: the rows, how they were found, and members that the crosswalk lacks.

    Raises
    ------
    InputError
        If the file has none.
    """
    number, matched = _match(treaty, rows)
    published, lost = [], []
    for row in rows:
        if int(row["atopid"]) != number:
            continue
        start = _date(row, "ent")
        state = state_by_number(str(int(row["member"])), start)
        if state is None:
            lost.append(f"member {row['member']} of the file, in no row of the crosswalk")
            continue
        values = {v.name: int(row[v.name]) for v in ATOP_VARIABLES if row.get(v.name) is not None}
        end = _date(row, "exit") if row["yrexit"] else None
        published.append(Row(state, int(row.get("phase") or 0), start, end, values))
    return published, matched, lost


def _match(treaty: Treaty, rows: list[dict[str, Any]]) -> tuple[int, str]:
    """Find the number of the alliance: by the file's own id, or by members and the year of signature."""
    given = treaty.file.external_ids.get("atop")
    if given is not None:
        if int(given) not in {int(row["atopid"]) for row in rows}:
            raise InputError(f"the published file has no rows of number {given}, which {treaty.id} names")
        return int(given), f"number {given}, named in external_ids of the treaty file"
    members: dict[int, set[int]] = {}
    first: dict[int, int] = {}
    for row in rows:
        number = int(row["atopid"])
        members.setdefault(number, set()).add(int(row["member"]))
        first[number] = min(first.get(number, 9999), int(row["yrent"]))
    found: dict[int, tuple[float, int]] = {}
    for text in treaty.instruments:
        mine = {int(number) for number in numbers(treaty, text.id)}
        for number, held in members.items():
            if first[number] == text.signed.year:
                share = len(held & mine) / len(held | mine)
                found[number] = max(found.get(number, (0.0, 0)), (share, -text.signed.year))
    best = max(found, key=lambda number: found[number], default=None)
    if best is None or found[best][0] <= 0.5 or list(found.values()).count(found[best]) > 1:
        raise InputError(
            f"no one alliance in the published file has the year and the members of an instrument of "
            f"{treaty.id}; name its number in external_ids"
        )
    share, year = found[best]
    return best, f"number {best}, by the year {-year} and {share:.0%} of the members in common"


def dyad_flags(columns: set[str]) -> dict[str, str]:
    """Columns of a file of dyads by the name of their flag; empty if it has neither scheme's flags."""
    for known in (_ATOP, _COW):
        found = {name: next((c for c in given if c in columns), "") for name, given in known.items()}
        if all(found.values()):
            return found
    return {}


def _date(row: dict[str, Any], what: str) -> date:
    """A published date; an unknown month or day is the first."""
    return date(int(row[f"yr{what}"]), int(row[f"mo{what}"] or 1), int(row[f"day{what}"] or 1))


def state_by_number(number: str, on: date) -> str | None:
    """State of a number of ATOP or COW on a day; ``None`` if the crosswalk has none."""
    for system in ("atop", "cow"):
        try:
            return state_of(system, number, on)
        except InputError:
            continue
    return None


def house(state: str) -> str:
    """The code by which the crosswalk knows a state that a treaty file may name by a former one."""
    rows = crosswalk()
    if any(row.state == state for row in rows):
        return state
    return next((r.state for r in rows if r.system == "iso-alpha3" and r.code == state), state)


def numbers(treaty: Treaty, instrument: str = "") -> set[str]:
    """COW numbers of all that ever were party; to an instrument with a roll of its own, by that."""
    chains = SignedLaw(treaty).chains.get(treaty.own_roll(instrument), [])
    states = {house(chain.state) for chain in chains}
    return {row.code for row in crosswalk() if row.system == "cow" and row.state in states}
