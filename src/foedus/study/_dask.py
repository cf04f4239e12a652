"""Tasks on a Dask cluster: one of this machine, or whatever a scheduler has.

A task whose worker dies is run again by Dask on another one. Dask gives up on a task after a few
deaths, counting those at which the task merely waited on the worker; it is then handed in anew, and
fails after as many rounds as in a process of this machine.
"""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from importlib import import_module
from typing import Any

from foedus.errors import InputError, OutputError
from foedus.study._executors import DEATHS, Note
from foedus.study._tasks import Failed, Result, TaskSpec, run_task

__all__ = ["Dask"]

_LOOK = 0.02
_PATIENCE = 10.0


class Dask:
    """Workers of a Dask scheduler.

    Parameters
    ----------
    address
        ``dask://host:port`` of the scheduler, or ``tls://host:port`` where it wants that, with the
        certificates of Dask's own configuration; ``None`` starts scheduler and workers on this machine.
    workers
        How many are started here; must be ``None`` with an address.
    """

    def __init__(self, address: str | None, workers: int | None, note: Note) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            advice = "install it with: pip install 'foedus[cluster]'"
            raise InputError(f"the executor dask needs Dask distributed; {advice}") from None
        for logger in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
            logging.getLogger(logger).setLevel(logging.CRITICAL)
        if address and workers:
            raise InputError("--workers is for this machine; the workers of a scheduler are started there")
        self._note, self._where, self.here = note, address or "dask", address is None
        self._cluster: Any = None
        self._closed = False
        if address:
            _knock(address)
        try:
            if address is None:
                from foedus.study._ensemble import threads_available

                _hush()
                self._cluster = distributed.LocalCluster(
                    n_workers=workers or threads_available(), threads_per_worker=1, processes=True,
                    silence_logs=logging.CRITICAL,
                    scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                )  # fmt: skip
            at = self._cluster or str(address).replace("dask://", "tcp://")
            self._client: Any = distributed.Client(at, timeout=_PATIENCE)
        except (ImportError, OSError, RuntimeError, TypeError, ValueError) as error:
            told = " ".join(str(error).split())
            if self._where.startswith("tls://"):
                told += "; the certificates are those of Dask's configuration, distributed.comm.tls"
            raise InputError(f"{self._where}: no scheduler answers: {told}") from None

    def results(self, specs: Iterable[TaskSpec]) -> Iterator[Result]:
        """See `Executor`.

        Raises
        ------
        OutputError
            If the scheduler is gone.
        InputError
            If a worker cannot run any task, for Foedus is not installed there.
        """
        waiting, at, rounds = iter(specs), dict[Any, TaskSpec](), dict[int, int]()
        heard = time.monotonic()
        while True:
            for spec in _some(waiting, self._room() - len(at)):
                at[self._client.submit(run_task, spec, pure=False)] = spec
            if not at:
                return
            ended = [future for future in at if future.done()]
            if ended:
                heard = time.monotonic()
            elif self._client.status != "running":
                raise OutputError(f"{self._where}: the scheduler is gone")
            else:
                if time.monotonic() - heard > _PATIENCE and not self._threads():
                    self._note(f"{self._where}: waiting for a worker")
                    heard = time.monotonic()
                time.sleep(_LOOK)
            for future in ended:
                if not future.done():
                    continue  # its worker died with the result in its hands; Dask runs it again
                spec = at[future]
                result = self._result(future, spec, rounds)
                del at[future]
                if result is None:
                    at[self._client.submit(run_task, spec, pure=False)] = spec
                else:
                    yield result

    def _result(self, future: Any, spec: TaskSpec, rounds: dict[int, int]) -> Result | None:
        """What came of a task; ``None`` if it was lost with its workers and shall be tried again."""
        from distributed.scheduler import KilledWorker

        try:
            result: Result = future.result(timeout=60)
        except (KilledWorker, CancelledError, OSError, TimeoutError) as error:
            if self._client.status != "running":
                raise OutputError(f"{self._where}: the scheduler is gone") from None
            rounds[spec.number] = rounds.get(spec.number, 0) + 1
            if rounds[spec.number] < DEATHS:
                return None
            told = f"it was lost with its workers {DEATHS} times, the last by {type(error).__name__}"
            return Failed(spec.number, "worker", told, 0.0, self._where)
        except Exception as error:
            told = " ".join(f"{type(error).__name__}: {error}".split())
            raise InputError(f"{self._where}: a worker cannot run the tasks: {told}") from None
        return result

    def _threads(self) -> int:
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return sum(worker["nthreads"] for worker in workers)

    def _room(self) -> int:
        """How many tasks may be out at a time: two for each thread, so that none waits for work."""
        return max(4, 2 * self._threads())

    def close(self, hurry: bool = False) -> None:
        """See `Executor`; processes that were started here end with this one at the latest."""
        if self._closed:
            return
        self._closed = True
        leaving = threading.Thread(target=self._leave, daemon=True)
        leaving.start()
        if not hurry:
            leaving.join()

    def _leave(self) -> None:
        self._client.close(timeout=1)
        if self._cluster is not None:
            self._cluster.close(timeout=5)


def _knock(address: str) -> None:
    """Find out at once whether anybody listens at an address; Dask would try for a while."""
    scheme, _, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if not host or not port.isdigit():
        raise InputError(f"{address}: expected an address such as {scheme}://10.0.0.1:8786")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise InputError(
            f"{address}: no scheduler answers: {getattr(error, 'strerror', '') or error}"
        ) from None


def _hush() -> None:
    """Start the janitor of shared semaphores without its remark on what an interrupt leaves to it."""
    from multiprocessing import resource_tracker

    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.pop()


def _some(specs: Iterator[TaskSpec], most: int) -> Iterator[TaskSpec]:
    for _ in range(max(0, most)):
        spec = next(specs, None)
        if spec is None:
            return
        yield spec
