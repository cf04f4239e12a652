"""``foedus study hindcast``: what the model would have said at the end of each of the first days."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from foedus.study import Forecast, Hindcast

__all__ = ["hindcast"]

_WHAT = {
    "street": "most people on the street at one time (persons)",
    "cities": "cities with a crowd (cities)",
    "detained": "people detained so far (persons)",
    "deaths": "deaths so far (persons)",
}
_BY = {"model": "model", "persistence": "persistence", "sir": "one city"}
_SCORES = {"crps": "CRPS", "log": "log"}
_MARKS = "abcdefgh"


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

    A forecast uses the priors, the figures that were known by that day, and what the state had done by then;
    not the sample that was fitted to the whole record. But the priors were written after the events, and some
    name them as their basis: the screen says which.
    """
    from foedus.cli._progress import progress_bar
    from foedus.crisis import load_case
    from foedus.study import hindcast as make

    found = make(load_case(case), draws=draws, seed=seed, stages=progress_bar)
    if as_json:
        import json

        click.echo(json.dumps(found.document(), indent=2, allow_nan=False))
    else:
        from rich.console import Console

        screen(found, Console(highlight=False))
    return 0


def screen(found: Hindcast, console: Console) -> None:
    """Print a hindcast: what it rests on, scores by origin and days ahead, and every forecast."""
    console.print(
        f"[bold]{found.case.title}[/bold]: forecasts made at the end of the first days, with what was known "
        "by then.\n"
    )
    console.print(f"[bold]Read first.[/bold] {' '.join(found.hindsight)}")
    if found.named:
        console.print(f"Priors that name the record: {', '.join(found.named)}.")
    console.print(f"Levers: {found.legend['levers']}.\n")
    _known(found, console)
    _scores(found, console)
    _lost(found, console)
    console.print("[bold]Forecasts[/bold] (quantiles in the unit of the figure; scores without unit)")
    for _, own in groupby(found.forecasts, key=lambda one: one.figure):
        _figure(found, list(own), console)
    console.print(f"\n{found.command}")


def _table(*columns: tuple[str, str, int]) -> Table:
    """A table without lines; a column is its head, justification and least width, and folds, never cuts."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for head, justify, width in columns:
        table.add_column(
            head,
            justify="right" if justify == "right" else "left",
            min_width=width,
            overflow="fold",
            no_wrap=width > 0,
        )
    return table


def _day(found: Hindcast, day: int) -> str:
    when = found.date(day)
    return f"{when.day} {when:%b}"


def _bounds(low: float, high: float) -> str:
    if high == float("inf"):
        return f"at least {low:,.0f}"
    if low == -float("inf"):
        return f"at most {high:,.0f}"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def _scored(score: float, error: float) -> str:
    """A score with its Monte Carlo error; blank in its place where there is none."""
    return f"{score:.2f} ±{error:.2f}" if error else f"{score:.2f}      "


def _known(found: Hindcast, console: Console) -> None:
    """What was known at each origin, with the day of knowledge and the sources."""
    last = max(found.days)
    console.print(
        f"[bold]Known by the end of {_day(found, last)}[/bold]; a forecast uses the lines known by its day."
    )
    table = _table(
        ("known", "left", 6), ("of", "left", 6), ("what", "left", 8), ("", "left", 0), ("source", "left", 0)
    )
    for one in sorted(found.basis[last].known, key=lambda one: one.knows):
        source = one.source + (f" (excuse: {one.excuse})" if one.excuse else "")
        days = (_day(found, one.knows), _day(found, one.day))
        table.add_row(*days, one.quantity, _bounds(one.low, one.high), source)
    console.print(table)
    empty = [_day(found, day) for day, one in found.basis.items() if not one.known]
    if empty:
        console.print(f"Known by the end of {', '.join(empty)}: nothing with a day.")
    console.print(
        f"{len(found.later)} more lines of the record were told later, and of {len(found.undated)} it is not "
        f"established when; they help no forecast. {_sentence(found.legend['known'])}\n"
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _scores(found: Hindcast, console: Console) -> None:
    """Mean scores by origin and days ahead, with what is missing and why."""
    console.print("[bold]Mean scores by day of making and days ahead[/bold]; lower is better.")
    marks: dict[str, str] = {}
    table = _table(
        ("made", "left", 6), ("for", "left", 9), ("by", "left", 11), ("n", "right", 1),
        ("CRPS", "right", 10), ("log", "right", 10), ("model*", "right", 9), ("missing", "left", 0),
    )  # fmt: skip
    for row in found.cells():
        lost: dict[str, int] = {}
        for why in row["missing"].values():
            lost[why] = lost.get(why, 0) + 1
            marks.setdefault(why, _MARKS[len(marks)])
        first = row["by"] == "model"
        made = (_day(found, row["origin"]), f"{_day(found, row['origin'] + row['ahead'])} +{row['ahead']}")
        numbers = ("–", "–", "")
        if row["figures"]:
            numbers = (
                _scored(row["crps"], row["crps_error"]),
                _scored(row["log"], row["log_error"]),
                "" if first else f"{row['model_crps']:.2f}/{row['model_log']:.2f}",
            )
        table.add_row(
            *(made if first else ("", "")),
            _BY[row["by"]],
            str(row["figures"]),
            *numbers,
            " ".join(
                f"{count}{marks[why]}" for why, count in sorted(lost.items(), key=lambda w: marks[w[0]])
            ),
        )
    console.print(table)
    for why, mark in marks.items():
        console.print(f"{mark}: {why}")
    for name, word in (("n", "correlated"), ("CRPS", "crps"), ("log", "log"), ("±", "error"), ("*", "same")):
        console.print(f"{name}: {found.legend[word]}")
    rests = (
        f"{_day(found, day)} {one.effective:,.0f}" + (f" (power {one.power:g})" if one.power < 1 else "")
        for day, one in found.basis.items()
    )
    console.print(f"Effective rows of {found.draws:,}: {', '.join(rests)}")
    if any(one.power < 1 for one in found.basis.values()):
        console.print(f"power: {found.legend['power']}")


def _lost(found: Hindcast, console: Console) -> None:
    """Say where another forecaster is better, by which score."""
    said = [
        f"{_day(found, one['origin'])} +{one['ahead']} {_BY[one['by']]} by {_SCORES[one['score']]} "
        f"({one['other']:.2f} against {one['model']:.2f}{'' if one['beyond_error'] else ', within error'})"
        for one in found.lost()
    ]
    console.print(
        "[bold]Where the model loses[/bold] on the same figures: "
        + ("; ".join(said) if said else "nowhere in this table")
        + ".\n"
    )


def _figure(found: Hindcast, own: Sequence[Forecast], console: Console) -> None:
    """One figure with the forecasts of it."""
    one = own[0]
    record = _bounds(one.low, one.high)
    if one.reported < 1.0:
        record += f" told while cut off, for up to {one.high / one.reported:,.0f}"
    console.print(
        f"\nmade {_day(found, one.origin)}, for {_day(found, one.day)} (+{one.day - one.origin}): "
        f"{_WHAT[one.quantity]}; record {record}"
    )
    table = _table(
        ("by", "left", 11), ("5 %", "right", 9), ("50 %", "right", 9), ("95 %", "right", 9),
        ("CRPS", "right", 11), ("log", "right", 11),
    )  # fmt: skip
    for each in own:
        table.add_row(
            _BY[each.by],
            *(f"{value:,.0f}" for value in (each.p05, each.p50, each.p95)),
            _scored(each.crps, each.crps_error),
            _scored(each.log, each.log_error),
        )
    console.print(table)
