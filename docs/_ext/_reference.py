"""Parts of the pages that are made from the commands, the lists of words, the tables and the code."""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
import shlex
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import click
from _markdown import code, plain, table

import foedus
from foedus import tables
from foedus.cli import run
from foedus.errors import OutputError

EXAMPLES = Path(__file__).parents[1] / "examples"

__all__ = [
    "all_tables",
    "commands",
    "commands_known",
    "python",
    "rooms",
    "shown",
    "shown_part",
    "values",
    "words_of",
]


def commands_known() -> list[tuple[str, click.Command]]:
    """Every command and subcommand with its full name, in the order of the help."""
    from foedus.cli import _foedus

    found: list[tuple[str, click.Command]] = []

    def walk(name: str, command: click.Command) -> None:
        found.append((name, command))
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=name)
            for each in command.list_commands(context):
                below = command.get_command(context, each)
                assert below is not None
                walk(f"{name} {each}", below)

    walk("foedus", _foedus)
    return found


def commands() -> str:
    pages = []
    for name, command in commands_known():
        settings = {"help_option_names": ["-h", "--help"], "terminal_width": 100, "max_content_width": 100}
        context = click.Context(command, info_name=name, **settings)  # type: ignore[arg-type]
        level = "#" * min(2 + name.count(" "), 4)
        pages.append(f"{level} {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(pages)


def shown(folder: str, *words: str) -> str:
    """Run a command in a folder of the examples, and give it with its output and its exit status."""
    return shown_part(folder, "", "", *words)


def shown_part(folder: str, first: str, last: str, *words: str) -> str:
    """Give a command with its output from the line that holds `first` to the one before that with `last`."""
    said = io.StringIO()
    with chdir(EXAMPLES / folder), redirect_stdout(said), redirect_stderr(said):
        status = run(list(words))
    lines = said.getvalue().rstrip().splitlines()
    start = next((i for i, line in enumerate(lines) if first in line), None)
    if start is None:
        raise OutputError(f"foedus {shlex.join(words)} does not say {first!r}")
    end = next((i for i, line in enumerate(lines) if last and i > start and last in line), len(lines))
    while lines[end - 1] == "":
        end -= 1
    cut = [*(["…"] if start else []), *lines[start:end], *(["…"] if end < len(lines) else [])]
    cut += [f"(exit status {status})"] if status else []
    return "```text\n" + "\n".join([f"$ foedus {shlex.join(words)}", *cut]) + "\n```\n"


def words_of(place: str) -> str:
    module, name = place.rsplit(".", 1)
    words = getattr(importlib.import_module(module), name)
    rows = []
    for word, meaning in words.items():
        told = getattr(meaning, "meaning", meaning)
        rows.append((code(word) if word else "(none)", str(getattr(meaning, "step", "")), plain(str(told))))
    if not any(row[1] for row in rows):
        return table(("word", "means"), [(word, told) for word, _, told in rows])
    return table(("word", "step", "means"), rows)


def values(name: str, variable: str) -> str:
    column = next(one for one in tables.table(name).columns if one.name == variable)
    return table(
        ("word", "means"), [(code(word), plain(told)) for word, told in (column.values or {}).items()]
    )


def all_tables() -> str:
    parts = []
    for one in tables.tables().values():
        parts.append(f"## {one.name}\n\n{plain(one.title)}. From: {plain(one.source)}.\n")
        rows = [
            (code(c.name), plain(c.label), c.kind, c.unit, ", ".join(map(code, c.values or ())))
            for c in one.columns
        ]
        parts.append(table(("variable", "label", "type", "unit", "values"), rows))
    return "\n".join(parts)


def rooms() -> list[str]:
    """The rooms of the house whose public names have a page: all but the command line."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(foedus.__path__)
        if module.name not in ("__main__", "cli", "web")
    )


def python(room: str) -> str:
    module = importlib.import_module(f"foedus.{room}")
    lines = [
        f".. automodule:: {module.__name__}",
        "   :no-members:",
        "",
        f".. py:currentmodule:: {module.__name__}",
        "",
    ]
    comments = _comments(module.__name__)
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.isclass(thing):
            lines += [f".. autoclass:: {name}", "   :members:", ""]
        elif inspect.isroutine(thing) or hasattr(thing, "py_func"):
            lines += [f".. autofunction:: {name}", ""]
        else:
            value = repr(thing)
            shown = f"   :value: {value}" if isinstance(thing, int | float | str) and len(value) < 60 else ""
            lines += [f".. py:data:: {name}", *([shown] if shown else []), ""]
            lines += [f"   {line}" for line in comments.get(name, ())] + [""]
    return "```{eval-rst}\n" + "\n".join(lines) + "\n```\n"


def _comments(package: str) -> dict[str, list[str]]:
    """The ``#:`` comments on the constants of a room, from whichever of its modules they stand in."""
    from sphinx.pycode import ModuleAnalyzer

    found: dict[str, list[str]] = {}
    module = importlib.import_module(package)
    inner = [f"{package}.{each.name}" for each in pkgutil.iter_modules(getattr(module, "__path__", []))]
    for name in (package, *inner):
        for (owner, attribute), comment in ModuleAnalyzer.for_module(name).find_attr_docs().items():
            if not owner:
                found.setdefault(attribute, comment)
    return found
