"""The commands as a user runs them: a fresh process, its wall time and its peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.table import NotMeasured, Row

_CASE = "kazakhstan-2022"
_COMMAND = [sys.executable, "-c", "from foedus.cli import main; main()"]


class _Run(NamedTuple):
    seconds: float
    cpu: float
    megabytes: float


def _run(arguments: list[str], caches: Path | None = None) -> _Run:
    """Run a command to its end; `caches` takes the place of the user's cache folders."""
    environment = dict(os.environ)
    if caches is not None:
        environment |= {"NUMBA_CACHE_DIR": str(caches), "XDG_CACHE_HOME": str(caches)}
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        child = subprocess.Popen(
            [*_COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=errors, env=environment
        )
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except KeyboardInterrupt:
            child.kill()
            raise
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines() or ["no message"]
            raise NotMeasured(f"foedus {' '.join(arguments)}: exit {child.returncode}: {lines[-1]}")
    # Kilobytes on Linux, bytes on macOS.
    return _Run(
        seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    )


def help_(smoke: bool) -> list[Row]:
    """``foedus --help``."""
    times = sorted(_run(["--help"]).seconds for _ in range(1 if smoke else 7))
    spread = f"median of {len(times)}, {times[0]:.3f}–{times[-1]:.3f}"
    return [Row("foedus --help", statistics.median(times), "s", 0.3, spread)]


def replay(smoke: bool) -> list[Row]:
    """``foedus replay`` with compilation and without, with report and files written."""
    runs = 8 if smoke else 2000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = ["replay", _CASE, "--runs", str(runs), "--seed", "1", "--out", str(folder / "out")]
        caches = None if smoke else folder / "caches"
        first = _run(arguments, caches)
        again = [_run(arguments, caches) for _ in range(1 if smoke else 3)]
        size = sum(path.stat().st_size for path in (folder / "out").iterdir()) / 1e6
        report = (folder / "out" / "report.html").stat().st_size / 1e6
    times = sorted(run.seconds for run in again)
    cpu = statistics.median(run.cpu for run in again)
    what = f"replay {_CASE}, {runs:,} runs"
    return [
        Row(f"{what}, first time", first.seconds, "s", 60,
            f"{'with compilation' if caches else 'kernels as they were found'}; {first.cpu:.1f} s of CPU"),
        Row(f"{what}, after", statistics.median(times), "s", 15,
            f"median of {len(times)}, {times[0]:.2f}–{times[-1]:.2f}; {cpu:.1f} s of CPU"),
        Row("peak memory, first time", first.megabytes, "MB", 1000),
        Row("peak memory, after", max(run.megabytes for run in again), "MB", 1000),
        Row("report.html", report, "MB", 2),
        Row("all files written", size, "MB"),
    ]  # fmt: skip
