"""A brief in Chromium: no complaint, no request, readable in light and dark, on a phone and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from foedus.report import html
from tests.brief.conftest import made
from tests.report.test_report_browser import CONTRAST, Visit, browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

pytestmark = pytest.mark.browser

ASKED = [("csto", "2022-01-05"), ("KAZ", "2022-01-05"), ("kazakhstan-2022", "")]


@pytest.fixture(scope="module", params=ASKED, ids=lambda given: given[0])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    path.write_text(html(made(*request.param)), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_brief_asks_for_nothing_and_can_be_read(browser: Browser, page: Path, scheme: str) -> None:
    visit = Visit(browser, page, color_scheme=scheme)
    assert visit.complaints == []
    assert [address for address in visit.requests if not address.startswith("data:")] == [page.as_uri()]
    assert visit.page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1400])
def test_a_brief_never_scrolls_sideways(browser: Browser, page: Path, width: int) -> None:
    visit = Visit(browser, page, width)
    assert visit.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_mark_leads_to_its_note(browser: Browser, page: Path) -> None:
    visit = Visit(browser, page)
    mark = visit.page.locator("sup a").nth(2)
    number = mark.inner_text()
    mark.click()
    assert visit.page.url.endswith(f"#note-{number}")
    assert visit.page.locator(f"#note-{number}").is_visible()


def test_the_keyboard_reaches_the_first_section(browser: Browser, page: Path) -> None:
    visit = Visit(browser, page)
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip to the results"
    visit.page.keyboard.press("Enter")
    first = visit.page.locator("main h2").first.get_attribute("id")
    assert visit.page.url.endswith(f"#{first}")


def test_paper_keeps_the_notes(browser: Browser, page: Path, tmp_path: Path) -> None:
    visit = Visit(browser, page, color_scheme="dark")
    visit.page.emulate_media(media="print")
    assert visit.page.locator(".notes").is_visible()
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert visit.page.pdf(format="A4", path=tmp_path / "brief.pdf").startswith(b"%PDF")
