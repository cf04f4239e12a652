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

        _screen(found, Console(highlight=False))
    return 0


def _screen(found: Scenario, console: Console) -> None:
    from rich.table import Column, Table

    document = found.document()
    value = "as on record" if found.severity is None else f"{found.severity:g} of 1"
    console.print(f"[bold]{found.case.title}[/bold]: severity of state force {value}, {found.runs:,} runs\n")
    table = Table(
        Column("harm, and the course of things", overflow="fold", ratio=1),
        Column("unit", no_wrap=True),
        *(Column(name, justify="right", no_wrap=True) for name in ("5 %", "50 %", "95 %")),
        Column("rests on", no_wrap=True),
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for row in (document["harm"] | document["course"]).values():
        meaning = row["meaning"]
        if row["happened"] < 1.0:
            meaning += f"; in {100 * row['happened']:.3g} % of the runs"
        numbers = ("none" if row[q] is None else f"{row[q]:,.0f}" for q in ("p05", "p50", "p95"))
        table.add_row(meaning, row["unit"], *numbers, f"{row['basis']['fit']}, {row['basis']['cause']}")
    console.print(table)
    console.print(
        "\nQuantiles over the runs in which it happened; days count from the first of the case. Rests on: "
        "fit (how far the record narrowed what the "
        f"answer hangs on), cause (whether cases stand behind the effect). {document['rests'].capitalize()}."
    )
    console.print(f"{document['note'].capitalize()}.")
    console.print(f"Command: {found.command}", soft_wrap=True)
