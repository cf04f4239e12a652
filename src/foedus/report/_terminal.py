"""The outline on one screen of a terminal: what is marked for it, harm first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foedus.report._brief_cited import Cited
from foedus.report._outline import Code, Outline, Paragraph, Status, Strong, Table, Text, plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Styled

__all__ = ["styled", "terminal"]

#: Columns from which a terminal counts as wide.
_WIDE = 110
_WIDEST = 120


def terminal(outline: Outline, console: Console, written: Sequence[Path] = ()) -> None:
    """Print the outline's screen.

    Parameters
    ----------
    outline
        What is to be said.
    console
        Where; its width decides what is folded, its colour system whether there is any colour.
        Nothing is told by colour alone.
    written
        Files to name at the end, the report first.
    """
    width = min(console.width, _WIDEST)
    marks = "; ".join(f"{name} {value}" for name, value in outline.marks)
    console.print(styled((Strong(outline.title), f"  {outline.kicker}")), width=width)
    console.print(marks, style="dim", width=width, highlight=False)
    for section in outline.sections:
        shown = [block for block in section.blocks if isinstance(block, Paragraph | Table) and block.screen]
        for block in shown:
            if isinstance(block, Paragraph):
                words = (
                    block.text if plain(block.text).startswith("†") else _headed(section.title, block.text)
                )
                console.print(styled(words), width=width, highlight=False)
            else:
                _table(block, console, width)
    for path in written[:1]:
        console.print(f"Report   {path}", width=width, highlight=False, soft_wrap=True, markup=False)
    if len(written) > 1:
        names = ", ".join(path.name for path in written[1:])
        console.print(f"Beside   {names}", width=width, highlight=False, markup=False)
    console.print(f"Command  {outline.command}", width=width, highlight=False, soft_wrap=True, markup=False)


def _headed(title: str, words: Text) -> Text:
    return words if plain(words).startswith(title) else (Strong(f"{title}. "), *words)


def _table(block: Table, console: Console, width: int) -> None:
    from rich.table import Table as Grid

    kept = [
        i for i, column in enumerate(block.columns) if column.screen and (width >= _WIDE or not column.wide)
    ]
    grid = Grid(
        box=None,
        width=width,
        pad_edge=False,
        padding=(0, 2 if width >= 96 else 1, 0, 0),
        header_style="bold",
        expand=True,
    )
    for place, index in enumerate(kept):
        column = block.columns[index]
        grid.add_column(
            column.title,
            justify="right" if column.numeric else "left",
            no_wrap=place > 0,
            ratio=1 if place == 0 else None,
            overflow="fold",
        )
    for row in block.rows:
        grid.add_row(*(styled(row[index]) for index in kept))
    console.print(grid)


def styled(words: Text) -> Styled:
    """Words with their weight for a terminal; a cited piece with its standing and the number of its note."""
    from rich.text import Text as Styled

    found = Styled()
    for part in words:
        if isinstance(part, Strong | Code):
            found.append(part.words, style="bold" if isinstance(part, Strong) else "")
        elif isinstance(part, Status):
            found.append(part.word.replace("_", " "), style="bold")
        elif isinstance(part, Cited):
            found.append(part.words)
            if part.shown:
                told = ", ".join(word for word in (part.standing, str(part.number)) if word)
                found.append(f"\u00a0[{told}]", style="dim")
        else:
            found.append(plain((part,)))
    return found
