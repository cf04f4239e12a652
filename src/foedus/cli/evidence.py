"""``foedus evidence``: what the sources say, and where they disagree."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from foedus.errors import InputError, UnknownName

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.evidence import Claim, Contention, Evidence, Fact, Finding, Misreport, Question
    from foedus.units import Quantity

__all__ = ["evidence"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.group()
def evidence() -> None:
    """What the sources say, and where they disagree."""


@evidence.command()
@click.argument("case")
@click.argument("fact", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json"]),
    default="text",
    help="For a fact: as text, as a Markdown page, or as one JSON document.",
)
@_JSON
def show(case: str, fact: str | None, form: str, as_json: bool) -> int:
    """Show every fact of CASE with its answer, or the page of one FACT.

    CASE is the id of a packaged case, or a case folder. The ground says why an answer was chosen; the
    interval spans all live claims about the same thing. The page of a fact has its answer and ground, who
    says what, and when it was known. FACT may also be a contention: what is held and denied, unsettled.
    """
    known = _load(case)
    as_json = as_json or form == "json"
    if form == "md" and fact is None:
        raise InputError("--format md makes the page of one fact; name a FACT")
    if fact is not None and fact in known.contentions:
        _show_contention(known, known.contentions[fact], form, as_json)
        return 0
    if fact is not None and fact not in known.facts:
        raise UnknownName("fact", fact, [*known.facts, *known.contentions])
    found = [known.finding(fact)] if fact is not None else known.findings
    if as_json:
        _print_json(known, found, whole=fact is None)
    elif fact is None:
        _print_overview(known, found)
    else:
        page = _page(known, found[0])
        if form == "md":
            click.echo(page.markdown(), nl=False)
        else:
            _print_fact(found[0])
            _print_timeline(page)
    return 0


@evidence.command()
@click.argument("case")
@_JSON
def conflicts(case: str, as_json: bool) -> int:
    """Show the facts of CASE on which live sources disagree, with the dissent that is kept."""
    known = _load(case)
    found = known.conflicts
    if as_json:
        _print_json(known, found, whole=False)
        return 0
    for finding in found:
        _print_fact(finding)
    console = _console()
    console.print(f"{len(found)} of {len(known.facts)} facts of {known.folder.name} are disputed.")
    return 0


@evidence.command()
@click.argument("case")
@_JSON
def misreported(case: str, as_json: bool) -> int:
    """Show errors of CASE that are often repeated, each with its correction and the sources of that."""
    known = _load(case)
    found = known.misreported
    if as_json:
        rows = [_misreport(one) for one in found]
        document = {"case": known.folder.name, "misreported": rows}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return 0
    console = _console()
    for one in found:
        console.print(f"{one.fact.question}", style="bold")
        console.print(f"  said       {one.said} ({one.claim.source.id}, {one.claim.locator or 'text'})")
        console.print(f"  correction {one.correction}")
        console.print(f"  sources    {', '.join(source.id for source in one.sources)}")
    console.print(f"\n{len(found)} errors.")
    return 0


@evidence.command()
@click.argument("folder", metavar="DIR")
@_JSON
def check(folder: str, as_json: bool) -> int:
    """Check sources.yaml, claims.yaml and record.csv of a case folder.

    Exit status: 0 nothing found; 1 findings; 2 a file cannot be read at all.
    """
    from foedus.evidence import check as find_mistakes
    from foedus.files import listing

    path = Path(folder)
    mistakes = find_mistakes(listing("case").get(folder, path) if not path.is_dir() else path)
    if as_json:
        rows = [
            {
                "file": m.where.file if m.where else None,
                "line": m.where.line or None if m.where else None,
                "column": m.where.column or None if m.where else None,
                "what": m.what,
            }
            for m in mistakes
        ]
        click.echo(json.dumps({"folder": folder, "findings": rows}, ensure_ascii=False, indent=1))
    else:
        for mistake in mistakes:
            click.echo(str(mistake))
        count = len(mistakes)
        click.echo(f"{count} finding{'' if count == 1 else 's'}" if count else "nothing found", err=True)
    return 1 if mistakes else 0


def _load(case: str) -> Evidence:
    from foedus.evidence import load

    path = Path(case)
    return load(path if (path / "claims.yaml").is_file() else case)


def _page(known: Evidence, finding: Finding) -> Question:
    from foedus.evidence import question

    return question(finding, known.folder.name)


def _print_json(known: Evidence, found: list[Finding], whole: bool) -> None:
    document: dict[str, Any] = {
        "case": known.folder.name,
        "facts": [_finding(known, finding) for finding in found],
    }
    if whole:
        document["contentions"] = [_contention(one) for one in known.contentions.values()]
        document["misreported"] = [_misreport(one) for one in known.misreported]
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _finding(known: Evidence, finding: Finding) -> dict[str, Any]:
    from foedus.evidence import GROUNDS

    fact = finding.fact
    return {
        "fact": fact.id,
        "question": fact.question,
        "unit": fact.unit,
        "value": finding.value if isinstance(finding.value, str) else _bounds(finding.value),
        "interval": _bounds(finding.interval),
        "contested": finding.contested,
        "ground": finding.ground,
        "rule": GROUNDS[finding.ground],
        "why": finding.why,
        "note": fact.note,
        "changed": fact.changed.isoformat() if fact.changed else None,
        "chosen": [_claim(claim) for claim in finding.chosen],
        "dissent": [
            {**_claim(claim), "ground": ground, "reason": reason} for claim, ground, reason in finding.dissent
        ],
        "timeline": [
            {
                "day": turn.day.isoformat() if turn.day else None,
                "known": turn.known,
                "claim": turn.claim.id,
                "said": fact.said(turn.claim),
                "holder": turn.claim.holder,
                "standing": turn.standing,
                "replaces": turn.replaces or None,
            }
            for turn in _page(known, finding).timeline
        ],
    }


def _bounds(value: Quantity | None) -> dict[str, float | None] | None:
    return None if value is None else {"low": value.low, "high": value.high}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "holder": claim.holder,
        "source": claim.source.id,
        "title": claim.source.title,
        "where": claim.source.where,
        "locator": claim.locator,
        "tier": claim.tier,
        "interested": claim.interested,
        "low": claim.low,
        "high": claim.high,
        "text": claim.text or None,
        "hedge": claim.hedge,
        "caveat": claim.caveat or None,
        "stated": claim.stated.isoformat() if claim.stated else None,
        "knows": claim.knows.isoformat() if claim.knows else None,
        "withdrawn": claim.withdrawn,
        "scope": claim.scope,
        "note": claim.note,
        "misreport": claim.misreport or None,
    }


def _misreport(one: Misreport) -> dict[str, Any]:
    return {
        "fact": one.fact.id,
        "question": one.fact.question,
        "claim": one.claim.id,
        "said": one.said,
        "source": one.claim.source.id,
        "locator": one.claim.locator,
        "correction": one.correction,
        "answer": one.answer,
        "sources": [source.id for source in one.sources],
    }


def _contention(one: Contention) -> dict[str, Any]:
    return {
        "contention": one.id,
        "statement": one.statement,
        "kind": one.kind,
        "note": one.note,
        "voices": [
            {
                "id": voice.id,
                "holder": voice.holder,
                "stance": voice.stance,
                "of": voice.of or None,
                "gist": voice.gist,
                "source": voice.source.id,
                "where": voice.source.where,
                "locator": voice.locator,
                "stated": voice.stated.isoformat() if voice.stated else None,
                "caveat": voice.caveat or None,
                "note": voice.note,
            }
            for voice in one.voices
        ],
    }


def _show_contention(known: Evidence, one: Contention, form: str, as_json: bool) -> None:
    from foedus.evidence import STANCES

    if as_json:
        document = {"case": known.folder.name, "contentions": [_contention(one)]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    mark = "# " if form == "md" else ""
    click.echo(f"{mark}{one.statement}\n")
    click.echo(
        f"{'An opinion' if one.kind == 'opinion' else 'Contested'}: held and denied, not settled here."
    )
    if one.note:
        click.echo(one.note)
    for stance, meaning in STANCES.items():
        heard = [voice for voice in one.voices if voice.stance == stance]
        if not heard:
            continue
        click.echo(f"\n{'## ' if mark else ''}{stance} ({meaning})\n")
        for voice in heard:
            who = voice.holder + (f" of {voice.of}" if voice.of else "")
            gist = f": {voice.gist}" if voice.gist else ""
            when = f", {voice.stated.isoformat()}" if voice.stated else ""
            click.echo(f"- {who}{gist} ({voice.source.id}, {voice.locator or 'text'}{when})")


def _console() -> Console:
    from rich.console import Console

    width = None if sys.stdout.isatty() else 140
    return Console(file=sys.stdout, width=width, markup=False, highlight=False)


def _print_overview(known: Evidence, found: list[Finding]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("fact", "answer", "interval", "ground", "claims"):
        table.add_column(name, overflow="fold", justify="right" if name == "claims" else "left")
    for finding in found:
        interval = "" if finding.interval is None else finding.fact.told(finding.interval)
        table.add_row(
            finding.fact.id, _answer(finding), interval, finding.ground, str(len(finding.fact.claims))
        )
    console = _console()
    console.print(table)
    disputed = len(known.conflicts)
    console.print(f"\n{disputed} of {len(known.facts)} facts are disputed among live sources.")
    if known.contentions:
        console.print(f"\n{len(known.contentions)} contentions, held and denied, not settled here:")
        for one in known.contentions.values():
            console.print(f"  {one.id}: {one.statement}")


def _answer(finding: Finding) -> str:
    return finding.fact.told(finding.value)


def _print_fact(finding: Finding) -> None:
    from rich.table import Table

    fact = finding.fact
    console = _console()
    console.print(f"{fact.id}: {fact.question}", style="bold")
    console.print(f"answer    {_answer(finding)}")
    if finding.interval is not None:
        console.print(f"interval  {fact.told(finding.interval)}, over all live claims of the thing")
    console.print(f"ground    {finding.ground}")
    console.print(f"why       {finding.why}")
    if fact.note:
        console.print(f"note      {fact.note}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("", "says", "who", "where", "why not"):
        table.add_column(name, overflow="fold")
    for claim in finding.chosen:
        table.add_row("chosen", *_row(fact, claim), "")
    for claim, ground, reason in finding.dissent:
        table.add_row("kept", *_row(fact, claim), f"{ground}: {reason}")
    console.print(table)
    console.print()


def _print_timeline(page: Question) -> None:
    console = _console()
    fact = page.finding.fact
    console.print("When it was known", style="bold")
    for turn in page.timeline:
        day = turn.day.isoformat() if turn.day else "no day    "
        how = "" if turn.known or turn.day is None else ", day of the page"
        after = f", replaces {turn.replaces}" if turn.replaces else ""
        console.print(
            f"{day}  {fact.said(turn.claim)}, {turn.claim.holder} ({turn.standing}{after}{how})",
            soft_wrap=True,
        )
    for claim in fact.claims:
        if claim.misreport:
            console.print(f"misreported by {claim.source.id}: {claim.misreport}", soft_wrap=True)


def _row(fact: Fact, claim: Claim) -> tuple[str, str, str]:
    place = claim.locator if claim.source.file else f"{claim.source.id}, {claim.locator or 'text'}"
    who = f"{claim.holder} ({claim.stated.isoformat()})" if claim.stated else claim.holder
    said = f"{fact.said(claim)}, {claim.caveat}" if claim.caveat else fact.said(claim)
    return said, who, place
