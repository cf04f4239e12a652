"""Every figure: drawing, words and table of the same numbers; the same bytes twice; no host asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import polars as pl
import pytest

from foedus import figures
from foedus.figures import Calendar, Figure
from tests.report.standin import ROUTES, START, StandIn, stand_in

NAMES = {"ARM": "Armenia", "BLR": "Belarus", "KGZ": "Kyrgyzstan", "RUS": "Russia", "TJK": "Tajikistan"}


def calendar(replay: StandIn) -> Calendar:
    return Calendar(replay.case.first_day, replay.case.hours, replay.case.offset)


def moments() -> pl.DataFrame:
    def at(day: float) -> object:
        return START + timedelta(days=day)

    rows = [
        {"label": "State of emergency", "side": "given", "low": at(3.1), "mid": None, "high": at(17)},
        {"label": "Decision", "side": "record", "low": at(4.2), "mid": at(4.2), "high": at(4.2)},
        {"label": "Decision", "side": "run", "low": at(4.1), "mid": at(4.3), "high": at(4.7)},
        {"label": "Last unit leaves", "side": "run", "low": at(18), "mid": at(21), "high": at(23)},
    ]
    return pl.DataFrame(rows)


def claims(replay: StandIn) -> pl.DataFrame:
    rows = [
        {
            "fact": finding.fact.id,
            "question": finding.fact.question,
            "unit": finding.fact.unit,
            "low": claim.low,
            "high": claim.high,
            "role": role if not claim.withdrawn else "withdrawn",
            "holder": claim.holder,
            "source": claim.source.id,
            "status": "",
        }
        for finding in replay.evidence.findings
        for role, some in (("chosen", finding.chosen), ("kept", [entry.claim for entry in finding.dissent]))
        for claim in some
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _dissent(replay: StandIn) -> Figure:
    drawn = figures.dissent(claims(replay))
    assert drawn is not None
    return drawn


def _differences(_: StandIn) -> Figure:
    drawn = figures.differences(gaps())
    assert drawn is not None
    return drawn


def gaps() -> pl.DataFrame:
    columns = ("label", "panel", "unit", "p05", "p50", "p95", "low", "high")
    rows = [
        ("Deaths", "deaths", "deaths", -21.0, -4.0, 3.0, -9.0, 2.0),
        ("– from lost services", "deaths", "deaths", -3.0, 0.0, 0.0, 0.0, 0.0),
        ("Detained", "people", "persons", -1200.0, -310.0, 95.0, None, None),
        ("First day of calm", "days", "days", 0.0, 0.0, 0.0, 0.0, 0.0),
    ]
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(columns[:3], pl.String) | dict.fromkeys(columns[3:], pl.Float64),
        orient="row",
    )


MAKERS: dict[str, Callable[[StandIn], Figure]] = {
    "timeline": lambda r: figures.record_and_run(r.hourly, r.record_points, moments(), calendar(r)),
    "cities": lambda r: figures.city_map(r.city_days, threshold=200),
    "deaths": lambda r: figures.deaths(r.hourly, r.record_points, calendar(r), final=(225, 241)),
    "detained": lambda r: figures.detained(r.hourly, r.record_points, calendar(r)),
    "council": lambda r: figures.council(
        r.members, dict(zip(ROUTES, ("Treaty 4", "Treaty 6", "PKA 3"), strict=True))
    ),
    "forces": lambda r: figures.contingents(r.contingents, NAMES, r.hourly, r.record_points, calendar(r)),
    "dissent": _dissent,
    "differences": _differences,
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    return {name: make(stand_in()) for name, make in MAKERS.items()}


@pytest.mark.parametrize("name", MAKERS)
def test_a_drawing_is_a_named_image_that_follows_the_page(drawn: dict[str, Figure], name: str) -> None:
    figure = drawn[name]
    for svg, prefix in ((figure.svg, name), (figure.narrow, f"{name}-narrow")):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{prefix}-title {prefix}-desc"
        words = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        assert words[f"{prefix}-title"] == figure.title
        assert words[f"{prefix}-desc"] == figure.alt
        assert all(name is not None and name.startswith(prefix) for name in words)
        paints = {element.get(side) for element in root.iter() for side in ("fill", "stroke")} - {None}
        assert all(
            re.fullmatch(r"none|transparent|currentColor|var\(--fd-.+\)|url\(#.+\)", str(p)) for p in paints
        )
        assert "currentColor" in paints
        assert not re.search(r"https?://(?!www\.w3\.org/)", svg)
        assert len(svg.encode()) < 55_000


@pytest.mark.parametrize("name", MAKERS)
def test_a_figure_says_in_words_and_in_a_table_what_it_draws(drawn: dict[str, Figure], name: str) -> None:
    figure = drawn[name]
    assert figure.id == name
    assert len(figure.alt) > 80
    assert len(figure.note) > 80
    assert figure.table.rows
    assert {len(row) for row in figure.table.rows} == {len(figure.table.columns)}
    assert all(cell for row in figure.table.rows for cell in row), "a blank cell says nothing"


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_frames_give_the_same_bytes(drawn: dict[str, Figure], name: str) -> None:
    again = MAKERS[name](stand_in())
    assert (again.svg, again.narrow, again.alt, again.table) == (
        drawn[name].svg,
        drawn[name].narrow,
        drawn[name].alt,
        drawn[name].table,
    )


@pytest.mark.parametrize("name", MAKERS)
def test_a_notebook_gets_a_valid_altair_chart(drawn: dict[str, Figure], name: str) -> None:
    figure = drawn[name]
    again = figure.altair().to_dict()
    assert again["vconcat"] == figure.chart["vconcat"]
    assert figure._repr_svg_() == figure.svg


def test_a_withdrawn_count_is_drawn_hollow_and_said_to_be_withdrawn(drawn: dict[str, Figure]) -> None:
    figure = drawn["deaths"]
    assert ">withdrawn<" in figure.svg
    assert "164 (withdrawn)" in {row[-1] for row in figure.table.rows}
    assert "Withdrawn: 164" in figure.alt


def test_the_dead_are_drawn_in_ink_alone(drawn: dict[str, Figure]) -> None:
    for svg in (drawn["deaths"].svg, drawn["deaths"].narrow):
        assert "--fd-run" not in svg
        assert "--fd-second" not in svg
        assert "<animate" not in svg


def test_counts_after_the_run_are_named_and_not_drawn(drawn: dict[str, Figure]) -> None:
    figure = drawn["deaths"]
    assert "230 (March 2022); 241 (July 2022)" in figure.note
    late = [row for row in figure.table.rows if row[1] == "after the run"]
    assert [row[0] for row in late] == ["14 Mar 2022", "29 Jul 2022"]


def test_not_known_is_not_none(drawn: dict[str, Figure]) -> None:
    figure = drawn["cities"]
    said = {(row[0], row[1]): row[2] for row in figure.table.rows}
    assert said["Semey", "2 Jan"] == "not known"
    assert said["Almaty", "2 Jan"] == "no crowd"
    assert figure.svg.count(">?<") == 1 + sum(status == "not known" for status in said.values())
    assert "2 not known" in figure.alt


def test_days_of_which_the_record_says_nothing_are_left_out(replay: StandIn) -> None:
    silent = replay.city_days.with_columns(
        record_status=pl.when(pl.col("day") > 10).then(None).otherwise(pl.col("record_status"))
    )
    assert {row[1] for row in figures.city_map(silent).table.rows} == {f"{day} Jan" for day in range(2, 12)}


def test_a_bound_known_on_one_side_is_said_to_be_one(drawn: dict[str, Figure]) -> None:
    rows = {row[0]: row for row in drawn["forces"].table.rows}
    assert rows["Belarus"][2] == "at most 500"
    assert rows["Armenia"][2] == "70–100"
    assert "Belarus: runs 130 [72–230], record at most 500" in drawn["forces"].alt


def test_a_member_without_votes_is_told_as_not_known(replay: StandIn) -> None:
    shares = ("consent", "non_objection", "objection", "absence")
    unasked = replay.members.with_columns(pl.lit(None, pl.Float64).alias(name) for name in shares)
    figure = figures.council(unasked, {ROUTES[0]: "Treaty 4"})
    assert "Russia: not asked; Treaty 4 unknown" in figure.alt
    assert {row[1] for row in figure.table.rows} == {"not known"}


def test_where_claims_agree_there_is_nothing_to_draw(replay: StandIn) -> None:
    frame = claims(replay)
    assert figures.dissent(frame.filter(pl.col("unit") == "text")) is None
    assert figures.dissent(frame.filter(pl.col("fact") == "injured")) is None


def test_an_undecided_line_has_no_full_mark(replay: StandIn) -> None:
    figure = figures.dissent(claims(replay).with_columns(role=pl.lit("kept")))
    assert figure is not None
    assert figure.alt.startswith("How many people died in the whole crisis? Chosen none; others say 238")
    assert figure.svg.count('fill="var(--fd-run') == 1, "the key alone"


def test_the_time_axis_has_every_day_of_a_wide_page(drawn: dict[str, Figure]) -> None:
    labels = re.findall(r">(\d+)</text>", drawn["detained"].svg)
    assert [str(day) for day in range(2, 22)] == [
        label for label in labels if int(label) < 100 and label != "0"
    ]


def test_differences_keep_their_order_and_their_signs(drawn: dict[str, Figure]) -> None:
    figure = drawn["differences"]
    assert [row[0] for row in figure.table.rows] == gaps()["label"].to_list()
    assert figure.table.rows[0] == ("Deaths", "deaths", "−21", "−4", "+3", "−9 to +2")
    assert figure.table.rows[2] == ("Detained", "persons", "−1,200", "−310", "+95", "–")
    assert figure.table.rows[3][2:] == ("0", "0", "0", "0")
    assert "Deaths: −4 [−21 to +3] deaths, medians over rival hypotheses −9 to +2" in figure.alt
    assert figure.svg.count(">difference in ") == 3, "each panel has its unit"
    assert "cannot be compared" in figure.note
    assert figures.differences(gaps().clear()) is None


def test_differences_of_deaths_are_drawn_in_ink_and_without_rivals_there_is_no_line() -> None:
    dead = figures.differences(gaps().head(2).with_columns(low=None, high=None))
    assert dead is not None
    assert dead.svg.count("--fd-run") == 2, "the key alone"
    assert "rival" not in dead.note
    assert ">medians over rival hypotheses<" not in dead.svg
