"""``foedus study run``: run a plan into a new folder."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli._study import EXECUTOR, WORKERS, note, progress, show_study
from foedus.cli._telling import JSON

__all__ = ["run"]


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A new folder.")
@EXECUTOR
@WORKERS
@JSON
def run(plan: Path, out: Path, executor: str, workers: int | None, as_json: bool) -> int:
    """Run PLAN, a file of the format study/1, into a new folder.

    Chunks are written as they are done, whole or not at all: after an interrupt, a kill or a full disk
    the study goes on with `foedus study resume DIR`. Plan and workers are checked before anything is
    written. Exit status 1 if some tasks failed.
    """
    from foedus.study import run_study

    with progress() as tell:
        study = run_study(plan, out, executor=executor, workers=workers, tell=tell, note=note)
    return show_study(study, as_json)
