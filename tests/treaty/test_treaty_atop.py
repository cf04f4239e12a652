"""ATOP and COW codes of treaties whose text is known: each rule on a document that turns on it alone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from foedus.errors import InputError, UnknownName
from foedus.treaty import Treaty
from foedus.treaty._schema import TreatyFile
from foedus.treaty.codings._atop import Coding, atop, atop_alliance, atop_phases
from foedus.treaty.codings._atop_variables import ATOP_NOT_DERIVABLE, ATOP_VARIABLES

ATTACK = {"term": "attack"}
ON = date(1990, 1, 1)


def norm(name: str, act: str, modality: str = "obligation", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "gist": name,
        "provision": {"instrument": "pact", "article": "1"},
        "valid": {"from": "1981-01-01"},
        "modality": modality,
        "bearer": "members",
        "action": {"kind": act, **more.pop("action", {})},
        "grade": "A",
        "source": ["text"],
        **more,
    }


def made(*norms: dict[str, Any], **more: Any) -> Treaty:
    """A pact of AAA, BBB and CCC, signed in 1980 and in force from 1981."""
    term = {"gist": "a word", "words": ["word"], "provision": {"instrument": "pact", "article": "1"}}
    reading = {"id": "one", "gist": "one", "held_by": []}
    pact = {"id": "pact", "title": "Pact", "kind": "treaty", "signed": "1980-01-01", "in_force": "1981-01-01"}
    document: dict[str, Any] = {
        "schema": "treaty/1",
        "id": "made",
        "name": "Made for the test",
        "sources": {"text": "the text"},
        "instruments": [{**pact, "grade": "A", "source": ["text"], **more.pop("pact", {})}],
        "membership": [
            {"state": s, "status": "member", "from": "1981-01-01", "signed": "1980-01-01", **SURE}
            for s in more.pop("states", ("AAA", "BBB", "CCC"))
        ],
        "zones": {
            "home-of-a": {"gist": "A", "territory_of": ["AAA"]},
            "all-homes": {"gist": "all", "territory_of": "members"},
            "homes-in-europe": {"gist": "part", "territory_of": "members", "areas": ["europe"]},
            "sea": {"gist": "sea", "areas": ["high-seas"]},
        },
        "terms": [
            {"id": kind, "kind": kind, "grade": "A", **term, "readings": [{**reading, "holds_if": holds}]}
            for kind, holds in (
                ("attack", {"all": [{"fact": "force_by_state"}, {"request": "target"}]}),
                ("threat", {"fact": "endangers_state"}),
                ("other", {"all": [{"request": "target"}, {"fact": "requested_by_head"}]}),
            )
        ],
        "norms": [*norms, norm("idle", "keep_other_treaties", "constitutive")],
    } | {key: value for key, value in more.items() if key != "spells"}
    document["membership"] += more.get("spells", [])
    return Treaty(TreatyFile.model_validate(document))


SURE = {"grade": "A", "source": ["text"]}


def help_(*conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    trigger = {"all": [{"target": "member"}, ATTACK, *conditions]}
    return norm("help", "assist", **{"bearer": "other_members", "trigger": trigger, **more})


def coded(treaty: Treaty, state: str = "AAA", on: date = ON) -> Coding:
    return atop(treaty, state, on)


def ones(coding: Coding) -> set[str]:
    mine = {v.name for v in ATOP_VARIABLES if v.group in ("obligation", "condition", "related")}
    return {name for name, value in coding.codes.items() if value and name in mine}


# ----------------------------------------------------------------------------------------- obligations
def test_defence_is_a_duty_to_help_militarily_against_an_attack() -> None:
    assert ones(coded(made(help_()))) == {"defense", "active"}
    assert ones(coded(made(help_(action={"means": ["any"]})))) == {"defense", "active"}
    assert ones(coded(made(help_(action={"means": ["economic"]})))) == set()
    assert ones(coded(made(help_(modality="power")))) == set()
    assert ones(coded(made(norm("help", "assist", trigger={"event": ["disaster"]})))) == set()
    assert ones(coded(made(norm("help", "assist", trigger={"not": ATTACK})))) == set()


def test_help_that_only_comes_to_bear_at_home_is_no_defence_of_a_partner() -> None:
    treaty = made(help_({"location": ["home-of-a"]}))
    at_home, partner = coded(treaty, "AAA"), coded(treaty, "BBB")
    assert at_home.codes["defense"] == 0
    assert at_home.why_not["defense"] == ["help: comes to bear on the territory of AAA alone"]
    assert partner.codes["defense"] == 1
    assert at_home.codes["active"] == at_home.codes["asymm"] == 1
    assert at_home.because["asymm"] == ["help"]


def test_a_list_of_bearers_or_of_targets_binds_and_helps_those_alone() -> None:
    treaty = made(help_(bearer=["AAA"]))
    assert [coded(treaty, s).codes["defense"] for s in ("AAA", "BBB")] == [1, 0]
    treaty = made(norm("help", "assist", trigger={"all": [{"target": ["AAA"]}, ATTACK]}))
    assert [coded(treaty, s).codes["defense"] for s in ("AAA", "BBB")] == [0, 1]


def test_the_other_obligations() -> None:
    assert ones(coded(made(norm("n", "remain_neutral")))) == {"neutral"}
    assert ones(coded(made(norm("o", "attack_jointly")))) == {"offense", "active"}
    assert ones(coded(made(norm("f", "use_force", "prohibition", counterparty="any_state")))) == {"nonagg"}
    assert ones(coded(made(norm("f", "use_force", "prohibition", counterparty=["BBB"])), "CCC")) == {
        "nonagg",
        "asymm",
    }
    assert "nonagg" not in ones(coded(made(norm("f", "use_force", "prohibition", counterparty="attacker"))))
    near = coded(made(norm("s", "settle_peacefully", counterparty="members")))
    assert ones(near) == {"conwtin"}
    assert near.why_not["nonagg"] == ["s: a promise to settle disputes, without a ban on force"]


@pytest.mark.parametrize(
    ("trigger", "value"),
    [
        ({"term": "threat"}, 1),
        ({"any": [{"event": ["disaster"]}, ATTACK]}, 1),
        ({"considers": "any_member"}, 1),
        ({"fact": "touches_interests"}, 0),
        ({"event": ["disaster"]}, 0),
        (None, 0),
    ],
)
def test_consultation_counts_in_crises_alone(trigger: dict[str, Any] | None, value: int) -> None:
    assert coded(made(norm("c", "consult", trigger=trigger))).codes["consul"] == value
    assert coded(made(norm("c", "coordinate_policy", trigger=trigger))).codes["consul"] == 0


def test_members_consult_where_an_organ_of_theirs_must() -> None:
    organ = {"id": "council", "name": "Council", "composition": "members", "instrument": "pact", **SURE}
    duty = norm("c", "consult", trigger={"term": "threat"}, bearer="organ", decided_by={"organ": "council"})
    assert coded(made(duty, organs=[organ])).codes["consul"] == 1
    assert coded(made({**duty, "modality": "power"}, organs=[organ])).codes["consul"] == 0


# ------------------------------------------------------------------------------------------ conditions
@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ({"attacker": "outsider"}, {"defcoadv", "defcon"}),
        ({"attacker": ["XXX"]}, {"defcoadv", "defcon"}),
        ({"not": {"attacker": "member"}}, {"defcoadv", "defcon"}),
        ({"attacker": "member"}, set()),
        ({"fact": "attacker_is_former_enemy"}, {"defcoadv", "defcon"}),
        ({"location": ["sea"]}, {"defcoloc", "defcon"}),
        ({"location": ["homes-in-europe"]}, {"defcoloc", "defcon"}),
        ({"location": ["all-homes"]}, set()),
        ({"location": ["all-homes", "sea"]}, {"defcoloc", "defcon"}),
        ({"any": [{"location": ["sea"]}, {"always": True}]}, set()),
        ({"fact": "demand_refused"}, {"defcodem", "defcon"}),
        ({"fact": "unprovoked"}, {"defconpr", "defcon"}),
        ({"fact": "mass_casualties"}, set()),
        ({"request": "target"}, {"olimob"}),
        ({"term": "other"}, {"olimob"}),
        ({"considers": "target"}, {"olimob"}),
        ({"decision": "authorise_force"}, {"olimob"}),
        ({"fact": "peaceful_means_exhausted"}, {"olimob"}),
        ({"not": {"fact": "unprovoked"}}, set()),
    ],
)
def test_what_makes_help_conditional(condition: dict[str, Any], parts: set[str]) -> None:
    coding = coded(made(help_(condition)))
    assert ones(coding) - {"defense", "active"} == parts | ({"conditio"} if parts else set())
    assert all(coding.because[name] == ["help"] for name in parts)


def test_readings_of_an_attack_say_what_it_is_and_add_no_condition() -> None:
    # The one reading of the term needs a request; that is no limit of the promise.
    assert coded(made(help_())).codes["olimob"] == 0


def test_what_holds_on_some_reading_alone_is_told() -> None:
    coding = coded(made(help_()))
    assert coding.turns_on == {"olimob": ["help"]}
    assert coding.json()["turns_on"] == {"olimob": ["help"]}


def test_what_defeats_a_duty_is_its_condition() -> None:
    out = {"id": "out", "gist": "out", "when": {"not": {"fact": "unprovoked"}}, "grade": "A"}
    assert coded(made(help_(unless=[{**out, "effect": "defeats"}]))).codes["defconpr"] == 1
    assert coded(made(help_(unless=[{**out, "effect": "suspends"}]))).codes["defconpr"] == 0


def test_a_limit_beside_a_promise_without_it_is_no_condition() -> None:
    narrow, wide = help_({"request": "target"}), help_() | {"id": "wide"}
    assert coded(made(narrow)).codes["olimob"] == 1
    assert coded(made(narrow, wide)).codes["olimob"] == 0
    for_b = wide | {"counterparty": ["BBB"]}
    assert coded(made(narrow, for_b)).because["olimob"] == ["help"]


def test_a_place_that_covers_the_partners_whole_territory_is_no_condition() -> None:
    treaty = made(help_({"location": ["home-of-a"]}), states=("AAA", "BBB"))
    assert coded(treaty, "BBB").codes["defcoloc"] == 0
    # Consultation is on threats to either, so that a place at home leaves the other out.
    threat = {"all": [{"term": "threat"}, {"location": ["home-of-a"]}]}
    for state in ("AAA", "BBB"):
        coding = coded(made(norm("c", "consult", trigger=threat), states=("AAA", "BBB")), state)
        assert (coding.codes["consul"], coding.codes["concoloc"]) == (1, 1)


def test_consultation_and_neutrality_on_conditions() -> None:
    asked = {"all": [{"term": "threat"}, {"request": "any_member"}]}
    assert ones(coded(made(norm("c", "consult", trigger=asked)))) == {
        "consul",
        "concoreq",
        "concon",
        "conditio",
    }
    attacked = norm("n", "remain_neutral", trigger={"all": [ATTACK, {"fact": "unprovoked"}]})
    found = ones(coded(made(attacked)))
    assert found == {"neutral", "neucoatt", "neuconpr", "neucon", "conditio"}


# -------------------------------------------------------------------------------------- form and dates
LEAVE = {"fact": "notice_given"}


@pytest.mark.parametrize(
    ("duration", "trigger", "codes"),
    [
        ({"kind": "indefinite"}, LEAVE, (3, 0, 1, 0)),
        ({"kind": "indefinite"}, None, (3, 0, 1, 0)),
        ({"kind": "indefinite"}, {"all": [{"years_in_force": 20}, LEAVE]}, (1, 240, 0, 2)),
        ({"kind": "until_event"}, {"years_in_force": 10}, (2, 0, 3, 0)),
        ({"kind": "fixed", "months": 60}, {"years_in_force": 5}, (1, 60, 0, 0)),
        ({"kind": "fixed", "months": 60, "renewal": "automatic"}, {"years_in_force": 2}, (1, 60, 3, 2)),
        ({"kind": "not_stated"}, {"fact": "demand_refused"}, (0, 0, 3, 0)),
    ],
)
def test_duration_and_leaving(duration: Any, trigger: Any, codes: tuple[int, ...]) -> None:
    coding = coded(made(norm("leave", "withdraw", "power", trigger=trigger), pact={"duration": duration}))
    assert tuple(coding.codes[name] for name in ("speclgth", "length", "renounce", "proren")) == codes


def test_to_leave_an_agreement_under_the_alliance_is_not_to_leave_the_alliance() -> None:
    under = {"id": "under", "title": "Under", "kind": "agreement", "signed": "1985-01-01", **SURE}
    leave = norm("leave", "withdraw", "power", trigger={"years_in_force": 5})
    elsewhere = leave | {"id": "drop", "provision": {"instrument": "under", "article": "9"}, "trigger": None}
    treaty = made(leave, elsewhere)
    file = treaty.file.model_copy(update={"instruments": [*treaty.instruments, *_instruments(under)]})
    assert coded(Treaty(file)).because["renounce"] == ["leave"]


def _instruments(*documents: dict[str, Any]) -> list[Any]:
    from foedus.treaty._schema import Instrument

    return [Instrument.model_validate(document) for document in documents]


def test_what_the_file_leaves_open_is_said() -> None:
    coding = coded(made(help_()))
    assert set(coding.open) == {"speclgth", "length", "proren", "renewlgt"}
    assert set(coding.open) <= set(coding.not_derivable)
    assert not set(coding.open) & set(coding.codes)


def test_dates_are_of_signature() -> None:
    treaty = made(help_(), states=("AAA", "BBB"))
    assert coded(treaty, on=date(1980, 1, 1)).codes["defense"] == 1
    with pytest.raises(
        InputError, match="AAA is no party to made on 1979-12-31; by signature it is one from"
    ):
        coded(treaty, on=date(1979, 12, 31))
    with pytest.raises(UnknownName, match="unknown party 'AAB'; did you mean 'AAA'"):
        coded(treaty, "AAB")


def test_suspension_is_no_exit_and_is_told() -> None:
    out = {"state": "DDD", "signed": "1980-01-01", **SURE}
    spells = [
        {**out, "status": "member", "from": "1981-01-01", "to": "1985-01-01", "how_out": "suspension"},
        {**out, "status": "suspended", "from": "1985-01-01", "to": "1988-01-01", "how_out": "withdrawal"},
    ]
    treaty = made(help_(), spells=spells)
    coding = coded(treaty, "DDD", date(1986, 1, 1))
    assert coding.suspended
    assert coding.notes == ("suspended since 1985-01-01; no exit",)
    assert (coding.entry, coding.exit, coding.how_out) == (date(1980, 1, 1), date(1988, 1, 1), "withdrawal")
    assert (coding.codes["term"], coding.codes["termmode"]) == (2, 3)
    with pytest.raises(InputError, match="no party"):
        coded(treaty, "DDD", date(1988, 1, 1))


def test_an_instrument_with_a_roll_of_its_own_binds_that_roll() -> None:
    own = {"id": "own", "title": "Own", "kind": "protocol", "signed": "1984-01-01", "in_force": "1985-01-01"}
    spell = {"status": "member", "from": "1985-01-01", "signed": "1984-01-01", "instruments": ["own"], **SURE}
    provision = {"instrument": "own", "article": "1"}
    duty = help_() | {"provision": provision, "valid": {"from": "1985-01-01"}}
    treaty = made(duty, spells=[{"state": s, **spell} for s in ("AAA", "BBB")])
    file = treaty.file.model_copy(
        update={"instruments": [*treaty.instruments, *_instruments({**own, **SURE})]}
    )
    coding = {s: coded(Treaty(file), s).codes["defense"] for s in ("AAA", "BBB", "CCC")}
    assert coding == {"AAA": 1, "BBB": 1, "CCC": 0}
    assert coded(Treaty(file), "AAA", date(1984, 1, 1)).codes["defense"] == 1
    assert coded(Treaty(file), "AAA", date(1983, 12, 31)).codes["defense"] == 0


def test_decisions_of_organs_are_no_treaty_text() -> None:
    text = made(norm("command", "integrate_command"))
    assert coded(text).codes["intcom"] == 1
    for kind, value in (("decision", 0), ("regulation", 0), ("protocol", 1)):
        more = {"id": "more", "title": "More", "kind": kind, "signed": "1980-01-01", **SURE}
        command = norm("command", "integrate_command") | {"provision": {"instrument": "more", "article": "1"}}
        treaty = made(command)
        file = treaty.file.model_copy(update={"instruments": [*treaty.instruments, *_instruments(more)]})
        assert coded(Treaty(file)).codes["intcom"] == value


# ------------------------------------------------------------------------------------------ known texts
def test_the_collective_security_treaty(csto: Treaty) -> None:
    before, after = atop(csto, "ARM", "2005-01-01"), atop(csto, "ARM", "2016-01-01")
    for coding in (before, after):
        assert [coding.codes[n] for n in ("defense", "offense", "neutral", "nonagg", "consul")] == [
            1,
            0,
            0,
            1,
            1,
        ]
    assert before.because["defense"] == ["treaty-4.assist-1992"]
    # Since the Protocol of 2010, help is only on request; no variable but this one can say it.
    assert (before.codes["olimob"], before.codes["conditio"]) == (0, 0)
    assert (after.codes["olimob"], after.codes["conditio"]) == (1, 1)
    assert after.because["olimob"] == ["treaty-4.assist"]
    assert before.entry == date(1992, 5, 15)
    assert before.json()["because"]["noothall"] == ["treaty-1.alliances", "treaty-8.incompatible"]  # type: ignore[index]


def test_phases_of_the_collective_security_treaty(csto: Treaty) -> None:
    rows = atop_phases(csto, "UZB")
    starts = [row.phase.start for row in rows if row.phase]
    assert starts[0] == date(1992, 5, 15)
    assert date(2010, 12, 10) in starts
    last = [row.exit for row in rows]
    assert last[0] == date(1999, 4, 20)
    assert last[-1] is None
    for before, after in pairwise(rows):
        assert before.phase is not None
        assert after.phase is not None
        if after.phase.number > 1:
            assert before.phase.end == after.phase.start
            assert after.phase.changed
            assert before.codes != after.codes


def test_the_alliance_is_the_highest_of_its_members(csto: Treaty) -> None:
    *rows, whole = atop_alliance(csto, "2016-01-01")
    assert whole.state == "ALL"
    assert {row.state for row in rows} == {"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK", "UZB"}
    for name, value in whole.codes.items():
        assert value == max(row.codes[name] for row in rows if name in row.codes)
    with pytest.raises(
        InputError, match="nobody is party to csto on 1980-01-01; it was signed on 1992-05-15"
    ):
        atop_alliance(csto, "1980-01-01")


def test_the_type_is_the_highest_pledge() -> None:
    force = norm("f", "use_force", "prohibition")
    consult = norm("c", "consult", trigger={"term": "threat"})
    kinds = [
        (made(help_(), force, consult), 1, "defence pact", ["help"]),
        (made(norm("o", "attack_jointly"), consult), 1, "defence pact", ["o"]),
        (made(force, consult), 2, "neutrality or nonaggression pact", ["f"]),
        (made(consult), 3, "entente", ["c"]),
        (made(), 0, "none", []),
    ]
    for treaty, number, name, because in kinds:
        cow = coded(treaty).cow
        assert (cow.type, cow.name, cow.because) == (number, name, because)


def test_companions_are_no_alliances() -> None:
    treaty = made(help_())
    companion = Treaty(treaty.file.model_copy(update={"kind": "companion"}))
    with pytest.raises(InputError, match="made is no alliance of its members"):
        atop_phases(companion)


def test_the_table_is_whole() -> None:
    names = [variable.name for variable in ATOP_VARIABLES]
    assert len(names) == len(set(names))
    assert not set(names) & set(ATOP_NOT_DERIVABLE)
    assert len(names) + len(ATOP_NOT_DERIVABLE) == 105
    for variable in ATOP_VARIABLES:
        assert set(variable.evidence) <= set("SDM/")
        assert variable.source
        assert variable.rule
        assert variable.values or variable.name in ("length", "renewlgt")
        if "S" not in variable.evidence and "D" not in variable.evidence:
            assert set(variable.values) <= {0, 1} or variable.name == "reflnun"


def test_the_page_of_the_reference_has_every_variable() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "atop.md").read_text(encoding="utf-8")
    for variable in ATOP_VARIABLES:
        values = "; ".join(f"{value} {label}" for value, label in variable.values.items()) or "months"
        cells = (f"`{variable.name}`", variable.meaning, values, variable.evidence, variable.rule)
        assert f"| {' | '.join(cells)} |" in page, variable.name
    for name in ATOP_NOT_DERIVABLE:
        assert f"`{name}`" in page
