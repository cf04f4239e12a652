"""The last pass over a brief: notes get their numbers in the order of reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from foedus.report._brief_cited import Basis, Cited, Note
from foedus.report._outline import Block, Bullets, Fold, Inline, Paragraph, Section, Table, Text

__all__ = ["cited", "settle", "texts"]


def texts(blocks: tuple[Block, ...]) -> Iterator[Text]:
    """Every piece of text in the order of reading."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)
            yield block.note
        elif isinstance(block, Fold):
            yield from texts(block.blocks)


def cited(sections: tuple[Section, ...]) -> Iterator[Cited]:
    """Every piece that rests on something, in the order of reading."""
    for section in sections:
        for words in texts(section.blocks):
            yield from (part for part in words if isinstance(part, Cited))


def settle(about: Text, sections: tuple[Section, ...]) -> tuple[Text, tuple[Section, ...], tuple[Note, ...]]:
    """Number the notes, and decide where a number and a standing are set.

    Several pieces of one sentence on one basis share one mark, behind the last of them. The name of a
    state carries its mark where it first stands.

    Returns
    -------
    about, sections, notes
        The text and the sections with their marks, and the notes in order.
    """
    numbers: dict[tuple[str, str], tuple[int, Basis]] = {}
    for part in (*(p for p in about if isinstance(p, Cited)), *cited(sections)):
        _, known = numbers.setdefault((part.basis.kind, part.basis.id), (len(numbers) + 1, part.basis))
        assert known == part.basis, f"two standings of one thing: {known} and {part.basis}"
    named: set[int] = set()

    def marked(words: Text) -> Text:
        last: dict[int, int] = {}
        found: list[Inline] = []
        for place, part in enumerate(words):
            if isinstance(part, Cited):
                number, basis = numbers[part.basis.kind, part.basis.id]
                part = replace(part, basis=basis, number=number)
                if basis.kind == "state":
                    part = replace(part, shown=number not in named)
                    named.add(number)
                else:
                    last[number] = place
            found.append(part)
        for place in last.values():
            part = found[place]
            assert isinstance(part, Cited)
            found[place] = replace(part, shown=True)
        return tuple(found)

    head = marked(about)
    done = tuple(
        replace(section, blocks=tuple(_mapped(block, marked) for block in section.blocks))
        for section in sections
    )
    return head, done, tuple(Note(number, basis) for number, basis in numbers.values())


def _mapped(block: Block, change: Callable[[Text], Text]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=change(block.text))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(change(item) for item in block.items))
    if isinstance(block, Table):
        rows = tuple(_row(row, change) for row in block.rows)
        return replace(block, rows=rows, note=change(block.note))
    if isinstance(block, Fold):
        return replace(block, blocks=tuple(_mapped(part, change) for part in block.blocks))
    return block


def _row(row: tuple[Text, ...], change: Callable[[Text], Text]) -> tuple[Text, ...]:
    """A row of a table is one sentence: a mark stands behind the last of its cells that needs it."""
    whole = change(tuple(part for cell in row for part in cell))
    cells, start = [], 0
    for cell in row:
        cells.append(whole[start : start + len(cell)])
        start += len(cell)
    return tuple(cells)
