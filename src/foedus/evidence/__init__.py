"""Evidence: what sources claim, on what ground one claim is chosen, and what is kept of the others.

A case folder says in ``sources.yaml`` who is cited, in ``claims.yaml`` what they say on each disputed
fact, and in ``record.csv`` what happened. `reconcile` chooses among the claims of a fact on a declared,
ordered list of grounds (`GROUNDS`), says why in a sentence, and keeps every other claim with the reason
for which it was not chosen, and the interval that all live claims of the same thing span. What is an
opinion, or is held and denied and cannot be settled, is a `Contention`: it is never reconciled to a value.

`register` gives every source of the library with its publisher, kind and terms, and the denylist on which
nothing may rest alone. `leanings` tells what rests on a source, `question` makes the page of a fact, and
`Reference` gives a citation as BibTeX or CSL-JSON.
"""

from foedus.evidence._check import check
from foedus.evidence._contention import STANCES, Contention, Voice
from foedus.evidence._leaning import Lean, Leaning, Rest, leanings, rests
from foedus.evidence._loading import Evidence, load
from foedus.evidence._misreport import Misreport
from foedus.evidence._model import CAVEATS, GROUNDS, HEDGES, Claim, Dissent, Fact, Finding
from foedus.evidence._question import Question, Turn, question
from foedus.evidence._reconcile import reconcile
from foedus.evidence._reference import Reference, reference
from foedus.evidence._register import Register, register
from foedus.evidence._source import AFFILIATIONS, DENIALS, TIERS, Denial, Publisher, Source, Tier

__all__ = [
    "AFFILIATIONS",
    "CAVEATS",
    "DENIALS",
    "GROUNDS",
    "HEDGES",
    "STANCES",
    "TIERS",
    "Claim",
    "Contention",
    "Denial",
    "Dissent",
    "Evidence",
    "Fact",
    "Finding",
    "Lean",
    "Leaning",
    "Misreport",
    "Publisher",
    "Question",
    "Reference",
    "Register",
    "Rest",
    "Source",
    "Tier",
    "Turn",
    "Voice",
    "check",
    "leanings",
    "load",
    "question",
    "reconcile",
    "reference",
    "register",
    "rests",
]
