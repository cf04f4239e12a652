"""Identities that hold in all published rows, and that every code rests on something, over random treaties
and all packaged ones."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import InputError
from foedus.files import listing
from foedus.treaty import Treaty, load
from foedus.treaty._schema import TreatyFile
from foedus.treaty.codings._atop import Coding, _day, atop, atop_alliance, atop_phases
from foedus.treaty.codings._atop_law import SignedLaw
from foedus.treaty.codings._atop_variables import FLAGS, PARTS

STATES = ("AAA", "BBB", "CCC", "DDD")
SURE = {"grade": "A", "source": ["text"]}
ACTS = {
    "assist": "obligation",
    "attack_jointly": "obligation",
    "remain_neutral": "obligation",
    "use_force": "prohibition",
    "threaten_force": "prohibition",
    "consult": "obligation",
    "settle_peacefully": "obligation",
    "conclude_incompatible_treaty": "prohibition",
    "withdraw": "power",
    "plan_defence": "obligation",
    "integrate_command": "obligation",
    "contribute_forces": "obligation",
    "interfere": "prohibition",
    "open_territory": "obligation",
}
LEAVES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"target": "member"},
        {"target": ["AAA"]},
        {"target": ["AAA", "BBB"]},
        {"term": "attack"},
        {"term": "threat"},
        {"term": "word"},
        {"attacker": "outsider"},
        {"attacker": "member"},
        {"attacker": ["XXX"]},
        {"location": ["home-of-a"]},
        {"location": ["homes"]},
        {"location": ["part"]},
        {"location": ["part", "home-of-a"]},
        {"request": "target"},
        {"considers": "any_member"},
        {"fact": "unprovoked"},
        {"fact": "demand_refused"},
        {"fact": "force_by_state"},
        {"fact": "notice_given"},
        {"event": ["cross_border_entry"]},
        {"decision": "authorise_force"},
        {"years_in_force": 5},
        {"always": True},
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda c: {"all": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"any": c}),
        inner.map(lambda c: {"not": c}),
    ),
    max_leaves=6,
)
TOWARDS = st.sampled_from([None, "target", "members", "any_state", "attacker", ["AAA"], ["BBB", "CCC"]])
BEARERS = st.sampled_from(["members", "other_members", "target", ["AAA"], ["BBB", "DDD"]])


@st.composite
def norms(draw: st.DrawFn, number: int) -> dict[str, Any]:
    act = draw(st.sampled_from(sorted(ACTS)))
    instrument = draw(st.sampled_from(["pact", "pact", "protocol"]))
    start = "1981-01-01" if instrument == "pact" else "1991-01-01"
    out = {"id": "out", "gist": "out", "when": draw(CONDITIONS), "effect": "defeats", "grade": "A"}
    return {
        "id": f"norm-{number}",
        "gist": act,
        "provision": {"instrument": instrument, "article": str(number)},
        "valid": {"from": start, "to": draw(st.sampled_from([None, "1996-01-01"]))},
        "modality": ACTS[act],
        "bearer": draw(BEARERS),
        "counterparty": draw(TOWARDS),
        "trigger": draw(st.none() | CONDITIONS),
        "action": {"kind": act},
        "unless": [out] if draw(st.integers(0, 5)) == 0 else [],
        **SURE,
    }


@st.composite
def treaties(draw: st.DrawFn) -> Treaty:
    count = draw(st.integers(1, 7))
    members = draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=4, unique=True))
    entry = st.dates(date(1980, 1, 1), date(1999, 1, 1))
    ends = st.sampled_from([None, "withdrawal", "did_not_prolong", "dissolution", "replaced"])
    membership: list[dict[str, Any]] = []
    for state in members:
        begin, how = draw(entry), draw(ends)
        end = begin + timedelta(days=draw(st.integers(100, 9000))) if how else None
        spell = {"state": state, "status": "member", "from": begin.isoformat(), **SURE}
        membership.append(spell | {"to": end.isoformat() if end else None, "how_out": how})
    membership[0] |= {"from": "1980-01-01", "to": None, "how_out": None}
    own = draw(st.booleans())
    if own:
        spell = {"status": "member", "from": "1991-01-01", "instruments": ["protocol"], **SURE}
        membership += [spell | {"state": s} for s in members[:2]]
    said = {"gist": "word", "words": ["word"], "provision": {"instrument": "pact", "article": "1"}, **SURE}
    said.pop("source")
    text = {"kind": "treaty", **SURE}
    duration = draw(
        st.sampled_from(
            [None, {"kind": "indefinite"}, {"kind": "fixed", "months": 60}, {"kind": "until_event"}]
        )
    )
    document = {
        "schema": "treaty/1",
        "id": "random",
        "name": "Random",
        "sources": {"text": "text"},
        "instruments": [
            {"id": "pact", "title": "P", "signed": "1980-01-01", "in_force": "1981-01-01", **text}
            | ({"duration": duration} if duration else {}),
            {"id": "protocol", "title": "Q", "signed": "1990-01-01", "in_force": "1991-01-01", **text},
        ],
        "membership": membership,
        "zones": {
            "home-of-a": {"gist": "A", "territory_of": ["AAA"]},
            "homes": {"gist": "all", "territory_of": "members"},
            "part": {"gist": "part", "territory_of": "members", "areas": ["europe"]},
        },
        "terms": [
            {
                "id": name,
                "kind": kind,
                **said,
                "readings": [
                    {"id": str(i), "gist": "r", "holds_if": draw(_plain()), "held_by": []}
                    for i in range(draw(st.integers(1, 2)))
                ],
            }
            for name, kind in (("attack", "attack"), ("threat", "threat"), ("word", "other"))
        ],
        "norms": [draw(norms(i)) for i in range(count)],
    }
    return Treaty(TreatyFile.model_validate(document))


def _has_no_term(leaf: dict[str, Any]) -> bool:
    return "term" not in leaf


def _plain() -> st.SearchStrategy[dict[str, Any]]:
    return LEAVES.filter(_has_no_term)


@cache
def packaged() -> dict[str, list[Coding]]:
    found = {}
    for name in listing("treaty"):
        one = load(name)
        if one.file.kind == "alliance" and one.file.roll != "universal":
            found[name] = atop_phases(one)
    return found


def identities(row: Coding) -> None:
    """Section by section, what holds without exception in the published rows."""
    codes = row.codes
    for whole, parts in PARTS.items():
        assert codes[whole] == int(any(codes[part] for part in parts)), (row.state, row.on, whole)
        assert set(row.because[whole]) == {i for part in parts for i in row.because[part]}
    if codes["defense"] or codes["offense"]:
        assert codes["active"] == 1
    for flag, conditional in zip(
        ("defense", "offense", "neutral", "consul"), ("defcon", "offcon", "neucon", "concon"), strict=True
    ):
        assert codes[flag] >= codes[conditional]
    assert (codes.get("length", 0) > 0) == (codes.get("speclgth") == 1)
    assert set(row.because) == set(codes)
    for name, value in codes.items():
        assert bool(row.because[name]) == bool(value), (row.state, row.on, name)
    assert not set(codes) & set(row.not_derivable)


def between(rows: list[Coding], *, rolls: bool = False) -> None:
    """What holds among all members of one day; with `rolls` some instruments have a roll of their own."""
    assert {row.codes["active"] for row in rows} == {
        int(any(row.codes["defense"] or row.codes["offense"] for row in rows))
    }
    differ = any(len({row.codes[name] for row in rows}) > 1 for name in FLAGS)
    # A state that is no party to an instrument of the system is unequal to nobody who is.
    assert {row.codes["asymm"] for row in rows} <= ({0, int(differ)} if rolls else {int(differ)})
    assert {row.codes["bilat"] for row in rows} == {int(len(rows) == 2)}


def without(treaty: Treaty, ids: list[str]) -> Treaty:
    left = [norm for norm in treaty.norms if norm.id not in ids]
    return Treaty(treaty.file.model_copy(update={"norms": left}))


def rests_on_its_norms(treaty: Treaty, row: Coding) -> None:
    ids = {norm.id for norm in treaty.norms}
    for name, because in row.because.items():
        if because and set(because) <= ids:
            left = {c.state: c for c in _day(SignedLaw(without(treaty, because)), row.on)}
            again = left[row.state]
            assert again.codes[name] == 0, (row.state, row.on, name, because, again.because[name])


DAYS = [date(1980, 1, 1), date(1981, 6, 1), date(1990, 1, 1), date(1991, 6, 1), date(1997, 1, 1)]


@settings(deadline=None, max_examples=120)
@given(treaties())
def test_identities_hold_for_any_treaty(treaty: Treaty) -> None:
    for row in atop_phases(treaty):
        identities(row)
    for day in DAYS:
        *rows, whole = atop_alliance(treaty, day)
        between(rows, rolls=bool(treaty.rolls.own))
        for name, value in whole.codes.items():
            held = [row.codes[name] for row in rows if name in row.codes]
            assert value == max(held)
            assert bool(whole.because[name]) == bool(value)


@settings(deadline=None, max_examples=40)
@given(treaties(), st.sampled_from(DAYS))
def test_without_the_norms_behind_a_code_it_is_zero(treaty: Treaty, day: date) -> None:
    *rows, _ = atop_alliance(treaty, day)
    for row in rows:
        rests_on_its_norms(treaty, row)


@settings(deadline=None, max_examples=60)
@given(treaties())
def test_phases_cover_the_spell_without_gap_and_each_day_is_in_its_phase(treaty: Treaty) -> None:
    law = SignedLaw(treaty)
    rows = atop_phases(treaty)
    for chain in law.chains[""]:
        mine = [row.phase for row in rows if row.state == chain.state and row.phase]
        assert mine[0].start == chain.entry
        assert mine[-1].end == chain.exit
        for before, after in pairwise(mine):
            assert before.end == after.start
            assert after.number == before.number + 1
            assert after.changed
    for row in rows:
        assert row.phase is not None
        last = row.phase.end - timedelta(days=1) if row.phase.end else date(2030, 1, 1)
        assert atop(treaty, row.state, last).codes == row.codes


@settings(deadline=None, max_examples=40)
@given(treaties(), st.permutations(range(7)))
def test_the_order_of_norms_does_not_matter(treaty: Treaty, order: list[int]) -> None:
    left = [treaty.norms[i] for i in order if i < len(treaty.norms)]
    turned = Treaty(treaty.file.model_copy(update={"norms": left}))
    for row in atop_phases(treaty):
        again = atop(turned, row.state, row.on)
        assert again.codes == row.codes
        assert {k: set(v) for k, v in again.because.items()} == {k: set(v) for k, v in row.because.items()}


def test_identities_hold_for_all_packaged_treaties() -> None:
    assert "csto" in packaged()
    for name, rows in packaged().items():
        assert rows, name
        for row in rows:
            identities(row)


@pytest.mark.parametrize("name", [name for name in listing("treaty") if load(name).file.kind == "alliance"])
def test_packaged_codes_rest_on_their_norms(name: str) -> None:
    treaty = load(name)
    rows = packaged().get(name)
    if rows is None:
        with pytest.raises(InputError, match="is no alliance"):
            atop_phases(treaty)
        return
    known = {norm.id for norm in treaty.norms}
    known |= {f"instrument:{i.id}" for i in treaty.instruments} | {
        f"organ:{o.id}" for o in treaty.file.organs
    }
    known |= {chain.id for chain in SignedLaw(treaty).chains[""]}
    for row in rows:
        assert {i for because in row.because.values() for i in because} <= known
    day = max(row.on for row in rows)
    *held, _ = atop_alliance(treaty, day)
    between(held, rolls=bool(treaty.rolls.own))
    rests_on_its_norms(treaty, held[0])
