"""Briefs of every thing of the library on telling days, made once."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from foedus.report import Outline, brief

#: Every thing on days that tell it apart: before, during and after.
ASKED = [
    ("csto", "1991-12-31"),
    ("csto", "1993-06-01"),
    ("csto", "1998-01-01"),
    ("csto", "2010-07-01"),
    ("csto", "2022-01-05"),
    ("csto", "2026-06-01"),
    ("KAZ", "1990-06-01"),
    ("KAZ", "2022-01-05"),
    ("KAZ", "2026-06-01"),
    ("ARM", "2025-01-01"),
    ("AZE", "2022-01-05"),
    ("RUS", "2022-02-01"),
    ("UZB", "2013-01-01"),
    ("kazakhstan-2022", ""),
    ("kazakhstan-2022", "2010-01-01"),
    ("armenia-2022", ""),
    ("kyrgyzstan-2010", ""),
    ("kyrgyzstan-2010", "1993-01-01"),
]


@cache
def made(thing: str, on: str = "") -> Outline:
    return brief(thing, date.fromisoformat(on) if on else None)


@pytest.fixture(params=ASKED, ids=lambda given: "-on-".join(filter(None, given)))
def told(request: pytest.FixtureRequest) -> Outline:
    return made(*request.param)
