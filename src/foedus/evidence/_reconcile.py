"""Choosing among rival claims on declared, ordered grounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from foedus.evidence._model import GROUNDS, HEDGES, Claim, Dissent, Fact, Finding
from foedus.units import Quantity

__all__ = ["reconcile"]

#: What shuts claims out before any choice is made.
_DOORS = ("withdrawn", "scope")

_TEXTS = ("treaty-series", "official-text")


def reconcile(fact: Fact) -> Finding:
    """Choose among the claims of a fact, name the ground, and keep what was not chosen.

    The grounds are tried in the order of `GROUNDS`. Each takes claims away; the first after which all
    claims that are left give one answer is the ground of the finding. If several answers outlive all
    grounds, nothing is chosen.

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
    live = [claim for claim in claims if not claim.withdrawn and not claim.scope]
    lost: dict[str, Dissent] = {}
    left = claims
    ground = "unopposed" if live and _one(claims) else ""
    for name, keep in _STEPS.items():
        if not left or (ground and name not in _DOORS):
            break
        kept = keep(left)
        if not kept and name not in _DOORS:
            continue
        for claim in left:
            if claim not in kept:
                lost[claim.id] = Dissent(claim, name, _REASONS[name](fact, claim, kept))
        shrunk, left = len(kept) < len(left), kept
        if shrunk and not ground and _one(left):
            ground = name
    if not ground or not left:
        return _undecided(fact, claims, live, lost)
    answer = left[0].answer
    chosen = tuple(claim for claim in live if claim.answer == answer)
    dissent = tuple(lost[c.id] for c in claims if c not in chosen)
    value: Quantity | str = left[0].text or Quantity(fact.unit, left[0].low, left[0].high)
    why = _why(fact, ground, left, [d for d in dissent if d.ground == ground])
    return Finding(fact, value, ground, why, chosen, dissent, _interval(fact, live))


def _one(claims: list[Claim]) -> bool:
    return len({claim.answer for claim in claims}) == 1


def _undecided(fact: Fact, claims: list[Claim], live: list[Claim], lost: dict[str, Dissent]) -> Finding:
    left = [claim for claim in claims if claim.id not in lost]
    rule = GROUNDS["undecided"]
    for claim in left:
        others = ", ".join(_voice(fact, other) for other in left if other.answer != claim.answer)
        lost[claim.id] = Dissent(claim, "undecided", f"stands against {others}, and no ground decides")
    if left:
        why = f"{'; '.join(_voice(fact, claim) for claim in left)}. {rule}"
    else:
        why = f"No live claim speaks of this. {rule}"
    dissent = tuple(lost[claim.id] for claim in claims)
    return Finding(fact, None, "undecided", why, (), dissent, _interval(fact, live))


def _interval(fact: Fact, live: list[Claim]) -> Quantity | None:
    """Span of all live claims; a claim that gives one bound only is counted at that bound."""
    if fact.unit == "text":
        return None
    bounds = [b for claim in live for b in (claim.low, claim.high) if b is not None]
    return Quantity(fact.unit, min(bounds), max(bounds)) if bounds else Quantity(fact.unit)


def _latest(claims: Iterable[Claim]) -> dict[str, date]:
    latest: dict[str, date] = {}
    for claim in claims:
        if claim.knows is not None:
            latest[claim.holder] = max(claim.knows, latest.get(claim.holder, claim.knows))
    return latest


def _revised(claims: list[Claim]) -> list[Claim]:
    """Drop what an authority replaced, and copies of sources that retell it."""
    latest = _latest(claims)
    kept = [c for c in claims if c.knows is None or c.knows == latest[c.holder]]
    old = {(c.source.voice, c.answer) for c in claims if c not in kept}
    return [c for c in kept if c.source.voice == c.source.id or (c.source.voice, c.answer) not in old]


def _texts(claims: list[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.tier in _TEXTS]


def _nearest(claims: list[Claim]) -> list[Claim]:
    best = min(claim.step for claim in claims)
    return [claim for claim in claims if claim.step == best]


def _exact(claims: list[Claim]) -> list[Claim]:
    best = min(HEDGES[claim.hedge] for claim in claims)
    return [claim for claim in claims if HEDGES[claim.hedge] == best]


def _voices(claims: Iterable[Claim]) -> int:
    """Count the independent voices: claims that share a holder or an original source are one."""
    groups: list[set[str]] = []
    for claim in claims:
        names = {f"source {claim.source.voice}", f"holder {claim.holder}"}
        apart = []
        for group in groups:
            if group & names:
                names |= group
            else:
                apart.append(group)
        groups = [*apart, names]
    return len(groups)


def _agreed(claims: list[Claim]) -> list[Claim]:
    count = {c.answer: _voices(o for o in claims if o.answer == c.answer) for c in claims}
    best = max(count.values())
    return [claim for claim in claims if count[claim.answer] == best]


_STEPS: dict[str, Callable[[list[Claim]], list[Claim]]] = {
    "withdrawn": lambda claims: [claim for claim in claims if not claim.withdrawn],
    "scope": lambda claims: [claim for claim in claims if not claim.scope],
    "revision": _revised,
    "text": _texts,
    "tier": _nearest,
    "specific": _exact,
    "agreement": _agreed,
}


def _voice(fact: Fact, claim: Claim) -> str:
    return f"{claim.holder} ({claim.source.id}): {fact.said(claim)}"


def _kind(claim: Claim) -> str:
    return f"{claim.tier} of a party" if claim.interested else claim.tier


def _revision_reason(fact: Fact, claim: Claim, kept: list[Claim]) -> str:
    newer = next((other for other in kept if other.holder == claim.holder and other.knows is not None), None)
    if newer is None:
        return f"retells {claim.source.voice}, whose figure its maker replaced"
    return f"{claim.holder} replaced it by {fact.said(newer)} on {newer.knows}"


def _agreement_reason(fact: Fact, claim: Claim, kept: list[Claim]) -> str:
    told = _voices(other for other in kept if other.answer == kept[0].answer)
    return f"fewer independent voices than the {told} for {fact.said(kept[0])}"


_REASONS: dict[str, Callable[[Fact, Claim, list[Claim]], str]] = {
    "withdrawn": lambda fact, claim, kept: "its maker took it back",
    "scope": lambda fact, claim, kept: f"speaks of something else: {claim.scope}",
    "revision": _revision_reason,
    "text": lambda fact, claim, kept: (
        f"a report ({claim.source.tier}), against the text of {kept[0].source.id}"
    ),
    "tier": lambda fact, claim, kept: (
        f"a source of the kind {claim.source.tier}, against {kept[0].source.tier}"
    ),
    "specific": lambda fact, claim, kept: f"told as {claim.hedge}, against {kept[0].hedge}",
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
        "revision": f"{told} is the latest that {_listed([h for h in _holders(left) if h in revised])} gave, "
        f"and replaces {rivals}.",
        "text": f"{told} stands in the text ({first.source.id}), against {rivals} in reports.",
        "tier": f"{told} comes from a source nearer to the thing ({_kind(first)}), against {rivals}.",
        "specific": f"{told} is told most exactly ({first.hedge}), against {rivals}.",
        "agreement": f"{told} has {_voices(left)} independent voices, more than {rivals}.",
    }[ground]
    return f"{body} {GROUNDS[ground]}"


def _holders(claims: list[Claim]) -> list[str]:
    return sorted({claim.holder for claim in claims})


def _listed(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
