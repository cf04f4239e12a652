"""A Sphinx extension: the parts of the pages that are made from the library, the code and the commands.

A fenced block with the word ``{generated}``, a kind and its arguments is replaced by Markdown before the page
is read, so that tables of norms, sources, levers and words, the help of the commands, the output of examples,
the keys of the file formats and the Python reference are never copied by hand::

    ```{generated} norms csto
    ```
"""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import _evidence
import _format
import _law
import _models
import _reference
from _reference import commands_known, rooms
from sphinx.util import logging

import foedus
from foedus.errors import FoedusError

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["KINDS", "commands_known", "expand", "rooms", "setup"]

_BLOCK = re.compile(r"^```\{generated\} +([a-z-]+)([^\n]*)\n```$", re.MULTILINE)

#: What a generated block may ask for.
KINDS: dict[str, Callable[..., str]] = {
    "accounts": _law.accounts,
    "commands": _reference.commands,
    "common-facts": _format.common_facts,
    "contention": _evidence.contention,
    "contentions": _evidence.contentions,
    "denied": _evidence.denied,
    "facts": _evidence.facts,
    "finding": _evidence.finding,
    "format": _format.file_format,
    "law": _law.law,
    "legal-table": _models.legal_table,
    "levers": _models.levers,
    "markers": _models.markers,
    "norms": _law.norms,
    "organs": _law.organs,
    "parameters": _models.parameters,
    "publishers": _evidence.publishers,
    "python": _reference.python,
    "run": _reference.shown,
    "run-part": _reference.shown_part,
    "sources": _evidence.sources,
    "sources-under": _evidence.sources_under,
    "statuses": _format.statuses,
    "systems": _law.systems,
    "tables": _reference.all_tables,
    "terms": _law.terms,
    "trials": _law.trials,
    "values": _reference.values,
    "why": _law.why,
    "words": _reference.words_of,
}


def expand(text: str) -> str:
    """Replace every generated block of a page; a kind or name that does not exist is an error."""
    return _BLOCK.sub(lambda block: KINDS[block[1]](*shlex.split(block[2])), text)


def _source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    try:
        source[0] = expand(source[0])
    except FoedusError as error:
        logging.getLogger(__name__).warning("a generated part: %s", error, location=docname)


def _skip(app: Sphinx, what: str, name: str, thing: Any, skip: bool, options: Any) -> bool | None:
    """Leave out what Python and pydantic add by themselves."""
    if name.startswith("model_") or (inspect.getdoc(thing) or "").startswith("Alias for field number"):
        return True
    return None


def _signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, told: str | None, gives: str | None
) -> tuple[str | None, str | None]:
    """Make the signature of a dataclass readable as Python: a default that is made has no sign of its own."""
    return (told.replace("<factory>", "...") if told else told), gives


def _docstring(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Keep attributes that share a line together: they are parted at spaces otherwise."""
    section = ""
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if line.strip() and set(below.strip()) == {"-"}:
            section = line.strip()
        elif section == "Attributes" and re.fullmatch(r"\w+(, \w+)+( : .*)?", line):
            names, colon, kind = line.partition(" : ")
            lines[place] = names.replace(", ", ",\u200b") + colon + kind


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the extension to Sphinx."""
    app.connect("source-read", _source_read)
    app.connect("autodoc-skip-member", _skip)
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-process-docstring", _docstring, priority=100)
    return {"version": foedus.__version__, "parallel_read_safe": True, "parallel_write_safe": True}
