"""A what-if beside the levers at the record: paired, labelled, never ranked, and told under every rival."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from rich.console import Console
from scipy import stats

from foedus import study
from foedus.cli import run
from foedus.crisis import Case, load_case
from foedus.errors import FileError, InputError, UnknownName
from foedus.report import outline, terminal
from foedus.study import (
    Effort,
    Replay,
    Rivals,
    read_sample,
    read_study,
    recheck_rivals,
    replay,
    rivals,
    run_study,
    surviving,
    write_rivals,
)
from foedus.study._grounds import Grounds, Label, mechanisms
from foedus.study._over import LEAST, OWN, over_variants
from foedus.study._paired import COMPARED, ORDER, UNRANKED, difference, distinct, interval
from foedus.study._rivals import told_apart
from foedus.study._surviving import Held, Survivors
from foedus.study._variants import VARIANTS, holds, variant
from tests.study.small import PLAN, make_case, make_plan

RUNS, SEED = 160, 3
MOVED: dict[str, str | float] = {"delivered_strength": "1"}
NOTHING = Grounds({}, {}, (), np.zeros((40, 0)), {}, (), 1)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small case with what a replay needs beside it, and nothing on rival hypotheses."""
    folder = make_case(tmp_path_factory.mktemp("compare") / "small")
    whole = load_case("kazakhstan-2022").folder
    for name in ("claims.yaml", "sources.yaml", "record.csv", "city_days.csv", "national_series.csv"):
        shutil.copy(whole / name, folder)
    return str(folder)


@pytest.fixture(scope="module")
def made(bare: str) -> Rivals:
    return rivals(load_case(bare), draws=200, seed=5, effort=Effort(24, 60))


@pytest.fixture(scope="module")
def place(bare: str, made: Rivals, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small case with samples of the rival hypotheses."""
    folder = Path(shutil.copytree(bare, tmp_path_factory.mktemp("rivals") / "small"))
    write_rivals(made, folder)
    return str(folder)


@pytest.fixture(scope="module")
def record(place: str) -> Replay:
    return replay(place, RUNS, SEED)


@pytest.fixture(scope="module")
def other(place: str) -> Replay:
    return replay(place, RUNS, SEED, MOVED)


def test_a_difference_is_that_of_two_replays_run_by_run(record: Replay, other: Replay) -> None:
    found = other.comparison
    assert found is not None
    assert found.moved == {"delivered_strength": (0.5, 1.0)}
    assert (found.runs, found.rows) == (RUNS, len(np.unique(read_sample(other.case).thetas, axis=0)))
    assert [one.outcome for one in found.differences] == list(ORDER)
    for name in ORDER:
        gaps = (other.draws[name] - record.draws[name]).rename(name)
        assert found.draws[name].equals(gaps, null_equal=True), name
        one, there = found[name], gaps.drop_nulls().to_numpy()
        assert one.runs == len(there)
        assert one.record_only == int((record.draws[name].is_not_null() & other.draws[name].is_null()).sum())
        assert one.less == pytest.approx((there < 0).mean(), abs=1e-6)
        assert one.more == pytest.approx((there > 0).mean(), abs=1e-6)
        if one.change is not None:
            assert one.change["p50"] == pytest.approx(np.median(there), rel=1e-5)
            assert one.change["mean"] == pytest.approx(there.mean(), rel=1e-5)
    assert found["detained"].differs


def test_the_document_holds_it_all_in_a_fixed_order(other: Replay) -> None:
    document = json.loads(json.dumps(other.summary["comparison"], allow_nan=False))
    assert list(document) == [
        "moved", "variant", "sample", "runs", "rows", "note", "mechanisms", "outcomes", "over_variants",
    ]  # fmt: skip
    assert document["note"] == UNRANKED
    assert document["moved"] == {"delivered_strength": {"record": 0.5, "what_if": 1.0}}
    assert list(document["outcomes"]) == list(ORDER) == [name for part in COMPARED.values() for name in part]
    assert list(document["mechanisms"]) == ["concession"]
    for row in document["outcomes"].values():
        assert row["less"] + row["same"] + row["more"] == pytest.approx(1.0, abs=1e-9)
        assert row["fit"] in ("data", "mixed", "prior")
        assert row["cause"] == "assumed"
        assert (row["difference"] is None) == (row["same"] == 1.0)
        assert bool(row["said"]) == (row["difference"] is None)
        if row["difference"] is not None and row["difference"]["mean_low"] is not None:
            assert (
                row["difference"]["mean_low"] <= row["difference"]["mean"] <= row["difference"]["mean_high"]
            )
    words = json.dumps(document).lower()
    assert "best setting" not in words
    assert '"rank"' not in words


def test_a_replay_of_the_record_compares_nothing_and_costs_no_run_more(
    place: str, record: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert record.comparison is None
    assert record.summary["comparison"] is None
    assert record.summary["variant"]["name"] == record.variant == "base"

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a second ensemble was run")

    monkeypatch.setattr("foedus.study._compare.ensemble", refuse)
    assert replay(place, 8, SEED, {"request": "recorded"}).comparison is None


def test_a_lever_without_effect_differs_in_no_run(place: str) -> None:
    found = replay(place, 40, SEED, {"dialogue_from": "100"}).comparison  # there is no dialogue to begin
    assert found is not None
    assert {one.said for one in found.differences} <= {"no run differs", "happens in no run"}
    assert not any(one.differs or one.change for one in found.differences)
    assert found.over is not None
    assert {found.over.sign(name) for name in ("deaths", "detained")} == {"same"}


def test_threads_change_nothing_and_more_runs_begin_with_the_same_pairs(place: str, other: Replay) -> None:
    alone = replay(place, RUNS, SEED, MOVED, threads=1)
    assert alone.summary == other.summary
    assert alone.comparison == other.comparison
    fewer = replay(place, 20, SEED, MOVED).comparison
    assert fewer is not None
    assert other.comparison is not None
    assert other.comparison.draws.head(20).equals(fewer.draws)


def test_progress_counts_every_run_once(place: str) -> None:
    told: list[tuple[int, int]] = []
    replay(place, 40, SEED, MOVED, progress=lambda done, wanted: told.append((done, wanted)))
    assert {wanted for _, wanted in told} == {40 + 40 + 2 * 40 * (len(VARIANTS) - 1)}
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("setting", ["severity=0.5", "severity=record"])
def test_severity_is_refused_with_its_reason(
    place: str, setting: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", place, "--set", setting, "--set", "force=none", "--json"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "severity of state force is a scenario for study" in err
    with pytest.raises(InputError, match="only find that assumption"):
        replay(place, 4, 1, {"severity": 0.5})


# The numbers of one difference.


def test_what_did_not_happen_is_said_and_not_put_as_zero() -> None:
    nan, one = np.full(40, np.nan), np.arange(40.0)
    rows = np.arange(40)
    found = {
        "no run differs": difference("deaths", one, one, rows, NOTHING),
        "happens in no run": difference("deaths", nan, nan, rows, NOTHING),
        "in no what-if run": difference("deaths", one, nan, rows, NOTHING),
        "in what-if runs alone": difference("deaths", nan, one, rows, NOTHING),
        "only in whether it happens": difference(
            "deaths", one, np.where(one < 20, one, np.nan), rows, NOTHING
        ),
    }
    for said, row in found.items():
        assert row.said == said
        assert row.change is None
        assert row.differs == (said not in ("no run differs", "happens in no run"))
    assert found["in no what-if run"].what_if["p50"] is None
    assert (found["in no what-if run"].runs, found["in no what-if run"].record_only) == (0, 40)
    assert found["in no what-if run"].less is None


def test_runs_with_the_same_parameters_are_one_cluster() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(3.0, 2.0, 60)
    mean, low, high = interval(values, np.arange(60))
    assert low is not None
    assert high is not None
    expected = stats.t.interval(0.95, 59, values.mean(), stats.sem(values))
    assert (low, high) == pytest.approx(expected, rel=1e-5)
    # The same runs four times over say nothing more, unless they are wrongly taken for others.
    again = interval(np.tile(values, 4), np.tile(np.arange(60), 4))
    assert again == pytest.approx((mean, low, high), rel=1e-5)
    naive = interval(np.tile(values, 4), np.arange(240))
    assert naive[1] is not None
    assert naive[2] is not None
    assert naive[2] - naive[1] < 0.6 * (high - low)
    assert interval(values, np.zeros(60, np.int64))[1:] == (None, None)


def test_the_interval_covers_the_mean_as_often_as_it_says() -> None:
    """Rows and luck both vary; each row has ten runs."""
    rng = np.random.default_rng(2)
    inside = 0
    for _ in range(400):
        values = np.repeat(rng.normal(0.0, 1.0, 25), 10) + rng.normal(0.0, 1.0, 250)
        _, low, high = interval(values, np.repeat(np.arange(25), 10))
        assert low is not None
        assert high is not None
        inside += low <= 0.0 <= high
    assert 0.92 <= inside / 400 <= 0.98


def test_rows_that_a_sample_holds_twice_are_one() -> None:
    thetas = np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]])
    values, (first, second, third) = distinct(thetas)
    assert first == third != second
    assert (values[[first, second, third]] == thetas).all()


# What it rests on.


def _grounds(answers: dict[str, Any], through: dict[str, Any], **spread: float) -> Grounds:
    """Grounds of a sample of 400 rows, its parameters called as given."""
    names = tuple(f"unrest.{name}" for name in spread)
    values = np.random.default_rng(3).normal(size=(400, len(names)))
    return Grounds(answers, through, names, values, dict(zip(names, spread.values(), strict=True)), (), 400)


def test_a_difference_rests_on_no_more_than_the_mechanisms_that_were_moved() -> None:
    data = {"fit": "data", "cause": "identified"}
    answers = {"deaths": data, "calm_day": {"fit": "prior", "cause": "assumed"}}
    wide = {"a": data, "b": {"fit": "prior", "cause": "assumed"}}
    gaps, rows = np.ones(40), np.arange(40)

    def told(outcome: str, through: dict[str, Any]) -> Label:
        return _grounds(answers, through).label(outcome, gaps, rows)

    assert told("deaths", {"a": data}) == Label("data", "identified")
    assert told("calm_day", {"a": data}) == Label("prior", "assumed")
    assert told("deaths", wide) == Label("prior", "assumed")
    assert told("released", wide) == Label("prior", "assumed")
    assert told("released", {"a": data}) == Label("prior", "assumed"), "nothing is known of the answer"
    assert told("deaths", {}).cause == "assumed", "what is not declared identifies nothing"


def test_nor_on_more_than_the_parameters_that_it_hangs_on() -> None:
    """A mechanism of which much is known, and a difference that hangs on what is not."""
    data = {"fit": "data", "cause": "assumed"}
    known = _grounds({"deaths": data}, {"joining": data}, s0=0.3, price=1.0, phi=1.0)
    rows = np.tile(np.arange(400), 2)  # two runs a row
    luck = np.random.default_rng(4).normal(size=800)
    on_price = known.label("deaths", known.values[rows, 1] + 0.5 * luck, rows)
    assert on_price == Label("prior", "assumed", ("unrest.price",))
    on_seed = known.label("deaths", known.values[rows, 0] + 0.5 * luck, rows)
    assert on_seed == Label("data", "assumed", ("unrest.s0",))
    other = known.label("deaths", known.values[rows, 2] + 0.5 * luck, rows)
    assert other == Label("data", "assumed"), "what no lever moved does not count"
    assert known.label("deaths", np.zeros(800), rows) == Label("data", "assumed")
    still = dataclasses.replace(known, alone={"unrest.s0"})
    assert still.label("deaths", known.values[rows, 0] + 0.5 * luck, rows).fit == "prior"


def test_a_mechanism_as_wide_as_its_prior_is_prior(other: Replay) -> None:
    sample = read_sample(other.case)
    own = [name for name in sample.notes["spread"] if name.startswith("unrest.theta_")]
    for width, fit in ((1.0, "prior"), (0.8, "mixed"), (0.3, "data")):
        notes = sample.notes | {"spread": sample.notes["spread"] | dict.fromkeys(own, width)}
        found = mechanisms(["delivered_strength"], dataclasses.replace(sample, notes=notes))
        assert found["concession"]["fit"] == fit
        assert found["concession"]["cause"] == "assumed"
        assert found["concession"]["levers"] == ["delivered_strength"]
    assert mechanisms(["delivered_strength"], None)["concession"]["fit"] == "prior"


def test_every_key_of_the_document_has_its_place(other: Replay) -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "replay-json.md"
    whole, _, comparison = page.read_text(encoding="utf-8").partition("\n## comparison\n")
    head, _, rest = comparison.partition("\n### A difference\n")
    one, _, over = rest.partition("\n### over_variants\n")
    document = other.summary["comparison"]
    for text, keys in (
        (whole, other.summary),
        (head, document),
        (head, document["mechanisms"]["concession"]),
        (one, document["outcomes"]["detained"]),
        (one, document["outcomes"]["detained"]["difference"]),
        (over, document["over_variants"]),
        (over, document["over_variants"]["variants"]["guard-relief"]),
        (over, document["over_variants"]["outcomes"]["detained"]),
        (over, document["over_variants"]["outcomes"]["detained"]["by_variant"]["guard-relief"]),
        (whole, other.summary["variant"]),
    ):
        assert [key for key in keys if f"`{key}`" not in text] == []


# Rival hypotheses.


def test_every_variant_that_survives_has_pairs_of_runs_on_its_own_sample(
    place: str, other: Replay, made: Rivals
) -> None:
    found = other.comparison
    assert found is not None
    assert found.over is not None
    assert [one.variant for one in found.over.under] == [name for name in VARIANTS if name != "base"]
    assert found.over.near == read_sample(other.case).notes["distance"]["greatest"]
    for one in found.over.under:
        own = made.samples[one.variant]
        assert (one.runs, one.rows) == (RUNS, len(own.thetas))
        assert one.distance == pytest.approx(own.greatest, rel=1e-3)
        assert one.changes["detained"] is not None
    ends = found.over.medians("detained")
    assert ends is not None
    assert ends == (
        min(change.p50 for one in found.over.under if (change := one.changes["detained"])),
        max(change.p50 for one in found.over.under if (change := one.changes["detained"])),
    )
    # What is told under a variant is what a replay held under it tells.
    for name in ("deterrence", "guard-relief"):
        held = replay(place, RUNS, SEED, MOVED, variant=name)
        under = next(one for one in found.over.under if one.variant == name)
        assert held.comparison is not None
        for outcome in ("deaths", "detained", "calm_day"):
            direct, change = held.comparison[outcome], under.changes[outcome]
            assert change is not None
            assert (change.runs, change.less, change.more) == (direct.runs, direct.less, direct.more)
        # Held under one variant it is not told under its rivals; command and document name it.
        assert held.comparison.over is None
        assert held.command.endswith(f"--set delivered_strength=1 --variant {name}")
        assert held.summary["variant"] == {
            "name": name, "meaning": VARIANTS[name].meaning, "sample": "rivals.csv",
        }  # fmt: skip
        assert held.summary["comparison"]["variant"] == name
        assert held.summary["comparison"]["sample"] == held.origin == "rivals.csv"


def test_joined_variants_and_cases_without_samples_use_what_of_the_sample_obeys(
    place: str, bare: str, record: Replay
) -> None:
    thetas = read_sample(record.case).thetas
    for folder, name in ((bare, "guard-relief"), (place, "guard-relief+concession-calms")):
        found = replay(folder, 20, SEED, variant=name)
        assert found.origin == found.summary["variant"]["sample"] == "parameters.csv"
        assert holds(name, variant(name)(thetas)).all()
    assert record.origin == "parameters.csv"


def test_a_case_without_samples_of_variants_has_no_range_and_says_what_makes_it(bare: str) -> None:
    found = replay(bare, 40, SEED, MOVED)
    document = found.summary["comparison"]["over_variants"]
    assert document["variants"] == document["outcomes"] == {}
    assert document["command"] is None
    note = (
        "The case has no rivals.csv, so a what-if is not told under rival hypotheses; "
        "make it with: foedus study rivals small --write"
    )
    assert document["note"] == note
    assert note in " ".join(_screen(found).split())


def _screen(found: Replay) -> str:
    out = io.StringIO()
    terminal(outline(found), Console(file=out, width=100), [])
    return out.getvalue()


def test_too_few_runs_make_no_range_and_cost_none(place: str) -> None:
    found = replay(place, LEAST - 1, SEED, MOVED)
    assert found.comparison is not None
    assert found.comparison.over is not None
    assert not found.comparison.over.told
    assert {one.runs for one in found.comparison.over.under} == {0}
    assert "With fewer than 30 runs nothing is told under the rival hypotheses." in " ".join(
        _screen(found).split()
    )


def test_a_range_over_variants_holds_every_variant() -> None:
    """What the variants say of a concession comes out of the range, and so does what they agree on."""
    shift = {"concession-calms": -5.0, "concession-emboldens": 2.0, "guard-relief": 0.0}
    samples = {name: Held(np.full((7, 2), gap), 1.0 + abs(gap), "budget", ()) for name, gap in shift.items()}
    asked: list[int] = []

    def again(own: np.ndarray[Any, Any], size: int) -> tuple[dict[str, Any], dict[str, Any]]:
        asked.append(size)
        zero = np.zeros(size)
        late = np.where(np.arange(size) < (LEAST if own[0, 0] else LEAST - 1), 1.0, np.nan)
        there = own[0, 0] + np.arange(size) % 3
        return (
            {"deaths": zero, "injured": zero, "calm_day": zero},
            {"deaths": there, "injured": zero + 1.0, "calm_day": late},
        )

    over = over_variants(Survivors(tuple(shift), (), "x", samples), 2000, again, 1.09)
    assert asked == [OWN] * 3
    assert over.medians("deaths") == (-4.0, 3.0)
    first, second = (one.changes["deaths"] for one in over.under[:2])
    assert first is not None
    assert second is not None
    assert first.more < second.more
    assert over.sign("deaths") == "unclear"
    assert over.sign("injured") == "more"
    assert over.untold("deaths") == ()
    # A variant that is far is told, and one that has no number is named.
    assert over.untold("calm_day") == ("guard-relief",)
    document = over.document("small")
    assert document["case_distance"] == 1.09
    assert {name: one["distance"] for name, one in document["variants"].items()} == {
        "concession-calms": 6.0, "concession-emboldens": 3.0, "guard-relief": 1.0,
    }  # fmt: skip
    assert document["outcomes"]["calm_day"]["untold"] == ["guard-relief"]


def test_a_variant_that_is_not_known_is_refused_before_anything_runs(
    place: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", place, "--variant", "deterence", "--json"]) == 2
    assert "unknown variant 'deterence'; did you mean 'deterrence'?" in capfd.readouterr().err
    assert run(["replay", place, "--variant", "deterrence+backlash", "--json"]) == 2
    assert "they cannot hold together" in capfd.readouterr().err


@pytest.fixture(scope="module")
def verdicts(made: Rivals) -> Rivals:
    """Verdicts as a large comparison might find them: the armed component is beaten."""
    good, bad = (1.0, 1.1, 0.9, 1.0), (2.0, 2.1, 1.9, 2.05)
    standings = tuple(
        one._replace(
            log_evidence=-6.0 if one.variant == "armed-component" else -3.0, error=0.1,
            scores=bad if one.variant == "armed-component" else good,
            noise=float("inf") if one.variant == "base" else 0.0,
        )
        for one in made.standings
    )  # fmt: skip
    by_name = {one.variant: one for one in standings}
    pairs = (
        told_apart("armed", by_name["no-armed-component"], by_name["armed-component"]),
        told_apart("repression", by_name["deterrence"], by_name["backlash"]),
    )
    return dataclasses.replace(made, standings=standings, pairs=pairs)


@pytest.fixture
def own(bare: str, tmp_path: Path) -> Path:
    """A copy of the case that a test may write into."""
    return Path(shutil.copytree(bare, tmp_path / "small"))


def test_verdicts_and_samples_are_written_and_read_back(own: Path, verdicts: Rivals) -> None:
    case = load_case(str(own))
    assert surviving(case) == Survivors((), (), "", {})
    path, rows = write_rivals(verdicts, own)
    assert json.loads(path.read_text(encoding="utf-8")) == verdicts.document()
    assert rows.read_text(encoding="utf-8").splitlines()[0].split(",")[0] == "variant"
    found = surviving(case)
    assert found.beaten == ("armed-component",)
    assert found.command == (
        "foedus study rivals small --write --draws 200 --particles 24 --budget 60 --seed 5"
    )
    assert found.names == tuple(name for name in VARIANTS if name not in ("base", "armed-component"))
    assert list(found.samples) == [name for name in VARIANTS if name != "base"]
    for name, sample in found.samples.items():
        assert (sample.thetas == verdicts.samples[name].thetas).all()
        assert holds(name, sample.thetas).all()
    comparison = replay(str(own), 30, SEED, {"force": "none"}).comparison
    assert comparison is not None
    document = comparison.document()["over_variants"]
    assert "armed-component" not in document["variants"]
    assert document["beaten"] == ["armed-component"]
    assert "foedus study rivals small" in document["note"]
    assert {row["same"] for row in recheck_rivals(case)} == {True}
    assert len(recheck_rivals(case)) == 3 * (len(VARIANTS) - 1)


def test_a_changed_row_does_not_come_as_near_as_was_noted(own: Path, verdicts: Rivals) -> None:
    _, rows = write_rivals(verdicts, own)
    lines = rows.read_text(encoding="utf-8").splitlines()
    first, second = lines[1].split(","), lines[4].split(",")
    lines[1] = ",".join([first[0], *second[1:]])
    rows.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [row["same"] for row in recheck_rivals(load_case(str(own)))][:3] == [False, True, True]


def test_the_command_writes_only_when_asked_and_both_files_or_none(
    own: Path, tmp_path: Path, verdicts: Rivals, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    asked: list[Any] = []

    def found(case: Case, **given: Any) -> Rivals:
        asked.append((given["draws"], given["effort"]))
        return verdicts

    monkeypatch.setattr(study, "rivals", found)
    assert run(["study", "rivals", str(own), "--json"]) == 0
    assert not (own / "rivals.json").exists()
    printed = json.loads(capfd.readouterr().out)
    assert run(["study", "rivals", str(own), "--write", "--particles", "24", "--budget", "60"]) == 0
    assert f"Written: {own / 'rivals.json'}" in capfd.readouterr().out
    assert json.loads((own / "rivals.json").read_text(encoding="utf-8")) == printed
    assert asked == [(40_000, Effort(100, 30_000)), (40_000, Effort(24, 60))]
    assert run(["study", "rivals", str(own), "--out", str(tmp_path / "else")]) == 0
    for name in ("rivals.json", "rivals.csv"):
        assert (tmp_path / "else" / name).read_bytes() == (own / name).read_bytes()
    assert [path.name for path in own.iterdir() if path.name.startswith(".partial")] == []
    capfd.readouterr()
    assert run(["study", "rivals", str(own), "--particles", "400", "--draws", "300"]) == 2
    assert "--particles 400 is more than --draws 300" in capfd.readouterr().err
    (tmp_path / "file").write_text("")
    assert run(["study", "rivals", str(own), "--out", str(tmp_path / "file" / "deep")]) != 0
    assert len(asked) == 3, "nothing is run where nothing can be written"


def test_the_screen_shows_tolerance_acceptances_and_distances(
    own: Path, verdicts: Rivals, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(study, "rivals", lambda case, **_: verdicts)
    assert run(["study", "rivals", str(own)]) == 0
    shown = capfd.readouterr().out
    words = " ".join(shown.split())
    assert f"Within {verdicts.tolerance:.2f}: prior draws whose run is no farther than that" in words
    assert f"({verdicts.near:.2f} in the case's sample, made with more)" in words
    for one in verdicts.standings:
        (row,) = (line for line in shown.splitlines() if line.startswith(f"│ {one.variant} "))
        assert f" {one.accepted:,} (" in row
        assert f" {verdicts.samples[one.variant].greatest:.2f} " in row
    by_name = {one.variant: one.accepted for one in verdicts.standings}
    assert (
        f"({by_name['deterrence']:,} runs against {by_name['backlash']:,} within {verdicts.tolerance:.2f})"
        in words
    )


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ('"surviving"', '"surviveing"', FileError, r"unknown key 'surviveing'; did you mean 'surviving'\?"),
        ('"backlash": {', '"backlsh": {', UnknownName, r"variant 'backlsh'; did you mean 'backlash'\?"),
        ('"rivals/2"', '"rivals/3"', FileError, r"unknown word 'rivals/3'; did you mean 'rivals/2'\?"),
        ('"case": "small"', '"case": "large"', FileError, r"is of 'large', and not of 'small'; make it with"),
        ('"unrest.b1"', '"unrest.b0"', FileError, r"'deterrence' restricts other parameters now; make it"),
        ('"seed": 5', '"seed": "x"', FileError, r"seed: "),
        ('"tolerance": ', '"tolerance" ', FileError, r"not YAML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_place_before_anything_runs(
    own: Path, verdicts: Rivals, old: str, new: str, error: type[Exception], words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path, _ = write_rivals(verdicts, own)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr("foedus.study._replay.ensemble", lambda *_, **__: pytest.fail("the model was run"))
    with pytest.raises(error, match=rf"rivals\.json:\d+:\d+: .*{words}"):
        replay(str(own), 4, SEED, {"force": "none"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace("unrest.b1", "unrest.b11", 1), r":1.*of another model \(differs in unrest\.b1"),
        (lambda t: t.replace("unrest.b1,unrest.b2", "unrest.b2,unrest.b1", 1), r":1.*in another order"),
        (lambda t: t.replace("variant,", "", 1), r":1.*differs in variant"),
        (lambda t: t.replace("\nbacklash,", "\nbacklash,x", 1), r"not all numbers or has the wrong length"),
        (lambda t: t.replace("\nbacklash,", "\nbacklash,1,", 1), r"wrong length"),
        (lambda t: t.partition("\n")[0] + "\n", r"empty or has gaps"),
        (lambda t: "", r"cannot be read"),
        (lambda t: t.replace("\nbacklash,", "\ndeterrence,", 1), r"25 rows of the variant 'det.*says 24"),
        (lambda t: t[: t.rindex("\nconcession-em")] + "\n", r"23 rows of the variant 'concession-emboldens'"),
        (
            lambda t: t.replace("\ndeterrence,", "\nxx,").replace("\nbacklash,", "\ndeterrence,").replace(
                "\nxx,", "\nbacklash,"
            ),
            r":26: the row is not as the variant 'deterrence' holds",
        ),
    ],
)  # fmt: skip
def test_broken_rows_are_told_with_the_command_that_makes_them_again(
    own: Path, verdicts: Rivals, change: Callable[[str], str], words: str
) -> None:
    _, path = write_rivals(verdicts, own)
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    with pytest.raises(FileError, match=words) as raised:
        replay(str(own), 4, SEED, {"force": "none"})
    told = str(raised.value)
    assert "rivals.csv" in told
    assert told.endswith("make it with: foedus study rivals small --write")
    assert "\n" not in told


def test_rows_of_a_variant_that_is_not_known_or_without_verdicts_are_refused(
    own: Path, verdicts: Rivals
) -> None:
    path, rows = write_rivals(verdicts, own)
    text = rows.read_text(encoding="utf-8")
    rows.write_text(text.replace("\nbacklash,", "\nbacklsh,", 1), encoding="utf-8")
    with pytest.raises(UnknownName, match=r"rivals\.csv:26: .*'backlsh'; did you mean 'backlash'"):
        surviving(load_case(str(own)))
    rows.write_text(text, encoding="utf-8")
    path.unlink()
    with pytest.raises(FileError, match=r"no rivals\.json beside it; make both with: foedus study rivals"):
        replay(str(own), 4, SEED, variant="backlash")


# Studies.


def _direct(rows: pl.DataFrame, name: str, setting: str) -> pl.DataFrame:
    """Pairs of one outcome, joined by what names a replica."""
    by = ["case", "variant", "seed", "particle", "replica"]
    record = rows.filter(pl.col("setting") == "record").select(*by, there=name)
    other = rows.filter(pl.col("setting") == setting).select(*by, here=name)
    return other.join(record, on=by).drop_nulls().with_columns(gap=pl.col("here") - pl.col("there"))


def _agrees(document: dict[str, Any], rows: pl.DataFrame, pairs: int) -> None:
    (one,) = document["comparisons"]["settings"]
    assert document["comparisons"]["note"] == UNRANKED
    assert (one["case"], one["setting"], one["against"], one["pairs"]) == ("small", "alone", "record", pairs)
    assert one["moved"] == {"request": {"record": "recorded", "what_if": "never"}}
    assert list(one["outcomes"]) == [name for name in ORDER if name in rows.columns]
    assert one["outcomes"]["personnel"]["said"] == "in no what-if run"
    for name in ("deaths", "detained"):
        found, gaps = one["outcomes"][name], _direct(rows, name, "alone")["gap"].to_numpy()
        assert found["runs"] == len(gaps)
        assert found["less"] == pytest.approx((gaps < 0).mean(), abs=1e-6)
        assert found["difference"]["p50"] == pytest.approx(np.median(gaps), rel=1e-5)
        assert found["difference"]["mean"] == pytest.approx(gaps.mean(), rel=1e-4)
        assert found["fit"] == "prior"


def test_a_study_tells_the_paired_differences(reference: Path, capfd: pytest.CaptureFixture[str]) -> None:
    done = read_study(reference)
    _agrees(done.document, done.rows().collect(), 320)
    assert run(["study", "show", str(reference)]) == 0
    shown = capfd.readouterr().out
    assert "small · base · alone against record: 320 pairs of runs" in shown
    assert " ".join(UNRANKED.split()) in " ".join(shown.split())
    assert "personnel            in no what-if run" in shown


def test_of_a_part_of_a_study_the_pairs_that_are_there_count(reference: Path, tmp_path: Path) -> None:
    whole = read_study(reference).rows().collect()
    out = Path(shutil.copytree(reference, tmp_path / "out"))
    for name in ("summary.json", "rows.parquet", "chunks/00000002", "chunks/00000011"):
        path = out / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    seed = pl.col("seed") == 1
    gone = (seed & (pl.col("setting") == "record") & pl.col("replica").is_between(64, 95)) | (
        seed & (pl.col("setting") == "alone") & pl.col("replica").is_between(32, 63)
    )
    part = read_study(out)
    assert part.document["state"] == "partial"
    _agrees(part.document, whole.filter(~gone), 320 - 64)


def test_settings_stand_in_the_order_of_the_plan_and_without_the_record_there_is_none(
    home: Path, tmp_path: Path
) -> None:
    head = PLAN.replace("replicas: 4\nseeds: [1, 2]", "replicas: 1").split("settings:")[0]
    settings = """settings:
  - id: little
    levers: {delivered_strength: 0.6}
  - id: as-it-was
    levers: {request: recorded}
  - id: much
    levers: {request: never, delivered_strength: 0}
particles: 20
keep: [released, deaths]
histograms: []
sample: {prior: 40}
"""
    done = run_study(make_plan(home, head + settings, "order.yaml"), tmp_path / "out")
    told = done.document["comparisons"]["settings"]
    assert [(one["setting"], one["against"]) for one in told] == [
        ("little", "as-it-was"), ("much", "as-it-was"),
    ]  # fmt: skip
    assert [list(one["outcomes"]) for one in told] == [["deaths", "released"]] * 2
    assert {one["outcomes"]["deaths"]["fit"] for one in told} == {"prior"}
    without = settings.replace("{request: recorded}", "{force: none}")
    none = run_study(make_plan(home, head + without, "none.yaml"), tmp_path / "none")
    assert none.document["comparisons"] is None
