"""Strict YAML: dates stay text, ``NO`` is Norway, a key stands once, every node has a place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from foedus.errors import FileError, Span

__all__ = ["Document", "Path_", "load_yaml", "parse_yaml"]

Path_ = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
#: How deep collections may stand in one another.
_DEPTH = 400
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says, and where it says it.

    Attributes
    ----------
    file
        Name of the file as messages should show it.
    data
        Mappings, lists, text, numbers, booleans and ``None``.
    spans
        For each node, by its path of keys and indices from the root, the place of its first character;
        for a mapping's value, the place of its key is kept under ``(*path, "<key>")``.
    """

    file: str
    data: Any
    spans: dict[Path_, Span] = field(default_factory=dict, repr=False)

    def span(self, path: Path_) -> Span:
        """Place of the node at `path`, or of its nearest enclosing node that has one."""
        while path and path not in self.spans:
            path = path[:-1]
        return self.spans.get(path, Span(self.file, 1, 1))

    def key_span(self, path: Path_) -> Span:
        """Place of the key that names the node at `path`, or of the nearest node that has one."""
        return self.spans.get((*path, "<key>")) or self.span(path)


def load_yaml(path: Path) -> Document:
    """Read a YAML file.

    Raises
    ------
    FileError
        If the file cannot be read, is not UTF-8, is not YAML, repeats a key, or uses an alias or a tag.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileError(f"not UTF-8 text (byte {error.start})", Span(str(path))) from None
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", Span(str(path))) from None
    except ValueError as error:
        raise FileError(f"cannot be read: {error}", Span(str(path))) from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, file: str = "<text>") -> Document:
    """Read YAML text; see `load_yaml`."""
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        if text.count("[") + text.count("{") + text.count("- -") > _DEPTH:
            _shallow(text, loader, file)
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Span(file, mark.line + 1, mark.column + 1) if mark else Span(file)
        problem = " ".join(str(error.problem or error.context or "cannot be parsed").split())
        raise FileError(f"not YAML: {problem}", where) from None
    except yaml.YAMLError as error:
        raise FileError(f"not YAML: {' '.join(str(error).split())}", Span(file)) from None
    if node is None:
        raise FileError("the file is empty", Span(file, 1, 1))
    spans: dict[Path_, Span] = {}
    try:
        return Document(file, _construct(node, (), spans, file, set()), spans)
    except RecursionError:
        raise FileError("nested too deeply to be read", Span(file, 1, 1)) from None


def _shallow(text: str, loader: Any, file: str) -> None:
    """Refuse what is nested deeper than the composer can bear; it would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            mark = event.start_mark
            where = Span(file, mark.line + 1, mark.column + 1) if mark else Span(file, 1, 1)
            raise FileError("nested too deeply to be read", where)


def _construct(node: yaml.Node, path: Path_, spans: dict[Path_, Span], file: str, seen: set[int]) -> Any:
    here = Span(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if id(node) in seen:
        # An alias leads to the node of its anchor, whose place is all that is known here.
        raise FileError("the value here is used again by an alias; write it out each time", here)
    if not node.tag.startswith("tag:yaml.org,2002:"):
        raise FileError(f"the tag {node.tag!r} is not used here; write the value alone", here)
    seen.add(id(node))
    spans[path] = here
    if isinstance(node, yaml.ScalarNode):
        try:
            return _scalar(node)
        except ValueError:
            raise FileError("a number of too many digits", here) from None
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child, (*path, i), spans, file, seen) for i, child in enumerate(node.value)]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        at = Span(file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            raise FileError("a key must be a plain word", at)
        key = key_node.value
        if key in mapping:
            first = spans[(*path, key, "<key>")]
            raise FileError(f"the key {key!r} already stands in line {first.line}", at)
        spans[(*path, key, "<key>")] = at
        mapping[key] = _construct(value_node, (*path, key), spans, file, seen)
    return mapping


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text
