"""``foedus study resume``: go on with a study where it stopped."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli._study import EXECUTOR, WORKERS, note, progress, show_study
from foedus.cli._telling import JSON

__all__ = ["resume"]


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--retry-failed", is_flag=True, help="Try tasks again that failed.")
@EXECUTOR
@WORKERS
@JSON
def resume(folder: Path, retry_failed: bool, executor: str, workers: int | None, as_json: bool) -> int:
    """Go on with the study in DIR where it stopped: nothing is lost, nothing is done twice.

    What is there but is not what was written is named, moved to DIR/aside, and made anew.

    It is refused if the plan, a case, the sample, a version or the model is no longer what the study
    was begun with. Exit status 1 if some tasks failed.
    """
    from foedus.study import resume_study

    with progress() as tell:
        study = resume_study(
            folder, executor=executor, workers=workers, retry_failed=retry_failed, tell=tell, note=note
        )
    return show_study(study, as_json)
