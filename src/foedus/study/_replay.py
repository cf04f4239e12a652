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
from foedus.study._compare import Comparison, WhatIf, compare, moved, runs_beside
from foedus.study._ensemble import Ensemble, Progress, ensemble
from foedus.study._markers import record_of
from foedus.study._sample import read_sample
from foedus.study._severity import refuse_severity
from foedus.study._summary import fit, summary
from foedus.study._surviving import held, surviving
from foedus.study._variants import meaning
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
    variant
        Name of the variant of the model under which it was run; ``base`` for the model as it stands.
    origin
        Name of the file in the case's folder that the rows of parameters are from.
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
    comparison
        The same runs with every lever at the record, and what differs; ``None`` if no lever left it.
    """

    case: Case
    seed: int
    runs: int
    levers: dict[str, Setting]
    variant: str
    origin: str
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
    comparison: Comparison | None


def replay(
    name: str, runs: int = 2000, seed: int = 1, levers_given: Mapping[str, str | float] | None = None, *,
    variant: str = "base", threads: int | None = None, progress: Progress | None = None,
) -> Replay:  # fmt: skip
    """Run a case many times and set the runs beside the record.

    Where a lever leaves the record the case is run with all levers at the record too, with the same
    parameters and luck, and the differences are told; every variant that survives has pairs of runs of its
    own. A replay of the record costs nothing more.

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
    variant
        Name of a variant of the model, or several joined with a plus sign, under which all is run: one alone
        with its own sample, if the case has one; else with what of the case's sample obeys.
    threads
        How many; changes the time and nothing else.
    progress
        Called with the replicas done and wanted.

    Raises
    ------
    InputError
        For an unknown case, lever or variant, a value out of range, or a broken file, and for severity of
        state force, which is no lever; before anything is run.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise OutOfRange(f"{runs} runs are out of range; expected 1 to {MOST_RUNS:,}")
    if not 0 <= seed < 2**63:
        raise OutOfRange(f"the seed {seed} is out of range; expected 0 to 2**63 - 1")
    given = dict(levers_given or {})
    refuse_severity(given)
    case = load_case(name)
    situation = load_situation(case.folder)
    known = levers(case, tuple(account.id for account in situation.accounts))
    setting = read_levers(case, known, given)
    evidence = load(case.folder)
    record = read(case.folder / "record.csv")
    sample = read_sample(case)
    intervals = record_of(case, evidence)
    points, city_record = _tables.record_points(case), _tables.city_record(case)
    thetas, origin = held(case, sample, variant)
    treaty, table = load_treaty(case.file.treaty), str(setting["legal_table"])
    law = law_table(case, treaty, situation, table)
    problem = compile_problem(case, law, setting)
    what_if = None
    if changed := moved(known, setting):
        usual = read_levers(case, known, {})
        tables = law
        if usual["legal_table"] != table:
            tables = law_table(case, treaty, situation, str(usual["legal_table"]))
        told = surviving(case) if variant == "base" else None
        record_problem = compile_problem(case, tables, usual)
        what_if = WhatIf(case, changed, problem, record_problem, sample, thetas, variant, origin, told)
    whole = runs + (runs_beside(what_if, runs) if what_if else 0)

    def tell(done: int, _: int) -> None:
        if progress:
            progress(done, whole)

    result = ensemble(case, problem, thetas, seed, runs, threads=threads, progress=tell)
    comparison = compare(what_if, result, seed, threads=threads, progress=progress) if what_if else None

    account = str(setting["account"])
    markers = _tables.markers(case, result, sample, intervals)
    footing = fit(sample)
    return Replay(
        case=case,
        seed=seed,
        runs=runs,
        levers=setting,
        variant=variant,
        origin=origin,
        command=_command(name, runs, seed, given, variant),
        versions=_versions(),
        summary={
            **summary(case, seed, runs, setting, law, result, markers, footing),
            "variant": {"name": variant, "meaning": meaning(variant), "sample": origin},
            "comparison": comparison.document() if comparison else None,
        },
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
        chronicle=_one_run(case, problem, thetas, seed, result),
        evidence=evidence,
        law=law,
        fit=footing,
        not_modelled=list(case.file.not_modelled),
        assumptions=list(case.file.assumptions),
        comparison=comparison,
    )


def _one_run(
    case: Case, problem: Problem, thetas: NDArray[np.float64], seed: int, result: Ensemble
) -> Chronicle:
    """The chronicle of the replica nearest to the middle of the ensemble, run again with its tape."""
    kept = len(result.batch.clock)
    off: NDArray[np.float64] = np.zeros(kept)
    for name in ("deaths", "detained", "peak_on_street", "calm_day", "personnel"):
        values = np.nan_to_num(result.outcomes[name][:kept], nan=0.0)
        ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable") / max(1, kept - 1)
        off += (ranks - 0.5) ** 2
    replica = int(np.argmin(off))
    return run_chronicle(case, run_tape(problem, thetas[result.rows[replica]], seed, replica))


def _command(name: str, runs: int, seed: int, given: Mapping[str, str | float], variant: str) -> str:
    words = ["foedus", "replay", name, "--runs", str(runs), "--seed", str(seed)]
    for lever, value in given.items():
        words += ["--set", f"{lever}={value}"]
    if variant != "base":
        words += ["--variant", variant]
    return shlex.join(words)


def _versions() -> dict[str, str]:
    found = {name: version(name) for name in ("foedus", "numpy", "numba", "polars", "scipy")}
    return found | {"python": platform.python_version()}
