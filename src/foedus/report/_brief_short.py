"""The first lines of a brief: what a reader takes along who reads no further."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from foedus import treaty as law
from foedus.report import _brief_law as told_law
from foedus.report._brief_bases import spell_basis, state_list, treaty_basis
from foedus.report._brief_evidence import asked, known
from foedus.report._brief_words import NOT_RECORDED, bullets, cite, day, joined
from foedus.report._outline import Inline, Section, Strong, Text, plain, text

if TYPE_CHECKING:
    from foedus.report._brief_case import Case
    from foedus.treaty import Treaty

__all__ = ["by_account", "short_of_case", "short_of_organisation", "short_of_state"]

_FORCE = ("personnel",)


def by_account(case: Case, norm: Any, as_of: date) -> Text:
    """What one norm comes to, account by account."""
    norms = told_law.routes(case.treaty, as_of)
    place = [one.id for one in norms].index(norm.id)
    groups: dict[str, list[str]] = {}
    for account in case.situation.accounts:
        status = plain(told_law.statuses(case.treaty, case.situation, account.id, as_of)[place])
        groups.setdefault(status, []).append(account.id)
    sides: list[Text] = [
        (Strong(status), f" on the account of {', '.join(names)}") for status, names in groups.items()
    ]
    basis = treaty_basis(case.treaty, "norm", norm.id, norm)
    return text(cite(told_law.label(case.treaty, norm), basis), ": ", joined(sides, "; ", "; "))


def short_of_case(case: Case, as_of: date, harm: Sequence[Text], outcome: Text) -> Section:
    """Harm first, then who asked and what was decided, the law in a line, the force."""
    items: list[Text] = [text(Strong("Harm."), " ", *lead) for lead in harm]
    if not items:
        items.append(text(Strong("Harm."), f" {NOT_RECORDED}, which is not zero"))
    items.append(text(Strong("Asked."), " ", told_law.request(case.situation)))
    decided = outcome or (f"the decision, as a dated event: {NOT_RECORDED}",)
    items.append(text(Strong("Decided."), " ", decided))
    pledges = [norm for norm in told_law.routes(case.treaty, as_of) if norm.action.kind == "assist"]
    items += [text(Strong("Law."), " ", by_account(case, norm, as_of)) for norm in pledges[:1]]
    items += [text(Strong("Force."), " ", asked(case.id, one)) for one in known(case.evidence, _FORCE)]
    return Section("short", "In short", (bullets(items),))


def short_of_organisation(treaty: Treaty, on: date, offices: Sequence[Text]) -> Section:
    """Members, offices, what it rests on, and the pledge."""
    items: list[Text] = [text("Members: ", joined(list(state_list(treaty.members(on)))))]
    items += offices
    made: list[Text] = []
    for part in treaty.instruments:
        if part.kind in ("treaty", "charter") and part.in_force and part.in_force <= on:
            basis = treaty_basis(treaty, "instrument", part.id, part)
            told = f"{part.title}, signed {day(part.signed)}, in force {day(part.in_force)}"
            made.append((cite(told, basis),))
    items.append(text("Rests on: ", joined(made, "; ", "; ")))
    pledge = told_law.pledge(treaty, on)
    if pledge is not None:
        items.append(text("The pledge: ", told_law.norm(treaty, pledge)))
    return Section("short", "In short", (bullets(items),))


def short_of_state(
    treaties: Sequence[tuple[Treaty, frozenset[str]]],
    iso3: str,
    on: date,
    harm: Sequence[Text],
    capital: Text,
) -> Section:
    """Harm first, then its capital, and under each treaty its status and what it may count on and must give.

    `treaties` come each with the states of whose membership the record holds a date as contested.
    """
    items: list[Text] = [text(Strong("Harm."), " ", *lead) for lead in harm]
    if capital:
        items.append(text(Strong("Capital."), " ", *capital))
    for treaty, disputed in treaties:
        now, own = law.standing(treaty, iso3, on)
        status: tuple[Inline, ...] = ("no status under the treaty on that day",)
        if now is None and len(treaties) > 1 and not own:
            continue
        if now is not None:
            status = (cite(f"{now.status} of the {treaty.name}", spell_basis(treaty, now, disputed)),)
        items.append(text(Strong("Standing."), " ", *status))
        pledge = told_law.pledge(treaty, on)
        if pledge is not None and iso3 in treaty.members(on, pledge.provision.instrument):
            items.append(text(Strong("Pledge, given and received."), " ", told_law.norm(treaty, pledge)))
    if not treaties:
        items.append(text(Strong("Standing."), " no status under a packaged treaty"))
    return Section("short", "In short", (bullets(items),))
