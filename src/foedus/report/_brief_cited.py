"""Pieces of a brief that rest on something: the words, what they rest on, and the note that says so."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Basis", "Cited", "Note", "Origin"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something can be read.

    Attributes
    ----------
    id
        Key of the source in the library; empty where it has none.
    title, publisher, published
        As the library describes the source; empty where that is not recorded.
    url
        Address; empty for a source that has none.
    tier
        Kind of source, a key of `foedus.evidence.TIERS`; empty where not recorded.
    locator
        Place inside the source; empty for the source as a whole.
    """

    id: str
    title: str
    url: str = ""
    publisher: str = ""
    published: str = ""
    tier: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a piece of a brief rests on.

    Attributes
    ----------
    kind
        What the library calls it: ``finding``, ``claim``, ``contention``, ``norm``, ``reading``,
        ``spell``, ``event``, ``profile``, ``state`` and so on.
    id
        Its path in the library, such as ``kazakhstan-2022/deaths``.
    standing
        How far it may be relied on: ``confirmed``, ``claimed by …``, ``contested``, ``grade A``; empty
        for a mere name.
    origins
        Where it can be read.
    says
        What the note adds, such as the reason for which an answer was chosen; may be empty.
    """

    kind: str
    id: str
    standing: str = ""
    origins: tuple[Origin, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """Words with what they rest on.

    Attributes
    ----------
    words
        What is said.
    basis
        What it rests on.
    number
        Number of its note; 0 until the brief is finished.
    shown
        Whether the number and the standing are set behind these words; in a sentence with several
        pieces on one basis they stand behind the last.
    """

    words: str
    basis: Basis
    number: int = 0
    shown: bool = False

    @property
    def standing(self) -> str:
        """The standing where it is shown, otherwise empty."""
        return self.basis.standing if self.shown else ""


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note: what the words rest on."""

    number: int
    basis: Basis
