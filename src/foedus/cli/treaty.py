"""``foedus treaty``: treaties, members, and what a treaty says on a case."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli.duties import duties
from foedus.errors import InputError

if TYPE_CHECKING:
    from foedus.treaty import Answer, Position, Situation, Treaty

__all__ = ["treaty"]

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
_on = click.option("--on", metavar="DATE", help="Day whose law is applied, such as 2022-01-05.")


def _print(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _fold(text: str, indent: int, first: str = "") -> str:
    return textwrap.fill(
        text,
        width=100,
        initial_indent=first or " " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


@click.group()
def treaty() -> None:
    """What a treaty says, to whom, on which date, on whose reading.

    T is the id of a packaged treaty, such as csto, or the path of a treaty/1 file.
    """


@treaty.command("list")
@_json
def list_(as_json: bool) -> None:
    """List the packaged treaties."""
    from foedus import treaty as law
    from foedus.files import listing

    found = [law.load(name) for name in listing("treaty")]
    if as_json:
        _print({"treaties": [{"id": t.id, "name": t.name, "norms": len(t.norms)} for t in found]})
        return
    for one in found:
        click.echo(f"{one.id:<12} {one.name} ({len(one.norms)} norms)")


@treaty.command()
@click.argument("name", metavar="T")
@_on
@_json
def show(name: str, on: str | None, as_json: bool) -> None:
    """Show instruments, organs, terms with their readings, and norms; with --on only those in force."""
    from foedus import treaty as law

    one = law.load(name)
    norms = one.in_force(on) if on else one.norms
    if as_json:
        document = one.file.model_dump(mode="json", by_alias=True, exclude_none=True)
        document["norms"] = [n for n in document["norms"] if n["id"] in {norm.id for norm in norms}]
        _print(document)
        return
    click.echo(f"{one.name} ({one.id})")
    click.echo("\nInstruments")
    for instrument in one.instruments:
        force = (
            f"in force {instrument.in_force}" if instrument.in_force else "entry into force not established"
        )
        click.echo(
            _fold(f"{instrument.id}: {instrument.title}, signed {instrument.signed}, {force}", 6, "  ")
        )
    click.echo("\nOrgans and procedures")
    for organ in one.file.organs:
        click.echo(_fold(f"{organ.id}: {organ.name}; {organ.composition}", 6, "  "))
    for rule in one.file.procedures:
        click.echo(_fold(f"{rule.id}: {rule.gist} (basis: {rule.basis}, grade {rule.grade})", 6, "  "))
    click.echo("\nTerms and their readings")
    for term in one.terms:
        click.echo(_fold(f"{term.id}: {term.gist}", 6, "  "))
        for reading in term.readings:
            held = ", ".join(f"{h.who} {h.when}" for h in reading.held_by) or "nobody found"
            click.echo(_fold(f"{reading.id}: {reading.gist} [{held}]", 8, "    - "))
    click.echo(f"\nNorms{f' in force on {on}' if on else ''}")
    for norm in norms:
        click.echo(_fold(f"{norm.id} ({norm.modality}, grade {norm.grade}): {norm.gist}", 6, "  "))


@treaty.command()
@click.argument("name", metavar="T")
@click.option("--on", required=True, metavar="DATE", help="The day, such as 2022-01-05.")
@click.option("--state", metavar="ISO3", help="Only the spells of this state.")
@_json
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
        _print(
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
        click.echo(
            _fold(f"{practice.state}: {practice.what} (grade {practice.grade})", 15, "  practice     ")
        )
    click.echo("\nSpells (from a day, to the first day after)")
    for spell in spells:
        line = f"{spell.state} {spell.status:<10} {spell.start} to {spell.to or 'today'}"
        notes = [f"signed {spell.signed}"] if spell.signed else []
        notes += [f"also {when}: {what}" for when, what in spell.also.items()]
        notes += [spell.note] if spell.note else []
        click.echo(_fold(f"{line}; grade {spell.grade}; " + "; ".join(notes), 6, "  "))


@treaty.command("ask")
@click.argument("name", metavar="T")
@click.option("--case", metavar="CASE", help="Id of a packaged case, or a case folder.")
@click.option("--event", metavar="FILE", help="A situation/1 file, in place of a case.")
@click.option(
    "--account",
    metavar="A",
    help="Whose telling of the facts is taken; without it only what nobody disputes.",
)
@click.option("--stage", metavar="S", help="A stage of the case, such as gatherings.")
@_on
@click.option(
    "--reading", "readings", multiple=True, metavar="TERM=ID", help="Restrict a term to one reading."
)
@click.option(
    "--decision",
    "decisions",
    multiple=True,
    metavar="ACT",
    help="A decision that was taken: an act, or the id of a power.",
)
@click.option(
    "--act", "acts", multiple=True, metavar="ACT", help="An act to look for, so that silence is told."
)
@click.option("--norm", "norms", multiple=True, metavar="NORM", help="Only these norms, with their reasons.")
@click.option("--why", is_flag=True, help="Show the reasons of every position.")
@click.option("--markdown", is_flag=True, help="Reasons as Markdown.")
@_json
def ask_(
    name: str,
    case: str | None,
    event: str | None,
    account: str | None,
    stage: str | None,
    on: str | None,
    readings: tuple[str, ...],
    decisions: tuple[str, ...],
    acts: tuple[str, ...],
    norms: tuple[str, ...],
    why: bool,
    markdown: bool,
    as_json: bool,
) -> None:
    """Ask what each norm comes to: who is bound, empowered or forbidden, on whose reading and account."""
    from foedus import treaty as law

    if (case is None) == (event is None):
        raise InputError("give either --case CASE or --event FILE")
    one = law.load(name)
    file = law.load_situation(case if case is not None else Path(str(event)))
    chosen = dict(_reading(text) for text in readings)
    situation = file.situation(account, stage)
    answer = law.ask(one, situation, as_of=on, decisions=decisions, readings=chosen, acts=acts)
    for norm in norms:
        answer.position(norm)
    if as_json:
        document = answer.json()
        if norms:
            document["positions"] = [answer.position(norm).json() for norm in norms]
        _print(document)
        return
    click.echo(_heading(one, file.title, situation, answer))
    positions = [answer.position(norm) for norm in norms] if norms else answer.positions()
    if not answer.plan:
        click.echo(f"No norm of this file is in force on {answer.as_of}.\n")
    _tell(positions, answer, why=why or bool(norms), markdown=markdown)


def _reading(text: str) -> tuple[str, str]:
    term, equals, reading = text.partition("=")
    if not equals or not term or not reading:
        raise InputError(f"--reading {text!r}: expected TERM=ID, such as threat-2010=any-source")
    return term, reading


def _heading(one: Treaty, title: str, situation: Situation, answer: Answer) -> str:
    told = f"on the account {situation.account!r}" if situation.account else "on what nobody disputes"
    lines = [f"{one.name}", f"{title}; law of {answer.as_of}; {told}"]
    if situation.stage:
        lines.append(f"at the stage {situation.stage!r}")
    if answer.decisions:
        lines.append(f"decided: {', '.join(answer.decisions)}")
    if answer.readings:
        lines.append("readings: " + ", ".join(f"{t}={r}" for t, r in answer.readings.items()))
    return "\n".join(lines) + "\n"


def _tell(positions: list[Position], answer: Answer, *, why: bool, markdown: bool) -> None:
    raised = {*answer.situation.acts, *answer.acts}
    order = ("conflict", "applies", "contested", "unknown", "silent", "does_not_apply")
    for status in order:
        group = [position for position in positions if position.status == status]
        if not group:
            continue
        click.echo(status.replace("_", " ").upper())
        for position in group:
            aside = status == "does_not_apply" or (
                status == "unknown" and position.action not in raised and not position.by_reading[1:]
            )
            if aside and not why:
                click.echo(_fold(f"{position.norm}: {position.gist}", 6, "  "))
                continue
            _tell_one(position)
            if why:
                tree = position.why()
                click.echo(textwrap.indent(tree.markdown() if markdown else tree.text(), "      "))
        click.echo()
    grade = max((position.grade for position in positions), default="C")
    click.echo(f"Weakest grade of verification here: {grade}. Encoding, not legal advice.")


def _tell_one(position: Position) -> None:
    who = ", ".join(position.bearers) or "nobody"
    organ = f" through {position.organ}" if position.organ else ""
    click.echo(_fold(f"{position.norm}  [{position.citation}, grade {position.grade}]", 6, "  "))
    click.echo(_fold(position.gist, 6))
    if position.status != "silent":
        click.echo(_fold(f"{position.modality}: {who}{organ}", 6))
    for limit in position.limits:
        click.echo(_fold(f"limited: {limit}", 6))
    for citation in position.conflicts:
        click.echo(_fold(f"clashes with {citation}, no priority stated", 6))
    for line in position.summary():
        click.echo(_fold(line, 10, "        "))
    for need in position.needs:
        click.echo(_fold(f"to settle: {need}", 8, "      "))


@treaty.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_json
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Check treaty/1 and situation/1 files; T may be an id. Exit 1 with findings, 2 if one does not load."""
    from foedus import treaty as law
    from foedus.files import listing

    known = listing("treaty")
    results = [law.check(known.get(name, Path(name))) for name in files]
    if as_json:
        _print({"files": [result.json() for result in results]})
    else:
        for result in results:
            for error in (*result.errors, *result.findings):
                click.echo(str(error))
            if not result.errors and not result.findings:
                click.echo(f"{result.file}: no findings")
    if any(result.errors for result in results):
        return 2
    return 1 if any(result.findings for result in results) else 0


@treaty.command("test")
@click.argument("names", nargs=-1, metavar="[T|FILE]...")
@_json
def test_(names: tuple[str, ...], as_json: bool) -> int:
    """Run the tests beside treaty files (all of them without T). Exit 1 if one fails, 2 if one does not load."""
    from foedus import treaty as law
    from foedus.files import listing

    verdicts = [verdict for name in names or listing("treaty") for verdict in law.try_treaty(name)]
    failed = sum(bool(verdict.failures) for verdict in verdicts)
    if as_json:
        _print({"tests": [verdict.json() for verdict in verdicts], "failed": failed})
    else:
        for verdict in verdicts:
            click.echo(f"{'FAILED' if verdict.failures else 'passed'}  {verdict.treaty}: {verdict.name}")
            for failure in verdict.failures:
                click.echo(_fold(failure, 10))
        click.echo(f"{len(verdicts)} tests, {failed} failed")
    return 1 if failed else 0


@treaty.command()
@click.argument("kind", type=click.Choice(["treaty", "situation", "tests"]), default="treaty")
def schema(kind: str) -> None:
    """Print the JSON schema of treaty/1, situation/1 or treaty-tests/1, for editors."""
    from foedus import treaty as law

    _print(law.schema(kind))


treaty.add_command(duties)
