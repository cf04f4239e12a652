"""``foedus treaty atop``: ATOP's and COW's codes, derived from the text with the norms behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli._telling import JSON, fold, heading, line, print_json
from foedus.errors import InputError

if TYPE_CHECKING:
    from foedus.treaty import Agreement, Coding, Treaty

__all__ = ["atop"]

_FLAGS = ("defense", "offense", "neutral", "nonagg", "consul")


@click.command()
@click.argument("name", metavar="T")
@click.option("--state", metavar="ISO3", help="Only this state; without it all that ever were party.")
@click.option("--on", metavar="DATE", help="The day; without it every phase, from signature on.")
@click.option(
    "--against",
    metavar="FILE",
    help="A published Parquet file: agreement, Cohen's kappa, each disagreement with its reasons.",
)
@JSON
def atop(name: str, state: str | None, on: str | None, against: str | None, as_json: bool) -> None:
    """Derive the codes of ATOP and of the Correlates of War, each with the norms behind it.

    T is the id of a packaged treaty, or the path of a treaty/1 file. Dates are dates of signature.
    """
    from foedus import treaty as law

    one = law.load(name)
    if against is not None:
        if state or on:
            raise InputError("--against compares all members in all phases; leave out --state and --on")
        found = law.agreement(one, against)
        if as_json:
            print_json(found.json())
        else:
            _tell_agreement(one, found)
        return
    if on and state:
        coding = law.atop(one, state, on)
        if as_json:
            print_json(coding.json() | {"labels": _labels(coding)})
        else:
            _tell(one, coding)
        return
    if on:
        *rows, whole = law.atop_alliance(one, on)
    else:
        rows, whole = law.atop_phases(one, state), None
    if as_json:
        document: dict[str, object] = {"treaty": one.id, "rows": [row.json() for row in rows]}
        if whole:
            document["alliance"] = whole.json()
        print_json(document | {"labels": _labels(rows[0])})
        return
    click.echo(
        f"{one.name}\nCodes of ATOP by dates of signature; codes that are not zero, per member and phase"
    )
    for row in [*rows, whole] if whole else rows:
        _tell_row(row)
    click.echo("\nWith --state and --on each code is shown with the norms behind it.")


def _labels(coding: Coding) -> dict[str, object]:
    from foedus import treaty as law

    return {v.name: v.json() for v in law.ATOP_VARIABLES if v.name in coding.codes}


def _tell(one: Treaty, coding: Coding) -> None:
    from foedus import treaty as law

    gists = {norm.id: f"{norm.gist}  [{one.citation(norm)}]" for norm in one.norms}
    click.echo(f"{one.name}\n{coding.state} on {coding.on}")
    _span(coding)
    line("COW", f"{coding.cow.name}; " + ", ".join(f"{k} {v}" for k, v in coding.cow.flags.items()))
    known = {v.name: v for v in law.ATOP_VARIABLES}
    for group in dict.fromkeys(v.group for v in law.ATOP_VARIABLES):
        heading(group.capitalize())
        zero = []
        for name in (v.name for v in law.ATOP_VARIABLES if v.group == group and v.name in coding.codes):
            value = coding.codes[name]
            if not value:
                zero.append(name)
                continue
            label = known[name].values.get(value, "months")
            line(f"{name} {value}", f"{known[name].meaning}: {label} [{known[name].evidence}]")
            for behind in coding.because[name]:
                click.echo(fold(f"{behind}: {gists[behind]}" if behind in gists else behind, 20))
        if zero:
            line("zero", ", ".join(zero))
    for name, near in coding.why_not.items():
        heading(f"Near to {name}, and why not")
        for said in near:
            click.echo(fold(said, 6, "  "))
    if coding.turns_on:
        heading("Conditions on some reading alone")
        for name, ids in coding.turns_on.items():
            line(name, ", ".join(ids))
    heading("Not derivable")
    for name, why in coding.open.items():
        line(name, why)
    line("always", ", ".join(n for n in coding.not_derivable if n not in coding.open))


def _span(coding: Coding) -> None:
    left = f" to {coding.exit} ({coding.how_out or 'how is not said'})" if coding.exit else " on"
    line("party", f"from {coding.entry or 'the beginning'}{left}")
    if coding.phase:
        changed = ", ".join(
            f"{name} {'open' if was is None else was}" for name, was in coding.phase.changed.items()
        )
        since = f"; before it: {changed}" if changed else ""
        end = coding.phase.end or "today"
        line("phase", f"{coding.phase.number}, from {coding.phase.start} to {end}{since}")
    for note in coding.notes:
        line("note", note)


def _tell_row(row: Coding) -> None:
    when = str(row.on) if row.phase is None else f"{row.phase.start} to {row.phase.end or 'today'}"
    flags = " ".join(f"{name} {row.codes[name]}" for name in _FLAGS)
    click.echo(f"\n{row.state}  {when}\n  {flags}  (COW: {row.cow.name})")
    rest = [f"{name} {value}" for name, value in row.codes.items() if value and name not in _FLAGS]
    click.echo(fold(", ".join(rest), 2))
    for note in row.notes:
        click.echo(fold(note, 4, "  "))


def _tell_agreement(one: Treaty, found: Agreement) -> None:
    click.echo(f"{one.name} beside {found.file}\n  rows: {found.matched}; covered to {found.covered_to}")
    heading("Agreement")
    click.echo(f"  {'variable':<12}{'n':>5}{'agreement':>11}{'kappa':>8}")
    for row in found.variables:
        shown = f"{row.kappa:>8.2f}" if row.kappa is not None else f"{'–':>8}  {row.note}"
        click.echo(f"  {row.name:<12}{row.n:>5}{row.agreement:>11.2f}{shown}")
    heading(f"Disagreements ({len(found.disagreements)})")
    for d in found.disagreements:
        when = f"{d.start} to {d.end or 'the end of the file'}"
        click.echo(fold(f"{d.variable} {d.state} {when}: ours {d.ours}, published {d.theirs}", 6, "  "))
        if d.because:
            click.echo(fold(f"rests on {', '.join(d.because)}", 6))
        for near in d.why_not:
            click.echo(fold(f"not counted: {near}", 6))
    parted = [day for day in found.dates if day["ours"] != day["theirs"]]
    heading(f"Entries and exits: {len(found.dates) - len(parted)} the same, {len(parted)} not")
    for day in parted:
        click.echo(
            f"  {day['state']} {day['what']}: ours {day['ours'] or 'none'}, "
            f"published {day['theirs'] or 'none'}"
        )
    for said in (*found.unmatched, *found.notes):
        click.echo(fold(said, 6, "  "))
    click.echo(
        "\nNothing here is fitted to a published value: a disagreement stays until the text settles it."
    )
