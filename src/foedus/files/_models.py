"""From a document to pydantic models: places on every model, one line for every mistake."""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Any, TypeVar, Union

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from foedus.errors import FileError, Span, nearest
from foedus.files._yaml import Document, Path_, load_yaml

__all__ = ["Placed", "findings", "read", "validate"]

M = TypeVar("M", bound=BaseModel)


class Placed(BaseModel):
    """A model of a closed vocabulary that knows its place in the file it was read from."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    _span: Span = PrivateAttr(Span(""))

    @property
    def span(self) -> Span:
        """Where the model stands; equality ignores it."""
        return self._span

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, BaseModel) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]


def read(path: Path, model: type[M]) -> M:
    """Read a YAML file as `model`.

    Raises
    ------
    FileError
        With the place of the first mistake; says how many more there are.
    """
    return validate(load_yaml(path), model)


def validate(document: Document, model: type[M]) -> M:
    """Check a document against `model` and give each `Placed` part its place; raises as `read`."""
    try:
        instance = model.model_validate(document.data)
    except ValidationError as error:
        first, *rest = _errors(document, model, error)
        more = f" (and {len(rest)} more)" if rest else ""
        raise FileError(first.what + more, first.where) from None
    _place(instance, (), document)
    return instance


def findings(document: Document, model: type[BaseModel]) -> list[FileError]:
    """All mistakes of a document by their places, missing keys last; empty if there are none."""
    try:
        model.model_validate(document.data)
    except ValidationError as error:
        return _errors(document, model, error)
    return []


def _errors(document: Document, model: type[BaseModel], error: ValidationError) -> list[FileError]:
    found = []
    for item in error.errors(include_url=False):
        path, kind = _real(tuple(item["loc"]), document), item["type"]
        name = _name(path)
        if kind == "extra_forbidden":
            where = document.key_span(path)
            what = f"unknown key {path[-1]!r}{nearest(str(path[-1]), _keys(model, path[:-1]))}"
        elif kind == "missing":
            where = document.span(path[:-1])
            what = f"the key {name!r} is missing"
        elif kind in ("literal_error", "enum"):
            where = document.span(path)
            given, words = item["input"], _words(str(item.get("ctx", {}).get("expected", "")))
            what = f"{name}: unknown word {given!r}{nearest(str(given), words)}"
        else:
            where = document.span(path)
            what = f"{name}: {_message(item)}" if name else _message(item)
        found.append(FileError(" ".join(what.split()), where))
    unique = {str(e): e for e in found}
    return sorted(unique.values(), key=_order)


#: What pydantic wants, in words of the file; the rest it says itself.
_WANTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "greater_than": "a number greater than {gt}",
    "greater_than_equal": "a number greater than or equal to {ge}",
    "less_than": "a number less than {lt}",
    "less_than_equal": "a number less than or equal to {le}",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
}


def _message(item: Any) -> str:
    wanted = _WANTED.get(item["type"])
    if wanted is None:
        return str(item["msg"]).removeprefix("Value error, ")
    return f"expected {wanted.format(**item.get('ctx', {}))}, not {_told(item['input'])}"


def _told(value: Any) -> str:
    """A value as the file has it, or what kind of thing it is."""
    if isinstance(value, (dict, list)) and value:
        return "keys with values" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    return repr(value)


def _name(path: Path_) -> str:
    """What a node is called: its key, or the key of its list and its place there."""
    if not path:
        return ""
    return str(path[-1]) if isinstance(path[-1], str) else f"{_name(path[:-1])}, item {path[-1] + 1}"


def _order(error: FileError) -> tuple[bool, int, int]:
    """By place; what is missing comes last, for a misspelt key is the likelier mistake."""
    where = error.where or Span("")
    return (error.what.endswith(" is missing"), where.line, where.column)


def _real(loc: Path_, document: Document) -> Path_:
    """Drop the parts of a pydantic location (names of union branches) that are not in the document."""
    path: Path_ = ()
    for i, part in enumerate(loc):
        last = i == len(loc) - 1
        node = _node(document.data, path)
        known = (isinstance(node, dict) and part in node) or (
            isinstance(node, list) and isinstance(part, int)
        )
        if known or (last and isinstance(node, dict)):
            path = (*path, part)
    return path


def _node(data: Any, path: Path_) -> Any:
    for part in path:
        data = data[part]
    return data


def _words(expected: str) -> list[str]:
    return [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",") if word.strip()]


def _keys(model: type[BaseModel], path: Path_) -> list[str]:
    """Keys that the model found at `path` would have understood."""
    kinds: list[Any] = [model]
    for part in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    return sorted({key for kind in kinds for m in _classes(kind) for key in _aliases(m)})


def _aliases(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _classes(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return [m for arm in typing.get_args(kind) for m in _classes(arm)]
    if origin is typing.Annotated:
        return _classes(typing.get_args(kind)[0])
    return []


def _inside(kind: Any, part: str | int) -> list[Any]:
    found: list[Any] = []
    for model in _classes(kind):
        found += [i.annotation for n, i in model.model_fields.items() if part in (n, i.alias)]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        found += [
            inner
            for arm in arguments
            for inner in _inside(arm, part)
            if not _classes(arm) or inner not in found
        ]
    elif origin is typing.Annotated:
        found += _inside(arguments[0], part)
    elif origin in (list, tuple) and isinstance(part, int):
        found.append(arguments[0])
    elif origin is dict:
        found.append(arguments[1])
    return found


def _place(value: Any, path: Path_, document: Document) -> None:
    if isinstance(value, Placed):
        value._span = document.span(path)
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            key = info.alias or name
            at = (*path, key) if (*path, key) in document.spans else (*path, name)
            _place(getattr(value, name), at, document)
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            _place(item, (*path, i), document)
    elif isinstance(value, dict):
        for key, item in value.items():
            _place(item, (*path, key), document)
