"""``foedus study rivals``: which hypotheses the case can tell apart, and a sample of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.study import Rivals

__all__ = ["rivals"]


@click.command(short_help="Compare rival hypotheses, and say which the case can tell apart.")
@click.argument("case")
@click.option(
    "--draws",
    type=click.IntRange(200, 10_000_000),
    default=40_000,
    show_default=True,
    help="Rows of the prior table of each variant.",
)
@click.option(
    "--particles",
    type=click.IntRange(20, 100_000),
    default=100,
    show_default=True,
    help="Rows of the sample of each variant.",
)
@click.option(
    "--budget",
    type=click.IntRange(0, 100_000_000),
    default=30_000,
    show_default=True,
    help="Runs that moving the sample of each variant may cost; 0 keeps the nearest rows of its table.",
)
@click.option("--seed", type=click.IntRange(0, 2**62), default=2022, show_default=True)
@click.option(
    "--write",
    is_flag=True,
    help="Keep rivals.json and rivals.csv, verdicts and samples, in the case's folder, for its what-ifs.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder to write both into, in place of the case's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def rivals(
    case: str,
    draws: int,
    particles: int,
    budget: int,
    seed: int,
    write: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Compare the named variants of the model on CASE: how often runs come near, and the forecasts.

    Where one case cannot tell two of them apart the verdict is "indistinguishable". Every variant gets a
    sample of its own by ABC, under the priors that it restricts; what-ifs of the case are told under each
    that no rival has beaten. The same command gives the same bytes.
    """
    from foedus.crisis import load_case
    from foedus.errors import OutOfRange
    from foedus.files import writable

    if particles > draws:
        raise OutOfRange(f"--particles {particles} is more than --draws {draws}")
    loaded = load_case(case)
    folder = out or (loaded.folder if write else None)
    if folder is not None:
        writable(folder)

    from foedus.cli._progress import progress_bar
    from foedus.study import Effort, write_rivals
    from foedus.study import rivals as compare

    found = compare(loaded, draws=draws, seed=seed, effort=Effort(particles, budget), stages=progress_bar)
    paths = write_rivals(found, folder) if folder is not None else ()
    if as_json:
        import json

        click.echo(json.dumps(found.document(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        from rich.console import Console

        _screen(found, Console())
        for path in paths:
            click.echo(f"Written: {path}")
    return 0


def _screen(found: Rivals, console: Console) -> None:
    from rich.table import Table

    from foedus.study import QUESTIONS, VARIANTS

    console.print(f"[bold]{found.case.title}[/bold]: rival hypotheses, {found.draws:,} prior draws each\n")
    table = Table()
    table.add_column("variant", no_wrap=True)
    for head in (f"within {found.tolerance:.2f}", "log score", "own sample", "moves"):
        table.add_column(head, justify="right")
    for one in found.standings:
        own = found.samples[one.variant]
        table.add_row(
            one.variant,
            f"{one.accepted:,} ({one.accepted / one.draws:.2%})",
            f"{sum(one.scores) / len(one.scores):.2f}" if one.scores else "as base",
            f"{own.greatest:.2f}",
            f"{own.runs:,}",
        )
    console.print(table)
    near = f" ({found.near:.2f} in the case's sample, made with more)" if found.near is not None else ""
    moved = (
        f", led nearer by about {found.effort.budget:,} runs of moves at most" if found.effort.budget else ""
    )
    console.print(
        f"Within {found.tolerance:.2f}: prior draws whose run is no farther than that from the record, in "
        "units of the markers' scales. Log score: mean over the forecasts, lower is better. Own sample: the "
        f"greatest distance among {found.effort.particles:,} rows{moved}{near}. How near it comes decides "
        "nothing.",
        highlight=False,
    )
    by_name = {one.variant: one for one in found.standings}
    for question, words in QUESTIONS.items():
        pairs = [pair for pair in found.pairs if pair.question == question]
        if not pairs:
            continue
        console.print(f"\n[bold]{words}[/bold]")
        for name in dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second)):
            console.print(f"  {name}: {VARIANTS[name].meaning}")
        for pair in pairs:
            first, second = by_name[pair.first], by_name[pair.second]
            console.print(
                f"  {pair.first} or {pair.second}: [bold]{pair.verdict}[/bold]; log Bayes factor "
                f"{pair.evidence:+.2f} ± {pair.evidence_error:.2f} ({first.accepted:,} runs against "
                f"{second.accepted:,} within {found.tolerance:.2f}), score {pair.score:+.2f} "
                f"± {pair.score_error:.2f}; {pair.why}",
                highlight=False,
            )
    console.print(f"\nSurviving: {', '.join(found.surviving)}.")
