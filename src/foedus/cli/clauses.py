"""``foedus treaty compare``, ``diff`` and ``space``: two treaties, two days, the whole event space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli._telling import JSON, fold, heading, print_json

if TYPE_CHECKING:
    from fractions import Fraction

    from foedus.treaty import Change, NormSpace

__all__ = ["compare", "diff", "space"]


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--on", required=True, metavar="DATE", help="Day whose law is compared, such as 2022-01-05.")
@click.option(
    "--dimension", "dimensions", multiple=True, metavar="D", help="Only these, such as trigger or exit."
)
@JSON
def compare(one: str, other: str, on: str, dimensions: tuple[str, ...], as_json: bool) -> None:
    """Set two treaties beside each other: trigger, duty, discretion, decision, exit, bases, institutions."""
    from foedus import treaty as law
    from foedus.errors import UnknownName

    for name in dimensions:
        if name not in law.DIMENSIONS:
            raise UnknownName("dimension", name, law.DIMENSIONS)
    found = law.compare(law.load(one), law.load(other), on)
    shown = [d for d in found.dimensions if not dimensions or d.id in dimensions]
    if as_json:
        document = found.json()
        document["dimensions"] = [dimension.json() for dimension in shown]
        print_json(document)
        return
    for treaty in found.treaties:
        click.echo(f"{treaty.id:<18} {treaty.name}: {len(treaty.members(found.on))} members on {found.on}")
    for dimension in shown:
        heading(f"{dimension.question}  [{dimension.id}]")
        for treaty, clauses in zip(found.treaties, dimension.sides, strict=True):
            click.echo(f"  {treaty.id}")
            alike: dict[str, list[str]] = {}
            for clause in clauses:
                alike.setdefault(clause.says, []).append(f"{clause.citation}, grade {clause.grade}")
            for says, places in alike.items():
                click.echo(fold(f"{says} [{'; '.join(dict.fromkeys(places))}]", 6, "    - "))
            if not clauses:
                click.echo("    - silent")
    click.echo("\nEncoding, not legal advice.")


@click.command()
@click.argument("name", metavar="T")
@click.option("--from", "start", required=True, metavar="DATE", help="The earlier day.")
@click.option("--to", "end", required=True, metavar="DATE", help="The later day.")
@JSON
def diff(name: str, start: str, end: str, as_json: bool) -> None:
    """Tell what changed in a treaty between two days, and for what share of events the answer changed."""
    from foedus import treaty as law

    found = law.diff(law.load(name), start, end)
    if as_json:
        print_json(found.json())
        return
    click.echo(f"{found.treaty}: from {found.start} to {found.end}")
    for text in found.instruments:
        click.echo(fold(f"in force {text.in_force or text.applied_from}: {text.title} ({text.id})", 6, "  "))
    click.echo(f"  joined: {', '.join(found.joined) or 'nobody'}; left: {', '.join(found.left) or 'nobody'}")
    for change in found.changes:
        _change(change)
    click.echo(f"\n{len(found.unchanged)} norms stand as they were.")
    click.echo(
        f"Another answer in {_percent(found.amended)} of the fully answered events by amendment alone, in "
        f"{_percent(found.share)} with what is new or gone."
    )
    click.echo("Every question counts alike: the shares measure the file, not the world.")


def _change(change: Change) -> None:
    what = "amended" if change.before and change.after else "new" if change.after else "gone"
    heading(f"{what}: {change.after or change.before}  [{change.citation}]")
    before, after = change.gists
    if before != after:
        for label, gist in (("before", before), ("after", after)):
            if gist:
                click.echo(fold(gist, 12, f"    {label + ':':<8}"))
    click.echo(f"    another answer in {_percent(change.share)} of the fully answered events")
    for (one, other), share in change.moves.items():
        click.echo(f"      {one.replace('_', ' ')} -> {other.replace('_', ' ')}: {_percent(share)}")
    if change.example is not None:
        click.echo(fold(f"smallest example: {_answers(change.example)}", 8, "    "))


@click.command()
@click.argument("name", metavar="T")
@click.option("--on", metavar="DATE", help="Day whose law is applied; by default the day of its last change.")
@click.option("--norm", "norms", multiple=True, metavar="NORM", help="Only these norms.")
@JSON
def space(name: str, on: str | None, norms: tuple[str, ...], as_json: bool) -> None:
    """Go through the whole event space: how often each norm has each status, and the smallest example."""
    from foedus import treaty as law
    from foedus.errors import UnknownName

    found = law.space(law.load(name), on)
    known = [norm.norm for norm in found.norms]
    for norm in norms:
        if norm not in known:
            raise UnknownName(f"norm in force on {found.on}", norm, known)
    shown = [norm for norm in found.norms if not norms or norm.norm in norms]
    if as_json:
        document = found.json()
        document["norms"] = [norm.json() for norm in shown]
        print_json(document)
        return
    click.echo(
        f"{found.treaty}, law of {found.on}: {len(shown)} norms, {sum(n.events for n in shown):,} events"
    )
    for one in shown:
        _space(one)
    if not norms:
        heading("Acts that no norm in force addresses")
        click.echo(fold(", ".join(found.silent) or "none", 2))
    click.echo("\nEvery question counts alike: the shares measure the file, not the world.")


def _space(norm: NormSpace) -> None:
    heading(f"{norm.norm}  [{norm.citation}]: {len(norm.questions)} questions, {norm.events:,} events")
    for status, share in norm.all.items():
        whole = (
            f"{_percent(norm.known[status])} of those fully answered"
            if status in norm.known
            else "never fully answered"
        )
        click.echo(f"    {status.replace('_', ' '):<15} {_percent(share)} of all, {whole}")
        click.echo(fold(f"smallest: {_answers(norm.examples[status])}", 12, "        "))


def _answers(example: dict[str, bool]) -> str:
    return (
        ", ".join(f"{name} {'yes' if answer else 'no'}" for name, answer in example.items())
        or "nothing known"
    )


def _percent(share: Fraction) -> str:
    value = 100 * float(share)
    if share and value < 0.05:
        return "under 0.1 %"
    return f"{value:.1f} %"
