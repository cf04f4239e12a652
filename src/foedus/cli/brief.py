"""``foedus brief``: two sourced pages on an organisation, a state or a case, and their annex."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.errors import InputError

if TYPE_CHECKING:
    from foedus.report import Outline

__all__ = ["brief"]

_SUFFIXES = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}
_PAGE = 100


@click.command()
@click.argument("thing", metavar="THING")
@click.option("--on", metavar="DATE", help="The day of which it speaks, such as 2022-01-05.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["screen", "md", "html"]),
    help="By default what the name of --out says, otherwise the screen.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file.")
@click.option("--short", is_flag=True, help="The two pages alone, without the annex.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def brief(thing: str, on: str | None, form: str | None, out: Path | None, short: bool, as_json: bool) -> None:
    """Brief on an organisation, a state or a case: every number, date and name with its source.

    THING is the id of an organisation (csto), an ISO3 code (KAZ) or the id of a case (kazakhstan-2022).
    Without --on it speaks of today, and of a case as of the day of its request.
    Two pages to forward, then an annex with the rest; --short leaves the annex out.
    """
    from foedus import report
    from foedus.clock import parse_date

    if as_json and form is not None:
        raise InputError("--json and --format exclude one another; expected one of the two")
    if form is None and out is not None and out.suffix.lower() == ".json":
        as_json = True
    when = parse_date(on) if on is not None else None
    told = report.brief(thing, when, short=short)
    if as_json:
        words = json.dumps(report.document(told), ensure_ascii=False, indent=2) + "\n"
    else:
        form = form or (_SUFFIXES.get(out.suffix.lower(), "screen") if out else "screen")
        if form == "screen" and out is None:
            _screen(told)
            return
        words = {"md": report.markdown, "html": report.html, "screen": _plain}[form](told)
    if out is None:
        click.echo(words, nl=False)
    else:
        from foedus.files import write_text

        write_text(out, words)
        click.echo(f"brief: {out}", err=True)


def _screen(told: Outline) -> None:
    from rich.console import Console

    from foedus.report import pages

    console = Console(file=sys.stdout)
    if not console.is_terminal and "COLUMNS" not in console._environ:
        console = Console(file=sys.stdout, width=_PAGE)
    pages(told, console)


def _plain(told: Outline) -> str:
    import io

    from rich.console import Console

    from foedus.report import pages

    page = io.StringIO()
    pages(told, Console(file=page, width=_PAGE, color_system=None))
    return page.getvalue()
