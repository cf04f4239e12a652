from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from foedus import atlas
from foedus.crisis import load_case
from foedus.errors import InputError
from foedus.files import find


def _edited(folder: Path, old: str, new: str) -> Path:
    copy = folder / "case"
    shutil.copytree(find("case", "kazakhstan-2022"), copy)
    path = copy / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_places_people_and_distances_come_from_the_atlas() -> None:
    case = load_case("kazakhstan-2022")
    assert len(case.city_names) == 19
    assert atlas.city("KAZ", case.city_names[0]).population > 2_000_000
    assert "KAZ" in atlas.neighbours("KGZ")
    assert "KAZ" not in atlas.neighbours("ARM")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: Zhanaozen", "name: Zhanaosen", "unknown city 'Zhanaosen'; did you mean 'Zhanaozen'?"),
        ("city: Zhanaozen", "city: Zhanaosen", "unknown city 'Zhanaosen'; did you mean 'Zhanaozen'?"),
        ("base: zvartnots", "base: zvartnot", "unknown airfield 'zvartnot'; did you mean 'zvartnots'?"),
        ("field: zhetygen", "field: chkalovsky", "unknown airfield of the case 'chkalovsky'"),
        ("base: zvartnots", "route_out: road, road_km: 3000, base: zvartnots", "no land border with KAZ"),
        ("target: KAZ", "target: UZB", "unknown member 'UZB'"),
        ("unit: persons, fitted: true, scale: 0.25", "unit: heads, fitted: true", "unknown unit 'heads'"),
        ("measure: street, on: 2022-01-04", "measure: street", "needs a day"),
        ("first_day: 2022-01-02", "first_day: 2022-02-30", "not a date of the calendar"),
        ("severity:", "severitty:", "unknown key 'severitty'; did you mean 'severity'?"),
        ("value: 1.0", "value: 1.5", "less than or equal to 1"),
        ("rule: consensus", "rule: consent", "did you mean 'consensus'?"),
    ],
)
def test_one_mistake_one_line_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = _edited(tmp_path, old, new)
    with pytest.raises(InputError) as caught:
        load_case(str(folder))
    told = str(caught.value)
    assert words in told
    assert "\n" not in told
    assert "case.yaml:" in told
