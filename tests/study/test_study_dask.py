"""A real scheduler and real workers, as processes of their own on the loopback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest

from foedus.cli import run
from foedus.errors import InputError, OutputError
from foedus.study._dask import Dask
from foedus.study._executors import executor_of
from foedus.study._plan import read_plan
from foedus.study._tasks import Done, Failed, run_task
from tests.study.small import FOEDUS, PLAN, TASKS, bits, environment, make_plan

pytest.importorskip("distributed")


class Cluster:
    """A scheduler, and workers that can be killed; they speak TLS if there are certificates for it."""

    def __init__(self, folder: Path, workers: int = 2, certificates: dict[str, str] | None = None) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        self.certificates = certificates or {}
        self.variables = {
            "DASK_" + key.upper().replace(".", "__").replace("-", "_"): path
            for key, path in self.certificates.items()
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start(
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(self.file),
            *(["--protocol", "tls"] if certificates else []),
        )
        for _ in range(workers):
            self.add()

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{what}{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments],
                stdout=log, stderr=log, env=environment(**self.variables), cwd=self.folder,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def add(self) -> subprocess.Popen[bytes]:
        """Start a worker that nobody starts anew when it dies."""
        return self._start(
            "worker", "--scheduler-file", str(self.file), "--nthreads", "1",
            "--host", "tls://127.0.0.1" if self.certificates else "127.0.0.1",
            "--no-nanny", "--no-dashboard", "--local-directory", str(self.folder),
        )  # fmt: skip

    @property
    def address(self) -> str:
        begun = time.monotonic()
        while not self.file.is_file() or not self.file.stat().st_size:
            assert time.monotonic() - begun < 60, "the scheduler does not start"
            time.sleep(0.02)
        return str(json.loads(self.file.read_text())["address"]).replace("tcp://", "dask://")

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def end(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, reference: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield started
    finally:
        started.end()


def test_a_worker_is_killed_in_the_middle_and_the_bits_are_those_of_the_local_run(
    home: Path, reference: Path, tmp_path: Path, cluster: Cluster
) -> None:
    out = tmp_path / "out"
    plan = make_plan(home, PLAN.replace("chunk: 32", "chunk: 16"), "dask.yaml")
    work = subprocess.Popen(
        [*FOEDUS, "study", "run", str(plan), "--out", str(out), "--executor", cluster.address, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    try:
        victim: int | None = None
        begun = time.monotonic()
        while victim is None:
            assert work.poll() is None, work.communicate()[1] + cluster.logs()
            assert time.monotonic() - begun < 90, cluster.logs()
            workers = {json.loads(path.read_text())["worker"] for path in out.glob("chunks/0*/task.json")}
            if len(workers) == 2:
                victim = int(workers.pop().rsplit(":", 1)[1])
                assert victim in [process.pid for process in cluster.processes[1:]]
                os.kill(victim, 9)
            time.sleep(0.01)
        at_death = len(list(out.glob("chunks/0*")))
        told, said = work.communicate(timeout=90)
    finally:
        work.kill()
    assert work.returncode == 0, said
    assert at_death < 2 * TASKS, "the worker was killed in the middle"
    assert [line for line in said.splitlines() if "study:" not in line] == []
    document = json.loads(told)
    assert document["tasks"] == {"all": 2 * TASKS, "done": 2 * TASKS, "failed": 0}
    assert bits(out) == bits(reference)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1:9", "dask://127.0.0.1:9: no scheduler answers: Connection refused"),
        ("here", "dask://here: expected an address such as dask://10.0.0.1:8786"),
    ],
)
def test_nobody_answers(
    plan: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], address: str, words: str
) -> None:
    out = tmp_path / "out"
    assert run(["study", "run", str(plan), "--out", str(out), "--executor", f"dask://{address}"]) == 2
    assert capfd.readouterr().err == f"foedus: {words}\n"


def _certificate(folder: Path, name: str) -> dict[str, str]:
    """Sign a certificate by itself, and tell Dask's configuration of it and its key."""
    key, certificate = folder / f"{name}-key.pem", folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    files = {"ca-file": certificate}
    for role in ("scheduler", "worker", "client"):
        files |= {f"{role}.cert": certificate, f"{role}.key": key}
    return {f"distributed.comm.tls.{which}": str(path) for which, path in files.items()}


@pytest.mark.skipif(not shutil.which("openssl"), reason="the certificates are made by openssl")
def test_the_line_is_encrypted_and_both_ends_are_known(
    plan: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask

    spec = read_plan(plan).spec(0)
    ours, theirs = _certificate(tmp_path, "ours"), _certificate(tmp_path, "theirs")
    cluster = Cluster(tmp_path, 1, ours)
    try:
        address = cluster.address
        assert address.startswith("tls://127.0.0.1:")
        with dask.config.set(ours):
            far = executor_of(address, None, print)
            try:
                (result,) = far.results([spec])
            finally:
                far.close()
        for others, why in (
            ({}, "perhaps check your TLS configuration"),
            (theirs, "certificate does not match"),
        ):
            with (
                dask.config.set(others),
                pytest.raises(InputError, match=f"^{address}: .*{why}.*distributed.comm.tls$"),
            ):
                executor_of(address, None, print)
    finally:
        cluster.end()
    here = run_task(spec)
    assert isinstance(result, Done)
    assert isinstance(here, Done)
    for name, values in here.columns.items():
        np.testing.assert_array_equal(result.columns[name], values)


def test_a_cluster_of_this_machine(plan: Path, reference: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [*FOEDUS, "study", "run", str(plan), "--out", str(out), "--executor", "dask", "--workers", "1"],
        capture_output=True, text=True, check=False, timeout=90, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "study:" not in line] == []
    assert bits(out) == bits(reference)


class _Lost:
    """A future that gives an error, or a result."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    def done(self) -> bool:
        return True

    def result(self, timeout: float) -> Done:
        if self.error:
            raise self.error
        return Done(0, {}, {}, 0.0, "far:1")


class _Client:
    """What `Dask` needs of a client."""

    def __init__(self, errors: list[Exception], status: str = "running") -> None:
        self.errors, self.status, self.submitted = errors, status, 0

    def submit(self, *_: object, **__: object) -> _Lost:
        self.submitted += 1
        return _Lost(self.errors.pop(0) if self.errors else None)

    def scheduler_info(self, n_workers: int) -> dict[str, dict[str, dict[str, int]]]:
        return {"workers": {"far:1": {"nthreads": 1}}}


def _dask(client: _Client) -> Dask:
    made = object.__new__(Dask)
    made._note, made._where, made._cluster, made._client = print, "dask://far:1", None, client
    return made


@pytest.mark.parametrize("error", [CancelledError(), OSError("gone"), TimeoutError()])
def test_a_result_that_is_lost_is_made_again(plan: Path, error: Exception) -> None:
    spec = read_plan(plan).spec(0)
    client = _Client([error, error])
    (result,) = _dask(client).results([spec])
    assert isinstance(result, Done)
    assert client.submitted == 3
    (failed,) = _dask(_Client([error, error, error])).results([spec])
    assert isinstance(failed, Failed)
    assert (failed.stage, failed.number) == ("worker", 0)


def test_a_scheduler_that_is_gone_and_a_worker_that_knows_no_task(plan: Path) -> None:
    spec = read_plan(plan).spec(0)
    with pytest.raises(OutputError, match="dask://far:1: the scheduler is gone"):
        list(_dask(_Client([CancelledError()], "closed")).results([spec]))
    with pytest.raises(InputError, match="a worker cannot run the tasks: ModuleNotFoundError: No module"):
        list(_dask(_Client([ModuleNotFoundError("No module named 'foedus'")])).results([spec]))
