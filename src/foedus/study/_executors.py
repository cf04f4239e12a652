"""Who runs the tasks of a study: threads, processes of this machine, or a Dask cluster.

An executor takes tasks and gives their results in any order. It writes nothing: only the driver
does. What it gives is the same bits whoever runs it.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_any
from multiprocessing.context import SpawnProcess
from typing import Protocol

from foedus.errors import InputError, OutOfRange, UnknownName
from foedus.study._ensemble import threads_available
from foedus.study._tasks import Failed, Result, TaskSpec, _Stopped, run_task

__all__ = ["DEATHS", "EXECUTORS", "Executor", "Local", "Note", "Processes", "executor_of"]

#: Tells the user something in one line.
Note = Callable[[str], None]

EXECUTORS = ("local", "processes", "dask", "dask://host:port", "tls://host:port")
#: How often a task may take its worker down before it counts as failed.
DEATHS = 3


class Executor(Protocol):
    """Runs tasks somewhere.

    Attributes
    ----------
    here
        Whether its workers find what is compiled on this machine.
    """

    here: bool

    def results(self, specs: Iterable[TaskSpec]) -> Iterator[Result]:
        """Give the result of every task, in any order; tasks are taken as there is room for them."""
        ...

    def close(self, hurry: bool = False) -> None:
        """Let go of all workers; what they are at is lost. In a hurry it is left to them when they end."""
        ...


class Local:
    """Threads of this process: the kernel lets go of the interpreter while it runs."""

    here = True

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or threads_available()
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="foedus-study")

    def results(self, specs: Iterable[TaskSpec]) -> Iterator[Result]:
        """See `Executor`."""
        pending: set[Future[Result]] = set()
        waiting = iter(specs)
        while True:
            for spec in waiting:
                pending.add(self._pool.submit(run_task, spec, self._stop.is_set))
                if len(pending) > self._workers:
                    break
            if not pending:
                return
            done, pending = wait_for(pending, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)

    def close(self, hurry: bool = False) -> None:
        """See `Executor`; threads hear of it after the block that they are at."""
        self._stop.set()
        self._pool.shutdown(wait=not hurry, cancel_futures=True)


def _serve(line: Connection, parent: int) -> None:
    """What a worker process does: run what comes until nothing comes or the driver is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line.send(None)
    try:
        while (spec := line.recv()) is not None:
            line.send(run_task(spec, lambda: os.getppid() != parent))
    except (EOFError, OSError, _Stopped):
        return


@contextmanager
def _deaf() -> Iterator[None]:
    """Ignore interrupts for a moment, as do the processes that are started in it: the driver ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


class _Worker:
    """A worker process, the line to it, and the task that it is at."""

    def __init__(self) -> None:
        context = mp.get_context("spawn")
        self.line, far = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(far, os.getpid()), daemon=True)
        with _deaf():
            self.process.start()
        far.close()
        self.ready = False
        self.spec: TaskSpec | None = None

    def give(self, spec: TaskSpec) -> None:
        self.spec = spec
        with suppress(OSError):  # it is dead; the next reading tells
            self.line.send(spec)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


class Processes:
    """Processes of this machine, started afresh (spawn); the tasks of one that is killed are run again."""

    here = True

    def __init__(self, workers: int | None = None) -> None:
        self._workers = [_Worker() for _ in range(workers or threads_available())]

    def results(self, specs: Iterable[TaskSpec]) -> Iterator[Result]:
        """See `Executor`.

        Raises
        ------
        InputError
            If a worker process ends before it takes a task.
        """
        waiting, again, deaths = iter(specs), deque[TaskSpec](), dict[int, int]()
        while True:
            for worker in self._workers:
                if worker.ready and worker.spec is None:
                    spec = again.popleft() if again else next(waiting, None)
                    if spec is not None:
                        worker.give(spec)
            if all(worker.ready and worker.spec is None for worker in self._workers):
                return
            heard = wait_any([worker.line for worker in self._workers if worker.spec or not worker.ready])
            for i, worker in enumerate(self._workers):
                if worker.line not in heard:
                    continue
                try:
                    result = worker.line.recv()
                except (EOFError, OSError):
                    failed = self._bury(i, deaths, again)
                    if failed:
                        yield failed
                    continue
                worker.ready, worker.spec = True, None
                if result is not None:
                    yield result

    def _bury(self, i: int, deaths: dict[int, int], again: deque[TaskSpec]) -> Failed | None:
        """Put a new worker in the place of a dead one, and its task back in the queue."""
        dead = self._workers[i]
        dead.kill()
        code, spec = dead.process.exitcode, dead.spec
        if not dead.ready:
            advice = "a script must call it under: if __name__ == '__main__'"
            raise InputError(f"the worker processes do not start (exit status {code}); {advice}")
        self._workers[i] = _Worker()
        if spec is None:
            return None
        deaths[spec.number] = deaths.get(spec.number, 0) + 1
        if deaths[spec.number] < DEATHS:
            again.append(spec)
            return None
        told = f"{DEATHS} worker processes died at it, the last with exit status {code}"
        return Failed(spec.number, "worker", told, 0.0, f"pid {dead.process.pid}")

    def close(self, hurry: bool = False) -> None:
        """See `Executor`."""
        for worker in self._workers:
            worker.process.kill()
        for worker in () if hurry else self._workers:
            worker.kill()


def executor_of(name: str, workers: int | None, note: Note) -> Executor:
    """Make the executor that a name stands for.

    Raises
    ------
    UnknownName
        If none is so called.
    FoedusError
        If it cannot be had: Dask is not installed, nobody answers at the address.
    """
    if workers is not None and not 1 <= workers <= 4096:
        raise OutOfRange(f"{workers} workers are out of range; expected 1 to 4096")
    if name == "local":
        return Local(workers)
    if name == "processes":
        return Processes(workers)
    if name == "dask" or name.startswith(("dask://", "tls://")):
        from foedus.study._dask import Dask

        return Dask(name if name != "dask" else None, workers, note)
    raise UnknownName("executor", name, EXECUTORS)
