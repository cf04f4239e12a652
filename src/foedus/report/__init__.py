"""One outline of a result, and its renderings: terminal, HTML, Markdown; and briefs on what is on record.

A name is imported when it is first asked for: a brief pays for no model and no drawing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.report._brief import brief, things
    from foedus.report._brief_cited import Basis, Cited, Note, Origin
    from foedus.report._brief_json import document
    from foedus.report._brief_screen import pages
    from foedus.report._build import outline
    from foedus.report._html import html
    from foedus.report._markdown import markdown
    from foedus.report._outline import Outline, Section
    from foedus.report._terminal import terminal

__all__ = [
    "Basis",
    "Cited",
    "Note",
    "Origin",
    "Outline",
    "Section",
    "brief",
    "document",
    "html",
    "markdown",
    "outline",
    "pages",
    "terminal",
    "things",
]

_PLACES = {
    "Basis": "_brief_cited",
    "Cited": "_brief_cited",
    "Note": "_brief_cited",
    "Origin": "_brief_cited",
    "Outline": "_outline",
    "Section": "_outline",
    "brief": "_brief",
    "document": "_brief_json",
    "html": "_html",
    "markdown": "_markdown",
    "outline": "_build",
    "pages": "_brief_screen",
    "terminal": "_terminal",
    "things": "_brief",
}


def __getattr__(name: str) -> Any:
    """Import a name of this room when it is first asked for."""
    if name in _PLACES:
        return getattr(import_module(f"foedus.report.{_PLACES[name]}"), name)
    raise AttributeError(f"module 'foedus.report' has no attribute {name!r}")
