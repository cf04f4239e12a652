from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from foedus.chance import sample_priors
from foedus.crisis import Case, parameters
from foedus.errors import InputError, UnknownName
from foedus.study._rivals import INDISTINGUISHABLE, Standing, range_over, rivals, told_apart
from foedus.study._variants import QUESTIONS, VARIANTS, bounds, obeys, redraw, variant
from foedus.unrest import PARAMETERS
from tests.crisis.conftest import case  # noqa: F401

F8 = NDArray[np.float64]
AT = {p.id: j for j, p in enumerate(PARAMETERS)}


@pytest.fixture(scope="module")
def prior(case: Case) -> F8:  # noqa: F811
    return sample_priors(parameters(case), 3000, 4)


def test_every_variant_says_what_it_holds_and_names_parameters_of_the_model() -> None:
    for name, one in VARIANTS.items():
        assert one.meaning
        assert name == "base" or (one.question in QUESTIONS and one.bounds and one.source)
        for bound in one.bounds:
            assert bound.parameter in AT
            assert bound.low <= bound.high
    for question in QUESTIONS:
        assert sum(one.question == question for one in VARIANTS.values()) >= 2


@pytest.mark.parametrize("name", [*VARIANTS, "deterrence+guard-relief", "backlash+concession-calms"])
def test_rows_obey_and_the_rows_given_stay(name: str, prior: F8) -> None:
    before = prior.copy()
    found = variant(name)(prior)
    assert (prior == before).all()
    assert found.shape == prior.shape
    for bound in bounds(name):
        column = found[:, AT[bound.parameter]]
        assert (column >= bound.low).all()
        assert (column <= bound.high).all()
    assert obeys(name, found).all()
    free = [j for j in range(prior.shape[1]) if j not in {AT[b.parameter] for b in bounds(name)}]
    assert set(found[:, free[0]]) <= set(prior[:, free[0]])


def test_rivals_of_one_question_exclude_each_other(prior: F8) -> None:
    for a, b in itertools.combinations([n for n in VARIANTS if VARIANTS[n].question == "repression"], 2):
        assert not (obeys(a, prior) & obeys(b, prior)).any()
    with pytest.raises(InputError, match="cannot hold together"):
        bounds("deterrence+backlash")
    with pytest.raises(UnknownName, match="did you mean 'deterrence'"):
        variant("deterence")
    with pytest.raises(InputError, match="no row of the sample obeys"):
        variant("deterrence")(prior[~obeys("deterrence", prior)])


@pytest.mark.parametrize("name", ["backlash", "armed-component", "loyalty-signal"])
def test_the_redrawn_prior_is_the_restricted_prior(name: str, case: Case, prior: F8) -> None:  # noqa: F811
    known = parameters(case)
    rows = redraw(name, known, prior)
    assert obeys(name, rows).all()
    moved = {AT[b.parameter] for b in bounds(name)}
    still = [j for j in range(rows.shape[1]) if j not in moved]
    assert (rows[:, still] == prior[:, still]).all()
    other = sample_priors(known, 3000, 99)
    for bound in bounds(name):
        j = AT[bound.parameter]
        if bound.low == bound.high:
            assert (rows[:, j] == bound.low).all()
            continue
        cut = other[(other[:, j] >= bound.low) & (other[:, j] <= bound.high), j]
        assert stats.ks_2samp(rows[:, j], cut).pvalue > 0.001
        order = np.argsort(prior[:, j], kind="stable")
        assert (np.diff(rows[order, j]) >= 0).all()  # each draw keeps its place: luck is common


def _standing(name: str, log_evidence: float, scores: tuple[float, ...], error: float = 0.1) -> Standing:
    return Standing(name, 1000, 100, log_evidence, error, scores, 0.0)


def test_only_what_both_yardsticks_show_beyond_their_errors_is_told_apart() -> None:
    good, bad = (1.0, 1.1, 0.9, 1.0), (2.0, 2.1, 1.9, 2.05)
    pair = told_apart("armed", _standing("a", -3.0, good), _standing("b", -6.0, bad))
    assert pair.verdict == "a"
    assert told_apart("armed", _standing("b", -6.0, bad), _standing("a", -3.0, good)).verdict == "a"
    for first, second in [
        (_standing("a", -3.0, good), _standing("b", -3.5, bad)),  # a Bayes factor below three
        (_standing("a", -3.0, good), _standing("b", -6.0, bad, error=5.0)),  # lost in Monte Carlo error
        (_standing("a", -3.0, good), _standing("b", -6.0, good)),  # the same forecasts
        (_standing("a", -3.0, bad), _standing("b", -6.0, good)),  # the yardsticks disagree
        (_standing("a", -3.0, (0.0, 5.0)), _standing("b", -6.0, (1.0, 5.5))),  # two origins say little
        (_standing("a", -3.0, ()), _standing("b", -6.0, ())),  # no forecast rests on it
    ]:
        found = told_apart("armed", first, second)
        assert found.verdict == INDISTINGUISHABLE
        assert found.why


def test_a_small_comparison(case: Case) -> None:  # noqa: F811
    names = ["concession-calms", "concession-emboldens", "guard-relief", "no-outside-effect"]
    found = rivals(case, draws=500, seed=3, names=names)
    assert [one.variant for one in found.standings] == ["base", *names]
    by_name = {one.variant: one for one in found.standings}
    assert by_name["base"].accepted >= 20
    assert by_name["guard-relief"].draws == 500
    assert by_name["concession-calms"].draws + by_name["concession-emboldens"].draws < 500
    assert {(p.first, p.second) for p in found.pairs} == {tuple(names[:2]), tuple(names[2:])}
    outside = found.pairs[0] if found.pairs[0].question == "outside" else found.pairs[1]
    assert outside.verdict == INDISTINGUISHABLE
    assert "no forecast is made after" in outside.why
    assert set(found.surviving) == set(names)
    again = rivals(case, draws=500, seed=3, names=names)
    assert again.standings == found.standings


def test_a_range_over_variants_holds_every_variant(case: Case) -> None:  # noqa: F811
    from foedus.crisis import load_case

    names = ("concession-calms", "concession-emboldens")
    found = range_over(
        load_case(case.id),
        {"delivered_strength": 1.0},
        names,
        runs=24,
        seed=2,
        answers=("deaths", "detained"),
    )
    for row in found.values():
        for name in names:
            one = row["by_variant"][name]
            assert row["range"][0] <= one["p05"] <= one["p50"] <= one["p95"] <= row["range"][1]
            assert row["medians"][0] <= one["p50"] <= row["medians"][1]
            assert 0 <= one["rises"] <= 1
        assert row["sign"] in ("less", "more", "unclear")
    calm, bold = (found["detained"]["by_variant"][name]["rises"] for name in names)
    assert calm < bold  # what the variants say of a concession comes out of the runs
    with pytest.raises(InputError, match="no variant"):
        range_over(case, {}, ())
    with pytest.raises(InputError, match="scenario for study"):
        range_over(case, {"severity": 0.1}, names)


def test_the_page_on_rivals_names_every_variant() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "rival-hypotheses.md").read_text()
    assert not [name for name in VARIANTS if f"`{name}`" not in page]
