"""The outline of a result: sections of sentences, tables and figures, before any rendering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.report._brief_cited import Cited, Note

if TYPE_CHECKING:
    from foedus.figures import Figure

__all__ = [
    "Block",
    "Branch",
    "Break",
    "Bullets",
    "Code",
    "Column",
    "Fold",
    "Inline",
    "Link",
    "Outline",
    "Paragraph",
    "Picture",
    "Section",
    "Status",
    "Strong",
    "Table",
    "Text",
    "plain",
    "text",
]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address outside the report; nothing is fetched from it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    """Words for a machine: a command, an id."""

    words: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry weight."""

    words: str


@dataclass(frozen=True, slots=True)
class Status:
    """Status of a legal position, or yes, no and unknown: a closed word that is shown as one."""

    word: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line inside a cell."""


Inline = str | Link | Code | Strong | Status | Break | Cited
Text = tuple[Inline, ...]


def text(*parts: Inline | Text) -> Text:
    """Join words and pieces of text into one."""
    joined: list[Inline] = []
    for part in parts:
        joined.extend(part if isinstance(part, tuple) else (part,))
    return tuple(joined)


def plain(words: Text) -> str:
    """The words alone."""
    return "".join(_plain(part) for part in words)


def _plain(part: Inline) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Break):
        return "\n"
    return part.word.replace("_", " ") if isinstance(part, Status) else part.words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences.

    Attributes
    ----------
    text
        The words.
    kind
        ``plain``, ``lead`` (first words of a section) or ``notice`` (what must not be overlooked).
    screen
        Whether it stands on the terminal's one screen too.
    """

    text: Text
    kind: str = "plain"
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `screen` as in `Paragraph`."""

    items: tuple[Text, ...]
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading with the unit, whether it holds figures, and on which screens it has room.

    `screen` is whether the terminal shows it; `wide` whether it does so on a wide one only.
    """

    title: str
    numeric: bool = False
    screen: bool = True
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row names the row.

    Attributes
    ----------
    id, caption
        Name on the page, and what it shows.
    columns, rows
        As many cells in each row as columns.
    note
        What to know when reading it; may be empty.
    screen
        Whether it stands on the terminal's one screen too.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    note: Text = ()
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its sources as text with links."""

    figure: Figure
    sources: Text = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A tree of sentences, each with yes, no or unknown."""

    sentence: str
    value: str
    parts: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that a reader opens on demand."""

    title: str
    blocks: tuple[Block, ...]


Block = Paragraph | Bullets | Table | Picture | Branch | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under one heading.

    Attributes
    ----------
    id
        Its place in the address.
    title, blocks
        Its heading, and what it says.
    annex
        Whether it stands in the annex, behind the pages that are forwarded.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """All that is said of a result, once.

    Attributes
    ----------
    title, kicker
        Name of the case, and what kind of document this is.
    about
        What this is and is not, in one paragraph.
    marks
        Short facts for the head: runs, seed, version.
    sections
        In the order of reading: harm first.
    command
        The command that gives the same result.
    notes
        What the cited pieces rest on, by their numbers; a report of a replay has none.
    """

    title: str
    kicker: str
    about: Text
    marks: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    command: str
    notes: tuple[Note, ...] = ()

    def figures(self) -> Iterator[Figure]:
        """Every figure, in order."""

        def inside(blocks: tuple[Block, ...]) -> Iterator[Figure]:
            for block in blocks:
                if isinstance(block, Picture):
                    yield block.figure
                elif isinstance(block, Fold):
                    yield from inside(block.blocks)

        for section in self.sections:
            yield from inside(section.blocks)
