"""The codes of one state on one day, one after the other; put together by `foedus.treaty.codings`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from foedus.treaty._conditions import walk
from foedus.treaty._schema import Duration, Instrument, Norm
from foedus.treaty.codings._atop_law import Chain, SignedLaw
from foedus.treaty.codings._atop_variables import FLAGS, PARTS
from foedus.treaty.codings._atop_view import View

__all__ = ["Codes", "between", "conditions", "form", "obligations", "related"]

_SPECLGTH = {"not_stated": 0, "fixed": 1, "until_event": 2, "indefinite": 3}
_PROREN = {"none": 0, "by_agreement": 1, "automatic": 2}
_PUBSECR = {"public": 0, "partly_secret": 1, "secret": 2}
#: Facts that every withdrawal turns on, and that make none conditional.
_OF_FORM = frozenset({"notice_given", "duties_settled"})
#: How a spell ended, as ATOP's term and termmode; ``None`` where the value is not labelled.
_ENDS: dict[str, tuple[int, int | None]] = {
    "did_not_prolong": (1, 1),
    "replaced": (3, 2),
    "withdrawal": (2, 3),
    "exclusion": (2, None),
}
_OBLIGATION = {"def": "defense", "off": "offense", "neu": "neutral", "con": "consul"}
#: Variables with one rule: the acts, and the modalities in which they count.
_ACTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dipaid": (("give_diplomatic_aid",), ("obligation",)),
    "terrres": (("open_territory",), ("obligation",)),
    "noothall": (("join_hostile_alliance", "conclude_incompatible_treaty"), ("prohibition",)),
    "intcom": (("integrate_command",), ("obligation", "constitutive", "power")),
    "contrib": (("contribute_forces", "pay_share"), ("obligation",)),
    "nomicoop": (("cooperate_economically",), ("obligation",)),
}


@dataclass(slots=True)
class Codes:
    """Codes as they are found: values, what they rest on, and what the file leaves open."""

    codes: dict[str, int] = field(default_factory=dict)
    because: dict[str, list[str]] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: int, because: Iterable[str]) -> None:
        """Set a code; a value of zero rests on nothing."""
        self.codes[name] = value
        self.because[name] = list(dict.fromkeys(because)) if value else []

    def norms(self, name: str, found: Iterable[Norm], value: int = 1) -> None:
        """Set a code to `value` where norms were found, and to zero where none was."""
        ids = [norm.id for norm in found]
        self.put(name, value if ids else 0, ids)


def between(out: Codes, law: SignedLaw, views: dict[str, View], on: date) -> None:
    """Codes that look at all members: active, asymm, bilat."""
    flags = {name: {state: view.flag(name) for state, view in views.items()} for name in FLAGS}
    out.norms("active", [n for name in ("defense", "offense") for held in flags[name].values() for n in held])
    out.norms("asymm", _unequal(law, flags, on))
    chains = [law.chain(state, on) for state in views]
    out.put("bilat", int(len(views) == 2), [chain.id for chain in chains if chain])


def _unequal(law: SignedLaw, flags: dict[str, dict[str, list[Norm]]], on: date) -> list[Norm]:
    """Norms of an obligation that some parties to their instrument bear and others do not.

    That a state is no party to an instrument of the system makes nothing unequal among those that are.
    """
    found: list[Norm] = []
    for held in flags.values():
        rolls: dict[str, list[Norm]] = {}
        for norms in held.values():
            for norm in norms:
                rolls.setdefault(law.treaty.own_roll(norm.provision.instrument), []).append(norm)
        for norms in rolls.values():
            parties = set(law.parties(on, norms[0].provision.instrument)) & set(held)
            bearing = {state for state in parties if any(norm in norms for norm in held[state])}
            found += norms if bearing != parties else []
    return found


def obligations(out: Codes, view: View) -> None:
    """The five main obligations."""
    for name in FLAGS:
        out.norms(name, view.flag(name))


def conditions(out: Codes, view: View) -> None:
    """The conditions of the obligations; after `obligations`."""
    tests: dict[str, Callable[[Norm, str], bool]] = {
        "adv": lambda norm, _: view.named_adversary(norm),
        "loc": view.uncovered,
        "dem": lambda norm, _: view.fact(norm, "demand_refused"),
        "npr": lambda norm, _: view.fact(norm, "unprovoked"),
        "att": lambda norm, _: view.attack(norm),
        "req": lambda norm, _: view.request(norm),
    }
    for whole in ("defcon", "offcon", "neucon", "concon"):
        promise = _OBLIGATION[whole[:3]]
        norms = view.flag(promise)
        for part in PARTS[whole]:
            # defcodem, defconpr, …: the last three letters name the condition
            out.norms(
                part, _conditional(view, norms, tests[part[5:] if part[5:] in tests else part[4:]], promise)
            )
        _any(out, whole)
    limited: list[Norm] = []
    for promise in ("defense", "offense", "neutral"):
        limited += _conditional(view, view.flag(promise), lambda norm, _: view.limited(norm), promise)
    out.norms("olimob", limited)
    _any(out, "conditio")


def _any(out: Codes, whole: str) -> None:
    parts = PARTS[whole]
    out.put(whole, int(any(out.codes[p] for p in parts)), [i for p in parts for i in out.because[p]])


def _conditional(
    view: View, norms: list[Norm], test: Callable[[Norm, str], bool], promise: str
) -> list[Norm]:
    """Norms that carry a condition towards some partner to whom the same is not promised freely as well.

    Consultation is on threats to anybody, the state itself included; the other promises are for the
    partners.
    """
    towards = {
        norm.id: [*view.partners(norm), view.state] if promise == "consul" else view.partners(norm)
        for norm in norms
    }
    carrying = {n.id: {s for s in towards[n.id] if test(n, s)} for n in norms}
    bound = set().union(*carrying.values())
    if bound:
        bound -= {s for n in norms for s in towards[n.id] if s not in carrying[n.id] and view.free(n, s)}
    return [norm for norm in norms if carrying[norm.id]] if bound else []


def related(out: Codes, view: View) -> None:
    """Related promises and institutions."""
    for name, (acts, modality) in _ACTS.items():
        out.norms(name, view.of(*acts, modality=modality))
    settle = view.of("settle_peacefully")
    wide = [n for n in settle if n.counterparty == "any_state"]
    out.norms("conwtin", [*wide, *settle], 3 if wide else 1)
    bans = view.of("interfere", modality=("prohibition",))
    respect = view.of("respect_sovereignty", modality=("obligation", "prohibition"))
    out.norms("interv", bans + respect)
    _renounce(out, view)
    organs = view.law.organs(view.on, view.state)
    permanent = [o for o in organs if o.permanent]
    out.put("organ1", 3 if permanent else 2 if organs else 0, [f"organ:{o.id}" for o in permanent + organs])
    contact = [n.id for n in view.of("plan_defence", "train_forces", modality=("obligation", "constitutive"))]
    contact += [f"organ:{o.id}" for o in organs if o.military and o.meets]
    out.put("milcon", 2 if contact else 0, contact)


def _of_base(view: View, instrument: Instrument) -> bool:
    return view.base.id in (instrument.id, instrument.amends)


def _withdrawals(view: View) -> list[Norm]:
    """Powers to leave the alliance, which are those of the basic instrument and of what amends it.

    To leave an agreement made under the alliance is not to leave the alliance.
    """
    base = {i.id for i in view.law.treaty.instruments if _of_base(view, i)}
    return [n for n in view.of("withdraw", modality=("power",)) if n.provision.instrument in base]


def _lock(law: SignedLaw, norm: Norm) -> int:
    """Years for which a power to leave is locked."""
    if not law.requires(norm, "years", lambda leaf, denied: leaf.years_in_force is not None and not denied):
        return 0
    return max((leaf.years_in_force or 0 for leaf in walk(norm.trigger)), default=0)


def _term(view: View) -> tuple[Duration, list[str]] | None:
    """The duration that holds, and what it rests on.

    A treaty without a term that nobody may leave for some years has these years for its term, and goes
    on by itself after them; one that runs until an event keeps that as its term.
    """
    source = _duration(view)
    if source is None or source.duration is None:
        return None
    said, because = source.duration, [f"instrument:{source.id}"]
    leave = _withdrawals(view)
    years = min((_lock(view.law, norm) for norm in leave), default=0)
    if said.kind in ("not_stated", "indefinite") and years:
        said = said.model_copy(update={"kind": "fixed", "months": years * 12, "renewal": "automatic"})
        because = because + [norm.id for norm in leave]
    return said, because


def _renounce(out: Codes, view: View) -> None:
    term = _term(view)
    months = term[0].months if term else None
    free: list[Norm] = []
    later: list[Norm] = []
    for norm in _withdrawals(view):
        lock = _lock(view.law, norm)
        if months and lock * 12 >= months:
            continue
        more = view.law.requires(
            norm,
            "more than notice",
            lambda leaf, no: leaf.fact is not None and leaf.fact not in _OF_FORM and not no,
        )
        (later if lock or more else free).append(norm)
    out.norms("renounce", free + later, 1 if free else 3)


def _duration(view: View) -> Instrument | None:
    """The instrument whose duration holds: the basic one, or the latest signed that amends it and has one."""
    found = [
        i
        for i in view.law.treaty.instruments
        if i.duration is not None and i.signed <= view.on and _of_base(view, i)
    ]
    return max(found, key=lambda i: i.signed, default=None)


def form(out: Codes, view: View, chain: Chain) -> None:
    """Codes of form and duration, and how the spell of the state ended."""
    law, on, base = view.law, view.on, view.base
    needed = base.ratification
    if needed is None and base.in_force is not None:
        needed = base.in_force > base.signed
    if needed is None:
        out.open["estmode"] = f"{base.id} says neither 'ratification' nor 'in_force'"
    else:
        out.put("estmode", int(needed), [f"instrument:{base.id}"])
    held = law.instruments(on, chain.state)
    secret = [i for i in held if i.publicity != "public"]
    wholly = len(secret) == len(held) and all(i.publicity == "secret" for i in secret)
    out.put("pubsecr", 2 if wholly and held else int(bool(secret)), [f"instrument:{i.id}" for i in secret])
    term = _term(view)
    if term is None:
        for name in ("speclgth", "length", "proren", "renewlgt"):
            out.open[name] = f"{base.id} has no 'duration'"
    else:
        said, because = term
        out.put("speclgth", _SPECLGTH[said.kind], because)
        out.put("length", said.months or 0, because)
        out.put("proren", _PROREN[said.renewal], because)
        out.put("renewlgt", said.renewal_months or 0, because)
    united = [i for i in held if "un-charter" in i.references]
    league = [i for i in held if "league" in i.references]
    out.put("reflnun", 2 if united else int(bool(league)), [f"instrument:{i.id}" for i in united or league])
    other = [f"instrument:{i.id}" for i in held if "other-organisation" in i.references]
    out.put("refothio", int(bool(other)), other)
    if chain.exit is None:
        out.put("term", 0, [])
        out.put("termmode", 0, [])
        return
    for name, value in zip(("term", "termmode"), _ENDS.get(chain.how_out or "", (None, None)), strict=True):
        if value is None:
            out.open[name] = f"ended by {chain.how_out or 'what is not said'}, for which no value is labelled"
        else:
            out.put(name, value, [chain.id])
