"""Which rival hypotheses survive for a case, and the sample of each.

``rivals.json`` and ``rivals.csv`` in the case's folder are written together and read here and nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from foedus.crisis import Case, parameters
from foedus.errors import FileError, Span, UnknownName
from foedus.files import Document, Placed, load_yaml, staged_folder, validate
from foedus.study._own import again
from foedus.study._rivals import Rivals, bounds_told
from foedus.study._sample import Sample, read_rows
from foedus.study._table import desk
from foedus.study._variants import QUESTIONS, VARIANTS, holds, variant

__all__ = ["RIVALS", "ROWS", "Held", "Survivors", "held", "recheck_rivals", "surviving", "write_rivals"]

F8 = NDArray[np.float64]

#: Names of the files: verdicts and how near each variant came, and the rows.
RIVALS, ROWS = "rivals.json", "rivals.csv"


class CheckFile(Placed):
    """A row to run again: its place among the rows of the variant, its luck, and its distance."""

    row: int
    seed: int
    replica: int
    distance: float


class OwnFile(Placed):
    """What the file says of the sample of a variant."""

    particles: int
    distinct: int
    least: float
    greatest: float
    runs: int
    stopped: str
    check: list[CheckFile]


class VariantFile(Placed):
    """What the file says of one variant."""

    meaning: str
    source: str
    bounds: list[tuple[str, float | None, float | None]]
    draws: int
    accepted: int
    log_evidence: float | None
    error: float | None
    scores: list[float | None]
    noise: float | None
    sample: OwnFile


class PairFile(Placed):
    """What the file says of two rivals."""

    question: str
    first: str
    second: str
    evidence: float | None
    evidence_error: float | None
    score: float | None
    score_error: float | None
    verdict: str
    why: str


class RivalsFile(Placed):
    """The whole of ``rivals.json``: what ``foedus study rivals --json`` prints."""

    schema_: Literal["rivals/2"] = Field(alias="schema")
    case: str
    foedus: str
    command: str
    draws: int
    particles: int
    budget: int
    seed: int
    tolerance: float | None
    questions: dict[str, str]
    variants: dict[str, VariantFile]
    pairs: list[PairFile]
    surviving: list[str]


@dataclass(frozen=True, slots=True)
class Held:
    """The sample of a variant.

    Attributes
    ----------
    thetas : float64[row, parameter]
        Its rows.
    distance
        Greatest distance from the record among the runs that they were kept for.
    stopped
        Why the moves ended: wanted, acceptance, or budget.
    check
        Rows to run again (`recheck_rivals`).
    """

    thetas: F8 = field(repr=False, compare=False)
    distance: float
    stopped: str
    check: tuple[dict[str, Any], ...]


class Survivors(NamedTuple):
    """The variants over which a what-if is told.

    Attributes
    ----------
    names
        In the order of `VARIANTS`, without ``base``; none if the case has no samples of them.
    beaten
        Variants that a rival has beaten.
    command
        What the verdicts and the samples were made with; empty if the case has none.
    samples
        By variant, the beaten among them.
    """

    names: tuple[str, ...]
    beaten: tuple[str, ...]
    command: str
    samples: Mapping[str, Held]

    def note(self, case: str) -> str:
        """Where the verdicts are from, in a sentence."""
        if not self.command:
            return (
                f"The case has no {ROWS}, so a what-if is not told under rival hypotheses; "
                f"make it with: {_command(case)}"
            )
        beaten = f"beaten: {', '.join(self.beaten)}" if self.beaten else "none is beaten"
        return f"Verdicts of {RIVALS}, made with: {self.command}; {beaten}"


def write_rivals(found: Rivals, folder: Path) -> tuple[Path, Path]:
    """Write ``rivals.json`` and ``rivals.csv`` (six significant figures) into a folder, both or none.

    Raises
    ------
    OutputError
        If they cannot be written; what was there stays.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["variant", *(parameter.id for parameter in parameters(found.case))])
    for name, own in found.samples.items():
        if name != "base":
            rows.writerows([[name, *(f"{value:.6g}" for value in row)] for row in own.thetas])
    document = json.dumps(found.document(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    with staged_folder(folder) as stage:
        (stage / RIVALS).write_bytes(document.encode("utf-8"))
        (stage / ROWS).write_bytes(text.getvalue().encode("utf-8"))
    return folder / RIVALS, folder / ROWS


def surviving(case: Case) -> Survivors:
    """Read which variants survive for a case, and the sample of each; none if it has no ``rivals.csv``.

    Raises
    ------
    FileError, UnknownName
        If a file is broken, of another case, of other variants, or does not go with the other; with the
        place, and the command that makes both again.
    """
    path, rows = case.folder / RIVALS, case.folder / ROWS
    if not rows.exists():
        return Survivors((), (), "", {})
    if not path.exists():
        raise FileError(
            f"there is no {RIVALS} beside it; make both with: {_command(case.id)}", Span(str(rows))
        )
    document = load_yaml(path)
    file = validate(document, RivalsFile)
    _check(case, document, file)
    every = tuple(name for name in VARIANTS if name != "base")
    beaten = tuple(name for name in every if name not in file.surviving)
    kept = tuple(name for name in every if name in file.surviving)
    return Survivors(kept, beaten, file.command, _samples(case, file, rows))


def held(case: Case, sample: Sample, name: str) -> tuple[F8, str]:
    """Rows to run a variant with, and the file that they are from.

    The variant's own sample if the case has one; else, and where variants are joined, what of the case's
    sample obeys (`_variants.variant`).

    Raises
    ------
    InputError
        If the variant is not known, or no row obeys; and as `surviving`.
    """
    restricted = variant(name)
    if name != "base" and name in VARIANTS and (own := surviving(case).samples.get(name)):
        return own.thetas, ROWS
    return restricted(sample.thetas), "parameters.csv"


def recheck_rivals(case: Case) -> list[dict[str, Any]]:
    """Run a few rows of each variant's sample again, each with its own luck, and set distances side by side.

    Returns
    -------
    list of dict
        ``variant``, ``row``, ``noted`` and ``now``: the distance from the record when the sample was made
        and now, to ten figures; ``same``: whether they are equal. If not, the model, the case or its record
        has changed since. Empty if the case has no samples of variants.

    Raises
    ------
    FileError, UnknownName
        As `surviving`.
    """
    found, place = [], desk(case)
    for name, own in surviving(case).samples.items():
        for one in own.check:
            now = again(place, own.thetas, one)
            told = {"variant": name, "row": one["row"], "noted": one["distance"], "now": now}
            found.append({**told, "same": now == one["distance"]})
    return found


def _samples(case: Case, file: RivalsFile, path: Path) -> dict[str, Held]:
    """Rows of each variant: as many as the other file says, and each as the variant holds."""
    advice = f"make it with: {_command(case.id)}"
    lead, thetas = read_rows(path, tuple(one.id for one in parameters(case)), advice, ("variant",))
    names = np.array([row[0] for row in lead])
    for line, name in enumerate(names, 2):
        if name not in file.variants or name == "base":
            known = [one for one in file.variants if one != "base"]
            raise UnknownName("variant", str(name), known, Span(str(path), line))
    found = {}
    for name, told in file.variants.items():
        if name == "base":
            continue
        own, wanted = thetas[names == name], told.sample.particles
        if len(own) != wanted or not wanted:
            raise FileError(
                f"{len(own)} rows of the variant {name!r}; {RIVALS} says {wanted}; {advice}", Span(str(path))
            )
        if not (fit := holds(name, own)).all():
            line = int(np.flatnonzero(names == name)[np.flatnonzero(~fit)[0]]) + 2
            raise FileError(f"the row is not as the variant {name!r} holds; {advice}", Span(str(path), line))
        if bad := [one.row for one in told.sample.check if not 0 <= one.row < wanted]:
            raise FileError(f"there is no row {bad[0]} of the variant {name!r}; {advice}", Span(str(path)))
        check = tuple(
            {"row": one.row, "seed": one.seed, "replica": one.replica, "distance": one.distance}
            for one in told.sample.check
        )
        found[name] = Held(own, told.sample.greatest, told.sample.stopped, check)
    return found


def _command(case: str) -> str:
    return f"foedus study rivals {case} --write"


def _check(case: Case, document: Document, file: RivalsFile) -> None:
    """Names and restrictions must be those of the model, and the case this one."""
    advice = f"make it with: {_command(case.id)}"
    if file.case != case.id:
        raise FileError(
            f"case: is of {file.case!r}, and not of {case.id!r}; {advice}", document.span(("case",))
        )
    for name, told in file.variants.items():
        if name not in VARIANTS:
            raise UnknownName("variant", name, VARIANTS, document.key_span(("variants", name)))
        if [list(bound) for bound in told.bounds] != bounds_told(name):
            raise FileError(
                f"the variant {name!r} restricts other parameters now; {advice}",
                document.span(("variants", name, "bounds")),
            )
    if missing := [name for name in VARIANTS if name not in file.variants]:
        raise FileError(
            f"the variant {missing[0]!r} has not been compared; {advice}", document.key_span(("variants",))
        )
    for i, name in enumerate(file.surviving):
        if name not in file.variants:
            raise UnknownName("variant", name, file.variants, document.span(("surviving", i)))
    for i, pair in enumerate(file.pairs):
        if pair.question not in QUESTIONS:
            raise UnknownName("question", pair.question, QUESTIONS, document.span(("pairs", i, "question")))
