"""The members of a council as the model sees them: coded attributes, then arrays for the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.atlas import state_key
from foedus.errors import InputError, OutOfRange, UnknownName

__all__ = ["GUARD", "MANDATES", "MemberCoding", "Members", "build"]

#: What a council can order, from the least to the most intrusive.
MANDATES: tuple[str, ...] = ("nothing", "observers", "aid", "guard", "policing", "combat")
#: The place in `MANDATES` that the model's base utility speaks of.
GUARD = 3


@dataclass(frozen=True, slots=True)
class MemberCoding:
    """One member's attributes, coded by a person for one request.

    Attributes
    ----------
    state
        ISO3 code.
    threat
        Threat to the requester as the member sees it in each stage of the crisis (stage id to number):
        0 unrest within, 0.5 unrest within that is said to be armed from abroad, 1 armed attack.
    affinity
        Nearness to the requester, -1 to 1.
    sponsor
        Position that the dominant member is seen to take, -1 against to 1 for.
    exposure
        Border with the requester and risk of contagion, 0 to 1.
    cost
        What taking part costs: share of the units that it has, its public, its parliament; 0 to 1.
    entanglement
        Ties to the requester's adversary, 0 to 1.
    requester
        Whether it is the state that asks; its answer is yes and its clock does not run.
    """

    state: str
    threat: Mapping[str, float] = field(default_factory=dict)
    affinity: float = 0.0
    sponsor: float = 0.0
    exposure: float = 0.0
    cost: float = 0.0
    entanglement: float = 0.0
    requester: bool = False

    def __post_init__(self) -> None:
        """Refuse a number outside its scale."""
        state_key(self.state)
        for name in ("affinity", "sponsor"):
            _within(self.state, name, getattr(self, name), -1.0)
        for name in ("exposure", "cost", "entanglement"):
            _within(self.state, name, getattr(self, name), 0.0)
        for stage, value in self.threat.items():
            _within(self.state, f"threat[{stage}]", value, 0.0)


class Members(NamedTuple):
    """The members of a council as arrays; one row a stage where the first axis is one.

    Attributes
    ----------
    key : int64, shape (members,)
        Stable number of each state, so that its luck stays with it whoever sits beside it.
    threat : float64, shape (stages, members)
    affinity, sponsor, exposure, cost, entanglement : float64, shape (members,)
        As in `MemberCoding`.
    requester : bool, shape (members,)
    urgency : float64, shape (stages,)
        How pressing the stage is, 0 to 1.
    mandate : int
        What is asked for, a place in `MANDATES`.
    """

    key: NDArray[np.int64]
    threat: NDArray[np.float64]
    affinity: NDArray[np.float64]
    sponsor: NDArray[np.float64]
    exposure: NDArray[np.float64]
    cost: NDArray[np.float64]
    entanglement: NDArray[np.float64]
    requester: NDArray[np.bool_]
    urgency: NDArray[np.float64]
    mandate: int


def build(
    rows: Sequence[MemberCoding],
    *,
    urgency: Mapping[str, float],
    mandate: str = "guard",
) -> Members:
    """Turn coded members into the arrays that `decide` reads.

    Parameters
    ----------
    rows
        The members in the order of every other array of the case.
    urgency
        The stages in their order, each with its urgency, 0 to 1.
    mandate
        What is asked for, one of `MANDATES`.

    Raises
    ------
    UnknownName
        If the mandate is not in the list, or a member's threat names a stage that is not there.
    InputError
        If a state stands twice, or a member other than the requester lacks the threat of a stage.
    OutOfRange
        If an urgency lies outside its scale.
    """
    if mandate not in MANDATES:
        raise UnknownName("mandate", mandate, MANDATES)
    stages = tuple(urgency)
    for stage, value in urgency.items():
        if not 0.0 <= value <= 1.0:
            raise OutOfRange(f"urgency[{stage}] is {value:g}; expected 0 to 1")
    states = [row.state for row in rows]
    for state in states:
        if states.count(state) > 1:
            raise InputError(f"the member {state} is coded more than once")
    threat = np.zeros((len(stages), len(rows)))
    for j, row in enumerate(rows):
        for stage in row.threat:
            if stage not in stages:
                raise UnknownName("stage", stage, stages)
        for i, stage in enumerate(stages):
            if stage not in row.threat and not row.requester:
                raise InputError(f"{row.state}: the threat of the stage {stage!r} is missing")
            threat[i, j] = row.threat.get(stage, 0.0)
    column = {
        f.name: np.array([getattr(row, f.name) for row in rows], dtype=np.float64)
        for f in fields(MemberCoding)
        if f.name not in ("state", "threat", "requester")
    }
    return Members(
        key=np.array([state_key(state) for state in states], dtype=np.int64),
        threat=threat,
        requester=np.array([row.requester for row in rows], dtype=np.bool_),
        urgency=np.array(list(urgency.values()), dtype=np.float64),
        mandate=MANDATES.index(mandate),
        **column,
    )


def _within(state: str, name: str, value: float, low: float) -> None:
    if not low <= value <= 1.0:
        raise OutOfRange(f"{state}: {name} is {value:g}; expected {low:g} to 1")
