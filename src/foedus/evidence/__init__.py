"""Evidence: what sources claim, on what ground one claim is chosen, and what is kept of the others.

A case folder says in ``sources.yaml`` who is cited, in ``claims.yaml`` what they say on each disputed
fact, and in ``record.csv`` what happened. `reconcile` chooses among the claims of a fact on a declared,
ordered list of grounds (`GROUNDS`), says why in a sentence, and keeps every other claim with the reason
for which it was not chosen, and the interval that all live claims of the same thing span.
"""

from foedus.evidence._check import check
from foedus.evidence._loading import Evidence, load
from foedus.evidence._model import GROUNDS, HEDGES, TIERS, Claim, Dissent, Fact, Finding, Source, Tier
from foedus.evidence._reconcile import reconcile

__all__ = [
    "GROUNDS",
    "HEDGES",
    "TIERS",
    "Claim",
    "Dissent",
    "Evidence",
    "Fact",
    "Finding",
    "Source",
    "Tier",
    "check",
    "load",
    "reconcile",
]
