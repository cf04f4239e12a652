"""The checks of a parameter sample on a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from foedus.chance import Parameter

__all__ = ["screen"]


def screen(
    notes: dict[str, Any], again: list[dict[str, Any]], known: Sequence[Parameter], console: Console
) -> None:
    """Print the checks of a sample, each with its unit and each parameter with its meaning."""
    meanings = {one.id: f"{one.meaning} ({_unit(one.unit)})" for one in known}
    checks = notes["diagnostics"]
    _made(notes, again, console)
    _predictive(checks, console)
    _calibration(checks["calibration"], meanings, console)
    _parameters(notes, meanings, console)
    console.print(f"\nCommand that made the sample: {notes['command']}", soft_wrap=True)


def _unit(unit: str) -> str:
    return {"1": "no unit", "day": "day of the case"}.get(unit, unit)


def _grid(first: str, *heads: str) -> Table:
    from rich.table import Column, Table

    return Table(
        Column(first, overflow="fold", ratio=1),
        *(Column(head, justify="right", no_wrap=True) for head in heads),
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )


def _indented(console: Console, by: int, words: str) -> None:
    from rich.padding import Padding

    console.print(Padding(words, (0, 0, 0, by)))


def _made(notes: dict[str, Any], again: list[dict[str, Any]], console: Console) -> None:
    people, first = notes["population"], notes["first_round"]["epsilon"]
    console.print(f"[bold]{notes['case']}[/bold]: {notes['method']}")
    console.print(
        f"{notes['draws']:,} draws, then {sum(r['runs'] for r in people['rounds']):,} runs in "
        f"{len(people['rounds'])} rounds. Distance from the record at most "
        f"{notes['distance']['greatest']:g} scales "
        f"of the markers in all (first round, the nearest rows of the table: {first:g}); stopped by: "
        f"{people['stopped']}. {notes['kept']} particles ship, worth {people['effective']:g} independent "
        "ones."
    )
    off = [row for row in again if not row["same"]]
    if off:
        told = "; ".join(f"row {row['row']}: {row['noted']:g} then, {row['now']:g} now" for row in off)
        console.print(
            f"[bold]The sample is of another model, case or record[/bold]: {len(off)} of {len(again)} "
            "particles "
            f"that were run again are at another distance ({told}). Recalibrate with: {notes['command']}\n"
        )
    else:
        console.print(f"{len(again)} of them, run again with their own luck, are as near as noted.\n")


def _predictive(checks: dict[str, Any], console: Console) -> None:
    table = _grid("fresh runs beside the record", "record", "run", "below", "inside", "above", "p")
    poor = []
    for name, row in checks["predictive"].items():
        what = f"{name}{'*' if row['fitted'] else ''}: {row['what']} ({_unit(row['unit'])})"
        if "p" not in row:
            table.add_row(f"{what}; in no run", "", "", "", "", "", "")
            continue
        if row["reported"] < 1.0:
            what += f"; at least {100 * row['reported']:.0f} % reported"
        if row["absent"] > 0.0:
            what += f"; not in {100 * row['absent']:.3g} % of the runs"
        low, high = (f"{value:,.5g}" for value in row["record"])
        shown = (f"{row[key]:.2f}" for key in ("below", "inside", "above", "p"))
        table.add_row(what, low if low == high else f"{low}–{high}", f"{row['run'][1]:,.5g}", *shown)
        if not 0.025 <= row["p"] <= 0.975:
            poor.append(name)
    console.print(table)
    console.print(
        "* fitted; run: median; below, inside, above: shares of the runs; p: share above the middle of the "
        f"record. The model does not do what the record did in: {', '.join(poor) or 'none of them'}."
    )
    days = checks["city_days"]
    if days["told"]:
        console.print(
            f"Cities and days: {days['told']} on record, Brier score {days['brier']:.3f} (base rate "
            f"{days['brier_base_rate']:.3f}; 0 is best), {days['contradicted']} contradicted at 95 %; of "
            f"{days['sized']} with a number of people {days['sized_covered']} meet the 5–95 % of the runs."
        )


def _calibration(one: dict[str, Any], meanings: dict[str, str], console: Console) -> None:
    console.print(
        f"\n[bold]Simulation-based calibration[/bold] of: {one['algorithm']}. {one['table']:,} rows, epsilon "
        f"{one['epsilon']:g} scales; the sequential part is not tested."
    )
    heads = {
        "with_error": "Observed with the error that the tolerance declares. Ranks must be uniform: this is "
        "the test.",
        "exact": "Observed without error, as if the record were right. No test: tells what the tolerance "
        "costs.",
    }
    for mode in [mode for mode in heads if mode in one["truths"]]:
        console.print(f"{heads[mode]}")
        for where, row in one["truths"][mode].items():
            place = "anywhere in the prior" if where == "prior" else "near the record"
            ranked = row["truths"] - row["left_out"]
            _indented(
                console,
                2,
                f"{ranked} truths {place}: {row['below_0.05']} of {row['tested']} histograms uneven at 0.05 "
                f"(by chance {row['expected_below_0.05']:g}); {len(row['failing']) or 'none'} beyond chance.",
            )
            for how in dict.fromkeys(failing["how"] for failing in row["failing"]):
                names = [failing for failing in row["failing"] if failing["how"] == how]
                told = "; ".join(
                    f"{failing['name']}{'*' if failing['fitted'] else ''} "
                    f"({100 * failing['inside_90']:.0f} % in 90 % intervals)"
                    for failing in names
                )
                _indented(console, 4, f"{how}: {told}")
    if one["truths"]:
        console.print(
            "over-covered: humped ranks, intervals wider than they need be; under-covered: U-shaped, too "
            "narrow; "
            "shifted left or right: the truth lies low or high among the estimates. * a fitted marker "
            "itself, which "
            "must be over-covered where it is observed without error."
        )
        named = {
            failing["name"]
            for truths in one["truths"].values()
            for row in truths.values()
            for failing in row["failing"]
        }
        for name in sorted(named & set(meanings)):
            _indented(console, 2, f"{name}: {meanings[name]}")


def _parameters(notes: dict[str, Any], meanings: dict[str, str], console: Console) -> None:
    checks = notes["diagnostics"]
    narrow = sorted(notes["spread"].items(), key=lambda item: item[1])[:8]
    table = _grid("most narrowed parameters, 5–95 %", "left", "prior", "sample")
    for name, ratio in narrow:
        row = checks["parameters"][name]
        both = (f"{row[key][0]:.2g} to {row[key][2]:.2g}" for key in ("prior", "posterior"))
        table.add_row(f"{name}: {meanings.get(name, '')}", f"{ratio:.2f}", *both)
    console.print()
    console.print(table)
    console.print(
        "\n[bold]Ridges[/bold]: pairs that the record binds together (rank correlation in the sample)"
    )
    table = _grid("pair", "correlation")
    for a, b, value in checks["ridges"][:8]:
        table.add_row(f"{a}: {meanings.get(a, '')}\n  with {b}: {meanings.get(b, '')}", f"{value:+.2f}")
    console.print(table if checks["ridges"] else "none")
    found = checks["fixed"]["directions"]
    console.print(
        "\n[bold]Directions that the record fixes[/bold], by their part of the prior's variance:"
        if found
        else "\nNo direction is fixed beyond chance."
    )
    for row in found[:4]:
        parts = ", ".join(f"{name} {weight:+.2f}" for name, weight in row["of"].items())
        _indented(console, 2, f"{row['variance']:.2f}: {parts}")
