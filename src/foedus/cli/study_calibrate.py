"""``foedus study calibrate`` and ``diagnose``: the sample of a case, and what speaks for and against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["calibrate", "diagnose"]


@click.command(short_help="Make the parameter sample that a case ships with.")
@click.argument("case")
@click.option(
    "--draws",
    type=click.IntRange(100, 10_000_000),
    default=200_000,
    show_default=True,
    help="Rows drawn from the priors, each run once.",
)
@click.option(
    "--keep",
    type=click.IntRange(20, 100_000),
    default=1000,
    show_default=True,
    help="Particles that ship.",
)
@click.option(
    "--particles",
    type=click.IntRange(20, 100_000),
    default=2000,
    show_default=True,
    help="Size of the population.",
)
@click.option(
    "--budget",
    type=click.IntRange(0, 100_000_000),
    default=600_000,
    show_default=True,
    help="Runs that moving the population may cost; 0 ships the nearest rows of the table.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(0.0, min_open=True),
    default=1.0,
    show_default=True,
    help="Distance from the record at which the population is near enough.",
)
@click.option("--seed", type=click.IntRange(0, 2**62), default=2022, show_default=True)
@click.option(
    "--truths",
    type=click.IntRange(0, 10_000),
    default=200,
    show_default=True,
    help="Synthetic truths of the simulation-based calibration.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write into; the case's own if not given.",
)
@click.option(
    "--diagnose", "screen", is_flag=True, help="Make nothing; show the checks of the sample in place."
)
@click.option("--json", "as_json", is_flag=True, help="Print the notes of the sample as one JSON document.")
def calibrate(
    case: str, draws: int, keep: int, particles: int, budget: int, tolerance: float, seed: int, truths: int,
    out: Path | None, screen: bool, as_json: bool,
) -> int:  # fmt: skip
    """Make the parameter sample of CASE by ABC and write it with the notes of its making.

    A table of draws from the priors, then adaptive ABC-SMC from its nearest rows. The same command
    gives the same bytes.
    """
    from foedus.crisis import load_case
    from foedus.errors import OutOfRange

    if screen:
        return _show(case, as_json)
    if keep > particles:
        raise OutOfRange(f"--keep {keep} is more than --particles {particles}")
    if particles > draws:
        raise OutOfRange(f"--particles {particles} is more than --draws {draws}")
    from foedus.cli._progress import progress_bar
    from foedus.study import calibrate as make
    from foedus.study import write_calibration

    loaded = load_case(case)
    folder = out or loaded.folder
    calibration = make(
        loaded, draws=draws, keep=keep, particles=particles, budget=budget, tolerance=tolerance, seed=seed,
        truths=truths, stages=progress_bar,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    write_calibration(calibration, folder)
    if as_json:
        _print(calibration.notes)
        return 0
    distance = calibration.notes["distance"]
    least, greatest = distance["least"], distance["greatest"]
    click.echo(
        f"{keep} particles from {draws} draws, distance {least:g} to {greatest:g}: "
        f"{folder / 'parameters.csv'}"
    )
    return 0


@click.command(short_help="What speaks for and against a case's parameter sample.")
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as one JSON document.")
def diagnose(case: str, as_json: bool) -> int:
    """Show the checks that were made when the sample of CASE was: nothing is run."""
    return _show(case, as_json)


def _print(document: Any) -> None:
    import json

    click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def _show(case: str, as_json: bool) -> int:
    from foedus.crisis import load_case
    from foedus.errors import FileError, Span
    from foedus.study import read_sample

    loaded = load_case(case)
    notes = read_sample(loaded).notes
    if "diagnostics" not in notes:
        raise FileError(
            f"the sample was made without checks; make it with: foedus study calibrate {loaded.id}",
            Span(str(loaded.folder / "calibration.json")),
        )
    if as_json:
        _print(notes["diagnostics"])
        return 0
    from rich.console import Console

    _screen(notes, Console())
    return 0


def _screen(notes: dict[str, Any], console: Console) -> None:
    from rich.table import Table

    checks, people = notes["diagnostics"], notes["population"]
    console.print(f"[bold]{notes['case']}[/bold]: {notes['method']}")
    console.print(
        f"{notes['draws']:,} draws, then {sum(r['runs'] for r in people['rounds']):,} runs in "
        f"{len(people['rounds'])} rounds; distance at most {notes['distance']['greatest']:g} "
        f"(nearest rows of the table alone: {notes['distance']['table']:g}); stopped by: {people['stopped']}"
    )
    console.print(f"{notes['kept']} particles ship, worth {people['effective']:g} independent ones\n")

    table = Table("marker", "fitted", "below", "inside", "above", "p", title="Fresh runs beside the record")
    for name, row in checks["predictive"].items():
        if "p" in row:
            shown = (f"{row[key]:.2f}" for key in ("below", "inside", "above", "p"))
            table.add_row(name, "yes" if row["fitted"] else "", *shown)
    console.print(table)
    poor = [name for name, row in checks["predictive"].items() if not 0.025 <= row.get("p", 0.5) <= 0.975]
    console.print(f"The model does not do what the record did in: {', '.join(poor) or 'none of them'}\n")

    days = checks["city_days"]
    if days["told"]:
        console.print(
            f"City-days: {days['told']} on record, Brier {days['brier']:.3f} (base rate "
            f"{days['brier_base_rate']:.3f}), {days['contradicted']} contradicted at 95 %; of "
            f"{days['sized']} with a number {days['sized_covered']} meet the 5-95 % run\n"
        )
    one = checks["calibration"]
    size = f"{one['table']:,} rows, nearest {one['nearest']}"
    console.print(f"Simulation-based calibration of: {one['algorithm']}; {size}")
    for name, row in one["truths"].items():
        where = "anywhere in the prior" if name == "prior" else "near the record"
        console.print(
            f"  {row['truths']} truths {where}: {row['below_0.05']} of {row['tested']} histograms "
            f"uneven at 0.05 (by chance {row['expected_below_0.05']:g}); "
            f"least p, adjusted: {row['least_adjusted']:g}"
        )
    console.print("\nRidges (rank correlation in the sample):")
    for a, b, value in checks["ridges"][:8]:
        console.print(f"  {a} with {b}: {value:+.2f}", highlight=False)
    found = checks["fixed"]["directions"]
    console.print("Directions that the record fixes:" if found else "No direction is fixed beyond chance.")
    for row in found[:4]:
        parts = ", ".join(f"{name} {weight:+.2f}" for name, weight in row["of"].items())
        console.print(f"  variance {row['variance']:.2f} of the prior's: {parts}", highlight=False)
    narrow = sorted(notes["spread"].items(), key=lambda item: item[1])[:8]
    console.print(
        "\nMost narrowed (spread against the prior's): " + ", ".join(f"{n} {r:.2f}" for n, r in narrow)
    )
