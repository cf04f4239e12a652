from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr

from foedus.chronicle import read
from foedus.crisis import load_case, parameters
from foedus.errors import FileError, OutOfRange, UnknownName
from foedus.study import Replay, read_sample, replay, write

RUNS = 120


@pytest.fixture(scope="module")
def result() -> Replay:
    return replay("kazakhstan-2022", runs=RUNS, seed=4)


def test_the_summary_is_the_promised_document(result: Replay) -> None:
    document = json.loads(json.dumps(result.summary, allow_nan=False))
    for key in ("case", "seed", "runs", "levers", "law", "council", "forces", "outcome", "markers", "basis"):
        assert key in document
    assert document["hours_simulated"] == RUNS * 480
    assert set(document["council"]["consent"]) == {"ARM", "BLR", "KGZ", "RUS", "TJK"}
    assert 0 <= document["council"]["adopted"] <= 1
    for name in ("deaths", "detained", "peak_on_street", "peak_day"):
        low, middle, high = (document["outcome"][name][q] for q in ("p05", "p50", "p95"))
        assert low <= middle <= high
    assert set(document["law"].values()) <= {
        "applies",
        "does_not_apply",
        "contested",
        "unknown",
        "conflict",
        "silent",
    }
    for row in document["basis"].values():
        assert row["fit"] in ("data", "mixed", "prior")
        assert row["cause"] == "assumed"


def test_all_sixteen_markers_in_their_order(result: Replay) -> None:
    ids = """deaths detained_10jan street_4jan street_5jan cities_3jan peak_day violent_peak_day calm_day
    decision_hours first_arrival_hours closure_hours personnel personnel_arm personnel_kgz personnel_tjk
    withdrawal_day"""
    assert [m["id"] for m in result.summary["markers"]] == ids.split()
    for marker in result.summary["markers"]:
        assert marker["record"]["low"] <= marker["record"]["high"]
        assert marker["prior"]["p05"] <= marker["prior"]["p95"]
        run, record = marker["run"], marker["record"]
        assert marker["inside"] == (record["low"] <= run["p95"] and run["p05"] <= record["high"])


def test_the_fitted_markers_are_met_and_the_sample_is_narrower_than_the_prior(result: Replay) -> None:
    """What was fitted is met; the crowd of 5 January lies at the edge, and with few runs beside it."""
    missed = {marker["id"] for marker in result.markers if marker["fitted"] and not marker["inside"]}
    assert missed <= {"street_5jan"}
    deaths = next(m for m in result.markers if m["id"] == "deaths")
    assert deaths["run"]["p95"] - deaths["run"]["p05"] < deaths["prior"]["p95"] - deaths["prior"]["p05"]


def test_deaths_are_the_sum_of_their_channels(result: Replay) -> None:
    d = result.draws
    parts = d["deaths_state"] + d["deaths_armed"] + d["deaths_services"]
    assert (parts == d["deaths"]).all()
    assert (d["deaths_custody"] + d["deaths_unarmed"] <= d["deaths_state"]).all()


def test_the_number_of_threads_changes_nothing(result: Replay) -> None:
    alone = replay("kazakhstan-2022", runs=RUNS, seed=4, threads=1)
    assert alone.draws.equals(result.draws)
    assert alone.hourly.equals(result.hourly)
    assert alone.summary == result.summary


def test_more_runs_begin_with_the_same_runs(result: Replay) -> None:
    longer = replay("kazakhstan-2022", runs=RUNS + 40, seed=4)
    assert longer.draws.head(RUNS).equals(result.draws)
    other = replay("kazakhstan-2022", runs=RUNS, seed=5)
    assert not other.draws.equals(result.draws)


def test_a_what_if_shares_its_luck_until_it_differs(result: Replay) -> None:
    never = replay("kazakhstan-2022", runs=RUNS, seed=4, levers_given={"request": "never"})
    assert never.summary["council"]["adopted"] is None
    assert never.summary["forces"]["personnel"]["p50"] is None
    for column in ("street_4jan", "cities_3jan"):
        assert never.draws[column].equals(result.draws[column])
    assert "--set request=never" in never.command


def test_a_forced_objection_stops_consensus_and_not_a_majority() -> None:
    veto = replay("kazakhstan-2022", runs=60, seed=4, levers_given={"objector": "ARM"})
    assert veto.summary["council"]["adopted"] == 0
    outvoted = replay(
        "kazakhstan-2022", runs=60, seed=4, levers_given={"objector": "ARM", "rule": "majority"}
    )
    assert outvoted.summary["council"]["adopted"] > 0


def test_files(result: Replay, tmp_path: Path) -> None:
    write(result, tmp_path)
    assert len(read(tmp_path / "chronicle.csv")) == len(result.chronicle) > 50
    assert pl.read_parquet(tmp_path / "ensemble.parquet").equals(result.draws)
    assert json.loads((tmp_path / "summary.json").read_text()) == result.summary
    with xr.open_dataset(tmp_path / "series.nc", engine="scipy") as data:
        assert data["street"].sizes == {"quantile": 5, "time": 480}
        assert data["street"].attrs["units"] == "persons"
        assert (np.diff(data["deaths"].values, axis=1) >= 0).all()
        assert str(data["time"].values[0]).startswith("2022-01-01T18:00")


def test_the_run_speaks_the_language_of_the_record(result: Replay) -> None:
    kinds = {event.kind for event in result.chronicle}
    assert {"gathering", "death", "detention", "request", "decision", "position"} <= kinds
    assert all(event.status == "simulated" for event in result.chronicle)
    dead = sum(e.quantity.low or 0 for e in result.chronicle.where(kind="death") if e.quantity)
    assert dead in result.draws["deaths"].to_list()


def test_severity_follows_the_record(result: Replay) -> None:
    assert "severity" not in result.levers


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"name": "kazakstan-2022"}, UnknownName, "did you mean 'kazakhstan-2022'?"),
        ({"name": "armenia-2022"}, FileError, "it cannot be replayed"),
        ({"name": "kazakhstan-2022", "runs": 0}, OutOfRange, "expected 1 to 1,000,000"),
        ({"name": "kazakhstan-2022", "seed": -1}, OutOfRange, "seed"),
        ({"name": "kazakhstan-2022", "levers_given": {"force": "many"}}, OutOfRange, "lever 'force'"),
    ],
)
def test_bad_input_is_told_before_anything_runs(
    arguments: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as caught:
        replay(**arguments)  # type: ignore[arg-type]
    assert words in str(caught.value)


def test_the_shipped_sample_is_of_this_model() -> None:
    case = load_case("kazakhstan-2022")
    sample = read_sample(case)
    assert sample.names == tuple(p.id for p in parameters(case))
    assert sample.notes["kept"] == len(sample.thetas)
    assert sample.notes["command"].startswith("foedus study calibrate kazakhstan-2022")


def test_a_sample_of_another_model_is_refused(tmp_path: Path) -> None:
    import dataclasses

    case = load_case("kazakhstan-2022")
    with (case.folder / "parameters.csv").open() as lines:
        rows = list(csv.reader(lines))
    rows[0][0] = "unrest.other"
    (tmp_path / "parameters.csv").write_text("\n".join(",".join(r) for r in rows))
    (tmp_path / "calibration.json").write_text("{}")
    with pytest.raises(FileError, match=r"of another model .* foedus study calibrate"):
        read_sample(dataclasses.replace(case, folder=tmp_path))
