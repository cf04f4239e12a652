"""Rows of the table, and how it is printed. Imports nothing heavy: see the order in ``__main__``."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """One measurement; `value` is ``None`` if it could not be made, and `note` says why.

    `target` is to be stayed under, `least` to be reached; what is `optional` may be left unmeasured.
    """

    what: str
    value: float | None
    unit: str
    target: float | None = None
    note: str = ""
    least: float | None = None
    optional: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the value stays under its target, or reaches the least; ``None`` where there is neither."""
        if self.value is None or (self.target is None and self.least is None):
            return None
        return (self.target is None or self.value < self.target) and (
            self.least is None or self.value >= self.least
        )


class Group(NamedTuple):
    """Measurements that are made together."""

    name: str
    measure: Callable[[bool], list[Row]]


class NotMeasured(Exception):
    """A command failed; the message is its last line."""


def measured(group: Group, smoke: bool) -> list[Row]:
    """Rows of a group, or one row that says why there are none."""
    from foedus.errors import FoedusError

    try:
        return group.measure(smoke)
    except (ImportError, AttributeError, FoedusError, NotMeasured) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return [Row(group.name, None, "", note=f"not measured: {reason}")]


def machine() -> str:
    """One line on where the numbers come from."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [f"{cores} cores", _processor(), platform.system(), f"Python {platform.python_version()}"]
    for name in ("foedus", "numpy", "numba", "polars"):
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name} missing")
    return ", ".join(parts)


def crowding() -> str:
    """A warning if other work has the cores: wall times are then too long; empty if not."""
    if not hasattr(os, "getloadavg"):
        return ""
    waiting, cores = os.getloadavg()[0], os.cpu_count() or 1
    if waiting < 0.5 * cores:
        return ""
    return f"{waiting:.1f} processes wanted the {cores} cores before the start: wall times are too long\n"


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    if platform.system() == "Darwin":
        asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return platform.processor() or platform.machine()


def render(rows: list[Row], *, judge: bool) -> str:
    """Set the rows as a table of plain text."""
    cells = [("what", "value", "unit", "target", "", "note")]
    for row in rows:
        value = "–" if row.value is None else f"{row.value:,.4g}" if row.value < 1000 else f"{row.value:,.0f}"
        target = "" if row.target is None else f"< {row.target:,g}"
        target = target if row.least is None else f"≥ {row.least:,g}"
        verdict = {True: "met", False: "MISSED", None: ""}[row.met] if judge else ""
        cells.append((row.what, value, row.unit, target, verdict, row.note))
    widths = [max(len(line[i]) for line in cells) for i in range(5)]
    lines = []
    for what, value, unit, target, verdict, note in cells:
        line = (
            f"{what:<{widths[0]}}  {value:>{widths[1]}} {unit:<{widths[2]}}  "
            f"{target:<{widths[3]}}  {verdict:<{widths[4]}}  {note}"
        )
        lines.append(line.rstrip())
    lines.insert(1, "─" * (sum(widths) + 16))
    return "\n".join(lines)
