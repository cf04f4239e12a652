"""What a brief says of the law: key norms, rival readings, and what the treaty says on each account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from foedus import atlas
from foedus import treaty as law
from foedus.report._brief_bases import (
    account_basis,
    graded,
    outside_of,
    request_basis,
    situation_basis,
    state,
    treaty_basis,
)
from foedus.report._brief_words import NOT_RECORDED, cite, hour, joined, sentence
from foedus.report._outline import Inline, Status, Text, text

if TYPE_CHECKING:
    from foedus.report._brief_cited import Basis
    from foedus.treaty import SituationFile, Treaty

__all__ = [
    "account",
    "holder",
    "key_norms",
    "label",
    "needs",
    "norm",
    "pledge",
    "readings",
    "request",
    "routes",
    "short_norms",
    "statuses",
]

#: Acts of the norms that a short ledger keeps, in the order in which they are told.
_KEY = (
    "consult",
    "assist",
    "comply",
    "use_force",
    "join_hostile_alliance",
    "host_foreign_base",
    "interfere",
    "send_contingent",
    "decide",
    "deploy_forces",
    "withdraw",
    "suspend_member",
)
#: An instrument of so many letters goes by its initials.
_LETTERS = 4
_ROUTES = ("consult", "assist", "deploy_forces", "interfere")


def label(treaty: Treaty, norm: Any) -> str:
    """Instrument and article of a norm: ``Treaty 4``; of an agreement among several by its own name."""
    kinds = {part.id: part.kind for part in treaty.instruments}
    kind, stem = kinds[norm.provision.instrument], norm.provision.instrument.partition("-")[0]
    article = norm.provision.article
    article = f", article {article}" if article == "not verified" else f" {article}"
    if stem == kind or list(kinds.values()).count(kind) == 1:
        return f"{kind.capitalize()}{article}"
    return f"{stem.upper() if len(stem) <= _LETTERS else stem.capitalize()}{article}"


def norm(treaty: Treaty, one: Any) -> Text:
    """A norm in the file's own words with its citation and grade."""
    basis = treaty_basis(treaty, "norm", one.id, one)
    return (cite(f"{sentence(one.gist)} ({label(treaty, one)}, {treaty.citation(one)})", basis),)


def short_norms(treaty: Treaty, on: date, modalities: Iterable[str], bearers: Iterable[str]) -> list[Any]:
    """Key norms in force on a day, by the order of their acts."""
    known = set(bearers)
    return key_norms(
        one
        for one in treaty.in_force(on)
        if one.modality in modalities and ("members" if isinstance(one.bearer, list) else one.bearer) in known
    )


def key_norms(norms: Iterable[Any]) -> list[Any]:
    """Those of some norms that a short ledger keeps, by the order of their acts."""
    found = [one for one in norms if one.action.kind in _KEY]
    return sorted(found, key=lambda one: _KEY.index(one.action.kind))


def pledge(treaty: Treaty, on: date) -> Any | None:
    """The norm in force on a day by which the members help one that was attacked."""
    return next((one for one in treaty.in_force(on) if one.action.kind == "assist"), None)


def _terms(condition: Any) -> list[str]:
    if condition is None:
        return []
    parts = [*(condition.all_ or ()), *(condition.any_ or ()), *([condition.not_] if condition.not_ else [])]
    found = [name for part in parts for name in _terms(part)]
    return [*found, condition.term] if condition.term else found


def readings(treaty: Treaty, one: Any, on: date) -> list[tuple[Text, list[Text]]]:
    """The words on which a norm turns, each with its rival readings and who held them by that day."""
    found: list[tuple[Text, list[Text]]] = []
    for name in dict.fromkeys(_terms(one.trigger)):
        term = treaty.term(name)
        if len(term.readings) < 2:
            continue
        words = " or ".join(f"“{word}”" for word in term.words)
        items: list[Text] = []
        for reading in term.readings:
            held = [h for h in reading.held_by if reading.id in law.held_readings(term, h.who, on)]
            basis = outside_of(treaty, "reading", f"{name}/{reading.id}", held or [one], "one reading")
            who = joined([holder(h.who, basis) for h in _first(held)])
            holders = text("held by ", who) if held else text("held on that day by: ", NOT_RECORDED)
            items.append(text(cite(reading.gist, basis), "; ", holders))
        standing = f"grade {term.grade}, not settled by the organs"
        found.append(
            (text("What is ", cite(words, outside_of(treaty, "term", name, [one], standing)), "?"), items)
        )
    return found


def _first(held: list[Any]) -> list[Any]:
    return list({holder.who: holder for holder in held}.values())


def holder(name: str, basis: Basis) -> Inline:
    """Who holds something: a state by its name, a body by its own."""
    return state(name) if name in atlas.states() else cite(name, basis)


def request(situation: SituationFile, *, short: bool = False) -> Text:
    """Who asked whom, when and through whom; in short without what else is known of it."""
    asked = situation.request
    if asked is None:
        nobody = cite("nobody asked", situation_basis(situation))
        return (nobody,) if situation.no_request else (f"request: {NOT_RECORDED}",)
    basis = request_basis(situation)
    to = asked.to or f"addressee {NOT_RECORDED}"
    note = f"; {asked.note}" if asked.note and not short else ""
    return text(
        state(asked.by), " asked ", cite(f"{to}, on {hour(asked.on)}, through {asked.through}{note}", basis)
    )


def routes(treaty: Treaty, as_of: date) -> list[Any]:
    """The norms in force by which members may or must act for one of them, and what bars it."""
    return [
        one
        for one in treaty.in_force(as_of)
        if one.counterparty == "target" and one.action.kind in _ROUTES and not _abroad(one.trigger)
    ]


def _abroad(condition: Any) -> bool:
    """Tell whether a condition is met only where the state concerned is no member."""
    if condition is None:
        return False
    if condition.all_ is not None:
        return any(_abroad(part) for part in condition.all_)
    return condition.not_ is not None and condition.not_.target is not None


def statuses(treaty: Treaty, situation: SituationFile, account: str, as_of: date) -> list[Text]:
    """What each of `routes` comes to on one account."""
    answer = law.ask(treaty, situation.situation(account), as_of=as_of)
    return [(Status(answer.status(one.id)),) for one in routes(treaty, as_of)]


def needs(treaty: Treaty, situation: SituationFile, as_of: date) -> list[Text]:
    """What would settle the norms of `routes`: questions of fact, and words that are read in rival ways."""
    answer = law.ask(treaty, situation.situation(), as_of=as_of)
    wanted = {one.id for one in routes(treaty, as_of)}
    asked = dict.fromkeys(need for p in answer.positions() if p.norm in wanted for need in p.needs)
    names = dict.fromkeys(name for one in routes(treaty, as_of) for name in _terms(one.trigger))
    terms = [treaty.term(name) for name in names if len(treaty.term(name).readings) > 1]
    basis = situation_basis(situation, "questions")
    facts = [words for fact, words in treaty.facts.items() if any(words in need for need in asked)]
    items = [text("Of fact, whether ", cite("; whether ".join(facts), basis))] if facts else []
    for term in terms:
        words = " or ".join(f"“{word}”" for word in term.words)
        standing = f"{graded(term.grade)}, not settled"
        held = [holder for reading in term.readings for holder in reading.held_by]
        items.append(
            text(
                "Of law, what is meant by ", cite(words, outside_of(treaty, "term", term.id, held, standing))
            )
        )
    return items


def account(situation: SituationFile, name: str) -> Text:
    """One side's telling of the facts, with who holds it and since when."""
    told = situation.account(name)
    basis = account_basis(situation, name)
    held = [text(holder(h.who, basis), " ", cite(f"({h.when.year})", basis)) for h in _first(told.held_by)]
    names = joined(held) if held else text(cite("held by nobody", basis))
    return text(cite(f"{name}: {told.gist}", basis), "; ", names)
