"""The document that ``foedus replay --json`` prints, and what each answer rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from foedus.council import ACTIONS
from foedus.crisis import Case, LawTable, Setting
from foedus.score import fit_label
from foedus.study._calibrate import ANSWERS
from foedus.study._ensemble import Ensemble
from foedus.study._markers import between
from foedus.study._sample import Sample

__all__ = ["fit", "summary"]

_HARM = {
    "state": "deaths_state",
    "armed": "deaths_armed",
    "services": "deaths_services",
    "custody": "deaths_custody",
    "unarmed": "deaths_unarmed",
    "injured": "injured",
    "detained": "detained",
    "released": "released",
    "emergency_days": "emergency_days",
}
_OUTCOME = (
    "deaths",
    "detained",
    "peak_on_street",
    "peak_day",
    "injured",
    "peak_violent",
    "violent_peak_day",
    "calm_day",
)


def fit(sample: Sample) -> dict[str, dict[str, Any]]:
    """Say for each answer what it rests on.

    *fit* is ``data``, ``mixed`` or ``prior`` by the spread of the kept rows against the prior, averaged
    over the parameters to which the answer is sensitive, each by its share. A spread within two standard
    errors of the prior's counts as the prior's. *cause* is ``assumed`` for all: on a single case no
    effect is identified.
    """
    sensitive = sample.notes["sensitive"]
    noise = 2.0 / np.sqrt(2.0 * len(sample.thetas))
    spread = {name: ratio if ratio < 1.0 - noise else 1.0 for name, ratio in sample.notes["spread"].items()}
    found = {}
    for answer in ANSWERS:
        shares = {name: share for name, share in sensitive.get(answer, {}).items() if name in spread}
        whole = sum(shares.values())
        ratio = sum(share * spread[name] for name, share in shares.items()) / whole if whole else 1.0
        found[answer] = {
            "fit": fit_label(ratio),
            "cause": "assumed",
            "ratio": float(f"{ratio:.3g}"),
            "parameters": sorted(shares, key=lambda name: -shares[name]),
        }
    return found


def summary(
    case: Case, seed: int, runs: int, setting: Mapping[str, Setting], law: LawTable, result: Ensemble,
    markers: list[dict[str, Any]], footing: dict[str, dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """Put the answers of a replay into one JSON document; hours count from the request, days from day 1."""
    outcomes = result.outcomes
    account = str(setting["account"])
    answer = law.answers[account, law.stages[-1]]
    voted = result.actions[:, 0] >= 0
    members = [state for state in case.states if state != case.file.target]
    consent = {}
    for m, state in enumerate(case.states):
        if state in members:
            consent[state] = _share(result.actions[voted, m] == ACTIONS.index("consent"))
    return {
        "case": case.id,
        "seed": seed,
        "runs": runs,
        "levers": dict(setting),
        "law": {position.norm: position.status for position in answer.positions()},
        "council": {
            "adopted": _share(outcomes["adopted"][voted] > 0),
            "hours": between(outcomes["decision_hours"]),
            "consent": consent,
        },
        "forces": {
            "personnel": between(outcomes["personnel"]),
            "by_state": {state: between(outcomes[f"personnel_{state.lower()}"]) for state in members},
            "first_arrival_hours": between(outcomes["first_arrival_hours"]),
            "closure_hours": between(outcomes["closure_hours"]),
        },
        "outcome": {name: between(outcomes[name]) for name in _OUTCOME},
        "harm": {name: between(outcomes[column]) for name, column in _HARM.items()},
        "hours_simulated": case.hours * runs,
        "markers": [{key: value for key, value in marker.items() if key != "source"} for marker in markers],
        "basis": {name: {"fit": row["fit"], "cause": row["cause"]} for name, row in footing.items()},
    }


def _share(flags: Any) -> float | None:
    values = np.asarray(flags)
    return float(f"{values.mean():.6g}") if len(values) else None
