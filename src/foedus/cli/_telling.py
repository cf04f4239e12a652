"""How commands print: folded lines with a label, one JSON document, names of states."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["JSON", "fold", "heading", "line", "print_json", "sources"]

#: The option ``--json``.
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")

_WIDTH, _LABEL = 100, 16


def print_json(document: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def fold(text: str, indent: int, first: str = "") -> str:
    """Fold text at the width of the page; `first` stands in place of the first indent."""
    return textwrap.fill(
        text,
        width=_WIDTH,
        initial_indent=first or " " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def heading(text: str) -> None:
    """Print a heading after an empty line."""
    click.echo(f"\n{text}")


def line(label: str, text: str) -> None:
    """Print text beside a label; an empty label goes on with the one above."""
    click.echo(fold(text, _LABEL + 2, f"  {label:<{_LABEL}}"))


def sources(cited: Iterable[tuple[str, Any]]) -> None:
    """Print the list of sources: id, title, and where it can be read."""
    heading("Sources")
    for name, source in cited:
        click.echo(fold(f"{name}: {source.title}. {source.where}", 6, "  "))
