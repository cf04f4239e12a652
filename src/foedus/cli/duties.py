"""``foedus duties``: the ledger of membership of a state on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from foedus.cli._standing import called, roll_words, rolls_json, status_words, systems
from foedus.cli._telling import JSON, fold, heading, line, print_json
from foedus.clock import in_words

if TYPE_CHECKING:
    from foedus.treaty import Entry, Ledger, Treaty

__all__ = ["duties"]

_HEADINGS = {
    "owes": "Owes",
    "may": "May",
    "may_not": "May not",
    "decides": "Decides",
    "gets": "Gets",
    "rules": "Rules",
}
#: How many norms a short account tells under each heading.
_MOST = {"owes": 4, "may": 2, "may_not": 3, "decides": 2, "gets": 2}
_FEW = {"owes": 2, "may_not": 2}
#: Acts whose norms a short account tells first, the weightiest first.
_KEY = (
    "assist",
    "deem_attack_on_all",
    "intervene",
    "deploy_forces",
    "authorise_force",
    "help_against_threat",
    "restore_order",
    "use_force",
    "consult",
    "comply",
    "send_contingent",
    "interfere",
    "join_hostile_alliance",
    "host_foreign_base",
    "station_forces",
    "open_territory",
    "deprive_of_life",
    "torture",
    "use_lethal_force",
    "investigate",
    "suspend_member",
    "decide",
    "withdraw",
    "settle_peacefully",
)
_WIDTH = 82


def _shortened(entry: Entry) -> str:
    """A norm in as many of its words as a line holds, with its id."""
    end = f" [{entry.norm}]"
    if len(entry.gist) + len(end) <= _WIDTH:
        return entry.gist + end
    return entry.gist[: _WIDTH - len(end) - 1].rsplit(" ", 1)[0].rstrip(",;") + "…" + end


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


def _document(one: Treaty, drawn: Ledger) -> dict[str, Any]:
    return {
        "treaty": one.id,
        "name": one.name,
        "kind": one.file.kind,
        "state": drawn.state,
        "on": drawn.on.isoformat(),
        "status": drawn.status,
        "since": drawn.since.isoformat() if drawn.since else None,
        "own_rolls": rolls_json(one, drawn.state, drawn.on),
        **{key: [entry.json() for entry in part] for key, part in drawn.sections.items()},
        "beside_the_norms": _beside(drawn.state, drawn.on, one),
        "practices": list(drawn.practices),
        "weakest_grade": drawn.grade,
        "note": "encoding, not legal advice",
    }


@click.command()
@click.argument("state", metavar="STATE")
@click.argument("name", metavar="[T]", required=False)
@click.option("--on", required=True, metavar="DATE", help="The day, such as 2022-01-05.")
@JSON
def duties(state: str, name: str | None, on: str, as_json: bool) -> None:
    """Show what a state owes, may, may not, decides and gets under a treaty on a day.

    STATE is an ISO3 code; T is the id of a packaged treaty, or the path of a treaty/1 file. Without T
    every packaged treaty that gives the state a status is told in short, and then the law that binds it
    beside any treaty.
    """
    from foedus import treaty as law
    from foedus.clock import parse_date

    when = parse_date(on)
    if name is None:
        _all(state, when, as_json)
        return
    one = law.load(name)
    if one.file.kind == "companion" and state not in one.rolls.states():
        called(state, when)
    drawn = law.ledger(one, state, when)
    if as_json:
        print_json(_document(one, drawn))
        return
    click.echo(f"{one.name}\n{state} on {in_words(when)}: {status_words(one, state, when)}")
    _tell_rolls(one, drawn)
    if drawn.status == "suspended":
        click.echo(_suspended(drawn))
    for practice in drawn.practices:
        line("practice", practice)
    beside = _beside(state, when, one)
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


def _all(state: str, on: date, as_json: bool) -> None:
    """Every treaty that gives the state a status, and the companions."""
    from foedus import treaty as law

    alliances, companions = systems(state, on)
    told = [(one, law.ledger(one, state, on)) for one in (*alliances, *companions)]
    with_status = [one for one, drawn in told if one in alliances and (drawn.status != "none" or drawn.own)]
    if as_json:
        print_json(
            {
                "state": state,
                "on": on.isoformat(),
                "treaties": [_document(one, drawn) for one, drawn in told if one in with_status],
                "companions": [_document(one, drawn) for one, drawn in told if one in companions],
                "without_status": [one.id for one in alliances if one not in with_status],
                "note": "encoding, not legal advice",
            }
        )
        return
    count = len(with_status)
    systems_ = "no packaged treaty" if not count else f"{count} packaged treat{'y' if count == 1 else 'ies'}"
    click.echo(f"{called(state, on)} ({state}) on {in_words(on)}: a status under {systems_}")
    for one, drawn in told:
        if one in with_status:
            _tell_short(one, drawn)
    without = [one for one in alliances if one not in with_status]
    if without:
        heading("No status on that day")
        for one in without:
            click.echo(fold(f"{one.name} ({one.id}): {status_words(one, state, on)}", 6, "  "))
    heading("Law beside any treaty of alliance")
    for one, drawn in told:
        if one in companions:
            _tell_short(one, drawn, apart=False)
    click.echo(f"\nAll norms of one of them: foedus duties {state} T --on {on}. Encoding, not legal advice.")


def _suspended(drawn: Ledger) -> str:
    if not any(drawn.sections[key] for key in ("owes", "may", "may_not")):
        return "Suspended: the file has no norm on what stays owed meanwhile, and none is listed."
    return "Suspended: what binds all parties stays; what members alone bear or decide is not listed."


def _tell_rolls(one: Treaty, drawn: Ledger) -> None:
    for number, told in enumerate(roll_words(one, drawn.state, drawn.on)):
        line("" if number else "own rolls", told)


def _tell_short(one: Treaty, drawn: Ledger, *, apart: bool = True) -> None:
    """A treaty in at most a screen: under each heading how many norms, and the weightiest in a line."""
    status = status_words(one, drawn.state, drawn.on)
    click.echo(("\n" if apart else "") + fold(f"{one.name} ({one.id}): {status}", 2, ""))
    _tell_rolls(one, drawn)
    if drawn.status == "suspended":
        click.echo(fold(_suspended(drawn), 2, "  "))
    for practice in drawn.practices:
        line("practice", practice)
    owed: set[str] = set()
    most, rest = _MOST if apart else _FEW, []
    for key, part in drawn.sections.items():
        weighty = [e for e in sorted(part, key=_weight) if e.norm not in owed][: most.get(key, 0)]
        owed |= {entry.norm for entry in part}
        label = f"{_HEADINGS[key].lower()} ({len(part)})"
        if part and not weighty:
            rest.append(label)
        for number, entry in enumerate(weighty):
            line("" if number else label, _shortened(entry))
    if rest:
        line("in full also", ", ".join(rest))


def _weight(entry: Entry) -> int:
    return _KEY.index(entry.act) if entry.act in _KEY else len(_KEY)


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
