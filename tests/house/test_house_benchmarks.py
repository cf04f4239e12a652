"""The benchmarks run from beginning to end, so that they cannot rot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_benchmarks_measure_everything() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--smoke"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not measured" not in done.stdout
    for what in (
        "foedus --help",
        "replay kazakhstan-2022",
        "peak memory",
        "whole runs",
        "floor",
        "airlift",
        "first fan",
        "ensemble, threads: 2",
        "ask",
        "NumPy",
        "reconcile",
    ):
        assert what in done.stdout
