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
    type=click.Choice(["record", "prior"]),
    default="record",
    show_default=True,
    help="Vary parameters near the record, one at a time, or over their priors, all at once.",
)
@click.option(
    "--rows",
    type=click.IntRange(8, 65536),
    default=256,
    show_default=True,
    help="Rows near the record, or of Sobol; a power of two.",
)
@click.option(
    "--trajectories",
    type=click.IntRange(4, 1000),
    default=20,
    show_default=True,
    help="Of the Morris screening; over the prior.",
)
@click.option(
    "--leading",
    type=click.IntRange(2, 40),
    default=10,
    show_default=True,
    help="Parameters with a Sobol index of their own; over the prior.",
)
@click.option(
    "--replicas",
    type=click.IntRange(1, 1000),
    default=4,
    show_default=True,
    help="Lucks, common to all rows; over the prior.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 2), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def sensitivity(
    case: str, answers: tuple[str, ...], over: Literal["record", "prior"], rows: int, trajectories: int,
    leading: int, replicas: int, seed: int, as_json: bool,
) -> int:  # fmt: skip
    """Tell which parameters of CASE drive its answers, and what each answer rests on.

    Near the record each parameter is drawn anew, one at a time, from rows that come near it. Over the
    prior Morris screens all parameters and Sobol shares out the variance. Half a minute on two cores.
    """
    from foedus.cli._progress import progress_bar
    from foedus.crisis import load_case
    from foedus.study import sensitivity as ask

    given: dict[str, Any] = {"answers": answers} if answers else {}
    found = ask(
        load_case(case), over=over, rows=rows, trajectories=trajectories, leading=leading, replicas=replicas,
        seed=seed, stages=progress_bar, **given,
    )  # fmt: skip
    if as_json:
        import json

        click.echo(json.dumps(found.document(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        from rich.console import Console

        _screen(found, Console(highlight=False))
    return 0


def _screen(found: Sensitivity, console: Console) -> None:
    from rich.table import Column, Table

    document, near = found.document(), found.over == "record"
    where = "near the record, one at a time" if near else "over their priors, all at once"
    console.print(
        f"[bold]{found.case.title}[/bold]: {found.runs:,} runs, parameters drawn {where}; luck common to "
        "what "
        "is compared. ± is the half-width of a 95 % interval."
    )
    meanings = {one.id: f"{one.meaning} ({_unit(one.unit)})" for one in found.known}
    for answer, table in found.sobol.items():
        label, one, share = found.labels[answer], document["answers"][answer], found.near[answer]
        console.print(
            f"\n[bold]{answer}[/bold]: {one['meaning']} ({_unit(one['unit'])}). Rests on: fit "
            f"[bold]{label['fit']}[/bold] (spread left {label['ratio']:g}), cause "
            f"[bold]{label['cause']}[/bold]."
        )
        if note := label.get("note"):
            console.print(f"It is {note}." if note.startswith("handed") else f"It {note}.")
        if not table:
            console.print("It does not vary here.")
            continue
        effects = {row["parameter"]: row for row in found.morris[answer]}
        heads = ("μ*", "total", "share") if near else ("μ*", "first", "total")
        shown = Table(
            Column("parameter: meaning (unit)", overflow="fold", ratio=1),
            *(Column(head, justify="right", no_wrap=True) for head in heads),
            box=None,
            pad_edge=False,
            padding=(0, 2, 0, 0),
        )
        for row in table[:8]:
            name = row["parameter"]
            effect = effects.get(name)
            cells = [f"{effect['mu_star']:.2g} ±{effect['interval']:.1g}" if effect else ""]
            kinds = ("total",) if near else ("first", "total")
            cells += [f"{row[kind]:.2f} ±{row[f'{kind}_interval']:.2f}" for kind in kinds]
            if near:
                cells.append(f"{share.get('parameters', {}).get(name, 0.0):.2f}")
            shown.add_row(f"{name}: {meanings[name]}" if name in meanings else name, *cells)
        console.print(shown)
        console.print(f"Mechanisms behind it: {', '.join(label['mechanisms']) or 'none found'}.")
    told = (
        f"μ*: mean size of the change as the parameter is drawn anew, in {_scales(document)}. total: part "
        "of the "
        "variance between rows that the parameter makes, all it takes part in included; totals overlap. "
        "share: its part in the variation near the record, on which fit and cause rest here and in a replay; "
        "what no parameter explains alone counts as prior."
        if near
        else f"μ*: mean size of the change over the range of the parameter, in {_scales(document)}. first, "
        "total: "
        "part of the variance, alone and with all that the parameter takes part in. Fit and cause rest on "
        "rows "
        "near the record, as in a replay, and not on these worlds, in many of which nothing starts."
    )
    console.print(f"\n{told}")
    console.print(f"Command: {found.command}", soft_wrap=True)


def _unit(unit: str) -> str:
    return {"1": "no unit", "day": "day of the case"}.get(unit, unit)


def _scales(document: dict[str, Any]) -> str:
    return " or ".join(dict.fromkeys(one["scale"] for one in document["answers"].values()))
