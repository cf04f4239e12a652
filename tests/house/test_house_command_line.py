"""Whatever a user can get wrong ends in one line on standard error, exit status 2, and nothing written."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foedus.cli import run
from foedus.files import find

KAZ = "kazakhstan-2022"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, where no run may begin: whatever a refused command leaves behind lies here."""
    from foedus.study import _replay

    def begun(*_: object, **__: object) -> None:
        pytest.fail("the input is checked before anything is run")

    monkeypatch.setattr(_replay, "ensemble", begun)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def own_case(tmp_path: Path) -> Path:
    """A copy of the packaged case that a test may break."""
    return Path(shutil.copytree(find("case", KAZ), tmp_path / "own"))


def refused(capfd: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    """Run a command that must be refused: exit 2, one line with these words, and no traceback."""
    status = run(arguments)
    out, err = capfd.readouterr()
    assert status == 2, err
    assert out == ""
    assert err.startswith("foedus: ")
    assert err.count("\n") == 1, err
    assert err.endswith("\n")
    assert "Traceback" not in err
    assert re.search(words, err), err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["repaly", KAZ], r"no such command 'repaly'; did you mean 'replay'\?"),
        (["study", "shwo"], r"no such command 'study shwo'; did you mean 'show'\?"),
        (["treaty", "x"], r"no such command 'treaty x'; known: ask, "),
        (["study", "show", "--jsno", "."], r"No such option '--jsno'\. Did you mean '--json'\?"),
        (["replay"], r"Missing argument 'CASE'"),
        (["replay", "kazakstan-2022"], rf"unknown case 'kazakstan-2022'; did you mean '{KAZ}'\?"),
        (
            ["replay", "./nowhere/at-all"],
            r"nowhere/at-all/situation\.yaml: no such file; expected a case file",
        ),
        (["replay", KAZ, "--set", "rul=unanimity"], r"unknown lever 'rul'; did you mean 'rule'\?"),
        (["replay", KAZ, "--set", "rule=unanimty"], r"'unanimty'; did you mean 'unanimity'\?"),
        (["replay", KAZ, "--set", "account=hosts"], r"'hosts'; did you mean 'host'\?"),
        (["replay", KAZ, "--set", "objector=ARN"], r"'ARN'; did you mean 'ARM'\?"),
        (["replay", KAZ, "--set", "rule"], r"lever=value"),
        (["replay", KAZ, "--set", "force=99999"], r"'force': 99999 is out of range; expected .* 1 to 10000 "),
        (["replay", KAZ, "--set", "force=many"], r"'force': 'many' is not a number from 1 to 10000 "),
        (["replay", KAZ, "--set", "force=nan"], r"'force': nan is out of range"),
        (["replay", KAZ, "--set", "request=2022-02-30T10:00+06:00"], r"2022-02-30T10:00\+06:00"),
        (["replay", KAZ, "--set", "request=2022-01-05"], r"2022-01-05 has no hour"),
        (["replay", KAZ, "--runs", "0"], r"--runs|0 runs are out of range"),
        (["replay", KAZ, "--runs", "many"], r"'many' is not a valid integer"),
        (["replay", KAZ, "--seed", "-1"], r"--seed|seed -1 is out of range"),
        (["replay", "armenia-2022"], r"cannot be replayed"),
        (["treaty", "members", "csto", "--on", "2022-02-30"], r"'2022-02-30' is not a date of the calendar"),
        (
            ["treaty", "members", "ctso", "--on", "2022-01-05"],
            r"unknown treaty 'ctso'; did you mean 'csto'\?",
        ),
        (["treaty", "ask", "csto", "--case", KAZ, "--account", "hosst"], r"'hosst'; did you mean 'host'\?"),
        (["treaty", "ask", "csto", "--case", "kazakhstan"], r"unknown case 'kazakhstan'; did you mean"),
        (["evidence", "show", "kazakstan-2022"], rf"unknown case 'kazakstan-2022'; did you mean '{KAZ}'\?"),
        (["evidence", "conflicts", "nowhere"], r"unknown case 'nowhere'; known: "),
        (
            ["study", "calibrate", KAZ, "--keep", "200", "--draws", "100"],
            r"--particles 2000 is more than --draws 100",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(
    arguments: list[str], words: str, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    refused(capfd, arguments, words)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_half_written_case_is_refused_with_its_place(
    share: float, own_case: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = own_case / "case.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: int(len(text) * share)], encoding="utf-8")
    refused(capfd, ["replay", str(own_case), "--out", "out"], rf"{re.escape(str(file))}:\d+:\d+: ")
    assert list(here.iterdir()) == []


def test_a_claim_that_cites_a_missing_source_is_refused_with_the_nearest(
    own_case: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = own_case / "claims.yaml"
    text = file.read_text(encoding="utf-8")
    assert "source: novostey," in text
    file.write_text(text.replace("source: novostey,", "source: novostay,", 1), encoding="utf-8")
    words = rf"{re.escape(str(file))}:\d+:\d+: .*unknown source 'novostay'; did you mean 'novostey'\?"
    refused(capfd, ["replay", str(own_case), "--out", "out"], words)
    refused(capfd, ["evidence", "show", str(own_case)], words)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    "missing", ["claims.yaml", "sources.yaml", "record.csv", "parameters.csv", "city_days.csv"]
)
def test_a_case_without_one_of_its_files_is_refused_by_the_name_of_the_file(
    missing: str, own_case: Path, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (own_case / missing).unlink()
    refused(capfd, ["replay", str(own_case), "--runs", "2", "--out", "out"], re.escape(missing))
    assert list(here.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    # Below a file no folder can be made, not even by root.
    (here / "file").write_text("as it was", encoding="utf-8")
    refused(capfd, ["replay", KAZ, "--runs", "2", "--out", "file/below"], r"file/below: cannot be written: ")
    refused(capfd, ["replay", KAZ, "--runs", "2", "--out", "file"], r"file")
    assert [path.name for path in here.iterdir()] == ["file"]
    assert (here / "file").read_text(encoding="utf-8") == "as it was"


def test_help_is_there_for_every_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    commands = re.findall(r"^  (\w+)  ", capfd.readouterr().out, flags=re.MULTILINE)
    assert {"replay", "treaty", "evidence", "study"} <= set(commands)
    for command in commands:
        assert run([command, "--help"]) == 0
        out, err = capfd.readouterr()
        assert out.startswith(f"Usage: foedus {command}")
        assert err == ""


def test_the_version_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    import foedus

    assert run(["--version"]) == 0
    assert capfd.readouterr().out == f"foedus {foedus.__version__}\n"


HEAVY = ("altair", "numba", "numpy", "polars", "pydantic", "scipy", "xarray")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from foedus.cli import run; status = run(['--help']); "
        f"sys.stderr.write(' '.join(m for m in {HEAVY!r} if m in sys.modules)); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


#: A shell that runs the tests in the background may have told its children to ignore interrupts.
_HEARING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from foedus.cli import main; main()"
)


@pytest.fixture(scope="module")
def compiled() -> None:
    """The kernels are compiled first, so that an interrupt falls into the runs."""
    assert run(["replay", KAZ, "--runs", "2", "--json"]) == 0


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [2.0, 4.0])
def test_an_interrupt_in_the_middle_of_an_ensemble_leaves_nothing(
    seconds: float, compiled: None, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", _HEARING, "replay", KAZ, "--out", "out"]
    with subprocess.Popen(
        [*command, "--runs", "1000000"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as work:
        try:
            time.sleep(seconds)
            assert work.poll() is None, "the ensemble should still be running"
            began = time.monotonic()
            work.send_signal(signal.SIGINT)
            out, err = work.communicate(timeout=30)
        finally:
            work.kill()
    assert work.returncode == 130
    assert time.monotonic() - began < 10, "an interrupt is heard at once"
    # Lines of progress may come before, and an empty one: on a terminal it ends the line of the keys.
    lines = [line for line in err.splitlines() if line.strip() and "runs" not in line]
    assert (out, lines) == ("", ["foedus: interrupted; nothing was written"])
    assert list(tmp_path.rglob("*")) == []


WRITTEN = ["chronicle.csv", "ensemble.parquet", "report.html", "series.nc", "summary.json"]


@pytest.mark.slow
def test_one_seed_is_one_set_of_files_with_any_number_of_threads(tmp_path: Path) -> None:
    code = "from foedus.cli import main; main()"
    command = [sys.executable, "-c", code, "replay", KAZ, "--runs", "200", "--seed", "7", "--out", "out"]
    found: dict[str, dict[str, bytes]] = {}
    for name, threads in (("one", "1"), ("two", "2")):
        folder = tmp_path / name
        folder.mkdir()
        environment = os.environ | {"NUMBA_NUM_THREADS": threads, "POLARS_MAX_THREADS": threads}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr
        found[name] = {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}
    assert sorted(found["one"]) == WRITTEN
    assert [file for file in WRITTEN if found["two"][file] != found["one"][file]] == []


def test_another_seed_is_another_result(capfd: pytest.CaptureFixture[str]) -> None:
    told = []
    for seed in ("1", "1", "2"):
        assert run(["replay", KAZ, "--runs", "20", "--seed", seed, "--json"]) == 0
        told.append(capfd.readouterr().out)
    assert told[0] == told[1]
    assert told[0] != told[2]
