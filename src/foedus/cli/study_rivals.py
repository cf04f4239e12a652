"""``foedus study rivals``: which hypotheses the case can tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    default=50_000,
    show_default=True,
    help="Rows of each prior table.",
)
@click.option("--seed", type=click.IntRange(0, 2**62), default=2022, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def rivals(case: str, draws: int, seed: int, as_json: bool) -> int:
    """Compare the named variants of the model on CASE: how often the record is reached, and the forecasts.

    Where one case cannot tell two of them apart the verdict is "indistinguishable".
    """
    from foedus.cli._progress import progress_bar
    from foedus.crisis import load_case
    from foedus.study import rivals as compare

    found = compare(load_case(case), draws=draws, seed=seed, stages=progress_bar)
    if as_json:
        import json

        click.echo(json.dumps(document(found), indent=2, allow_nan=False))
    else:
        from rich.console import Console

        _screen(found, Console())
    return 0


def document(found: Rivals) -> dict[str, Any]:
    """A comparison as one JSON document; an error that cannot be told is null."""
    from foedus.study import QUESTIONS, VARIANTS

    return {
        "case": found.case.id,
        "draws": found.draws,
        "seed": found.seed,
        "tolerance": _told(found.tolerance),
        "questions": QUESTIONS,
        "variants": {
            one.variant: {
                "meaning": VARIANTS[one.variant].meaning,
                "source": VARIANTS[one.variant].source,
                "bounds": [[b.parameter, _told(b.low), _told(b.high)] for b in VARIANTS[one.variant].bounds],
                "draws": one.draws,
                "accepted": one.accepted,
                "log_evidence": _told(one.log_evidence),
                "error": _told(one.error),
                "scores": [_told(score) for score in one.scores],
                "noise": _told(one.noise),
            }
            for one in found.standings
        },
        "pairs": [
            {
                key: _told(value) if isinstance(value, float) else value
                for key, value in pair._asdict().items()
            }
            for pair in found.pairs
        ],
        "surviving": list(found.surviving),
    }


def _told(value: float) -> float | None:
    return float(f"{value:.4g}") if abs(value) < float("inf") else None


def _screen(found: Rivals, console: Console) -> None:
    from rich.table import Table

    from foedus.study import QUESTIONS, VARIANTS

    console.print(
        f"[bold]{found.case.title}[/bold]: rival hypotheses, {found.draws:,} prior draws each at most\n"
    )
    table = Table("variant", "draws", "reach the record", "mean log score")
    for one in found.standings:
        mean = f"{sum(one.scores) / len(one.scores):.2f}" if one.scores else "as base"
        table.add_row(
            one.variant, f"{one.draws:,}", f"{one.accepted:,} ({one.accepted / one.draws:.2%})", mean
        )
    console.print(table)
    for question, words in QUESTIONS.items():
        pairs = [pair for pair in found.pairs if pair.question == question]
        if not pairs:
            continue
        console.print(f"\n[bold]{words}[/bold]")
        for name in dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second)):
            console.print(f"  {name}: {VARIANTS[name].meaning}")
        for pair in pairs:
            console.print(
                f"  {pair.first} or {pair.second}: [bold]{pair.verdict}[/bold]; log Bayes factor "
                f"{pair.evidence:+.2f} ± {pair.evidence_error:.2f}, score {pair.score:+.2f} "
                f"± {pair.score_error:.2f}; {pair.why}",
                highlight=False,
            )
    console.print(f"\nSurviving: {', '.join(found.surviving)}.")
