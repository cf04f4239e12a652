"""Choosing among rival claims on declared, ordered grounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from foedus.evidence._model import CAVEATS, GROUNDS, HEDGES, Claim, Dissent, Fact, Finding
from foedus.units import Quantity

__all__ = ["reconcile"]

#: What shuts claims out before any choice is made.
_DOORS = ("withdrawn", "scope")

_TEXTS = ("treaty-series", "official-text")

#: How many rival answers a sentence names before it counts the rest.
_NAMED = 6


def reconcile(fact: Fact) -> Finding:
    """Choose among the claims of a fact, name the ground, and keep what was not chosen.

    The grounds are tried in the order of `GROUNDS`. Each takes claims away; the first after which all
    claims that are left give one answer is the ground of the finding. If several answers outlive all
    grounds, nothing is chosen. A claim whose source copies another one that is heard here with the same
    answer takes no part: it shares the fate of the original. The work grows as n log n in the claims.

    Parameters
    ----------
    fact
        The fact; the order of its claims does not matter.

    Returns
    -------
    Finding
        The chosen value always lies in the interval, because the chosen claims are live claims of the thing.
    """
    claims = sorted(fact.claims, key=lambda claim: claim.id)
    originals = _originals(claims)
    heard = [claim for claim in claims if claim.id not in originals]
    live = [claim for claim in heard if not claim.withdrawn and not claim.scope]
    lost: dict[str, Dissent] = {}
    left = heard
    ground = "unopposed" if live and _one(heard) else ""
    for name, keep in _STEPS.items():
        if not left or (ground and name not in _DOORS):
            break
        kept = keep(fact, left)
        if not kept and name not in _DOORS:
            continue
        if len(kept) < len(left):
            staying, reason = {claim.id for claim in kept}, _REASONS[name](fact, kept)
            for claim in left:
                if claim.id not in staying:
                    lost[claim.id] = Dissent(claim, name, reason(claim))
            left = kept
            if not ground and _one(left):
                ground = name
    if not ground or not left:
        chosen: tuple[Claim, ...] = ()
        ground, why = "undecided", _undecided(fact, left, lost)
        value: Quantity | str | None = None
    else:
        answer = left[0].answer
        chosen = tuple(claim for claim in live if claim.answer == answer)
        value = left[0].text or Quantity(fact.unit, left[0].low, left[0].high)
        why = _why(
            fact, ground, left, [d for d in lost.values() if d.ground == ground and d.claim.answer != answer]
        )
    taken = {claim.id for claim in chosen}
    for name, original in originals.items():
        if original.id in taken:
            taken.add(name)
    for claim in claims:
        if claim.id in originals and claim.id not in taken:
            original = originals[claim.id]
            told = lost[original.id]
            lost[claim.id] = Dissent(claim, told.ground, f"copies {original.source.id}: {told.reason}")
    return Finding(
        fact,
        value,
        ground,
        why,
        tuple(claim for claim in claims if claim.id in taken),
        tuple(lost[claim.id] for claim in claims if claim.id not in taken),
        _interval(fact, live),
    )


def _originals(claims: list[Claim]) -> dict[str, Claim]:
    """Map each claim of a copy to the claim of its original, where that is heard with the same answer."""
    if not any(claim.source.copy_of for claim in claims):
        return {}
    said: dict[tuple[str, object], Claim] = {}
    for claim in claims:
        said.setdefault((claim.source.id, claim.answer), claim)
    found = {}
    for claim in claims:
        made = [said[name, claim.answer] for name in claim.source.copies if (name, claim.answer) in said]
        if made and made[-1].source.id != claim.source.id:
            found[claim.id] = made[-1]
    for name, original in found.items():
        passed = {name}
        while original.id in found and original.id not in passed:
            passed.add(original.id)
            original = found[original.id]
        found[name] = original
    return {name: original for name, original in found.items() if original.id not in found}


def _one(claims: list[Claim]) -> bool:
    return len({claim.answer for claim in claims}) == 1


def _undecided(fact: Fact, left: list[Claim], lost: dict[str, Dissent]) -> str:
    rule = GROUNDS["undecided"]
    if not left:
        return f"No live claim speaks of this. {rule}"
    firsts: dict[object, Claim] = {}
    for claim in left:
        firsts.setdefault(claim.answer, claim)
    few = {answer: _voice(fact, claim) for answer, claim in list(firsts.items())[: _NAMED + 1]}
    for claim in left:
        named = [told for answer, told in few.items() if answer != claim.answer][:_NAMED]
        more = len(firsts) - 1 - len(named)
        others = ", ".join(named) + (f" and {more} more" if more else "")
        lost[claim.id] = Dissent(claim, "undecided", f"stands against {others}, and no ground decides")
    return f"{_some((_voice(fact, claim) for claim in left), '; ')}. {rule}"


def _interval(fact: Fact, live: list[Claim]) -> Quantity | None:
    """Span of all live claims; a claim that gives one bound only is counted at that bound."""
    if fact.unit == "text":
        return None
    bounds = [b for claim in live for b in (claim.low, claim.high) if b is not None]
    return Quantity(fact.unit, min(bounds), max(bounds)) if bounds else Quantity(fact.unit)


def _known_since(fact: Fact, claims: list[Claim]) -> list[Claim]:
    """Drop what was known before the thing last changed; a page without a day of knowledge stays."""
    if fact.changed is None:
        return claims
    return [claim for claim in claims if claim.knows is None or claim.knows >= fact.changed]


def _revised(_: Fact, claims: list[Claim]) -> list[Claim]:
    """Drop what an authority replaced, and copies of sources that retell it."""
    latest: dict[str, date] = {}
    for claim in claims:
        if claim.knows is not None:
            latest[claim.holder] = max(claim.knows, latest.get(claim.holder, claim.knows))
    kept, old = [], set()
    for claim in claims:
        if claim.knows is None or claim.knows == latest[claim.holder]:
            kept.append(claim)
        else:
            old.add((claim.source.voice, claim.answer))
    return [c for c in kept if c.source.voice == c.source.id or (c.source.voice, c.answer) not in old]


def _texts(_: Fact, claims: list[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.tier in _TEXTS]


def _nearest(_: Fact, claims: list[Claim]) -> list[Claim]:
    best = min(claim.step for claim in claims)
    return [claim for claim in claims if claim.step == best]


def _assured(_: Fact, claims: list[Claim]) -> list[Claim]:
    best = min(CAVEATS[claim.caveat] for claim in claims)
    return [claim for claim in claims if CAVEATS[claim.caveat] == best]


def _exact(_: Fact, claims: list[Claim]) -> list[Claim]:
    best = min(HEDGES[claim.hedge] for claim in claims)
    return [claim for claim in claims if HEDGES[claim.hedge] == best]


def _voices(claims: Iterable[Claim]) -> int:
    """Count the independent voices: claims that share a holder or an original source are one."""
    parent: dict[str, str] = {}

    def top(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for claim in claims:
        parent[top(f"source {claim.source.voice}")] = top(f"holder {claim.holder}")
    return sum(name == up for name, up in parent.items())


def _agreed(_: Fact, claims: list[Claim]) -> list[Claim]:
    groups: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.answer].append(claim)
    count = {answer: _voices(group) for answer, group in groups.items()}
    best = max(count.values())
    return [claim for claim in claims if count[claim.answer] == best]


_STEPS: dict[str, Callable[[Fact, list[Claim]], list[Claim]]] = {
    "withdrawn": lambda _, claims: [claim for claim in claims if not claim.withdrawn],
    "scope": lambda _, claims: [claim for claim in claims if not claim.scope],
    "knowledge": _known_since,
    "revision": _revised,
    "text": _texts,
    "tier": _nearest,
    "assured": _assured,
    "specific": _exact,
    "agreement": _agreed,
}


def _voice(fact: Fact, claim: Claim) -> str:
    return f"{claim.holder} ({claim.source.id}): {fact.said(claim)}"


def _kind(claim: Claim) -> str:
    return f"{claim.tier} of a party" if claim.interested else claim.tier


_Reason = Callable[[Claim], str]


def _revision_reason(fact: Fact, kept: list[Claim]) -> _Reason:
    newer: dict[str, Claim] = {}
    for claim in kept:
        if claim.knows is not None:
            newer.setdefault(claim.holder, claim)

    def reason(claim: Claim) -> str:
        if claim.holder not in newer:
            return f"retells {claim.source.voice}, whose figure its maker replaced"
        later = newer[claim.holder]
        return f"{claim.holder} replaced it by {fact.said(later)} on {later.knows}"

    return reason


def _agreement_reason(fact: Fact, kept: list[Claim]) -> _Reason:
    told = _voices(other for other in kept if other.answer == kept[0].answer)
    return lambda claim: f"fewer independent voices than the {told} for {fact.said(kept[0])}"


_REASONS: dict[str, Callable[[Fact, list[Claim]], _Reason]] = {
    "withdrawn": lambda fact, kept: lambda claim: "its maker took it back",
    "scope": lambda fact, kept: lambda claim: f"speaks of something else: {claim.scope}",
    "knowledge": lambda fact, kept: (
        lambda claim: f"known on {claim.knows}, before the change of {fact.changed}"
    ),
    "revision": _revision_reason,
    "text": lambda fact, kept: (
        lambda claim: f"a report ({claim.source.tier}), against the text of {kept[0].source.id}"
    ),
    "tier": lambda fact, kept: (
        lambda claim: f"a source of the kind {claim.source.tier}, against {kept[0].source.tier}"
    ),
    "assured": lambda fact, kept: lambda claim: f"told as {claim.caveat}",
    "specific": lambda fact, kept: lambda claim: f"told as {claim.hedge}, against {kept[0].hedge}",
    "agreement": _agreement_reason,
}


def _why(fact: Fact, ground: str, left: list[Claim], beaten: list[Dissent]) -> str:
    first = left[0]
    told = fact.said(first)
    ordered = sorted(
        (d.claim for d in beaten), key=lambda c: (c.low or c.high or 0, c.high or 0, c.text, c.id)
    )
    rivals = _listed(list(dict.fromkeys(fact.said(claim) for claim in ordered)))
    revised = {claim.holder for claim in ordered}
    if ground == "unopposed":
        return f"{told}: {_listed(_holders(left))}; no live claim says otherwise."
    body = {
        "withdrawn": f"{told}, after {rivals} was taken back by its maker.",
        "scope": f"{told} by {_listed(_holders(left))}; the other figures speak of something else.",
        "knowledge": f"{told} since {fact.changed}; {rivals} is what was known before.",
        "revision": f"{told} is the latest that {_listed([h for h in _holders(left) if h in revised])} gave, "
        f"and replaces {rivals}.",
        "text": f"{told} stands in the text ({first.source.id}), against {rivals} in reports.",
        "tier": f"{told} comes from a source nearer to the thing ({_kind(first)}), against {rivals}.",
        "assured": f"{told} is told without reserve, against {rivals}.",
        "specific": f"{told} is told most exactly ({first.hedge}), against {rivals}.",
        "agreement": f"{told} has {_voices(left)} independent voices, more than {rivals}.",
    }[ground]
    return f"{body} {GROUNDS[ground]}"


def _holders(claims: list[Claim]) -> list[str]:
    return sorted({claim.holder for claim in claims})


def _some(items: Iterable[str], between: str = ", ") -> str:
    """Join the first few items and count the rest."""
    told: list[str] = []
    more = 0
    for item in items:
        if len(told) < _NAMED:
            told.append(item)
        else:
            more += 1
    return between.join(told) + (f" and {more} more" if more else "")


def _listed(items: list[str]) -> str:
    if len(items) > _NAMED + 1:
        return _some(items)
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
