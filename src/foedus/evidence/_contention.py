"""Contentions: what is held by some and denied by others, and is never settled by counting sources.

"A tool of one member's influence" or "northern Kazakhstan is Russian land" are no facts whose value could
be chosen. A `Contention` keeps who holds it, who denies it, and who only tells that others hold it, each
with source and place. Nothing in this room turns one into a value, and nothing drops a voice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from foedus.errors import InputError, Span, UnknownName
from foedus.evidence._source import Source

__all__ = ["STANCES", "Contention", "Voice"]

#: What a voice does with a contention.
STANCES: dict[str, str] = {
    "holds": "says that it is so",
    "denies": "says that it is not so",
    "doubts": "says that it is not shown",
    "attributes": "says that somebody else holds it, and does not say whether it is so",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One who holds, denies, doubts or attributes a contention.

    Attributes
    ----------
    id
        Unique within the contention.
    holder
        Who speaks: the person or body, not the page that carries it.
    stance
        A key of `STANCES`.
    source, locator
        Where it is said, and where in it.
    of
        To whom it is attributed, where the stance is ``attributes``.
    gist
        What exactly is said, in own words, where it differs from the statement.
    stated
        Day on which it was said.
    caveat
        A key of `foedus.evidence.CAVEATS`.
    note, mark
        As with a claim.
    """

    id: str
    holder: str
    stance: str
    source: Source
    locator: str = ""
    of: str = ""
    gist: str = ""
    stated: date | None = None
    caveat: str = ""
    note: str = ""
    mark: str = ""
    span: Span = field(default=Span(""), compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.stance not in STANCES:
            raise UnknownName("stance", self.stance, STANCES)
        if (self.stance == "attributes") != bool(self.of):
            raise InputError("the key 'of' says to whom it is attributed; expected it with 'attributes' only")


@dataclass(frozen=True, slots=True)
class Contention:
    """A statement on which voices part and which no source can settle.

    Attributes
    ----------
    id
        Unique in the case, among facts and contentions.
    statement
        What is held or denied, in own words and without a stance of ours.
    kind
        ``opinion`` (a judgement) or ``contested`` (an assertion of fact that is not established).
    voices
        In the order of the file.
    note
        What a reader should know of it.
    """

    id: str
    statement: str
    kind: str
    voices: tuple[Voice, ...]
    note: str = ""
    span: Span = field(default=Span(""), compare=False, repr=False)

    def who(self, stance: str) -> tuple[str, ...]:
        """Who takes a stance, sorted; raises `UnknownName`.

        For ``attributes`` those to whom it is attributed.
        """
        if stance not in STANCES:
            raise UnknownName("stance", stance, STANCES)
        heard = (voice for voice in self.voices if voice.stance == stance)
        return tuple(sorted({voice.of if stance == "attributes" else voice.holder for voice in heard}))
