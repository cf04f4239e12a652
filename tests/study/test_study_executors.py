from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from foedus.cli import run
from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.study import Standing, _executors, run_study
from foedus.study._executors import Local, Processes, executor_of
from foedus.study._manifest import complete, deep, shallow
from foedus.study._plan import read_plan
from foedus.study._tasks import Done, Failed, Refused, TaskSpec, run_task
from tests.study.small import TASKS, bits


@pytest.fixture(scope="session")
def specs(plan: Path) -> list[TaskSpec]:
    read = read_plan(plan)
    manifest = shallow(read) | deep(read)
    return [complete(read.spec(i), manifest) for i in range(read.tasks)]


def test_processes_give_the_same_bits_though_a_worker_is_killed(
    plan: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    plain = _executors._Worker.__init__

    def counting(self: _executors._Worker) -> None:
        plain(self)
        started.append(self.process.pid or 0)

    monkeypatch.setattr(_executors._Worker, "__init__", counting)

    def tell(standing: Standing) -> None:
        if standing.done == 4:
            os.kill(started[0], signal.SIGKILL)

    study = run_study(plan, tmp_path / "out", executor="processes", workers=2, tell=tell)
    assert len(started) == 3
    assert study.document["tasks"] == {"all": TASKS, "done": TASKS, "failed": 0}
    assert bits(tmp_path / "out") == bits(reference)
    for pid in started:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_task_that_kills_its_workers_is_a_failed_task(
    specs: list[TaskSpec], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killing(self: _executors._Worker, spec: TaskSpec) -> None:
        self.spec = spec
        self.process.kill()

    monkeypatch.setattr(_executors._Worker, "give", killing)
    monkeypatch.setattr(_executors, "DEATHS", 2)
    processes = Processes(1)
    try:
        (result,) = processes.results(specs[:1])
    finally:
        processes.close()
    assert isinstance(result, Failed)
    assert (result.number, result.stage) == (0, "worker")
    assert result.error == "2 worker processes died at it, the last with exit status -9"


def test_threads_take_tasks_as_there_is_room(specs: list[TaskSpec]) -> None:
    taken: list[int] = []

    def feed() -> Iterator[TaskSpec]:
        for spec in specs[:6]:
            taken.append(spec.number)
            yield spec

    local = Local(2)
    try:
        results = local.results(feed())
        first = next(results)
        assert isinstance(first, Done)
        assert len(taken) == 3, "two at work and one that waits: memory does not grow with the study"
        assert sorted([first.number, *(result.number for result in results)]) == list(range(6))
    finally:
        local.close()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"versions": (("foedus", "0.0.1"),)}, "where the study has 0.0.1"),
        ({"kernels": "0" * 64}, "where the study has 000000000000"),
        ({"sample": "0" * 64}, "the parameter sample of small is another there"),
        ({"problem": "0" * 64}, "the case small compiles to another problem there"),
    ],
    ids=["version", "kernels", "sample", "problem"],
)
def test_a_worker_that_is_not_fit_refuses(specs: list[TaskSpec], change: dict[str, object], why: str) -> None:
    result = run_task(specs[0]._replace(**change))  # type: ignore[arg-type]
    assert isinstance(result, Refused)
    assert why in result.why


def test_a_refusal_ends_the_study_in_one_line(
    plan: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def refusing(spec: TaskSpec, stop: object) -> Refused | object:
        if spec.number == 5:
            return Refused(5, "numba 0.1 where the study has 0.2", "far:1")
        return run_task(spec)

    monkeypatch.setattr(_executors, "run_task", refusing)
    out = tmp_path / "out"
    assert run(["study", "run", str(plan), "--out", str(out)]) == 2
    said = capfd.readouterr().err
    assert said == (
        "foedus: the worker far:1 is not fit for this study: numba 0.1 where the study has 0.2; "
        f"go on with: foedus study resume {out}\n"
    )
    monkeypatch.undo()
    assert run(["study", "resume", str(out)]) == 0
    assert bits(out) == bits(reference)


def test_an_unfit_task_tells_its_stage(specs: list[TaskSpec]) -> None:
    result = run_task(specs[0]._replace(levers=(("request", "nevr"),), problem="", sample=""))
    assert isinstance(result, Failed)
    assert result.stage == "prepare"
    assert "did you mean 'never'?" in result.error


@pytest.mark.parametrize(
    "options",
    [["--executor", "process"], ["--workers", "0"], ["--executor", "dask://here"],
     ["--executor", "tls://10.0.0.1"], ["--executor", "dask://127.0.0.1:9", "--workers", "2"]],
)  # fmt: skip
def test_who_runs_it_is_known_before_anything_is_written(
    plan: Path, tmp_path: Path, options: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["study", "run", str(plan), "--out", str(tmp_path / "new" / "out"), *options]) == 2
    assert capfd.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_names_and_numbers_of_executors() -> None:
    with pytest.raises(UnknownName, match="did you mean 'processes'"):
        executor_of("process", None, print)
    with pytest.raises(OutOfRange, match="0 workers are out of range"):
        executor_of("local", 0, print)
    with pytest.raises(InputError, match="the workers of a scheduler are started there"):
        executor_of("dask://127.0.0.1:1", 2, print)
