"""The tables of the project, those of the atlas and of the treaties among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import UnknownName
from foedus.tables._codebook import FROM_TO, GRADE, NOTE, SOURCE, STATE, Column, Row, Table

if TYPE_CHECKING:
    from foedus.treaty import Treaty

__all__ = ["table", "tables"]

_GROUPS = {
    "atlas": ("crosswalk", "states", "airfields", "cities", "profiles"),
    "treaties": ("spells", "offices", "norms"),
    "organisations": ("force_sizes", "exercises", "programme_record"),
    "cases": ("sources", "claims", "findings", "record", "city_days", "national_series"),
}

STATUSES = {
    "signatory": "signed and not yet bound",
    "member": "bound as a member",
    "suspended": "membership suspended",
    "observer": "observer",
    "partner": "partner",
}
MODALITIES = {
    "obligation": "must",
    "prohibition": "must not",
    "permission": "may",
    "power": "can decide or change the law",
    "constitutive": "counts as",
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
    return _law() if name == "treaties" else (_crosswalk(), _states(), _airfields(), _cities(), _profiles())


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


def _law() -> tuple[Table, ...]:
    treaty = Column("treaty", "Id of the treaty system")
    spells = (
        treaty,
        STATE,
        Column("status", "Status of the state", values=STATUSES),
        *FROM_TO,
        Column("signed", "Day of signature", unit="iso-date"),
        Column("how_in", "How the status began"),
        Column("how_out", "How it ended"),
        Column("also", "Other dates that sources give for the same step"),
        GRADE,
        SOURCE,
        NOTE,
    )
    office = (
        treaty,
        Column(
            "office", "The office", values={"chair": "the chair", "secretary_general": "Secretary-General"}
        ),
        STATE,
        Column("person", "Who held it"),
        *FROM_TO,
        Column("acting", "Whether only acting", "integer", "0 or 1"),
        GRADE,
        SOURCE,
        NOTE,
    )
    norms = (
        treaty,
        Column("norm", "Id of the norm"),
        Column("citation", "Provision with the date of its version"),
        Column("modality", "What kind of norm", values=MODALITIES),
        Column("bearer", "Who bears it"),
        Column("counterparty", "Towards whom"),
        Column("act", "The act that it is about"),
        Column("organ", "The organ that decides"),
        Column("procedure", "By which procedure"),
        *FROM_TO,
        Column("gist", "The norm in own words"),
        GRADE,
        SOURCE,
    )
    origin = "library/treaties"
    return (
        Table("spells", "A dated status of a state", origin, spells, lambda: _each(_spells)),
        Table("offices", "A time in office", origin, office, lambda: _each(_offices)),
        Table("norms", "A norm of a treaty, in one version", origin, norms, lambda: _each(_norms)),
    )


def _each(make: Any) -> list[Row]:
    from foedus.files import listing
    from foedus.treaty import load

    return [row for name in listing("treaty") for row in make(load(name))]


def _spells(one: Treaty) -> list[Row]:
    return [
        {
            "treaty": one.id,
            "state": s.state,
            "status": s.status,
            "from": s.start.isoformat() if s.start else None,
            "to": s.to.isoformat() if s.to else None,
            "signed": s.signed.isoformat() if s.signed else None,
            "how_in": s.how_in,
            "how_out": s.how_out,
            "also": "; ".join(f"{when}: {what}" for when, what in s.also.items()) or None,
            "grade": s.grade,
            "source": " ".join(s.source),
            "note": s.note or None,
        }
        for s in one.spells
    ]


def _offices(one: Treaty) -> list[Row]:
    held = [("chair", t) for t in one.rolls.chairs] + [
        ("secretary_general", t) for t in one.rolls.secretaries
    ]
    return [
        {
            "treaty": one.id,
            "office": office,
            "state": t.state,
            "person": t.person or None,
            "from": str(t.start),
            "to": str(t.to) if t.to else None,
            "acting": int(t.acting),
            "grade": t.grade,
            "source": " ".join(t.source),
            "note": t.note or None,
        }
        for office, t in held
    ]


def _norms(one: Treaty) -> list[Row]:
    return [
        {
            "treaty": one.id,
            "norm": n.id,
            "citation": one.citation(n),
            "modality": n.modality,
            "bearer": n.bearer,
            "counterparty": n.counterparty,
            "act": n.action.kind,
            "organ": n.decided_by.organ if n.decided_by else None,
            "procedure": n.decided_by.procedure if n.decided_by else None,
            "from": n.valid.from_.isoformat() if n.valid.from_ else None,
            "to": n.valid.to.isoformat() if n.valid.to else None,
            "gist": n.gist,
            "grade": n.grade,
            "source": " ".join(n.source),
        }
        for n in one.norms
    ]
