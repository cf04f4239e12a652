"""Parts of the pages that are made from the JSON schemas of the files that people write."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from _markdown import code, plain, table

from foedus import treaty

__all__ = ["MEANINGS", "common_facts", "enumerated", "file_format", "parts_of", "statuses", "words_for"]

#: ``names``, ``keys`` and ``words``, as the file tells.
MEANINGS: dict[str, dict[str, dict[str, str]]] = yaml.load(
    (Path(str(files("foedus"))) / "library" / "words" / "meanings.yaml").read_text(encoding="utf-8"),
    yaml.BaseLoader,  # noqa: S506 - reads text alone
)

#: Lists of words that stand on the page of words, with their headings there.
_LONG = {
    "act": ("acts", "acts-that-a-norm-is-about", treaty.ACTS),
    "kind": ("event kinds", "what-may-have-happened-in-a-situation", treaty.KINDS),
    "area": ("areas", "areas", treaty.AREAS),
    "status": ("statuses", "statuses-of-a-norm", dict.fromkeys(treaty.STATUSES, "")),
}


def parts_of(kind: str) -> dict[str, dict[str, Any]]:
    """Give the objects of a format by their names in the schema, the whole file first."""
    whole: dict[str, Any] = treaty.schema(kind)
    return {str(whole["title"]): whole, **whole.get("$defs", {})}


def words_for(part: str, key: str) -> dict[str, str]:
    """Give the meanings of the words that a key may take."""
    words = MEANINGS["words"]
    return words.get(f"{part}.{key}") or words.get(key, {})


def file_format(kind: str, *without: str) -> str:
    """Give every key and word of a format, object by object, but for those told elsewhere on the page."""
    return "\n".join(_part(name, part) for name, part in parts_of(kind).items() if name not in without)


def _part(name: str, part: dict[str, Any]) -> str:
    rows, lists = [], []
    for key, value in part["properties"].items():
        need = "**yes**" if key in part.get("required", ()) else _default(value)
        rows.append((code(key), _takes(value), need, MEANINGS["keys"][name][key]))
        words = words_for(name, key)
        if words:
            told = "\n".join(f"- {code(word)}: {words[word]}" for word in enumerated(value))
            lists.append(f"{code(key)} is one of:\n\n{told}\n" if told else "")
    title, said = MEANINGS["names"][name].values()
    return (
        f"### {title}\n\n{said}\n\n"
        + table(("key", "takes", "needed", "means"), rows)
        + "\n"
        + "\n".join(lists)
    )


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    return f"no: {code(str(default).lower())}" if default not in (None, "", [], {}) else "no"


def _inside(value: dict[str, Any]) -> Any:
    """Give what the keys of a mapping lead to, whatever they must look like."""
    return next(iter(value.get("patternProperties", {}).values()), value.get("additionalProperties"))


def enumerated(value: dict[str, Any]) -> list[str]:
    """Give the words of a closed list anywhere in a value."""
    found = [*map(str, value.get("enum", ())), *([str(value["const"])] if "const" in value else [])]
    for inner in (*value.get("anyOf", ()), value.get("items"), value.get("propertyNames")):
        found += enumerated(inner) if isinstance(inner, dict) else []
    inner = _inside(value)
    return found + (enumerated(inner) if isinstance(inner, dict) else [])


def _takes(value: dict[str, Any]) -> str:
    """Tell in words what a key takes."""
    if "$ref" in value:
        title = MEANINGS["names"][value["$ref"].rsplit("/", 1)[1]]["title"]
        return f"[{title}](#{title.lower().replace(' ', '-')})"
    if "const" in value:
        return code(value["const"])
    if "enum" in value:
        for name, anchor, words in _LONG.values():
            if set(value["enum"]) == set(words):
                return f"one of the [{name}](words.md#{anchor})"
        return " ".join(code(word) for word in value["enum"])
    if "anyOf" in value:
        return " or ".join(_takes(inner) for inner in value["anyOf"] if inner.get("type") != "null")
    kind = value.get("type")
    if isinstance(kind, list):
        return "text or number"
    if kind == "array":
        return (
            f"list of {_takes(value['items']).removeprefix('one of the ')}" if value.get("items") else "list"
        )
    if kind == "object":
        names, inner = value.get("propertyNames"), _inside(value)
        named = f", by {_takes(names)}" if names and "enum" in names else ", by name"
        return (_takes(inner) if isinstance(inner, dict) and inner else "anything") + named
    if value.get("format") == "date":
        return "day"
    return {"boolean": "`true` or `false`", "integer": "whole number", "number": "number"}.get(
        str(kind), "text"
    )


def common_facts() -> str:
    """Give the questions of fact that belong to no treaty."""
    csto = treaty.load("csto")
    rows = [(code(name), plain(said)) for name, said in csto.questions.items() if name not in csto.file.facts]
    return table(("fact", "asks whether"), rows)


def statuses() -> str:
    """Give the statuses of a norm: what each means, and to which others it may move when more is known."""
    rows = []
    for status in treaty.STATUSES:
        below = ", ".join(code(other) for other in treaty.BELOW[status])
        rows.append((code(status), MEANINGS["words"]["Trial.expect"][status], below or "stays"))
    return table(("status", "the norm", "when more is known"), rows)
