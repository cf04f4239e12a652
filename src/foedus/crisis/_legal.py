"""From law to numbers: the declared table, and what each member could see on each account.

The step from a legal status to a number in a member's decision is the most consequential and the
least sourced of the whole chain. It is therefore one table, printed in every report, with a reason
for each cell, and a lever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.crisis._case import Case
from foedus.treaty import Answer, Position, SituationFile, Treaty, ask

__all__ = ["LEGAL_TABLES", "ROUTES", "LawTable", "LegalCell", "Sight", "law_table"]

#: The norms by which a force may come to a member's aid; what a member needs is one lawful way.
ROUTES = ("treaty-4.assist", "treaty-6.deploy", "pka-3.mission")


class LegalCell(NamedTuple):
    """What a status weighs in a member's decision, from -1 (no lawful way) to 1 (a lawful way), and why."""

    number: float
    reason: str


_DECLARED = {
    "applies": LegalCell(1.0, "a lawful way on every reading that the member could hold"),
    "contested": LegalCell(0.0, "readings that the member could hold part: as much speaks for as against"),
    "unknown": LegalCell(-0.25, "a fact that the article asks for is not established: caution"),
    "silent": LegalCell(
        -0.5, "the treaty gives no way; only the host's invitation under general law is left"
    ),
    "conflict": LegalCell(-0.5, "one article gives a way and another forbids it, with no priority stated"),
    "does_not_apply": LegalCell(-1.0, "no lawful way on any reading that the member could hold"),
}
_FLAT = {status: LegalCell(0.0, "law carries no weight in this variant") for status in _DECLARED}
_STRICT = {
    status: LegalCell(1.0, cell.reason)
    if status == "applies"
    else LegalCell(-1.0, "anything short of `applies` counts as no way")
    for status, cell in _DECLARED.items()
}
LEGAL_TABLES: dict[str, dict[str, LegalCell]] = {"declared": _DECLARED, "flat": _FLAT, "strict": _STRICT}


class Sight(NamedTuple):
    """What one member could see: the status of each route on its own readings, and the resulting number.

    `basis` is ``held`` if the decisive route rests on a reading that the member is known to have held
    that day, ``prior`` if no reading of it is known and all stay open, ``text`` if it turns on none.
    """

    state: str
    statuses: dict[str, str]
    number: float
    basis: str


@dataclass(frozen=True, slots=True)
class LawTable:
    """The law of a case as its council saw it.

    Attributes
    ----------
    accounts, stages, states
        Names of the axes.
    legal : float64[account, stage, member]
        From -1 to 1.
    gate : bool[account, stage]
        Whether some reading leaves some route open; without it the council cannot adopt.
    sights
        For each account and stage, what each member saw.
    answers
        For each account and stage, the whole answer of the treaty.
    """

    accounts: tuple[str, ...]
    stages: tuple[str, ...]
    states: tuple[str, ...]
    legal: NDArray[np.float64]
    gate: NDArray[np.bool_]
    sights: dict[tuple[str, str], tuple[Sight, ...]]
    answers: dict[tuple[str, str], Answer]


def law_table(case: Case, treaty: Treaty, situation: SituationFile, table: str) -> LawTable:
    """Ask the treaty once for every account and class of facts, before any run.

    Parameters
    ----------
    table
        A key of `LEGAL_TABLES`.
    """
    cells = LEGAL_TABLES[table]
    accounts = tuple(account.id for account in situation.accounts)
    stages = tuple(stage.id for stage in situation.stages)
    states = tuple(case.states)
    legal = np.zeros((len(accounts), len(stages), len(states)))
    gate = np.zeros((len(accounts), len(stages)), np.bool_)
    sights: dict[tuple[str, str], tuple[Sight, ...]] = {}
    answers: dict[tuple[str, str], Answer] = {}
    for a, account in enumerate(accounts):
        for s, stage in enumerate(stages):
            answer = ask(treaty, situation.situation(account, stage))
            positions = {p.norm: p for p in answer.positions() if p.norm in ROUTES}
            seen = tuple(_sight(state, positions, cells) for state in states)
            sights[account, stage], answers[account, stage] = seen, answer
            legal[a, s] = [sight.number for sight in seen]
            gate[a, s] = any(p.status not in ("does_not_apply", "silent") for p in positions.values())
    return LawTable(accounts, stages, states, legal, gate, sights, answers)


def _sight(state: str, positions: dict[str, Position], cells: dict[str, LegalCell]) -> Sight:
    """The best route on the readings that the member held that day, and what that sight rests on."""
    seen: dict[str, tuple[str, str]] = dict.fromkeys(ROUTES, ("silent", "text"))
    seen |= {norm: position.seen_by(state) for norm, position in positions.items()}
    number = max(cells[status].number for status, _ in seen.values())
    decisive = {basis for status, basis in seen.values() if cells[status].number == number}
    basis = next(b for b in ("held", "prior", "text") if b in decisive)
    return Sight(state, {norm: status for norm, (status, _) in seen.items()}, number, basis)
