"""Tests of treaty files that a jurist writes: a situation, a day, and the statuses that the text gives.

The format ``treaty-tests/1`` stands beside a treaty as ``<id>.tests.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from foedus.errors import FileError, InputError, Span, UnknownName
from foedus.files import Document, Placed, find, findings, load_yaml, validate
from foedus.treaty._evaluate import Answer, ask
from foedus.treaty._inquiry import Status
from foedus.treaty._load import load
from foedus.treaty._situation import Told, load_situation
from foedus.treaty._words import Day, State, Words

__all__ = ["Trial", "TrialsFile", "Verdict", "load_trials", "trial_mistakes", "try_treaty"]


class Rolls(Placed):
    """States that are, and that are not, members on the day."""

    has: list[State] = Field(default_factory=list)
    lacks: list[State] = Field(default_factory=list)
    instrument: str = ""


class Trial(Placed):
    """One test: what happened, when, and what the treaty says of it."""

    name: str
    on: Day
    situation: Told | None = None
    case: str | None = None
    account: str | None = None
    stage: str | None = None
    readings: dict[str, str] = Field(default_factory=dict)
    expect: dict[str, Status] = Field(default_factory=dict)
    bearers: dict[str, list[State]] = Field(default_factory=dict)
    seen_by: dict[State, dict[str, Status]] = Field(default_factory=dict)
    members: Rolls | None = None
    why: str = ""
    source: Words = Field(default_factory=list)

    @model_validator(mode="after")
    def _something(self) -> Trial:
        if self.situation is not None and self.case is not None:
            raise ValueError("a test tells its 'situation', or names a 'case', not both")
        if self.case is None and (self.account or self.stage):
            raise ValueError("'account' and 'stage' belong to a 'case'")
        if not (self.expect or self.bearers or self.seen_by or self.members):
            raise ValueError("a test expects something: 'expect', 'bearers', 'seen_by' or 'members'")
        return self


class TrialsFile(Placed):
    """The tests of one treaty."""

    schema_: Literal["treaty-tests/1"] = Field(alias="schema")
    treaty: str
    sources: dict[str, str] = Field(default_factory=dict)
    tests: list[Trial] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a test came out.

    Attributes
    ----------
    failures
        One sentence for each expectation that was not met; empty if the test passes.
    """

    treaty: str
    name: str
    span: Span
    failures: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """Give the verdict as JSON."""
        return {
            "treaty": self.treaty,
            "name": self.name,
            "line": self.span.line,
            "passed": not self.failures,
            "failures": list(self.failures),
        }


def load_trials(name: str | Path) -> TrialsFile | None:
    """Load the tests of a packaged treaty, or a file of tests; ``None`` if the treaty has none.

    Raises
    ------
    FileError
        If the file does not load, or names a source that neither it nor its treaty knows.
    """
    document = None
    if Path(str(name)).suffix in (".yaml", ".yml"):
        document = load_yaml(Path(str(name)))
    if document is None or (isinstance(document.data, dict) and document.data.get("schema") == "treaty/1"):
        home = find("treaty", str(name))
        path = home.with_name(f"{home.stem}.tests.yaml")
        if not path.is_file():
            return None
        document = load_yaml(path)
    file = validate(document, TrialsFile)
    wrong = _references(file)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise FileError(wrong[0].what + more, wrong[0].where)
    return file


def trial_mistakes(document: Document) -> list[FileError]:
    """All mistakes that keep a document from being a file of tests."""
    return findings(document, TrialsFile) or _references(validate(document, TrialsFile))


def try_treaty(name: str | Path) -> list[Verdict]:
    """Run the tests of a treaty, or of a file of tests; raises as `load_trials`."""
    file = load_trials(name)
    if file is None:
        return []
    treaty = _treaty(file)
    return [
        Verdict(file.treaty, trial.name, trial.span, tuple(_failures(treaty, trial))) for trial in file.tests
    ]


def _treaty(file: TrialsFile) -> str:
    """The treaty that is tested: the file beside the tests, as ``pact.yaml`` beside ``pact.tests.yaml``.

    Where there is none, the packaged one.
    """
    path = Path(file.span.file)
    home = path.with_name(path.name.replace(".tests.", "."))
    return str(home) if home != path and home.is_file() else file.treaty


def _failures(treaty: str, trial: Trial) -> list[str]:
    try:
        answer = _answer(treaty, trial)
        found = [*_statuses(answer, trial), *_seen(answer, trial), *_members(answer, trial)]
    except InputError as error:
        return [str(error)]
    return found


def _answer(treaty: str, trial: Trial) -> Answer:
    law = load(treaty)
    if trial.case is not None:
        situation = load_situation(trial.case).situation(trial.account, trial.stage)
    else:
        situation = (trial.situation or Told()).at(trial.on)
    silent = [name.removeprefix("silence:") for name in trial.expect if name.startswith("silence:")]
    return ask(law, situation, as_of=trial.on, readings=trial.readings, acts=silent)


def _statuses(answer: Answer, trial: Trial) -> list[str]:
    found = []
    for name, expected in trial.expect.items():
        if name.startswith("silence:"):
            status: str = "silent" if name.removeprefix("silence:") in answer.silences() else "addressed"
        else:
            status = answer.status(name)
        if status != expected:
            found.append(f"{name} is {status}; expected {expected}")
    for name, states in trial.bearers.items():
        borne = list(answer.position(name).bearers)
        if sorted(states) != sorted(borne):
            found.append(
                f"{name} is borne by {' '.join(borne) or 'nobody'}; expected {' '.join(sorted(states))}"
            )
    return found


def _seen(answer: Answer, trial: Trial) -> list[str]:
    found = []
    for state, norms in trial.seen_by.items():
        for name, expected in norms.items():
            status, _ = answer.position(name).seen_by(state)
            if status != expected:
                found.append(f"{name} as {state} read it is {status}; expected {expected}")
    return found


def _members(answer: Answer, trial: Trial) -> list[str]:
    if trial.members is None:
        return []
    members = answer.treaty.members(trial.on, trial.members.instrument)
    found = [f"{s} is no member on {trial.on}" for s in trial.members.has if s not in members]
    return found + [f"{s} is a member on {trial.on}" for s in trial.members.lacks if s in members]


def _references(file: TrialsFile) -> list[FileError]:
    known: Sequence[str] = list(file.sources)
    try:
        known = [*known, *load(_treaty(file)).file.sources]
    except InputError as error:
        return [FileError(f"treaty: {error}", file.span)]
    found = []
    for trial in file.tests:
        for source in trial.source:
            name = source.partition("#")[0]
            if not source.startswith(("http://", "https://")) and name not in known:
                found.append(FileError(str(UnknownName("source", name, known)), trial.span))
    return found
