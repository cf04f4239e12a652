"""The tables of the project, those of the atlas and of the treaties among them."""

from __future__ import annotations

from typing import Any

from foedus.errors import UnknownName
from foedus.tables._codebook import FROM_TO, GRADE, NOTE, SOURCE, STATE, Column, Row, Table

__all__ = ["table", "tables"]

_GROUPS = {
    "atlas": ("crosswalk", "states", "airfields", "cities", "profiles"),
    "treaties": (
        "treaties",
        "instruments",
        "spells",
        "practices",
        "offices",
        "organs",
        "procedures",
        "terms",
        "readings",
        "held_readings",
        "zones",
        "norms",
        "exceptions",
        "signs",
        "not_encoded",
    ),
    "organisations": ("force_sizes", "exercises", "programme_record"),
    "cases": ("sources", "claims", "findings", "record", "city_days", "national_series"),
}


def tables() -> dict[str, Table]:
    """All tables by name."""
    return {table.name: table for group in _GROUPS for table in _group(group)}


def table(name: str) -> Table:
    """Find a table by name; raises `UnknownName`. Only its own group is built."""
    for group, names in _GROUPS.items():
        if name in names:
            return next(one for one in _group(group) if one.name == name)
    raise UnknownName("table", name, [known for names in _GROUPS.values() for known in names])


def _group(name: str) -> tuple[Table, ...]:
    if name == "cases":
        from foedus.tables._cases import case_tables

        return case_tables()
    if name == "organisations":
        from foedus.tables._organisations import organisation_tables

        return organisation_tables()
    if name == "treaties":
        from foedus.tables._treaties import treaty_tables

        return treaty_tables()
    return (_crosswalk(), _states(), _airfields(), _cities(), _profiles())


def _crosswalk() -> Table:
    from foedus.atlas import CODE_SYSTEMS, codes

    def rows() -> list[Row]:
        return [
            {
                "state": c.state,
                "system": c.system,
                "code": c.code,
                "name": c.name,
                "from": c.start.isoformat(),
                "to": c.end.isoformat() if c.end else None,
                "covered_to": c.covered_to.isoformat() if c.covered_to else None,
                "note": c.note or None,
                "source": c.source,
            }
            for c in codes()
        ]

    columns = (
        STATE,
        Column("system", "System of codes", values=CODE_SYSTEMS),
        Column("code", "The code, numbers with their leading zeros"),
        Column("name", "Name of the state in the system"),
        *FROM_TO,
        Column("covered_to", "Last day that the list covers", unit="iso-date"),
        NOTE,
        SOURCE,
    )
    return Table("crosswalk", "A code of a state in one system and spell", "named in each row", columns, rows)


def _states() -> Table:
    from foedus.atlas import states

    def rows() -> list[Row]:
        names = ("iso3", "name", "cow", "gw", "capital", "lat", "lon", "source")
        return [{key: getattr(one, key) for key in names} for one in states().values()]

    columns = (
        Column("iso3", "State, ISO 3166-1 alpha-3"),
        Column("name", "Short name in English"),
        Column("cow", "Number in the Correlates of War", "integer", "code"),
        Column("gw", "Number in Gleditsch and Ward", "integer", "code"),
        Column("capital", "Capital as called in January 2022"),
        Column("lat", "Latitude of the capital", "number", "degrees north"),
        Column("lon", "Longitude of the capital", "number", "degrees east"),
        SOURCE,
    )
    return Table("states", "A party to the treaty, past or present", "named in each row", columns, rows)


def _airfields() -> Table:
    from foedus.atlas import airfields

    def rows() -> list[Row]:
        names = ("id", "name", "icao", "state", "lat", "lon", "source", "note")
        return [
            {key: None if getattr(one, key) == "" else getattr(one, key) for key in names}
            for one in airfields().values()
        ]

    columns = (
        Column("id", "Id of the airfield"),
        Column("name", "Name in English"),
        Column("icao", "ICAO code"),
        STATE,
        Column("lat", "Latitude", "number", "degrees north"),
        Column("lon", "Longitude", "number", "degrees east"),
        SOURCE,
        NOTE,
    )
    return Table("airfields", "An airfield of the lift", "named in each row", columns, rows)


def _cities() -> Table:
    from foedus.atlas import cities

    def rows() -> list[Row]:
        names = ("name", "state", "lat", "lon", "population", "year", "zone", "source", "note")
        return [{key: getattr(one, key) for key in names} for one in cities().values()]

    columns = (
        Column("name", "Name in English"),
        STATE,
        Column("lat", "Latitude", "number", "degrees north"),
        Column("lon", "Longitude", "number", "degrees east"),
        Column("population", "People", "integer", "persons"),
        Column("year", "Year of the count", "integer", "year"),
        Column("zone", "Clock in January 2022, from UTC"),
        SOURCE,
        NOTE,
    )
    return Table("cities", "A city of a place network", "named in each row", columns, rows)


def _profiles() -> Table:
    from foedus.atlas import FIELDS, read_state, states, told

    def rows() -> list[Row]:
        from importlib.resources import files
        from pathlib import Path

        folder = Path(str(files("foedus"))) / "library" / "atlas" / "states"
        found: list[Row] = []
        for iso3 in states():
            file = read_state(folder / f"{iso3.lower()}.yaml")
            for name in FIELDS:
                found += [_entry(iso3, name, entry, told(entry)) for entry in getattr(file, name)]
        return found

    columns = (
        STATE,
        Column("field", "Field of the profile", values=FIELDS),
        Column("value", "The value in words"),
        Column("low", "Lower bound, where the value is a number", "number", "see unit"),
        Column("high", "Upper bound, where the value is a number", "number", "see unit"),
        Column("unit", "Unit of the bounds"),
        Column("year", "Year of which the value tells", "integer", "year"),
        *FROM_TO,
        GRADE,
        SOURCE,
        NOTE,
        Column("dissent", "What other sources say, and why it was not taken"),
    )
    return Table("profiles", "A value of a state's profile", "library/atlas/states", columns, rows)


def _entry(iso3: str, name: str, entry: Any, words: str) -> Row:
    low, high = getattr(entry, "low", None), getattr(entry, "high", None)
    unit = getattr(entry, "unit", "km" if name in ("neighbours", "waters") else None)
    return {
        "state": iso3,
        "field": name,
        "value": words,
        "low": low,
        "high": high,
        "unit": unit if low is not None or high is not None else None,
        "year": getattr(entry, "year", None),
        "from": entry.from_.isoformat() if entry.from_ else None,
        "to": entry.to.isoformat() if entry.to else None,
        "grade": entry.grade,
        "source": " ".join(entry.source),
        "note": entry.note or None,
        "dissent": "; ".join(f"{d.says} ({' '.join(d.source)}): {d.why}" for d in entry.dissent) or None,
    }
