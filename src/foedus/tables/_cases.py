"""The tables of the cases: sources, claims, findings, record, days of the cities, national series."""

from __future__ import annotations

import csv
from pathlib import Path

from foedus.tables._codebook import Column, Row, Table

__all__ = ["case_tables"]

_CASE = Column("case_id", "Id of the case")
_BOUNDS = (
    Column("low", "Lower bound", "number", "see unit"),
    Column("high", "Upper bound", "number", "see unit"),
)
_UNIT = Column("unit", "Unit of the bounds")
_NOTE = Column("note", "What else should be known")
_SOURCE = Column("source", "Id of the source in the table of sources")
_DAY = {"unit": "iso-date"}


def case_tables() -> tuple[Table, ...]:
    """Tables of all packaged cases that have evidence."""
    from foedus.chronicle import KINDS, STATUS
    from foedus.evidence import GROUNDS, HEDGES, TIERS

    tiers = {name: tier.meaning for name, tier in TIERS.items()}
    steps = {name: f"step {step} from exact" for name, step in HEDGES.items()}
    sources = (
        _CASE,
        Column("source", "Id of the source"),
        Column("title", "Title"),
        Column("publisher", "Publisher"),
        Column("tier", "Kind of source", values=tiers),
        Column("where", "Address, or name of the file"),
        Column("language", "Language, ISO 639-1"),
        Column("published", "Day of publication", unit="iso-date"),
        Column("copy_of", "Id of the source that it copies"),
        _NOTE,
    )
    claims = (
        _CASE,
        Column("fact", "Id of the question"),
        Column("claim", "Id of the claim"),
        Column("question", "What is asked"),
        Column("unit", "Unit of the answer, or text"),
        *_BOUNDS,
        Column("text", "Answer in words"),
        Column("hedge", "How exactly it is told", values=steps),
        Column("holder", "Who says so"),
        _SOURCE,
        Column("tier", "Kind of what is cited", values=tiers),
        Column("stated", "Day on which it was said", unit="iso-date"),
        Column("knows", "Day of which the knowledge is", unit="iso-date"),
        Column("withdrawn", "Whether its maker took it back", "integer", "0 or 1"),
        Column("scope", "What it speaks of instead, if not of the thing asked"),
        Column("caveat", "Reserve under which the source tells it: alleged or unverified"),
        Column("misreport", "What is wrong with it, where it is an error often repeated"),
        _NOTE,
    )
    findings = (
        _CASE,
        Column("fact", "Id of the question"),
        Column("question", "What is asked"),
        Column("unit", "Unit of the answer, or text"),
        Column("value_low", "Lower bound of the answer", "number", "see unit"),
        Column("value_high", "Upper bound of the answer", "number", "see unit"),
        Column("value_text", "Answer in words"),
        Column("interval_low", "Least of all live claims", "number", "see unit"),
        Column("interval_high", "Greatest of all live claims", "number", "see unit"),
        Column("ground", "Ground on which it was chosen", values=GROUNDS),
        Column("contested", "Whether live claims differ", "integer", "0 or 1"),
        Column("why", "The reason in a sentence"),
        Column("chosen", "Ids of the claims chosen"),
        Column("dissent", "Ids of the claims kept"),
    )
    record = (
        _CASE,
        Column("id", "Id of the event"),
        Column("begins", "Day, or local time with offset", unit="iso-date"),
        Column("ends", "End, likewise", unit="iso-date"),
        Column("place", "Place"),
        Column("kind", "Kind of event", values=dict(KINDS)),
        Column("actor", "Who did it"),
        *_BOUNDS,
        _UNIT,
        Column("status", "Standing of the event", values=dict(STATUS)),
        Column("attributed_to", "Whose claim it is, if anybody's"),
        Column("source", "Ids of the sources, separated by a space"),
        Column("what", "What happened"),
    )
    city_days = (
        _CASE,
        Column("city", "City"),
        Column("date", "Day", unit="iso-date"),
        Column("status", "What is on record for the day"),
        Column("low", "Least number of people on the street", "number", "persons"),
        Column("high", "Greatest number of people on the street", "number", "persons"),
        Column("source_basis", "What it rests on"),
    )
    series = (
        _CASE,
        Column("date", "Day", unit="iso-date"),
        Column("quantity", "What is counted"),
        *_BOUNDS,
        Column("status", "Standing of the figure"),
        _SOURCE,
        _NOTE,
    )
    origin = "library/cases"
    return (
        Table("sources", "A source of a case", origin, sources, _sources),
        Table("claims", "What one source says on one question", origin, claims, _claims),
        Table("findings", "What the claims on a question come to", origin, findings, _findings),
        Table("record", "An event of the historical record", origin, record, _record),
        Table(
            "city_days", "A city on a day", origin, city_days, lambda: _csv_rows("city_days.csv", city_days)
        ),
        Table(
            "national_series",
            "A national figure",
            origin,
            series,
            lambda: _csv_rows("national_series.csv", series),
        ),
    )


def _folders(name: str) -> dict[str, Path]:
    from foedus.files import listing

    return {case: folder for case, folder in listing("case").items() if (folder / name).is_file()}


def _sources() -> list[Row]:
    from foedus.evidence import load

    return [
        {
            "case_id": case,
            "source": s.id,
            "title": s.title,
            "publisher": s.publisher or None,
            "tier": s.tier,
            "where": s.where or None,
            "language": s.language or None,
            "published": s.published or None,
            "copy_of": s.copy_of or None,
            "note": s.note or None,
        }
        for case in _folders("claims.yaml")
        for s in load(case).sources.values()
    ]


def _claims() -> list[Row]:
    from foedus.evidence import load

    return [
        {
            "case_id": case,
            "fact": fact.id,
            "claim": c.id,
            "question": fact.question,
            "unit": fact.unit,
            "low": c.low,
            "high": c.high,
            "text": c.text or None,
            "hedge": c.hedge,
            "holder": c.holder,
            "source": c.source.id,
            "tier": c.tier,
            "stated": c.stated.isoformat() if c.stated else None,
            "knows": c.knows.isoformat() if c.knows else None,
            "withdrawn": int(c.withdrawn),
            "scope": c.scope or None,
            "caveat": c.caveat or None,
            "misreport": c.misreport or None,
            "note": c.note or None,
        }
        for case in _folders("claims.yaml")
        for fact in load(case).facts.values()
        for c in fact.claims
    ]


def _findings() -> list[Row]:
    from foedus.evidence import load

    found: list[Row] = []
    for case in _folders("claims.yaml"):
        for f in load(case).findings:
            value = f.value if not isinstance(f.value, str) else None
            found.append(
                {
                    "case_id": case,
                    "fact": f.fact.id,
                    "question": f.fact.question,
                    "unit": f.fact.unit,
                    "value_low": value.low if value else None,
                    "value_high": value.high if value else None,
                    "value_text": f.value if isinstance(f.value, str) else None,
                    "interval_low": f.interval.low if f.interval else None,
                    "interval_high": f.interval.high if f.interval else None,
                    "ground": f.ground,
                    "contested": int(f.contested),
                    "why": f.why,
                    "chosen": " ".join(c.id for c in f.chosen) or None,
                    "dissent": " ".join(d.claim.id for d in f.dissent) or None,
                }
            )
    return found


def _record() -> list[Row]:
    from foedus.chronicle import read

    return [
        {
            "case_id": case,
            "id": e.id,
            "begins": str(e.start),
            "ends": str(e.end) if e.end else None,
            "place": e.place or None,
            "kind": e.kind,
            "actor": e.actor or None,
            "low": e.quantity.low if e.quantity else None,
            "high": e.quantity.high if e.quantity else None,
            "unit": e.quantity.unit if e.quantity else None,
            "status": e.status,
            "attributed_to": e.attributed_to or None,
            "source": " ".join(e.sources) or None,
            "what": e.what or None,
        }
        for case, folder in _folders("record.csv").items()
        for e in read(folder / "record.csv")
    ]


def _csv_rows(name: str, columns: tuple[Column, ...]) -> list[Row]:
    """Rows of a CSV file of every case that has it, numbers as numbers."""
    make = {"text": str, "number": float, "integer": int}
    found: list[Row] = []
    for case, folder in _folders(name).items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for given in csv.DictReader(file):
                cells = {"case_id": case, **given}
                found.append(
                    {c.name: make[c.kind](cells[c.name]) if cells[c.name] else None for c in columns}
                )
    return found
