"""The shape of files: the schema that editors use, and what any damage comes to."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import FileError, InputError
from foedus.files import listing, load_yaml
from foedus.treaty import Situation, ask, check, load, load_situation, schema, try_treaty
from foedus.treaty._trials import load_trials
from tests.treaty.toys import DAY, SMALL, norm, toy

jsonschema = pytest.importorskip("jsonschema")

READERS: dict[str, Any] = {"treaty": load, "situation": load_situation, "tests": load_trials}


def packaged() -> list[tuple[str, Path]]:
    homes = list(listing("treaty").values())
    found = [("treaty", path) for path in [*homes, SMALL]]
    found += [
        ("tests", path) for home in homes if (path := home.with_name(f"{home.stem}.tests.yaml")).is_file()
    ]
    return found + [("situation", folder / "situation.yaml") for folder in listing("case").values()]


FILES = packaged()


@cache
def validator(kind: str) -> Any:
    shape = schema(kind)
    jsonschema.Draft202012Validator.check_schema(shape)
    return jsonschema.Draft202012Validator(shape)


SHAPED = [
    pytest.param(
        kind,
        path,
        id=f"{kind}-{path.parent.name if kind == 'situation' else path.stem}",
    )
    for kind, path in FILES
]


@pytest.mark.parametrize(("kind", "path"), SHAPED)
def test_every_packaged_file_has_the_shape_that_editors_check(kind: str, path: Path) -> None:
    wrong = [f"{e.json_path}: {e.message[:120]}" for e in validator(kind).iter_errors(load_yaml(path).data)]
    assert wrong == []


@pytest.mark.parametrize("kind", sorted(READERS))
def test_editors_see_a_misspelt_key(kind: str) -> None:
    data = load_yaml(next(path for k, path in FILES if k == kind)).data
    top = next(key for key in data if key not in ("schema", "sources"))
    data[f"{top}x"] = data.pop(top)
    messages = [error.message for error in validator(kind).iter_errors(data)]
    assert any(f"'{top}x' was unexpected" in message for message in messages)
    assert json.dumps(schema(kind))


def test_editors_see_a_misspelt_key_and_word_inside() -> None:
    for old, new, words in (
        ("means: [any]", "meens: [any]", "meens"),
        ("modality: power", "modality: powre", "powre"),
        ("{request: target}", "{reqest: target}", "reqest"),
    ):
        data = yaml.load(SMALL.read_text(encoding="utf-8").replace(old, new), Loader=yaml.BaseLoader)
        found = list(validator("treaty").iter_errors(data))
        assert any(words in str(error) for error in found)


# --- damage -----------------------------------------------------------------------------------------------

WORDS = ["frobnicate", "NO", "2022-13-45", "", "csto", "\0", "a/b.yaml", "x" * 300, "2022", "{", "ä", "-"]
SCALARS: list[Any] = [
    *WORDS,
    None,
    True,
    0,
    -1,
    3.5,
    10**30,
    [],
    {},
    ["x"],
    {"x": "y"},
    [[]],
    {"a": {"b": [1]}},
]


def damaged(data: Any, chance: random.Random) -> Any:
    """A document with one thing wrong somewhere: lost, doubled, renamed, replaced or nested."""
    places: list[tuple[Any, Any]] = []
    todo = [data]
    while todo:
        node = todo.pop()
        keys = (
            list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        )
        places += [(node, key) for key in keys]
        todo += [node[key] for key in keys]
    node, key = chance.choice(places)
    what = chance.choice(["lose", "double", "rename", "replace", "nest", "swap"])
    if what == "lose":
        del node[key]
    elif what == "double" and isinstance(node, list):
        node.append(node[key])
    elif what == "rename" and isinstance(node, dict):
        node[chance.choice([f"{key}x", str(key)[:-1], *WORDS])] = node.pop(key)
    elif what == "nest":
        node[key] = chance.choice(
            [[node[key]], {"all": [node[key]]}, {"not": node[key]}, {str(key): node[key]}]
        )
    elif what == "swap":
        other, place = chance.choice(places)
        node[key] = json.loads(json.dumps(other[place])) if other is not node or place in node else None
    else:
        node[key] = chance.choice(SCALARS)
    return data


def told_in_one_line(reader: Callable[[Path], object], path: Path) -> bool:
    """Tell whether a reader refuses a file; it does so in one line or not at all."""
    try:
        reader(path)
    except InputError as error:
        return "\n" not in str(error) or pytest.fail(str(error))
    return False


def reads(kind: str, path: Path) -> None:
    """A file loads, or tells its mistakes with their places, and checking it says the same."""
    result = check(path)
    for error in (*result.errors, *result.findings, *result.remarks):
        assert error.where is not None
        assert "\n" not in str(error)
    refused = told_in_one_line(READERS[kind], path)
    assert refused == bool(result.errors) or "combinations" in str(result.errors[0])
    if kind == "tests" and not refused:
        assert not told_in_one_line(try_treaty, path)


FUZZED = [
    (k, p)
    for k, p in FILES
    if p.name in ("small.yaml", "anzus.yaml", "prc-dprk.yaml", "anzus.tests.yaml") or k == "situation"
]


@given(st.sampled_from(FUZZED), st.integers(0, 2**32), st.integers(1, 3))
@settings(max_examples=80)
def test_a_damaged_file_loads_or_tells_its_mistakes(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[str, Path], seed: int, times: int
) -> None:
    kind, path = file
    chance, data = random.Random(seed), load_yaml(path).data
    for _ in range(times):
        if data:
            data = damaged(data, chance)
    copy = tmp_path_factory.getbasetemp() / f"damaged-{kind}.yaml"
    copy.write_text(json.dumps(data, ensure_ascii=True), encoding="utf-8")  # JSON is YAML, and quick to write
    reads(kind, copy)


@given(st.sampled_from(FUZZED), st.integers(0, 2**32))
@settings(max_examples=80)
def test_a_damaged_text_loads_or_tells_its_mistakes(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[str, Path], seed: int
) -> None:
    kind, path = file
    chance, text = random.Random(seed), path.read_text(encoding="utf-8")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        what = chance.choice(["cut", "put", "drop", "double", "indent"])
        if what == "cut" and chance.random() < 0.3:
            text = text[:at]
        elif what == "put":
            text = (
                text[:at]
                + chance.choice([*WORDS, ":", "[", "}", "&a", "*a", "!!int", "\t", "'", "? ", "#"])
                + text[at:]
            )
        else:
            lines = text.splitlines(keepends=True) or [""]
            line = chance.randrange(len(lines))
            lines[line] = {"drop": "", "double": lines[line] * 2}.get(what, f"  {lines[line]}")
            text = "".join(lines)
    copy = tmp_path_factory.getbasetemp() / f"cut-{kind}.yaml"
    copy.write_text(text, encoding="utf-8")
    reads(kind, copy)


@pytest.mark.parametrize(
    "name", ["\0", "a\0.yaml", "x" * 300, "x" * 300 + ".yaml", "a/" + "x" * 300, "/", "..", "~"]
)
def test_a_treaty_or_case_of_an_odd_name_is_told(tmp_path: Path, name: str) -> None:
    told = {
        "schema": "treaty-tests/1",
        "treaty": "csto",
        "tests": [{"name": "n", "on": "2022-01-05", "case": name}],
    }
    told["tests"][0]["expect"] = {"treaty-2.consult": "applies"}  # type: ignore[index]
    situation = {"schema": "situation/1", "id": "x", "title": "t", "on": "2022-01-05", "treaty": name}
    for kind, data in (("tests", told), ("tests", {**told, "treaty": name}), ("situation", situation)):
        path = tmp_path / f"odd-{kind}.yaml"
        path.write_text(json.dumps(data), encoding="utf-8")
        reads(kind, path)
    assert check(path).errors


@pytest.mark.parametrize("deep", [50, 121, 300])
def test_conditions_stand_deep_in_one_another_or_are_refused(deep: int) -> None:
    condition = "{fact: a}"
    for _ in range(deep):
        condition = f"{{not: {condition}}}"
    if deep > 200:
        with pytest.raises(FileError, match="Recursion error"):
            toy(norm("help", more=f"trigger: {condition}"))
        return
    treaty = toy(norm("help", more=f"trigger: {condition}"))
    answer = ask(treaty, Situation(DAY, "AAA", facts={"a": True}))
    assert answer.status("help") == ("does_not_apply" if deep % 2 else "applies")
    assert answer.why("help").text()
    assert answer.position("help").json()
