"""A chronicle checked against the law: which event puts which rule at issue, and who says so.

Each file of law tells in its `signs` what an event of a kind establishes. What an event establishes, and
what the situation holds by that day, is asked of the law in force on that day. A norm is flagged if it
applies, is contested or stands in conflict, and would not without what the event establishes. A flag says
that a rule is at issue on what the record tells; it finds nobody guilty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from foedus.chronicle import Chronicle, Event
from foedus.errors import UnknownName
from foedus.evidence import register
from foedus.treaty._compile import Code, compile_treaty
from foedus.treaty._conditions import walk
from foedus.treaty._dates import as_date
from foedus.treaty._evaluate import Answer, ask
from foedus.treaty._inquiry import Status
from foedus.treaty._load import load
from foedus.treaty._schema import Condition, Norm, Sign
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import KINDS

__all__ = ["HARMS", "Flag", "Harm", "flags"]

Harm = Literal["life", "torture", "liberty", "expression", "assembly", "emergency", "states"]

#: The order in which flags stand: harm to people first, then what is between states.
HARMS: dict[Harm, str] = {
    "life": "life",
    "torture": "torture and ill-treatment",
    "liberty": "liberty",
    "expression": "expression",
    "assembly": "assembly",
    "emergency": "state of emergency",
    "states": "forces between states",
}

_FLAGGED: tuple[Status, ...] = ("conflict", "applies", "contested")


@dataclass(frozen=True, slots=True)
class Flag:
    """A norm that an event of a chronicle puts at issue.

    Attributes
    ----------
    event, day, place, kind, what
        The event of the chronicle: its id, its first local day, and its own words.
    harm
        A key of `HARMS`.
    facts
        What the event establishes and the norm rests on, with the answer.
    law, norm, citation, article, gist, modality
        The norm, as `Position` has it; `article` names the instrument in words.
    binding
        False where the instrument is a declaration, which does not bind by itself.
    status
        applies, contested or conflict.
    by_reading
        On which readings it comes to what; empty where no reading makes a difference.
    bearers
        States (ISO3) that bear the norm.
    who
        Who says so: whose claim the event is, or else who publishes its sources.
    event_status
        How far the event may be relied on, as the chronicle has it.
    """

    event: str
    day: date
    place: str
    kind: str
    what: str
    harm: Harm
    facts: tuple[tuple[str, bool], ...]
    law: str
    norm: str
    citation: str
    article: str
    gist: str
    modality: str
    binding: bool
    status: Status
    by_reading: tuple[str, ...]
    bearers: tuple[str, ...]
    who: tuple[str, ...]
    event_status: str

    @property
    def if_so(self) -> bool:
        """True where the event is a party's claim or told once only, so that the flag holds if it is so."""
        return self.event_status in ("claimed", "unverified")

    def json(self) -> dict[str, object]:
        """Give the flag as JSON."""
        return {
            "event": self.event,
            "date": self.day.isoformat(),
            "place": self.place,
            "kind": self.kind,
            "what": self.what,
            "harm": self.harm,
            "facts": dict(self.facts),
            "law": self.law,
            "norm": self.norm,
            "citation": self.citation,
            "article": self.article,
            "gist": self.gist,
            "modality": self.modality,
            "binding": self.binding,
            "status": self.status,
            "by_reading": list(self.by_reading),
            "bearers": list(self.bearers),
            "who_says_so": list(self.who),
            "event_status": self.event_status,
            "if_so": self.if_so,
        }


def flags(
    chronicle: Chronicle,
    laws: Iterable[str | Treaty] = ("general", "rights"),
    *,
    target: str,
    on: date | str | None = None,
    situation: Situation | None = None,
) -> list[Flag]:
    """Check a chronicle against files of law.

    Parameters
    ----------
    chronicle
        What happened, as it is told. Events taken back by whoever told them (``withdrawn``) do not flag.
    laws
        Ids of packaged treaties or companion files, paths, or loaded ones; those without signs flag nothing.
    target
        ISO3 of the state that it happens to.
    on
        Last day that counts; events that begin later do not flag. The whole chronicle if not given.
    situation
        What else is known: its facts, kinds and request count from its own day on. Facts that a law does
        not ask for are left out for that law.

    Returns
    -------
    list of Flag
        By harm in the order of `HARMS`, then by day, event, law and norm.

    Raises
    ------
    UnknownName
        If there is no such law.
    """
    files = [law if isinstance(law, Treaty) else load(law) for law in laws]
    last = None if on is None else as_date(on)
    found: list[Flag] = []
    for law in files:
        if not law.file.signs:
            continue
        asker = _Asker(law, target, situation)
        for event in chronicle.events:
            day = event.start.day
            if (last is None or day <= last) and event.status != "withdrawn":
                found += asker.flags(event, day)
                asker.keep(event, day)
    order = list(HARMS)
    return sorted(found, key=lambda f: (order.index(f.harm), f.day, f.event, f.law, f.norm))


class _Asker:
    """Asks one law about the events of a chronicle, in their order."""

    def __init__(self, law: Treaty, target: str, situation: Situation | None) -> None:
        self.law, self.target, self.situation = law, target, situation
        self.code = _code(law)
        self.lasting: list[tuple[dict[str, bool], date, date | None]] = []
        self.resting = {norm.id: _rests_on(law, norm) for norm in law.norms}
        self.asked: dict[tuple[date, str, tuple[tuple[str, bool], ...]], Answer] = {}

    def flags(self, event: Event, day: date) -> list[Flag]:
        """Give the flags of one event; signs of the same harm are put together."""
        by_harm: dict[Harm, dict[str, bool]] = {}
        for sign in self.law.file.signs:
            if signifies(sign, event, self.target):
                by_harm.setdefault(sign.harm, {}).update(sign.establishes)
        found: list[Flag] = []
        done: set[str] = set()
        for harm in sorted(by_harm, key=list(HARMS).index):
            facts = by_harm[harm]
            base = {name: value for name, value in self.known(day).items() if name not in facts}
            who = event.actor if is_other_state(event.actor, self.target) else ""
            answer, without = self.ask(day, base | facts, who), self.ask(day, base, who)
            for norm in answer.plan:
                resting = sorted(facts.keys() & self.resting[norm])
                if norm in done or not resting:
                    continue
                status = answer.status(norm)
                if status in _FLAGGED and without.status(norm) != status:
                    done.add(norm)
                    established = tuple((name, facts[name]) for name in resting)
                    found.append(_flag(self.law, answer, event, day, harm, norm, established))
        return found

    def keep(self, event: Event, day: date) -> None:
        """Remember what lasts beyond the event."""
        for sign in self.law.file.signs:
            if sign.lasting and signifies(sign, event, self.target):
                self.lasting.append((sign.establishes, day, event.end.day if event.end else None))

    def known(self, day: date) -> dict[str, bool]:
        """What is known by a day, of what this law asks."""
        facts: dict[str, bool] = {}
        for established, start, end in self.lasting:
            if start <= day and (end is None or day < end):
                facts |= established
        if self.situation is not None and self.situation.on <= day:
            facts |= dict.fromkeys(self.situation.kinds, True) | dict(self.situation.facts)
        askable = self.law.questions.keys() | KINDS.keys()
        return {name: value for name, value in facts.items() if name in askable}

    def ask(self, day: date, facts: Mapping[str, bool], who: str) -> Answer:
        """Ask the law of a day, with another state in play or none; the same question is asked once."""
        key = (day, who, tuple(sorted(facts.items())))
        if key not in self.asked:
            now = self.situation is not None and self.situation.on <= day
            base = self.situation if now and self.situation is not None else Situation(day)
            asked = replace(
                base,
                on=day,
                target=self.target,
                facts=dict(facts),
                kinds=frozenset(),
                acts=(),
                decisions=(),
                in_play=(who,) if who else (),
            )
            self.asked[key] = ask(self.code, asked)
        return self.asked[key]


def signifies(sign: Sign, event: Event, target: str) -> bool:
    """Tell whether an event is of the kind that a sign reads, and passes its filters."""
    actors = {part.strip().casefold() for part in event.actor.split(";")}
    if sign.kind != event.kind or (sign.status and event.status not in sign.status):
        return False
    if sign.actor and not actors & {name.casefold() for name in sign.actor}:
        return False
    if actors & {name.casefold() for name in sign.actor_not}:
        return False
    if sign.by is not None and (is_other_state(event.actor, target) != (sign.by == "foreign")):
        return False
    if sign.with_end is not None and sign.with_end != (event.end is not None):
        return False
    if sign.unit is None and sign.least is None:
        return True
    if event.quantity is None or (sign.unit is not None and event.quantity.unit != sign.unit):
        return False
    low = event.quantity.low if event.quantity.low is not None else event.quantity.high
    return sign.least is None or (low is not None and low >= sign.least)


def is_other_state(actor: str, target: str) -> bool:
    """Tell whether an actor is another state than the target, given by its ISO3 code."""
    return len(actor) == 3 and actor.isalpha() and actor.isupper() and actor != target


def _rests_on(law: Treaty, norm: Norm) -> set[str]:
    """Facts and event kinds that a norm turns on, also through terms."""
    found: set[str] = set()
    seen: set[str] = set()
    todo: list[Condition] = [c for c in (norm.trigger, *(e.when for e in norm.unless)) if c is not None]
    while todo:
        for leaf in walk(todo.pop()):
            found |= {leaf.fact} if leaf.fact else set(leaf.event or ())
            if leaf.term and leaf.term not in seen:
                seen.add(leaf.term)
                todo += [reading.holds_if for reading in law.term(leaf.term).readings]
    return found


def _flag(
    law: Treaty,
    answer: Answer,
    event: Event,
    day: date,
    harm: Harm,
    norm: str,
    facts: tuple[tuple[str, bool], ...],
) -> Flag:
    position = answer.position(norm)
    provision = law.norm(norm).provision
    text = next(text for text in law.instruments if text.id == provision.instrument)
    article = f"{provision.article}({provision.para})" if provision.para else provision.article
    return Flag(
        event=event.id,
        day=day,
        place=event.place,
        kind=event.kind,
        what=event.what,
        harm=harm,
        facts=facts,
        law=law.id,
        norm=norm,
        citation=position.citation,
        article=f"{text.title}, {article}",
        gist=position.gist,
        modality=position.modality,
        binding=text.kind != "declaration",
        status=position.status,
        by_reading=tuple(position.summary()),
        bearers=(event.actor,) if event.actor in position.bearers else position.bearers,
        who=_who(event),
        event_status=event.status,
    )


def _who(event: Event) -> tuple[str, ...]:
    """Whose claim it is, or else who publishes its sources, each once."""
    if event.attributed_to:
        return (event.attributed_to,)
    return _publishers(event.sources)


@lru_cache(maxsize=1024)
def _publishers(sources: Sequence[str]) -> tuple[str, ...]:
    known = register()
    found: dict[str, None] = {}
    for name in sources:
        try:
            source = known.source(name)
        except UnknownName:
            found[name] = None
        else:
            found[source.publisher or name] = None
    return tuple(found)


@lru_cache(maxsize=16)
def _code(law: Treaty) -> Code:
    return compile_treaty(law)
