"""What a treaty is asked about: the file format ``situation/1`` and the situation made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from foedus.clock import Moment, parse_moment
from foedus.errors import FileError, InputError, Span, UnknownName, nearest
from foedus.files import Document, Placed, find, findings, load_yaml, validate
from foedus.treaty._decision import Decision, Vote, voters_known
from foedus.treaty._load import load
from foedus.treaty._words import KINDS, Act, Area, Day, Id, Kind, State, Words

__all__ = [
    "Account",
    "HeldAccount",
    "RequestOf",
    "Situation",
    "SituationFile",
    "Stage",
    "Told",
    "load_situation",
    "situation_mistakes",
]


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation on one account of the facts.

    Attributes
    ----------
    on
        Day on which the treaty is asked, unless another is given.
    target
        ISO3 of the state that it happens to; ``None`` where there is none.
    kinds
        Kinds of events that are taken to have happened; those not named are unknown, not absent.
    facts
        Answers to the treaty's factual questions (and to event kinds); those not named are unknown.
    requested_by
        States that asked for help; empty if it is known that none did, ``None`` if unknown.
    voters
        States that voted for the decision, where one was taken in limited format; ``None`` if unknown.
    acts
        Acts that the situation raises, so that silence on them can be told.
    attackers
        States said to use force; empty if it is known that no state does, ``None`` if unknown.
    considers
        States that hold the target threatened; ``None`` if unknown.
    territory_of
        State on whose territory it happens, ``none`` for the high seas; ``None`` if unknown.
    areas
        Areas in which it happens (see `AREAS`); ``None`` if unknown.
    decisions
        What organs are said to have decided; the list is taken as complete.
    in_play
        Further states that law for all states is asked about, such as the members of an alliance.
    """

    on: date
    target: str | None = None
    kinds: frozenset[str] = frozenset()
    facts: Mapping[str, bool] = field(default_factory=dict)
    requested_by: tuple[str, ...] | None = None
    voters: tuple[str, ...] | None = None
    acts: tuple[str, ...] = ()
    account: str | None = None
    stage: str | None = None
    attackers: tuple[str, ...] | None = None
    considers: tuple[str, ...] | None = None
    territory_of: str | None = None
    areas: frozenset[str] | None = None
    decisions: tuple[Decision, ...] = ()
    in_play: tuple[str, ...] = ()

    @property
    def states(self) -> list[str]:
        """States that the situation names, sorted."""
        named = {self.target, *(self.attackers or ()), *(self.requested_by or ()), *(self.considers or ())}
        named |= {state for decision in self.decisions for state in decision.votes or ()}
        named |= {self.territory_of} if self.territory_of != "none" else set()
        return sorted(state for state in {*named, *self.in_play} if state)

    def value(self, name: str) -> bool | None:
        """Answer to a factual question or event kind; ``None`` where unknown."""
        if name in self.facts:
            return self.facts[name]
        return True if name in self.kinds else None


def _moment(value: object) -> Moment:
    if isinstance(value, Moment):
        return value
    if not isinstance(value, str):
        raise ValueError(f"expected a date or a time with its zone, not {value!r}")
    return parse_moment(value)


class HeldAccount(Placed):
    """Who tells it so, when, and where that is written."""

    who: str
    when: Day
    how: Literal["statement", "vote", "request", "decision", "report", "scholarship"] = "statement"
    source: Words
    note: str = ""


class Account(Placed):
    """One side's telling of the facts; `undisputed` false sets the common facts aside too."""

    id: Id
    gist: str
    held_by: list[HeldAccount]
    asserts: dict[str, bool] = Field(default_factory=dict)
    attackers: list[State] | None = None
    considers: list[State] | None = None
    undisputed: bool = True


class Stage(Placed):
    """A class of facts that a crisis, or a run of it, can reach."""

    id: Id
    gist: str
    kinds: list[Kind]
    denies: tuple[str, ...] = ()


class RequestOf(Placed):
    """A request for help: by which state, through whom, when."""

    by: State
    on: Annotated[
        Moment,
        BeforeValidator(_moment),
        PlainSerializer(str, return_type=str),
        WithJsonSchema({"type": "string", "description": "a day, or a time with its zone"}),
    ]
    through: str
    to: str = ""
    source: Words
    note: str = ""


class Place(Placed):
    """Where it happens: on whose territory (``none`` for the high seas), in which areas."""

    territory_of: State | Literal["none"] | None = None
    areas: list[Area] | None = None


class DecisionOf(Placed):
    """What an organ is said to have decided, by which votes; see `Decision`."""

    power: str
    on: Day | None = None
    votes: dict[State, Vote] | None = None
    in_default: State | None = None
    source: Words = Field(default_factory=list)
    note: str = ""

    def decision(self) -> Decision:
        """Take the decision as the evaluation knows it."""
        return Decision(self.power, self.votes, self.in_default, self.on)


class Told(Placed):
    """A situation on one account, told in place; what is not said is unknown."""

    target: State | None = None
    attackers: list[State] | None = None
    considers: list[State] | None = None
    place: Place | None = None
    kinds: tuple[Kind, ...] = ()
    facts: dict[str, bool] = Field(default_factory=dict)
    request: list[State] | None = None
    voters: list[State] | None = None
    acts: tuple[Act, ...] = ()
    decisions: tuple[DecisionOf, ...] = ()

    def at(self, on: date) -> Situation:
        """Take the situation on a day."""
        place = self.place or Place()
        return Situation(
            on,
            self.target,
            frozenset(self.kinds),
            self.facts,
            None if self.request is None else tuple(self.request),
            None if self.voters is None else tuple(self.voters),
            tuple(self.acts),
            attackers=None if self.attackers is None else tuple(self.attackers),
            considers=None if self.considers is None else tuple(self.considers),
            territory_of=place.territory_of,
            areas=None if place.areas is None else frozenset(place.areas),
            decisions=tuple(d.decision() for d in self.decisions),
        )


class SituationFile(Placed):
    """A situation with the accounts that its sides give of it."""

    schema_: Literal["situation/1"] = Field(alias="schema")
    id: Id
    title: str
    treaty: str
    on: Day
    target: State | None = None
    attackers: list[State] | None = None
    considers: list[State] | None = None
    place: Place | None = None
    decisions: tuple[DecisionOf, ...] = ()
    gist: str = ""
    sources: dict[str, str] = Field(default_factory=dict)
    request: RequestOf | None = None
    no_request: bool = False
    kinds: tuple[Kind, ...] = ()
    facts: dict[str, bool] = Field(default_factory=dict)
    voters: list[State] | None = None
    acts: tuple[Act, ...] = ()
    stages: tuple[Stage, ...] = ()
    accounts: tuple[Account, ...] = ()

    def situation(self, account: str | None = None, stage: str | None = None) -> Situation:
        """Take the situation on one account, and at one stage.

        Without an account only the undisputed facts are taken. What a stage denies is false on every
        account: nobody has used arms in a run in which nobody has used arms.

        Raises
        ------
        UnknownName
            If there is no such account or stage.
        """
        told = self.account(account) if account is not None else None
        facts = dict(self.facts) if told is None or told.undisputed else {}
        kinds = frozenset(self.kinds) if told is None or told.undisputed else frozenset()
        if told is not None:
            facts |= told.asserts
        if stage is not None:
            reached = self.stage(stage)
            kinds = frozenset(reached.kinds)
            facts |= dict.fromkeys(reached.denies, False)
        asked = (self.request.by,) if self.request else () if self.no_request else None
        voters = tuple(self.voters) if self.voters is not None else None
        attackers = told.attackers if told and told.attackers is not None else self.attackers
        considers = told.considers if told and told.considers is not None else self.considers
        place = self.place or Place()
        return Situation(
            self.on,
            self.target,
            kinds,
            facts,
            asked,
            voters,
            tuple(self.acts),
            account,
            stage,
            None if attackers is None else tuple(attackers),
            None if considers is None else tuple(considers),
            place.territory_of,
            None if place.areas is None else frozenset(place.areas),
            tuple(decision.decision() for decision in self.decisions),
        )

    def account(self, name: str) -> Account:
        """Find an account by id; raises `UnknownName`."""
        for account in self.accounts:
            if account.id == name:
                return account
        raise UnknownName("account", name, [account.id for account in self.accounts])

    def stage(self, name: str) -> Stage:
        """Find a stage by id; raises `UnknownName`."""
        for stage in self.stages:
            if stage.id == name:
                return stage
        raise UnknownName("stage", name, [stage.id for stage in self.stages])


def load_situation(name: str | Path) -> SituationFile:
    """Load the situation of a packaged case, of a case folder, or a ``situation/1`` file.

    Raises
    ------
    UnknownName
        If no packaged case has that id.
    FileError
        If the file does not load, or names facts that its treaty does not ask for.
    """
    text = str(name)
    path = Path(text) if Path(text).suffix in (".yaml", ".yml") else find("case", text) / "situation.yaml"
    document = load_yaml(path)
    file = validate(document, SituationFile)
    wrong = _references(file, document)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise FileError(wrong[0].what + more, wrong[0].where)
    return file


def beside(name: str, file: str) -> str:
    """Find a treaty that a file names by a path: from the file's own folder, if it is there."""
    if not name.endswith((".yaml", ".yml")):
        return name
    near = Path(file).parent / name
    try:
        return str(near) if near.is_file() else name
    except (OSError, ValueError):  # a name that the file system does not take
        return name


def situation_mistakes(document: Document) -> list[FileError]:
    """All mistakes that keep a document from being a situation, in the order of their places."""
    return findings(document, SituationFile) or _references(validate(document, SituationFile), document)


def _references(file: SituationFile, document: Document) -> list[FileError]:
    found: list[FileError] = []
    try:
        treaty = load(beside(file.treaty, document.file))
    except InputError as error:
        return [FileError(f"treaty: {error}", document.span(("treaty",)))]
    known = [*treaty.questions, *KINDS]

    def fact(name: str, where: Span) -> None:
        if name not in known:
            found.append(FileError(f"unknown fact {name!r}{nearest(name, known)}", where))

    def sources(given: list[str], where: Span) -> None:
        for source in given:
            key = source.partition("#")[0]
            if not source.startswith(("http://", "https://")) and key not in file.sources:
                found.append(FileError(f"unknown source {key!r}{nearest(key, file.sources)}", where))

    for i, told in enumerate(file.decisions):
        try:
            voters_known(treaty, told.decision(), file.on)
        except UnknownName as error:
            found.append(FileError(str(error), document.span(("decisions", i, "votes"))))
    for name in file.facts:
        fact(name, document.key_span(("facts", name)))
    if file.request:
        sources(file.request.source, file.request.span)
        if file.no_request:
            found.append(
                FileError("'no_request' says that nobody asked, and 'request' who did", file.request.span)
            )
    _twice("stage", file.stages, found)
    _twice("account", file.accounts, found)
    for i, stage in enumerate(file.stages):
        for k, name in enumerate(stage.denies):
            fact(name, document.span(("stages", i, "denies", k)))
    for i, account in enumerate(file.accounts):
        for name in account.asserts:
            fact(name, document.key_span(("accounts", i, "asserts", name)))
        for holder in account.held_by:
            sources(holder.source, holder.span)
    return sorted(found, key=lambda e: (e.where.line, e.where.column) if e.where else (0, 0))


def _twice(kind: str, items: Iterable[Stage | Account], found: list[FileError]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            found.append(FileError(f"the {kind} {item.id!r} is given twice", item.span))
        seen.add(item.id)
