"""Running a study into its folder, going on with one, and telling how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from foedus.errors import FileError, InputError, Interrupted, OutputError, Span
from foedus.study import _manifest
from foedus.study._assemble import FILES, assemble, results, unsound
from foedus.study._executors import Executor, Note, executor_of
from foedus.study._pairs import differences
from foedus.study._plan import Plan, read_plan
from foedus.study._records import Summary, read_record
from foedus.study._store import MANIFEST, PLAN, Store
from foedus.study._tasks import Failed, Refused, warm

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Standing", "Study", "read_study", "resume_study", "run_study"]


class Standing(NamedTuple):
    """How far a study is.

    Attributes
    ----------
    tasks, done, failed
        Tasks of the study, on disk, and failed.
    runs, runs_done
        The same in replicas; those of failed tasks are not done.
    seconds
        Time of the processor that all workers together spent on what is done.
    fresh, elapsed
        Replicas of this sitting, and the seconds that it has taken.
    """

    tasks: int
    done: int
    failed: int
    runs: int
    runs_done: int
    seconds: float
    fresh: int
    elapsed: float


Tell = Callable[[Standing], None]


@dataclass(frozen=True, slots=True)
class Study:
    """A study in its folder.

    Attributes
    ----------
    folder
        Where it is.
    document
        What ``foedus study show --json`` prints.
    """

    folder: Path
    document: dict[str, Any]

    @property
    def complete(self) -> bool:
        """Whether every task is done or failed and the files are written."""
        return bool(self.document["state"] == "complete")

    def rows(self) -> pl.LazyFrame:
        """A row a replica, in the order of the plan."""
        return self._table(FILES[0])

    def histograms(self) -> pl.LazyFrame:
        """Counts by setting, quantity, hour and bin."""
        return self._table(FILES[1])

    def hourly(self) -> pl.LazyFrame:
        """By setting, quantity and hour the bins in which the quantiles lie."""
        return self._table(FILES[2])

    def _table(self, name: str) -> pl.LazyFrame:
        import polars as pl

        if not self.complete:
            raise InputError(f"{self.folder}: the study is not complete; {_go_on(self.folder)}")
        return pl.scan_parquet(self.folder / name)


def run_study(
    plan: Path | str, folder: Path | str, *, executor: str = "local", workers: int | None = None,
    tell: Tell | None = None, note: Note | None = None,
) -> Study:  # fmt: skip
    """Run a plan into a new folder.

    Parameters
    ----------
    executor
        ``local``, ``processes``, ``dask``, ``dask://host:port`` or ``tls://host:port``; changes the time and
        nothing else.
    workers
        How many on this machine; the cores that may be used if not given.
    tell, note
        Called with the standing after each task, and with what the user should hear.

    Raises
    ------
    InputError
        If the plan or the executor cannot be used, the folder holds something (nothing is written then), or
        a worker is not fit for the study.
    OutputError
        If the folder cannot be written; what is on disk stays.
    Interrupted
        If the user stopped it; what is on disk stays.
    """
    path, into = Path(plan), Path(folder)
    read = read_plan(path)
    _free(into)
    manifest = _manifest.shallow(read) | _manifest.deep(read)
    store = Store(into)
    with _hired(executor, workers, note) as workforce, store.alone(), _told(store, read):
        _free(into)
        store.begin(manifest, path.read_bytes())
        _drive(read, store, manifest, workforce, list(range(read.tasks)), tell)
        assemble(read, store)
    return read_study(into)


def resume_study(
    folder: Path | str, *, executor: str = "local", workers: int | None = None, retry_failed: bool = False,
    tell: Tell | None = None, note: Note | None = None,
) -> Study:  # fmt: skip
    """Go on with a study where it stopped; nothing that is on disk is done again.

    What is on disk but is not what was written is told, set aside and made anew.

    Parameters
    ----------
    retry_failed
        Whether tasks that failed are tried again.

    Raises
    ------
    InputError
        If plan, files, versions or model are no longer what the study was begun with; says what changed.
    OutputError, Interrupted
        As `run_study`.
    """
    into = Path(folder)
    store = Store(into)
    manifest = store.manifest()
    plan = _same(into, manifest)
    with store.alone(), _told(store, plan):
        store.mend(plan, note or _unheard)
        there = store.done() if retry_failed else store.done() | store.failed()
        left = [i for i in range(plan.tasks) if i not in there]
        if left:
            with _hired(executor, workers, note) as workforce:
                _drive(plan, store, manifest, workforce, left, tell)
        if left or _disturbed(store, note or _unheard):
            assemble(plan, store)
    return read_study(into)


def read_study(folder: Path | str) -> Study:
    """Tell how far a study is and what it came to so far; changes nothing.

    Raises
    ------
    InputError
        If a file of it is not what was written there, or the plan of a part of a study has changed.
    """
    into = Path(folder)
    store = Store(into)
    manifest = store.manifest()
    if spare := store.spare(manifest["tasks"]):
        what = f"the study has {manifest['tasks']} tasks, and none of this number"
        raise FileError(f"{what}; set it aside with: foedus study resume {into}", Span(str(spare)))
    done, failed = store.done(), store.failed()
    complete = len(done) + len(failed) == manifest["tasks"] and (into / FILES[-1]).exists()
    told = _complete(into) if complete else _partial(store, manifest)
    seconds, runs = sum(kept.seconds for kept in done.values()), sum(row["runs"] for row in told["settings"])
    keys = ("task", "case", "variant", "setting", "seed", "first", "last", "stage", "error")
    document: dict[str, Any] = {
        "study": manifest["study"],
        "title": manifest["title"],
        "folder": str(into),
        "state": "complete" if complete else "partial",
        "tasks": {"all": manifest["tasks"], "done": len(done), "failed": len(failed)},
        "runs": {"all": manifest["runs"], "done": runs},
        "seconds_per_run": _short(seconds / runs) if runs else None,
        "core_hours": _short(seconds / 3600),
        "failures": [{key: kept.notes[key] for key in keys} for _, kept in sorted(failed.items())],
        "versions": manifest["versions"],
    }
    return Study(into, document | told)


def _complete(folder: Path) -> dict[str, Any]:
    """What the files of a finished study say, if they are what was written."""
    for error in unsound(folder):
        raise FileError(f"{error.what}; put it together again: foedus study resume {folder}", error.where)
    summary = read_record(folder / FILES[-1], Summary)
    return {key: summary.get(key) for key in ("sha256", "settings", "comparisons")}


def _partial(store: Store, manifest: dict[str, Any]) -> dict[str, Any]:
    """What the chunks say that are there, if they are what was written."""
    plan = read_plan(store.folder / PLAN, Path(manifest["folder"]))
    if told := _manifest.changes(manifest, {"plan": plan.content}):
        raise _changed(store.folder, told)
    store.check(plan)
    return {"sha256": {}, "settings": results(plan, store), "comparisons": differences(plan, store)}


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _go_on(folder: Path) -> str:
    return f"go on with: foedus study resume {folder}"


def _free(folder: Path) -> None:
    """Refuse a folder that holds something, but for what a study leaves that never began."""
    try:
        there = (folder / MANIFEST).exists()
    except OSError as error:
        raise OutputError(f"{folder}: cannot be used: {error.strerror}") from None
    if there:
        raise InputError(f"{folder}: a study is there already; {_go_on(folder)}")
    if folder.is_dir():
        ours = {".lock", "chunks", "failed", PLAN}
        other = [
            p.name
            for p in sorted(folder.iterdir())
            if p.name not in ours and not p.name.startswith(".partial-")
        ]
        if other or any((folder / "chunks").glob("[0-9]*")):
            raise InputError(
                f"{folder}: the folder holds {(other or ['chunks'])[0]}; expected an empty or a new one"
            )
    elif folder.exists():
        raise InputError(f"{folder}: is a file; expected a folder")


def _same(folder: Path, manifest: dict[str, Any]) -> Plan:
    """The plan of a study, if everything is as it was when the study began."""
    origin, there = Path(manifest["plan_file"]), False
    with suppress(OSError):  # it may lie where this user cannot look
        there = origin.is_file()
    told: list[str] = []
    try:
        plan = read_plan(folder / PLAN, Path(manifest["folder"]))
        told = _manifest.changes(manifest, _manifest.shallow(plan))
        if not told and there:
            changed = read_plan(origin)
            told = [f"{origin.name}: {one}" for one in _manifest.changes(manifest, {"plan": changed.content})]
        if not told:
            told = _manifest.changes(manifest, _manifest.deep(plan))
    except FileError as error:
        told = [str(error)]
    if told:
        raise _changed(folder, told)
    return plan


def _changed(folder: Path, told: list[str]) -> InputError:
    shown = ", ".join(told[:5]) + (f" and {len(told) - 5} more" if len(told) > 5 else "")
    return InputError(
        f"{folder}: cannot go on, for this has changed since the study began: {shown}; "
        "put it back, or run the plan into another folder"
    )


def _unheard(_: str) -> None:
    """Tell nobody."""


def _disturbed(store: Store, note: Note) -> bool:
    """Whether the files of a study must be put together; tells and sets aside what is not as it was."""
    if not (store.folder / FILES[-1]).exists():
        return True
    wrong = unsound(store.folder)
    for error in wrong:
        path = Path(error.where.file if error.where else store.folder)
        moved = f"moved to {store.aside(path)}, and " if path.exists() else ""
        note(f"{error}; {moved}put together again from the chunks")
    return bool(wrong)


@contextmanager
def _hired(executor: str, workers: int | None, note: Note | None) -> Iterator[Executor]:
    """Give an executor, which nobody waits for if something goes wrong."""
    workforce = executor_of(executor, workers, note or _unheard)
    try:
        yield workforce
    except BaseException:
        workforce.close(hurry=True)
        raise


@contextmanager
def _told(store: Store, plan: Plan) -> Iterator[None]:
    """Tell an interrupt and a failing disk in one line each, with what is safe and how to go on."""

    def safe() -> str:
        return f"{store.count()} of {plan.tasks} tasks are on disk; {_go_on(store.folder)}"

    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; {safe()}") from None
    except OutputError as error:
        raise OutputError(f"{error}; {safe()}") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{store.folder}: cannot be written: {reason}; {safe()}") from None


def _drive(
    plan: Plan, store: Store, manifest: dict[str, Any], workforce: Executor, left: list[int],
    tell: Tell | None,
) -> None:  # fmt: skip
    """Run the tasks that are left."""
    (store.folder / FILES[-1]).unlink(missing_ok=True)
    done, failed = store.done(), store.failed()
    runs = sum(kept.runs for kept in done.values())
    seconds = sum(kept.seconds for kept in done.values())
    counts, lost = len(done), len(failed.keys() - set(left))
    begun, fresh = 0.0, 0
    if workforce.here:
        warm(_manifest.complete(plan.spec(left[0]), manifest))
    for result in workforce.results(_manifest.complete(plan.spec(i), manifest) for i in left):
        spec = plan.spec(result.number)
        begun = begun or time.monotonic() - getattr(result, "seconds", 0.0)
        if isinstance(result, Refused):
            unfit = f"the worker {result.worker} is not fit for this study: {result.why}"
            raise InputError(f"{unfit}; {_go_on(store.folder)}")
        if isinstance(result, Failed):
            store.fail(spec, result)
            lost += 1
        else:
            store.add(spec, result)
            counts += 1
            runs += spec.last - spec.first
            fresh += spec.last - spec.first
            seconds += result.seconds
        if tell:
            elapsed = time.monotonic() - begun
            tell(Standing(plan.tasks, counts, lost, plan.runs, runs, seconds, fresh, elapsed))
    workforce.close()
