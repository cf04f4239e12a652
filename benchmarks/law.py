"""Questions to treaties: many events, the whole event space, all files; and a rule engine on one question."""

from __future__ import annotations

import importlib
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clock import first_seconds, rate
from benchmarks.table import NotMeasured, Row

if TYPE_CHECKING:
    from foedus.treaty import Situation, Treaty

_CASE, _TREATY, _NORM = "kazakhstan-2022", "csto", "treaty-4.act"
_EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "us-philippines" / "us-philippines.yaml"


def _random_events(law: Treaty, number: int, seed: int = 1) -> list[Situation]:
    """Events in which every question of a treaty is answered yes, no, or not, each as often."""
    from datetime import date

    from foedus.treaty import AREAS, Situation

    draw = random.Random(seed)
    day = date(2022, 1, 5)
    states = [*law.members(day), "POL", None]

    def some(words: list[str]) -> tuple[str, ...] | None:
        return (
            None
            if draw.random() < 1 / 3
            else tuple(sorted(draw.sample(words, draw.randint(0, min(2, len(words))))))
        )

    found = []
    for _ in range(number):
        facts = {name: draw.random() < 0.5 for name in law.facts if draw.random() < 2 / 3}
        areas = some(list(AREAS))
        found.append(
            Situation(
                day,
                target=draw.choice(states),
                facts=facts,
                requested_by=some(law.members(day)),
                attackers=some(["AFG", *law.members(day)]),
                considers=some(law.members(day)),
                territory_of=draw.choice([*states, "none"]),
                areas=None if areas is None else frozenset(areas),
            )
        )
    return found


def asking(smoke: bool) -> list[Row]:
    """Ask the largest alliance file: random events, and the accounts and stages of the case in turn."""
    from foedus.treaty import ask, load, load_situation

    law, file = load(_TREATY), load_situation(_CASE)
    case = [file.situation(account.id, stage.id) for account in file.accounts for stage in file.stages]
    events = _random_events(law, 50 if smoke else 20_000)
    norms = list(ask(law, case[0]).statuses())
    least = 0.01 if smoke else 1.0

    def explained(i: int) -> None:
        ask(law, events[i % len(events)]).why(norms[i % len(norms)])

    rows = []
    for name, asked in (("random events", events), ("accounts of the case", case)):
        statuses = rate(lambda i, asked=asked: ask(law, asked[i % len(asked)]).statuses(), least)  # type: ignore[misc]
        positions = rate(lambda i, asked=asked: ask(law, asked[i % len(asked)]).positions(), least)  # type: ignore[misc]
        note = f"{len(norms)} norms in force, all readings; {len(asked):,} in turn"
        rows += [
            Row(f"ask, statuses, {name}", statuses, "asks/s", note=note, least=20_000),
            Row(
                f"ask, positions, {name}",
                positions,
                "asks/s",
                note="who, on which reading, what is missing",
                least=2_000,
            ),
        ]
    why = rate(explained, least)
    return [
        *rows,
        Row("ask and explain one norm", why, "trees/s", note="random events, norms in turn", least=2_000),
    ]


def files(smoke: bool) -> list[Row]:
    """Load and compile all files, and go through the event space of the largest, each from nothing."""
    from foedus.files import listing
    from foedus.treaty import load, space

    library = listing("treaty")
    largest = max(library, key=lambda name: len(load(name).norms))
    chosen = [largest] if smoke else list(library)
    with tempfile.TemporaryDirectory() as folder:
        fresh = _copies(Path(folder), library)
        repeats = 1 if smoke else 3
        loading = first_seconds(lambda: next(fresh), lambda new: _load(new, chosen), repeats)
        compiling = first_seconds(lambda: _load(next(fresh), chosen), _compile, repeats)
        spaces = {name: first_seconds(partial(_one, fresh, name), space, 1) for name in chosen}
    norms = sum(len(load(name).norms) for name in chosen)
    alliances = [name for name in chosen if load(name).file.kind == "alliance"]
    slowest = max(spaces, key=lambda name: spaces[name])
    note = f"{len(alliances)} systems and {len(chosen) - len(alliances)} companion files, {norms} norms"
    return [
        Row("load and check all files", loading, "s", 1, note),
        Row("compile all files", compiling, "s", note=note),
        Row(
            f"event space of the largest, {largest}",
            spaces[largest],
            "s",
            5,
            f"{len(load(largest).norms)} norms; with compilation",
        ),
        Row(f"event space of the slowest, {slowest}", spaces[slowest], "s", 5, "with compilation"),
    ]


def _copies(folder: Path, library: dict[str, Path]) -> Iterator[Path]:
    """Give folders with copies of all files, which nobody has read yet."""
    number = 0
    while True:
        number += 1
        place = folder / str(number)
        place.mkdir()
        for path in library.values():
            shutil.copy(path, place)
        yield place


def _load(place: Path, names: list[str]) -> list[Treaty]:
    from foedus.treaty import load

    return [load(place / f"{name}.yaml") for name in names]


def _one(fresh: Iterator[Path], name: str) -> Treaty:
    return _load(next(fresh), [name])[0]


def _compile(laws: list[Treaty]) -> None:
    from foedus.treaty import compile_treaty

    for law in laws:
        compile_treaty(law)


# The example's Article IV in the language of answer sets: three values for each question, a status over all
# four combinations of readings, as `foedus.treaty` gives it.
_RULES = """
q(member; by_state; abroad; small; pacific; south_china_sea).
#external yes(Q) : q(Q).
#external no(Q) : q(Q).
y(force) :- yes(by_state).              y(force) :- yes(abroad).
n(force) :- no(by_state), no(abroad).
attack(any; grave).                     place(counts; apart).
y(any) :- y(force).                     n(any) :- n(force).
y(grave) :- y(force), no(small).        n(grave) :- n(force).           n(grave) :- yes(small).
y(counts) :- yes(pacific).              n(counts) :- no(pacific).
y(apart) :- yes(pacific), no(south_china_sea).
n(apart) :- no(pacific).                n(apart) :- yes(south_china_sea).
holds(A,P) :- yes(member), y(A), y(P), attack(A), place(P).
fails(A,P) :- attack(A), place(P), no(member).
fails(A,P) :- attack(A), place(P), n(A).
fails(A,P) :- attack(A), place(P), n(P).
open :- attack(A), place(P), not holds(A,P), not fails(A,P).
some :- holds(_,_).                     none :- fails(_,_).
status(contested) :- some, none.
status(unknown) :- open, not status(contested).
status(applies) :- some, not none, not open.
status(does_not_apply) :- none, not some, not open.
#show status/1.
"""
_QUESTIONS = ("member", "by_state", "abroad", "small", "pacific", "south_china_sea")
_Event = tuple[bool | None, ...]


def peer(smoke: bool) -> list[Row]:
    """Ask clingo, an answer-set solver, the one question of the example that `foedus` is asked too."""
    events: list[_Event] = list(product((None, True, False), repeat=len(_QUESTIONS)))
    least = 0.01 if smoke else 1.0
    ours = _ours()
    found = rate(lambda i: ours(events[i % len(events)]), least)
    what = f"{len(events)} events in turn: one norm, six questions, two terms with two readings"
    rows = [Row("ask the norm of the example", found, "asks/s", note=what)]
    try:
        clingo = importlib.import_module("clingo")
    except ImportError:
        note = "peer: not compared; install the group peers of pyproject.toml"
        return [*rows, Row("  clingo, the same rules by hand", None, "asks/s", note=note, optional=True)]
    theirs = _theirs(clingo)
    parted = [event for event in events if ours(event) != theirs(event)]
    if parted:
        raise NotMeasured(f"clingo answers otherwise on {len(parted)} of {len(events)} events")
    speed = rate(lambda i: theirs(events[i % len(events)]), least)
    note = f"peer: clingo {clingo.__version__}, grounded once, one solve an event; the same answers to all"
    return [*rows, Row("  clingo, the same rules by hand", speed, "asks/s", note=note)]


def _ours() -> Callable[[_Event], str]:
    from datetime import date

    from foedus.treaty import Situation, ask, load

    law, day = load(_EXAMPLE), date(2024, 6, 21)
    names = ("force_by_state", "force_on_forces_abroad", "small_scale", "in_south_china_sea")
    targets = {None: None, True: "PHL", False: "VNM"}
    areas = {None: None, True: frozenset(("pacific",)), False: frozenset(("europe",))}

    def answer(event: _Event) -> str:
        member, by_state, abroad, small, pacific, sea = event
        facts = zip(names, (by_state, abroad, small, sea), strict=True)
        known = {name: value for name, value in facts if value is not None}
        return ask(law, Situation(day, target=targets[member], facts=known, areas=areas[pacific])).status(
            _NORM
        )

    return answer


def _theirs(clingo: Any) -> Callable[[_Event], str]:
    control = clingo.Control(["--warn=none"])
    control.add("base", [], _RULES)
    control.ground([("base", [])])
    atoms = [
        tuple(clingo.Function(sign, [clingo.Function(question)]) for sign in ("yes", "no"))
        for question in _QUESTIONS
    ]

    def answer(event: _Event) -> str:
        for (yes, no), value in zip(atoms, event, strict=True):
            control.assign_external(yes, value is True)
            control.assign_external(no, value is False)
        with control.solve(yield_=True) as solving:
            (status,) = solving.model().symbols(shown=True)
            return str(status.arguments[0])

    return answer
