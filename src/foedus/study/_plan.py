"""The plan of a study, format ``study/1``: cases × variants × settings × seeds, each with many replicas."""

from __future__ import annotations

import itertools
import json
import math
import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from foedus.crisis import SERIES, Case, levers, load_case, read_levers
from foedus.errors import FileError, FoedusError, InputError, UnknownName
from foedus.files import Document, Placed, listing, load_yaml, validate
from foedus.study._records import told
from foedus.study._sample import read_sample
from foedus.study._severity import refuse_severity
from foedus.study._tasks import Levers, TaskSpec, columns_of, forget, sha
from foedus.study._variants import variant
from foedus.treaty import load_situation

__all__ = ["Cell", "Plan", "PlanFile", "default_bins", "read_plan"]

#: Most tasks of a study: beyond it the folder of chunks is the wrong shape.
MOST_TASKS = 1_000_000
MOST_RUNS = 10_000_000_000


def _value(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"expected a number or a word, not {told(value)}")
    return value


def _word(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text):
        raise ValueError(f"expected a letter or digit, then letters, digits and . _ -; not {text!r}")
    return text


Word = Annotated[str, AfterValidator(_word)]
Value = Annotated[float | str, BeforeValidator(_value)]
#: Strict, for Python would count a boolean and read a text.
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Seed = Annotated[Whole, Field(ge=0, lt=2**63)]


class SettingFile(Placed):
    """Levers with a name; with `grid`, the product of all values of some levers.

    A setting of a grid is called ``name/lever=value,lever=value``.
    """

    id: Word
    levers: dict[str, Value] = Field(default_factory=dict)
    grid: dict[str, Annotated[list[Value], Field(min_length=1)]] = Field(default_factory=dict)


class PriorFile(Placed):
    """A sample drawn from the priors: how many rows, and the seed of the draw."""

    prior: Annotated[Whole, Field(ge=1, le=1_000_000)]
    seed: Seed = 1


def _kind(given: object) -> str:
    return "word" if isinstance(given, str) else "rows"


#: Which of the two is meant is told by what stands there, so that a mistake in it is told too.
Sample = Annotated[
    Annotated[Literal["shipped"], Tag("word")] | Annotated[PriorFile, Tag("rows")], Discriminator(_kind)
]


class HistogramFile(Placed):
    """Counts of an hourly quantity: a bin below the first edge, one from each edge to the next, one above."""

    quantity: Literal["street", "violent", "deaths", "detained", "personnel"]
    bins: Annotated[list[Annotated[Number, Field(ge=0)]], Field(min_length=1, max_length=1000)] | None = None


_RECORD = SettingFile(id="record")
_ALL = tuple(HistogramFile.model_validate({"quantity": name}) for name in SERIES)


class PlanFile(Placed):
    """The whole of a plan."""

    schema_: Literal["study/1"] = Field(alias="schema")
    id: Word
    title: str
    cases: Annotated[list[str], Field(min_length=1)]
    settings: Annotated[list[SettingFile], Field(min_length=1, default_factory=lambda: [_RECORD])]
    variants: Annotated[list[str], Field(min_length=1, default_factory=lambda: ["base"])]
    sample: Sample = "shipped"
    particles: Annotated[Whole, Field(ge=1, le=MOST_RUNS)] | None = None
    replicas: Annotated[Whole, Field(ge=1, le=MOST_RUNS)] = 1
    seeds: Annotated[list[Seed], Field(min_length=1, default_factory=lambda: [1])]
    chunk: Annotated[Whole, Field(ge=1, le=100_000)] = 1000
    keep: Annotated[list[str], Field(min_length=1)] | None = None
    histograms: Annotated[list[HistogramFile], Field(default_factory=lambda: list(_ALL))]


class Cell(NamedTuple):
    """One combination: its case, variant, setting with levers, seed, and the number of runs."""

    case: str
    case_id: str
    variant: str
    setting: str
    levers: Levers
    seed: int
    runs: int
    particles: int

    @property
    def group(self) -> tuple[str, str, str]:
        """Case, variant and setting: what is added up over the seeds."""
        return self.case_id, self.variant, self.setting


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that was read and checked, cut into tasks.

    Attributes
    ----------
    path, file
        Where it stands, and what it says.
    cases
        Name (id or folder) and case, by the id that the case's file gives.
    cells
        Cases × variants × settings × seeds, in the order of the file, the last varying fastest.
    keep, histograms, prior
        As in `TaskSpec`.
    offsets
        Number of the first task of each cell, and behind the last one the number of all tasks.
    """

    path: Path
    file: PlanFile
    cases: dict[str, tuple[str, Case]]
    cells: tuple[Cell, ...]
    keep: tuple[str, ...]
    histograms: tuple[tuple[str, tuple[float, ...]], ...]
    prior: tuple[int, int] | None
    offsets: tuple[int, ...]

    @property
    def content(self) -> dict[str, Any]:
        """The plan with every default filled in, as JSON."""
        found: dict[str, Any] = self.file.model_dump(mode="json", by_alias=True)
        return found

    @property
    def digest(self) -> str:
        """Hash of `content`: comments and the order of keys do not count."""
        return sha(json.dumps(self.content, sort_keys=True).encode())

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return self.offsets[-1]

    @property
    def runs(self) -> int:
        """How many replicas there are."""
        return sum(cell.runs for cell in self.cells)

    def cell_of(self, number: int) -> Cell:
        """The cell that a task belongs to."""
        return self.cells[bisect_right(self.offsets, number) - 1]

    def spec(self, number: int) -> TaskSpec:
        """The task of that number, without what the manifest adds."""
        place = bisect_right(self.offsets, number) - 1
        cell = self.cells[place]
        first = (number - self.offsets[place]) * self.file.chunk
        return TaskSpec(
            number=number,
            case=cell.case,
            case_id=cell.case_id,
            variant=cell.variant,
            setting=cell.setting,
            levers=cell.levers,
            seed=cell.seed,
            first=first,
            last=min(first + self.file.chunk, cell.runs),
            particles=cell.particles,
            prior=self.prior,
            keep=self.keep,
            histograms=self.histograms,
        )


def default_bins() -> tuple[float, ...]:
    """Edges 1 to 9, then ten a decade to a million, all whole."""
    return tuple(float(n) for n in [*range(1, 10), *(round(10 ** (k / 10)) for k in range(10, 61))])


def read_plan(path: Path, folder: Path | None = None) -> Plan:
    """Read a plan and check it against its cases, before anything is run.

    Parameters
    ----------
    folder
        Folder from which relative paths of cases count; that of the plan if not given.

    Raises
    ------
    FileError
        With the place of the first mistake.
    """
    forget()
    document = load_yaml(path)
    file = validate(document, PlanFile)
    cases = _cases(document, file, folder or path.parent)
    settings = [one for i, s in enumerate(file.settings) for one in _settings(document, i, s, cases)]
    names = [name for name, _ in settings]
    _once(document, "settings", [s.id for s in file.settings])
    _once(document, "variants", file.variants)
    _once(document, "seeds", file.seeds)
    if len(set(names)) < len(names):
        raise FileError("two settings of a grid are the same", document.span(("settings",)))
    for i, name in enumerate(file.variants):
        _at(document, ("variants", i), variant, name)
    keep, histograms = _keep(document, file, cases), _histograms(document, file)
    prior = None if isinstance(file.sample, str) else (file.sample.prior, file.sample.seed)
    cells = tuple(
        Cell(name, case_id, chosen, setting, given, seed, particles * file.replicas, particles)
        for case_id, (name, case) in cases.items()
        for particles in [_particles(document, file, case, prior)]
        for chosen, (setting, given), seed in itertools.product(file.variants, settings, file.seeds)
    )
    offsets = (0, *itertools.accumulate(-(-cell.runs // file.chunk) for cell in cells))
    if (runs := sum(cell.runs for cell in cells)) > MOST_RUNS:
        raise FileError(f"{runs:,} runs are too many; at most {MOST_RUNS:,}", document.span(("replicas",)))
    if offsets[-1] > MOST_TASKS:
        raise FileError(
            f"{offsets[-1]:,} chunks are too many; at most {MOST_TASKS:,}: take a larger chunk",
            document.key_span(("chunk",)),
        )
    return Plan(path, file, cases, cells, keep, histograms, prior, offsets)


def _at(document: Document, path: tuple[str | int, ...], call: Any, *given: Any, key: bool = False) -> Any:
    """Call something and give its complaint the place of a node."""
    try:
        return call(*given)
    except FileError:
        raise
    except FoedusError as error:
        where = document.key_span(path) if key else document.span(path)
        raise FileError(str(error), where) from None


def _once(document: Document, key: str, values: list[Any]) -> None:
    for i, value in enumerate(values):
        if value in values[:i]:
            raise FileError(f"{key}: {value!r} stands twice", document.span((key, i)))


def _cases(document: Document, file: PlanFile, folder: Path) -> dict[str, tuple[str, Case]]:
    found: dict[str, tuple[str, Case]] = {}
    packaged = listing("case")
    for i, given in enumerate(file.cases):
        name = given
        with suppress(OSError):  # a name that the file system does not take is none
            if given not in packaged and (folder / given).is_dir():
                name = str((folder / given).resolve())
        case = _at(document, ("cases", i), load_case, name)
        if case.id in found:
            raise FileError(f"cases: {case.id!r} stands twice", document.span(("cases", i)))
        found[case.id] = (name, case)
    return found


def _settings(
    document: Document, i: int, setting: SettingFile, cases: dict[str, tuple[str, Case]]
) -> list[tuple[str, Levers]]:
    """Every combination of a setting, each value checked where it stands."""
    here: tuple[str | int, ...] = ("settings", i)
    if both := sorted(set(setting.levers) & set(setting.grid)):
        raise FileError(
            f"the lever {both[0]!r} stands in levers and in grid", document.key_span((*here, "grid", both[0]))
        )
    if (size := math.prod(map(len, setting.grid.values()))) > MOST_TASKS:
        raise FileError(
            f"{size:,} settings are too many; at most {MOST_TASKS:,}", document.key_span((*here, "grid"))
        )
    fixed = tuple(setting.levers.items())
    found = []
    for choice in itertools.product(*setting.grid.values()):
        chosen = tuple(zip(setting.grid, choice, strict=True))
        name = ",".join(f"{lever}={_told(value)}" for lever, value in chosen)
        found.append((f"{setting.id}/{name}" if chosen else setting.id, (*fixed, *chosen)))
    for called, case in cases.values():
        known = levers(case, tuple(account.id for account in load_situation(case.folder).accounts))
        by_id = [lever.id for lever in known]
        given = [(("levers", name), [value]) for name, value in setting.levers.items()]
        given += [(("grid", name), list(values)) for name, values in setting.grid.items()]
        for (part, name), values in given:
            if name == "severity":
                _at(document, (*here, part, name), _no_severity, called, key=True)
            if name not in by_id:
                raise UnknownName("lever", name, by_id, document.key_span((*here, part, name)))
            for j, value in enumerate(values):
                where = (*here, part, name, j) if part == "grid" else (*here, part, name)
                _at(document, where, read_levers, case, known, {name: value})
        for _, one in found if len(given) > 1 else ():
            _at(document, here, read_levers, case, known, dict(one))
    return found


def _no_severity(case: str) -> None:
    try:
        refuse_severity(["severity"])
    except InputError as error:
        raise InputError(f"{error}; one value: foedus study scenario {case} severity=0.5") from None


def _told(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"


def _particles(document: Document, file: PlanFile, case: Case, prior: tuple[int, int] | None) -> int:
    """How many rows of the sample are used."""
    rows = prior[0] if prior else len(read_sample(case).thetas)
    if file.particles is not None and file.particles > rows:
        raise FileError(
            f"particles: {file.particles} are more than the {rows} rows of the sample of {case.id}",
            document.span(("particles",)),
        )
    return file.particles or rows


def _keep(document: Document, file: PlanFile, cases: dict[str, tuple[str, Case]]) -> tuple[str, ...]:
    known = list(dict.fromkeys(name for _, case in cases.values() for name in columns_of(case)))
    if file.keep is None:
        return tuple(known)
    _once(document, "keep", file.keep)
    for i, name in enumerate(file.keep):
        if name not in known:
            raise UnknownName("outcome", name, known, document.span(("keep", i)))
    return tuple(file.keep)


def _histograms(document: Document, file: PlanFile) -> tuple[tuple[str, tuple[float, ...]], ...]:
    _once(document, "histograms", [one.quantity for one in file.histograms])
    found = []
    for i, one in enumerate(file.histograms):
        edges = default_bins() if one.bins is None else tuple(one.bins)
        for j, (low, high) in enumerate(itertools.pairwise(edges)):
            if not low < high:
                raise FileError(
                    f"bins: the edge {high:g} does not come after {low:g}",
                    document.span(("histograms", i, "bins", j + 1)),
                )
        found.append((one.quantity, edges))
    return tuple(found)
