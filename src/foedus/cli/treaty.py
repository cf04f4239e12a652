"""``foedus treaty``: treaties, members, and what a treaty says on a case."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli._telling import JSON, fold, print_json
from foedus.cli.ask import ask
from foedus.cli.atop import atop
from foedus.cli.clauses import compare, diff, space
from foedus.cli.duties import duties
from foedus.cli.flags import flags

__all__ = ["treaty"]

_on = click.option("--on", metavar="DATE", help="Day whose law is applied, such as 2022-01-05.")


@click.group()
def treaty() -> None:
    """What a treaty says, to whom, on which date, on whose reading.

    T is the id of a packaged treaty, such as csto, or the path of a treaty/1 file.
    """


@treaty.command("list")
@JSON
def list_(as_json: bool) -> None:
    """List the packaged treaties."""
    from foedus import treaty as law
    from foedus.files import listing

    found = [law.load(name) for name in listing("treaty")]
    if as_json:
        print_json({"treaties": [{"id": t.id, "name": t.name, "norms": len(t.norms)} for t in found]})
        return
    for one in found:
        click.echo(fold(f"{one.name} ({len(one.norms)} norms)", 21, f"{one.id:<20} "))


@treaty.command()
@click.argument("name", metavar="T")
@_on
@JSON
def show(name: str, on: str | None, as_json: bool) -> None:
    """Show instruments, organs, terms with their readings, and norms; with --on only those in force."""
    from foedus import treaty as law

    one = law.load(name)
    norms = one.in_force(on) if on else one.norms
    if as_json:
        document = one.file.model_dump(mode="json", by_alias=True, exclude_none=True)
        document["norms"] = [n for n in document["norms"] if n["id"] in {norm.id for norm in norms}]
        print_json(document)
        return
    click.echo(f"{one.name} ({one.id})")
    click.echo("\nInstruments")
    for instrument in one.instruments:
        force = (
            f"in force {instrument.in_force}" if instrument.in_force else "entry into force not established"
        )
        click.echo(fold(f"{instrument.id}: {instrument.title}, signed {instrument.signed}, {force}", 6, "  "))
    click.echo("\nOrgans and procedures")
    for organ in one.file.organs:
        click.echo(fold(f"{organ.id}: {organ.name}; {organ.composition}", 6, "  "))
    for rule in one.file.procedures:
        click.echo(fold(f"{rule.id}: {rule.gist} (basis: {rule.basis}, grade {rule.grade})", 6, "  "))
    click.echo("\nTerms and their readings")
    for term in one.terms:
        click.echo(fold(f"{term.id}: {term.gist}", 6, "  "))
        for reading in term.readings:
            held = ", ".join(f"{h.who} {h.when}" for h in reading.held_by) or "nobody found"
            click.echo(fold(f"{reading.id}: {reading.gist} [{held}]", 8, "    - "))
    click.echo(f"\nNorms{f' in force on {on}' if on else ''}")
    for norm in norms:
        click.echo(fold(f"{norm.id} ({norm.modality}, grade {norm.grade}): {norm.gist}", 6, "  "))


@treaty.command()
@click.argument("name", metavar="T")
@click.option("--on", required=True, metavar="DATE", help="The day, such as 2022-01-05.")
@click.option("--state", metavar="ISO3", help="Only the spells of this state.")
@JSON
def members(name: str, on: str, state: str | None, as_json: bool) -> None:
    """Show members, suspended states, observers and the chair on a day, with all spells."""
    from foedus import treaty as law
    from foedus.clock import parse_date

    one, day = law.load(name), parse_date(on)
    if state:
        one.rolls.known(state)
    spells = [spell for spell in one.spells if state in (None, spell.state)]
    if as_json:
        secretary = one.secretary_general(day)
        print_json(
            {
                "treaty": one.id,
                "on": day.isoformat(),
                "members": one.members(day),
                "suspended": one.suspended(day),
                "observers": one.observers(day),
                "chair": one.chair(day),
                "signatories": one.signatories(day),
                "secretary_general": secretary.person if secretary else None,
                "practices": [{"state": p.state, "what": p.what} for p in one.practices(day)],
                "spells": [spell.json() for spell in spells],
            }
        )
        return
    click.echo(f"{one.name}, {day}")
    for what, states in (
        ("members", one.members(day)),
        ("signatories", one.signatories(day)),
        ("suspended", one.suspended(day)),
        ("observers", one.observers(day)),
    ):
        click.echo(f"  {what:<12} {', '.join(states) or 'none'}")
    click.echo(f"  {'chair':<12} {one.chair(day) or 'not established'}")
    secretary = one.secretary_general(day)
    click.echo(f"  {'secretary':<12} {secretary.person if secretary else 'not established'}")
    for practice in one.practices(day):
        click.echo(fold(f"{practice.state}: {practice.what} (grade {practice.grade})", 15, "  practice     "))
    click.echo("\nSpells (from a day, to the first day after)")
    for spell in spells:
        line = f"{spell.state} {spell.status:<10} {spell.start} to {spell.to or 'today'}"
        notes = [f"signed {spell.signed}"] if spell.signed else []
        notes += [f"also {when}: {what}" for when, what in spell.also.items()]
        notes += [spell.note] if spell.note else []
        click.echo(fold(f"{line}; grade {spell.grade}; " + "; ".join(notes), 6, "  "))


@treaty.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--remarks", is_flag=True, help="Show also what is allowed and worth a second look.")
@JSON
def check(files: tuple[str, ...], remarks: bool, as_json: bool) -> int:
    """Check files of treaties, situations and tests; T may be an id. Exit 1 with findings, 2 with errors."""
    from foedus import treaty as law
    from foedus.files import listing

    known = listing("treaty")
    results = [law.check(known.get(name, Path(name))) for name in files]
    if as_json:
        print_json({"files": [result.json() for result in results]})
    else:
        for result in results:
            for error in (*result.errors, *result.findings):
                click.echo(str(error))
            for error in result.remarks if remarks else ():
                click.echo(f"{error} (remark)")
            if not result.errors and not result.findings:
                count = len(result.remarks)
                more = f"; {count} remark{'s' * (count != 1)}" if count and not remarks else ""
                click.echo(f"{result.file}: no findings{more}")
    if any(result.errors for result in results):
        return 2
    return 1 if any(result.findings for result in results) else 0


@treaty.command("test")
@click.argument("names", nargs=-1, metavar="[T|FILE]...")
@JSON
def test_(names: tuple[str, ...], as_json: bool) -> int:
    """Run the tests beside treaty files (without T, all). Exit 1 if one fails, 2 if one does not load."""
    from foedus import treaty as law
    from foedus.files import listing

    verdicts = [verdict for name in names or listing("treaty") for verdict in law.try_treaty(name)]
    failed = sum(bool(verdict.failures) for verdict in verdicts)
    if as_json:
        print_json({"tests": [verdict.json() for verdict in verdicts], "failed": failed})
    else:
        for verdict in verdicts:
            click.echo(f"{'FAILED' if verdict.failures else 'passed'}  {verdict.treaty}: {verdict.name}")
            for failure in verdict.failures:
                click.echo(fold(failure, 10))
        click.echo(f"{len(verdicts)} test{'s' * (len(verdicts) != 1)}, {failed} failed")
    return 1 if failed else 0


@treaty.command()
@click.argument("kind", type=click.Choice(["treaty", "situation", "tests"]), default="treaty")
def schema(kind: str) -> None:
    """Print the JSON schema of treaty/1, situation/1 or treaty-tests/1, for editors."""
    from foedus import treaty as law

    print_json(law.schema(kind))


for command in (ask, atop, compare, diff, duties, flags, space):
    treaty.add_command(command)
