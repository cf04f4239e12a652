"""What the council model does not know: its parameters with their priors."""

from __future__ import annotations

from foedus.chance import Parameter, Prior

__all__ = [
    "ABSENCE",
    "AFFINITY",
    "AMBIVALENCE",
    "BASE",
    "CLOCK",
    "CONTACT",
    "COST",
    "ENTANGLEMENT",
    "EXPOSURE",
    "FORMALITIES",
    "HURRY",
    "LEGAL",
    "MANDATE",
    "PARAMETERS",
    "SHOCK",
    "SPONSOR",
    "SPREAD",
    "THREAT",
]

_SLOPE = "judgement: a slope of about one logit per full scale of the attribute, not below zero"
_CLOCK = "judgement: brackets drawn round the few recorded decision times; one case cannot move it"

#: The parameters in the order in which `decide` reads them from `theta`.
PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "council.base",
        Prior("normal", 0.3, 0.7),
        "1",
        "utility of sending guards when every attribute of the member is zero, in logits",
        "judgement: slightly in favour of helping a fellow member, wide enough for a refusal",
    ),
    Parameter(
        "council.threat", Prior("truncated", 1.0, 0.5), "1", "weight of the threat to the requester", _SLOPE
    ),
    Parameter(
        "council.legal",
        Prior("truncated", 1.0, 0.5),
        "1",
        "weight of the member's legal position; multiplied by the lever on law",
        _SLOPE + "; the least sourced step of all",
    ),
    Parameter(
        "council.affinity",
        Prior("normal", 0.6, 0.4),
        "1",
        "weight of the member's affinity to the requester",
        "judgement: friends help friends, weaker than threat; may be nil",
    ),
    Parameter(
        "council.sponsor",
        Prior("truncated", 1.0, 0.5),
        "1",
        "weight of the position that the dominant member is seen to take",
        _SLOPE,
    ),
    Parameter(
        "council.exposure",
        Prior("normal", 0.3, 0.3),
        "1",
        "weight of the member's own exposure: a border, a risk of contagion",
        "judgement: small; may be nil or negative",
    ),
    Parameter(
        "council.cost",
        Prior("normal", 1.2, 0.5),
        "1",
        "weight of what taking part costs the member at home",
        "judgement: as strong as the threat or a little stronger",
    ),
    Parameter(
        "council.entanglement",
        Prior("truncated", 1.0, 0.5),
        "1",
        "weight of the member's ties to the requester's adversary",
        _SLOPE,
    ),
    Parameter(
        "council.shock",
        Prior("halfnormal", 0.7),
        "1",
        "standard deviation of the shock that all members share, in logits",
        "judgement: members hear the same news and each other, so their answers go together",
    ),
    Parameter(
        "council.clock",
        Prior("lognormal", 2.0, 0.3),
        "hours",
        "median time in which one leader answers by telephone",
        "judgement: 2 hours for leaders by telephone (24 for permanent representatives, 120 for capitals)",
    ),
    Parameter(
        "council.spread",
        Prior("fixed", 0.8),
        "1",
        "standard deviation of the logarithm of one member's time to answer",
        _CLOCK,
    ),
    Parameter(
        "council.hurry", Prior("fixed", 0.7), "1", "how far full urgency shortens the answer, in logs", _CLOCK
    ),
    Parameter(
        "council.ambivalence",
        Prior("fixed", 0.5),
        "1",
        "how far an even chance of consent lengthens the answer, in logs",
        _CLOCK,
    ),
    Parameter(
        "council.mandate",
        Prior("fixed", 0.2),
        "1",
        "how far each step of mandate above guarding sites lengthens the answer, in logs",
        _CLOCK,
    ),
    Parameter(
        "council.formalities",
        Prior("lognormal", 1.0, 0.6),
        "hours",
        "time to notify the members and to sign and announce what they agreed",
        "judgement: about one hour, seldom under half an hour or over four",
    ),
    Parameter(
        "council.contact",
        Prior("halfnormal", 0.75),
        "hours",
        "contact with the members before the formal request, by which their clocks have already run",
        "judgement: a call before the letter; the hour of the first appeal of 5 January 2022 is unpublished",
    ),
    Parameter(
        "council.absence",
        Prior("beta", 1.0, 30.0),
        "1",
        "chance that a member takes no part in the consultation",
        "judgement: rare; all members were consulted in January 2022",
    ),
)

(
    BASE,
    THREAT,
    LEGAL,
    AFFINITY,
    SPONSOR,
    EXPOSURE,
    COST,
    ENTANGLEMENT,
    SHOCK,
    CLOCK,
    SPREAD,
    HURRY,
    AMBIVALENCE,
    MANDATE,
    FORMALITIES,
    CONTACT,
    ABSENCE,
) = range(17)
