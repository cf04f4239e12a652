"""Profiles: what held on a day and was known by then; gaps that say so; mistakes that have a place."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus import atlas
from foedus.atlas import Profile
from foedus.errors import FileError, UnknownName
from foedus.files import load_yaml

FOLDER = Path(str(files("foedus"))) / "library" / "atlas" / "states"
STATES = sorted(atlas.states())
DAY = date(2022, 1, 5)
days = st.dates(date(1985, 1, 1), date(2030, 12, 31))


def capital(iso3: str, on: date) -> str | None:
    (entry,) = atlas.profile(iso3, on).facts["capital"].entries
    name = entry.names.en  # type: ignore[attr-defined]
    assert name is None or isinstance(name, str)
    return name


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("1991-12-16", "Almaty"),
        ("1997-12-09", "Almaty"),
        ("1997-12-10", "Akmola"),
        ("1998-05-06", "Astana"),
        ("2019-03-22", "Astana"),
        ("2019-03-23", "Nur-Sultan"),
        ("2022-01-05", "Nur-Sultan"),
        ("2022-09-16", "Nur-Sultan"),
        ("2022-09-17", "Astana"),
        ("2026-01-01", "Astana"),
    ],
)
def test_the_capital_goes_by_the_name_of_the_day(on: str, name: str) -> None:
    assert capital("KAZ", date.fromisoformat(on)) == name


def test_the_packaged_list_of_states_has_the_same_capitals() -> None:
    assert {s: capital(s, DAY) for s in STATES} == {s: atlas.state(s).capital for s in STATES}


def test_kazakhstan_is_complete() -> None:
    profile = atlas.profile("KAZ", DAY)
    assert list(profile.facts) == list(atlas.FIELDS)
    assert {fact.status for fact in profile.facts.values()} == {"recorded"}
    assert not any(fact.later for fact in profile.facts.values())
    for entry in [*profile.facts["names"].entries, *profile.facts["capital"].entries]:
        names = getattr(entry, "short", None) or entry.names  # type: ignore[attr-defined]
        assert "not recorded" not in names.told().values()
    assert profile.independent is True


def test_the_peak_is_an_interval_and_keeps_the_dissent() -> None:
    (peak,) = atlas.profile("KAZ", DAY).facts["highest_point"].entries
    assert str(peak.quantity) == "6,995–7,010 m"  # type: ignore[attr-defined]
    said = {dissent.says: dissent.source for dissent in peak.dissent}
    assert any("6,398" in text for text in said)
    assert ["doc-000"] in said.values()


def test_an_old_share_that_is_told_again_is_kept_as_dissent() -> None:
    (groups,) = atlas.profile("KAZ", DAY).facts["groups"].entries
    assert groups.shares["Kazakhs"] == 0.68  # type: ignore[attr-defined]
    assert groups.shares["Uzbeks"] > groups.shares["Ukrainians"]  # type: ignore[attr-defined]
    (dissent,) = groups.dissent
    assert "58.9" in dissent.says
    assert dissent.source == ["doc-000"]


def test_figures_are_those_known_by_then() -> None:
    def year(on: str) -> int:
        (entry,) = atlas.profile("KAZ", date.fromisoformat(on)).facts["groups"].entries
        return int(entry.year)  # type: ignore[attr-defined]

    assert [year(d) for d in ("1995-01-01", "2010-02-03", "2010-02-04", "2022-01-05")] == [
        1989,
        1999,
        2009,
        2019,
    ]
    early = atlas.profile("KAZ", date(1992, 5, 15))
    assert early.facts["rank"].later
    exports = {e.commodity: e.year for e in atlas.profile("KAZ", DAY).facts["energy_exports"].entries}  # type: ignore[attr-defined]
    assert exports == {"crude oil": 2015, "natural gas": 2018, "coal": 2021}


def test_none_is_not_the_same_as_not_recorded() -> None:
    belarus = atlas.profile("BLR", DAY)
    assert belarus.facts["waters"].status == "none"
    assert belarus.facts["waters"].absence is not None
    assert belarus.facts["rank"].status == belarus.facts["energy_exports"].status == "not recorded"
    assert belarus.facts["rank"].json() == {"status": "not recorded", "entries": []}


def test_borders_are_told_alike_from_both_sides() -> None:
    lengths = {}
    for iso3 in STATES:
        for entry in atlas.profile(iso3, DAY).facts["neighbours"].entries:
            lengths[iso3, entry.state] = (entry.low, entry.high)  # type: ignore[attr-defined]
    for (a, b), length in lengths.items():
        if b in STATES:
            assert lengths[b, a] == length, (a, b)


def test_before_independence_the_profile_says_so() -> None:
    before = atlas.profile("KAZ", date(1991, 12, 15))
    assert before.independent is False
    assert before.facts["capital"].status == "not recorded"


@given(st.sampled_from(STATES), days)
def test_every_day_has_a_profile_with_sources(iso3: str, on: date) -> None:
    profile: Profile = atlas.profile(iso3, on)
    assert list(profile.facts) == list(atlas.FIELDS)
    cited = profile.cited()
    for fact in profile.facts.values():
        assert (fact.status == "recorded") == bool(fact.entries)
        for entry in fact.entries:
            assert entry.source
            assert {c.partition("#")[0] for c in entry.source} <= set(cited)
            if fact.field not in ("independence", "energy_exports"):
                assert entry.holds(on)
    assert len(profile.facts["capital"].entries) <= 1
    assert len(profile.facts["names"].entries) <= 1


@given(st.sampled_from(STATES), days, st.integers(0, 4000))
def test_what_was_known_stays_known(iso3: str, on: date, later: int) -> None:
    first, second = atlas.profile(iso3, on), atlas.profile(iso3, on + timedelta(days=later))
    for name in ("area", "rank", "groups"):
        if first.facts[name].status == "recorded" and not first.facts[name].later:
            assert not second.facts[name].later


@given(days)
def test_one_currency_at_a_time(on: date) -> None:
    for iso3 in STATES:
        assert len(atlas.profile(iso3, on).facts["currency"].entries) <= 1


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_source_is_cited_somewhere_but_those_of_other_days(path: Path) -> None:
    file = atlas.read_state(path)
    text = path.read_text(encoding="utf-8").partition("\nnames:")[2]
    assert [name for name in file.sources if not re.search(rf"\b{re.escape(name)}\b", text)] == []
    assert file.iso3.lower() == path.stem


BROKEN = [
    ("iso3: KAZ", "iso3: Kaz", r":4:7: iso3: 'Kaz' is not a state; expected three capital letters"),
    ("climate:", "climat:", r"unknown key 'climat'; did you mean 'climate'\?"),
    (
        "    grade: A\n    source: [factbook-2020, peak",
        "    grade: D\n    source: [factbook-2020, peak",
        "grade: ",
    ),
    (
        "source: [factbook-2020, peakware]",
        "source: [peekware]",
        "source 'peekware'; did you mean 'peakware'",
    ),
    ("unit: m\n", "unit: tons\n", r"unit: unknown unit 'tons'; did you mean 'tonnes'\?"),
    ("low: 6995", "low: 7995", "the lower bound 7995 exceeds the upper bound 7010 m"),
    ("from: 2019-03-23", "from: 2019-02-30", "'2019-02-30' is not a date of the calendar"),
    ("to: 2022-09-17", "to: 2018-09-17", r"ends \(2018-09-17\) before it begins"),
    ("Kazakhs: 0.68", "Kazakhs: 68", "shares are parts of one"),
    (
        "rank:\n",
        "none:\n  rank: {why: it has one, grade: A, source: [nations]}\nrank:\n",
        "'rank' has entries and is said to have none",
    ),
    (
        "names:\n  - short",
        "none:\n  rnak: {why: x, grade: A, source: [nations]}\nnames:\n  - short",
        r"unknown field 'rnak'; did you mean 'rank'\?",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=[new[:20] for _, new, _ in BROKEN])
def test_a_mistake_has_a_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (FOLDER / "kaz.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "kaz.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError, match=words) as caught:
        atlas.read_state(path)
    assert "\n" not in str(caught.value)
    assert caught.value.where is not None
    assert caught.value.where.line > 0


@given(st.integers(0, 10_000), st.integers(0, 400))
def test_a_cut_line_never_ends_in_a_traceback(at: int, length: int) -> None:
    lines = (FOLDER / "kaz.yaml").read_text(encoding="utf-8").splitlines()
    at %= len(lines)
    lines[at] = lines[at][:length]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kaz.yaml"
        path.write_text("\n".join(lines), encoding="utf-8")
        mistake = None
        try:
            atlas.read_state(path)
        except FileError as error:
            mistake = error
    assert mistake is None or mistake.where is not None


def test_an_unknown_state_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown state 'KAS'; did you mean 'KAZ'"):
        atlas.profile("KAS", DAY)


def test_a_profile_costs_no_heavy_import() -> None:
    code = (
        "import sys\nfrom datetime import date\nfrom foedus import atlas\n"
        "atlas.profile('KAZ', date(2022, 1, 5))\n"
        "print(sorted({'numba', 'polars', 'pandas', 'scipy', 'altair', 'xarray'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_five_documents_are_named_as_in_the_cases() -> None:
    cases = FOLDER.parents[1] / "cases" / "kazakhstan-2022" / "sources.yaml"
    sources = load_yaml(cases).data["sources"] if cases.is_file() else {}
    mine = atlas.profile("KAZ", DAY).sources["doc-000"]
    if "doc-000" in sources:
        assert sources["doc-000"]["file"] == mine.file
