"""The border: the shapes of ``sources/1``, ``claims/1``, ``publishers/1`` and ``denylist/1``."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, field_validator, model_validator

from foedus.clock import parse_date
from foedus.errors import UnknownName
from foedus.evidence._contention import STANCES
from foedus.evidence._model import CAVEATS, HEDGES
from foedus.evidence._source import AFFILIATIONS, DENIALS, TIERS
from foedus.files import Placed
from foedus.units import UNITS

__all__ = [
    "ClaimEntry",
    "ClaimsFile",
    "ContentionEntry",
    "DenylistFile",
    "FactEntry",
    "PublishersFile",
    "SourceEntry",
    "SourcesFile",
    "VoiceEntry",
]

_TierName = Literal[
    "treaty-series",
    "official-text",
    "court-or-inquiry",
    "official-statement",
    "rights-organisation",
    "wire",
    "press",
    "aggregator",
    "encyclopaedia",
    "archive-copy",
]
_HedgeName = Literal["exact", "about", "range", "at-least", "at-most"]
_CaveatName = Literal["alleged", "unverified"]
_StanceName = Literal["holds", "denies", "doubts", "attributes"]
_Affiliation = Literal["state", "state-funded", "intergovernmental", "organisation", "private", "unknown"]
_DenialName = Literal["laundering", "scraper", "copy"]
assert set(_TierName.__args__) == set(TIERS)  # type: ignore[attr-defined]
assert set(_HedgeName.__args__) == set(HEDGES)  # type: ignore[attr-defined]
assert {"", *_CaveatName.__args__} == set(CAVEATS)  # type: ignore[attr-defined]
assert set(_StanceName.__args__) == set(STANCES)  # type: ignore[attr-defined]
assert set(_Affiliation.__args__) == set(AFFILIATIONS)  # type: ignore[attr-defined]
assert set(_DenialName.__args__) == set(DENIALS)  # type: ignore[attr-defined]

_Words = Annotated[str, Field(min_length=1)]
_ISO3 = re.compile(r"[A-Z]{3}\Z")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z")


def _day(text: str | None) -> str | None:
    if text is not None:
        parse_date(text)
    return text


def _part(text: str) -> str:
    """A month or a year is as much as some pages say of themselves."""
    if text:
        parse_date((text + "-01-01")[:10] if len(text) in (4, 7) else text)
    return text


def _hosts(names: list[str]) -> list[str]:
    for name in names:
        if not _HOST.match(name):
            raise ValueError(f"{name!r} is not a host; expected such as example.org, without www and path")
    return names


class SourceEntry(Placed):
    """One source; see `foedus.evidence.Source`."""

    title: _Words
    tier: _TierName
    publisher: str = ""
    url: str = ""
    file: str = ""
    place: str = ""
    number: str = ""
    language: str = ""
    published: str = ""
    knows: str = ""
    copy_of: str = ""
    retells: str = ""
    licence: str = ""
    retrieved: str = ""
    note: str = ""

    _parts = field_validator("published", "knows", "retrieved")(_part)

    @field_validator("url")
    @classmethod
    def _address(cls, text: str) -> str:
        if text and not re.match(r"https?://[^\s/]+\.[^\s]+\Z", text):
            raise ValueError(f"{text!r} is not an address; expected http:// or https:// and a host")
        return text

    @model_validator(mode="after")
    def _one_original(self) -> SourceEntry:
        if self.copy_of and self.retells:
            raise ValueError("both 'copy_of' and 'retells' are given; expected one original")
        return self


class SourcesFile(Placed):
    """``sources.yaml``: id → source. `retrieved` holds for all that do not say otherwise."""

    schema_: Literal["sources/1"] = Field(alias="schema")
    retrieved: str = ""
    sources: dict[str, SourceEntry]

    _parts = field_validator("retrieved")(_part)


class _PublisherEntry(Placed):
    name: _Words
    hosts: list[str] = Field(min_length=1)
    owner: str = ""
    affiliation: _Affiliation = "unknown"
    state: str = ""
    licence: str = ""
    note: str = ""

    _named = field_validator("hosts")(_hosts)

    @field_validator("state")
    @classmethod
    def _iso3(cls, text: str) -> str:
        if text and not _ISO3.match(text):
            raise ValueError(f"{text!r} is not a state; expected three capital letters of ISO 3166")
        return text


class PublishersFile(Placed):
    """``publishers.yaml``: id → publisher."""

    schema_: Literal["publishers/1"] = Field(alias="schema")
    publishers: dict[str, _PublisherEntry]


class _DenialEntry(Placed):
    hosts: list[str] = Field(min_length=1)
    kind: _DenialName
    reason: _Words
    source: str = ""

    _named = field_validator("hosts")(_hosts)


class DenylistFile(Placed):
    """``denylist.yaml``: id → hosts on which nothing may rest alone."""

    schema_: Literal["denylist/1"] = Field(alias="schema")
    denied: dict[str, _DenialEntry]


class ClaimEntry(Placed):
    """One claim; see `foedus.evidence.Claim`."""

    id: _Words
    source: str
    holder: _Words
    locator: str = ""
    value: FiniteFloat | None = None
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    text: str = ""
    hedge: _HedgeName | None = None
    caveat: _CaveatName | None = None
    stated: str | None = None
    knows: str | None = None
    status: Literal["live", "withdrawn"] = "live"
    scope: str = ""
    note: str = ""
    interested: bool = False
    tier: _TierName | None = None
    mark: str = ""
    misreport: str = ""

    _days = field_validator("stated", "knows")(_day)


class FactEntry(Placed):
    """One fact; see `foedus.evidence.Fact`."""

    id: _Words
    question: _Words
    unit: str
    note: str = ""
    changed: str | None = None
    claims: list[ClaimEntry]

    _days = field_validator("changed")(_day)

    @field_validator("unit")
    @classmethod
    def _unit(cls, text: str) -> str:
        if text not in UNITS and text != "text":
            raise UnknownName("unit", text, [*UNITS, "text"])
        return text


class VoiceEntry(Placed):
    """One voice; see `foedus.evidence.Voice`."""

    id: _Words
    source: str
    holder: _Words
    stance: _StanceName
    locator: str = ""
    of: str = ""
    gist: str = ""
    stated: str | None = None
    caveat: _CaveatName | None = None
    note: str = ""
    mark: str = ""

    _days = field_validator("stated")(_day)


class ContentionEntry(Placed):
    """One contention; see `foedus.evidence.Contention`."""

    id: _Words
    statement: _Words
    kind: Literal["opinion", "contested"]
    note: str = ""
    voices: list[VoiceEntry] = Field(min_length=1)


class ClaimsFile(Placed):
    """``claims.yaml``: the facts of a case, each with its claims, and what is held and denied."""

    schema_: Literal["claims/1"] = Field(alias="schema")
    facts: list[FactEntry]
    contentions: list[ContentionEntry] = Field(default_factory=list)
