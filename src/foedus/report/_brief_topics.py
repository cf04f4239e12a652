"""Which brief tells which fact: a case's sources speak of the crisis, of the organisation and of the state.

What is not named here belongs to the brief of its case, so that nothing is lost when a fact is added.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from foedus import atlas
from foedus.files import listing

if TYPE_CHECKING:
    from foedus.evidence import Contention, Evidence, Finding, Misreport

__all__ = [
    "ABOUT",
    "HARM",
    "PROFILE",
    "about",
    "cases_with_claims",
    "contentions",
    "errors",
    "findings",
    "harm",
    "judged",
    "of_organisation",
]

_KAZ = "KAZ"

_ORGANISATION = """
founding treaty_parties_1994 signatories_1992 entry_into_force georgia_signed azerbaijan_signed
belarus_signed members left_1999 uzbekistan_out uzbekistan_back renewal observers purpose nato_members
rapid_force_year rapid_force_size warsaw_pact council_name regional_groups chair_term foreign_bases
arms_terms alliance_ban seat secretary_general_by functions first_use tool-of-influence weakens-others
russian-nato counterpart-of-nato most-important one-for-all-works arms-benefit
"""
_STATE = "northern-kazakhstan not-real-countries regime-in-power"
_HARM = """
deaths dead killed killing injured detained tortured torture custody incidents convicted suspected amnestied
treatment released
"""

#: Fields of a profile of which a fact of a case asks too.
PROFILE: dict[str, str] = {
    "independence": "independence",
    "capital": "capital",
    "currency": "currency",
    "neighbours": "neighbours",
    "area_rank": "rank",
    "kazakh_share": "groups",
    "highest_point": "highest_point",
    "terrain": "terrain",
    "climate": "climate",
}

#: Facts and contentions of the packaged cases that speak of an organisation or of a state.
ABOUT: dict[str, frozenset[str]] = {
    "csto": frozenset(_ORGANISATION.split()),
    _KAZ: frozenset([*PROFILE, *_STATE.split()]),
}

#: Words of which one stands in the id of a fact that counts harm done to people.
HARM = frozenset(_HARM.split())


def about(name: str) -> str:
    """The organisation or state of which a fact or contention speaks; empty where it is of its case."""
    return next((thing for thing, names in ABOUT.items() if name in names), "")


def findings(evidence: Evidence | None, thing: str) -> list[Finding]:
    """The findings of a case that speak of a thing; of the case itself with an empty one."""
    return [f for f in evidence.findings if about(f.fact.id) == thing] if evidence else []


def contentions(evidence: Evidence | None, thing: str) -> list[Contention]:
    """The contentions of a case that speak of a thing."""
    return [c for c in evidence.contentions.values() if about(c.id) == thing] if evidence else []


def errors(evidence: Evidence | None, thing: str) -> list[Misreport]:
    """The common errors of a case on a thing."""
    return [m for m in evidence.misreported if about(m.fact.id) == thing] if evidence else []


def judged(found: Iterable[Finding]) -> list[Finding]:
    """The findings on which more than an error that is corrected elsewhere stands against the answer."""
    kept = []
    for finding in found:
        wrong = {claim.id for claim in finding.fact.claims if claim.misreport}
        answers = {c.answer for c in finding.chosen}
        answers |= {
            part.claim.answer
            for part in finding.dissent
            if not part.claim.withdrawn and not part.claim.scope and part.claim.id not in wrong
        }
        if len(answers) > 1:
            kept.append(finding)
    return kept


def harm(finding: Finding) -> bool:
    """Tell whether a finding counts harm."""
    return bool(HARM & set(finding.fact.id.split("_")))


def of_organisation(treaty: str) -> str:
    """The organisation that a treaty made; empty where none is packaged."""
    return next((n for n in atlas.organisations() if atlas.organisation(n).file.treaty == treaty), "")


def cases_with_claims() -> list[str]:
    """The packaged cases that have a file of claims."""
    return [name for name, folder in listing("case").items() if (folder / "claims.yaml").is_file()]
