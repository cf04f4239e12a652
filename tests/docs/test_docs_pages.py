"""The documents as pages: everything that can be called or cited has its place, and they build in silence."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from types import ModuleType

import pytest

from foedus import chronicle, crisis, evidence, tables, treaty, units
from foedus.files import listing, load_yaml

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
KAZ = "kazakhstan-2022"


@pytest.fixture(scope="module")
def generated() -> Iterator[ModuleType]:
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        yield importlib.import_module("generated")
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def _page(generated: ModuleType, name: str) -> str:
    text = generated.expand((DOCS / name).read_text(encoding="utf-8"))
    assert isinstance(text, str)
    assert "{generated}" not in text
    return text


def _missing(ids: list[str], text: str) -> list[str]:
    return [name for name in ids if f"`{name}`" not in text]


def test_every_command_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/commands.md")
    names = [name for name, _ in generated.commands_known()]
    assert len(names) > 20
    assert [name for name in names if not re.search(rf"^#+ {re.escape(name)}$", text, re.MULTILINE)] == []
    for _, command in generated.commands_known():
        options = [flag for parameter in command.params for flag in parameter.opts if flag.startswith("--")]
        assert [flag for flag in options if flag not in text] == []


@pytest.mark.parametrize("name", listing("treaty"))
def test_every_norm_term_reading_organ_and_test_has_its_place(generated: ModuleType, name: str) -> None:
    text = _page(generated, f"reference/law/{name}.md")
    law = treaty.load(name)
    assert _missing([norm.id for norm in law.norms], text) == []
    assert _missing([law.citation(norm) for norm in law.norms], text) == []
    assert _missing([term.id for term in law.terms], text) == []
    assert _missing([reading.id for term in law.terms for reading in term.readings], text) == []
    assert _missing([organ.id for organ in law.file.organs], text) == []
    assert _missing([procedure.id for procedure in law.file.procedures], text) == []
    assert _missing([*law.file.facts, *law.file.zones], text) == []
    assert _missing(list(law.file.sources), text) == []


def test_every_system_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/treaties.md")
    assert {path.stem for path in (DOCS / "reference" / "law").glob("*.md")} == set(listing("treaty"))
    for name in listing("treaty"):
        law = treaty.load(name)
        row = re.search(rf"^\| \[`{name}`\].*$", text, re.MULTILINE)
        assert row is not None
        counts = [sum(norm.grade == grade for norm in law.norms) for grade in "ABC"]
        cells = [cell.strip() for cell in row[0].split("|")[1:-1]]
        assert [int(cell or 0) for cell in cells[3:6]] == counts
        assert cells[8] == str(len(law.file.not_encoded))
        part = text.partition(f"`{name}`: [norms")[2].partition("\n## ")[0]
        assert _missing([text.id for text in law.instruments], part) == []
        assert _missing([term.id for term in law.terms], part) == []


def test_every_account_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/law.md")
    for name in listing("case"):
        case = treaty.load_situation(name)
        assert _missing([name, *(account.id for account in case.accounts)], text) == []


def test_every_key_and_word_of_the_file_formats_has_its_meaning(generated: ModuleType) -> None:
    form = importlib.import_module("_format")
    parts = {
        name: part for kind in ("treaty", "situation", "tests") for name, part in form.parts_of(kind).items()
    }
    known = form.MEANINGS
    assert set(known["names"]) == set(known["keys"]) == set(parts)
    for name, part in parts.items():
        assert set(part["properties"]) == set(known["keys"][name]), name
    elsewhere = {*treaty.ACTS, *treaty.KINDS, *treaty.AREAS, *treaty.STATUSES}
    used = set()
    for name, part in parts.items():
        for key, value in part["properties"].items():
            words = set(form.enumerated(value)) - {"treaty/1", "situation/1", "treaty-tests/1"}
            meanings = form.words_for(name, key)
            used |= {one for one in (f"{name}.{key}", key) if one in known["words"]}
            assert words <= set(meanings) | elsewhere, (name, key)
            assert set(meanings) <= words, (name, key)
    assert used == set(known["words"])


def test_every_key_of_the_file_formats_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/treaty-format.md")
    form = importlib.import_module("_format")
    for kind in ("treaty", "situation", "tests"):
        for name, part in form.parts_of(kind).items():
            title = form.MEANINGS["names"][name]["title"]
            assert text.count(f"### {title}\n") == 1
            told = text.partition(f"### {title}\n")[2].partition("\n### ")[0]
            assert _missing(list(part["properties"]), told) == []


def test_the_common_facts_are_those_of_the_library(generated: ModuleType) -> None:
    text = _page(generated, "reference/treaty-format.md")
    told = text.partition("### Common questions of fact")[2]
    words = load_yaml(listing("treaty")["csto"].parents[1] / "words" / "facts.yaml").data
    assert list(words) == ["schema", "facts"]
    assert re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE) == list(words["facts"])


def test_every_source_publisher_and_denial_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/sources.md")
    known = evidence.register()
    assert _missing(list(known.sources), text) == []
    assert _missing(list(known.denials), text) == []
    assert _missing([host for one in known.publishers.values() for host in one.hosts], text) == []


def test_every_fact_and_contention_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/facts.md")
    known = evidence.load(listing("case")[KAZ])
    assert _missing([*known.facts, *known.contentions], text) == []


def test_every_lever_marker_and_parameter_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/levers.md")
    case = crisis.load_case(KAZ)
    accounts = tuple(account.id for account in treaty.load_situation(case.folder).accounts)
    assert _missing([lever.id for lever in crisis.levers(case, accounts)], text) == []
    assert _missing([marker.id for marker in case.file.markers], text) == []
    assert _missing([parameter.id for parameter in crisis.parameters(case)], text) == []


def test_every_word_has_its_place(generated: ModuleType) -> None:
    text = _page(generated, "reference/words.md")
    lists = (
        units.UNITS, treaty.KINDS, treaty.ACTS, treaty.AREAS, treaty.STATUSES, evidence.TIERS,
        evidence.AFFILIATIONS, evidence.DENIALS, evidence.GROUNDS, evidence.STANCES, chronicle.KINDS,
        chronicle.STATUS,
    )  # fmt: skip
    for words in lists:
        assert _missing(list(words), text) == []


def test_every_table_and_variable_has_its_place(generated: ModuleType) -> None:
    parts = _page(generated, "reference/tables.md").split("\n## ")
    told = {part.partition("\n")[0]: part for part in parts[1:]}
    assert list(told) == list(tables.tables())
    for name, one in tables.tables().items():
        assert _missing([column.name for column in one.columns], told[name]) == []


def test_every_public_name_has_its_place(generated: ModuleType) -> None:
    index = (DOCS / "reference" / "python" / "index.md").read_text(encoding="utf-8")
    for room in generated.rooms():
        assert f"({room}.md)" in index
        text = _page(generated, f"reference/python/{room}.md")
        names = importlib.import_module(f"foedus.{room}").__all__
        assert [name for name in names if not re.search(rf":: {name}$", text, re.MULTILINE)] == []


def test_every_ground_has_a_worked_example() -> None:
    text = (DOCS / "explanation" / "between-sources.md").read_text(encoding="utf-8")
    shown = re.findall(rf"^```{{generated}} finding {KAZ} (\w+)$", text, re.MULTILINE)
    known = evidence.load(listing("case")[KAZ])
    findings = [known.finding(name) for name in shown]
    grounds = {finding.ground for finding in findings}
    grounds |= {ground for finding in findings for _, ground, _ in finding.dissent}
    assert set(evidence.GROUNDS) - grounds == set()


def test_the_claim_of_the_how_to_passes_its_own_check(tmp_path: Path) -> None:
    text = (DOCS / "how-to" / "write-a-claim.md").read_text(encoding="utf-8")
    source, claim = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    head = "schema: sources/1\nretrieved: '2026-11'\nsources:\n"
    (tmp_path / "sources.yaml").write_text(head + indent(source, "  "), encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(
        "schema: claims/1\nfacts:\n" + indent(claim, "  "), encoding="utf-8"
    )
    columns = "id,start,end,place,kind,actor,low,high,unit,status,attributed_to,source,what\n"
    (tmp_path / "record.csv").write_text(columns, encoding="utf-8")
    assert evidence.check(tmp_path) == []
    assert evidence.load(tmp_path).finding("deaths").ground == "unopposed"


def test_the_changelog_names_every_command(generated: ModuleType) -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    top = {name.split()[1] for name, _ in generated.commands_known() if " " in name}
    assert _missing(sorted(f"foedus {name}" for name in top), text) == []


@pytest.mark.slow
def test_the_documents_build_in_silence_and_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    begun = time.monotonic()
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", "-b", "html"]
    built = subprocess.run(
        [*command, "-d", str(tmp_path / "trees"), str(DOCS), str(tmp_path / "pages")],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    pages = {
        path.relative_to(tmp_path / "pages").as_posix(): path for path in (tmp_path / "pages").rglob("*.html")
    }
    documents = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")}
    assert documents <= set(pages)
    for path in pages.values():
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"([^\"]+)", text)
        assert [address for address in loaded if "//" in address] == []
    styles = [path.read_text(encoding="utf-8") for path in (tmp_path / "pages").rglob("*.css")]
    assert not any(re.search(r"url\([\"']?(?:https?:)?//|@import", style) for style in styles)
    for room in ("treaty", "report", "council"):
        text = pages[f"reference/python/{room}.html"].read_text(encoding="utf-8")
        names = importlib.import_module(f"foedus.{room}").__all__
        assert [name for name in names if f'id="foedus.{room}.{name}"' not in text] == []
    assert time.monotonic() - begun < 120, "the documents take far longer than they should"
