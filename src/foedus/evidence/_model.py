"""Claims, facts and findings, and the closed lists that they use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from foedus.errors import InputError, Span, UnknownName
from foedus.evidence._source import TIERS, Source
from foedus.units import UNITS, Quantity, quantity

__all__ = ["CAVEATS", "GROUNDS", "HEDGES", "Claim", "Dissent", "Fact", "Finding"]


#: How exactly a claim is told, with a step (1 is exact).
HEDGES: dict[str, int] = {"exact": 1, "about": 2, "range": 3, "at-least": 3, "at-most": 3}

#: How far the source itself stands by what it tells, with a step (1 is without reserve).
CAVEATS: dict[str, int] = {"": 1, "alleged": 2, "unverified": 2}

#: The grounds on which a claim is chosen, in the order in which they are tried, with the rule of each.
GROUNDS: dict[str, str] = {
    "unopposed": "Every live claim about the thing gives the same answer.",
    "withdrawn": "A claim that its maker took back does not count.",
    "scope": "A claim about something narrower, wider or at another time is no claim about this.",
    "knowledge": "What was known before the thing last changed is old, whatever the day of the page.",
    "revision": "An authority's later figure replaces its own earlier one.",
    "text": "The text itself goes before reports about it.",
    "tier": "A source nearer to the thing goes before one further away.",
    "assured": "What is told as so goes before what is told as alleged or unverified.",
    "specific": "An exact answer goes before a rounded one, and a figure before a bound.",
    "agreement": "The answer of more voices goes first; copies and repetitions of one voice count once.",
    "undecided": "No ground decides: the interval stands and no single value is given.",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says on one fact.

    Attributes
    ----------
    id
        Unique within the fact.
    source, locator
        Where it is said, and where in it.
    holder
        Who says so: the authority or author, not the carrier. Claims of one holder are one voice.
    low, high
        Bounds in the fact's unit, for a counted fact; one may be ``None`` for a mere bound.
    text
        The answer, for a fact told in words.
    hedge
        A key of `HEDGES`.
    stated
        Day on which it was said.
    knows
        Day of which the holder's knowledge is; orders an authority's revisions.
    withdrawn
        Whether its maker took it back.
    scope
        Empty if the claim speaks of the thing asked; otherwise what it speaks of instead.
    note
        What a reader should know of it.
    interested
        Whether the holder is a party that speaks of its own conduct or its opponents'.
    carried
        Kind of the thing cited (a key of `TIERS`), where the source only carries it; otherwise empty.
    mark
        A figure or single word that stands at the locator, for checking the file.
    caveat
        A key of `CAVEATS`: the reserve under which the source itself tells it.
    misreport
        What is wrong with it, in a sentence, where it is an error often repeated; otherwise empty.
    span
        Place in ``claims.yaml``.
    """

    id: str
    source: Source
    holder: str
    low: float | None = None
    high: float | None = None
    text: str = ""
    locator: str = ""
    hedge: str = "exact"
    stated: date | None = None
    knows: date | None = None
    withdrawn: bool = False
    scope: str = ""
    note: str = ""
    interested: bool = False
    carried: str = ""
    mark: str = ""
    caveat: str = ""
    misreport: str = ""
    span: Span = field(default=Span(""), compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.hedge not in HEDGES:
            raise UnknownName("hedge", self.hedge, HEDGES)
        if self.caveat not in CAVEATS:
            raise UnknownName("caveat", self.caveat, CAVEATS)
        if self.carried and self.carried not in TIERS:
            raise UnknownName("tier", self.carried, TIERS)
        if self.text and (self.low is not None or self.high is not None):
            raise InputError("a claim is a number or a text, not both")
        if not self.text and self.low is None and self.high is None:
            raise InputError("a claim needs a value, a bound or a text")

    @property
    def tier(self) -> str:
        """The kind of what is cited: of the thing carried, or of the source itself."""
        return self.carried or self.source.tier

    @property
    def step(self) -> int:
        """Step of the claim among `TIERS`; a party's own word stands no higher than the press."""
        step = TIERS[self.tier].step
        return max(step, TIERS["press"].step) if self.interested else step

    @property
    def answer(self) -> tuple[float | None, float | None, str]:
        """What is compared between claims: the bounds and the text."""
        return (self.low, self.high, self.text)


@dataclass(frozen=True, slots=True)
class Fact:
    """A question on which sources speak, and their claims.

    Attributes
    ----------
    id
        Unique in the case; a marker of a replay has the id of its fact.
    question
        What is asked, with its date where it has one.
    unit
        A key of `foedus.units.UNITS`, or ``text``.
    claims
        In any order; the finding does not depend on it.
    note
        How the interval comes about, where that needs words.
    changed
        Day on which the thing last changed before the day asked; what was known earlier is old.
    """

    id: str
    question: str
    unit: str
    claims: tuple[Claim, ...]
    note: str = ""
    changed: date | None = None
    span: Span = field(default=Span(""), compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.unit != "text" and self.unit not in UNITS:
            raise UnknownName("unit", self.unit, [*UNITS, "text"])
        for claim in self.claims:
            if bool(claim.text) != (self.unit == "text"):
                wanted = "a text" if self.unit == "text" else f"a number of {self.unit}"
                raise InputError(f"fact {self.id!r}, claim {claim.id!r}: expected {wanted}")
            if self.unit != "text":
                quantity(self.unit, claim.low, claim.high)

    def said(self, claim: Claim) -> str:
        """Return what the claim answers, in figures with the unit or in its words."""
        if claim.text:
            return claim.text
        told = self.told(Quantity(self.unit, claim.low, claim.high))
        return f"about {told}" if claim.hedge == "about" else told

    def told(self, value: Quantity | str | None) -> str:
        """Return a value of this fact as a reader should see it: a day as ``day 4``, a share without unit."""
        if value is None:
            return "undecided"
        if isinstance(value, str) or value.unit not in ("day", "1"):
            return str(value)
        bare = str(value).removesuffix(f" {value.unit}")
        return f"day {bare}" if value.unit == "day" else bare


class Dissent(NamedTuple):
    """A claim that was not chosen, the ground on which it lost, and that in a sentence."""

    claim: Claim
    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a fact's claims come to.

    Attributes
    ----------
    fact
        The fact.
    value
        The chosen interval in the fact's unit, or the chosen text; ``None`` if undecided.
    ground
        The key of `GROUNDS` that left one answer.
    why
        The same in a sentence made of the claims.
    chosen
        All live claims of the thing that give the chosen answer, by id.
    dissent
        Every other claim, by id, with the reason for which it was not chosen.
    interval
        From the least to the greatest of all live claims of the thing; ``None`` for a text.
    """

    fact: Fact
    value: Quantity | str | None
    ground: str
    why: str
    chosen: tuple[Claim, ...]
    dissent: tuple[Dissent, ...]
    interval: Quantity | None

    @property
    def contested(self) -> bool:
        """Whether live claims about the same thing give different answers."""
        rivals = [d.claim for d in self.dissent if not d.claim.withdrawn and not d.claim.scope]
        return len({claim.answer for claim in (*self.chosen, *rivals)}) > 1
