"""The event space of a treaty, exhaustive: for each norm every way in which its questions can be answered.

The shares say how a file is built, not how often anything happens: every question counts alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from foedus.errors import InputError
from foedus.treaty._compile import Code
from foedus.treaty._dates import as_date
from foedus.treaty._diagram import NO, YES, Diagram, Leaf, cheapest, shares, support
from foedus.treaty._evaluate import code_of
from foedus.treaty._inquiry import STATUSES, Applied, Reached, Status, plan_of
from foedus.treaty._propositions import value
from foedus.treaty._sentences import sentence
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS

__all__ = ["EventSpace", "NormSpace", "latest", "question_names", "space", "statuses_of"]


@dataclass(frozen=True, slots=True)
class NormSpace:
    """All that one norm can come to.

    Attributes
    ----------
    questions
        The questions that can make a difference: name and sentence.
    known
        Share of the fully answered events (each question yes or no) that lead to each status.
    all
        The same over all events, a question being answered yes, no, or not.
    examples
        For each status the event with the fewest answers: name of the question and answer.
    """

    norm: str
    citation: str
    questions: dict[str, str]
    known: dict[Status, Fraction]
    all: dict[Status, Fraction]
    examples: dict[Status, dict[str, bool]]

    @property
    def events(self) -> int:
        """How many events there are, answered fully or not."""
        return int(3 ** len(self.questions))

    def json(self) -> dict[str, object]:
        """Give the space as JSON; shares are rounded to nine digits."""
        return {
            "norm": self.norm,
            "citation": self.citation,
            "questions": self.questions,
            "events": self.events,
            "known": {status: round(float(share), 9) for status, share in self.known.items()},
            "all": {status: round(float(share), 9) for status, share in self.all.items()},
            "examples": dict(self.examples),
        }


@dataclass(frozen=True, slots=True)
class EventSpace:
    """The event space of a treaty on a day.

    Attributes
    ----------
    norms
        One space for each norm in force.
    silent
        Acts of the vocabulary that no norm in force addresses.
    """

    treaty: str
    on: date
    norms: tuple[NormSpace, ...]
    silent: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """Give the space as JSON."""
        return {
            "treaty": self.treaty,
            "on": self.on.isoformat(),
            "norms": [norm.json() for norm in self.norms],
            "silent": list(self.silent),
        }


def space(treaty: Treaty, on: date | str | None = None) -> EventSpace:
    """Go through the whole event space of a treaty.

    Parameters
    ----------
    on
        Day whose law is applied; the last day on which the law changed if not given (see `latest`).

    Raises
    ------
    InputError
        If no norm is in force that day.
    """
    day = latest(treaty) if on is None else as_date(on)
    code = code_of(treaty)
    plan = plan_of(code, day, ())
    if not plan:
        raise InputError(f"no norm of {treaty.id} is in force on {day}")
    norms = tuple(_norm(code, plan, name, day) for name in plan)
    addressed = {act for norm in treaty.in_force(day) for act in (norm.action.kind, *norm.action.covers)}
    return EventSpace(treaty.id, day, norms, tuple(act for act in ACTS if act not in addressed))


def latest(treaty: Treaty) -> date:
    """Last day on which the law of a treaty began to be what it is while something of it was in force."""
    days = {norm.valid.from_ for norm in treaty.norms if norm.valid.from_}
    days |= {norm.valid.to for norm in treaty.norms if norm.valid.to}
    return max((day for day in days if treaty.in_force(day)), default=treaty.instruments[0].signed)


def statuses_of(code: Code, plan: dict[str, Applied], norm: str) -> Diagram:
    """Diagram of the status of a norm for all answers, as `Answer.status` gives it."""
    table, applied = code.table, plan[norm]
    found = table.map(_status, applied.diagram)
    for name, place in applied.reached:

        def resisted(status: Status, other: Reached, place: int = place) -> Status:
            return "conflict" if status == "applies" and other.resisted(place) else status

        found = table.join(resisted, found, plan[name].diagram)
    return found


def _status(reached: Reached) -> Status:
    return reached.status


def question_names(code: Code, places: list[int], on: date) -> dict[int, tuple[str, str]]:
    """Name and sentence of questions, by place; facts go by their own name."""
    nobody, found = Situation(on), {}
    for place in places:
        kind, name, rest = code.questions[place]
        short = name if kind == "fact" else f"{kind}:{name}" + (f"@{rest}" if rest else "")
        found[place] = short, sentence(code.treaty, nobody, on, (kind, name, rest))
    return found


def _known(code: Code, diagram: Diagram, on: date) -> Diagram:
    """The diagram where the day itself answers a question: for how long an instrument has been in force."""
    nobody, done = Situation(on), dict[int, Diagram]()

    def settle(one: Diagram) -> Diagram:
        if isinstance(one, Leaf):
            return one
        if id(one) not in done:
            place, *branches = one
            if code.questions[place][0] == "years":
                long_enough = value(code.treaty, nobody, on, code.questions[place])
                done[id(one)] = settle(one[YES if long_enough else NO])
            else:
                done[id(one)] = code.table.node(place, *map(settle, branches))
        return done[id(one)]

    return settle(diagram)


def _norm(code: Code, plan: dict[str, Applied], name: str, on: date) -> NormSpace:
    diagram = _known(code, statuses_of(code, plan, name), on)
    asked = question_names(code, support(diagram), on)
    known, every, least = shares(diagram, unknown=False), shares(diagram, unknown=True), cheapest(diagram)
    return NormSpace(
        name,
        code.treaty.citation(code.treaty.norm(name)),
        dict(asked.values()),
        {status: known[status] for status in STATUSES if status in known},
        {status: every[status] for status in STATUSES if status in every},
        {
            status: {asked[place][0]: answer == YES for place, answer in least[status].answers}
            for status in STATUSES
            if status in least
        },
    )
