"""The outline as Markdown, figures as their words and numbers."""

from __future__ import annotations

import re

from foedus.report._brief_cited import Cited, Note
from foedus.report._outline import (
    Block,
    Branch,
    Break,
    Bullets,
    Code,
    Fold,
    Link,
    Outline,
    Paragraph,
    Picture,
    Status,
    Strong,
    Table,
    Text,
)

__all__ = ["markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def markdown(outline: Outline) -> str:
    """Render an outline as Markdown with tables (GitHub's dialect)."""
    parts = [f"# {_escaped(outline.title)}", f"*{_escaped(outline.kicker)}*", _words(outline.about)]
    parts.append("; ".join(f"{name} {value}" for name, value in outline.marks))
    annexed = False
    for section in outline.sections:
        if section.annex and not annexed:
            annexed = True
            parts.append("# Annex")
        parts.append(f"## {_escaped(section.title)}")
        for block in section.blocks:
            parts += _block(block)
    if outline.notes:
        parts += ["## Notes", "\n".join(_note(note) for note in outline.notes)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        if block.kind == "screen only":
            return []
        words = _words(block.text)
        return [f"```\n{words.strip('`')}\n```" if block.kind == "command" else words]
    if isinstance(block, Bullets):
        return ["\n".join(f"- {_words(item)}" for item in block.items)]
    if isinstance(block, Table):
        rows = [[_words(cell) for cell in row] for row in block.rows]
        marks = [column.numeric for column in block.columns]
        found = [
            f"**{_escaped(block.caption)}**",
            _table([column.title for column in block.columns], rows, marks),
        ]
        return [*found, _words(block.note)] if block.note else found
    if isinstance(block, Picture):
        figure = block.figure
        rows = [[_escaped(cell) for cell in row] for row in figure.table.rows]
        marks = [index in figure.table.numeric for index in range(len(figure.table.columns))]
        sources = [f"Sources of the record: {_words(block.sources)}."] if block.sources else []
        return [
            f"### {_escaped(figure.title)}",
            f"> {_escaped(figure.alt)}",
            _escaped(figure.note),
            *sources,
            _table(list(figure.table.columns), rows, marks),
        ]
    if isinstance(block, Branch):
        return ["\n".join(_branch(block, 0))]
    assert isinstance(block, Fold)
    return [f"### {_escaped(block.title)}", *(part for inner in block.blocks for part in _block(inner))]


def _note(note: Note) -> str:
    basis = note.basis
    told = [f"{basis.kind} `{basis.id}`", *([_escaped(basis.standing)] if basis.standing else [])]
    parts = [", ".join(told), *([_escaped(basis.says.rstrip("."))] if basis.says else [])]
    places = []
    for origin in basis.origins:
        name = _escaped(origin.id or origin.title)
        linked = f"[{name}](<{origin.url}>)" if origin.url else name
        places.append(f"{linked}, {_escaped(origin.locator)}" if origin.locator else linked)
    return f"[^{note.number}]: {'. '.join(parts)}. {'; '.join(places) or 'source not recorded'}"


def _table(titles: list[str], rows: list[list[str]], numeric: list[bool]) -> str:
    lines = [titles, ["---:" if mark else "---" for mark in numeric], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _branch(branch: Branch, depth: int) -> list[str]:
    mark = f"**{branch.value}** " if branch.value else ""
    lines = [f"{'  ' * depth}- {mark}{_escaped(branch.sentence)}"]
    for part in branch.parts:
        lines += _branch(part, depth + 1)
    return lines


def _words(words: Text) -> str:
    parts = []
    for part in words:
        if isinstance(part, Link):
            parts.append(f"[{_escaped(part.words)}](<{part.url}>)")
        elif isinstance(part, Code):
            parts.append(f"`{part.words}`")
        elif isinstance(part, Cited):
            standing = f" (*{_escaped(part.standing)}*)" if part.standing else ""
            parts.append(_escaped(part.words) + standing + (f"[^{part.number}]" if part.shown else ""))
        elif isinstance(part, Strong):
            parts.append(f"**{_escaped(part.words)}**")
        elif isinstance(part, Break):
            parts.append("<br>")
        elif isinstance(part, Status):
            parts.append(f"*{part.word.replace('_', ' ')}*")
        else:
            parts.append(_escaped(part))
    return "".join(parts)


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)
