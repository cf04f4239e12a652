"""What common luck saves: runs that a difference would need with luck of its own for each setting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.engine import CASE
from benchmarks.table import Row

F8 = NDArray[np.float64]


#: Settings that leave the record, in words and as levers.
SETTINGS: tuple[tuple[str, dict[str, str | float]], ...] = (
    ("request at hour 72, a day sooner", {"request": 72.0}),
    ("no force is sent", {"force": "none"}),
    ("concession announced 22 h sooner", {"announced_hour": 48.0}),
    ("dialogue policing from hour 72", {"dialogue": 1.0, "dialogue_from": 72.0}),
    ("shutdown ends on 6 January", {"shutdown_to": 114.0}),
)
ANSWERS = ("deaths", "detained", "injured")


def saved(smoke: bool) -> list[Row]:
    """Ratio of variances of the difference to the record: luck of its own against common luck."""
    runs = 16 if smoke else 2000
    record, other = (_outcomes({}, seed, runs) for seed in (1, 2))
    rows = []
    for words, levers in SETTINGS:
        moved = _outcomes(levers, 1, runs)
        for answer in ANSWERS:
            common = np.var(moved[answer] - record[answer])
            own = np.var(moved[answer] - other[answer])
            ratio = float(own / common) if common > 0 else None
            rows.append(
                Row(f"{words}: {answer}", ratio, "times", note=f"{runs:,} runs", optional=ratio is None)
            )
    return rows


def _outcomes(given: dict[str, str | float], seed: int, runs: int) -> dict[str, F8]:
    from foedus.crisis import compile_problem, law_table, levers, load_case, read_levers
    from foedus.study import ensemble, read_sample
    from foedus.treaty import load, load_situation

    case = load_case(CASE)
    table = law_table(case, load(case.file.treaty), load_situation(case.folder), "declared")
    problem = compile_problem(case, table, read_levers(case, levers(case, table.accounts), given))
    return ensemble(case, problem, read_sample(case).thetas, seed, runs).outcomes
