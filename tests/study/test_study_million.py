"""Memory does not grow with the runs: what a million takes is seen on a few thousand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.study.small import PLAN, environment, make_plan

_MEASURE = (
    "import resource, sys; from foedus.cli import run; status = run(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr); sys.exit(status)"
)


def _peak(home: Path, out: Path, replicas: int) -> int:
    """Peak memory of a run, in MB; the same chunks, more of them."""
    text = PLAN.replace("replicas: 4", f"replicas: {replicas}").replace("chunk: 32", "chunk: 400")
    plan = make_plan(home, text, f"memory{replicas}.yaml")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, "study", "run", str(plan), "--out", str(out), "--workers", "2"],
        capture_output=True, text=True, check=False, timeout=200, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stderr.splitlines()[-1])


@pytest.mark.slow
def test_ten_times_the_runs_take_no_more_memory(home: Path, reference: Path, tmp_path: Path) -> None:
    few, many = _peak(home, tmp_path / "few", 5), _peak(home, tmp_path / "many", 50)
    assert many < few + 60
    assert many < 1200  # with what compiling the kernel takes on a fresh machine
