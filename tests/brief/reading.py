"""Reading a brief as a distrustful reader would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from foedus import atlas, treaty
from foedus.files import listing, load_yaml
from foedus.report import Cited, Outline
from foedus.report._brief_settle import texts
from foedus.report._outline import Inline, Table, Text, plain

#: Sections that are themselves citations.
CITATIONS = {"sources"}


def sentences(told: Outline) -> Iterator[Text]:
    """Every text of a brief but its citations; a row of a table is one text."""
    yield told.about
    for section in told.sections:
        if section.id in CITATIONS:
            continue
        for block in section.blocks:
            if isinstance(block, Table):
                yield from (tuple(part for cell in row for part in cell) for row in block.rows)
                yield block.note
            else:
                yield from texts((block,))


def pieces(told: Outline) -> Iterator[Cited]:
    for words in sentences(told):
        yield from (part for part in words if isinstance(part, Cited))


def bare(words: Text) -> str:
    """What a text says without resting on anything."""
    return " ¦ ".join(_words(part) for part in words if not isinstance(part, Cited))


def _words(part: Inline) -> str:
    return plain((part,))


def strays(told: Outline) -> list[str]:
    """Digits and known names that rest on nothing."""
    loose = (bare(words) for words in sentences(told))
    return [words for words in loose if re.search(r"\d", words) or names().search(words)]


def whole(told: Outline) -> str:
    return "\n".join(plain(words) for words in sentences(told))


@cache
def names() -> re.Pattern[str]:
    """Names of states, persons, organs and cities in the library."""
    found = {state.name for state in atlas.states().values()}
    found |= {row.name.partition(",")[0] for row in atlas.codes()}
    for iso3 in atlas.states():
        for day in ("1995-01-01", "1998-01-01", "2018-01-01", "2022-01-05", "2026-01-01"):
            capital = atlas.profile(iso3, date.fromisoformat(day)).facts["capital"]
            found |= {entry.names.en for entry in capital.entries if hasattr(entry, "names")}
    for name in listing("treaty"):
        file = treaty.load(name).file
        found |= {organ.name for organ in file.organs if organ.name[0].isupper()}
        found |= {one.name for one in file.secretaries_general}
        found |= {one.person.partition(",")[0] for one in file.chairs if one.person}
    for name in atlas.organisations():
        one = atlas.organisation(name).file
        found |= {body.name for body in one.bodies} | {force.name for force in one.forces}
        found |= {seat.city for seat in one.seat} | {one.names.en or "", one.short.en or ""}
    for folder in listing("case").values():
        if (folder / "case.yaml").is_file():
            cities = load_yaml(folder / "case.yaml").data["cities"]
            found |= {str(city["name"]) for city in cities}
    found |= {airfield.name for airfield in atlas.airfields().values()}
    # An office is a word of ours where it stands as a label; who holds it is a name.
    found -= {"", "Secretary-General", "Secretariat"}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, found), key=len, reverse=True))})\b")
