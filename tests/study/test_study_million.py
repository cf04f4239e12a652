"""Memory does not grow with the runs: what a million takes is seen on a few thousand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.study.small import PLAN, environment, make_plan

_STATUS = Path("/proc/self/status")
#: Runs studies one after the other in one process, and tells the most memory of it, in kB, after each. What
#: is asked of the system is told for this program alone; the usual call counts that of its parent too.
_MEASURE = (
    "import sys; from pathlib import Path; from foedus.study import run_study\n"
    "for plan in sys.argv[1:]:\n"
    "    run_study(Path(plan), Path(plan).with_suffix(''), workers=2)\n"
    "    print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
)


@pytest.mark.skipif(not _STATUS.is_file(), reason="the system does not tell a program's own memory")
def test_five_times_the_runs_take_no_more_memory(home: Path, reference: Path, tmp_path: Path) -> None:
    plans = []
    for replicas in (4, 20):
        text = PLAN.replace("replicas: 4", f"replicas: {replicas}").replace("chunk: 32", "chunk: 160")
        text = text.replace("cases: [small]", f"cases: [{home / 'small'}]")
        plans.append(str(make_plan(tmp_path, text, f"{replicas}.yaml")))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *plans],
        capture_output=True, text=True, check=False, timeout=200, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    few, many = (int(line) // 1024 for line in done.stdout.split())
    # The hourly series of 2,560 more runs alone would be 20 MB.
    assert many < few + 12
    assert many < 1200
