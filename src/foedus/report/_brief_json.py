"""A brief as one JSON document: every piece of text with what it rests on."""

from __future__ import annotations

from typing import Any

from foedus.report._brief_cited import Cited
from foedus.report._outline import (
    Block,
    Bullets,
    Fold,
    Inline,
    Link,
    Outline,
    Paragraph,
    Status,
    Table,
    Text,
    plain,
)

__all__ = ["document"]


def document(outline: Outline) -> dict[str, Any]:
    """Give a brief as JSON.

    Returns
    -------
    dict
        ``title``, ``kicker``, ``about``, ``on``, ``command``, ``sections`` (``id``, ``title``, ``place``,
        which is ``body`` or ``annex``, and ``blocks``) and ``notes``. A text is a list of pieces, each with
        ``words``; a piece that rests on something has ``note``, the number of an entry of ``notes`` with
        ``kind``, ``id``, ``standing``, ``says`` and ``sources``.
    """
    return {
        "title": outline.title,
        "kicker": outline.kicker,
        "about": _text(outline.about),
        **dict(outline.marks),
        "command": outline.command,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "place": "annex" if section.annex else "body",
                "blocks": [_block(part) for part in section.blocks],
            }
            for section in outline.sections
        ],
        "notes": [
            {
                "number": note.number,
                "kind": note.basis.kind,
                "id": note.basis.id,
                "standing": note.basis.standing or None,
                "says": note.basis.says or None,
                "sources": [
                    {name: getattr(origin, name) or None for name in origin.__slots__}
                    for origin in note.basis.origins
                ],
            }
            for note in outline.notes
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": _text(block.text)}
    if isinstance(block, Bullets):
        return {"kind": "list", "items": [_text(item) for item in block.items]}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption,
            "columns": [column.title for column in block.columns],
            "rows": [[_text(cell) for cell in row] for row in block.rows],
            "note": _text(block.note),
        }
    assert isinstance(block, Fold)
    return {"kind": "fold", "title": block.title, "blocks": [_block(part) for part in block.blocks]}


def _text(words: Text) -> list[dict[str, Any]]:
    return [_piece(part) for part in words]


def _piece(part: Inline) -> dict[str, Any]:
    if isinstance(part, Cited):
        return {"words": part.words, "note": part.number}
    if isinstance(part, Link):
        return {"words": part.words, "url": part.url}
    if isinstance(part, Status):
        return {"words": part.word, "status": True}
    return {"words": plain((part,))}
