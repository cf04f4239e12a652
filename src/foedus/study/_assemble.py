"""From chunks to the files of a finished study: the same bytes whatever the chunks and whoever ran them."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import OUTCOMES, Case
from foedus.errors import FileError, OutputError, Span
from foedus.study._footing import fit
from foedus.study._markers import between
from foedus.study._pairs import differences
from foedus.study._plan import Cell, Plan
from foedus.study._records import Summary, read_record, sealed
from foedus.study._sample import read_sample
from foedus.study._store import Store, placed, synced

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FILES", "assemble", "results", "unsound"]

I8 = NDArray[np.int64]
Frames = Callable[[], Iterator["pl.DataFrame"]]

#: What a finished study holds beside its chunks.
FILES = ("rows.parquet", "histograms.parquet", "hourly.parquet", "failures.csv", "summary.json")
_GROUP = 65_536
_QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def assemble(plan: Plan, store: Store) -> None:
    """Write the files of `FILES`, the summary last; chunks are read one after the other."""
    import polars as pl

    done, failed = sorted(store.done()), store.failed()
    text, whole, real = pl.String(), pl.Int64(), pl.Float64()
    cell = {"case": text, "variant": text, "setting": text}
    counted = {**cell, "quantity": text, "hour": whole}
    schema = {**cell, "seed": whole, "particle": whole, "replica": whole, **dict.fromkeys(plan.keep, real)}
    _sink(store.folder / FILES[0], schema, lambda: _batches(store.read(i, "rows.parquet") for i in done))
    _sink(
        store.folder / FILES[1],
        {**counted, "low": real, "high": real, "count": whole},
        lambda: (_counts(*one) for one in _merged(plan, store, done)),
    )
    _sink(
        store.folder / FILES[2],
        {**counted, **{f"{q}_{side}": real for q in _QUANTILES for side in ("low", "high")}},
        lambda: (_bands(*one) for one in _merged(plan, store, done)),
    )
    columns = ("case", "variant", "setting", "seed", "first", "last", "stage", "error")
    failures = pl.DataFrame(
        {name: [kept.notes[name] for _, kept in sorted(failed.items())] for name in columns},
        schema={**cell, "seed": whole, "first": whole, "last": whole, "stage": text, "error": text},
    )
    placed(store.folder / FILES[3], failures.write_csv().encode())
    hashes = {name: _hash(store.folder / name) for name in FILES[:4]}
    summary: dict[str, Any] = {
        "schema": "study-summary/1",
        "study": plan.file.id,
        "title": plan.file.title,
        "sha256": hashes,
    }
    rows = store.folder / FILES[0]
    summary |= {"settings": results(plan, store, rows), "comparisons": differences(plan, store, rows)}
    told = json.dumps(sealed(summary), indent=1, ensure_ascii=False, allow_nan=False)
    placed(store.folder / FILES[4], (told + "\n").encode())


def unsound(folder: Path) -> list[FileError]:
    """What of the files that were put together is not what was written, by the hashes in the summary."""
    try:
        hashes = read_record(folder / FILES[4], Summary)["sha256"]
    except FileError as error:
        return [error]
    found = []
    for path in (folder / name for name in FILES[:4]):
        try:
            if _hash(path) != hashes.get(path.name):
                found.append(FileError("not what was written there", Span(str(path))))
        except OSError as error:
            found.append(FileError(f"cannot be read: {error.strerror}", Span(str(path))))
    return found


def results(plan: Plan, store: Store, rows: Path | None = None) -> list[dict[str, Any]]:
    """What each setting came to, outcome by outcome.

    Parameters
    ----------
    rows
        The file of all rows; if not given, the chunks that are there are read.

    Returns
    -------
    list of dict
        A row for each case, variant and setting: runs done and failed, and for each outcome the
        share of runs in which it happened, the 5, 50 and 95 % quantiles of those, its unit, and what it
        rests on (fit, cause).
    """
    import polars as pl

    done, failed = store.done(), store.failed()
    told: list[dict[str, Any]] = []
    offset = 0
    labels = {name: _labels(case, plan) for name, (_, case) in plan.cases.items()}
    for group, cells in _groups(plan):
        known = labels[group[0]]
        numbers = [i for first, last in cells.values() for i in range(first, last)]
        there = [i for i in numbers if i in done]
        runs = sum(done[i].runs for i in there)
        columns: dict[str, Any] = {}
        if rows is not None:
            part = pl.scan_parquet(rows).slice(offset, runs)
        elif there:
            part = store.scan(*there).select(plan.keep).collect().lazy()
        for name in plan.keep if there else ():
            found = part.select(name).collect()[name].fill_null(np.nan).to_numpy()
            columns[name] = {"happened": _share(np.isfinite(found)), **between(found), **known[name]}
        offset += runs
        told.append(
            {
                "case": group[0],
                "variant": group[1],
                "setting": group[2],
                "levers": dict(next(iter(cells)).levers),
                "seeds": [cell.seed for cell in cells],
                "runs": runs,
                "failed": sum(failed[i].runs for i in numbers if i in failed),
                "outcomes": columns,
            }
        )
    return told


def _labels(case: Case, plan: Plan) -> dict[str, dict[str, str]]:
    """Unit, fit and cause of each outcome that is kept; draws from the priors rest on nothing else."""
    rests = {} if plan.prior else fit(read_sample(case))
    markers = {marker.id: marker for marker in case.file.markers}
    told = {}
    for name in plan.keep:
        marker = None if name in OUTCOMES else markers.get(name)
        row = rests.get(marker.measure if marker else name, {"fit": "prior", "cause": "assumed"})
        unit = marker.unit if marker else OUTCOMES[name].unit if name in OUTCOMES else "persons"
        told[name] = {"unit": unit, "fit": str(row["fit"]), "cause": str(row["cause"])}
    return told


def _share(there: NDArray[np.bool_]) -> float:
    return float(f"{there.mean():.6g}")


def _groups(plan: Plan) -> Iterator[tuple[tuple[str, str, str], dict[Cell, tuple[int, int]]]]:
    """The cells of each case, variant and setting, with the numbers of their tasks."""
    spans = zip(plan.cells, itertools.pairwise(plan.offsets), strict=True)
    for group, cells in itertools.groupby(spans, key=lambda one: one[0].group):
        yield group, dict(cells)


def _batches(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Cut frames of any length anew, so that the file does not show where chunks ended."""
    import polars as pl

    held: list[pl.DataFrame] = []
    for frame in frames:
        held.append(frame)
        if sum(map(len, held)) >= _GROUP:
            whole = pl.concat(held, rechunk=True)
            for start in range(0, len(whole) - _GROUP + 1, _GROUP):
                yield whole[start : start + _GROUP]
            held = [whole[len(whole) // _GROUP * _GROUP :]]
    if held and sum(map(len, held)):
        yield pl.concat(held, rechunk=True)


def _merged(
    plan: Plan, store: Store, done: list[int]
) -> Iterator[tuple[tuple[str, str, str], str, tuple[float, ...], I8]]:
    """Counts of every setting and quantity, added up over its chunks."""
    there = set(done)
    for group, cells in _groups(plan):
        hours = plan.cases[group[0]][1].hours
        counts = {name: np.zeros((hours, len(edges) + 1), np.int64) for name, edges in plan.histograms}
        for i in (i for first, last in cells.values() for i in range(first, last) if i in there and counts):
            frame = store.read(i, "histograms.parquet")
            for (name,), part in frame.partition_by("quantity", as_dict=True).items():
                counts[str(name)][part["hour"].to_numpy(), part["bin"].to_numpy()] += part["count"].to_numpy()
        for name, edges in plan.histograms:
            yield group, name, edges, counts[name]


def _edges(edges: tuple[float, ...]) -> tuple[list[float | None], list[float | None]]:
    """Where each bin begins (inside it) and ends (outside it); the quantities are never negative."""
    return [0.0 if edges[0] > 0 else None, *edges], [*edges, None]


def _counts(group: tuple[str, str, str], name: str, edges: tuple[float, ...], counts: I8) -> pl.DataFrame:
    hours, bins = np.nonzero(counts)
    low, high = _edges(edges)
    columns = {"hour": hours, "low": [low[b] for b in bins], "high": [high[b] for b in bins]}
    return _labelled(group, name, {**columns, "count": counts[hours, bins]})


def _bands(group: tuple[str, str, str], name: str, edges: tuple[float, ...], counts: I8) -> pl.DataFrame:
    """For each hour the bins in which the quantiles lie; empty if nothing was run."""
    low, high = _edges(edges)
    ran = int(counts[0].sum())
    columns: dict[str, Any] = {"hour": np.arange(len(counts) if ran else 0)}
    sums = counts.cumsum(axis=1)
    for label, share in _QUANTILES.items():
        places = (sums >= max(1, math.ceil(share * ran))).argmax(axis=1) if ran else []
        columns[f"{label}_low"] = [low[b] for b in places]
        columns[f"{label}_high"] = [high[b] for b in places]
    return _labelled(group, name, columns)


def _labelled(group: tuple[str, str, str], name: str, columns: dict[str, Any]) -> pl.DataFrame:
    import polars as pl

    labels = zip(("case", "variant", "setting", "quantity"), (*group, name), strict=True)
    whole = {column: pl.Int64 if column in ("hour", "count") else pl.Float64 for column in columns}
    return pl.DataFrame(columns, schema=whole).select(
        *(pl.lit(value, pl.String).alias(label) for label, value in labels), pl.all()
    )


def _sink(path: Path, schema: dict[str, pl.DataType], frames: Frames) -> None:
    """Stream frames into one Parquet file in a thread of its own, so that an interrupt is heard."""
    from polars.io.plugins import register_io_source

    left = threading.Event()
    wrong: list[Exception] = []

    def source(*_: object) -> Iterator[pl.DataFrame]:
        try:
            for frame in frames():
                if left.is_set():
                    return
                yield frame
        except Exception as error:
            wrong.append(error)
            raise

    def write() -> None:
        try:
            with synced(path) as out:
                register_io_source(source, schema=schema).sink_parquet(
                    out, compression="zstd", row_group_size=_GROUP, maintain_order=True
                )
                if left.is_set():
                    raise InterruptedError
        except Exception as error:
            wrong.append(error)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.05)
    except BaseException:
        left.set()
        thread.join(0.2)
        raise
    if wrong:
        raise _plain(wrong[0], path)


def _plain(error: Exception, path: Path) -> Exception:
    """What was wrong, without what Polars wraps around it."""
    if isinstance(error, (OSError, FileError)):
        return error
    if number := re.search(r"os error (\d+)", str(error)):
        return OSError(int(number[1]), os.strerror(int(number[1])))
    return OutputError(f"{path}: cannot be written: {' '.join(str(error).split())}")


def _hash(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
