"""A whole brief on a terminal: every section, with notes and sources, in 80 to 120 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report._brief_cited import Note
from foedus.report._outline import Block, Bullets, Fold, Inline, Link, Outline, Paragraph, Strong, Table, Text
from foedus.report._terminal import styled

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["pages"]

_WIDEST, _WORD = 120, 16


def pages(outline: Outline, console: Console) -> None:
    """Print a brief.

    Parameters
    ----------
    outline
        The brief.
    console
        Where; lines are folded at its width, at most 120 columns. Nothing is told by colour alone.
    """
    width = min(console.width, _WIDEST)
    _print(console, width, (Strong(outline.title),))
    _print(console, width, (outline.kicker,))
    console.print()
    _print(console, width, outline.about)
    annexed = False
    for section in outline.sections:
        if section.annex and not annexed:
            annexed = True
            console.print()
            _print(console, width, (Strong("=== ANNEX ==="),))
        console.print()
        _print(console, width, (Strong(section.title.upper()),))
        for block in section.blocks:
            _block(console, width, block)
    if outline.notes:
        console.print()
        _print(console, width, (Strong("NOTES"),))
        for note in outline.notes:
            _print(console, width, (_told(note),), 5, f"{note.number:>3}  ")
    console.print()
    console.print(f"Command  {outline.command}", width=width, highlight=False, markup=False)


def _block(console: Console, width: int, block: Block) -> None:
    if isinstance(block, Paragraph):
        if len(block.text) == 1 and isinstance(block.text[0], Strong):
            console.print()
        _print(console, width, block.text)
    elif isinstance(block, Bullets):
        for item in block.items:
            _print(console, width, item, 2, "- ")
    elif isinstance(block, Table):
        _table(console, width, block)
    elif isinstance(block, Fold):
        for part in block.blocks:
            _block(console, width, part)


def _print(console: Console, width: int, words: Text, indent: int = 0, first: str = "") -> None:
    """Fold a text by hand, so that no line is wider than the page and later lines stand under the first."""
    lines = styled(_addressed(words)).wrap(console, width - indent)
    for place, line in enumerate(lines):
        line.rstrip()
        console.print(
            (first if place == 0 else " " * indent) + line.plain
            if console.no_color
            else _led(first if place == 0 else " " * indent, line),
            highlight=False,
            markup=False,
            soft_wrap=True,
        )


def _led(lead: str, line: object) -> object:
    from rich.text import Text as Styled

    return Styled.assemble(lead, line)  # type: ignore[arg-type]


def _addressed(words: Text) -> Text:
    """Links with their address, which a terminal does not hide behind them."""
    found: list[Inline] = []
    for part in words:
        found += [part.words, f" {part.url}"] if isinstance(part, Link) else [part]
    return tuple(found)


def _table(console: Console, width: int, block: Table) -> None:
    from rich.table import Table as Grid

    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", width=width)
    for column, room in zip(block.columns, _widths(block, width), strict=True):
        grid.add_column(column.title, overflow="fold", width=room)
    for row in block.rows:
        grid.add_row(*(styled(cell) for cell in row))
    console.print()
    _print(console, width, (Strong(block.caption),))
    console.print(grid)
    if block.note:
        _print(console, width, block.note)


def _widths(block: Table, width: int) -> list[int]:
    """Room of each column: its longest word, and of what is left the more the longer its texts are."""
    texts = [
        [column.title, *(styled(row[place]).plain for row in block.rows)]
        for place, column in enumerate(block.columns)
    ]
    wanted = [max(len(text) for text in column) for column in texts]
    room = [min(max(len(w) for text in column for w in text.split() or [""]), _WORD) for column in texts]
    left = width - 2 * len(texts) - sum(room)
    while left > 0 and (open_ := [p for p, wish in enumerate(wanted) if room[p] < wish]):
        place = max(open_, key=lambda p: wanted[p] ** 0.5 / room[p])
        room[place] += 1
        left -= 1
    return room


def _told(note: Note) -> str:
    basis = note.basis
    places = [
        ", ".join(part for part in (origin.id or origin.title, origin.locator) if part)
        for origin in basis.origins
    ]
    standing = f", {basis.standing}" if basis.standing else ""
    says = f" {basis.says.rstrip('.')}." if basis.says else ""
    return f"{basis.kind} {basis.id}{standing}.{says} {'; '.join(places) or 'source not recorded'}"
