"""A replay: a case run many times, set beside its record."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus.chronicle import Chronicle, read
from foedus.crisis import (
    LEGAL_TABLES,
    Case,
    LawTable,
    Problem,
    Setting,
    compile_problem,
    law_table,
    levers,
    load_case,
    read_levers,
    run_chronicle,
    run_tape,
)
from foedus.errors import OutOfRange
from foedus.evidence import Evidence, load
from foedus.study import _tables
from foedus.study._ensemble import Ensemble, Progress, ensemble
from foedus.study._markers import record_of
from foedus.study._sample import Sample, read_sample
from foedus.study._summary import fit, summary
from foedus.treaty import load as load_treaty
from foedus.treaty import load_situation

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Replay", "replay"]

#: Runs that one command takes: beyond it a study on more than one machine is the right tool.
MOST_RUNS = 1_000_000


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything that a report, a screen or a file needs; nothing in it depends on the hour or the machine.

    Attributes
    ----------
    case, seed, runs, levers
        What was run; `levers` holds every lever's value.
    command
        The command that reproduces it.
    versions
        Of Foedus and of what the numbers rest on.
    summary
        The document that ``--json`` prints.
    draws
        One row a replica; null where a thing did not happen.
    hourly, city_days, members, contingents, record_points
        Tables for figures; see the functions of ``foedus.study``'s tables.
    legal_table, routes, levers_table, markers
        Rows for tables.
    record, chronicle
        What the sources say, and one run near the middle of the ensemble, in one language.
    evidence
        Facts with their claims.
    law
        What every member saw on every account.
    fit
        For each answer what it rests on.
    """

    case: Case
    seed: int
    runs: int
    levers: dict[str, Setting]
    command: str
    versions: dict[str, str]
    summary: dict[str, Any]
    draws: pl.DataFrame
    hourly: pl.DataFrame
    city_days: pl.DataFrame
    members: pl.DataFrame
    contingents: pl.DataFrame
    record_points: pl.DataFrame
    legal_table: list[dict[str, Any]]
    routes: list[dict[str, Any]]
    levers_table: list[dict[str, Any]]
    markers: list[dict[str, Any]]
    record: Chronicle
    chronicle: Chronicle
    evidence: Evidence
    law: LawTable
    fit: dict[str, dict[str, Any]]
    not_modelled: list[str]
    assumptions: list[str]


def replay(
    name: str, runs: int = 2000, seed: int = 1, levers_given: Mapping[str, str | float] | None = None, *,
    threads: int | None = None, progress: Progress | None = None,
) -> Replay:  # fmt: skip
    """Run a case many times and set the runs beside the record.

    Parameters
    ----------
    name
        Id of a case, or the path of its folder.
    runs
        Replicas, 1 to 1,000,000.
    seed
        Key of all luck, 0 or more.
    levers_given
        Levers that leave the record, by id.
    threads
        How many; changes the time and nothing else.
    progress
        Called with the replicas done and wanted.

    Raises
    ------
    InputError
        For an unknown case or lever, a value out of range, or a broken file; before anything is run.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise OutOfRange(f"{runs} runs are out of range; expected 1 to {MOST_RUNS:,}")
    if not 0 <= seed < 2**63:
        raise OutOfRange(f"the seed {seed} is out of range; expected 0 to 2**63 - 1")
    case = load_case(name)
    situation = load_situation(case.folder)
    known = levers(case, tuple(account.id for account in situation.accounts))
    given = dict(levers_given or {})
    setting = read_levers(case, known, given)
    evidence = load(case.folder)
    record = read(case.folder / "record.csv")
    sample = read_sample(case)
    intervals = record_of(case, evidence)
    points, city_record = _tables.record_points(case), _tables.city_record(case)
    table = str(setting["legal_table"])
    law = law_table(case, load_treaty(case.file.treaty), situation, table)
    problem = compile_problem(case, law, setting)
    result = ensemble(case, problem, sample.thetas, seed, runs, threads=threads, progress=progress)

    account = str(setting["account"])
    markers = _tables.markers(case, result, sample, intervals)
    footing = fit(sample)
    return Replay(
        case=case,
        seed=seed,
        runs=runs,
        levers=setting,
        command=_command(name, runs, seed, given),
        versions=_versions(),
        summary=summary(case, seed, runs, setting, law, result, markers, footing),
        draws=_tables.draws(case, result),
        hourly=_tables.hourly(case, result),
        city_days=_tables.city_days(case, result, city_record),
        members=_tables.members(case, law, account, result),
        contingents=_tables.contingents(case, evidence, result),
        record_points=points,
        legal_table=[
            {"status": s, "number": c.number, "reason": c.reason} for s, c in LEGAL_TABLES[table].items()
        ],
        routes=_tables.routes(law, account),
        levers_table=_tables.levers_table(known, setting),
        markers=markers,
        record=record,
        chronicle=_one_run(case, problem, sample, seed, result),
        evidence=evidence,
        law=law,
        fit=footing,
        not_modelled=list(case.file.not_modelled),
        assumptions=list(case.file.assumptions),
    )


def _one_run(case: Case, problem: Problem, sample: Sample, seed: int, result: Ensemble) -> Chronicle:
    """The chronicle of the replica nearest to the middle of the ensemble, run again with its tape."""
    kept = len(result.batch.clock)
    off: NDArray[np.float64] = np.zeros(kept)
    for name in ("deaths", "detained", "peak_on_street", "calm_day", "personnel"):
        values = np.nan_to_num(result.outcomes[name][:kept], nan=0.0)
        ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable") / max(1, kept - 1)
        off += (ranks - 0.5) ** 2
    replica = int(np.argmin(off))
    return run_chronicle(case, run_tape(problem, sample.thetas[result.rows[replica]], seed, replica))


def _command(name: str, runs: int, seed: int, given: Mapping[str, str | float]) -> str:
    words = ["foedus", "replay", name, "--runs", str(runs), "--seed", str(seed)]
    for lever, value in given.items():
        words += ["--set", f"{lever}={value}"]
    return shlex.join(words)


def _versions() -> dict[str, str]:
    found = {name: version(name) for name in ("foedus", "numpy", "numba", "polars", "scipy")}
    return found | {"python": platform.python_version()}
