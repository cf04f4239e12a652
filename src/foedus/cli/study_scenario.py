"""``foedus study scenario``: what happens under one severity of state force, all harm counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.study import Scenario

__all__ = ["scenario"]


@click.command(short_help="Tell all harm under one severity of state force; compares nothing.")
@click.argument("case")
@click.argument("setting", metavar="severity=VALUE")
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=2000, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**62), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def scenario(case: str, setting: str, runs: int, seed: int, as_json: bool) -> int:
    """Run CASE under one severity, 0 to 1 or "record", in every hour in which the record has any.

    Absolute numbers with every channel of harm. More than one value is refused: nothing here compares,
    ranks or searches over force.
    """
    from foedus.errors import InputError, UnknownName

    name, sign, value = (part.strip() for part in setting.partition("="))
    if not sign or not value:
        raise InputError(f"{setting!r}: expected severity=VALUE, such as severity=0.5")
    if name != "severity":
        raise UnknownName("scenario", name, ["severity"])
    from foedus.cli._progress import progress_bar
    from foedus.crisis import load_case
    from foedus.study import scenario as tell

    with progress_bar("runs") as progress:
        found = tell(load_case(case), value, runs=runs, seed=seed, progress=progress)
    if as_json:
        import json

        click.echo(json.dumps(found.document(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        from rich.console import Console

        _screen(found, Console())
    return 0


def _screen(found: Scenario, console: Console) -> None:
    from rich.table import Table

    from foedus.crisis import OUTCOMES

    value = "as on record" if found.severity is None else f"{found.severity:g}"
    console.print(f"[bold]{found.case.title}[/bold]: severity of state force {value}, {found.runs:,} runs\n")
    table = Table("harm", "5 %", "50 %", "95 %")
    for name, row in (found.harm | found.course).items():
        cells = ("" if row[q] is None else f"{row[q]:,.0f}" for q in ("p05", "p50", "p95"))
        table.add_row(OUTCOMES[name].meaning, *cells)
    console.print(table)
    console.print(found.document()["note"])
