"""Markdown for what comes from the library: text that means only itself, code, links, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["code", "link", "plain", "table"]

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|#$])")


def plain(text: str) -> str:
    """Text on one line in which no sign has a meaning for Markdown."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A word as code."""
    return f"`{text}`"


def link(name: str, url: str) -> str:
    """An id, linked to its address where it has one."""
    return f"[{code(name)}](<{url}>)" if url.startswith(("http://", "https://")) else code(name)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"
