"""The report in Chromium: no complaint, no request, readable in light and dark, on a phone, on paper."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from foedus.report import html, outline
from tests.report.standin import situation, stand_in, typed, what_if

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Contrast of every visible run of text with the first opaque background behind it (WCAG 2.2, 1.4.3),
# the colours read back from a canvas so that any notation will do.
CONTRAST = """
() => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  const all = 'h1, h2, h3, p, a, td, th, caption span, summary, dt, dd, li, .st';
  for (const e of document.querySelectorAll(all)) {
    if (!e.checkVisibility() || !e.textContent.trim()) continue;
    const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([e.tagName, e.className, e.textContent.slice(0, 30), ratio]);
  }
  return poor;
}
"""


def _chromium() -> str | None:
    return next(
        (path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = _chromium()
    if path is None:
        reason = "no Chromium on this machine: chromium, chromium-browser and google-chrome were looked for"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}; in CI the report must be opened")
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html(outline(typed(stand_in()), situation(), ())), encoding="utf-8")
    return path


class Visit:
    """A page that was opened, with what it asked for and complained about."""

    def __init__(self, browser: Browser, report: Path, width: int = 1000, **given: Any) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        context = browser.new_context(viewport={"width": width, "height": 800}, **given)
        self.page = context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(report.as_uri())
        self.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, report: Path, scheme: str
) -> None:
    visit = Visit(browser, report, color_scheme=scheme)
    assert visit.complaints == []
    assert [address for address in visit.requests if not address.startswith("data:")] == [report.as_uri()]
    assert visit.page.locator("figure").count() == 7
    assert visit.page.evaluate(CONTRAST) == []


def test_light_and_dark_are_two_looks_of_one_page(browser: Browser, report: Path) -> None:
    looks = {}
    for scheme in ("light", "dark"):
        page = Visit(browser, report, color_scheme=scheme).page
        figure = page.locator("#figure-detained .wide svg")
        ink = figure.evaluate("e => getComputedStyle(e).color")
        run = figure.locator("[fill^='var(']").first.evaluate("e => getComputedStyle(e).fill")
        looks[scheme] = (page.screenshot(), ink, run, page.locator("main").inner_text())
    assert looks["light"][3] == looks["dark"][3]
    assert all(looks["light"][i] != looks["dark"][i] for i in range(3))


@pytest.mark.parametrize("width", [320, 360, 768, 1400])
def test_the_page_never_scrolls_sideways(browser: Browser, report: Path, width: int) -> None:
    page = Visit(browser, report, width).page
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide, narrow = page.locator("#figure-deaths .wide"), page.locator("#figure-deaths .narrow")
    assert wide.is_visible() == (width > 600)
    assert narrow.is_visible() == (width < 600)


def test_text_in_a_figure_is_legible_on_a_phone(browser: Browser, report: Path) -> None:
    page = Visit(browser, report, 360).page
    heights = page.evaluate(
        "[...document.querySelectorAll('figure .narrow svg text')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) > 9


def test_all_words_of_a_figure_lie_inside_it(browser: Browser, report: Path) -> None:
    for width, kind in ((1000, "wide"), (360, "narrow")):
        page = Visit(browser, report, width).page
        out = page.evaluate(
            """kind => [...document.querySelectorAll(`figure .${kind} svg`)].flatMap(svg => {
              const box = svg.getBoundingClientRect();
              return [...svg.querySelectorAll('text')].filter(text => {
                const own = text.getBoundingClientRect();
                return own.left < box.left - 1 || own.right > box.right + 1
                    || own.top < box.top - 1 || own.bottom > box.bottom + 1;
              }).map(text => [svg.parentElement.parentElement.id, text.textContent]);
            })""",
            kind,
        )
        assert out == []


def test_the_keyboard_reaches_the_results(browser: Browser, report: Path) -> None:
    page = Visit(browser, report).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("Enter")
    page.wait_for_url("**#harm")
    scrolling = page.locator(".scroll")
    assert scrolling.count() == page.locator(".scroll[tabindex='0'][role=region]").count()


def test_paper_gets_the_figures_and_no_ornament(browser: Browser, report: Path, tmp_path: Path) -> None:
    page = Visit(browser, report, color_scheme="dark").page
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#figure-deaths .wide").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.st-applies')).color") == "rgb(0, 0, 0)"
    printed = page.pdf(format="A4", path=tmp_path / "report.pdf")
    assert printed.startswith(b"%PDF")


def test_what_a_what_if_changes_is_readable_in_dark_and_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "what-if.html"
    path.write_text(html(outline(typed(what_if()), situation(), ())), encoding="utf-8")
    for width, kind in ((1000, "wide"), (360, "narrow")):
        visit = Visit(browser, path, width, color_scheme="dark")
        page = visit.page
        assert visit.complaints == []
        page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator(f"#figure-differences .{kind}").is_visible()
        out = page.evaluate(
            f"""() => [...document.querySelectorAll('#figure-differences .{kind} svg')].flatMap(svg => {{
              const box = svg.getBoundingClientRect();
              return [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()])
                .filter(([, t]) => t.left < box.left - 1 || t.right > box.right + 1).map(([words]) => words);
            }})"""
        )
        assert out == []
        assert page.evaluate(CONTRAST) == []
