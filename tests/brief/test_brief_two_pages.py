"""Two pages to forward, and an annex with the rest."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from foedus.cli import run
from foedus.report import Cited, Outline, brief, document, html, markdown
from foedus.report._brief_settle import cited
from tests.brief.conftest import made
from tests.brief.reading import pieces, strays
from tests.brief.test_brief_renderings import screen
from tests.report.test_report_browser import Visit, browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

MAIN = [
    ("csto", "2022-01-05"),
    ("csto", "2026-06-01"),
    ("KAZ", "2022-01-05"),
    ("KAZ", "2026-06-01"),
    ("kazakhstan-2022", ""),
]
_WORDS = 1150
_PAGES = 2
_PAGE = re.compile(rb"/Type\s*/Page\b")


@cache
def short(thing: str, on: str) -> Outline:
    return brief(thing, date.fromisoformat(on) if on else None, short=True)


@pytest.mark.parametrize("asked", MAIN, ids="-".join)
def test_the_body_is_short_enough_for_two_pages(asked: tuple[str, str]) -> None:
    body, mark, _ = markdown(made(*asked)).partition("\n# Annex\n")
    assert mark
    words = [word for word in body.replace("|", " ").split() if re.search(r"\w", word)]
    assert len(words) <= _WORDS


def test_the_annex_comes_once_behind_the_body_and_ends_with_the_sources(told: Outline) -> None:
    places = [section.annex for section in told.sections]
    assert places == sorted(places)
    assert not places[0]
    assert told.sections[-1].id == "sources"
    assert told.sections[-1].annex
    assert [part["place"] == "annex" for part in document(told)["sections"]] == places
    assert markdown(told).count("\n# Annex\n") == 1
    assert html(told).count('id="annex"') == 1
    assert len(re.findall(r"^=== ANNEX ===\s*$", screen(told, 80), re.M)) == 1


@pytest.mark.parametrize("asked", MAIN, ids="-".join)
def test_the_two_pages_alone_say_what_they_say_with_the_annex(asked: tuple[str, str]) -> None:
    alone, whole = short(*asked), made(*asked)
    body = [section for section in whole.sections if not section.annex]
    assert [section.id for section in alone.sections] == [section.id for section in body]
    for one, other in zip(alone.sections[:-1], body[:-1], strict=True):
        assert one == other, "the same words, with the same numbers of notes"
    assert alone.notes == whole.notes[: len(alone.notes)], "the notes that they need, and no others"
    assert {note.number for note in alone.notes} == {piece.number for piece in cited(alone.sections)}
    assert strays(alone) == []
    assert "Annex" not in [line.strip("# ") for line in markdown(alone).splitlines()]
    assert 'id="annex"' not in html(alone)
    assert "ANNEX" not in screen(alone, 80)
    assert alone.command.endswith(" --short")


def test_what_the_body_tells_of_errors_the_annex_tells_too() -> None:
    for asked in MAIN:
        told = {section.id: section for section in made(*asked).sections}
        first, full = (
            {piece.basis.id for piece in cited((told[name],)) if piece.basis.kind == "correction"}
            for name in ("misreported-short", "misreported")
        )
        assert first
        assert first <= full


def test_the_errors_that_most_texts_make_come_first() -> None:
    part = next(s for s in made("csto", "2022-01-05").sections if s.id == "misreported-short")
    for item in getattr(part.blocks[0], "items", ()):
        wrong = [piece for piece in item if isinstance(piece, Cited) and piece.basis.kind == "misreport"]
        assert len(wrong) > 1


def test_the_harm_of_a_case_and_of_a_state_comes_first() -> None:
    for asked in MAIN[2:]:
        first = next(iter(pieces(made(*asked))))
        assert first.basis.id == "kazakhstan-2022/deaths"


def test_short_is_printed_and_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["brief", "KAZ", "--on", "2022-01-05", "--short", "--format", "md"]) == 0
    out = capfd.readouterr().out
    assert "\n# Annex" not in out
    assert "\n## Notes\n" in out
    assert "\n## Sources\n" not in out
    target = tmp_path / "brief.json"
    assert run(["brief", "kazakhstan-2022", "--short", "--out", str(target)]) == 0
    given = json.loads(target.read_text(encoding="utf-8"))
    assert {part["place"] for part in given["sections"]} == {"body"}
    assert given["command"] == "foedus brief kazakhstan-2022 --short"


def _printed(visit: Visit, hidden: str) -> int:
    """Pages of A4 that a brief fills without some of its parts."""
    visit.page.add_style_tag(content=f"{hidden} {{ display: none !important; }}")
    return len(_PAGE.findall(visit.page.pdf(format="A4")))


@pytest.mark.browser
@pytest.mark.parametrize("asked", MAIN, ids="-".join)
def test_on_paper_the_annex_begins_on_the_third_page(
    browser: Browser, asked: tuple[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "brief.html"
    path.write_text(html(made(*asked)), encoding="utf-8")
    visit = Visit(browser, path)
    whole = len(_PAGE.findall(visit.page.pdf(format="A4")))
    visit.page.emulate_media(media="print")
    style = "getComputedStyle(document.querySelector('#annex')).breakBefore"
    assert visit.page.evaluate(style) == "page"
    body = _printed(visit, "#annex, #annex ~ *, footer")
    assert body == _PAGES
    assert whole > body
    path.write_text(html(short(*asked)), encoding="utf-8")
    alone = Visit(browser, path)
    with_notes = len(_PAGE.findall(alone.page.pdf(format="A4")))
    assert _printed(alone, ".noted, footer") == _PAGES
    assert with_notes > _PAGES, "the notes begin a page of their own"
