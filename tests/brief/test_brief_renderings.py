"""One brief on a terminal, as Markdown, as HTML and as JSON."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from foedus.report import Cited, Outline, document, html, markdown, pages
from foedus.report._outline import plain
from tests.brief.conftest import made
from tests.brief.reading import pieces, sentences

KAZ = "kazakhstan-2022"


def screen(told: Outline, width: int) -> str:
    page = io.StringIO()
    pages(told, Console(file=page, width=width, color_system=None))
    return page.getvalue()


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_screen_fits_and_says_everything(told: Outline, width: int) -> None:
    shown = screen(told, width)
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= min(width, 120)
    packed = re.sub(r"\s+", "", shown)
    for section in told.sections:
        assert re.sub(r"\s+", "", section.title.upper()) in packed
    for note in told.notes:
        assert f"\n{note.number:>3}  {note.basis.kind} " in shown


def test_the_screen_shows_number_and_standing_without_colour() -> None:
    packed = " ".join(screen(made(KAZ), 120).split())
    assert "225–241 persons; 238 persons on the ground of revision [contested, 1]" in packed


def test_markdown_has_a_footnote_for_every_mark_and_none_besides(told: Outline) -> None:
    text = markdown(told)
    body, _, notes = text.partition("\n## Notes\n")
    used = set(re.findall(r"\[\^(\d+)\]", body))
    defined = re.findall(r"^\[\^(\d+)\]: ", notes, re.M)
    assert used == set(defined)
    assert len(defined) == len(set(defined)) == len(told.notes)
    assert "** " not in re.sub(r"\*\*[^*\n]+\*\*", "", body)
    for line in body.splitlines():
        if line.startswith("|"):
            assert line.endswith("|")


def test_markdown_tables_are_of_one_width() -> None:
    for asked in (("csto", "2022-01-05"), (KAZ, "")):
        width = 0
        for line in markdown(made(*asked)).splitlines():
            bars = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
            assert not (width and bars) or width == bars
            width = bars


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.loads: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if name := given.get("id"):
            self.ids.append(name)
        address = given.get("href") or ""
        if address.startswith("#"):
            self.targets.append(address[1:])
        if tag in ("script", "img", "iframe", "link") or "src" in given:
            self.loads.append(f"{tag} {address or given.get('src')}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_is_one_file_whose_links_lead_somewhere(told: Outline) -> None:
    page = _Page()
    page.feed(html(told))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)
    assert {f"note-{note.number}" for note in told.notes} <= set(page.targets)
    assert page.loads == ["link data:,"]


def test_every_rendering_says_the_same_words() -> None:
    told = made("KAZ", "2022-01-05")
    page = _Page()
    page.feed(html(told))
    shown = {
        "html": "".join(page.text),
        "md": markdown(told).replace("\\", ""),
        "json": json.dumps(document(told), ensure_ascii=False),
    }
    packed = {name: re.sub(r"\s+", "", text) for name, text in shown.items()}
    for words in sentences(told):
        for part in words:
            said = re.sub(r"\s+", "", plain((part,)))
            for name, text in packed.items():
                assert said in text or said.replace('"', '\\"') in text, (name, said)


def test_what_comes_from_data_is_escaped() -> None:
    import dataclasses

    told = made("KAZ", "2022-01-05")
    basis = dataclasses.replace(told.notes[0].basis, standing="<b>|*")
    evil = Cited("<script>1</script> | *x*", basis, number=1, shown=True)
    bad = dataclasses.replace(told, about=(evil,))
    assert "<script>" not in html(bad)
    assert "<script>" not in markdown(bad).replace("\\<script\\>", "")


def test_the_document_gives_every_piece_its_note(told: Outline) -> None:
    given = json.loads(json.dumps(document(told)))
    numbers = [note["number"] for note in given["notes"]]
    assert numbers == [note.number for note in told.notes]
    for note in given["notes"]:
        assert note["sources"]
        assert note["standing"] or note["kind"] == "state"
    found: list[int] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "note" in value and isinstance(value["note"], int):
                found.append(value["note"])
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(given["sections"])
    assert len(found) == sum(1 for _ in pieces(told))
    assert set(found) == set(numbers)
