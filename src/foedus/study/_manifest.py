"""What a study was begun with, so that it is never finished with anything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from foedus.crisis import Case
from foedus.files import find
from foedus.study._plan import Plan
from foedus.study._records import told
from foedus.study._tasks import TaskSpec, kernels, prepare, sha, versions

__all__ = ["changes", "complete", "deep", "shallow"]

#: Files of a case that the runs rest on.
_FILES = ("case.yaml", "situation.yaml")


def shallow(plan: Plan) -> dict[str, Any]:
    """What can be told without compiling: the plan, versions, sources of the kernels, files."""
    return {
        "schema": "study-run/1",
        "study": plan.file.id,
        "title": plan.file.title,
        "plan_file": str(plan.path.resolve()),
        "folder": str(plan.path.resolve().parent),
        "plan": plan.content,
        "plan_sha256": plan.digest,
        "versions": dict(versions()),
        "kernels_sha256": kernels(),
        "files": {id_: _files(plan, case) for id_, (_, case) in plan.cases.items()},
        "tasks": plan.tasks,
        "runs": plan.runs,
    }


def _files(plan: Plan, case: Case) -> dict[str, str]:
    names = [*_FILES, "parameters.csv"] if plan.prior is None else list(_FILES)
    found = {name: sha((case.folder / name).read_bytes()) for name in names}
    law = find("treaty", case.file.treaty)
    return found | {f"treaty {law.name}": sha(law.read_bytes())}


def deep(plan: Plan) -> dict[str, dict[str, str]]:
    """Hashes of what the tasks get to see: every parameter sample and every compiled problem."""
    samples: dict[str, str] = {}
    problems: dict[str, str] = {}
    for cell, index in zip(plan.cells, plan.offsets, strict=False):
        sample, problem = f"{cell.case_id} {cell.variant}", f"{cell.case_id} {cell.setting}"
        if sample in samples and problem in problems:
            continue
        ready = prepare(plan.spec(index))
        samples[sample], problems[problem] = ready.sample_hash, ready.problem_hash
    return {"samples": samples, "problems": problems}


def complete(spec: TaskSpec, manifest: dict[str, Any]) -> TaskSpec:
    """A task with everything that whoever runs it must have."""
    return spec._replace(
        versions=tuple(manifest["versions"].items()),
        kernels=manifest["kernels_sha256"],
        sample=manifest["samples"][f"{spec.case_id} {spec.variant}"],
        problem=manifest["problems"][f"{spec.case_id} {spec.setting}"],
    )


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """In words, what of a manifest was what and is now what; only what both hold is compared."""
    words = {
        "schema": "the format",
        "plan": "plan:",
        "versions": "",
        "kernels_sha256": "the sources of the model:",
        "files": "",
        "samples": "the sample of",
        "problems": "what is compiled of",
        "tasks": "tasks",
        "runs": "runs",
    }
    found = []
    for key, word in words.items():
        if key in old and key in new:
            found += [f"{word} {one}".strip() for one in _differences("", old[key], new[key], key)]
    return found


def _differences(place: str, was: Any, now: Any, part: str) -> Iterator[str]:
    """Every value below a place of a part of the manifest that is another now."""
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        dot = "." if part == "plan" else ": "
        for key in dict.fromkeys([*was, *now]):
            below = f"{place}{dot}{key}" if place else key
            yield from _differences(below, was.get(key), now.get(key), part)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for i, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _differences(f"{place}[{i + 1}]", one, other, part)
    else:
        yield f"{place} {_shown(was, part)} is now {_shown(now, part)}".strip()


def _shown(value: Any, part: str) -> str:
    """A value in few words: a hash by its beginning, a list of named things by their names."""
    if isinstance(value, str):
        return value if part in ("plan", "versions") else value[:12]
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        value = [one.get("id", one.get("quantity")) for one in value]
    return "none" if value is None else told(value)
