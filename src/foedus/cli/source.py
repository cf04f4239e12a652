"""``foedus source``: the register of sources, what leans on each, and what is known against it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from foedus.errors import UnknownName

if TYPE_CHECKING:
    from foedus.evidence import Leaning, Register, Source

__all__ = ["source"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.group()
def source() -> None:
    """The register of sources: who publishes each, of what kind it is, and what leans on it."""


@source.command("list")
@click.option("--tier", metavar="KIND", help="Only sources of this kind, such as wire.")
@click.option("--state", metavar="ISO3", help="Only sources of publishers owned or funded by this state.")
@click.option("--denied", is_flag=True, help="Only sources on which nothing may rest alone.")
@_JSON
def list_(tier: str | None, state: str | None, denied: bool, as_json: bool) -> int:
    """List the sources with their kind, what leans on them, and how often they were overruled.

    A claim is overruled when a better one is chosen; a claim about something else is not counted.
    """
    from foedus.evidence import TIERS

    if tier is not None and tier not in TIERS:
        raise UnknownName("kind of source", tier, TIERS)
    known, found = _leanings()
    rows = []
    for name, leaning in sorted(found.items()):
        publisher = known.publisher(leaning.source)
        if (
            (tier and leaning.source.tier != tier)
            or (state and (publisher is None or publisher.state != state))
            or (denied and known.denied(leaning.source) is None)
        ):
            continue
        rows.append(_brief(known, name, leaning))
    if as_json:
        click.echo(json.dumps({"sources": rows}, ensure_ascii=False, indent=1))
        return 0
    click.echo(f"{'source':<28} {'kind':<19} {'state':<5} {'claims':>6} {'lost':>4} {'events':>6} {'law':>4}")
    for row in rows:
        click.echo(
            f"{row['id']:<28} {row['tier']:<19} {row['state']:<5} {row['claims']:>6} {row['overruled']:>4} "
            f"{row['events']:>6} {row['rests']:>4}{'  denylist' if row['denied'] else ''}"
        )
    click.echo(f"\n{len(rows)} of {len(found)} sources.")
    return 0


@source.command()
@click.argument("name", metavar="ID")
@_JSON
def show(name: str, as_json: bool) -> int:
    """Show one source, by id or address: what it is, who stands behind it, and what leans on it."""
    known, found = _leanings()
    one = known.source(name)
    leaning = found[one.id]
    document = _full(known, one, leaning)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return 0
    _print(document)
    return 0


def _leanings() -> tuple[Register, dict[str, Leaning]]:
    from foedus.evidence import leanings, load, register
    from foedus.files import listing

    known = register()
    cases = [load(folder) for folder in listing("case").values() if (folder / "claims.yaml").is_file()]
    return known, leanings(known, cases)


def _brief(known: Register, name: str, leaning: Leaning) -> dict[str, Any]:
    one, publisher = leaning.source, known.publisher(leaning.source)
    return {
        "id": name,
        "title": one.title,
        "tier": one.tier,
        "publisher": one.publisher,
        "state": publisher.state if publisher else "",
        "where": one.where,
        "claims": len(leaning.claims),
        "chosen": leaning.chosen,
        "overruled": leaning.overruled,
        "voices": len(leaning.voices),
        "events": len(leaning.events),
        "rests": len(leaning.rests),
        "denied": known.denied(one) is not None,
    }


def _full(known: Register, one: Source, leaning: Leaning) -> dict[str, Any]:
    from foedus.evidence import AFFILIATIONS, DENIALS, TIERS

    publisher, denial = known.publisher(one), known.denied(one)
    return {
        "id": one.id,
        "title": one.title,
        "publisher": one.publisher,
        "owner": publisher.owner if publisher else "",
        "affiliation": publisher.affiliation if publisher else "unknown",
        "affiliation_means": AFFILIATIONS[publisher.affiliation if publisher else "unknown"],
        "state": publisher.state if publisher else "",
        "publisher_note": publisher.note if publisher else "",
        "tier": one.tier,
        "step": TIERS[one.tier].step,
        "tier_means": TIERS[one.tier].meaning,
        "url": one.url,
        "file": one.file,
        "place": one.place,
        "number": one.number,
        "language": one.language,
        "published": one.published,
        "knows": one.knows,
        "retrieved": one.retrieved,
        "licence": known.licence(one),
        "original": not (one.copy_of or one.retells),
        "copy_of": one.copy_of,
        "retells": one.retells,
        "counts_as": one.voice,
        "note": one.note,
        "described_in": known.homes.get(one.id, ""),
        "denied": None
        if denial is None
        else {
            "kind": denial.kind,
            "kind_means": DENIALS[denial.kind],
            "reason": denial.reason,
            "source": denial.source,
        },
        "chosen": leaning.chosen,
        "overruled": leaning.overruled,
        "claims": [lean._asdict() for lean in leaning.claims],
        "voices": leaning.voices,
        "events": leaning.events,
        "rests": leaning.rests,
    }


def _print(told: dict[str, Any]) -> None:
    def line(label: str, text: str) -> None:
        if text:
            click.echo(f"{label:<11} {text}")

    click.echo(f"{told['id']}: {told['title']}")
    line("publisher", told["publisher"])
    behind = [told["owner"], told["affiliation_means"], told["state"], told["publisher_note"]]
    line("behind it", ", ".join(part for part in behind if part))
    line("kind", f"{told['tier']}, step {told['step']}: {told['tier_means']}")
    line("where", told["url"] or told["file"] or told["place"])
    line("number", told["number"])
    days = [("published", told["published"]), ("known", told["knows"]), ("read", told["retrieved"])]
    line("dates", ", ".join(f"{name} {day}" for name, day in days if day))
    line("language", told["language"])
    line("licence", told["licence"] or "none recorded")
    if told["original"]:
        line("origin", "its own")
    else:
        line("origin", f"carries {told['copy_of'] or told['retells']}, and counts as {told['counts_as']}")
    line("note", told["note"])
    if told["denied"]:
        line("denylist", f"{told['denied']['kind']}: {told['denied']['reason']}. {told['denied']['source']}")
    line("described", told["described_in"])
    count = len(told["claims"])
    click.echo(f"\n{count} claims: {told['chosen']} give the answer, {told['overruled']} were overruled.")
    for lean in told["claims"]:
        state = "chosen" if lean["chosen"] else "kept"
        click.echo(
            f"  {lean['case']}/{lean['fact']}/{lean['claim']}: {lean['said']} ({state}, {lean['ground']})"
        )
    for label, names in (("voices", told["voices"]), ("events", told["events"]), ("law", told["rests"])):
        if names:
            click.echo(f"\n{len(names)} {label}:")
            for name in names:
                click.echo(f"  {name}")
