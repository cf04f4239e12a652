"""Several treaties asked at once: whom two of them bind, and where one commands what the other forbids.

Each treaty is asked by itself; its terms are its own, so the readings of one are independent of those of
another, and a clash holds on every pair of readings on which the two norms hold. Priority is the law's own
statement and nothing else: a norm that ``yields_to`` another, by treaty and id (``general/self-defence``),
and Article 103 of the United Nations Charter, by which what the Charter asks prevails over other treaties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from foedus.errors import InputError, UnknownName
from foedus.treaty._decision import Decision
from foedus.treaty._evaluate import Answer, ask
from foedus.treaty._explain import DISCLAIMER
from foedus.treaty._inquiry import Status
from foedus.treaty._schema import Norm
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS

__all__ = ["Clash", "Joint", "ask_together"]

#: Where a norm says that the United Nations Charter prevails over it.
CHARTER_PREVAILS = "general/un-charter-103"

#: Acts that are force against the attacker when they are done for its victim.
_FORCE = ("assist", "attack_jointly", "deploy_forces", "deploy_forces_abroad", "enforce", "send_contingent")


@dataclass(frozen=True, slots=True)
class Clash:
    """A duty or power of one treaty, and a prohibition of another that reaches the same act.

    Attributes
    ----------
    norm, against
        The two norms as ``treaty/norm``.
    citations
        Where they are written.
    states
        States that both bind.
    certain
        Whether both hold on all their readings; otherwise they clash on some.
    priority
        What decides between them: a sentence, or nothing if no text does.
    prevails
        Which of the two stands, as ``treaty/norm``; empty where no text decides.
    """

    norm: str
    against: str
    citations: tuple[str, str]
    states: tuple[str, ...]
    certain: bool
    priority: str
    prevails: str

    def json(self) -> dict[str, object]:
        """Give the clash as JSON."""
        return {
            "norm": self.norm,
            "against": self.against,
            "citations": list(self.citations),
            "states": list(self.states),
            "on": "all readings" if self.certain else "some readings",
            "priority": self.priority or None,
            "prevails": self.prevails or None,
        }


@dataclass(frozen=True, slots=True)
class Joint:
    """What several treaties say together.

    Attributes
    ----------
    answers
        The answer of each treaty by itself.
    clashes
        Duties and powers of one that meet a prohibition of another.
    """

    answers: tuple[Answer, ...]
    clashes: tuple[Clash, ...]

    def status(self, name: str) -> Status:
        """Status of a norm, given as ``treaty/norm``, in the company of the other treaties.

        A norm that would apply is in conflict where another treaty forbids the act on all readings, contested
        where it does so on some; where a text gives the prohibition priority it does not apply, or is
        contested. Raises `UnknownName`.
        """
        treaty, _, norm = name.partition("/")
        answer = next((a for a in self.answers if a.treaty.id == treaty), None)
        if answer is None:
            raise UnknownName("treaty of the question", treaty, [a.treaty.id for a in self.answers])
        alone = answer.status(norm)
        if alone not in ("applies", "contested"):
            return alone
        met = [clash for clash in self.clashes if name in (clash.norm, clash.against)]
        losing = [clash for clash in met if clash.prevails and clash.prevails != name]
        drawn = [clash for clash in met if not clash.prevails]
        if alone == "contested":
            return alone
        if any(clash.certain for clash in losing):
            return "does_not_apply"
        if any(clash.certain for clash in drawn):
            return "conflict"
        return "contested" if losing or drawn else alone

    def json(self) -> dict[str, object]:
        """Give all positions as JSON, each with its treaty, its status alone and its status in company."""
        positions = []
        for answer in self.answers:
            for position in answer.positions():
                document = position.json()
                alone = document["status"]
                if position.status != "silent":
                    document["status"] = self.status(f"{answer.treaty.id}/{position.norm}")
                positions.append({"treaty": answer.treaty.id, **document, "alone": alone})
        first = self.answers[0]
        return {
            "treaties": [answer.treaty.id for answer in self.answers],
            "as_of": first.as_of.isoformat(),
            "account": first.situation.account,
            "stage": first.situation.stage,
            "target": first.situation.target,
            "clashes": [clash.json() for clash in self.clashes],
            "grade": max(answer.grade() for answer in self.answers),
            "positions": positions,
            "note": DISCLAIMER,
        }


def ask_together(
    treaties: Sequence[Treaty],
    situation: Situation,
    *,
    as_of: date | str | None = None,
    decisions: Iterable[str | Decision] = (),
    readings: Mapping[str, str] | None = None,
    acts: Iterable[str] = (),
) -> Joint:
    """Ask several treaties about one situation, and name where they clash.

    Facts, decisions and readings go to the treaties that know them.

    Raises
    ------
    UnknownName
        If no treaty of the question knows a fact, a decision or a term.
    InputError
        If no treaty is named, or one twice.
    """
    names = [treaty.id for treaty in treaties]
    if not names:
        raise InputError("name at least one treaty")
    if len(set(names)) < len(names):
        raise InputError(f"a treaty is named twice: {', '.join(names)}")
    told = tuple(d if isinstance(d, Decision) else Decision(d) for d in decisions)
    told = (*situation.decisions, *told)
    _known(treaties, situation, told, readings or {})
    acts = tuple(acts)
    answers = []
    for treaty in treaties:
        on = as_of if as_of is not None else situation.on
        others = {state for other in treaties if other is not treaty for state in other.members(on)}
        own = replace(
            situation,
            facts={name: holds for name, holds in situation.facts.items() if name in treaty.askable},
            kinds=situation.kinds & treaty.askable,
            decisions=tuple(decision for decision in told if _knows(treaty, decision.power)),
            in_play=tuple(sorted(others)),
        )
        options = {(term.id, reading.id) for term in treaty.terms for reading in term.readings}
        chosen = {term: one for term, one in (readings or {}).items() if (term, one) in options}
        answers.append(ask(treaty, own, as_of=as_of, readings=chosen, acts=acts))
    return Joint(tuple(answers), tuple(_clashes(answers)))


def _knows(treaty: Treaty, power: str) -> bool:
    system, slash, name = power.partition("/")
    if slash and system != treaty.id:
        return False
    return power in ACTS or (name or power) in {norm.id for norm in treaty.norms}


def _known(
    treaties: Sequence[Treaty],
    situation: Situation,
    decisions: Sequence[Decision],
    readings: Mapping[str, str],
) -> None:
    askable = frozenset[str]().union(*(treaty.askable for treaty in treaties))
    for name in (*situation.facts, *situation.kinds):
        if name not in askable:
            raise UnknownName("fact", name, sorted(askable))
    for decision in decisions:
        if not any(_knows(treaty, decision.power) for treaty in treaties):
            raise UnknownName("decision", decision.power, [n.id for t in treaties for n in t.norms])
    terms: dict[str, list[str]] = {}
    for term in (term for treaty in treaties for term in treaty.terms):
        terms.setdefault(term.id, []).extend(reading.id for reading in term.readings)
    for name, one in readings.items():
        if name not in terms:
            raise UnknownName("term", name, terms)
        if one not in terms[name]:
            raise UnknownName(f"reading of {name}", one, terms[name])


def _clashes(answers: Sequence[Answer]) -> list[Clash]:
    found = []
    for one in answers:
        acting = [n for n in _norms(one) if n.modality in ("obligation", "power") and _holding(one, n)]
        for other in answers:
            if other is one:
                continue
            for prohibition in _norms(other):
                if prohibition.modality != "prohibition" or not _holding(other, prohibition):
                    continue
                for norm in acting:
                    clash = _clash(one, norm, other, prohibition)
                    found += [clash] if clash else []
    return found


def _norms(answer: Answer) -> list[Norm]:
    return [compiled.norm for compiled in answer.in_force()]


def _holding(answer: Answer, norm: Norm) -> int:
    """Combinations of readings on which a norm holds, be it in conflict with another of its treaty or not."""
    masks = answer.masks(norm.id)
    return masks.yes | masks.clash


def _clash(one: Answer, norm: Norm, other: Answer, prohibition: Norm) -> Clash | None:
    if not _reaches(one, norm, other, prohibition):
        return None
    states = sorted(set(one.bearers(norm)) & set(other.bearers(prohibition)))
    if not states:
        return None
    mine, theirs = f"{one.treaty.id}/{norm.id}", f"{other.treaty.id}/{prohibition.id}"
    priority = prevails = ""
    if theirs in norm.yields_to:
        priority, prevails = f"{mine} yields to it", theirs
    elif mine in prohibition.yields_to:
        priority, prevails = f"{theirs} yields to it", mine
    elif _charter(other, prohibition):
        priority, prevails = "the United Nations Charter prevails (Article 103)", theirs
    elif _charter(one, norm):
        priority, prevails = "the United Nations Charter prevails (Article 103)", mine
    certain = all(
        _holding(answer, part) == answer.masks(part.id).allowed
        for answer, part in ((one, norm), (other, prohibition))
    )
    return Clash(
        mine,
        theirs,
        (one.treaty.citation(norm), other.treaty.citation(prohibition)),
        tuple(states),
        certain,
        priority,
        prevails,
    )


def _reaches(one: Answer, norm: Norm, other: Answer, prohibition: Norm) -> bool:
    """Tell whether a prohibition of one treaty reaches an act of another.

    Force for a victim is force against the attacker: where the attacker is a member of the other treaty, its
    prohibition of force between members reaches the help.
    """
    act, reached = norm.action.kind, (prohibition.action.kind, *prohibition.action.covers)
    if act in reached:
        return True
    if "use_force" not in reached or act not in _FORCE or prohibition.counterparty != "members":
        return False
    members = other.treaty.members(other.as_of, prohibition.provision.instrument)
    return any(state in members for state in one.situation.attackers or ())


def _charter(answer: Answer, norm: Norm) -> bool:
    """Tell whether a norm stands in the United Nations Charter, and Article 103 is in force."""
    treaty, _, name = CHARTER_PREVAILS.partition("/")
    if answer.treaty.id != treaty or name not in answer.plan:
        return False
    return answer.applied(name).compiled.norm.provision.instrument == norm.provision.instrument
