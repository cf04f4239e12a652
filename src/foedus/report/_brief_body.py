"""The two pages on an organisation, behind their first lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from foedus.report import _brief_law as told_law
from foedus.report._brief_bases import entry_basis, request_basis, situation_basis, treaty_basis
from foedus.report._brief_case import Case, first_harm, outcome
from foedus.report._brief_evidence import asked, misreported
from foedus.report._brief_short import by_account
from foedus.report._brief_topics import errors
from foedus.report._brief_words import NOT_RECORDED, bullets, cite, joined, paragraph, sentence, size
from foedus.report._outline import Section, Text, text

if TYPE_CHECKING:
    from foedus.atlas import Organisation
    from foedus.treaty import Treaty

__all__ = ["body_of_organisation"]

_ERRORS = 4


def body_of_organisation(
    treaty: Treaty, one: Organisation, on: date, cases: Sequence[Case], told: Sequence[Case]
) -> Iterator[Section]:
    """Who decides, the pledge as it is read, requests, forces and the errors that most texts make.

    Parameters
    ----------
    cases
        Those under the treaty up to the day.
    told
        Those with a file of claims, of which some speak of the organisation.
    """
    yield Section("organs-short", "Who decides, and by what rule", (bullets(_rules(treaty, on)),))
    norm = told_law.pledge(treaty, on)
    if norm is not None:
        title = f"Article {norm.provision.article} and its rival readings"
        lines = [
            text(words, " ", joined(readings, ". Or: ", ". Or: "))
            for words, readings in told_law.readings(treaty, norm, on)
        ]
        yield Section("pledge-short", title, (bullets(lines),))
    met = [_request(case) for case in cases]
    yield Section("requests-short", "Requests met and refused", (bullets(met),))
    strengths = paragraph(joined(_strengths(one), ". ", ". "), ".")
    yield Section("forces-short", "Forces", (strengths,))
    wrong = [
        item for case in told for item in misreported(case.id, errors(case.evidence, one.file.id), _ERRORS)
    ]
    yield Section("misreported-short", "Often misreported, in short", (bullets(wrong[:_ERRORS]),))


def _rules(treaty: Treaty, on: date) -> list[Text]:
    """The highest organ, and the rules by which it decides: the first of the text, and of practice."""
    organs = [organ for organ in treaty.file.organs if organ.holds(on)][:1]
    items: list[Text] = [
        (cite(f"{o.name}: {o.composition}", treaty_basis(treaty, "organ", o.id, o)),) for o in organs
    ]
    rules = [rule for rule in treaty.file.procedures if rule.holds(on)]
    written = [rule for rule in rules if rule.basis == "text"][:2]
    for rule in (*written, *[rule for rule in rules if rule.basis != "text"][:1]):
        where = f", article {rule.article}" if rule.article else ""
        basis = treaty_basis(treaty, "procedure", rule.id, rule)
        items.append((cite(f"{sentence(rule.gist)} ({rule.basis}, {rule.instrument}{where})", basis),))
    return items


def _request(case: Case) -> Text:
    """Who asked, what was decided, what the pledge comes to, and the harm, in one item."""
    basis = request_basis(case.situation) if case.situation.request else situation_basis(case.situation)
    decided = outcome(case) or (cite(sentence(case.situation.gist), situation_basis(case.situation)),)
    norm = told_law.pledge(case.treaty, case.situation.on)
    law = (" ", by_account(case, norm, case.situation.on), ".") if norm is not None else ()
    counted = first_harm(case)
    harmed = asked(case.id, counted) if counted else (f"Harm: {NOT_RECORDED} here, which is not zero",)
    named = text(cite(case.id, basis), ": ", told_law.request(case.situation, short=True), ". ")
    return text(named, decided, ".", *law, " ", harmed)


def _strengths(one: Organisation) -> list[Text]:
    """Each force with its size as an interval."""
    found: list[Text] = []
    unknown: list[Text] = []
    for force in one.forces:
        name = f"{one.file.id}/force/{force.id}"
        strength = one.strength(force)
        differ = f"grade {force.grade}, others differ" if force.dissent else ""
        basis = entry_basis("organisation", name, force, one.file.sources, differ)
        if not strength.sizes:
            unknown.append((cite(force.name, basis),))
            continue
        low, high = strength.quantity.low, strength.quantity.high
        worst = max(figure.grade for figure in strength.sizes)
        keys = list(dict.fromkeys(key for figure in strength.sizes for key in figure.source))
        first = strength.sizes[0].model_copy(update={"source": keys})
        standing = f"grade {worst}" if low == high else f"grade {worst}, figures differ"
        rests = entry_basis("organisation", f"{name}/size", first, one.file.sources, standing)
        found.append(text(cite(force.name, basis), ": ", cite(size(strength.quantity), rests)))
    if unknown:
        found.append(text(f"Size {NOT_RECORDED}: ", joined(unknown)))
    return found
