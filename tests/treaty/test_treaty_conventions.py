"""The conventions of encoding (docs/reference/encoding.md), by paragraph, on all packaged alliances."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from foedus import treaty
from foedus.files import listing
from foedus.treaty import Treaty
from foedus.treaty._conditions import walk
from foedus.treaty._schema import Condition, Norm

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "encoding.md"
TODAY = date(2026, 1, 1)
ALLIANCES = [name for name in listing("treaty") if treaty.load(name).file.kind == "alliance"]

#: What all parties owe to all, the suspended among them (paragraph 9).
OWED_BY_ALL = ("use_force", "threaten_force", "settle_peacefully", "interfere", "respect_sovereignty")
#: What all parties owe to one that is attacked.
OWED_TO_THE_ATTACKED = ("assist", "deem_attack_on_all")
#: Whose part rests at its own wish, so that its duties and its protection rest with it (paragraph 9).
RESTS_AT_ITS_WISH = {("csto", "UZB"): "asked for the suspension itself, in place of leaving"}
MILITARY_WORK = (
    "integrate_command",
    "plan_defence",
    "contribute_forces",
    "pay_share",
    "train_forces",
    "give_military_aid",
    "develop_capacity",
    "build_forces",
)


@cache
def load(name: str) -> Treaty:
    return treaty.load(name)


def norms(system: Treaty, *acts: str) -> Iterator[Norm]:
    return (norm for norm in system.norms if norm.action.kind in acts)


def leaves(condition: Condition | None) -> list[Condition]:
    return list(walk(condition))


def term_kinds(system: Treaty, norm: Norm) -> set[str]:
    kinds = {term.id: str(term.kind) for term in system.terms}
    return {kinds[leaf.term] for leaf in leaves(norm.trigger) if leaf.term}


def about_the_victim(norm: Norm) -> bool:
    return any(leaf.target is not None for leaf in leaves(norm.trigger))


def wrong(system: Treaty, found: list[tuple[Norm, str]]) -> list[str]:
    return [f"{system.id}: {norm.id} {what}" for norm, what in found]


alliances = pytest.mark.parametrize("name", ALLIANCES)


@alliances
def test_1_force_and_settlement(name: str) -> None:
    system = load(name)
    found = [
        (n, "forbids force and is no prohibition")
        for n in norms(system, "use_force", "threaten_force")
        if n.modality != "prohibition"
    ]
    found += [
        (n, "does not say whether it is owed to the parties alone or to any state")
        for n in norms(system, "use_force", "threaten_force", "settle_peacefully")
        if n.counterparty is None
    ]
    found += [
        (n, f"is a {n.modality} to settle disputes, where it is an obligation")
        for n in norms(system, "settle_peacefully")
        if n.modality != "obligation"
    ]
    found += [
        (n, "forbids bringing a dispute where the treaty wants it")
        for n in norms(system, "submit_to_settlement")
        if n.modality == "prohibition"
    ]
    assert not wrong(system, found)


@alliances
def test_2_consultation(name: str) -> None:
    system = load(name)
    found = [
        (n, "is a duty to consult in a crisis and names no term of attack or threat, and nobody's opinion")
        for n in norms(system, "consult")
        if n.modality == "obligation"
        and n.bearer != "organ"
        and not term_kinds(system, n) & {"attack", "threat"}
        and not any(leaf.considers for leaf in leaves(n.trigger))
    ]
    found += [
        (n, "turns on an attack or a threat: it is 'consult' and not 'coordinate_policy'")
        for n in norms(system, "coordinate_policy")
        if n.bearer != "organ" and term_kinds(system, n) & {"attack", "threat"}
    ]
    assert not wrong(system, found)


@alliances
def test_3_the_promise_to_help(name: str) -> None:
    system = load(name)
    promises = [n for n in norms(system, "assist") if n.modality != "prohibition"]
    found = [(n, f"is a {n.modality}, and no promise") for n in promises if n.modality != "obligation"]
    for norm in promises:
        if not norm.action.means:
            found.append((norm, "names no means"))
        if norm.action.discretion is None:
            found.append((norm, "does not say how much the helper judges for itself"))
        if "attack" not in term_kinds(system, norm):
            found.append((norm, "has no term of attack in its trigger: other help is 'help_against_threat'"))
        if not about_the_victim(norm):
            found.append((norm, "does not say in its trigger who is attacked"))
        if norm.counterparty is None or norm.counterparty in ("members", "any_state", "attacker"):
            found.append((norm, "is not owed to the one attacked"))
    for norm in norms(system, "deem_attack_on_all"):
        if norm.modality != "constitutive":
            found.append((norm, f"counts an attack on one as one on all and is a {norm.modality}"))
        if not term_kinds(system, norm) & {"attack", "threat"} or not about_the_victim(norm):
            found.append((norm, "has no term of attack or danger, or no victim, in its trigger"))
    assert not wrong(system, found)


@alliances
def test_3_lists_of_states_are_for_asymmetric_promises(name: str) -> None:
    system = load(name)
    found = []
    for norm in norms(system, *OWED_TO_THE_ATTACKED, "consult", *OWED_BY_ALL):
        last = min(norm.valid.to or TODAY, TODAY) - timedelta(days=1)
        bound = set(system.members(last, norm.provision.instrument))
        if isinstance(norm.bearer, list) and len(bound) > 2 and bound <= set(norm.bearer):
            found.append((norm, "lists all members as its bearers: write 'members', or give a roll"))
    assert not wrong(system, found)


@alliances
def test_4_domestic_affairs(name: str) -> None:
    system = load(name)
    found = [
        (n, f"bars interference and is a {n.modality}")
        for n in norms(system, "interfere")
        if n.modality != "prohibition"
    ]
    found += [
        (n, f"asks for respect of independence and territory and is a {n.modality}")
        for n in norms(system, "respect_sovereignty")
        if n.modality != "obligation"
    ]
    found += [
        (n, "does not say towards whom")
        for n in norms(system, "interfere", "respect_sovereignty")
        if n.bearer != "organ" and n.counterparty is None
    ]
    found += [
        (n, "tells of interference: it is a prohibition of 'interfere'")
        for n in norms(system, "respect_sovereignty")
        if re.search(r"interfere|(stay|keep)s? out of", n.gist)
    ]
    assert not wrong(system, found)


@alliances
def test_5_other_ties(name: str) -> None:
    system = load(name)
    wanted = dict.fromkeys(("join_hostile_alliance", "conclude_incompatible_treaty"), "prohibition")
    wanted |= dict.fromkeys(("not_help_enemy", "remain_neutral", "make_no_separate_peace"), "obligation")
    found = [
        (n, f"is a {n.modality}; it is written as {wanted[n.action.kind]} of {n.action.kind!r}")
        for n in norms(system, *wanted)
        if n.modality != wanted[n.action.kind]
    ]
    assert not wrong(system, found)


@alliances
def test_6_military_work(name: str) -> None:
    system = load(name)
    found = [
        (n, "forbids what the acts of military work only ask for or allow")
        for n in norms(system, *MILITARY_WORK)
        if n.modality == "prohibition"
    ]
    commands = {organ.id for organ in system.file.organs if organ.military}
    found += [
        (n, f"is decided by {n.decided_by.organ!r}, whose organ is not marked as military")
        for n in norms(system, "integrate_command")
        if n.decided_by and re.search(r"command", n.decided_by.organ) and n.decided_by.organ not in commands
    ]
    assert not wrong(system, found)


@alliances
def test_7_bases(name: str) -> None:
    system = load(name)
    found = [
        (n, "forbids foreign bases without a condition: say what consent lifts it")
        for n in norms(system, "host_foreign_base", "station_forces")
        if n.modality == "prohibition" and n.trigger is None
    ]
    found += [
        (n, f"is a {n.modality}: a right to keep forces is a permission or a power")
        for n in norms(system, "station_forces")
        if n.modality == "obligation"
    ]
    found += [
        (n, f"is a {n.modality}: to let in, or to keep others out, is owed or allowed")
        for n in norms(system, "open_territory", "deny_territory")
        if n.modality not in ("obligation", "permission")
    ]
    assert not wrong(system, found)


@alliances
def test_8_exit_and_time(name: str) -> None:
    system = load(name)
    found = [
        (n, "lets a party leave and is no power of the members")
        for n in norms(system, "withdraw")
        if n.modality != "power" or n.bearer not in ("members", "parties")
    ]
    found += [
        (n, "names no months of notice, and no note says why")
        for n in norms(system, "withdraw")
        if n.action.notice_months is None and not (n.note or n.action.note)
    ]
    found += [
        (n, "takes rights from a member and is no power of an organ")
        for n in norms(system, "suspend_member", "exclude_member")
        if n.modality != "power" or n.bearer != "organ"
    ]
    found += [
        (n, f"opens the treaty to a state and is a {n.modality}, where it is a permission of any state")
        for n in norms(system, "accede")
        if n.modality != "permission"
    ]
    said = wrong(system, found)
    principal = system.instruments[0]
    if principal.duration is None:
        said.append(f"{system.id}: {principal.id}, the principal treaty, has no duration")
    assert not said


@alliances
def test_9_the_suspended_stay_bound_and_protected(name: str) -> None:
    system = load(name)
    found = []
    for norm in norms(system, *OWED_BY_ALL, *OWED_TO_THE_ATTACKED):
        roll = system.own_roll(norm.provision.instrument)
        spells = [
            s
            for s in system.file.membership
            if s.status == "suspended"
            and (system.id, s.state) not in RESTS_AT_ITS_WISH
            and (roll in s.instruments if roll else not s.instruments)
            and (norm.valid.to is None or s.from_ is None or s.from_ < norm.valid.to)
            and (s.to is None or norm.valid.from_ is None or norm.valid.from_ < s.to)
        ]
        if not spells:
            continue
        if norm.bearer in ("members", "other_members"):
            found.append((norm, f"is borne by {norm.bearer}: {spells[0].state} was suspended and bound"))
        if norm.action.kind in OWED_TO_THE_ATTACKED and any(
            leaf.target == "member" for leaf in leaves(norm.trigger)
        ):
            found.append((norm, f"protects members alone: {spells[0].state} was suspended and protected"))
    assert not wrong(system, found)


@alliances
def test_10_rolls(name: str) -> None:
    system = load(name)
    named = {text for spell in system.file.membership for text in spell.instruments}
    said = [
        f"{system.id}: {text.id} has a partial roll and no spell that names it"
        for text in system.instruments
        if text.roll == "partial" and text.id not in named
    ]
    said += [
        f"{system.id}: {entry.provision!r} leaves a roll out; write one with 'roll: partial'"
        for entry in system.file.not_encoded
        if entry.provision.endswith(" roll")
    ]
    assert not said


@alliances
def test_11_the_united_nations(name: str) -> None:
    system = load(name)
    texts = {text.id: text for text in system.instruments}
    found = [
        (n, f"is a {n.modality}, where it is an obligation")
        for n in norms(system, "report_to_security_council", "cease_measures")
        if n.modality != "obligation"
    ]
    found += [
        (n, "reports to the Security Council, and its text is said not to refer to the Charter")
        for n in norms(system, "report_to_security_council", "cease_measures")
        if not {"un-charter"}
        & {
            word
            for text in (texts[n.provision.instrument], texts.get(n.provision.amended_by or ""))
            if text
            for word in text.references
        }
    ]
    found += [
        (n, "promises help and does not yield to Article 103 of the Charter")
        for n in norms(system, "assist")
        if n.modality == "obligation" and "general/un-charter-103" not in n.yields_to
    ]
    assert not wrong(system, found)


@alliances
def test_12_economy_and_knowledge(name: str) -> None:
    system = load(name)
    found = [
        (n, f"is a {n.modality}: a promise to work together is an obligation")
        for n in norms(system, "cooperate_economically", "exchange_intelligence")
        if n.modality not in ("obligation", "permission")
    ]
    assert not wrong(system, found)


@alliances
def test_13_legal_words_are_terms(name: str) -> None:
    system = load(name)
    found = [
        (n, "has a kind of event in its trigger, where a term with readings belongs")
        for n in norms(system, *OWED_TO_THE_ATTACKED, "consult", "help_against_threat")
        if n.modality in ("obligation", "constitutive") and any(leaf.event for leaf in leaves(n.trigger))
    ]
    said = wrong(system, found)
    by_id = {norm.id: norm for norm in system.norms}
    for norm in system.norms:
        stem = re.sub(r"-(19|20)\d\d\Z", "", norm.id)
        later = by_id.get(stem)
        if stem == norm.id or later is None or norm.provision.instrument != later.provision.instrument:
            continue
        if norm.valid.to is None or (later.valid.from_ and norm.valid.to > later.valid.from_):
            said.append(f"{system.id}: {norm.id} and {later.id} are two versions and hold at once")
    assert not said


@alliances
def test_14_places(name: str) -> None:
    system = load(name)
    said = [
        f"{system.id}: the zone {zone!r} asks for whole territory (its gist) and cuts it by areas"
        for zone, place in system.file.zones.items()
        if isinstance(place.territory_of, list)
        and place.areas
        and re.match(r"(the )?(whole )?territory of [A-Z]\w+( and [A-Z]\w+)?\Z", place.gist)
    ]
    assert not said


def test_the_page_has_the_paragraphs_and_names_norms_that_exist() -> None:
    text = PAGE.read_text(encoding="utf-8")
    numbers = [int(found) for found in re.findall(r"^## (\d+)\. ", text, re.M)]
    assert numbers == list(range(1, 15))
    named = re.findall(r"`([a-z0-9-]+)/([a-z0-9][a-z0-9.-]*)`", text)
    assert len(named) >= len(numbers)
    for system, norm in named:
        if (system, norm) != ("treaty", "1"):
            known = {part.id for part in load(system).norms} | {part.id for part in load(system).terms}
            assert norm in known, f"{system}/{norm}"
    for paragraph in re.split(r"^## ", text, flags=re.M)[1:]:
        assert re.search(r"`[a-z0-9-]+/[a-z0-9.-]+`", paragraph), paragraph.splitlines()[0]
