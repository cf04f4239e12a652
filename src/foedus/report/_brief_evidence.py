"""Findings, contested assertions and common errors as a brief tells them.

A finding that is contested or undecided is always told with the interval of all live claims, or with every
rival answer: nothing here can tell the chosen answer alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from foedus.clock import parse_date
from foedus.files import find, load_yaml
from foedus.report._brief_bases import claim_basis, contention_basis, source_origin, voice_name, who
from foedus.report._brief_cited import Basis
from foedus.report._brief_words import cite, joined, sentence, size, span_of_days
from foedus.report._outline import Inline, Strong, Text, text
from foedus.units import Quantity

if TYPE_CHECKING:
    from foedus.evidence import Claim, Contention, Evidence, Fact, Finding, Misreport, Voice

__all__ = ["asked", "asserted", "dissent", "finding_basis", "known", "misreported", "said", "tell"]

_MOST = 2
_STANCES = {"holds": "held by ", "denies": "denied by ", "doubts": "doubted by "}


def said(case: str, fact: Fact, value: Quantity | str | None) -> str:
    """An answer of a fact as a reader should see it: a day of the case by its date."""
    if value is None:
        return "undecided"
    if isinstance(value, str):
        return value
    first = _first_day(case) if value.unit == "day" else None
    return span_of_days(first, value) if first else size(value)


@cache
def _first_day(case: str) -> date | None:
    """Day 1 of a case; ``None`` where the case has no file that says it."""
    path = find("case", case) / "case.yaml"
    given = load_yaml(path).data.get("first_day") if path.is_file() else None
    return parse_date(str(given)) if given else None


def _answer(case: str, fact: Fact, claim: Claim) -> str:
    told = claim.text or said(case, fact, Quantity(fact.unit, claim.low, claim.high))
    return f"about {told}" if claim.hedge == "about" and not claim.text else told


def finding_basis(case: str, finding: Finding) -> Basis:
    """What a finding rests on, with its standing: never more than its claims bear out."""
    claims = finding.chosen or tuple(part.claim for part in finding.dissent if _rival(part.claim))
    origins = dict.fromkeys(source_origin(claim.source, claim.locator) for claim in claims)
    return Basis(
        "finding", f"{case}/{finding.fact.id}", _standing(finding), tuple(origins), sentence(finding.why)
    )


def _standing(finding: Finding) -> str:
    if finding.contested or finding.value is None:
        return "contested"
    holders = list(dict.fromkeys(who(claim.holder, claim.source) for claim in finding.chosen))
    names = ", ".join(holders[:_MOST]) + (" and others" if len(holders) > _MOST else "")
    caveats = {claim.caveat for claim in finding.chosen}
    caveat = "" if "" in caveats else f", {sorted(caveats)[0]}"
    if all(claim.interested for claim in finding.chosen):
        return f"claimed by {names}{caveat}"
    if any(claim.tier in ("treaty-series", "official-text") for claim in finding.chosen):
        return f"from the text{caveat}"
    free = [claim for claim in finding.chosen if not claim.interested]
    if len({claim.holder for claim in free}) > 1 and len({claim.source.voice for claim in free}) > 1:
        return f"confirmed{caveat}"
    return f"told by {names}{caveat}"


def _rival(claim: Claim) -> bool:
    return not claim.withdrawn and not claim.scope


def tell(case: str, finding: Finding) -> Text:
    """The answer of a finding: with the interval or every rival answer where live claims differ."""
    fact, basis = finding.fact, finding_basis(case, finding)
    if not finding.contested and finding.value is not None:
        hedged = any(claim.hedge == "about" for claim in finding.chosen)
        return (cite(("about " if hedged else "") + said(case, fact, finding.value), basis),)
    chosen = said(case, fact, finding.value)
    if finding.interval is not None:
        span = said(case, fact, finding.interval)
        how = f"{chosen} on the ground of {finding.ground}" if finding.value else "no ground decides"
        return (cite(f"{span}; {how}", basis),)
    told = f"{chosen}, on the ground of {finding.ground}" if finding.value else "no ground decides"
    return text(cite(told, basis), "; against: ", joined(list(_rivals(case, finding)), "; ", "; "))


def _rivals(case: str, finding: Finding) -> Iterable[Inline]:
    """Every other live answer, once, with the first who gives it."""
    seen = {claim.answer for claim in finding.chosen} if finding.value is not None else set()
    for claim in (*finding.chosen, *(part.claim for part in finding.dissent)):
        if _rival(claim) and claim.answer not in seen:
            seen.add(claim.answer)
            yield cite(_answer(case, finding.fact, claim), claim_basis(case, finding.fact.id, claim))


def asked(case: str, finding: Finding) -> Text:
    """The question of a finding and its answer."""
    return text(cite(finding.fact.question, finding_basis(case, finding)), " ", tell(case, finding))


def dissent(case: str, finding: Finding, most: int = 5) -> Text:
    """Claims that were not chosen, with who makes them; empty where there are none."""
    kept: dict[tuple[object, str], Claim] = {}
    for part in sorted(finding.dissent, key=lambda part: bool(part.claim.scope)):
        kept.setdefault((part.claim.answer, part.claim.holder), part.claim)
    # Whoever differs is heard once before anybody is heard twice.
    turns: dict[str, int] = {}
    order: dict[str, int] = {}
    for claim in kept.values():
        order[claim.id] = turns[claim.holder] = turns.get(claim.holder, -1) + 1
    chosen = sorted(kept.values(), key=lambda claim: order[claim.id])[:most]
    pieces: list[Text] = []
    for claim in chosen:
        aside = f" of {claim.scope}" if claim.scope else ""
        words = _answer(case, finding.fact, claim) + aside
        pieces.append((cite(words, claim_basis(case, finding.fact.id, claim)),))
    return joined(pieces, "; ", "; ")


def asserted(case: str, contention: Contention) -> Text:
    """A contested assertion or opinion: who holds it, who denies or doubts it, who tells it of others."""
    basis = contention_basis(case, contention)
    sides: list[Text] = []
    for stance, words in _STANCES.items():
        voices = _names(v for v in contention.voices if v.stance == stance)
        if voices:
            sides.append(text(words, joined([cite(name, basis) for name in voices])))
    sides += [
        (cite(f"told of {voice.of} by {voice_name(voice)}", basis),)
        for voice in contention.voices
        if voice.stance == "attributes"
    ]
    if not any(voice.stance in ("denies", "doubts") for voice in contention.voices):
        sides.append(("who denies it: not recorded",))
    return text("“", cite(sentence(contention.statement), basis), "”: ", joined(sides, "; ", "; "))


def _wrong(told: Basis) -> Basis:
    return replace(told, kind="misreport", standing="misreported")


def _correction(case: str, error: Misreport) -> Basis:
    origins = dict.fromkeys(source_origin(claim.source, claim.locator) for claim in error.finding.chosen)
    standing = f"decided on the ground of {error.finding.ground}"
    path = f"{case}/{error.fact.id}/{error.claim.id}"
    return Basis("correction", path, standing, tuple(origins), sentence(error.finding.why))


def _names(voices: Iterable[Voice]) -> list[str]:
    return list(dict.fromkeys(voice_name(voice) for voice in voices))


def misreported(case: str, errors: Sequence[Misreport], most: int | None = None) -> list[Text]:
    """The common errors with their correction and its source; one that several texts make stands once.

    With `most` only so many, those that most texts make first.
    """
    alike: dict[tuple[str, str, str], list[Misreport]] = {}
    for error in errors:
        alike.setdefault((error.fact.id, error.said, error.correction), []).append(error)
    groups = list(alike.values())
    if most is not None:
        groups = sorted(groups, key=len, reverse=True)[:most]
    items = []
    for group in groups:
        first = group[0]
        basis = _correction(case, first)
        names: list[Inline] = []
        for error in group:
            told = claim_basis(case, error.fact.id, error.claim)
            lead = "" if names else f"“{_answer(case, first.fact, first.claim)}”, by "
            names.append(cite(lead + who(error.claim.holder, error.claim.source), _wrong(told)))
        items.append(
            text(
                cite(first.fact.question, basis),
                " Told wrongly: ",
                joined(names),
                ". ",
                Strong("Right:"),
                " ",
                cite(first.correction, basis),
            )
        )
    return items


def known(evidence: Evidence | None, names: Iterable[str]) -> list[Finding]:
    """Findings by id, those that the case has."""
    return [evidence.finding(name) for name in names if name in evidence.facts] if evidence else []
