"""``foedus study hindcast``: what the model would have said at the end of each of the first days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.study import Hindcast

__all__ = ["hindcast"]


@click.command(short_help="Score forecasts made with what was known at the time.")
@click.argument("case")
@click.option(
    "--draws",
    type=click.IntRange(200, 10_000_000),
    default=50_000,
    show_default=True,
    help="Rows of the prior table, run once for each day at whose end a forecast is made.",
)
@click.option("--seed", type=click.IntRange(0, 2**62), default=2022, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def hindcast(case: str, draws: int, seed: int, as_json: bool) -> int:
    """Forecast CASE from the end of its first days and score it beside persistence and a one-city model.

    A forecast uses the priors, what was known by that day, and what the state had done by then; nothing
    that was fitted to the whole record.
    """
    from foedus.cli._progress import progress_bar
    from foedus.crisis import load_case
    from foedus.study import hindcast as make

    found = make(load_case(case), draws=draws, seed=seed, stages=progress_bar)
    if as_json:
        import json

        click.echo(json.dumps(document(found), indent=2, allow_nan=False))
    else:
        from rich.console import Console

        _screen(found, Console())
    return 0


def document(found: Hindcast) -> dict[str, Any]:
    """A hindcast as one JSON document."""
    return {
        "case": found.case.id,
        "draws": found.draws,
        "seed": found.seed,
        "origins": {str(day): row for day, row in found.rows.items()},
        "forecasts": [one._asdict() for one in found.forecasts],
        "means": {f"by_{key}": found.means(key) for key in ("origin", "quantity", "ahead")},
    }


def _screen(found: Hindcast, console: Console) -> None:
    from rich.table import Column, Table

    console.print(
        f"[bold]{found.case.title}[/bold]: forecasts with what was known at the end of each day. Lower "
        "scores are better; CRPS is of the logarithm of one more than the figure.\n"
    )
    table = Table(
        "made", "for", "what", "record", Column("by", no_wrap=True), "5 %", "50 %", "95 %", "CRPS", "log"
    )
    for one in found.forecasts:
        record = f"{one.low:,.0f}" if one.low == one.high else f"{one.low:,.0f} to {one.high:,.0f}"
        head = (f"day {one.origin}", f"+{one.day - one.origin}", one.quantity, record)
        numbers = (f"{value:,.0f}" for value in (one.p05, one.p50, one.p95))
        told = head if one.by == "model" else ("",) * len(head)
        table.add_row(*told, one.by, *numbers, f"{one.crps:.2f}", f"{one.log:.2f}")
    console.print(table)
    means = Table("mean over", "figures", "model", "persistence", "sir", title="CRPS / log score")
    for key in ("origin", "quantity", "ahead"):
        for row in found.means(key):
            cells = [
                f"{row['crps'][name]:.2f} / {row['log'][name]:.2f}" if name in row["crps"] else ""
                for name in ("model", "persistence", "sir")
            ]
            means.add_row(f"{key} {row[key]}", str(row["figures"]), *cells)
    console.print(means)
    lost = _lost(found)
    console.print(
        "Where the model loses: " + ("; ".join(lost) if lost else "nowhere among these means") + "."
    )
    console.print(
        "Rows that each origin rests on: "
        + ", ".join(f"day {day}: {row['effective']:,.0f}" for day, row in found.rows.items())
    )


def _lost(found: Hindcast) -> list[str]:
    """Say of which means another forecaster is better, by which score."""
    said = []
    for key in ("origin", "quantity", "ahead"):
        for row in found.means(key):
            for score, name in (("crps", "CRPS"), ("log", "log score")):
                best = row[f"best_{score}"]
                if best != "model":
                    ours, theirs = row[score]["model"], row[score][best]
                    said.append(f"{key} {row[key]}, {name} {ours:.2f} against {theirs:.2f} of {best}")
    return list(dict.fromkeys(said))
