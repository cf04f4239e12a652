"""Figures of single days: what was known when, and what an observation file may not say."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.crisis import Case, load_case
from foedus.errors import FileError, UnknownName
from foedus.evidence import Claim, Evidence, Source, load
from foedus.study._markers import record_of
from foedus.study._observe import NEVER, Seen, merged, off, read_observation, share_of
from foedus.study._seen import known_on
from tests.crisis.conftest import case  # noqa: F401

SOURCES = """\
schema: sources/1
sources:
  early: {title: Page of the third, tier: press, url: 'https://example.org/3', published: '2022-01-03'}
  late: {title: Page of the sixth, tier: press, url: 'https://example.org/6', published: '2022-01-06'}
  month: {title: Page of the month, tier: press, url: 'https://example.org/m', published: '2022-01'}
  undated: {title: Page without a day, tier: press, url: 'https://example.org/u'}
"""
CLAIMS = """\
schema: claims/1
facts:
  - id: toll
    question: How many?
    unit: persons
    claims:
      - {id: told, source: early, holder: A, low: 5, stated: '2022-01-03'}
      - {id: other, source: late, holder: B, value: 9, stated: '2022-01-04'}
      - {id: unknown, source: undated, holder: C, value: 12, stated: '2022-01-04'}
      - {id: narrow, source: early, holder: A, low: 3, stated: '2022-01-03', scope: one city}
      - {id: narrow-late, source: late, holder: B, low: 4, stated: '2022-01-03', scope: another city}
      - {id: taken-back, source: early, holder: A, low: 99, status: withdrawn}
"""
HEAD = "schema: observation/1\nblackout: {reported: 0.5, through_reports: [], source: judgement}\nseen:\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    return tmp_path


def _read(case: Case, folder: Path, *entries: str) -> tuple[Seen, ...]:  # noqa: F811
    lines = "".join(f"  - {{quantity: deaths, {entry}}}\n" for entry in entries)
    (folder / "observation.yaml").write_text(HEAD + lines, encoding="utf-8")
    return read_observation(dataclasses.replace(case, folder=folder)).seen


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load("kazakhstan-2022")


def test_every_figure_of_the_packaged_case_comes_from_the_evidence_room(evidence: Evidence) -> None:
    known = load_case("kazakhstan-2022")
    seen = read_observation(known, evidence).seen
    assert seen
    for one in seen:
        assert one.basis, one
        days = []
        for name in one.basis.split():
            fact, _, wanted = name.partition("/")
            claim = next(c for c in evidence.fact(fact).claims if c.id == wanted)
            days.append(known_on(claim))
            assert claim.source.id in one.source.split()
            assert not claim.withdrawn
        last = max((day for day in days if day), default=None)
        told = NEVER if None in days or last is None else (last - known.first_day).days + 1
        assert one.knows == max(told, one.day), one


def test_nothing_is_known_before_its_page_was_out(evidence: Evidence) -> None:
    known = load_case("kazakhstan-2022")
    for one in read_observation(known, evidence).seen:
        assert one.knows >= one.day
        for name in one.source.split():
            page = evidence.sources[name].published
            if page:
                first = date.fromisoformat(page + "-01-01"[len(page) - 4 :] if len(page) < 10 else page)
                assert one.knows >= (first - known.first_day).days + 1, one
            else:
                assert one.knows == NEVER, one


def test_what_the_first_days_did_not_know() -> None:
    seen = read_observation(load_case("kazakhstan-2022"))
    by = {day: {name for one in seen.known(day) for name in one.source.split()} for day in (1, 2, 3, 4)}
    assert not by[1]  # no page that bears 2 January
    for name in ("vikidia", "baribar-police", "azattyq-aktau", "kazpravda", "mediazona", "news-asia"):
        assert not any(name in pages for pages in by.values()), name
    assert "tass-taldykorgan" not in by[3]
    assert "tass-taldykorgan" in by[4]
    assert "kloop-killed8" not in by[4]  # the same statement is known from a page of the 5th
    assert any(one.quantity == "deaths" and one.low == 8 for one in seen.known(4))
    assert not any(one.high < np.inf for one in seen.known(4))  # every upper bound was told later
    assert any(one.high == 36831 for one in seen.known(14))


def test_figures_of_the_blackout_count_what_got_out_unless_they_are_counts(evidence: Evidence) -> None:
    known = load_case("kazakhstan-2022")
    observation = read_observation(known, evidence)
    figures = {(one.quantity, one.day): one for one in merged(observation.seen)}
    shares = {key: one.reported for key, one in figures.items()}
    assert [shares["detained", day] for day in (5, 6, 7, 8)] == [0.6] * 4
    assert shares["street", 4] == share_of(observation, "street_5jan") == 0.6
    assert shares["detained", 6] == share_of(observation, "detained_7jan")
    assert shares["detained", 9] == share_of(observation, "detained_10jan") == 1.0
    assert shares["street", 3] == shares["deaths", 6] == 1.0
    assert figures["detained", 6].most == pytest.approx(3811 / 0.6)
    # 60 % of 5,810 lie in 3,706 to 3,811 as far as anybody can tell; 60 % of 7,000 do not
    low, high = figures["detained", 6].low, figures["detained", 6].high
    assert off([5810.0, 7000.0], low, high, 0.6).tolist()[0] == 0.0 < off([7000.0], low, high, 0.6)[0]
    record = record_of(known, evidence)
    for (quantity, day), marker in ((("street", 4), "street_5jan"), (("detained", 6), "detained_7jan")):
        one = figures[quantity, day]
        assert (one.low, one.high) == (record[marker].low, record[marker].high)


def test_a_claim_is_known_on_the_last_of_its_three_days() -> None:
    def on(published: str, **days: date | None) -> date | None:
        return known_on(Claim("c", Source("s", "t", "press", published=published), "A", low=1.0, **days))  # type: ignore[arg-type]

    assert on("2022-01-03") == date(2022, 1, 3)
    assert on("2022-01-03", stated=date(2022, 1, 5)) == date(2022, 1, 5)
    assert on("2022-01-06", stated=date(2022, 1, 5), knows=date(2022, 1, 4)) == date(2022, 1, 6)
    assert on("2022-02") == date(2022, 2, 28)
    assert on("2022") == date(2022, 12, 31)
    assert on("", stated=date(2022, 1, 5)) is None


def test_facts_parts_and_bounds_of_another_day(case: Case, folder: Path) -> None:  # noqa: F811
    told, other, unknown = _read(case, folder, "on: 2022-01-04, fact: toll")
    assert (told.low, told.high, told.knows) == (5, np.inf, 3)
    assert (other.low, other.high, other.knows) == (9, 9, 5)  # said on the 4th, on a page of the 6th
    assert unknown.knows == NEVER
    (sum_of,) = _read(case, folder, "on: 2022-01-04, parts: [toll/narrow, toll/narrow-late]")
    assert (sum_of.low, sum_of.high, sum_of.knows) == (7, np.inf, 5)
    assert sum_of.source == "early late"
    (floor,) = _read(case, folder, "on: 2022-01-04, at_least: toll")
    assert (floor.low, floor.high, floor.knows) == (5, np.inf, NEVER)
    (ceiling,) = _read(case, folder, "on: 2022-01-04, at_most: toll")
    assert (ceiling.low, ceiling.high) == (-np.inf, 12)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("on: 2022-01-04, low: 1, knows: 2022-01-03, source: early", "before its day"),
        ("on: 2022-03-05, low: 1, knows: 2022-03-05, source: early", "no day of the case"),
        ("on: 2022-01-04, knows: 2022-01-06, source: early", "needs a bound"),
        ("on: 2022-01-04, low: 1, source: early", "the day on which it was known"),
        ("on: 2022-01-04, low: 1, knows: 2022-01-05", "and a source"),
        ("on: 2022-01-04, low: 1, fact: toll", "from its claims"),
        ("on: 2022-01-04, fact: toll, at_most: toll", "from one alone"),
        ("on: 2022-01-04, low: 3, high: 2, knows: 2022-01-06, source: early", "above the upper"),
        ("on: 2022-01-04, low: 1, knows: 2022-01-05, source: early late", "'late' is of 2022-01-06"),
        ("on: 2022-01-04, low: 1, knows: 2022-01-05, source: month", "'month' is of 2022-01;"),
        ("on: 2022-01-04, low: 1, knows: 2022-01-05, source: earli", "did you mean 'early'"),
        ("on: 2022-01-04, fact: tol", "unknown fact 'tol'; did you mean 'toll'"),
        ("on: 2022-01-04, parts: [toll/narow]", "unknown claim 'toll/narow'; did you mean 'toll/narrow'"),
        ("on: 2022-01-04, parts: [toll/taken-back]", "not withdrawn"),
        ("on: 2022-01-06, fact: toll", "through: reports"),
        ("on: 2022-01-04, fact: toll, excuses: [{for: other, source: early, says: x}]", "does not cite"),
        ("on: 2022-01-04, fact: toll, excuses: [{for: undated, source: undated, says: x}]", "bears no day"),
        ("on: 2022-01-04, fact: toll, excuses: [{for: undated, source: earli, says: x}]", "'early'"),
    ],
)
def test_a_wrong_figure_is_told_with_its_place(case: Case, folder: Path, entry: str, words: str) -> None:  # noqa: F811
    with pytest.raises((FileError, UnknownName), match=words) as caught:
        _read(case, folder, entry)
    assert "observation.yaml:4" in str(caught.value)


def test_an_undated_page_is_never_known_without_an_excuse_that_is_told(case: Case, folder: Path) -> None:  # noqa: F811
    declared = "on: 2022-01-04, low: 1, knows: 2022-01-06, source: undated early"
    (never,) = _read(case, folder, declared)
    assert never.knows == NEVER
    excuse = "excuses: [{for: undated, source: late, says: quotes it}]"
    (known,) = _read(case, folder, f"{declared}, {excuse}")
    assert (known.knows, known.excuse) == (5, "undated: quotes it (late, 2022-01-06)")
    _, plain, excused = _read(case, folder, f"on: 2022-01-04, fact: toll, {excuse}")
    assert (plain.excuse, excused.excuse) == ("", "undated: quotes it (late, 2022-01-06)")
    assert excused.knows == 5
    earlier = "on: 2022-01-03, low: 1, knows: 2022-01-03, source: late"
    (early,) = _read(case, folder, f"{earlier}, excuses: [{{for: late, source: early, says: tells it}}]")
    assert early.knows == 2


def test_a_figure_and_the_marker_of_its_fact_count_alike(case: Case, folder: Path) -> None:  # noqa: F811
    (folder / "claims.yaml").write_text(CLAIMS.replace("id: toll", "id: deaths"), encoding="utf-8")
    with pytest.raises(FileError, match="'deaths' is not among 'through_reports'"):
        _read(case, folder, "on: 2022-01-06, fact: deaths, through: reports")


def test_a_case_without_the_file_was_reported_in_full(case: Case, tmp_path: Path) -> None:  # noqa: F811
    empty = read_observation(dataclasses.replace(case, folder=tmp_path))
    assert not empty.reported
    assert share_of(empty, "deaths") == 1.0
    assert not empty.known(9)
    (tmp_path / "observation.yaml").write_text(
        "schema: observation/1\nblackout: {reported: 0.5, through_reports: [deths], source: x}\nseen: []\n"
    )
    with pytest.raises(UnknownName, match="deaths"):
        read_observation(dataclasses.replace(case, folder=tmp_path))


def _seen(low: float, high: float, reported: float = 1.0, knows: int = 3) -> Seen:
    return Seen("deaths", 2, low, high, knows, "x", reported)


def test_figures_of_one_thing_are_met() -> None:
    inf = np.inf
    assert merged([])[:1] == ()
    for told, wanted in (
        ([(5, inf), (8, inf)], (8, inf)),
        ([(-inf, 5), (-inf, 8)], (-inf, 5)),
        ([(36831, 36831), (38000, 38000), (7300, inf)], (36831, 38000)),
        ([(200, inf), (-inf, 700)], (200, 700)),
        ([(4266, 4266), (4400, inf)], (4266, 4400)),  # they contradict: from the least to the greatest
    ):
        (one,) = merged(_seen(low, high) for low, high in told)
        assert (one.low, one.high) == wanted
    (one,) = merged([_seen(10, 20, 0.5, 4), _seen(12, inf, 0.5, 6)])
    assert (one.reported, one.knows, one.most) == (0.5, 6, 40)


@given(
    low=st.floats(0, 1e5),
    width=st.floats(0, 1e5),
    value=st.floats(0, 1e6),
    share=st.floats(0.05, 1.0),
)
def test_a_report_fits_if_some_share_of_what_happened_lies_in_the_record(
    low: float, width: float, value: float, share: float
) -> None:
    high = low + width
    gap = float(off(value, low, high, share))
    assert gap <= float(off(value, low, high)) + 1e-12  # less reporting forgives more, never less
    if value >= low and share * value <= high:
        assert gap == 0.0
    assert (gap > 0) == (np.log(value + 1) < np.log(low + 1) or np.log(share * value + 1) > np.log(high + 1))
