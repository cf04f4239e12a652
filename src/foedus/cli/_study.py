"""What the commands of a study share: options, progress, and how a study is told."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from foedus.cli._telling import fold, heading, print_json

if TYPE_CHECKING:
    from foedus.study import Standing, Study

__all__ = ["EXECUTOR", "WORKERS", "note", "progress", "show_study"]

EXECUTOR = click.option(
    "--executor",
    default="local",
    show_default=True,
    metavar="WHO",
    help="local, processes, dask, dask://host:port or tls://host:port; changes the time and nothing else.",
)
WORKERS = click.option(
    "--workers", type=int, metavar="N", help="Threads or processes of this machine; its cores if left out."
)

_EVERY = 10.0
_PATIENCE = 2.0
#: Outcomes on the screen; the rest is in the files.
_SHOWN = ("deaths", "detained", "peak_on_street", "personnel")


def note(told: str) -> None:
    """Say something on standard error."""
    click.echo(f"foedus: {told}", err=True)


@contextmanager
def progress() -> Iterator[Callable[[Standing], None]]:
    """Give a callback that tells runs, pace, time per run, core-hours and the projected finish.

    On a terminal it is one line that is written over; elsewhere a line every ten seconds.
    """
    terminal = sys.stderr.isatty()
    spoken = time.monotonic() + _PATIENCE - (0.0 if terminal else _EVERY)
    shown = False

    def tell(standing: Standing) -> None:
        nonlocal spoken, shown
        now = time.monotonic()
        last = standing.done + standing.failed == standing.tasks
        if now - spoken < (0.2 if terminal else _EVERY) and not (last and shown):
            return
        spoken, shown = now, True
        click.echo(f"\r\x1b[K{_line(standing)}" if terminal else _line(standing), err=True, nl=not terminal)

    try:
        yield tell
    finally:
        if terminal and shown:
            click.echo(err=True)


def _line(standing: Standing) -> str:
    parts = [f"{standing.runs_done:,} of {standing.runs:,} runs"]
    if standing.failed:
        parts.append(f"{standing.failed} tasks failed")
    if standing.fresh and standing.elapsed > 0:
        pace = standing.fresh / standing.elapsed
        left = (standing.runs - standing.runs_done) / pace
        end = datetime.now().astimezone() + timedelta(seconds=left)
        parts += [f"{pace:,.0f} a second", f"{1000 * standing.seconds / standing.runs_done:.2f} ms a run"]
        parts += [f"{standing.seconds / 3600:.3f} core-hours", f"done about {end:%H:%M:%S} ({left:,.0f} s)"]
    return f"foedus: study: {', '.join(parts)}"


def show_study(study: Study, as_json: bool) -> int:
    """Print a study; the exit status is 1 if tasks of it failed."""
    document = study.document
    if as_json:
        print_json(document)
    else:
        _print(document)
    return 1 if document["tasks"]["failed"] else 0


def _print(document: dict[str, Any]) -> None:
    tasks, runs = document["tasks"], document["runs"]
    click.echo(f"{document['title']} ({document['study']}): {document['state']}")
    click.echo(f"{runs['done']:,} of {runs['all']:,} runs, {tasks['done']:,} of {tasks['all']:,} tasks")
    if runs["done"]:
        each = 1000 * document["seconds_per_run"]
        click.echo(f"{each:.3g} ms a run, {document['core_hours']:.3g} core-hours")
    for row in document["settings"]:
        click.echo(f"\n{row['case']} · {row['variant']} · {row['setting']}: {row['runs']:,} runs")
        shown = [name for name in _SHOWN if name in row["outcomes"]] or list(row["outcomes"])[:4]
        for name in shown:
            one = row["outcomes"][name]
            if one["p50"] is None:
                click.echo(f"  {name:<20} did not happen")
                continue
            often = "" if one["happened"] == 1 else f", in {100 * one['happened']:.3g} % of the runs"
            told = f"{one['p50']:>12,.6g} {one['unit']}  ({one['p05']:,.6g} to {one['p95']:,.6g}){often}"
            click.echo(f"  {name:<20} {told}; {one['fit']}, {one['cause']}")
    _print_comparisons(document["comparisons"])
    for row in document["failures"][:5]:
        click.echo(
            f"\nfailed: {row['case']} · {row['variant']} · {row['setting']}, seed {row['seed']}, "
            f"replicas {row['first']} to {row['last'] - 1}, stage {row['stage']}: {row['error']}"
        )
    if len(document["failures"]) > 5:
        click.echo(f"and {len(document['failures']) - 5} more failed tasks")
    if document["state"] == "complete":
        click.echo(f"\n{document['folder']}: rows.parquet, histograms.parquet, hourly.parquet, summary.json")
    else:
        click.echo(f"\ngo on with: foedus study resume {document['folder']}")


def _print_comparisons(found: dict[str, Any] | None) -> None:
    """Print what each setting changes against the record's, in the order of the plan."""
    if found is None:
        return
    heading("Against the record: the same parameters and luck with every lever at the record")
    click.echo(fold(f"Setting less record’s, median [5–95 %]; shares of the pairs. {found['note']}", 2))
    for row in found["settings"]:
        click.echo(
            f"\n{row['case']} · {row['variant']} · {row['setting']} against {row['against']}: "
            f"{row['pairs']:,} pairs of runs"
        )
        same = [name for name, one in row["outcomes"].items() if not one["differs"]]
        for name, one in row["outcomes"].items():
            if one["differs"]:
                click.echo(f"  {name:<20} {_gap(one)}; {one['fit']}, {one['cause']}")
        if same:
            click.echo(fold(f"no run differs in: {', '.join(same)}", 2))


def _gap(one: dict[str, Any]) -> str:
    gap = one["difference"]
    if gap is None:
        return str(one["said"])
    mean = _signed(gap["mean"], 3)
    if gap["mean_low"] is not None:
        mean += f" [{_signed(gap['mean_low'], 3)} to {_signed(gap['mean_high'], 3)}]"
    shares = " / ".join(f"{100 * one[word]:.3g}" for word in ("less", "same", "more"))
    told = f"mean {mean}; {shares} % less / same / more"
    if one["unit"] == "1":
        return told
    return f"{_signed(gap['p50'])} [{_signed(gap['p05'])} to {_signed(gap['p95'])}]; {told}"


def _signed(value: float, digits: int = 6) -> str:
    return f"{value:+,.{digits}g}" if value else "0"
