"""``foedus study show``: how far a study is, and what it came to."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli._study import show_study
from foedus.cli._telling import JSON

__all__ = ["show"]


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@JSON
def show(folder: Path, as_json: bool) -> int:
    """Tell how far the study in DIR is and what it came to; exit status 1 if some tasks failed."""
    from foedus.study import read_study

    return show_study(read_study(folder), as_json)
