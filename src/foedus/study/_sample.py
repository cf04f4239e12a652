"""The parameter sample that a case ships with, and what was learnt when it was made."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.crisis import Case, parameters
from foedus.errors import FileError, Span

__all__ = ["SCHEMA", "Sample", "read_rows", "read_sample"]

#: Of ``calibration.json``.
SCHEMA = "calibration/3"


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of parameters, and the notes of their making.

    Attributes
    ----------
    known
        The parameters, in the order of the columns.
    thetas : float64[row, parameter]
        The rows.
    notes
        The content of ``calibration.json``: command, seed, draws, kept, prior predictive intervals of
        markers and outcomes, spread of posterior against prior per parameter, the parameters on which each
        answer hangs, particles to run again, and the checks.
    """

    known: tuple[Parameter, ...]
    thetas: NDArray[np.float64]
    notes: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the parameters, in the order of the columns."""
        return tuple(parameter.id for parameter in self.known)


def read_sample(case: Case) -> Sample:
    """Read ``parameters.csv`` and ``calibration.json`` of a case.

    Raises
    ------
    FileError
        If one is missing or does not fit the model's parameters; says which command makes them.
    """
    path, notes_path = case.folder / "parameters.csv", case.folder / "calibration.json"
    advice = f"make it with: foedus study calibrate {case.id}"
    known = parameters(case)
    names = tuple(p.id for p in known)
    _, thetas = read_rows(path, names, advice)
    try:
        notes = json.loads(notes_path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(error, notes_path, advice) from None
    if wrong := _wrong(notes, [marker.id for marker in case.file.markers], len(thetas)):
        raise FileError(f"the notes of the parameter sample {wrong}; {advice}", Span(str(notes_path)))
    return Sample(known, thetas, notes)


def read_rows(
    path: Path, names: tuple[str, ...], advice: str, lead: tuple[str, ...] = ()
) -> tuple[list[list[str]], NDArray[np.float64]]:
    """Read rows of parameters from a table with columns of text, if any, before them.

    Parameters
    ----------
    names
        Ids of the parameters, in order.
    advice
        What a file that does not fit is told with: the command that makes it again.
    lead
        Names of the columns of text.

    Raises
    ------
    FileError
        If the file cannot be read, has other columns, or a row that is not all numbers.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            header, *rows = list(csv.reader(lines))
    except (OSError, ValueError) as error:
        raise _unreadable(error, path, advice) from None
    if tuple(header) != (*lead, *names):
        odd = sorted(set(header) ^ {*lead, *names})[:3]
        told = f"differs in {', '.join(odd)}" if odd else "columns in another order"
        raise FileError(f"the parameter sample is of another model ({told}); {advice}", Span(str(path), 1))
    try:
        thetas = np.array([row[len(lead) :] for row in rows], np.float64)
    except ValueError:
        raise FileError(
            f"a row is not all numbers or has the wrong length; {advice}", Span(str(path))
        ) from None
    if thetas.ndim != 2 or not len(thetas) or not np.isfinite(thetas).all():
        raise FileError(f"the sample is empty or has gaps; {advice}", Span(str(path)))
    return [row[: len(lead)] for row in rows], thetas


def _unreadable(error: Exception, path: Path, advice: str) -> FileError:
    reason = getattr(error, "strerror", None) or error
    return FileError(f"the parameter sample cannot be read ({reason}); {advice}", Span(str(path)))


#: What the notes have to have, of what kind, and how that is told.
_KEYS: tuple[tuple[str, type | tuple[type, ...], str], ...] = (
    *((key, str, "text") for key in ("case", "command", "foedus", "method")),
    *((key, int, "a whole number") for key in ("seed", "draws", "kept")),
    *(
        (key, dict, "its rows")
        for key in ("distance", "first_round", "near", "population", "prior", "sensitive", "spread")
    ),
    ("check", list, "particles to run again"),
)


def _wrong(notes: Any, markers: list[str], rows: int) -> str:
    """Say what the notes lack of what a replay needs; nothing if they have it."""
    if not isinstance(notes, dict):
        return "are not what they should be: expected one JSON object"
    if notes.get("schema") != SCHEMA:
        was = f"the schema {notes['schema']!r}" if "schema" in notes else "no schema"
        return f"have {was}; expected {SCHEMA!r}"
    for key, kind, told in _KEYS:
        if not isinstance(notes.get(key), kind):
            return f"have no {key!r}; expected {told}"
    if missing := [marker for marker in markers if not _has(notes["prior"].get(marker), "p05", "p95")]:
        return f"have no prior interval of the marker {missing[0]!r}"
    if not all(_is_number(value) for value in notes["spread"].values()):
        return "have a spread that is no number"
    for answer, row in notes["sensitive"].items():
        if not _has(row, "parameters", "others", "luck") or not isinstance(row["parameters"], dict):
            return f"do not tell what the answer {answer!r} hangs on; expected parameters, others and luck"
    for key, inner in (("population", "effective"), ("near", "epsilon"), ("first_round", "epsilon")):
        if not _is_number(notes[key].get(inner)) or notes[key][inner] <= 0:
            return f"have no '{key}.{inner}'; expected a number above 0"
    for row in notes["check"]:
        if not _has(row, "row", "seed", "replica", "distance") or row["row"] not in range(rows):
            return "have a particle to run again without row, seed, replica and distance"
    return ""


def _has(row: Any, *keys: str) -> bool:
    return isinstance(row, dict) and all(key in row for key in keys)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
