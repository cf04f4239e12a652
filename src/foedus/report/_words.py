"""Small pieces of text that several sections share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from foedus.evidence import Evidence
from foedus.figures import NOT_KNOWN, interval, span
from foedus.report._outline import Inline, Link, Text, text

__all__ = [
    "cite",
    "cited",
    "fit_words",
    "interval_of",
    "places",
    "record_words",
    "run_words",
    "split_sources",
    "yes_no",
]

_MOST = 4


def places(unit: str) -> int:
    """Decimals that a unit bears: none for what is counted, one for what is measured."""
    return 0 if unit in ("persons", "cities", "regions", "states") else 1


def run_words(run: Mapping[str, float | None] | None, unit: str = "persons") -> str:
    """Median and 5–95 % of the runs; in words where it happened in none."""
    if run is None or run.get("p50") is None:
        return "in no run"
    return interval(run["p05"], run["p50"], run["p95"], places(unit))


def record_words(record: Mapping[str, float | None] | None) -> str:
    """Interval of the record; in words where it has none."""
    return span(record["low"], record["high"]) if record else NOT_KNOWN


def yes_no(answer: bool) -> str:
    """Yes or no."""
    return "yes" if answer else "no"


def cite(evidence: Evidence, name: str) -> Inline:
    """A source by its id or address, as a link whose words are its publisher or host."""
    source = evidence.sources.get(name)
    if source is not None:
        words = source.id if source.file else source.publisher or source.title
        return Link(words, source.url) if source.url.startswith(("http://", "https://")) else words
    if name.startswith(("http://", "https://")):
        host = urlsplit(name).netloc.removeprefix("www.").partition(":")[0]
        return Link(host or name, name)
    return name


def cited(evidence: Evidence, names: Iterable[str], most: int = _MOST) -> Text:
    """Several sources in one line, each once; what is left off is counted."""
    found: dict[str, Inline] = {}
    for name in names:
        if name:
            piece = cite(evidence, name)
            found.setdefault(piece.words if isinstance(piece, Link) else str(piece), piece)
    parts: list[Inline] = []
    for index, piece in enumerate(list(found.values())[:most]):
        parts += [", ", piece] if index else [piece]
    if len(found) > most:
        parts.append(f" and {len(found) - most} more")
    return text(*parts) if parts else ("not stated",)


def split_sources(words: str) -> list[str]:
    """Ids or addresses written one after another, between spaces or semicolons."""
    return [word for word in words.replace(";", " ").split() if word]


def fit_words(row: Mapping[str, Any] | None) -> str:
    """What an answer rests on, twice: its fit, then its cause."""
    if row is None:
        return "not assessed"
    return f"{row['fit']}, {row['cause']}"


def interval_of(evidence: Evidence, fact: str) -> tuple[float, float, tuple[str, ...]] | None:
    """The record's interval of a fact with the ids of its live sources; nothing if the case has none."""
    if fact not in evidence.facts:
        return None
    found = evidence.finding(fact)
    if found.interval is None or found.interval.low is None or found.interval.high is None:
        return None
    live = [
        claim.source.id for claim in evidence.fact(fact).claims if not claim.withdrawn and not claim.scope
    ]
    return found.interval.low, found.interval.high, tuple(dict.fromkeys(live))
