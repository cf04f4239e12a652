"""``foedus study calibrate`` and ``diagnose``: the sample of a case, and what speaks for and against it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

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
    if not 0.0 < tolerance < math.inf:
        raise OutOfRange(f"--tolerance {tolerance:g} is out of range; expected a number above 0")
    from foedus.cli._progress import progress_bar
    from foedus.files import writable
    from foedus.study import calibrate as make
    from foedus.study import write_calibration

    loaded = load_case(case)
    folder = out or loaded.folder
    writable(folder)
    calibration = make(
        loaded, draws=draws, keep=keep, particles=particles, budget=budget, tolerance=tolerance, seed=seed,
        truths=truths, stages=progress_bar,
    )  # fmt: skip
    write_calibration(calibration, folder)
    if as_json:
        _print(calibration.notes)
        return 0
    distance = calibration.notes["distance"]
    least, greatest = distance["least"], distance["greatest"]
    click.echo(
        f"{keep} particles from {draws:,} draws, {least:g} to {greatest:g} scales from the record: "
        f"{folder / 'parameters.csv'}"
    )
    return 0


@click.command(short_help="What speaks for and against a case's parameter sample.")
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as one JSON document.")
def diagnose(case: str, as_json: bool) -> int:
    """Show the checks that were made when the sample of CASE was, and run a few of its particles again.

    Exit status 1 if these no longer come as near to the record as they did: the model, the case or its record
    has changed since, and the sample has to be made anew.
    """
    return _show(case, as_json)


def _print(document: Any) -> None:
    import json

    click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def _show(case: str, as_json: bool) -> int:
    from foedus.crisis import load_case, parameters
    from foedus.errors import FileError, Span
    from foedus.study import read_sample, recheck

    loaded = load_case(case)
    notes = read_sample(loaded).notes
    if "diagnostics" not in notes:
        raise FileError(
            f"the sample was made without checks; make it with: foedus study calibrate {loaded.id}",
            Span(str(loaded.folder / "calibration.json")),
        )
    again = recheck(loaded)
    same = all(row["same"] for row in again)
    if as_json:
        _print(_document(notes, again, [(p.id, p.meaning, p.unit) for p in parameters(loaded)]))
    else:
        from rich.console import Console

        from foedus.cli._diagnosis import screen

        screen(notes, again, parameters(loaded), Console(highlight=False))
    return 0 if same else 1


def _document(
    notes: dict[str, Any], again: list[dict[str, Any]], known: list[tuple[str, str, str]]
) -> dict[str, Any]:
    """The checks as one JSON document, with what made the sample and with meanings and units."""
    keys = (
        "case",
        "command",
        "foedus",
        "method",
        "seed",
        "draws",
        "kept",
        "first_round",
        "distance",
        "population",
    )
    return {
        **{key: notes[key] for key in keys},
        "units": {
            "distance": "scales of the markers, root of the sum of squares",
            "epsilon": "scales of the markers, root of the sum of squares",
            "p": "1",
            "counts": "truths, by tenth of the ranks",
            "ridges": "rank correlation",
            "spread": "1, against the prior's standard deviation",
        },
        "meanings": {name: {"meaning": meaning, "unit": unit} for name, meaning, unit in known},
        "run_again": again,
        "spread": notes["spread"],
        **notes["diagnostics"],
    }
