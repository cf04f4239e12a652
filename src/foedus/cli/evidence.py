"""``foedus evidence``: what the sources say, and where they disagree."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.evidence import Claim, Evidence, Fact, Finding
    from foedus.units import Quantity

__all__ = ["evidence"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.group()
def evidence() -> None:
    """What the sources say, and where they disagree."""


@evidence.command()
@click.argument("case")
@click.argument("fact", required=False)
@_JSON
def show(case: str, fact: str | None, as_json: bool) -> int:
    """Show every fact of CASE with its answer, or one FACT with all its claims.

    CASE is the id of a packaged case, or a case folder. The ground says why an answer was chosen; the
    interval spans all live claims about the same thing.
    """
    known = _load(case)
    found = [known.finding(fact)] if fact is not None else known.findings
    if as_json:
        _print_json(known, found)
    elif fact is not None:
        _print_fact(found[0])
    else:
        _print_overview(known, found)
    return 0


@evidence.command()
@click.argument("case")
@_JSON
def conflicts(case: str, as_json: bool) -> int:
    """Show the facts of CASE on which live sources disagree, with the dissent that is kept."""
    known = _load(case)
    found = known.conflicts
    if as_json:
        _print_json(known, found)
        return 0
    for finding in found:
        _print_fact(finding)
    console = _console()
    console.print(f"{len(found)} of {len(known.facts)} facts of {known.folder.name} are disputed.")
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


def _print_json(known: Evidence, found: list[Finding]) -> None:
    document = {"case": known.folder.name, "facts": [_finding(finding) for finding in found]}
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _finding(finding: Finding) -> dict[str, Any]:
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
        "chosen": [_claim(claim) for claim in finding.chosen],
        "dissent": [
            {**_claim(claim), "ground": ground, "reason": reason} for claim, ground, reason in finding.dissent
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
        "where": claim.source.url or claim.source.file,
        "locator": claim.locator,
        "tier": claim.tier,
        "interested": claim.interested,
        "low": claim.low,
        "high": claim.high,
        "text": claim.text or None,
        "hedge": claim.hedge,
        "stated": claim.stated.isoformat() if claim.stated else None,
        "knows": claim.knows.isoformat() if claim.knows else None,
        "withdrawn": claim.withdrawn,
        "scope": claim.scope,
        "note": claim.note,
    }


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


def _row(fact: Fact, claim: Claim) -> tuple[str, str, str]:
    place = claim.locator if claim.source.file else f"{claim.source.id}, {claim.locator or 'text'}"
    who = f"{claim.holder} ({claim.stated.isoformat()})" if claim.stated else claim.holder
    return fact.said(claim), who, place
