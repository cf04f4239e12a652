"""The common questions of fact: one name, one question, in every treaty and every situation."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from foedus.files import Placed, read

__all__ = ["common_facts"]


class _FactsFile(Placed):
    schema_: Literal["facts/1"] = Field(alias="schema")
    facts: dict[str, str]


@cache
def common_facts() -> dict[str, str]:
    """Questions that any situation may answer, by name; a treaty may add its own and redefine none."""
    path = Path(str(files("foedus"))) / "library" / "words" / "facts.yaml"
    return read(path, _FactsFile).facts
