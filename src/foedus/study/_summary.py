"""The document that ``foedus replay --json`` prints, and what each answer rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from foedus.council import ACTIONS
from foedus.crisis import Case, LawTable, Setting
from foedus.study._ensemble import Ensemble
from foedus.study._footing import fit
from foedus.study._markers import between

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
