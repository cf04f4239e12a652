"""Foedus: a laboratory for collective security.

What a treaty binds its parties to, who decides, who can help and when, and what it changes for the
people on the ground. The rooms are ``foedus.treaty``, ``foedus.evidence``, ``foedus.council``,
``foedus.forces``, ``foedus.unrest``, ``foedus.crisis``, ``foedus.study`` and ``foedus.report``.

Examples
--------
>>> import foedus
>>> foedus.treaty.load("csto").chair("2022-01-05")
'ARM'
>>> result = foedus.replay("kazakhstan-2022", runs=100, seed=1)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.study import replay

__all__ = ["replay"]
__version__ = "0.1.0"

_ROOMS = [
    "atlas",
    "chronicle",
    "council",
    "crisis",
    "evidence",
    "figures",
    "forces",
    "report",
    "score",
    "study",
    "tables",
    "treaty",
    "unrest",
]


def __getattr__(name: str) -> Any:
    """Import a room, or `replay`, when it is first asked for: a light command pays for nothing else."""
    if name == "replay":
        return import_module("foedus.study").replay
    if name in _ROOMS:
        return import_module(f"foedus.{name}")
    raise AttributeError(f"module 'foedus' has no attribute {name!r}")
