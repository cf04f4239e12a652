"""``foedus replay``: run a case many times and set the runs beside the record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.errors import InputError
from foedus.files import find, staged_folder, writable

if TYPE_CHECKING:
    from foedus.report import Outline
    from foedus.study import Replay

__all__ = ["replay"]

#: Files of a replay, in the order in which they are named.
FILES = ("report.html", "chronicle.csv", "ensemble.parquet", "series.nc", "summary.json")


@click.command(short_help="Run a case many times and set the runs beside the record.")
@click.argument("case")
@click.option("--runs", type=int, default=2000, show_default=True, metavar="N", help="Replicas to run.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Key of all luck.")
@click.option(
    "--set",
    "levers",
    multiple=True,
    metavar="LEVER=VALUE",
    help="Move a lever off the record, such as request=never; may be given several times.",
)
@click.option(
    "--variant",
    default="base",
    show_default=True,
    metavar="NAME",
    help="Run under a variant of the model; several of different questions are joined with a plus sign.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the report and the data; out/CASE if left out.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document; write only what --out asks for."
)
@click.option(
    "--threads", type=click.IntRange(min=1), metavar="N", help="Threads; changes the time and nothing else."
)
def replay(
    case: str,
    runs: int,
    seed: int,
    levers: tuple[str, ...],
    variant: str,
    out: Path | None,
    as_json: bool,
    threads: int | None,
) -> None:
    """Run a case many times and set the runs beside what the sources say.

    Prints one screen, harm first, and writes report.html, chronicle.csv, ensemble.parquet, series.nc
    and summary.json into the folder, all of them or none. The same command gives the same bytes.

    A what-if (--set) is told beside the same runs with every lever at the record: same parameters, same luck.
    """
    given = _levers(levers)
    folder = find("case", case)
    target = out if out is not None else None if as_json else Path("out") / folder.name
    if target is not None:
        writable(target)

    from foedus import study
    from foedus.cli._progress import progress_bar

    with progress_bar("runs") as progress:
        found = study.replay(case, runs, seed, given, variant=variant, threads=threads, progress=progress)
    said = _write(found, target) if target is not None else None
    if as_json:
        import json

        click.echo(json.dumps(found.summary, indent=2, ensure_ascii=False, allow_nan=False))
        if target is not None:
            click.echo(f"report: {target / FILES[0]}", err=True)
    elif said is not None and target is not None:
        from rich.console import Console

        from foedus.report import terminal

        terminal(said, Console(), [target / name for name in FILES])


def _write(found: Replay, target: Path) -> Outline:
    """Write all files of a replay, or none."""
    from foedus import report, study

    said = report.outline(found)
    page = report.html(said)
    with staged_folder(target) as stage:
        study.write(found, stage)
        (stage / FILES[0]).write_bytes(page.encode("utf-8"))
    return said


def _levers(words: tuple[str, ...]) -> dict[str, str | float]:
    """Read ``lever=value`` pairs; names and ranges are checked where the levers are known."""
    given: dict[str, str | float] = {}
    for word in words:
        name, sign, value = (part.strip() for part in word.partition("="))
        if not sign or not name or not value:
            raise InputError(f"--set {word!r}: expected lever=value, such as request=never")
        if name in given:
            raise InputError(f"--set {word!r}: the lever {name!r} is given twice")
        given[name] = value
    return given
