from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from foedus.chance import sample_priors
from foedus.crisis import Case, load_case, parameters
from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.study import recheck_rivals
from foedus.study._ensemble import threads_available
from foedus.study._observe import distance
from foedus.study._own import Effort, again, own_sample
from foedus.study._rivals import INDISTINGUISHABLE, Standing, rivals, told_apart
from foedus.study._table import desk, run_table
from foedus.study._variants import QUESTIONS, VARIANTS, bounds, holds, obeys, redraw, variant
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


def test_a_small_comparison(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    names = ["concession-calms", "concession-emboldens", "guard-relief", "no-outside-effect"]
    effort = Effort(20, 40)
    found = rivals(case, draws=500, seed=3, names=names, effort=effort)
    assert [one.variant for one in found.standings] == ["base", *names]
    by_name = {one.variant: one for one in found.standings}
    assert by_name["base"].accepted >= 20
    assert {one.draws for one in found.standings} == {500}
    assert {(p.first, p.second) for p in found.pairs} == {tuple(names[:2]), tuple(names[2:])}
    outside = found.pairs[0] if found.pairs[0].question == "outside" else found.pairs[1]
    assert outside.verdict == INDISTINGUISHABLE
    assert "no forecast is made after" in outside.why
    assert set(found.surviving) == set(names)
    # The same on any number of threads, samples too.
    monkeypatch.setattr("foedus.study._table.threads_available", lambda: 1 if threads_available() > 1 else 2)
    same = rivals(case, draws=500, seed=3, names=names, effort=effort)
    assert same.standings == found.standings
    assert same.document() == found.document()
    place = desk(case)
    for name, own in found.samples.items():
        assert (own.thetas == same.samples[name].thetas).all()
        assert own.thetas.shape == (20, len(place.known))
        assert holds(name, own.thetas).all()
        assert own.runs >= 40
        assert own.stopped == "budget"
        assert own.least <= own.greatest
        assert [again(place, own.thetas, one) for one in own.check] == [one["distance"] for one in own.check]


def test_moves_lead_a_sample_nearer_and_keep_to_what_the_variant_holds(case: Case) -> None:  # noqa: F811
    place = desk(case)
    thetas = sample_priors(place.known, 300, 8)
    gap = distance(
        case, run_table(place, redraw("backlash", place.known, thetas), 8).measures,
        place.record, place.observation,
    )  # fmt: skip
    still = own_sample(place, "backlash", thetas, gap, Effort(30, 0), 8)
    moved = own_sample(place, "backlash", thetas, gap, Effort(30, 400), 8)
    assert (still.greatest, still.runs, still.stopped) == (np.sort(gap)[29], 0, "budget")
    assert moved.greatest < still.greatest
    assert holds("backlash", moved.thetas).all()
    assert len(np.unique(moved.thetas, axis=0)) == moved.distinct
    at = [AT[bound.parameter] for bound in bounds("backlash")]
    assert not set(moved.thetas[:, at[0]]) <= set(still.thetas[:, at[0]]), "restricted parameters move too"
    with pytest.raises(OutOfRange, match="30 particles from 20 draws"):
        own_sample(place, "backlash", thetas[:20], gap[:20], Effort(30, 0), 8)


def test_samples_that_ship_reproduce() -> None:
    """A few rows of each variant's sample run again with their luck: the model is still that of the file."""
    shipped = load_case("kazakhstan-2022")
    if not (shipped.folder / "rivals.csv").exists():
        pytest.skip("the case has no rivals.csv")
    assert {row["same"] for row in recheck_rivals(shipped)} == {True}


def test_the_page_on_rivals_names_every_variant() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "rival-hypotheses.md").read_text()
    assert not [name for name in VARIANTS if f"`{name}`" not in page]
