"""Council: how the members of an alliance answer a request, by what rule, and how fast.

Each member weighs threat, law, ties and cost, shares one shock with the others, and consents, lets it
pass, objects or is absent; a rule turns the answers into a decision, and the slowest answer sets its
hour. `decide` is the compiled step, `pass_probability` the same as a chance, `power` what a rule gives
its members before anything is known of them.
"""

from foedus.council._decide import (
    ABSENT,
    ACTIONS,
    CONSENSUS,
    CONSENT,
    MAJORITY,
    NON_OBJECTION,
    OBJECTION,
    RULES,
    UNANIMITY,
    decide,
    passes,
    utility,
)
from foedus.council._members import MANDATES, MemberCoding, Members, build
from foedus.council._odds import Odds, answer_odds, pass_probability
from foedus.council._parameters import PARAMETERS
from foedus.council._power import Power, power

__all__ = [
    "ABSENT",
    "ACTIONS",
    "CONSENSUS",
    "CONSENT",
    "MAJORITY",
    "MANDATES",
    "NON_OBJECTION",
    "OBJECTION",
    "PARAMETERS",
    "RULES",
    "UNANIMITY",
    "MemberCoding",
    "Members",
    "Odds",
    "Power",
    "answer_odds",
    "build",
    "decide",
    "pass_probability",
    "passes",
    "power",
    "utility",
]
