"""``foedus study sensitivity``: which parameter drives which answer, and what the answer rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.study import Sensitivity

__all__ = ["sensitivity"]


@click.command(short_help="Ask which parameter drives which answer.")
@click.argument("case")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="OUTCOME",
    help="An outcome to ask about; may be given several times. Deaths, injured, detained, most on the street "
    "and day of calm if left out.",
)
@click.option(
    "--over",
    type=click.Choice(["sample", "prior"]),
    default="sample",
    show_default=True,
    help="Vary parameters over the case's sample, or over their priors.",
)
@click.option(
    "--trajectories",
    type=click.IntRange(4, 1000),
    default=20,
    show_default=True,
    help="Of the Morris screening.",
)
@click.option(
    "--leading",
    type=click.IntRange(2, 40),
    default=10,
    show_default=True,
    help="Parameters with a Sobol index of their own.",
)
@click.option(
    "--rows", type=click.IntRange(8, 65536), default=512, show_default=True, help="Of Sobol; a power of two."
)
@click.option(
    "--replicas",
    type=click.IntRange(1, 1000),
    default=4,
    show_default=True,
    help="Lucks, common to all rows.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def sensitivity(
    case: str, answers: tuple[str, ...], over: Literal["sample", "prior"], trajectories: int, leading: int,
    rows: int, replicas: int, seed: int, as_json: bool,
) -> int:  # fmt: skip
    """Screen all parameters of CASE by Morris, then share out the variance of each answer by Sobol."""
    from foedus.cli._progress import progress_bar
    from foedus.crisis import load_case
    from foedus.study import sensitivity as ask

    given: dict[str, Any] = {"answers": answers} if answers else {}
    found = ask(
        load_case(case), over=over, trajectories=trajectories, leading=leading, rows=rows, replicas=replicas,
        seed=seed, stages=progress_bar, **given,
    )  # fmt: skip
    if as_json:
        import json

        click.echo(json.dumps(document(found), indent=2, allow_nan=False))
    else:
        from rich.console import Console

        _screen(found, Console())
    return 0


def document(found: Sensitivity) -> dict[str, Any]:
    """A sensitivity analysis as one JSON document."""
    return {
        "case": found.case.id,
        "over": found.over,
        "seed": found.seed,
        "replicas": found.replicas,
        "runs": found.runs,
        "morris": found.morris,
        "sobol": found.sobol,
        "labels": found.labels,
    }


def _screen(found: Sensitivity, console: Console) -> None:
    from rich.table import Table

    console.print(
        f"[bold]{found.case.title}[/bold]: {found.runs:,} runs, parameters over the "
        f"{'case sample' if found.over == 'sample' else 'priors'}, {found.replicas} common lucks a row\n"
    )
    for answer, table in found.sobol.items():
        label = found.labels[answer]
        shown = Table(
            "parameter", "first", "±", "total", "±",
            title=f"{answer}: fit {label['fit']} ({label['ratio']:g}), cause {label['cause']}",
        )  # fmt: skip
        for row in table[:8]:
            cells = (f"{row[k]:.2f}" for k in ("first", "first_interval", "total", "total_interval"))
            shown.add_row(row["parameter"], *cells)
        console.print(shown)
        leading = ", ".join(
            f"{r['parameter']} {r['mu_star']:.2g} ± {r['interval']:.1g}" for r in found.morris[answer][:5]
        )
        console.print(f"Morris μ*: {leading}", highlight=False)
        console.print(f"Mechanisms behind it: {', '.join(label['mechanisms']) or 'none found'}\n")
