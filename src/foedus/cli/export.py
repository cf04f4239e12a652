"""``foedus export``: every table of the project with its codebook."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli._telling import JSON, print_json

__all__ = ["export"]


@click.command()
@click.argument("name", metavar="[TABLE]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet", "stata"]),
    default="csv",
    show_default=True,
    help="Format of the table.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="File; TABLE.csv and so on by default."
)
@JSON
def export(name: str | None, form: str, out: Path | None, as_json: bool) -> None:
    """Write TABLE and, beside it, its codebook; without TABLE list the tables.

    The codebook is a CSV file of the same name ending in .codebook.csv: variable, label, type, unit,
    values, what an empty cell means, source. In Stata files labels of variables and values are kept.
    """
    from foedus.tables import FORMATS, codebook_path, table, tables, write

    if name is None:
        known = tables()
        if as_json:
            print_json(
                {
                    "tables": [
                        {"table": t.name, "row": t.title, "columns": [c.name for c in t.columns]}
                        for t in known.values()
                    ]
                }
            )
            return
        for one in known.values():
            click.echo(f"{one.name:<18} {one.title}")
        return
    chosen = table(name)
    path = out or Path(f"{name}.{FORMATS[form]}")
    count = write(chosen, path, form)
    book = codebook_path(path)
    if as_json:
        print_json({"table": name, "format": form, "file": str(path), "codebook": str(book), "rows": count})
        return
    click.echo(f"{path}: {count} rows; codebook in {book}", err=True)
