"""Tables of what the treaties say: words with their readings, zones, norms, exceptions, signs, gaps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from foedus.tables import _treaty_words as words
from foedus.tables._codebook import FROM_TO, GRADE, NOTE, SOURCE, Column, Row
from foedus.tables._treaty_cells import (
    ARTICLE,
    INSTRUMENT,
    NOTED,
    RESTS,
    YES_NO,
    condition,
    day,
    listed,
    noted,
    rests,
    span,
    yes,
)

if TYPE_CHECKING:
    from foedus.treaty import Treaty

__all__ = [
    "EXCEPTION",
    "GAP",
    "HELD",
    "READ",
    "WORD",
    "ZONE",
    "exceptions",
    "gaps",
    "held",
    "norm_columns",
    "norms",
    "readings",
    "sign_columns",
    "signs",
    "terms",
    "zones",
]

_TERM = Column("term", "Id of the term")
_READING = Column("reading", "Id of the reading")

WORD = (
    _TERM,
    Column("kind", "What the word is about", values=words.TERM),
    Column("gist", "The question in own words"),
    Column("wording", "The words of the text, separated by a semicolon"),
    INSTRUMENT,
    ARTICLE,
    Column("settled_by", "Id of the procedure that can settle it"),
    Column("readings", "How many readings it has", "integer", "readings"),
    GRADE,
    NOTE,
)


def terms(one: Treaty) -> list[Row]:
    """Rows of the terms."""
    return [
        {
            "term": t.id,
            "kind": t.kind,
            "gist": t.gist,
            "wording": "; ".join(t.words),
            "instrument": t.provision.instrument,
            "article": t.provision.article,
            "settled_by": t.settled_by,
            "readings": len(t.readings),
            "grade": t.grade,
            "note": t.note or None,
        }
        for t in one.terms
    ]


READ = (
    _TERM,
    _READING,
    Column("gist", "The reading in own words"),
    Column("holds_if", "When the word is met on this reading, as JSON of the file's condition"),
    *FROM_TO,
    Column("holders", "How many holders are on record", "integer", "holders"),
    SOURCE,
    NOTE,
)


def readings(one: Treaty) -> list[Row]:
    """Rows of the readings."""
    return [
        {
            "term": term.id,
            "reading": r.id,
            "gist": r.gist,
            "holds_if": condition(r.holds_if),
            **span(r),
            "holders": len(r.held_by),
            "source": listed(r.source),
            "note": r.note or None,
        }
        for term in one.terms
        for r in term.readings
    ]


HELD = (
    _TERM,
    _READING,
    Column("holder", "Who held it: a state, ISO 3166-1 alpha-3, or a body or author"),
    Column("held_from", "Day of the first evidence", unit="iso-date"),
    Column("held_until", "First day on which it was no longer held", unit="iso-date"),
    Column("how", "How it showed", values=words.HOW),
    SOURCE,
    NOTE,
)


def held(one: Treaty) -> list[Row]:
    """Rows of who held which reading."""
    return [
        {
            "term": term.id,
            "reading": r.id,
            "holder": h.who,
            "held_from": day(h.when),
            "held_until": day(h.until),
            "how": h.how,
            "source": listed(h.source),
            "note": h.note or None,
        }
        for term in one.terms
        for r in term.readings
        for h in r.held_by
    ]


ZONE = (
    Column("zone", "Id of the zone"),
    Column("gist", "The zone in own words"),
    Column("territory_of", "Whose territory: members, or states separated by a space"),
    Column("areas", "In which areas, separated by a space; see the list of words"),
)


def zones(one: Treaty) -> list[Row]:
    """Rows of the zones."""
    return [
        {
            "zone": name,
            "gist": zone.gist,
            "territory_of": listed(_both(zone.territory_of)),
            "areas": listed(zone.areas),
        }
        for name, zone in one.file.zones.items()
    ]


def _both(given: str | list[str] | None) -> list[str]:
    return given if isinstance(given, list) else [given] if given else []


def _named(given: str | list[str] | None) -> tuple[str | None, str | None]:
    """A role, or ``states`` with the states that are named."""
    return ("states", " ".join(given)) if isinstance(given, list) else (given, None)


def norm_columns(acts: Mapping[str, str]) -> tuple[Column, ...]:
    """Columns of the table of norms."""
    return (
        Column("norm", "Id of the norm"),
        Column("citation", "Provision with the date of its version"),
        INSTRUMENT,
        ARTICLE,
        Column("modality", "What kind of norm", values=words.MODALITY),
        Column("bearer", "Who bears it", values=words.BEARER),
        Column("bearer_states", "The states that are named as bearers, separated by a space"),
        Column("counterparty", "Towards whom", values=words.COUNTERPARTY),
        Column("counterparty_states", "The states that are named there, separated by a space"),
        Column("act", "The act that it is about", values=dict(acts)),
        Column("covers", "Further acts that a prohibition reaches, separated by a space"),
        Column("means", "With what means, separated by a space"),
        Column("discretion", "Who judges what is to be done", values=words.DISCRETION),
        Column("timing", "When", values={"at_once": "at once"}),
        Column("notice_months", "Notice to be given", "integer", "months"),
        Column("organ", "Id of the organ that decides"),
        Column("procedure", "Id of the procedure by which it decides"),
        Column("trigger", "When it applies, as JSON of the file's condition; empty: always"),
        Column("terms", "Terms on which that turns, separated by a space"),
        Column("facts", "Facts on which that turns, separated by a space"),
        Column("events", "Kinds of events on which that turns, separated by a space"),
        Column("target", "What it asks of the state concerned: member, party, or states"),
        Column("attacker", "What it asks of the attacker: member, outsider, or states"),
        Column("zones", "Zones in which it must happen, separated by a space"),
        Column("yields_to", "Norms that go before it, separated by a space"),
        *FROM_TO,
        Column("gist", "The norm in own words"),
        *NOTED,
    )


def _leaves(condition: Any) -> Iterator[Any]:
    """Every simple condition in one, from left to right."""
    if condition is None:
        return
    inner = [*(condition.all_ or ()), *(condition.any_ or ()), *([condition.not_] if condition.not_ else [])]
    if not inner:
        yield condition
    for part in inner:
        yield from _leaves(part)


def _asked(norm: Any, name: str) -> str | None:
    """What the trigger of a norm asks under one key."""
    found = [given for leaf in _leaves(norm.trigger) for given in _both(getattr(leaf, name))]
    return listed(dict.fromkeys(found))


def norms(one: Treaty) -> list[Row]:
    """Rows of the norms."""
    return [_norm(one, n) for n in one.norms]


def _norm(one: Treaty, n: Any) -> Row:
    bearer, bearers = _named(n.bearer)
    towards, others = _named(n.counterparty)
    return {
        "norm": n.id,
        "citation": one.citation(n),
        "instrument": n.provision.instrument,
        "article": n.provision.article + (f".{n.provision.para}" if n.provision.para else ""),
        "modality": n.modality,
        "bearer": bearer,
        "bearer_states": bearers,
        "counterparty": towards,
        "counterparty_states": others,
        "act": n.action.kind,
        "covers": listed(n.action.covers),
        "means": listed(n.action.means),
        "discretion": n.action.discretion,
        "timing": n.action.timing,
        "notice_months": n.action.notice_months,
        "organ": n.decided_by.organ if n.decided_by else None,
        "procedure": n.decided_by.procedure if n.decided_by else None,
        "trigger": condition(n.trigger),
        "terms": _asked(n, "term"),
        "facts": _asked(n, "fact"),
        "events": _asked(n, "event"),
        "target": _asked(n, "target"),
        "attacker": _asked(n, "attacker"),
        "zones": _asked(n, "location"),
        "yields_to": listed(n.yields_to),
        **span(n.valid),
        "gist": n.gist,
        **noted(n),
    }


EXCEPTION = (
    Column("norm", "Id of the norm"),
    Column("exception", "Id of the exception"),
    Column("effect", "What it does to the norm", values=words.EFFECT),
    Column("limits_to", "For whom alone the norm then holds", values=words.LIMITS_TO),
    Column("gist", "The exception in own words"),
    Column("holds_if", "When it holds, as JSON of the file's condition"),
    INSTRUMENT,
    ARTICLE,
    GRADE,
)


def exceptions(one: Treaty) -> list[Row]:
    """Rows of the exceptions."""
    return [
        {
            "norm": n.id,
            "exception": e.id,
            "effect": e.effect,
            "limits_to": e.limits_to,
            "gist": e.gist,
            "holds_if": condition(e.when),
            "instrument": e.provision.instrument if e.provision else None,
            "article": e.provision.article if e.provision else None,
            "grade": e.grade,
        }
        for n in one.norms
        for e in n.unless
    ]


def sign_columns(kinds: Mapping[str, str]) -> tuple[Column, ...]:
    """Columns of the table of signs."""
    return (
        Column("event", "Kind of the event in the chronicle", values=dict(kinds)),
        Column("establishes", "Facts that it answers, each with true or false, as JSON"),
        Column("harm", "What kind of harm it shows", values=words.HARM),
        Column("actor", "Only events of these actors, separated by a semicolon"),
        Column("actor_not", "Not events of these actors, separated by a semicolon"),
        Column("who", "Only events of the state concerned, or of another state", values=words.WHO),
        Column("least", "Only events that count at least so much", "number", "see unit"),
        Column("unit", "Unit of that number"),
        Column("standing", "Only events of this standing, separated by a space"),
        Column("with_end", "Only events whose end is told, or is not", "integer", YES_NO),
        Column("lasting", "Whether it stays established after the event", "integer", YES_NO),
        NOTE,
    )


def signs(one: Treaty) -> list[Row]:
    """Rows of the signs."""
    return [
        {
            "event": s.kind,
            "establishes": json.dumps(s.establishes),
            "harm": s.harm,
            "actor": "; ".join(s.actor) or None,
            "actor_not": "; ".join(s.actor_not) or None,
            "who": s.by,
            "least": s.least,
            "unit": s.unit,
            "standing": listed(s.status),
            "with_end": yes(s.with_end),
            "lasting": int(s.lasting),
            "note": s.note or None,
        }
        for s in one.file.signs
    ]


GAP = (
    Column("provision", "The provision"),
    Column("gist", "What it says, in own words"),
    Column("reason", "Why it is left out"),
    *RESTS,
)


def gaps(one: Treaty) -> list[Row]:
    """Rows of what is not encoded."""
    return [
        {"provision": g.provision, "gist": g.gist, "reason": g.reason, **rests(g)}
        for g in one.file.not_encoded
    ]
