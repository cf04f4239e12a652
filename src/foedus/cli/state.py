"""``foedus state``: profiles of states on a day, and their codes in lists and data sets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from foedus.cli._standing import called, roll_words, rolls_json, status_words, systems
from foedus.cli._telling import JSON, fold, heading, line, print_json, sources
from foedus.clock import in_words

if TYPE_CHECKING:
    from foedus.atlas import Fact, Profile
    from foedus.treaty import Treaty

__all__ = ["state"]

_LABELS = {
    "names": "names",
    "independence": "independence",
    "capital": "capital",
    "neighbours": "neighbours",
    "waters": "seas",
    "area": "area",
    "rank": "rank by area",
    "terrain": "terrain",
    "highest_point": "highest point",
    "lowest_point": "lowest point",
    "climate": "climate",
    "currency": "currency",
    "groups": "largest groups",
    "energy_exports": "energy exports",
}
#: How many instruments of a treaty are told on the screen.
_MOST = 6


@click.group()
def state() -> None:
    """Profiles of states on a day, each value with its source, and their codes."""


@state.command("list")
@JSON
def list_(as_json: bool) -> None:
    """List the states that have a profile."""
    from foedus import atlas

    found = atlas.states().values()
    if as_json:
        print_json({"states": [{"iso3": one.iso3, "name": one.name} for one in found]})
        return
    for one in found:
        click.echo(f"{one.iso3}  {one.name}")


@state.command()
@click.argument("iso3", metavar="ISO3")
@click.option("--on", required=True, metavar="DATE", help="The day, such as 2022-01-05.")
@JSON
def show(iso3: str, on: str, as_json: bool) -> None:
    """Show what is recorded of a state on a day; what was not found is shown as not recorded."""
    from foedus import atlas
    from foedus.clock import parse_date

    when = parse_date(on)
    name = called(iso3, when)
    profile = atlas.profile(iso3, when) if iso3 in atlas.states() else None
    facts, cited = (profile.facts, profile.cited()) if profile else ({}, {})
    standing, beside = _treaties(iso3, when)
    offers = _offers(iso3, when)
    listed = any(row.state == iso3 for row in atlas.codes())
    codes = {system: atlas.code(iso3, system, when) if listed else None for system in atlas.CODE_SYSTEMS}
    if as_json:
        print_json(
            {
                "state": iso3,
                "name": name,
                "on": when.isoformat(),
                "independent": profile.independent if profile else None,
                "profile": {field: fact.json() for field, fact in facts.items()} if profile else None,
                "codes": codes,
                "treaties": standing,
                "companions": beside,
                "forces_offered": offers,
                "airfields": [f.id for f in atlas.airfields().values() if f.state == iso3],
                "sources": {key: s.model_dump(mode="json") for key, s in cited.items()},
            }
        )
        return
    click.echo(f"{name} ({iso3}) on {in_words(when)}")
    if profile and profile.independent is False:
        click.echo("Not yet an independent state on that day.")
    if profile is None:
        line("profile", f"not recorded; foedus state list names the {len(atlas.states())} that are")
    for field, fact in facts.items():
        _tell(_LABELS[field], fact)
    told = ", ".join(f"{system} {given or 'none that day'}" for system, given in codes.items())
    line("codes", told if listed else "not recorded")
    _tell_treaties(standing)
    for number, one in enumerate(beside):
        line("" if number else "beside them", f"{one['name']}: {one['told']}" + _graded(one["grade"]))
        _tell_rolls(one)
    if profile:
        _tell_offers(offers)
        _tell_dissent(profile)
        sources(cited.items())


@state.command("codes")
@click.argument("iso3", metavar="ISO3", required=False)
@click.option("--on", metavar="DATE", help="Only the codes in use on that day.")
@JSON
def codes_(iso3: str | None, on: str | None, as_json: bool) -> None:
    """Show the crosswalk: ISO, Correlates of War, Gleditsch-Ward and ATOP, with dates."""
    from foedus import atlas
    from foedus.clock import parse_date
    from foedus.errors import UnknownName

    known = {row.state for row in atlas.codes()}
    if iso3 is not None and iso3 not in known:
        raise UnknownName("state", iso3, known)
    when = parse_date(on) if on else None
    rows = [row for row in atlas.codes() if iso3 in (None, row.state) and (when is None or row.holds(when))]
    if as_json:
        print_json(
            {
                "on": when.isoformat() if when else None,
                "codes": [
                    {
                        "state": row.state,
                        "system": row.system,
                        "code": row.code,
                        "name": row.name,
                        "from": row.start.isoformat(),
                        "to": row.end.isoformat() if row.end else None,
                        "covered_to": row.covered_to.isoformat() if row.covered_to else None,
                        "note": row.note,
                        "source": row.source.split(),
                    }
                    for row in rows
                ],
            }
        )
        return
    for row in rows:
        until = row.end or "today"
        covered = f", list ends {row.covered_to}" if row.covered_to else ""
        click.echo(
            fold(
                f"{row.state}  {row.system:<12} {row.code:<4} {row.name}, {row.start} to {until}{covered}", 6
            )[6:]
        )


def _treaties(iso3: str, on: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every packaged treaty system in which the state has or had a status, and the law beside them."""
    alliances, companions = systems(iso3, on)
    return [_standing(one, iso3, on) for one in alliances], [_standing(one, iso3, on) for one in companions]


def _standing(one: Treaty, iso3: str, on: date) -> dict[str, Any]:
    from foedus import treaty as law

    now, own = law.standing(one, iso3, on)
    universal = "bound" if one.file.roll == "universal" else "none"
    return {
        "treaty": one.id,
        "name": one.name,
        "kind": one.file.kind,
        "status": now.status if now else universal,
        "told": status_words(one, iso3, on),
        "since": now.start.isoformat() if now and now.start else None,
        "grade": now.grade if now else None,
        "own_rolls": rolls_json(one, iso3, on),
        "rolls_told": roll_words(one, iso3, on),
        "chair": one.chair(on) == iso3,
        "instruments": [
            {
                "id": part.id,
                "title": part.title,
                "in_force": part.in_force.isoformat() if part.in_force else None,
            }
            for part in one.instruments
            if (now or own)
            and iso3 in one.members(on, part.id)
            and part.in_force
            and part.in_force <= on
            and (part.ended is None or on < part.ended)
        ],
        "practices": [p.what for p in one.practices(on) if p.state == iso3],
    }


def _offers(iso3: str, on: date) -> list[dict[str, Any]]:
    """What the state has offered to the forces of the organisations of which it is a member that day."""
    from foedus import atlas
    from foedus import treaty as law

    found = []
    for name in atlas.organisations():
        one = atlas.organisation(name, on)
        if one.file.treaty not in law.naming(iso3) or iso3 not in law.load(one.file.treaty).members(on):
            continue
        for force, unit in one.offered(iso3):
            found.append(
                {
                    "organisation": name,
                    "force": force.id,
                    "name": force.name,
                    "units": list(unit.units) if unit else None,
                    "grade": unit.grade if unit else force.grade,
                    "source": list(unit.source) if unit else list(force.source),
                }
            )
    return found


def _tell(label: str, fact: Fact) -> None:
    from foedus.atlas import told

    if fact.status == "not recorded":
        line(label, "not recorded")
    elif fact.status == "none":
        assert fact.absence is not None
        line(label, f"none: {fact.absence.why} [{fact.absence.grade}; {', '.join(fact.absence.source)}]")
    for number, entry in enumerate(fact.entries):
        aside = " (known only later)" if fact.later else ""
        cited = f"[{entry.grade}; {', '.join(entry.source)}]"
        line("" if number else label, f"{told(entry)}{aside} {cited}")
        if entry.note:
            line("", f"  note: {entry.note}")


def _tell_treaties(standing: list[dict[str, Any]]) -> None:
    now = [one for one in standing if one["status"] != "none" or one["own_rolls"]]
    if not now:
        line("treaties", "a status under none of the packaged treaties")
    for number, one in enumerate(now):
        chair = ", in the chair" if one["chair"] else ""
        line("" if number else "treaties", f"{one['name']}: {one['told']}{chair}" + _graded(one["grade"]))
        _tell_rolls(one)
        if made := [f"{part['title']}, {part['in_force']}" for part in one["instruments"]]:
            more = [f"and {len(made) - _MOST} more"] if len(made) > _MOST else []
            _under(f"in force between the parties: {'; '.join([*made[:_MOST], *more])}")
        for what in one["practices"]:
            _under(f"practice: {what}")
    for number, one in enumerate([one for one in standing if one not in now]):
        line("" if number else "no status", f"{one['name']}: {one['told']}")


def _tell_rolls(one: dict[str, Any]) -> None:
    for told in one["rolls_told"]:
        _under(f"own roll: {told}")


def _under(text: str) -> None:
    click.echo(fold(text, 22, " " * 20))


def _tell_offers(offers: list[dict[str, Any]]) -> None:
    if not offers:
        line("forces offered", "not recorded")
    for number, offer in enumerate(offers):
        units = ", ".join(offer["units"]) if offer["units"] else "units not recorded"
        line("" if number else "forces offered", f"{offer['name']}: {units}" + _graded(offer["grade"]))


def _graded(grade: str | None) -> str:
    return f" [{grade}]" if grade else ""


def _tell_dissent(profile: Profile) -> None:
    found = [
        (name, dissent)
        for name, fact in profile.facts.items()
        for entry in fact.entries
        for dissent in entry.dissent
    ]
    if not found:
        return
    heading("Said otherwise, and why it was not taken")
    for name, dissent in found:
        click.echo(
            fold(f"{_LABELS[name]}: {dissent.says} ({', '.join(dissent.source)}): {dissent.why}", 6, "  ")
        )
