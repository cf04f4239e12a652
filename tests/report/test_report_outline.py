"""One outline, three renderings; harm first; missing is said; a model is not called a prediction."""

from __future__ import annotations

import dataclasses
import io
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from foedus.report import Outline, html, markdown, outline, terminal
from foedus.report._against import against
from foedus.report._outline import Picture, Table, plain
from foedus.study import UNRANKED, VARIANTS
from tests.report.standin import StandIn, situation, stand_in, typed, what_if

ORDER = [
    "Harm",
    "Lawfulness",
    "Law",
    "Council",
    "Forces",
    "Unrest",
    "Markers",
    "What each answer rests on",
    "Where the sources disagree",
    "Levers",
    "Not modelled",
    "Assumptions",
    "Sources, versions, command",
]


def told(replay: StandIn) -> Outline:
    return outline(typed(replay), situation(), ())


def screen(said: Outline, width: int = 100, **given: Any) -> str:
    console = Console(file=io.StringIO(), width=width, **given)
    terminal(said, console, [Path("out/x/report.html"), Path("out/x/summary.json")])
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture(scope="module")
def said() -> Outline:
    return told(stand_in())


@pytest.fixture(scope="module")
def page(said: Outline) -> str:
    return html(said)


class Page(HTMLParser):
    """What of a page can be checked without a browser."""

    EMPTY = frozenset({"meta", "link", "br"})

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)
            self.words.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words[self.open[-1]][-1] += data


def test_harm_comes_first_and_every_section_has_its_place(said: Outline) -> None:
    assert [section.title for section in said.sections] == ORDER
    assert len({section.id for section in said.sections}) == len(ORDER)
    assert [figure.id for figure in said.figures()] == [
        "deaths", "detained", "council", "forces", "timeline", "cities", "dissent",
    ]  # fmt: skip


def test_the_page_is_whole_and_its_tables_are_named(page: str) -> None:
    parsed = Page(page)
    tags = [tag for tag, _ in parsed.tags]
    assert parsed.tags[0] == ("html", {"lang": "en"})
    assert tags.count("h1") == tags.count("main") == tags.count("title") - 14 == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tags.count("table") == tags.count("caption") == tags.count("thead")
    assert all(given.get("scope") in ("row", "col") for tag, given in parsed.tags if tag == "th")
    names = [given["id"] for _, given in parsed.tags if "id" in given]
    assert len(names) == len(set(names)), "an id stands twice"
    targets = [
        str(given["href"])[1:]
        for tag, given in parsed.tags
        if tag in ("a", "use") and str(given["href"])[0] == "#"
    ]
    assert set(targets) <= set(names)
    labels = [name for _, given in parsed.tags for name in str(given.get("aria-labelledby") or "").split()]
    assert set(labels) <= set(names)


def test_the_page_loads_nothing(page: str) -> None:
    parsed = Page(page)
    assert not {"script", "img", "iframe", "object", "embed", "base", "form"} & {
        tag for tag, _ in parsed.tags
    }
    for tag, given in parsed.tags:
        assert "src" not in given
        assert not any(name.startswith("on") for name in given)
        if tag not in ("a", "use"):
            assert str(given.get("href") or "data:,") == "data:,"
    assert "@import" not in page
    assert "url(" not in page.replace("url(#", "")
    policy = next(given["content"] for tag, given in parsed.tags if given.get("http-equiv"))
    assert str(policy).startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert len(page.encode()) < 2_000_000


def test_text_from_data_is_escaped(page: str) -> None:
    assert "<with>" not in page
    assert "Page of prosecutor &lt;with&gt; an odd &amp; title" in page
    assert "an attack &lt;armed&gt;" in page


def test_what_must_be_said_is_said_in_every_rendering(said: Outline, page: str) -> None:
    for rendering in (page, markdown(said)):
        words = re.sub(r"\s+", " ", rendering)
        for needed in (
            "A model is not a prediction",
            "not legal advice",
            "On a single case it is not",
            "“No count” is not zero",
            "Severity of state force is not a lever",
            "survival of the government",
            "foedus replay kazakhstan-2022 --runs 400 --seed 1",
            "Apache-2.0",
            "UTC+06:00",
        ):
            assert needed in words, needed


def test_the_same_replay_gives_the_same_bytes(page: str, said: Outline) -> None:
    again = told(stand_in())
    assert html(again) == page
    assert markdown(again) == markdown(said)


def test_markdown_has_every_section_figure_and_command(said: Outline) -> None:
    text = markdown(said)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == ORDER
    for figure in said.figures():
        assert f"### {figure.title}" in text
        assert figure.alt[:60].replace("[", r"\[").replace("]", r"\]") in text
    assert "```\nfoedus replay kazakhstan-2022 --runs 400 --seed 1\n```" in text
    tables = [line.count("|") - line.count(r"\|") for line in text.splitlines() if line.startswith("|")]
    assert min(tables) >= 3


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_screen_fits_its_width_and_puts_harm_first(said: Outline, width: int) -> None:
    shown = screen(said, width)
    lines = shown.splitlines()
    long = [
        line
        for line in lines
        if len(line.rstrip()) > min(width, 120) and not line.startswith(("Report", "Command"))
    ]
    assert long == []
    assert len(lines) <= (66 if width == 80 else 52)
    places = [
        shown.index(word)
        for word in ("Deaths", "Law.", "Council.", "Forces", "Marker", "Not modelled", "Report")
    ]
    assert places == sorted(places)
    assert shown.rstrip().endswith("Command  foedus replay kazakhstan-2022 --runs 400 --seed 1")
    assert "out/x/report.html" in shown


def test_the_screen_says_what_every_answer_rests_on(said: Outline) -> None:
    lines = " ".join(screen(said, 100).split())
    told = lines[lines.index("Fit and cause:") : lines.index("Not modelled")]
    assert "prior, assumed –" in told
    assert "whether the council adopts" in told


def test_the_screen_says_nothing_by_colour_alone(said: Outline) -> None:
    bland = screen(said, no_color=True, force_terminal=True, color_system="standard")
    rich = screen(said, force_terminal=True, color_system="truecolor")
    bare = re.compile("\x1b\\[[0-9;]*m")
    assert bare.sub("", bland) == bare.sub("", rich) == screen(said)
    colours = re.compile("\x1b\\[(?:3[0-8]|4[0-8]|9[0-7])")
    assert not colours.search(bland)


def _line(text: str, start: str) -> str:
    found = next(line for line in text.splitlines() if line.strip().startswith(start))
    return " ".join(found.split())


def test_numbers_of_run_and_record_stand_side_by_side(said: Outline) -> None:
    shown = screen(said)
    assert _line(shown, "Deaths") == "Deaths 201 [121–322] 225–241"
    assert _line(shown, "– caused by state") == "– caused by state forces 146 [82–251] no count"
    assert _line(shown, "Injured") == "Injured 4,100 [2,100–7,900] 4,353–4,578 †"
    assert _line(shown, "†") == "† The record answers: How many were hurt?"
    assert _line(shown, "last unit leaves") == "last unit leaves (day) 18 20 [19–20] no no"
    assert "3.3–10 6.4 [3.1–14.8] no yes" in _line(shown, "request to decision")


def test_a_run_without_a_request_is_told_as_such() -> None:
    base = stand_in()
    none = {"p05": None, "p50": None, "p95": None}
    summary = {
        **base.summary,
        "council": {"adopted": None, "hours": none, "consent": {}},
        "forces": {"personnel": none, "by_state": {}, "first_arrival_hours": none, "closure_hours": none},
    }
    gone = ["decision_hours", "first_arrival_hours", "closure_hours", "personnel", "withdrawal_day"]
    markers = [{**m, "run": none, "inside": False} if m["id"] in gone else m for m in base.markers]
    empty = pl.lit(None, pl.Float64)
    replay = dataclasses.replace(
        base,
        summary=summary,
        markers=markers,
        draws=base.draws.with_columns(empty.alias(name) for name in ("request_hour", *gone)),
        contingents=base.contingents.with_columns(
            empty.alias(name) for name in ("p05", "p50", "p95", "first_p50")
        ),
        levers_table=[{**base.levers_table[0], "value": "never"}, *base.levers_table[1:]],
    )
    said = told(replay)
    assert said.kicker == "What if: request = never"
    assert "forces" not in [figure.id for figure in said.figures()]
    shown = screen(said)
    assert "In no run was the question put to the members." in shown
    assert _line(shown, "Size of the force") == "Size of the force (persons) in no run 2,030–2,500 no"
    strip = next(figure for figure in said.figures() if figure.id == "timeline")
    assert "Decision, runs" not in strip.alt
    assert "Moved off the record in these runs: request." in html(said)


def test_a_case_without_dissent_says_so() -> None:
    base = stand_in()
    agreed = {name: fact for name, fact in base.evidence.facts.items() if name == "injured"}
    replay = dataclasses.replace(base, evidence=dataclasses.replace(base.evidence, facts=agreed))
    said = told(replay)
    assert "no fact on which its sources disagree" in html(said)
    assert "dissent" not in [figure.id for figure in said.figures()]


def test_every_cell_says_something(page: str) -> None:
    assert not re.search(r"<t([dh])[^>]*>\s*</t\1>", page)
    cells = Page(page).words["td"]
    assert not {"None", "nan", "null"} & {words.strip() for words in cells}


@pytest.fixture(scope="module")
def asked() -> Outline:
    return told(what_if())


def test_a_what_if_is_told_against_the_record_right_after_harm(asked: Outline, said: Outline) -> None:
    assert [section.title for section in asked.sections] == ["Harm", "Against the record", *ORDER[1:]]
    assert [figure.id for figure in asked.figures()][:3] == ["deaths", "detained", "differences"]
    assert "Against the record" not in html(said)
    page, text, shown = html(asked), markdown(asked), screen(asked)
    Page(page)
    assert not re.search(r"<t([dh])[^>]*>\s*</t\1>", page)
    assert len(page.encode()) < 2_000_000
    for rendering in (page, text, shown):
        words = re.sub(r"\s+", " ", rendering)
        assert UNRANKED in words, "why nothing is ranked is said in each rendering"
        assert "no run differs in: deaths from lost services, hours to the decision" in words
        assert "request = never (record: recorded)" in words
        assert "in no what-if run" in words
    for rendering in (page, text):
        words = re.sub(r"\s+", " ", rendering.replace("&#39;", "'"))
        assert "fit prior, assumed" in words
        assert "Verdicts of rivals.json, made with: foedus study rivals kazakhstan-2022" in words
        assert "beaten: resented" in words
        assert "Under each 200 pairs of runs are told" in words
        assert "come within 1.18 (guard-relief) to 2.60 (backlash) of the record" in words
        assert "case’s sample within 1.09" in words
        assert "fewer than 30 pairs with both sides: first day of calm under backlash." in words
    assert "What the what-if changes" in text
    places = [shown.index(word) for word in ("Days of emergency", "Against the record.", "Law.")]
    assert places == sorted(places)


def test_what_holds_under_every_rival_is_said_on_the_screen(asked: Outline) -> None:
    words = " ".join(screen(asked).split())
    assert "under every rival hypothesis that survives – less: deaths caused by state forces" in words
    assert "unclear: deaths. Each has its own sample" in words
    assert "1.18 (guard-relief) to 2.60 (backlash) of the record; the case’s sample within 1.09." in words
    rows = {line.split("  ")[0]: line for line in screen(asked, 120).splitlines()}
    assert "−2 to +4, unclear" in rows["Deaths"] or any("−2 to +4, unclear" in row for row in rows.values())


def test_the_order_of_differences_is_fixed_and_not_by_size() -> None:
    """Whatever is large: the rows stand as they do, harm first."""

    def names(scale: float) -> tuple[list[str], list[str]]:
        (section,) = against(typed(what_if(scale)))
        tables = [block for block in section.blocks if isinstance(block, Table)]
        assert [table.id for table in tables] == ["against-table", "against-sides"]
        first, second = ([plain(row[0]) for row in table.rows] for table in tables)
        assert first == second
        (picture,) = (block for block in section.blocks if isinstance(block, Picture))
        return first, [row[0] for row in picture.figure.table.rows]

    assert names(0.85) == names(1.6)
    rows, drawn = names(1.0)
    assert rows[:3] == ["Deaths", "– caused by state forces", "– of these in custody"]
    assert rows[-2:] == ["Request to first unit (hours)", "Request to complete force (hours)"]
    assert [row.partition(" (")[0] for row in rows if row.partition(" (")[0] in drawn] == drawn


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_screen_of_a_what_if_fits_its_width(asked: Outline, said: Outline, width: int) -> None:
    lines = screen(asked, width).splitlines()
    long = [line for line in lines if len(line.rstrip()) > min(width, 120)]
    assert [line for line in long if not line.startswith(("Report", "Command"))] == []
    assert len(lines) - len(screen(said, width).splitlines()) <= 32


def test_a_variant_is_named_with_what_it_holds_in_every_rendering() -> None:
    held = told(what_if(held="guard-relief"))
    meaning = VARIANTS["guard-relief"].meaning
    for rendering in (html(held), markdown(held), screen(held)):
        words = " ".join(rendering.split())
        assert f"under the variant guard-relief: {meaning}" in words
        assert "Both sides are run under the variant guard-relief, with its own sample" in words
    assert "over all rivals" not in html(held)
    assert "not told under its rivals" in html(held)


def test_where_nothing_differs_the_report_says_so_and_draws_nothing() -> None:
    base = what_if()
    assert base.comparison is not None
    one = base.comparison["deaths_services"]
    same = tuple(one._replace(outcome=d.outcome) for d in base.comparison.differences)
    still = told(dataclasses.replace(base, comparison=dataclasses.replace(base.comparison, differences=same)))
    assert "differences" not in [figure.id for figure in still.figures()]
    assert "against-table" not in html(still)
    assert "no run differs in: deaths, deaths caused by state forces" in " ".join(screen(still).split())
