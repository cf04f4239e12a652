"""The tables of the organisations: sizes of forces, exercises, the record of programmes."""

from __future__ import annotations

from foedus.tables._codebook import GRADE, NOTE, SOURCE, Column, Row, Table

__all__ = ["organisation_tables"]


def organisation_tables() -> tuple[Table, ...]:
    """Tables of all packaged organisations."""
    from foedus import atlas

    files = [atlas.organisation(name).file for name in atlas.organisations()]
    org = Column("organisation", "Id of the organisation")
    bounds = (
        Column("low", "Lower bound", "number", "see unit"),
        Column("high", "Upper bound", "number", "see unit"),
        Column("unit", "Unit of the bounds"),
    )
    year = Column("year", "Year", "integer", "year")
    sizes = (
        org,
        Column("force", "Id of the force"),
        *bounds,
        year,
        Column("rests_on", "What it rests on"),
        GRADE,
        SOURCE,
    )
    held = {"held": "took place", "planned": "was planned; whether it took place is not recorded"}
    exercises = (
        org,
        Column("exercise", "Id of the series"),
        Column("name", "Name in English"),
        Column("kind", "What is practised"),
        year,
        Column("status", "Whether it took place", values=held),
        GRADE,
        SOURCE,
        NOTE,
    )
    deeds = (
        org,
        Column("programme", "Id of the programme"),
        Column("when", "Year, month or day", unit="iso-date"),
        Column("what", "What is on record"),
        *bounds,
        Column("held_by", "Whose figure it is"),
        GRADE,
        SOURCE,
    )

    def size_rows() -> list[Row]:
        return [
            {
                "organisation": file.id,
                "force": force.id,
                "low": size.low,
                "high": size.high,
                "unit": size.unit,
                "year": size.year,
                "rests_on": size.rests_on,
                "grade": size.grade,
                "source": " ".join(size.source),
            }
            for file in files
            for force in file.forces
            for size in force.sizes
        ]

    def exercise_rows() -> list[Row]:
        return [
            {
                "organisation": file.id,
                "exercise": e.id,
                "name": e.name,
                "kind": e.kind,
                "year": h.year,
                "status": h.status,
                "grade": e.grade,
                "source": " ".join(h.source),
                "note": h.note or None,
            }
            for file in files
            for e in file.exercises
            for h in e.years
        ]

    def deed_rows() -> list[Row]:
        return [
            {
                "organisation": file.id,
                "programme": p.id,
                "when": d.when,
                "what": d.what,
                "low": d.low,
                "high": d.high,
                "unit": d.unit or None,
                "held_by": d.held_by or None,
                "grade": d.grade,
                "source": " ".join(d.source),
            }
            for file in files
            for p in file.programmes
            for d in p.record
        ]

    origin = "library/organisations"
    return (
        Table("force_sizes", "A figure for the size of a force", origin, sizes, size_rows),
        Table("exercises", "An exercise in a year", origin, exercises, exercise_rows),
        Table("programme_record", "An entry in the record of a programme", origin, deeds, deed_rows),
    )
