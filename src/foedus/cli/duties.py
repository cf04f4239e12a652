"""``foedus duties``: the ledger of membership of a state on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from foedus.cli._telling import JSON, fold, heading, line, print_json
from foedus.clock import in_words

if TYPE_CHECKING:
    from foedus.treaty import Entry, Treaty

__all__ = ["duties"]

_HEADINGS = {
    "owes": "Owes",
    "may": "May",
    "may_not": "May not",
    "decides": "Decides",
    "gets": "Gets",
    "rules": "Rules",
}


def _beside(state: str, on: date, treaty: Treaty) -> list[dict[str, Any]]:
    """What the organisation's file adds: the share of the budget, offers to forces, programmes."""
    from foedus import atlas

    if state not in treaty.members(on):
        return []
    found: list[dict[str, Any]] = []
    for name in atlas.organisations():
        one = atlas.organisation(name, on)
        if one.file.treaty != treaty.id:
            continue
        for part in one.budget:
            if part.state == state:
                what = f"pays {part.share:.0%} of the budget ({part.budget})"
                found.append(_aside("owes", what, part.note, part.grade, part.source))
        for force, unit in one.offered(state):
            units = ", ".join(unit.units) if unit else "units not recorded"
            rests = unit or force
            found.append(
                _aside("owes", f"has offered to the {force.name}: {units}", "", rests.grade, rests.source)
            )
        for programme, _ in one.programmes:
            basis = programme.basis[0]
            label = f"{programme.name} ({programme.operation})" if programme.operation else programme.name
            found.append(_aside("gets", f"open to it: {label}", basis.text, basis.grade, basis.source))
    return found


def _aside(section: str, what: str, note: str, grade: str, source: list[str]) -> dict[str, Any]:
    return {"section": section, "what": what, "note": note, "grade": grade, "source": list(source)}


@click.command()
@click.argument("state", metavar="STATE")
@click.argument("name", metavar="[T]", default="csto")
@click.option("--on", required=True, metavar="DATE", help="The day, such as 2022-01-05.")
@JSON
def duties(state: str, name: str, on: str, as_json: bool) -> None:
    """Show what a state owes, may, may not, decides and gets under a treaty on a day.

    STATE is an ISO3 code; T is the id of a packaged treaty, or the path of a treaty/1 file.
    """
    from foedus import treaty as law
    from foedus.clock import parse_date

    one, when = law.load(name), parse_date(on)
    drawn = law.ledger(one, state, when)
    beside = _beside(state, when, one)
    if as_json:
        print_json(
            {
                "treaty": one.id,
                "state": state,
                "on": when.isoformat(),
                "status": drawn.status,
                "since": drawn.since.isoformat() if drawn.since else None,
                **{key: [entry.json() for entry in part] for key, part in drawn.sections.items()},
                "beside_the_norms": beside,
                "practices": list(drawn.practices),
                "weakest_grade": drawn.grade,
                "note": "encoding, not legal advice",
            }
        )
        return
    since = f" since {drawn.since}" if drawn.since else ""
    click.echo(f"{one.name}\n{state} on {in_words(when)}: {drawn.status}{since}")
    if drawn.status == "suspended":
        click.echo("Suspended: the file has no norm on what stays owed meanwhile, and none is listed.")
    for practice in drawn.practices:
        line("practice", practice)
    for key, part in drawn.sections.items():
        heading(f"{_HEADINGS[key]} ({law.SECTIONS[key]})")
        if not part:
            click.echo("  nothing under the norms of the file")
        for entry in part:
            _tell(entry)
        for extra in beside:
            if extra["section"] == key:
                note = f"; {extra['note']}" if extra["note"] else ""
                click.echo(fold(f"beside the norms: {extra['what']}{note} [{extra['grade']}]", 6, "  "))
    click.echo(f"\nWeakest grade of a norm here: {drawn.grade or 'none'}. Encoding, not legal advice.")


def _tell(entry: Entry) -> None:
    click.echo(fold(f"{entry.gist}  [{entry.citation}, grade {entry.grade}]", 6, "  "))
    if entry.side == "counterparty" and entry.bearers:
        click.echo(fold(f"from: {', '.join(entry.bearers)}", 8, "      "))
    if entry.when:
        click.echo(fold(f"when: {entry.when}", 8, "      "))
    if entry.organ:
        how = f", {entry.procedure}" if entry.procedure else ""
        click.echo(fold(f"through: {entry.organ}{how}", 8, "      "))
    if entry.turns_on:
        click.echo(fold(f"turns on how this is read: {', '.join(entry.turns_on)}", 8, "      "))
    for limit in entry.limits:
        click.echo(fold(limit, 8, "      "))
