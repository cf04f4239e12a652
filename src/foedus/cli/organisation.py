"""``foedus organisation``: seat, organs, offices, budget, forces, exercises and programmes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from foedus.cli._telling import JSON, fold, heading, line, print_json, sources
from foedus.clock import in_words

if TYPE_CHECKING:
    from foedus.atlas import Organisation
    from foedus.treaty import Tenure, Treaty

__all__ = ["organisation"]


@click.group()
def organisation() -> None:
    """What an organisation is beside its law: bodies, forces, exercises, programmes."""


@organisation.command("list")
@JSON
def list_(as_json: bool) -> None:
    """List the packaged organisations."""
    from foedus import atlas

    found = [atlas.organisation(name).file for name in atlas.organisations()]
    if as_json:
        print_json({"organisations": [{"id": f.id, "name": f.names.en, "treaty": f.treaty} for f in found]})
        return
    for file in found:
        click.echo(f"{file.id:<12} {file.names.en}")


@organisation.command()
@click.argument("name", metavar="ID")
@click.option("--on", metavar="DATE", help="What stood on that day and was known by then; without it all.")
@JSON
def show(name: str, on: str | None, as_json: bool) -> None:
    """Show an organisation; members, chairs and Secretaries-General come from its treaty file."""
    from foedus import atlas
    from foedus import treaty as law
    from foedus.clock import parse_date

    when = parse_date(on) if on else None
    one = atlas.organisation(name, when)
    treaty = law.load(one.file.treaty)
    if as_json:
        print_json(_document(one, treaty))
        return
    names = one.file.names.told()
    click.echo(f"{names['en']} ({one.file.short.en or name})" + (f" on {in_words(when)}" if when else ""))
    line("in Kazakh", names["kk"])
    line("in Russian", names["ru"])
    _tell_offices(one, treaty)
    _tell_bodies(one, treaty)
    _tell_forces(one)
    heading("Exercises")
    for exercise, years in one.exercises:
        told = ", ".join(f"{h.year}{' (planned)' if h.status == 'planned' else ''}" for h in years)
        click.echo(
            fold(
                f"{exercise.name} ({exercise.names.ru}), {exercise.kind}: {told} [{exercise.grade}]", 6, "  "
            )
        )
    _tell_programmes(one)
    if one.file.misreported:
        heading("Often misreported")
        for wrong in one.file.misreported:
            said, cited = ", ".join(wrong.said_in), ", ".join(wrong.source)
            click.echo(fold(f"“{wrong.says}” ({said}): {wrong.right} [{cited}]", 6, "  "))
    sources(one.file.sources.items())


def _document(one: Organisation, treaty: Treaty) -> dict[str, Any]:
    on, file = one.on, one.file
    chairs = [_tenure(t) for t in treaty.rolls.chairs if _then(t, on)]
    secretaries = [_tenure(t) for t in treaty.rolls.secretaries if _then(t, on)]
    current = treaty.secretary_general(on) if on else None
    return {
        "organisation": file.id,
        "on": on.isoformat() if on else None,
        "treaty": treaty.id,
        "names": file.names.told(),
        "short": file.short.told(),
        "codes": [code.model_dump(mode="json") for code in file.codes],
        "seat": [_dump(seat) for seat in one.seat],
        "members": treaty.members(on) if on else None,
        "chair": treaty.chair(on) if on else None,
        "secretary_general": current.person if current else None,
        "chairs": chairs,
        "secretaries_general": secretaries,
        "organs": [
            *(
                {
                    "id": organ.id,
                    "name": organ.name,
                    "what": organ.composition,
                    "from": organ.from_.isoformat() if organ.from_ else None,
                    "to": organ.to.isoformat() if organ.to else None,
                    "grade": organ.grade,
                    "source": organ.source,
                    "in": "treaty",
                }
                for organ in treaty.file.organs
                if on is None or organ.holds(on)
            ),
            *(
                {
                    "id": body.id,
                    "name": body.name,
                    "what": body.task,
                    "from": body.from_.isoformat() if body.from_ else None,
                    "to": body.to.isoformat() if body.to else None,
                    "grade": body.grade,
                    "source": body.source,
                    "in": "organisation",
                }
                for body in one.bodies
            ),
        ],
        "budget": [_dump(part) for part in one.budget],
        "forces": [_force(one, force) for force in one.forces],
        "exercises": [
            {
                **exercise.model_dump(mode="json", exclude={"years"}),
                "years": [held.model_dump(mode="json") for held in years],
            }
            for exercise, years in one.exercises
        ],
        "programmes": [
            {
                **programme.model_dump(mode="json", exclude={"record"}),
                "record": [deed.model_dump(mode="json") for deed in deeds],
            }
            for programme, deeds in one.programmes
        ],
        "misreported": [wrong.model_dump(mode="json") for wrong in file.misreported],
        "sources": {key: source.model_dump(mode="json") for key, source in file.sources.items()},
    }


def _dump(part: Any) -> dict[str, Any]:
    found: dict[str, Any] = part.model_dump(mode="json", by_alias=True)
    return found


def _force(one: Organisation, force: Any) -> dict[str, Any]:
    strength = one.strength(force)
    known = bool(strength.sizes)
    return {
        **{key: value for key, value in _dump(force).items() if key != "sizes"},
        "size": {
            "status": "recorded" if known else "not recorded",
            "low": strength.quantity.low,
            "high": strength.quantity.high,
            "unit": "persons",
            "rests_on": [_dump(size) for size in strength.sizes],
            "known_later": strength.later,
        },
    }


def _then(tenure: Tenure, on: date | None) -> bool:
    return on is None or tenure.start.first <= on


def _tenure(tenure: Tenure) -> dict[str, Any]:
    return {
        "state": tenure.state,
        "person": tenure.person or None,
        "from": str(tenure.start),
        "to": str(tenure.to) if tenure.to else None,
        "acting": tenure.acting,
        "grade": tenure.grade,
        "source": list(tenure.source),
        "note": tenure.note,
    }


def _tell_offices(one: Organisation, treaty: Treaty) -> None:
    for number, seat in enumerate(one.seat):
        address = seat.address or "address not recorded"
        span = f"{seat.from_ or 'start not recorded'} to {seat.to or 'today'}"
        line("" if number else "seat", f"{seat.city}, {address}, {span} [{seat.grade}]")
    if one.on:
        secretary = treaty.secretary_general(one.on)
        line("members", ", ".join(treaty.members(one.on)) or "none")
        line("chair", treaty.chair(one.on) or "not established")
        line("secretary", secretary.person if secretary else "not established")
    for label, tenures in (
        ("Chairs", treaty.rolls.chairs),
        ("Secretaries-General", treaty.rolls.secretaries),
    ):
        heading(label)
        for t in tenures:
            if not _then(t, one.on):
                continue
            who = ", ".join(filter(None, (t.person, t.state))) or "not established"
            acting = ", acting" if t.acting else ""
            click.echo(fold(f"{t.start} to {t.to or 'today'}: {who}{acting} [{t.grade}]", 6, "  "))


def _tell_bodies(one: Organisation, treaty: Treaty) -> None:
    heading("Organs and bodies")
    for organ in treaty.file.organs:
        if one.on is None or organ.holds(one.on):
            click.echo(fold(f"{organ.name}: {organ.composition} [{organ.grade}]", 6, "  "))
    for body in one.bodies:
        since = f", since {body.from_}" if body.from_ else ""
        click.echo(fold(f"{body.name}{since}: {body.task} [{body.grade}]", 6, "  "))
    heading("Budget")
    if not one.budget:
        click.echo("  not recorded")
    for part in one.budget:
        note = f"; {part.note}" if part.note else ""
        click.echo(fold(f"{part.state} {part.share:.0%} ({part.budget}){note} [{part.grade}]", 6, "  "))


def _tell_forces(one: Organisation) -> None:
    heading("Forces")
    for force in one.forces:
        strength = one.strength(force)
        since = f", since {force.from_}" if force.from_ else ""
        size = str(strength.quantity) if strength.sizes else "size not recorded"
        click.echo(fold(f"{force.name} ({force.kind}){since}: {size} [{force.grade}]", 6, "  "))
        for figure in strength.sizes:
            click.echo(
                fold(f"{figure.quantity} ({figure.year}): {figure.rests_on} [{figure.grade}]", 8, "      ")
            )
        if strength.later:
            click.echo(f"      {strength.later} more figures became known only later")
        for unit in force.units:
            if one.on is None or unit.holds(one.on):
                click.echo(fold(f"{unit.state}: {', '.join(unit.units)} [{unit.grade}]", 8, "      "))
        if force.note:
            click.echo(fold(f"note: {force.note}", 8, "      "))


def _tell_programmes(one: Organisation) -> None:
    heading("Programmes")
    for programme, deeds in one.programmes:
        operation = f", operation {programme.operation}" if programme.operation else ""
        since = f", since {programme.since}" if programme.since else ", start not recorded"
        click.echo(fold(f"{programme.name}{operation}{since}: {programme.purpose}", 6, "  "))
        click.echo(fold(f"body: {programme.body or 'not recorded'}", 8, "      "))
        for basis in programme.basis:
            click.echo(fold(f"basis: {basis.text} [{basis.grade}]", 8, "      "))
        for deed in deeds:
            figure = f": {deed.quantity}" if deed.quantity else ""
            who = f", by {deed.held_by}" if deed.held_by else ""
            click.echo(fold(f"{deed.when} {deed.what}{figure}{who} [{deed.grade}]", 8, "      "))
        if not deeds:
            click.echo("      record: not recorded by then")
        if programme.note:
            click.echo(fold(f"note: {programme.note}", 8, "      "))
