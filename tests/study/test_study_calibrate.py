from __future__ import annotations

import dataclasses
import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from foedus.cli import run
from foedus.crisis import OUTCOMES, Case, load_case, parameters
from foedus.errors import FileError, OutOfRange
from foedus.study import Calibration, calibrate, read_sample, recheck, write_calibration
from foedus.study._diagnostics import city_days
from foedus.study._footing import GIVEN
from foedus.study._smc import distinct
from foedus.study._table import Desk, _pooled, desk, hold, mean_over, run_table
from tests.crisis.conftest import case, thetas  # noqa: F401

SMALL = {"draws": 400, "keep": 40, "particles": 60, "budget": 300, "truths": 10}


@pytest.fixture(scope="module")
def place(case: Case) -> Desk:  # noqa: F811
    return desk(case)


@pytest.fixture(scope="module")
def made(case: Case) -> Calibration:  # noqa: F811
    return calibrate(case, seed=5, **SMALL)  # type: ignore[arg-type]


def test_a_calibration_is_made_byte_for_byte_again_and_carries_its_checks(
    case: Case,  # noqa: F811
    made: Calibration,
    tmp_path: Path,
) -> None:
    written = []
    for name, one in (("first", made), ("again", calibrate(case, seed=5, **SMALL))):  # type: ignore[arg-type]
        write_calibration(one, tmp_path / name)
        written.append([(tmp_path / name / f).read_bytes() for f in ("parameters.csv", "calibration.json")])
    assert written[0] == written[1]
    notes = json.loads(written[0][1])
    assert notes["schema"] == "calibration/3"
    assert notes["kept"] == 40
    for key in ("prior", "prior_outcomes", "spread", "sensitive", "fitted", "distance", "population", "near"):
        assert notes[key], key
    assert notes["population"]["particles"] == 60
    assert notes["distance"]["greatest"] < notes["first_round"]["epsilon"]
    checks = notes["diagnostics"]
    assert "leaving out" in checks["calibration"]["algorithm"]
    assert checks["calibration"]["epsilon"] == notes["first_round"]["epsilon"]
    assert set(checks["calibration"]["truths"]) == {"with_error", "exact"}
    assert set(checks["calibration"]["truths"]["exact"]) == {"prior", "record"}
    assert checks["predictive"]["deaths"]["fitted"]
    assert set(checks["parameters"]) == {p.id for p in parameters(case) if p.prior.kind != "fixed"}
    assert checks["city_days"]["told"] > 10
    members = [state.lower() for state in case.states if state != case.file.target]
    wanted = {*OUTCOMES, *(f"{kind}_{one}" for kind in ("personnel", "consent") for one in members)}
    assert set(notes["sensitive"]) == wanted - set(GIVEN)


def test_particles_run_again_with_their_own_luck_are_as_near_as_they_were(
    case: Case,  # noqa: F811
    made: Calibration,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(case.folder, folder)
    write_calibration(made, folder)
    own = dataclasses.replace(case, folder=folder)
    again = recheck(own)
    assert len(again) == 6
    assert all(row["same"] for row in again)
    # The luck is that of the run that each was kept for: it came within the tolerance then.
    assert max(row["now"] for row in again) <= made.notes["distance"]["greatest"] * 1.05
    made.notes["check"][1]["replica"] += 1
    write_calibration(made, folder)
    made.notes["check"][1]["replica"] -= 1
    assert [row["same"] for row in recheck(own)] == [True, False, True, True, True, True]


def test_the_shipped_particles_come_as_near_as_when_they_were_made() -> None:
    """If this fails the kernel, the case or its record has changed: recalibrate with the command it names."""
    shipped = load_case("kazakhstan-2022")
    command = read_sample(shipped).notes["command"]
    again = recheck(shipped)
    assert len(again) >= 5
    assert all(row["same"] for row in again), f"recalibrate with: {command}; {again}"


def test_a_sample_of_another_model_is_told_with_the_command_that_makes_it_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(load_case("kazakhstan-2022").folder, folder)
    rows = (folder / "parameters.csv").read_text().splitlines()
    rows[1], rows[2] = rows[2], rows[1]
    (folder / "parameters.csv").write_text("\n".join(rows) + "\n")
    assert run(["study", "diagnose", str(folder)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "2 of 6 particles that were run again are at another distance" in said
    assert "Recalibrate with: foedus study calibrate kazakhstan-2022 --draws 200000" in said


def test_moves_bring_the_sample_nearer_than_the_table(case: Case, made: Calibration) -> None:  # noqa: F811
    still = calibrate(case, seed=5, **(SMALL | {"budget": 0, "truths": 0}))  # type: ignore[arg-type]
    assert made.notes["distance"]["greatest"] < still.notes["distance"]["greatest"]
    assert still.notes["distance"]["greatest"] == still.notes["first_round"]["epsilon"]
    assert still.notes["population"]["stopped"] == "no budget for moves"
    assert distinct(still.thetas) == 40
    assert still.notes["diagnostics"]["calibration"]["truths"] == {}


def test_the_problem_held_at_an_hour_knows_nothing_later(place: Desk) -> None:
    whole, held = place.problem, hold(place.problem, 72, 200)
    assert len(held.script.channel) == 200
    assert (held.script.channel[:72] == whole.script.channel[:72]).all()
    assert (held.script.channel[72:] == whole.script.channel[71]).all()
    assert not held.script.requested
    assert np.isinf(held.cities.emergency_from).all()  # the first emergency came on the night of the 5th
    assert (hold(place.problem, 96, 200).cities.emergency_from < 96).any()
    assert hold(place.problem, 300, 384).script.requested


def test_a_held_run_is_the_run_until_the_hour(place: Desk, thetas: np.ndarray) -> None:  # noqa: F811
    whole = run_table(place, thetas, 3)
    held = run_table(place, thetas, 3, problem=hold(place.problem, 72, 144), brief=True)
    for name in ("street", "cities", "violent"):
        assert (whole.daily[name][:, :2] == held.daily[name][:, :2]).all()
    for name in ("deaths", "detained"):
        assert (whole.daily[name][:, :3] == held.daily[name][:, :3]).all()
    assert held.daily["street"].shape == (len(thetas), 6)
    assert not held.outcomes


def test_threads_change_nothing_and_peaks_are_kept_on_demand(place: Desk, thetas: np.ndarray) -> None:  # noqa: F811
    one, two = (run_table(place, thetas, 3, cities=True, threads=n) for n in (1, 2))
    assert all((one.daily[name] == two.daily[name]).all() for name in one.daily)
    assert one.peaks.shape[:2] == (len(thetas), 4)
    crowd = place.case.file.thresholds.crowd
    assert (one.daily["cities"] == (one.peaks >= crowd).sum(axis=1)).all()
    assert city_days(place.case, one)["told"] > 0


def test_common_luck_is_the_same_for_every_row(place: Desk, thetas: np.ndarray) -> None:  # noqa: F811
    same = np.repeat(thetas[:1], 5, axis=0)
    found = mean_over(place, same, 3, 2)
    assert len(set(found["deaths"])) == 1
    single = mean_over(place, thetas[:40], 3, 1)
    first = run_table(place, thetas[:1], 3)
    assert single["deaths"][0] == first.outcomes["deaths"][0]
    # Rows that run side by side with one luck are what each is alone with it.
    alone = run_table(place, thetas, 3, lucks=np.zeros(len(thetas), np.int64))
    assert (single["deaths"] == alone.outcomes["deaths"][:40]).all()
    turned = run_table(place, thetas[::-1], 3, lucks=np.arange(len(thetas))[::-1].copy())
    whole = run_table(place, thetas, 3)
    assert (turned.outcomes["deaths"][::-1] == whole.outcomes["deaths"]).all()
    for values in whole.consents.values():
        assert set(values[np.isfinite(values)]) <= {0.0, 1.0}


def test_chunks_that_have_not_begun_are_dropped_on_an_interrupt() -> None:
    begun = []

    def some(start: int, stop: int) -> None:
        begun.append(start)
        time.sleep(0.02)

    work = _pooled(some, 32 * 100, threads=2)
    assert next(work) == 32
    work.close()
    assert len(begun) < 10


def test_the_command_refuses_what_does_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["study", "calibrate", "kazakhstan-2022", "--keep", "50", "--particles", "40"]) == 2
    assert "--keep 50 is more than --particles 40" in capsys.readouterr().err
    assert run(["study", "calibrate", "kazakhstan-2022", "--draws", "100", "--keep", "50"]) == 2
    assert "--particles 2000 is more than --draws 100" in capsys.readouterr().err
    for word in ("nan", "inf", "0"):
        assert run(["study", "calibrate", "kazakhstan-2022", "--tolerance", word]) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("tolerance", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_tolerance_is_a_number_above_zero(case: Case, tolerance: float) -> None:  # noqa: F811
    with pytest.raises(OutOfRange, match="tolerance"):
        calibrate(case, tolerance=tolerance)
    with pytest.raises(OutOfRange, match="expected numbers that rise"):
        calibrate(case, draws=10, keep=20)


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    began = time.monotonic()
    assert run(["study", "calibrate", "kazakhstan-2022", "--out", "/proc/q"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("foedus: /proc/q: cannot be written")
    assert said.count("\n") == 1
    assert time.monotonic() - began < 5.0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{}", "have no schema; expected 'calibration/3'"),
        ("[]", "expected one JSON object"),
        ('{"schema": "calibration/2"}', "have the schema 'calibration/2'; expected 'calibration/3'"),
        ('{"schema": "calibration/3"}', "have no 'case'; expected text"),
        ("{", "cannot be read"),
    ],
)
def test_notes_that_lack_something_are_told_with_their_file(tmp_path: Path, content: str, words: str) -> None:
    shipped = load_case("kazakhstan-2022")
    shutil.copy(shipped.folder / "parameters.csv", tmp_path)
    (tmp_path / "calibration.json").write_text(content)
    with pytest.raises(FileError) as caught:
        read_sample(dataclasses.replace(shipped, folder=tmp_path))
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'calibration.json'}: ")
    assert words in said
    assert "make it with: foedus study calibrate kazakhstan-2022" in said


def test_commands_tell_of_it_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "case"
    shutil.copytree(load_case("kazakhstan-2022").folder, folder)
    (folder / "calibration.json").write_text("{}")
    for command in (["study", "sensitivity", str(folder)], ["replay", str(folder), "--runs", "2", "--json"]):
        assert run(command) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "calibration.json: the notes of the parameter sample have no schema" in said


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("spread", {"a": "wide"}), ("prior", {}), ("sensitive", {"deaths": {"unrest.phi": 0.2}}),
        ("population", {}), ("near", {"epsilon": -1}), ("check", [{"row": 0}]), ("draws", "many"),
    ],
)  # fmt: skip
def test_each_part_of_the_notes_is_looked_at(tmp_path: Path, key: str, value: object) -> None:
    shipped = load_case("kazakhstan-2022")
    shutil.copy(shipped.folder / "parameters.csv", tmp_path)
    notes = json.loads((shipped.folder / "calibration.json").read_text()) | {key: value}
    (tmp_path / "calibration.json").write_text(json.dumps(notes))
    with pytest.raises(FileError, match=r"calibration.json: the notes of the parameter sample"):
        read_sample(dataclasses.replace(shipped, folder=tmp_path))
