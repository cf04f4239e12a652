"""Figures of single days: what was told of them, and on which day it could be known.

Figures are claims of the evidence room. A claim is known on the last of three days: the one on which it was
said, the one of its holder's knowledge, and the one on which its page was published. A page of which only the
month or the year is known was published on its last day; a page that bears no day is never known, unless the
entry has an excuse: a dated page that shows it to have been public by then.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import AfterValidator, Field

from foedus.clock import parse_date
from foedus.crisis import Case
from foedus.errors import FileError, Span, UnknownName
from foedus.evidence import Claim, Evidence, Source, register
from foedus.files import Placed

__all__ = ["NEVER", "QUANTITIES", "Seen", "SeenFile", "known_on", "merged", "seen_of"]

#: Day of knowledge of what bears no day: no forecast may use it.
NEVER = 10**6
#: Quantities of a day that an observation may be of, with their units.
QUANTITIES = {"street": "persons", "cities": "cities", "detained": "persons", "deaths": "persons"}


def _is_date(text: str) -> str:
    parse_date(text)
    return text


Day = Annotated[str, AfterValidator(_is_date)]


class ExcuseFile(Placed):
    """Why a page counts as public on the day of another: that page, and what it says."""

    for_: str = Field(alias="for")
    source: str
    says: Annotated[str, Field(min_length=1)]


class SeenFile(Placed):
    """A figure of a day, told in one of five ways; see docs/reference/observation-format.md.

    Either a ``fact``, whose claims are of the thing; or ``parts``, claims on parts of it whose lower bounds
    add up to a floor; or ``at_least`` and ``at_most``, a fact that bounds a count that only grows; or
    bounds of its own with ``knows`` and ``source``.
    """

    quantity: Literal["street", "cities", "detained", "deaths"]
    on: Day
    fact: str | None = None
    parts: list[str] = Field(default_factory=list)
    at_least: str | None = None
    at_most: str | None = None
    low: float | None = None
    high: float | None = None
    knows: Day | None = None
    source: str = ""
    through: Literal["reports", "count"] | None = None
    excuses: list[ExcuseFile] = Field(default_factory=list)
    note: str = ""


class Seen(NamedTuple):
    """A figure of a day.

    Attributes
    ----------
    quantity
        A key of `QUANTITIES`: most people on the street at one time, cities with a crowd, detentions and
        deaths by the end of the day.
    day
        Day of the case on which it held, the first is 1.
    low, high
        Bounds of what was told; minus or plus infinity if there is none.
    knows
        Day of the case at the end of which it was known; `NEVER` if nobody says.
    source
        Ids of sources.
    reported
        Least share of what happened that was reported; 1 for a count.
    basis
        Claims that it comes from, as ``fact/claim``; empty for bounds that the file declares.
    excuse
        Why an undated or later page counts as known, with the dated one.
    """

    quantity: str
    day: int
    low: float
    high: float
    knows: int
    source: str
    reported: float = 1.0
    basis: str = ""
    excuse: str = ""

    @property
    def most(self) -> float:
        """The most that can have happened: the upper bound over the least share that was reported."""
        return self.high / self.reported


def known_on(claim: Claim, pages: Mapping[str, date] | None = None) -> date | None:
    """The day on which a claim could be known; ``None`` if its page bears no day.

    Parameters
    ----------
    pages
        Days of pages by id of the source, in place of the day of publication.
    """
    page = (pages or {}).get(claim.source.id) or _published(claim.source)
    return max(day for day in (claim.stated, claim.knows, page) if day is not None) if page else None


def _published(source: Source) -> date | None:
    """The last day on which a page can have come out; ``None`` if it says nothing of it."""
    parts = [int(part) for part in source.published.split("-") if part]
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def seen_of(case: Case, entries: Sequence[SeenFile], evidence: Evidence, reported: float) -> list[Seen]:
    """Read the figures of an observation file.

    Parameters
    ----------
    reported
        Least share that is reported while the country is cut off.

    Raises
    ------
    FileError, UnknownName
        With the place of the first entry that cannot be used.
    """
    found: list[Seen] = []
    for one in entries:
        day = _day(case, parse_date(one.on))
        if not 1 <= day <= case.hours // 24:
            raise FileError(f"{one.on} is no day of the case", one.span)
        share = _share(case, one, day, reported)
        pages = _excused(one, evidence)
        ways = [w for w in (one.fact, one.parts, one.at_least, one.at_most) if w]
        own = (one.knows, one.low, one.high, one.source or None)
        if len(ways) > 1 or (ways and any(part is not None for part in own)):
            raise FileError(
                "a figure that names a fact or its parts takes bounds, day and source from its claims, and "
                "from one alone",
                one.span,
            )
        figures = _told(case, one, evidence, pages) if ways else [_declared(case, one, evidence, pages)]
        cited = {name for figure in figures for name in figure.source.split()}
        for excuse in one.excuses:
            if excuse.for_ not in cited:
                raise FileError(
                    f"the excuse is for {excuse.for_!r}, which the figure does not cite", excuse.span
                )
        excused = "; ".join(
            f"{e.for_}: {e.says} ({e.source}, {_source(e.source, evidence, e.span).published})"
            for e in one.excuses
        )
        found += [
            figure._replace(
                day=day,
                knows=max(figure.knows, day),
                reported=share,
                excuse=excused if any(e.for_ in figure.source.split() for e in one.excuses) else "",
            )
            for figure in figures
        ]
    return found


def _day(case: Case, when: date) -> int:
    return (when - case.first_day).days + 1


def _share(case: Case, one: SeenFile, day: int, reported: float) -> float:
    """The share of what happened that a figure counts at least; on a day of the blackout it must be said."""
    cut = case.file.schedule.shutdown
    if one.through is None and (day - 1) * 24 < case.hour(cut.end) and case.hour(cut.start) < day * 24:
        raise FileError(
            f"the country was cut off on {one.on}; expected 'through: reports', for what got out, or "
            "'through: count'",
            one.span,
        )
    return reported if one.through == "reports" else 1.0


def _source(name: str, evidence: Evidence, span: Span) -> Source:
    known = evidence.sources.get(name) or register().sources.get(name)
    if known is None:
        raise UnknownName("source", name, {*evidence.sources, *register().sources}, span)
    return known


def _excused(one: SeenFile, evidence: Evidence) -> dict[str, date]:
    pages = {}
    for excuse in one.excuses:
        day = _published(_source(excuse.source, evidence, excuse.span))
        if day is None:
            raise FileError(f"source {excuse.source!r} bears no day and excuses nothing", excuse.span)
        pages[excuse.for_] = day
    return pages


def _told(case: Case, one: SeenFile, evidence: Evidence, pages: Mapping[str, date]) -> list[Seen]:
    """What claims of the evidence room say."""
    if one.parts:
        claims = [_claim(name, evidence, one.span) for name in one.parts]
        lows = [claim.low for _, claim in claims]
        if None in lows or any(claim.withdrawn for _, claim in claims):
            raise FileError("each part needs a claim with a lower bound that was not withdrawn", one.span)
        days = [_known(case, claim, pages) for _, claim in claims]
        sources = " ".join(sorted({claim.source.id for _, claim in claims}))
        low = float(sum(bound for bound in lows if bound is not None))
        return [Seen(one.quantity, 0, low, np.inf, max(days), sources, basis=" ".join(one.parts))]
    name = one.fact or one.at_least or one.at_most or ""
    if name not in evidence.facts:
        raise UnknownName("fact", name, evidence.facts, one.span)
    live = [c for c in evidence.fact(name).claims if not c.withdrawn and not c.scope]
    found = []
    for claim in live:
        low = -np.inf if claim.low is None or one.at_most else claim.low
        high = np.inf if claim.high is None or one.at_least else claim.high
        if low > -np.inf or high < np.inf:
            knows = _known(case, claim, pages)
            found.append(Seen(one.quantity, 0, low, high, knows, claim.source.id, basis=f"{name}/{claim.id}"))
    if one.at_least or one.at_most:
        # Figures of another day that differ: the widest of them binds, known when all of them are.
        found = [
            Seen(
                one.quantity, 0, min(s.low for s in found), max(s.high for s in found),
                max(s.knows for s in found), " ".join(sorted({s.source for s in found})),
                basis=" ".join(s.basis for s in found),
            )
        ] if found else []  # fmt: skip
    if not found:
        raise FileError(f"no live claim of the fact {name!r} has such a bound", one.span)
    return found


def _claim(name: str, evidence: Evidence, span: Span) -> tuple[str, Claim]:
    fact, _, wanted = name.partition("/")
    if fact not in evidence.facts:
        raise UnknownName("fact", fact, evidence.facts, span)
    for claim in evidence.fact(fact).claims:
        if claim.id == wanted:
            return fact, claim
    raise UnknownName("claim", name, [f"{fact}/{claim.id}" for claim in evidence.fact(fact).claims], span)


def _known(case: Case, claim: Claim, pages: Mapping[str, date]) -> int:
    day = known_on(claim, pages)
    return NEVER if day is None else _day(case, day)


def _declared(case: Case, one: SeenFile, evidence: Evidence, pages: Mapping[str, date]) -> Seen:
    """A figure with its own bounds and day of knowledge, not before its pages were out."""
    names = one.source.split()
    if one.knows is None or not names:
        raise FileError("a figure needs the day on which it was known, and a source; or a fact", one.span)
    if one.knows < one.on:
        raise FileError(f"known on {one.knows}, before its day {one.on}", one.span)
    if one.low is None and one.high is None:
        raise FileError("a figure needs a bound", one.span)
    low, high = -np.inf if one.low is None else one.low, np.inf if one.high is None else one.high
    if low > high:
        raise FileError(f"the lower bound {low:g} is above the upper {high:g}", one.span)
    sources = [_source(name, evidence, one.span) for name in names]
    if register().all_denied(sources):
        raise FileError(f"rests on {one.source} alone, and nothing may rest on the denylist alone", one.span)
    knows = _day(case, parse_date(one.knows))
    for source in sources:
        out = pages.get(source.id) or _published(source)
        if out is not None and out > parse_date(one.knows):
            told = f"known on {one.knows}, but source {source.id!r} is of {source.published}"
            raise FileError(f"{told}; expected that day or later, or an excuse", one.span)
        knows = knows if out else NEVER
    return Seen(one.quantity, 0, low, high, knows, one.source)


def merged(seen: Iterable[Seen]) -> tuple[Seen, ...]:
    """What several figures of one thing come to: one for each quantity and day, by quantity and day.

    Figures with two bounds that differ are one interval, from the least to the greatest; the highest floor
    and the lowest ceiling narrow it. What contradicts is one interval from the least bound to the greatest.
    """
    groups: dict[tuple[str, int], list[Seen]] = {}
    for one in seen:
        groups.setdefault((one.quantity, one.day), []).append(one)
    order = list(QUANTITIES)
    return tuple(_met(groups[key]) for key in sorted(groups, key=lambda key: (order.index(key[0]), key[1])))


def _met(own: list[Seen]) -> Seen:
    both = [one for one in own if one.low > -np.inf and one.high < np.inf]
    single = [one for one in own if one not in both]
    low = max([min((s.low for s in both), default=-np.inf), *(s.low for s in single)])
    high = min([max((s.high for s in both), default=np.inf), *(s.high for s in single)])
    if low > high:
        bounds = [b for one in own for b in (one.low, one.high) if np.isfinite(b)]
        low, high = min(bounds), max(bounds)
    above = [one.reported for one in own if high < np.inf and high in (one.low, one.high)]
    return Seen(
        own[0].quantity,
        own[0].day,
        low,
        high,
        max(one.knows for one in own),
        " ".join(sorted({name for one in own for name in one.source.split()})),
        max(above, default=1.0),
        " ".join(dict.fromkeys(name for one in own for name in one.basis.split())),
        "; ".join(dict.fromkeys(one.excuse for one in own if one.excuse)),
    )
