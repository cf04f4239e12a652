"""The parameter sample that a case ships with, and what was learnt when it was made."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.crisis import Case, parameters
from foedus.errors import FileError, Span

__all__ = ["Sample", "read_sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of parameters, and the notes of their making.

    Attributes
    ----------
    names
        Ids of the parameters, in the order of the columns.
    thetas : float64[row, parameter]
        The rows.
    notes
        The content of ``calibration.json``: seed, draws, kept, tolerance, prior predictive intervals of
        markers and outcomes, spread of posterior against prior per parameter, and the parameters to
        which each outcome is sensitive.
    """

    names: tuple[str, ...]
    thetas: NDArray[np.float64]
    notes: dict[str, Any]


def read_sample(case: Case) -> Sample:
    """Read ``parameters.csv`` and ``calibration.json`` of a case.

    Raises
    ------
    FileError
        If one is missing or does not fit the model's parameters; says which command makes them.
    """
    path, notes_path = case.folder / "parameters.csv", case.folder / "calibration.json"
    advice = f"make it with: foedus study calibrate {case.id}"
    names = tuple(p.id for p in parameters(case))
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            header, *rows = list(csv.reader(lines))
        notes = json.loads(notes_path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(
            f"the parameter sample cannot be read ({reason}); {advice}", Span(str(path))
        ) from None
    if tuple(header) != names:
        odd = sorted(set(header) ^ set(names))[:3]
        raise FileError(
            f"the parameter sample is of another model (differs in {', '.join(odd)}); {advice}",
            Span(str(path), 1),
        )
    try:
        thetas = np.array(rows, np.float64)
    except ValueError:
        raise FileError(
            f"a row is not all numbers or has the wrong length; {advice}", Span(str(path))
        ) from None
    if thetas.ndim != 2 or not len(thetas) or not np.isfinite(thetas).all():
        raise FileError(f"the sample is empty or has gaps; {advice}", Span(str(path)))
    return Sample(names, thetas, notes)
