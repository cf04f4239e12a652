"""Treaties made up in a few lines, and the means to draw situations for any treaty."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

from hypothesis import strategies as st

from foedus.files import listing, parse_yaml
from foedus.treaty import AREAS, KINDS, Code, Decision, Situation, Treaty, compile_treaty, load
from foedus.treaty._load import read_treaty

HERE = Path(__file__).parent
SMALL = HERE / "good" / "small.yaml"
DAY = date(2003, 1, 1)
PACKAGED = sorted(listing("treaty"))
VOTES = ("consent", "non_objection", "objection", "absence", None)

_CODES: dict[str, Code] = {}


def code(name: str | Path) -> Code:
    """A packaged treaty, compiled once."""
    key = str(name)
    if key not in _CODES:
        _CODES[key] = compile_treaty(load(name))
    return _CODES[key]


def norm(
    name: str, act: str = "assist", modality: str = "obligation", *, bearer: str = "members", more: str = ""
) -> str:
    said = (
        f"id: {name}, gist: g, provision: {{instrument: pact, article: {name!r}}}, grade: A, source: [text]"
    )
    said += f", valid: {{from: 2000-01-01}}, modality: {modality}, bearer: {bearer}, action: {{kind: {act}}}"
    return f"  - {{{said}{', ' if more else ''}{more}}}\n"


def toy(
    norms: str, *, members: str = "ABC", rule: str = "rule: consensus", terms: str = "", name: str = "toy"
) -> Treaty:
    """A treaty of some lines: norms, members AAA, BBB, …, one organ with one procedure, facts a to d."""
    rolls = "".join(
        f"  - {{state: {m * 3}, status: member, from: 2000-01-01, grade: A, source: [text]}}\n"
        for m in members
    )
    passage = "instrument: pact, grade: A, source: [text]"
    text = (
        f"schema: treaty/1\nid: {name}\nname: toy\nsources: {{text: the text}}\n"
        "instruments:\n  - {id: pact, title: P, kind: treaty, signed: 2000-01-01, in_force: 2000-01-01,"
        " grade: A, source: [text]}\n"
        f"organs:\n  - {{id: council, name: C, composition: all, {passage}}}\n"
        f"procedures:\n  - {{id: rule, {rule}, gist: g, basis: text, {passage}}}\n"
        f"membership:\n{rolls}facts: {{a: is a, b: is b, c: is c, d: is d}}\n"
        + (f"terms:\n{terms}" if terms else "")
        + f"norms:\n{norms}"
    )
    return read_treaty(parse_yaml(text, "toy.yaml"))


POWER = norm(
    "send", "deploy_forces", "power", bearer="organ", more="decided_by: {organ: council, procedure: rule}"
)


def days(treaty: Treaty) -> list[date]:
    """First days of versions of the law, and a day before all law."""
    found = {n.valid.from_ for n in treaty.norms if n.valid.from_} | {
        n.valid.to for n in treaty.norms if n.valid.to
    }
    return sorted({date(1900, 1, 1), *found})


@st.composite
def situations(draw: st.DrawFn, names: list[str] | None = None) -> tuple[str, Situation]:
    """A random situation put to a random treaty: of every part something, or nothing."""
    name = draw(st.sampled_from(names or [*PACKAGED, str(SMALL)]))
    treaty = code(name).treaty
    state = st.sampled_from(["UZB", "XXX", *treaty.rolls.states()])
    several = st.none() | st.lists(state, max_size=3, unique=True).map(tuple)
    facts = draw(st.dictionaries(st.sampled_from([*treaty.facts, *KINDS]), st.booleans(), max_size=12))
    kinds = draw(st.sets(st.sampled_from(sorted(set(KINDS) - set(facts))), max_size=4))
    powers = [n.id for n in treaty.norms if n.modality == "power"]
    acts = [n.action.kind for n in treaty.norms if n.modality == "power"]
    decisions = []
    for _ in range(draw(st.integers(0, 2)) if powers else 0):
        power = draw(st.sampled_from([*powers, *acts]))
        votes = draw(st.none() | st.dictionaries(state, st.sampled_from(VOTES[:4]), max_size=8))
        decisions.append(Decision(power, votes, draw(st.none() | state)))
    areas = draw(st.none() | st.sets(st.sampled_from(sorted(AREAS)), max_size=3).map(frozenset))
    return name, Situation(
        draw(st.sampled_from(days(treaty))),
        draw(st.none() | state),
        frozenset(kinds),
        facts,
        draw(several),
        draw(several),
        ("mediate", "assist"),
        attackers=draw(several),
        considers=draw(several),
        territory_of=draw(st.none() | st.just("none") | state),
        areas=areas,
        decisions=tuple(decisions),
    )


def answers(count: int, options: tuple[bool | None, ...]) -> list[tuple[bool | None, ...]]:
    """All ways in which some questions can be answered."""
    return list(product(options, repeat=count))
