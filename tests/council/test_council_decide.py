"""The council's decision: odds, identities, and what a forced objection may and may not change."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from foedus import council
from foedus.chance import sample_priors
from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.units import UNITS

RULES = list(council.RULES)
IDS = [p.id for p in council.PARAMETERS]
STATES = ["RUS", "BLR", "ARM", "KGZ", "TJK", "KAZ"]
CODING = council.MemberCoding(
    "RUS", {"gatherings": 0.1, "violence": 0.5}, affinity=0.4, sponsor=0.5, exposure=0.5, cost=0.3
)
MEMBERS = council.build(
    [dataclasses.replace(CODING, state=s, requester=s == "KAZ") for s in STATES],
    urgency={"gatherings": 0.2, "violence": 1.0},
)
NO_LAW = np.zeros(6)
SAMPLE = sample_priors(council.PARAMETERS, 200, 5)

utilities = st.lists(st.floats(-6, 6), min_size=1, max_size=7)


def theta(**values: float) -> NDArray[np.float64]:
    row = np.array([p.prior.quantile(np.array([0.5]))[0] for p in council.PARAMETERS])
    for name, value in values.items():
        row[IDS.index(f"council.{name}")] = value
    return row


def decide(
    row: NDArray[np.float64],
    *,
    members: council.Members = MEMBERS,
    legal: NDArray[np.float64] = NO_LAW,
    gate: bool = True,
    stage: int = 1,
    rule: str = "consensus",
    objector: int = -1,
    absent: int = -1,
    weight: float = 1.0,
    replica: int = 0,
) -> tuple[bool, float, list[int]]:
    actions = np.full(legal.size, -1, np.int64)
    adopted, hours = council.decide(
        members, legal, gate, stage, RULES.index(rule), objector, absent, weight, row, 7, replica, actions
    )
    return adopted, hours, actions.tolist()


def test_parameters_have_units_meanings_and_grounds() -> None:
    assert len(set(IDS)) == len(IDS)
    for p in council.PARAMETERS:
        assert p.unit in UNITS
        assert p.meaning
        assert p.basis
    assert np.isfinite(SAMPLE).all()
    for name in ("threat", "legal", "sponsor", "entanglement", "shock", "clock", "formalities", "contact"):
        assert (SAMPLE[:, IDS.index(f"council.{name}")] >= 0).all()


@pytest.mark.parametrize(("p", "n", "expected"), [(0.9, 6, 0.531441), (0.95, 5, 0.77378094)])
def test_independent_members_multiply(p: float, n: int, expected: float) -> None:
    utility = 0.5 + math.log(p / (1 - p))
    assert council.pass_probability([utility] * n, "unanimity") == pytest.approx(expected, abs=1e-8)
    utility = -1.0 + math.log(p / (1 - p))
    assert council.pass_probability([utility] * n, "consensus") == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("rule", ["consensus", "unanimity"])
def test_a_shared_shock_lifts_agreement_at_the_same_chance_of_each(rule: str) -> None:
    one = council.pass_probability([2.0], rule, spread=1.5)
    assert council.pass_probability([2.0] * 6, rule, spread=1.5) > one**6


@given(utilities, st.floats(0, 2), st.floats(0, 0.5))
def test_consensus_is_never_harder_than_unanimity(
    utility: list[float], spread: float, absence: float
) -> None:
    consensus = council.pass_probability(utility, "consensus", spread=spread, absence=absence)
    assert 1.0 >= consensus >= council.pass_probability(utility, "unanimity", spread=spread, absence=absence)


@given(utilities, st.floats(0, 3), st.sampled_from(RULES), st.data())
def test_raising_a_utility_never_lowers_the_chance(
    utility: list[float], more: float, rule: str, data: st.DataObject
) -> None:
    i = data.draw(st.integers(0, len(utility) - 1))
    raised = [u + more * (k == i) for k, u in enumerate(utility)]
    before = council.pass_probability(utility, rule, spread=0.7)
    assert council.pass_probability(raised, rule, spread=0.7) >= before - 1e-12


@given(utilities, st.sampled_from(RULES), st.data())
def test_an_objection_never_helps(utility: list[float], rule: str, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(utility) - 1))
    before = council.pass_probability(utility, rule, spread=0.7)
    after = council.pass_probability(utility, rule, spread=0.7, objector=i)
    assert after <= before + 1e-12
    if rule != "majority":
        assert after == 0.0


@given(st.permutations([0.3, -1.0, 2.0, 0.9, 1.4]), st.sampled_from(RULES))
def test_the_order_of_members_is_nothing(utility: list[float], rule: str) -> None:
    expected = council.pass_probability([0.3, -1.0, 2.0, 0.9, 1.4], rule, spread=0.7)
    assert council.pass_probability(utility, rule, spread=0.7) == expected


def test_gate_shut_and_requester_left_out() -> None:
    assert council.pass_probability([9.0] * 5, "consensus", gate=False) == 0.0
    with_requester = council.pass_probability([1.0, 1.0, -9.0], "unanimity", requester=[False, False, True])
    assert with_requester == pytest.approx(council.pass_probability([1.0, 1.0], "unanimity"))
    # the requester's yes counts towards a majority of all members
    majority = council.pass_probability([40.0, -40.0, 0.0], "majority", requester=[False, False, True])
    assert majority == pytest.approx(1.0)


def test_unknown_rule_and_objector() -> None:
    with pytest.raises(UnknownName, match="did you mean 'consensus'"):
        council.pass_probability([1.0], "concensus")
    with pytest.raises(OutOfRange, match="expected less than 1"):
        council.pass_probability([1.0], "consensus", objector=3)


def test_decide_agrees_with_the_odds() -> None:
    row = theta(absence=0.1, shock=0.8)
    utility = np.array([council.utility(MEMBERS, 0.0, 1, i, 1.0, row) for i in range(6)])
    runs = 4000
    for rule in RULES:
        share = np.mean([decide(row, rule=rule, replica=r)[0] for r in range(runs)])
        odds = council.pass_probability(utility, rule, requester=MEMBERS.requester, spread=0.8, absence=0.1)
        assert share == pytest.approx(odds, abs=4 * math.sqrt(odds * (1 - odds) / runs))


@given(
    st.integers(0, 199), st.integers(0, 5000), st.integers(0, 5), st.sampled_from(RULES), st.integers(0, 1)
)
@settings(max_examples=200)
def test_a_forced_objection_changes_one_answer_and_no_clock(
    row: int, replica: int, objector: int, rule: str, stage: int
) -> None:
    legal = np.linspace(-1, 1, 6)
    before = decide(SAMPLE[row], legal=legal, rule=rule, replica=replica, stage=stage)
    after = decide(SAMPLE[row], legal=legal, rule=rule, replica=replica, stage=stage, objector=objector)
    assert after[0] <= before[0]
    assert after[1] == before[1]
    assert after[2][objector] == council.OBJECTION
    assert [a for i, a in enumerate(after[2]) if i != objector] == [
        a for i, a in enumerate(before[2]) if i != objector
    ]


@given(
    st.integers(0, 199),
    st.integers(0, 5000),
    st.integers(0, 4),
    st.sampled_from(sorted(RULES)),
    st.integers(0, 1),
)
def test_a_member_that_stays_away_changes_its_own_answer_and_waits_for_nobody(
    row: int, replica: int, absent: int, rule: str, stage: int
) -> None:
    legal = np.linspace(-1, 1, 6)
    before = decide(SAMPLE[row], legal=legal, rule=rule, replica=replica, stage=stage)
    after = decide(SAMPLE[row], legal=legal, rule=rule, replica=replica, stage=stage, absent=absent)
    assert after[1] <= before[1]
    assert after[2] == [*before[2][:absent], council.ABSENT, *before[2][absent + 1 :]]
    if rule == "consensus":
        assert after[0] >= before[0]


@given(
    st.integers(0, 199), st.integers(0, 5000), st.lists(st.floats(-1, 1), min_size=6, max_size=6), st.data()
)
def test_a_better_legal_position_never_turns_yes_into_no(
    row: int, replica: int, legal: list[float], data: st.DataObject
) -> None:
    i = data.draw(st.integers(0, 5))
    better = list(legal)
    better[i] = data.draw(st.floats(legal[i], 1))
    for rule in RULES:
        before = decide(SAMPLE[row], legal=np.array(legal), rule=rule, replica=replica)
        after = decide(SAMPLE[row], legal=np.array(better), rule=rule, replica=replica)
        assert after[0] >= before[0]


@given(st.integers(0, 199), st.integers(0, 5000), st.permutations(range(6)))
def test_each_state_keeps_its_luck_wherever_it_sits(row: int, replica: int, order: list[int]) -> None:
    rows = [
        council.MemberCoding(s, {"violence": 0.1 * k}, affinity=0.1 * k, cost=0.1 * k, requester=s == "KAZ")
        for k, s in enumerate(STATES)
    ]
    first = decide(
        SAMPLE[row], members=council.build(rows, urgency={"violence": 0.5}), stage=0, replica=replica
    )
    moved = council.build([rows[k] for k in order], urgency={"violence": 0.5})
    second = decide(SAMPLE[row], members=moved, stage=0, replica=replica)
    assert second[:2] == first[:2]
    assert second[2] == [first[2][k] for k in order]


def test_rules_order_what_they_adopt() -> None:
    for replica in range(300):
        row = SAMPLE[replica % 200]
        unanimous = decide(row, rule="unanimity", replica=replica)[0]
        assert not unanimous or decide(row, rule="majority", replica=replica)[0]
        assert not unanimous or decide(row, rule="consensus", replica=replica)[0]


def test_a_shut_gate_never_adopts_but_members_still_answer() -> None:
    adopted, hours, actions = decide(theta(base=9.0), gate=False)
    assert not adopted
    assert hours >= 0.5
    assert actions == [council.CONSENT] * 6


def test_absence_passes_consensus_and_fails_unanimity() -> None:
    row = theta(absence=1.0)
    assert decide(row, rule="consensus")[2] == [council.ABSENT] * 5 + [council.CONSENT]
    assert decide(row, rule="consensus")[0]
    assert not decide(row, rule="unanimity")[0]
    assert not decide(row, rule="majority")[0]


def test_the_weight_of_law_scales_the_legal_position() -> None:
    row = theta()
    base = council.utility(MEMBERS, 0.0, 1, 0, 1.0, row)
    single, double = (council.utility(MEMBERS, 0.5, 1, 0, weight, row) - base for weight in (1.0, 2.0))
    assert double == pytest.approx(2 * single)
    assert council.utility(MEMBERS, 0.5, 1, 0, 0.0, row) == base


def test_a_more_intrusive_mandate_is_worth_less() -> None:
    values = [
        council.utility(MEMBERS._replace(mandate=m), 0.0, 1, 0, 1.0, theta())
        for m in range(len(council.MANDATES))
    ]
    assert np.diff(values) == pytest.approx([-0.6, -0.6, -0.6, -0.4, -0.4])


def test_the_slowest_of_five_clocks() -> None:
    """Extreme-value law: n = 5 clocks, lognormal(ln 2, 0.8), plus one hour."""
    row = theta(base=60.0, shock=0.0, absence=0.0, clock=2.0, formalities=1.0, contact=0.0, hurry=0.0)
    hours = [decide(row, replica=r)[1] for r in range(20000)]
    found = np.quantile(hours, (0.05, 0.25, 0.5, 0.75, 0.95))
    assert found == pytest.approx([3.2, 4.5, 5.9, 8.1, 13.8], abs=0.35)


def test_hours_shorten_with_urgency_and_contact_and_have_a_floor() -> None:
    for replica in range(100):
        slow = decide(theta(contact=0.0), stage=0, replica=replica)[1]
        assert decide(theta(contact=0.0), stage=1, replica=replica)[1] < slow
        assert 0.5 <= decide(theta(contact=2.0), stage=0, replica=replica)[1] <= slow
    assert decide(theta(contact=500.0))[1] == 0.5


def test_build_refuses_what_it_cannot_read() -> None:
    urgency = {"violence": 1.0}
    with pytest.raises(OutOfRange, match=r"RUS: cost is 1\.5; expected 0 to 1"):
        council.MemberCoding("RUS", {"violence": 0.5}, cost=1.5)
    with pytest.raises(InputError, match="not an ISO3 code"):
        council.MemberCoding("ru")
    with pytest.raises(InputError, match="threat of the stage 'violence' is missing"):
        council.build([council.MemberCoding("RUS")], urgency=urgency)
    with pytest.raises(UnknownName, match="did you mean 'violence'"):
        council.build([council.MemberCoding("RUS", {"violense": 0.5})], urgency=urgency)
    with pytest.raises(UnknownName, match="unknown mandate"):
        council.build([], urgency=urgency, mandate="war")
    with pytest.raises(InputError, match="more than once"):
        council.build([council.MemberCoding("RUS", {"violence": 0.5})] * 2, urgency=urgency)
    with pytest.raises(OutOfRange, match=r"urgency\[violence\] is 2"):
        council.build([], urgency={"violence": 2.0})
