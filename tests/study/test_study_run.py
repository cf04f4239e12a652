from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from foedus.cli import run
from foedus.crisis import compile_problem, law_table, levers, load_case, read_levers, simulate
from foedus.errors import InputError
from foedus.study import Ensemble, ensemble, read_sample, read_study, run_study
from foedus.study._store import Store
from foedus.treaty import load, load_situation
from tests.study.small import PLAN, RUNS, TASKS, bits, make_plan


@pytest.fixture(scope="session")
def directly(home: Path) -> Ensemble:
    """The second setting and seed of the plan, run without a study."""
    case = load_case(str(home / "small"))
    law = law_table(case, load(case.file.treaty), load_situation(case.folder), "declared")
    setting = read_levers(case, levers(case, law.accounts), {"request": "never"})
    return ensemble(case, compile_problem(case, law, setting), read_sample(case).thetas, 2, 160)


@pytest.mark.parametrize(("chunk", "workers"), [(47, 2), (100_000, 1), (13, 2)])
def test_chunks_and_threads_change_no_bit(
    home: Path, reference: Path, tmp_path: Path, chunk: int, workers: int
) -> None:
    path = make_plan(home, PLAN.replace("chunk: 32", f"chunk: {chunk}"), f"chunk{chunk}.yaml")
    study = run_study(path, tmp_path / "out", workers=workers)
    assert study.complete
    assert bits(tmp_path / "out") == bits(reference)


def test_a_row_a_replica_and_each_is_the_run_itself(reference: Path, directly: Ensemble) -> None:
    rows = read_study(reference).rows().collect()
    assert len(rows) == RUNS
    assert rows.columns[:6] == ["case", "variant", "setting", "seed", "particle", "replica"]
    part = rows.filter((pl.col("setting") == "alone") & (pl.col("seed") == 2))
    assert part["replica"].to_list() == list(range(160))
    np.testing.assert_array_equal(part["particle"].to_numpy(), directly.rows)
    for name in rows.columns[6:]:
        found = part[name].fill_null(np.nan).to_numpy()
        np.testing.assert_array_equal(found, directly.outcomes[name], err_msg=name)
    assert part["personnel"].null_count() == 160, "what did not happen is null and not zero"


def test_histograms_count_every_run_in_every_hour(reference: Path, directly: Ensemble) -> None:
    counts = read_study(reference).histograms().collect()
    sums = counts.group_by("setting", "quantity", "hour").agg(pl.col("count").sum())
    assert len(sums) == 2 * 2 * 16 * 24
    assert set(sums["count"]) == {320}
    # Bins of deaths in the last hour, of the second seed alone, can be at most those of both seeds.
    last = counts.filter((pl.col("setting") == "alone") & (pl.col("quantity") == "deaths"))
    last = last.filter(pl.col("hour") == 383)
    for low, high, count in last.select("low", "high", "count").iter_rows():
        dead = directly.batch.series[:, 2, -1]
        here = ((dead >= low) & (dead < (high or np.inf))).sum()
        assert 0 < here <= count <= here + 160


def test_bands_hold_the_quantiles(reference: Path) -> None:
    study = read_study(reference)
    rows = study.rows().filter(pl.col("setting") == "alone").collect()
    bands = study.hourly().filter((pl.col("setting") == "alone") & (pl.col("quantity") == "deaths"))
    last = bands.filter(pl.col("hour") == 383).collect().row(0, named=True)
    for label, share in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
        middle = rows["deaths"].quantile(share, "lower")
        assert middle is not None
        high = last[f"{label}_high"]
        assert last[f"{label}_low"] <= middle
        assert high is None or middle < high


def test_the_summary_tells_each_setting(reference: Path) -> None:
    study = read_study(reference)
    assert study.document["state"] == "complete"
    assert study.document["tasks"] == {"all": TASKS, "done": TASKS, "failed": 0}
    record, alone = study.document["settings"]
    assert (record["setting"], record["runs"], record["seeds"]) == ("record", 320, [1, 2])
    assert alone["outcomes"]["personnel"] == {
        "happened": 0.0, "p05": None, "p50": None, "p95": None,
        "unit": "persons", "fit": "prior", "cause": "assumed",
    }  # fmt: skip
    deaths = study.rows().filter(pl.col("setting") == "record").collect()["deaths"]
    assert record["outcomes"]["deaths"]["p50"] == float(np.median(deaths.to_numpy()))
    assert study.document["sha256"]["rows.parquet"] == bits(reference)["rows.parquet"]


@pytest.mark.parametrize("sample", ["shipped", "{prior: 40}"])
def test_a_variant_restricts_the_sample(home: Path, tmp_path: Path, sample: str) -> None:
    """Without outsiders it cannot matter what outsiders do; with them it does."""
    head = f"sample: {sample}\nparticles: 30\nvariants: [base, no-outside-effect]"
    text = PLAN.replace("particles: 40\nreplicas: 4\nseeds: [1, 2]", head)
    rows = run_study(make_plan(home, text, "variants.yaml"), tmp_path / "out").rows().collect()
    assert len(rows) == 2 * 2 * 30
    base, other = (
        rows.filter(pl.col("variant") == name).drop("variant")
        for name in rows["variant"].unique(maintain_order=True)
    )
    assert base.filter(pl.col("setting") == "alone").equals(other.filter(pl.col("setting") == "alone"))
    assert not base.equals(other)


def test_a_failing_task_is_a_row_and_does_not_end_the_study(
    home: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def breaking(problem: Any, thetas: Any, rows: Any, seed: int, batch: Any, start: int, stop: int) -> None:
        if seed == 2 and batch.first == 64 and not problem.script.requested:
            raise ZeroDivisionError("a made-up\nmistake")
        simulate(problem, thetas, rows, seed, batch, start, stop)

    monkeypatch.setattr("foedus.study._tasks.simulate", breaking)
    out = tmp_path / "out"
    assert run(["study", "run", str(home / "plan.yaml"), "--out", str(out), "--json"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert told["state"] == "complete"
    assert told["tasks"] == {"all": TASKS, "done": TASKS - 1, "failed": 1}
    (failure,) = told["failures"]
    assert failure == {
        "task": 17, "case": "small", "variant": "base", "setting": "alone", "seed": 2,
        "first": 64, "last": 96, "stage": "run", "error": "ZeroDivisionError: a made-up mistake",
    }  # fmt: skip
    assert [row["failed"] for row in told["settings"]] == [0, 32]
    assert pl.read_csv(out / "failures.csv")["seed"].to_list() == [2]
    assert len(pl.read_parquet(out / "rows.parquet")) == RUNS - 32

    # Going on leaves it as it is, and trying it again makes the study whole.
    monkeypatch.undo()
    assert run(["study", "resume", str(out)]) == 1
    assert run(["study", "show", str(out)]) == 1
    shown = capfd.readouterr().out
    assert "failed: small · base · alone, seed 2, replicas 64 to 95, stage run: ZeroDivisionError" in shown
    assert run(["study", "resume", str(out), "--retry-failed"]) == 0
    assert bits(out) == bits(reference)
    assert run(["study", "show", str(out)]) == 0


@pytest.mark.parametrize("what", ["study", "file", "other"])
def test_only_an_empty_folder_is_begun(plan: Path, reference: Path, tmp_path: Path, what: str) -> None:
    out = reference if what == "study" else tmp_path / "out"
    if what == "file":
        out.write_text("")
    elif what == "other":
        out.mkdir()
        (out / "thesis.tex").write_text("")
    expected = {"study": "a study is there already; go on with: foedus study resume", "file": "is a file",
                "other": "holds thesis.tex; expected an empty or a new one"}  # fmt: skip
    with pytest.raises(InputError, match=expected[what]):
        run_study(plan, out)


def test_one_at_a_time(reference: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Store(reference).alone():
        assert run(["study", "resume", str(reference)]) == 2
    assert capfd.readouterr().err == f"foedus: {reference}: another process is at work there\n"
    assert run(["study", "resume", str(reference)]) == 0


def test_a_folder_without_a_study(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["study", "show", str(tmp_path)]) == 2
    assert run(["study", "resume", str(tmp_path)]) == 2
    assert capfd.readouterr().err.splitlines() == [f"foedus: {tmp_path}: no study is in this folder"] * 2
    assert list(tmp_path.iterdir()) == []
