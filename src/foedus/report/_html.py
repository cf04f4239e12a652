"""The outline as one HTML file that asks no host for anything."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from foedus.report._outline import Outline, Text, plain

__all__ = ["html"]

_LONG, _LONGER = 48, 160


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("foedus.report"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals.update(kind_of=_kind_of, length_of=_length_of, safe=_safe)
    return environment


def html(outline: Outline) -> str:
    """Render an outline as one HTML file.

    No script, no font, no image from elsewhere: a content policy in the head forbids it. Text from
    data is escaped; drawings come from `foedus.figures`.
    """
    return _environment().get_template("report.html.j2").render(outline=outline)


def _kind_of(thing: object) -> str:
    return type(thing).__name__


def _length_of(cell: Text) -> str:
    """Class of a cell by the room that it needs."""
    length = len(plain(cell))
    return "essay" if length > _LONGER else "words" if length > _LONG else ""


def _safe(drawing: str) -> Markup:
    """Inline SVG: written by foedus.figures, where every text from data has been escaped."""
    return Markup(drawing)  # noqa: S704 - see above
