"""``foedus treaty ask``: what one treaty, or several together, come to in a situation."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from foedus.cli._telling import JSON, fold, print_json
from foedus.errors import InputError

if TYPE_CHECKING:
    from foedus.treaty import Answer, Decision, Joint, Position, Status

__all__ = ["ask"]

#: What a member can do when an organ decides.
VOTES = ("consent", "non_objection", "objection", "absence", "exclusion")

_on = click.option("--on", metavar="DATE", help="Day whose law is applied, such as 2022-01-05.")


@click.command()
@click.argument("name", metavar="[T]", required=False)
@click.option("--treaties", metavar="T,T", help="Several treaties at once, such as csto,general,rights.")
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
    "--fact",
    "facts",
    multiple=True,
    metavar="FACT=yes|no",
    help="Answer a question of fact, whatever the case says of it.",
)
@click.option(
    "--decision",
    "decisions",
    multiple=True,
    metavar="ACT",
    help="A decision that was taken: an act, or the id of a power.",
)
@click.option(
    "--vote",
    "votes",
    multiple=True,
    metavar="POWER:ISO3=VOTE",
    help="A vote on the decision under a power: consent, non_objection, objection, absence or exclusion.",
)
@click.option(
    "--act", "acts", multiple=True, metavar="ACT", help="An act to look for, so that silence is told."
)
@click.option("--norm", "norms", multiple=True, metavar="NORM", help="Only these norms, with their reasons.")
@click.option("--why", is_flag=True, help="Show the reasons of every position.")
@click.option("--markdown", is_flag=True, help="Reasons as Markdown.")
@JSON
def ask(
    name: str | None,
    treaties: str | None,
    case: str | None,
    event: str | None,
    account: str | None,
    stage: str | None,
    on: str | None,
    readings: tuple[str, ...],
    facts: tuple[str, ...],
    decisions: tuple[str, ...],
    votes: tuple[str, ...],
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
    if (name is None) == (treaties is None):
        raise InputError("give either one treaty T or --treaties T,T")
    file = law.load_situation(case if case is not None else Path(str(event)))
    chosen = dict(_reading(text) for text in readings)
    situation = file.situation(account, stage)
    if facts:
        situation = replace(situation, facts={**situation.facts, **dict(_fact(text) for text in facts)})
    taken = _decisions(decisions, votes)
    if treaties is not None:
        several = [law.load(part.strip()) for part in treaties.split(",")]
        joint = law.ask_together(several, situation, as_of=on, decisions=taken, readings=chosen, acts=acts)
        _joint(joint, file.title, norms, why=why, markdown=markdown, as_json=as_json)
        return
    one = law.load(str(name))
    for told in taken:
        if isinstance(told, law.Decision):
            law.voters_known(one, told, situation.on)
    answer = law.ask(one, situation, as_of=on, decisions=taken, readings=chosen, acts=acts)
    for norm in norms:
        answer.position(norm)
    if as_json:
        document = answer.json()
        if norms:
            document["positions"] = [answer.position(norm).json() for norm in norms]
        print_json(document)
        return
    click.echo(_heading(one.name, file.title, answer))
    positions = [answer.position(norm) for norm in norms] if norms else answer.positions()
    if not answer.plan:
        click.echo(f"No norm of this file is in force on {answer.as_of}.\n")
    _tell(
        [(position, position.status) for position in positions],
        answer,
        why=why or bool(norms),
        markdown=markdown,
    )
    grade = max((position.grade for position in positions), default="C")
    click.echo(f"Weakest grade of verification here: {grade}. Encoding, not legal advice.")


def _fact(text: str) -> tuple[str, bool]:
    name, _, answer = text.partition("=")
    if answer not in ("yes", "no"):
        raise InputError(f"--fact {text!r}: expected FACT=yes or FACT=no, such as endangers_state=yes")
    return name, answer == "yes"


def _decisions(decisions: tuple[str, ...], votes: tuple[str, ...]) -> list[str | Decision]:
    """Decisions as told, and those whose votes are given."""
    from foedus.treaty import Decision

    cast: dict[str, dict[str, Any]] = {}
    for text in votes:
        power, _, vote = text.rpartition(":")
        state, _, how = vote.partition("=")
        if not power or how not in VOTES:
            raise InputError(f"--vote {text!r}: expected POWER:ISO3=VOTE, VOTE one of {', '.join(VOTES)}")
        cast.setdefault(power, {})[state] = how
    told: list[str | Decision] = [power for power in decisions if power not in cast]
    return told + [Decision(power, ballots) for power, ballots in cast.items()]


def _joint(
    joint: Joint, title: str, norms: tuple[str, ...], *, why: bool, markdown: bool, as_json: bool
) -> None:
    """Print what several treaties say together."""
    for name in norms:
        joint.status(name)
    if as_json:
        document = joint.json()
        if norms:
            wanted = [tuple(name.split("/", 1)) for name in norms]
            document["positions"] = [
                p
                for p in cast(list[dict[str, object]], document["positions"])
                if (p["treaty"], p["norm"]) in wanted
            ]
        print_json(document)
        return
    for answer in joint.answers:
        name = answer.treaty.id
        click.echo(_heading(answer.treaty.name, title, answer))
        told = [
            (p, p.status if p.status == "silent" else joint.status(f"{name}/{p.norm}"))
            for p in answer.positions()
            if not norms or f"{name}/{p.norm}" in norms
        ]
        _tell(told, answer, why=why or bool(norms), markdown=markdown)
    click.echo("CLASHES BETWEEN THE TREATIES")
    for clash in joint.clashes:
        where = "on all readings" if clash.certain else "on some readings"
        click.echo(
            fold(
                f"{clash.norm} [{clash.citations[0]}] against {clash.against} [{clash.citations[1]}]", 6, "  "
            )
        )
        click.echo(
            fold(
                f"{where}; binds {', '.join(clash.states)}; {clash.priority or 'no text decides'}",
                6,
            )
        )
    if not joint.clashes:
        click.echo("  none")
    grade = max(answer.grade() for answer in joint.answers)
    click.echo(f"\nWeakest grade of verification here: {grade}. Encoding, not legal advice.")


def _reading(text: str) -> tuple[str, str]:
    term, equals, reading = text.partition("=")
    if not equals or not term or not reading:
        raise InputError(f"--reading {text!r}: expected TERM=ID, such as threat-2010=any-source")
    return term, reading


def _heading(name: str, title: str, answer: Answer) -> str:
    situation = answer.situation
    told = f"on the account {situation.account!r}" if situation.account else "on what nobody disputes"
    lines = [name, f"{title}; law of {answer.as_of}; {told}"]
    if situation.stage:
        lines.append(f"at the stage {situation.stage!r}")
    for decision, result in answer.decided:
        word = {True: "decided", False: "not decided", None: "unknown whether decided"}[result.adopted]
        lines.append(f"{word}: {decision.power} ({result.why})")
    if answer.readings:
        lines.append("readings: " + ", ".join(f"{t}={r}" for t, r in answer.readings.items()))
    return "\n".join(lines) + "\n"


def _tell(told: list[tuple[Position, Status]], answer: Answer, *, why: bool, markdown: bool) -> None:
    raised = {*answer.situation.acts, *answer.acts}
    order = ("conflict", "applies", "contested", "unknown", "silent", "does_not_apply")
    for status in order:
        group = [position for position, found in told if found == status]
        if not group:
            continue
        click.echo(status.replace("_", " ").upper())
        for position in group:
            aside = status == "does_not_apply" or (
                status == "unknown" and position.action not in raised and not position.by_reading[1:]
            )
            if aside and not why:
                click.echo(fold(f"{position.norm}: {position.gist}", 6, "  "))
                continue
            _tell_one(position)
            if why:
                tree = position.why()
                click.echo(textwrap.indent(tree.markdown() if markdown else tree.text(), "      "))
        click.echo()


def _tell_one(position: Position) -> None:
    who = ", ".join(position.bearers) or "nobody"
    organ = f" through {position.organ}" if position.organ else ""
    click.echo(fold(f"{position.norm}  [{position.citation}, grade {position.grade}]", 6, "  "))
    click.echo(fold(position.gist, 6))
    if position.status != "silent":
        click.echo(fold(f"{position.modality}: {who}{organ}", 6))
    for limit in position.limits:
        click.echo(fold(f"limited: {limit}", 6))
    for exception in position.exceptions:
        if exception.effect != "limits" and exception.value != "no":
            click.echo(fold(f"{exception.effect} ({exception.value}): {exception.gist}", 6))
    for citation in position.conflicts:
        click.echo(fold(f"clashes with {citation}, no priority stated", 6))
    for line in position.summary():
        click.echo(fold(line, 10, "        "))
    for need in position.needs:
        click.echo(fold(f"to settle: {need}", 8, "      "))
    for question in position.residual:
        if question.settles and position.status == "unknown":
            said = f"yes: {question.if_yes}, no: {question.if_no}".replace("_", " ")
            click.echo(fold(f"settled alone by: {question.question}? ({said})", 8, "      "))
