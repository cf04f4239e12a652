"""The tree of exceptions: its drawing, its classes, and the wording that all of them share."""

from __future__ import annotations

import ast
import builtins
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import foedus
from foedus import errors
from foedus.errors import (
    FileError,
    FoedusError,
    InputError,
    Interrupted,
    OutOfRange,
    OutputError,
    Span,
    UnknownName,
    nearest,
)

PACKAGE = Path(foedus.__file__).parent
_NODE = re.compile(r"^    (?P<lines>[│├└─ ]*)(?P<name>[A-Z]\w+)(?: \((?P<builtin>\w+)\))?  +\S")


def _drawn() -> dict[str, tuple[str | None, str | None]]:
    """For each class of the drawing its parent in the drawing, and the built-in named beside it."""
    found: dict[str, tuple[str | None, str | None]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if node := _NODE.match(line):
            depth = len(node["lines"]) // 4
            del above[depth:]
            found[node["name"]] = (above[-1] if above else None, node["builtin"])
            above.append(node["name"])
    return found


def test_the_drawing_shows_every_class_and_no_other() -> None:
    classes = {name for name, thing in vars(errors).items() if _is_ours(thing)}
    assert set(_drawn()) == classes
    assert classes <= set(errors.__all__)


def _is_ours(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, FoedusError)


@pytest.mark.parametrize(("name", "parent", "builtin"), [(n, p, b) for n, (p, b) in _drawn().items()])
def test_each_class_hangs_where_it_is_drawn(name: str, parent: str | None, builtin: str | None) -> None:
    bases = [base.__name__ for base in getattr(errors, name).__bases__]
    assert bases[0] == (parent or "Exception")
    if builtin:
        assert issubclass(getattr(errors, name), getattr(builtins, builtin))


def test_no_room_makes_public_exceptions_of_its_own() -> None:
    strays = []
    for path in PACKAGE.rglob("*.py"):
        if path.name == "errors.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if bases & ({"Exception", "BaseException", "ValueError", "OSError"} | set(_drawn())):
                    strays.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}")
    assert strays == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("x"), 2),
        (FileError("x"), 2),
        (UnknownName("case", "x", []), 2),
        (OutOfRange("x"), 2),
        (OutputError("x"), 2),
        (Interrupted("x"), 130),
    ],
)
def test_each_error_has_its_exit_status(error: FoedusError, status: int) -> None:
    assert error.exit_status == status


def test_an_unknown_name_is_told_with_the_nearest_that_is_known() -> None:
    error = UnknownName("treaty", "ctso", ["csto", "nato"])
    assert str(error) == "unknown treaty 'ctso'; did you mean 'csto'?"
    assert (error.kind, error.name, error.where) == ("treaty", "ctso", None)


def test_without_a_near_name_the_known_ones_are_listed_in_order() -> None:
    assert str(UnknownName("lever", "zzz", ["rule", "force"])) == "unknown lever 'zzz'; known: force, rule"
    many = nearest("zzz", [f"name{i:02d}" for i in range(15)])
    assert many.endswith("name11 and 3 more")


def test_with_nothing_known_nothing_is_offered() -> None:
    assert str(UnknownName("case", "x", [])) == "unknown case 'x'"


def test_the_place_comes_first() -> None:
    assert str(FileError("wrong", Span("a.yaml", 3, 7))) == "a.yaml:3:7: wrong"
    assert str(FileError("wrong", Span("a.yaml", 3))) == "a.yaml:3: wrong"
    assert str(FileError("wrong", Span("a.yaml"))) == "a.yaml: wrong"
    assert str(FileError("wrong")) == "wrong"
    assert str(UnknownName("unit", "kmh", ["km/h"], Span("a.yaml", 2, 1))).startswith("a.yaml:2:1: unknown")


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=12), max_size=20))
def test_a_known_name_is_always_nearest_to_itself(name: str, others: list[str]) -> None:
    if name:
        assert nearest(name, [*others, name]) == f"; did you mean {name!r}?"
    assert nearest(name, others) == nearest(name, list(reversed(others)))
