"""Writing a replay: one run as a chronicle, the ensemble as a table, series as labelled arrays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

    from foedus.study._replay import Replay

__all__ = ["series", "write"]

_QUANTILES = ("p05", "p25", "p50", "p75", "p95")


def write(replay: Replay, folder: Path) -> None:
    """Write ``chronicle.csv``, ``ensemble.parquet``, ``series.nc`` and ``summary.json`` into a folder."""
    replay.chronicle.write_csv(folder / "chronicle.csv")
    replay.draws.write_parquet(folder / "ensemble.parquet", compression="zstd", statistics=False)
    series(replay).to_netcdf(folder / "series.nc", engine="scipy")
    text = json.dumps(replay.summary, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")


def series(replay: Replay) -> xr.Dataset:
    """National series by hour and cities by day, as quantiles over the replicas.

    Dimensions: ``quantile`` (5), ``time`` (hours, UTC), ``city``, ``day`` (local date).
    """
    import polars as pl
    import xarray as xr

    case = replay.case
    start = np.datetime64(case.start.replace(tzinfo=None), "s")
    times = start + np.arange(case.hours).astype("timedelta64[h]").astype("timedelta64[s]")
    variables = {}
    for (name,), part in replay.hourly.group_by("quantity", maintain_order=True):
        values = part.sort("hour").select(_QUANTILES).to_numpy().T.astype(np.float32)
        variables[str(name)] = (("quantile", "time"), values, {"units": "persons"})
    days = case.hours // 24
    cities = replay.city_days.sort(
        pl.col("city").replace_strict({c: i for i, c in enumerate(case.city_names)}, return_dtype=pl.Int64),
        "day",
    )
    for column in ("street_p50", "violent_p50", "active_share"):
        table = cities[column].to_numpy().reshape(len(case.city_names), days).astype(np.float32)
        unit = "1" if column == "active_share" else "persons"
        variables[column] = (("city", "day"), table, {"units": unit})
    dates = np.datetime64(case.first_day) + np.arange(days)
    return xr.Dataset(
        variables,
        coords={
            "quantile": np.array([0.05, 0.25, 0.5, 0.75, 0.95], np.float32),
            "time": ("time", times.astype("datetime64[ns]")),
            "city": case.city_names,
            "day": dates.astype("datetime64[ns]"),
        },
        attrs={"case": case.id, "seed": str(replay.seed), "runs": replay.runs, "command": replay.command},
    )
