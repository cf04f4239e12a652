"""The public face of every room: listed, sorted, resolving; and nobody goes behind it."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import foedus

PACKAGE = Path(foedus.__file__).parent
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, each by name."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("room", [*ROOMS, "clock", "errors", "units"])
def test_the_face_of_a_room_is_listed_sorted_and_there(room: str) -> None:
    module = import_module(f"foedus.{room}")
    names: list[str] = module.__all__
    assert names, "a room shows something"
    assert names == sorted(set(names), key=_order)
    assert [name for name in names if not hasattr(module, name)] == []
    assert [name for name in names if name.startswith("_")] == []
    assert module.__doc__, "a room says what it is"


def test_every_room_and_replay_are_reached_from_the_package() -> None:
    for name in foedus.__all__:
        assert getattr(foedus, name) is not None
    for room in set(ROOMS) - {"chance", "cli", "files"}:
        assert getattr(foedus, room).__name__ == f"foedus.{room}"
    with pytest.raises(AttributeError, match="has no attribute 'nonesuch'"):
        _ = foedus.nonesuch


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_module_goes_behind_another_room(path: Path) -> None:
    module = _name(path).split(".")
    own = module[:2] if len(module) > 1 else module
    strays = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are absolute"
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        else:
            continue
        for target in targets:
            parts = target.split(".")
            private = any(part.startswith("_") and not part.startswith("__") for part in parts[1:])
            if parts[0] == "foedus" and private and parts[:2] != own:
                strays.append(f"line {node.lineno}: {target}")
    assert strays == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_says_what_it_is_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module begins with what it is"
    assert len(text.splitlines()) < 400, "a module that grows past 400 lines wants inner rooms"
