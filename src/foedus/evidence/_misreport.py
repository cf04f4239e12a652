"""Errors that are often repeated, with their correction."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.evidence._model import Claim, Fact, Finding
from foedus.evidence._register import register
from foedus.evidence._source import Source

__all__ = ["Misreport"]


@dataclass(frozen=True, slots=True)
class Misreport:
    """A claim that is known to be wrong, beside what is known instead.

    Attributes
    ----------
    finding
        What the fact comes to.
    claim
        The claim that is wrong.
    """

    finding: Finding
    claim: Claim

    @property
    def fact(self) -> Fact:
        """The fact that is told wrongly."""
        return self.finding.fact

    @property
    def said(self) -> str:
        """What the claim says."""
        return self.fact.said(self.claim)

    @property
    def correction(self) -> str:
        """What is wrong with it and what is known instead, in a sentence."""
        return self.claim.misreport

    @property
    def answer(self) -> str:
        """The answer of the fact, in figures with the unit or in words."""
        return self.fact.told(self.finding.value)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the correction: those of the chosen claims, the nearest to the thing first.

        Sources on the denylist are left out where there are others.
        """
        chosen = sorted(self.finding.chosen, key=lambda claim: (claim.step, claim.source.id))
        found = {claim.source.id: claim.source for claim in chosen}
        sound = [source for source in found.values() if register().denied(source) is None]
        return tuple(sound or found.values())
