"""``foedus treaty flags``: what the record of a case puts at issue under general law and human rights."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli._telling import JSON, fold, print_json
from foedus.errors import InputError

if TYPE_CHECKING:
    from foedus.treaty import Flag

__all__ = ["flags"]


@click.command()
@click.argument("case", metavar="CASE")
@click.option(
    "--treaties",
    default="general,rights",
    show_default=True,
    metavar="T,T",
    help="Files of law to check against.",
)
@click.option("--account", metavar="A", help="Also take the facts as this account of the case tells them.")
@click.option("--on", metavar="DATE", help="Only events up to this day.")
@click.option("--readings", is_flag=True, help="Show on which readings a contested rule holds.")
@JSON
def flags(
    case: str, treaties: str, account: str | None, on: str | None, readings: bool, as_json: bool
) -> None:
    """Show which rules the events of a case put at issue, who says so, and how sure that is.

    CASE is the id of a packaged case, or a case folder. A flag finds nobody guilty: it says that a rule
    applies, is contested or stands in conflict on what the record tells.
    """
    from foedus import treaty as law
    from foedus.chronicle import read
    from foedus.files import find

    file = law.load_situation(case)
    if file.target is None:
        raise InputError(f"the situation of {case!r} names no state that it happens to; expected 'target'")
    folder = find("case", case)
    chronicle = read(Path(folder) / "record.csv")
    names = [name.strip() for name in treaties.split(",") if name.strip()]
    found = law.flags(chronicle, names, target=file.target, on=on, situation=file.situation(account))
    if as_json:
        print_json(
            {
                "case": file.id,
                "target": file.target,
                "laws": names,
                "account": account,
                "on": on,
                "flags": [flag.json() for flag in found],
                "note": "a rule at issue on what the record tells; finds nobody guilty; not legal advice",
            }
        )
        return
    told = f"on the account {account!r}" if account else "on what nobody disputes"
    click.echo(f"{file.title}: what the record puts at issue under {', '.join(names)}, {told}\n")
    for harm, group in groupby(found, key=lambda flag: flag.harm):
        click.echo(law.HARMS[harm].upper())
        for _, rules in groupby(group, key=lambda flag: flag.event):
            _tell(list(rules))
        click.echo()
    click.echo("THE RULES")
    for name, rule in sorted({f"{flag.law}/{flag.norm}": flag for flag in found}.items()):
        soft = "" if rule.binding else " (does not bind by itself)"
        click.echo(fold(f"{name}: {rule.article}{soft}: {rule.gist}", 6, "  "))
        if readings:
            for line in rule.by_reading:
                click.echo(fold(line, 10, "        "))
    events = len({flag.event for flag in found})
    click.echo(
        f"\n{len(found)} flags on {events} of {len(chronicle)} events; 'if so': claimed, or told once."
    )
    click.echo("A flag says that a rule is at issue and finds nobody guilty. Encoding, not legal advice.")


def _tell(rules: list[Flag]) -> None:
    """Print an event: date, place and what, the rules with their status, who says so."""
    first = rules[0]
    click.echo(fold(f"{first.day}  {first.place}: {first.what}", 14, "  "))
    for status, group in groupby(sorted(rules, key=lambda rule: rule.status), key=lambda rule: rule.status):
        click.echo(fold(f"{status}: {', '.join(rule.norm for rule in group)}", 18, " " * 14))
    sure = f"{first.event_status}, if so" if first.if_so else first.event_status
    click.echo(fold(f"says so ({sure}): {'; '.join(first.who) or 'nobody named'}", 18, " " * 14))
