"""The command line: thin commands over the Python interface.

A command is imported when it is called, so that ``foedus --help`` stays quick. Whatever a user can
cause ends in one line on standard error and the exit status of its exception.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from foedus.errors import FoedusError, nearest

__all__ = ["main"]

#: Name of the command, the place of its code, and its line in the help.
_COMMANDS: dict[str, tuple[str, str]] = {
    "replay": ("foedus.cli.replay:replay", "Run a case many times and set the runs beside the record."),
    "treaty": ("foedus.cli.treaty:treaty", "What a treaty says, to whom, on which date, on whose reading."),
    "evidence": ("foedus.cli.evidence:evidence", "What the sources say, and where they disagree."),
    "brief": ("foedus.cli.brief:brief", "Two sourced pages on an organisation, a state or a case."),
    "duties": ("foedus.cli.duties:duties", "What membership asks of a state and gives it, on a day."),
    "state": ("foedus.cli.state:state", "Profiles of states on a day, and their codes."),
    "organisation": (
        "foedus.cli.organisation:organisation",
        "Seat, bodies, forces, exercises and programmes of an organisation.",
    ),
    "export": ("foedus.cli.export:export", "Write a table with its codebook as CSV, Parquet or Stata."),
    "source": ("foedus.cli.source:source", "The register of sources, and what leans on each."),
    "cite": ("foedus.cli.cite:cite", "Cite a source, claim, fact, treaty, case or report."),
    "study": ("foedus.cli.study:study", "Run, resume and show studies; calibrate a case."),
}

_INTERRUPTED = 130


class _House(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no such command {args[0]!r}{nearest(args[0], _COMMANDS)}")
        name, command, rest = super().resolve_command(ctx, args)
        if isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            known = command.list_commands(ctx)
            if rest[0] not in known:
                ctx.fail(f"no such command {f'{name} {rest[0]}'!r}{nearest(rest[0], known)}")
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.group(cls=_House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="foedus", message="%(prog)s %(version)s")
def _foedus() -> None:
    """Foedus: what a treaty binds its parties to, who decides, who can help and when, and what it changes.

    Exit status: 0 done; 1 the answer is no (a check has findings); 2 the input was unusable;
    130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    status = run(arguments)
    if status == _INTERRUPTED:
        # Taking compiled code down takes the interpreter half a second; nobody waits for it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status; what a user caused is told in one line."""
    try:
        outcome: Any = _foedus.main(arguments, prog_name="foedus", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        click.echo(f"foedus: {' '.join(error.format_message().split())}", err=True)
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("foedus: interrupted; nothing was written", err=True)
        return _INTERRUPTED
    except FoedusError as error:
        click.echo(f"foedus: {' '.join(str(error).split())}", err=True)
        return error.exit_status
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return outcome if isinstance(outcome, int) else 0
