"""One decision of a council: who answers how, whether that adopts the mandate, and when."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foedus.chance import compiled, normal_quantile, stream, uniform
from foedus.council._members import GUARD, Members
from foedus.council._parameters import (
    ABSENCE,
    AFFINITY,
    AMBIVALENCE,
    BASE,
    CLOCK,
    CONTACT,
    COST,
    ENTANGLEMENT,
    EXPOSURE,
    FORMALITIES,
    HURRY,
    LEGAL,
    MANDATE,
    SHOCK,
    SPONSOR,
    SPREAD,
    THREAT,
)

__all__ = [
    "ABSENT",
    "ACTIONS",
    "CONSENSUS",
    "CONSENT",
    "MAJORITY",
    "NON_OBJECTION",
    "OBJECTION",
    "RULES",
    "SHORTEST",
    "THRESHOLD_CONSENT",
    "THRESHOLD_OBJECTION",
    "UNANIMITY",
    "decide",
    "passes",
    "utility",
]

#: What a member can do; its place is its number.
ACTIONS: tuple[str, ...] = ("consent", "non_objection", "objection", "absence")
CONSENT, NON_OBJECTION, OBJECTION, ABSENT = range(4)

#: The rules by which answers become a decision, with their meaning; their order is their number.
RULES: dict[str, str] = {
    "consensus": (
        "nobody objects; abstention and absence are compatible with passing, though whether a decision "
        "binds when a member was absent is itself contested"
    ),
    "unanimity": "every member consents; abstention and absence count as no",
    "majority": "more than half of all members consent, the requester among them",
}
CONSENSUS, UNANIMITY, MAJORITY = range(3)

#: Below the first utility a member objects, above the second it consents, between them it lets it pass.
THRESHOLD_OBJECTION = -1.0
THRESHOLD_CONSENT = 0.5
#: Utility per step of mandate above guarding sites (taken away) and below it (added).
STEP_ABOVE = 0.4
STEP_BELOW = 0.6
#: No decision is announced sooner after its request, in hours.
SHORTEST = 0.5

_SHOCK = stream("council.shock")
_ANSWER = stream("council.answer")
_ABSENCE = stream("council.absence")
_CLOCK = stream("council.clock")


@compiled
def utility(
    members: Members, legal: float, stage: int, member: int, legal_weight: float, theta: NDArray[np.float64]
) -> float:
    """Weigh for one member what adopting the mandate is worth: its utility in logits, before any luck.

    Parameters
    ----------
    members
        The council.
    legal
        The member's legal position as a number, -1 to 1.
    stage, member
        Places in the arrays of `members`.
    legal_weight
        Factor on the weight of the legal position; 1 leaves it as in `theta`.
    theta
        Values of `PARAMETERS`.
    """
    step = members.mandate - GUARD
    base = theta[BASE] - (STEP_ABOVE * step if step > 0 else STEP_BELOW * step)
    value: float = (
        base
        + theta[THREAT] * members.threat[stage, member]
        + theta[LEGAL] * legal_weight * legal
        + theta[AFFINITY] * members.affinity[member]
        + theta[SPONSOR] * members.sponsor[member]
        + theta[EXPOSURE] * members.exposure[member]
        - theta[COST] * members.cost[member]
        - theta[ENTANGLEMENT] * members.entanglement[member]
    )
    return value


@compiled
def passes(rule: int, actions: NDArray[np.int64]) -> bool:
    """Whether the answers of all members, the requester's among them, adopt under a rule."""
    consenting = 0
    objecting = 0
    for action in actions:
        if action == CONSENT:
            consenting += 1
        elif action == OBJECTION:
            objecting += 1
    if rule == CONSENSUS:
        return objecting == 0
    if rule == UNANIMITY:
        return consenting == actions.size
    return 2 * consenting > actions.size


@compiled
def decide(
    members: Members,
    legal: NDArray[np.float64],
    gate: bool,
    stage: int,
    rule: int,
    objector: int,
    absent: int,
    legal_weight: float,
    theta: NDArray[np.float64],
    seed: int,
    replica: int,
    actions: NDArray[np.int64],
) -> tuple[bool, float]:
    """Put one request to the members.

    ======  =============================================================================
    step    what happens
    ======  =============================================================================
    1       one shock, shared by all members
    2       each member but the requester: absent or not; one may be kept away
    3       its answer: utility + shock + its own logistic luck against the two thresholds
    4       its time: lognormal, shorter when urgent, longer when undecided or asked for more
    5       the forced objection takes the place of that member's answer, and of nothing else
    6       the rule; the gate; notify + the slowest of those present + sign - contact before
    ======  =============================================================================

    Every draw is keyed by replica and state, so a forced objection leaves all other answers and all
    times as they were, and so does a member added to the council.

    Parameters
    ----------
    members
        The council.
    legal : float64, shape (members,)
        Each member's legal position, -1 to 1, looked up for the account, the stage and the mandate.
    gate
        Whether any reading of the treaty lets the council adopt the mandate at all. If not, it is never
        adopted; the answers are then those that the members would have given.
    stage
        Class of facts reached: row of ``members.threat``.
    rule
        Place in `RULES`.
    objector
        Place of a member that objects whatever it would have said; -1 for none.
    absent
        Place of a member that stays away whatever its luck; -1 for none.
    legal_weight
        Factor on the weight of law; 1 leaves it as it is.
    theta : float64, shape (parameters,)
        Values of `PARAMETERS`.
    seed, replica
        Key of the luck.
    actions : int64, shape (members,)
        Filled with the place in `ACTIONS` of what each member does.

    Returns
    -------
    adopted : bool
    hours : float
        From the request to the announced decision, or to the moment at which it is known that there
        will be none; at least `SHORTEST`.

    Departs
    -------
    The chair does not choose among mandates: the case names the one that is asked for. There is no
    quorum. A requester that is forced to object withdraws its request.
    """
    shock = theta[SHOCK] * normal_quantile(uniform(seed, replica, _SHOCK, 0, 0))
    slowest = 0.0
    for i in range(actions.size):
        if members.requester[i]:
            actions[i] = CONSENT
            continue
        key = members.key[i]
        if i == absent or uniform(seed, replica, _ABSENCE, 0, key) < theta[ABSENCE]:
            actions[i] = ABSENT
            continue
        mean = utility(members, legal[i], stage, i, legal_weight, theta) + shock
        luck = uniform(seed, replica, _ANSWER, 0, key)
        value = mean + math.log(luck / (1.0 - luck))
        if value < THRESHOLD_OBJECTION:
            actions[i] = OBJECTION
        elif value > THRESHOLD_CONSENT:
            actions[i] = CONSENT
        else:
            actions[i] = NON_OBJECTION
        consent = 1.0 / (1.0 + math.exp(THRESHOLD_CONSENT - mean))
        time = theta[CLOCK] * math.exp(
            theta[SPREAD] * normal_quantile(uniform(seed, replica, _CLOCK, 0, key))
            - theta[HURRY] * members.urgency[stage]
            + theta[AMBIVALENCE] * (1.0 - abs(2.0 * consent - 1.0))
            + theta[MANDATE] * (members.mandate - GUARD)
        )
        slowest = max(slowest, time)
    if objector >= 0:
        actions[objector] = OBJECTION
    hours = max(SHORTEST, theta[FORMALITIES] + slowest - theta[CONTACT])
    return gate and passes(rule, actions), hours
