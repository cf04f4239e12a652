"""What the documents say is true: links lead somewhere, commands run, tables are those of the code."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import foedus
from foedus.cli import run
from foedus.crisis import LEGAL_TABLES, levers, load_case, parameters
from foedus.files import load_yaml
from foedus.treaty import load_situation

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
KAZ = "kazakhstan-2022"

_SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")


def _commands() -> list[str]:
    """Every `foedus …` line of every shell block, each once."""
    found: dict[str, None] = {}
    for document in DOCUMENTS:
        for block in _SHELL.findall(document.read_text(encoding="utf-8")):
            for line in block.splitlines():
                command = line.partition("#")[0].strip()
                if command.startswith("foedus "):
                    found[command] = None
    return list(found)


def _quick(command: str) -> list[str]:
    """The same command at a small size."""
    words = shlex.split(command)[1:]
    if words[0] == "replay":
        words += ["--runs", "3"]
    if words[:2] == ["study", "calibrate"]:
        small = {"draws": 100, "keep": 20, "particles": 40, "budget": 40, "truths": 5}
        words += [word for name, value in small.items() for word in (f"--{name}", str(value))]
    if words[:2] == ["study", "hindcast"]:
        words += ["--draws", "200"]
    if words[:2] == ["study", "rivals"]:
        words += ["--draws", "200", "--particles", "20", "--budget", "40"]
    if words[:2] == ["study", "sensitivity"]:
        words += ["--trajectories", "4", "--leading", "2", "--rows", "8", "--replicas", "1"]
    if words[:2] == ["study", "scenario"]:
        words += ["--runs", "3"]
    return words


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_inside_the_repository_lead_somewhere(document: Path) -> None:
    targets = [link for link in _LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("command", _commands())
def test_the_commands_of_the_documents_run(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(_quick(command)) == 0, capfd.readouterr().err
    if "--out" in command:
        assert any(path.is_file() for path in (tmp_path / "out").rglob("*"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_python_of_the_documents_runs(document: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for block in _PYTHON.findall(document.read_text(encoding="utf-8")):
        exec(compile(re.sub(r"runs=\d+", "runs=3", block), str(document), "exec"), {})
    assert capfd.readouterr().err == ""


def test_the_order_of_an_hour_is_the_kernels() -> None:
    from foedus.crisis import _kernel
    from foedus.unrest import _hour

    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for module in (_kernel, _hour):
        steps = re.findall(r"^(\d+)  (.+?)  +\S", module.__doc__ or "", re.MULTILINE)
        assert len(steps) >= 8
        rows = "".join(
            rf"\| {number} \| {re.escape(name.split('  ')[0])} .*\n" for number, name in _short(steps)
        )
        assert re.search(rows, text), f"the table of {module.__name__} is told otherwise in docs/model.md"


def _short(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names of the steps without the letters of the compartments behind them."""
    return [(number, re.sub(r"\s+(→|[SPWVUDR]→).*", "", name)) for number, name in steps]


def test_the_levers_are_those_of_the_case() -> None:
    case = load_case(KAZ)
    accounts = tuple(account.id for account in load_situation(case.folder).accounts)
    known = levers(case, accounts)
    text = (ROOT / "docs" / "how-to" / "what-if.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|", text, re.MULTILINE)
    told = {name: takes for names, takes in rows for name in re.findall(r"`(\w+)`", names)}
    assert list(told) == [lever.id for lever in known]
    for lever in known:
        if lever.id not in ("account", "objector", "absent", "not_contributing"):
            assert [word for word in lever.words if f"`{word}`" not in told[lever.id]] == []


def test_the_legal_table_is_the_declared_one() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (-?[\d.]+) \|", text, re.MULTILINE))
    assert {status: float(number) for status, number in told.items()} == {
        status: cell.number for status, cell in LEGAL_TABLES["declared"].items()
    }


def test_the_parameters_are_counted() -> None:
    case = load_case(KAZ)
    known = parameters(case)
    rooms = [parameter.id.split(".")[0] for parameter in known]
    cities = len(case.city_names)
    text = " ".join((ROOT / "docs" / "model.md").read_text(encoding="utf-8").split())
    assert (
        f"{len(known)} numbers that nobody knows: {rooms.count('unrest') - cities} of the unrest and one "
        f"for each of the {cities} cities, {rooms.count('council')} of the council, "
        f"{rooms.count('forces')} of the forces, {rooms.count('crisis')} that join them"
    ) in text


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = load_yaml(ROOT / "CITATION.cff").data
    assert {project["version"], foedus.__version__, str(citation["version"])} == {foedus.__version__}
    assert citation["license"] == project["license"]
    assert f"## {foedus.__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_lock_names_no_host_and_every_package_has_its_hash() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:)", text, re.MULTILINE)
    packages = re.findall(r"^[A-Za-z0-9][^\n]*(?:\n    --hash=[^\n]*)*", text, re.MULTILINE)
    assert len(packages) > 20
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
