"""``python -m benchmarks``: measure, print one table, and say which targets are met.

Exit status 1 if a target is missed or a measurement could not be made.
"""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks import commands, engine, law, luck, rooms
from benchmarks.table import Group, Row, crowding, machine, measured, render

GROUPS: tuple[Group, ...] = (
    # The commands come first: a child's peak memory counts from its parent's, so this process must be small.
    Group("command line: help", commands.help_),
    Group("command line: replay", commands.replay),
    Group("random draws", rooms.draws),
    Group("whole runs", engine.runs),
    Group("the airlift alone", engine.airlift),
    Group("common luck", luck.saved),
    Group("treaty", law.asking),
    Group("treaty: files", law.files),
    Group("treaty: a rule engine", law.peer),
    Group("evidence", rooms.evidence),
)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="run everything at a tiny size; judge no target")
    smoke = parser.parse_args(arguments).smoke
    crowded = crowding()
    began = time.monotonic()
    rows: list[Row] = []
    for group in GROUPS:
        print(f"… {group.name}", file=sys.stderr, flush=True)
        rows += measured(group, smoke)
    print(f"{machine()}\n{crowded}", end="")
    print(f"took {time.monotonic() - began:.0f} s{', at a tiny size: targets are not judged' * smoke}\n")
    print(render(rows, judge=not smoke))
    print("\nOther simulators (Mesa, NetLogo, Repast) are not installed here and are not compared.")
    missed = any((row.value is None and not row.optional) or (not smoke and row.met is False) for row in rows)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
