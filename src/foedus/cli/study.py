"""``foedus study``: make what a replay rests on."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["study"]


@click.group()
def study() -> None:
    """Calibrate a case: make the parameter sample that it ships with."""


@study.command()
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
    default=500,
    show_default=True,
    help="Rows kept: those whose runs come nearest to the record.",
)
@click.option("--seed", type=click.IntRange(0, 2**62), default=2022, show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write into; the case's own if not given.",
)
def calibrate(case: str, draws: int, keep: int, seed: int, out: Path | None) -> int:
    """Make the parameter sample of CASE by rejection ABC and write it with the notes of its making."""
    from foedus.cli._progress import progress_bar
    from foedus.crisis import load_case
    from foedus.errors import OutOfRange
    from foedus.study import calibrate as make
    from foedus.study import write_calibration

    if keep > draws:
        raise OutOfRange(f"--keep {keep} is more than --draws {draws}")
    loaded = load_case(case)
    folder = out or loaded.folder
    with progress_bar("runs from the prior") as progress:
        calibration = make(loaded, draws=draws, keep=keep, seed=seed, progress=progress)
    write_calibration(calibration, folder)
    distance = calibration.notes["distance"]
    least, greatest = distance["least"], distance["greatest"]
    click.echo(
        f"{keep} of {draws} rows kept, distance {least:g} to {greatest:g}: {folder / 'parameters.csv'}"
    )
    return 0
