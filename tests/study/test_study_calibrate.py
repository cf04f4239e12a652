from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from foedus.cli import run
from foedus.crisis import Case, load_case, parameters
from foedus.errors import FileError, UnknownName
from foedus.study import calibrate, write_calibration
from foedus.study._diagnostics import city_days
from foedus.study._observe import NEVER, Seen, read_observation
from foedus.study._smc import distinct
from foedus.study._table import Desk, desk, hold, mean_over, run_table
from tests.crisis.conftest import case, thetas  # noqa: F401

SMALL = {"draws": 400, "keep": 40, "particles": 60, "budget": 300, "truths": 10}


@pytest.fixture(scope="module")
def place(case: Case) -> Desk:  # noqa: F811
    return desk(case)


def test_a_calibration_is_made_byte_for_byte_again_and_carries_its_checks(
    case: Case,  # noqa: F811
    tmp_path: Path,
) -> None:
    written = []
    for name in ("first", "again"):
        (tmp_path / name).mkdir()
        write_calibration(calibrate(case, seed=5, **SMALL), tmp_path / name)  # type: ignore[arg-type]
        written.append([(tmp_path / name / f).read_bytes() for f in ("parameters.csv", "calibration.json")])
    assert written[0] == written[1]
    notes = json.loads(written[0][1])
    assert notes["schema"] == "calibration/2"
    assert notes["kept"] == 40
    for key in ("prior", "prior_outcomes", "spread", "sensitive", "fitted", "distance", "population"):
        assert notes[key], key
    assert notes["population"]["particles"] == 60
    assert notes["distance"]["greatest"] < notes["distance"]["table"]
    checks = notes["diagnostics"]
    assert "leaving out" in checks["calibration"]["algorithm"]
    assert set(checks["calibration"]["truths"]) == {"prior", "record"}
    assert checks["predictive"]["deaths"]["fitted"]
    assert set(checks["parameters"]) == {p.id for p in parameters(case) if p.prior.kind != "fixed"}
    assert checks["city_days"]["told"] > 10


def test_moves_bring_the_sample_nearer_than_the_table(case: Case) -> None:  # noqa: F811
    still = calibrate(case, seed=5, **(SMALL | {"budget": 0, "truths": 0}))  # type: ignore[arg-type]
    moved = calibrate(case, seed=5, **(SMALL | {"truths": 0}))  # type: ignore[arg-type]
    assert moved.notes["distance"]["greatest"] < still.notes["distance"]["greatest"]
    assert still.notes["population"]["stopped"] == "no budget for moves"
    assert distinct(still.thetas) == 40
    assert moved.notes["diagnostics"]["calibration"]["truths"] == {}


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
    single = mean_over(place, thetas[:3], 3, 1)
    first = run_table(place, thetas[:1], 3)
    assert single["deaths"][0] == first.outcomes["deaths"][0]


def test_the_packaged_case_says_what_was_known_when() -> None:
    known = load_case("kazakhstan-2022")
    seen = read_observation(known)
    assert not any(one.knows < one.day for one in seen.seen)
    assert {one.quantity for one in seen.known(4)} == {"street", "cities", "detained", "deaths"}
    assert not any(one.high == 38000 for one in seen.known(4))  # told on 15 January
    assert any(one.high == 38000 for one in seen.known(14))
    assert 0 < seen.reported["street_5jan"] < 1
    street = [one for one in seen.seen if (one.quantity, one.day) == ("street", 3)]
    assert [(one.low, one.high, one.knows) for one in street] == [(15000, np.inf, 3), (36831, 38000, 14)]
    assert any(one.knows == NEVER for one in seen.seen)  # a claim without a day helps no forecast
    library = {one.source for one in seen.seen}
    text = (known.folder / "sources.yaml").read_text()
    assert all(f"  {word}:" in text for sources in library for word in sources.split())


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ("on: 2022-01-05, low: 1, knows: 2022-01-04", FileError, "before its day"),
        ("on: 2022-03-05, low: 1, knows: 2022-03-05", FileError, "no day of the case"),
        ("on: 2022-01-05, knows: 2022-01-06", FileError, "needs a bound"),
        ("on: 2022-01-05, low: 1", FileError, "the day on which it was known"),
        ("on: 2022-01-05, low: 1, fact: deaths", FileError, "from its claims"),
        ("on: 2022-01-05, low: 3, high: 2, knows: 2022-01-06", FileError, "above the upper"),
    ],
)
def test_a_wrong_observation_is_told_with_its_place(
    case: Case,  # noqa: F811
    tmp_path: Path,
    change: str,
    error: type[Exception],
    words: str,
) -> None:
    head = "schema: observation/1\nblackout: {reported: 0.5, through_reports: [deaths], source: judgement}\n"
    (tmp_path / "observation.yaml").write_text(
        head + "seen:\n  - {quantity: deaths, " + change + ", source: x}\n"
    )
    with pytest.raises(error, match=words) as caught:
        read_observation(dataclasses.replace(case, folder=tmp_path))
    assert "observation.yaml:4" in str(caught.value)


def test_a_case_without_the_file_was_reported_in_full(case: Case, tmp_path: Path) -> None:  # noqa: F811
    empty = read_observation(dataclasses.replace(case, folder=tmp_path))
    assert not empty.reported
    assert not empty.known(9)
    (tmp_path / "observation.yaml").write_text(
        "schema: observation/1\nblackout: {reported: 0.5, through_reports: [deths], source: x}\nseen: []\n"
    )
    with pytest.raises(UnknownName, match="deaths"):
        read_observation(dataclasses.replace(case, folder=tmp_path))
    assert Seen("deaths", 1, 2.0, 3.0, 4, "x").knows == 4


def test_the_command_refuses_what_does_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["study", "calibrate", "kazakhstan-2022", "--keep", "50", "--particles", "40"]) == 2
    assert "--keep 50 is more than --particles 40" in capsys.readouterr().err
    assert run(["study", "calibrate", "kazakhstan-2022", "--draws", "100", "--keep", "50"]) == 2
    assert "--particles 2000 is more than --draws 100" in capsys.readouterr().err
