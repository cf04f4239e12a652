"""What a study was begun with, so that it is never finished with anything else."""

from __future__ import annotations

from typing import Any

from foedus.crisis import Case
from foedus.files import find
from foedus.study._plan import Plan
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
    """In words, what of a manifest is no longer as it was; only what both hold is compared."""
    found = []
    if "plan" in new:
        was, now = old["plan"], new["plan"]
        found += [f"plan: {key}" for key in was if was[key] != now.get(key)]
    found += [
        f"{name} {was} is now {new['versions'].get(name)}"
        for name, was in old["versions"].items()
        if "versions" in new and new["versions"].get(name) != was
    ]
    for case, files in old["files"].items():
        now = new.get("files", {}).get(case, files)
        found += [f"{case}: {name}" for name, was in files.items() if now.get(name) != was]
    if new.get("kernels_sha256", old["kernels_sha256"]) != old["kernels_sha256"]:
        found.append("the sources of the model")
    found += [
        f"the sample of {name}" for name, was in old["samples"].items()
        if new.get("samples", old["samples"]).get(name) != was
    ]  # fmt: skip
    found += [
        f"what {name} compiles to" for name, was in old["problems"].items()
        if new.get("problems", old["problems"]).get(name) != was
    ]  # fmt: skip
    return found
