"""The JSON files of a study, read with suspicion.

A disk, a copy that broke off or a hand may have made anything of them. What is not as it was written is told
with its place; what to do about it, whoever reads them adds.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field

from foedus.errors import FileError, Span
from foedus.files import Document, parse_yaml, validate

__all__ = ["ChunkNotes", "FailureNotes", "Manifest", "Notes", "Summary", "read_record", "sealed", "told"]

Count = Annotated[int, Field(ge=0)]
Hashes = dict[str, str]


class _Record(BaseModel):
    """Something that Foedus wrote: what is needed of it; more may stand there."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class Manifest(_Record):
    """What a study was begun with."""

    schema_: Literal["study-run/1"] = Field(alias="schema")
    study: str
    title: str
    plan_file: str
    folder: str
    plan: dict[str, Any]
    versions: Hashes
    kernels_sha256: str
    files: dict[str, Hashes]
    tasks: Count
    runs: Count
    samples: Hashes
    problems: Hashes


class Notes(_Record):
    """What is told of a task that was done or failed."""

    task: Count
    case: str
    variant: str
    setting: str
    seed: Count
    first: Count
    last: Count
    seconds: Annotated[float, Field(ge=0)]
    worker: str


class ChunkNotes(Notes):
    """The notes of a chunk, with the hashes of its files."""

    sha256: Hashes


class FailureNotes(Notes):
    """The row of a task that failed."""

    stage: str
    error: str


class Summary(_Record):
    """What a study came to; the seal is the hash of all the rest."""

    schema_: Literal["study-summary/1"] = Field(alias="schema")
    sha256: Hashes
    seal: str


def read_record(path: Path, model: type[BaseModel]) -> dict[str, Any]:
    """Read a JSON file and check that it is what the model says.

    Raises
    ------
    FileError
        With the place of what is not; a `FileNotFoundError` is its cause if there is no file.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", Span(str(path))) from error
    except UnicodeDecodeError as error:
        raise FileError(f"not UTF-8 text (byte {error.start})", Span(str(path))) from None
    try:
        found = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise FileError(f"not JSON: {error.msg}", Span(str(path), error.lineno, error.colno)) from None
    except (ValueError, RecursionError) as error:
        raise FileError(f"not JSON: {error}", Span(str(path))) from None
    try:
        model.model_validate(found)
    except ValueError:
        validate(_placed(text, path, found), model)
        raise
    if "seal" in model.model_fields and sealed(found)["seal"] != found["seal"]:
        raise FileError("not what was written there", Span(str(path)))
    return dict(found)


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a hash of all of it but the hash."""
    rest = {key: value for key, value in document.items() if key != "seal"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False)
    return rest | {"seal": hashlib.sha256(text.encode()).hexdigest()}


def told(value: Any) -> str:
    """A value of a record in few words."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _placed(text: str, path: Path, found: Any) -> Document:
    """The document with its places: JSON is YAML too, but for tabs, and that reader knows them."""
    try:
        return parse_yaml(text, str(path))
    except FileError:
        return Document(str(path), found)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number there")
