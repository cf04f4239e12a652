"""Sources: what kind each is, who stands behind it, and which are known not to be original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from foedus.errors import UnknownName

__all__ = ["AFFILIATIONS", "DENIALS", "TIERS", "Denial", "Publisher", "Source", "Tier", "address", "host"]


class Tier(NamedTuple):
    """A kind of source: its step (1 is nearest to the thing itself) and what belongs to it."""

    step: int
    meaning: str


#: The kinds of source. Two kinds share a step where neither may prevail over the other by its kind alone:
#: an authority and an organisation that documents its conduct, an agency and a newspaper. A party that
#: speaks of its own conduct or its opponents' stands no higher than the press, whatever carries it.
TIERS: dict[str, Tier] = {
    "treaty-series": Tier(1, "the text of a treaty or of the act that ratifies it"),
    "official-text": Tier(2, "a decree, decision, register or note published by the body that made it"),
    "court-or-inquiry": Tier(3, "a court, or an inquiry that is independent of the parties"),
    "official-statement": Tier(4, "what an authority says, as published by it or carried in full"),
    "rights-organisation": Tier(4, "documentation by an organisation that monitors rights"),
    "wire": Tier(5, "a news agency's own report"),
    "press": Tier(5, "a report of a newspaper, broadcaster, journal or measuring body"),
    "aggregator": Tier(6, "a site that retells others, exam digests and news digests among them"),
    "encyclopaedia": Tier(7, "an encyclopaedia or handbook"),
    "archive-copy": Tier(8, "a copy of a lost or unnamed page"),
}

#: Who stands behind a publisher, as far as it is known.
AFFILIATIONS: dict[str, str] = {
    "state": "owned or run by a state, or an organ of one",
    "state-funded": "paid by a state, with an editorial board that the law sets apart from it",
    "intergovernmental": "an organisation of states",
    "organisation": "a society, foundation, university or association",
    "private": "owned by private persons or a company",
    "unknown": "not established",
}

#: Why a host stands on the denylist.
DENIALS: dict[str, str] = {
    "laundering": "a network that passes on others' content under its own name to hide where it comes from",
    "scraper": "a site that copies or machine-translates others' pages without making any of its own",
    "copy": "a copy of a work that has a maker; cite the maker",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where something can be read.

    Attributes
    ----------
    id, title, publisher
        Name in the library; title and publisher as the source gives them.
    tier
        A key of `TIERS`.
    url
        Address; empty for a source that has none.
    file
        Name of a local file, for a source that is one.
    language
        ISO 639-1; empty where not recorded.
    published
        Day, month or year of publication in ISO form, or empty.
    copy_of
        Id of the source that it copies or retells; copies count as one voice.
    note
        What a reader should know of it.
    root
        Id at the end of the chain of copies, or the original that the end of the chain retells.
    lineage
        Ids of all sources that it copies, the nearest first.
    retells
        The original that it carries, where that has no entry of its own.
    knows
        Day of which its knowledge is, where the whole source has one: an old page told again is old.
    number
        Number in a series, such as that of a treaty registered with the United Nations.
    place
        Where it can be read, if it has neither address nor file.
    licence
        Terms under which it is published; empty where it states none.
    retrieved
        Day on which it was read.
    """

    id: str
    title: str
    tier: str
    publisher: str = ""
    url: str = ""
    file: str = ""
    language: str = ""
    published: str = ""
    copy_of: str = ""
    note: str = ""
    root: str = ""
    lineage: tuple[str, ...] = ()
    retells: str = ""
    knows: str = ""
    number: str = ""
    place: str = ""
    licence: str = ""
    retrieved: str = ""

    def __post_init__(self) -> None:
        if self.tier not in TIERS:
            raise UnknownName("tier", self.tier, TIERS)

    @property
    def voice(self) -> str:
        """What its claims count as: the end of the chain of copies; itself where it copies nobody."""
        return self.root or self.copy_of or self.retells or self.id

    @property
    def copies(self) -> tuple[str, ...]:
        """Ids of all that it copies, the nearest first."""
        return self.lineage or tuple(name for name in (self.copy_of, self.root) if name)

    @property
    def where(self) -> str:
        """Where it can be read: the address, the file, or the place and number."""
        return self.url or self.file or ", ".join(part for part in (self.place, self.number) if part)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes under a host.

    Attributes
    ----------
    id, name
        Key and name.
    hosts
        Hosts under which it publishes, each with all below it.
    owner
        Who owns or runs it; empty where not established.
    affiliation
        A key of `AFFILIATIONS`.
    state
        ISO3 of the state that owns or funds it, or empty.
    licence
        Terms under which it publishes; empty where it states none or they were not read.
    note
        What a reader should know of it.
    """

    id: str
    name: str
    hosts: tuple[str, ...]
    owner: str = ""
    affiliation: str = "unknown"
    state: str = ""
    licence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Denial:
    """A host on which nothing may rest alone.

    Attributes
    ----------
    id
        Key.
    hosts
        The hosts, each with all below it.
    kind
        A key of `DENIALS`.
    reason
        What is known of it.
    source
        Address at which the reason can be read, or empty for what can be seen on the page itself.
    """

    id: str
    hosts: tuple[str, ...]
    kind: str
    reason: str
    source: str = ""


def address(text: str) -> str:
    """Reduce an address to what tells two pages apart: no scheme, no ``www``, no closing slash."""
    bare = text.strip().split("://", 1)[-1].rstrip("/")
    return bare.removeprefix("www.").replace(":443/", "/")


def host(text: str) -> str:
    """Give the host of an address, without ``www`` and port; empty if it has none."""
    try:
        name = urlsplit(text).hostname if "://" in text else ""
    except ValueError:
        return ""
    return (name or "").removeprefix("www.")
